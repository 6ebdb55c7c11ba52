//! Signing passwords, as hashes. An agreement names the one that counts.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// A hash that somebody's answer is compared with.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// Identifier.
    pub id: String,
    /// The agreement that it is for.
    pub agreement_id: String,
    /// The slow hash.
    pub hash: String,
    /// When it was set.
    pub created_at: Timestamp,
}

impl FromRow for Secret {
    fn from_row(row: &Row) -> Result<Secret> {
        Ok(Secret {
            id: row.text("id")?,
            agreement_id: row.text("agreement_id")?,
            hash: row.text("hash")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl View {
    /// A secret of an agreement; `None` when the agreement has none of that identity.
    pub async fn secret(&self, agreement_id: &str, id: &str) -> Result<Option<Secret>> {
        let statement = query("SELECT * FROM secret WHERE agreement_id = $1 AND id = $2");
        self.first(statement.bind(agreement_id).bind(id)).await
    }
}

impl Transaction {
    /// Keeps a secret.
    pub async fn insert_secret(&mut self, secret: &Secret) -> Result<()> {
        let statement =
            query("INSERT INTO secret (id, agreement_id, hash, created_at) VALUES ($1, $2, $3, $4)");
        let statement = statement.bind(&secret.id).bind(&secret.agreement_id);
        self.execute_one(statement.bind(&secret.hash).bind(secret.created_at))
            .await
    }
}
