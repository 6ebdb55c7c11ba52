//! Background jobs: what decisions asked to be done outside, and what recurs. One file per kind, one line in `Job::run`.
//!
//! A job row is committed with the decision that asked for it. It runs at least once; each kind says how it makes a second run harmless.

mod audit_root;
mod expire;
mod extend;
mod lasting;
mod notify;
mod prepare;
mod remind;
mod seal;
mod send_code;
mod sweep;
mod webhook;
mod worker;

pub use worker::Worker;

use crate::error::Result;
use crate::history::text_of;
use crate::lasting::Alarm;
use crate::ports::OutsideError;
use crate::{App, Error};
use domain::Refusal;
use domain::agreement::{Agreement, Effect, Notice, SignedFile};
use domain::ids::{AccountId, AgreementId, ChallengeId, ParticipantId, UserId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{NewJob, Transaction};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// A job: what to do, by ids alone (decision 24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Put the heads of all chains into a root and have it timestamped.
    AuditRoot,
    /// Make the closing seal, the report and the evidence.
    Close {
        /// Of which agreement.
        agreement: AgreementId,
    },
    /// End an agreement whose time is over.
    Expire {
        /// Which.
        agreement: AgreementId,
        /// When it is over.
        at: Timestamp,
    },
    /// Look whether files of finished agreements wait too long for what makes them last, and tell administrators.
    AlarmLasting,
    /// Look at some of the files themselves, whether they can still be checked, and will be.
    CheckLasting,
    /// Add to a finished file what makes it last.
    Extend {
        /// Of which agreement.
        agreement: AgreementId,
        /// Which of its files.
        #[serde(default)]
        file: SignedFile,
        /// When.
        at: Timestamp,
    },
    /// Mail an administrator that files may not last.
    MailAlarm {
        /// To whom.
        user: UserId,
        /// What it is about.
        alarm: Alarm,
    },
    /// Mail a user a link to choose a password.
    MailUser {
        /// To whom.
        user: UserId,
        /// Whether it is an invitation or a forgotten password.
        invitation: bool,
    },
    /// Mail whoever made a webhook that it is switched off.
    MailWebhook {
        /// Which.
        webhook: Uuid,
    },
    /// Mail somebody about an agreement.
    Notify {
        /// Which agreement.
        agreement: AgreementId,
        /// What about, and to whom.
        notice: Notice,
    },
    /// Make the form fields of a sent agreement.
    Prepare {
        /// Which.
        agreement: AgreementId,
    },
    /// Remind those whose turn it is.
    Remind {
        /// Of which agreement.
        agreement: AgreementId,
        /// When.
        at: Timestamp,
    },
    /// Seal a person's act.
    Seal {
        /// In which agreement.
        agreement: AgreementId,
        /// Whose.
        participant: ParticipantId,
    },
    /// Send a one-time code.
    SendCode {
        /// In which agreement.
        agreement: AgreementId,
        /// To whom.
        participant: ParticipantId,
        /// Which challenge.
        challenge: ChallengeId,
    },
    /// Delete what has expired: sessions, visits, transient documents, finished jobs.
    Sweep,
    /// Tell a webhook of an event.
    Webhook {
        /// Which message.
        delivery: Uuid,
    },
}

/// The words of every kind, for workers that take all of them.
pub const KINDS: [&str; 16] = [
    "alarm_lasting",
    "audit_root",
    "check_lasting",
    "close",
    "expire",
    "extend",
    "mail_alarm",
    "mail_user",
    "mail_webhook",
    "notify",
    "prepare",
    "remind",
    "seal",
    "send_code",
    "sweep",
    "webhook",
];

/// Kinds that only tell somebody something: a dead one may be thrown away. Every other kind carries out what was decided.
pub const MESSAGES: [&str; 7] = [
    "mail_alarm",
    "mail_user",
    "mail_webhook",
    "notify",
    "remind",
    "send_code",
    "webhook",
];

/// Messages that are handed over at once. Relays and gateways turn whoever comes with many connections away; people wait for codes, so
/// codes do not wait for mails.
static MAILS: Semaphore = Semaphore::const_new(8);
static CODES: Semaphore = Semaphore::const_new(8);
static WEBHOOKS: Semaphore = Semaphore::const_new(16);

/// Whose turn a kind of job waits for.
fn turns(kind: &str) -> Option<&'static Semaphore> {
    match kind {
        "send_code" => Some(&CODES),
        "webhook" => Some(&WEBHOOKS),
        _ => MESSAGES.contains(&kind).then_some(&MAILS),
    }
}

