//! What the operator does at the console while the server runs: let a lost admin in again, see jobs that need somebody, try one again;
//! and a seal of somebody's test CA is not installed in silence.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]
#![expect(
    clippy::disallowed_methods,
    reason = "the server that is asked lives by the real clock"
)]

mod support;

use jiff::Timestamp;
use serde_json::Value;
use std::process::{Command, Output};
use store::{JobState, NewJob, Store};
use support::{Demo, PODPIS, Session};

fn admin(demo: &Demo, arguments: &[&str]) -> Output {
    let mut command = Command::new(PODPIS);
    command.arg("admin").args(arguments);
    command.arg("--data").arg(&demo.folder);
    command.arg("--kek-file").arg(demo.folder.join("kek"));
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let all = [output.stdout.clone(), output.stderr.clone()].concat();
    String::from_utf8(all).unwrap()
}

#[tokio::test]
async fn a_lost_admin_is_let_in_by_a_link_on_the_console() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let users = demo.facts["users"].as_array().unwrap();
    let lost = users.iter().find(|user| user["role"] == "admin").unwrap();
    let email = lost["email"].as_str().unwrap();
    let answer = admin(&demo, &["reset-password", "--user", email]);
    assert!(answer.status.success(), "{}", said(&answer));
    let link = said(&answer).lines().next().unwrap().to_owned();
    let path = link[link.find("/reset/").unwrap()..].to_owned();
    let fresh = "another long password";
    let mut session = Session::new(&demo.address);
    let chosen = session
        .form(&path, &[("password", fresh), ("again", fresh)])
        .await;
    assert!(chosen.status().is_redirection(), "{}", chosen.status());
    let again = session
        .form(&path, &[("password", fresh), ("again", fresh)])
        .await;
    assert_eq!(again.status(), 410, "it works once");
    let mut session = Session::new(&demo.address);
    let signed_in = session
        .form("/sign-in", &[("email", email), ("password", fresh)])
        .await;
    assert!(signed_in.status().is_redirection(), "{}", signed_in.status());
    let unknown = admin(&demo, &["reset-password", "--user", "nobody@example.com"]);
    assert!(!unknown.status.success() && said(&unknown).contains("no user with this address"));
}

#[tokio::test]
async fn jobs_that_were_given_up_are_listed_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let database = demo.folder.join("podpis.sqlite");
    let store = Store::open_sqlite(&database).await.unwrap();
    let now = Timestamp::now();
    let job = NewJob {
        id: "lost-job".into(),
        // No worker takes a kind that it does not know, so that nobody but this test has it.
        kind: "of_tomorrow".into(),
        account_id: store.accounts().await.unwrap().remove(0).id,
        agreement_id: None,
        payload: "{}".into(),
        idempotency_key: "lost-job".into(),
        queue_key: None,
        run_at: now,
    };
    let mut transaction = store.begin().await.unwrap();
    transaction.enqueue(&job, now).await.unwrap();
    transaction.commit().await.unwrap();
    let lease = jiff::SignedDuration::from_secs(60);
    let claimed = store
        .claim_jobs(now, "test", lease, 1, &["of_tomorrow"])
        .await
        .unwrap()
        .remove(0);
    let mut transaction = store.begin().await.unwrap();
    transaction
        .bury_job(&claimed.id, claimed.fence, "the gateway is gone", now)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    let listed = admin(&demo, &["jobs"]);
    assert!(
        said(&listed).contains("lost-job given up: of_tomorrow"),
        "{}",
        said(&listed)
    );
    assert!(said(&listed).contains("the gateway is gone"));
    let listed: Value = serde_json::from_slice(&admin(&demo, &["jobs", "--json"]).stdout).unwrap();
    assert_eq!(listed["givenUp"][0]["id"], "lost-job");
    let retried = admin(&demo, &["retry-job", "lost-job"]);
    assert!(retried.status.success(), "{}", said(&retried));
    assert_eq!(
        store.job("lost-job").await.unwrap().unwrap().state,
        JobState::Ready
    );
    let unknown = admin(&demo, &["retry-job", "no-such-job"]);
    assert!(!unknown.status.success() && said(&unknown).contains("no such job"));
}

#[test]
fn a_seal_of_a_test_authority_is_not_installed_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let kek = folder.path().join("kek");
    let made = Command::new(PODPIS)
        .args(["admin", "key-file"])
        .arg(&kek)
        .output()
        .unwrap();
    assert!(made.status.success());
    let parties = folder.path().join("parties");
    let port = || format!("127.0.0.1:{}", support::free_port());
    let mut command = Command::new(PODPIS);
    command.arg("simulate").arg("--data").arg(&parties);
    for party in ["--mail", "--sms", "--timestamp", "--control"] {
        command.args([party, &port()]);
    }
    let mut simulators = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    let seal = parties.join("test-seal.pem");
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !seal.exists() && std::time::Instant::now() < end {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    simulators.kill().unwrap();
    simulators.wait().unwrap();
    let data = folder.path().join("data");
    let podpis = |arguments: &[&str]| {
        let mut command = Command::new(PODPIS);
        command.args(arguments).arg("--data").arg(&data);
        command.arg("--kek-file").arg(&kek).output().unwrap()
    };
    let installed = podpis(&["admin", "install-seal", "--key", seal.to_str().unwrap()]);
    assert!(installed.status.success(), "{}", said(&installed));
    assert!(
        said(&installed).contains("WARNING") && said(&installed).contains("a test"),
        "{}",
        said(&installed)
    );
    let looked = podpis(&["doctor"]);
    assert!(said(&looked).contains("MEND seal's issuer"), "{}", said(&looked));
    let served = podpis(&["serve", "--listen", &port()]);
    assert!(
        !served.status.success() && said(&served).contains("test CA"),
        "{}",
        said(&served)
    );
}

