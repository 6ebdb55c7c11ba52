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

pub(crate) fn text(bytes: &[u8]) -> String {
    text_of(&Document::open(bytes.to_vec(), None, &Limits::default()).unwrap()).unwrap()
}

/// A new draft of this file: its address under `/ui/drafts/`, and what the editor gets.
pub(crate) async fn uploaded(person: &Person, lines: &[&str]) -> (String, Value) {
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

/// Two sign, the third only initials (M-63).
const PEOPLE: [&str; 3] = [
    "eva@stranka.example",
    "jan@stranka.example",
    "iva@stranka.example",
];

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
        "Notary: [[P3]]",
    ];
    let (path, mut draft) = uploaded(&person, &lines).await;
    let kinds: Vec<&str> = list(&draft, "fields")
        .iter()
        .map(|field| field["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["signature", "text", "signature", "initials", "initials"]);
    let people: Vec<&str> = list(&draft, "participants")
        .iter()
        .map(|one| one["place"].as_str().unwrap())
        .collect();
    assert_eq!(people.len(), PEOPLE.len(), "{draft}");
    assert!(people[0].ends_with('1') && people[2].ends_with('3'), "{people:?}");
    let tags = list(&draft["documents"][0], "tags");
    let good: Vec<bool> = tags.iter().map(|tag| tag["good"].as_bool().unwrap()).collect();
    assert_eq!(good, [true, true, true, true, false, true], "{tags:?}");
    assert_eq!(
        (&tags[4]["raw"], &tags[4]["page"]),
        (&json!("{{what}}"), &json!(0))
    );

    for (index, email) in PEOPLE.into_iter().enumerate() {
        draft["participants"][index]["name"] = json!(email.split('@').next());
        draft["participants"][index]["email"] = json!(email);
    }
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

    for email in PEOPLE {
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
        if email == PEOPLE[2] {
            let empty = json!({"revision": done["revision"], "values": {}, "signature": done["signature"], "initials": null});
            let refused = browser.json("/sign", &empty).await;
            assert_eq!(
                refused.status(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "M-63: initials are the signature"
            );
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
    assert_eq!(signatures(&file), PEOPLE.len() + 1);
    let said = text(&file);
    for gone in ["[[", "]]", "S1", "T1", "_es_"] {
        assert!(!said.contains(gone), "{gone} is left: {said}");
    }
    for stays in [
        "Buyer:",
        "Address:",
        "Seller:",
        "and",
        "Unknown: {{what}}",
        "Notary:",
    ] {
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

/// By API: the recipients are named first, tags are bound to them, anchors place the rest, and nobody signs twice.
#[tokio::test]
async fn tags_and_anchor_text_by_api() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let file = demo
        .upload("tagged.pdf", lettered(&["Buyer: [[S1]]", "Seller:", "Seller:"]))
        .await;
    let other = demo
        .upload("annex.pdf", lettered(&["Seller:", "{{Note_es_:signer2}}"]))
        .await;
    let person = |name: &str, order: u32| json!({"order": order, "role": "SIGNER", "name": name, "memberInfos": [{"email": format!("{name}@stranka.example")}]});
    let generator = |text: &str, set: &str| {
        json!({
            "formFieldNamePrefix": "x", "generatorType": "ANCHOR_TEXT", "participantSetName": set,
            "anchorTextInfo": {"anchorText": text, "fileInfoLabel": "main", "anchoredFormFieldLocation": {"offsetX": 100, "offsetY": -5, "width": 120, "height": 30}},
            "formFieldDescription": {"inputType": "SIGNATURE", "contentType": "SIGNATURE_BLOCK", "required": true},
        })
    };
    let mut body = json!({
        "name": "Kupna pogodba",
        "fileInfos": [{"transientDocumentId": file, "label": "main"}, {"transientDocumentId": other}],
        "participantSetsInfo": [person("eva", 1), person("jan", 2)],
        "formFieldGenerators": [generator("Seller:", "jan"), generator("Nowhere", "eva")],
    });
    let made = demo.send(Method::POST, "/agreements", &body).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let made: Value = made.json().await.unwrap();
    let codes: Vec<&str> = list(&made, "warnings")
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"ANCHOR_NOT_FOUND"), "{made}");
    let path = format!("/agreements/{}", made["id"].as_str().unwrap());
    let fields = demo.get_json(&format!("{path}/formFields")).await;
    let members = demo.get_json(&format!("{path}/members")).await;
    let sets: Vec<&Value> = list(&members, "participantSets")
        .iter()
        .map(|set| &set["id"])
        .collect();
    let story: Vec<(usize, &str, u64)> = list(&fields, "fields")
        .iter()
        .map(|field| {
            let set = sets.iter().position(|set| **set == field["assignee"]).unwrap();
            (
                set,
                field["inputType"].as_str().unwrap(),
                field["locations"][0]["pageNumber"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        story,
        [
            (0, "SIGNATURE", 1),
            (1, "TEXT_FIELD", 2),
            (1, "SIGNATURE", 1),
            (1, "SIGNATURE", 1)
        ]
    );
    let place = &fields["fields"][2]["locations"][0];
    let number = |name: &str| place[name].as_f64().unwrap();
    // The words begin at 72, their foot is a little below the baseline of 700; the field's foot lies 5 points lower.
    assert_eq!(number("left"), 172.0);
    assert!(
        (number("top") - (700.0 - 0.22 * 12.0 - 5.0 + 30.0)).abs() < 0.01,
        "{place}"
    );
    demo.until_status(made["id"].as_str().unwrap(), "OUT_FOR_SIGNATURE")
        .await;

    body["formFieldGenerators"][0]["participantSetName"] = json!("nobody");
    let refused = demo.send(Method::POST, "/agreements", &body).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
}

/// M-47: a word of the account's own means a person, wherever it stands.
#[tokio::test]
async fn m_47_an_accounts_own_tags() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    let post = |form: &'static str| {
        let request = person
            .page(Method::POST, "/settings/tags")
            .header("content-type", "application/x-www-form-urlencoded");
        request.body(form).send()
    };
    let bad = post("word=direktor&what=signature&who=role&name=Direktor")
        .await
        .unwrap();
    assert_eq!(bad.status(), StatusCode::OK, "the form again, with what is wrong");
    let saved =
        post("word=%23DIREKTOR%23&what=signature&who=person&name=Vida+Kos&email=vida%40banka.example")
            .await
            .unwrap();
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let role = post("word=%23KUPEC%23&what=initials&who=role&name=Kupec")
        .await
        .unwrap();
    assert_eq!(role.status(), StatusCode::SEE_OTHER);
    let (path, draft) = uploaded(&person, &["#DIREKTOR#", "#KUPEC#", "#DIREKTOR#", "direktor"]).await;
    let people: Vec<(&str, &str)> = list(&draft, "participants")
        .iter()
        .map(|one| (one["email"].as_str().unwrap(), one["place"].as_str().unwrap()))
        .collect();
    assert_eq!(people, [("vida@banka.example", "Vida Kos"), ("", "Kupec")]);
    let fields = list(&draft, "fields");
    assert_eq!(fields.len(), 3);
    assert_eq!(fields[0]["participant"], fields[2]["participant"]);
    assert_eq!(fields[1]["kind"], "initials");
    let found = person
        .page(Method::GET, &format!("{path}/text?find=direktor"))
        .send()
        .await
        .unwrap();
    let found: Value = found.json().await.unwrap();
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    let shown = person
        .page(Method::GET, "/help/tags")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(shown.contains("#DIREKTOR#") && shown.contains("[[S1]]"));
}
