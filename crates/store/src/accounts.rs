//! Accounts and their users. It counts failed sign-ins atomically; it never sees a password.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::error::{Error, Result};
use crate::fold::{contains, fold};
use crate::query::{FromRow, Query, Row, placeholders, query, words};
use crate::transaction::{Transaction, View};

/// An organisation that uses the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Default language, `en`, `sl` or `cs`.
    pub language: String,
    /// IANA time zone in which its deadlines end.
    pub time_zone: String,
    /// JSON of its own settings.
    pub settings: String,
    /// When it was made.
    pub created_at: Timestamp,
}

words! {
    /// What a user may do.
    Role {
        /// Manages the account.
        Admin = "admin",
        /// Sends agreements.
        Sender = "sender",
    }
}

words! {
    /// Where a user stands.
    UserState {
        /// Has a link, no password yet.
        Invited = "invited",
        /// May sign in.
        Active = "active",
        /// May not sign in; kept for the record.
        Inactive = "inactive",
    }
}

/// A person with a sign-in. An address is one user, of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identifier.
    pub id: String,
    /// The account of the user.
    pub account_id: String,
    /// The address as compared (see [`User::normalise`]).
    pub email_norm: String,
    /// The address as written.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// Where the user stands.
    pub state: UserState,
    /// Argon2id string, `None` before the first password.
    pub password_hash: Option<String>,
    /// Language of pages and mails.
    pub language: String,
    /// Failed sign-ins since the last good one.
    pub failed_sign_ins: i64,
    /// No attempt is looked at before this time.
    pub locked_until: Option<Timestamp>,
    /// When the row was made.
    pub created_at: Timestamp,
}

impl User {
    /// The form in which addresses are compared: trimmed, lower case.
    pub fn normalise(email: &str) -> String {
        email.trim().to_lowercase()
    }

    fn search_text(&self) -> String {
        fold(&format!("{}\n{}", self.name, self.email))
    }
}

/// The answer to [`Transaction::begin_sign_in`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInAttempt {
    /// Look at the password now; this attempt is already counted as the `failed`th failure.
    Allowed {
        /// Failures including this attempt.
        failed: i64,
    },
    /// Too early: refuse without looking at the password.
    Locked {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
}

