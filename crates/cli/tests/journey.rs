//! One contract through all layers, in a process of its own, over HTTP: as an integration and its recipients do it.

#![allow(clippy::print_stdout, reason = "shown where the test fails")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;

use reqwest::StatusCode;
use serde_json::json;
use std::process::Command;
use support::{Browser, Demo, PODPIS, between, eventually, signatures};

/// D3 and D6 in one: sent by API, opened by link, proved by code, signed, sealed, told, downloaded, checked by command.
#[tokio::test]
async fn m_53_m_54_a_contract_goes_through() {
    let folder = tempfile::tempdir().unwrap();
    // What is added to it later comes at its own time; that is the matter of the tests of lasting files.
    let demo = Demo::start(&folder.path().join("demo"), &["--completed-level", "b-t"]).await;
    let agreement = demo
        .send_contract(
            "Pogodba 12",
            &[
                ("eva@stranka.example", None),
                ("jan@stranka.example", Some("41234567")),
            ],
        )
        .await;

    demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    assert!(
        demo.messages("jan@stranka.example").await.is_empty(),
        "M-24: no link before the turn"
    );
    let mut eva = Browser::open(&demo.link("eva@stranka.example").await);
    let signed = eva.sign().await;
    assert_eq!(
        signed.status(),
        StatusCode::OK,
        "{}",
        signed.text().await.unwrap()
    );

    let link = demo.link("jan@stranka.example").await;
    let mut jan = Browser::open(&link);
    let door = jan.page().await;
    assert!(
        !door.contains("Pogodba 12") && !door.contains("/pages/"),
        "M-54: nothing of the document before the code"
    );
    assert_eq!(
        jan.get("/pages/0.png").await.status(),
        StatusCode::CONFLICT,
        "A-36"
    );
    assert!(
        demo.messages("+38641234567").await.is_empty(),
        "A-42: no code before it is asked for"
    );
    jan.form("/code", &[]).await;
    let code = demo.code("+38641234567", 0).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = jan.form("/verify", &[("code", wrong)]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    jan.form("/verify", &[("code", &code)]).await;
    let mut thief = Browser::open(&link);
    assert!(
        !thief.page().await.contains("/pages/"),
        "A-63: another visit proves itself anew"
    );
    assert_eq!(jan.get("/pages/0.png").await.status(), StatusCode::OK);
    assert_eq!(jan.sign().await.status(), StatusCode::OK);

    demo.until_status(&agreement, "SIGNED").await;
    let file = demo
        .get(&format!("/agreements/{agreement}/combinedDocument"))
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(signatures(&file), 3, "two acts and the closing seal");
    eventually("the completion mails", 20, async || {
        let eva = demo.messages("eva@stranka.example").await;
        let jan = demo.messages("jan@stranka.example").await;
        (eva.len() == 2 && jan.len() == 2).then_some(())
    })
    .await;
    let eva_mail = demo.messages("eva@stranka.example").await.pop().unwrap();
    let jan_mail = demo.messages("jan@stranka.example").await.pop().unwrap();
    assert_eq!(
        eva_mail["attachments"].as_array().unwrap().len(),
        1,
        "X13: e-mail alone: attached"
    );
    assert!(
        jan_mail["attachments"].as_array().unwrap().is_empty(),
        "X13: behind the same factor: a link"
    );

    checked_by_command(&demo, &file, &agreement);
    nothing_secret_is_kept(&demo, &[&code, link.rsplit('/').next().unwrap(), &demo.key]);
}

/// `podpis validate`, and `podpis audit verify` before and after an event was edited.
fn checked_by_command(demo: &Demo, file: &[u8], agreement: &str) {
    let signed = demo.folder.join("signed.pdf");
    std::fs::write(&signed, file).unwrap();
    let report = support::validated(&signed);
    assert_eq!(report["signatures"].as_array().unwrap().len(), 3);
    assert_eq!(report["document"]["modifiedAfterSigning"], false, "{report}");
    for signature in report["signatures"].as_array().unwrap() {
        assert_eq!(
            signature["subIndication"], "NO_CERTIFICATE_CHAIN_FOUND",
            "a test CA is nobody's anchor: {signature}"
        );
        assert_eq!(signature["level"], "PAdES-BASELINE-T");
    }
    assert_eq!(audit(demo), Some(0));
    let database = demo.folder.join("podpis.sqlite");
    let edit = format!(
        "DROP TRIGGER IF EXISTS event_no_update; UPDATE event SET record = replace(record, 'SIGNED', 'SIGNEE') WHERE stream = '{agreement}' AND kind = 'SIGNED';"
    );
    let edited = Command::new("python3")
        .args(["-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); [c.execute('DROP TRIGGER '+n) for (n,) in c.execute(\"SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='event'\").fetchall()]; c.executescript(sys.argv[2]); c.commit()"])
        .arg(&database)
        .arg(&edit)
        .status()
        .unwrap();
    assert!(edited.success());
    assert_eq!(audit(demo), Some(1), "M-06: a row that was edited is found");
}

fn audit(demo: &Demo) -> Option<i32> {
    let run = Command::new(PODPIS)
        .args(["audit", "verify", "--data"])
        .arg(&demo.folder)
        .arg("--kek-file")
        .arg(demo.folder.join("kek"))
        .output()
        .unwrap();
    println!(
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    run.status.code()
}

/// No code, token or key in the database or the log (section F, invariant 1).
fn nothing_secret_is_kept(demo: &Demo, secrets: &[&str]) {
    let files = [
        demo.folder.join("podpis.sqlite"),
        demo.folder.join("podpis.sqlite-wal"),
        demo.folder.with_extension("log"),
    ];
    for file in files {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for secret in secrets.iter().filter(|secret| secret.len() > 6) {
            assert!(
                !bytes.windows(secret.len()).any(|part| part == secret.as_bytes()),
                "{} holds {secret}",
                file.display()
            );
        }
    }
}

#[tokio::test]
async fn a_52_to_a_56_five_wrong_codes_end_it_and_tell_only_the_owner() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner_before = demo.messages("ana@demo.example").await.len();
    let agreement = demo
        .send_contract("Pogodba 13", &[("jan@stranka.example", Some("41234567"))])
        .await;
    let link = demo.link("jan@stranka.example").await;
    let mut jan = Browser::open(&link);
    jan.page().await;
    jan.form("/code", &[]).await;
    let code = demo.code("+38641234567", 0).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        jan.form("/verify", &[("code", wrong)]).await;
    }
    demo.until_status(&agreement, "CANCELLED").await;
    jan.form("/verify", &[("code", &code)]).await;
    assert_eq!(
        jan.get("/pages/0.png").await.status(),
        StatusCode::CONFLICT,
        "the right code comes too late"
    );
    eventually("the owner's mail", 20, async || {
        (demo.messages("ana@demo.example").await.len() == owner_before + 1).then_some(())
    })
    .await;
    assert_eq!(
        demo.messages("jan@stranka.example").await.len(),
        1,
        "A-54: nobody else is told"
    );
    let state = demo
        .send(
            reqwest::Method::PUT,
            &format!("/agreements/{agreement}/state"),
            &json!({"state": "IN_PROCESS"}),
        )
        .await;
    assert_eq!(state.status(), StatusCode::CONFLICT, "A-55");
}

