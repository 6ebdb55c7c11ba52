//! The outbox: work committed with the decision that asked for it, leased to workers, first in first out per queue. It never runs a job.

use jiff::{SignedDuration, Timestamp};

use crate::connect::Store;
use crate::error::{Error, Result};
use crate::query::{FromRow, Query, Row, placeholders, query, words};
use crate::transaction::{Transaction, View};

words! {
    /// Where a job stands. `Done` and `Cancelled` are finished; a `Dead` one holds up its queue until a person
    /// retries or cancels it, so that seals never overtake one another.
    JobState {
        /// Waits for its time and its turn.
        Ready = "ready",
        /// Leased by a worker.
        Running = "running",
        /// Finished.
        Done = "done",
        /// Given up; waits for a person.
        Dead = "dead",
        /// Called off.
        Cancelled = "cancelled",
    }
}

/// A job to enqueue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Identifier.
    pub id: String,
    /// The word of its kind.
    pub kind: String,
    /// The account it works for.
    pub account_id: String,
    /// The agreement it works for.
    pub agreement_id: Option<String>,
    /// JSON: identifiers, never a rendered message or a secret.
    pub payload: String,
    /// The same effect asked for twice is one job.
    pub idempotency_key: String,
    /// Jobs with the same key run one after another, in order of arrival.
    pub queue_key: Option<String>,
    /// Not before this time.
    pub run_at: Timestamp,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Identifier.
    pub id: String,
    /// The word of its kind.
    pub kind: String,
    /// The account it works for.
    pub account_id: String,
    /// The agreement it works for.
    pub agreement_id: Option<String>,
    /// JSON.
    pub payload: String,
    /// The same effect asked for twice is one job.
    pub idempotency_key: String,
    /// Its queue.
    pub queue_key: Option<String>,
    /// Not before this time.
    pub run_at: Timestamp,
    /// Until when the lease holds.
    pub lease_until: Option<Timestamp>,
    /// The worker that has it.
    pub leased_by: Option<String>,
    /// Grows with each lease; a result counts only under the fence it was leased with.
    pub fence: i64,
    /// How often it was leased, this time included.
    pub attempts: i64,
    /// Where it stands.
    pub state: JobState,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was done, given up or called off.
    pub finished_at: Option<Timestamp>,
}

/// How many jobs of a kind are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobCount {
    /// The word of the kind.
    pub kind: String,
    /// The state.
    pub state: JobState,
    /// How many.
    pub count: i64,
    /// How many of them wait for a time that has not come, such as a renewal in years.
    pub planned: i64,
}

impl FromRow for Job {
    fn from_row(row: &Row) -> Result<Job> {
        Ok(Job {
            id: row.text("id")?,
            kind: row.text("kind")?,
            account_id: row.text("account_id")?,
            agreement_id: row.get("agreement_id")?,
            payload: row.text("payload")?,
            idempotency_key: row.text("idempotency_key")?,
            queue_key: row.get("queue_key")?,
            run_at: row.time("run_at")?,
            lease_until: row.maybe_time("lease_until")?,
            leased_by: row.get("leased_by")?,
            fence: row.get("fence")?,
            attempts: row.get("attempts")?,
            state: row.word("state")?,
            last_error: row.get("last_error")?,
            created_at: row.time("created_at")?,
            finished_at: row.maybe_time("finished_at")?,
        })
    }
}

impl FromRow for JobCount {
    fn from_row(row: &Row) -> Result<JobCount> {
        Ok(JobCount {
            kind: row.text("kind")?,
            state: row.word("state")?,
            count: row.get("number")?,
            planned: row.get("planned")?,
        })
    }
}

/// Word for word the condition of the index `job_open`: finished jobs, however many, cost nothing.
const OPEN: &str = "state IN ('ready', 'running')";

/// When an open job can be claimed.
const DUE: &str = "CASE WHEN state = 'ready' THEN run_at ELSE lease_until END";

/// A job of no queue, or the first unfinished one of its queue.
const FIRST_IN_QUEUE: &str = "NOT EXISTS (SELECT 1 FROM job earlier WHERE earlier.queue_key = job.queue_key \
     AND earlier.seq < job.seq AND earlier.state IN ('ready', 'running', 'dead'))";