impl FromRow for Account {
    fn from_row(row: &Row) -> Result<Account> {
        Ok(Account {
            id: row.text("id")?,
            name: row.text("name")?,
            language: row.text("language")?,
            time_zone: row.text("time_zone")?,
            settings: row.text("settings")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl FromRow for User {
    fn from_row(row: &Row) -> Result<User> {
        Ok(User {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            email_norm: row.text("email_norm")?,
            email: row.text("email")?,
            name: row.text("name")?,
            role: row.word("role")?,
            state: row.word("state")?,
            password_hash: row.get("password_hash")?,
            language: row.text("language")?,
            failed_sign_ins: row.get("failed_sign_ins")?,
            locked_until: row.maybe_time("locked_until")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl View {
    /// One account.
    pub async fn account(&self, id: &str) -> Result<Option<Account>> {
        self.first(query("SELECT * FROM account WHERE id = $1").bind(id))
            .await
    }

    /// All accounts, oldest first (few: an installation's organisations).
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        self.all(query("SELECT * FROM account ORDER BY created_at, id"))
            .await
    }

    /// One user.
    pub async fn user(&self, id: &str) -> Result<Option<User>> {
        self.first(query("SELECT * FROM account_user WHERE id = $1").bind(id))
            .await
    }

    /// The user with this address, in whatever account and spelling.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        let statement = query("SELECT * FROM account_user WHERE email_norm = $1");
        self.first(statement.bind(User::normalise(email))).await
    }

    /// Active users of an account whose name or address holds this text, by the alphabet: for somebody who is typing.
    pub async fn likely_users(&self, account_id: &str, text: &str, limit: u32) -> Result<Vec<User>> {
        let statement = query(
            "SELECT * FROM account_user WHERE account_id = $1 AND state = 'active' AND search_text LIKE $2 ESCAPE '\\' \
             ORDER BY search_text, id LIMIT $3",
        );
        self.all(statement.bind(account_id).bind(contains(text)).bind(limit))
            .await
    }

    /// Which of these addresses (as compared) are those of active users of an account.
    pub async fn active_addresses(&self, account_id: &str, addresses: &[String]) -> Result<BTreeSet<String>> {
        if addresses.is_empty() {
            return Ok(BTreeSet::new());
        }
        let statement = query(format!(
            "SELECT email_norm FROM account_user WHERE account_id = $1 AND state = 'active' AND email_norm IN ({})",
            placeholders(2, addresses.len())
        ));
        let statement = addresses.iter().fold(statement.bind(account_id), Query::bind);
        let rows = self.rows(statement).await?;
        rows.iter().map(|row| row.text("email_norm")).collect()
    }

    /// The users of an account, oldest first.
    pub async fn users(&self, account_id: &str) -> Result<Vec<User>> {
        self.all(
            query("SELECT * FROM account_user WHERE account_id = $1 ORDER BY created_at, id")
                .bind(account_id),
        )
        .await
    }
}

impl Transaction {
    /// Adds an account.
    pub async fn insert_account(&mut self, account: &Account) -> Result<()> {
        let statement = query(
            "INSERT INTO account (id, name, language, time_zone, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let statement = statement
            .bind(&account.id)
            .bind(&account.name)
            .bind(&account.language);
        self.execute_one(
            statement
                .bind(&account.time_zone)
                .bind(&account.settings)
                .bind(account.created_at),
        )
        .await
    }

    /// Changes an account's name, language, zone and settings.
    pub async fn update_account(&mut self, account: &Account) -> Result<()> {
        let statement =
            query("UPDATE account SET name = $2, language = $3, time_zone = $4, settings = $5 WHERE id = $1");
        let statement = statement
            .bind(&account.id)
            .bind(&account.name)
            .bind(&account.language);
        self.execute_one(statement.bind(&account.time_zone).bind(&account.settings))
            .await
    }

    /// Adds a user, to the account's first group; [`Error::Duplicate`] when the address is known.
    pub async fn insert_user(&mut self, user: &User) -> Result<()> {
        let statement = query(
            "INSERT INTO account_user (id, account_id, email_norm, email, name, role, state, password_hash, language, \
             failed_sign_ins, locked_until, created_at, search_text) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        );
        let statement = statement
            .bind(&user.id)
            .bind(&user.account_id)
            .bind(User::normalise(&user.email));
        let statement = statement
            .bind(&user.email)
            .bind(&user.name)
            .bind(user.role)
            .bind(user.state);
        let statement = statement
            .bind(user.password_hash.as_ref())
            .bind(&user.language)
            .bind(user.failed_sign_ins);
        let statement = statement.bind(user.locked_until).bind(user.created_at);
        self.execute_one(statement.bind(user.search_text())).await?;
        let joins = query(
            "INSERT INTO group_member (group_id, user_id, is_admin) \
             SELECT id, $2, 0 FROM account_group WHERE account_id = $1 AND is_default = 1",
        );
        self.execute(joins.bind(&user.account_id).bind(&user.id))
            .await
            .map(drop)
    }

    /// Changes a user's name, role, state and language (not the address, not the password).
    pub async fn update_user(&mut self, user: &User) -> Result<()> {
        let statement = query(
            "UPDATE account_user SET name = $2, role = $3, state = $4, language = $5, search_text = $6 WHERE id = $1",
        );
        let statement = statement
            .bind(&user.id)
            .bind(&user.name)
            .bind(user.role)
            .bind(user.state);
        self.execute_one(statement.bind(&user.language).bind(user.search_text()))
            .await
    }

    /// Sets the password and forgets earlier failures.
    pub async fn set_password(&mut self, user_id: &str, password_hash: &str) -> Result<()> {
        let statement = query(
            "UPDATE account_user SET password_hash = $2, failed_sign_ins = 0, locked_until = NULL WHERE id = $1",
        );
        self.execute_one(statement.bind(user_id).bind(password_hash))
            .await
    }

    /// Holds an account until this transaction ends, so that its chain grows one record at a time.
    pub async fn hold_account(&mut self, id: &str) -> Result<()> {
        let text = format!(
            "SELECT id FROM account WHERE id = $1{}",
            self.dialect().for_update()
        );
        self.rows(query(text).bind(id)).await.map(drop)
    }

    /// Counts an attempt before the password is looked at, so that parallel guesses cannot pass the limit.
    /// `delay` tells for the nth failure how long the next attempt must wait. Commit before hashing.
    pub async fn begin_sign_in(
        &mut self,
        user_id: &str,
        now: Timestamp,
        delay: impl Fn(i64) -> SignedDuration,
    ) -> Result<SignInAttempt> {
        let held = format!(
            "SELECT * FROM account_user WHERE id = $1{}",
            self.dialect().for_update()
        );
        let user: User = self
            .first(query(held).bind(user_id))
            .await?
            .ok_or(Error::NotFound)?;
        if let Some(until) = user.locked_until.filter(|until| *until > now) {
            return Ok(SignInAttempt::Locked { until });
        }
        let failed = user.failed_sign_ins.saturating_add(1);
        let until = now
            .checked_add(delay(failed))
            .map_err(|_| Error::Damaged("a delay is out of range"))?;
        let statement =
            query("UPDATE account_user SET failed_sign_ins = $2, locked_until = $3 WHERE id = $1");
        self.execute_one(statement.bind(user_id).bind(failed).bind(until))
            .await?;
        Ok(SignInAttempt::Allowed { failed })
    }

    /// Forgets the failures after a good sign-in.
    pub async fn end_sign_in(&mut self, user_id: &str) -> Result<()> {
        let statement =
            query("UPDATE account_user SET failed_sign_ins = 0, locked_until = NULL WHERE id = $1");
        self.execute_one(statement.bind(user_id)).await
    }
}
