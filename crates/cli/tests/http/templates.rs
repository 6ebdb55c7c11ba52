//! Templates (M-39): made of files or of an agreement, used with three inputs, signed; nobody else's, and never sent themselves.

use crate::person::Person;
use crate::support::{Browser, Demo, pdf_bytes, signatures};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use std::path::Path;

async fn started(folder: &Path) -> (Demo, Person) {
    let demo = Demo::start(&folder.join("demo"), &[]).await;
    let person = Person::sender(&demo).await;
    (demo, person)
}

async fn status(person: &Person, path: &str) -> StatusCode {
    person.page(Method::GET, path).send().await.unwrap().status()
}

fn location(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

fn id_in(location: &str) -> String {
    location.split('/').nth(2).unwrap().to_owned()
}

/// A template of a file, as the page makes it.
async fn template(person: &Person, name: &str) -> String {
    let file = Part::bytes(pdf_bytes(name)).file_name(format!("{name}.pdf"));
    let request = person
        .page(Method::POST, "/templates/new")
        .header("accept", "application/json");
    let made = request
        .multipart(Form::new().part("file", file))
        .send()
        .await
        .unwrap();
    let made: Value = made.json().await.unwrap();
    id_in(made["location"].as_str().unwrap())
}

async fn read(person: &Person, id: &str) -> Value {
    let answer = person.page(Method::GET, &format!("/ui/drafts/{id}"));
    answer.send().await.unwrap().json().await.unwrap()
}

/// Names of places, and whether they stand empty.
fn places(draft: &Value) -> Vec<(&str, bool)> {
    let people = draft["participants"].as_array().unwrap().iter();
    people
        .map(|one| (one["place"].as_str().unwrap(), one["email"] == ""))
        .collect()
}

/// The editor's save: two roles, each with a place to sign.
async fn give_roles(person: &Person, id: &str, roles: [&str; 2]) -> [String; 2] {
    let mut draft = read(person, id).await;
    let ids = [(); 2].map(|()| uuid::Uuid::now_v7().to_string());
    let role = |index: usize| {
        json!({"id": ids[index], "name": "", "email": "", "role": "signer", "order": index + 1, "method": "email", "phone": "",
            "language": null, "place": roles[index]})
    };
    let field = |index: usize| {
        json!({"id": uuid::Uuid::now_v7(), "kind": "signature", "page": 0, "required": true, "label": "", "participant": ids[index],
            "rect": {"x": 60.0 + 200.0 * f64::from(u8::try_from(index).unwrap()), "y": 500.0, "width": 160.0, "height": 44.0}})
    };
    draft["participants"] = json!([role(0), role(1)]);
    draft["fields"] = json!([field(0), field(1)]);
    let path = format!("/ui/drafts/{id}");
    let saved = person.page(Method::PUT, &path).json(&draft).send().await.unwrap();
    assert_eq!(saved.status(), StatusCode::OK);
    let saved: Value = saved.json().await.unwrap();
    assert_eq!(saved["incomplete"], json!([]), "roles need nobody");
    ids
}

#[tokio::test]
async fn m_39_an_agreement_is_made_with_three_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, person) = started(folder.path()).await;
    let id = template(&person, "Najem").await;
    let [_, tenant] = give_roles(&person, &id, ["Sender", "Tenant"]).await;
    let draft = read(&person, &id).await;
    assert_eq!(places(&draft), [("Sender", true), ("Tenant", true)]);
    for (path, there) in [
        ("/templates", true),
        ("/agreements", false),
        ("/agreements?view=drafts", false),
        ("/", false),
    ] {
        assert_eq!(person.reads(path).await.contains("Najem"), there, "{path}");
    }

    // Somebody else of the account uses it; the sender's own place is filled in.
    let other = Person::colleague(&demo).await;
    let path = format!("/templates/{id}/use");
    let asked = other.reads(&path).await;
    assert!(
        asked.contains("cyril@demo.example"),
        "the sender is prefilled: {asked}"
    );
    let sender = asked.split("name=\"email-").nth(1).unwrap();
    let sender = &sender[..36];
    let (own_name, own_email) = (format!("name-{sender}"), format!("email-{sender}"));
    let (their_name, their_email) = (format!("name-{tenant}"), format!("email-{tenant}"));
    let mut typed = vec![
        ("do", "send"),
        ("name", "Najem 12"),
        (&own_name, "Cyril Dvořák"),
        (&own_email, "cyril@demo.example"),
        (&their_name, ""),
        (&their_email, "tina@"),
    ];
    let refused = other.posts(&path, &typed).await;
    assert_eq!(refused.status(), StatusCode::OK);
    let refused = refused.text().await.unwrap();
    for said in [
        "Tenant: Enter the name",
        "Tenant: Enter an e-mail",
        "tina@",
        "Najem 12",
    ] {
        assert!(refused.contains(said), "{said}: {refused}");
    }
    assert_eq!(other.reads("/agreements").await.matches("Najem 12").count(), 0);
    typed[4].1 = "Tina Najemnik";
    typed[5].1 = "tina@najem.example";
    let sent = other.posts(&path, &typed).await;
    let agreement = id_in(&location(&sent));
    demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    let members = demo.get_json(&format!("/agreements/{agreement}/members")).await;
    let sets = members["participantSets"].as_array().unwrap();
    assert_eq!(sets[1]["memberInfos"][0]["email"], "tina@najem.example");
    assert!(person.reads("/templates").await.matches("Najem").count() > 0);
    assert_eq!(
        read(&person, &id).await["version"],
        draft["version"],
        "the template has not changed"
    );
}

