//! People of an agreement that is out: replaced, corrected, reached by mistake, or several of whom one acts.

use crate::person::Person;
use crate::support::{Browser, Demo, between, pdf_bytes};
use reqwest::header::{ETAG, IF_MATCH};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// The sets of an agreement, as the API shows them.
async fn sets(demo: &Demo, agreement: &str) -> Vec<Value> {
    let members = demo.get_json(&format!("/agreements/{agreement}/members")).await;
    members["participantSets"].as_array().unwrap().clone()
}

fn member(set: &Value, number: usize) -> String {
    set["memberInfos"][number]["id"].as_str().unwrap().to_owned()
}

/// The form as it is sent when only these fields are changed.
async fn replaced(person: &Person, path: &str, changed: &[(&str, &str)]) -> Response {
    let form = person.reads(path).await;
    let value = |name: &str| {
        between(
            &form,
            &format!("name=\"{name}\" type=\"{}\" value=\"", kind(name)),
            "\"",
        )
    };
    let (name, email) = (value("name"), value("email"));
    let version = between(&form, "name=\"version\" value=\"", "\"");
    let mut fields = vec![
        ("version", version.as_str()),
        ("name", name.as_str()),
        ("email", email.as_str()),
        ("method", "email"),
        ("language", "sl"),
    ];
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    person.posts(path, &fields).await
}

fn kind(name: &str) -> &'static str {
    if name == "email" { "email" } else { "text" }
}

#[tokio::test]
async fn a_corrected_address_kills_the_old_link_at_once_and_makes_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let people = [("napaka@stranka.example", None), ("druga@stranka.example", None)];
    let id = demo.send_contract("Popravek", &people).await;
    let old = demo.link("napaka@stranka.example").await;
    let mut wrong = Browser::open(&old);
    wrong.ready().await;
    let person = member(&sets(&demo, &id).await[0], 0);
    let path = format!("/agreements/{id}/people/{person}/replace");
    let refused = replaced(
        &owner,
        &path,
        &[("email", "ni naslov"), ("method", "phone"), ("phone", "12")],
    )
    .await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said = refused.text().await.unwrap();
    assert!(
        said.contains("ni naslov")
            && said.contains("id=\"email-error\"")
            && said.contains("id=\"phone-error\"")
    );
    let done = replaced(
        &owner,
        &path,
        &[("email", "prava@stranka.example"), ("message", "Samo zate.")],
    )
    .await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    for path in ["", "/document.pdf", "/pages/0.png"] {
        assert_eq!(wrong.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let click = wrong.json("/sign", &json!({"revision": "", "values": {}})).await;
    assert!(click.status().is_client_error());
    let new = demo.link("prava@stranka.example").await;
    assert_ne!(new, old);
    let invitation = demo.messages("prava@stranka.example").await[0].to_string();
    assert!(invitation.contains("Samo zate."), "{invitation}");
    let mut right = Browser::open(&new);
    let shown = right.page().await;
    assert!(
        shown.contains("id=\"consent-form\""),
        "the other one's consent is not theirs"
    );
    assert!(shown.contains("Samo zate."));
    assert_eq!(right.sign().await.status(), StatusCode::OK);
    let next = demo.link("druga@stranka.example").await;
    let mut second = Browser::open(&next);
    assert!(
        !second.page().await.contains("Samo zate."),
        "nobody else reads it"
    );
    let mails: Vec<Value> = demo.messages("druga@stranka.example").await;
    assert!(!json!(mails).to_string().contains("Samo zate."));
    assert_eq!(second.sign().await.status(), StatusCode::OK);
    demo.until_status(&id, "SIGNED").await;
    let shown = owner.reads(&format!("/agreements/{id}")).await;
    assert!(shown.contains("prava@stranka.example"));
    let later = owner
        .posts(&path, &[("name", "X"), ("email", "x@y.example")])
        .await;
    assert_eq!(
        later.status(),
        StatusCode::NOT_FOUND,
        "that person is no part of it any more"
    );
    let person = member(&sets(&demo, &id).await[1], 0);
    let path = format!("/agreements/{id}/people/{person}/replace");
    let signed = owner
        .posts(
            &path,
            &[("name", "X"), ("email", "x@y.example"), ("method", "email")],
        )
        .await;
    assert_eq!(
        signed.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "who has signed stays"
    );
}

#[tokio::test]
async fn two_owners_pages_do_not_replace_the_same_person_twice() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let id = demo
        .send_contract("Dvakrat", &[("a@stranka.example", None)])
        .await;
    demo.link("a@stranka.example").await;
    let person = member(&sets(&demo, &id).await[0], 0);
    let path = format!("/agreements/{id}/people/{person}/replace");
    let stale = [
        ("version", "1"),
        ("name", "B"),
        ("email", "b@stranka.example"),
        ("method", "email"),
    ];
    assert_eq!(
        owner.posts(&path, &stale).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        sets(&demo, &id).await[0]["memberInfos"][0]["email"],
        "a@stranka.example"
    );
}

