//! Without a mandate nothing is sent; where it ends afterwards, the person who signed and the owner are told so (M-77).

use crate::person::Person;
use crate::support::{Browser, Demo, eventually, pdf_bytes};
use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use store::{SealMandate, Store};
use uuid::Uuid;

const EMAIL: &str = "mandat@stranka.example";

async fn mandates(demo: &Demo) -> Vec<String> {
    let store = Store::open_sqlite(&demo.folder.join("podpis.sqlite"))
        .await
        .unwrap();
    let account = store.accounts().await.unwrap().remove(0).id;
    let mandates = store.seal_mandates(&account).await.unwrap();
    mandates.into_iter().map(|mandate| mandate.id).collect()
}

async fn revoke_all(demo: &Demo, admin: &Person) {
    for mandate in mandates(demo).await {
        let path = format!("/settings/seal/mandates/{mandate}/revoke");
        let answer = admin.page(Method::POST, &path).send().await.unwrap();
        assert!(answer.status().is_redirection(), "{path}: {}", answer.status());
    }
}

#[tokio::test]
async fn m_77_a_mandate_that_ends_is_said_to_the_signer_and_the_owner() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let agreement = demo.send_contract("Pogodba", &[(EMAIL, None)]).await;
    demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    let mut browser = Browser::open(&demo.link(EMAIL).await);
    let act = browser.ready().await;
    revoke_all(&demo, &admin).await;
    let clicked = browser.json("/sign", &act).await;
    assert_eq!(clicked.status(), StatusCode::OK);
    eventually("the page that says what the seal waits for", 30, async || {
        let state: Value = browser.get("/state").await.json().await.unwrap();
        (state["state"] == "sealing-not-allowed").then_some(())
    })
    .await;
    let told = browser.page().await;
    assert!(told.contains("Vaš podpis je shranjen"), "{told}");
    assert!(!told.contains("class=\"spinner\""));
    let owner = admin.reads(&format!("/agreements/{agreement}")).await;
    assert!(owner.contains("waits for a mandate"), "{owner}");
    assert!(
        admin
            .reads("/agreements?view=attention")
            .await
            .contains(&agreement)
    );
    grant(&demo, &admin).await;
    demo.until_status(&agreement, "SIGNED").await;
}

/// Granted as at the console; when the admin approves it, what waited goes on at once.
async fn grant(demo: &Demo, admin: &Person) {
    let store = Store::open_sqlite(&demo.folder.join("podpis.sqlite"))
        .await
        .unwrap();
    let account_id = store.accounts().await.unwrap().remove(0).id;
    let now = Timestamp::now();
    let id = Uuid::now_v7().to_string();
    let row = SealMandate {
        id: id.clone(),
        account_id,
        purpose: "Contracts".into(),
        granted_by: app::seals::OPERATOR.to_string(),
        approved_by: None,
        valid_from: now,
        valid_until: "2100-01-01T00:00:00Z".parse().unwrap(),
        per_hour: 100,
        revoked_at: None,
        created_at: now,
    };
    let mut transaction = store.begin().await.unwrap();
    transaction.insert_seal_mandate(&row).await.unwrap();
    transaction.commit().await.unwrap();
    let path = format!("/settings/seal/mandates/{id}/approve");
    let answer = admin.page(Method::POST, &path).send().await.unwrap();
    assert!(answer.status().is_redirection(), "{}", answer.status());
}

#[tokio::test]
async fn m_77_without_a_mandate_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    revoke_all(&demo, &admin).await;
    let document = demo.upload("contract.pdf", pdf_bytes("Contract")).await;
    let set = json!({"order": 1, "role": "SIGNER", "memberInfos": [{"email": EMAIL, "name": "Oseba"}]});
    let body = |state: &str| {
        json!({"name": "Pogodba", "state": state, "signatureType": "ESIGN",
            "fileInfos": [{"transientDocumentId": document}], "participantSetsInfo": [set]})
    };
    let refused = demo.send(Method::POST, "/agreements", &body("IN_PROCESS")).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let said = refused.text().await.unwrap();
    assert!(said.contains("mandate"), "{said}");
    let made = demo.send(Method::POST, "/agreements", &body("DRAFT")).await;
    let made: Value = made.json().await.unwrap();
    let path = format!("/ui/drafts/{}", made["id"].as_str().unwrap());
    let draft: Value = serde_json::from_str(&admin.reads(&path).await).unwrap();
    assert_eq!(draft["problems"][0]["code"], "NO_MANDATE");
    assert_eq!(draft["problems"][0]["href"], "/settings/seal");
    let send = admin.page(Method::POST, &format!("{path}/send"));
    let send = send
        .json(&json!({"version": draft["version"]}))
        .send()
        .await
        .unwrap();
    assert_eq!(send.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let listed: Value = send.json().await.unwrap();
    let codes: Vec<&str> = listed["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|problem| problem["code"].as_str())
        .collect();
    assert!(codes.contains(&"NO_MANDATE"), "{listed}");
}
