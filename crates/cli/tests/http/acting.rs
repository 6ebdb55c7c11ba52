//! `x-api-user`: an administrator's program acts for other users of its account, with their reach, and for nobody else.

use crate::person::Person;
use crate::support::Demo;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn ask(person: &Person, path: &str, header: &str, user: &str) -> (StatusCode, Value) {
    let request = person.api(Method::GET, path).header(header, user);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

fn user(demo: &Demo, place: usize) -> String {
    demo.facts["users"][place]["email"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_administrators_program_acts_for_others_with_their_reach() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let own = demo
        .send_contract("Of the admin", &[("a@stranka.example", None)])
        .await;
    let other = format!("email:{}", user(&demo, 1));

    let (status, me) = ask(&admin, "/users/me", "x-api-user", &other).await;
    assert_eq!((status, &me["email"]), (StatusCode::OK, &json!(user(&demo, 1))));
    let by_id = format!("userid:{}", me["id"].as_str().unwrap());
    assert_eq!(
        ask(&admin, "/users/me", "x-api-user", &by_id).await.1["id"],
        me["id"]
    );

    // What they do not own they do not see, although the key's holder does.
    let (_, list) = ask(&admin, "/agreements", "x-api-user", &other).await;
    assert!(!list.to_string().contains(&own));
    let (status, _) = ask(&admin, &format!("/agreements/{own}"), "x-api-user", &other).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    // Nor are they administrators.
    let (status, _) = ask(&admin, "/users", "x-api-user", &other).await;
    assert_eq!(status, StatusCode::FORBIDDEN);

    let file = demo.upload("x.pdf", crate::support::pdf_bytes("x")).await;
    let draft = json!({
        "name": "For another", "state": "DRAFT", "signatureType": "ESIGN", "fileInfos": [{ "transientDocumentId": file }],
        "participantSetsInfo": [{ "order": 1, "role": "SIGNER", "memberInfos": [{ "email": "b@stranka.example" }] }],
    });
    let made = admin
        .api(Method::POST, "/agreements")
        .header("x-api-user", &other)
        .json(&draft);
    let made = made.send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let made: Value = made.json().await.unwrap();
    let path = format!("/agreements/{}", made["id"].as_str().unwrap());
    let (status, made) = ask(&admin, &path, "x-api-user", &other).await;
    assert_eq!(
        (status, &made["senderEmail"]),
        (StatusCode::OK, &json!(user(&demo, 1)))
    );
}

#[tokio::test]
async fn nobody_else_is_acted_for() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, neighbour) = (Person::admin(&demo).await, Person::neighbour(&demo).await);
    let ours = format!("email:{}", user(&demo, 0));
    for (person, header, named, status, code) in [
        (
            &admin,
            "x-api-user",
            "Ana",
            StatusCode::BAD_REQUEST,
            "INVALID_X_API_USER_HEADER",
        ),
        (
            &admin,
            "x-api-user",
            "email:nobody@demo.example",
            StatusCode::UNAUTHORIZED,
            "INVALID_USER",
        ),
        (
            &neighbour,
            "x-api-user",
            ours.as_str(),
            StatusCode::UNAUTHORIZED,
            "INVALID_USER",
        ),
        (
            &admin,
            "x-on-behalf-of-user",
            "Ana",
            StatusCode::BAD_REQUEST,
            "INVALID_ON_BEHALF_OF_USER_HEADER",
        ),
        (
            &neighbour,
            "x-on-behalf-of-user",
            ours.as_str(),
            StatusCode::UNAUTHORIZED,
            "INVALID_ON_BEHALF_OF_USER",
        ),
    ] {
        let (found, body) = ask(person, "/agreements", header, named).await;
        assert_eq!(
            (found, &body["code"]),
            (status, &json!(code)),
            "{header}: {named}"
        );
    }
    let (status, _) = ask(&admin, "/agreements", "x-api-user", &ours).await;
    assert_eq!(status, StatusCode::OK, "oneself");
}
