//! The loop that takes jobs, runs them, and keeps how they ended. Many workers on many nodes may run; leases and fences keep them apart.

use super::{Ended, Failure, Job, KINDS};
use crate::App;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a job stays with a worker that says nothing any more; after a crash another one takes it then.
const LEASE: SignedDuration = SignedDuration::from_secs(15);
const RENEW: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(5);
/// The same while jobs run: one may fall due before they end.
const BUSY: Duration = Duration::from_secs(1);

/// Takes and runs jobs until it is told to stop.
pub struct Worker {
    app: Arc<App>,
    name: String,
    at_once: u32,
    /// Told when a job is over, so that a worker with its hands full takes the next one at once.
    finished: Arc<Notify>,
}

impl Worker {
    /// A worker that runs up to `at_once` jobs at the same time. `name` tells nodes apart in the log.
    pub fn new(app: Arc<App>, name: String, at_once: u32) -> Worker {
        Worker {
            app,
            name,
            at_once,
            finished: Arc::default(),
        }
    }

    /// Runs until `stop`; then finishes what it has begun.
    pub async fn run(self, stop: CancellationToken) {
        let tracker = TaskTracker::new();
        let mut woken = self.app.store.job_signal();
        while !stop.is_cancelled() {
            let Some(wait) = self.take(&tracker).await else {
                continue;
            };
            tokio::select! {
                () = stop.cancelled() => {}
                _ = woken.changed() => {}
                () = self.finished.notified(), if tracker.len() >= self.at_once as usize => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        tracker.close();
        tracker.wait().await;
    }

    /// Runs everything that is due now, one after another; for tests and for commands that must leave nothing behind.
    pub async fn drain(&self) -> u32 {
        let mut ran = 0;
        while let Claim::Jobs(jobs) = self.claim(1).await {
            for job in jobs {
                run(&self.app, job).await;
                ran += 1;
            }
        }
        ran
    }

    /// Takes what is due, as far as there is room; the answer is how long to wait, `None` when there may be more at once.
    async fn take(&self, tracker: &TaskTracker) -> Option<Duration> {
        let free = self
            .at_once
            .saturating_sub(u32::try_from(tracker.len()).unwrap_or(u32::MAX));
        if free == 0 {
            return Some(IDLE);
        }
        match self.claim(free).await {
            Claim::Jobs(jobs) => {
                // Fewer than asked for: there are no more now, and the end of each of these wakes us.
                let wait = (jobs.len() < free as usize).then_some(BUSY);
                for job in jobs {
                    let (app, finished) = (Arc::clone(&self.app), Arc::clone(&self.finished));
                    tracker.spawn(async move {
                        run(&app, job).await;
                        finished.notify_one();
                    });
                }
                wait
            }
            Claim::Wait(wait) => Some(wait),
        }
    }

    async fn claim(&self, limit: u32) -> Claim {
        match self.try_claim(limit).await {
            Ok(claim) => claim,
            Err(error) => {
                tracing::error!(%error, "jobs cannot be claimed");
                tokio::time::sleep(Duration::from_secs(1)).await;
                Claim::Wait(IDLE)
            }
        }
    }

    /// One look says both whether there is work and how long there is none.
    async fn try_claim(&self, limit: u32) -> Result<Claim, store::Error> {
        let now = self.app.ports.clock.now();
        let due = self.app.store.next_due(&KINDS).await?;
        let wait = due.map_or(IDLE, |at| {
            Duration::try_from(at.duration_since(now)).unwrap_or_default()
        });
        if wait.is_zero() {
            let jobs = self
                .app
                .store
                .claim_jobs(now, &self.name, LEASE, limit, &KINDS)
                .await?;
            if !jobs.is_empty() {
                return Ok(Claim::Jobs(jobs));
            }
        }
        Ok(Claim::Wait(wait.clamp(Duration::from_millis(20), IDLE)))
    }
}

/// What asking for work gave.
enum Claim {
    /// Jobs that are this worker's now, one at least.
    Jobs(Vec<store::Job>),
    /// Nothing before so long.
    Wait(Duration),
}

async fn run(app: &App, row: store::Job) {
    let started = app.ports.clock.now();
    let (ended, job) = match serde_json::from_str::<Job>(&row.payload) {
        Ok(job) => {
            let work = job.run(app, &row);
            tokio::select! {
                ended = work => (ended, Some(job.clone())),
                // Somebody else has it now; whatever this one still does would not be kept.
                () = renew(app, &row) => return,
            }
        }
        Err(error) => (Ended::from(Err(Failure::Never(error.into()))), None),
    };
    let now = app.ports.clock.now();
    metrics::histogram!("podpis_job_seconds", "kind" => row.kind.clone())
        .record(now.duration_since(started).as_secs_f64());
    if ended.kept {
        return;
    }
    if let Err(error) = keep(app, &row, ended, job, now).await {
        tracing::error!(job.id = row.id, job.kind = row.kind, %error, "the end of a job could not be kept; it will run again");
    }
}

/// Keeps the lease while the job runs; ends when the lease is lost.
async fn renew(app: &App, row: &store::Job) {
    loop {
        tokio::time::sleep(RENEW).await;
        let until = app
            .ports
            .clock
            .now()
            .saturating_add(LEASE)
            .unwrap_or(Timestamp::MAX);
        let renewed = async {
            let mut transaction = app.store.begin().await?;
            transaction.renew_job(&row.id, row.fence, until).await?;
            transaction.commit().await
        };
        match renewed.await {
            Ok(()) => {}
            Err(store::Error::LeaseLost) => {
                return tracing::warn!(job.id = row.id, "a job was taken over by another worker");
            }
            Err(error) => tracing::warn!(job.id = row.id, %error, "the lease of a job could not be renewed"),
        }
    }
}

async fn keep(
    app: &App,
    row: &store::Job,
    ended: Ended,
    job: Option<Job>,
    now: Timestamp,
) -> Result<(), store::Error> {
    let again = job.filter(|job| job.tries().is_none_or(|most| row.attempts < most));
    let mut transaction = app.store.begin().await?;
    if let Some(mut message) = ended.message {
        let is_over = matches!(ended.outcome, Err(Failure::Never(_))) || again.is_none();
        if is_over && ended.outcome.is_err() {
            message.state = store::MessageState::Failed;
        }
        transaction.record_message(&message).await?;
    }
    match (ended.outcome, again) {
        (Ok(()), _) => transaction.complete_job(&row.id, row.fence, now).await?,
        (Err(Failure::Later(error)), Some(job)) => {
            tracing::warn!(job.id = row.id, job.kind = row.kind, attempts = row.attempts, %error, "a job will be tried again");
            let again = now.saturating_add(job.pause(row.attempts)).unwrap_or(now);
            transaction
                .fail_job(&row.id, row.fence, &error.to_string(), again)
                .await?;
        }
        (Err(Failure::Later(error) | Failure::Never(error)), _) => {
            tracing::error!(job.id = row.id, job.kind = row.kind, %error, "a job was given up; a person must look");
            metrics::counter!("podpis_dead_jobs_total", "kind" => row.kind.clone()).increment(1);
            transaction
                .bury_job(&row.id, row.fence, &error.to_string(), now)
                .await?;
        }
    }
    transaction.commit().await
}
