//! Programs: webhooks and what they were told, and those that people let act for them; requests that have no answer yet.

use store::testing::TestStore;
use store::{
    DeliveryState, Idempotency, OauthApplication, OauthGrant, OauthToken, TokenKind, Webhook,
    WebhookDelivery, WebhookState, WebhookUpdate, on_both_databases,
};

use crate::fixture::{account, at};

on_both_databases! {
    a_webhook_changes_in_the_version_that_was_read,
    a_failing_webhook_has_one_turn_at_a_time,
    what_a_webhook_was_told_goes_with_it,
    a_code_is_exchanged_once,
    a_program_stops_when_it_is_taken_back,
    a_request_without_an_answer_is_begun_until_it_is_given_back,
}

fn webhook(id: &str, user: &str) -> Webhook {
    Webhook {
        id: id.into(),
        account_id: "a1".into(),
        user_id: user.into(),
        name: "ERP".into(),
        scope: "account".into(),
        subject_id: "a1".into(),
        url: "https://erp.example/".into(),
        events: "AGREEMENT_ALL".into(),
        include: "{}".into(),
        client_id: "erp".into(),
        wrapped_secret: vec![1, 2, 3],
        state: WebhookState::Active,
        disabled_because: None,
        failures: 0,
        quiet_until: None,
        version: 0,
        created_at: at(0),
        updated_at: at(0),
    }
}

async fn with_webhook(store: &TestStore) -> Webhook {
    let user = account(store, "a1").await;
    let webhook = webhook("w1", &user.id);
    let mut tx = store.begin().await.unwrap();
    tx.insert_webhook(&webhook).await.unwrap();
    tx.commit().await.unwrap();
    webhook
}

async fn a_webhook_changes_in_the_version_that_was_read(store: TestStore) {
    let webhook = with_webhook(&store).await;
    assert_eq!(store.webhook("w1").await.unwrap(), Some(webhook.clone()));
    assert_eq!(store.webhooks("a2").await.unwrap(), []);
    let update = WebhookUpdate {
        name: "CRM".into(),
        events: "AGREEMENT_EXPIRED".into(),
        include: "[]".into(),
        state: WebhookState::Inactive,
    };
    let mut tx = store.begin().await.unwrap();
    assert!(tx.update_webhook("w1", 0, &update, at(5)).await.unwrap());
    assert!(!tx.update_webhook("w1", 0, &update, at(6)).await.unwrap());
    assert!(!tx.delete_webhook("w1", 0).await.unwrap());
    tx.commit().await.unwrap();
    let changed = store.webhook("w1").await.unwrap().unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.version, changed.updated_at),
        ("CRM", 1, at(5))
    );
    assert_eq!(store.active_webhooks("a1").await.unwrap(), []);
    assert_eq!(store.webhooks("a1").await.unwrap(), [changed]);
}

async fn a_failing_webhook_has_one_turn_at_a_time(store: TestStore) {
    with_webhook(&store).await;
    let mut tx = store.begin().await.unwrap();
    tx.note_webhook_try("w1", true, Some(at(10))).await.unwrap();
    assert!(!tx.take_webhook_turn("w1", at(9), at(39)).await.unwrap(), "quiet");
    assert!(tx.take_webhook_turn("w1", at(10), at(40)).await.unwrap());
    assert!(
        !tx.take_webhook_turn("w1", at(11), at(41)).await.unwrap(),
        "taken"
    );
    assert_eq!(tx.webhook("w1").await.unwrap().unwrap().failures, 1);
    tx.note_webhook_try("w1", false, None).await.unwrap();
    assert!(tx.take_webhook_turn("w1", at(12), at(42)).await.unwrap());
    tx.disable_webhook("w1", "answered 500", at(13)).await.unwrap();
    let row = tx.webhook("w1").await.unwrap().unwrap();
    assert_eq!((row.failures, row.state), (0, WebhookState::Inactive));
    assert_eq!(row.disabled_because.as_deref(), Some("answered 500"));
}

