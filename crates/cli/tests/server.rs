//! A server with a configuration of its own, as an operator writes one, and an authority that can be asked about its seal: what it
//! does where nothing else is said, and a key on a token that is pulled out in the middle.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

#[path = "support/office.rs"]
mod office;
mod support;
#[path = "support/token.rs"]
mod token;

use ades::issue::certificate::{Profile, Sources};
use ades::key::Identity;
use ades::test_pki::TestPki;
use pdf::{Document, Limits, security_store};
use serde_json::Value;
use simulators::revocation::{RevocationAuthority, RevocationServer, sources};
use simulators::{Failures, Options, Simulators};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use support::{Browser, Installation, PODPIS, Process, Session, eventually, free_port, ready, signatures};
use tempfile::TempDir;
use token::{MODULE, Token};

/// The parties around a server, and its folder.
struct Site {
    folder: TempDir,
    pki: TestPki,
    sources: Sources,
    parties: Simulators,
    _public_side: RevocationServer,
}

/// The server at work.
struct Server {
    all: Installation,
    admin: Session,
    _process: Process,
}

impl Site {
    async fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let (pki, clock) = (TestPki::new().unwrap(), simulators::system_clock());
        let authority =
            RevocationAuthority::new(pki.root.clone(), pki.root_key(), Failures::default(), clock);
        let any = "127.0.0.1:0".parse().unwrap();
        let public_side = RevocationServer::start(authority, any).await.unwrap();
        let sources = sources(public_side.address());
        let options = Options {
            authority: Some(pki.authority_with(14, sources.clone()).unwrap()),
            ..Options::default()
        };
        let parties = Simulators::start(folder.path(), options).await.unwrap();
        let site = Site {
            folder,
            pki,
            sources,
            parties,
            _public_side: public_side,
        };
        fs::write(site.path("root.pem"), site.pki.root.to_pem()).unwrap();
        site.runs(&mut site.podpis(&["admin", "key-file", &site.name("kek")]));
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn seal(&self) -> Identity {
        let profile = Profile::DocumentSigner;
        let seal = self.pki.issue_with("Občina", 13, profile, self.sources.clone());
        seal.unwrap()
    }

    fn podpis(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PODPIS);
        command.args(arguments);
        command
    }

    fn runs(&self, command: &mut Command) {
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
    }

    /// Writes the configuration. It says nothing of `completed_level`.
    fn configure(&self, more: &str) {
        let mail = self.parties.mail_address();
        let text = format!(
            r#"
data = "{data}"
kek_file = "{kek}"
allow_test_parties = true
[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
from = "podpis@server.example"
simulated = true
[sms]
url = "{sms}"
allow_private = true
allow_plain = true
simulated = true
[timestamp]
url = "{timestamp}"
allow_private = true
simulated = true
[revocation]
allow_private = true
{more}
"#,
            data = self.name("data"),
            kek = self.name("kek"),
            mail = mail.port(),
            sms = self.parties.sms_url(),
            timestamp = self.parties.timestamp_url().unwrap(),
        );
        fs::write(self.path("podpis.toml"), text).unwrap();
    }

    /// Puts the seal into the database.
    fn install_seal(&self) {
        let seal = self.seal();
        let chain: String = seal.chain.iter().map(|one| one.to_pem()).collect();
        let key = seal.key.to_pkcs8_pem().unwrap();
        fs::write(self.path("seal.pem"), format!("{}{chain}", key.as_str())).unwrap();
        let (config, key) = (self.name("podpis.toml"), self.name("seal.pem"));
        self.runs(&mut self.podpis(&["admin", "install-seal", "--config", &config, "--key", &key]));
    }

    /// Starts the server and sets its account up. `sees`: what a command needs to see a token.
    async fn serve(&self, sees: impl Fn(&str) -> Command) -> Server {
        let listen = format!("127.0.0.1:{}", free_port());
        let config = self.name("podpis.toml");
        let mut command = sees(PODPIS);
        command.args(["serve", "--config", &config, "--listen", &listen]);
        let process = Process::of(command, &self.path("server.log"));
        let address = format!("http://{listen}");
        ready(&address).await;
        let mut admin = office::first_admin(&address, &self.path("server.out")).await;
        self.runs(sees(PODPIS).args(["admin", "grant-mandate", "--config", &config]));
        office::approve_mandate(&mut admin).await;
        let outbox = format!("{}/outbox.json", self.parties.control_url());
        let key = office::new_key(&mut admin).await;
        Server {
            all: Installation::new(&[address], &key, &outbox),
            admin,
            _process: process,
        }
    }

    /// What `podpis validate` says of a file's newest seal.
    fn level(&self, file: &[u8]) -> Value {
        fs::write(self.path("judged.pdf"), file).unwrap();
        let root = self.name("root.pem");
        let arguments = [
            "validate",
            "--allow-private-addresses",
            "--format",
            "json",
            "--trust",
            &root,
        ];
        let done = self
            .podpis(&[&arguments[..], &[&self.name("judged.pdf")]].concat())
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(done.status.code(), Some(0), "{report:#}");
        report[0]["signatures"].as_array().unwrap().last().unwrap()["level"].clone()
    }
}

impl Server {
    async fn click(&self, to: &str) {
        let mut browser = Browser::open(&self.all.link(to).await);
        assert!(browser.sign().await.status().is_success());
    }

    async fn signed_file(&self, agreement: &str) -> Vec<u8> {
        self.all.until_status(agreement, "SIGNED").await;
        self.admin
            .bytes(&format!("/agreements/{agreement}/download"))
            .await
    }

