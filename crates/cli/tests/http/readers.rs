//! Those whom the owner lets read an agreement, and what happens when that is taken back.

use crate::person::Person;
use crate::support::{Browser, Demo, client, eventually};
use reqwest::{Method, StatusCode};

#[tokio::test]
async fn what_somebody_may_read_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let id = demo
        .send_contract("Za vednost", &[("podpise@stranka.example", None)])
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let path = format!("/agreements/{id}");
    for reader in ["bere@stranka.example", "tudi@stranka.example"] {
        let shared = owner.posts(&format!("{path}/share"), &[("email", reader)]).await;
        assert_eq!(shared.status(), StatusCode::SEE_OTHER);
    }
    let (link, other) = (
        link_of(&demo, "bere@stranka.example").await,
        link_of(&demo, "tudi@stranka.example").await,
    );
    assert_eq!(opened(&demo, &link).await, StatusCode::OK);

    let members = demo.get_json(&format!("{path}/members")).await;
    let share = members["sharesInfo"][0]["participantId"]
        .as_str()
        .unwrap()
        .to_owned();
    let remove = format!("{path}/readers/{share}/remove");
    let page = owner.reads(&path).await;
    assert!(page.contains(&format!("action=\"{remove}\"")), "{page}");
    let stranger = Person::neighbour(&demo).await;
    let refused = stranger.posts(&remove, &[]).await.status();
    assert_eq!(refused, StatusCode::NOT_FOUND);
    assert_eq!(
        opened(&demo, &link).await,
        StatusCode::OK,
        "it is not the stranger's"
    );

    let taken = owner.posts(&remove, &[]).await;
    assert_eq!(taken.status(), StatusCode::SEE_OTHER);
    for gone in [link.clone(), format!("{link}/document.pdf")] {
        assert_eq!(opened(&demo, &gone).await, StatusCode::NOT_FOUND, "{gone}");
    }
    assert_eq!(
        opened(&demo, &other).await,
        StatusCode::OK,
        "who else reads it still does"
    );
    let page = owner.reads(&path).await;
    assert!(!page.contains(&remove));
    assert_eq!(
        page.matches("bere@stranka.example").count(),
        2,
        "given and taken stand in the history: {page}"
    );
    let members = demo.get_json(&format!("{path}/members")).await;
    let left = members["sharesInfo"].as_array().unwrap();
    assert_eq!(
        (left.len(), &left[0]["email"]),
        (1, &"tudi@stranka.example".into())
    );
    let events = demo.get_json(&format!("{path}/events")).await.to_string();
    assert_eq!(events.matches("\"UNSHARED\"").count(), 1, "{events}");

    // In the owner's report, and in no party's.
    let mut signer = Browser::open(&demo.link("podpise@stranka.example").await);
    assert_eq!(signer.sign().await.status(), StatusCode::OK);
    demo.until_status(&id, "SIGNED").await;
    let party = signer.get("/report.pdf").await.bytes().await.unwrap();
    let whole = demo.get(&format!("{path}/auditTrail")).await;
    let whole = whole.bytes().await.unwrap();
    let told = |report: &[u8]| crate::tags::text(report).matches("bere@stranka.example").count();
    assert_eq!((told(&whole), told(&party)), (2, 0));
    let copies = ["Copy of the audit report", "Kopija revizijskega poročila"];
    let is_copy = |report: &[u8]| {
        let text = crate::tags::text(report);
        copies.iter().any(|title| text.contains(title))
    };
    assert_eq!((is_copy(&whole), is_copy(&party)), (false, true));
}

