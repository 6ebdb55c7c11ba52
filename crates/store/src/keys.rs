//! What the programming interface needs: integration keys, transient documents, idempotent requests. It never sees a key, only its hash.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// A bearer key of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrationKey {
    /// Identifier.
    pub id: String,
    /// The account it acts in.
    pub account_id: String,
    /// The user it acts as.
    pub user_id: String,
    /// What people call it.
    pub name: String,
    /// JSON list of scopes.
    pub scopes: String,
    /// Hash of the key.
    pub key_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A file that was uploaded and not yet used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransientDocument {
    /// Identifier.
    pub id: String,
    /// Its account.
    pub account_id: String,
    /// Who uploaded it.
    pub user_id: String,
    /// File name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Where its bytes are.
    pub blob_key: String,
    /// Number of bytes.
    pub size: i64,
    /// When it came.
    pub created_at: Timestamp,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

/// The answer to [`Transaction::begin_idempotent`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// First time: do the work, then [`Transaction::end_idempotent`] or [`Transaction::forget_idempotent`].
    New,
    /// The same request was begun and has no answer yet.
    Begun,
    /// Done before with the same request: answer the same.
    Replay {
        /// The stored answer.
        response: String,
    },
    /// The key was used for another request.
    Mismatch,
}

impl FromRow for IntegrationKey {
    fn from_row(row: &Row) -> Result<IntegrationKey> {
        Ok(IntegrationKey {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            user_id: row.text("user_id")?,
            name: row.text("name")?,
            scopes: row.text("scopes")?,
            key_hash: row.text("key_hash")?,
            created_at: row.time("created_at")?,
            last_used_at: row.maybe_time("last_used_at")?,
            revoked_at: row.maybe_time("revoked_at")?,
        })
    }
}

impl FromRow for TransientDocument {
    fn from_row(row: &Row) -> Result<TransientDocument> {
        Ok(TransientDocument {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            user_id: row.text("user_id")?,
            name: row.text("name")?,
            mime: row.text("mime")?,
            blob_key: row.text("blob_key")?,
            size: row.get("size")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
        })
    }
}

impl View {
    /// The key with this hash, also when revoked.
    pub async fn integration_key_by_hash(&self, key_hash: &str) -> Result<Option<IntegrationKey>> {
        self.first(query("SELECT * FROM integration_key WHERE key_hash = $1").bind(key_hash))
            .await
    }

    /// The keys of an account, newest first.
    pub async fn integration_keys(&self, account_id: &str) -> Result<Vec<IntegrationKey>> {
        let statement =
            query("SELECT * FROM integration_key WHERE account_id = $1 ORDER BY created_at DESC, id DESC");
        self.all(statement.bind(account_id)).await
    }

    /// An uploaded file of this account that is not yet over.
    pub async fn transient_document(
        &self,
        account_id: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<TransientDocument>> {
        let statement =
            query("SELECT * FROM transient_document WHERE account_id = $1 AND id = $2 AND expires_at > $3");
        self.first(statement.bind(account_id).bind(id).bind(now)).await
    }
}

impl Transaction {
    /// Adds a key.
    pub async fn insert_integration_key(&mut self, key: &IntegrationKey) -> Result<()> {
        let statement = query(
            "INSERT INTO integration_key (id, account_id, user_id, name, scopes, key_hash, created_at, last_used_at, revoked_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        let statement = statement
            .bind(&key.id)
            .bind(&key.account_id)
            .bind(&key.user_id)
            .bind(&key.name);
        let statement = statement
            .bind(&key.scopes)
            .bind(&key.key_hash)
            .bind(key.created_at);
        self.execute_one(statement.bind(key.last_used_at).bind(key.revoked_at))
            .await
    }

    /// Notes that a key was used.
    pub async fn touch_integration_key(&mut self, id: &str, now: Timestamp) -> Result<()> {
        self.execute_one(
            query("UPDATE integration_key SET last_used_at = $2 WHERE id = $1")
                .bind(id)
                .bind(now),
        )
        .await
    }

    /// Revokes a key of this account; `false` when there is none that is still good.
    pub async fn revoke_integration_key(
        &mut self,
        account_id: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let statement = query(
            "UPDATE integration_key SET revoked_at = $3 WHERE account_id = $1 AND id = $2 AND revoked_at IS NULL",
        );
        Ok(self
            .execute(statement.bind(account_id).bind(id).bind(now))
            .await?
            > 0)
    }

    /// Adds an uploaded file.
    pub async fn insert_transient_document(&mut self, document: &TransientDocument) -> Result<()> {
        let statement = query(
            "INSERT INTO transient_document (id, account_id, user_id, name, mime, blob_key, size, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        let statement = statement
            .bind(&document.id)
            .bind(&document.account_id)
            .bind(&document.user_id);
        let statement = statement
            .bind(&document.name)
            .bind(&document.mime)
            .bind(&document.blob_key);
        self.execute_one(
            statement
                .bind(document.size)
                .bind(document.created_at)
                .bind(document.expires_at),
        )
        .await
    }

    /// Forgets uploaded files and idempotent answers that are over.
    pub async fn sweep_transient(&mut self, now: Timestamp, answers_before: Timestamp) -> Result<u64> {
        let files = self
            .sweep(query("DELETE FROM transient_document WHERE expires_at <= $1").bind(now))
            .await?;
        let answers = self
            .sweep(query("DELETE FROM idempotency WHERE created_at < $1").bind(answers_before))
            .await?;
        Ok(files + answers)
    }

    /// Claims an idempotency key. A second request with the same key waits for the first one's transaction.
    pub async fn begin_idempotent(
        &mut self,
        account_id: &str,
        key: &str,
        request_hash: &str,
        now: Timestamp,
    ) -> Result<Idempotency> {
        let insert = query(
            "INSERT INTO idempotency (account_id, idempotency_key, request_hash, response, created_at) \
             VALUES ($1, $2, $3, NULL, $4) ON CONFLICT DO NOTHING",
        );
        if self
            .execute(insert.bind(account_id).bind(key).bind(request_hash).bind(now))
            .await?
            > 0
        {
            return Ok(Idempotency::New);
        }
        let known = query(
            "SELECT request_hash, response FROM idempotency WHERE account_id = $1 AND idempotency_key = $2",
        );
        let rows = self.rows(known.bind(account_id).bind(key)).await?;
        let Some(row) = rows.first() else {
            return Ok(Idempotency::Mismatch);
        };
        if row.text("request_hash")? != request_hash {
            return Ok(Idempotency::Mismatch);
        }
        let response = row.get::<Option<String>>("response")?;
        Ok(response.map_or(Idempotency::Begun, |response| Idempotency::Replay { response }))
    }

    /// Gives a key back whose request came to nothing.
    pub async fn forget_idempotent(&mut self, account_id: &str, key: &str) -> Result<()> {
        let statement = query(
            "DELETE FROM idempotency WHERE account_id = $1 AND idempotency_key = $2 AND response IS NULL",
        );
        self.execute(statement.bind(account_id).bind(key)).await.map(drop)
    }

    /// Stores the answer that a repetition will get.
    pub async fn end_idempotent(&mut self, account_id: &str, key: &str, response: &str) -> Result<()> {
        let statement =
            query("UPDATE idempotency SET response = $3 WHERE account_id = $1 AND idempotency_key = $2");
        self.execute_one(statement.bind(account_id).bind(key).bind(response))
            .await
    }
}