/// How a run ended, and what is kept with its end in one transaction.
struct Ended {
    outcome: Result<(), Failure>,
    /// The job's end was committed with the decision that it led to.
    kept: bool,
    /// What became of the message that it handed over.
    message: Option<store::Message>,
}

impl Ended {
    /// The end of a job that finished itself together with its decision. A decision that the state has overtaken was not kept,
    /// and the job is done all the same.
    fn with_decision(result: Result<Agreement>) -> Ended {
        Ended {
            kept: result.is_ok(),
            ..overtaken(result).into()
        }
    }
}

impl From<Result<(), Failure>> for Ended {
    fn from(outcome: Result<(), Failure>) -> Ended {
        Ended {
            outcome,
            kept: false,
            message: None,
        }
    }
}

/// How a run ended when it did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// Try again later; nothing is lost meanwhile.
    Later(Error),
    /// Trying again would do the same, or might do it twice: a person must look.
    Never(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error {
            Error::Damaged(_) | Error::NotFound | Error::BadInput { .. } | Error::Keys(_) => {
                Failure::Never(error)
            }
            Error::Outside(OutsideError::Refused(_) | OutsideError::NoRecipient(_)) => Failure::Never(error),
            other => Failure::Later(other),
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        Error::from(error).into()
    }
}

impl Job {
    pub(crate) fn of_effect(agreement: &Agreement, effect: Effect) -> Job {
        let agreement = agreement.id;
        match effect {
            Effect::Close => Job::Close { agreement },
            Effect::ExpireAt { at } => Job::Expire { agreement, at },
            Effect::ExtendAt { file, at } => Job::Extend { agreement, file, at },
            Effect::Notify { notice } => Job::Notify { agreement, notice },
            Effect::Prepare => Job::Prepare { agreement },
            Effect::RemindAt { at } => Job::Remind { agreement, at },
            Effect::Seal { participant } => Job::Seal {
                agreement,
                participant,
            },
            Effect::SendCode {
                participant,
                challenge,
            } => Job::SendCode {
                agreement,
                participant,
                challenge,
            },
        }
    }

    /// The word under which the row is kept.
    pub fn kind(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value
            .get("kind")
            .and_then(|kind| kind.as_str())
            .unwrap_or_default()
            .to_owned()
    }

    fn agreement(&self) -> Option<AgreementId> {
        match self {
            Job::AlarmLasting
            | Job::AuditRoot
            | Job::CheckLasting
            | Job::MailAlarm { .. }
            | Job::MailUser { .. }
            | Job::MailWebhook { .. }
            | Job::Sweep
            | Job::Webhook { .. } => None,
            Job::Close { agreement }
            | Job::Expire { agreement, .. }
            | Job::Extend { agreement, .. }
            | Job::Notify { agreement, .. }
            | Job::Prepare { agreement }
            | Job::Remind { agreement, .. }
            | Job::Seal { agreement, .. }
            | Job::SendCode { agreement, .. } => Some(*agreement),
        }
    }

    /// What changes the file runs one at a time and in the order of the clicks (decision 11).
    fn queue(&self) -> Option<String> {
        match self {
            Job::Prepare { agreement }
            | Job::Seal { agreement, .. }
            | Job::Close { agreement }
            | Job::Extend {
                agreement,
                file: SignedFile::Document,
                ..
            } => Some(format!("file:{agreement}")),
            Job::Extend {
                agreement,
                file: SignedFile::Report,
                ..
            } => Some(format!("report:{agreement}")),
            _ => None,
        }
    }

    pub(crate) fn due(&self, now: Timestamp) -> Timestamp {
        match self {
            Job::Expire { at, .. } | Job::Extend { at, .. } | Job::Remind { at, .. } => *at,
            _ => now,
        }
    }

    /// How often it is tried before a person must look; `None`: for ever, with growing pauses, since the decision stands.
    fn tries(&self) -> Option<i64> {
        match self {
            Job::Prepare { .. } | Job::Seal { .. } | Job::Close { .. } | Job::AuditRoot | Job::Sweep => None,
            Job::Expire { .. } | Job::Extend { .. } | Job::Remind { .. } => None,
            Job::AlarmLasting | Job::CheckLasting => None,
            // It counts its own tries; here come only faults of ours.
            Job::Webhook { .. } => None,
            Job::Notify { .. } | Job::MailAlarm { .. } | Job::MailUser { .. } | Job::MailWebhook { .. } => {
                Some(30)
            }
            Job::SendCode { .. } => Some(4),
        }
    }

