//! Signing keys (wrapped), who may use them, and the log of each use. Whether a use is allowed is decided by the caller from these rows.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query, words};
use crate::transaction::{Transaction, View};

words! {
    /// What a key signs.
    KeyPurpose {
        /// Documents, for the organisation.
        Seal = "seal",
        /// Timestamps of the built-in authority.
        Tsa = "tsa",
        /// Certificates of the built-in (test) authority.
        Ca = "ca",
    }
}

/// A key with its certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Identifier.
    pub id: String,
    /// The account whose key it is; `None` for the installation's.
    pub account_id: Option<String>,
    /// What it signs.
    pub purpose: KeyPurpose,
    /// Its certificate and the chain above it, PEM.
    pub certificate_chain_pem: String,
    /// The private key, wrapped under the key-encryption key.
    pub wrapped_private_key: Vec<u8>,
    /// When it came.
    pub created_at: Timestamp,
    /// When it was taken out of use.
    pub retired_at: Option<Timestamp>,
}

/// The permission to seal outsiders' acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealMandate {
    /// Identifier.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// For what (all, a template …).
    pub purpose: String,
    /// Who granted it.
    pub granted_by: String,
    /// The second person who approved it.
    pub approved_by: Option<String>,
    /// From when.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Timestamp,
    /// The most uses per hour.
    pub per_hour: i64,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The permission of one user to use a key in their own acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealBinding {
    /// Identifier.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// The user.
    pub user_id: String,
    /// The key.
    pub key_id: String,
    /// Who granted it.
    pub granted_by: String,
    /// The second person who approved it.
    pub approved_by: Option<String>,
    /// From when.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// One use of a key. Written once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealUse {
    /// Identifier.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// The key.
    pub key_id: String,
    /// The mandate that allowed it.
    pub mandate_id: Option<String>,
    /// The binding that allowed it.
    pub binding_id: Option<String>,
    /// The user whose act it was.
    pub user_id: Option<String>,
    /// The agreement.
    pub agreement_id: Option<String>,
    /// The single-use authorisation.
    pub authorisation_id: String,
    /// The hash that was signed, hex.
    pub digest: String,
    /// When.
    pub at: Timestamp,
}

impl FromRow for SigningKey {
    fn from_row(row: &Row) -> Result<SigningKey> {
        Ok(SigningKey {
            id: row.text("id")?,
            account_id: row.get("account_id")?,
            purpose: row.word("purpose")?,
            certificate_chain_pem: row.text("certificate_chain_pem")?,
            wrapped_private_key: row.get("wrapped_private_key")?,
            created_at: row.time("created_at")?,
            retired_at: row.maybe_time("retired_at")?,
        })
    }
}

