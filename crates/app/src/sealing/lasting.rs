//! What makes finished files last (decision 7): the state of the signers' certificates, said after the signatures, and a
//! timestamp over all of it, renewed before the newest one's certificate or algorithms end. The document and the audit report are
//! treated alike.

use crate::error::Result;
use crate::extending::{Extended, Extender};
use crate::history::{Alongside, Lease, signed};
use crate::keys::sha256_hex;
use crate::{App, By, report};
use ades::pades::Level;
use ades::pades::extend::Demand;
use ades::timestamp::Token;
use ades::validate::Policy;
use bytes::Bytes;
use domain::agreement::{
    Agreement, Command, Lack, Lasting, Reach, RevisionFacts, RevisionKind, SignedFile, Status,
};
use domain::ids::{AccountId, AgreementId};
use jiff::{SignedDuration, Timestamp};

/// A timestamp is renewed so long before it ends: time enough to mend what is broken.
pub(crate) const BEFORE_THE_END: SignedDuration = SignedDuration::from_hours(24 * 90);

/// How soon a proof that is pending is looked for again, where nobody says when something newer is due.
const SOON: SignedDuration = SignedDuration::from_mins(10);

/// How late at most: also where an authority did not answer.
const LATE: SignedDuration = SignedDuration::from_hours(24);

/// What was made for a file, and how long it lasts with it.
struct Longer {
    appended: Vec<u8>,
    timestamp: Option<Timestamp>,
    lasting: Lasting,
}

impl App {
    /// The level that finished files are to reach, and why not more. Where the operator names none, it is as much as can be had:
    /// where nobody gives timestamps, or nobody could be asked about the seal, there is nothing to be added.
    pub(crate) async fn wanted_level(&self, account: AccountId) -> Result<(Level, Option<Lack>)> {
        if let Some(level) = self.config.completed_level {
            let lack = (level < Level::BLta).then_some(Lack::NotWanted);
            return Ok((level, lack));
        }
        if !self.ports.timestamps.is_configured() {
            return Ok((Level::BT, Some(Lack::NoService)));
        }
        let identity = self.ports.signer.identity(account).await?;
        let own = identity.chain.first();
        match own.is_some_and(|own| own.extensions().names_revocation_source()) {
            true => Ok((Level::BLta, None)),
            false => Ok((Level::BT, Some(Lack::NoSource))),
        }
    }

    /// When files that are finished now are to be extended, and what is known of them until then. `ends`: of document and report.
    pub(super) async fn lasting_begins(
        &self,
        agreement: &Agreement,
        ends: [Timestamp; 2],
    ) -> Result<(Option<Timestamp>, Vec<store::Lasting>)> {
        let now = self.ports.clock.now();
        let (level, lacks) = self.wanted_level(agreement.account).await?;
        let begins = (level >= Level::BLt).then_some(now);
        let files = [SignedFile::Document, SignedFile::Report].into_iter().zip(ends);
        let row = |(file, end)| {
            let lasting = Lasting {
                pending_since: begins,
                reaches: Some(Reach::BT),
                lacks: lacks.filter(|_| begins.is_none()),
                ends_at: Some(end),
                ..Lasting::default()
            };
            row_of(agreement, file, &lasting, now)
        };
        Ok((begins, files.map(row).collect()))
    }

