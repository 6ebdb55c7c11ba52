//! Event streams, personal values and their keys, daily roots. It appends and reads; what the hashes mean is `domain::audit`'s.

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::query::{FromRow, Row, placeholders, query};
use crate::transaction::{Transaction, View};

/// Rows of one INSERT; well below the number of values that either database takes in a statement.
const ROWS_AT_ONCE: usize = 100;

/// One event of a stream (a stream is an agreement's id, or `account:<id>`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Place in the stream, from 1 (or whatever `domain` starts with).
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// The word of its type.
    pub kind: String,
    /// JSON, with hashes in the place of personal values.
    pub record: String,
    /// The chain's hash including this event.
    pub hash: String,
}

/// The end of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The stream.
    pub stream: String,
    /// Its last place.
    pub seq: i64,
    /// The hash there.
    pub hash: String,
}

/// A personal value, apart from the event that holds its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalValue {
    /// The event it belongs to.
    pub seq: i64,
    /// Where in the event's record.
    pub path: String,
    /// Whose key encrypts it.
    pub subject: String,
    /// The salt that went into the hash.
    pub salt: Vec<u8>,
    /// The value under the subject's key.
    pub ciphertext: Vec<u8>,
}

/// The key of one person's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonKey {
    /// Whose.
    pub subject: String,
    /// Wrapped under the installation's key; `None` once destroyed.
    pub wrapped_key: Option<Vec<u8>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was destroyed.
    pub destroyed_at: Option<Timestamp>,
}

/// The root over all streams' heads of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRoot {
    /// `2026-11-22`.
    pub day: String,
    /// The root's hash.
    pub root: String,
    /// An outside timestamp over it, when one could be had.
    pub timestamp_token: Option<Vec<u8>>,
    /// The blob that lists the heads.
    pub heads_blob: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl FromRow for Event {
    fn from_row(row: &Row) -> Result<Event> {
        Ok(Event {
            seq: row.get("seq")?,
            at: row.time("at")?,
            kind: row.text("kind")?,
            record: row.text("record")?,
            hash: row.text("hash")?,
        })
    }
}

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Head> {
        Ok(Head {
            stream: row.text("stream")?,
            seq: row.get("seq")?,
            hash: row.text("hash")?,
        })
    }
}

impl FromRow for PersonalValue {
    fn from_row(row: &Row) -> Result<PersonalValue> {
        Ok(PersonalValue {
            seq: row.get("seq")?,
            path: row.text("path")?,
            subject: row.text("subject")?,
            salt: row.get("salt")?,
            ciphertext: row.get("ciphertext")?,
        })
    }
}

impl FromRow for PersonKey {
    fn from_row(row: &Row) -> Result<PersonKey> {
        Ok(PersonKey {
            subject: row.text("subject")?,
            wrapped_key: row.get("wrapped_key")?,
            created_at: row.time("created_at")?,
            destroyed_at: row.maybe_time("destroyed_at")?,
        })
    }
}

