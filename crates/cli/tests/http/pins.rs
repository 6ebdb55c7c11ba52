//! The PIN of a person beside mail, code and password (M-17, M-69): enabled, set, asked for, changed, guessed at, and shown to nobody.

use crate::person::Person;
use crate::support::{Browser, Demo, between, pdf_bytes};
use crate::tags::text;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::Path;

const SEND: &str = "/settings/account/send";
const SECURITY: &str = "/settings/account/security";

async fn enable(admin: &Person) {
    let settled = [
        ("methods", "password"),
        ("methods", "phone"),
        ("method_default", "email"),
        ("internal_default", "email"),
        ("method_may_change", "yes"),
        ("pin_enabled", "yes"),
    ];
    assert!(admin.posts(SEND, &settled).await.status().is_redirection());
}

async fn created(demo: &Demo, state: &str, email: &str, security: Value) -> (StatusCode, Value) {
    let file = demo.upload("contract.pdf", pdf_bytes("Contract")).await;
    let member = json!({"email": email, "name": "Jana Novak", "securityOption": security});
    let body = json!({"name": "Contract", "state": state, "signatureType": "ESIGN",
        "fileInfos": [{"transientDocumentId": file}],
        "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [member]}]});
    let answer = demo.send(Method::POST, "/agreements", &body).await;
    (answer.status(), answer.json().await.unwrap())
}

async fn sent(demo: &Demo, email: &str, security: Value) -> String {
    let (status, body) = created(demo, "IN_PROCESS", email, security).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    body["id"].as_str().unwrap().to_owned()
}

/// A new contact of this user: the address of their card.
async fn contact(owner: &Person, email: &str) -> String {
    let fields = [("name", "Jana Novak"), ("email", email), ("language", "")];
    assert!(owner.posts("/contacts", &fields).await.status().is_redirection());
    let page = owner.reads(&format!("/contacts?q={email}")).await;
    format!(
        "/contacts/{}",
        between(&page, "class=\"strong\" href=\"/contacts/", "\"")
    )
}

async fn set(owner: &Person, card: &str, pin: &str, again: &str) -> (StatusCode, String) {
    let answer = owner
        .posts(&format!("{card}/pin"), &[("pin", pin), ("pin_again", again)])
        .await;
    (answer.status(), answer.text().await.unwrap())
}

/// Nothing of the document is on the page, in a picture, a file or an answer to a script, and nothing can be done with it.
async fn nothing_is_shown(browser: &mut Browser) {
    let page = browser.page().await;
    assert!(
        !page.contains("Contract") && !page.contains("id=\"data\""),
        "{page}"
    );
    for path in [
        "/pages/0.png",
        "/document.pdf",
        "/report.pdf",
        "/files/00000000-0000-0000-0000-000000000000",
    ] {
        let answer = browser.get(path).await;
        assert!(!answer.status().is_success(), "{path}: {}", answer.status());
        let said = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
        assert!(!said.contains("Contract") && !said.contains("%PDF"), "{path}");
    }
    let state = browser.get("/state").await.text().await.unwrap();
    assert!(!state.contains("Contract"), "{state}");
    for (path, body) in [
        ("/opened", json!({})),
        ("/sign", json!({"revision": "", "values": {}})),
    ] {
        let answer = browser.json(path, &body).await;
        assert!(!answer.status().is_success(), "{path}");
        assert!(!answer.text().await.unwrap().contains("Contract"), "{path}");
    }
}

#[tokio::test]
async fn m_17_mail_sms_and_pin_to_the_signature() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let demo = Demo::start(&data, &[]).await;
    let admin = Person::admin(&demo).await;
    let security = json!({"authenticationMethod": "PHONE", "pin": true,
        "phoneInfo": {"countryCode": "386", "phone": "41234567"}});
    let email = "jana@pin.example";
    a_103_nothing_of_it_before_it_is_enabled(&demo, &admin, &security).await;
    let (status, body) = created(&demo, "IN_PROCESS", email, security.clone()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body.to_string().contains("PERSON_WITHOUT_PIN"), "{body}");

    let (card, others) = (
        contact(&admin, email).await,
        contact(&admin, "miha@pin.example").await,
    );
    pins_that_will_not_do(&admin, &card).await;
    assert_eq!(
        set(&admin, &card, "27182818", "27182818").await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        set(&admin, &others, "16180339", "16180339").await.0,
        StatusCode::SEE_OTHER
    );
    let shown = admin.reads(&card).await;
    assert!(shown.contains("A PIN is set, since") && !shown.contains("27182818"));

    let id = sent(&demo, email, security).await;
    let mut jana = Browser::open(&demo.link(email).await);
    let invitation = demo.messages(email).await[0].to_string();
    assert!(
        invitation.contains("asked for your PIN") && !invitation.contains("27182818"),
        "{invitation}"
    );
    nothing_is_shown(&mut jana).await;
    jana.form("/pin", &[("pin", "27182818")]).await;
    assert!(
        jana.page().await.contains("value=\"text\""),
        "the code comes first, and alone the PIN opens nothing"
    );
    jana.form("/code", &[("channel", "text")]).await;
    let code = demo.code("+38641234567", 0).await;
    jana.form("/verify", &[("code", &code)]).await;
    let asked = jana.page().await;
    assert!(
        asked.contains("name=\"pin\"") && asked.contains("mailto:"),
        "{asked}"
    );
    nothing_is_shown(&mut jana).await;
    answers(&mut jana, &admin, &card).await;
    assert!(jana.sign().await.status().is_success());
    demo.until_status(&id, "SIGNED").await;

    let events = demo.get_json(&format!("/agreements/{id}/events")).await;
    let kinds: Vec<&str> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|event| event["type"].as_str())
        .filter(|kind| kind.contains("AUTHENTICAT"))
        .collect();
    let failed = "AUTHENTICATION_FAILED";
    assert_eq!(
        kinds,
        ["PHONE_AUTHENTICATED", failed, failed, "PIN_AUTHENTICATED"]
    );
    b6_the_report_says_each_factor(&demo, &id).await;
    the_digits_are_nowhere(&data);
}

