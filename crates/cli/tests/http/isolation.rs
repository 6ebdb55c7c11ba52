//! Another account's things are not told apart from nothing: every address that names something is asked for with the session and the
//! key of a neighbour. The addresses are read from the router's source and from the description of the API, so that a new one is asked
//! for too, or fails here.

use crate::person::{Person, form};
use crate::support::{Browser, Demo, pdf_bytes};
use jiff::Timestamp;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use uuid::Uuid;

/// What the demo's own account has, as addresses name it.
struct Things {
    /// Agreements: a draft, one that waits, one that is done.
    agreements: Vec<String>,
    document: String,
    participant: String,
    user: String,
    key: String,
    word: String,
    mandate: String,
    binding: String,
    job: String,
    /// Of the agreement that waits.
    set: String,
    group: String,
    webhook: String,
    delivery: String,
    application: String,
    template: String,
    contact: String,
}

/// Addresses that name nothing of an account: whose links they are is proved by the link itself, the simulated outbox belongs to the
/// machine, and codes of the verify page are for everybody.
const NOBODYS: [&str; 8] = [
    "/assets/",
    "/pictures/",
    "/reset/",
    "/s/",
    "/shared/",
    "/simulated/",
    "/verify/",
    "/welcome/",
];

#[tokio::test]
async fn a_neighbours_session_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let things = things(&demo).await;
    let (own, neighbour) = (Person::admin(&demo).await, Person::neighbour(&demo).await);
    let versions = versions(&own, &things).await;
    let (mut asked, mut found) = (0, Vec::new());
    for (path, methods) in routes().into_iter().filter(|(path, _)| path.contains('{')) {
        if NOBODYS.iter().any(|start| path.starts_with(start)) {
            continue;
        }
        for address in addresses(&path, &things) {
            for method in &methods {
                let request = with_body(neighbour.page(method.clone(), &address), method, &path);
                let status = request.send().await.unwrap().status();
                asked += 1;
                if status != StatusCode::NOT_FOUND {
                    found.push(format!("{method} {address}: {status}"));
                }
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
    assert!(asked > 60, "only {asked} addresses were asked for");
    assert_eq!(
        self::versions(&own, &things).await,
        versions,
        "nothing has changed"
    );
    let shown = own
        .page(Method::GET, &format!("/agreements/{}", things.agreements[0]))
        .send()
        .await
        .unwrap();
    assert_eq!(shown.status(), StatusCode::OK, "its owner finds it");
}

/// A key opens no page, whatever it names; pages want a session.
#[tokio::test]
async fn a_neighbours_key_opens_no_page_and_a_session_no_operation() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let things = things(&demo).await;
    let neighbour = Person::neighbour(&demo).await;
    let mut asked = 0;
    for (path, methods) in routes().into_iter().filter(|(path, _)| path.contains('{')) {
        if NOBODYS.iter().any(|start| path.starts_with(start)) || !methods.contains(&Method::GET) {
            continue;
        }
        for address in addresses(&path, &things) {
            let url = format!("{}{address}", demo.address);
            let request = crate::support::client().get(url).bearer_auth(&neighbour.key);
            let status = request.send().await.unwrap().status();
            let kept_out = [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED].contains(&status);
            assert!(kept_out, "{address}: {status}");
            asked += 1;
        }
    }
    let description = demo_get(&demo, "/api/openapi.json").await;
    for path in description["paths"].as_object().unwrap().keys() {
        let path = path.strip_prefix("/api/rest/v6").unwrap();
        for (address, _) in api_addresses(path, &things) {
            let status = neighbour
                .page(Method::GET, &format!("/api/rest/v6{address}"))
                .send()
                .await
                .unwrap()
                .status();
            let kept_out = [StatusCode::UNAUTHORIZED, StatusCode::METHOD_NOT_ALLOWED].contains(&status);
            assert!(kept_out, "{address}: {status}");
            asked += 1;
        }
    }
    assert!(asked > 60, "only {asked} addresses were asked for");
}

/// Whoever has proved who they are to a neighbour's agreement has proved nothing to ours: what lies behind our recipient's link stays
/// closed, every route of it.
#[tokio::test]
async fn a_neighbours_visit_opens_nothing_behind_our_link() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let people = [
        ("theirs@stranka.example", None),
        ("ours@stranka.example", Some("41234567")),
    ];
    for (index, person) in people.into_iter().enumerate() {
        let agreement = demo.send_contract(&format!("Contract {index}"), &[person]).await;
        demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    }
    let mut theirs = Browser::open(&demo.link("theirs@stranka.example").await);
    theirs.ready().await;
    let link = demo.link("ours@stranka.example").await;
    let token = link.rsplit('/').next().unwrap();
    let mut asked = 0;
    for (path, methods) in routes() {
        let Some(rest) = path.strip_prefix("/s/{token}/") else {
            continue;
        };
        // Asking for a code, answering it, saying that it is not meant for one, asking for paper and the like are for whoever holds the link; that is what it is for.
        let shows = methods.contains(&Method::GET) && !["state", "not-me", "paper"].contains(&rest);
        if !shows {
            continue;
        }
        let address = path
            .replace("{token}", token)
            .replace("{page}", "0.png")
            .replace("{field}", &Uuid::nil().to_string());
        assert!(
            !address.contains('{'),
            "{address}: this test does not know what it names"
        );
        let request = crate::support::client().get(format!("{}{address}", demo.address));
        let status = request
            .header("cookie", theirs.cookies())
            .send()
            .await
            .unwrap()
            .status();
        assert!(!status.is_success(), "{address}: {status}");
        asked += 1;
    }
    assert!(asked > 2, "only {asked} addresses were asked for");
    let mut ours = Browser::open(&link);
    let door = ours.page().await;
    assert!(
        !door.contains("Contract 1"),
        "nothing of the document before the code"
    );
}

