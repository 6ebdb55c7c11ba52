//! What somebody has who has stolen something of an installation, or misuses a right in it: `SECURITY.md` says it, these tests show it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;

use reqwest::StatusCode;
use std::fs;
use std::path::Path;
use std::process::Command;
use support::{Browser, Demo, PODPIS, Session, between};

/// Everything that the database's own files hold.
fn database(folder: &Path) -> Vec<u8> {
    let names = ["podpis.sqlite", "podpis.sqlite-wal"];
    let read = names.map(|name| fs::read(folder.join(name)).unwrap_or_default());
    read.concat()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_database_opens_no_link_signs_in_nobody_and_seals_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    demo.send_contract("Ukradena", &[("eva@stranka.example", None)])
        .await;
    let link = demo.link("eva@stranka.example").await;
    let token = link.rsplit('/').next().unwrap().to_owned();
    assert!(
        Browser::open(&link).page().await.contains("id=\"data\""),
        "the link works"
    );
    let (key, facts, data) = (demo.key.clone(), demo.facts.clone(), demo.folder.clone());
    drop(demo);
    let stolen = database(&data);
    // What is meant to be readable is, or this test looks into the wrong file.
    assert!(holds(&stolen, "eva@stranka.example") && holds(&stolen, "BEGIN CERTIFICATE"));
    let password = facts["users"][0]["password"].as_str().unwrap();
    for (secret, what) in [
        (token.as_str(), "a link"),
        (key.as_str(), "an integration's key"),
        (password, "a password"),
        ("PRIVATE KEY", "a private key in PEM"),
    ] {
        assert!(!holds(&stolen, secret), "{what} can be read");
    }
    // id-ecPublicKey and its curve, as they stand in every unwrapped PKCS#8 key of the kind, with the private number's header behind.
    let pkcs8 = [
        0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20,
    ];
    assert!(!stolen.windows(pkcs8.len()).any(|window| window == pkcs8));
    // With a key file of the thief's own.
    let thief = folder.path().join("thief.kek");
    let run = |arguments: &[&str]| Command::new(PODPIS).args(arguments).output().unwrap();
    assert!(
        run(&["admin", "key-file", thief.to_str().unwrap()])
            .status
            .success()
    );
    let (data, thief) = (data.to_str().unwrap(), thief.to_str().unwrap());
    let served = run(&[
        "serve",
        "--data",
        data,
        "--kek-file",
        thief,
        "--listen",
        "127.0.0.1:0",
    ]);
    assert!(!served.status.success());
    let told = String::from_utf8_lossy(&served.stderr);
    assert!(told.contains("the key file does not fit this data"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_administrator_alone_lets_nobody_seal() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let users = demo.facts["users"].as_array().unwrap();
    let admin = users.iter().find(|user| user["role"] == "admin").unwrap();
    let mut admin = Session::of(&demo, admin).await;
    let fields = [("purpose", "Rogue purpose"), ("days", "3000"), ("rate", "100000")];
    let granted = admin.form("/settings/seal/mandates", &fields).await;
    assert_eq!(granted.status(), StatusCode::SEE_OTHER);
    let page = admin.page("/settings/seal").await;
    let row = &page[page.find("Rogue purpose").unwrap()..];
    let id = between(row, "/settings/seal/mandates/", "/");
    let path = format!("/settings/seal/mandates/{id}/approve");
    let answer = admin.form(&path, &[]).await;
    let status = answer.status();
    assert!(
        !status.is_success() || answer.text().await.unwrap().contains("second"),
        "{status}"
    );
    let store = store::Store::open_sqlite(&demo.folder.join("podpis.sqlite"))
        .await
        .unwrap();
    let mandate = store.seal_mandate(&id).await.unwrap().unwrap();
    assert_eq!(mandate.approved_by, None, "nobody approves what they asked for");
    // Neither a page nor the API has the key: the administrator sees a certificate.
    assert!(!page.contains("PRIVATE KEY"));
}
