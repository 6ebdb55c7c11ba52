//! The built-in timestamping authority as its users meet it: over HTTP, judged by OpenSSL, with a clock that is known to be right or
//! not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;

use ades::algorithm::DigestAlgorithm;
use ades::issue::certificate::{Profile, Sources};
use ades::key::Identity;
use ades::test_pki::TestPki;
use ades::timestamp::{Request, TimestampError, Token};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Response, StatusCode};
use simulators::{Failure, Options, Party, Simulators};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use support::{PODPIS, Process, eventually, free_port, ready};
use tempfile::TempDir;

/// An installation with `/tsa`, and the authority that its clock is compared with.
struct World {
    folder: TempDir,
    pki: TestPki,
    reference: Simulators,
    /// How far the reference's clock is ahead, in seconds.
    ahead: Arc<AtomicI64>,
    listen: String,
}

impl World {
    async fn start() -> World {
        let folder = tempfile::tempdir().unwrap();
        let pki = TestPki::new().unwrap();
        let ahead = Arc::new(AtomicI64::new(0));
        let (system, by) = (simulators::system_clock(), Arc::clone(&ahead));
        let options = Options {
            authority: Some(pki.authority.clone()),
            clock: Arc::new(move || system() + SignedDuration::from_secs(by.load(Ordering::Relaxed))),
            ..Options::default()
        };
        let reference = Simulators::start(folder.path(), options).await.unwrap();
        let world = World {
            listen: format!("127.0.0.1:{}", free_port()),
            folder,
            pki,
            reference,
            ahead,
        };
        let settings = format!(
            "kek_file = \"{}\"\ndata = \"{}\"\n[tsa]\npolicy = \"1.2.3.4\"\naccuracy_ms = 2000\n[tsa.reference]\nurl = \"{}\"\nallow_private = true\n",
            world.path("kek").display(),
            world.path("data").display(),
            world.reference.timestamp_url().unwrap(),
        );
        fs::write(world.path("podpis.toml"), settings).unwrap();
        fs::write(world.path("root.pem"), world.pki.root.to_pem()).unwrap();
        fs::write(world.path("in.pdf"), ades::test_pdf::pdf(1)).unwrap();
        let tsa = world
            .pki
            .issue_with("Our own TSA", 21, Profile::TimestampAuthority, Sources::default())
            .unwrap();
        world.write_key("tsa.pem", &tsa);
        world.write_key("seal.pem", &world.pki.seal);
        let kek = world.path("kek").display().to_string();
        assert!(world.run(&["admin", "key-file", &kek]).await.status.success());
        world
    }

