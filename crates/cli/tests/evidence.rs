//! Evidence is checked from files alone: what `podpis audit verify --evidence` finds, and what it lets pass.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use domain::audit::{GENESIS, hash};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::{Browser, Demo, PODPIS, Session, pdf_bytes};

/// The papers of one completed agreement.
struct Papers {
    evidence: PathBuf,
    report: PathBuf,
    signed: PathBuf,
}

async fn papers(folder: &Path) -> Papers {
    // What makes files last comes in its own time, and has tests of its own.
    let demo = Demo::start(&folder.join("demo"), &["--completed-level", "b-t"]).await;
    let email = "dokaz@stranka.example";
    let agreement = demo.send_contract("Pogodba", &[(email, None)]).await;
    let mut browser = Browser::open(&demo.link(email).await);
    assert!(browser.sign().await.status().is_success());
    demo.until_status(&agreement, "SIGNED").await;
    let admin = demo.facts["users"].as_array().unwrap();
    let admin = admin.iter().find(|user| user["role"] == "admin").unwrap();
    let session = Session::of(&demo, admin).await;
    let keep = async |name: &str, path: &str| {
        let file = folder.join(name);
        let bytes = session.bytes(&format!("/agreements/{agreement}/{path}")).await;
        fs::write(&file, bytes).unwrap();
        file
    };
    Papers {
        evidence: keep("evidence.json", "evidence").await,
        report: keep("report.pdf", "report").await,
        signed: keep("signed.pdf", "download").await,
    }
}

fn verify(evidence: &Path, more: &[(&str, &Path)]) -> (Option<i32>, String) {
    let mut command = Command::new(PODPIS);
    command.args(["audit", "verify", "--evidence"]).arg(evidence);
    for (option, file) in more {
        command.arg(option).arg(file);
    }
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let said = [stdout, stderr].concat();
    (status.code(), String::from_utf8(said).unwrap())
}

fn refused(evidence: &Path, more: &[(&str, &Path)], because: &str) {
    let (code, said) = verify(evidence, more);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(because), "{because}: {said}");
}

/// Writes the evidence anew with one change, and chains it again where that is wanted.
fn changed(papers: &Papers, name: &str, rehash: bool, change: impl FnOnce(&mut Value)) -> PathBuf {
    let mut evidence: Value = serde_json::from_slice(&fs::read(&papers.evidence).unwrap()).unwrap();
    change(&mut evidence);
    if rehash {
        let (stream, mut head) = (evidence["stream"].clone(), GENESIS.to_owned());
        for record in evidence["records"].as_array_mut().unwrap() {
            let (seq, text) = (
                record["seq"].as_u64().unwrap(),
                record["record"].as_str().unwrap(),
            );
            head = hash(stream.as_str().unwrap(), seq, &head, text);
            record["hash"] = head.clone().into();
        }
    }
    let file = papers.evidence.with_file_name(name);
    fs::write(&file, evidence.to_string()).unwrap();
    file
}

/// Another time at which the agreement was made.
fn another_time(evidence: &mut Value) {
    let record = &mut evidence["records"][0]["record"];
    let mut event: Value = serde_json::from_str(record.as_str().unwrap()).unwrap();
    event["at"] = "2020-01-01T00:00:00Z".into();
    *record = event.to_string().into();
}

#[tokio::test]
async fn evidence_is_checked_without_an_installation() {
    let folder = tempfile::tempdir().unwrap();
    let papers = papers(folder.path()).await;
    let (signed, report) = (
        ("--document", papers.signed.as_path()),
        ("--report", papers.report.as_path()),
    );
    for (evidence, more) in [
        (&papers.evidence, vec![signed]),
        (&papers.evidence, vec![signed, report]),
        (&papers.report, vec![signed]),
    ] {
        let (code, said) = verify(evidence, &more);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains("3 revisions, of which the document holds 3"),
            "{said}"
        );
    }
    let edited = changed(&papers, "edited.json", false, another_time);
    refused(&edited, &[], "record 0 was changed");
    let rehashed = changed(&papers, "rehashed.json", true, another_time);
    assert_eq!(verify(&rehashed, &[]).0, Some(0), "nothing else vouches for it");
    refused(&rehashed, &[report], "the chain does not hold the head");
    let renamed = changed(&papers, "renamed.json", false, |evidence| {
        evidence["personalValues"][0]["value"] = "Somebody Else".into();
    });
    refused(&renamed, &[], "a personal value of record");
    let dropped = changed(&papers, "dropped.json", false, |evidence| {
        evidence["revisions"].as_array_mut().unwrap().remove(1);
    });
    refused(&dropped, &[], "the revisions are not those");
    let other = folder.path().join("other.pdf");
    fs::write(&other, pdf_bytes("Other")).unwrap();
    refused(
        &papers.evidence,
        &[("--document", &other)],
        "the document is another one",
    );
    let longer = folder.path().join("longer.pdf");
    fs::write(
        &longer,
        [fs::read(&papers.signed).unwrap(), b"%more\n".to_vec()].concat(),
    )
    .unwrap();
    refused(
        &papers.evidence,
        &[("--document", &longer)],
        "6 bytes of the document",
    );
    let headline = |file: &Path| {
        let run = Command::new(PODPIS).arg("validate").arg(file).output().unwrap();
        let said = String::from_utf8(run.stdout).unwrap();
        said.lines().next().unwrap().to_owned()
    };
    let whole = headline(&papers.signed);
    assert!(
        whole.ends_with("nothing was added after the last one."),
        "{whole}"
    );
    assert!(
        headline(&longer).starts_with("CHANGED after"),
        "{}",
        headline(&longer)
    );

    let mut bytes = fs::read(&papers.report).unwrap();
    let middle = bytes.windows(6).position(|part| part == b"endobj").unwrap() - 2;
    bytes[middle] = bytes[middle].wrapping_add(1);
    let forged = folder.path().join("forged.pdf");
    fs::write(&forged, bytes).unwrap();
    assert_ne!(verify(&forged, &[]).0, Some(0), "an edited report");
    assert_eq!(verify(&other, &[]).0, Some(3), "no report at all");
}
