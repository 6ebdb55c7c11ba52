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

/// Makes agreements, dies at `point` on the way of one of them, starts again, and finishes them all.
async fn dies_and_finishes(template: &Path, point: &str, agreements: usize) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    copy(template, &data);
    let names: Vec<String> = (0..agreements)
        .map(|number| format!("{point}-{number}"))
        .collect();
    let mut demo = Demo::start(&data, &["--failpoint", point]).await;
    let died = tokio::time::timeout(Duration::from_secs(120), until_death(&mut demo, &names)).await;
    assert!(died.is_ok(), "{point} was never reached");
    drop(demo);
    let demo = Demo::start(&data, &[]).await;
    for name in &names {
        finishes(&demo, name).await;
    }
}

/// Takes an agreement from wherever it was when the process died to its end.
async fn finishes(demo: &Demo, point: &str) {
    let email = format!("{point}@stranka.example");
    let agreement = match find(demo, point).await {
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
    let mut browser = Browser::open(&with_address(demo, &demo.link(&email).await));
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

/// Goes on with journeys until the process is gone.
async fn until_death(demo: &mut Demo, names: &[String]) {
    let journeys = futures_util::future::join_all(names.iter().map(|name| journey(demo, name)));
    // Requests fail when the process dies; that is what is waited for.
    let _ = futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(async {
        tokio::time::timeout(Duration::from_secs(60), journeys).await
    }))
    .await;
    eventually("the end of the process", 40, async || {
        demo.has_ended().then_some(())
    })
    .await;
}

async fn journey(demo: &Demo, name: &str) {
    let email = format!("{name}@stranka.example");
    demo.send_contract(name, &[(&email, None)]).await;
    let mut browser = Browser::open(&demo.link(&email).await);
    let _ = browser.sign().await;
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

/// The points that every agreement passes.
fn points() -> impl Iterator<Item = &'static str> + Clone {
    failpoint::NAMES
        .into_iter()
        .filter(|point| *point != failpoint::AFTER_CODE)
}

/// Several at once: most of the time is spent waiting for the lease of the dead worker to end.
async fn every_failpoint(template: &Path, times: usize) {
    let runs = points().flat_map(|point| std::iter::repeat_n(point, times));
    futures_util::StreamExt::for_each_concurrent(futures_util::stream::iter(runs), 4, |point| {
        dies_and_finishes(template, point, 1)
    })
    .await;
}

#[tokio::test]
async fn every_failpoint_once_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let template = template(folder.path()).await;
    every_failpoint(&template, 2).await;
}

/// A code may have left when the process died: it is not sent a second time by itself (decision 33), and a person asks again.
#[tokio::test]
async fn a_code_that_may_have_left_is_not_repeated() {
    const PHONE: &str = "+38641234567";
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path(), &["--failpoint", failpoint::AFTER_CODE]).await;
    demo.send_contract("code", &[("ana@stranka.example", Some("41234567"))])
        .await;
    let link = demo.link("ana@stranka.example").await;
    // The answer may be lost with the process.
    let _ = tokio::spawn(async move { Browser::open(&link).form("/code", &[]).await }).await;
    eventually("the end of the process", 40, async || {
        demo.has_ended().then_some(())
    })
    .await;
    drop(demo);
    let demo = Demo::start(folder.path(), &[]).await;
    let given_up = eventually("the lease of the dead worker", 40, async || {
        let metrics = demo.metrics().await;
        metrics
            .lines()
            .find(|line| line.starts_with("podpis_dead_jobs_total{kind=\"send_code\"}"))
            .map(str::to_owned)
    })
    .await;
    assert!(given_up.ends_with(" 1"), "{given_up}");
    assert_eq!(demo.messages(PHONE).await.len(), 1);
}

#[tokio::test]
#[ignore = "long: part of `make soak`"]
async fn every_failpoint_ten_times() {
    let folder = tempfile::tempdir().unwrap();
    let template = template(folder.path()).await;
    every_failpoint(&template, 10).await;
}

/// Points drawn by lot, several demos and several agreements in each at the same time.
#[tokio::test]
#[ignore = "long: part of `make soak`"]
async fn eighty_random_failpoints_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let template = template(folder.path()).await;
    let drawn: [u8; 80] = app::keys::random_bytes();
    let points: Vec<&str> = drawn
        .iter()
        .filter_map(|byte| points().cycle().nth(usize::from(*byte)))
        .collect();
    println!("{points:?}");
    let runs = futures_util::stream::iter(points);
    futures_util::StreamExt::for_each_concurrent(runs, 6, |point| dies_and_finishes(&template, point, 3))
        .await;
}
