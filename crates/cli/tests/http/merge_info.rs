//! `formFields/mergeInfo`: what stands in a draft's fields from the start.

use crate::person::Person;
use crate::support::{Demo, pdf_bytes};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn what_stands_in_fields_from_the_start_is_read_and_changed() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let file = demo.upload("x.pdf", pdf_bytes("x")).await;
    let draft = json!({
        "name": "Merge", "state": "DRAFT", "signatureType": "ESIGN", "fileInfos": [{ "transientDocumentId": file }],
        "participantSetsInfo": [{ "order": 1, "role": "SIGNER", "memberInfos": [{ "email": "a@stranka.example" }] }],
    });
    let made: Value = demo
        .send(Method::POST, "/agreements", &draft)
        .await
        .json()
        .await
        .unwrap();
    let agreement = format!("/agreements/{}", made["id"].as_str().unwrap());
    let set = demo.get_json(&format!("{agreement}/members")).await["participantSets"][0]["id"].clone();
    let text = |name: &str, top: f64| {
        json!({ "name": name, "inputType": "TEXT_FIELD", "assignee": set,
            "locations": [{ "pageNumber": 1, "left": 70, "top": top, "width": 160, "height": 20 }] })
    };
    let fields = json!({ "fields": [text("City", 300.0), text("Street", 350.0)] });
    let put = demo
        .send(Method::PUT, &format!("{agreement}/formFields"), &fields)
        .await;
    assert_eq!(put.status(), StatusCode::OK, "{}", put.text().await.unwrap());

    let path = format!("{agreement}/formFields/mergeInfo");
    let read = demo.get(&path).await;
    let tag = read.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(read.json::<Value>().await.unwrap()["fieldMergeInfos"], json!([]));
    let wanted = json!({ "fieldMergeInfos": [{ "fieldName": "City", "defaultValue": "Ljubljana" }] });
    let change = |tag: Option<&str>, body: &Value| {
        let request = admin.api(Method::PUT, &path).json(body);
        match tag {
            Some(tag) => request.header("if-match", tag),
            None => request,
        }
    };
    let answer = change(None, &wanted).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "If-Match is demanded");
    let answer = change(Some(&tag), &wanted).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let answer = change(Some(&tag), &wanted).send().await.unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::PRECONDITION_FAILED,
        "it has changed meanwhile"
    );
    assert_eq!(
        demo.get_json(&path).await["fieldMergeInfos"],
        wanted["fieldMergeInfos"]
    );
    let shown = demo.get_json(&format!("{agreement}/formFields")).await;
    assert_eq!(shown["fields"].as_array().unwrap().len(), 2, "no field is lost");
    let unknown = json!({ "fieldMergeInfos": [{ "fieldName": "Country", "defaultValue": "SI" }] });
    let answer = change(Some("*"), &unknown).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let empty = json!({ "fieldMergeInfos": [{ "fieldName": "City", "defaultValue": "" }] });
    assert_eq!(
        change(Some("*"), &empty).send().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    assert_eq!(demo.get_json(&path).await["fieldMergeInfos"], json!([]));

    let sent = demo.send_contract("Sent", &[("b@stranka.example", None)]).await;
    let answer = demo
        .get(&format!("/agreements/{sent}/formFields/mergeInfo"))
        .await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        answer.json::<Value>().await.unwrap()["code"],
        "AGREEMENT_NOT_IN_AUTHORING_STATE"
    );
}
