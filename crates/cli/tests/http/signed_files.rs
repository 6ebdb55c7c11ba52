//! A file that came with signatures: what it cannot take is said before it is sent, and what it takes leaves the signatures whole.

use crate::person::Person;
use crate::support::{Browser, Demo, signatures, validated};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn what_a_signed_file_cannot_take_is_said_before_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let first = demo
        .send_contract("Prva roka", &[("prva@roka.example", None)])
        .await;
    Browser::open(&demo.link("prva@roka.example").await).sign().await;
    demo.until_status(&first, "SIGNED").await;
    let signed = file_of(&demo, &first).await;

    let transient = demo.upload("podpisano.pdf", signed.clone()).await;
    let member = json!({"email": "druga@roka.example", "name": "Druga Roka",
        "securityOption": {"authenticationMethod": "NONE"}});
    let body = json!({"name": "Druga roka", "state": "DRAFT", "fileInfos": [{"transientDocumentId": transient}],
        "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [member]}]});
    let answer = demo.send(Method::POST, "/agreements", &body).await;
    let made: Value = answer.json().await.unwrap();
    let id = made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
    let members = demo.get_json(&format!("/agreements/{id}/members")).await;
    let set = members["participantSets"][0]["id"].as_str().unwrap().to_owned();

    let place = |input: &str, content: &str, top: f64| {
        json!({"name": format!("polje{top}"), "inputType": input, "contentType": content, "assignee": set,
            "locations": [{"pageNumber": 1, "left": 40.0, "top": top, "width": 150.0, "height": 40.0}]})
    };
    let signature = place("SIGNATURE", "SIGNATURE", 300.0);
    let too_much = [
        signature.clone(),
        place("SIGNATURE", "SIGNATURE", 400.0),
        place("SIGNATURE", "SIGNER_INITIALS", 500.0),
        place("TEXT_FIELD", "DATA", 600.0),
    ];
    put_fields(&demo, &id, &too_much).await;
    let (status, told) = send(&demo, &id).await;
    assert!(status.is_client_error(), "{status} {told}");
    assert_eq!(
        told.to_string().matches("FIELD_IN_SIGNED_FILE").count(),
        3,
        "{told}"
    );
    assert_eq!(demo.status(&id).await, "AUTHORING");
    let draft = owner.told(&format!("/ui/drafts/{id}")).await;
    let document = &draft["documents"][0];
    assert_eq!(document["signed"], true, "{draft}");
    assert_eq!(document["notices"].as_array().unwrap().len(), 1, "{document}");

    put_fields(&demo, &id, &[signature]).await;
    let (status, told) = send(&demo, &id).await;
    assert!(status.is_success(), "{status} {told}");
    Browser::open(&demo.link("druga@roka.example").await).sign().await;
    demo.until_status(&id, "SIGNED").await;
    let whole = file_of(&demo, &id).await;
    assert!(whole.starts_with(&signed), "nothing before was touched");
    assert!(signatures(&whole) > signatures(&signed));
    let path = folder.path().join("whole.pdf");
    std::fs::write(&path, &whole).unwrap();
    let report = validated(&path).to_string();
    assert!(
        !report.contains("HASH_FAILURE") && !report.contains("TOTAL-FAILED"),
        "{report}"
    );
}

async fn file_of(demo: &Demo, id: &str) -> Vec<u8> {
    let answer = demo.get(&format!("/agreements/{id}/combinedDocument")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.bytes().await.unwrap().to_vec()
}

async fn put_fields(demo: &Demo, id: &str, fields: &[Value]) {
    let path = format!("/agreements/{id}/formFields");
    let answer = demo.send(Method::PUT, &path, &json!({ "fields": fields })).await;
    let status = answer.status();
    assert_eq!(status, StatusCode::OK, "{}", answer.text().await.unwrap());
}

async fn send(demo: &Demo, id: &str) -> (StatusCode, Value) {
    let body = json!({"state": "IN_PROCESS"});
    let answer = demo
        .send(Method::PUT, &format!("/agreements/{id}/state"), &body)
        .await;
    (answer.status(), answer.json().await.unwrap_or(Value::Null))
}
