//! Addresses that lead nowhere, requests from other sites, and many guesses at once.

use crate::person::Person;
use crate::support::{Browser, Demo, client, eventually};
use reqwest::header::{ACCEPT, COOKIE};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

#[tokio::test]
async fn what_is_not_there_is_said_in_the_form_that_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let url = |path: &str| format!("{}{path}", demo.address);
    for path in ["/nowhere", "/s/nothing", "/s/nothing/state"] {
        let (status, text) = answer(client().get(url(path)).header(ACCEPT, "text/html")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            text.trim_start().starts_with("<!doctype html>") && text.contains("<h1"),
            "{path}: {text}"
        );
    }
    for path in [
        "/nowhere",
        "/s/nothing",
        "/s/nothing/state",
        "/ui/nowhere",
        "/api/nowhere",
        "/api/rest/v6/nowhere",
    ] {
        let (status, text) = answer(client().get(url(path)).header(ACCEPT, "application/json")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{path}: {text}"));
        assert_eq!(body["code"], "NOT_FOUND", "{path}");
        assert!(!body["message"].as_str().unwrap().is_empty(), "{path}");
    }
    let wrong = client()
        .delete(url("/api/rest/v6/agreements"))
        .bearer_auth(&demo.key)
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong.headers().contains_key("allow"));
    assert_eq!(wrong.json::<Value>().await.unwrap()["code"], "METHOD_NOT_ALLOWED");
    let mut names = Vec::new();
    for path in [
        "/nowhere",
        "/api/nowhere",
        "/api/rest/v6/agreements",
        "/healthz",
        "/sign-in",
        "/assets/nothing",
    ] {
        let answer = client()
            .get(url(path))
            .header("x-request-id", "mine")
            .send()
            .await
            .unwrap();
        names.push(answer.headers()["x-request-id"].to_str().unwrap().to_owned());
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 6, "every request has a name of its own: {names:?}");
    assert!(!names.contains(&"mine".to_owned()));
}

/// A page of another site cannot act with the cookies of its visitor; a program with a key has no visitor.
#[tokio::test]
async fn other_sites_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ];
    for (name, value) in foreign {
        for path in [
            "/sign-out",
            "/preferences",
            "/agreements/new",
            "/s/nothing/sign",
            "/ui/drafts/nothing/send",
        ] {
            let request = person.page(Method::POST, path).header(name, value);
            let (status, text) = answer(request.header(ACCEPT, "application/json")).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} with {name}: {value}");
            assert!(text.contains("CROSS_SITE"), "{text}");
        }
        let key = person
            .api(Method::PUT, "/agreements/nothing/state")
            .header(name, value);
        let (status, _) = answer(key.json(&serde_json::json!({"state": "CANCELLED"}))).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "a key is no cookie");
    }
    let home = person
        .page(Method::GET, "/")
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .unwrap();
    assert_eq!(
        home.status(),
        StatusCode::OK,
        "a link from elsewhere may lead here, and nobody was signed out"
    );
    let out = person
        .page(Method::POST, "/sign-out")
        .header("sec-fetch-site", "same-origin")
        .send()
        .await
        .unwrap();
    assert!(out.status().is_redirection(), "{}", out.status());
}

/// What cannot be a code is a slip and no guess: it is refused in a sentence and counted nowhere, however often.
#[tokio::test]
async fn what_cannot_be_a_code_is_no_attempt() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let agreement = demo
        .send_contract("Slips", &[("jan@stranka.example", Some("41234567"))])
        .await;
    let mut jan = Browser::open(&demo.link("jan@stranka.example").await);
    jan.page().await;
    jan.form("/code", &[]).await;
    let code = demo.code("+38641234567", 0).await;
    let (short, long, letters) = (&code[..5], format!("{code}0"), format!("x{code}"));
    for typed in [short, &long, &letters, "oooooo", short, &long, &letters] {
        let answer = jan.form("/verify", &[("code", typed)]).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        let page = answer.text().await.unwrap();
        assert!(
            page.contains("sestavlja jo natanko šest števk"),
            "{typed}: {page}"
        );
    }
    let guess = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    let answer = jan.form("/verify", &[("code", &guess)]).await;
    let page = answer.text().await.unwrap();
    assert!(
        page.contains("Koda ni pravilna.") && page.contains('4'),
        "a guess is one: {page}"
    );
    let events = demo.get_json(&format!("/agreements/{agreement}/events")).await;
    let failed = events.to_string().matches("AUTHENTICATION_FAILED").count();
    assert_eq!(failed, 1, "{events}");
    let typed = format!("{}-{}", &code[..3], &code[3..]);
    let right = jan.form("/verify", &[("code", &typed)]).await;
    assert!(
        right.status().is_redirection(),
        "a hyphen between is forgiven: {}",
        right.status()
    );
    assert!(jan.sign().await.status().is_success());
    demo.until_status(&agreement, "SIGNED").await;
}

/// Fifty guesses in the same moment count as fifty, not as one.
#[tokio::test]
async fn many_guesses_at_once_do_not_pass_the_threshold() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let agreement = demo
        .send_contract("Guessed", &[("jan@stranka.example", Some("41234567"))])
        .await;
    let link = demo.link("jan@stranka.example").await;
    let mut jan = Browser::open(&link);
    jan.page().await;
    jan.form("/code", &[]).await;
    let code: u32 = demo.code("+38641234567", 0).await.parse().unwrap();
    let guess = |step: u32| {
        let guess = format!("{:06}", (code + step) % 1_000_000);
        let request = client()
            .post(format!("{link}/verify"))
            .header(COOKIE, jan.cookies());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        async move {
            request
                .body(format!("code={guess}"))
                .send()
                .await
                .unwrap()
                .status()
        }
    };
    let answers = futures_util::future::join_all((1..=50).map(guess)).await;
    let wrong = answers
        .iter()
        .filter(|status| **status == StatusCode::UNPROCESSABLE_ENTITY)
        .count();
    assert!(wrong <= 5, "{answers:?}");
    assert!(
        answers.iter().all(|status| !status.is_server_error()),
        "{answers:?}"
    );
    demo.until_status(&agreement, "CANCELLED").await;
    jan.form("/verify", &[("code", &format!("{code:06}"))]).await;
    assert_eq!(
        jan.get("/pages/0.png").await.status(),
        StatusCode::CONFLICT,
        "the right code comes too late"
    );
    let events = eventually("the events", 5, async || {
        Some(demo.get_json(&format!("/agreements/{agreement}/events")).await)
    })
    .await;
    let of = |kind: &str| {
        events["events"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["type"] == kind)
            .count()
    };
    assert_eq!(of("AUTHENTICATION_FAILED"), 5, "{events}");
    assert_eq!(of("RECALLED_MAX_SIGNING_PHONE_ATTEMPTS"), 1);
}

async fn answer(request: RequestBuilder) -> (StatusCode, String) {
    let answer = request.send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}
