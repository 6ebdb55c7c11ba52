//! Rows that many tests need.

use jiff::{SignedDuration, Timestamp};
use store::testing::TestStore;
use store::{Account, Agreement, Group, Participant, Role, User, UserState};

/// A fixed moment, `seconds` after the tests' beginning.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + seconds).unwrap()
}

pub(crate) fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

/// Adds an account with its default group and one user, all named after `id`.
pub(crate) async fn account(store: &TestStore, id: &str) -> User {
    let mut tx = store.begin().await.unwrap();
    let account = Account {
        id: id.into(),
        name: format!("Account {id}"),
        language: "sl".into(),
        time_zone: "Europe/Ljubljana".into(),
        settings: "{}".into(),
        created_at: at(0),
    };
    tx.insert_account(&account).await.unwrap();
    tx.insert_group(&group(id)).await.unwrap();
    let user = user(id, &format!("user-{id}"), &format!("{id}@example.org"));
    tx.insert_user(&user).await.unwrap();
    tx.commit().await.unwrap();
    user
}

pub(crate) fn group(account_id: &str) -> Group {
    Group {
        id: format!("group-{account_id}"),
        account_id: account_id.into(),
        name: "Everybody".into(),
        is_default: true,
        settings: "{}".into(),
        created_at: at(0),
    }
}

pub(crate) fn user(account_id: &str, id: &str, email: &str) -> User {
    User {
        id: id.into(),
        account_id: account_id.into(),
        email_norm: User::normalise(email),
        email: email.into(),
        name: "Žana Šuštar".into(),
        role: Role::Sender,
        state: UserState::Active,
        password_hash: None,
        language: "sl".into(),
        failed_sign_ins: 0,
        locked_until: None,
        created_at: at(0),
    }
}

/// An agreement of the account's user.
pub(crate) fn agreement(account_id: &str, id: &str, name: &str, state: &str, updated: i64) -> Agreement {
    Agreement {
        id: id.into(),
        account_id: account_id.into(),
        group_id: format!("group-{account_id}"),
        owner_id: format!("user-{account_id}"),
        name: name.into(),
        state: state.into(),
        version: 1,
        snapshot: "{}".into(),
        attention: false,
        created_at: at(updated),
        updated_at: at(updated),
        expires_at: None,
        sent_at: None,
        ended_at: None,
        external_id: None,
    }
}

pub(crate) fn participant(agreement_id: &str, position: i64, email: &str, state: &str) -> Participant {
    Participant {
        id: format!("{agreement_id}-{position}"),
        agreement_id: agreement_id.into(),
        position,
        role: "signer".into(),
        name: "Jiří Novák".into(),
        email_norm: User::normalise(email),
        user_id: None,
        state: state.into(),
        turn_started_at: None,
        link_hash: None,
        link_expires_at: None,
    }
}
