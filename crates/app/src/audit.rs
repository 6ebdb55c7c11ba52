//! Checking the audit trail: every chain, the personal values, and the daily roots (decision 21).

use crate::App;
use crate::accounts::account_stream;
use crate::error::{Error, Result};
use crate::history::unsigned;
use crate::keys::{random_bytes, sha256_hex};
use crate::ports::OutsideError;
use ades::algorithm::DigestAlgorithm;
use ades::timestamp::Request;
use bytes::Bytes;
use domain::agreement::{Recorded, replay};
use domain::audit::{self, ChainFault, Link};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What checking the audit trail found.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditVerdict {
    /// How many chains were checked.
    pub chains: u64,
    /// How many records.
    pub records: u64,
    /// How many daily roots.
    pub roots: u64,
    /// What is wrong, in English for the operator; empty when all is well.
    pub faults: Vec<AuditFault>,
}

/// Something wrong with the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditFault {
    /// Which chain (an agreement, or `account:…`), or which day's root.
    pub stream: String,
    /// What.
    pub fault: String,
}

/// The heads of all chains at one moment, as they are kept with the blobs.
#[derive(Serialize, Deserialize)]
struct Heads {
    day: String,
    previous: Option<String>,
    heads: BTreeMap<String, HeadOf>,
}

#[derive(Serialize, Deserialize)]
struct HeadOf {
    seq: i64,
    hash: String,
}

impl App {
    /// Checks every chain, or only one. Finds an edited record, a rehashed chain, a cut tail and a missing agreement.
    pub async fn verify_audit(&self, only: Option<&str>) -> Result<AuditVerdict> {
        let mut verdict = AuditVerdict::default();
        let mut after = String::new();
        loop {
            let heads = self.store.heads(&after, 500).await?;
            let Some(last) = heads.last() else { break };
            after.clone_from(&last.stream);
            for head in heads
                .iter()
                .filter(|head| only.is_none_or(|only| only == head.stream))
            {
                self.verify_chain(&head.stream, &mut verdict).await?;
            }
        }
        if only.is_none() {
            self.verify_rows(&mut verdict).await?;
            self.verify_roots(&mut verdict).await?;
        }
        Ok(verdict)
    }

