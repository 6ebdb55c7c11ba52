//! How long the files of finished agreements can be checked by themselves, and what was added to documents that are kept whole.

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// What was added to a document that is kept whole. Like a [`crate::Revision`], only the added bytes are stored, and never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRevision {
    /// The document.
    pub document_id: String,
    /// From 1 on, without gaps.
    pub number: i64,
    /// Where its bytes are.
    pub blob_key: String,
    /// Where they begin in the whole file.
    pub offset: i64,
    /// How many they are.
    pub length: i64,
    /// SHA-256 of the whole file up to their end, hex.
    pub whole_sha256: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How long one file can be checked by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// The agreement.
    pub agreement_id: String,
    /// Which of its files: `document` or `report`.
    pub file: String,
    /// Its account.
    pub account_id: String,
    /// The word of the level that is reached.
    pub reaches: String,
    /// The word for why it is not more.
    pub lacks: Option<String>,
    /// Since when more is waited for.
    pub pending_since: Option<Timestamp>,
    /// When it is to be renewed.
    pub due_at: Option<Timestamp>,
    /// Until when it can be checked as it is.
    pub ends_at: Option<Timestamp>,
    /// When the file itself was last looked at.
    pub looked_at: Timestamp,
    /// What was found against it then.
    pub finding: Option<String>,
}

/// Which files are counted.
#[derive(Clone, Copy, Debug)]
pub struct LastingLimits {
    /// Those that have waited since then or longer.
    pub pending_since: Timestamp,
    /// Those that were to be renewed by then.
    pub due_by: Timestamp,
    /// Those that can be checked until then at most.
    pub ends_by: Timestamp,
    /// No more than so many are counted of a kind.
    pub most: u32,
}

/// How many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastingCounts {
    /// That wait at all.
    pub pending: i64,
    /// That have waited for too long.
    pub pending_long: i64,
    /// Whose renewal is late.
    pub overdue: i64,
    /// That can soon be checked no more.
    pub ending: i64,
    /// Against which something was found.
    pub found: i64,
}

