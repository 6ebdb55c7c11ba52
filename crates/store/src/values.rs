//! What recipients have typed so far. The bytes arrive encrypted; this module neither reads nor judges them.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::query;
use crate::transaction::{Transaction, View};

impl View {
    /// What a participant has typed so far.
    pub async fn kept_values(&self, participant_id: &str) -> Result<Option<Vec<u8>>> {
        let statement =
            query("SELECT sealed FROM kept_values WHERE participant_id = $1").bind(participant_id);
        self.rows(statement)
            .await?
            .first()
            .map(|row| row.get("sealed"))
            .transpose()
    }
}

impl Transaction {
    /// Keeps what a participant has typed, in place of what was kept before.
    pub async fn keep_values(&mut self, participant_id: &str, sealed: &[u8], now: Timestamp) -> Result<()> {
        let statement = query(
            "INSERT INTO kept_values (participant_id, sealed, updated_at) VALUES ($1, $2, $3) \
             ON CONFLICT (participant_id) DO UPDATE SET sealed = $2, updated_at = $3",
        );
        self.execute_one(statement.bind(participant_id).bind(sealed).bind(now))
            .await
    }

    /// Forgets it.
    pub async fn forget_values(&mut self, participant_id: &str) -> Result<()> {
        self.execute(query("DELETE FROM kept_values WHERE participant_id = $1").bind(participant_id))
            .await
            .map(drop)
    }
}
