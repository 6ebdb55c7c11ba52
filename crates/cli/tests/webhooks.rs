//! Webhooks from registration to the last message of an agreement, over real sockets: what a program is told, how it proves itself,
//! and what happens when it does not answer as it should.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect, Response};
use reqwest::StatusCode;
use reqwest::header::{ETAG, IF_MATCH, IF_NONE_MATCH};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{DeliveryState, Store, WebhookDelivery};
use support::{Browser, Demo, client, eventually};

const CLIENT_ID: &str = "x-adobesign-clientid";

/// How a program answers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    EchoesInHeader,
    EchoesInBody,
    EchoesNothing,
    Fails,
    Hangs,
    Redirects,
}

/// What a program was told.
#[derive(Clone)]
struct Told {
    headers: HeaderMap,
    bytes: Bytes,
    body: Value,
}

/// A program that is told of events, on this machine.
#[derive(Clone)]
struct Program {
    mood: Arc<Mutex<Mood>>,
    told: Arc<Mutex<Vec<Told>>>,
    url: String,
}

impl Program {
    async fn start() -> Program {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let program = Program {
            mood: Arc::new(Mutex::new(Mood::EchoesInHeader)),
            told: Arc::default(),
            url: format!("http://{}/hook?for=us", listener.local_addr().unwrap()),
        };
        let router = Router::new().fallback(answer).with_state(program.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        program
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// The events about an agreement, in the order in which they were told.
    fn events(&self, agreement: &str) -> Vec<String> {
        let told = self.told();
        let own = told
            .iter()
            .filter(|told| told.body["agreement"]["id"] == agreement);
        own.map(|told| told.body["event"].as_str().unwrap().to_owned())
            .collect()
    }
}

async fn answer(
    State(program): State<Program>,
    method: Method,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let mood = *program.mood.lock().unwrap();
    if method == Method::POST {
        let told = Told {
            headers: headers.clone(),
            body: serde_json::from_slice(&bytes).unwrap(),
            bytes,
        };
        program.told.lock().unwrap().push(told);
    }
    let id = headers[CLIENT_ID].to_str().unwrap().to_owned();
    match mood {
        Mood::EchoesInHeader => [(CLIENT_ID, id)].into_response(),
        Mood::EchoesInBody => axum::Json(json!({"xAdobeSignClientId": id})).into_response(),
        Mood::EchoesNothing => "thanks".into_response(),
        Mood::Fails => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::Hangs => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            "late".into_response()
        }
        Mood::Redirects => ([(CLIENT_ID, id)], Redirect::temporary("http://127.0.0.1:1/")).into_response(),
    }
}

fn hook(url: &str, more: Value) -> Value {
    let mut hook = json!({"name": "ERP", "scope": "ACCOUNT", "state": "ACTIVE",
        "webhookSubscriptionEvents": ["AGREEMENT_ALL"], "webhookUrlInfo": {"url": url}});
    hook.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    hook
}

fn everything() -> Value {
    json!({"webhookConditionalParams": {"webhookAgreementEvents": {"includeDetailedInfo": true,
        "includeDocumentsInfo": true, "includeParticipantsInfo": true, "includeSignedDocuments": true}}})
}

async fn made(demo: &Demo, body: &Value) -> (String, String) {
    let answer = demo.send(Method::POST, "/webhooks", body).await;
    let (status, body) = (answer.status(), answer.json::<Value>().await.unwrap());
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (text("id"), text("secret"))
}

async fn refused(demo: &Demo, body: &Value) -> String {
    let answer = demo.send(Method::POST, "/webhooks", body).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body}");
    let answer: Value = answer.json().await.unwrap();
    answer["code"].as_str().unwrap().to_owned()
}

async fn with_tag(demo: &Demo, method: Method, path: &str, tag: &str, body: &Value) -> StatusCode {
    let url = format!("{}/api/rest/v6{path}", demo.address);
    let request = client().request(method, url).bearer_auth(&demo.key);
    let answer = request.header(IF_MATCH, tag).json(body).send().await.unwrap();
    answer.status()
}

async fn tag_of(demo: &Demo, webhook: &str) -> String {
    let answer = demo.get(&format!("/webhooks/{webhook}")).await;
    answer.headers()[ETAG].to_str().unwrap().to_owned()
}