/// A message that nobody wants any more is thrown away, and the account's chain says so; what carries out a decision is not.
#[tokio::test]
async fn a_message_that_was_given_up_is_thrown_away_and_a_seal_never() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let store = Store::open_sqlite(&demo.folder.join("podpis.sqlite"))
        .await
        .unwrap();
    for kind in ["notify", "seal"] {
        bury(&store, kind).await;
    }
    let admin_user = demo.facts["users"].as_array().unwrap()[0].clone();
    let mut session = Session::of(&demo, &admin_user).await;
    let page = session.page("/system").await;
    assert!(page.contains("/system/jobs/dead-notify/discard"));
    assert!(
        !page.contains("/system/jobs/dead-seal/discard"),
        "a seal is only tried again"
    );
    assert!(page.contains("1 seal waits"));
    let answer = session.form("/system/jobs/dead-notify/discard", &[]).await;
    assert!(answer.status().is_redirection());
    assert_eq!(
        store.job("dead-notify").await.unwrap().unwrap().state,
        JobState::Cancelled
    );
    session.form("/system/jobs/dead-seal/discard", &[]).await;
    let refused = admin(&demo, &["discard-job", "dead-seal"]);
    assert!(!refused.status.success() && said(&refused).contains("carries out what was decided"));
    assert_eq!(
        store.job("dead-seal").await.unwrap().unwrap().state,
        JobState::Dead
    );
    let stream = format!("account:{}", store.accounts().await.unwrap().remove(0).id);
    let kinds: Vec<String> = store
        .events(&stream, 0)
        .await
        .unwrap()
        .into_iter()
        .map(|event| event.kind)
        .collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "JOB_DISCARDED").count(), 1);
}

/// A job that was given up; nobody else has the time to take it.
async fn bury(store: &Store, kind: &str) {
    let now = Timestamp::now();
    let id = format!("dead-{kind}");
    let job = NewJob {
        id: id.clone(),
        kind: kind.to_owned(),
        account_id: store.accounts().await.unwrap().remove(0).id,
        agreement_id: None,
        payload: "{}".into(),
        idempotency_key: id.clone(),
        queue_key: None,
        run_at: now + jiff::SignedDuration::from_hours(1),
    };
    let mut transaction = store.begin().await.unwrap();
    transaction.enqueue(&job, now).await.unwrap();
    transaction.commit().await.unwrap();
    let later = now + jiff::SignedDuration::from_hours(2);
    let lease = jiff::SignedDuration::from_secs(60);
    let claimed = store.claim_jobs(later, "test", lease, 10, &[kind]).await.unwrap();
    let claimed = claimed.into_iter().find(|job| job.id == id).unwrap();
    let mut transaction = store.begin().await.unwrap();
    transaction
        .bury_job(&id, claimed.fence, "the gateway is gone", now)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn the_operator_sees_what_is_taken_and_what_was_done_last() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let shown: Value = serde_json::from_slice(&admin(&demo, &["storage", "--json"]).stdout).unwrap();
    assert!(shown["databaseBytes"].as_i64().unwrap() > 100_000);
    assert!(
        shown["accounts"][0]["uploadBytes"].as_i64().unwrap() > 1000,
        "{shown}"
    );
    assert!(
        shown["accounts"][0]["stepBytes"].as_i64().unwrap() > 1000,
        "{shown}"
    );
    let admin_user = demo.facts["users"].as_array().unwrap()[0].clone();
    let session = Session::of(&demo, &admin_user).await;
    let before = session.page("/system").await;
    assert!(before.contains("None was made with podpis backup") && before.contains("has not been run"));
    let copy = folder.path().join("copy");
    for arguments in [&["backup", "--to", copy.to_str().unwrap()][..], &["doctor"]] {
        let mut command = Command::new(PODPIS);
        command.args(arguments).arg("--data").arg(&demo.folder);
        command.arg("--kek-file").arg(demo.folder.join("kek"));
        let output = command.output().unwrap();
        assert!(!output.stdout.is_empty(), "{}", said(&output));
    }
    let after = session.page("/system").await;
    assert!(after.contains(copy.to_str().unwrap()), "where the backup went");
    assert!(after.contains("Last run") && after.contains("key file"));
    // Without the demo's own arguments nobody is configured who could stamp anything, and that is the named reason.
    assert!(
        after.contains("completed documents reach B-T, not more: no timestamping authority is configured"),
        "{after}"
    );
}
