//! Outside parties that are down, and people who click at the same moment: nothing is lost, nothing is made twice, and it is seen.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;

use reqwest::StatusCode;
use serde_json::json;
use support::{Browser, Demo, Session, eventually, free_port, signatures};

/// A demo whose simulated parties fail when told to.
struct Failing {
    demo: Demo,
    control: String,
    _folder: tempfile::TempDir,
}

impl Failing {
    async fn start() -> Failing {
        let folder = tempfile::tempdir().unwrap();
        let control = format!("127.0.0.1:{}", free_port());
        let demo = Demo::start(&folder.path().join("demo"), &["--control", &control]).await;
        Failing {
            demo,
            control: format!("http://{control}/failures"),
            _folder: folder,
        }
    }

    async fn party(&self, party: &str, failure: &str) {
        let answer = support::client()
            .post(&self.control)
            .json(&json!({ party: failure }))
            .send()
            .await
            .unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::OK,
            "{}",
            answer.text().await.unwrap()
        );
    }

    /// Whether the owner's list says that somebody should look.
    async fn needs_attention(&self, agreement: &str) -> bool {
        let owner = Session::of(&self.demo, &self.demo.facts["users"][0]).await;
        owner.page("/agreements?view=attention").await.contains(agreement)
    }
}

/// An address that the mail server refuses is no fault of the mail server: the owner corrects it, and the new link goes out.
#[tokio::test]
async fn an_address_that_is_refused_is_shown_at_its_person_and_corrected() {
    let failing = Failing::start().await;
    failing.party("mail", "refuse").await;
    let agreement = failing
        .demo
        .send_contract("Zavrnjen naslov", &[("nikogar@stranka.example", None)])
        .await;
    eventually("the sign in the owner's list", 30, async || {
        failing.needs_attention(&agreement).await.then_some(())
    })
    .await;
    failing.party("mail", "none").await;
    let mut owner = Session::of(&failing.demo, &failing.demo.facts["users"][0]).await;
    let page = owner.page(&format!("/agreements/{agreement}")).await;
    let form = support::between(
        &page,
        &format!("href=\"/agreements/{agreement}/people/"),
        "/replace",
    );
    assert!(
        !page.contains("/retry\""),
        "trying the same address again would not help"
    );
    let events = failing
        .demo
        .get_json(&format!("/agreements/{agreement}/events"))
        .await;
    assert!(events.to_string().contains("EMAIL_BOUNCED"), "{events}");
    let path = format!("/agreements/{agreement}/people/{form}/replace");
    let fields = [
        ("name", "Eva"),
        ("email", "eva@stranka.example"),
        ("method", "email"),
    ];
    assert_eq!(owner.form(&path, &fields).await.status(), StatusCode::SEE_OTHER);
    let mut eva = Browser::open(&failing.demo.link("eva@stranka.example").await);
    assert_eq!(eva.sign().await.status(), StatusCode::OK);
    failing.demo.until_status(&agreement, "SIGNED").await;
    assert!(!failing.needs_attention(&agreement).await);
}

#[tokio::test]
async fn a_mail_server_that_is_down_delays_the_invitation_and_loses_none() {
    let failing = Failing::start().await;
    failing.party("mail", "down").await;
    let agreement = failing
        .demo
        .send_contract("Brez pošte", &[("eva@stranka.example", None)])
        .await;
    eventually("the sign in the owner's list", 30, async || {
        failing.needs_attention(&agreement).await.then_some(())
    })
    .await;
    assert_eq!(failing.demo.status(&agreement).await, "OUT_FOR_SIGNATURE");
    failing.party("mail", "none").await;
    let mut eva = Browser::open(&failing.demo.link("eva@stranka.example").await);
    assert_eq!(eva.sign().await.status(), StatusCode::OK);
    failing.demo.until_status(&agreement, "SIGNED").await;
    assert!(
        !failing.needs_attention(&agreement).await,
        "mended: nobody has to look any more"
    );
}

#[tokio::test]
async fn a_timestamping_authority_that_is_down_delays_the_seal_and_loses_no_click() {
    let failing = Failing::start().await;
    let agreement = failing
        .demo
        .send_contract("Brez časa", &[("eva@stranka.example", None)])
        .await;
    let mut eva = Browser::open(&failing.demo.link("eva@stranka.example").await);
    failing.party("timestamp", "down").await;
    assert_eq!(
        eva.sign().await.status(),
        StatusCode::OK,
        "the click is kept whatever the authority does"
    );
    eventually("the sign in the owner's list", 30, async || {
        failing.needs_attention(&agreement).await.then_some(())
    })
    .await;
    assert_eq!(
        failing.demo.status(&agreement).await,
        "OUT_FOR_SIGNATURE",
        "no seal without a timestamp"
    );
    failing.party("timestamp", "none").await;
    let mut owner = Session::of(&failing.demo, &failing.demo.facts["users"][0]).await;
    let again = owner.form(&format!("/agreements/{agreement}/retry"), &[]).await;
    assert!(again.status().is_redirection(), "{}", again.status());
    failing.demo.until_status(&agreement, "SIGNED").await;
    let file = failing
        .demo
        .get(&format!("/agreements/{agreement}/combinedDocument"))
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(signatures(&file), 2, "one act and the closing seal");
}

/// Decision 11: parallel acts queue in the order of clicks, each in its own revision, and none spoils another.
#[tokio::test]
async fn two_people_click_in_the_same_second() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let people = [
        "eva@stranka.example",
        "jan@stranka.example",
        "pia@stranka.example",
    ];
    let agreement = demo.send_contract_at_once("Vsi hkrati", &people).await;
    let mut browsers = Vec::new();
    for person in people {
        let mut browser = Browser::open(&demo.link(person).await);
        let act = browser.ready().await;
        browsers.push((browser, act));
    }
    let clicks = browsers
        .iter_mut()
        .map(|(browser, act)| browser.json("/sign", act));
    for answer in futures_util::future::join_all(clicks).await {
        assert_eq!(
            answer.status(),
            StatusCode::OK,
            "{}",
            answer.text().await.unwrap()
        );
    }
    demo.until_status(&agreement, "SIGNED").await;
    let file = demo
        .get(&format!("/agreements/{agreement}/combinedDocument"))
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(signatures(&file), 4, "three acts and the closing seal");
    let path = folder.path().join("signed.pdf");
    std::fs::write(&path, &file).unwrap();
    let report = support::validated(&path);
    assert_eq!(report["document"]["modifiedAfterSigning"], false, "{report:#}");
    assert_eq!(report["signatures"].as_array().unwrap().len(), 4);
}