/// Takes back every right of this kind to use the organisation's seal.
async fn revoke_all(owner: &Person, what: &str) {
    let rights = owner.reads("/settings/seal").await;
    let address = format!("/settings/seal/{what}/");
    let ids: Vec<String> = rights
        .split(&address)
        .skip(1)
        .map(|rest| rest.split('/').next().unwrap().to_owned())
        .collect();
    assert!(!ids.is_empty(), "{what}");
    for id in ids {
        owner.posts(&format!("{address}{id}/revoke"), &[]).await;
    }
}

#[tokio::test]
async fn the_seal_is_asked_before_an_insider_takes_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let id = demo
        .send_contract("Notranji", &[("zunaj@stranka.example", None)])
        .await;
    demo.link("zunaj@stranka.example").await;
    let person = member(&sets(&demo, &id).await[0], 0);
    let path = format!("/agreements/{id}/people/{person}/replace");
    let insider = demo.facts["users"][0]["email"].as_str().unwrap();
    for (what, email) in [("bindings", insider), ("mandates", "tretji@stranka.example")] {
        revoke_all(&owner, what).await;
        let refused = replaced(&owner, &path, &[("email", email)]).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    }
    assert_eq!(
        sets(&demo, &id).await[0]["memberInfos"][0]["email"],
        "zunaj@stranka.example"
    );
}

#[tokio::test]
async fn not_me_is_there_before_the_code_and_shows_nothing_of_the_document() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let id = demo
        .send_contract("Zaupna zadeva", &[("tujec@stranka.example", Some("41234567"))])
        .await;
    let link = demo.link("tujec@stranka.example").await;
    let mut stranger = Browser::open(&link);
    let door = stranger.page().await;
    assert!(door.contains("/not-me"), "the way out stands at the door");
    let asked = stranger.get("/not-me").await.text().await.unwrap();
    assert!(!asked.contains("Zaupna zadeva") && asked.contains("name=\"comment\""));
    assert_eq!(
        demo.status(&id).await,
        "OUT_FOR_SIGNATURE",
        "a look changes nothing"
    );
    let told = stranger
        .form("/not-me", &[("comment", "Prava oseba je Bor.")])
        .await;
    assert!(told.status().is_redirection(), "{}", told.status());
    let after = stranger.page().await;
    assert!(
        !after.contains("Zaupna zadeva") && !after.contains("/code\""),
        "{after}"
    );
    for path in ["/document.pdf", "/pages/0.png", "/report.pdf"] {
        assert!(!stranger.get(path).await.status().is_success(), "{path}");
    }
    let code = stranger.form("/code", &[]).await;
    assert!(code.status().is_redirection());
    assert!(
        !stranger.page().await.contains("name=\"code\""),
        "no code is sent any more"
    );
    let shown = owner.reads(&format!("/agreements/{id}")).await;
    assert!(shown.contains("Prava oseba je Bor."), "the owner reads the word");
    let person = member(&sets(&demo, &id).await[0], 0);
    let alerts = between(&shown, "<div class=\"alerts\">", "<div class=\"columns\">");
    assert!(
        alerts.contains(&format!("/people/{person}/replace")) && alerts.contains("Replace"),
        "the way out stands beside the trouble: {alerts}"
    );
    let attention = owner.reads("/agreements?view=attention").await;
    assert!(attention.contains("Zaupna zadeva") && attention.contains("reached somebody else"));
    let admin = demo.facts["users"][0]["email"].as_str().unwrap().to_owned();
    crate::support::eventually("a mail to the owner", 20, async || {
        let mails = json!(demo.messages(&admin).await).to_string();
        mails.contains("Prava oseba je Bor.").then_some(())
    })
    .await;
    let person = member(&sets(&demo, &id).await[0], 0);
    let path = format!("/agreements/{id}/people/{person}/replace");
    let done = replaced(
        &owner,
        &path,
        &[("name", "Bor"), ("email", "bor@stranka.example")],
    )
    .await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    let mut right = Browser::open(&demo.link("bor@stranka.example").await);
    assert_eq!(right.sign().await.status(), StatusCode::OK);
    demo.until_status(&id, "SIGNED").await;
    assert_eq!(stranger.get("").await.status(), StatusCode::NOT_FOUND);
    let clean = owner.reads("/agreements?view=attention").await;
    assert!(!clean.contains("Zaupna zadeva"));
    let book = owner.reads("/contacts?q=bor").await;
    assert!(
        book.contains("bor@stranka.example"),
        "whoever came later is remembered too"
    );
}

