//! Lists of agreements: which, in what order, page by page. It reads no snapshot and writes nothing.

use jiff::Timestamp;

use crate::agreements::Participant;
use crate::error::{Error, Result};
use crate::fold::{Groups, contains};
use crate::query::{FromRow, Query, Row, query};
use crate::shares::Reader;
use crate::transaction::View;

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
    /// Only those that a program calls so.
    pub external_id: Option<String>,
    /// Only those that are shared with somebody who reads them.
    pub shared_with: Option<Reader>,
    /// Without those that this user has hidden.
    pub without_hidden_of: Option<String>,
    /// Only those that this user has hidden.
    pub only_hidden_of: Option<String>,
    /// Only those that last changed at this time or later.
    pub changed_from: Option<Timestamp>,
    /// Only those that last changed before this time.
    pub changed_before: Option<Timestamp>,
    /// Only those that their owner should look at, at this time: asked to, a dead link, or a job that fails.
    pub attention_at: Option<Timestamp>,
    /// With `attention_at`: those, too, that are out and end before this time.
    pub ends_before: Option<Timestamp>,
    /// With `attention_at`: those of everybody in the account whose seal is late, too. For admins, who can mend it.
    pub late_seals_of_all: bool,
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

impl FromRow for StateCount {
    fn from_row(row: &Row) -> Result<StateCount> {
        Ok(StateCount {
            state: row.text("state")?,
            count: row.get("count")?,
        })
    }
}

/// So many agreements are read one by one and put in order afterwards.
const FEW: u32 = 1_000;

const HIDDEN: &str = "SELECT agreement_id FROM agreement_note WHERE user_id = ? AND hidden = 1";

const SUMMARY: &str =
    "id, account_id, owner_id, name, state, created_at, updated_at, expires_at, sent_at, ended_at";

/// What an index has found: a select with the values for it.
struct Found {
    select: &'static str,
    values: Vec<String>,
}

impl Found {
    /// Adds it in brackets.
    fn within(&self, statement: Query) -> Query {
        let statement = append(append(append(statement, " ("), self.select), ")");
        self.values.iter().fold(statement, Query::bind)
    }
}

