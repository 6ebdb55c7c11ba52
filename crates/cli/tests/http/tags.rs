//! M-41, M-61 to M-64 through all layers: a PDF with tags is uploaded, its fields are there, it is sent and signed, and no tag is left in it.

use crate::person::Person;
use crate::support::{Browser, Demo, act, signatures, validated};
use pdf::text::text_of;
use pdf::{Document, Limits};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// One page in Helvetica with these lines, 40 points apart from 740 down.
fn lettered(lines: &[&str]) -> Vec<u8> {
    let shown: String = lines
        .iter()
        .map(|line| format!("({line}) Tj 0 -40 Td "))
        .collect();
    let content = format!("BT /F 12 Tf 72 740 Td {shown} ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let start = file.len();
    file.extend(
        format!(
            "{table}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    file
}

fn text(bytes: &[u8]) -> String {
    text_of(&Document::open(bytes.to_vec(), None, &Limits::default()).unwrap()).unwrap()
}

/// A new draft of this file: its address under `/ui/drafts/`, and what the editor gets.
async fn uploaded(person: &Person, lines: &[&str]) -> (String, Value) {
    let part = Part::bytes(lettered(lines)).file_name("pogodba.pdf");
    let request = person
        .page(Method::POST, "/agreements/new")
        .header("accept", "application/json");
    let made = request
        .multipart(Form::new().part("file", part))
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), StatusCode::OK);
    let place = made.json::<Value>().await.unwrap()["location"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/ui/drafts/{}", place.split('/').nth(2).unwrap());
    let draft = person
        .page(Method::GET, &path)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    (path, draft)
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap()
}

#[tokio::test]
async fn m_41_a_tagged_contract_is_signed_without_a_tag_left() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    let lines = [
        "Buyer: [[S1]]",
        "Address: [[T1:address]]",
        "Seller: [[S2]] and {{Int_es_:signer2:initials}}",
        "Unknown: {{what}}",
    ];
    let (path, mut draft) = uploaded(&person, &lines).await;
    let kinds: Vec<&str> = list(&draft, "fields")
        .iter()
        .map(|field| field["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["signature", "text", "signature", "initials"]);
    let people: Vec<&str> = list(&draft, "participants")
        .iter()
        .map(|one| one["place"].as_str().unwrap())
        .collect();
    assert_eq!(people.len(), 2, "{draft}");
    assert!(people[0].ends_with('1') && people[1].ends_with('2'), "{people:?}");
    let tags = list(&draft["documents"][0], "tags");
    let good: Vec<bool> = tags.iter().map(|tag| tag["good"].as_bool().unwrap()).collect();
    assert_eq!(good, [true, true, true, true, false], "{tags:?}");
    assert_eq!(
        (&tags[4]["raw"], &tags[4]["page"]),
        (&json!("{{what}}"), &json!(0))
    );

    for (index, email) in ["eva@stranka.example", "jan@stranka.example"]
        .into_iter()
        .enumerate()
    {
        draft["participants"][index]["name"] = json!(email.split('@').next());
        draft["participants"][index]["email"] = json!(email);
    }
    draft["participants"][1]["order"] = json!(2);
    let saved = person.page(Method::PUT, &path).json(&draft).send().await.unwrap();
    assert_eq!(saved.status(), StatusCode::OK);
    let version = saved.json::<Value>().await.unwrap()["version"].clone();
    let sent = person
        .page(Method::POST, &format!("{path}/send"))
        .json(&json!({"version": version}))
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), StatusCode::OK, "{}", sent.text().await.unwrap());
    let agreement = path.rsplit('/').next().unwrap();

    for email in ["eva@stranka.example", "jan@stranka.example"] {
        let mut browser = Browser::open(&demo.link(email).await);
        browser.ready().await;
        let data = browser.data().await;
        let mut done = act(&data);
        for field in list(&data, "fields")
            .iter()
            .filter(|field| field["own"] == true && field["kind"] == "text")
        {
            done["values"][field["id"].as_str().unwrap()] = json!("Slovenska 1");
        }
        done["initials"] = done["signature"].clone();
        let answer = browser.json("/sign", &done).await;
        assert_eq!(
            answer.status(),
            StatusCode::OK,
            "{}",
            answer.text().await.unwrap()
        );
    }
    demo.until_status(agreement, "SIGNED").await;
    let file = demo
        .get(&format!("/agreements/{agreement}/combinedDocument"))
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(signatures(&file), 3);
    let said = text(&file);
    for gone in ["[[", "]]", "S1", "T1", "_es_"] {
        assert!(!said.contains(gone), "{gone} is left: {said}");
    }
    for stays in ["Buyer:", "Address:", "Seller:", "and", "Unknown: {{what}}"] {
        assert!(said.contains(stays), "{stays} is gone: {said}");
    }
    let signed = demo.folder.join("tagged.pdf");
    std::fs::write(&signed, &file).unwrap();
    assert_eq!(validated(&signed)["document"]["modifiedAfterSigning"], false);
}

#[tokio::test]
async fn m_61_to_m_64_in_the_editors_draft_and_the_original_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    let lines = ["[[S]]", "[[S]]", "[[P]]", "[[T:address]]"];
    let (path, draft) = uploaded(&person, &lines).await;
    let people = list(&draft, "participants");
    let owner_of = |field: &Value| {
        people
            .iter()
            .position(|one| one["id"] == field["participant"])
            .unwrap()
    };
    let story: Vec<(&str, usize)> = list(&draft, "fields")
        .iter()
        .map(|field| (field["kind"].as_str().unwrap(), owner_of(field)))
        .collect();
    assert_eq!(
        story,
        [("signature", 0), ("signature", 1), ("initials", 2), ("text", 1)]
    );
    assert_eq!(
        people[0]["email"], demo.facts["users"][0]["email"],
        "the first is the owner's"
    );
    let agreement = path.rsplit('/').next().unwrap();
    let document = draft["documents"][0]["id"].as_str().unwrap();
    let original = person.page(
        Method::GET,
        &format!("/agreements/{agreement}/documents/{document}"),
    );
    let original = original.send().await.unwrap();
    assert_eq!(original.status(), StatusCode::OK);
    assert_eq!(original.bytes().await.unwrap(), lettered(&lines));
}
