//! `View` reads, `Transaction` reads and writes until it is committed; dropping it without that undoes everything.

use std::ops::Deref;

use tokio::sync::{Mutex, watch};

use crate::database::{Database, Open};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::query::{FromRow, Query, Row};

/// Everything that can be read. [`crate::Store`] reads what is committed; a [`Transaction`] also sees its own writes.
pub struct View {
    source: Source,
}

enum Source {
    Database(Database),
    Open { dialect: Dialect, open: Mutex<Open> },
}

impl View {
    pub(crate) fn of(database: Database) -> View {
        View {
            source: Source::Database(database),
        }
    }

    /// Which database answers.
    pub fn dialect(&self) -> Dialect {
        match &self.source {
            Source::Database(database) => database.dialect(),
            Source::Open { dialect, .. } => *dialect,
        }
    }

    pub(crate) async fn rows(&self, query: Query) -> Result<Vec<Row>> {
        match &self.source {
            Source::Database(database) => database.rows(query).await,
            Source::Open { open, .. } => open.lock().await.rows(query).await,
        }
    }

    pub(crate) async fn all<T: FromRow>(&self, query: Query) -> Result<Vec<T>> {
        self.rows(query).await?.iter().map(T::from_row).collect()
    }

    pub(crate) async fn first<T: FromRow>(&self, query: Query) -> Result<Option<T>> {
        let row = match &self.source {
            Source::Database(database) => database.first(query).await?,
            Source::Open { open, .. } => open.lock().await.first(query).await?,
        };
        row.as_ref().map(T::from_row).transpose()
    }
}

/// Writes that become true together, at [`Transaction::commit`]. Keep it short: no hashing, no network, no waiting inside.
#[must_use = "a transaction that is not committed is undone"]
pub struct Transaction {
    view: View,
    /// Told after the commit when a job became due.
    jobs: watch::Sender<u64>,
    pub(crate) wakes_workers: bool,
}

impl Deref for Transaction {
    type Target = View;
    fn deref(&self) -> &View {
        &self.view
    }
}

impl Transaction {
    pub(crate) fn new(open: Open, jobs: watch::Sender<u64>) -> Transaction {
        let source = Source::Open {
            dialect: open.dialect(),
            open: Mutex::new(open),
        };
        Transaction {
            view: View { source },
            jobs,
            wakes_workers: false,
        }
    }

    /// Makes all writes durable, or none. Workers of this process are woken when a job became due.
    pub async fn commit(self) -> Result<()> {
        let (jobs, wakes_workers) = (self.jobs.clone(), self.wakes_workers);
        self.into_open()?.commit().await?;
        if wakes_workers {
            jobs.send_modify(|generation| *generation = generation.wrapping_add(1));
        }
        Ok(())
    }

    /// Undoes all writes at once (dropping does the same a little later).
    pub async fn rollback(self) -> Result<()> {
        self.into_open()?.rollback().await
    }

    fn into_open(self) -> Result<Open> {
        match self.view.source {
            Source::Open { open, .. } => Ok(open.into_inner()),
            Source::Database(_) => Err(Error::Damaged("a transaction without a connection")),
        }
    }

    /// Runs a writing statement and tells how many rows it touched.
    pub(crate) async fn execute(&mut self, query: Query) -> Result<u64> {
        match &self.view.source {
            Source::Open { open, .. } => open.lock().await.execute(query).await,
            Source::Database(_) => Err(Error::Damaged("a transaction without a connection")),
        }
    }

    /// Runs a statement that clears away whatever is old: there may be very much of it, so on SQLite no serving thread waits for it.
    pub(crate) async fn sweep(&mut self, query: Query) -> Result<u64> {
        match &self.view.source {
            Source::Open { open, .. } => open.lock().await.sweep(query).await,
            Source::Database(_) => Err(Error::Damaged("a transaction without a connection")),
        }
    }

    /// Runs a statement that must touch a row.
    pub(crate) async fn execute_one(&mut self, query: Query) -> Result<()> {
        match self.execute(query).await? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }
}