#[tokio::test]
async fn a_neighbours_key_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let things = things(&demo).await;
    let (own, neighbour) = (Person::admin(&demo).await, Person::neighbour(&demo).await);
    let versions = versions(&own, &things).await;
    let description: Value = demo_get(&demo, "/api/openapi.json").await;
    let mut asked = 0;
    for (path, operations) in description["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/rest/v6").unwrap();
        if !path.contains('{') {
            continue;
        }
        for (address, code) in api_addresses(path, &things) {
            assert!(
                !address.contains('{'),
                "{address}: this test does not know what it names"
            );
            for method in operations.as_object().unwrap().keys() {
                let method: Method = method.to_uppercase().parse().unwrap();
                let answer = api_body(neighbour.api(method.clone(), &address), &method, path)
                    .send()
                    .await
                    .unwrap();
                let status = answer.status();
                let body: Value = answer.json().await.unwrap();
                assert_eq!(status, StatusCode::NOT_FOUND, "{method} {address}: {body}");
                assert_eq!(body["code"], code, "{method} {address}");
                asked += 1;
            }
        }
    }
    assert!(asked > 30, "only {asked} operations were asked for");
    assert_eq!(
        self::versions(&own, &things).await,
        versions,
        "nothing has changed"
    );
    no_file_of_others(&demo, &neighbour).await;
    let list = neighbour.api(Method::GET, "/agreements").send().await.unwrap();
    let list: Value = list.json().await.unwrap();
    assert_eq!(list["userAgreementList"], json!([]));
}

/// What we send to somebody who has an account elsewhere waits on their own page; their programs' keys are of their account and find nothing
/// of ours.
#[tokio::test]
async fn what_is_sent_to_a_neighbour_is_in_no_list_of_their_programs() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let neighbour = Person::neighbour(&demo).await;
    let me = neighbour.api(Method::GET, "/users/me").send().await.unwrap();
    let me: Value = me.json().await.unwrap();
    let sent = demo
        .send_contract("For the neighbour", &[(me["email"].as_str().unwrap(), None)])
        .await;
    demo.until_status(&sent, "OUT_FOR_SIGNATURE").await;
    let home = neighbour.page(Method::GET, "/").send().await.unwrap();
    assert!(home.text().await.unwrap().contains("For the neighbour"));
    let list = neighbour.api(Method::GET, "/agreements").send().await.unwrap();
    let list: Value = list.json().await.unwrap();
    assert_eq!(list["userAgreementList"], json!([]));
    let one = neighbour
        .api(Method::GET, &format!("/agreements/{sent}"))
        .send()
        .await
        .unwrap();
    assert_eq!(one.status(), StatusCode::NOT_FOUND);
}

