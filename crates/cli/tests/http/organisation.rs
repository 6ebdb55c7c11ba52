//! What an account settles for all that is begun or sent in it; and a second account beside the first.

use crate::person::Person;
use crate::support::{Demo, pdf_bytes};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const PAGE: &str = "/settings/organisation";

/// A draft of the demo's program, or an agreement that is sent at once, without mail; asked for a code or for nothing.
async fn made(demo: &Demo, state: &str, mail: &str, phone: bool) -> (StatusCode, Value) {
    let file = demo.upload("draft.pdf", pdf_bytes("Draft")).await;
    let security = match phone {
        true => {
            json!({"authenticationMethod": "PHONE", "phoneInfo": {"countryCode": "386", "phone": "41234567"}})
        }
        false => json!({"authenticationMethod": "NONE"}),
    };
    let member = json!({"email": "eva@x.example", "name": "Eva", "securityOption": security});
    let options = json!({"initEmails": mail, "inFlightEmails": mail, "completionEmails": mail});
    let body = json!({"name": "Draft", "state": state, "fileInfos": [{"transientDocumentId": file}],
        "emailOption": {"sendOptions": options},
        "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [member]}]});
    let answer = demo.send(Method::POST, "/agreements", &body).await;
    (answer.status(), answer.json().await.unwrap())
}

async fn days(demo: &Demo, made: &Value) -> Value {
    let id = made["id"].as_str().unwrap();
    demo.get_json(&format!("/agreements/{id}")).await["linkDays"].clone()
}

#[tokio::test]
async fn m_81_an_account_has_a_number_of_days_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, sender) = (Person::admin(&demo).await, Person::sender(&demo).await);
    let (_, before) = made(&demo, "DRAFT", "ALL", false).await;
    assert!(admin.reads(PAGE).await.contains("value=\"7\""));
    for bad in ["0", "366", "a week"] {
        let answer = admin.posts(PAGE, &[("link_days", bad)]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{bad}");
        assert!(
            answer.text().await.unwrap().contains("too small or too large"),
            "{bad}"
        );
    }
    let refused = sender.posts(PAGE, &[("link_days", "30")]).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let saved = admin.posts(PAGE, &[("link_days", "30")]).await;
    assert!(saved.status().is_redirection(), "{}", saved.status());
    assert!(admin.reads(PAGE).await.contains("value=\"30\""));
    let (_, after) = made(&demo, "DRAFT", "ALL", false).await;
    assert_eq!(days(&demo, &after).await, 30);
    assert_eq!(
        days(&demo, &before).await,
        7,
        "what was begun before stays as it is"
    );
    let neighbour = Person::neighbour(&demo).await;
    assert!(
        neighbour.reads(PAGE).await.contains("value=\"7\""),
        "nobody else's account"
    );
}

#[tokio::test]
async fn a_20_an_account_may_refuse_what_only_a_link_proves() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let (status, body) = made(&demo, "IN_PROCESS", "NONE", false).await;
    assert_eq!(
        (status, &body["warnings"][0]["code"]),
        (StatusCode::CREATED, &json!("LINK_ALONE"))
    );
    let saved = admin
        .posts(PAGE, &[("link_days", "7"), ("second_factor", "yes")])
        .await;
    assert!(saved.status().is_redirection());
    assert!(
        admin
            .reads(PAGE)
            .await
            .contains("value=\"yes\" aria-describedby=\"second-factor-hint\" checked")
    );
    let (status, body) = made(&demo, "IN_PROCESS", "NONE", false).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    assert_eq!(body["problems"][0]["code"], "PERSON_WITHOUT_SECOND_FACTOR");
    let said = body["message"].as_str().unwrap();
    assert!(
        said.contains("Your organisation asks for a code or a password"),
        "{said}"
    );
    for (mail, phone) in [("NONE", true), ("ALL", false)] {
        let (status, body) = made(&demo, "IN_PROCESS", mail, phone).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
    }
    // A draft may be written; it is told why it cannot be sent.
    let (status, draft) = made(&demo, "DRAFT", "NONE", false).await;
    assert_eq!(status, StatusCode::CREATED);
    let shown = admin
        .told(&format!("/ui/drafts/{}", draft["id"].as_str().unwrap()))
        .await;
    assert_eq!(
        shown["problems"][0]["code"], "PERSON_WITHOUT_SECOND_FACTOR",
        "{shown}"
    );
}

/// M-07: another organisation in the same installation, made at the console; that it finds nothing of the first is in `isolation`.
#[tokio::test]
async fn m_07_a_second_account_is_made_at_the_console() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let neighbour = Person::neighbour(&demo).await;
    let home = neighbour.reads("/").await;
    assert!(
        home.contains("Sosed d.o.o.") && home.contains("Sosed Sosedov"),
        "{home}"
    );
    let id = demo
        .send_contract("Naša pogodba", &[("podpise@stranka.example", None)])
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let path = format!("/agreements/{id}");
    let page = neighbour.page(Method::GET, &path).send().await.unwrap();
    let api = neighbour.api(Method::GET, &path).send().await.unwrap();
    assert_eq!(
        (page.status(), api.status()),
        (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
    );
    let list = neighbour.api(Method::GET, "/agreements").send().await.unwrap();
    assert_eq!(
        list.json::<Value>().await.unwrap()["userAgreementList"],
        json!([])
    );
    assert!(!neighbour.reads("/users").await.contains("ana@demo.example"));
}
