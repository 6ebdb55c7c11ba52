//! How long files can be checked, counted without reading all of them; and what is added to documents that are kept whole.

use jiff::Timestamp;
use store::testing::TestStore;
use store::{Document, DocumentRevision, Error, Lasting, LastingCounts, LastingLimits, on_both_databases};

use crate::fixture::{account, agreement, at};

on_both_databases! {
    files_that_want_attention_are_counted_up_to_a_bound,
    the_longest_unseen_is_looked_at_first,
    a_document_grows_at_its_end,
}

fn row(agreement_id: &str, file: &str) -> Lasting {
    Lasting {
        agreement_id: agreement_id.into(),
        file: file.into(),
        account_id: "a1".into(),
        reaches: "b-lta".into(),
        lacks: None,
        pending_since: None,
        due_at: Some(at(1000)),
        ends_at: Some(at(2000)),
        looked_at: at(0),
        finding: None,
    }
}

async fn saved(store: &TestStore, rows: &[Lasting]) {
    let mut tx = store.begin().await.unwrap();
    for row in rows {
        tx.save_lasting(row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn with_agreements(store: &TestStore, ids: &[&str]) {
    account(store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    for id in ids {
        tx.insert_agreement(&agreement("a1", id, "P", "completed", 0), &[])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn counts(store: &TestStore, by: Timestamp, most: u32) -> LastingCounts {
    let limits = LastingLimits {
        pending_since: by,
        due_by: by,
        ends_by: by,
        most,
    };
    store.lasting_counts("a1", &limits).await.unwrap()
}

async fn files_that_want_attention_are_counted_up_to_a_bound(store: TestStore) {
    with_agreements(&store, &["g1", "g2", "g3"]).await;
    let pending = |id: &str| Lasting {
        pending_since: Some(at(100)),
        due_at: None,
        ends_at: None,
        ..row(id, "document")
    };
    saved(
        &store,
        &[
            pending("g1"),
            pending("g2"),
            row("g3", "document"),
            row("g3", "report"),
        ],
    )
    .await;
    let nothing = LastingCounts {
        pending: 2,
        ..LastingCounts::default()
    };
    assert_eq!(counts(&store, at(99), 9).await, nothing);
    let all = LastingCounts {
        pending_long: 2,
        overdue: 2,
        ending: 2,
        ..nothing
    };
    assert_eq!(counts(&store, at(2000), 9).await, all);
    assert_eq!(
        counts(&store, at(2000), 1).await.overdue,
        1,
        "no more than asked for"
    );
    let other = LastingLimits {
        pending_since: at(2000),
        due_by: at(2000),
        ends_by: at(2000),
        most: 9,
    };
    assert_eq!(
        store.lasting_counts("a2", &other).await.unwrap(),
        LastingCounts::default()
    );
    // What becomes known later takes the place of what was known.
    let renewed = Lasting {
        due_at: Some(at(9000)),
        ends_at: Some(at(9999)),
        ..row("g3", "document")
    };
    saved(&store, std::slice::from_ref(&renewed)).await;
    assert_eq!(counts(&store, at(2000), 9).await.overdue, 1);
    assert_eq!(store.lasting("g3", "document").await.unwrap(), Some(renewed));
}

async fn the_longest_unseen_is_looked_at_first(store: TestStore) {
    with_agreements(&store, &["g1", "g2"]).await;
    let seen = |id: &str, seconds| Lasting {
        looked_at: at(seconds),
        ..row(id, "document")
    };
    saved(&store, &[seen("g1", 5), seen("g2", 3)]).await;
    let first = async |before| {
        let rows = store.lasting_to_look_at(before, 1).await.unwrap();
        rows.first().map(|row| row.agreement_id.clone())
    };
    assert_eq!(first(at(10)).await.as_deref(), Some("g2"));
    let mut tx = store.begin().await.unwrap();
    let found = Lasting {
        finding: Some("REVOKED".into()),
        ..seen("g2", 10)
    };
    tx.note_look(&found, "b-lta").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(first(at(10)).await.as_deref(), Some("g1"));
    assert_eq!(first(at(5)).await, None, "all were looked at since");
    assert_eq!(counts(&store, at(0), 9).await.found, 1);
    // What the history says later does not take back what was seen.
    saved(&store, &[row("g2", "document")]).await;
    assert_eq!(
        store.lasting("g2", "document").await.unwrap(),
        Some(found.clone())
    );
    // Nor does a look that began before it was renewed take back that it was.
    let renewed = Lasting {
        reaches: "b-lt".into(),
        ends_at: Some(at(9999)),
        ..found.clone()
    };
    saved(&store, std::slice::from_ref(&renewed)).await;
    let mut tx = store.begin().await.unwrap();
    tx.note_look(&found, "b-t").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.lasting("g2", "document").await.unwrap(), Some(renewed));
}

async fn a_document_grows_at_its_end(store: TestStore) {
    account(&store, "a1").await;
    let document = Document {
        id: "g1.report".into(),
        account_id: "a1".into(),
        agreement_id: None,
        name: "audit-report.pdf".into(),
        mime: "application/pdf; stage=report".into(),
        blob_key: "a1/00".into(),
        sha256: "00".into(),
        size: 10,
        created_at: at(0),
    };
    let added = |number| DocumentRevision {
        document_id: "g1.report".into(),
        number,
        blob_key: "a1/01".into(),
        offset: 10 * number,
        length: 10,
        whole_sha256: "01".into(),
        created_at: at(number),
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert_document(&document).await.unwrap();
    for number in [2, 1] {
        tx.append_document_revision(&added(number)).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(
        store.document_revisions("g1.report").await.unwrap(),
        [added(1), added(2)]
    );
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.append_document_revision(&added(2)).await,
        Err(Error::Conflict)
    ));
}
