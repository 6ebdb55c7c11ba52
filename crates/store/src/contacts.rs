//! A user's address book. It reads no agreement, and one user's rows are never given to another.

use jiff::Timestamp;

use crate::error::Result;
use crate::fold::{contains, fold};
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// Somebody whom a user writes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Identifier.
    pub id: String,
    /// The account of its owner.
    pub account_id: String,
    /// Whose it is.
    pub user_id: String,
    /// How they are called.
    pub name: String,
    /// Their address; once in an address book.
    pub email: String,
    /// Their number in E.164; empty where none is known.
    pub phone: String,
    /// The tag of the language in which they are written to; empty: that of the agreement.
    pub language: String,
    /// Where they work.
    pub company: String,
    /// What they are there.
    pub title: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When something was last sent to them.
    pub used_at: Option<Timestamp>,
    /// When it was taken out; it can be put back for a while.
    pub removed_at: Option<Timestamp>,
}

impl FromRow for Contact {
    fn from_row(row: &Row) -> Result<Contact> {
        Ok(Contact {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            user_id: row.text("user_id")?,
            name: row.text("name")?,
            email: row.text("email")?,
            phone: row.text("phone")?,
            language: row.text("language")?,
            company: row.text("company")?,
            title: row.text("title")?,
            created_at: row.time("created_at")?,
            updated_at: row.time("updated_at")?,
            used_at: row.maybe_time("used_at")?,
            removed_at: row.maybe_time("removed_at")?,
        })
    }
}

impl Contact {
    /// By which the book is ordered: by the name, and by the address where nobody knows a name.
    fn sort_text(&self) -> String {
        fold(if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        })
    }

    fn search_text(&self) -> String {
        fold(
            &[&self.name, &self.email, &self.company, &self.title, &self.phone]
                .map(String::as_str)
                .join("\n"),
        )
    }
}

impl View {
    /// One contact of this user, also one that was taken out.
    pub async fn contact(&self, user_id: &str, id: &str) -> Result<Option<Contact>> {
        let statement = query("SELECT * FROM contact WHERE user_id = $1 AND id = $2");
        self.first(statement.bind(user_id).bind(id)).await
    }

    /// The contact of this user with this address (as compared), also one that was taken out.
    pub async fn contact_by_email(&self, user_id: &str, email_norm: &str) -> Result<Option<Contact>> {
        let statement = query("SELECT * FROM contact WHERE user_id = $1 AND email_norm = $2");
        self.first(statement.bind(user_id).bind(email_norm)).await
    }

    /// A user's contacts that hold this text, by the alphabet.
    pub async fn contacts(&self, user_id: &str, text: &str, skip: u32, limit: u32) -> Result<Vec<Contact>> {
        let statement = query(
            "SELECT * FROM contact WHERE user_id = $1 AND removed_at IS NULL AND search_text LIKE $2 ESCAPE '\\' \
             ORDER BY sort_text, id LIMIT $3 OFFSET $4",
        );
        let statement = statement.bind(user_id).bind(contains(text));
        self.all(statement.bind(limit).bind(skip)).await
    }

    /// The contacts that hold this text, those used last first: for somebody who is typing.
    pub async fn likely_contacts(&self, user_id: &str, text: &str, limit: u32) -> Result<Vec<Contact>> {
        let statement = query(
            "SELECT * FROM contact WHERE user_id = $1 AND removed_at IS NULL AND search_text LIKE $2 ESCAPE '\\' \
             ORDER BY COALESCE(used_at, 0) DESC, sort_text, id LIMIT $3",
        );
        self.all(statement.bind(user_id).bind(contains(text)).bind(limit))
            .await
    }

    /// How many contacts of a user hold this text.
    pub async fn count_contacts(&self, user_id: &str, text: &str) -> Result<i64> {
        let statement = query(
            "SELECT COUNT(*) AS count FROM contact WHERE user_id = $1 AND removed_at IS NULL AND search_text LIKE $2 ESCAPE '\\'",
        );
        let rows = self.rows(statement.bind(user_id).bind(contains(text))).await?;
        rows.first().map_or(Ok(0), |row| row.get("count"))
    }
}

impl Transaction {
    /// Adds a contact, or overwrites the one with this identity; an address that another one of this book has is refused.
    pub async fn save_contact(&mut self, contact: &Contact) -> Result<()> {
        let statement = query(
            "INSERT INTO contact (id, account_id, user_id, name, email, email_norm, phone, language, company, title, \
             sort_text, search_text, created_at, updated_at, used_at, removed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, \
             email_norm = excluded.email_norm, phone = excluded.phone, language = excluded.language, \
             company = excluded.company, title = excluded.title, sort_text = excluded.sort_text, \
             search_text = excluded.search_text, updated_at = excluded.updated_at, used_at = excluded.used_at, \
             removed_at = excluded.removed_at WHERE contact.user_id = excluded.user_id",
        );
        let statement = statement
            .bind(&contact.id)
            .bind(&contact.account_id)
            .bind(&contact.user_id);
        let statement = statement
            .bind(&contact.name)
            .bind(&contact.email)
            .bind(contact.email.to_lowercase());
        let statement = statement.bind(&contact.phone).bind(&contact.language);
        let statement = statement.bind(&contact.company).bind(&contact.title);
        let statement = statement.bind(contact.sort_text()).bind(contact.search_text());
        let statement = statement.bind(contact.created_at).bind(contact.updated_at);
        self.execute_one(statement.bind(contact.used_at).bind(contact.removed_at))
            .await
    }

    /// Deletes for good what was taken out before this time.
    pub async fn sweep_contacts(&mut self, removed_before: Timestamp) -> Result<u64> {
        let statement = query("DELETE FROM contact WHERE removed_at < $1");
        self.sweep(statement.bind(removed_before)).await
    }
}