/// Who opened it and then said "not me" was not the person whose link it was: nothing of it is told in that person's name.
#[tokio::test]
async fn what_a_stranger_did_is_not_told_in_the_name_of_whom_the_link_was_for() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let id = demo
        .send_contract("Zgrešeno", &[("marko@stranka.example", None)])
        .await;
    let mut stranger = Browser::open(&demo.link("marko@stranka.example").await);
    stranger.ready().await;
    let path = format!("/agreements/{id}");
    let before = owner.reads(&path).await;
    assert!(before.contains("opened the document") && before.contains("agreed to sign electronically"));
    stranger.form("/not-me", &[("comment", "")]).await;
    let after = owner.reads(&path).await;
    let told = between(&after, "class=\"timeline\"", "</ol>");
    assert!(
        told.contains("The document was opened through the link of")
            && told.contains("Whoever opened the link of"),
        "{told}"
    );
    assert_eq!(told.matches("opened the document").count(), 0, "{told}");
    let events = demo.get_json(&format!("/agreements/{id}/events")).await;
    let viewed = events["events"].as_array().unwrap().iter();
    let viewed = viewed.filter(|event| event["type"] == "DOCUMENTS_VIEWED");
    for event in viewed {
        assert!(event["actingUserEmail"].is_null(), "{event}");
    }
}

