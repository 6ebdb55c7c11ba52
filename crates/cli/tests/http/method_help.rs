//! What is said of each method of identity: in the settings, on pages of help, to programs.

use crate::person::Person;
use crate::support::{Demo, client};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const SEND: &str = "/settings/account/send";
const WARNING: &str = "id=\"method_default-warning\"";

fn settled<'a>(methods: &[&'a str], default: &'a str) -> Vec<(&'a str, &'a str)> {
    let ticked = methods.iter().map(|method| ("methods", *method));
    ticked
        .chain([
            ("method_default", default),
            ("internal_default", "email"),
            ("method_may_change", "yes"),
        ])
        .collect()
}

/// Every link of the settings leads to a page that says all there is to say; who is not signed in reads none, and an unknown one is not there.
#[tokio::test]
async fn a_23_each_method_in_the_settings_has_a_page_of_help() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, sender) = (Person::admin(&demo).await, Person::sender(&demo).await);
    let page = admin.reads(SEND).await;
    for name in ["email", "password", "account", "phone", "pin"] {
        let address = format!("/help/methods/{name}");
        assert!(
            page.contains(&format!("href=\"{address}\"")),
            "{name} is not linked"
        );
        let help = sender.reads(&address).await;
        for question in [
            "What the recipient does",
            "What it proves",
            "What it costs",
            "After wrong answers",
            "What the sender must have",
        ] {
            assert!(
                help.contains(&format!("<h2>{question}</h2>")),
                "{name}: {question}"
            );
        }
        assert_eq!(help.contains("premium method"), name == "phone", "{name}");
        assert_eq!(
            help.contains("Every wrong answer counts"),
            name != "email",
            "{name}"
        );
    }
    assert!(sender.reads("/help/methods").await.contains("/help/methods/pin"));
    for unknown in ["kba", "Email", "phone.html"] {
        let answer = sender
            .page(Method::GET, &format!("/help/methods/{unknown}"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{unknown}");
    }
    let stranger = client()
        .get(format!("{}/help/methods/phone", demo.address))
        .send();
    let answer = stranger.await.unwrap();
    assert!(answer.status().is_redirection(), "{}", answer.status());
}

/// The page of settings advises the simplest that will do, and warns where the default costs something for everybody.
#[tokio::test]
async fn a_05_a_49_the_settings_advise_the_simplest_and_warn_of_a_premium_default() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let page = admin.reads(SEND).await;
    assert!(page.contains("Choose the simplest that will do"));
    assert!(page.contains("Little effort") && page.contains("Proves an agreed secret"));
    assert!(
        page.contains("Phone: code by SMS or call · Premium</span>"),
        "the list of methods"
    );
    assert!(
        page.contains("Phone: code by SMS or call · Premium</option>"),
        "the list of defaults"
    );
    assert!(!page.contains("Signing password · Premium"));
    assert!(!page.contains(WARNING));
    for (default, warned) in [("phone", true), ("password", false)] {
        let answer = admin.posts(SEND, &settled(&["password", "phone"], default)).await;
        assert!(answer.status().is_redirection(), "{}", answer.status());
        assert_eq!(admin.reads(SEND).await.contains(WARNING), warned, "{default}");
    }
}

/// Programs are told the same of the methods that may be chosen, and nothing of others.
#[tokio::test]
async fn a_05_a_49_programs_are_told_what_a_method_asks_proves_and_costs() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let told = async || demo.get_json("/settings/authenticationMethods").await["methodInfos"].clone();
    let mail = json!({"method": "NONE", "premium": false, "friction": "LOW", "assurance": "MAILBOX"});
    let password =
        json!({"method": "PASSWORD", "premium": false, "friction": "MEDIUM", "assurance": "SHARED_SECRET"});
    let phone = json!({"method": "PHONE", "premium": true, "friction": "MEDIUM", "assurance": "POSSESSION"});
    assert_eq!(told().await, json!([mail, password, phone]));
    let mut fields = settled(&["password"], "email");
    fields.push(("pin_enabled", "yes"));
    admin.posts(SEND, &fields).await;
    let infos = told().await;
    let names: Vec<&Value> = infos
        .as_array()
        .unwrap()
        .iter()
        .map(|info| &info["method"])
        .collect();
    assert_eq!(names, ["NONE", "PASSWORD", "PIN"]);
}
