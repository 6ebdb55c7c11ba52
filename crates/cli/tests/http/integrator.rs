//! What an integration does beside sending: pictures, notes, lists without what is hidden, readers, places that are handed over or declined,
//! parts of templates, users.

use crate::person::Person;
use crate::support::{Browser, Demo, client, pdf_bytes};
use app::keys::Token;
use jiff::Timestamp;
use reqwest::header::{ETAG, IF_MATCH};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use store::Store;
use uuid::Uuid;

async fn read(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// A program of one user: their key.
struct Program<'a> {
    demo: &'a Demo,
    key: String,
}

impl Program<'_> {
    async fn asks(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let url = format!("{}/api/rest/v6{path}", self.demo.address);
        let request = client().request(method.clone(), url).bearer_auth(&self.key);
        let request = match method {
            Method::PUT | Method::DELETE => request.header(IF_MATCH, "*"),
            _ => request,
        };
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        read(request.send().await.unwrap()).await
    }

    async fn gets(&self, path: &str) -> Value {
        let (status, body) = self.asks(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }
}

/// A key of this user's own; by the form only administrators make one.
async fn program<'a>(demo: &'a Demo, email: &str) -> Program<'a> {
    let store = Store::open_sqlite(&demo.folder.join("podpis.sqlite"))
        .await
        .unwrap();
    let user = store.user_by_email(email).await.unwrap().unwrap();
    let token = Token::from_text(&format!("podpis_{}", Token::random().reveal()));
    let row = store::IntegrationKey {
        id: Uuid::now_v7().to_string(),
        account_id: user.account_id,
        user_id: user.id,
        name: "Own".into(),
        scopes: app::integration::SCOPES.join(" "),
        key_hash: token.hash(),
        created_at: Timestamp::UNIX_EPOCH,
        last_used_at: None,
        revoked_at: None,
    };
    let mut transaction = store.begin().await.unwrap();
    transaction.insert_integration_key(&row).await.unwrap();
    transaction.commit().await.unwrap();
    Program {
        demo,
        key: token.reveal().to_owned(),
    }
}

fn refused((status, body): (StatusCode, Value), wanted: StatusCode, code: &str) {
    assert_eq!((status, &body["code"]), (wanted, &json!(code)), "{body}");
}

