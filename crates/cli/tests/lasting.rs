//! A completed document and its audit report are made to last: what their later checks need is added, the proof that is pending is
//! waited for, what is late is told, and timestamps are renewed. The years pass on a moved clock.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use pdf::signatures::{SignatureKind, signatures};
use pdf::{Document, Limits, ModificationLevel, security_store};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Browser, Demo, Session, eventually};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

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
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
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
    let verified = Command::new(support::PODPIS)
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

#[tokio::test(flavor = "multi_thread")]
async fn without_a_timestamp_a_seal_is_made_only_where_that_is_wanted_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let control = format!("127.0.0.1:{}", support::free_port());
    let arguments = ["--control", &control, "--without-timestamp", "degrade"];
    let demo = Demo::start(&folder.path().join("demo"), &arguments).await;
    let down = serde_json::json!({ "timestamp": "down" });
    let told = support::client()
        .post(format!("http://{control}/failures"))
        .json(&down);
    assert!(told.send().await.unwrap().status().is_success());
    let agreement = signed(&demo, "brez@stranka.example").await;
    let session = admin(&demo).await;
    let page = session.page(&format!("/agreements/{agreement}")).await;
    assert!(page.contains("without a timestamp"), "{page}");
    let report = session.bytes(&format!("/agreements/{agreement}/report")).await;
    let all = signatures(&open(&report)).unwrap();
    assert_eq!(all.len(), 1);
}

/// Waits until a file has so many timestamps over the whole of it.
async fn stamped(session: &Session, path: &str, count: usize) -> Vec<u8> {
    eventually(&format!("{count} timestamps over {path}"), 90, async || {
        let bytes = session.bytes(path).await;
        (stamps(&open(&bytes)) == count).then_some(bytes)
    })
    .await
}

fn paths(agreement: &str) -> [String; 2] {
    ["download", "report"].map(|file| format!("/agreements/{agreement}/{file}"))
}

async fn fails(control: &str, how: &str) {
    let failure = serde_json::json!({ "revocation": how });
    let told = support::client()
        .post(format!("http://{control}/failures"))
        .json(&failure);
    assert!(told.send().await.unwrap().status().is_success());
}

fn moved(clock: &Path, seconds: i64) {
    std::fs::write(clock, seconds.to_string()).unwrap();
}

