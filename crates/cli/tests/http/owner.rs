//! What an owner does with many agreements: the bin, taking back what nobody has signed, searches, CSV and ZIP.

use crate::person::Person;
use crate::support::{Browser, Demo, pdf_bytes, signatures};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use std::io::{Cursor, Read};
use std::path::Path;

async fn started(folder: &Path) -> (Demo, Person) {
    let demo = Demo::start(&folder.join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    (demo, person)
}

/// Where a form led, and what is said there (the key of the sentence).
fn led(answer: &Response) -> (String, String) {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let header = |name| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
    let said = header("set-cookie");
    let said = said
        .split("say%3D")
        .nth(1)
        .or_else(|| said.split("say=").nth(1))
        .unwrap();
    let key: String = said
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    (header("location"), key)
}

pub(crate) async fn draft(person: &Person, name: &str) -> String {
    let file = Part::bytes(pdf_bytes(name)).file_name(format!("{name}.pdf"));
    let request = person.page(Method::POST, "/agreements/new");
    let request = request.header("accept", "application/json");
    let made = request
        .multipart(Form::new().part("file", file))
        .send()
        .await
        .unwrap();
    let made: Value = made.json().await.unwrap();
    made["location"]
        .as_str()
        .unwrap()
        .split('/')
        .nth(2)
        .unwrap()
        .to_owned()
}

/// The demo's account is English; this sender is not. Files say what they are in the agreement's language (RFC 6266).
#[tokio::test]
async fn a_draft_begins_in_the_senders_own_language_and_its_signed_file_is_named_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let sender = Person::sender(&demo).await;
    let id = draft(&sender, "Pogodba č. 7").await;
    let shown: Value = sender.told(&format!("/ui/drafts/{id}")).await;
    assert_eq!(shown["language"], "sl");
    let colleague = Person::colleague(&demo).await;
    let other = draft(&colleague, "Smlouva").await;
    let shown: Value = colleague.told(&format!("/ui/drafts/{other}")).await;
    assert_eq!(shown["language"], "cs");

    let owner = Person::admin(&demo).await;
    let done = demo
        .send_contract("Pogodba č. 8", &[("ime@datoteka.example", None)])
        .await;
    let name = async || {
        let answer = owner.page(Method::GET, &format!("/agreements/{done}/download"));
        let answer = answer.send().await.unwrap();
        answer.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    demo.link("ime@datoteka.example").await;
    assert!(
        name().await.ends_with("''Pogodba%20%C4%8D.%208.pdf"),
        "not signed yet"
    );
    let mut browser = Browser::open(&demo.link("ime@datoteka.example").await);
    browser.sign().await;
    demo.until_status(&done, "SIGNED").await;
    let signed = name().await;
    assert!(
        signed.contains("filename=\"Pogodba _. 8 _ podpisano.pdf\"")
            && signed.ends_with("''Pogodba%20%C4%8D.%208%20%E2%80%93%20podpisano.pdf"),
        "{signed}"
    );
    let theirs = browser.get("/document.pdf").await;
    let theirs = theirs.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(theirs, signed);
}

#[tokio::test]
async fn a_draft_goes_into_the_bin_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, person) = started(folder.path()).await;
    let id = draft(&person, "Odvečni osnutek").await;
    let answer = person.posts(&format!("/agreements/{id}/bin"), &[]).await;
    assert_eq!(
        led(&answer),
        ("/agreements?view=drafts".into(), "agreement-done-binned".into())
    );
    for (path, there) in [
        ("/agreements", false),
        ("/agreements?view=drafts", false),
        ("/agreements?view=bin", true),
    ] {
        assert_eq!(
            person.reads(path).await.contains("Odvečni osnutek"),
            there,
            "{path}"
        );
    }
    let listed = demo.get_json("/agreements").await.to_string();
    assert!(!listed.contains(&id), "the bin is in no list of the API either");
    let change = serde_json::json!({"state": "IN_PROCESS"});
    let sent = demo
        .send(Method::PUT, &format!("/agreements/{id}/state"), &change)
        .await;
    assert!(sent.status().is_client_error(), "{}", sent.status());
    person.posts(&format!("/agreements/{id}/restore"), &[]).await;
    assert!(
        person
            .reads("/agreements?view=drafts")
            .await
            .contains("Odvečni osnutek")
    );
}

