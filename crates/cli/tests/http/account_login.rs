//! Account login: for users of the account, before anything is shown; wrong ones counted; a session that is enough.

use crate::person::{Person, form};
use crate::support::{Browser, Demo, client, pdf_bytes};
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const SEND: &str = "/settings/account/send";

async fn settle(admin: &Person, more: &[(&str, &str)]) {
    let mut settled = vec![
        ("methods", "account"),
        ("method_default", "account"),
        ("internal_default", "email"),
        ("method_may_change", "yes"),
    ];
    settled.extend(more);
    assert!(admin.posts(SEND, &settled).await.status().is_redirection());
}

async fn created(demo: &Demo, email: &str, method: &str) -> (StatusCode, Value) {
    let file = demo.upload("contract.pdf", pdf_bytes("Contract")).await;
    let security = json!({"authenticationMethod": method});
    let member = json!({"email": email, "name": "Jana Novak", "securityOption": security});
    let body = json!({"name": "Contract", "state": "IN_PROCESS", "signatureType": "ESIGN",
        "fileInfos": [{"transientDocumentId": file}],
        "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [member]}]});
    let answer = demo.send(Method::POST, "/agreements", &body).await;
    (answer.status(), answer.json().await.unwrap())
}

async fn sent(demo: &Demo, email: &str) -> (String, Browser) {
    let (status, body) = created(demo, email, "ADOBE_SIGN").await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let id = body["id"].as_str().unwrap().to_owned();
    let members = demo.get_json(&format!("/agreements/{id}/members")).await;
    let shown = &members["participantSets"][0]["memberInfos"][0]["securityOption"];
    assert_eq!(shown["authenticationMethod"], "ACCOUNT");
    (id, Browser::open(&demo.link(email).await))
}

fn colleague(demo: &Demo) -> (String, String) {
    let mut users = demo.facts["users"].as_array().unwrap().iter();
    let user = users.find(|user| user["role"] != "admin").unwrap();
    let text = |name: &str| user[name].as_str().unwrap().to_owned();
    (text("email"), text("password"))
}

async fn kinds(demo: &Demo, id: &str) -> Vec<String> {
    let events = demo.get_json(&format!("/agreements/{id}/events")).await;
    let events = events["events"].as_array().unwrap().clone();
    events
        .iter()
        .filter_map(|event| event["type"].as_str().map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn a_31_a_36_a_73_a_colleague_signs_in_before_the_document_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let (email, password) = colleague(&demo);
    let (status, body) = created(&demo, &email, "ACCOUNT").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "A-103");
    assert_eq!(body["code"], "AUTHENTICATION_METHOD_NOT_ENABLED");
    settle(&admin, &[("account_prefilled", "yes")]).await;
    let (status, body) = created(&demo, "jana@outside.example", "ACCOUNT").await;
    assert_eq!(
        status,
        StatusCode::BAD_REQUEST,
        "who is outside has no account here: {body}"
    );

    let (id, mut jana) = sent(&demo, &email).await;
    let asked = jana.page().await;
    assert!(
        asked.contains(&format!("value=\"{email}\" readonly")) && !asked.contains("Contract"),
        "{asked}"
    );
    for path in ["/pages/0.png", "/document.pdf", "/report.pdf"] {
        let answer = jana.get(path).await;
        assert!(!answer.status().is_success(), "{path}");
        let said = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
        assert!(!said.contains("Contract") && !said.contains("%PDF"), "{path}");
    }
    let slips = [
        (email.as_str(), ""),
        ("somebody@else.example", password.as_str()),
        ("no address", password.as_str()),
    ];
    for (address, typed) in slips {
        let answer = jana
            .form("/account", &[("email", address), ("password", typed)])
            .await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{address}");
    }
    let wrong = jana
        .form("/account", &[("email", &email), ("password", "not this one")])
        .await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said = wrong.text().await.unwrap();
    assert!(said.contains("4 attempts"), "the slips were not counted: {said}");
    let upper = email.to_uppercase();
    jana.form("/account", &[("email", &upper), ("password", &password)])
        .await;
    assert!(jana.page().await.contains("id=\"data\""), "the document is open");
    assert!(
        kinds(&demo, &id)
            .await
            .contains(&"ACCOUNT_AUTHENTICATED".to_owned()),
        "A-64"
    );
    let mut another = Browser::open(&demo.link(&email).await);
    assert!(another.page().await.contains("name=\"password\""), "A-63");
}

#[tokio::test]
async fn a_52_as_many_wrong_passwords_as_settled_cancel_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let (email, password) = colleague(&demo);
    settle(&admin, &[]).await;
    // What a method needs is settled once the method is enabled.
    settle(&admin, &[]).await;
    let thresholds = [("account_attempts", "2")];
    let kept = admin.posts("/settings/account/security", &thresholds).await;
    assert!(kept.status().is_redirection());
    let (id, mut jana) = sent(&demo, &email).await;
    assert!(
        !jana.page().await.contains("readonly"),
        "A-73: where it is off they type their address"
    );
    let guess = [("email", email.as_str()), ("password", "not this one")];
    let first = jana.form("/account", &guess).await.text().await.unwrap();
    assert!(first.contains("cancelled for good"), "{first}");
    jana.form("/account", &guess).await;
    demo.until_status(&id, "CANCELLED").await;
    jana.form("/account", &[("email", &email), ("password", &password)])
        .await;
    assert!(!jana.page().await.contains("id=\"data\""));
    let kinds = kinds(&demo, &id).await;
    assert!(
        kinds.contains(&"RECALLED_MAX_SIGNING_ACCOUNT_ATTEMPTS".to_owned()),
        "{kinds:?}"
    );
}

/// The status and the page that a browser with this session gets from a link, following where it is led.
async fn opened_with(link: &str, session: &str) -> String {
    let mut cookies = session.to_owned();
    for _ in 0..3 {
        let answer = client().get(link).header(COOKIE, &cookies).send().await.unwrap();
        for set in answer.headers().get_all(SET_COOKIE) {
            let set = set.to_str().unwrap().split(';').next().unwrap();
            cookies = format!("{cookies}; {set}");
        }
        if !answer.status().is_redirection() {
            return answer.text().await.unwrap();
        }
    }
    panic!("led round in circles");
}

#[tokio::test]
async fn a_74_who_is_signed_in_is_not_asked_again_and_nobody_else_gets_in() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, own) = (Person::admin(&demo).await, Person::sender(&demo).await);
    let (email, _) = colleague(&demo);
    settle(&admin, &[]).await;
    let (before, _) = sent(&demo, &email).await;
    let link = demo.link(&email).await;
    let asked = opened_with(&link, &own.session).await;
    assert!(
        asked.contains("name=\"password\""),
        "off: asked although signed in"
    );
    settle(&admin, &[("account_session_counts", "yes")]).await;
    let asked = opened_with(&link, &own.session).await;
    assert!(
        asked.contains("name=\"password\""),
        "what was sent stays as it was"
    );
    assert!(
        !kinds(&demo, &before)
            .await
            .contains(&"ACCOUNT_AUTHENTICATED".to_owned())
    );

    let (id, mut stranger) = sent(&demo, &email).await;
    let link = demo.link(&email).await;
    let other = opened_with(&link, &admin.session).await;
    assert!(
        other.contains("id=\"somebody-else\"") && other.contains("name=\"password\""),
        "A-31: {other}"
    );
    assert!(stranger.page().await.contains("name=\"password\""));
    assert!(
        !kinds(&demo, &id)
            .await
            .contains(&"ACCOUNT_AUTHENTICATED".to_owned())
    );
    let page = opened_with(&link, &own.session).await;
    assert!(page.contains("id=\"data\""), "{page}");
    assert!(
        kinds(&demo, &id)
            .await
            .contains(&"ACCOUNT_AUTHENTICATED".to_owned())
    );
    let trail = admin.reads(&format!("/agreements/{id}")).await;
    assert!(trail.contains("account login: existing session"), "{trail}");
    // Their session ends: the next visit asks.
    let out = own
        .page(Method::POST, "/sign-out")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert!(
        out.body(form(&[]))
            .send()
            .await
            .unwrap()
            .status()
            .is_redirection()
    );
    assert!(
        opened_with(&link, &own.session)
            .await
            .contains("name=\"password\"")
    );
}
