//! Not signing electronically (C-41), from the recipient's page to the owner's mail, the record and the report; and a draft that has not changed.

use crate::person::Person;
use crate::support::{Browser, Demo, between, eventually};
use reqwest::{Method, StatusCode};
use serde_json::Value;

async fn owner_mails(demo: &Demo) -> Vec<Value> {
    let owner = demo.facts["users"][0]["email"].as_str().unwrap();
    demo.messages(owner).await
}

async fn events(demo: &Demo, agreement: &str) -> Vec<String> {
    let list = demo.get_json(&format!("/agreements/{agreement}/events")).await;
    let names = list["events"].as_array().unwrap().iter();
    names
        .map(|event| event["type"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn c_41_paper_is_asked_for_the_owner_reads_why_and_a_new_consent_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let id = demo
        .send_contract("Na papirju", &[("papir@stranka.example", None)])
        .await;
    let mut browser = Browser::open(&demo.link("papir@stranka.example").await);
    let act = browser.ready().await;
    let wish = [("wish", "paper"), ("message", "Na Glavno 1, <prosim>.")];
    for _ in 0..2 {
        let told = browser.form("/paper", &wish).await;
        assert_eq!(told.status(), StatusCode::SEE_OTHER);
    }
    let page = browser.page().await;
    assert!(page.contains("id=\"withdrawn\""), "{page}");
    let folded = between(&page, "<details class=\"after-all\"", "<div class=\"pages\"");
    assert!(
        folded.contains("id=\"consent-form\""),
        "who asked for paper is not asked for consent at once: {page}"
    );
    let refused = browser.json("/sign", &act).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT, "no click without consent");

    let mails = eventually("the owner is told", 20, async || {
        let mails = owner_mails(&demo).await;
        let told: Vec<Value> = mails
            .into_iter()
            .filter(|mail| {
                mail["text"]
                    .as_str()
                    .is_some_and(|text| text.contains("Na Glavno 1, <prosim>."))
            })
            .collect();
        (!told.is_empty()).then_some(told)
    })
    .await;
    assert_eq!(mails.len(), 1, "the same wish twice is told once");
    assert!(
        !mails[0].to_string().contains("/s/"),
        "an owner's mail carries nobody's link"
    );
    assert_eq!(
        events(&demo, &id)
            .await
            .iter()
            .filter(|kind| *kind == "CONSENT_WITHDRAWN")
            .count(),
        1
    );

    assert!(browser.sign().await.status().is_success());
    demo.until_status(&id, "SIGNED").await;
    let after = browser.form("/paper", &wish).await;
    assert!(after.status().is_client_error(), "who has signed has signed");
}

/// What an owner sees then: no reminder as the main thing, a way to cancel, and on Home why it stands there.
#[tokio::test]
async fn c_41_before_the_code_paper_can_be_asked_for_and_the_document_stays_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let id = demo
        .send_contract("Skrivna pogodba", &[("koda@stranka.example", Some("41234567"))])
        .await;
    let mut browser = Browser::open(&demo.link("koda@stranka.example").await);
    assert!(
        browser.page().await.contains("/paper\""),
        "the way is on the page"
    );
    let before = owner.reads(&format!("/agreements/{id}")).await;
    assert!(before.contains(&format!("/agreements/{id}/remind\"")));
    let asked = browser.get("/paper").await.text().await.unwrap();
    assert!(
        asked.contains("name=\"wish\"") && !asked.contains("Skrivna"),
        "{asked}"
    );
    let wrong = browser.form("/paper", &[("wish", "everything")]).await;
    assert!(wrong.status().is_client_error(), "{}", wrong.status());
    let told = browser
        .form("/paper", &[("wish", "paper"), ("message", "Na Glavno 1.")])
        .await;
    assert_eq!(told.status(), StatusCode::SEE_OTHER);
    let after = browser.page().await;
    assert!(
        after.contains("id=\"withdrawn\"") && !after.contains("Skrivna"),
        "{after}"
    );
    for path in ["/document.pdf", "/pages/0.png"] {
        let status = browser.get(path).await.status();
        assert!(status.is_client_error(), "{path}: {status}");
    }
    let page = owner.reads(&format!("/agreements/{id}")).await;
    assert!(page.contains("Na Glavno 1."));
    assert!(
        !page.contains(&format!("formaction=\"/agreements/{id}/remind\""))
            && !page.contains(&format!("action=\"/agreements/{id}/remind\"")),
        "nobody is reminded who asked for paper"
    );
    let alerts = between(&page, "<div class=\"alerts\">", "<div class=\"columns\">");
    assert!(alerts.contains("cancel"), "{alerts}");
    let home = owner.reads("/").await;
    let why = between(&home, "id=\"attention\"", "</section>");
    assert!(
        why.contains("Skrivna pogodba") && why.contains("asks for paper"),
        "{why}"
    );
    let list = owner.reads("/agreements?view=attention").await;
    assert!(list.contains("asks for paper"), "{list}");
}

#[tokio::test]
async fn a_draft_that_has_not_changed_is_not_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    let file = demo.upload("x.pdf", crate::support::pdf_bytes("x")).await;
    let draft = serde_json::json!({
        "name": "Enak", "state": "DRAFT", "signatureType": "ESIGN", "fileInfos": [{ "transientDocumentId": file }],
        "participantSetsInfo": [{ "order": 1, "role": "SIGNER", "memberInfos": [{ "email": "b@stranka.example" }] }],
    });
    let made = person
        .api(Method::POST, "/agreements")
        .json(&draft)
        .send()
        .await
        .unwrap();
    let made: Value = made.json().await.unwrap();
    let path = format!("/ui/drafts/{}", made["id"].as_str().unwrap());
    let shown: Value = person.told(&path).await;
    let asked = async |version: u64| {
        let request = person.page(Method::GET, &path);
        let request = request.header("if-none-match", format!("\"{version}\""));
        request.send().await.unwrap()
    };
    let version = shown["version"].as_u64().unwrap();
    let same = asked(version).await;
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    assert!(same.bytes().await.unwrap().is_empty());
    let newer = asked(version - 1).await;
    assert_eq!(newer.status(), StatusCode::OK);
    assert_eq!(newer.json::<Value>().await.unwrap()["version"], version);
}
