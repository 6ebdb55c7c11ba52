//! Kill the process anywhere: no signature lost, none made twice, no mail for a decision that was not kept.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;

use app::failpoint;
use reqwest::StatusCode;
use std::path::Path;
use std::time::Duration;
use support::{Browser, Demo, eventually, signatures};

/// Makes one agreement, dies at `point` on its way, starts again, and finishes it.
async fn dies_and_finishes(template: &Path, point: &str) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    copy(template, &data);
    let mut demo = Demo::start(&data, &["--failpoint", point]).await;
    let email = format!("{point}@stranka.example");
    let sent = tokio::time::timeout(Duration::from_secs(30), until_death(&mut demo, &email)).await;
    assert!(sent.is_ok(), "{point} was never reached");
    drop(demo);

    let demo = Demo::start(&data, &[]).await;
    let agreement = match find(&demo, point).await {
        Some(agreement) => agreement,
        // Died before the draft was kept: nobody was promised anything.
        None => demo.send_contract(point, &[(&email, None)]).await,
    };
    if demo.status(&agreement).await == "AUTHORING" {
        let state = serde_json::json!({"state": "IN_PROCESS"});
        let _ = demo
            .send(
                reqwest::Method::PUT,
                &format!("/agreements/{agreement}/state"),
                &state,
            )
            .await;
        if demo.status(&agreement).await == "AUTHORING" {
            assert!(
                demo.messages(&email).await.is_empty(),
                "{point}: a mail for a decision that was not kept"
            );
            return;
        }
    }
    let mut browser = Browser::open(&with_address(&demo, &demo.link(&email).await));
    if browser.page().await.contains("id=\"data\"") {
        assert_eq!(browser.sign().await.status(), StatusCode::OK, "{point}");
    }
    demo.until_status(&agreement, "SIGNED").await;
    let file = demo
        .get(&format!("/agreements/{agreement}/combinedDocument"))
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(
        signatures(&file),
        2,
        "{point}: one act and the closing seal, no more"
    );
    let told = eventually("the completion mail", 40, async || {
        let messages = demo.messages(&email).await;
        let completed: Vec<_> = messages
            .iter()
            .filter(|message| !message["attachments"].as_array().unwrap().is_empty())
            .cloned()
            .collect();
        (!completed.is_empty()).then_some(completed)
    })
    .await;
    let references: std::collections::BTreeSet<String> =
        told.iter().map(|message| message["id"].to_string()).collect();
    assert_eq!(references.len(), 1, "{point}: told once");
}

/// Goes on with a journey until the process is gone.
async fn until_death(demo: &mut Demo, email: &str) {
    let name = email.split('@').next().unwrap().to_owned();
    let journey = async {
        let _ = demo.send_contract(&name, &[(email, None)]).await;
        let mut browser = Browser::open(&demo.link(email).await);
        let _ = browser.sign().await;
        tokio::time::sleep(Duration::from_secs(20)).await;
    };
    // Requests fail when the process dies; that is what is waited for.
    let _ = futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(async {
        tokio::time::timeout(Duration::from_secs(12), journey).await
    }))
    .await;
    eventually("the end of the process", 15, async || {
        demo.has_ended().then_some(())
    })
    .await;
}

async fn find(demo: &Demo, name: &str) -> Option<String> {
    let list = demo.get_json("/agreements").await;
    let own = list["userAgreementList"]
        .as_array()?
        .iter()
        .find(|item| item["name"] == name)?;
    Some(own["id"].as_str()?.to_owned())
}

/// A demo that starts again listens elsewhere; the token is what counts.
fn with_address(demo: &Demo, link: &str) -> String {
    format!("{}/s/{}", demo.address, link.rsplit('/').next().unwrap())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).map(drop).unwrap()
        }
    }
}

async fn template(folder: &Path) -> std::path::PathBuf {
    let data = folder.join("template");
    let demo = Demo::start(&data, &[]).await;
    eventually("the samples", 30, async || {
        let list = demo.get_json("/agreements").await;
        (list["userAgreementList"].as_array()?.len() == 3).then_some(())
    })
    .await;
    drop(demo);
    data
}

/// Several at once: most of the time is spent waiting for the lease of the dead worker to end.
async fn every_failpoint(template: &Path, times: usize) {
    let runs = failpoint::NAMES
        .into_iter()
        .flat_map(|point| std::iter::repeat_n(point, times));
    futures_util::StreamExt::for_each_concurrent(futures_util::stream::iter(runs), 4, |point| {
        dies_and_finishes(template, point)
    })
    .await;
}

#[tokio::test]
async fn every_failpoint_once_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let template = template(folder.path()).await;
    every_failpoint(&template, 2).await;
}

#[tokio::test]
#[ignore = "long: part of `make soak`"]
async fn every_failpoint_ten_times() {
    let folder = tempfile::tempdir().unwrap();
    let template = template(folder.path()).await;
    every_failpoint(&template, 10).await;
}
