//! Webhooks on the pages: made by a form, their log, told again by a button, switched off and on, removed.

use crate::person::{Person, form};
use crate::support::{Demo, between, eventually};
use axum::Router;
use axum::http::{HeaderMap, Method};
use reqwest::StatusCode;
use std::sync::{Arc, Mutex};

type Told = Arc<Mutex<Vec<String>>>;

/// A program that takes everything, and what it was told: the identities of the messages.
async fn program() -> (String, Told) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (url, told) = (
        format!("http://{}/", listener.local_addr().unwrap()),
        Told::default(),
    );
    let known = Arc::clone(&told);
    let router = Router::new().fallback(async move |method: Method, headers: HeaderMap| {
        if let Some(id) = headers.get("x-podpis-notification-id") {
            assert_eq!(method, Method::POST);
            known.lock().unwrap().push(id.to_str().unwrap().to_owned());
        }
        [("x-adobesign-clientid", headers["x-adobesign-clientid"].clone())]
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, told)
}

async fn post(person: &Person, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let request = person.page(Method::POST, path);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(form(fields)).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

#[tokio::test]
async fn an_admin_makes_a_webhook_reads_its_log_and_sends_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let (url, told) = program().await;
    let fields = [
        ("name", "ERP"),
        ("url", &url),
        ("scope", "ACCOUNT"),
        ("events", "AGREEMENT_CREATED"),
        ("include", "detailed"),
    ];
    let (status, made) = post(&admin, "/settings/webhooks", &fields).await;
    assert_eq!(status, StatusCode::OK);
    let secret = between(&made, "id=\"fresh-key\" value=\"", "\"");
    assert!(secret.len() > 30, "{secret}");
    let list = admin.reads("/settings/webhooks").await;
    assert!(!list.contains(&secret), "shown once");
    let path = format!(
        "/settings/webhooks/{}",
        between(&list, "href=\"/settings/webhooks/", "\"")
    );
    demo.send_contract("Told", &[("eva@stranka.example", None)]).await;
    eventually("the message", 40, async || {
        (told.lock().unwrap().len() == 1).then_some(())
    })
    .await;
    let shown = eventually("its log", 20, async || {
        let shown = admin.reads(&path).await;
        shown.contains("/replay\"").then_some(shown)
    })
    .await;
    let replay = between(&shown, "action=\"", "/replay\"");
    let replay = format!("{}/replay", replay.rsplit("action=\"").next().unwrap());
    assert_eq!(post(&admin, &replay, &[]).await.0, StatusCode::SEE_OTHER);
    eventually("the same message", 40, async || {
        (told.lock().unwrap().len() == 2).then_some(())
    })
    .await;
    let ids = told.lock().unwrap().clone();
    assert_eq!(ids[0], ids[1], "under the same identity");
    assert!(shown.contains(&ids[0]));
    assert_eq!(
        post(&admin, &format!("{path}/off"), &[]).await.0,
        StatusCode::SEE_OTHER
    );
    demo.send_contract("Untold", &[("eva@stranka.example", None)])
        .await;
    assert_eq!(
        post(&admin, &format!("{path}/on"), &[]).await.0,
        StatusCode::SEE_OTHER
    );
    let refused = post(
        &admin,
        "/settings/webhooks",
        &[
            ("name", "ERP"),
            ("url", "http://127.0.0.1:1/"),
            ("events", "AGREEMENT_ALL"),
        ],
    )
    .await;
    assert!(refused.1.contains("class=\"problems\""), "nobody answers there");
    assert_eq!(
        post(&admin, &format!("{path}/delete"), &[]).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        admin.page(Method::GET, &path).send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        told.lock().unwrap().len(),
        2,
        "nothing of what happened while it was off"
    );
    kept_out(&demo).await;
}

/// The page is for administrators.
async fn kept_out(demo: &Demo) {
    let sender = Person::sender(demo).await;
    let kept_out = sender
        .page(Method::GET, "/settings/webhooks")
        .send()
        .await
        .unwrap();
    assert_eq!(kept_out.status(), StatusCode::FORBIDDEN);
}