#[tokio::test]
async fn pictures_of_pages_open_without_a_key_and_only_as_they_were_handed_out() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let ana = program(&demo, "ana@demo.example").await;
    let id = demo
        .send_contract("Slike", &[("slike@stranka.example", None)])
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let path = format!("/agreements/{id}/documents");
    let all = ana.gets(&format!("{path}/imageUrls")).await;
    let document = &all["originalDocumentsImageUrlsInfo"][0];
    let sizes = document["documentImageUrlsList"].as_array().unwrap();
    assert_eq!(sizes.len(), 4, "v6's own choice");
    assert_eq!(
        (&sizes[1]["imageSize"], &sizes[1]["imagesAvailable"]),
        (&json!("FIXED_WIDTH_250px"), &json!(true))
    );
    let url = sizes[1]["imageURLs"][0]["url"].as_str().unwrap();
    let picture = client().get(url).send().await.unwrap();
    assert_eq!(
        (picture.status(), &picture.headers()["content-type"]),
        (StatusCode::OK, &"image/png".parse().unwrap())
    );
    let png = picture.bytes().await.unwrap();
    assert_eq!(png[16..20], 250_u32.to_be_bytes(), "as wide as it says");
    for other in [
        url.replace("w=250", "w=251"),
        url.replace("0.png", "1.png"),
        url.replace("until=", "until=9"),
        url.split("&key=").next().unwrap().to_owned() + "&key=guessed",
    ] {
        let answer = client().get(&other).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{other}");
    }
    let number = document["documentId"].as_str().unwrap();
    let one = ana
        .gets(&format!(
            "{path}/{number}/imageUrls?imageSizes=ZOOM_100_PERCENT&startPage=1&endPage=1"
        ))
        .await;
    assert_eq!(
        one["documentImageUrlsList"][0]["imageURLs"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let only = ana
        .gets(&format!("{path}/imageUrls?showImageAvailabilityOnly=true"))
        .await;
    assert!(!only.to_string().contains("http"), "{only}");
    for (query, code) in [
        ("imageSizes=HUGE", "INVALID_IMAGE_SIZE"),
        ("startPage=0", "INVALID_ARGUMENTS"),
    ] {
        let wrong = ana
            .asks(Method::GET, &format!("{path}/imageUrls?{query}"), None)
            .await;
        refused(wrong, StatusCode::BAD_REQUEST, code);
    }
    let draft = draft(&demo, json!({})).await;
    let early = ana
        .asks(
            Method::GET,
            &format!("/agreements/{draft}/documents/imageUrls"),
            None,
        )
        .await;
    refused(early, StatusCode::FORBIDDEN, "AGREEMENT_IN_DRAFT_STATE");
}

async fn draft(demo: &Demo, more: Value) -> String {
    let file = demo.upload("draft.pdf", pdf_bytes("Draft")).await;
    let set = json!({"order": 1, "role": "SIGNER", "memberInfos": [{"email": "a@x.example", "name": "A"}]});
    let mut body = json!({"name": "Osnutek", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": [set]});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let (status, body) = read(demo.send(Method::POST, "/agreements", &body).await).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    body["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn notes_hiding_and_numbers_of_other_books_are_each_users_own() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (owner, ana) = (
        Person::admin(&demo).await,
        program(&demo, "ana@demo.example").await,
    );
    let id = draft(&demo, json!({"externalId": {"id": "CRM-77"}})).await;
    let path = format!("/agreements/{id}");
    let listed = async |query: &str| {
        let list = ana.gets(&format!("/agreements?{query}")).await;
        let found = list["userAgreementList"].as_array().unwrap().iter();
        found
            .filter(|one| one["id"] == json!(id))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(ana.gets(&path).await["externalId"], json!({"id": "CRM-77"}));
    assert_eq!(listed("externalId=CRM-77").await.len(), 1);
    assert_eq!(listed("externalId=crm-77").await.len(), 0);
    let whole = ana.gets("/agreements?externalId=CRM-77").await;
    assert_eq!(
        whole["userAgreementList"].as_array().unwrap().len(),
        1,
        "and nothing else"
    );
    let shown = &listed("").await[0];
    assert_eq!(shown["hidden"], false);
    let person = &shown["displayParticipantSetInfos"][0]["displayUserSetMemberInfos"][0];
    assert_eq!(person["email"], "a@x.example");

    assert_eq!(ana.gets(&format!("{path}/me/note")).await, json!({"note": ""}));
    let kept = owner
        .posts(
            &format!("/agreements/{id}/note"),
            &[("text", "Pokliči v ponedeljek")],
        )
        .await;
    assert_eq!(kept.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        ana.gets(&format!("{path}/me/note")).await["note"],
        "Pokliči v ponedeljek"
    );
    assert!(
        owner
            .reads(&format!("/agreements/{id}"))
            .await
            .contains("Pokliči v ponedeljek")
    );
    let long = "x".repeat(2_001);
    owner
        .posts(&format!("/agreements/{id}/note"), &[("text", &long)])
        .await;
    assert_eq!(
        ana.gets(&format!("{path}/me/note")).await["note"],
        "Pokliči v ponedeljek"
    );

    let visibility = format!("{path}/me/visibility");
    let other = ana
        .asks(Method::PUT, &visibility, Some(json!({"visibility": "GONE"})))
        .await;
    refused(other, StatusCode::BAD_REQUEST, "BAD_REQUEST");
    let hidden = ana
        .asks(Method::PUT, &visibility, Some(json!({"visibility": "HIDE"})))
        .await;
    assert_eq!(hidden.0, StatusCode::NO_CONTENT);
    assert_eq!(listed("").await.len(), 0);
    assert_eq!(listed("showHiddenAgreements=true").await[0]["hidden"], true);
    assert!(!owner.reads("/agreements?view=drafts").await.contains(&id));
    assert!(owner.reads("/agreements?view=hidden").await.contains(&id));
    assert_eq!(
        ana.gets(&format!("{path}/me/note")).await["note"],
        "Pokliči v ponedeljek"
    );
    owner.posts(&format!("/agreements/{id}/show"), &[]).await;
    assert_eq!(listed("").await.len(), 1);
}

#[tokio::test]
async fn whom_it_is_shared_with_reads_it_by_link_or_key_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (ana, borut) = (
        program(&demo, "ana@demo.example").await,
        program(&demo, "borut@demo.example").await,
    );
    let id = demo
        .send_contract("Deljeno", &[("podpise@stranka.example", None)])
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let path = format!("/agreements/{id}");
    refused(
        borut.asks(Method::GET, &path, None).await,
        StatusCode::NOT_FOUND,
        "INVALID_AGREEMENT_ID",
    );
    let share = format!("{path}/members/share");
    let wrong = ana
        .asks(
            Method::POST,
            &share,
            Some(json!({"shareCreationInfo": [{"email": "nobody"}]})),
        )
        .await;
    refused(wrong, StatusCode::BAD_REQUEST, "INVALID_EMAIL");
    let with = json!({"shareCreationInfo": [
        {"email": "borut@demo.example"}, {"email": "bere@stranka.example", "message": "Za vednost."}]});
    let (status, shared) = ana.asks(Method::POST, &share, Some(with.clone())).await;
    assert_eq!(status, StatusCode::CREATED, "{shared}");
    let list = &shared["shareCreationResponseList"];
    assert_eq!(
        (&list[0]["email"], &list[1]["email"]),
        (&json!("borut@demo.example"), &json!("bere@stranka.example"))
    );
    let (_, again) = ana.asks(Method::POST, &share, Some(with)).await;
    assert_eq!(again, shared, "nobody is told twice");
    let told = ana.gets(&format!("{path}/members")).await["sharesInfo"].clone();
    assert_eq!(told[1]["participantId"], list[1]["participantId"]);

    // With an account: by the interface, to read.
    assert_eq!(borut.gets(&path).await["name"], "Deljeno");
    assert_eq!(
        borut.gets(&format!("{path}/members")).await["sharesInfo"],
        json!([])
    );
    let (status, _) = borut
        .asks(Method::GET, &format!("{path}/combinedDocument"), None)
        .await;
    assert_eq!(status, StatusCode::OK);
    for (method, part, body) in [
        (Method::PUT, "/state", json!({"state": "CANCELLED"})),
        (
            Method::POST,
            "/members/share",
            json!({"shareCreationInfo": [{"email": "a@b.example"}]}),
        ),
        (Method::GET, "/events", Value::Null),
        (Method::GET, "/auditTrail", Value::Null),
    ] {
        let body = (!body.is_null()).then_some(body);
        let answer = borut.asks(method, &format!("{path}{part}"), body).await;
        refused(answer, StatusCode::NOT_FOUND, "INVALID_AGREEMENT_ID");
    }

    // It stands in their list as it came: with its sender.
    let list = borut.gets("/agreements").await;
    let listed = list["userAgreementList"].as_array().unwrap();
    let item = listed
        .iter()
        .find(|item| item["id"] == json!(id))
        .expect("what is shared is listed");
    assert_eq!(item["status"], "OUT_FOR_SIGNATURE");
    let shown = &item["displayParticipantSetInfos"][0]["displayUserSetMemberInfos"][0];
    assert_eq!(shown["email"], "ana@demo.example");
    let other = program(&demo, "cyril@demo.example").await;
    assert!(!other.gets("/agreements").await.to_string().contains(&id));

    // By the link of the mail: how it stands, and the file.
    let mail = crate::support::eventually("the mail of the share", 20, async || {
        demo.messages("bere@stranka.example").await.first().cloned()
    })
    .await;
    let text = mail.to_string();
    assert!(text.contains("Za vednost."), "{text}");
    let start = text.find("/shared/").unwrap();
    let link: String = text[start..]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c))
        .collect();
    let open = async |path: &str| {
        client()
            .get(format!("{}{path}", demo.address))
            .send()
            .await
            .unwrap()
    };
    let page = open(&link).await;
    assert_eq!(
        (page.status(), &page.headers()["referrer-policy"]),
        (StatusCode::OK, &"no-referrer".parse().unwrap())
    );
    let page = page.text().await.unwrap();
    assert!(page.contains("Deljeno") && page.contains("Za vednost."), "{page}");
    let file = open(&format!("{link}/document.pdf")).await;
    assert_eq!(file.status(), StatusCode::OK);
    assert!(file.bytes().await.unwrap().starts_with(b"%PDF-"));
    let (base, token) = link.rsplit_once('/').unwrap();
    let elsewhere = draft(&demo, json!({})).await;
    for other in [
        format!("{base}/{}x", &token[1..]),
        format!("/shared/{elsewhere}/{token}"),
        format!("/s/{token}"),
    ] {
        assert_eq!(open(&other).await.status(), StatusCode::NOT_FOUND, "{other}");
    }

    // Who else reads it stands in the owner's report, and in no party's.
    let mut signer = Browser::open(&demo.link("podpise@stranka.example").await);
    assert_eq!(signer.sign().await.status(), StatusCode::OK);
    demo.until_status(&id, "SIGNED").await;
    let party = signer.get("/report.pdf").await.bytes().await.unwrap();
    let whole = demo
        .get(&format!("{path}/auditTrail"))
        .await
        .bytes()
        .await
        .unwrap();
    let told = |report: &[u8]| crate::tags::text(report).contains("bere@stranka.example");
    assert!(told(&whole) && !told(&party));
}

/// An agreement of the administrator's in which a colleague signs.
async fn with_colleague(demo: &Demo, name: &str) -> (String, String, String) {
    let id = demo
        .send_contract(
            name,
            &[("borut@demo.example", None), ("druga@stranka.example", None)],
        )
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let members = demo.get_json(&format!("/agreements/{id}/members")).await;
    let set = &members["participantSets"][0];
    (id, text(&set["id"]), text(&set["memberInfos"][0]["id"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Who takes part finds it in their list from their turn on and not before, and nobody else does.
#[tokio::test]
async fn what_somebody_takes_part_in_is_listed_once_their_turn_has_come() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (ana, borut, cyril) = (
        program(&demo, "ana@demo.example").await,
        program(&demo, "borut@demo.example").await,
        program(&demo, "cyril@demo.example").await,
    );
    let id = in_order(&demo).await;
    let path = format!("/agreements/{id}");
    assert_eq!(
        status_in(&ana, "", &id).await,
        Some("OUT_FOR_SIGNATURE".to_owned())
    );
    assert_eq!(status_in(&borut, "", &id).await, None, "before their turn");
    refused(
        borut.asks(Method::GET, &path, None).await,
        StatusCode::NOT_FOUND,
        "INVALID_AGREEMENT_ID",
    );

    let mut eva = Browser::open(&demo.link("eva@stranka.example").await);
    assert_eq!(eva.sign().await.status(), StatusCode::OK);
    let waits =
        crate::support::eventually("the second turn", 40, async || status_in(&borut, "", &id).await).await;
    assert_eq!(waits, "WAITING_FOR_MY_APPROVAL");
    assert_eq!(
        status_in(&ana, "", &id).await,
        Some("OUT_FOR_APPROVAL".to_owned()),
        "for its owner it is out"
    );
    let (whole, own) = (listed(&borut, "").await, listed(&ana, "").await);
    let sender = &item(&whole, &id).unwrap()["displayParticipantSetInfos"];
    assert_eq!(
        sender,
        &json!([{"displayUserSetMemberInfos": [{"email": "ana@demo.example", "fullName": "Ana Novak"}]}])
    );
    let awaited = &item(&own, &id).unwrap()["displayParticipantSetInfos"][0]["displayUserSetMemberInfos"][0];
    assert_eq!(awaited["email"], "borut@demo.example");

    // What its sender calls it elsewhere, and how others prove who they are, is told to its sender alone.
    let (theirs, ours) = (borut.gets(&path).await, ana.gets(&path).await);
    assert_eq!(
        (&ours["externalId"]["id"], theirs.get("externalId")),
        (&json!("KN-7"), None)
    );
    let method = |told: &Value, set: usize| {
        told["participantSetsInfo"][set]["memberInfos"][0]["securityOption"]["authenticationMethod"].clone()
    };
    assert_eq!(
        (method(&ours, 0), method(&theirs, 0)),
        (json!("NONE"), Value::Null)
    );
    assert_eq!(method(&theirs, 1), "NONE", "their own they know");
    assert_eq!(
        status_in(&ana, "?externalId=KN-7", &id).await.as_deref(),
        Some("OUT_FOR_APPROVAL")
    );
    assert_eq!(status_in(&borut, "?externalId=KN-7", &id).await, None);

    // A code stands between Cyril and the agreement: they are told that it waits, and nothing else of it.
    let mut approver = Browser::open(&demo.link("borut@demo.example").await);
    let mut act = approver.ready().await;
    let mut users = demo.facts["users"].as_array().unwrap().iter();
    let user = users.find(|user| user["email"] == "borut@demo.example").unwrap();
    act["password"] = user["password"].clone();
    let approved = approver.json("/sign", &act).await;
    assert_eq!(approved.status(), StatusCode::OK);
    let waits =
        crate::support::eventually("the third turn", 40, async || status_in(&cyril, "", &id).await).await;
    assert_eq!(waits, "WAITING_FOR_MY_SIGNATURE");
    refused(
        cyril.asks(Method::GET, &path, None).await,
        StatusCode::NOT_FOUND,
        "INVALID_AGREEMENT_ID",
    );
    assert_eq!(
        status_in(&borut, "", &id).await.as_deref(),
        Some("OUT_FOR_SIGNATURE"),
        "their part is done"
    );
    let cancelled = json!({"state": "CANCELLED"});
    let (status, body) = ana
        .asks(Method::PUT, &format!("{path}/state"), Some(cancelled))
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    for person in [&ana, &borut, &cyril] {
        assert_eq!(status_in(person, "", &id).await.as_deref(), Some("CANCELLED"));
    }
}

/// Eva from outside, then Borut, who approves, then Cyril, who is asked for a code.
async fn in_order(demo: &Demo) -> String {
    let file = demo.upload("contract.pdf", pdf_bytes("Order")).await;
    let phone =
        json!({"authenticationMethod": "PHONE", "phoneInfo": {"countryCode": "386", "phone": "41234567"}});
    let set = |order: u32, role: &str, email: &str, security: Value| json!({"order": order, "role": role, "memberInfos": [{"email": email, "name": email, "securityOption": security}]});
    let none = json!({"authenticationMethod": "NONE"});
    let sets = [
        set(1, "SIGNER", "eva@stranka.example", none.clone()),
        set(2, "APPROVER", "borut@demo.example", none),
        set(3, "SIGNER", "cyril@demo.example", phone),
    ];
    let body = json!({"name": "Order", "state": "IN_PROCESS", "externalId": {"id": "KN-7"},
        "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": sets});
    let (status, created) = read(demo.send(Method::POST, "/agreements", &body).await).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    let id = text(&created["id"]);
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    id
}

async fn listed(person: &Program<'_>, query: &str) -> Value {
    person.gets(&format!("/agreements{query}")).await
}

fn item<'a>(list: &'a Value, id: &str) -> Option<&'a Value> {
    let mut items = list["userAgreementList"].as_array().unwrap().iter();
    items.find(|item| item["id"] == json!(id))
}

async fn status_in(person: &Program<'_>, query: &str, id: &str) -> Option<String> {
    let list = listed(person, query).await;
    item(&list, id).map(|item| text(&item["status"]))
}

#[tokio::test]
async fn a_colleague_hands_their_place_over_once() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (ana, borut) = (
        program(&demo, "ana@demo.example").await,
        program(&demo, "borut@demo.example").await,
    );
    let (id, set, _) = with_colleague(&demo, "Predano").await;
    let path = format!("/agreements/{id}/members/participantSets/{set}/delegatedParticipantSets");
    let to =
        |email: &str| Some(json!({"memberInfos": [{"email": email}], "privateMessage": "Namesto mene."}));
    refused(
        ana.asks(Method::POST, &path, to("c@stranka.example")).await,
        StatusCode::FORBIDDEN,
        "PERMISSION_DENIED",
    );
    let url = format!("{}/api/rest/v6{path}", demo.address);
    let lent = client()
        .post(url)
        .bearer_auth(&ana.key)
        .header("x-api-user", "email:borut@demo.example");
    let lent = read(lent.json(&to("c@stranka.example").unwrap()).send().await.unwrap()).await;
    refused(lent, StatusCode::FORBIDDEN, "PERMISSION_DENIED");
    refused(
        borut.asks(Method::POST, &path, to("none")).await,
        StatusCode::BAD_REQUEST,
        "INVALID_EMAIL",
    );
    let (status, done) = borut
        .asks(Method::POST, &path, to("namesto@stranka.example"))
        .await;
    assert_eq!(
        (status, &done["id"]),
        (StatusCode::CREATED, &json!(set)),
        "{done}"
    );
    let members = ana.gets(&format!("/agreements/{id}/members")).await;
    assert_eq!(
        members["participantSets"][0]["memberInfos"][0]["email"],
        "namesto@stranka.example"
    );
    refused(
        borut.asks(Method::GET, &format!("/agreements/{id}"), None).await,
        StatusCode::NOT_FOUND,
        "INVALID_AGREEMENT_ID",
    );
    let events = ana.gets(&format!("/agreements/{id}/events")).await;
    let delegated = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["type"] == "DELEGATED");
    assert_eq!(delegated.unwrap()["participantEmail"], "namesto@stranka.example");
    let told = crate::support::eventually("the owner's mail", 20, async || {
        let mails = demo.messages("ana@demo.example").await;
        mails
            .into_iter()
            .find(|mail| mail.to_string().contains("Predano"))
    })
    .await;
    assert!(told.to_string().contains("Oseba 0"), "{told}");
    let mut signer = Browser::open(&demo.link("namesto@stranka.example").await);
    assert_eq!(signer.sign().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_colleague_declines_in_their_own_place_alone() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (ana, borut) = (
        program(&demo, "ana@demo.example").await,
        program(&demo, "borut@demo.example").await,
    );
    let (id, set, person) = with_colleague(&demo, "Zavrnjeno").await;
    let reject =
        |person: &str| format!("/agreements/{id}/members/participantSets/{set}/participants/{person}/reject");
    let why = Some(json!({"comment": "Ni v redu."}));
    let own = reject(&person);
    let url = format!("{}/api/rest/v6{own}", demo.address);
    let bare = client()
        .put(url)
        .bearer_auth(&borut.key)
        .json(&json!({"comment": "x"}));
    refused(
        read(bare.send().await.unwrap()).await,
        StatusCode::BAD_REQUEST,
        "MISSING_IF_MATCH_HEADER",
    );
    refused(
        ana.asks(Method::PUT, &own, why.clone()).await,
        StatusCode::FORBIDDEN,
        "PERMISSION_DENIED",
    );
    refused(
        borut.asks(Method::PUT, &reject(&set), why.clone()).await,
        StatusCode::NOT_FOUND,
        "INVALID_PARTICIPANT_ID",
    );
    refused(
        borut.asks(Method::PUT, &own, Some(json!({}))).await,
        StatusCode::BAD_REQUEST,
        "MISSING_REQUIRED_PARAM",
    );
    let files = borut
        .asks(Method::GET, &format!("/agreements/{id}/combinedDocument"), None)
        .await;
    refused(files, StatusCode::NOT_FOUND, "INVALID_AGREEMENT_ID");
    let (status, body) = borut.asks(Method::PUT, &own, why.clone()).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    demo.until_status(&id, "CANCELLED").await;
    let events = ana.gets(&format!("/agreements/{id}/events")).await;
    let rejected = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["type"] == "REJECTED");
    assert_eq!(rejected.unwrap()["comment"], "Ni v redu.");
    refused(
        borut.asks(Method::PUT, &own, why).await,
        StatusCode::CONFLICT,
        "AGREEMENT_ALREADY_CANCELLED",
    );
}