async fn store_of(demo: &Demo) -> Store {
    Store::open_sqlite(&demo.folder.join("podpis.sqlite"))
        .await
        .unwrap()
}

/// The messages to a webhook once they are as wanted.
async fn log(
    demo: &Demo,
    webhook: &str,
    wanted: impl Fn(&[WebhookDelivery]) -> bool,
) -> Vec<WebhookDelivery> {
    let store = store_of(demo).await;
    let mut seen = Vec::new();
    for _ in 0..1200 {
        seen = store.webhook_deliveries(webhook, 100).await.unwrap();
        if wanted(&seen) {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the log did not become what it should be: {seen:#?}");
}

async fn start() -> (tempfile::TempDir, Demo, Program) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    (folder, demo, Program::start().await)
}

/// D6, steps 5 and 6: every event of a contract comes, in v6's shape, once, signed.
#[tokio::test]
async fn a_program_is_told_of_a_whole_journey() {
    let (_folder, demo, program) = start().await;
    program.is(Mood::EchoesInBody);
    let (webhook, secret) = made(&demo, &hook(&program.url, everything())).await;
    let (bare, _) = made(
        &demo,
        &hook(
            &program.url,
            json!({"name": "Ends", "webhookSubscriptionEvents": ["AGREEMENT_WORKFLOW_COMPLETED"]}),
        ),
    )
    .await;
    let agreement = demo
        .send_contract("Pogodba", &[("eva@stranka.example", None)])
        .await;
    let mut eva = Browser::open(&demo.link("eva@stranka.example").await);
    assert_eq!(eva.sign().await.status(), StatusCode::OK);
    demo.until_status(&agreement, "SIGNED").await;
    log(&demo, &bare, |log| {
        log.len() == 1 && log[0].state == DeliveryState::Delivered
    })
    .await;
    let wanted = BTreeSet::from([
        "AGREEMENT_ACTION_COMPLETED",
        "AGREEMENT_ACTION_REQUESTED",
        "AGREEMENT_CREATED",
        "AGREEMENT_DOCUMENTS_VIEWED",
        "AGREEMENT_EMAIL_VIEWED",
        "AGREEMENT_PARTICIPANT_COMPLETED",
        "AGREEMENT_WORKFLOW_COMPLETED",
    ]);
    let deliveries = log(&demo, &webhook, |log| {
        log.len() >= wanted.len() && log.iter().all(|one| one.state == DeliveryState::Delivered)
    })
    .await;
    let names: Vec<&str> = deliveries.iter().map(|one| one.event.as_str()).collect();
    assert_eq!(names.len(), wanted.len(), "each once: {names:?}");
    assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), wanted);
    let told = program.told();
    let own: Vec<&Told> = told
        .iter()
        .filter(|told| told.body["webhookId"] == webhook.as_str())
        .collect();
    assert_eq!(own.len(), wanted.len());
    for told in &own {
        is_v6_shaped(&told.body);
        is_signed(told, &secret);
        nothing_secret(&demo, told, &secret);
    }
    contents(&demo, &own, &agreement).await;
    let ends: Vec<&Told> = told
        .iter()
        .filter(|told| told.body["webhookId"] == bare.as_str())
        .collect();
    assert_eq!(ends.len(), 1);
    let keys: BTreeSet<&String> = ends[0].body["agreement"].as_object().unwrap().keys().collect();
    assert_eq!(
        keys.into_iter().collect::<Vec<_>>(),
        ["id", "name", "signatureType", "status"]
    );
}