    /// The pause before the next try: short at first, at most a quarter of an hour.
    fn pause(&self, attempts: i64) -> SignedDuration {
        let exponent = u32::try_from(attempts.clamp(0, 10)).unwrap_or(0);
        SignedDuration::from_secs((2_i64.pow(exponent)).min(900))
    }

    async fn run(&self, app: &App, row: &store::Job) -> Ended {
        let _turn = match turns(&row.kind) {
            Some(turns) => turns.acquire().await.ok(),
            None => None,
        };
        match self {
            Job::AlarmLasting => lasting::alarm(app).await.into(),
            Job::AuditRoot => audit_root::run(app).await.into(),
            Job::CheckLasting => lasting::check(app).await.into(),
            Job::Close { agreement } => seal::close(app, row, *agreement).await,
            Job::Expire { agreement, .. } => expire::run(app, *agreement).await.into(),
            Job::Extend { agreement, file, .. } => extend::run(app, row, *agreement, *file).await,
            Job::MailAlarm { user, alarm } => notify::alarm(app, row, *user, *alarm).await.into(),
            Job::MailUser { user, invitation } => notify::to_user(app, row, *user, *invitation).await.into(),
            Job::MailWebhook { webhook } => notify::about_webhook(app, row, *webhook).await.into(),
            Job::Notify { agreement, notice } => notify::about_agreement(app, row, *agreement, notice).await,
            Job::Prepare { agreement } => prepare::run(app, row, *agreement).await,
            Job::Remind { agreement, .. } => remind::run(app, *agreement).await.into(),
            Job::Seal {
                agreement,
                participant,
            } => seal::act(app, row, *agreement, *participant).await,
            Job::SendCode {
                agreement,
                participant,
                challenge,
            } => send_code::run(app, row, *agreement, *participant, *challenge)
                .await
                .into(),
            Job::Sweep => sweep::run(app).await.into(),
            Job::Webhook { delivery } => webhook::run(app, row, *delivery).await,
        }
    }
}

impl App {
    /// Adds a job of an account to the transaction of the decision that asks for it. The same `key` twice is one job.
    pub(crate) async fn enqueue(
        &self,
        transaction: &mut Transaction,
        account: String,
        job: Job,
        key: String,
        now: Timestamp,
    ) -> Result<()> {
        let at = job.due(now);
        enqueue_at(transaction, account, job, key, (at, now)).await
    }

    /// Sees to it that the recurring jobs exist; called at every start of a worker.
    pub async fn schedule_recurring(&self) -> Result<()> {
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        recur(&mut transaction, Job::Sweep, SignedDuration::from_secs(0), now).await?;
        for job in [Job::AuditRoot, Job::AlarmLasting] {
            recur(&mut transaction, job, SignedDuration::from_secs(0), now).await?;
        }
        recur(
            &mut transaction,
            Job::CheckLasting,
            lasting::until_night(now),
            now,
        )
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn enqueue_at(
    transaction: &mut Transaction,
    account_id: String,
    job: Job,
    idempotency_key: String,
    (run_at, now): (Timestamp, Timestamp),
) -> Result<()> {
    let row = NewJob {
        id: Uuid::now_v7().to_string(),
        kind: job.kind(),
        account_id,
        agreement_id: job.agreement().map(|agreement| agreement.to_string()),
        payload: serde_json::to_string(&job)?,
        idempotency_key,
        queue_key: job.queue(),
        run_at,
    };
    transaction.enqueue(&row, now).await?;
    Ok(())
}

/// Asks for the next run of a recurring job. The hour of that run is its key, so that many nodes make one job.
async fn recur(transaction: &mut Transaction, job: Job, pause: SignedDuration, now: Timestamp) -> Result<()> {
    let at = now.saturating_add(pause).unwrap_or(now);
    let key = format!("{}:{}", job.kind(), at.as_second().div_euclid(3600));
    enqueue_at(
        transaction,
        AccountId(Uuid::nil()).to_string(),
        job,
        key,
        (at, now),
    )
    .await
}

/// A command that the state has overtaken is done, not failed.
fn overtaken(result: Result<Agreement>) -> Result<(), Failure> {
    match result {
        Ok(_) => Ok(()),
        Err(Error::Refused(Refusal::NotNow | Refusal::AgreementEnded)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The name of a notice, for message logs.
pub(crate) fn notice_name(notice: &Notice) -> String {
    serde_json::to_value(notice)
        .ok()
        .and_then(|value| value.get("notice").map(text_of))
        .unwrap_or_default()
}
