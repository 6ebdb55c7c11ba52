//! Further operations of the API, requests that are sent twice, requests that are too large; and the ledger against the router.

use crate::person::Person;
use crate::support::{Browser, Demo, client, pdf_bytes};
use reqwest::header::{ETAG, IF_MATCH};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

async fn read(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

async fn draft(demo: &Demo) -> String {
    let file = demo.upload("draft.pdf", pdf_bytes("Draft")).await;
    let set = json!({"order": 1, "role": "SIGNER", "memberInfos": [{"email": "a@x.example", "name": "A"}]});
    let body = json!({"name": "Draft", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": [set]});
    let (status, body) = read(demo.send(Method::POST, "/agreements", &body).await).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    body["id"].as_str().unwrap().to_owned()
}

async fn put(demo: &Demo, path: &str, body: &Value) -> StatusCode {
    let id = path.split('/').nth(2).unwrap();
    let tag = demo.get(&format!("/agreements/{id}")).await.headers()[ETAG].clone();
    put_as(demo, path, tag.to_str().unwrap(), body).await
}

async fn put_as(demo: &Demo, path: &str, tag: &str, body: &Value) -> StatusCode {
    let url = format!("{}/api/rest/v6{path}", demo.address);
    let request = client().put(url).bearer_auth(&demo.key).header(IF_MATCH, tag);
    request.json(body).send().await.unwrap().status()
}

#[tokio::test]
async fn drafts_are_changed_and_read_part_by_part() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let draft = draft(&demo).await;
    let path = format!("/agreements/{draft}");
    let pages = demo.get_json(&format!("{path}/combinedDocument/pagesInfo")).await;
    let page = json!({"index": 1, "width": 595.0, "height": 842.0, "rotation": 0.0});
    assert_eq!(pages, json!({"documentPagesInfo": [page]}));
    let renamed = json!({"name": "Draft 2", "message": "Please", "linkDays": 9,
        "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [{"email": "A@x.example"}]}]});
    assert_eq!(put(&demo, &path, &renamed).await, StatusCode::NO_CONTENT);
    let shown = demo.get_json(&path).await;
    assert_eq!(
        (&shown["name"], &shown["message"], &shown["linkDays"]),
        (&json!("Draft 2"), &json!("Please"), &json!(9))
    );
    assert_eq!(
        put_as(&demo, &path, "\"0\"", &renamed).await,
        StatusCode::PRECONDITION_FAILED
    );
    let url = format!("{}/api/rest/v6{path}", demo.address);
    let bare = client().put(url).bearer_auth(&demo.key).json(&renamed);
    let (status, body) = read(bare.send().await.unwrap()).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::BAD_REQUEST, &json!("MISSING_IF_MATCH_HEADER"))
    );
    let others = json!({"name": "x", "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [{"email": "b@x.example"}]}]});
    assert_eq!(put(&demo, &path, &others).await, StatusCode::BAD_REQUEST);
    let set = shown["participantSetsInfo"][0]["id"].as_str().unwrap();
    let set_path = format!("{path}/members/participantSets/{set}");
    let other =
        json!({"order": 1, "role": "APPROVER", "memberInfos": [{"email": "b@x.example", "name": "B"}]});
    assert_eq!(put(&demo, &set_path, &other).await, StatusCode::NO_CONTENT);
    let shown = demo.get_json(&set_path).await;
    assert_eq!(
        (&shown["id"], &shown["role"], &shown["memberInfos"][0]["email"]),
        (&json!(set), &json!("APPROVER"), &json!("b@x.example"))
    );
    let (status, body) = read(demo.get(&format!("{path}/members/participantSets/{draft}")).await).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::NOT_FOUND, &json!("INVALID_PARTICIPANT_SET_ID"))
    );
    let views = format!("{path}/views");
    let (_, body) = read(
        demo.send(Method::POST, &views, &json!({"name": "AUTHORING"}))
            .await,
    )
    .await;
    let editor = format!("{}/agreements/{draft}/edit", demo.address);
    assert_eq!(
        body["agreementViewList"],
        json!([{"name": "AUTHORING", "url": editor}])
    );
    let (_, body) = read(demo.send(Method::POST, &views, &json!({"name": "MANAGE"})).await).await;
    assert_eq!(body["code"], "VIEW_NOT_AVAILABLE");
    let auto = json!({"name": "ALL", "commonViewConfiguration": {"autoLoginUser": true}});
    let (status, body) = read(demo.send(Method::POST, &views, &auto).await).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::UNAUTHORIZED, &json!("AUTOLOGIN_DENIED"))
    );
    let (status, body) = read(demo.get(&format!("{path}/formData")).await).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::FORBIDDEN, &json!("AGREEMENT_IN_DRAFT_STATE"))
    );
    sent_ones_stay(&demo).await;
}

