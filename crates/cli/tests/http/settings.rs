//! What an account and its groups settle for all that is begun or sent in them; and a second account beside the first.

use crate::owner::draft;
use crate::person::Person;
use crate::support::{Browser, Demo, pdf_bytes};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const GLOBAL: &str = "/settings/account/global";
const SEND: &str = "/settings/account/send";
const SECURITY: &str = "/settings/account/security";

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
    assert!(admin.reads(GLOBAL).await.contains("value=\"7\""));
    for bad in ["0", "366", "a week"] {
        let answer = admin.posts(GLOBAL, &[("link_days", bad)]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{bad}");
        assert!(
            answer.text().await.unwrap().contains("too small or too large"),
            "{bad}"
        );
    }
    let refused = sender.posts(GLOBAL, &[("link_days", "30")]).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let saved = admin.posts(GLOBAL, &[("link_days", "30")]).await;
    assert!(saved.status().is_redirection(), "{}", saved.status());
    assert!(admin.reads(GLOBAL).await.contains("value=\"30\""));
    let (_, after) = made(&demo, "DRAFT", "ALL", false).await;
    assert_eq!(days(&demo, &after).await, 30);
    assert_eq!(
        days(&demo, &before).await,
        7,
        "what was begun before stays as it is"
    );
    let neighbour = Person::neighbour(&demo).await;
    assert!(
        neighbour.reads(GLOBAL).await.contains("value=\"7\""),
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
        .posts(
            GLOBAL,
            &[("link_days", "7"), ("second_factor_without_mail", "yes")],
        )
        .await;
    assert!(saved.status().is_redirection());
    assert!(
        admin
            .reads(GLOBAL)
            .await
            .contains("value=\"yes\" aria-describedby=\"second_factor_without_mail-hint\" checked")
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

/// What the send settings are where only these methods are ticked.
fn methods<'a>(
    ticked: &[&'a str],
    default: &'a str,
    others: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let ticked = ticked.iter().map(|method| ("methods", *method));
    let rest = [("method_default", default), ("internal_default", "email")];
    ticked.chain(rest).chain(others.iter().copied()).collect()
}

const MAY_CHANGE: (&str, &str) = ("method_may_change", "yes");

/// A method must be enabled before it exists anywhere: on the page of thresholds, in the API, for integrations.
#[tokio::test]
async fn a_103_a_104_a_107_a_method_is_enabled_first() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, sender) = (Person::admin(&demo).await, Person::sender(&demo).await);
    assert_eq!(
        sender.page(Method::GET, SEND).send().await.unwrap().status(),
        StatusCode::FORBIDDEN
    );
    let offered =
        async || demo.get_json("/settings/authenticationMethods").await["external"]["methods"].clone();
    assert_eq!(offered().await, json!(["NONE", "PASSWORD", "PHONE"]));
    assert!(admin.reads(SECURITY).await.contains("phone_attempts"));
    let saved = admin
        .posts(SEND, &methods(&["password"], "email", &[MAY_CHANGE]))
        .await;
    assert!(saved.status().is_redirection(), "{}", saved.status());
    assert_eq!(offered().await, json!(["NONE", "PASSWORD"]), "A-108");
    assert!(!admin.reads(SECURITY).await.contains("phone_attempts"), "A-104");
    for state in ["DRAFT", "IN_PROCESS"] {
        let (status, body) = made(&demo, state, "ALL", true).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(body["code"], "AUTHENTICATION_METHOD_NOT_ENABLED", "{body}");
        assert_eq!(made(&demo, state, "ALL", false).await.0, StatusCode::CREATED);
    }
    // What cannot hold together is refused, and what was typed is still there.
    let wrong = admin
        .posts(SEND, &methods(&["password"], "phone", &[MAY_CHANGE]))
        .await;
    let page = wrong.text().await.unwrap();
    assert!(
        page.contains("The default must be one of the enabled methods"),
        "{page}"
    );
    assert!(page.contains("value=\"phone\" selected"));
    let saved = admin
        .posts(SEND, &methods(&["phone"], "email", &[MAY_CHANGE]))
        .await;
    assert!(saved.status().is_redirection());
    assert_eq!(
        made(&demo, "IN_PROCESS", "ALL", true).await.0,
        StatusCode::CREATED
    );
}

/// Where a method is demanded, the link alone is none; where only the default may be used, a person gets no other and a program does.
#[tokio::test]
async fn a_72_a_78_the_link_alone_will_not_do_and_only_the_default_may_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    admin
        .posts(
            SEND,
            &methods(&["password", "phone"], "phone", &[("method_required", "yes")]),
        )
        .await;
    let (status, body) = made(&demo, "IN_PROCESS", "ALL", false).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::BAD_REQUEST, &json!("AUTHENTICATION_METHOD_REQUIRED")),
        "{body}"
    );
    let methods = demo.get_json("/settings/authenticationMethods").await;
    assert_eq!(
        methods["external"]["methods"],
        json!(["PHONE", "PASSWORD"]),
        "the default first"
    );
    assert_eq!(methods["external"]["sendersMayChange"], false);
    assert_eq!(
        made(&demo, "IN_PROCESS", "ALL", true).await.0,
        StatusCode::CREATED
    );
}