impl Store {
    /// Leases up to `limit` due jobs of these kinds to a worker: ready ones, and running ones whose lease is over.
    /// Safe from any number of workers and nodes at once. Takes the one writer's turn: look with [`View::next_due`] first.
    pub async fn claim_jobs(
        &self,
        now: Timestamp,
        worker: &str,
        lease: SignedDuration,
        limit: u32,
        kinds: &[&str],
    ) -> Result<Vec<Job>> {
        let until = now
            .checked_add(lease)
            .map_err(|_| Error::Damaged("a lease is out of range"))?;
        let text = format!(
            "WITH picked AS MATERIALIZED (SELECT seq FROM job \
             WHERE {OPEN} AND {DUE} <= $1 AND kind IN ({kinds}) AND {FIRST_IN_QUEUE} ORDER BY run_at, seq LIMIT $2{skip_locked}) \
             UPDATE job SET state = 'running', lease_until = $3, leased_by = $4, fence = fence + 1, \
             attempts = attempts + 1 WHERE seq IN (SELECT seq FROM picked) RETURNING *",
            kinds = placeholders(5, kinds.len()),
            skip_locked = self.dialect().for_update_skip_locked(),
        );
        let statement = query(text).bind(now).bind(limit).bind(until).bind(worker);
        let rows = self.write_rows(bind_all(statement, kinds)).await?;
        let mut jobs = rows.iter().map(Job::from_row).collect::<Result<Vec<_>>>()?;
        // RETURNING promises no order.
        jobs.sort_by(|a, b| (a.run_at, &a.id).cmp(&(b.run_at, &b.id)));
        Ok(jobs)
    }
}

impl View {
    /// When the next job of these kinds can be claimed (perhaps in the past); jobs that wait for an earlier one do not count.
    pub async fn next_due(&self, kinds: &[&str]) -> Result<Option<Timestamp>> {
        if kinds.is_empty() {
            return Ok(None);
        }
        let text = format!(
            "SELECT MIN({DUE}) AS due FROM job WHERE {OPEN} AND kind IN ({}) AND {FIRST_IN_QUEUE}",
            placeholders(1, kinds.len()),
        );
        let rows = self.rows(bind_all(query(text), kinds)).await?;
        rows.first().map_or(Ok(None), |row| row.maybe_time("due"))
    }

    /// One job.
    pub async fn job(&self, id: &str) -> Result<Option<Job>> {
        self.first(query("SELECT * FROM job WHERE id = $1").bind(id))
            .await
    }

    /// The jobs of an agreement, in order of arrival.
    pub async fn jobs_of_agreement(&self, agreement_id: &str) -> Result<Vec<Job>> {
        self.all(query("SELECT * FROM job WHERE agreement_id = $1 ORDER BY seq").bind(agreement_id))
            .await
    }

    /// The jobs that were given up, the latest first; of one account or of all.
    pub async fn dead_jobs(&self, account_id: Option<&str>, limit: u32) -> Result<Vec<Job>> {
        let statement = query(
            "SELECT * FROM job WHERE state = 'dead' AND ($1 IS NULL OR account_id = $1) \
             ORDER BY finished_at DESC, seq DESC LIMIT $2",
        );
        self.all(statement.bind(account_id).bind(limit)).await
    }

    /// Unfinished jobs that have failed or should have begun before this time, the oldest first.
    pub async fn stuck_jobs(
        &self,
        account_id: Option<&str>,
        due_before: Timestamp,
        limit: u32,
    ) -> Result<Vec<Job>> {
        let statement = query(
            "SELECT * FROM job WHERE state IN ('ready', 'running') AND (run_at < $2 OR last_error IS NOT NULL) \
             AND ($1 IS NULL OR account_id = $1) ORDER BY run_at, seq LIMIT $3",
        );
        self.all(statement.bind(account_id).bind(due_before).bind(limit))
            .await
    }

    /// How many jobs there are by kind and state.
    pub async fn job_counts(&self, now: Timestamp) -> Result<Vec<JobCount>> {
        let statement = query(
            "SELECT kind, state, COUNT(*) AS number, COUNT(CASE WHEN state = 'ready' AND run_at > $1 THEN 1 END) AS planned \
             FROM job GROUP BY kind, state ORDER BY kind, state",
        );
        self.all(statement.bind(now)).await
    }
}

impl Transaction {
    /// Adds a job; `false` when the same effect was asked for before.
    pub async fn enqueue(&mut self, job: &NewJob, now: Timestamp) -> Result<bool> {
        let statement = query(
            "INSERT INTO job (id, kind, account_id, agreement_id, payload, idempotency_key, queue_key, run_at, \
             fence, attempts, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 'ready', $9) \
             ON CONFLICT (idempotency_key) DO NOTHING",
        );
        let statement = statement.bind(&job.id).bind(&job.kind).bind(&job.account_id);
        let statement = statement
            .bind(job.agreement_id.as_ref())
            .bind(&job.payload)
            .bind(&job.idempotency_key);
        let statement = statement.bind(job.queue_key.as_ref()).bind(job.run_at).bind(now);
        self.wakes_workers = true;
        Ok(self.execute(statement).await? > 0)
    }