/// The addresses that an operation stands for among the demo's things, and the code for what is not there.
fn api_addresses(path: &str, things: &Things) -> Vec<(String, &'static str)> {
    let of = |agreement: &str| {
        path.replace("{agreementId}", agreement)
            .replace("{documentId}", &things.document)
            .replace("{participantSetId}", &things.set)
            .replace("{userId}", &things.user)
            .replace("{groupId}", &things.group)
            .replace("{webhookId}", &things.webhook)
            .replace("{libraryDocumentId}", &things.template)
            .replace("{participantId}", &things.participant)
    };
    let once = |code| vec![(of(""), code)];
    match path.split('/').nth(1).unwrap() {
        "users" => once("INVALID_USER_ID"),
        "groups" => once("INVALID_GROUP_ID"),
        "settings" => {
            let address = path.replace("{page}", "send");
            vec![(format!("{address}?groupId={}", things.group), "INVALID_GROUP_ID")]
        }
        "webhooks" => once("INVALID_WEBHOOK_ID"),
        "libraryDocuments" => once("INVALID_LIBRARYDOCUMENT_ID"),
        _ => things
            .agreements
            .iter()
            .map(|id| (of(id), "INVALID_AGREEMENT_ID"))
            .collect(),
    }
}

/// A file that was kept for one account makes no agreement of another.
async fn no_file_of_others(demo: &Demo, neighbour: &Person) {
    let file = demo.upload("ours.pdf", pdf_bytes("Ours")).await;
    let set = json!({"order": 1, "role": "SIGNER", "memberInfos": [{"email": "a@b.example"}]});
    let body =
        json!({"name": "Theirs", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": [set]});
    let answer = neighbour
        .api(Method::POST, "/agreements")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.json::<Value>().await.unwrap()["code"],
        "INVALID_TRANSIENTDOCUMENT_ID"
    );
}

async fn things(demo: &Demo) -> Things {
    let draft = draft(demo).await;
    let open = demo
        .send_contract("Ours", &[("ours@stranka.example", None)])
        .await;
    demo.until_status(&open, "OUT_FOR_SIGNATURE").await;
    let listed = demo.get_json("/agreements").await;
    let mut done = listed["userAgreementList"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["status"] == "SIGNED");
    let done = done.next().unwrap()["id"].as_str().unwrap().to_owned();
    let documents = demo.get_json(&format!("/agreements/{open}/documents")).await;
    let members = demo.get_json(&format!("/agreements/{open}/members")).await;
    let member = &members["participantSets"][0]["memberInfos"][0]["id"];
    let store = store::Store::open_sqlite(&demo.folder.join("podpis.sqlite"))
        .await
        .unwrap();
    let account = store.accounts().await.unwrap().remove(0).id;
    let (webhook, delivery) = webhook(&store, &account, &open).await;
    Things {
        application: application(&store, &account).await,
        template: template(demo).await,
        contact: contact(&store, &account).await,
        set: members["participantSets"][0]["id"].as_str().unwrap().to_owned(),
        group: store.default_group(&account).await.unwrap().unwrap().id,
        webhook,
        delivery,
        agreements: vec![draft, open.clone(), done],
        document: documents["documents"][0]["id"].as_str().unwrap().to_owned(),
        participant: member.as_str().unwrap().to_owned(),
        user: store.users(&account).await.unwrap().remove(1).id,
        word: word_of(&store, &account).await,
        key: store.integration_keys(&account).await.unwrap().remove(0).id,
        mandate: store.seal_mandates(&account).await.unwrap().remove(0).id,
        binding: store.seal_bindings(&account).await.unwrap().remove(0).id,
        job: store.jobs_of_agreement(&open).await.unwrap().remove(0).id,
    }
}

/// A tag of the account's own.
async fn word_of(store: &store::Store, account: &str) -> String {
    let word = store::TagWord {
        id: Uuid::now_v7().to_string(),
        account_id: account.to_owned(),
        word: "#DIREKTOR#".to_owned(),
        meaning: r#"{"initials":false,"target":{"kind":"order","number":0}}"#.to_owned(),
        created_at: Timestamp::now(),
    };
    let mut transaction = store.begin().await.unwrap();
    transaction.save_tag_word(&word).await.unwrap();
    transaction.commit().await.unwrap();
    word.id
}

/// Somebody in the address book of the account's administrator.
async fn contact(store: &store::Store, account: &str) -> String {
    let row = store::Contact {
        id: Uuid::now_v7().to_string(),
        account_id: account.to_owned(),
        user_id: store.users(account).await.unwrap().remove(0).id,
        name: "Ours".into(),
        email: "book@stranka.example".into(),
        phone: String::new(),
        language: String::new(),
        company: String::new(),
        title: String::new(),
        created_at: someday(),
        updated_at: someday(),
        used_at: None,
        removed_at: None,
    };
    let mut transaction = store.begin().await.unwrap();
    transaction.save_contact(&row).await.unwrap();
    transaction.commit().await.unwrap();
    row.id
}

/// A webhook that is off, so that nobody listens, and what it was told.
async fn webhook(store: &store::Store, account: &str, agreement: &str) -> (String, String) {
    let (id, delivery, at) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string(), someday());
    let user = store.users(account).await.unwrap().remove(0).id;
    let mut transaction = store.begin().await.unwrap();
    let row = store::Webhook {
        id: id.clone(),
        account_id: account.to_owned(),
        user_id: user,
        name: "Ours".into(),
        scope: "account".into(),
        subject_id: account.to_owned(),
        url: "https://ours.example/".into(),
        events: "AGREEMENT_ALL".into(),
        include: r#"{"detailed":false,"documents":false,"participants":false,"signed_document":false}"#
            .into(),
        client_id: "ours".into(),
        wrapped_secret: vec![0],
        state: store::WebhookState::Inactive,
        disabled_because: None,
        failures: 0,
        quiet_until: None,
        version: 0,
        created_at: at,
        updated_at: at,
    };
    transaction.insert_webhook(&row).await.unwrap();
    let row = store::WebhookDelivery {
        id: delivery.clone(),
        webhook_id: id.clone(),
        agreement_id: agreement.to_owned(),
        seq: 0,
        event: "AGREEMENT_CREATED".into(),
        state: store::DeliveryState::Failed,
        attempts: 1,
        replays: 0,
        begun_at: at,
        tried_at: None,
        status: None,
        error: None,
        created_at: at,
    };
    transaction.insert_webhook_delivery(&row).await.unwrap();
    transaction.commit().await.unwrap();
    (id, delivery)
}

