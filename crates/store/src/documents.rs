//! Uploaded documents and the revisions of an agreement's file: rows that point to blobs. Revisions are never changed.

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::query::{FromRow, Query, Row, query};
use crate::transaction::{Transaction, View};

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Identifier.
    pub id: String,
    /// Its account.
    pub account_id: String,
    /// The agreement that uses it.
    pub agreement_id: Option<String>,
    /// File name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Where its bytes are.
    pub blob_key: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Number of bytes.
    pub size: i64,
    /// When it came.
    pub created_at: Timestamp,
}

/// One step of an agreement's file. Only the appended bytes are stored, so the file up to revision *n* is
/// the concatenation of the revisions from the last whole file (offset 0) to *n*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The agreement.
    pub agreement_id: String,
    /// From 0 or 1 on, without gaps.
    pub number: i64,
    /// The word of its kind (prepared, act, seal …).
    pub kind: String,
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

impl FromRow for Document {
    fn from_row(row: &Row) -> Result<Document> {
        Ok(Document {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            agreement_id: row.get("agreement_id")?,
            name: row.text("name")?,
            mime: row.text("mime")?,
            blob_key: row.text("blob_key")?,
            sha256: row.text("sha256")?,
            size: row.get("size")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl FromRow for Revision {
    fn from_row(row: &Row) -> Result<Revision> {
        Ok(Revision {
            agreement_id: row.text("agreement_id")?,
            number: row.get("number")?,
            kind: row.text("kind")?,
            blob_key: row.text("blob_key")?,
            offset: row.get("byte_offset")?,
            length: row.get("byte_length")?,
            whole_sha256: row.text("whole_sha256")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl View {
    /// One document.
    pub async fn document(&self, id: &str) -> Result<Option<Document>> {
        self.first(query("SELECT * FROM document WHERE id = $1").bind(id))
            .await
    }

    /// The documents of an agreement, in order of arrival.
    pub async fn documents(&self, agreement_id: &str) -> Result<Vec<Document>> {
        let statement = query("SELECT * FROM document WHERE agreement_id = $1 ORDER BY created_at, id");
        self.all(statement.bind(agreement_id)).await
    }

    /// The revisions of an agreement, in order.
    pub async fn revisions(&self, agreement_id: &str) -> Result<Vec<Revision>> {
        self.all(query("SELECT * FROM revision WHERE agreement_id = $1 ORDER BY number").bind(agreement_id))
            .await
    }

    /// One revision.
    pub async fn revision(&self, agreement_id: &str, number: i64) -> Result<Option<Revision>> {
        let statement = query("SELECT * FROM revision WHERE agreement_id = $1 AND number = $2");
        self.first(statement.bind(agreement_id).bind(number)).await
    }

    /// The revision with a seal in it whose file up to its end has this SHA-256 (hex). What is not sealed yet may be the same in two
    /// agreements, and proves nothing.
    pub async fn sealed_revision(&self, whole_sha256: &str) -> Result<Option<Revision>> {
        let statement = query(
            "SELECT * FROM revision WHERE whole_sha256 = $1 AND kind <> 'prepared' \
             ORDER BY created_at, agreement_id LIMIT 1",
        );
        self.first(statement.bind(whole_sha256)).await
    }

    /// The newest revision.
    pub async fn last_revision(&self, agreement_id: &str) -> Result<Option<Revision>> {
        let statement = query("SELECT * FROM revision WHERE agreement_id = $1 ORDER BY number DESC LIMIT 1");
        self.first(statement.bind(agreement_id)).await
    }
}

impl Transaction {
    /// Adds an uploaded document.
    pub async fn insert_document(&mut self, document: &Document) -> Result<()> {
        let statement = query(
            "INSERT INTO document (id, account_id, agreement_id, name, mime, blob_key, sha256, size, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        let statement = statement
            .bind(&document.id)
            .bind(&document.account_id)
            .bind(document.agreement_id.as_ref());
        let statement = statement
            .bind(&document.name)
            .bind(&document.mime)
            .bind(&document.blob_key);
        self.execute_one(
            statement
                .bind(&document.sha256)
                .bind(document.size)
                .bind(document.created_at),
        )
        .await
    }

    /// Gives a document to an agreement (or takes it away with `None`); only within its account.
    pub async fn assign_document(
        &mut self,
        account_id: &str,
        id: &str,
        agreement_id: Option<&str>,
    ) -> Result<()> {
        let statement = query("UPDATE document SET agreement_id = $3 WHERE account_id = $1 AND id = $2");
        self.execute_one(statement.bind(account_id).bind(id).bind(agreement_id))
            .await
    }

    /// Adds a revision; [`Error::Conflict`] when the number is taken: somebody else sealed first.
    pub async fn append_revision(&mut self, revision: &Revision) -> Result<()> {
        let statement = query(
            "INSERT INTO revision (agreement_id, number, kind, blob_key, byte_offset, byte_length, whole_sha256, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        let statement = statement
            .bind(&revision.agreement_id)
            .bind(revision.number)
            .bind(&revision.kind);
        let statement = statement
            .bind(&revision.blob_key)
            .bind(revision.offset)
            .bind(revision.length);
        self.append_numbered(statement.bind(&revision.whole_sha256).bind(revision.created_at))
            .await
    }

    /// Adds a row whose number somebody else may have taken first.
    pub(crate) async fn append_numbered(&mut self, statement: Query) -> Result<()> {
        match self.execute_one(statement).await {
            Err(Error::Duplicate) => Err(Error::Conflict),
            other => other,
        }
    }
}