async fn sent_ones_stay(demo: &Demo) {
    let open = demo
        .send_contract("Open", &[("open@stranka.example", None)])
        .await;
    demo.until_status(&open, "OUT_FOR_SIGNATURE").await;
    let path = format!("/agreements/{open}");
    assert_eq!(
        put(demo, &path, &json!({"name": "Other"})).await,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(demo.get_json(&path).await["name"], "Open");
    let (_, body) = read(
        demo.send(Method::POST, &format!("{path}/views"), &json!({"name": "MANAGE"}))
            .await,
    )
    .await;
    let page = format!("{}/agreements/{open}", demo.address);
    assert_eq!(
        body["agreementViewList"],
        json!([{"name": "MANAGE", "url": page}])
    );
}

#[tokio::test]
async fn what_people_filled_in_is_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let agreement = demo
        .send_contract("Table", &[("table@stranka.example", None)])
        .await;
    let mut signer = Browser::open(&demo.link("table@stranka.example").await);
    assert_eq!(signer.sign().await.status(), StatusCode::OK);
    demo.until_status(&agreement, "SIGNED").await;
    let answer = demo.get(&format!("/agreements/{agreement}/formData")).await;
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let text = answer.text().await.unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert!(lines.next().unwrap().starts_with("completed,email,role,name"));
    let line = lines.next().unwrap();
    assert!(line.contains(",table@stranka.example,SIGNER,Oseba 0"), "{line}");
    assert!(line.starts_with("20"), "when it was completed: {line}");
    assert_eq!(lines.next(), None);
}

#[tokio::test]
async fn users_and_groups_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let uris = demo.get_json("/baseUris").await;
    assert_eq!(uris["apiAccessPoint"], format!("{}/", demo.address));
    let first = demo.get_json("/users?pageSize=2").await;
    assert_eq!(first["userInfoList"].as_array().unwrap().len(), 2);
    let cursor = first["page"]["nextCursor"].as_str().unwrap();
    let last = demo.get_json(&format!("/users?pageSize=2&cursor={cursor}")).await;
    assert_eq!(last["userInfoList"].as_array().unwrap().len(), 1);
    assert_eq!(last["page"].get("nextCursor"), None);
    for (query, code) in [
        ("pageSize=0", "INVALID_PAGE_SIZE"),
        ("cursor=there", "INVALID_CURSOR"),
    ] {
        let (status, body) = read(demo.get(&format!("/users?{query}")).await).await;
        assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!(code)));
    }
    let (status, body) = read(demo.get("/agreements?pageSize=201").await).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::BAD_REQUEST, &json!("INVALID_PAGE_SIZE"))
    );
    let me = demo.get_json("/users/me").await;
    assert_eq!(
        (&me["email"], &me["isAccountAdmin"], &me["status"]),
        (&json!("ana@demo.example"), &json!(true), &json!("ACTIVE"))
    );
    let id = me["id"].as_str().unwrap();
    assert_eq!(demo.get_json(&format!("/users/{id}")).await, me);
    let (status, body) = read(demo.get("/users/nobody").await).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::NOT_FOUND, &json!("INVALID_USER_ID"))
    );
    let groups = demo.get_json("/groups").await;
    let group = groups["groupInfoList"][0]["groupId"].as_str().unwrap();
    let own = demo.get_json("/users/me/groups").await;
    assert_eq!(own["groupInfoList"][0]["id"], group);
    let shown = demo.get_json(&format!("/groups/{group}")).await;
    assert_eq!(shown["name"], groups["groupInfoList"][0]["groupName"]);
    let users = demo.get_json(&format!("/groups/{group}/users")).await;
    assert_eq!(users["userInfoList"].as_array().unwrap().len(), 3);
    let (status, body) = read(demo.get("/groups/none").await).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::NOT_FOUND, &json!("INVALID_GROUP_ID"))
    );
    let (_, views) = read(
        demo.send(Method::POST, "/users/me/views", &json!({"name": "ALL"}))
            .await,
    )
    .await;
    assert_eq!(views["userViewList"].as_array().unwrap().len(), 3);
}

