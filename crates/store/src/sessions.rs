//! Sign-in sessions and one-time links, both known only by the hash of their token. It never sees a token.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query, words};
use crate::transaction::{Transaction, View};

/// One signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie's token.
    pub token_hash: String,
    /// Who signed in.
    pub user_id: String,
    /// When.
    pub created_at: Timestamp,
    /// The last request (written at most as often as `touch_session` is called).
    pub last_seen_at: Timestamp,
    /// When it ends, whatever happens.
    pub expires_at: Timestamp,
    /// Client address at sign-in.
    pub ip: String,
    /// Client program at sign-in.
    pub user_agent: String,
}

words! {
    /// What a one-time link opens.
    LinkPurpose {
        /// Makes the first admin of an empty installation.
        FirstAdmin = "first_admin",
        /// Sets a new password.
        Reset = "reset",
        /// Accepts an invitation into an account.
        Invitation = "invitation",
    }
}

/// A link that works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Hash of the link's token.
    pub token_hash: String,
    /// What it opens.
    pub purpose: LinkPurpose,
    /// For whom; `None` for the first admin.
    pub user_id: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

impl FromRow for Session {
    fn from_row(row: &Row) -> Result<Session> {
        Ok(Session {
            token_hash: row.text("token_hash")?,
            user_id: row.text("user_id")?,
            created_at: row.time("created_at")?,
            last_seen_at: row.time("last_seen_at")?,
            expires_at: row.time("expires_at")?,
            ip: row.text("ip")?,
            user_agent: row.text("user_agent")?,
        })
    }
}

impl FromRow for OneTimeLink {
    fn from_row(row: &Row) -> Result<OneTimeLink> {
        Ok(OneTimeLink {
            token_hash: row.text("token_hash")?,
            purpose: row.word("purpose")?,
            user_id: row.get("user_id")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            used_at: row.maybe_time("used_at")?,
        })
    }
}

impl View {
    /// The session of this token, also when it is over (the caller compares the times).
    pub async fn session(&self, token_hash: &str) -> Result<Option<Session>> {
        self.first(query("SELECT * FROM session WHERE token_hash = $1").bind(token_hash))
            .await
    }

    /// The sessions of a user, newest first.
    pub async fn sessions(&self, user_id: &str) -> Result<Vec<Session>> {
        self.all(query("SELECT * FROM session WHERE user_id = $1 ORDER BY created_at DESC").bind(user_id))
            .await
    }

    /// The link of this token, also when it is used or over.
    pub async fn one_time_link(&self, token_hash: &str) -> Result<Option<OneTimeLink>> {
        self.first(query("SELECT * FROM one_time_link WHERE token_hash = $1").bind(token_hash))
            .await
    }
}

impl Transaction {
    /// Adds a session.
    pub async fn insert_session(&mut self, session: &Session) -> Result<()> {
        let statement = query(
            "INSERT INTO session (token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let statement = statement
            .bind(&session.token_hash)
            .bind(&session.user_id)
            .bind(session.created_at);
        let statement = statement.bind(session.last_seen_at).bind(session.expires_at);
        self.execute_one(statement.bind(&session.ip).bind(&session.user_agent))
            .await
    }

    /// Notes that the session was seen.
    pub async fn touch_session(&mut self, token_hash: &str, now: Timestamp) -> Result<()> {
        let statement = query("UPDATE session SET last_seen_at = $2 WHERE token_hash = $1");
        self.execute_one(statement.bind(token_hash).bind(now)).await
    }

    /// Ends one session; `false` when it was gone.
    pub async fn delete_session(&mut self, token_hash: &str) -> Result<bool> {
        Ok(self
            .execute(query("DELETE FROM session WHERE token_hash = $1").bind(token_hash))
            .await?
            > 0)
    }

    /// Ends all sessions of a user but perhaps one (the browser that asked), and tells how many.
    pub async fn delete_sessions(&mut self, user_id: &str, except: Option<&str>) -> Result<u64> {
        let statement = query("DELETE FROM session WHERE user_id = $1 AND token_hash <> $2");
        self.execute(statement.bind(user_id).bind(except.unwrap_or("")))
            .await
    }

    /// Removes sessions and links that ended before this time.
    pub async fn sweep_sessions(&mut self, before: Timestamp) -> Result<u64> {
        let links = self
            .sweep(query("DELETE FROM one_time_link WHERE expires_at < $1").bind(before))
            .await?;
        let sessions = self
            .sweep(query("DELETE FROM session WHERE expires_at < $1").bind(before))
            .await?;
        Ok(links + sessions)
    }

    /// Adds a one-time link.
    pub async fn insert_one_time_link(&mut self, link: &OneTimeLink) -> Result<()> {
        let statement = query(
            "INSERT INTO one_time_link (token_hash, purpose, user_id, created_at, expires_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let statement = statement
            .bind(&link.token_hash)
            .bind(link.purpose)
            .bind(link.user_id.as_ref());
        self.execute_one(
            statement
                .bind(link.created_at)
                .bind(link.expires_at)
                .bind(link.used_at),
        )
        .await
    }

    /// Uses a link up; `false` when it was used already, is over, or never was. Of two at once only one gets `true`.
    pub async fn use_one_time_link(&mut self, token_hash: &str, now: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE one_time_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
        );
        Ok(self.execute(statement.bind(token_hash).bind(now)).await? > 0)
    }

    /// Takes back unused links of a purpose (a new one is sent, or the user was deactivated).
    pub async fn revoke_one_time_links(&mut self, user_id: &str, purpose: LinkPurpose) -> Result<u64> {
        let statement =
            query("DELETE FROM one_time_link WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL");
        self.execute(statement.bind(user_id).bind(purpose)).await
    }
}
