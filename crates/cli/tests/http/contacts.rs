//! The address book: kept, searched, taken out and put back, imported and exported; and what the people step asks of it.

use crate::person::Person;
use crate::support::{Demo, between};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

async fn file(person: &Person, path: &str, bytes: Vec<u8>) -> Response {
    let part = Part::bytes(bytes).file_name("seznam.csv");
    let request = person.page(Method::POST, path);
    request
        .multipart(Form::new().part("file", part))
        .send()
        .await
        .unwrap()
}

async fn suggested(person: &Person, text: &str) -> Value {
    let path = format!("/ui/people?q={}", crate::support::encode(text));
    person.told(&path).await
}

/// The identity of the first contact on the page.
fn first(page: &str) -> String {
    between(page, "class=\"strong\" href=\"/contacts/", "\"")
}

/// Sends a contract as a person does, with the button in the editor.
async fn send(demo: &Demo, owner: &Person, email: &str, phone: Option<&str>) {
    let file = demo
        .upload("draft.pdf", crate::support::pdf_bytes("[[S1]]"))
        .await;
    let security = match phone {
        Some(phone) => {
            json!({"authenticationMethod": "PHONE", "phoneInfo": {"countryCode": "386", "phone": phone}})
        }
        None => json!({"authenticationMethod": "NONE"}),
    };
    let member = json!({"email": email, "name": "Zala", "securityOption": security});
    let set = json!({"order": 1, "role": "SIGNER", "memberInfos": [member]});
    let body = json!({"name": "Osnutek", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": [set]});
    let made: Value = demo
        .send(Method::POST, "/agreements", &body)
        .await
        .json()
        .await
        .unwrap();
    let path = format!("/ui/drafts/{}", made["id"].as_str().unwrap());
    let draft: Value = owner.told(&path).await;
    let order = json!({"version": draft["version"]});
    let sent = owner
        .page(Method::POST, &format!("{path}/send"))
        .json(&order)
        .send()
        .await
        .unwrap();
    assert!(sent.status().is_success(), "{}", sent.text().await.unwrap());
}

#[tokio::test]
async fn whoever_is_sent_to_is_remembered_until_they_are_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    demo.send_contract("Program", &[("stroj@spomin.example", None)])
        .await;
    assert!(
        !owner.reads("/contacts").await.contains("stroj@spomin.example"),
        "programs' people are nobody's"
    );
    send(&demo, &owner, "Zala@Spomin.example", Some("41234567")).await;
    let found = owner.reads("/contacts?q=zala").await;
    assert!(found.contains("Zala@Spomin.example") && found.contains("+38641234567"));
    let offered = suggested(&owner, "spomin").await;
    assert_eq!(offered["people"][0]["email"], "Zala@Spomin.example");
    assert_eq!(offered["people"][0]["internal"], false);
    let id = first(&found);
    let gone = owner.posts(&format!("/contacts/{id}/remove"), &[]).await;
    assert_eq!(gone.status(), StatusCode::SEE_OTHER);
    send(&demo, &owner, "zala@spomin.example", None).await;
    assert!(
        !owner.reads("/contacts?q=zala").await.contains("Spomin.example"),
        "taken out is taken out"
    );
    assert_eq!(suggested(&owner, "spomin").await["people"], json!([]));
    owner.posts(&format!("/contacts/{id}/restore"), &[]).await;
    assert!(owner.reads("/contacts?q=zala").await.contains("Spomin.example"));
    let changed = [
        ("name", "Zala Zajc"),
        ("email", "zala@spomin.example"),
        ("phone", ""),
        ("language", "cs"),
        ("company", "=Zajc"),
        ("title", ""),
    ];
    assert_eq!(
        owner.posts(&format!("/contacts/{id}"), &changed).await.status(),
        StatusCode::SEE_OTHER
    );
    let bad = owner
        .posts(
            "/contacts",
            &[("name", "X"), ("email", "zala@spomin.example"), ("phone", "123")],
        )
        .await;
    assert_eq!(bad.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let twice = owner
        .posts("/contacts", &[("name", "X"), ("email", "ZALA@spomin.example")])
        .await;
    assert!(
        twice.text().await.unwrap().contains("id=\"email-error\""),
        "an address stands once in a book"
    );
    let table = owner.reads("/contacts.csv").await;
    assert!(
        table.contains("Zala Zajc") && table.contains("'=Zajc"),
        "no formula leaves: {table}"
    );
    let colleague = Person::sender(&demo).await;
    let theirs = colleague.reads("/contacts").await;
    assert!(
        !theirs.contains("spomin.example"),
        "a colleague has a book of their own"
    );
    assert_eq!(suggested(&colleague, "spomin").await["people"], json!([]));
    let pried = colleague
        .page(Method::GET, &format!("/contacts/{id}"))
        .send()
        .await
        .unwrap();
    assert_eq!(pried.status(), StatusCode::NOT_FOUND);
    let removed = colleague.posts(&format!("/contacts/{id}/remove"), &[]).await;
    assert_eq!(removed.status(), StatusCode::NOT_FOUND);
}

/// while an address is typed it is said on which side of the organisation it lies; of a neighbour's users nothing is said.
#[tokio::test]
async fn a_07_insiders_are_offered_and_told_from_outsiders() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (owner, neighbour) = (Person::admin(&demo).await, Person::neighbour(&demo).await);
    let insider = demo.facts["users"][1]["email"].as_str().unwrap().to_owned();
    let found = suggested(&owner, &insider.to_uppercase()).await;
    assert_eq!(found["internal"], true, "case does not matter");
    assert_eq!(found["people"][0]["email"], insider.as_str());
    assert_eq!(found["people"][0]["internal"], true);
    assert_eq!(
        suggested(&owner, "nobody@elsewhere.example").await["internal"],
        false
    );
    let theirs = suggested(&neighbour, &insider).await;
    assert_eq!(theirs, json!({"people": [], "internal": false}));
    let strangers = crate::support::client().get(format!("{}/ui/people?q=a", demo.address));
    assert_eq!(strangers.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_list_is_seen_before_anything_of_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let list = "Ime in priimek;E-po\u{161}ta;Telefon\r\n\u{17d}iga \u{10c}eh;ziga@uvoz.example;+386 41 234 567\r\nBrez;;\r\nDva;ZIGA@uvoz.example;\r\nTri;tri@uvoz.example;12345678\r\n";
    let old: Vec<u8> = list
        .chars()
        .map(|letter| match letter {
            '\u{161}' => 0x9a,
            '\u{17d}' => 0x8e,
            '\u{10c}' => 0xc8,
            letter => u8::try_from(letter).unwrap(),
        })
        .collect();
    let preview = file(&owner, "/contacts/import", old).await.text().await.unwrap();
    assert!(preview.contains("Žiga Čeh"), "Windows-1250 is understood");
    assert_eq!(
        preview.matches("badge bad").count(),
        2,
        "no address; the same address twice"
    );
    assert_eq!(
        preview.matches("badge wait").count(),
        1,
        "a number without a country"
    );
    assert!(
        !owner.reads("/contacts").await.contains("uvoz.example"),
        "nothing is kept yet"
    );
    let kept = owner.posts("/contacts/import/keep", &[("list", list)]).await;
    assert_eq!(kept.status(), StatusCode::SEE_OTHER);
    let book = owner.reads("/contacts?q=uvoz").await;
    assert!(book.contains("ziga@uvoz.example") && book.contains("tri@uvoz.example") && !book.contains("Dva"));
    // The demo is at home in Slovenia: a number as people there write it among themselves can mean one only.
    let home = "Ime;E-pošta;Telefon\nDoma;doma@uvoz.example;040 123 456\nKdove;kdove@uvoz.example;40123456\n";
    let preview = file(&owner, "/contacts/import", home.into())
        .await
        .text()
        .await
        .unwrap();
    assert!(preview.contains("+38640123456"), "it is seen before it is kept");
    assert!(
        preview.contains("Taken without the number"),
        "and what is left away is said"
    );
    owner.posts("/contacts/import/keep", &[("list", home)]).await;
    let offered = suggested(&owner, "doma@uvoz").await;
    assert_eq!(offered["people"][0]["phone"], "+38640123456");
    assert_eq!(suggested(&owner, "kdove@uvoz").await["people"][0]["phone"], "");
    let many: String = (0..10_001).map(|n| format!("o{n}@uvoz.example\n")).collect();
    let refused = file(&owner, "/contacts/import", many.into_bytes()).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().await.unwrap().contains("10000"),
        "the limit is said"
    );
    let nothing = file(&owner, "/contacts/import", Vec::new()).await;
    assert_eq!(nothing.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let table = owner.reads("/contacts.csv").await;
    let again = file(&owner, "/contacts/import", table.into_bytes())
        .await
        .text()
        .await
        .unwrap();
    assert!(
        !again.contains("badge bad") && !again.contains("badge wait"),
        "what was exported is taken back"
    );
}

#[tokio::test]
async fn the_people_step_reads_a_pasted_list_and_says_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let list = "Ana Novak <ana@x.example>\nBor <bor@x>\n";
    let answer: Value = file(&owner, "/ui/people/read", list.into())
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(answer["rows"][0]["name"], "Ana Novak");
    assert_eq!(answer["rows"][0]["leftOut"], false);
    assert_eq!(
        (&answer["rows"][1]["number"], &answer["rows"][1]["leftOut"]),
        (&json!(2), &json!(true))
    );
    let sixty: String = (0..60).map(|n| format!("o{n}@x.example;Oseba {n}\n")).collect();
    let answer: Value = file(&owner, "/ui/people/read", sixty.into_bytes())
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(answer["rows"].as_array().unwrap().len(), 60);
    let many: String = (0..10_000).map(|n| format!("o{n}@x.example\n")).collect();
    let refused = file(&owner, "/ui/people/read", many.into_bytes()).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said: Value = refused.json().await.unwrap();
    assert_eq!(said["code"], "LIST_TOO_LONG");
    assert!(said["message"].as_str().unwrap().contains("200"), "{said}");
}

/// A draft keeps a group and a private message as the editor sends them.
#[tokio::test]
async fn a_group_and_a_private_message_are_made_in_the_people_step() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let file = demo
        .upload("draft.pdf", crate::support::pdf_bytes("Skupina"))
        .await;
    let set = json!({"order": 1, "role": "SIGNER", "privateMessage": "Tiho.", "memberInfos": [
        {"email": "ena@x.example", "name": "Ena"}, {"email": "dva@x.example", "name": "Dva"}]});
    let body = json!({"name": "Skupina", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": [set]});
    let made: Value = demo
        .send(Method::POST, "/agreements", &body)
        .await
        .json()
        .await
        .unwrap();
    let id = made["id"].as_str().unwrap();
    let path = format!("/ui/drafts/{id}");
    let mut draft: Value = owner.told(&path).await;
    assert_eq!(draft["participants"][0]["others"][0]["email"], "dva@x.example");
    assert_eq!(draft["participants"][0]["message"], "Tiho.");
    draft["participants"][0]["others"] = json!([
        {"name": "Dva", "email": "dva@x.example", "method": "email", "phone": "", "language": null},
        {"name": "Tri", "email": "tri@x.example", "method": "phone", "phone": "+38641234567", "language": "cs"}
    ]);
    let saved = owner.page(Method::PUT, &path).json(&draft).send().await.unwrap();
    assert_eq!(saved.status(), StatusCode::OK);
    let members = demo.get_json(&format!("/agreements/{id}/members")).await;
    let infos = members["participantSets"][0]["memberInfos"].as_array().unwrap();
    let addresses: Vec<&str> = infos.iter().map(|info| info["email"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["ena@x.example", "dva@x.example", "tri@x.example"]);
    assert_eq!(infos[2]["securityOption"]["authenticationMethod"], "PHONE");
    draft["version"] = saved.json::<Value>().await.unwrap()["version"].clone();
    draft["participants"][0]["others"][1]["email"] = json!("tri@");
    let half: Value = owner
        .page(Method::PUT, &path)
        .json(&draft)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        half["incomplete"],
        json!([draft["participants"][0]["id"]]),
        "the place is not whole"
    );
}