#[tokio::test]
async fn a_template_of_an_agreement_has_places_and_is_signed_when_it_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, _) = started(folder.path()).await;
    let admin = Person::admin(&demo).await;
    let contract = demo
        .send_contract_at_once("Izvirnik", &["a@predloga.example", "b@predloga.example"])
        .await;
    let saved = admin
        .posts(&format!("/agreements/{contract}/template"), &[])
        .await;
    let id = id_in(&location(&saved));
    let draft = read(&admin, &id).await;
    assert_eq!(places(&draft), [("Party 1", true), ("Party 2", true)]);
    assert_eq!(draft["fields"].as_array().unwrap().len(), 2);
    assert!(
        !draft.to_string().contains("predloga.example"),
        "nobody's address is left"
    );

    let people = draft["participants"].as_array().unwrap();
    let key = |what: &str, index: usize| format!("{what}-{}", people[index]["id"].as_str().unwrap());
    let keys = [key("name", 0), key("email", 0), key("name", 1), key("email", 1)];
    let values = ["Ena", "ena@raba.example", "Dve", "dve@raba.example"];
    let mut typed: Vec<(&str, &str)> = keys.iter().map(String::as_str).zip(values).collect();
    typed.extend([("name", "Raba"), ("do", "send")]);
    let sent = admin.posts(&format!("/templates/{id}/use"), &typed).await;
    let agreement = id_in(&location(&sent));
    demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    for email in ["ena@raba.example", "dve@raba.example"] {
        Browser::open(&demo.link(email).await).sign().await;
    }
    demo.until_status(&agreement, "SIGNED").await;
    let file = demo
        .get(&format!("/agreements/{agreement}/combinedDocument"))
        .await;
    assert_eq!(signatures(&file.bytes().await.unwrap()), 3);

    typed.pop();
    typed.push(("do", "edit"));
    typed[3].1 = "";
    let opened = admin.posts(&format!("/templates/{id}/use"), &typed).await;
    let opened = location(&opened);
    assert!(opened.ends_with("/edit"), "{opened}");
    let opened = read(&admin, &id_in(&opened)).await;
    assert_eq!(
        places(&opened),
        [("Party 1", false), ("Party 2", true)],
        "the editor takes what is there"
    );
}