/// D6, step 10: one agreement, however often it is asked for.
#[tokio::test]
async fn a_post_with_a_key_of_its_own_is_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let file = demo.upload("once.pdf", pdf_bytes("Once")).await;
    let set = json!({"order": 1, "role": "SIGNER", "memberInfos": [{"email": "a@x.example"}]});
    let body = json!({"name": "Once", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": [set]});
    let post = async |key: &str, body: &Value| {
        let url = format!("{}/api/rest/v6/agreements", demo.address);
        let request = client()
            .post(url)
            .bearer_auth(&demo.key)
            .header("idempotency-key", key);
        request.json(body).send().await.unwrap()
    };
    let (one, two) = tokio::join!(post("order-77", &body), post("order-77", &body));
    let mut codes = [one.status(), two.status()];
    codes.sort_unstable();
    assert_eq!(codes[0], StatusCode::CREATED);
    assert!(
        [StatusCode::CREATED, StatusCode::CONFLICT].contains(&codes[1]),
        "{codes:?}"
    );
    let again = post("order-77", &body).await;
    assert_eq!(
        (again.status(), &again.headers()["idempotent-replayed"]),
        (StatusCode::CREATED, &"true".parse().unwrap())
    );
    let first: Value = again.json().await.unwrap();
    let same: Value = post("order-77", &body).await.json().await.unwrap();
    assert_eq!(first, same);
    let list = demo.get_json("/agreements").await;
    let named = list["userAgreementList"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["name"] == "Once");
    assert_eq!(named.count(), 1);
    let other = json!({"name": "Other", "fileInfos": [], "participantSetsInfo": []});
    let (status, answer) = read(post("order-77", &other).await).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("IDEMPOTENCY_KEY_REUSED"))
    );
    let refused = post("order-78", &other).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let refused = post("order-78", &other).await;
    assert_eq!(
        (
            refused.status(),
            refused.headers().contains_key("idempotent-replayed")
        ),
        (StatusCode::BAD_REQUEST, true)
    );
    assert_eq!(post(" ", &body).await.status(), StatusCode::BAD_REQUEST);
    answers_are_encrypted(&demo, first["id"].as_str().unwrap()).await;
    keys_belong_to_their_account(&demo, &body).await;
}

async fn answers_are_encrypted(demo: &Demo, id: &str) {
    let store = store::Store::open_sqlite(&demo.folder.join("podpis.sqlite"))
        .await
        .unwrap();
    let account = store.accounts().await.unwrap().remove(0).id;
    let mut transaction = store.begin().await.unwrap();
    let known = transaction
        .begin_idempotent(&account, "order-77", "", jiff::Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    assert_eq!(known, store::Idempotency::Mismatch, "kept under the account");
    transaction.rollback().await.unwrap();
    let bytes = std::fs::read(demo.folder.join("podpis.sqlite")).unwrap();
    let answer = format!("{{\"id\":\"{id}\"}}");
    assert!(!bytes.windows(answer.len()).any(|part| part == answer.as_bytes()));
}

async fn keys_belong_to_their_account(demo: &Demo, body: &Value) {
    let neighbour = Person::neighbour(demo).await;
    let request = neighbour
        .api(Method::POST, "/agreements")
        .header("idempotency-key", "order-77");
    let (status, answer) = read(request.json(body).send().await.unwrap()).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::BAD_REQUEST, &json!("INVALID_TRANSIENTDOCUMENT_ID"))
    );
}

/// Said before a byte of it is read: the body is announced and never sent.
#[tokio::test]
async fn two_hundred_megabytes_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    for path in ["/transientDocuments", "/agreements"] {
        let answer = announced(&demo, path, 200_000_000).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
        assert!(answer.contains("\"TOO_LARGE\""), "{path}: {answer}");
    }
    let answer = announced(&demo, "/agreements", 5 << 20).await;
    assert!(
        answer.starts_with("HTTP/1.1 413"),
        "JSON of that size is none of ours: {answer}"
    );
    let answer = in_chunks(&demo, 5 << 20).await;
    assert!(
        answer.starts_with("HTTP/1.1 413"),
        "whoever does not say how much comes: {answer}"
    );
    let form = Form::new().part("File", Part::bytes(pdf_bytes("x")).file_name("x.pdf"));
    let url = format!("{}/api/rest/v6/transientDocuments", demo.address);
    let kept = client()
        .post(url)
        .bearer_auth(&demo.key)
        .multipart(form)
        .send()
        .await
        .unwrap();
    assert_eq!(kept.status(), StatusCode::CREATED, "the server is well");
}

