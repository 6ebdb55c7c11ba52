//! Sessions, links, keys, visits and messages.

use store::testing::TestStore;
use store::{
    Channel, Idempotency, IntegrationKey, LinkPurpose, Message, MessageState, OneTimeLink, Secret, Session,
    TransientDocument, Visit, on_both_databases,
};

use crate::fixture::{account, agreement, at, seconds};

fn session(token: &str, expires: i64) -> Session {
    Session {
        token_hash: token.into(),
        user_id: "user-a1".into(),
        created_at: at(0),
        last_seen_at: at(0),
        expires_at: at(expires),
        ip: "192.0.2.1".into(),
        user_agent: "Firefox".into(),
    }
}

fn link(token: &str, purpose: LinkPurpose) -> OneTimeLink {
    OneTimeLink {
        token_hash: token.into(),
        purpose,
        user_id: (purpose != LinkPurpose::FirstAdmin).then(|| "user-a1".into()),
        created_at: at(0),
        expires_at: at(60),
        used_at: None,
    }
}

on_both_databases! {
    sessions_live_and_end,
    a_link_opens_once,
    a_secret_belongs_to_its_agreement,
    keys_are_found_by_hash_and_revoked,
    transient_documents_are_seen_by_their_account_for_a_time,
    a_repeated_request_is_answered_from_memory,
    a_visit_remembers_what_was_passed_and_shown,
    typed_values_are_kept_until_the_click,
    parallel_guesses_cannot_pass_a_counter,
    a_counter_starts_anew_after_its_window,
    a_message_tells_what_became_of_it,
}

