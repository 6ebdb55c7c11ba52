//! Several nodes on one PostgreSQL and one S3 API: set up as the operator's guide says, one consistent product, and none of them
//! missed when it dies.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

#[path = "support/office.rs"]
mod office;
mod support;

use reqwest::StatusCode;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::testing::{Cluster, S3Server};
use support::{Installation, PODPIS, Process, Session, eventually, free_port, ready, signatures};

/// An installation made by the operator's commands, against simulated parties in a process of their own.
struct Site {
    folder: tempfile::TempDir,
    configuration: String,
    public_url: String,
    outbox: String,
    _parties: Process,
}

/// One process of the installation.
struct Node {
    address: String,
    process: Process,
}

impl Site {
    async fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let ports: [u16; 4] = std::array::from_fn(|_| free_port());
        let listen = ports.map(|port| format!("127.0.0.1:{port}"));
        let [mail, sms, timestamp, control] = listen.each_ref();
        let parties = folder.path().join("parties");
        let arguments = [
            "simulate",
            "--data",
            parties.to_str().unwrap(),
            "--mail",
            mail,
            "--sms",
            sms,
        ];
        let more = ["--timestamp", timestamp, "--control", control];
        let process = Process::start(
            &[&arguments[..], &more[..]].concat(),
            &folder.path().join("parties.log"),
        );
        let outbox = format!("http://{control}/outbox.json");
        eventually("the simulated parties", 40, async || {
            support::client().get(&outbox).send().await.ok()
        })
        .await;
        let public_url = format!("http://127.0.0.1:{}", free_port());
        let configuration = folder.path().join("podpis.toml").display().to_string();
        let site = Site {
            folder,
            configuration,
            public_url,
            outbox,
            _parties: process,
        };
        let database = Cluster::of_this_process().empty_database().await;
        std::fs::write(&site.configuration, site.settings(&database, ports)).unwrap();
        site.command(&["admin", "key-file", site.path("kek").to_str().unwrap()]);
        let seal = parties.join("test-seal.pem");
        site.configured(&["admin", "install-seal", "--key", seal.to_str().unwrap()]);
        site
    }

    fn settings(&self, database: &str, [mail, sms, timestamp, _]: [u16; 4]) -> String {
        let s3 = S3Server::of_this_process().new_bucket();
        let secret = self.path("s3-secret");
        std::fs::write(&secret, &s3.secret_access_key).unwrap();
        format!(
            r#"
kek_file = "{kek}"
public_url = "{public_url}"
signing_urls = true
allow_test_parties = true
[database]
url = "{database}"
[blobs.s3]
endpoint = "{endpoint}"
bucket = "{bucket}"
prefix = "{prefix}"
access_key_id = "{id}"
secret_access_key_file = "{secret}"
[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
from = "podpis@nodes.example"
simulated = true
[sms]
url = "http://127.0.0.1:{sms}/messages"
allow_private = true
allow_plain = true
simulated = true
[timestamp]
url = "http://127.0.0.1:{timestamp}/"
allow_private = true
simulated = true
"#,
            kek = self.path("kek").display(),
            public_url = self.public_url,
            endpoint = s3.endpoint,
            bucket = s3.bucket,
            prefix = s3.prefix,
            id = s3.access_key_id,
            secret = secret.display(),
        )
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command to its end, which must be a good one.
    fn command(&self, arguments: &[&str]) {
        let run = Command::new(PODPIS).args(arguments).output().unwrap();
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&run.stdout),
            String::from_utf8_lossy(&run.stderr)
        );
        assert!(run.status.success(), "podpis {}: {said}", arguments.join(" "));
    }

    /// The same with the configuration, in a data folder of its own: nothing may depend on what one machine keeps there.
    fn configured(&self, arguments: &[&str]) {
        let own = tempfile::tempdir_in(self.folder.path()).unwrap();
        self.command(&[arguments, &self.arguments(own.path())[..]].concat());
    }

    fn arguments<'a>(&'a self, data: &'a Path) -> [&'a str; 4] {
        ["--config", &self.configuration, "--data", data.to_str().unwrap()]
    }

    /// Starts `serve` as another machine would, with a data folder of its own.
    async fn serve(&self, name: &str, more: &[&str]) -> Node {
        let listen = format!("127.0.0.1:{}", free_port());
        let data = self.path(name);
        let arguments = [&["serve", "--listen", &listen][..], &self.arguments(&data), more].concat();
        let process = Process::start(&arguments, &self.path(&format!("{name}.log")));
        let address = format!("http://{listen}");
        ready(&address).await;
        Node { address, process }
    }

    /// A process that only works off jobs.
    fn work(&self, name: &str) -> Process {
        let data = self.path(name);
        Process::start(
            &[&["worker"][..], &self.arguments(&data)].concat(),
            &self.path(&format!("{name}.log")),
        )
    }
}

/// Sets the account up at this node and lets it seal.
async fn installation(site: &Site, nodes: &[&Node]) -> (Installation, Session) {
    let mut admin = office::first_admin(&nodes[0].address, &site.path("a.out")).await;
    site.configured(&["admin", "grant-mandate"]);
    office::approve_mandate(&mut admin).await;
    let addresses: Vec<String> = nodes.iter().map(|node| node.address.clone()).collect();
    (
        Installation::new(&addresses, &office::new_key(&mut admin).await, &site.outbox),
        admin,
    )
}