impl FromRow for DocumentRevision {
    fn from_row(row: &Row) -> Result<DocumentRevision> {
        Ok(DocumentRevision {
            document_id: row.text("document_id")?,
            number: row.get("number")?,
            blob_key: row.text("blob_key")?,
            offset: row.get("byte_offset")?,
            length: row.get("byte_length")?,
            whole_sha256: row.text("whole_sha256")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl FromRow for Lasting {
    fn from_row(row: &Row) -> Result<Lasting> {
        Ok(Lasting {
            agreement_id: row.text("agreement_id")?,
            file: row.text("file")?,
            account_id: row.text("account_id")?,
            reaches: row.text("reaches")?,
            lacks: row.get("lacks")?,
            pending_since: row.maybe_time("pending_since")?,
            due_at: row.maybe_time("due_at")?,
            ends_at: row.maybe_time("ends_at")?,
            looked_at: row.time("looked_at")?,
            finding: row.get("finding")?,
        })
    }
}

struct Counted(i64);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Counted> {
        Ok(Counted(row.get("number")?))
    }
}

impl View {
    /// What was added to a document, in order.
    pub async fn document_revisions(&self, document_id: &str) -> Result<Vec<DocumentRevision>> {
        let statement = query("SELECT * FROM document_revision WHERE document_id = $1 ORDER BY number");
        self.all(statement.bind(document_id)).await
    }

    /// How long a file can be checked by itself.
    pub async fn lasting(&self, agreement_id: &str, file: &str) -> Result<Option<Lasting>> {
        let statement = query("SELECT * FROM lasting WHERE agreement_id = $1 AND file = $2");
        self.first(statement.bind(agreement_id).bind(file)).await
    }

    /// The files that were not looked at for the longest time; none that was looked at after `before`.
    pub async fn lasting_to_look_at(&self, before: Timestamp, limit: u32) -> Result<Vec<Lasting>> {
        let statement = query(
            "SELECT * FROM lasting WHERE looked_at < $1 ORDER BY looked_at, agreement_id, file LIMIT $2",
        );
        self.all(statement.bind(before).bind(limit)).await
    }

    /// Some of an account's files that want attention.
    pub async fn lasting_troubles(
        &self,
        account_id: &str,
        limits: &LastingLimits,
        limit: u32,
    ) -> Result<Vec<Lasting>> {
        let statement = query(
            "SELECT * FROM lasting WHERE account_id = $1 \
             AND (pending_since <= $2 OR due_at <= $3 OR ends_at <= $4 OR finding IS NOT NULL) LIMIT $5",
        );
        let statement = statement
            .bind(account_id)
            .bind(limits.pending_since)
            .bind(limits.due_by)
            .bind(limits.ends_by);
        self.all(statement.bind(limit)).await
    }

    /// How many of an account's files want attention. It reads as many rows as it counts, however many files there are.
    pub async fn lasting_counts(&self, account_id: &str, limits: &LastingLimits) -> Result<LastingCounts> {
        let count = async |condition: &str, at: Timestamp| {
            let text = format!(
                "SELECT COUNT(*) AS number FROM \
                 (SELECT 1 AS one FROM lasting WHERE account_id = $1 AND {condition} LIMIT $3) AS counted",
            );
            let statement = query(text).bind(account_id).bind(at).bind(limits.most);
            let counted: Option<Counted> = self.first(statement).await?;
            Ok::<i64, Error>(counted.map_or(0, |counted| counted.0))
        };
        Ok(LastingCounts {
            pending: count("pending_since <= $2", Timestamp::MAX).await?,
            pending_long: count("pending_since <= $2", limits.pending_since).await?,
            overdue: count("due_at <= $2", limits.due_by).await?,
            ending: count("ends_at <= $2", limits.ends_by).await?,
            found: count("finding IS NOT NULL AND looked_at <= $2", Timestamp::MAX).await?,
        })
    }
}

impl Transaction {
    /// Adds to a document that is kept whole; [`Error::Conflict`] when the number is taken.
    pub async fn append_document_revision(&mut self, revision: &DocumentRevision) -> Result<()> {
        let statement = query(
            "INSERT INTO document_revision (document_id, number, blob_key, byte_offset, byte_length, whole_sha256, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let statement = statement
            .bind(&revision.document_id)
            .bind(revision.number)
            .bind(&revision.blob_key)
            .bind(revision.offset)
            .bind(revision.length);
        self.append_numbered(statement.bind(&revision.whole_sha256).bind(revision.created_at))
            .await
    }

    /// Keeps how long a file can be checked. When it was looked at, and what was found, stays as it is known; of a file that is new
    /// here it is taken from the row.
    pub async fn save_lasting(&mut self, row: &Lasting) -> Result<()> {
        let statement = query(
            "INSERT INTO lasting (agreement_id, file, account_id, reaches, lacks, pending_since, due_at, ends_at, \
             looked_at, finding) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (agreement_id, file) DO UPDATE SET reaches = excluded.reaches, lacks = excluded.lacks, \
             pending_since = excluded.pending_since, due_at = excluded.due_at, ends_at = excluded.ends_at",
        );
        let statement = statement
            .bind(&row.agreement_id)
            .bind(&row.file)
            .bind(&row.account_id)
            .bind(&row.reaches)
            .bind(row.lacks.as_ref())
            .bind(row.pending_since)
            .bind(row.due_at);
        let statement = statement
            .bind(row.ends_at)
            .bind(row.looked_at)
            .bind(row.finding.as_ref());
        self.execute_one(statement).await
    }

    /// Notes what was seen of a file when it was looked at. It may have been extended meanwhile: what it reaches is replaced only
    /// where it is still what it `was`, and nothing else that its history says.
    pub async fn note_look(&mut self, row: &Lasting, was: &str) -> Result<()> {
        let statement = query(
            "UPDATE lasting SET reaches = CASE WHEN reaches = $3 THEN $4 ELSE reaches END, looked_at = $5, finding = $6 \
             WHERE agreement_id = $1 AND file = $2",
        );
        let statement = statement
            .bind(&row.agreement_id)
            .bind(&row.file)
            .bind(was)
            .bind(&row.reaches)
            .bind(row.looked_at)
            .bind(row.finding.as_ref());
        self.execute_one(statement).await
    }
}