    /// Appends to a finished file what makes it last.
    pub(crate) async fn extend_file(
        &self,
        id: AgreementId,
        file: SignedFile,
        job: Lease,
    ) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        let known = self.known_of(&agreement, file).await?;
        let now = self.ports.clock.now();
        let level = match self.config.completed_level {
            // What was begun goes on, whatever certificate seals today.
            None if known.reaches > Some(Reach::BT) => Level::BLta,
            _ => self.wanted_level(agreement.account).await?.0,
        };
        let waits = !known.proof_pending
            && known.pending_since.is_none()
            && known.extend_at.is_some_and(|at| at > now);
        if agreement.status != Status::Completed || level < Level::BLt || waits {
            return Err(domain::Refusal::NotNow.into());
        }
        let (base, number, _room) = match file {
            SignedFile::Document => self.base(&agreement).await?,
            SignedFile::Report => {
                let (report, number) = self.report_bytes(id).await?;
                let room = super::room(report.len() as u64).await?;
                (report, number, room)
            }
        };
        let longer = self.longer(base.clone(), level, known).await?;
        let mut alongside = Alongside {
            finishes: Some(job),
            lasting: vec![row_of(&agreement, file, &longer.lasting, now)],
            ..Alongside::default()
        };
        let mut revision = None;
        if !longer.appended.is_empty() {
            let appended = (base.as_ref(), Bytes::from(longer.appended));
            let facts = self
                .keep_addition(&agreement, (file, number), appended, &mut alongside)
                .await?;
            revision = Some(RevisionFacts {
                timestamp: longer.timestamp,
                ..facts
            });
        }
        let command = Command::Extend {
            file,
            revision,
            lasting: longer.lasting,
        };
        self.execute_with(id, &By::system(), alongside, |_| Ok(command))
            .await
    }

    /// What the history says of a file; before it says anything, what was noted when it was finished.
    async fn known_of(&self, agreement: &Agreement, file: SignedFile) -> Result<Lasting> {
        let row = self
            .store
            .lasting(&agreement.id.to_string(), file_word(file))
            .await?;
        let mut known = agreement.lasting_of(file).unwrap_or_default();
        known.ends_at = known.ends_at.or(row.as_ref().and_then(|row| row.ends_at));
        if agreement.lasting_of(file).is_none() {
            known.pending_since = row.and_then(|row| row.pending_since);
        }
        Ok(known)
    }

    async fn keep_addition(
        &self,
        agreement: &Agreement,
        (file, number): (SignedFile, u32),
        (base, appended): (&[u8], Bytes),
        alongside: &mut Alongside,
    ) -> Result<RevisionFacts> {
        if file == SignedFile::Document {
            let (facts, row) = self
                .keep_revision(agreement, number, RevisionKind::Extended, (base, appended), None)
                .await?;
            alongside.revision = Some(row);
            return Ok(facts);
        }
        let whole = [base, &appended].concat();
        let (sha256, added) = (sha256_hex(&whole), appended.len() as u64);
        let at = self.ports.clock.now();
        let blob = self.blobs.put(&agreement.account.to_string(), appended).await?;
        alongside.report_revision = Some(store::DocumentRevision {
            document_id: report::document_id(agreement.id),
            number: i64::from(number),
            blob_key: blob.as_str().to_owned(),
            offset: signed(base.len() as u64),
            length: signed(added),
            whole_sha256: sha256.clone(),
            created_at: at,
        });
        Ok(RevisionFacts {
            number,
            kind: RevisionKind::Extended,
            sha256,
            length: whole.len() as u64,
            timestamp: None,
            seal: None,
            at,
        })
    }

    /// The archive timestamp waits for the proof: what it covers is then complete.
    async fn longer(&self, base: Bytes, level: Level, known: Lasting) -> Result<Longer> {
        let now = self.ports.clock.now();
        let extender = Extender {
            revocation: self.ports.revocation.clone(),
            timestamps: self.ports.timestamps.clone(),
            clock: self.ports.clock.clone(),
            anchors: None,
            // The document may have come with signatures of strangers.
            demand: Demand::Any,
        };
        let mut extended = extender.extend(base.clone(), None, Level::BLt).await?;
        for reason in &extended.incomplete {
            tracing::warn!(reason, "a signature's validation data are not complete");
        }
        let mut stamped = None;
        if level == Level::BLta && is_complete(&extended) {
            let whole = [base.as_ref(), &extended.appended].concat();
            match extender.stamp(whole.into(), None).await {
                Ok(made) if !lasts_longer(made.timestamp.as_ref(), &known) => {
                    return Ok(no_better(&known, now));
                }
                Ok(made) => {
                    extended.appended.extend(made.appended);
                    stamped = made.timestamp;
                }
                // What was learned is kept; the timestamp is asked for again.
                Err(error) if !extended.appended.is_empty() => {
                    tracing::warn!(%error, "there is no timestamp over what was added to a file");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Longer {
            lasting: lasting(&extended, (level, stamped.as_ref()), &known, now),
            timestamp: stamped.as_ref().map(Token::time),
            appended: extended.appended,
        })
    }
}

fn is_complete(extended: &Extended) -> bool {
    extended.pending.is_empty() && !extended.unanswered
}

fn end_of(token: &Token) -> Timestamp {
    Policy::STANDARD.timestamp_ends(token)
}

/// A file grows only for a timestamp that ends later than the one it has.
fn lasts_longer(made: Option<&Token>, known: &Lasting) -> bool {
    let has = known.ends_at.filter(|_| known.reaches == Some(Reach::BLta));
    has.is_none_or(|end| made.is_some_and(|made| end_of(made) > end))
}

fn no_better(known: &Lasting, now: Timestamp) -> Longer {
    Longer {
        appended: Vec::new(),
        timestamp: None,
        lasting: Lasting {
            extend_at: after(now, LATE),
            lacks: Some(Lack::NothingBetter),
            ..*known
        },
    }
}

fn after(now: Timestamp, pause: SignedDuration) -> Option<Timestamp> {
    now.saturating_add(pause).ok()
}

fn lasting(
    extended: &Extended,
    (level, stamped): (Level, Option<&Token>),
    known: &Lasting,
    now: Timestamp,
) -> Lasting {
    let complete = is_complete(extended);
    let ends = stamped.map(end_of);
    let reaches = match (ends.is_some(), complete) {
        (true, _) => Reach::BLta,
        (false, true) => Reach::BLt,
        (false, false) => Reach::BT,
    };
    let untimed = level == Level::BLta && complete && stamped.is_none();
    let waits = !complete || untimed;
    Lasting {
        proof_pending: !complete,
        extend_at: match ends {
            _ if !complete => next_try(extended, now),
            _ if untimed => after(now, SOON),
            None => None,
            Some(end) => end.saturating_sub(BEFORE_THE_END).ok().max(after(now, LATE)),
        },
        pending_since: waits.then(|| known.pending_since.unwrap_or(now)),
        reaches: known.reaches.max(Some(reaches)),
        lacks: lack(extended, level, untimed),
        ends_at: ends.or(known.ends_at),
    }
}

/// When something newer is due, where somebody says so.
fn next_try(extended: &Extended, now: Timestamp) -> Option<Timestamp> {
    let due = extended
        .pending
        .iter()
        .filter_map(|pending| pending.next_update)
        .max();
    let (soon, late) = (after(now, SOON)?, after(now, LATE)?);
    Some(due.unwrap_or(soon).clamp(soon, late))
}

fn lack(extended: &Extended, level: Level, untimed: bool) -> Option<Lack> {
    let lacks = [
        (extended.unanswered, Lack::Unanswered),
        (!extended.pending.is_empty(), Lack::ProofPending),
        (untimed, Lack::NoTimestamp),
        (!extended.without_source.is_empty(), Lack::NoSource),
        (!extended.incomplete.is_empty(), Lack::Incomplete),
        (level < Level::BLta, Lack::NotWanted),
    ];
    lacks.into_iter().find(|(is, _)| *is).map(|(_, lack)| lack)
}

/// Under which word a file's row is kept.
pub(crate) fn file_word(file: SignedFile) -> &'static str {
    match file {
        SignedFile::Document => "document",
        SignedFile::Report => "report",
    }
}

fn row_of(agreement: &Agreement, file: SignedFile, lasting: &Lasting, now: Timestamp) -> store::Lasting {
    store::Lasting {
        agreement_id: agreement.id.to_string(),
        file: file_word(file).to_owned(),
        account_id: agreement.account.to_string(),
        reaches: lasting.reaches.unwrap_or(Reach::BT).name().to_lowercase(),
        lacks: lasting.lacks.map(|lack| lack.name().to_owned()),
        pending_since: lasting.pending_since,
        due_at: lasting.extend_at.filter(|_| lasting.pending_since.is_none()),
        ends_at: lasting.ends_at,
        looked_at: now,
        finding: None,
    }
}