async fn announced(demo: &Demo, path: &str, length: u64) -> String {
    let length = format!("content-length: {length}");
    asked(demo, path, &length, &[]).await
}

async fn in_chunks(demo: &Demo, length: usize) -> String {
    let body = format!(
        "{length:x}\r\n{{\"name\": \"{}\"}}\r\n0\r\n\r\n",
        "x".repeat(length - 12)
    );
    asked(demo, "/agreements", "transfer-encoding: chunked", body.as_bytes()).await
}

async fn asked(demo: &Demo, path: &str, header: &str, body: &[u8]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let host = demo.address.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /api/rest/v6{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n{header}\r\nconnection: close\r\n\r\n",
        demo.key
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server may have answered, and closed, before all is sent.
    let _ = stream.write_all(body).await;
    let mut answer = vec![0; 4096];
    let wait = tokio::time::timeout(std::time::Duration::from_secs(5), stream.read(&mut answer));
    let read = wait.await.expect("an answer at once").unwrap();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

/// Each operation of the ledger: method, path, mark.
fn paper() -> String {
    let paper = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/conformance/acrobat-sign-v6.md");
    std::fs::read_to_string(paper).unwrap()
}

fn ledger() -> Vec<(Method, String, String)> {
    let text = paper();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let row = |line: &str| {
        let (operation, rest) = line.split_once("` | ").unwrap();
        let (method, path) = operation.split_once(' ').unwrap();
        (
            method.parse().unwrap(),
            path.to_owned(),
            rest.split(' ').next().unwrap().to_owned(),
        )
    };
    rows.map(row).collect()
}

/// The table cannot lie: what it calls served is described, and nothing else is; what it calls not served answers 501.
#[tokio::test]
async fn the_ledger_says_what_the_router_answers() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let ledger = ledger();
    assert_eq!(ledger.len(), 92, "every operation of v6");
    let description: Value = client()
        .get(format!("{}/api/openapi.json", demo.address))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let mut described = BTreeSet::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        let Some(path) = path.strip_prefix("/api/rest/v6") else {
            continue;
        };
        for (method, operation) in operations.as_object().unwrap() {
            let name = format!("{} {path}", method.to_uppercase());
            // Own additions are no operations of v6, and have a list of their own.
            if operation["tags"][0] == "x-podpis" {
                assert!(paper().contains(&format!("- `{name}`")), "{name}");
            } else {
                described.insert(name);
            }
        }
    }
    let marked = |not: bool| -> BTreeSet<String> {
        let rows = ledger.iter().filter(|(_, _, mark)| (mark == "not") == not);
        rows.map(|(method, path, _)| format!("{method} {path}")).collect()
    };
    assert_eq!(marked(false), described);
    let anything = "01a2029d-6978-77b6-a53c-9c756624d56b";
    for (method, path, mark) in &ledger {
        let parts = path
            .split('/')
            .map(|part| if part.starts_with('{') { anything } else { part });
        let address = parts.collect::<Vec<_>>().join("/");
        let url = format!("{}/api/rest/v6{address}", demo.address);
        let (status, body) = read(
            client()
                .request(method.clone(), &url)
                .bearer_auth(&demo.key)
                .send()
                .await
                .unwrap(),
        )
        .await;
        let unserved = status == StatusCode::NOT_IMPLEMENTED && body["code"] == "NOT_IMPLEMENTED";
        assert_eq!(unserved, mark == "not", "{method} {path}: {status} {body}");
        assert_ne!(body["code"], "NOT_FOUND", "{method} {path} is no address");
        assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        let nobody = client().request(method.clone(), &url).send().await.unwrap();
        assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
    }
}

#[tokio::test]
async fn what_is_not_served_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    for path in ["/widgets", "/workflows", "/megaSigns"] {
        let (status, body) = read(demo.get(path).await).await;
        assert_eq!(
            (status, &body["code"]),
            (StatusCode::NOT_IMPLEMENTED, &json!("NOT_IMPLEMENTED"))
        );
    }
    let (status, body) = read(demo.get("/nonsense").await).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::NOT_FOUND, &json!("NOT_FOUND"))
    );
}