async fn a_103_nothing_of_it_before_it_is_enabled(demo: &Demo, admin: &Person, security: &Value) {
    assert!(!admin.reads(SECURITY).await.contains("pin_attempts"), "A-104");
    let (status, body) = created(demo, "IN_PROCESS", "jana@pin.example", security.clone()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body.to_string().contains("PIN_NOT_ENABLED"), "{body}");
    let card = contact(admin, "nihce@pin.example").await;
    for page in ["/profile", &card] {
        assert!(!admin.reads(page).await.contains("pin-head"), "{page}");
    }
    enable(admin).await;
    for page in ["/profile", &card] {
        assert!(admin.reads(page).await.contains("pin-head"), "{page}");
    }
    assert!(admin.reads(SECURITY).await.contains("name=\"pin_attempts\""));
}

async fn pins_that_will_not_do(admin: &Person, card: &str) {
    for (pin, again, why) in [
        ("1234", "1234", "too easy to guess"),
        ("7777", "7777", "too easy to guess"),
        ("258", "258", "4 to 8 digits"),
        ("25b0", "25b0", "digits only"),
        ("2580", "2581", "The two PINs differ"),
    ] {
        let (status, page) = set(admin, card, pin, again).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains(why) && !page.contains("A PIN is set"),
            "{pin}: {page}"
        );
    }
}

/// A slip is not counted, another person's PIN is wrong, and what the owner changes holds at once.
async fn answers(jana: &mut Browser, admin: &Person, card: &str) {
    let said = async |jana: &mut Browser, pin: &str| {
        let answer = jana.form("/pin", &[("pin", pin)]).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{pin}");
        answer.text().await.unwrap()
    };
    assert!(said(jana, "271").await.contains("not counted as an attempt"));
    assert!(
        said(jana, "16180339").await.contains("4 attempts left"),
        "another's"
    );
    admin.posts(&format!("{card}/pin/remove"), &[]).await;
    assert!(said(jana, "27182818").await.contains("No PIN is set for you"));
    set(admin, card, "31415926", "31415926").await;
    assert!(
        said(jana, "27182818").await.contains("3 attempts left"),
        "the old"
    );
    nothing_is_shown(jana).await;
    jana.form("/pin", &[("pin", " 3141-5926 ")]).await;
    assert!(jana.page().await.contains("id=\"data\""), "the document is open");
}

async fn b6_the_report_says_each_factor(demo: &Demo, id: &str) {
    let report = demo.get(&format!("/agreements/{id}/auditTrail")).await;
    let report = text(&report.bytes().await.unwrap());
    let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "Jana Novak verified identity with text message code sent to +386",
        "Jana Novak entered a wrong PIN (1)",
        "Jana Novak entered a wrong PIN (2)",
        "Jana Novak entered valid personal PIN, which the sender had set",
    ] {
        assert!(report.contains(sentence), "{sentence}: {report}");
    }
    let members = demo.get_json(&format!("/agreements/{id}/members")).await;
    let security = &members["participantSets"][0]["memberInfos"][0]["securityOption"];
    assert_eq!(security["pin"], true, "{members}");
}

