//! Accounts, users and sign-in.

use store::testing::TestStore;
use store::{Error, SignInAttempt, User, UserState, on_both_databases};

use crate::fixture::{account, at, seconds, user};

on_both_databases! {
    what_is_inserted_is_read_back,
    an_address_is_one_user_in_all_accounts,
    a_group_of_no_account_is_refused,
    a_second_default_group_is_refused,
    a_user_changes_but_not_the_address,
    colleagues_are_found_while_somebody_types_and_never_more_than_wanted,
    changing_nobody_is_not_found,
    a_transaction_that_is_dropped_leaves_nothing,
    failures_delay_and_success_forgets,
    parallel_guesses_cannot_pass_the_delay,
}

async fn what_is_inserted_is_read_back(store: TestStore) {
    let written = account(&store, "a1").await;
    assert_eq!(store.user(&written.id).await.unwrap().unwrap(), written);
    assert_eq!(
        store.user_by_email(" A1@EXAMPLE.org ").await.unwrap().unwrap(),
        written
    );
    assert_eq!(store.default_group("a1").await.unwrap().unwrap().id, "group-a1");
    assert_eq!(
        store.account("a1").await.unwrap().unwrap().time_zone,
        "Europe/Ljubljana"
    );
    assert_eq!(store.user("nobody").await.unwrap(), None);
}

async fn an_address_is_one_user_in_all_accounts(store: TestStore) {
    account(&store, "a1").await;
    account(&store, "a2").await;
    let mut tx = store.begin().await.unwrap();
    let twin = user("a2", "twin", "A1@example.ORG");
    assert!(matches!(tx.insert_user(&twin).await, Err(Error::Duplicate)));
}

async fn a_group_of_no_account_is_refused(store: TestStore) {
    let mut tx = store.begin().await.unwrap();
    let orphan = crate::fixture::group("nowhere");
    assert!(matches!(
        tx.insert_group(&orphan).await,
        Err(Error::BrokenReference)
    ));
}

async fn a_second_default_group_is_refused(store: TestStore) {
    account(&store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    let mut second = crate::fixture::group("a1");
    second.id = "second".into();
    assert!(matches!(tx.insert_group(&second).await, Err(Error::Duplicate)));
}

async fn colleagues_are_found_while_somebody_types_and_never_more_than_wanted(store: TestStore) {
    account(&store, "a1").await;
    account(&store, "a2").await;
    let mut tx = store.begin().await.unwrap();
    for number in 0..20 {
        let one = user("a1", &format!("u{number:02}"), &format!("u{number:02}@x.example"));
        tx.insert_user(&one).await.unwrap();
    }
    let gone = User {
        state: UserState::Inactive,
        ..user("a1", "gone", "gone@x.example")
    };
    tx.insert_user(&gone).await.unwrap();
    tx.commit().await.unwrap();
    let found = async |text: &str| {
        let found = store.likely_users("a1", text, 8).await.unwrap();
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(found("sustar").await.len(), 8, "folded, and bounded");
    assert_eq!(found("U07@x").await, ["u07"]);
    assert_eq!(found("%").await, [""; 0], "a sign is a sign");
    assert_eq!(found("a2@").await, [""; 0], "nobody of another account");
    assert_eq!(found("gone").await, [""; 0]);
    let mut renamed = store.user("u07").await.unwrap().unwrap();
    renamed.name = "Čebela".into();
    let mut tx = store.begin().await.unwrap();
    tx.update_user(&renamed).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found("cebela").await, ["u07"]);
    let asked = ["u01@x.example", "gone@x.example", "a2@example.org"].map(str::to_owned);
    let active = store.active_addresses("a1", &asked).await.unwrap();
    assert_eq!(active.into_iter().collect::<Vec<_>>(), ["u01@x.example"]);
    assert!(store.active_addresses("a1", &[]).await.unwrap().is_empty());
}

async fn a_user_changes_but_not_the_address(store: TestStore) {
    let mut user = account(&store, "a1").await;
    user.name = "Nová".into();
    user.state = UserState::Inactive;
    let mut tx = store.begin().await.unwrap();
    tx.update_user(&user).await.unwrap();
    tx.set_password(&user.id, "$argon2id$…").await.unwrap();
    tx.commit().await.unwrap();
    let stored = store.user(&user.id).await.unwrap().unwrap();
    assert_eq!(
        stored,
        User {
            password_hash: Some("$argon2id$…".into()),
            ..user
        }
    );
}

async fn changing_nobody_is_not_found(store: TestStore) {
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.set_password("nobody", "x").await,
        Err(Error::NotFound)
    ));
}

async fn a_transaction_that_is_dropped_leaves_nothing(store: TestStore) {
    account(&store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    tx.set_password("user-a1", "hash").await.unwrap();
    assert_eq!(
        tx.user("user-a1")
            .await
            .unwrap()
            .unwrap()
            .password_hash
            .as_deref(),
        Some("hash")
    );
    assert_eq!(
        store.user("user-a1").await.unwrap().unwrap().password_hash,
        None,
        "not before the commit"
    );
    drop(tx);
    assert_eq!(store.user("user-a1").await.unwrap().unwrap().password_hash, None);
}

async fn failures_delay_and_success_forgets(store: TestStore) {
    account(&store, "a1").await;
    let delay = |failed: i64| seconds(if failed < 3 { 0 } else { failed * 10 });
    for failed in 1..=3 {
        let mut tx = store.begin().await.unwrap();
        let attempt = tx.begin_sign_in("user-a1", at(0), delay).await.unwrap();
        assert_eq!(attempt, SignInAttempt::Allowed { failed });
        tx.commit().await.unwrap();
    }
    let mut tx = store.begin().await.unwrap();
    let early = tx.begin_sign_in("user-a1", at(29), delay).await.unwrap();
    assert_eq!(early, SignInAttempt::Locked { until: at(30) });
    let later = tx.begin_sign_in("user-a1", at(30), delay).await.unwrap();
    assert_eq!(later, SignInAttempt::Allowed { failed: 4 });
    tx.end_sign_in("user-a1").await.unwrap();
    let fresh = tx.begin_sign_in("user-a1", at(30), delay).await.unwrap();
    assert_eq!(fresh, SignInAttempt::Allowed { failed: 1 });
}

// A-52, account login: 200 guesses at once get no more looks at the password than 200 in a row.
async fn parallel_guesses_cannot_pass_the_delay(store: TestStore) {
    account(&store, "a1").await;
    let delay = |failed: i64| seconds(if failed < 5 { 0 } else { 60 });
    let guesses = (0..200).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let attempt = tx.begin_sign_in("user-a1", at(0), delay).await.unwrap();
            tx.commit().await.unwrap();
            matches!(attempt, SignInAttempt::Allowed { .. })
        })
    });
    let mut allowed = 0;
    for guess in guesses.collect::<Vec<_>>() {
        allowed += i64::from(guess.await.unwrap());
    }
    assert_eq!(allowed, 5);
}
