//! The loop that takes jobs, runs them, and keeps how they ended. Many workers on many nodes may run; leases and fences keep them apart.

use super::{Failure, Job, KINDS};
use crate::App;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a job stays with a worker that says nothing any more; after a crash another one takes it then.
const LEASE: SignedDuration = SignedDuration::from_secs(15);
const RENEW: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(5);

/// Takes and runs jobs until it is told to stop.
pub struct Worker {
    app: Arc<App>,
    name: String,
    at_once: u32,
}

impl Worker {
    /// A worker that runs up to `at_once` jobs at the same time. `name` tells nodes apart in the log.
    pub fn new(app: Arc<App>, name: String, at_once: u32) -> Worker {
        Worker { app, name, at_once }
    }

    /// Runs until `stop`; then finishes what it has begun.
    pub async fn run(self, stop: CancellationToken) {
        let tracker = TaskTracker::new();
        let mut woken = self.app.store.job_signal();
        while !stop.is_cancelled() {
            let took = self.take(&tracker).await;
            if took > 0 && tracker.len() < self.at_once as usize {
                continue;
            }
            let wait = self.until_next().await;
            tokio::select! {
                () = stop.cancelled() => {}
                _ = woken.changed() => {}
                () = tracker.wait(), if tracker.len() >= self.at_once as usize => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        tracker.close();
        tracker.wait().await;
    }

    /// Runs everything that is due now, one after another; for tests and for commands that must leave nothing behind.
    pub async fn drain(&self) -> u32 {
        let mut ran = 0;
        loop {
            let jobs = self.claim(1).await;
            if jobs.is_empty() {
                return ran;
            }
            for job in jobs {
                run(&self.app, job).await;
                ran += 1;
            }
        }
    }

    async fn take(&self, tracker: &TaskTracker) -> usize {
        let free = self
            .at_once
            .saturating_sub(u32::try_from(tracker.len()).unwrap_or(u32::MAX));
        if free == 0 {
            return 0;
        }
        let jobs = self.claim(free).await;
        let count = jobs.len();
        for job in jobs {
            let app = Arc::clone(&self.app);
            tracker.spawn(async move { run(&app, job).await });
        }
        count
    }

    async fn claim(&self, limit: u32) -> Vec<store::Job> {
        let now = self.app.ports.clock.now();
        match self
            .app
            .store
            .claim_jobs(now, &self.name, LEASE, limit, &KINDS)
            .await
        {
            Ok(jobs) => jobs,
            Err(error) => {
                tracing::error!(%error, "jobs cannot be claimed");
                tokio::time::sleep(Duration::from_secs(1)).await;
                Vec::new()
            }
        }
    }

    async fn until_next(&self) -> Duration {
        let now = self.app.ports.clock.now();
        let due = self.app.store.next_due(&KINDS).await.ok().flatten();
        let wait = due.map_or(IDLE, |at| {
            Duration::try_from(at.duration_since(now)).unwrap_or(Duration::from_millis(50))
        });
        wait.clamp(Duration::from_millis(20), IDLE)
    }
}

async fn run(app: &App, row: store::Job) {
    let started = app.ports.clock.now();
    let outcome = match serde_json::from_str::<Job>(&row.payload) {
        Ok(job) => {
            let work = job.run(app, &row);
            tokio::select! {
                outcome = work => (outcome, Some(job.clone())),
                // Somebody else has it now; whatever this one still does would not be kept.
                () = renew(app, &row) => return,
            }
        }
        Err(error) => (Err(Failure::Never(error.into())), None),
    };
    let now = app.ports.clock.now();
    metrics::histogram!("podpis_job_seconds", "kind" => row.kind.clone())
        .record(now.duration_since(started).as_secs_f64());
    if let Err(error) = keep(app, &row, outcome, now).await {
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
    (outcome, job): (Result<(), Failure>, Option<Job>),
    now: Timestamp,
) -> Result<(), store::Error> {
    let mut transaction = app.store.begin().await?;
    match (outcome, job) {
        (Ok(()), _) => transaction.complete_job(&row.id, row.fence, now).await?,
        (Err(Failure::Later(error)), Some(job)) if job.tries().is_none_or(|most| row.attempts < most) => {
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