/// A group has what the account settles, until it overrides the page; then the account's changes do not reach it, until it gives it back.
#[tokio::test]
async fn a_84_to_a_90_a_group_inherits_overrides_and_gives_back() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, sender) = (Person::admin(&demo).await, Person::sender(&demo).await);
    let made = admin.posts("/groups", &[("name", "Prodaja")]).await;
    let group = made.headers()["location"].to_str().unwrap().to_owned();
    let page = format!("{group}/settings/security");
    let attempts = async |who: &Person, page: &str| {
        let html = who.reads(page).await;
        let input = html.split("name=\"phone_attempts\"").nth(1).unwrap();
        input
            .split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let settle = async |who: &Person, page: &str, phone: &str| {
        who.posts(page, &[("password_attempts", "5"), ("phone_attempts", phone)])
            .await
            .status()
    };
    assert!(settle(&admin, SECURITY, "4").await.is_redirection());
    assert_eq!(attempts(&admin, &page).await, "4", "A-84");
    assert_eq!(
        settle(&admin, &page, "9").await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "inherited"
    );
    admin.posts(&format!("{page}/override"), &[]).await;
    assert!(settle(&admin, &page, "2").await.is_redirection());
    settle(&admin, SECURITY, "6").await;
    assert_eq!(attempts(&admin, &page).await, "2", "A-88");
    assert!(
        admin
            .reads("/groups")
            .await
            .contains("Own settings: Security settings"),
        "A-95"
    );
    assert!(admin.reads(SECURITY).await.contains(&page));

    // Who looks after the group settles its pages and no others, while the account leaves them to groups.
    let forbidden =
        async |who: &Person, page: &str| who.page(Method::GET, page).send().await.unwrap().status();
    assert_eq!(forbidden(&sender, &page).await, StatusCode::FORBIDDEN);
    let me = user(&demo, "sender").await;
    admin
        .posts(&format!("{group}/members"), &[("user", &me), ("admin", "yes")])
        .await;
    assert!(sender.reads("/").await.contains("My groups"));
    assert!(settle(&sender, &page, "3").await.is_redirection());
    assert_eq!(forbidden(&sender, SECURITY).await, StatusCode::FORBIDDEN);
    let default = demo.get_json("/groups").await["groupInfoList"][0]["groupId"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        forbidden(&sender, &format!("/groups/{default}/settings/send")).await,
        StatusCode::FORBIDDEN
    );
    admin
        .posts(&format!("{SECURITY}/groups"), &[("open", "no")])
        .await;
    assert_eq!(settle(&sender, &page, "8").await, StatusCode::FORBIDDEN, "A-89");
    assert_eq!(
        sender.posts(&format!("{page}/inherit"), &[]).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(attempts(&sender, &page).await, "3", "X9: it stays in force");
    assert!(!sender.reads(&page).await.contains("/override"));

    admin.posts(&format!("{page}/inherit"), &[]).await;
    assert_eq!(attempts(&admin, &page).await, "6", "inheritance lives again");
    let neighbour = Person::neighbour(&demo).await;
    assert_eq!(forbidden(&neighbour, &page).await, StatusCode::NOT_FOUND);
}

/// The sending group's settings are those of the agreement, as they were when it was sent.
#[tokio::test]
async fn a_52_a_85_a_96_an_agreement_has_the_settings_of_the_group_it_is_sent_from() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let (_, made_group) = sent(&demo, Method::POST, "/groups", &json!({"groupName": "Strict"})).await;
    let group = made_group["id"].as_str().unwrap();
    let page = format!("/settings/pages/send?groupId={group}");
    let (status, body) = sent(&demo, Method::PUT, &page, &json!({"methods": []})).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::BAD_REQUEST, &json!("SETTINGS_INHERITED")),
        "{body}"
    );
    for page in ["send", "security"] {
        let address = format!("/settings/pages/{page}/override?groupId={group}");
        assert_eq!(
            sent(&demo, Method::PUT, &address, &json!({})).await.0,
            StatusCode::NO_CONTENT
        );
    }
    let strict = json!({"methods": ["phone"], "method_default": "phone", "method_required": true});
    let (status, body) = sent(&demo, Method::PUT, &page, &strict).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let named = |name: &str| {
        body["settings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|setting| setting["name"] == name)
            .unwrap()
    };
    assert_eq!(
        (&named("methods")["value"], &named("methods")["settled"]),
        (&json!(["phone"]), &json!("GROUP"))
    );
    let attempts = format!("/settings/pages/security?groupId={group}");
    for bad in [
        json!({"phone_attempts": 0}),
        json!({"phone_attempts": 21}),
        json!({"phone_attempts": "3"}),
    ] {
        assert_eq!(
            sent(&demo, Method::PUT, &attempts, &bad).await.0,
            StatusCode::BAD_REQUEST,
            "{bad}"
        );
    }
    assert_eq!(
        sent(&demo, Method::PUT, &attempts, &json!({"phone_attempts": 1}))
            .await
            .0,
        StatusCode::OK
    );

    let member =
        json!({"email": "eva@x.example", "name": "Eva", "securityOption": {"authenticationMethod": "NONE"}});
    let agreement = async |group: Value, member: &Value| {
        let file = demo.upload("draft.pdf", pdf_bytes("Draft")).await;
        let mut body = json!({"name": "From a group", "state": "IN_PROCESS", "signatureType": "ESIGN",
            "fileInfos": [{"transientDocumentId": file}],
            "participantSetsInfo": [{"order": 1, "role": "SIGNER", "memberInfos": [member]}]});
        body["groupId"] = group;
        sent(&demo, Method::POST, "/agreements", &body).await
    };
    assert_eq!(
        agreement(Value::Null, &member).await.0,
        StatusCode::CREATED,
        "the usual group asks for nothing"
    );
    let (status, body) = agreement(json!(group), &member).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::BAD_REQUEST, &json!("AUTHENTICATION_METHOD_REQUIRED")),
        "{body}"
    );
    let phone =
        json!({"authenticationMethod": "PHONE", "phoneInfo": {"countryCode": "386", "phone": "41234567"}});
    let by_phone = json!({"email": "eva2@x.example", "name": "Eva", "securityOption": phone});
    let (status, body) = agreement(json!(group), &by_phone).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let id = body["id"].as_str().unwrap();
    demo.until_status(id, "OUT_FOR_SIGNATURE").await;
    // One wrong answer is one too many there; what is settled later does not reach what is out.
    sent(&demo, Method::PUT, &attempts, &json!({"phone_attempts": 20})).await;
    let mut eva = Browser::open(&demo.link("eva2@x.example").await);
    eva.form("/code", &[]).await;
    let code = demo.code("+38641234567", 0).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    eva.form("/verify", &[("code", wrong)]).await;
    demo.until_status(id, "CANCELLED").await;
    let (status, body) = agreement(json!("00000000-0000-7000-8000-000000000000"), &member).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::NOT_FOUND, &json!("INVALID_GROUP_ID")),
        "{body}"
    );
    assert!(
        admin
            .reads("/groups")
            .await
            .contains("Own settings: Send settings, Security settings")
    );
}

