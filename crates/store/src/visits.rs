//! A recipient's ceremony: visits bound to a link. It never sees a code or a token.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// One browser that follows a participant's link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Hash of the visit cookie's token.
    pub token_hash: String,
    /// Who.
    pub participant_id: String,
    /// In which agreement.
    pub agreement_id: String,
    /// The generation of the link that was followed; an older one than the participant's is over.
    pub generation: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// The last request.
    pub last_seen_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// JSON of the identity methods passed in this visit.
    pub passed: String,
    /// The revision that was shown last.
    pub shown_revision: Option<i64>,
    /// Client address.
    pub ip: String,
    /// Client program.
    pub user_agent: String,
}

impl FromRow for Visit {
    fn from_row(row: &Row) -> Result<Visit> {
        Ok(Visit {
            token_hash: row.text("token_hash")?,
            participant_id: row.text("participant_id")?,
            agreement_id: row.text("agreement_id")?,
            generation: row.get("generation")?,
            created_at: row.time("created_at")?,
            last_seen_at: row.time("last_seen_at")?,
            expires_at: row.time("expires_at")?,
            passed: row.text("passed")?,
            shown_revision: row.get("shown_revision")?,
            ip: row.text("ip")?,
            user_agent: row.text("user_agent")?,
        })
    }
}

impl View {
    /// The visit of this token, also when it is over.
    pub async fn visit(&self, token_hash: &str) -> Result<Option<Visit>> {
        self.first(query("SELECT * FROM visit WHERE token_hash = $1").bind(token_hash))
            .await
    }
}

impl Transaction {
    /// Adds a visit.
    pub async fn insert_visit(&mut self, visit: &Visit) -> Result<()> {
        let statement = query(
            "INSERT INTO visit (token_hash, participant_id, agreement_id, generation, created_at, last_seen_at, \
             expires_at, passed, shown_revision, ip, user_agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        );
        let statement = statement
            .bind(&visit.token_hash)
            .bind(&visit.participant_id)
            .bind(&visit.agreement_id);
        let statement = statement
            .bind(visit.generation)
            .bind(visit.created_at)
            .bind(visit.last_seen_at);
        let statement = statement
            .bind(visit.expires_at)
            .bind(&visit.passed)
            .bind(visit.shown_revision);
        self.execute_one(statement.bind(&visit.ip).bind(&visit.user_agent))
            .await
    }

    /// Notes that the visit was seen and lengthens it.
    pub async fn touch_visit(
        &mut self,
        token_hash: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<()> {
        let statement = query("UPDATE visit SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1");
        self.execute_one(statement.bind(token_hash).bind(now).bind(expires_at))
            .await
    }

    /// Stores which methods were passed in this visit.
    pub async fn set_visit_passed(&mut self, token_hash: &str, passed: &str) -> Result<()> {
        let statement = query("UPDATE visit SET passed = $2 WHERE token_hash = $1");
        self.execute_one(statement.bind(token_hash).bind(passed)).await
    }

    /// Notes which revision was shown.
    pub async fn set_visit_shown(&mut self, token_hash: &str, revision: i64) -> Result<()> {
        let statement = query("UPDATE visit SET shown_revision = $2 WHERE token_hash = $1");
        self.execute_one(statement.bind(token_hash).bind(revision)).await
    }

    /// Ends all visits of a participant (the link was replaced, the person was cancelled).
    pub async fn delete_visits(&mut self, participant_id: &str) -> Result<u64> {
        self.execute(query("DELETE FROM visit WHERE participant_id = $1").bind(participant_id))
            .await
    }

    /// Removes visits that ended before this time.
    pub async fn sweep_visits(&mut self, before: Timestamp) -> Result<u64> {
        self.sweep(query("DELETE FROM visit WHERE expires_at < $1").bind(before))
            .await
    }
}