    /// Finishes a job. Call it in the transaction that stores the job's result.
    pub async fn complete_job(&mut self, id: &str, fence: i64, now: Timestamp) -> Result<()> {
        let statement = query(
            "UPDATE job SET state = 'done', finished_at = $3, lease_until = NULL, last_error = NULL \
             WHERE id = $1 AND fence = $2 AND state = 'running'",
        );
        self.leased(statement.bind(id).bind(fence).bind(now)).await
    }

    /// Gives a job back to be tried again at a time.
    pub async fn fail_job(&mut self, id: &str, fence: i64, error: &str, retry_at: Timestamp) -> Result<()> {
        let statement = query(
            "UPDATE job SET state = 'ready', run_at = $4, lease_until = NULL, last_error = $3 \
             WHERE id = $1 AND fence = $2 AND state = 'running'",
        );
        self.leased(statement.bind(id).bind(fence).bind(error).bind(retry_at))
            .await
    }

    /// Gives a job up: a dead letter that a person must see.
    pub async fn bury_job(&mut self, id: &str, fence: i64, error: &str, now: Timestamp) -> Result<()> {
        let statement = query(
            "UPDATE job SET state = 'dead', finished_at = $4, lease_until = NULL, last_error = $3 \
             WHERE id = $1 AND fence = $2 AND state = 'running'",
        );
        self.leased(statement.bind(id).bind(fence).bind(error).bind(now))
            .await
    }

    /// Lengthens the lease of a job that takes long.
    pub async fn renew_job(&mut self, id: &str, fence: i64, until: Timestamp) -> Result<()> {
        let statement =
            query("UPDATE job SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state = 'running'");
        self.leased(statement.bind(id).bind(fence).bind(until)).await
    }

    /// Stores how far a job has come, for whoever goes on with it.
    pub async fn save_job_payload(&mut self, id: &str, fence: i64, payload: &str) -> Result<()> {
        let statement =
            query("UPDATE job SET payload = $3 WHERE id = $1 AND fence = $2 AND state = 'running'");
        self.leased(statement.bind(id).bind(fence).bind(payload)).await
    }

    /// Makes a waiting or dead job due now ("retry now"); `false` when it is running or finished.
    pub async fn retry_job(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE job SET state = 'ready', run_at = $2, finished_at = NULL, attempts = 0 \
             WHERE id = $1 AND state IN ('ready', 'dead')",
        );
        self.wakes_workers = true;
        Ok(self.execute(statement.bind(id).bind(now)).await? > 0)
    }

    /// Makes an account's failed jobs of these kinds due now, and tells how many.
    pub async fn retry_late_jobs(&mut self, account_id: &str, kinds: &[&str], now: Timestamp) -> Result<u64> {
        if kinds.is_empty() {
            return Ok(0);
        }
        let text = format!(
            "UPDATE job SET run_at = $2, attempts = 0 \
             WHERE account_id = $1 AND state = 'ready' AND last_error IS NOT NULL AND kind IN ({})",
            placeholders(3, kinds.len()),
        );
        self.wakes_workers = true;
        self.execute(bind_all(query(text).bind(account_id).bind(now), kinds))
            .await
    }

    /// Calls off a job that is not running; `false` when it is running or finished.
    pub async fn cancel_job(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE job SET state = 'cancelled', finished_at = $2 WHERE id = $1 AND state IN ('ready', 'dead')",
        );
        self.wakes_workers = true;
        Ok(self.execute(statement.bind(id).bind(now)).await? > 0)
    }

    /// Calls off the jobs of an agreement that are of these kinds and not running, and tells how many.
    pub async fn cancel_jobs_of(
        &mut self,
        agreement_id: &str,
        kinds: &[&str],
        now: Timestamp,
    ) -> Result<u64> {
        if kinds.is_empty() {
            return Ok(0);
        }
        let text = format!(
            "UPDATE job SET state = 'cancelled', finished_at = $2 \
             WHERE agreement_id = $1 AND state IN ('ready', 'dead') AND kind IN ({})",
            placeholders(3, kinds.len()),
        );
        self.wakes_workers = true;
        self.execute(bind_all(query(text).bind(agreement_id).bind(now), kinds))
            .await
    }

    /// Forgets jobs that were done or called off before this time. Their idempotency keys are forgotten too.
    pub async fn sweep_jobs(&mut self, before: Timestamp) -> Result<u64> {
        let statement = query("DELETE FROM job WHERE state IN ('done', 'cancelled') AND finished_at < $1");
        self.sweep(statement.bind(before)).await
    }

    /// A change that only the holder of the lease may make.
    async fn leased(&mut self, statement: Query) -> Result<()> {
        self.wakes_workers = true;
        if self.execute(statement).await? == 0 {
            Err(Error::LeaseLost)
        } else {
            Ok(())
        }
    }
}

fn bind_all(statement: Query, words: &[&str]) -> Query {
    words
        .iter()
        .fold(statement, |statement, word| statement.bind(*word))
}