async fn contents(demo: &Demo, told: &[&Told], agreement: &str) {
    let of = |event: &str| {
        let mut found = told.iter().filter(|told| told.body["event"] == event);
        found.next().unwrap().body.clone()
    };
    let created = of("AGREEMENT_CREATED");
    assert_eq!(created["agreement"]["id"], agreement);
    assert_eq!(
        created["agreement"]["status"], "DOCUMENTS_NOT_YET_PROCESSED",
        "as it stood then"
    );
    assert_eq!(created["initiatingUserEmail"], "ana@demo.example");
    let requested = of("AGREEMENT_ACTION_REQUESTED");
    assert_eq!(requested["participantUserEmail"], "eva@stranka.example");
    assert_eq!(
        requested["agreement"]["participantSetsInfo"]["nextParticipantSets"][0]["status"],
        "WAITING_FOR_MY_SIGNATURE"
    );
    let completed = of("AGREEMENT_ACTION_COMPLETED");
    assert_eq!(
        (&completed["actingUserEmail"], &completed["actionType"]),
        (&json!("eva@stranka.example"), &json!("ESIGN"))
    );
    let end = of("AGREEMENT_WORKFLOW_COMPLETED");
    assert_eq!(end["agreement"]["status"], "SIGNED");
    let file = demo
        .get(&format!("/agreements/{agreement}/combinedDocument"))
        .await;
    let file = file.bytes().await.unwrap();
    let sent = end["agreement"]["signedDocumentInfo"]["document"]
        .as_str()
        .unwrap();
    // What makes the file last may have been added since.
    assert!(
        file.starts_with(&decoded(sent)),
        "the bytes that are downloaded begin with those that were sent"
    );
}

/// Every key is one of v6's samples, and those that every sample has are there.
fn is_v6_shaped(body: &Value) {
    const EVERYWHERE: [&str; 16] = [
        "agreement.id",
        "agreement.name",
        "agreement.participantSetsInfo.participantSets[].memberInfos[].email",
        "agreement.participantSetsInfo.participantSets[].memberInfos[].id",
        "agreement.participantSetsInfo.participantSets[].order",
        "agreement.senderEmail",
        "agreement.signatureType",
        "agreement.status",
        "event",
        "eventDate",
        "eventResourceType",
        "webhookId",
        "webhookNotificationApplicableUsers[].payloadApplicable",
        "webhookNotificationId",
        "webhookScope",
        "webhookUrlInfo.url",
    ];
    let known: BTreeSet<&str> = include_str!("webhook-keys.txt").lines().collect();
    let mut found = BTreeSet::new();
    keys(body, "", &mut found);
    for key in &found {
        assert!(known.contains(key.as_str()), "v6 knows no {key}");
    }
    for key in EVERYWHERE {
        assert!(found.contains(key), "{key} is missing from {body}");
    }
}

fn keys(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                found.insert(path.clone());
                keys(value, &path, found);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| keys(item, &format!("{path}[]"), found)),
        _ => {}
    }
}

/// The signature is computed again by another program.
fn is_signed(told: &Told, secret: &str) {
    let header = told.headers["x-podpis-signature"].to_str().unwrap();
    let (time, tag) = header.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let script = "import hmac,sys; print(hmac.new(sys.argv[1].encode(), sys.argv[2].encode() + b'.' + open(sys.argv[3],'rb').read(), 'sha256').hexdigest())";
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &told.bytes).unwrap();
    let run = Command::new("python3")
        .args(["-c", script, secret, time])
        .arg(file.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(run.stdout).unwrap().trim(), tag);
    assert_eq!(
        told.headers["x-podpis-notification-id"].to_str().unwrap(),
        told.body["webhookNotificationId"]
    );
}

fn nothing_secret(demo: &Demo, told: &Told, secret: &str) {
    let text = String::from_utf8_lossy(&told.bytes);
    for value in [secret, &demo.key, "/s/"] {
        assert!(!text.contains(value), "a message holds {value}");
    }
}

fn decoded(text: &str) -> Vec<u8> {
    let script = "import base64,sys; sys.stdout.buffer.write(base64.b64decode(sys.stdin.read()))";
    let mut child = Command::new("python3")
        .args(["-c", script])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut input, text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output.stdout
}

