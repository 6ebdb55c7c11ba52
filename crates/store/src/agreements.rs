//! Agreements with their optimistic version, and the index of their participants. It never reads a snapshot.

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::fold::fold;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// One agreement: the folded state of its event stream and what lists need of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Identifier, also the name of its event stream.
    pub id: String,
    /// The account it belongs to.
    pub account_id: String,
    /// The group whose settings rule it.
    pub group_id: String,
    /// The user who owns it.
    pub owner_id: String,
    /// Its name.
    pub name: String,
    /// The word of its state.
    pub state: String,
    /// Grows by one with each save; a save from an older one is a [`Error::Conflict`].
    pub version: i64,
    /// JSON of the folded state.
    pub snapshot: String,
    /// Whether its owner should look at it.
    pub attention: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Its deadline.
    pub expires_at: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it reached a terminal state.
    pub ended_at: Option<Timestamp>,
    /// What a program calls it in its own books.
    pub external_id: Option<String>,
}

/// One participant as lists and links need it, written together with the agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Identifier.
    pub id: String,
    /// The agreement.
    pub agreement_id: String,
    /// Place in the agreement's list of people.
    pub position: i64,
    /// The word of the role.
    pub role: String,
    /// The person's name as the sender wrote it.
    pub name: String,
    /// The address as compared ([`crate::User::normalise`]).
    pub email_norm: String,
    /// The user of this installation behind the address, when there is one.
    pub user_id: Option<String>,
    /// The word of the state.
    pub state: String,
    /// When this person's turn began.
    pub turn_started_at: Option<Timestamp>,
    /// Hash of the token of the current link.
    pub link_hash: Option<String>,
    /// When that link stops working.
    pub link_expires_at: Option<Timestamp>,
}

impl FromRow for Agreement {
    fn from_row(row: &Row) -> Result<Agreement> {
        Ok(Agreement {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            group_id: row.text("group_id")?,
            owner_id: row.text("owner_id")?,
            name: row.text("name")?,
            state: row.text("state")?,
            version: row.get("version")?,
            snapshot: row.text("snapshot")?,
            attention: row.get::<i64>("attention")? == 1,
            created_at: row.time("created_at")?,
            updated_at: row.time("updated_at")?,
            expires_at: row.maybe_time("expires_at")?,
            sent_at: row.maybe_time("sent_at")?,
            ended_at: row.maybe_time("ended_at")?,
            external_id: row.get("external_id")?,
        })
    }
}

impl FromRow for Participant {
    fn from_row(row: &Row) -> Result<Participant> {
        Ok(Participant {
            id: row.text("id")?,
            agreement_id: row.text("agreement_id")?,
            position: row.get("position")?,
            role: row.text("role")?,
            name: row.text("name")?,
            email_norm: row.text("email_norm")?,
            user_id: row.get("user_id")?,
            state: row.text("state")?,
            turn_started_at: row.maybe_time("turn_started_at")?,
            link_hash: row.get("link_hash")?,
            link_expires_at: row.maybe_time("link_expires_at")?,
        })
    }
}

impl View {
    /// One agreement.
    pub async fn agreement(&self, id: &str) -> Result<Option<Agreement>> {
        self.first(query("SELECT * FROM agreement WHERE id = $1").bind(id))
            .await
    }

    /// The identifiers from `first` to `last`, at most a thousand: those of one moment, as identifiers begin with their time.
    pub async fn agreement_ids_between(&self, first: &str, last: &str) -> Result<Vec<String>> {
        let statement = query("SELECT id FROM agreement WHERE id >= $1 AND id <= $2 ORDER BY id LIMIT 1000");
        let rows = self.rows(statement.bind(first).bind(last)).await?;
        rows.iter().map(|row| row.text("id")).collect()
    }

    /// The identifiers of all agreements, in order; for checks of the whole store.
    pub async fn agreement_ids(&self) -> Result<Vec<String>> {
        self.rows(query("SELECT id FROM agreement ORDER BY id"))
            .await?
            .iter()
            .map(|row| row.text("id"))
            .collect()
    }

    /// The participants of an agreement, in order.
    pub async fn participants(&self, agreement_id: &str) -> Result<Vec<Participant>> {
        let statement = query("SELECT * FROM participant WHERE agreement_id = $1 ORDER BY position, id");
        self.all(statement.bind(agreement_id)).await
    }

    /// One participant.
    pub async fn participant(&self, id: &str) -> Result<Option<Participant>> {
        self.first(query("SELECT * FROM participant WHERE id = $1").bind(id))
            .await
    }

    /// The participant whose current link has this token, also when the link is over.
    pub async fn participant_by_link(&self, link_hash: &str) -> Result<Option<Participant>> {
        self.first(query("SELECT * FROM participant WHERE link_hash = $1").bind(link_hash))
            .await
    }
}

impl Transaction {
    /// Reads an agreement and holds it until this transaction ends.
    pub async fn agreement_for_update(&mut self, id: &str) -> Result<Option<Agreement>> {
        let text = format!(
            "SELECT * FROM agreement WHERE id = $1{}",
            self.dialect().for_update()
        );
        self.first(query(text).bind(id)).await
    }