/// Not in the database, a log, a mail, the report or the evidence.
fn the_digits_are_nowhere(data: &Path) {
    let (mut seen, mut folders) = (0, vec![data.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            for word in ["27182818", "31415926", "16180339"] {
                let found = bytes.windows(word.len()).any(|part| part == word.as_bytes());
                assert!(!found, "{word} stands in {}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 5, "the folder was read");
}

/// A user's own PIN goes before the one on a card; five wrong ones end the agreement, and only its owner is told.
#[tokio::test]
async fn a_52_five_wrong_pins_cancel_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, sender) = (Person::admin(&demo).await, Person::sender(&demo).await);
    enable(&admin).await;
    let users = demo.facts["users"].as_array().unwrap();
    let me = users.iter().find(|user| user["role"] != "admin").unwrap();
    let (email, password) = (me["email"].as_str().unwrap(), me["password"].as_str().unwrap());
    let own = async |password: &str| {
        let typed = [
            ("pin", "27182818"),
            ("pin_again", "27182818"),
            ("pin_password", password),
        ];
        sender.posts("/profile/pin", &typed).await.status()
    };
    assert_eq!(own("wrong password").await, StatusCode::OK);
    assert!(!sender.reads("/profile").await.contains("A PIN is set"));
    assert_eq!(own(password).await, StatusCode::SEE_OTHER);
    assert!(sender.reads("/profile").await.contains("A PIN is set"));
    let card = contact(&admin, email).await;
    set(&admin, &card, "16180339", "16180339").await;

    let id = sent(&demo, email, json!({"pin": true})).await;
    let mut browser = Browser::open(&demo.link(email).await);
    nothing_is_shown(&mut browser).await;
    let wrong = async |browser: &mut Browser| browser.form("/pin", &[("pin", "16180339")]).await;
    for left in [
        "4 attempts left",
        "3 attempts left",
        "2 attempts left",
        "1 attempt left",
    ] {
        let page = wrong(&mut browser).await.text().await.unwrap();
        assert!(page.contains(left), "{left}: {page}");
    }
    let mut second = Browser::open(&demo.link(email).await);
    assert!(
        second.page().await.contains("After one more wrong PIN"),
        "another browser has no more attempts"
    );
    second.form("/pin", &[("pin", "27182818")]).await;
    assert!(second.page().await.contains("id=\"data\""), "their own opens");
    let before = demo.messages(email).await.len();
    wrong(&mut browser).await;
    demo.until_status(&id, "CANCELLED").await;
    browser.form("/pin", &[("pin", "27182818")]).await;
    nothing_is_shown(&mut browser).await;
    nothing_is_shown(&mut second).await;
    let events = demo
        .get_json(&format!("/agreements/{id}/events"))
        .await
        .to_string();
    assert!(
        events.contains("RECALLED_MAX_SIGNING_PIN_ATTEMPTS") && events.contains("PIN_AUTHENTICATED"),
        "{events}"
    );
    let owner = users.iter().find(|user| user["role"] == "admin").unwrap();
    let told = demo.messages(owner["email"].as_str().unwrap()).await;
    assert!(!told.is_empty(), "A-53");
    assert_eq!(demo.messages(email).await.len(), before, "A-54");
}

/// The editor's tick, its blocker with the way to the contacts, and what is kept in a copy.
#[tokio::test]
async fn m_17_the_editor_asks_for_a_pin_and_says_where_none_is_set() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    enable(&admin).await;
    let (_, body) = created(&demo, "DRAFT", "jana@pin.example", json!({"pin": false})).await;
    let path = format!("/ui/drafts/{}", body["id"].as_str().unwrap());
    let mut draft = admin.told(&path).await;
    assert_eq!(draft["participants"][0]["pin"], false);
    draft["participants"][0]["pin"] = json!(true);
    let save = async |draft: &Value| {
        let request = admin.page(Method::PUT, &path).json(draft);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let saved = save(&draft).await;
    let missing = |saved: &Value| {
        let problems = saved["problems"].as_array().unwrap().iter();
        problems
            .filter(|problem| problem["code"] == "PERSON_WITHOUT_PIN")
            .cloned()
            .collect::<Vec<_>>()
    };
    let [problem] = &missing(&saved)[..] else {
        panic!("{saved}")
    };
    assert_eq!(problem["href"], "/contacts");
    let said = problem["message"].as_str().unwrap();
    assert!(said.contains("No PIN is set for Jana Novak"), "{said}");
    let card = contact(&admin, "jana@pin.example").await;
    set(&admin, &card, "27182818", "27182818").await;
    let shown = admin.told(&path).await;
    assert_eq!(shown["participants"][0]["pin"], true);
    assert_eq!(missing(&shown), Vec::<Value>::new());
    let id = body["id"].as_str().unwrap();
    let copy = admin.posts(&format!("/agreements/{id}/copy"), &[]).await;
    let copy = copy.headers()["location"]
        .to_str()
        .unwrap()
        .split('/')
        .nth(2)
        .unwrap()
        .to_owned();
    let copied = admin.told(&format!("/ui/drafts/{copy}")).await;
    assert_eq!(
        copied["participants"][0]["pin"], true,
        "a PIN belongs to the person"
    );
}