impl FromRow for AuditRoot {
    fn from_row(row: &Row) -> Result<AuditRoot> {
        Ok(AuditRoot {
            day: row.text("day")?,
            root: row.text("root")?,
            timestamp_token: row.get("timestamp_token")?,
            heads_blob: row.text("heads_blob")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl View {
    /// The events of a stream from a place on, in order.
    pub async fn events(&self, stream: &str, from_seq: i64) -> Result<Vec<Event>> {
        let statement = query(
            "SELECT seq, at, kind, record, hash FROM event WHERE stream = $1 AND seq >= $2 ORDER BY seq",
        );
        self.all(statement.bind(stream).bind(from_seq)).await
    }

    /// One event of a stream.
    pub async fn event(&self, stream: &str, seq: i64) -> Result<Option<Event>> {
        self.first(
            query("SELECT * FROM event WHERE stream = $1 AND seq = $2")
                .bind(stream)
                .bind(seq),
        )
        .await
    }

    /// The end of a stream.
    pub async fn head(&self, stream: &str) -> Result<Option<Head>> {
        let statement =
            query("SELECT stream, seq, hash FROM event WHERE stream = $1 ORDER BY seq DESC LIMIT 1");
        self.first(statement.bind(stream)).await
    }

    /// The ends of streams in order of their names, after one name; page through with the last of each answer.
    pub async fn heads(&self, after_stream: &str, limit: u32) -> Result<Vec<Head>> {
        let statement = query(
            "SELECT e.stream, e.seq, e.hash FROM event e \
             JOIN (SELECT stream, MAX(seq) AS seq FROM event WHERE stream > $1 GROUP BY stream ORDER BY stream LIMIT $2) last \
             ON last.stream = e.stream AND last.seq = e.seq ORDER BY e.stream",
        );
        self.all(statement.bind(after_stream).bind(limit)).await
    }

    /// The personal values of a stream, in order.
    pub async fn personal_values(&self, stream: &str) -> Result<Vec<PersonalValue>> {
        let statement = query(
            "SELECT seq, path, subject, salt, ciphertext FROM personal_value WHERE stream = $1 ORDER BY seq, path",
        );
        self.all(statement.bind(stream)).await
    }

    /// A person's key.
    pub async fn person_key(&self, subject: &str) -> Result<Option<PersonKey>> {
        self.first(query("SELECT * FROM person_key WHERE subject = $1").bind(subject))
            .await
    }

    /// The root of one day.
    pub async fn audit_root(&self, day: &str) -> Result<Option<AuditRoot>> {
        self.first(query("SELECT * FROM audit_root WHERE day = $1").bind(day))
            .await
    }

    /// All roots, oldest first.
    pub async fn audit_roots(&self) -> Result<Vec<AuditRoot>> {
        self.all(query("SELECT * FROM audit_root ORDER BY day")).await
    }

    /// The latest root.
    pub async fn last_audit_root(&self) -> Result<Option<AuditRoot>> {
        self.first(query("SELECT * FROM audit_root ORDER BY day DESC LIMIT 1"))
            .await
    }
}

impl Transaction {
    /// Appends events; [`Error::Conflict`] when one of the places is taken.
    pub async fn append_events(&mut self, stream: &str, events: &[Event]) -> Result<()> {
        for event in events {
            let statement = query(
                "INSERT INTO event (stream, seq, at, kind, record, hash) VALUES ($1, $2, $3, $4, $5, $6)",
            );
            let statement = statement.bind(stream).bind(event.seq).bind(event.at);
            let statement = statement.bind(&event.kind).bind(&event.record).bind(&event.hash);
            self.execute(statement).await.map_err(taken)?;
        }
        Ok(())
    }

    /// Stores the personal values of events of this stream.
    pub async fn insert_personal_values(&mut self, stream: &str, values: &[PersonalValue]) -> Result<()> {
        for some in values.chunks(ROWS_AT_ONCE) {
            let rows: Vec<String> = (0..some.len())
                .map(|row| format!("({})", placeholders(row * 6 + 1, 6)))
                .collect();
            let mut statement = query(format!(
                "INSERT INTO personal_value (stream, seq, path, subject, salt, ciphertext) VALUES {}",
                rows.join(", ")
            ));
            for value in some {
                statement = statement.bind(stream).bind(value.seq).bind(&value.path);
                let (salt, ciphertext) = (value.salt.as_slice(), value.ciphertext.as_slice());
                statement = statement.bind(&value.subject).bind(salt).bind(ciphertext);
            }
            self.execute(statement).await.map_err(taken)?;
        }
        Ok(())
    }

    /// Stores a new person's key unless there is one, and returns the one that counts.
    pub async fn ensure_person_key(
        &mut self,
        subject: &str,
        wrapped_key: &[u8],
        now: Timestamp,
    ) -> Result<PersonKey> {
        let statement = query(
            "INSERT INTO person_key (subject, wrapped_key, created_at, destroyed_at) VALUES ($1, $2, $3, NULL) \
             ON CONFLICT (subject) DO NOTHING",
        );
        self.execute(statement.bind(subject).bind(wrapped_key).bind(now))
            .await?;
        self.person_key(subject).await?.ok_or(Error::NotFound)
    }

    /// Destroys a person's key: their values cannot be read any more, the chains still verify.
    pub async fn destroy_person_key(&mut self, subject: &str, now: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE person_key SET wrapped_key = NULL, destroyed_at = $2 WHERE subject = $1 AND destroyed_at IS NULL",
        );
        Ok(self.execute(statement.bind(subject).bind(now)).await? > 0)
    }

    /// Adds a day's root; [`Error::Duplicate`] when the day has one.
    pub async fn insert_audit_root(&mut self, root: &AuditRoot) -> Result<()> {
        let statement = query(
            "INSERT INTO audit_root (day, root, timestamp_token, heads_blob, created_at) VALUES ($1, $2, $3, $4, $5)",
        );
        let statement = statement
            .bind(&root.day)
            .bind(&root.root)
            .bind(root.timestamp_token.clone());
        self.execute_one(statement.bind(&root.heads_blob).bind(root.created_at))
            .await
    }

    /// Adds the timestamp to a root that has none yet.
    pub async fn stamp_audit_root(&mut self, day: &str, timestamp_token: &[u8]) -> Result<()> {
        let statement = query("UPDATE audit_root SET timestamp_token = $2 WHERE day = $1");
        self.execute_one(statement.bind(day).bind(timestamp_token)).await
    }
}

/// A taken place in a stream means that somebody else appended first.
fn taken(error: Error) -> Error {
    match error {
        Error::Duplicate => Error::Conflict,
        other => other,
    }
}