async fn sessions_live_and_end(store: TestStore) {
    account(&store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    for token in ["t1", "t2", "t3"] {
        tx.insert_session(&session(token, 100)).await.unwrap();
    }
    tx.insert_session(&session("old", 10)).await.unwrap();
    tx.touch_session("t1", at(7)).await.unwrap();
    assert!(tx.delete_session("t3").await.unwrap());
    assert!(!tx.delete_session("t3").await.unwrap());
    assert_eq!(tx.sweep_sessions(at(50)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(
        store.session("t1").await.unwrap(),
        Some(Session {
            last_seen_at: at(7),
            ..session("t1", 100)
        })
    );
    assert_eq!(store.session("old").await.unwrap(), None);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.delete_sessions("user-a1", Some("t1")).await.unwrap(), 1);
    assert_eq!(tx.sessions("user-a1").await.unwrap().len(), 1);
    assert_eq!(tx.delete_sessions("user-a1", None).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

async fn a_secret_belongs_to_its_agreement(store: TestStore) {
    account(&store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    for id in ["one", "two"] {
        let row = agreement("a1", id, id, "draft", 0);
        tx.insert_agreement(&row, &[]).await.unwrap();
    }
    let secret = Secret {
        id: "s1".into(),
        agreement_id: "one".into(),
        hash: "$argon2id$".into(),
        created_at: at(5),
    };
    tx.insert_secret(&secret).await.unwrap();
    tx.commit().await.unwrap();
    assert!(store.secret("one", "s1").await.unwrap() == Some(secret));
    assert!(
        store.secret("two", "s1").await.unwrap().is_none(),
        "another agreement's"
    );
    assert!(store.secret("one", "s2").await.unwrap().is_none());
}

async fn a_link_opens_once(store: TestStore) {
    account(&store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    tx.insert_one_time_link(&link("first", LinkPurpose::FirstAdmin))
        .await
        .unwrap();
    tx.insert_one_time_link(&link("r1", LinkPurpose::Reset))
        .await
        .unwrap();
    tx.insert_one_time_link(&link("r2", LinkPurpose::Reset))
        .await
        .unwrap();
    tx.insert_one_time_link(&link("i1", LinkPurpose::Invitation))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        store.one_time_link("first").await.unwrap(),
        Some(link("first", LinkPurpose::FirstAdmin))
    );
    let tries = (0..20).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let used = tx.use_one_time_link("r1", at(1)).await.unwrap();
            tx.commit().await.unwrap();
            used
        })
    });
    let mut used = 0;
    for one in tries.collect::<Vec<_>>() {
        used += u32::from(one.await.unwrap());
    }
    assert_eq!(used, 1);
    let mut tx = store.begin().await.unwrap();
    assert!(!tx.use_one_time_link("i1", at(60)).await.unwrap(), "over");
    assert!(!tx.use_one_time_link("none", at(1)).await.unwrap());
    assert_eq!(
        tx.revoke_one_time_links("user-a1", LinkPurpose::Reset)
            .await
            .unwrap(),
        1,
        "r2; r1 is used"
    );
    tx.commit().await.unwrap();
    assert_eq!(
        store.one_time_link("r1").await.unwrap().unwrap().used_at,
        Some(at(1))
    );
}

async fn keys_are_found_by_hash_and_revoked(store: TestStore) {
    account(&store, "a1").await;
    let key = IntegrationKey {
        id: "k1".into(),
        account_id: "a1".into(),
        user_id: "user-a1".into(),
        name: "ERP".into(),
        scopes: r#"["agreement_read"]"#.into(),
        key_hash: "hash".into(),
        created_at: at(0),
        last_used_at: None,
        revoked_at: None,
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert_integration_key(&key).await.unwrap();
    tx.touch_integration_key("k1", at(3)).await.unwrap();
    assert!(
        !tx.revoke_integration_key("a2", "k1", at(4)).await.unwrap(),
        "another account's key"
    );
    assert!(tx.revoke_integration_key("a1", "k1", at(4)).await.unwrap());
    assert!(!tx.revoke_integration_key("a1", "k1", at(5)).await.unwrap());
    tx.commit().await.unwrap();
    let stored = store.integration_key_by_hash("hash").await.unwrap().unwrap();
    assert_eq!(
        stored,
        IntegrationKey {
            last_used_at: Some(at(3)),
            revoked_at: Some(at(4)),
            ..key
        }
    );
    assert_eq!(store.integration_keys("a1").await.unwrap(), [stored]);
}

async fn transient_documents_are_seen_by_their_account_for_a_time(store: TestStore) {
    account(&store, "a1").await;
    let document = TransientDocument {
        id: "t1".into(),
        account_id: "a1".into(),
        user_id: "user-a1".into(),
        name: "a.pdf".into(),
        mime: "application/pdf".into(),
        blob_key: "a1/00".into(),
        size: 3,
        created_at: at(0),
        expires_at: at(100),
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert_transient_document(&document).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        store.transient_document("a1", "t1", at(99)).await.unwrap(),
        Some(document)
    );
    assert_eq!(store.transient_document("a1", "t1", at(100)).await.unwrap(), None);
    assert_eq!(store.transient_document("a2", "t1", at(1)).await.unwrap(), None);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.sweep_transient(at(100), at(0)).await.unwrap(), 1);
}

async fn a_repeated_request_is_answered_from_memory(store: TestStore) {
    let requests = (0..12).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let seen = tx.begin_idempotent("a1", "key", "request", at(n)).await.unwrap();
            if seen == Idempotency::New {
                tx.end_idempotent("a1", "key", "answer").await.unwrap();
            }
            tx.commit().await.unwrap();
            seen
        })
    });
    let mut new = 0;
    for request in requests.collect::<Vec<_>>() {
        match request.await.unwrap() {
            Idempotency::New => new += 1,
            other => assert_eq!(
                other,
                Idempotency::Replay {
                    response: "answer".into()
                }
            ),
        }
    }
    assert_eq!(new, 1);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(
        tx.begin_idempotent("a1", "key", "another", at(1)).await.unwrap(),
        Idempotency::Mismatch
    );
    assert_eq!(
        tx.begin_idempotent("a2", "key", "another", at(1)).await.unwrap(),
        Idempotency::New
    );
}