impl View {
    /// One page of a list, the latest change first, with the people of each agreement.
    pub async fn agreements(
        &self,
        filter: &AgreementFilter,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<AgreementPage> {
        self.agreements_of_any(std::slice::from_ref(filter), after, limit)
            .await
    }

    /// The same of what any of these filters lets through.
    pub async fn agreements_of_any(
        &self,
        filters: &[AgreementFilter],
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<AgreementPage> {
        let limit = limit.max(1);
        let mut items = Vec::new();
        // Each is asked for apart: every statement reads the index that fits it, and stops when a page is full.
        for filter in filters {
            items.extend(self.first_of(filter, after, limit).await?);
        }
        items.sort_by(|a, b| (b.updated_at, &b.id).cmp(&(a.updated_at, &a.id)));
        items.dedup_by(|a, b| a.id == b.id);
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

    /// The first of a list after this place, and one more than its limit.
    async fn first_of(
        &self,
        filter: &AgreementFilter,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Vec<AgreementSummary>> {
        let mut statement = self.filtered(SUMMARY, filter).await?;
        if let Some(cursor) = after {
            statement = and(statement, "(updated_at, id) < (?, ?)")
                .bind(cursor.updated_at)
                .bind(&cursor.id);
        }
        let statement =
            append(statement, " ORDER BY updated_at DESC, id DESC LIMIT ?").bind(i64::from(limit) + 1);
        self.all(statement).await
    }

    /// How many agreements match, by state.
    pub async fn agreement_counts(&self, filter: &AgreementFilter) -> Result<Vec<StateCount>> {
        let statement = self.filtered("state, COUNT(*) AS count", filter).await?;
        self.all(append(statement, " GROUP BY state ORDER BY state"))
            .await
    }

    /// The drafts that were put into the bin before this time and not touched since, the longest there first. What has ended has a
    /// moment of its end, a draft has none.
    pub async fn binned_drafts(&self, before: Timestamp, limit: u32) -> Result<Vec<String>> {
        let statement = query(
            "SELECT id FROM agreement WHERE state = 'binned' AND ended_at IS NULL AND updated_at < $1 \
             ORDER BY updated_at, id LIMIT $2",
        );
        let rows = self.rows(statement.bind(before).bind(limit)).await?;
        rows.iter().map(|row| row.text("id")).collect()
    }

    /// Selects these columns of what the filter lets through.
    async fn filtered(&self, columns: &str, filter: &AgreementFilter) -> Result<Query> {
        let text = filter
            .text
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let statement = query(format!("SELECT {columns} FROM "));
        let statement = match self.found_by_trigrams(text).await? {
            Some((from, found)) => found.within(append(statement, from)),
            None => append(statement, "agreement WHERE 1 = 1"),
        };
        let statement = narrowed(statement, filter);
        Ok(match text {
            Some(text) => and(statement, "search_text LIKE ? ESCAPE '\\'").bind(contains(text)),
            None => statement,
        })
    }

    /// Where to begin, where an index of trigrams names few. Where it names many, a page is full soon in the order of the list; reading all
    /// that it names and putting them in order would take longer.
    async fn found_by_trigrams(&self, text: Option<&str>) -> Result<Option<(&'static str, Found)>> {
        let Some((index, groups)) = self.dialect().trigrams().zip(text.and_then(Groups::of)) else {
            return Ok(None);
        };
        let found = match groups {
            Groups::Holding(groups) => Found {
                select: index.holding,
                values: vec![groups],
            },
            Groups::Beginning(first, end) => Found {
                select: index.beginning,
                values: vec![first, end],
            },
        };
        let counted = "SELECT COUNT(*) AS count FROM (SELECT DISTINCT found FROM";
        let statement = append(found.within(query(counted)), " LIMIT ?)").bind(FEW + 1);
        let rows = self.rows(statement).await?;
        let count: Option<i64> = rows.first().map(|row| row.get("count")).transpose()?;
        let few = count.is_some_and(|count| count <= i64::from(FEW));
        Ok(few.then_some((index.from, found)))
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

/// Adds all conditions of a filter but its text.
fn narrowed(mut statement: Query, filter: &AgreementFilter) -> Query {
    // An owner is of one account, and the index of owners is the narrower one.
    let narrow = filter.owner_id.is_some() && !filter.late_seals_of_all;
    if let Some(account) = filter.account_id.as_ref().filter(|_| !narrow) {
        statement = and(statement, "account_id = ?").bind(account);
    }
    if let Some(owner) = &filter.owner_id {
        let of_whom = if filter.late_seals_of_all && filter.attention_at.is_some() {
            "(owner_id = ? OR id IN (SELECT agreement_id FROM job \
             WHERE kind IN ('close', 'seal') AND state IN ('ready', 'running') AND last_error IS NOT NULL))"
        } else {
            "owner_id = ?"
        };
        statement = and(statement, of_whom).bind(owner);
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
    if let Some(reader) = &filter.shared_with {
        let shared = "id IN (SELECT agreement_id FROM agreement_share WHERE email_norm = ? AND ends_at > ?)";
        statement = and(statement, shared).bind(&reader.email_norm).bind(reader.at);
    }
    if let Some(external) = &filter.external_id {
        statement = and(statement, "external_id = ?").bind(external);
    }
    if let Some(user) = &filter.without_hidden_of {
        statement = and(statement, &format!("id NOT IN ({HIDDEN})")).bind(user);
    }
    if let Some(user) = &filter.only_hidden_of {
        statement = and(statement, &format!("id IN ({HIDDEN})")).bind(user);
    }
    if let Some(from) = filter.changed_from {
        statement = and(statement, "updated_at >= ?").bind(from);
    }
    if let Some(before) = filter.changed_before {
        statement = and(statement, "updated_at < ?").bind(before);
    }
    if let Some(now) = filter.attention_at {
        statement = and(
            statement,
            "(id IN (SELECT id FROM agreement WHERE attention = 1) \
             OR (state = 'in_progress' AND id IN (SELECT agreement_id FROM participant \
             WHERE state = 'waiting' AND link_expires_at <= ?)) \
             OR id IN (SELECT id FROM agreement WHERE state = 'in_progress' AND expires_at <= ?) \
             OR id IN (SELECT agreement_id FROM job WHERE state = 'dead') \
             OR id IN (SELECT agreement_id FROM job WHERE state IN ('ready', 'running') AND last_error IS NOT NULL))",
        )
        .bind(now)
        .bind(filter.ends_before);
    }
    statement
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
