//! Programs that people let act for them, and what was issued to them. Secrets and tokens arrive as hashes.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query, words};
use crate::transaction::{Transaction, View};

words! {
    /// What a token is for.
    TokenKind {
        /// To be exchanged once, at once.
        Code = "code",
        /// To call with.
        Access = "access",
        /// To be exchanged once for new ones.
        Refresh = "refresh",
    }
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthApplication {
    /// Identifier; the program's `client_id`.
    pub id: String,
    /// Its account.
    pub account_id: String,
    /// Who registered it.
    pub user_id: String,
    /// What people call it.
    pub name: String,
    /// Hash of its secret.
    pub secret_hash: String,
    /// Where people may be sent back to, apart by spaces.
    pub redirect_uris: String,
    /// What it may ask for, apart by spaces.
    pub scopes: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// A person's yes to a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthGrant {
    /// Identifier.
    pub id: String,
    /// To which program.
    pub application_id: String,
    /// Whose.
    pub user_id: String,
    /// To what, apart by spaces.
    pub scopes: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// A code or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthToken {
    /// Hash of it.
    pub token_hash: String,
    /// On which yes it was issued.
    pub grant_id: String,
    /// What it is for.
    pub kind: TokenKind,
    /// Of a code: where it was sent.
    pub redirect_uri: Option<String>,
    /// Of a code: what its holder must know (RFC 7636).
    pub challenge: Option<String>,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
    /// When it was exchanged.
    pub used_at: Option<Timestamp>,
}

impl FromRow for OauthApplication {
    fn from_row(row: &Row) -> Result<OauthApplication> {
        Ok(OauthApplication {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            user_id: row.text("user_id")?,
            name: row.text("name")?,
            secret_hash: row.text("secret_hash")?,
            redirect_uris: row.text("redirect_uris")?,
            scopes: row.text("scopes")?,
            created_at: row.time("created_at")?,
            revoked_at: row.maybe_time("revoked_at")?,
        })
    }
}

impl FromRow for OauthGrant {
    fn from_row(row: &Row) -> Result<OauthGrant> {
        Ok(OauthGrant {
            id: row.text("id")?,
            application_id: row.text("application_id")?,
            user_id: row.text("user_id")?,
            scopes: row.text("scopes")?,
            created_at: row.time("created_at")?,
            revoked_at: row.maybe_time("revoked_at")?,
        })
    }
}

impl FromRow for OauthToken {
    fn from_row(row: &Row) -> Result<OauthToken> {
        Ok(OauthToken {
            token_hash: row.text("token_hash")?,
            grant_id: row.text("grant_id")?,
            kind: row.word("kind")?,
            redirect_uri: row.get("redirect_uri")?,
            challenge: row.get("challenge")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            used_at: row.maybe_time("used_at")?,
        })
    }
}

impl View {
    /// One program, also when it was taken back.
    pub async fn oauth_application(&self, id: &str) -> Result<Option<OauthApplication>> {
        self.first(query("SELECT * FROM oauth_application WHERE id = $1").bind(id))
            .await
    }

    /// The programs of an account, the newest first.
    pub async fn oauth_applications(&self, account_id: &str) -> Result<Vec<OauthApplication>> {
        let statement =
            query("SELECT * FROM oauth_application WHERE account_id = $1 ORDER BY created_at DESC, id DESC");
        self.all(statement.bind(account_id)).await
    }

    /// One yes, also when it was taken back.
    pub async fn oauth_grant(&self, id: &str) -> Result<Option<OauthGrant>> {
        self.first(query("SELECT * FROM oauth_grant WHERE id = $1").bind(id))
            .await
    }

    /// A user's yeses that are still good, to programs that are, with the programs' names; the newest first.
    pub async fn oauth_grants_of(&self, user_id: &str) -> Result<Vec<(OauthGrant, String)>> {
        let statement = query(
            "SELECT g.*, a.name FROM oauth_grant g JOIN oauth_application a ON a.id = g.application_id \
             WHERE g.user_id = $1 AND g.revoked_at IS NULL AND a.revoked_at IS NULL \
             ORDER BY g.created_at DESC, g.id DESC",
        );
        let rows = self.rows(statement.bind(user_id)).await?;
        rows.iter()
            .map(|row| Ok((OauthGrant::from_row(row)?, row.text("name")?)))
            .collect()
    }

    /// The code or token with this hash.
    pub async fn oauth_token(&self, token_hash: &str) -> Result<Option<OauthToken>> {
        self.first(query("SELECT * FROM oauth_token WHERE token_hash = $1").bind(token_hash))
            .await
    }
}

impl Transaction {
    /// Registers a program.
    pub async fn insert_oauth_application(&mut self, application: &OauthApplication) -> Result<()> {
        let statement = query(
            "INSERT INTO oauth_application (id, account_id, user_id, name, secret_hash, redirect_uris, scopes, created_at, \
             revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        let statement = statement
            .bind(&application.id)
            .bind(&application.account_id)
            .bind(&application.user_id)
            .bind(&application.name)
            .bind(&application.secret_hash)
            .bind(&application.redirect_uris)
            .bind(&application.scopes);
        self.execute_one(
            statement
                .bind(application.created_at)
                .bind(application.revoked_at),
        )
        .await
    }

    /// Takes a program of this account back; `false` when there is none that is still good.
    pub async fn revoke_oauth_application(
        &mut self,
        account_id: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let statement = query(
            "UPDATE oauth_application SET revoked_at = $3 WHERE account_id = $1 AND id = $2 AND revoked_at IS NULL",
        );
        Ok(self
            .execute(statement.bind(account_id).bind(id).bind(now))
            .await?
            > 0)
    }

    /// Keeps a yes.
    pub async fn insert_oauth_grant(&mut self, grant: &OauthGrant) -> Result<()> {
        let statement = query(
            "INSERT INTO oauth_grant (id, application_id, user_id, scopes, created_at, revoked_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let statement = statement
            .bind(&grant.id)
            .bind(&grant.application_id)
            .bind(&grant.user_id)
            .bind(&grant.scopes);
        self.execute_one(statement.bind(grant.created_at).bind(grant.revoked_at))
            .await
    }

    /// Takes a yes back; `false` when it was taken back before.
    pub async fn revoke_oauth_grant(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = query("UPDATE oauth_grant SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL");
        Ok(self.execute(statement.bind(id).bind(now)).await? > 0)
    }

    /// Keeps a code or a token.
    pub async fn insert_oauth_token(&mut self, token: &OauthToken) -> Result<()> {
        let statement = query(
            "INSERT INTO oauth_token (token_hash, grant_id, kind, redirect_uri, challenge, created_at, expires_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        let statement = statement
            .bind(&token.token_hash)
            .bind(&token.grant_id)
            .bind(token.kind)
            .bind(token.redirect_uri.as_ref())
            .bind(token.challenge.as_ref());
        let statement = statement.bind(token.created_at).bind(token.expires_at);
        self.execute_one(statement.bind(token.used_at)).await
    }

    /// Exchanges a code or a refresh token; `false` when it was exchanged before, be it in the same moment.
    pub async fn use_oauth_token(&mut self, token_hash: &str, now: Timestamp) -> Result<bool> {
        let statement =
            query("UPDATE oauth_token SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL");
        Ok(self.execute(statement.bind(token_hash).bind(now)).await? > 0)
    }

    /// Forgets codes and tokens that were over before this time.
    pub async fn sweep_oauth_tokens(&mut self, before: Timestamp) -> Result<u64> {
        self.sweep(query("DELETE FROM oauth_token WHERE expires_at < $1").bind(before))
            .await
    }
}
