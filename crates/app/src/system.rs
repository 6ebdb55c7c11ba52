//! What the operator looks at, and what they do about jobs that want a person.

use crate::accounts::account_id;
use crate::error::{Error, Result};
use crate::jobs::MESSAGES;
use crate::{App, By, Caller};
use domain::account::AccountEvent;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Under which name a backup is remembered.
pub const BACKUP: &str = "backup";
/// Under which name the last look of `podpis doctor` is remembered.
const DOCTOR: &str = "doctor";
/// Jobs without which a signature is not finished.
const SEALS: [&str; 2] = ["close", "seal"];

/// What the operator's page shows.
#[derive(Clone, Debug)]
pub struct SystemView {
    /// Jobs by kind and state.
    pub counts: Vec<store::JobCount>,
    /// Given up; a person must look.
    pub dead: Vec<store::Job>,
    /// Late, and being tried again.
    pub stuck: Vec<store::Job>,
    /// The database.
    pub database: store::Health,
    /// Which outside parties are simulated.
    pub simulated: Vec<&'static str>,
    /// The timestamping authority.
    pub timestamp_service: String,
    /// The room that the account's documents take.
    pub usage: Option<store::Usage>,
    /// Seals that wait, whether they were given up or are being tried again.
    pub waiting_seals: usize,
    /// The last backup that was made with the program's own command.
    pub backup: Option<store::Upkeep>,
    /// The last look of `podpis doctor`: what it found, in order.
    pub doctor: Option<(Timestamp, Vec<Finding>)>,
}

/// What one look of `podpis doctor` found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// At what it looked.
    pub what: String,
    /// Whether all is well there.
    pub good: bool,
    /// What was found, in English.
    pub says: String,
    /// What to do where it is not.
    pub mend: String,
}

impl App {
    /// Jobs, database and simulators, for admins.
    pub async fn system_view(&self, caller: &Caller) -> Result<SystemView> {
        caller.must_be_admin()?;
        let account = caller.account.to_string();
        let now = self.ports.clock.now();
        let due_before = now
            .saturating_sub(SignedDuration::from_mins(1))
            .unwrap_or(Timestamp::MIN);
        let dead = self.store.dead_jobs(Some(&account), 100).await?;
        let stuck = self.store.stuck_jobs(Some(&account), due_before, 100).await?;
        let seals = dead
            .iter()
            .chain(&stuck)
            .filter(|job| SEALS.contains(&job.kind.as_str()));
        Ok(SystemView {
            counts: self.job_counts().await?,
            waiting_seals: seals.count(),
            dead,
            stuck,
            database: self.store.check().await?,
            simulated: self.simulated_parties(),
            timestamp_service: self.ports.timestamps.name().to_owned(),
            usage: self.store.usage(Some(&account)).await?.pop(),
            backup: self.store.upkeep(BACKUP).await?,
            doctor: self.last_look().await?,
        })
    }

    /// How many jobs there are by kind and state, in the whole installation.
    pub async fn job_counts(&self) -> Result<Vec<store::JobCount>> {
        Ok(self.store.job_counts(self.ports.clock.now()).await?)
    }

    async fn last_look(&self) -> Result<Option<(Timestamp, Vec<Finding>)>> {
        let Some(look) = self.store.upkeep(DOCTOR).await? else {
            return Ok(None);
        };
        Ok(Some((look.at, serde_json::from_str(&look.detail)?)))
    }

    /// Remembers what `podpis doctor` found, for the page *System*.
    pub async fn remember_look(&self, findings: &[Finding]) -> Result<()> {
        let done = store::Upkeep {
            name: DOCTOR.to_owned(),
            detail: serde_json::to_string(findings)?,
            at: self.ports.clock.now(),
        };
        let mut transaction = self.store.begin().await?;
        transaction.note_upkeep(&done).await?;
        Ok(transaction.commit().await?)
    }

    /// The room that the documents of every account take, for the operator at the console.
    pub async fn usage_of_all(&self) -> Result<Vec<store::Usage>> {
        Ok(self.store.usage(None).await?)
    }

    /// The outside parties that are simulated, for labels.
    pub fn simulated_parties(&self) -> Vec<&'static str> {
        let parties = [
            ("mail", self.ports.mail.is_simulated()),
            ("sms", self.ports.sms.is_simulated()),
            (
                "voice",
                self.ports
                    .voice
                    .as_ref()
                    .is_some_and(|voice| voice.is_simulated()),
            ),
            ("timestamp", self.ports.timestamps.is_simulated()),
        ];
        parties
            .into_iter()
            .filter(|(_, simulated)| *simulated)
            .map(|(name, _)| name)
            .collect()
    }

    /// What the operator looks at from the console: jobs that were given up, and those that are late, of every account.
    pub async fn troubled_jobs(&self) -> Result<(Vec<store::Job>, Vec<store::Job>)> {
        let due_before = self
            .ports
            .clock
            .now()
            .saturating_sub(SignedDuration::from_mins(1))
            .unwrap_or(Timestamp::MIN);
        Ok((
            self.store.dead_jobs(None, 1000).await?,
            self.store.stuck_jobs(None, due_before, 1000).await?,
        ))
    }

    /// Tries a given-up or late job of any account again, at the console; `false` where none of that identity waits.
    pub async fn retry_any_job(&self, id: &str) -> Result<bool> {
        let mut transaction = self.store.begin().await?;
        let retried = transaction.retry_job(id, self.ports.clock.now()).await?;
        transaction.commit().await?;
        Ok(retried)
    }

    /// Tries one given-up or late job of the caller's account again.
    pub async fn retry_job(&self, caller: &Caller, id: &str) -> Result<()> {
        caller.must_be_admin()?;
        let job = self
            .store
            .job(id)
            .await?
            .filter(|job| job.account_id == caller.account.to_string());
        let job = job.ok_or(Error::NotFound)?;
        let mut transaction = self.store.begin().await?;
        transaction.retry_job(&job.id, self.ports.clock.now()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Throws away a message of the caller's account that was given up. What carries out a decision cannot be thrown away.
    pub async fn discard_job(&self, caller: &Caller, id: &str) -> Result<()> {
        caller.must_be_admin()?;
        let job = self.store.job(id).await?;
        let own = caller.account.to_string();
        let job = job.filter(|job| job.account_id == own).ok_or(Error::NotFound)?;
        self.discard(&job, &By::from(caller)).await
    }

    /// The same for a job of any account, at the console.
    pub async fn discard_any_job(&self, id: &str) -> Result<()> {
        let job = self.store.job(id).await?.ok_or(Error::NotFound)?;
        self.discard(&job, &By::operator()).await
    }

    async fn discard(&self, job: &store::Job, by: &By) -> Result<()> {
        let refused = |code| Error::BadInput { field: "job", code };
        if !MESSAGES.contains(&job.kind.as_str()) {
            return Err(refused("NOT_A_MESSAGE"));
        }
        if job.state != store::JobState::Dead {
            return Err(refused("NOT_GIVEN_UP"));
        }
        let now = self.ports.clock.now();
        let event = AccountEvent::JobDiscarded {
            job: job.id.clone(),
            kind: job.kind.clone(),
            agreement: job.agreement_id.clone(),
        };
        let mut transaction = self.store.begin().await?;
        if !transaction.cancel_job(&job.id, now).await? {
            return Err(refused("NOT_GIVEN_UP"));
        }
        let account = account_id(&job.account_id)?;
        self.record(&mut transaction, account, by, event, now).await?;
        Ok(transaction.commit().await?)
    }
}
