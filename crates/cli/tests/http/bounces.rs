//! Mails that came back: a delivery report, handed in by a mail system over HTTP or at the console, is shown at its person.

use crate::person::Person;
use crate::support::{Browser, Demo, PODPIS, between, eventually};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// What a mail server writes (RFC 3464).
fn report(message_id: &str, action: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b/1\"\r\n\r\n\
--b/1\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b/1\r\nContent-Type: message/delivery-status\r\n\r\n\
Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\nAction: {action}\r\nStatus: 5.2.2\r\n\
Diagnostic-Code: smtp; 552 5.2.2 Mailbox <full>\r\n\r\n--b/1\r\nContent-Type: message/rfc822\r\n\r\n\
Message-ID: <{message_id}>\r\nSubject: Pogodba\r\n\r\nHello\r\n--b/1--\r\n"
    )
}

async fn handed_in(demo: &Demo, key: &str, body: String) -> Response {
    let request = crate::support::client().post(format!("{}/bounces", demo.address));
    let request = if key.is_empty() {
        request
    } else {
        request.bearer_auth(key)
    };
    request
        .header("content-type", "message/rfc822")
        .body(body)
        .send()
        .await
        .unwrap()
}

async fn result(answer: Response) -> String {
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json::<Value>().await.unwrap()["result"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_delivery_report_is_shown_at_its_person_and_only_its_own_account_hands_it_in() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (owner, neighbour) = (Person::admin(&demo).await, Person::neighbour(&demo).await);
    let id = demo
        .send_contract("Vrnjeno", &[("polna@stranka.example", None)])
        .await;
    demo.link("polna@stranka.example").await;
    let reference = demo.messages("polna@stranka.example").await[0]["reference"]
        .as_str()
        .unwrap()
        .to_owned();
    let failed = report(&reference, "failed");

    let nobody = handed_in(&demo, "", failed.clone()).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    let narrow = owner.new_key(&["agreement_read"]).await;
    let refused = handed_in(&demo, &narrow, failed.clone()).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        result(handed_in(&demo, &neighbour.key, failed.clone()).await).await,
        "NOT_OURS"
    );
    let delayed = report(&reference, "delayed");
    assert_eq!(
        result(handed_in(&demo, &owner.key, delayed).await).await,
        "NOT_FINAL"
    );
    let letter = "Subject: Out of office\r\n\r\nAway.".to_owned();
    assert!(
        handed_in(&demo, &owner.key, letter)
            .await
            .status()
            .is_client_error()
    );
    let large = "x".repeat(2 << 20);
    assert_eq!(
        handed_in(&demo, &owner.key, large).await.status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let path = format!("/agreements/{id}");
    assert!(
        !owner.reads(&path).await.contains("class=\"alerts\""),
        "nothing has come of all that"
    );

    let before = pulse(&owner, &path).await;
    assert_eq!(
        result(handed_in(&demo, &owner.key, failed.clone()).await).await,
        "KEPT"
    );
    let page = owner.reads(&path).await;
    let alerts = between(&page, "class=\"alerts\"", "class=\"columns\"");
    assert!(
        alerts.contains("polna@stranka.example") && alerts.contains("/replace"),
        "{alerts}"
    );
    assert_ne!(
        pulse(&owner, &path).await,
        before,
        "an open page learns of it by itself"
    );
    let home = owner.reads("/").await;
    let why = between(&home, "id=\"attention\"", "</section>");
    assert!(why.contains("Vrnjeno") && why.contains("was refused"), "{why}");
    assert_eq!(result(handed_in(&demo, &owner.key, failed).await).await, "KNOWN");
    let events = demo
        .get_json(&format!("/agreements/{id}/events"))
        .await
        .to_string();
    assert_eq!(events.matches("EMAIL_BOUNCED").count(), 1, "{events}");
}

async fn pulse(owner: &Person, path: &str) -> String {
    let told: Value = owner.told(&format!("{path}/pulse")).await;
    told["pulse"].as_str().unwrap().to_owned()
}

/// The console takes the report from standard input, as a mail system pipes it.
#[tokio::test]
async fn a_mail_system_pipes_a_report_to_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let demo = Demo::start(&data, &[]).await;
    let owner = Person::admin(&demo).await;
    let id = demo
        .send_contract("Po cevi", &[("cev@stranka.example", None)])
        .await;
    demo.link("cev@stranka.example").await;
    let reference = demo.messages("cev@stranka.example").await[0]["reference"]
        .as_str()
        .unwrap()
        .to_owned();
    let piped = |body: String| {
        let mut process = Command::new(PODPIS)
            .args(["admin", "bounce", "--data"])
            .arg(&data)
            .arg("--kek-file")
            .arg(data.join("kek"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(body.as_bytes()).unwrap();
        process.wait_with_output().unwrap()
    };
    let other = piped("Subject: hello\r\n\r\n".to_owned());
    assert!(
        !other.status.success(),
        "what is no report stays with the mail system"
    );
    let taken = piped(report(&reference, "failed"));
    let said = String::from_utf8_lossy(&taken.stdout).into_owned();
    assert!(
        taken.status.success() && said.contains("Kept"),
        "{said} {}",
        String::from_utf8_lossy(&taken.stderr)
    );
    let page = owner.reads(&format!("/agreements/{id}")).await;
    assert!(page.contains("The mail server refused the address"), "{page}");

    // The mail after the end: nobody is waited for any more, and still its owner reads that it did not arrive.
    let done = demo
        .send_contract("Po podpisu", &[("po@stranka.example", None)])
        .await;
    Browser::open(&demo.link("po@stranka.example").await).sign().await;
    demo.until_status(&done, "SIGNED").await;
    let reference = eventually("the last mail", 20, async || {
        let mails = demo.messages("po@stranka.example").await;
        let last = mails
            .into_iter()
            .find(|mail| mail["subject"].as_str().unwrap().starts_with("Zaključeno"));
        last.map(|mail| mail["reference"].as_str().unwrap().to_owned())
    })
    .await;
    let taken = piped(report(&reference, "failed"));
    let said = String::from_utf8_lossy(&taken.stdout).into_owned();
    assert!(said.contains("Kept with the message"), "{said}");
    let page = owner.reads(&format!("/agreements/{done}")).await;
    assert!(
        page.contains("could not be delivered") && page.contains("Mailbox"),
        "{page}"
    );
}