/// Create, list, get, change, switch off and on, remove: with entity tags and v6's codes.
#[tokio::test]
async fn the_six_operations_answer_as_v6_does() {
    let (_folder, demo, program) = start().await;
    let (webhook, _) = made(&demo, &hook(&program.url, json!({}))).await;
    let path = format!("/webhooks/{webhook}");
    let shown = demo.get_json(&path).await;
    assert_eq!(
        (&shown["status"], &shown["scope"]),
        (&json!("ACTIVE"), &json!("ACCOUNT"))
    );
    assert!(shown.get("secret").is_none(), "said once");
    let tag = tag_of(&demo, &webhook).await;
    let url = format!("{}/api/rest/v6{path}", demo.address);
    let same = client()
        .get(&url)
        .bearer_auth(&demo.key)
        .header(IF_NONE_MATCH, &tag);
    assert_eq!(same.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    let missing = client().put(format!("{url}/state")).bearer_auth(&demo.key);
    let missing = missing.json(&json!({"state": "INACTIVE"})).send().await.unwrap();
    assert_eq!(
        missing.json::<Value>().await.unwrap()["code"],
        "MISSING_IF_MATCH_HEADER"
    );
    let named = hook(
        &program.url,
        json!({"name": "ERP 2", "webhookSubscriptionEvents": ["AGREEMENT_EXPIRED"]}),
    );
    let put = Method::PUT;
    assert_eq!(
        with_tag(&demo, put.clone(), &path, &tag, &named).await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        with_tag(&demo, put.clone(), &path, &tag, &named).await,
        StatusCode::PRECONDITION_FAILED
    );
    let elsewhere = hook("http://127.0.0.1:9/", json!({}));
    let tag = tag_of(&demo, &webhook).await;
    assert_eq!(
        with_tag(&demo, put.clone(), &path, &tag, &elsewhere).await,
        StatusCode::BAD_REQUEST
    );
    let off = json!({"state": "INACTIVE"});
    assert_eq!(
        with_tag(&demo, put.clone(), &format!("{path}/state"), &tag, &off).await,
        StatusCode::NO_CONTENT
    );
    let list = demo.get_json("/webhooks").await;
    assert_eq!(list["userWebhookList"], json!([]));
    let list = demo
        .get_json("/webhooks?showInActiveWebhooks=true&scope=ACCOUNT")
        .await;
    assert_eq!(list["userWebhookList"][0]["name"], "ERP 2");
    assert_eq!(
        list["userWebhookList"][0]["webhookSubscriptionEvents"],
        json!(["AGREEMENT_EXPIRED"])
    );
    on_and_away(&demo, &program, &webhook).await;
}

/// A webhook that is off is asked again when it is switched on; then it is removed.
async fn on_and_away(demo: &Demo, program: &Program, webhook: &str) {
    let path = format!("/webhooks/{webhook}");
    let put = Method::PUT;
    program.is(Mood::EchoesNothing);
    let (tag, on) = (tag_of(demo, webhook).await, json!({"state": "ACTIVE"}));
    let state = format!("{path}/state");
    assert_eq!(
        with_tag(demo, put.clone(), &state, &tag, &on).await,
        StatusCode::BAD_REQUEST
    );
    program.is(Mood::EchoesInHeader);
    assert_eq!(
        with_tag(demo, put, &state, &tag, &on).await,
        StatusCode::NO_CONTENT
    );
    let tag = tag_of(demo, webhook).await;
    let gone = with_tag(demo, Method::DELETE, &path, &tag, &json!({})).await;
    assert_eq!(gone, StatusCode::NO_CONTENT);
    assert_eq!(demo.get(&path).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        demo.get("/webhooks?pageSize=0").await.status(),
        StatusCode::BAD_REQUEST
    );
}

/// An address that does not want to be told, or may not be, makes no webhook.
#[tokio::test]
async fn what_cannot_be_a_webhook_is_refused_with_a_code() {
    let (_folder, demo, program) = start().await;
    for mood in [Mood::EchoesNothing, Mood::Fails, Mood::Redirects, Mood::Hangs] {
        program.is(mood);
        assert_eq!(
            refused(&demo, &hook(&program.url, json!({}))).await,
            "INVALID_WEBHOOK_URL",
            "{mood:?}"
        );
    }
    program.is(Mood::EchoesInHeader);
    let cases = [
        (
            json!({"webhookUrlInfo": {"url": "ftp://127.0.0.1/"}}),
            "INVALID_WEBHOOK_URL",
        ),
        (
            json!({"webhookUrlInfo": {"url": "nonsense"}}),
            "INVALID_WEBHOOK_URL",
        ),
        (
            json!({"webhookSubscriptionEvents": []}),
            "INVALID_WEBHOOK_SUBSCRIPTION_EVENTS",
        ),
        (
            json!({"webhookSubscriptionEvents": ["AGREEMENT_EATEN"]}),
            "INVALID_WEBHOOK_SUBSCRIPTION_EVENTS",
        ),
        (json!({"scope": "UNIVERSE"}), "INVALID_ARGUMENTS"),
        (json!({"state": "INACTIVE"}), "INVALID_WEBHOOK_STATE"),
        (json!({"scope": "RESOURCE"}), "INVALID_WEBHOOK_RESOURCE_TYPE"),
        (
            json!({"scope": "RESOURCE", "resourceType": "AGREEMENT", "resourceId": "01a2029d-6978-77b6-a53c-9c756624d56b"}),
            "INVALID_WEBHOOK_RESOURCE_ID",
        ),
        (json!({"name": " "}), "MISSING_REQUIRED_PARAM"),
    ];
    for (more, code) in cases {
        assert_eq!(
            refused(&demo, &hook(&program.url, more.clone())).await,
            code,
            "{more}"
        );
    }
    made(&demo, &hook(&program.url, json!({}))).await;
    let again = refused(&demo, &hook(&program.url, json!({}))).await;
    assert_eq!(again, "DUPLICATE_WEBHOOK_CONFIGURATION");
}

/// Addresses of this machine are refused unless the operator allows them, whatever they are called.
#[tokio::test]
async fn private_addresses_are_refused_unless_they_are_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &["--public-webhooks"]).await;
    let program = Program::start().await;
    let port = program.url.rsplit(':').next().unwrap();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::ffff:127.0.0.1]",
        "0x7f000001",
        "169.254.169.254",
        "10.0.0.1",
    ] {
        let body = hook(&format!("http://{host}:{port}"), json!({}));
        let answer = demo.send(Method::POST, "/webhooks", &body).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{host}");
        let answer: Value = answer.json().await.unwrap();
        assert!(
            answer["message"].as_str().unwrap().contains("private network"),
            "{host}: {answer}"
        );
    }
    assert!(program.told().is_empty());
}