impl FromRow for SealMandate {
    fn from_row(row: &Row) -> Result<SealMandate> {
        Ok(SealMandate {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            purpose: row.text("purpose")?,
            granted_by: row.text("granted_by")?,
            approved_by: row.get("approved_by")?,
            valid_from: row.time("valid_from")?,
            valid_until: row.time("valid_until")?,
            per_hour: row.get("per_hour")?,
            revoked_at: row.maybe_time("revoked_at")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl FromRow for SealBinding {
    fn from_row(row: &Row) -> Result<SealBinding> {
        Ok(SealBinding {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            user_id: row.text("user_id")?,
            key_id: row.text("key_id")?,
            granted_by: row.text("granted_by")?,
            approved_by: row.get("approved_by")?,
            valid_from: row.time("valid_from")?,
            valid_until: row.time("valid_until")?,
            revoked_at: row.maybe_time("revoked_at")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl FromRow for SealUse {
    fn from_row(row: &Row) -> Result<SealUse> {
        Ok(SealUse {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            key_id: row.text("key_id")?,
            mandate_id: row.get("mandate_id")?,
            binding_id: row.get("binding_id")?,
            user_id: row.get("user_id")?,
            agreement_id: row.get("agreement_id")?,
            authorisation_id: row.text("authorisation_id")?,
            digest: row.text("digest")?,
            at: row.time("at")?,
        })
    }
}

impl View {
    /// One key.
    pub async fn signing_key(&self, id: &str) -> Result<Option<SigningKey>> {
        self.first(query("SELECT * FROM signing_key WHERE id = $1").bind(id))
            .await
    }

    /// The keys of a purpose: of an account, or with `None` the installation's; newest first, retired ones too.
    pub async fn signing_keys(
        &self,
        purpose: KeyPurpose,
        account_id: Option<&str>,
    ) -> Result<Vec<SigningKey>> {
        let statement = query(
            "SELECT * FROM signing_key WHERE purpose = $1 AND COALESCE(account_id, '') = $2 \
             ORDER BY created_at DESC, id DESC",
        );
        self.all(statement.bind(purpose).bind(account_id.unwrap_or("")))
            .await
    }

    /// One mandate.
    pub async fn seal_mandate(&self, id: &str) -> Result<Option<SealMandate>> {
        self.first(query("SELECT * FROM seal_mandate WHERE id = $1").bind(id))
            .await
    }

    /// The mandates of an account, newest first, also those that are over.
    pub async fn seal_mandates(&self, account_id: &str) -> Result<Vec<SealMandate>> {
        let statement =
            query("SELECT * FROM seal_mandate WHERE account_id = $1 ORDER BY created_at DESC, id DESC");
        self.all(statement.bind(account_id)).await
    }

    /// The bindings of an account, newest first, also those that are over.
    pub async fn seal_bindings(&self, account_id: &str) -> Result<Vec<SealBinding>> {
        let statement =
            query("SELECT * FROM seal_binding WHERE account_id = $1 ORDER BY created_at DESC, id DESC");
        self.all(statement.bind(account_id)).await
    }

    /// The bindings of a user, newest first, also those that are over.
    pub async fn seal_bindings_of(&self, user_id: &str) -> Result<Vec<SealBinding>> {
        let statement =
            query("SELECT * FROM seal_binding WHERE user_id = $1 ORDER BY created_at DESC, id DESC");
        self.all(statement.bind(user_id)).await
    }

    /// How often a mandate was used after a time.
    pub async fn mandate_uses_since(&self, mandate_id: &str, since: Timestamp) -> Result<i64> {
        let statement = query("SELECT COUNT(*) AS number FROM seal_use WHERE mandate_id = $1 AND at > $2");
        let rows = self.rows(statement.bind(mandate_id).bind(since)).await?;
        rows.first().map_or(Ok(0), |row| row.get("number"))
    }

    /// The latest uses of an account's keys.
    pub async fn seal_uses(&self, account_id: &str, limit: u32) -> Result<Vec<SealUse>> {
        let statement =
            query("SELECT * FROM seal_use WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT $2");
        self.all(statement.bind(account_id).bind(limit)).await
    }
}

impl Transaction {
    /// Adds a key.
    pub async fn insert_signing_key(&mut self, key: &SigningKey) -> Result<()> {
        let statement = query(
            "INSERT INTO signing_key (id, account_id, purpose, certificate_chain_pem, wrapped_private_key, created_at, \
             retired_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let statement = statement
            .bind(&key.id)
            .bind(key.account_id.as_ref())
            .bind(key.purpose);
        let statement = statement
            .bind(&key.certificate_chain_pem)
            .bind(key.wrapped_private_key.as_slice());
        self.execute_one(statement.bind(key.created_at).bind(key.retired_at))
            .await
    }

    /// Takes a key out of use.
    pub async fn retire_signing_key(&mut self, id: &str, now: Timestamp) -> Result<()> {
        self.execute_one(
            query("UPDATE signing_key SET retired_at = $2 WHERE id = $1")
                .bind(id)
                .bind(now),
        )
        .await
    }

    /// Replaces the wrapping of a key (a new epoch of the key-encryption key).
    pub async fn rewrap_signing_key(&mut self, id: &str, wrapped_private_key: &[u8]) -> Result<()> {
        let statement = query("UPDATE signing_key SET wrapped_private_key = $2 WHERE id = $1");
        self.execute_one(statement.bind(id).bind(wrapped_private_key))
            .await
    }

    /// Reads a mandate and holds it until this transaction ends, so that its hourly limit can be counted safely.
    pub async fn seal_mandate_for_update(&mut self, id: &str) -> Result<Option<SealMandate>> {
        let text = format!(
            "SELECT * FROM seal_mandate WHERE id = $1{}",
            self.dialect().for_update()
        );
        self.first(query(text).bind(id)).await
    }

    /// Reads a binding and holds it until this transaction ends.
    pub async fn seal_binding_for_update(&mut self, id: &str) -> Result<Option<SealBinding>> {
        let text = format!(
            "SELECT * FROM seal_binding WHERE id = $1{}",
            self.dialect().for_update()
        );
        self.first(query(text).bind(id)).await
    }

    /// Adds a mandate.
    pub async fn insert_seal_mandate(&mut self, mandate: &SealMandate) -> Result<()> {
        let statement = query(
            "INSERT INTO seal_mandate (id, account_id, purpose, granted_by, approved_by, valid_from, valid_until, \
             per_hour, revoked_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        );
        let statement = statement
            .bind(&mandate.id)
            .bind(&mandate.account_id)
            .bind(&mandate.purpose);
        let statement = statement
            .bind(&mandate.granted_by)
            .bind(mandate.approved_by.as_ref());
        let statement = statement
            .bind(mandate.valid_from)
            .bind(mandate.valid_until)
            .bind(mandate.per_hour);
        self.execute_one(statement.bind(mandate.revoked_at).bind(mandate.created_at))
            .await
    }

    /// Notes the second person's approval; `false` when it was approved or revoked before.
    pub async fn approve_seal_mandate(&mut self, account_id: &str, id: &str, by: &str) -> Result<bool> {
        let statement = query(
            "UPDATE seal_mandate SET approved_by = $3 \
             WHERE account_id = $1 AND id = $2 AND approved_by IS NULL AND revoked_at IS NULL",
        );
        Ok(self.execute(statement.bind(account_id).bind(id).bind(by)).await? > 0)
    }

    /// Revokes a mandate; `false` when it was revoked before.
    pub async fn revoke_seal_mandate(&mut self, account_id: &str, id: &str, now: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE seal_mandate SET revoked_at = $3 WHERE account_id = $1 AND id = $2 AND revoked_at IS NULL",
        );
        Ok(self
            .execute(statement.bind(account_id).bind(id).bind(now))
            .await?
            > 0)
    }

    /// Adds a binding.
    pub async fn insert_seal_binding(&mut self, binding: &SealBinding) -> Result<()> {
        let statement = query(
            "INSERT INTO seal_binding (id, account_id, user_id, key_id, granted_by, approved_by, valid_from, valid_until, \
             revoked_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        );
        let statement = statement
            .bind(&binding.id)
            .bind(&binding.account_id)
            .bind(&binding.user_id);
        let statement = statement
            .bind(&binding.key_id)
            .bind(&binding.granted_by)
            .bind(binding.approved_by.as_ref());
        let statement = statement.bind(binding.valid_from).bind(binding.valid_until);
        self.execute_one(statement.bind(binding.revoked_at).bind(binding.created_at))
            .await
    }

    /// Notes the second person's approval; `false` when it was approved or revoked before.
    pub async fn approve_seal_binding(&mut self, account_id: &str, id: &str, by: &str) -> Result<bool> {
        let statement = query(
            "UPDATE seal_binding SET approved_by = $3 \
             WHERE account_id = $1 AND id = $2 AND approved_by IS NULL AND revoked_at IS NULL",
        );
        Ok(self.execute(statement.bind(account_id).bind(id).bind(by)).await? > 0)
    }

    /// Revokes a binding; `false` when it was revoked before.
    pub async fn revoke_seal_binding(&mut self, account_id: &str, id: &str, now: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE seal_binding SET revoked_at = $3 WHERE account_id = $1 AND id = $2 AND revoked_at IS NULL",
        );
        Ok(self
            .execute(statement.bind(account_id).bind(id).bind(now))
            .await?
            > 0)
    }

    /// Logs a use; [`crate::Error::Duplicate`] when the authorisation was used before.
    pub async fn insert_seal_use(&mut self, used: &SealUse) -> Result<()> {
        let statement = query(
            "INSERT INTO seal_use (id, account_id, key_id, mandate_id, binding_id, user_id, agreement_id, \
             authorisation_id, digest, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        );
        let statement = statement.bind(&used.id).bind(&used.account_id).bind(&used.key_id);
        let statement = statement
            .bind(used.mandate_id.as_ref())
            .bind(used.binding_id.as_ref());
        let statement = statement
            .bind(used.user_id.as_ref())
            .bind(used.agreement_id.as_ref());
        self.execute_one(
            statement
                .bind(&used.authorisation_id)
                .bind(&used.digest)
                .bind(used.at),
        )
        .await
    }
}