#[tokio::test]
async fn bad_input_gets_a_clear_error_and_other_accounts_see_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let people = json!([{"order": 1, "role": "SIGNER", "memberInfos": [{"email": "a@b.si"}]}]);
    let whole = support::pdf_bytes("x");
    let half = whole[..whole.len() / 2].to_vec();
    for (bytes, code) in [
        (b"no pdf at all".to_vec(), "NOT_A_PDF"),
        (Vec::new(), "EMPTY_FILE"),
    ] {
        let answer = demo.try_upload("x.pdf", bytes).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "at once: {code}");
        let body = answer.json::<serde_json::Value>().await.unwrap();
        assert_eq!(body["code"], code);
        let message = body["message"].as_str().unwrap();
        assert!(message.ends_with('.') && !message.contains(code), "{message}");
    }
    let document = demo.upload("x.pdf", half).await;
    let body =
        json!({"name": "x", "fileInfos": [{"transientDocumentId": document}], "participantSetsInfo": people});
    let answer = demo.send(reqwest::Method::POST, "/agreements", &body).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let body = answer.json::<serde_json::Value>().await.unwrap();
    let code = body["code"].as_str().unwrap();
    assert!(["TRUNCATED", "BROKEN"].contains(&code), "{body}");
    for path in [
        "/agreements/nonsense",
        "/agreements/01a2029d-6978-77b6-a53c-9c756624d56b",
    ] {
        assert_eq!(demo.get(path).await.status(), StatusCode::NOT_FOUND);
    }
    let kba = json!([{"order": 1, "role": "SIGNER", "memberInfos": [{"email": "a@b.si", "securityOption": {"authenticationMethod": "KBA"}}]}]);
    let body = json!({"name": "x", "fileInfos": [{"transientDocumentId": "x"}], "participantSetsInfo": kba});
    let answer = demo.send(reqwest::Method::POST, "/agreements", &body).await;
    assert_eq!(
        answer.json::<serde_json::Value>().await.unwrap()["code"],
        "AUTHENTICATION_METHOD_NOT_ENABLED",
        "A-107"
    );
    let none = support::client()
        .get(format!("{}/api/rest/v6/agreements", demo.address))
        .send()
        .await
        .unwrap();
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
    let page = support::client()
        .get(format!("{}/s/nonsense", demo.address))
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    let text = page.text().await.unwrap();
    assert!(!between(&text, "<h1", "</h1>").is_empty());
}

/// A demo answers before its samples are made; ready it is when they all are there, also after a second start.
#[tokio::test]
async fn a_demo_is_ready_when_its_samples_are_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    for _ in 0..2 {
        let demo = Demo::start(&data, &[]).await;
        let listed = demo.get_json("/agreements").await;
        let agreements = listed["userAgreementList"].as_array().unwrap();
        let mut states: Vec<&str> = agreements
            .iter()
            .map(|agreement| agreement["status"].as_str().unwrap())
            .collect();
        states.sort_unstable();
        assert_eq!(states, ["OUT_FOR_SIGNATURE", "SIGNED", "WAITING_FOR_AUTHORING"]);
        assert_eq!(demo.facts["users"].as_array().unwrap().len(), 3);
    }
}
