//! What was taken out of an upload, or mended in it, is said for as long as the draft lives: in the editor and by the API.

use crate::person::Person;
use crate::support::{Demo, pdf_bytes};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn remarks_stay_with_their_document() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    let part = |bytes, name: &str| Part::bytes(bytes).file_name(name.to_owned());
    let form = Form::new()
        .part("file", part(active(), "active.pdf"))
        .part("file", part(pdf_bytes("Plain"), "plain.pdf"));
    let made = person
        .page(Method::POST, "/agreements/new")
        .header("accept", "application/json")
        .multipart(form);
    let made = made.send().await.unwrap();
    assert_eq!(made.status(), StatusCode::OK);
    let place = made.json::<Value>().await.unwrap()["location"]
        .as_str()
        .unwrap()
        .to_owned();
    let draft = place.split('/').nth(2).unwrap().to_owned();
    let path = format!("/ui/drafts/{draft}");
    let shown = read(&person, Method::GET, &path, None).await;
    let (said, silent) = (notices(&shown, "active.pdf"), notices(&shown, "plain.pdf"));
    assert_eq!((said.len(), silent.len()), (2, 0), "{shown}");
    let order: Vec<Value> = shown["documents"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|one| one["id"].clone())
        .collect();
    let turned = read(
        &person,
        Method::PUT,
        &format!("{path}/documents"),
        Some(json!({"order": order})),
    )
    .await;
    assert_eq!(turned["documents"][0]["name"], "plain.pdf");
    assert_eq!(
        notices(&turned, "active.pdf"),
        said,
        "the remark goes where its file goes"
    );
    let listed = demo.get_json(&format!("/agreements/{draft}/documents")).await;
    let remarks = listed["documents"][1]["remarks"].as_array().unwrap().iter();
    let kinds: BTreeSet<&str> = remarks
        .map(|remark| remark.as_str().unwrap().split(':').next().unwrap())
        .collect();
    assert_eq!(kinds, BTreeSet::from(["ACTIVE_CONTENT", "REPAIRED"]));
    assert_eq!(listed["documents"][0].get("remarks"), None);
}

async fn read(person: &Person, method: Method, path: &str, body: Option<Value>) -> Value {
    let request = person.page(method, path);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

fn notices(draft: &Value, name: &str) -> Vec<Value> {
    let mut documents = draft["documents"].as_array().unwrap().iter();
    documents.find(|document| document["name"] == name).unwrap()["notices"]
        .as_array()
        .unwrap()
        .clone()
}

/// A page with a script that would run when it is opened. The table of offsets does not fit any more, so the file is mended too.
fn active() -> Vec<u8> {
    let (plain, catalog) = (pdf_bytes("Active"), b"/Type /Catalog");
    let at = plain
        .windows(catalog.len())
        .position(|part| part == catalog)
        .unwrap();
    let action = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> ";
    [&plain[..at], action, &plain[at..]].concat()
}
