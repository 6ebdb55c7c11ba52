//! Who has a draft open in an editor. It is a courtesy, not a lock: nothing depends on it.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// An editor that is open somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The identity that its tab gave itself.
    pub tab: String,
    /// Whose it is.
    pub user_id: String,
    /// How they are called.
    pub name: String,
}

impl FromRow for Presence {
    fn from_row(row: &Row) -> Result<Presence> {
        Ok(Presence {
            tab: row.text("tab")?,
            user_id: row.text("user_id")?,
            name: row.text("name")?,
        })
    }
}

impl View {
    /// Editors of this draft that were heard of since then, the longest open first.
    pub async fn presences(&self, agreement_id: &str, since: Timestamp, limit: u32) -> Result<Vec<Presence>> {
        let statement = query(
            "SELECT p.tab, p.user_id, u.name FROM presence p JOIN account_user u ON u.id = p.user_id \
             WHERE p.agreement_id = $1 AND p.seen_at >= $2 ORDER BY p.tab LIMIT $3",
        );
        self.all(statement.bind(agreement_id).bind(since).bind(limit))
            .await
    }
}

impl Transaction {
    /// An editor says that it is open.
    pub async fn note_presence(
        &mut self,
        agreement_id: &str,
        (tab, user_id): (&str, &str),
        now: Timestamp,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO presence (agreement_id, tab, user_id, seen_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (agreement_id, tab) DO UPDATE SET user_id = excluded.user_id, seen_at = excluded.seen_at",
        );
        self.execute_one(statement.bind(agreement_id).bind(tab).bind(user_id).bind(now))
            .await
    }

    /// An editor says that it closes.
    pub async fn end_presence(&mut self, agreement_id: &str, tab: &str) -> Result<()> {
        let statement = query("DELETE FROM presence WHERE agreement_id = $1 AND tab = $2");
        self.execute(statement.bind(agreement_id).bind(tab))
            .await
            .map(drop)
    }

    /// Forgets editors that were not heard of since then.
    pub async fn sweep_presence(&mut self, before: Timestamp) -> Result<u64> {
        self.sweep(query("DELETE FROM presence WHERE seen_at < $1").bind(before))
            .await
    }
}