async fn what_a_webhook_was_told_goes_with_it(store: TestStore) {
    with_webhook(&store).await;
    let delivery = |id: &str, second| WebhookDelivery {
        id: id.into(),
        webhook_id: "w1".into(),
        agreement_id: "g1".into(),
        seq: 3,
        event: "AGREEMENT_CREATED".into(),
        state: DeliveryState::Waiting,
        attempts: 0,
        replays: 0,
        begun_at: at(second),
        tried_at: None,
        status: None,
        error: None,
        created_at: at(second),
    };
    let mut tx = store.begin().await.unwrap();
    for (id, second) in [("d1", 1), ("d2", 2)] {
        tx.insert_webhook_delivery(&delivery(id, second)).await.unwrap();
    }
    let tried = WebhookDelivery {
        state: DeliveryState::Delivered,
        attempts: 2,
        tried_at: Some(at(4)),
        status: Some(200),
        error: Some("before".into()),
        ..delivery("d1", 1)
    };
    tx.save_webhook_delivery(&tried).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.webhook_delivery("d1").await.unwrap(), Some(tried));
    let log = store.webhook_deliveries("w1", 1).await.unwrap();
    assert_eq!(log, [delivery("d2", 2)], "the latest first");
    let mut tx = store.begin().await.unwrap();
    assert_eq!(
        tx.sweep_webhook_deliveries(at(9)).await.unwrap(),
        1,
        "what waits stays"
    );
    assert!(tx.delete_webhook("w1", 0).await.unwrap());
    assert_eq!(tx.webhook_delivery("d2").await.unwrap(), None);
    assert_eq!(tx.webhook("w1").await.unwrap(), None);
}

async fn with_token(store: &TestStore) {
    let user = account(store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    let application = OauthApplication {
        id: "p1".into(),
        account_id: "a1".into(),
        user_id: user.id.clone(),
        name: "ERP".into(),
        secret_hash: "hash".into(),
        redirect_uris: "https://erp.example/".into(),
        scopes: "agreement_read".into(),
        created_at: at(0),
        revoked_at: None,
    };
    tx.insert_oauth_application(&application).await.unwrap();
    let grant = OauthGrant {
        id: "y1".into(),
        application_id: "p1".into(),
        user_id: user.id,
        scopes: "agreement_read:self".into(),
        created_at: at(0),
        revoked_at: None,
    };
    tx.insert_oauth_grant(&grant).await.unwrap();
    let token = OauthToken {
        token_hash: "code".into(),
        grant_id: "y1".into(),
        kind: TokenKind::Code,
        redirect_uri: Some("https://erp.example/".into()),
        challenge: None,
        created_at: at(0),
        expires_at: at(300),
        used_at: None,
    };
    tx.insert_oauth_token(&token).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.oauth_token("code").await.unwrap(), Some(token));
    assert_eq!(store.oauth_grant("y1").await.unwrap(), Some(grant));
    assert_eq!(store.oauth_application("p1").await.unwrap(), Some(application));
}

async fn a_code_is_exchanged_once(store: TestStore) {
    with_token(&store).await;
    let tries = (0..8).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let mine = tx.use_oauth_token("code", at(n)).await.unwrap();
            tx.commit().await.unwrap();
            mine
        })
    });
    let mut exchanged = 0;
    for each in tries.collect::<Vec<_>>() {
        exchanged += u32::from(each.await.unwrap());
    }
    assert_eq!(exchanged, 1);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.sweep_oauth_tokens(at(300)).await.unwrap(), 0);
    assert_eq!(tx.sweep_oauth_tokens(at(301)).await.unwrap(), 1);
}

async fn a_program_stops_when_it_is_taken_back(store: TestStore) {
    with_token(&store).await;
    let mut tx = store.begin().await.unwrap();
    assert!(
        !tx.revoke_oauth_application("a2", "p1", at(1)).await.unwrap(),
        "another account's"
    );
    assert!(tx.revoke_oauth_application("a1", "p1", at(1)).await.unwrap());
    assert!(!tx.revoke_oauth_application("a1", "p1", at(2)).await.unwrap());
    assert!(tx.revoke_oauth_grant("y1", at(3)).await.unwrap());
    assert!(!tx.revoke_oauth_grant("y1", at(4)).await.unwrap());
    let listed = tx.oauth_applications("a1").await.unwrap();
    assert_eq!(listed[0].revoked_at, Some(at(1)));
    assert_eq!(tx.oauth_applications("a2").await.unwrap(), []);
}

async fn a_request_without_an_answer_is_begun_until_it_is_given_back(store: TestStore) {
    let mut tx = store.begin().await.unwrap();
    let mut begin =
        async |request: &'static str| tx.begin_idempotent("a1", "key", request, at(0)).await.unwrap();
    assert_eq!(begin("request").await, Idempotency::New);
    assert_eq!(begin("request").await, Idempotency::Begun);
    assert_eq!(begin("another").await, Idempotency::Mismatch);
    tx.forget_idempotent("a1", "key").await.unwrap();
    assert_eq!(
        tx.begin_idempotent("a1", "key", "another", at(1)).await.unwrap(),
        Idempotency::New
    );
    tx.end_idempotent("a1", "key", "answer").await.unwrap();
    tx.forget_idempotent("a1", "key").await.unwrap();
    let kept = tx.begin_idempotent("a1", "key", "another", at(2)).await.unwrap();
    assert_eq!(
        kept,
        Idempotency::Replay {
            response: "answer".into()
        },
        "an answer is not given back"
    );
}