async fn a_visit_remembers_what_was_passed_and_shown(store: TestStore) {
    account(&store, "a1").await;
    let mut visit = Visit {
        token_hash: "v1".into(),
        participant_id: "p1".into(),
        agreement_id: "g1".into(),
        generation: 1,
        created_at: at(0),
        last_seen_at: at(0),
        expires_at: at(30),
        passed: "[]".into(),
        shown_revision: None,
        ip: "2001:db8::1".into(),
        user_agent: "Safari".into(),
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert_agreement(&agreement("a1", "g1", "P", "SENT", 0), &[])
        .await
        .unwrap();
    tx.insert_visit(&visit).await.unwrap();
    tx.touch_visit("v1", at(5), at(35)).await.unwrap();
    tx.set_visit_passed("v1", r#"["sms"]"#).await.unwrap();
    tx.set_visit_shown("v1", 2).await.unwrap();
    tx.commit().await.unwrap();
    (visit.last_seen_at, visit.expires_at) = (at(5), at(35));
    (visit.passed, visit.shown_revision) = (r#"["sms"]"#.into(), Some(2));
    assert_eq!(store.visit("v1").await.unwrap(), Some(visit));
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.delete_visits("p1").await.unwrap(), 1);
}

async fn typed_values_are_kept_until_the_click(store: TestStore) {
    let mut tx = store.begin().await.unwrap();
    tx.keep_values("p1", &[1, 2], at(0)).await.unwrap();
    tx.keep_values("p1", &[3], at(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.kept_values("p1").await.unwrap(), Some(vec![3]));
    assert_eq!(store.kept_values("p2").await.unwrap(), None);
    let mut tx = store.begin().await.unwrap();
    tx.forget_values("p1").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.kept_values("p1").await.unwrap(), None);
}

async fn parallel_guesses_cannot_pass_a_counter(store: TestStore) {
    let other = store.another_node().await;
    let guesses = (0..200).map(|n| {
        let store = if n % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move {
            store
                .take_attempt("code:p1", 5, seconds(600), at(0))
                .await
                .unwrap()
        })
    });
    let (mut allowed, mut last) = (0, 0);
    for guess in guesses.collect::<Vec<_>>() {
        let attempt = guess.await.unwrap();
        allowed += u32::from(attempt.allowed);
        last = last.max(attempt.count);
    }
    assert_eq!((allowed, last), (5, 200));
}

async fn a_counter_starts_anew_after_its_window(store: TestStore) {
    for n in 1..=3 {
        let attempt = store
            .take_attempt("ip:192.0.2.1", 2, seconds(60), at(n))
            .await
            .unwrap();
        assert_eq!(
            (attempt.allowed, attempt.count, attempt.window_ends),
            (n <= 2, n, at(61))
        );
    }
    assert_eq!(
        store
            .take_attempt("other", 2, seconds(60), at(3))
            .await
            .unwrap()
            .count,
        1
    );
    let anew = store
        .take_attempt("ip:192.0.2.1", 2, seconds(60), at(61))
        .await
        .unwrap();
    assert_eq!((anew.count, anew.window_ends), (1, at(121)));
    let mut tx = store.begin().await.unwrap();
    tx.forget_attempts("ip:192.0.2.1").await.unwrap();
    assert_eq!(
        tx.take_attempt("ip:192.0.2.1", 2, seconds(60), at(62))
            .await
            .unwrap()
            .count,
        1
    );
    assert_eq!(tx.sweep_attempts(at(10)).await.unwrap(), 1);
}

async fn a_message_tells_what_became_of_it(store: TestStore) {
    account(&store, "a1").await;
    let message = |id: &str| Message {
        id: id.into(),
        account_id: "a1".into(),
        agreement_id: Some("g1".into()),
        participant_id: Some("p1".into()),
        template: "invitation".into(),
        channel: Channel::Mail,
        language: "cs".into(),
        recipient_masked: "a…@example.org".into(),
        state: MessageState::Queued,
        provider_id: None,
        created_at: at(0),
        sent_at: None,
        error: None,
    };
    let waiting = Message {
        error: Some("connection refused".into()),
        ..message("m1")
    };
    let failed = Message {
        state: MessageState::Failed,
        error: Some("no such mailbox".into()),
        ..message("m2")
    };
    let sent = Message {
        state: MessageState::Sent,
        provider_id: Some("queue-7".into()),
        sent_at: Some(at(9)),
        ..message("m3")
    };
    let mut tx = store.begin().await.unwrap();
    for message in [&waiting, &failed, &message("m3"), &sent] {
        tx.record_message(message).await.unwrap();
    }
    tx.commit().await.unwrap();
    let messages = store.messages("g1").await.unwrap();
    assert_eq!(messages, [waiting, failed, sent.clone()]);
    assert_eq!(store.message("m3").await.unwrap(), Some(sent.clone()));
    assert_eq!(store.latest_messages("a1", 1).await.unwrap(), [sent]);
}