#[tokio::test]
async fn what_nobody_has_signed_is_withdrawn_and_opens_again_as_a_draft() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, person) = started(folder.path()).await;
    let people = ["a@umik.example", "b@umik.example"];
    let id = demo.send_contract_at_once("Umik", &people).await;
    let link = demo.link(people[0]).await;
    let refused = person.posts(&format!("/agreements/{id}/bin"), &[]).await;
    assert_eq!(led(&refused).1, "problem-not-now", "others wait for it");
    let reason = [("text", "Napačen znesek")];
    let answer = person.posts(&format!("/agreements/{id}/withdraw"), &reason).await;
    let (place, said) = led(&answer);
    assert_eq!(said, "agreement-done-withdrawn");
    assert!(place.ends_with("/edit") && !place.contains(&id), "{place}");
    assert_eq!(demo.status(&id).await, "CANCELLED");
    assert!(
        !Browser::open(&link).page().await.contains("id=\"data\""),
        "the old link is dead"
    );
    let told = demo.messages(people[1]).await;
    assert!(
        told.iter()
            .any(|mail| mail.to_string().contains("Napačen znesek"))
    );
    let copy: Value = person
        .page(
            Method::GET,
            &format!("/ui/drafts/{}", place.split('/').nth(2).unwrap()),
        )
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(copy["participants"].as_array().unwrap().len(), 2);

    let signed = demo
        .send_contract_at_once("Podpisano", &["c@umik.example", "d@umik.example"])
        .await;
    Browser::open(&demo.link("c@umik.example").await).sign().await;
    let refused = person
        .posts(&format!("/agreements/{signed}/withdraw"), &reason)
        .await;
    assert_eq!(
        led(&refused),
        (format!("/agreements/{signed}"), "problem-not-now".into())
    );
    assert_eq!(demo.status(&signed).await, "OUT_FOR_SIGNATURE");
}

#[tokio::test]
async fn a_list_is_taken_home_as_csv() {
    let folder = tempfile::tempdir().unwrap();
    let (_demo, person) = started(folder.path()).await;
    draft(&person, "=2+2").await;
    let answer = person
        .page(Method::GET, "/agreements.csv?view=drafts")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let text = answer.text().await.unwrap();
    let text = text.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    assert!(text.contains("'=2+2"), "no cell is a formula: {text}");
    let rows = |text: &str| text.lines().count() - 1;
    let drafts = rows(text);
    assert!(drafts >= 2, "{text}");
    let tomorrow = "/agreements.csv?view=drafts&from=2999-01-01";
    let none = person
        .page(Method::GET, tomorrow)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(rows(&none), 0, "{none}");
    let until = "/agreements.csv?view=drafts&to=2999-01-01";
    let all = person
        .page(Method::GET, until)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(rows(&all), drafts);
}

#[tokio::test]
async fn signed_files_are_taken_home_as_one_archive() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, person) = started(folder.path()).await;
    let done = demo.send_contract("Za arhiv", &[("a@arhiv.example", None)]).await;
    Browser::open(&demo.link("a@arhiv.example").await).sign().await;
    demo.until_status(&done, "SIGNED").await;
    let answer = person.posts("/agreements/archive", &[("id", &done)]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = answer.bytes().await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert_eq!(archive.len(), 2, "the signed file and its report");
    let mut signed = Vec::new();
    archive
        .by_name("Za arhiv – podpisano.pdf")
        .unwrap()
        .read_to_end(&mut signed)
        .unwrap();
    assert_eq!(signatures(&signed), 2);

    let everything = person
        .posts("/agreements/archive", &[("query", "q=Za+arhiv")])
        .await;
    let bytes = everything.bytes().await.unwrap();
    assert_eq!(zip::ZipArchive::new(Cursor::new(bytes)).unwrap().len(), 2);
    let nothing = person
        .posts("/agreements/archive", &[("query", "view=drafts")])
        .await;
    assert_eq!(led(&nothing).1, "problem-nothing-to-archive");
    let neighbour = Person::neighbour(&demo).await;
    let theirs = neighbour.posts("/agreements/archive", &[("id", &done)]).await;
    assert_eq!(theirs.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_search_is_kept_under_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, person) = started(folder.path()).await;
    let kept = [("name", "Novakovi"), ("query", "view=done&q=Novak&evil=1")];
    let answer = person.posts("/agreements/views", &kept).await;
    assert_eq!(
        led(&answer),
        (
            "/agreements?view=done&q=Novak".into(),
            "agreement-done-view-kept".into()
        )
    );
    let shown = person.reads("/agreements").await;
    assert!(
        shown.contains("href=\"/agreements?view=done&#38;q=Novak\""),
        "{shown}"
    );
    let id = shown
        .split("/agreements/views/")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let neighbour = Person::neighbour(&demo).await;
    assert!(!neighbour.reads("/agreements").await.contains("Novakovi"));
    let path = format!("/agreements/views/{id}/delete");
    assert_eq!(neighbour.posts(&path, &[]).await.status(), StatusCode::NOT_FOUND);
    person.posts(&path, &[]).await;
    assert!(!person.reads("/agreements").await.contains("Novakovi"));
}

