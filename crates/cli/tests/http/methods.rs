//! How people prove who they are beside the link: signing passwords, and codes that are said in a call.

use crate::person::{Person, form};
use crate::support::{Browser, Demo, eventually, pdf_bytes};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::Path;

#[tokio::test]
async fn people_prove_themselves_by_password_and_by_call() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let demo = Demo::start(&data, &[]).await;
    let person = Person::admin(&demo).await;
    a_25_only_letters_and_digits(&demo).await;
    let id = a_29_a_password_opens_and_nothing_before(&demo, &person).await;
    a_27_the_words_are_nowhere(&demo, &id, &data).await;
    a_24_twice_in_a_draft(&demo, &person).await;
    a_40_a_code_is_said(&demo).await;
}

async fn created(demo: &Demo, state: &str, email: &str, security: Value) -> (StatusCode, Value) {
    let file = demo.upload("contract.pdf", pdf_bytes("Contract")).await;
    let member = json!({"email": email, "name": "Jana Novak", "securityOption": security});
    let body = json!({"name": "Contract", "state": state, "signatureType": "ESIGN",
        "fileInfos": [{"transientDocumentId": file}],
        "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [member]}]});
    let answer = demo.send(Method::POST, "/agreements", &body).await;
    (answer.status(), answer.json().await.unwrap())
}

async fn a_25_only_letters_and_digits(demo: &Demo) {
    for bad in ["abc-123", "geslo1č", "abc12", "šifra1234"] {
        let security = json!({"authenticationMethod": "PASSWORD", "password": bad});
        let (status, body) = created(demo, "IN_PROCESS", "jana@geslo.example", security).await;
        assert_eq!(
            (status, &body["code"]),
            (StatusCode::BAD_REQUEST, &json!("INVALID_PASSWORD")),
            "{body}"
        );
        assert!(!body.to_string().contains(bad));
    }
    let missing = json!({"authenticationMethod": "PASSWORD"});
    let (status, _) = created(demo, "IN_PROCESS", "jana@geslo.example", missing).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

/// asked first, wrong answers counted, set anew by the owner, signed, and shown to nobody.
async fn a_29_a_password_opens_and_nothing_before(demo: &Demo, person: &Person) -> String {
    let security = json!({"authenticationMethod": "PASSWORD", "password": "Sonce2026"});
    let (status, body) = created(demo, "IN_PROCESS", "jana@geslo.example", security).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let id = body["id"].as_str().unwrap().to_owned();
    let mut jana = Browser::open(&demo.link("jana@geslo.example").await);
    let invitation = demo.messages("jana@geslo.example").await[0].to_string();
    assert!(
        invitation.contains("asked for a password first") && !invitation.contains("Sonce2026"),
        "the mail says what will be asked, never the word itself: {invitation}"
    );
    let asked = jana.page().await;
    assert!(
        asked.contains("type=\"password\"") && asked.contains("mailto:") && !asked.contains("Contract"),
        "{asked}"
    );
    assert_eq!(jana.get("/pages/0.png").await.status(), StatusCode::CONFLICT);
    let wrong = jana.form("/password", &[("password", "Sonce2025")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().await.unwrap().contains('4'),
        "attempts left are said"
    );
    jana.form("/password", &[("password", "Sonce2026")]).await;
    assert!(jana.page().await.contains("id=\"data\""), "the document is open");

    let members = demo.get_json(&format!("/agreements/{id}/members")).await;
    let participant = members["participantSets"][0]["memberInfos"][0]["id"]
        .as_str()
        .unwrap();
    let path = format!("/agreements/{id}/people/{participant}/password");
    let set = |new: &'static str, again: &'static str| {
        let request = person.page(Method::POST, &path);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(form(&[("password", new), ("again", again)])).send()
    };
    set("Luna2026", "Luna2027").await.unwrap();
    assert!(
        jana.page().await.contains("id=\"data\""),
        "two that differ change nothing"
    );
    set("Luna2026", "Luna2026").await.unwrap();
    assert!(
        jana.page().await.contains("type=\"password\""),
        "the old password is dead at once, even inside"
    );
    let old = jana.form("/password", &[("password", "Sonce2026")]).await;
    assert_eq!(old.status(), StatusCode::UNPROCESSABLE_ENTITY);
    jana.form("/password", &[("password", "Luna2026")]).await;
    assert!(jana.sign().await.status().is_success());
    demo.until_status(&id, "SIGNED").await;
    let events = demo
        .get_json(&format!("/agreements/{id}/events"))
        .await
        .to_string();
    assert!(
        events.contains("PASSWORD_AUTHENTICATED") && events.contains("SIGNING_PASSWORD_RESET"),
        "{events}"
    );
    id
}

/// not in the database, a log, a mail, an answer, the report or the evidence.
async fn a_27_the_words_are_nowhere(demo: &Demo, id: &str, data: &Path) {
    let members = demo
        .get_json(&format!("/agreements/{id}/members"))
        .await
        .to_string();
    assert!(
        members.contains("PASSWORD") && !members.contains("argon2"),
        "{members}"
    );
    let mut seen = 0;
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            for word in ["Sonce2026", "Sonce2025", "Luna2026"] {
                let found = bytes.windows(word.len()).any(|part| part == word.as_bytes());
                assert!(!found, "{word} stands in {}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 5, "the folder was read");
}

/// The editor's two inputs; without a password nothing is sent.
async fn a_24_twice_in_a_draft(demo: &Demo, person: &Person) {
    let security = json!({"authenticationMethod": "PASSWORD", "password": "Sonce2026"});
    let (_, body) = created(demo, "DRAFT", "miha@geslo.example", security).await;
    let id = body["id"].as_str().unwrap();
    let copy = person
        .page(Method::POST, &format!("/agreements/{id}/copy"))
        .send()
        .await
        .unwrap();
    let place = copy.headers()["location"].to_str().unwrap().to_owned();
    let copy = place.split('/').nth(2).unwrap();
    let draft = |id: &str| {
        let request = person.page(Method::GET, &format!("/ui/drafts/{id}"));
        async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
    };
    assert_eq!(draft(id).await["participants"][0]["passwordSet"], true);
    a_person_without_one(person, draft(id).await, id).await;
    let copied = draft(copy).await;
    assert_eq!(
        copied["participants"][0]["passwordSet"], false,
        "a copy is told to nobody yet"
    );
    let send = |version: &Value| {
        let request = person.page(Method::POST, &format!("/ui/drafts/{copy}/send"));
        let body = json!({ "version": version });
        async move { request.json(&body).send().await.unwrap() }
    };
    let refused = send(&copied["version"]).await.text().await.unwrap();
    assert!(refused.contains("PERSON_WITHOUT_PASSWORD"), "{refused}");
    let set = copied["participants"][0]["id"].as_str().unwrap();
    let path = format!("/ui/drafts/{copy}/people/{set}/password");
    let enter = |password: &'static str, again: &'static str| {
        let body = json!({"password": password, "again": again});
        person.page(Method::POST, &path).json(&body).send()
    };
    let differ = enter("Sonce2026", "Sonce2027").await.unwrap();
    assert_eq!(differ.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let kept: Value = enter("Zvezda2026", "Zvezda2026")
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(draft(copy).await["participants"][0]["passwordSet"], true);
    let refused = send(&kept["version"]).await.text().await.unwrap();
    assert!(
        refused.contains("SIGNER_WITHOUT_SIGNATURE") && !refused.contains("PERSON_WITHOUT_PASSWORD"),
        "{refused}"
    );
}

/// Who is asked for no password has none, and none is set for somebody whose address is not whole.
async fn a_person_without_one(person: &Person, mut draft: Value, id: &str) {
    let path = format!("/ui/drafts/{id}");
    let set = draft["participants"][0]["id"].clone();
    for (method, email, kept) in [
        ("email", "miha@geslo.example", json!([])),
        ("password", "miha@geslo.example", json!([])),
        ("password", "miha@", json!([])),
    ] {
        draft["participants"][0]["method"] = json!(method);
        draft["participants"][0]["email"] = json!(email);
        let saved = person.page(Method::PUT, &path).json(&draft).send().await.unwrap();
        let saved: Value = saved.json().await.unwrap();
        assert_eq!(saved["passwords"], kept, "{method} {email}: {saved}");
        draft["version"] = saved["version"].clone();
    }
    let password = format!("{path}/people/{}/password", set.as_str().unwrap());
    let body = json!({"password": "Sonce2026", "again": "Sonce2026"});
    let refused = person
        .page(Method::POST, &password)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.unwrap().contains("BAD_EMAIL"));
}

/// the same code engine, spoken; the message says each digit alone, in the recipient's language.
async fn a_40_a_code_is_said(demo: &Demo) {
    let security =
        json!({"authenticationMethod": "PHONE", "phoneInfo": {"countryCode": "386", "phone": "14567890"}});
    let (status, body) = created(demo, "IN_PROCESS", "deda@klic.example", security).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let id = body["id"].as_str().unwrap().to_owned();
    let mut deda = Browser::open(&demo.link("deda@klic.example").await);
    assert!(deda.page().await.contains("value=\"voice\""));
    deda.form("/code", &[("channel", "voice")]).await;
    let call = eventually("a call", 40, async || {
        demo.messages("+38614567890").await.into_iter().next()
    })
    .await;
    assert_eq!(call["channel"], "call", "{call}");
    let code = call["codes"][0].as_str().unwrap();
    let spoken: Vec<String> = code.chars().map(String::from).collect();
    let text = call["text"].as_str().unwrap();
    assert_eq!(text.matches(&spoken.join(", ")).count(), 2, "{text}");
    deda.form("/verify", &[("code", code)]).await;
    assert!(deda.sign().await.status().is_success());
    demo.until_status(&id, "SIGNED").await;
}
