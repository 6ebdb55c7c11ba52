//! Keys, mandates, bindings and their uses.

use store::testing::TestStore;
use store::{Error, KeyPurpose, SealBinding, SealMandate, SealUse, SigningKey, on_both_databases};

use crate::fixture::{account, at};

fn key(id: &str, account: Option<&str>) -> SigningKey {
    SigningKey {
        id: id.into(),
        account_id: account.map(str::to_owned),
        purpose: if account.is_some() {
            KeyPurpose::Seal
        } else {
            KeyPurpose::Tsa
        },
        certificate_chain_pem: "-----BEGIN CERTIFICATE-----".into(),
        wrapped_private_key: vec![0, 1, 255],
        created_at: at(0),
        retired_at: None,
    }
}

fn mandate() -> SealMandate {
    SealMandate {
        id: "m1".into(),
        account_id: "a1".into(),
        purpose: "all".into(),
        granted_by: "user-a1".into(),
        approved_by: None,
        valid_from: at(0),
        valid_until: at(1000),
        per_hour: 2,
        revoked_at: None,
        created_at: at(0),
    }
}

fn binding() -> SealBinding {
    SealBinding {
        id: "b1".into(),
        account_id: "a1".into(),
        user_id: "user-a1".into(),
        key_id: "k1".into(),
        granted_by: "user-a1".into(),
        approved_by: None,
        valid_from: at(0),
        valid_until: at(1000),
        revoked_at: None,
        created_at: at(0),
    }
}

fn used(id: &str, authorisation: &str, when: i64) -> SealUse {
    SealUse {
        id: id.into(),
        account_id: "a1".into(),
        key_id: "k1".into(),
        mandate_id: Some("m1".into()),
        binding_id: None,
        user_id: None,
        agreement_id: Some("g1".into()),
        authorisation_id: authorisation.into(),
        digest: "00".into(),
        at: at(when),
    }
}

async fn with_rows(store: &TestStore) {
    account(store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    tx.insert_signing_key(&key("k1", Some("a1"))).await.unwrap();
    tx.insert_signing_key(&key("k2", None)).await.unwrap();
    tx.insert_seal_mandate(&mandate()).await.unwrap();
    tx.insert_seal_binding(&binding()).await.unwrap();
    tx.commit().await.unwrap();
}

on_both_databases! {
    keys_are_listed_by_purpose_and_owner,
    a_mandate_is_approved_and_revoked_once,
    a_binding_is_approved_and_revoked_once,
    an_authorisation_is_used_once,
    parallel_uses_cannot_pass_the_hourly_limit,
}

async fn keys_are_listed_by_purpose_and_owner(store: TestStore) {
    with_rows(&store).await;
    assert_eq!(
        store.signing_keys(KeyPurpose::Seal, Some("a1")).await.unwrap(),
        [key("k1", Some("a1"))]
    );
    assert_eq!(
        store.signing_keys(KeyPurpose::Seal, Some("a2")).await.unwrap(),
        []
    );
    assert_eq!(
        store.signing_keys(KeyPurpose::Tsa, None).await.unwrap(),
        [key("k2", None)]
    );
    let mut tx = store.begin().await.unwrap();
    tx.rewrap_signing_key("k1", &[9]).await.unwrap();
    tx.retire_signing_key("k1", at(5)).await.unwrap();
    tx.commit().await.unwrap();
    let stored = store.signing_key("k1").await.unwrap().unwrap();
    assert_eq!(
        (stored.wrapped_private_key, stored.retired_at),
        (vec![9], Some(at(5)))
    );
}

// M-77: a mandate is granted, approved by a second person, revoked; each once, each within its account.
async fn a_mandate_is_approved_and_revoked_once(store: TestStore) {
    with_rows(&store).await;
    let mut tx = store.begin().await.unwrap();
    assert!(!tx.approve_seal_mandate("a2", "m1", "user-a1").await.unwrap());
    assert!(tx.approve_seal_mandate("a1", "m1", "user-a1").await.unwrap());
    assert!(!tx.approve_seal_mandate("a1", "m1", "user-a1").await.unwrap());
    assert!(!tx.revoke_seal_mandate("a2", "m1", at(9)).await.unwrap());
    assert!(tx.revoke_seal_mandate("a1", "m1", at(9)).await.unwrap());
    assert!(!tx.revoke_seal_mandate("a1", "m1", at(10)).await.unwrap());
    tx.commit().await.unwrap();
    let expected = SealMandate {
        approved_by: Some("user-a1".into()),
        revoked_at: Some(at(9)),
        ..mandate()
    };
    assert_eq!(store.seal_mandate("m1").await.unwrap(), Some(expected.clone()));
    assert_eq!(store.seal_mandates("a1").await.unwrap(), [expected]);
    assert_eq!(store.seal_mandates("a2").await.unwrap(), []);
}

async fn a_binding_is_approved_and_revoked_once(store: TestStore) {
    with_rows(&store).await;
    let mut tx = store.begin().await.unwrap();
    assert!(tx.approve_seal_binding("a1", "b1", "user-a1").await.unwrap());
    assert!(tx.revoke_seal_binding("a1", "b1", at(9)).await.unwrap());
    assert!(!tx.approve_seal_binding("a1", "b1", "user-a1").await.unwrap());
    assert!(!tx.revoke_seal_binding("a1", "b1", at(10)).await.unwrap());
    let held = tx.seal_binding_for_update("b1").await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        held,
        SealBinding {
            approved_by: Some("user-a1".into()),
            revoked_at: Some(at(9)),
            ..binding()
        }
    );
    assert_eq!(
        store.seal_bindings("a1").await.unwrap(),
        std::slice::from_ref(&held)
    );
    assert_eq!(store.seal_bindings_of("user-a1").await.unwrap(), [held]);
}

async fn an_authorisation_is_used_once(store: TestStore) {
    with_rows(&store).await;
    let mut tx = store.begin().await.unwrap();
    tx.insert_seal_use(&used("u1", "x", 1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.insert_seal_use(&used("u2", "x", 2)).await,
        Err(Error::Duplicate)
    ));
    drop(tx);
    assert_eq!(store.seal_uses("a1", 10).await.unwrap(), [used("u1", "x", 1)]);
}

// The hourly limit: each use holds the mandate's row while it counts, so that parallel seals cannot pass it.
async fn parallel_uses_cannot_pass_the_hourly_limit(store: TestStore) {
    with_rows(&store).await;
    let other = store.another_node().await;
    let uses = (0..20).map(|n| {
        let store = if n % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let mandate = tx.seal_mandate_for_update("m1").await.unwrap().unwrap();
            if tx.mandate_uses_since("m1", at(0)).await.unwrap() >= mandate.per_hour {
                return false;
            }
            tx.insert_seal_use(&used(&format!("u{n}"), &format!("x{n}"), 5))
                .await
                .unwrap();
            tx.commit().await.unwrap();
            true
        })
    });
    let mut allowed = 0;
    for one in uses.collect::<Vec<_>>() {
        allowed += u32::from(one.await.unwrap());
    }
    assert_eq!(allowed, 2);
}
