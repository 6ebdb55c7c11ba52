//! Events, roots, revisions and seal uses: appended, never changed; keys of people destroyed for good.

use store::testing::TestStore;
use store::{AuditRoot, Document, Error, Event, PersonalValue, Revision, on_both_databases};

use crate::fixture::{account, agreement, at};

fn event(seq: i64) -> Event {
    Event {
        seq,
        at: at(seq),
        kind: "sent".into(),
        record: format!(r#"{{"n":{seq}}}"#),
        hash: format!("hash-{seq}"),
    }
}

fn revision(number: i64, offset: i64) -> Revision {
    Revision {
        agreement_id: "g1".into(),
        number,
        kind: "act".into(),
        blob_key: "a1/00".into(),
        offset,
        length: 10,
        whole_sha256: "00".into(),
        created_at: at(number),
    }
}

async fn with_agreement(store: &TestStore) {
    account(store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    tx.insert_agreement(&agreement("a1", "g1", "P", "DRAFT", 0), &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

on_both_databases! {
    a_stream_grows_at_its_end,
    personal_values_outlive_their_key_unread,
    a_held_account_has_one_chain,
    a_root_is_stamped_once,
    a_revision_number_is_given_once,
    a_document_moves_only_within_its_account,
}

async fn a_stream_grows_at_its_end(store: TestStore) {
    let mut tx = store.begin().await.unwrap();
    tx.append_events("g1", &[event(1), event(2)]).await.unwrap();
    tx.append_events("g2", &[event(1)]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.append_events("g1", &[event(2)]).await,
        Err(Error::Conflict)
    ));
    drop(tx);
    assert_eq!(store.events("g1", 0).await.unwrap(), [event(1), event(2)]);
    assert_eq!(store.events("g1", 2).await.unwrap(), [event(2)]);
    assert_eq!(store.event("g1", 2).await.unwrap(), Some(event(2)));
    assert_eq!(store.event("g1", 3).await.unwrap(), None);
    let head = store.head("g1").await.unwrap().unwrap();
    assert_eq!((head.seq, head.hash.as_str()), (2, "hash-2"));
    assert_eq!(store.head("none").await.unwrap(), None);
    let first = store.heads("", 1).await.unwrap();
    assert_eq!(first, [head]);
    let rest = store.heads(&first[0].stream, 10).await.unwrap();
    assert_eq!((rest.len(), rest[0].stream.as_str(), rest[0].seq), (1, "g2", 1));
}

async fn personal_values_outlive_their_key_unread(store: TestStore) {
    let value = PersonalValue {
        seq: 1,
        path: "/name".into(),
        subject: "p1".into(),
        salt: vec![1, 2],
        ciphertext: vec![0, 255],
    };
    let mut tx = store.begin().await.unwrap();
    let key = tx.ensure_person_key("p1", &[7; 40], at(0)).await.unwrap();
    assert_eq!(key.wrapped_key.as_deref(), Some([7; 40].as_slice()));
    let again = tx.ensure_person_key("p1", &[8; 40], at(1)).await.unwrap();
    assert_eq!(again, key, "the first one counts");
    tx.append_events("g1", &[event(1)]).await.unwrap();
    tx.insert_personal_values("g1", std::slice::from_ref(&value))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(tx.destroy_person_key("p1", at(5)).await.unwrap());
    assert!(!tx.destroy_person_key("p1", at(6)).await.unwrap());
    tx.commit().await.unwrap();
    let key = store.person_key("p1").await.unwrap().unwrap();
    assert_eq!((key.wrapped_key, key.destroyed_at), (None, Some(at(5))));
    assert_eq!(store.personal_values("g1").await.unwrap(), [value]);
}

// Settings changed on two nodes at once: each record takes the next place of the account's chain.
async fn a_held_account_has_one_chain(store: TestStore) {
    account(&store, "a1").await;
    let other = store.another_node().await;
    let writers = (0..12).map(|n| {
        let store = if n % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move {
            let mut tx = store.begin().await.unwrap();
            tx.hold_account("a1").await.unwrap();
            let last = tx.head("account:a1").await.unwrap().map_or(0, |head| head.seq);
            tx.append_events("account:a1", &[event(last + 1)]).await.unwrap();
            tx.commit().await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(store.events("account:a1", 0).await.unwrap().len(), 12);
}

async fn a_root_is_stamped_once(store: TestStore) {
    let root = AuditRoot {
        day: "2026-11-22".into(),
        root: "r".into(),
        timestamp_token: None,
        heads_blob: "a/b".into(),
        created_at: at(0),
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert_audit_root(&root).await.unwrap();
    tx.stamp_audit_root(&root.day, b"token").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.stamp_audit_root(&root.day, b"other").await,
        Err(Error::AppendOnly)
    ));
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(tx.insert_audit_root(&root).await, Err(Error::Duplicate)));
    drop(tx);
    let stored = store.audit_root(&root.day).await.unwrap().unwrap();
    assert_eq!(
        stored,
        AuditRoot {
            timestamp_token: Some(b"token".to_vec()),
            ..root
        }
    );
    assert_eq!(store.audit_roots().await.unwrap(), std::slice::from_ref(&stored));
    assert_eq!(store.last_audit_root().await.unwrap(), Some(stored));
}

async fn a_revision_number_is_given_once(store: TestStore) {
    with_agreement(&store).await;
    let mut tx = store.begin().await.unwrap();
    tx.append_revision(&revision(1, 0)).await.unwrap();
    tx.append_revision(&revision(2, 10)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.append_revision(&revision(2, 10)).await,
        Err(Error::Conflict)
    ));
    drop(tx);
    assert_eq!(
        store.revisions("g1").await.unwrap(),
        [revision(1, 0), revision(2, 10)]
    );
    assert_eq!(store.revision("g1", 1).await.unwrap(), Some(revision(1, 0)));
    assert_eq!(store.last_revision("g1").await.unwrap(), Some(revision(2, 10)));
}

async fn a_document_moves_only_within_its_account(store: TestStore) {
    with_agreement(&store).await;
    let mut document = Document {
        id: "d1".into(),
        account_id: "a1".into(),
        agreement_id: None,
        name: "čl. 1.pdf".into(),
        mime: "application/pdf".into(),
        blob_key: "a1/00".into(),
        sha256: "00".into(),
        size: 5,
        created_at: at(0),
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert_document(&document).await.unwrap();
    assert!(matches!(
        tx.assign_document("a2", "d1", Some("g1")).await,
        Err(Error::NotFound)
    ));
    tx.assign_document("a1", "d1", Some("g1")).await.unwrap();
    tx.commit().await.unwrap();
    document.agreement_id = Some("g1".into());
    assert_eq!(store.document("d1").await.unwrap(), Some(document.clone()));
    assert_eq!(store.documents("g1").await.unwrap(), [document]);
}