/// The end of a journey: one file, the same from every node, sealed once for each act and once at the end.
async fn completed(site: &Site, all: &Installation, agreement: &str, wanted: usize) {
    all.until_status(agreement, "SIGNED").await;
    let path = format!("/agreements/{agreement}/combinedDocument");
    let (one, other) = (
        all.get(&path).await.bytes().await.unwrap(),
        all.get(&path).await.bytes().await.unwrap(),
    );
    assert_eq!(one, other, "every node gives the same bytes");
    assert_eq!(signatures(&one), wanted);
    let file = site.path("signed.pdf");
    std::fs::write(&file, &one).unwrap();
    let anchors = site.path("parties/test-ca.pem");
    let validated = Command::new(PODPIS)
        .args(["validate", "--format", "json", "--trust"])
        .arg(anchors)
        .arg(&file)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&validated.stdout).unwrap();
    assert_eq!(validated.status.code(), Some(0), "{report:#}");
    site.configured(&["audit", "verify"]);
}

/// Every seal names the authorisation and the mandate that allowed it (M-77).
async fn names_its_mandate(admin: &Session, agreement: &str, seals: usize) {
    let evidence: Value =
        serde_json::from_str(&admin.page(&format!("/agreements/{agreement}/evidence")).await).unwrap();
    let records = evidence["records"].as_array().unwrap().iter();
    let records =
        records.map(|record| serde_json::from_str::<Value>(record["record"].as_str().unwrap()).unwrap());
    let used: BTreeSet<String> = records
        .map(|record| record["event"]["revision"]["seal"].clone())
        .filter(|seal| seal["right"]["kind"] == "mandate")
        .map(|seal| seal["authorisation"].to_string())
        .collect();
    assert_eq!(used.len(), seals, "{evidence:#}");
}

/// A-20: where the account demands more than a link, none is handed to a program; that it was asked for is no event.
async fn no_links_where_a_second_factor_is_asked_for(
    all: &Installation,
    admin: &mut Session,
    agreement: &str,
) {
    const PAGE: &str = "/settings/account/global";
    let fetched = async || {
        let events = all.get_json(&format!("/agreements/{agreement}/events")).await;
        events.to_string().matches("SIGNING_URL_FETCHED").count()
    };
    let before = fetched().await;
    let strict = admin
        .form(PAGE, &[("link_days", "7"), ("second_factor_without_mail", "yes")])
        .await;
    assert!(strict.status().is_redirection(), "{}", strict.status());
    let path = format!("/agreements/{agreement}/signingUrls");
    let refused = all.get(&path).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(refused["code"], "SECOND_FACTOR_REQUIRED", "{refused}");
    assert!(refused.get("signingUrlSetInfos").is_none());
    assert_eq!(fetched().await, before);
    let usual = admin.form(PAGE, &[("link_days", "7")]).await;
    assert!(usual.status().is_redirection());
    assert_eq!(all.get(&path).await.status(), StatusCode::OK);
}

/// Every request, of the integration and of both recipients, goes to the other node than the one before it.
#[tokio::test]
async fn a_journey_goes_to_the_other_node_at_every_request() {
    let site = Site::new().await;
    let (a, b) = (site.serve("a", &[]).await, site.serve("b", &[]).await);
    let (all, mut admin) = installation(&site, &[&a, &b]).await;
    let people = [
        ("eva@stranka.example", None),
        ("jan@stranka.example", Some("41234567")),
    ];
    let agreement = all.send_contract("Pogodba dveh", &people).await;

    let mut eva = all.browser(&all.link("eva@stranka.example").await);
    let fetched = all
        .get_json(&format!("/agreements/{agreement}/signingUrls"))
        .await;
    assert_eq!(
        fetched["signingUrlSetInfos"][0]["signingUrls"][0]["email"],
        "eva@stranka.example"
    );
    let events = all.get_json(&format!("/agreements/{agreement}/events")).await;
    assert!(
        events.to_string().contains("SIGNING_URL_FETCHED"),
        "decision 16: {events}"
    );
    no_links_where_a_second_factor_is_asked_for(&all, &mut admin, &agreement).await;
    assert_eq!(eva.sign().await.status(), StatusCode::OK);
    let mut jan = all.browser(&all.link("jan@stranka.example").await);
    jan.page().await;
    jan.form("/code", &[]).await;
    let code = all.code("+38641234567", 0).await;
    jan.form("/verify", &[("code", &code)]).await;
    assert_eq!(jan.sign().await.status(), StatusCode::OK);

    completed(&site, &all, &agreement, 3).await;
    names_its_mandate(&admin, &agreement, 3).await;
    for person in ["eva@stranka.example", "jan@stranka.example"] {
        let told = eventually("the completion mail", 40, async || {
            let messages = all.messages(person).await;
            (messages.len() >= 2).then_some(messages)
        })
        .await;
        assert_eq!(
            told.len(),
            2,
            "{person} is invited once and told once, whichever node does it"
        );
    }
}

/// The node that began to seal dies with the signature made and not kept; another finishes the work.
#[tokio::test]
async fn a_node_that_dies_in_the_middle_of_a_seal_is_not_missed() {
    let site = Site::new().await;
    let mut a = site.serve("a", &["--failpoint", "after-signature-made"]).await;
    let b = site.serve("b", &["--no-worker"]).await;
    let (all, _) = installation(&site, &[&a, &b]).await;
    let agreement = all
        .send_contract("Pogodba po smrti", &[("eva@stranka.example", None)])
        .await;
    let mut eva = all.browser(&all.link("eva@stranka.example").await);
    assert_eq!(eva.sign().await.status(), StatusCode::OK);
    eventually("the end of the node that seals", 30, async || {
        a.process.has_ended().then_some(())
    })
    .await;

    let left = all.through(1);
    assert_eq!(
        left.status(&agreement).await,
        "OUT_FOR_SIGNATURE",
        "clicked, and not yet sealed"
    );
    let _worker = site.work("c");
    completed(&site, &left, &agreement, 2).await;
}