    /// Records of an agreement's history.
    async fn records(&self, agreement: &str) -> Vec<Value> {
        let evidence = self
            .admin
            .page(&format!("/agreements/{agreement}/evidence"))
            .await;
        let evidence: Value = serde_json::from_str(&evidence).unwrap();
        let records = evidence["records"].as_array().unwrap().iter();
        records
            .map(|record| serde_json::from_str(record["record"].as_str().unwrap()).unwrap())
            .collect()
    }
}

fn at_of(records: &[Value], kind: &str) -> jiff::Timestamp {
    let found = records.iter().find(|record| record["event"]["type"] == kind);
    found.unwrap()["at"].as_str().unwrap().parse().unwrap()
}

/// Nothing is said of `completed_level`: what can be had is had, for document and report, and nobody's lists move by it.
#[tokio::test(flavor = "multi_thread")]
async fn files_reach_b_lta_where_nothing_else_is_said_and_lists_do_not_move_by_it() {
    let site = Site::new().await;
    site.configure("");
    site.install_seal();
    let server = site.serve(|program| Command::new(program)).await;
    let agreement = server
        .all
        .send_contract("Pogodba", &[("eva@stranka.example", None)])
        .await;
    server.click("eva@stranka.example").await;
    server.all.until_status(&agreement, "SIGNED").await;
    for file in ["download", "report"] {
        let path = format!("/agreements/{agreement}/{file}");
        let bytes = eventually(&format!("a timestamp over the whole {file}"), 60, async || {
            let bytes = server.admin.bytes(&path).await;
            String::from_utf8_lossy(&bytes)
                .contains("/DocTimeStamp")
                .then_some(bytes)
        })
        .await;
        let document = Document::open(bytes.as_slice(), None, &Limits::default()).unwrap();
        assert!(!security_store(&document).unwrap().data.ocsp_responses.is_empty());
        assert_eq!(site.level(&bytes), "PAdES-BASELINE-LTA", "{file}");
    }
    let records = server.records(&agreement).await;
    assert!(at_of(&records, "EXTENDED") > at_of(&records, "COMPLETED"));
    let listed = server.all.get_json("/agreements").await;
    let own = listed["userAgreementList"].as_array().unwrap();
    let own = own.iter().find(|one| one["id"] == agreement.as_str()).unwrap();
    let moved: jiff::Timestamp = own["displayDate"].as_str().unwrap().parse().unwrap();
    let completed = at_of(&records, "COMPLETED");
    assert_eq!(moved.as_microsecond(), completed.as_microsecond(), "{own}");
    // Renewals wait for years: they are planned, and nobody's work.
    let metrics = server.all.metrics().await;
    let of_renewals = |state: &str| {
        let line = metrics.lines().find(|line| {
            line.starts_with("podpis_jobs{") && line.contains("\"extend\"") && line.contains(state)
        });
        line.and_then(|line| line.rsplit(' ').next())
            .unwrap_or("0")
            .to_owned()
    };
    assert_eq!(
        (of_renewals("\"planned\""), of_renewals("\"ready\"")),
        ("2".to_owned(), "0".to_owned()),
        "{metrics}"
    );
}

/// The key is on a token that this very server logs in to. What is clicked while it is out waits, and is sealed once it is back, by
/// the same process.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_pulled_out_delays_seals_and_none_is_lost_or_made_twice() {
    let (site, token) = (Site::new().await, Token::new());
    token.import("seal", "01", &site.seal(), "");
    fs::write(site.path("pin"), "1234\n").unwrap();
    fs::write(site.path("chain.pem"), site.pki.root.to_pem()).unwrap();
    site.configure(&format!(
        "[seal.token]\nmodule = \"{MODULE}\"\nlabel = \"test\"\nkey_label = \"seal\"\nchain = \"{}\"\npin_file = \"{}\"\n",
        site.name("chain.pem"),
        site.name("pin")
    ));
    let server = site.serve(|program| token.command(program)).await;
    let two = [("eva@stranka.example", None), ("jan@stranka.example", None)];
    let mut agreements = vec![server.all.send_contract("Dva", &two).await];
    for person in ["ana", "iva", "ota"] {
        let address = format!("{person}@stranka.example");
        agreements.push(server.all.send_contract(person, &[(&address, None)]).await);
    }
    server.click("eva@stranka.example").await;
    // Her seal is made, so it is his turn: now the token goes.
    server.all.link("jan@stranka.example").await;
    let elsewhere = site.path("pulled-out");
    fs::rename(token.inside(), &elsewhere).unwrap();
    for person in ["jan", "ana", "iva", "ota"] {
        server.click(&format!("{person}@stranka.example")).await;
    }
    eventually("the operator's page to say so", 60, async || {
        let page = server.admin.page("/system").await;
        page.contains("put it in again").then_some(())
    })
    .await;
    for agreement in &agreements {
        assert_eq!(server.all.status(agreement).await, "OUT_FOR_SIGNATURE");
    }
    fs::rename(&elsewhere, token.inside()).unwrap();
    for (agreement, acts) in agreements.iter().zip([2, 1, 1, 1]) {
        let file = server.signed_file(agreement).await;
        assert_eq!(signatures(&file), acts + 1, "each act and the closing seal, once");
        site.level(&file);
        let records = server.records(agreement).await;
        let seals = records.iter().map(|record| &record["event"]["revision"]["seal"]);
        let used: Vec<&Value> = seals
            .map(|seal| &seal["authorisation"])
            .filter(|id| !id.is_null())
            .collect();
        let once: BTreeSet<&str> = used.iter().filter_map(|id| id.as_str()).collect();
        assert_eq!((used.len(), once.len()), (acts + 1, acts + 1), "{used:?}");
    }
}