    async fn verify_chain(&self, stream: &str, verdict: &mut AuditVerdict) -> Result<()> {
        let links = self.links(stream).await?;
        verdict.chains += 1;
        verdict.records += links.len() as u64;
        if let Err(fault) = audit::verify(stream, &links) {
            verdict.fault(stream, fault.to_string());
            return Ok(());
        }
        let personal = match self.personal_values(stream).await {
            Ok(personal) => personal,
            Err(Error::Keys(_)) => {
                verdict.fault(stream, "a personal value was changed".to_owned());
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        for link in &links {
            let own: Vec<_> = personal
                .iter()
                .filter(|(seq, _)| *seq == link.seq)
                .map(|(_, value)| value.clone())
                .collect();
            match audit::read::<serde_json::Value>(link, &own) {
                Ok(_) | Err(ChainFault::Unreadable { .. }) => {}
                Err(fault) => verdict.fault(stream, fault.to_string()),
            }
        }
        self.verify_state(stream, verdict).await
    }

    /// The state that the product works with must be the one that its history gives, and the file's bytes those that it names.
    async fn verify_state(&self, stream: &str, verdict: &mut AuditVerdict) -> Result<()> {
        let Ok(id) = stream.parse() else { return Ok(()) };
        let Some(row) = self.store.agreement(stream).await? else {
            verdict.fault(stream, "the agreement is missing".to_owned());
            return Ok(());
        };
        let history: Vec<Recorded> = match self.history(id).await {
            Ok(history) => history,
            // Erased persons leave commitments; their history can be verified but not replayed.
            Err(_) => return Ok(()),
        };
        let replayed = replay(&history).map(serde_json::to_value).transpose()?;
        if replayed != Some(serde_json::from_str(&row.snapshot)?) {
            verdict.fault(
                stream,
                "the agreement's state is not the one that its history gives".to_owned(),
            );
        }
        let Some(agreement) = replay(&history) else {
            return Ok(());
        };
        if let Some(last) = agreement.last_revision() {
            match self.revision_bytes(id, last.number).await {
                Ok(bytes) if sha256_hex(&bytes) == last.sha256 => {}
                _ => verdict.fault(
                    stream,
                    "the file is not the one that its history names".to_owned(),
                ),
            }
        }
        let added = agreement.report_revisions.last().map(|added| &added.sha256);
        if let Some(named) = added.or(agreement.report_sha256.as_ref()) {
            match self.report_bytes(id).await {
                Ok((bytes, _)) if sha256_hex(&bytes) == *named => {}
                _ => verdict.fault(
                    stream,
                    "the audit report is not the one that its history names".to_owned(),
                ),
            }
        }
        Ok(())
    }

    /// An account or agreement without a chain has lost it.
    async fn verify_rows(&self, verdict: &mut AuditVerdict) -> Result<()> {
        for account in self.store.accounts().await? {
            let stream = account_stream(crate::accounts::account_id(&account.id)?);
            if self.store.head(&stream).await?.is_none() {
                verdict.fault(&stream, "the chain is missing".to_owned());
            }
        }
        for id in self.store.agreement_ids().await? {
            if self.store.head(&id).await?.is_none() {
                verdict.fault(&id, "the chain is missing".to_owned());
            }
        }
        Ok(())
    }

    async fn verify_roots(&self, verdict: &mut AuditVerdict) -> Result<()> {
        let mut previous: Option<String> = None;
        for root in self.store.audit_roots().await? {
            verdict.roots += 1;
            let stream = format!("root:{}", root.day);
            let bytes = match self.blob(&root.heads_blob).await {
                Ok(bytes) => bytes,
                Err(_) => {
                    verdict.fault(&stream, "the heads of this day cannot be read".to_owned());
                    continue;
                }
            };
            if sha256_hex(&bytes) != root.root {
                verdict.fault(&stream, "the root is not the hash of its heads".to_owned());
            }
            if let Some(token) = &root.timestamp_token
                && !stamped(token, root.root.as_bytes())
            {
                verdict.fault(&stream, "the timestamp is not of this root".to_owned());
            }
            let heads: Heads = serde_json::from_slice(&bytes)?;
            if heads.previous != previous {
                verdict.fault(
                    &stream,
                    "the root before this one is missing or another".to_owned(),
                );
            }
            previous = Some(root.root.clone());
            self.compare_heads(&stream, &heads, verdict).await?;
        }
        Ok(())
    }

    /// What a chain was on that day it must still begin with.
    async fn compare_heads(&self, root: &str, heads: &Heads, verdict: &mut AuditVerdict) -> Result<()> {
        for (stream, head) in &heads.heads {
            match self.store.event(stream, head.seq).await? {
                Some(event) if event.hash == head.hash => {}
                Some(_) => verdict.fault(stream, format!("record {} is not the one of {root}", head.seq)),
                None => verdict.fault(stream, format!("record {} of {root} is missing", head.seq)),
            }
        }
        Ok(())
    }

    pub(crate) async fn links(&self, stream: &str) -> Result<Vec<Link>> {
        let link = |event: store::Event| Link {
            seq: unsigned(event.seq),
            text: event.record,
            hash: event.hash,
        };
        Ok(self
            .store
            .events(stream, 0)
            .await?
            .into_iter()
            .map(link)
            .collect())
    }

    /// Makes today's root, unless it is made, and has it timestamped, if it is not.
    pub(crate) async fn make_audit_root(&self) -> Result<()> {
        let now = self.ports.clock.now();
        let day = now.strftime("%Y-%m-%d").to_string();
        if self.store.audit_root(&day).await?.is_none() {
            let heads = self.all_heads(&day).await?;
            let bytes = Bytes::from(serde_json::to_vec(&heads)?);
            let root = sha256_hex(&bytes);
            let blob = self.blobs.put("audit", bytes).await?;
            let row = store::AuditRoot {
                day: day.clone(),
                root,
                timestamp_token: None,
                heads_blob: blob.as_str().to_owned(),
                created_at: now,
            };
            let mut transaction = self.store.begin().await?;
            transaction.insert_audit_root(&row).await?;
            transaction.commit().await?;
        }
        self.stamp_root(&day).await
    }

    async fn all_heads(&self, day: &str) -> Result<Heads> {
        let previous = self.store.last_audit_root().await?.map(|root| root.root);
        let (mut heads, mut after) = (BTreeMap::new(), String::new());
        loop {
            let page = self.store.heads(&after, 1000).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.stream);
            heads.extend(page.into_iter().map(|head| {
                (
                    head.stream,
                    HeadOf {
                        seq: head.seq,
                        hash: head.hash,
                    },
                )
            }));
        }
        Ok(Heads {
            day: day.to_owned(),
            previous,
            heads,
        })
    }

    async fn stamp_root(&self, day: &str) -> Result<()> {
        let Some(root) = self
            .store
            .audit_root(day)
            .await?
            .filter(|root| root.timestamp_token.is_none())
        else {
            return Ok(());
        };
        let nonce: [u8; 16] = random_bytes();
        let request = Request::new(DigestAlgorithm::Sha256, root.root.as_bytes(), &nonce);
        let response = self.ports.timestamps.timestamp(&request.to_der()?).await?;
        let token = request.accept(&response, self.ports.clock.now());
        let token = token.map_err(|error| Error::Outside(OutsideError::Unavailable(error.to_string())))?;
        let mut transaction = self.store.begin().await?;
        transaction.stamp_audit_root(day, token.as_der()).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn stamped(token: &[u8], root: &[u8]) -> bool {
    ades::timestamp::Token::from_der(token).is_ok_and(|token| token.check_imprint(root).is_ok())
}

impl AuditVerdict {
    fn fault(&mut self, stream: &str, fault: String) {
        self.faults.push(AuditFault {
            stream: stream.to_owned(),
            fault,
        });
    }
}