/// A user is in several groups, sends from any of them, and from no other; everybody keeps one.
#[tokio::test]
async fn a_12_a_96_users_are_in_several_groups() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let sender = Person::sender(&demo).await;
    let me = user(&demo, "sender").await;
    let made = async |name: &str| {
        let (status, body) = sent(&demo, Method::POST, "/groups", &json!({"groupName": name})).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["id"].as_str().unwrap().to_owned()
    };
    let (sales, legal) = (made("Sales").await, made("Legal").await);
    let (status, body) = sent(&demo, Method::POST, "/groups", &json!({"groupName": "sales "})).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::BAD_REQUEST, &json!("NAME_TAKEN"))
    );
    let id = draft(&sender, "From where?").await;
    let edit = format!("/agreements/{id}/edit");
    assert!(!sender.reads(&edit).await.contains("Sales"), "not theirs");

    let own = demo.get_json(&format!("/users/{me}/groups")).await;
    let default = own["groupInfoList"][0]["id"].clone();
    let wanted = json!({"groupInfoList": [{"id": default}, {"id": sales, "isGroupAdmin": true}]});
    let path = format!("/users/{me}/groups");
    assert_eq!(
        sent(&demo, Method::PUT, &path, &wanted).await.0,
        StatusCode::NO_CONTENT
    );
    let own = demo.get_json(&path).await;
    assert_eq!(own["groupInfoList"][1]["isGroupAdmin"], true, "{own}");
    let nowhere = sent(&demo, Method::PUT, &path, &json!({"groupInfoList": []})).await;
    assert_eq!(nowhere.0, StatusCode::BAD_REQUEST);

    let page = sender.reads(&edit).await;
    assert!(page.contains("Sales") && !page.contains("Legal"));
    let path = format!("/ui/drafts/{id}");
    let mut shown = sender.told(&path).await;
    for (group, expected) in [(&legal, StatusCode::NOT_FOUND), (&sales, StatusCode::OK)] {
        shown["group"] = json!(group);
        let saved = sender.page(Method::PUT, &path).json(&shown).send().await.unwrap();
        assert_eq!(saved.status(), expected);
    }
    assert_eq!(sender.told(&path).await["group"], sales);
}

/// The first user of a role.
async fn user(demo: &Demo, role: &str) -> String {
    let known = demo.facts["users"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["role"] == role)
        .unwrap();
    let users = demo.get_json("/users").await;
    let mut users = users["userInfoList"].as_array().unwrap().iter();
    let user = users.find(|user| user["email"] == known["email"]).unwrap();
    user["id"].as_str().unwrap().to_owned()
}

async fn sent(demo: &Demo, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = demo.send(method, path, body).await;
    (answer.status(), answer.json().await.unwrap_or_default())
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
