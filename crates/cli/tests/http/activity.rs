//! `/activity`: what happened lately on one's own agreements, the last change first, a page at a time.

use crate::person::Person;
use crate::support::{Demo, between, pdf_bytes};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn what_happened_lately_is_listed_page_by_page_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (owner, neighbour) = (Person::admin(&demo).await, Person::neighbour(&demo).await);
    let other = Person::sender(&demo).await;
    for number in 0..14 {
        let file = demo.upload("x.pdf", pdf_bytes("x")).await;
        let draft = json!({
            "name": format!("Lately {number:02}"), "state": "DRAFT", "signatureType": "ESIGN",
            "fileInfos": [{ "transientDocumentId": file }],
            "participantSetsInfo": [{ "order": 1, "role": "SIGNER", "memberInfos": [{ "email": "a@stranka.example" }] }],
        });
        let made = demo.send(Method::POST, "/agreements", &draft).await;
        let made: Value = made.json().await.unwrap();
        assert!(made["id"].is_string(), "{made}");
    }
    let first = owner.reads("/activity").await;
    let place = |name: &str| first.find(name).unwrap_or_else(|| panic!("{name} is missing"));
    assert!(
        place("Lately 13") < place("Lately 12"),
        "the last change comes first"
    );
    assert!(!first.contains("Lately 00"), "twelve agreements on a page");
    assert!(first.contains("class=\"moment"), "with what happened");
    let older = between(&first, "href=\"/activity?after=", "\"");
    let second = owner.reads(&format!("/activity?after={older}")).await;
    assert!(second.contains("Lately 00") && !second.contains("Lately 13"));
    assert!(
        owner
            .reads("/activity?after=nonsense")
            .await
            .contains("Lately 13")
    );
    for stranger in [&neighbour, &other] {
        assert!(!stranger.reads("/activity").await.contains("Lately"));
    }
}
