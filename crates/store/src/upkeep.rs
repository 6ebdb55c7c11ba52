//! What the operator did last with the installation, and how much room the accounts take.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// Something that was done, the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upkeep {
    /// What: `backup`, `doctor`.
    pub name: String,
    /// What came of it.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}

/// How much room the documents of an account take, before encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The account.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// Uploaded files.
    pub documents: i64,
    /// Their bytes.
    pub document_bytes: i64,
    /// Steps of signed files.
    pub revisions: i64,
    /// Their bytes: of each step only what was added.
    pub revision_bytes: i64,
}

impl FromRow for Upkeep {
    fn from_row(row: &Row) -> Result<Upkeep> {
        Ok(Upkeep {
            name: row.text("name")?,
            detail: row.text("detail")?,
            at: row.time("at")?,
        })
    }
}

impl FromRow for Usage {
    fn from_row(row: &Row) -> Result<Usage> {
        Ok(Usage {
            account_id: row.text("id")?,
            name: row.text("name")?,
            documents: row.get("documents")?,
            document_bytes: row.get("document_bytes")?,
            revisions: row.get("revisions")?,
            revision_bytes: row.get("revision_bytes")?,
        })
    }
}

impl View {
    /// When something was done the last time.
    pub async fn upkeep(&self, name: &str) -> Result<Option<Upkeep>> {
        self.first(query("SELECT * FROM upkeep WHERE name = $1").bind(name))
            .await
    }

    /// The room that accounts take; of one account or of all.
    pub async fn usage(&self, account_id: Option<&str>) -> Result<Vec<Usage>> {
        let statement = query(
            "SELECT account.id, account.name, \
             (SELECT COUNT(*) FROM document WHERE document.account_id = account.id) AS documents, \
             (SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM document WHERE document.account_id = account.id) AS document_bytes, \
             (SELECT COUNT(*) FROM revision JOIN agreement ON agreement.id = revision.agreement_id \
              WHERE agreement.account_id = account.id) AS revisions, \
             (SELECT CAST(COALESCE(SUM(byte_length), 0) AS BIGINT) FROM revision JOIN agreement ON agreement.id = revision.agreement_id \
              WHERE agreement.account_id = account.id) AS revision_bytes \
             FROM account WHERE ($1 IS NULL OR account.id = $1) ORDER BY account.name, account.id",
        );
        self.all(statement.bind(account_id)).await
    }
}

impl Transaction {
    /// Notes something that begins; `false` where it was noted before, and stays as it is.
    pub async fn begin_upkeep(&mut self, begun: &Upkeep) -> Result<bool> {
        let statement =
            query("INSERT INTO upkeep (name, detail, at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING");
        let statement = statement.bind(&begun.name).bind(&begun.detail).bind(begun.at);
        Ok(self.execute(statement).await? > 0)
    }

    /// Forgets that something was done.
    pub async fn forget_upkeep(&mut self, name: &str) -> Result<u64> {
        self.execute(query("DELETE FROM upkeep WHERE name = $1").bind(name))
            .await
    }

    /// Notes that something was done.
    pub async fn note_upkeep(&mut self, done: &Upkeep) -> Result<()> {
        let statement = query(
            "INSERT INTO upkeep (name, detail, at) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET detail = excluded.detail, at = excluded.at",
        );
        let statement = statement.bind(&done.name).bind(&done.detail).bind(done.at);
        self.execute_one(statement).await
    }
}