/// The scopes: one agreement, the caller's own, the account's.
#[tokio::test]
async fn each_scope_is_told_of_its_own_agreements() {
    let (_folder, demo, program) = start().await;
    let one = demo.send_contract("One", &[("eva@stranka.example", None)]).await;
    demo.until_status(&one, "OUT_FOR_SIGNATURE").await;
    let other = demo
        .send_contract("Other", &[("jan@stranka.example", None)])
        .await;
    demo.until_status(&other, "OUT_FOR_SIGNATURE").await;
    let resource = json!({"scope": "RESOURCE", "resourceType": "AGREEMENT", "resourceId": one});
    let (resource, _) = made(&demo, &hook(&program.url, resource)).await;
    let (user, _) = made(&demo, &hook(&program.url, json!({"scope": "USER"}))).await;
    let (group, _) = made(&demo, &hook(&program.url, json!({"scope": "GROUP"}))).await;
    let cancel = json!({"state": "CANCELLED"});
    for agreement in [&one, &other] {
        demo.send(Method::PUT, &format!("/agreements/{agreement}/state"), &cancel)
            .await;
    }
    for (webhook, wanted) in [
        (resource, vec![&one]),
        (user, vec![&one, &other]),
        (group, vec![&one, &other]),
    ] {
        let log = log(&demo, &webhook, |log| log.len() >= wanted.len()).await;
        let about: BTreeSet<&String> = log.iter().map(|one| &one.agreement_id).collect();
        assert_eq!(about, wanted.into_iter().collect());
        assert!(log.iter().all(|one| one.event == "AGREEMENT_RECALLED"));
    }
}