/// Two devices with one draft: each hears of the other, by name where it is somebody else, and of its going.
#[tokio::test]
async fn who_else_has_a_draft_open_is_told_across_devices() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (sender, admin) = (Person::sender(&demo).await, Person::admin(&demo).await);
    let id = draft(&sender, "Skupaj").await;
    let path = format!("/ui/drafts/{id}/presence");
    let says = async |person: &Person, tab: &str, leaving: bool| {
        let body = serde_json::json!({"tab": tab, "leaving": leaving});
        let answer = person.page(Method::POST, &path).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json::<Value>().await.unwrap()["others"].clone()
    };
    assert_eq!(says(&sender, "laptop", false).await, serde_json::json!([]));
    let heard = says(&sender, "phone", false).await;
    assert_eq!(
        (&heard[0]["tab"], &heard[0]["own"]),
        (&"laptop".into(), &true.into())
    );
    let heard = says(&admin, "office", false).await;
    assert_eq!(heard.as_array().unwrap().len(), 2);
    assert_eq!(
        (&heard[0]["own"], &heard[0]["name"]),
        (&false.into(), &"Borut Kos".into())
    );
    let heard = says(&sender, "laptop", false).await;
    let names: Vec<&str> = heard
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"Ana Novak") && names.contains(&"Borut Kos"),
        "{heard}"
    );
    says(&admin, "office", true).await;
    says(&sender, "phone", true).await;
    assert_eq!(says(&sender, "laptop", false).await, serde_json::json!([]));
    let colleague = Person::colleague(&demo).await;
    let body = serde_json::json!({"tab": "x"});
    let pried = colleague
        .page(Method::POST, &path)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(pried.status(), StatusCode::NOT_FOUND);
    let long = serde_json::json!({"tab": "x".repeat(65)});
    let refused = sender.page(Method::POST, &path).json(&long).send().await.unwrap();
    assert!(refused.status().is_client_error());
}

/// Pages that go on by themselves ask for a word that changes with what they show; the finished agreement shows its public page as a code.
#[tokio::test]
async fn an_open_page_learns_that_it_is_old_and_a_finished_agreement_shows_its_code() {
    let folder = tempfile::tempdir().unwrap();
    // What makes files last changes a page, too, in its own time.
    let demo = Demo::start(&folder.path().join("demo"), &["--completed-level", "b-t"]).await;
    let person = Person::admin(&demo).await;
    let id = demo
        .send_contract("Živa stran", &[("z@arhiv.example", None)])
        .await;
    demo.link("z@arhiv.example").await;
    let path = format!("/agreements/{id}");
    let pulse = async |page: &str| {
        let told: Value = person.told(page).await;
        told["pulse"].as_str().unwrap().to_owned()
    };
    let page = person.reads(&path).await;
    let open = pulse(&format!("{path}/pulse")).await;
    assert!(page.contains(&format!("data-pulse=\"{open}\"")) && !page.contains("verify-picture"));
    assert_eq!(
        pulse(&format!("{path}/pulse")).await,
        open,
        "nothing has happened"
    );
    let system = pulse("/system/pulse").await;
    Browser::open(&demo.link("z@arhiv.example").await).sign().await;
    demo.until_status(&id, "SIGNED").await;
    let done = pulse(&format!("{path}/pulse")).await;
    assert_ne!(done, open);
    assert_ne!(pulse("/system/pulse").await, system, "jobs were done meanwhile");
    let page = person.reads(&path).await;
    assert!(page.contains(&format!("data-pulse=\"{done}\"")) && page.contains("verify-picture"));
}
