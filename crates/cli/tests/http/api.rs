//! Each operation of the API: what it answers, and how it refuses.

use crate::person::Person;
use crate::support::{Demo, pdf_bytes};
use reqwest::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn every_operation_answers_and_refuses_as_it_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    drafts(&demo, &person).await;
    conditions(&demo, &person).await;
    warnings(&demo).await;
    open_ones(&demo, &person).await;
    keys(&demo, &person).await;
}

async fn ask(person: &Person, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
    let change = method == Method::PUT;
    let request = person.api(method, path);
    // Any version will do, where a test names none.
    let request = if change {
        request.header(IF_MATCH, "*")
    } else {
        request
    };
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    read(request.send().await.unwrap()).await
}

async fn read(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// A refusal is a code for programs and a sentence for people.
fn refused((status, body): (StatusCode, Value), wanted: StatusCode, code: &str) {
    assert_eq!((status, &body["code"]), (wanted, &json!(code)), "{body}");
    assert!(!body["message"].as_str().unwrap().is_empty(), "{body}");
}

/// A draft for these people: address and whether a code is asked for.
async fn made(demo: &Demo, more: Value, people: &[(&str, bool)]) -> (StatusCode, Value) {
    let file = demo.upload("draft.pdf", pdf_bytes("Draft")).await;
    let set = |(order, (email, phone)): (usize, &(&str, bool))| {
        let security = match phone {
            true => {
                json!({"authenticationMethod": "PHONE", "phoneInfo": {"countryCode": "386", "phone": "41234567"}})
            }
            false => json!({"authenticationMethod": "NONE"}),
        };
        let member = json!({"email": email, "name": email, "securityOption": security});
        json!({"order": order + 1, "role": "SIGNER", "memberInfos": [member]})
    };
    let sets: Vec<Value> = people.iter().enumerate().map(set).collect();
    let mut body = json!({"name": "Draft", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": sets});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    read(demo.send(Method::POST, "/agreements", &body).await).await
}

fn id((status, body): (StatusCode, Value)) -> String {
    assert_eq!(status, StatusCode::CREATED, "{body}");
    body["id"].as_str().unwrap().to_owned()
}

/// A time is told where one was asked for: that whatever is forgotten ends after a year is no wish of anybody's.
async fn deadlines(demo: &Demo, person: &Person) {
    let told = async |more: Value| {
        let id = id(made(demo, more, &[("a@x.example", false)]).await);
        let (_, body) = ask(person, Method::GET, &format!("/agreements/{id}"), None).await;
        body.get("expirationTime").cloned()
    };
    let asked = "2099-03-01T00:00:00Z";
    assert_eq!(told(json!({})).await, None);
    assert_eq!(told(json!({"state": "IN_PROCESS"})).await, None, "sent");
    let draft = told(json!({"expirationTime": asked})).await.unwrap();
    assert!(draft.as_str().unwrap().starts_with("2099-03-01T"), "{draft}");
    let day = jiff::Timestamp::now().strftime("%Y-%m-%dT23:00:00Z").to_string();
    let sent = told(json!({"state": "IN_PROCESS", "expirationTime": day}))
        .await
        .unwrap();
    assert_eq!(sent.as_str().unwrap()[..4], day[..4]);
}

async fn drafts(demo: &Demo, person: &Person) {
    let draft = id(made(
        demo,
        json!({"linkDays": 30, "ccs": [{"email": "copy@x.example"}]}),
        &[("a@x.example", false)],
    )
    .await);
    let path = format!("/agreements/{draft}");
    let (status, body) = ask(person, Method::GET, &path, None).await;
    assert_eq!(
        (status, &body["status"], &body["linkDays"]),
        (StatusCode::OK, &json!("AUTHORING"), &json!(30))
    );
    for days in [0, 366] {
        let (status, body) = made(demo, json!({"linkDays": days}), &[("a@x.example", false)]).await;
        let said = body["message"].as_str().unwrap().to_owned();
        assert!(said.starts_with("linkDays: "), "{said}");
        refused((status, body), StatusCode::BAD_REQUEST, "OUT_OF_RANGE");
    }
    let (status, body) = made(demo, json!({"linkDays": "7"}), &[("a@x.example", false)]).await;
    assert_eq!(
        body["message"],
        "linkDays must be a whole number, 0 or more, not the string \"7\""
    );
    refused((status, body), StatusCode::BAD_REQUEST, "INVALID_JSON");
    deadlines(demo, person).await;
    let (status, body) = ask(person, Method::GET, &format!("{path}/documents"), None).await;
    assert_eq!(
        (status, &body["documents"][0]["numPages"]),
        (StatusCode::OK, &json!(1))
    );
    assert_eq!(
        body["documents"][0].get("remarks"),
        None,
        "a whole file gives no cause for any"
    );
    let document = body["documents"][0]["id"].as_str().unwrap();
    let original = person
        .api(Method::GET, &format!("{path}/documents/{document}"))
        .send()
        .await
        .unwrap();
    assert_eq!(original.bytes().await.unwrap(), pdf_bytes("Draft"));
    let other = ask(person, Method::GET, &format!("{path}/documents/{draft}"), None).await;
    refused(other, StatusCode::NOT_FOUND, "INVALID_DOCUMENT_ID");
    let (status, body) = ask(person, Method::GET, &format!("{path}/members"), None).await;
    assert_eq!(
        (status, &body["ccsInfo"]),
        (StatusCode::OK, &json!([{"email": "copy@x.example"}]))
    );
    let set = body["participantSets"][0]["id"].as_str().unwrap().to_owned();
    fields(person, &path, &set).await;
    let (status, body) = ask(person, Method::GET, &format!("{path}/reminders"), None).await;
    assert_eq!((status, body), (StatusCode::OK, json!({"reminderInfoList": []})));
    let now = ask(
        person,
        Method::POST,
        &format!("{path}/reminders"),
        Some(json!({})),
    )
    .await;
    refused(now, StatusCode::CONFLICT, "AGREEMENT_STATE_CONFLICT");
    let schedule = ask(
        person,
        Method::POST,
        &format!("{path}/reminders"),
        Some(json!({"frequency": "DAILY_UNTIL_SIGNED"})),
    )
    .await;
    refused(schedule, StatusCode::BAD_REQUEST, "INVALID_REMINDER_FREQUENCY");
    refused(
        ask(person, Method::GET, &format!("{path}/signingUrls"), None).await,
        StatusCode::FORBIDDEN,
        "PERMISSION_DENIED",
    );
    let state = ask(
        person,
        Method::PUT,
        &format!("{path}/state"),
        Some(json!({"state": "ARCHIVED"})),
    )
    .await;
    refused(state, StatusCode::BAD_REQUEST, "INVALID_AGREEMENT_STATE");
}

/// Where v6 counts from the bottom of the page, what was put there comes back.
async fn fields(person: &Person, path: &str, set: &str) {
    let path = format!("{path}/formFields");
    let field = |name: &str, page: usize| {
        json!({"name": name, "inputType": "SIGNATURE", "contentType": "SIGNATURE", "assignee": set, "required": true, "tooltip": "Here",
            "locations": [{"pageNumber": page, "left": 72.0, "top": 200.0, "width": 160.0, "height": 44.0}]})
    };
    let (status, body) = ask(
        person,
        Method::PUT,
        &path,
        Some(json!({"fields": [field("", 1)]})),
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (_, again) = ask(person, Method::GET, &path, None).await;
    assert_eq!(again, body);
    assert_eq!(
        again["fields"][0]["locations"][0],
        json!({"pageNumber": 1, "left": 72.0, "top": 200.0, "width": 160.0, "height": 44.0})
    );
    let beyond = ask(
        person,
        Method::PUT,
        &path,
        Some(json!({"fields": [field("", 2)]})),
    )
    .await;
    refused(beyond, StatusCode::BAD_REQUEST, "INVALID_FORM_FIELD");
    refused(
        ask(person, Method::PUT, &path, Some(json!({"fields": 1}))).await,
        StatusCode::BAD_REQUEST,
        "INVALID_JSON",
    );
}

/// Entity tags: what has not changed is not sent again, and what has changed is not written over.
async fn conditions(demo: &Demo, person: &Person) {
    let draft = id(made(demo, json!({}), &[("a@x.example", false)]).await);
    let path = format!("/agreements/{draft}");
    let tag = person.api(Method::GET, &path).send().await.unwrap().headers()[ETAG].clone();
    for part in [
        "",
        "/combinedDocument",
        "/documents",
        "/events",
        "/formFields",
        "/members",
    ] {
        let request = person
            .api(Method::GET, &format!("{path}{part}"))
            .header(IF_NONE_MATCH, &tag);
        let same = request.send().await.unwrap();
        assert_eq!(
            (same.status(), &same.headers()[ETAG]),
            (StatusCode::NOT_MODIFIED, &tag),
            "{part}"
        );
        assert!(same.bytes().await.unwrap().is_empty(), "{part}");
        let whole = person
            .api(Method::GET, &format!("{path}{part}"))
            .header(IF_NONE_MATCH, "\"0\"")
            .send()
            .await
            .unwrap();
        assert_eq!(
            (whole.status(), &whole.headers()[ETAG]),
            (StatusCode::OK, &tag),
            "{part}"
        );
    }
    let (_, members) = ask(person, Method::GET, &format!("{path}/members"), None).await;
    let place = json!({"pageNumber": 1, "left": 72.0, "top": 200.0, "width": 160.0, "height": 44.0});
    let field = json!({"inputType": "SIGNATURE", "assignee": members["participantSets"][0]["id"], "locations": [place]});
    let one = json!({"fields": [field]});
    let changed = ask(person, Method::PUT, &format!("{path}/formFields"), Some(one)).await;
    assert_eq!(changed.0, StatusCode::OK);
    for (part, body) in [
        ("formFields", json!({"fields": []})),
        ("state", json!({"state": "IN_PROCESS"})),
        ("state", json!({"state": "CANCELLED"})),
    ] {
        let request = person
            .api(Method::PUT, &format!("{path}/{part}"))
            .header(IF_MATCH, &tag)
            .json(&body);
        refused(
            read(request.send().await.unwrap()).await,
            StatusCode::PRECONDITION_FAILED,
            "RESOURCE_MODIFIED",
        );
    }
    let stale = person
        .api(Method::GET, &path)
        .header(IF_NONE_MATCH, &tag)
        .send()
        .await
        .unwrap();
    assert_eq!(stale.status(), StatusCode::OK);
    let newest = stale.headers()[ETAG].clone();
    let request = person
        .api(Method::PUT, &format!("{path}/formFields"))
        .header(IF_MATCH, &newest);
    assert_eq!(
        request
            .json(&json!({"fields": []}))
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );
}

/// said, and nothing kept back.
async fn warnings(demo: &Demo) {
    let silent = json!({"emailOption": {"sendOptions": {"initEmails": "NONE", "inFlightEmails": "NONE", "completionEmails": "NONE"}}});
    let codes = |(status, body): (StatusCode, Value)| {
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let warnings = body["warnings"].as_array().cloned().unwrap_or_default();
        warnings
            .into_iter()
            .map(|warning| {
                (
                    warning["code"].clone(),
                    warning["participantIds"].as_array().unwrap().len(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        codes(
            made(
                demo,
                silent.clone(),
                &[("a@x.example", false), ("b@x.example", true)]
            )
            .await
        ),
        [(json!("LINK_ALONE"), 1)]
    );
    assert_eq!(codes(made(demo, silent, &[("a@x.example", true)]).await), []);
    assert_eq!(codes(made(demo, json!({}), &[("a@x.example", false)]).await), []);
    let both = made(demo, json!({}), &[("a@x.example", false), ("A@x.example", false)]).await;
    let draft = both.1["id"].as_str().unwrap().to_owned();
    assert_eq!(codes(both), [(json!("SHARED_ADDRESS"), 2)]);
    let shown = demo.get_json(&format!("/agreements/{draft}")).await;
    assert_eq!(shown["warnings"][0]["code"], "SHARED_ADDRESS");
}

async fn open_ones(demo: &Demo, person: &Person) {
    let open = demo
        .send_contract("Open", &[("open@stranka.example", None)])
        .await;
    demo.until_status(&open, "OUT_FOR_SIGNATURE").await;
    let path = format!("/agreements/{open}");
    for part in ["combinedDocument", "auditTrail"] {
        let answer = person
            .api(Method::GET, &format!("{path}/{part}"))
            .send()
            .await
            .unwrap();
        assert_eq!(
            (answer.status(), &answer.headers()[CONTENT_TYPE]),
            (StatusCode::OK, &"application/pdf".parse().unwrap())
        );
        assert!(answer.bytes().await.unwrap().starts_with(b"%PDF-"), "{part}");
    }
    let (_, members) = ask(person, Method::GET, &format!("{path}/members"), None).await;
    let waiting = &members["nextParticipantSets"][0];
    assert_eq!(waiting["status"], "WAITING_FOR_MY_SIGNATURE");
    let member = waiting["memberInfos"][0]["id"].as_str().unwrap();
    let reminder = json!({"recipientParticipantIds": [member]});
    let (status, body) = ask(person, Method::POST, &format!("{path}/reminders"), Some(reminder)).await;
    assert_eq!((status, &body["status"]), (StatusCode::CREATED, &json!("ACTIVE")));
    let nobody = json!({"recipientParticipantIds": ["nobody"]});
    refused(
        ask(person, Method::POST, &format!("{path}/reminders"), Some(nobody)).await,
        StatusCode::BAD_REQUEST,
        "INVALID_PARTICIPANT",
    );
    let late = ask(
        person,
        Method::PUT,
        &format!("{path}/formFields"),
        Some(json!({"fields": []})),
    )
    .await;
    refused(late, StatusCode::CONFLICT, "AGREEMENT_STATE_CONFLICT");
    let cancel = json!({"state": "CANCELLED", "agreementCancellationInfo": {"comment": "Changed our mind"}});
    assert_eq!(
        ask(person, Method::PUT, &format!("{path}/state"), Some(cancel))
            .await
            .0,
        StatusCode::NO_CONTENT
    );
    let (_, events) = ask(person, Method::GET, &format!("{path}/events"), None).await;
    let kinds: Vec<&str> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "CREATED",
            "SENT",
            "DOCUMENTS_PROCESSED",
            "ACTION_REQUESTED",
            "REMINDER_SENT",
            "RECALLED"
        ]
    );
    assert_eq!(events["events"][5]["comment"], "Changed our mind");
    let again = ask(
        person,
        Method::PUT,
        &format!("{path}/state"),
        Some(json!({"state": "IN_PROCESS"})),
    )
    .await;
    refused(again, StatusCode::CONFLICT, "AGREEMENT_STATE_CONFLICT");
}

/// No key, no good key, a key without the scope.
async fn keys(demo: &Demo, person: &Person) {
    let anybody = crate::support::client();
    let url = format!("{}/api/rest/v6/agreements", demo.address);
    refused(
        read(anybody.get(&url).send().await.unwrap()).await,
        StatusCode::UNAUTHORIZED,
        "NO_AUTHORIZATION_HEADER",
    );
    refused(
        read(anybody.get(&url).bearer_auth("nonsense").send().await.unwrap()).await,
        StatusCode::UNAUTHORIZED,
        "INVALID_ACCESS_TOKEN",
    );
    let cookie = anybody.get(&url).header("cookie", &person.session);
    refused(
        read(cookie.send().await.unwrap()).await,
        StatusCode::UNAUTHORIZED,
        "NO_AUTHORIZATION_HEADER",
    );
    let reader = person.new_key(&["agreement_read"]).await;
    assert_eq!(
        anybody
            .get(&url)
            .bearer_auth(&reader)
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );
    let body = json!({"name": "x", "fileInfos": [], "participantSetsInfo": []});
    let write = anybody.post(&url).bearer_auth(&reader).json(&body);
    refused(
        read(write.send().await.unwrap()).await,
        StatusCode::FORBIDDEN,
        "PERMISSION_DENIED",
    );
}
