//! A completed document is made to last: what its later checks need is added to it, and the proof that is pending is waited for.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use pdf::signatures::{SignatureKind, signatures};
use pdf::{Document, Limits, ModificationLevel, security_store};
use support::{Browser, Demo, Session, eventually};

async fn admin(demo: &Demo) -> Session {
    let users = demo.facts["users"].as_array().unwrap();
    let admin = users.iter().find(|user| user["role"] == "admin").unwrap();
    Session::of(demo, admin).await
}

async fn signed(demo: &Demo, email: &str) -> String {
    let agreement = demo.send_contract("Pogodba", &[(email, None)]).await;
    let mut browser = Browser::open(&demo.link(email).await);
    assert!(browser.sign().await.status().is_success());
    demo.until_status(&agreement, "SIGNED").await;
    agreement
}

fn open(bytes: &[u8]) -> Document {
    Document::open(bytes, None, &Limits::default()).unwrap()
}

fn stamps(document: &Document) -> usize {
    let all = signatures(document).unwrap();
    all.iter()
        .filter(|one| one.kind == SignatureKind::DocumentTimestamp)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_completed_document_gets_all_that_later_checks_need_and_a_timestamp_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &["--completed-level", "b-lta"]).await;
    let agreement = signed(&demo, "traja@stranka.example").await;
    let session = admin(&demo).await;
    let path = format!("/agreements/{agreement}/download");
    let file = eventually("the archive timestamp", 60, async || {
        let bytes = session.bytes(&path).await;
        (stamps(&open(&bytes)) == 1).then_some(bytes)
    })
    .await;
    let document = open(&file);
    let store = security_store(&document).unwrap();
    assert_eq!(
        store.data.ocsp_responses.len(),
        2,
        "the seal's and the authority's"
    );
    assert_eq!(store.related.len(), 2, "an entry for each signature");
    let seals = signatures(&document).unwrap();
    let base = seals[seals.len() - 2].revision.unwrap();
    let compared = pdf::compare(&document, base).unwrap();
    assert_eq!(
        compared.level,
        ModificationLevel::LtaUpdates,
        "{:?}",
        compared.changes
    );
    // The history says so, and the evidence still verifies.
    let page = session.page(&format!("/agreements/{agreement}")).await;
    assert!(!page.contains("Proof pending"));
    let history = session.bytes(&format!("/agreements/{agreement}/evidence")).await;
    let evidence = folder.path().join("evidence.json");
    std::fs::write(&evidence, history).unwrap();
    let verified = std::process::Command::new(support::PODPIS)
        .args(["audit", "verify", "--evidence"])
        .arg(&evidence)
        .output()
        .unwrap();
    assert!(
        verified.status.success(),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );
}