#[tokio::test]
async fn a_template_is_not_sent_and_a_private_one_is_its_owners() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, person) = started(folder.path()).await;
    let id = template(&person, "Osebna").await;
    give_roles(&person, &id, ["Sender", "Buyer"]).await;
    let version = read(&person, &id).await["version"].clone();
    let path = format!("/ui/drafts/{id}/send");
    let sent = person
        .page(Method::POST, &path)
        .json(&json!({"version": version}))
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), StatusCode::CONFLICT);

    let (colleague, neighbour) = (Person::colleague(&demo).await, Person::neighbour(&demo).await);
    let paths = [
        format!("/templates/{id}/use"),
        format!("/templates/{id}/pages/0.png"),
    ];
    for path in &paths {
        assert_eq!(status(&colleague, path).await, StatusCode::OK, "{path}");
        assert_eq!(status(&neighbour, path).await, StatusCode::NOT_FOUND, "{path}");
    }
    let edit = format!("/agreements/{id}/edit");
    assert_eq!(
        status(&colleague, &edit).await,
        StatusCode::NOT_FOUND,
        "whoever uses it does not change it"
    );
    let keep = format!("/templates/{id}/share?with=user");
    assert_eq!(colleague.posts(&keep, &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(location(&person.posts(&keep, &[]).await), "/templates");
    for path in &paths {
        assert_eq!(status(&colleague, path).await, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(status(&person, path).await, StatusCode::OK, "{path}");
    }
    assert!(!colleague.reads("/templates").await.contains("Osebna"));
    let admin = Person::admin(&demo).await;
    assert!(admin.reads("/templates").await.contains("Osebna"));

    assert_eq!(
        location(&person.posts(&format!("/agreements/{id}/bin"), &[]).await),
        "/templates"
    );
    assert_eq!(status(&person, &paths[0]).await, StatusCode::NOT_FOUND);
    assert!(person.reads("/agreements?view=bin").await.contains("Osebna"));
    person.posts(&format!("/agreements/{id}/restore"), &[]).await;
    assert_eq!(status(&person, &paths[0]).await, StatusCode::OK);
}

async fn answer(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    (status, response.json().await.unwrap_or(Value::Null))
}

#[tokio::test]
async fn an_integration_makes_an_agreement_of_a_library_document() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, _) = started(folder.path()).await;
    let admin = Person::admin(&demo).await;
    let file = demo.upload("najem.pdf", pdf_bytes("Najem")).await;
    let mut wanted = json!({"name": "Knjižnica", "sharingMode": "GROUP", "state": "ACTIVE", "templateTypes": ["DOCUMENT"],
        "fileInfos": [{"transientDocumentId": file}]});
    let (status, body) = answer(demo.send(Method::POST, "/libraryDocuments", &wanted).await).await;
    assert_eq!(
        (status, body["code"].as_str().unwrap()),
        (StatusCode::BAD_REQUEST, "INVALID_SHARING_MODE")
    );
    wanted["sharingMode"] = "ACCOUNT".into();
    let (status, made) = answer(demo.send(Method::POST, "/libraryDocuments", &wanted).await).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let id = made["id"].as_str().unwrap().to_owned();
    give_roles(&admin, &id, ["Landlord", "Tenant"]).await;
    let path = format!("/libraryDocuments/{id}");
    let info = demo.get_json(&path).await;
    assert_eq!(info["participantSetsInfo"].as_array().unwrap().len(), 2);
    let listed = demo.get_json("/libraryDocuments?pageSize=1").await;
    assert_eq!(listed["libraryDocumentList"][0]["id"], id.as_str());
    let documents = demo.get_json(&format!("{path}/documents")).await;
    let document = documents["documents"][0]["id"].as_str().unwrap();
    for part in [format!("documents/{document}"), "combinedDocument".to_owned()] {
        let bytes = demo.get(&format!("{path}/{part}")).await.bytes().await.unwrap();
        assert!(bytes.starts_with(b"%PDF"), "{part}");
    }
    let fields = demo.get_json(&format!("/agreements/{id}/formFields")).await;
    assert_eq!(fields["fields"].as_array().unwrap().len(), 2);

    let set = |order: usize, email: &str| json!({"order": order, "role": "SIGNER", "memberInfos": [{"email": email, "name": email}]});
    let body = json!({"name": "Iz knjižnice", "state": "IN_PROCESS", "fileInfos": [{"libraryDocumentId": id}],
        "participantSetsInfo": [set(1, "prva@knjiznica.example"), set(2, "druga@knjiznica.example")]});
    let (status, created) = answer(demo.send(Method::POST, "/agreements", &body).await).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    let agreement = created["id"].as_str().unwrap().to_owned();
    let placed = demo
        .get_json(&format!("/agreements/{agreement}/formFields"))
        .await;
    let members = demo.get_json(&format!("/agreements/{agreement}/members")).await;
    let assignees: Vec<&Value> = placed["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| &field["assignee"])
        .collect();
    let sets: Vec<&Value> = members["participantSets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| &set["id"])
        .collect();
    assert_eq!(
        assignees, sets,
        "the fields are bound in order, and no other was made"
    );
    demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    for email in ["prva@knjiznica.example", "druga@knjiznica.example"] {
        Browser::open(&demo.link(email).await).sign().await;
    }
    demo.until_status(&agreement, "SIGNED").await;

    let mut unknown = body.clone();
    unknown["fileInfos"] = json!([{"libraryDocumentId": agreement}]);
    let (status, refused) = answer(demo.send(Method::POST, "/agreements", &unknown).await).await;
    assert_eq!(
        (status, refused["code"].as_str().unwrap()),
        (StatusCode::BAD_REQUEST, "INVALID_LIBRARYDOCUMENT_ID")
    );
    removed(&admin, &path).await;
    let (_, refused) = answer(demo.send(Method::POST, "/agreements", &body).await).await;
    assert_eq!(refused["code"], "INVALID_LIBRARYDOCUMENT_ID", "it is in the bin");
}

/// A change names the version that was read, and so does putting away.
async fn removed(admin: &Person, path: &str) {
    let state = json!({"state": "REMOVED"});
    let put = |path: String, body: Value, version: Option<String>| {
        let request = admin.api(Method::PUT, &path).json(&body);
        match version {
            Some(version) => request.header("if-match", version),
            None => request,
        }
        .send()
    };
    let bare = put(format!("{path}/state"), state.clone(), None).await.unwrap();
    assert_eq!(answer(bare).await.1["code"], "MISSING_IF_MATCH_HEADER");
    let tag = async || {
        let read = admin.api(Method::GET, path).send().await.unwrap();
        read.headers()["etag"].to_str().unwrap().to_owned()
    };
    let old = tag().await;
    let other = json!({"name": "Drugo ime", "sharingMode": "USER", "state": "ACTIVE", "templateTypes": ["DOCUMENT"], "fileInfos": []});
    let changed = put(path.to_owned(), other, Some(old.clone())).await.unwrap();
    assert_eq!(changed.status(), StatusCode::NO_CONTENT);
    let shown: Value = admin
        .api(Method::GET, path)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&shown["name"], &shown["sharingMode"]),
        (&json!("Drugo ime"), &json!("USER"))
    );
    let stale = put(format!("{path}/state"), state.clone(), Some(old))
        .await
        .unwrap();
    assert_eq!(stale.status(), StatusCode::PRECONDITION_FAILED);
    let gone = put(format!("{path}/state"), state, Some(tag().await))
        .await
        .unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let after = admin.api(Method::GET, path).send().await.unwrap();
    assert_eq!(after.status(), StatusCode::NOT_FOUND);
}