/// Late enough that nothing made then is swept away as old.
fn someday() -> Timestamp {
    "2100-01-01T00:00:00Z".parse().unwrap()
}

/// A program that users may let act for them.
async fn application(store: &store::Store, account: &str) -> String {
    let id = Uuid::now_v7().to_string();
    let row = store::OauthApplication {
        id: id.clone(),
        account_id: account.to_owned(),
        user_id: store.users(account).await.unwrap().remove(0).id,
        name: "Ours".into(),
        secret_hash: "none".into(),
        redirect_uris: "https://ours.example/".into(),
        scopes: "agreement_read".into(),
        created_at: someday(),
        revoked_at: None,
    };
    let mut transaction = store.begin().await.unwrap();
    transaction.insert_oauth_application(&row).await.unwrap();
    transaction.commit().await.unwrap();
    id
}

/// A template that everybody of the account may use.
async fn template(demo: &Demo) -> String {
    let file = demo.upload("template.pdf", pdf_bytes("Template")).await;
    let body =
        json!({"name": "Ours", "sharingMode": "ACCOUNT", "fileInfos": [{"transientDocumentId": file}]});
    let answer = demo.send(Method::POST, "/libraryDocuments", &body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json::<Value>().await.unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn draft(demo: &Demo) -> String {
    let file = demo.upload("draft.pdf", pdf_bytes("Draft")).await;
    let set = json!({"order": 1, "role": "SIGNER", "memberInfos": [{"email": "draft@stranka.example", "name": "D"}]});
    let body = json!({"name": "Draft", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": [set]});
    let answer = demo.send(Method::POST, "/agreements", &body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json::<Value>().await.unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// How often each agreement has changed, as its entity tag says.
async fn versions(own: &Person, things: &Things) -> Vec<String> {
    let mut versions = Vec::new();
    for agreement in &things.agreements {
        let answer = own
            .api(Method::GET, &format!("/agreements/{agreement}"))
            .send()
            .await
            .unwrap();
        versions.push(answer.headers()["etag"].to_str().unwrap().to_owned());
    }
    versions
}

/// The addresses that a route stands for among the demo's things.
fn addresses(path: &str, things: &Things) -> Vec<String> {
    let of = |id: &str| {
        let address = path.replace("{id}", id).replace("{document}", &things.document);
        address
            .replace("{person}", &things.participant)
            .replace("{set}", &things.participant)
            .replace("{share}", &things.participant)
            .replace("{page}", "0.png")
            .replace("{field}", &things.participant)
            .replace("{format}", "csv")
    };
    let of_both = |id: &str| {
        ["approve", "revoke"]
            .map(|what| of(id).replace("{what}", what))
            .to_vec()
    };
    let addresses = match path {
        _ if path.starts_with("/agreements/") || path.starts_with("/ui/drafts/") => {
            things.agreements.iter().map(|id| of(id)).collect()
        }
        _ if path.starts_with("/settings/keys/") => vec![of(&things.key)],
        _ if path.starts_with("/settings/applications/") => vec![of(&things.application)],
        _ if path.starts_with("/profile/applications/") => vec![of(&things.application)],
        _ if path.starts_with("/settings/webhooks/") => {
            vec![of(&things.webhook).replace("{delivery}", &things.delivery)]
        }
        _ if path.starts_with("/settings/seal/mandates/") => of_both(&things.mandate),
        _ if path.starts_with("/settings/seal/bindings/") => of_both(&things.binding),
        _ if path.starts_with("/settings/tags/") => vec![of(&things.word)],
        _ if path.starts_with("/contacts/") => vec![of(&things.contact)],
        _ if path.starts_with("/templates/") => vec![of(&things.template)],
        _ if path.starts_with("/system/jobs/") => vec![of(&things.job)],
        _ if path.starts_with("/users/") => vec![of(&things.user)],
        _ if path.starts_with("/groups/") => {
            let address = path.replace("{id}", &things.group).replace("{page}", "send");
            vec![
                address
                    .replace("{user}", &things.user)
                    .replace("{what}", "remove"),
            ]
        }
        // Methods are the product's, and the same for everybody.
        _ if path.starts_with("/help/methods/") => vec![path.replace("{name}", "theirs")],
        // Everybody's own account; there is nothing in it that another's could be named by.
        _ if path.starts_with("/settings/account/") => vec![path.replace("{page}", "theirs")],
        _ => Vec::new(),
    };
    let known = !addresses.is_empty() && addresses.iter().all(|address| !address.contains('{'));
    assert!(known, "{path}: this test does not know what it names");
    addresses
}

/// A body that would be taken from the owner.
fn with_body(request: RequestBuilder, method: &Method, path: &str) -> RequestBuilder {
    match (method.as_str(), path) {
        ("GET" | "DELETE", _) => request,
        ("PUT", "/ui/drafts/{id}") => request.json(&json!({
            "version": 1, "name": "Theirs", "subject": "", "message": "", "language": "en", "deadline": null,
            "reminder": "NONE", "linkDays": 7, "participants": [], "fields": [],
        })),
        ("PUT", "/ui/drafts/{id}/documents") => request.json(&json!({"order": []})),
        ("POST", "/ui/drafts/{id}/documents") => request
            .multipart(Form::new().part("file", Part::bytes(pdf_bytes("Theirs")).file_name("theirs.pdf"))),
        ("POST", "/ui/drafts/{id}/people/{set}/password") => {
            request.json(&json!({"password": "Theirs2026", "again": "Theirs2026"}))
        }
        ("POST", "/ui/drafts/{id}/presence") => request.json(&json!({"tab": "theirs"})),
        ("POST", "/ui/drafts/{id}/send") => request.json(&json!({"version": 1})),
        _ => {
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            request.body(form(&[
                ("text", "Theirs"),
                ("days", "7"),
                ("password", "Theirs2026"),
                ("again", "Theirs2026"),
                ("name", "Theirs"),
                ("open", "no"),
                ("user", &Uuid::nil().to_string()),
            ]))
        }
    }
}

fn api_body(request: RequestBuilder, method: &Method, path: &str) -> RequestBuilder {
    match (method.as_str(), path.rsplit('/').next().unwrap()) {
        ("GET", _) => request,
        ("PUT", "state") => request.json(&json!({"state": "CANCELLED"})),
        ("PUT", "mergeInfo") => request.json(&json!({"fieldMergeInfos": []})),
        ("DELETE", "documents") => request.header("if-match", "*"),
        ("POST", "formFields") => request
            .header("if-match", "*")
            .json(&json!({"templateId": Uuid::nil().to_string()})),
        ("POST", "share") => {
            request.json(&json!({"shareCreationInfo": [{"email": "theirs@sosed.example"}]}))
        }
        ("POST", "delegatedParticipantSets") => {
            request.json(&json!({"memberInfos": [{"email": "theirs@sosed.example"}]}))
        }
        ("PUT", "reject") => request.header("if-match", "*").json(&json!({"comment": "No"})),
        ("PUT", "visibility") => request.json(&json!({"visibility": "HIDE"})),
        ("PUT" | "DELETE", "override") => request,
        ("PUT", "{page}") => request.json(&json!({"method_required": false})),
        ("PUT", "{groupId}") => request.json(&json!({"groupName": "Theirs"})),
        ("PUT", "{userId}") => request.json(&json!({"firstName": "Theirs"})),
        ("PUT", "groups") => request.json(&json!({"groupInfoList": []})),
        ("PUT", "formFields") => request.json(&json!({"fields": []})),
        ("PUT", "{libraryDocumentId}") => {
            request.json(&json!({"name": "Theirs", "sharingMode": "USER"}))
        }
        ("PUT", "{agreementId}") => request.json(&json!({"name": "Theirs"})),
        ("PUT", "{participantSetId}") => request.json(&json!({"order": 1, "role": "SIGNER", "memberInfos": [{"email": "a@b.example"}]})),
        ("POST", "views") => request.json(&json!({"name": "ALL"})),
        ("PUT", "{webhookId}") => request.json(&json!({"name": "Theirs", "scope": "ACCOUNT",
            "webhookSubscriptionEvents": ["AGREEMENT_ALL"], "webhookUrlInfo": {"url": "https://theirs.example/"}})),
        ("DELETE", "{webhookId}") => request,
        ("POST", "reminders") => request.json(&json!({})),
        (method, name) => panic!("{method} {name}: this test does not know what it takes"),
    }
}

async fn demo_get(demo: &Demo, path: &str) -> Value {
    let answer = crate::support::client()
        .get(format!("{}{path}", demo.address))
        .send()
        .await
        .unwrap();
    answer.json().await.unwrap()
}

/// Every path of the pages and the methods that it answers, as the sources of `web` say it.
fn routes() -> Vec<(String, Vec<Method>)> {
    let mut sources = Vec::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src/routes"),
        &mut sources,
    );
    let routes: Vec<_> = sources.iter().flat_map(|source| routes_in(source)).collect();
    assert!(routes.len() > 50, "only {} routes were read", routes.len());
    routes
}

fn read(folder: &Path, sources: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read(&path, sources),
            false => sources.push(std::fs::read_to_string(path).unwrap()),
        }
    }
}

fn routes_in(source: &str) -> Vec<(String, Vec<Method>)> {
    let route = |call: &str| {
        let call = &call[..closing(call)];
        let (path, handlers) = match call.trim_start().strip_prefix('"') {
            Some(literal) => literal.split_once('"')?,
            None => {
                let (name, handlers) = call.trim_start().split_once(',')?;
                let declared = source.split_once(&format!("const {name}: &str = \""));
                (
                    declared
                        .expect("a path that this test can read")
                        .1
                        .split_once('"')?
                        .0,
                    handlers,
                )
            }
        };
        let methods = ["get", "post", "put", "delete"].into_iter();
        let answered = methods.filter(|method| handlers.contains(&format!("{method}(")));
        Some((
            path.to_owned(),
            answered
                .map(|method| method.to_uppercase().parse().unwrap())
                .collect(),
        ))
    };
    source.split(".route(").skip(1).filter_map(route).collect()
}

/// Where the parenthesis closes that is open at the start.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}