#[tokio::test]
async fn the_api_replaces_a_person_in_a_sent_set_one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let people = [
        ("prvi@stranka.example", None),
        ("drugi@stranka.example", Some("41234567")),
    ];
    let id = demo.send_contract("Po vmesniku", &people).await;
    demo.link("prvi@stranka.example").await;
    let sets = sets(&demo, &id).await;
    let path = |set: usize| {
        format!(
            "/agreements/{id}/members/participantSets/{}",
            sets[set]["id"].as_str().unwrap()
        )
    };
    let tag = async || {
        let answer = owner.api(Method::GET, &path(0)).send().await.unwrap();
        answer.headers()[ETAG].to_str().unwrap().to_owned()
    };
    let put = async |set: usize, tag: &str, body: Value| {
        let request = owner.api(Method::PUT, &path(set)).header(IF_MATCH, tag);
        request.json(&body).send().await.unwrap()
    };
    let info = |order: u32, email: &str| {
        json!({"order": order, "role": "SIGNER", "privateMessage": "Za vas.",
        "memberInfos": [{"email": email, "name": "Novi"}]})
    };
    let stale = put(0, "\"1\"", info(1, "novi@stranka.example")).await;
    assert_eq!(stale.status(), StatusCode::PRECONDITION_FAILED);
    let moved = put(0, &tag().await, info(2, "novi@stranka.example")).await;
    assert_eq!(moved.json::<Value>().await.unwrap()["code"], "UPDATE_NOT_ALLOWED");
    let weaker = put(1, &tag().await, info(2, "novi@stranka.example")).await;
    assert_eq!(
        weaker.json::<Value>().await.unwrap()["code"],
        "UPDATE_NOT_ALLOWED",
        "the method stays"
    );
    let same = put(0, &tag().await, info(1, "PRVI@stranka.example")).await;
    assert_eq!(same.status(), StatusCode::NO_CONTENT);
    let done = put(0, &tag().await, info(1, "novi@stranka.example")).await;
    assert_eq!(done.status(), StatusCode::NO_CONTENT);
    let read: Value = owner
        .api(Method::GET, &path(0))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(read["memberInfos"][0]["email"], "novi@stranka.example");
    assert_eq!(read["privateMessage"], "Za vas.");
    let events = demo
        .get_json(&format!("/agreements/{id}/events"))
        .await
        .to_string();
    assert!(events.contains("ACTION_REPLACED_SIGNER"), "{events}");
    let mut new = Browser::open(&demo.link("novi@stranka.example").await);
    assert_eq!(new.sign().await.status(), StatusCode::OK);
    demo.link("drugi@stranka.example").await;
    let late = put(0, &tag().await, info(1, "pozni@stranka.example")).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    assert_eq!(
        late.json::<Value>().await.unwrap()["code"],
        "AGREEMENT_ALREADY_SIGNED"
    );
}

/// Sends a contract to one set of these people.
async fn send_to_group(demo: &Demo, name: &str, members: &[&str]) -> String {
    let document = demo.upload("contract.pdf", pdf_bytes(name)).await;
    let members: Vec<Value> = members
        .iter()
        .map(|email| json!({"email": email, "name": email.split('@').next().unwrap()}))
        .collect();
    let body = json!({"name": name, "state": "IN_PROCESS", "fileInfos": [{"transientDocumentId": document}],
        "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": members}]});
    let answer = demo.send(Method::POST, "/agreements", &body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json::<Value>().await.unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn of_a_group_one_acts_even_when_two_click_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let people = [
        "ena@skupina.example",
        "dva@skupina.example",
        "tri@skupina.example",
    ];
    let id = send_to_group(&demo, "Skupina", &people).await;
    let mut browsers = Vec::new();
    for person in &people {
        browsers.push(Browser::open(&demo.link(person).await));
    }
    let (mut acts, mut third) = (Vec::new(), browsers.pop().unwrap());
    for browser in &mut browsers {
        acts.push(browser.ready().await);
    }
    let [one, two] = browsers.as_mut_slice() else {
        unreachable!()
    };
    let (first, second) = tokio::join!(one.json("/sign", &acts[0]), two.json("/sign", &acts[1]));
    let codes = [first.status(), second.status()];
    assert_eq!(
        codes.iter().filter(|code| code.is_success()).count(),
        1,
        "exactly one of two clicks counts: {codes:?}"
    );
    demo.until_status(&id, "SIGNED").await;
    let set = &sets(&demo, &id).await[0];
    assert_eq!(set["status"], "COMPLETED");
    let shown = third.page().await;
    assert!(
        !shown.contains("id=\"consent-form\""),
        "nothing is left to do: {shown}"
    );
    assert!(third.json("/sign", &acts[0]).await.status().is_client_error());
    crate::support::eventually("the third is told", 20, async || {
        (demo.messages(people[2]).await.len() == 2).then_some(())
    })
    .await;
    let events = demo
        .get_json(&format!("/agreements/{id}/events"))
        .await
        .to_string();
    assert_eq!(events.matches("\"ACTION_COMPLETED\"").count(), 1);
}