/// M-26: templates of three trades to begin with, in the caller's language; each can be sent as soon as its places have people.
#[tokio::test]
async fn m_26_a_bank_an_insurer_and_a_surgery_begin_with_samples() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let sender = Person::sender(&demo).await;
    assert!(sender.reads("/templates").await.contains("/templates/samples"));
    let made = sender.posts("/templates/samples", &[]).await;
    assert_eq!(made.status(), StatusCode::SEE_OTHER);
    let list = sender.reads("/templates").await;
    for name in ["osebnega računa", "prometne nesreče", "soglasje pacienta"] {
        assert!(list.contains(name), "{name}: the sender reads Slovenian");
    }
    assert!(
        !list.contains("/templates/samples"),
        "offered while there is none"
    );
    let path = crate::support::between(&list, "class=\"template-picture\" href=\"", "\"");
    let form = sender.reads(&path).await;
    assert!(form.contains("type=\"email\""), "people are asked for: {form}");
    let id = path.split('/').nth(2).unwrap();
    let draft: Value = sender.told(&format!("/ui/drafts/{id}")).await;
    let kinds: Vec<&str> = draft["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds.iter().filter(|kind| **kind == "signature").count(),
        2,
        "{kinds:?}"
    );
    assert_eq!(
        kinds.iter().filter(|kind| **kind == "text").count(),
        2,
        "{kinds:?}"
    );
    let people = draft["participants"].as_array().unwrap();
    assert_eq!(people.len(), 2);
    let first = people.iter().min_by_key(|one| one["order"].as_u64()).unwrap();
    assert_eq!(
        first["email"], "",
        "the customer is not named yet, and signs first: {draft}"
    );
    assert_eq!(draft["warnings"], json!([]), "no field lies over another");
}
