//! Agreements with their optimistic version, the index of their participants, and the lists. It never reads a snapshot.

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::fold::{contains, fold};
use crate::query::{FromRow, Query, Row, query};
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

/// An agreement in a list: all but the snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementSummary {
    /// Identifier.
    pub id: String,
    /// The account it belongs to.
    pub account_id: String,
    /// The user who owns it.
    pub owner_id: String,
    /// Its name.
    pub name: String,
    /// The word of its state.
    pub state: String,
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
    /// Its people in order.
    pub participants: Vec<Participant>,
}

/// Which agreements a list holds. Every part that is set narrows it; an unset account means "in any account"
/// and is meant only for a participant's own list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgreementFilter {
    /// Only of this account.
    pub account_id: Option<String>,
    /// Only of this owner.
    pub owner_id: Option<String>,
    /// Only in these states; empty means all.
    pub states: Vec<String>,
    /// Only those that name this address.
    pub participant_email: Option<String>,
    /// With `participant_email`: only where that participant is in one of these states; empty means any.
    pub participant_states: Vec<String>,
    /// Only those whose name, people's names or addresses hold this text.
    pub text: Option<String>,
    /// Only those that their owner should look at, at this time: asked to, a dead link, or a job that fails.
    pub attention_at: Option<Timestamp>,
}

/// Where a page of a list ended. Its text form is safe in a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    updated_at: Timestamp,
    id: String,
}

/// One page of a list, the latest change first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementPage {
    /// The agreements.
    pub items: Vec<AgreementSummary>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
}

/// How many agreements are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// The word of the state.
    pub state: String,
    /// How many.
    pub count: i64,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.updated_at.as_microsecond(), self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = Error;
    fn from_str(text: &str) -> Result<Cursor> {
        let bad = || Error::Damaged("a page cursor");
        let (micros, id) = text.split_once('.').ok_or_else(bad)?;
        let updated_at = micros
            .parse()
            .ok()
            .and_then(|micros| Timestamp::from_microsecond(micros).ok());
        Ok(Cursor {
            updated_at: updated_at.ok_or_else(bad)?,
            id: id.to_owned(),
        })
    }
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
        })
    }
}