#[tokio::test]
async fn a_templates_fields_history_pictures_and_views_are_an_integrations_too() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let ana = program(&demo, "ana@demo.example").await;
    let file = demo
        .upload("predloga.pdf", pdf_bytes("Sign here: [[S1]] and here [[S2]]"))
        .await;
    let wanted = json!({"name": "Predloga", "sharingMode": "ACCOUNT", "state": "ACTIVE", "templateTypes": ["DOCUMENT"],
        "fileInfos": [{"transientDocumentId": file}]});
    let (status, made) = ana.asks(Method::POST, "/libraryDocuments", Some(wanted)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let template = text(&made["id"]);
    let path = format!("/libraryDocuments/{template}");
    let events = ana.gets(&format!("{path}/events")).await;
    assert_eq!(events["events"][0]["type"], "CREATED");
    let (_, views) = ana
        .asks(
            Method::POST,
            &format!("{path}/views"),
            Some(json!({"name": "SEND"})),
        )
        .await;
    assert_eq!(
        views["libraryViewList"][0]["url"],
        format!("{}/templates/{template}/use", demo.address)
    );
    let (status, _) = ana.asks(Method::GET, &format!("{path}/auditTrail"), None).await;
    assert_eq!(status, StatusCode::OK);
    let documents = ana.gets(&format!("{path}/documents")).await;
    let document = text(&documents["documents"][0]["id"]);
    let pictures = ana.gets(&format!("{path}/documents/{document}/imageUrls")).await;
    let url = text(&pictures["documentImageUrlsList"][0]["imageURLs"][0]["url"]);
    assert_eq!(client().get(&url).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(ana.gets(&format!("{path}/me/note")).await["note"], "");
    let hide = Some(json!({"visibility": "HIDE"}));
    assert_eq!(
        ana.asks(Method::PUT, &format!("{path}/me/visibility"), hide)
            .await
            .0,
        StatusCode::NO_CONTENT
    );
    let shown = async |query: &str| {
        ana.gets(&format!("/libraryDocuments{query}"))
            .await
            .to_string()
            .contains(&template)
    };
    assert!(!shown("").await && shown("?showHiddenLibraryDocuments=true").await);

    let fields = ana.gets(&format!("/agreements/{template}/formFields")).await;
    let count = fields["fields"].as_array().unwrap().len();
    assert!(count > 0, "the demo's template has fields");
    let draft = draft(&demo, json!({})).await;
    let post = async |body: Value| {
        let url = format!("{}/api/rest/v6/agreements/{draft}/formFields", demo.address);
        let tag = demo.get(&format!("/agreements/{draft}")).await.headers()[ETAG].clone();
        let request = client().post(url).bearer_auth(&ana.key).header(IF_MATCH, tag);
        read(request.json(&body).send().await.unwrap()).await
    };
    refused(
        post(json!({"templateId": draft})).await,
        StatusCode::BAD_REQUEST,
        "INVALID_TEMPLATE_ID",
    );
    let (status, added) = post(json!({"templateId": template})).await;
    assert_eq!(status, StatusCode::OK, "{added}");
    let added = added["fields"].as_array().unwrap();
    assert!(!added.is_empty() && added.len() <= count);
    let set = ana.gets(&format!("/agreements/{draft}/members")).await["participantSets"][0]["id"].clone();
    assert!(
        added.iter().any(|field| field["assignee"] == set),
        "bound to the draft's own people"
    );
    let gone = ana
        .asks(Method::DELETE, &format!("/agreements/{draft}/documents"), None)
        .await;
    assert_eq!(gone.0, StatusCode::NO_CONTENT);
    assert_eq!(
        ana.gets(&format!("/agreements/{draft}/documents")).await["documents"],
        json!([])
    );
    let (sent, ..) = with_colleague(&demo, "Ostane").await;
    let kept = ana
        .asks(Method::DELETE, &format!("/agreements/{sent}/documents"), None)
        .await;
    refused(kept, StatusCode::FORBIDDEN, "PERMISSION_DENIED");
}

#[tokio::test]
async fn administrators_change_users_and_users_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (ana, borut) = (
        program(&demo, "ana@demo.example").await,
        program(&demo, "borut@demo.example").await,
    );
    let me = borut.gets("/users/me").await;
    let path = format!("/users/{}", text(&me["id"]));
    let renamed = Some(
        json!({"firstName": "Borut Jan", "lastName": "Kos", "email": "borut@demo.example", "locale": "cs_CZ"}),
    );
    assert_eq!(
        borut.asks(Method::PUT, "/users/me", renamed).await.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(ana.gets(&path).await["firstName"], "Borut Jan");
    let moved = borut
        .asks(
            Method::PUT,
            "/users/me",
            Some(json!({"email": "other@demo.example"})),
        )
        .await;
    refused(moved, StatusCode::BAD_REQUEST, "UPDATE_NOT_ALLOWED");
    let raised = borut
        .asks(Method::PUT, "/users/me", Some(json!({"isAccountAdmin": true})))
        .await;
    refused(raised, StatusCode::BAD_REQUEST, "UPDATE_NOT_ALLOWED");
    let others = ana.gets("/users/me").await["id"].clone();
    let foreign = borut
        .asks(
            Method::PUT,
            &format!("/users/{}", text(&others)),
            Some(json!({"firstName": "X"})),
        )
        .await;
    refused(foreign, StatusCode::FORBIDDEN, "PERMISSION_DENIED");

    let group = ana.gets("/groups").await["groupInfoList"][0]["groupId"].clone();
    let groups = format!("{path}/groups");
    let same = ana
        .asks(
            Method::PUT,
            &groups,
            Some(json!({"groupInfoList": [{"id": group}]})),
        )
        .await;
    assert_eq!(same.0, StatusCode::NO_CONTENT);
    let other = ana
        .asks(
            Method::PUT,
            &groups,
            Some(json!({"groupInfoList": [{"id": "none"}]})),
        )
        .await;
    refused(other, StatusCode::NOT_FOUND, "INVALID_GROUP_ID");

    let state = format!("{path}/state");
    let to = |state: &str| Some(json!({"state": state}));
    refused(
        borut.asks(Method::PUT, &state, to("INACTIVE")).await,
        StatusCode::FORBIDDEN,
        "PERMISSION_DENIED",
    );
    assert_eq!(
        ana.asks(Method::PUT, &state, to("ACTIVE")).await.1["code"],
        "ALREADY_ACTIVE"
    );
    assert_eq!(
        ana.asks(Method::PUT, &state, to("INACTIVE")).await.1,
        json!({"code": "OK", "state": "INACTIVE"})
    );
    refused(
        borut.asks(Method::GET, "/users/me", None).await,
        StatusCode::UNAUTHORIZED,
        "INVALID_ACCESS_TOKEN",
    );
    assert_eq!(
        ana.asks(Method::PUT, &state, to("INACTIVE")).await.1["code"],
        "ALREADY_INACTIVE"
    );
    let before = demo.messages("borut@demo.example").await.len();
    let back = ana.asks(Method::PUT, &state, to("ACTIVE")).await.1;
    assert_eq!(
        back,
        json!({"code": "SET_PASSWORD_WORKFLOW_INITIATED", "state": "CREATED"})
    );
    crate::support::eventually("a mail with a link to a new password", 20, async || {
        (demo.messages("borut@demo.example").await.len() > before).then_some(())
    })
    .await;
    refused(
        ana.asks(Method::PUT, &state, to("GONE")).await,
        StatusCode::BAD_REQUEST,
        "INVALID_STATE",
    );
}
