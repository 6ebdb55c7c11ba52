//! The evidence of one agreement as a file, and its check by whoever holds it, without this server (C2).
//!
//! The records of the chain stand in it as they were hashed; personal values apart, each with its salt; and what every revision of
//! the document must hash to.

use crate::agreement::{Document, RevisionFacts, RevisionKind};
use crate::audit::{self, Link};
use crate::ids::AgreementId;
use crate::personal::{Subject, Withheld, commitments, restore};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What every file of this shape begins with.
pub const FORMAT: &str = "podpis-evidence/1";
/// How records are chained, for whoever writes a checker of their own.
const HASH: &str =
    "SHA-256 over length-prefixed stream, seq, previous hash and record (8-byte big-endian lengths)";
/// How personal values are committed to.
const COMMITMENT: &str =
    "SHA-256 over the 16 bytes of salt and the value as JSON without spaces, the keys of objects in order";

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// [`FORMAT`].
    pub format: String,
    /// Which agreement.
    pub agreement: AgreementId,
    /// The name of its chain.
    pub stream: String,
    /// How records are chained, in words.
    pub hash: String,
    /// How personal values are committed to, in words.
    pub commitment: String,
    /// The files as they came in.
    pub documents: Vec<Document>,
    /// The revisions of the document; in a sealed report the last one is about to be kept.
    pub revisions: Vec<RevisionFacts>,
    /// The records.
    pub records: Vec<Entry>,
    /// The personal values that still exist.
    pub personal_values: Vec<Revealed>,
    /// When the file was made.
    pub made_at: Timestamp,
}

/// One record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// The exact text that was hashed.
    pub record: String,
    /// Its hash.
    pub hash: String,
}

/// A personal value of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Revealed {
    /// Of which record.
    pub seq: u64,
    /// Where in it (JSON pointer).
    pub path: String,
    /// Whose it is.
    pub of: Subject,
    /// What was mixed into the commitment, in hexadecimal.
    pub salt: String,
    /// The value.
    pub value: Value,
}

/// What checking gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Which agreement.
    pub agreement: String,
    /// How many records.
    pub records: usize,
    /// The hash of the last record; empty where the chain is broken.
    pub head: String,
    /// How many personal values were compared with their commitments.
    pub values: usize,
    /// How many commitments have no value any more.
    pub withheld: usize,
    /// How many revisions of the document the evidence names.
    pub revisions: usize,
    /// How many of them the document that was given holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revisions_in_document: Option<usize>,
    /// What is wrong, in English; empty when all is well.
    pub faults: Vec<String>,
}

impl Evidence {
    /// The evidence of an agreement.
    pub fn new(
        agreement: AgreementId,
        documents: Vec<Document>,
        revisions: Vec<RevisionFacts>,
        links: impl IntoIterator<Item = Link>,
        personal: impl IntoIterator<Item = (u64, Withheld)>,
        made_at: Timestamp,
    ) -> Evidence {
        let entry = |link: Link| Entry {
            seq: link.seq,
            record: link.text,
            hash: link.hash,
        };
        let revealed = |(seq, value): (u64, Withheld)| Revealed {
            seq,
            path: value.path,
            of: value.subject,
            salt: hex::encode(value.salt),
            value: value.value,
        };
        Evidence {
            format: FORMAT.to_owned(),
            agreement,
            stream: agreement.to_string(),
            hash: HASH.to_owned(),
            commitment: COMMITMENT.to_owned(),
            documents,
            revisions,
            records: links.into_iter().map(entry).collect(),
            personal_values: personal.into_iter().map(revealed).collect(),
            made_at,
        }
    }

    /// Recomputes the chain, every commitment, and that the revisions are those that the chain names.
    pub fn check(&self) -> Checked {
        let mut checked = Checked {
            agreement: self.agreement.to_string(),
            records: self.records.len(),
            revisions: self.revisions.len(),
            ..Checked::default()
        };
        if self.format != FORMAT {
            checked.fault(format!(
                "the format is {}, and this program knows {FORMAT}",
                self.format
            ));
        }
        if self.stream != self.agreement.to_string() {
            checked.fault("the chain is of another agreement".to_owned());
        }
        let links: Vec<Link> = self.records.iter().map(link).collect();
        match audit::verify(&self.stream, &links) {
            Ok(head) => checked.head = head,
            Err(fault) => checked.fault(fault.to_string()),
        }
        if links.is_empty() {
            checked.fault("there is no record".to_owned());
        }
        self.check_values(&mut checked);
        self.check_revisions(&mut checked);
        checked
    }