    fn write_key(&self, name: &str, identity: &Identity) {
        let chain: String = identity.chain.iter().map(|one| one.to_pem()).collect();
        let key = identity.key.to_pkcs8_pem().unwrap();
        fs::write(self.path(name), format!("{}{chain}", key.as_str())).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn run(&self, arguments: &[&str]) -> Output {
        let arguments: Vec<String> = arguments.iter().map(|&one| one.to_owned()).collect();
        let folder = self.folder.path().to_owned();
        let run = move || {
            Command::new(PODPIS)
                .current_dir(folder)
                .args(arguments)
                .output()
                .unwrap()
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    async fn install(&self, key: &str) -> Output {
        self.run(&["admin", "install-tsa", "--config", "podpis.toml", "--key", key])
            .await
    }

    /// Starts the server; several one after another are one installation.
    async fn serve(&self) -> Process {
        let configuration = self.path("podpis.toml").display().to_string();
        let arguments = ["serve", "--config", &configuration, "--listen", &self.listen];
        let process = Process::start(&arguments, &self.path("serve.log"));
        ready(&format!("http://{}", self.listen)).await;
        process
    }

    async fn post(&self, query: &[u8]) -> Response {
        self.post_as("application/timestamp-query", query).await
    }

    async fn post_as(&self, content_type: &str, query: &[u8]) -> Response {
        let request = support::client().post(format!("http://{}/tsa", self.listen));
        let request = request.header("content-type", content_type).body(query.to_vec());
        request.send().await.unwrap()
    }

    async fn stamp(&self) -> Result<Token, ades::Error> {
        let request = Request::new(DigestAlgorithm::Sha256, b"something", &[7; 8]);
        let answer = self.post(&request.to_der().unwrap()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "application/timestamp-reply");
        request.accept(&answer.bytes().await.unwrap(), now())
    }

    /// Waits for the first comparison with the reference.
    async fn token(&self) -> Token {
        eventually("a timestamp", 20, async || self.stamp().await.ok()).await
    }

    async fn refusal(&self) -> String {
        match self.stamp().await {
            Err(ades::Error::Timestamp(TimestampError::Refused { reason })) => reason,
            other => panic!("{other:?}"),
        }
    }
}

fn now() -> Timestamp {
    simulators::system_clock()()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn openssl(world: &World, arguments: &str) -> String {
    let mut command = Command::new("openssl");
    command
        .current_dir(world.folder.path())
        .args(arguments.split_whitespace());
    let output = command.output().unwrap();
    assert!(output.status.success(), "openssl {arguments}: {}", said(&output));
    said(&output)
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_good_to_strangers_and_no_two_have_one_number() {
    let world = World::start().await;
    let installed = world.install("tsa.pem").await;
    assert!(installed.status.success(), "{}", said(&installed));
    let mut serials = Vec::new();
    for _ in 0..2 {
        let _server = world.serve().await;
        serials.push(world.token().await.serial().to_vec());
        serials.push(world.token().await.serial().to_vec());
    }
    serials.sort();
    serials.dedup();
    assert_eq!(serials.len(), 4, "unique, and so after a restart");
    assert!(serials.iter().all(|serial| serial.len() >= 12));
    let _server = world.serve().await;
    let token = world.token().await;
    assert_eq!(token.policy(), "1.2.3.4");
    assert_eq!(token.accuracy(), Some(SignedDuration::from_secs(2)));
    openssl(&world, "ts -query -data in.pdf -sha512 -cert -out query.tsq");
    let reply = world.post(&fs::read(world.path("query.tsq")).unwrap()).await;
    fs::write(world.path("reply.tsr"), reply.bytes().await.unwrap()).unwrap();
    let verified = openssl(&world, "ts -verify -data in.pdf -in reply.tsr -CAfile root.pem");
    assert!(verified.contains("Verification: OK"), "{verified}");
    let url = format!("http://{}/tsa", world.listen);
    let stamped = world
        .run(&[
            "timestamp",
            "--tsa",
            &url,
            "--trust",
            "root.pem",
            "--out",
            "out.pdf",
            "in.pdf",
        ])
        .await;
    assert!(stamped.status.success(), "{}", said(&stamped));
    let metrics = support::client().get(format!("http://{}/metrics", world.listen));
    let metrics = metrics.send().await.unwrap().text().await.unwrap();
    assert!(
        metrics.contains("podpis_tsa_answers_total{result=\"granted\"}"),
        "{metrics}"
    );
    assert!(metrics.contains("podpis_tsa_clock_right 1"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_none_get_a_reason_and_large_ones_nothing() {
    let world = World::start().await;
    world.install("tsa.pem").await;
    let _server = world.serve().await;
    world.token().await;
    assert_eq!(
        world.post_as("text/plain", b"x").await.status(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    assert_eq!(
        world.post(&[0; 5000]).await.status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let get = support::client()
        .get(format!("http://{}/tsa", world.listen))
        .send()
        .await
        .unwrap();
    assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED);
    let answer = world.post(b"no request").await;
    let asked = Request::new(DigestAlgorithm::Sha256, b"something", &[7; 8]);
    let refused = asked.accept(&answer.bytes().await.unwrap(), now()).unwrap_err();
    assert!(refused.to_string().contains("bad data format"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_or_cannot_be_compared_tells_no_time() {
    let world = World::start().await;
    world.install("tsa.pem").await;
    world.ahead.store(3600, Ordering::Relaxed);
    {
        let _server = world.serve().await;
        let log = world.path("serve.log");
        eventually("the comparison", 20, async || {
            let log = fs::read_to_string(&log).unwrap();
            log.contains("off the reference's").then_some(())
        })
        .await;
        assert!(world.refusal().await.contains("time not available"));
    }
    let doctor = world.run(&["doctor", "--config", "podpis.toml"]).await;
    let told = said(&doctor);
    assert!(
        told.contains("MEND own timestamps") && told.contains("off the reference's"),
        "{told}"
    );
    world.ahead.store(0, Ordering::Relaxed);
    let told = said(&world.run(&["doctor", "--config", "podpis.toml"]).await);
    assert!(told.contains("its clock agrees"), "{told}");
    world
        .reference
        .failures
        .set(Party::Timestamp, Failure::Down)
        .unwrap();
    let _server = world.serve().await;
    assert!(world.refusal().await.contains("time not available"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_anything_else_makes_no_authority() {
    let world = World::start().await;
    let start = async || {
        let configuration = world.path("podpis.toml").display().to_string();
        said(
            &world
                .run(&["serve", "--config", &configuration, "--listen", &world.listen])
                .await,
        )
    };
    let told = start().await;
    assert!(told.contains("podpis admin install-tsa"), "{told}");
    let refused = world.install("seal.pem").await;
    assert!(!refused.status.success());
    assert!(said(&refused).contains("timeStamping is not its critical and only purpose"));
    let settings = fs::read_to_string(world.path("podpis.toml")).unwrap();
    let settings = settings.replace("policy = \"1.2.3.4\"", "policy = \"none\"");
    fs::write(world.path("podpis.toml"), settings).unwrap();
    world.install("tsa.pem").await;
    let told = start().await;
    assert!(told.contains("[tsa] cannot be what it should be"), "{told}");
}