/// A colleague finds it in a list of their own and reads how it stands; nothing can be done there, and nobody else finds it.
#[tokio::test]
async fn a_colleague_finds_and_reads_what_is_shared_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (owner, reader, other) = (
        Person::admin(&demo).await,
        Person::sender(&demo).await,
        Person::colleague(&demo).await,
    );
    let id = demo
        .send_contract("V branje damo", &[("podpise@stranka.example", None)])
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let path = format!("/agreements/{id}");
    let list = "/agreements?view=shared";
    let empty = reader.reads(list).await;
    assert!(empty.contains("Nothing is shared with you."), "{empty}");
    assert_eq!(
        reader.page(Method::GET, &path).send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );

    let with = [("email", "borut@demo.example"), ("text", "Poglej četrti člen.")];
    let shared = owner.posts(&format!("{path}/share"), &with).await;
    assert_eq!(shared.status(), StatusCode::SEE_OTHER);
    let listed = reader.reads(list).await;
    assert!(
        listed.contains(&format!("href=\"{path}\"")) && listed.contains("From Ana Novak"),
        "{listed}"
    );
    assert!(!listed.contains("Due"), "nobody has set a deadline: {listed}");
    assert!(
        !listed.contains("type=\"checkbox\""),
        "an archive is for one's own"
    );
    assert!(
        !reader.reads("/agreements").await.contains(&id),
        "among their own it does not stand"
    );
    assert!(!owner.reads(list).await.contains(&id) && !other.reads(list).await.contains(&id));

    let page = reader.reads(&path).await;
    for said in [
        "Ana Novak has shared this agreement with you. You can read it until ",
        "Poglej četrti člen.",
        "Oseba 0",
        "In progress",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let main = page.split_once("<main").unwrap().1;
    assert!(
        !main.contains("<form") && !main.contains("podpise@stranka.example"),
        "{main}"
    );
    for (part, status) in [
        ("/document", StatusCode::OK),
        ("/download", StatusCode::OK),
        ("/pages/0.png?w=480", StatusCode::OK),
        ("/report", StatusCode::NOT_FOUND),
        ("/evidence", StatusCode::NOT_FOUND),
        ("/values/csv", StatusCode::NOT_FOUND),
        ("/pulse", StatusCode::NOT_FOUND),
    ] {
        let answer = reader
            .page(Method::GET, &format!("{path}{part}"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{part}");
    }
    for part in ["/cancel", "/remind", "/copy", "/share"] {
        let answer = reader
            .posts(&format!("{path}{part}"), &[("email", "a@b.example")])
            .await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{part}");
    }
    let theirs = other.page(Method::GET, &path).send().await.unwrap();
    assert_eq!(theirs.status(), StatusCode::NOT_FOUND);

    let members = demo.get_json(&format!("{path}/members")).await;
    let share = members["sharesInfo"][0]["participantId"].as_str().unwrap();
    owner.posts(&format!("{path}/readers/{share}/remove"), &[]).await;
    assert_eq!(
        reader.page(Method::GET, &path).send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    assert!(!reader.reads(list).await.contains(&id), "taken back");
}

/// Whoever is let read is written to in a language of their own: a colleague's, the address book's, or else the agreement's.
#[tokio::test]
async fn a_reader_is_written_to_in_their_own_language() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let known = [
        ("name", "Karel Čapek"),
        ("email", "karel@stranka.example"),
        ("language", "cs"),
    ];
    let kept = owner.posts("/contacts", &known).await;
    assert!(kept.status().is_redirection(), "{}", kept.status());
    let id = demo
        .send_contract("Jezik", &[("podpise@stranka.example", None)])
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    for (reader, subject) in [
        ("cyril@demo.example", "Ke čtení: Jezik"),
        ("karel@stranka.example", "Ke čtení: Jezik"),
        ("neznan@stranka.example", "V branje: Jezik"),
    ] {
        let shared = owner
            .posts(&format!("/agreements/{id}/share"), &[("email", reader)])
            .await;
        assert_eq!(shared.status(), StatusCode::SEE_OTHER, "{reader}");
        let mail = eventually("the mail of the share", 20, async || {
            let messages = demo.messages(reader).await.into_iter();
            let mut shares = messages.filter(|mail| {
                mail["text"]
                    .as_str()
                    .is_some_and(|text| text.contains("/shared/"))
            });
            shares.next()
        })
        .await;
        assert_eq!(mail["subject"], subject, "{reader}: {mail}");
    }
}

/// An address that cannot be one is said where it was typed, and nothing of it is lost.
#[tokio::test]
async fn a_wrong_address_of_a_reader_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let owner = Person::admin(&demo).await;
    let id = demo
        .send_contract("Naslov", &[("podpise@stranka.example", None)])
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let path = format!("/agreements/{id}");
    let asked = owner.reads(&path).await;
    assert!(
        asked.contains("<dialog class=\"dialog\" id=\"share\" aria"),
        "closed: {asked}"
    );
    let typed = [("email", "nekdo@brez pike"), ("text", "Za <vednost>.")];
    let again = owner.posts(&format!("{path}/share"), &typed).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = again.text().await.unwrap();
    let dialog = page
        .split_once("id=\"share\" open data-open")
        .expect("it stays open")
        .1;
    let dialog = dialog.split_once("</dialog>").unwrap().0;
    for kept in [
        "value=\"nekdo@brez pike\"",
        "aria-invalid=\"true\"",
        "id=\"share-error\"",
        "&#60;vednost&#62;",
    ] {
        assert!(dialog.contains(kept), "{kept}: {dialog}");
    }
    assert_eq!(page.matches("data-open").count(), 1, "no other question is open");
    let members = demo.get_json(&format!("{path}/members")).await;
    assert_eq!(members["sharesInfo"], serde_json::json!([]));
    let stranger = Person::neighbour(&demo).await;
    let refused = stranger.posts(&format!("{path}/share"), &typed).await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
}

async fn opened(demo: &Demo, path: &str) -> StatusCode {
    let address = format!("{}{path}", demo.address);
    client().get(address).send().await.unwrap().status()
}

/// The path of the link that was written to somebody.
async fn link_of(demo: &Demo, to: &str) -> String {
    let mail = eventually("the mail of the share", 20, async || {
        demo.messages(to).await.first().cloned()
    })
    .await;
    let text = mail.to_string();
    let start = text.find("/shared/").unwrap();
    let is_of_it = |c: &char| c.is_ascii_alphanumeric() || "/-_".contains(*c);
    text[start..].chars().take_while(is_of_it).collect()
}