async fn metric(demo: &Demo, state: &str) -> String {
    let address = format!("{}/metrics", demo.address);
    let text = support::client().get(address).send().await.unwrap();
    let text = text.text().await.unwrap();
    let name = format!("podpis_lasting_files{{state=\"{state}\"}} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&name));
    line.unwrap_or_default().to_owned()
}

/// Mails to the administrator about what may not last.
async fn alarms(demo: &Demo) -> usize {
    let mails = demo.messages("ana@demo.example").await;
    let subject = |mail: &&serde_json::Value| mail["subject"].as_str().unwrap().contains("need a look");
    mails.iter().filter(subject).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_that_does_not_come_is_told_after_two_days_once() {
    let folder = tempfile::tempdir().unwrap();
    let clock = folder.path().join("clock");
    let control = format!("127.0.0.1:{}", support::free_port());
    let arguments = ["--control", &control, "--clock", clock.to_str().unwrap()];
    let demo = Demo::start(&folder.path().join("demo"), &arguments).await;
    fails(&control, "down").await;
    // What was said of the certificates for the demo's own sample is now from before these signatures.
    moved(&clock, 60);
    let agreement = signed(&demo, "ceka@stranka.example").await;
    let page = format!("/agreements/{agreement}");
    let session = admin(&demo).await;
    eventually("the pending proof", 60, async || {
        session.page(&page).await.contains("Proof pending").then_some(())
    })
    .await;
    assert_eq!(alarms(&demo).await, 0);
    assert!(!session.page(&page).await.contains("more than two days"));
    moved(&clock, 49 * HOUR);
    eventually("the alarm", 60, async || (alarms(&demo).await == 1).then_some(())).await;
    let session = admin(&demo).await;
    assert!(
        session
            .page(&page)
            .await
            .contains("missing for more than two days")
    );
    let system = session.page("/system").await;
    assert!(system.contains("2 files have waited for their proof"), "{system}");
    assert!(system.contains("An authority does not answer") || system.contains("B-LTA"));
    assert_eq!(metric(&demo, "pending_long").await, "2");
    // It goes on, and nobody is told again.
    moved(&clock, 75 * HOUR);
    let session = admin(&demo).await;
    eventually("the next look", 60, async || {
        session
            .page("/system")
            .await
            .contains("files looked at")
            .then_some(())
    })
    .await;
    assert_eq!(alarms(&demo).await, 1);
    fails(&control, "none").await;
    moved(&clock, 100 * HOUR);
    let session = admin(&demo).await;
    for path in paths(&agreement) {
        stamped(&session, &path, 1).await;
    }
    assert_eq!(metric(&demo, "pending").await, "0");
    assert!(!session.page(&page).await.contains("two days"));
}

/// What `podpis validate` says of a file now, that is on the moved clock; it may ask the test authority.
fn judged(file: &[u8], data: &Path, clock: &Path) -> i32 {
    let path = data.join("judged.pdf");
    std::fs::write(&path, file).unwrap();
    let done = Command::new(support::PODPIS)
        .args(["validate", "--allow-private-addresses", "--clock"])
        .args([clock, Path::new("--trust"), &data.join("test-ca.pem"), &path])
        .output()
        .unwrap();
    // Shown where the test fails.
    eprintln!(
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    done.status.code().unwrap()
}

/// Fails where one file does not vouch for another.
fn vouches(evidence: &Path, option: &str, file: &Path) {
    let checked = Command::new(support::PODPIS)
        .args(["audit", "verify", "--evidence"])
        .args([evidence, Path::new(option), file])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn timestamps_are_renewed_before_they_end_and_without_that_the_file_ends_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let (data, clock): (PathBuf, PathBuf) = (folder.path().join("demo"), folder.path().join("clock"));
    let arguments = ["--clock", clock.to_str().unwrap()];
    let demo = Demo::start(&data, &arguments).await;
    let agreement = signed(&demo, "deset@let.example").await;
    let session = admin(&demo).await;
    let mut young = Vec::new();
    for path in paths(&agreement) {
        young.push(stamped(&session, &path, 1).await);
    }
    drop(demo);
    // The test authority's certificate ends after ten years; ninety days before, its timestamps are due.
    moved(&clock, 10 * YEAR - 80 * DAY);
    let demo = Demo::start(&data, &arguments).await;
    let session = admin(&demo).await;
    let mut renewed = Vec::new();
    for path in paths(&agreement) {
        renewed.push(stamped(&session, &path, 2).await);
    }
    eventually("all renewals", 60, async || {
        (metric(&demo, "overdue").await == "0").then_some(())
    })
    .await;
    for file in young.iter().chain(&renewed) {
        assert_eq!(judged(file, &data, &clock), 0);
    }
    assert_eq!(metric(&demo, "overdue").await, "0");
    // The report was made before anything was added to the document; it vouches for it all the same.
    let (document, report) = (folder.path().join("signed.pdf"), folder.path().join("report.pdf"));
    std::fs::write(&document, &renewed[0]).unwrap();
    std::fs::write(&report, &renewed[1]).unwrap();
    vouches(&report, "--document", &document);
    // The history names both states of the report.
    let evidence = folder.path().join("evidence.json");
    std::fs::write(
        &evidence,
        session.bytes(&format!("/agreements/{agreement}/evidence")).await,
    )
    .unwrap();
    for state in [&young[1], &renewed[1]] {
        std::fs::write(&report, state).unwrap();
        vouches(&evidence, "--report", &report);
    }
    // Three years on, the seal and the first authority have ended.
    drop(demo);
    moved(&clock, 13 * YEAR);
    let demo = Demo::start(&data, &arguments).await;
    for (young, renewed) in young.iter().zip(&renewed) {
        assert!(renewed.starts_with(young), "renewing only adds");
        assert_eq!(
            judged(renewed, &data, &clock),
            0,
            "all that it began with has ended"
        );
        assert_eq!(judged(young, &data, &clock), 2, "the same without renewal");
    }
    let session = admin(&demo).await;
    eventually("a night", 60, async || {
        let page = session.page("/system").await;
        page.contains("files looked at: 4").then_some(())
    })
    .await;
    for state in ["pending", "overdue", "ending", "found"] {
        assert_eq!(metric(&demo, state).await, "0", "{state}");
    }
    // The server had been off when the renewal was due: that was told, once.
    assert_eq!(alarms(&demo).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_finds_what_will_soon_be_checkable_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let clock = folder.path().join("clock");
    let arguments = ["--completed-level", "b-t", "--clock", clock.to_str().unwrap()];
    let demo = Demo::start(&folder.path().join("demo"), &arguments).await;
    moved(&clock, DAY);
    let session = admin(&demo).await;
    eventually("a night", 60, async || {
        session
            .page("/system")
            .await
            .contains("files looked at: 2")
            .then_some(())
    })
    .await;
    let system = session.page("/system").await;
    assert!(
        system.contains("They reach B-T") && system.contains("completed_level says so"),
        "{system}"
    );
    assert_eq!(
        (metric(&demo, "ending").await, alarms(&demo).await),
        ("0".to_owned(), 0)
    );
    // The seal's certificate ends after ten years.
    moved(&clock, 10 * YEAR - 30 * DAY);
    eventually("the warnings", 60, async || {
        (alarms(&demo).await == 2).then_some(())
    })
    .await;
    assert_eq!(metric(&demo, "ending").await, "2");
    assert_eq!(metric(&demo, "found").await, "2");
    let system = admin(&demo).await.page("/system").await;
    assert!(
        system.contains("2 files can be checked no more within two months"),
        "{system}"
    );
    assert!(system.contains("SOON_OUT_OF_BOUNDS_NO_POE"), "{system}");
    // What was finished before more was wanted is begun at night.
    drop(demo);
    moved(&clock, 10 * YEAR - 28 * DAY);
    let demo = Demo::start(&folder.path().join("demo"), &arguments[2..]).await;
    let session = admin(&demo).await;
    let list = demo.get_json("/agreements").await;
    let done = list["userAgreementList"].as_array().unwrap();
    let done = done.iter().find(|one| one["status"] == "SIGNED").unwrap();
    let agreement = done["id"].as_str().unwrap();
    for path in paths(agreement) {
        stamped(&session, &path, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_finds_files_that_are_damaged_or_gone_and_looks_at_the_others_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (data, clock): (PathBuf, PathBuf) = (folder.path().join("demo"), folder.path().join("clock"));
    let arguments = ["--completed-level", "b-t", "--clock", clock.to_str().unwrap()];
    drop(Demo::start(&data, &arguments).await);
    for (number, blob) in files_below(&data.join("blobs")).iter().enumerate() {
        // Each second one has a bit turned, the others are not there any more.
        match number % 2 {
            0 => std::fs::remove_file(blob).unwrap(),
            _ => {
                let mut bytes = std::fs::read(blob).unwrap();
                *bytes.last_mut().unwrap() ^= 1;
                std::fs::write(blob, bytes).unwrap();
            }
        }
    }
    moved(&clock, DAY);
    let demo = Demo::start(&data, &arguments).await;
    let session = admin(&demo).await;
    eventually("a night", 60, async || {
        let page = session.page("/system").await;
        page.contains("files looked at: 2").then_some(())
    })
    .await;
    assert_eq!(metric(&demo, "found").await, "2");
    assert!(session.page("/system").await.contains("DAMAGED"));
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files_below(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}
