//! Accounts, users and their ways in: passwords, sessions, one-time links.

mod password;
mod sessions;
mod setup;
mod users;

pub use password::fault_of as password_fault;
pub use sessions::SignedIn;
pub(crate) use sessions::caller_of;
pub use setup::{NewAccount, OneTimePurpose, OneTimeVisit, problems_of};
pub use users::{InviteUser, Reactivated, UserView};

use crate::error::{Error, Result};
use crate::history::unsigned;
use crate::{App, By};
use domain::Personal;
use domain::account::{AccountEvent, AccountRecord, UserRole};
use domain::agreement::Actor;
use domain::ids::{AccountId, UserId};
use jiff::Timestamp;
use store::Transaction;

/// The shortest password that is taken.
pub const MIN_PASSWORD: usize = 12;
/// The longest, in characters.
pub const MAX_PASSWORD: usize = 200;

impl App {
    /// Appends to the account's own chain: users, keys, seals, settings.
    pub(crate) async fn record(
        &self,
        transaction: &mut Transaction,
        account: AccountId,
        by: &By,
        event: AccountEvent,
        now: Timestamp,
    ) -> Result<()> {
        let stream = account_stream(account);
        transaction.hold_account(&account.to_string()).await?;
        let seq = transaction
            .head(&stream)
            .await?
            .map_or(0, |head| unsigned(head.seq) + 1);
        let kind = kind_of(&event)?;
        let client = by
            .client
            .clone()
            .zip(actor_user(&by.actor))
            .map(|(client, user)| Personal::new(user, client));
        let record = AccountRecord {
            seq,
            at: now,
            actor: by.actor.clone(),
            client,
            event,
        };
        self.append(transaction, &stream, vec![(seq, kind, record)], now)
            .await
    }
}

/// The stream of an account's own chain.
pub(crate) fn account_stream(account: AccountId) -> String {
    format!("account:{account}")
}

fn actor_user(actor: &Actor) -> Option<UserId> {
    match actor {
        Actor::User { id, .. } => Some(*id),
        _ => None,
    }
}

fn kind_of(event: &AccountEvent) -> Result<String> {
    let value = serde_json::to_value(event)?;
    value
        .get("type")
        .and_then(|kind| kind.as_str())
        .map(str::to_owned)
        .ok_or_else(|| Error::Damaged("event type".into()))
}

pub(crate) fn role_of(role: store::Role) -> UserRole {
    match role {
        store::Role::Admin => UserRole::Admin,
        store::Role::Sender => UserRole::Sender,
    }
}

pub(crate) fn stored_role(role: UserRole) -> store::Role {
    match role {
        UserRole::Admin => store::Role::Admin,
        UserRole::Sender => store::Role::Sender,
    }
}

pub(crate) fn user_id(text: &str) -> Result<UserId> {
    text.parse().map_err(|_| Error::Damaged("user id".into()))
}

pub(crate) fn account_id(text: &str) -> Result<AccountId> {
    text.parse().map_err(|_| Error::Damaged("account id".into()))
}
