//! A recipient's ceremony: visits bound to a link, and the challenges of identity methods. It never sees a code or a token.

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

/// One question to a participant, such as a code by text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Identifier, from which the code is derived.
    pub id: String,
    /// For whom.
    pub participant_id: String,
    /// The word of the method.
    pub method: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the code was handed to the gateway.
    pub handed_over_at: Option<Timestamp>,
    /// When it stops being accepted.
    pub expires_at: Timestamp,
    /// How often it was handed over.
    pub sends: i64,
    /// When it was answered.
    pub consumed_at: Option<Timestamp>,
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

impl FromRow for Challenge {
    fn from_row(row: &Row) -> Result<Challenge> {
        Ok(Challenge {
            id: row.text("id")?,
            participant_id: row.text("participant_id")?,
            method: row.text("method")?,
            created_at: row.time("created_at")?,
            handed_over_at: row.maybe_time("handed_over_at")?,
            expires_at: row.time("expires_at")?,
            sends: row.get("sends")?,
            consumed_at: row.maybe_time("consumed_at")?,
        })
    }
}

impl View {
    /// The visit of this token, also when it is over.
    pub async fn visit(&self, token_hash: &str) -> Result<Option<Visit>> {
        self.first(query("SELECT * FROM visit WHERE token_hash = $1").bind(token_hash))
            .await
    }

    /// One challenge.
    pub async fn challenge(&self, id: &str) -> Result<Option<Challenge>> {
        self.first(query("SELECT * FROM challenge WHERE id = $1").bind(id))
            .await
    }

    /// The participant's newest challenge of a method.
    pub async fn last_challenge(&self, participant_id: &str, method: &str) -> Result<Option<Challenge>> {
        let statement = query(
            "SELECT * FROM challenge WHERE participant_id = $1 AND method = $2 ORDER BY created_at DESC, id DESC LIMIT 1",
        );
        self.first(statement.bind(participant_id).bind(method)).await
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

    /// Removes visits and challenges that ended before this time.
    pub async fn sweep_visits(&mut self, before: Timestamp) -> Result<u64> {
        let visits = self
            .execute(query("DELETE FROM visit WHERE expires_at < $1").bind(before))
            .await?;
        let challenges = self
            .execute(query("DELETE FROM challenge WHERE expires_at < $1").bind(before))
            .await?;
        Ok(visits + challenges)
    }

    /// Adds a challenge.
    pub async fn insert_challenge(&mut self, challenge: &Challenge) -> Result<()> {
        let statement = query(
            "INSERT INTO challenge (id, participant_id, method, created_at, handed_over_at, expires_at, sends, consumed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        let statement = statement
            .bind(&challenge.id)
            .bind(&challenge.participant_id)
            .bind(&challenge.method);
        let statement = statement
            .bind(challenge.created_at)
            .bind(challenge.handed_over_at);
        self.execute_one(
            statement
                .bind(challenge.expires_at)
                .bind(challenge.sends)
                .bind(challenge.consumed_at),
        )
        .await
    }

    /// Notes that the code is about to be handed over; `false` when the challenge is over or answered.
    pub async fn hand_over_challenge(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE challenge SET handed_over_at = $2, sends = sends + 1 \
             WHERE id = $1 AND consumed_at IS NULL AND expires_at > $2",
        );
        Ok(self.execute(statement.bind(id).bind(now)).await? > 0)
    }

    /// Uses a challenge up; of two right answers at once only one gets `true`.
    pub async fn consume_challenge(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE challenge SET consumed_at = $2 WHERE id = $1 AND consumed_at IS NULL AND expires_at > $2",
        );
        Ok(self.execute(statement.bind(id).bind(now)).await? > 0)
    }
}