impl FromRow for AgreementSummary {
    fn from_row(row: &Row) -> Result<AgreementSummary> {
        Ok(AgreementSummary {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            owner_id: row.text("owner_id")?,
            name: row.text("name")?,
            state: row.text("state")?,
            created_at: row.time("created_at")?,
            updated_at: row.time("updated_at")?,
            expires_at: row.maybe_time("expires_at")?,
            sent_at: row.maybe_time("sent_at")?,
            ended_at: row.maybe_time("ended_at")?,
            participants: Vec::new(),
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

impl FromRow for StateCount {
    fn from_row(row: &Row) -> Result<StateCount> {
        Ok(StateCount {
            state: row.text("state")?,
            count: row.get("number")?,
        })
    }
}

const SUMMARY: &str =
    "id, account_id, owner_id, name, state, created_at, updated_at, expires_at, sent_at, ended_at";

impl View {
    /// One agreement.
    pub async fn agreement(&self, id: &str) -> Result<Option<Agreement>> {
        self.first(query("SELECT * FROM agreement WHERE id = $1").bind(id))
            .await
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

    /// One page of a list, the latest change first, with the people of each agreement.
    pub async fn agreements(
        &self,
        filter: &AgreementFilter,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<AgreementPage> {
        let limit = limit.max(1);
        let mut statement = filtered(&format!("SELECT {SUMMARY} FROM agreement"), filter);
        if let Some(cursor) = after {
            statement = and(statement, "(updated_at, id) < (?, ?)")
                .bind(cursor.updated_at)
                .bind(&cursor.id);
        }
        let statement =
            append(statement, " ORDER BY updated_at DESC, id DESC LIMIT ?").bind(i64::from(limit) + 1);
        let mut items: Vec<AgreementSummary> = self.all(statement).await?;
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let last = items.last().filter(|_| more);
        let next = last.map(|last| Cursor {
            updated_at: last.updated_at,
            id: last.id.clone(),
        });
        self.add_participants(&mut items).await?;
        Ok(AgreementPage { items, next })
    }

    /// How many agreements match, by state.
    pub async fn agreement_counts(&self, filter: &AgreementFilter) -> Result<Vec<StateCount>> {
        let statement = filtered("SELECT state, COUNT(*) AS number FROM agreement", filter);
        self.all(append(statement, " GROUP BY state ORDER BY state"))
            .await
    }

    async fn add_participants(&self, items: &mut [AgreementSummary]) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
        let statement = one_of(query("SELECT * FROM participant WHERE agreement_id"), &ids);
        let people: Vec<Participant> = self.all(append(statement, " ORDER BY position, id")).await?;
        for person in people {
            if let Some(item) = items.iter_mut().find(|item| item.id == person.agreement_id) {
                item.participants.push(person);
            }
        }
        Ok(())
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
             created_at, updated_at, expires_at, sent_at, ended_at, attention) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
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
                .bind(i64::from(agreement.attention)),
        )
        .await?;
        for person in participants {
            self.write_participant(&agreement.id, person).await?;
        }
        Ok(())
    }

    /// Saves an agreement that was read at `agreement.version` and returns the new version;
    /// [`Error::Conflict`] when somebody saved it in between.
    pub async fn save_agreement(
        &mut self,
        agreement: &Agreement,
        participants: &[Participant],
    ) -> Result<i64> {
        let statement = query(
            "UPDATE agreement SET group_id = $3, owner_id = $4, name = $5, state = $6, version = version + 1, \
             snapshot = $7, search_text = $8, updated_at = $9, expires_at = $10, sent_at = $11, ended_at = $12, \
             attention = $13 WHERE id = $1 AND version = $2",
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
                    .bind(i64::from(agreement.attention)),
            )
            .await?;
        if saved == 0 {
            return Err(Error::Conflict);
        }
        self.write_participants(&agreement.id, participants).await?;
        Ok(agreement.version + 1)
    }

    /// Writes what differs from the stored index; most saves change one person or none.
    async fn write_participants(&mut self, agreement_id: &str, wanted: &[Participant]) -> Result<()> {
        let stored = self.participants(agreement_id).await?;
        for gone in stored
            .iter()
            .filter(|old| wanted.iter().all(|new| new.id != old.id))
        {
            let statement = query("DELETE FROM participant WHERE agreement_id = $1 AND id = $2");
            self.execute(statement.bind(agreement_id).bind(&gone.id)).await?;
        }
        for person in wanted.iter().filter(|new| !stored.contains(new)) {
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

fn filtered(select: &str, filter: &AgreementFilter) -> Query {
    let mut statement = query(format!("{select} WHERE 1 = 1"));
    if let Some(account) = &filter.account_id {
        statement = and(statement, "account_id = ?").bind(account);
    }
    if let Some(owner) = &filter.owner_id {
        statement = and(statement, "owner_id = ?").bind(owner);
    }
    if !filter.states.is_empty() {
        statement = one_of(append(statement, " AND state"), &filter.states);
    }
    if let Some(email) = &filter.participant_email {
        statement = and(
            statement,
            "id IN (SELECT agreement_id FROM participant WHERE email_norm = ?",
        )
        .bind(email);
        if !filter.participant_states.is_empty() {
            statement = one_of(append(statement, " AND state"), &filter.participant_states);
        }
        statement = append(statement, ")");
    }
    if let Some(now) = filter.attention_at {
        statement = and(
            statement,
            "(attention = 1 OR (state = 'in_progress' AND EXISTS (SELECT 1 FROM participant p \
             WHERE p.agreement_id = agreement.id AND p.state = 'waiting' AND p.link_expires_at <= ?)) \
             OR id IN (SELECT agreement_id FROM job WHERE state = 'dead') \
             OR id IN (SELECT agreement_id FROM job WHERE state IN ('ready', 'running') AND last_error IS NOT NULL))",
        )
        .bind(now);
    }
    match filter.text.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => {
            and(statement, "search_text LIKE ? ESCAPE '\\'").bind(contains(text))
        }
        _ => statement,
    }
}

fn and(statement: Query, condition: &str) -> Query {
    append(append(statement, " AND "), condition)
}

/// Adds ` IN ($n, …)` for a list that is not empty.
fn one_of<T: AsRef<str>>(statement: Query, words: &[T]) -> Query {
    let mut statement = append(statement, " IN (");
    for (index, word) in words.iter().enumerate() {
        statement = append(statement, if index == 0 { "?" } else { ", ?" }).bind(word.as_ref());
    }
    append(statement, ")")
}

/// Adds text, each `?` of it becoming the next `$n`.
fn append(mut statement: Query, text: &str) -> Query {
    let mut whole = statement.text.into_owned();
    let mut number = statement.values.len();
    for letter in text.chars() {
        match letter {
            '?' => {
                number += 1;
                whole.push_str(&format!("${number}"));
            }
            _ => whole.push(letter),
        }
    }
    statement.text = whole.into();
    statement
}
