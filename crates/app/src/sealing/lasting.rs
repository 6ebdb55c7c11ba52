//! What makes a finished document last (decision 7): the state of the signers' certificates, said after the signatures, and a
//! timestamp over all of it, renewed before the newest one's certificate ends.

use crate::error::Result;
use crate::extending::{Extended, Extender};
use crate::history::{Alongside, Lease};
use crate::{App, By};
use ades::pades::Level;
use ades::pades::extend::Demand;
use bytes::Bytes;
use domain::agreement::{Agreement, Command, Lasting, RevisionKind, Status};
use domain::ids::AgreementId;
use jiff::{SignedDuration, Timestamp};

/// A timestamp is renewed so long before its authority's certificate ends: time enough to mend what is broken.
const BEFORE_THE_END: SignedDuration = SignedDuration::from_hours(24 * 90);

/// How soon a proof that is pending is looked for again, where nobody says when something newer is due.
const SOON: SignedDuration = SignedDuration::from_mins(10);

/// How late at most: also where an authority did not answer.
const LATE: SignedDuration = SignedDuration::from_hours(24);

impl App {
    /// Appends to a finished document what makes it last.
    pub(crate) async fn extend_file(&self, id: AgreementId, job: Lease) -> Result<Agreement> {
        let agreement = self.load(id).await?;
        if agreement.status != Status::Completed || self.config.completed_level < Level::BLt {
            return Err(domain::Refusal::NotNow.into());
        }
        let (base, number, _room) = self.base(&agreement).await?;
        let extender = Extender {
            revocation: self.ports.revocation.clone(),
            timestamps: self.ports.timestamps.clone(),
            clock: self.ports.clock.clone(),
            anchors: None,
            // The document may have come with signatures of strangers.
            demand: Demand::Any,
        };
        let extended = self.lasting(&extender, base.clone()).await?;
        for reason in &extended.incomplete {
            tracing::warn!(agreement = %id, reason, "a signature's validation data are not complete");
        }
        let lasting = lasting(&extended, self.ports.clock.now());
        let mut alongside = Alongside {
            finishes: Some(job),
            ..Alongside::default()
        };
        let mut revision = None;
        if !extended.appended.is_empty() {
            let appended = (base.as_ref(), Bytes::from(extended.appended));
            let (mut facts, row) = self
                .keep_revision(&agreement, number, RevisionKind::Extended, appended, None)
                .await?;
            facts.timestamp = extended.timestamp.as_ref().map(ades::timestamp::Token::time);
            alongside.revision = Some(row);
            revision = Some(facts);
        }
        let command = Command::Extend { revision, lasting };
        self.execute_with(id, &By::system(), alongside, |_| Ok(command))
            .await
    }

    /// The archive timestamp waits for the proof: what it covers is then complete.
    async fn lasting(&self, extender: &Extender, base: Bytes) -> Result<Extended> {
        let mut extended = extender.extend(base.clone(), None, Level::BLt).await?;
        let complete = extended.pending.is_empty() && !extended.unanswered;
        if self.config.completed_level == Level::BLta && complete {
            let whole = [base.as_ref(), &extended.appended].concat();
            let stamped = extender.stamp(whole.into(), None).await?;
            extended.appended.extend(stamped.appended);
            extended.timestamp = stamped.timestamp;
        }
        Ok(extended)
    }
}

fn lasting(extended: &Extended, now: Timestamp) -> Lasting {
    let after = |pause: SignedDuration| now.saturating_add(pause).unwrap_or(now);
    let proof_pending = !extended.pending.is_empty() || extended.unanswered;
    let extend_at = if proof_pending {
        let due = extended
            .pending
            .iter()
            .filter_map(|pending| pending.next_update)
            .max();
        Some(due.unwrap_or(after(SOON)).clamp(after(SOON), after(LATE)))
    } else {
        let ends = extended
            .timestamp
            .as_ref()
            .map(|token| token.signer().not_after());
        ends.map(|end| end.saturating_sub(BEFORE_THE_END).unwrap_or(end).max(after(LATE)))
    };
    Lasting {
        proof_pending,
        extend_at,
    }
}
