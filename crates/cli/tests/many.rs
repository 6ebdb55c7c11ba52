//! M-50: "several tens of people" on one document, in mixed order, from the list to the sealed file.

#![allow(
    clippy::print_stdout,
    reason = "what an act costs is measured here and read in the output"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use support::{Browser, Demo, PODPIS, pdf_bytes, signatures};

const PEOPLE: usize = 60;

/// Three at a time, one after another: 1, 1, 1, 2, 2, 2, …
fn order(person: usize) -> usize {
    person / 3 + 1
}

fn address(person: usize) -> String {
    format!("oseba{person:02}@mnogo.example")
}

#[tokio::test]
async fn m_50_sixty_people_sign_one_document_in_mixed_order() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let document = demo.upload("mnogo.pdf", pdf_bytes("Mnogo podpisnikov")).await;
    let set = |person: usize| {
        let member = json!({"email": address(person), "name": format!("Oseba {person}")});
        json!({"order": order(person), "role": "SIGNER", "memberInfos": [member]})
    };
    let body = json!({"name": "Mnogo podpisnikov", "state": "IN_PROCESS",
        "fileInfos": [{"transientDocumentId": document}],
        "participantSetsInfo": (0..PEOPLE).map(set).collect::<Vec<Value>>()});
    let made = demo.send(Method::POST, "/agreements", &body).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let id = made.json::<Value>().await.unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut costs = Vec::new();
    for person in 0..PEOPLE {
        costs.push(act(&demo, person).await);
    }
    demo.until_status(&id, "SIGNED").await;
    let bytes = demo
        .get(&format!("/agreements/{id}/combinedDocument"))
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(signatures(&bytes), PEOPLE + 1, "each act, and the closing seal");
    let file = folder.path().join("mnogo.pdf");
    std::fs::write(&file, &bytes).unwrap();
    all_are_valid(&demo, &file);
    for person in [0, 30, 59] {
        let told = demo.messages(&address(person)).await;
        assert_eq!(told.len(), 2, "an invitation and the end: {told:?}");
    }
    let middle = |costs: &[Duration]| {
        let mut sorted = costs.to_vec();
        sorted.sort();
        sorted
            .get(sorted.len() / 2)
            .copied()
            .unwrap_or_default()
            .as_secs_f64()
    };
    let (first, last) = (middle(&costs[..6]), middle(&costs[PEOPLE - 6..]));
    println!(
        "M-50: an act costs {:.0} ms at first and {:.0} ms at the end (x {:.2}); {} bytes",
        first * 1000.0,
        last * 1000.0,
        last / first,
        bytes.len()
    );
}

/// Our validator's word, with the demo's own authority as anchor.
fn all_are_valid(demo: &Demo, file: &Path) {
    let run = Command::new(PODPIS)
        .args([
            "validate",
            "--allow-private-addresses",
            "--format",
            "json",
            "--trust",
        ])
        .arg(demo.folder.join("test-ca.pem"))
        .arg(file)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(0), "{report:#}");
    let all = report[0]["signatures"].as_array().unwrap();
    assert_eq!(all.len(), PEOPLE + 1);
    for signature in all {
        assert_eq!(signature["modifiedAfterSigning"], false, "{signature}");
    }
}

/// From the click to the sealed revision.
async fn act(demo: &Demo, person: usize) -> Duration {
    let mut browser = Browser::open(&demo.link(&address(person)).await);
    let act = browser.ready().await;
    let begun = Instant::now();
    let answer = browser.json("/sign", &act).await;
    assert_eq!(answer.status(), StatusCode::OK, "person {person}");
    loop {
        let state: Value = browser.get("/state").await.json().await.unwrap();
        if !state["state"].as_str().unwrap().starts_with("sealing") {
            break;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "person {person}: {state}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    begun.elapsed()
}