    /// Adds an agreement with its participants; `version` is stored as given.
    pub async fn insert_agreement(
        &mut self,
        agreement: &Agreement,
        participants: &[Participant],
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO agreement (id, account_id, group_id, owner_id, name, state, version, snapshot, search_text, \
             created_at, updated_at, expires_at, sent_at, ended_at, attention, external_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        );
        let statement = statement
            .bind(&agreement.id)
            .bind(&agreement.account_id)
            .bind(&agreement.group_id);
        let statement = statement
            .bind(&agreement.owner_id)
            .bind(&agreement.name)
            .bind(&agreement.state);
        let statement = statement.bind(agreement.version).bind(&agreement.snapshot);
        let statement = statement
            .bind(search_text(agreement, participants))
            .bind(agreement.created_at);
        let statement = statement.bind(agreement.updated_at).bind(agreement.expires_at);
        self.execute_one(
            statement
                .bind(agreement.sent_at)
                .bind(agreement.ended_at)
                .bind(i64::from(agreement.attention))
                .bind(agreement.external_id.as_ref()),
        )
        .await?;
        for person in participants {
            self.write_participant(&agreement.id, person).await?;
        }
        Ok(())
    }

    /// Saves an agreement that was read at `agreement.version` and returns the new version; [`Error::Conflict`] when somebody
    /// saved it in between. Of its participants only what differs from `before` is written: most saves change one person or none.
    pub async fn save_agreement(
        &mut self,
        agreement: &Agreement,
        before: &[Participant],
        participants: &[Participant],
    ) -> Result<i64> {
        let statement = query(
            "UPDATE agreement SET group_id = $3, owner_id = $4, name = $5, state = $6, version = version + 1, \
             snapshot = $7, search_text = $8, updated_at = $9, expires_at = $10, sent_at = $11, ended_at = $12, \
             attention = $13, external_id = $14 WHERE id = $1 AND version = $2",
        );
        let statement = statement
            .bind(&agreement.id)
            .bind(agreement.version)
            .bind(&agreement.group_id);
        let statement = statement
            .bind(&agreement.owner_id)
            .bind(&agreement.name)
            .bind(&agreement.state);
        let statement = statement
            .bind(&agreement.snapshot)
            .bind(search_text(agreement, participants));
        let statement = statement.bind(agreement.updated_at).bind(agreement.expires_at);
        let saved = self
            .execute(
                statement
                    .bind(agreement.sent_at)
                    .bind(agreement.ended_at)
                    .bind(i64::from(agreement.attention))
                    .bind(agreement.external_id.as_ref()),
            )
            .await?;
        if saved == 0 {
            return Err(Error::Conflict);
        }
        self.write_participants(&agreement.id, before, participants)
            .await?;
        Ok(agreement.version + 1)
    }

    async fn write_participants(
        &mut self,
        agreement_id: &str,
        before: &[Participant],
        wanted: &[Participant],
    ) -> Result<()> {
        for gone in before
            .iter()
            .filter(|old| wanted.iter().all(|new| new.id != old.id))
        {
            let statement = query("DELETE FROM participant WHERE agreement_id = $1 AND id = $2");
            self.execute(statement.bind(agreement_id).bind(&gone.id)).await?;
        }
        for person in wanted.iter().filter(|new| !before.contains(new)) {
            self.write_participant(agreement_id, person).await?;
        }
        Ok(())
    }

    async fn write_participant(&mut self, agreement_id: &str, person: &Participant) -> Result<()> {
        if person.agreement_id != agreement_id {
            return Err(Error::BrokenReference);
        }
        let statement = query(
            "INSERT INTO participant (id, agreement_id, position, role, name, email_norm, user_id, state, \
             turn_started_at, link_hash, link_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (id) DO UPDATE SET position = excluded.position, role = excluded.role, name = excluded.name, \
             email_norm = excluded.email_norm, user_id = excluded.user_id, state = excluded.state, \
             turn_started_at = excluded.turn_started_at, link_hash = excluded.link_hash, \
             link_expires_at = excluded.link_expires_at WHERE participant.agreement_id = excluded.agreement_id",
        );
        let statement = statement
            .bind(&person.id)
            .bind(&person.agreement_id)
            .bind(person.position);
        let statement = statement
            .bind(&person.role)
            .bind(&person.name)
            .bind(&person.email_norm);
        let statement = statement
            .bind(person.user_id.as_ref())
            .bind(&person.state)
            .bind(person.turn_started_at);
        let written = self
            .execute(
                statement
                    .bind(person.link_hash.as_ref())
                    .bind(person.link_expires_at),
            )
            .await?;
        // No row: this identifier belongs to a participant of another agreement.
        if written == 0 {
            Err(Error::Duplicate)
        } else {
            Ok(())
        }
    }
}

/// What the text filter looks into.
fn search_text(agreement: &Agreement, participants: &[Participant]) -> String {
    let mut text = fold(&agreement.name);
    for person in participants {
        text.push('\n');
        text.push_str(&fold(&person.name));
        text.push('\n');
        text.push_str(&person.email_norm);
    }
    text
}