/// A program that fails, hangs or redirects is tried again until it takes the message, under the same identity; others are not held up.
#[tokio::test]
async fn a_failing_program_is_tried_again_and_told_the_same() {
    let (_folder, demo, program) = start().await;
    let (webhook, _) = made(
        &demo,
        &hook(
            &program.url,
            json!({"webhookSubscriptionEvents": ["AGREEMENT_CREATED"]}),
        ),
    )
    .await;
    program.is(Mood::Hangs);
    let agreement = demo
        .send_contract("Pogodba", &[("eva@stranka.example", None)])
        .await;
    demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    let first = log(&demo, &webhook, |log| log[0].attempts > 0).await;
    assert_eq!((first[0].state, first[0].status), (DeliveryState::Waiting, None));
    for (mood, status) in [
        (Mood::Fails, Some(500)),
        (Mood::Redirects, Some(307)),
        (Mood::EchoesNothing, Some(200)),
    ] {
        program.is(mood);
        let log = log(&demo, &webhook, |log| log[0].status == status).await;
        assert_eq!(log[0].state, DeliveryState::Waiting, "{mood:?}");
        assert!(log[0].error.is_some());
    }
    program.is(Mood::EchoesInHeader);
    let last = log(&demo, &webhook, |log| log[0].state == DeliveryState::Delivered).await;
    assert!(last[0].attempts >= 5, "{:?}", last[0]);
    let told = program.told();
    assert!(told.len() >= 5);
    assert!(
        told.iter().all(|one| one.bytes == told[0].bytes),
        "every try says the same"
    );
    let row = store_of(&demo).await.webhook(&webhook).await.unwrap().unwrap();
    assert_eq!((row.failures, row.quiet_until), (0, None));
}

/// After three days of failures the webhook is switched off, what waits is stopped, and the audit trail says so.
#[tokio::test]
async fn a_program_that_fails_for_three_days_is_switched_off() {
    let (_folder, demo, program) = start().await;
    let (webhook, _) = made(&demo, &hook(&program.url, json!({}))).await;
    program.is(Mood::Fails);
    let agreement = demo
        .send_contract("Pogodba", &[("eva@stranka.example", None)])
        .await;
    demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    log(&demo, &webhook, |log| log.iter().any(|one| one.attempts > 0)).await;
    let script = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1], timeout=20); c.execute('UPDATE webhook_delivery SET begun_at = begun_at - 72*3600*1000000'); c.commit()";
    let edited = Command::new("python3")
        .args(["-c", script])
        .arg(demo.folder.join("podpis.sqlite"))
        .status()
        .unwrap();
    assert!(edited.success());
    let log = log(&demo, &webhook, |log| {
        log.iter().all(|one| one.state != DeliveryState::Waiting)
    })
    .await;
    assert!(log.iter().any(|one| one.state == DeliveryState::Failed));
    let shown = demo.get_json(&format!("/webhooks/{webhook}")).await;
    assert_eq!(
        (&shown["status"], &shown["disabledBecause"]),
        (&json!("INACTIVE"), &json!("answered 500"))
    );
    let mail = eventually("the mail about it", 40, async || {
        let mails = demo.messages("ana@demo.example").await;
        mails.into_iter().find(|mail| {
            mail["subject"]
                .as_str()
                .is_some_and(|subject| subject.contains("ERP"))
        })
    })
    .await;
    assert!(
        mail.to_string()
            .contains(&format!("/settings/webhooks/{webhook}")),
        "{mail}"
    );
    let store = store_of(&demo).await;
    let account = store.accounts().await.unwrap().remove(0).id;
    let events = store.events(&format!("account:{account}"), 0).await.unwrap();
    assert!(events.iter().any(|event| event.kind == "WEBHOOK_DISABLED"));
}

/// Killed after the program took a message and before that was noted: it is told again, under the same identity.
#[tokio::test]
async fn a_message_that_was_taken_before_a_power_cut_comes_again_as_itself() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let program = Program::start().await;
    let mut demo = Demo::start(&data, &["--failpoint", "after-webhook"]).await;
    made(
        &demo,
        &hook(
            &program.url,
            json!({"webhookSubscriptionEvents": ["AGREEMENT_CREATED"]}),
        ),
    )
    .await;
    let agreement = demo
        .send_contract("Pogodba", &[("eva@stranka.example", None)])
        .await;
    eventually("the end of the process", 40, async || {
        demo.has_ended().then_some(())
    })
    .await;
    assert_eq!(program.events(&agreement), ["AGREEMENT_CREATED"]);
    drop(demo);
    let _demo = Demo::start(&data, &[]).await;
    eventually("the second message", 60, async || {
        (program.told().len() == 2).then_some(())
    })
    .await;
    let told = program.told();
    assert_eq!(told[0].bytes, told[1].bytes);
}
