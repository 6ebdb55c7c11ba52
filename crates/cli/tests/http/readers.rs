//! Those whom the owner lets read an agreement, and what happens when that is taken back.

use crate::person::Person;
use crate::support::{Browser, Demo, client, eventually};
use reqwest::StatusCode;

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