    fn check_values(&self, checked: &mut Checked) {
        for record in &self.records {
            let Ok(mut value) = serde_json::from_str::<Value>(&record.record) else {
                checked.fault(format!("record {} cannot be read", record.seq));
                continue;
            };
            let own = self.personal_values.iter().filter(|one| one.seq == record.seq);
            for revealed in own {
                let fits = revealed
                    .withheld()
                    .is_some_and(|one| restore(&mut value, &[one]).is_ok());
                if !fits {
                    checked.fault(format!(
                        "a personal value of record {} was changed ({})",
                        record.seq, revealed.path
                    ));
                }
            }
            checked.withheld += commitments(&value);
        }
        checked.values = self.personal_values.len();
        let known = |seq: u64| self.records.iter().any(|record| record.seq == seq);
        for stray in self.personal_values.iter().filter(|one| !known(one.seq)) {
            checked.fault(format!("a personal value belongs to no record ({})", stray.path));
        }
    }

    /// The chain names each revision; only the closing one of a sealed report is not in it yet.
    fn check_revisions(&self, checked: &mut Checked) {
        let mut named = Vec::new();
        for record in &self.records {
            let value: Value = serde_json::from_str(&record.record).unwrap_or_default();
            // Something may be recorded of the document to which nothing was added.
            named.extend(
                value
                    .pointer("/event/revision")
                    .filter(|one| !one.is_null())
                    .cloned(),
            );
        }
        let listed: Vec<Value> = self
            .revisions
            .iter()
            .map(|revision| serde_json::to_value(revision).unwrap_or_default())
            .collect();
        let closing = |facts: &RevisionFacts| facts.kind == RevisionKind::Closing;
        let rest = listed.get(named.len()..).unwrap_or_default();
        let last_is_closing = self.revisions.last().is_some_and(closing);
        let fits = listed.starts_with(&named) && (rest.is_empty() || (rest.len() == 1 && last_is_closing));
        if !fits {
            checked.fault("the revisions are not those that the chain names".to_owned());
        }
    }

    /// Compares the document with every revision's hash, each over the file's beginning. Where the document goes on after the last of
    /// them, it returns where: what makes it last may follow, which is for somebody to say who can read it.
    pub fn check_document(&self, document: &[u8], checked: &mut Checked) -> Option<usize> {
        let mut held = 0;
        let mut end = 0;
        for revision in &self.revisions {
            let length = usize::try_from(revision.length).unwrap_or(usize::MAX);
            let Some(prefix) = document.get(..length) else {
                break;
            };
            if hex::encode(Sha256::digest(prefix)) == revision.sha256 {
                held += 1;
                end = length;
            } else {
                checked.fault(format!(
                    "revision {} of the document is not the one of the evidence",
                    revision.number
                ));
            }
        }
        checked.revisions_in_document = Some(held);
        if held == 0 {
            checked.fault("the document is another one".to_owned());
        }
        (held > 0 && end < document.len()).then_some(end)
    }

    /// Compares the chain with the head that somebody else vouches for: it must be one of the chain's hashes.
    pub fn check_head(&self, head: &str, checked: &mut Checked) {
        if !self
            .records
            .iter()
            .any(|record| record.hash.eq_ignore_ascii_case(head.trim()))
        {
            checked.fault(format!("the chain does not hold the head {}", head.trim()));
        }
    }

    /// The SHA-256 of the sealed report and of every state that it was extended to, where the chain names them.
    pub fn report_hashes(&self) -> Vec<String> {
        let named = |record: &Entry| {
            let value: Value = serde_json::from_str(&record.record).ok()?;
            let hash = value.pointer("/event/report_sha256");
            let hash = hash.or_else(|| value.pointer("/event/report/sha256"));
            Some(hash?.as_str()?.to_owned())
        };
        self.records.iter().filter_map(named).collect()
    }
}

impl Checked {
    /// Adds what is wrong.
    pub fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }
}

impl Revealed {
    fn withheld(&self) -> Option<Withheld> {
        Some(Withheld {
            path: self.path.clone(),
            subject: self.of,
            salt: hex::decode(&self.salt).ok()?.try_into().ok()?,
            value: self.value.clone(),
        })
    }
}

fn link(entry: &Entry) -> Link {
    Link {
        seq: entry.seq,
        text: entry.record.clone(),
        hash: entry.hash.clone(),
    }
}
