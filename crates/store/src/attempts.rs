//! Counters that hold across nodes and cannot be passed by parallel attempts. What is counted, and how often is too often, is the caller's.

use jiff::{SignedDuration, Timestamp};

use crate::connect::Store;
use crate::error::{Error, Result};
use crate::query::query;
use crate::transaction::Transaction;

/// Whether an attempt may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// `false`: refuse without looking at what was given.
    pub allowed: bool,
    /// Attempts in this window, this one included.
    pub count: i64,
    /// When the window ends and counting starts anew.
    pub window_ends: Timestamp,
}

impl Store {
    /// Counts an attempt in a transaction of its own, so that it counts whatever happens afterwards.
    /// Call it *before* looking at a code or password: of any number of parallel guesses only `limit` are allowed.
    pub async fn take_attempt(
        &self,
        key: &str,
        limit: i64,
        window: SignedDuration,
        now: Timestamp,
    ) -> Result<Attempt> {
        let mut tx = self.begin().await?;
        let attempt = tx.take_attempt(key, limit, window, now).await?;
        tx.commit().await?;
        Ok(attempt)
    }
}

impl Transaction {
    /// Like [`Store::take_attempt`], but undone when this transaction is.
    pub async fn take_attempt(
        &mut self,
        key: &str,
        limit: i64,
        window: SignedDuration,
        now: Timestamp,
    ) -> Result<Attempt> {
        let bad = |_| Error::Damaged("a window is out of range");
        let over = now.checked_sub(window).map_err(bad)?;
        // One statement: both databases lock the row, so that every attempt gets a number of its own.
        let statement = query(
            "INSERT INTO counter (counter_key, value, window_start) VALUES ($1, 1, $2) \
             ON CONFLICT (counter_key) DO UPDATE SET \
             value = CASE WHEN counter.window_start <= $3 THEN 1 ELSE counter.value + 1 END, \
             window_start = CASE WHEN counter.window_start <= $3 THEN $2 ELSE counter.window_start END \
             RETURNING value, window_start",
        );
        let rows = self.rows(statement.bind(key).bind(now).bind(over)).await?;
        let row = rows.first().ok_or(Error::NotFound)?;
        let count = row.get("value")?;
        let window_ends = row.time("window_start")?.checked_add(window).map_err(bad)?;
        Ok(Attempt {
            allowed: count <= limit,
            count,
            window_ends,
        })
    }

    /// Starts counting anew (after a success).
    pub async fn forget_attempts(&mut self, key: &str) -> Result<()> {
        self.execute(query("DELETE FROM counter WHERE counter_key = $1").bind(key))
            .await
            .map(drop)
    }

    /// Removes counters whose window began before this time.
    pub async fn sweep_attempts(&mut self, before: Timestamp) -> Result<u64> {
        self.sweep(query("DELETE FROM counter WHERE window_start < $1").bind(before))
            .await
    }
}
