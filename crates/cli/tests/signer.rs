//! The organisation's key in a process of its own: a whole journey through it, its death in the middle of a seal, and what lies on the
//! disks of both.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it needs has failed"
)]

mod support;
#[path = "support/token.rs"]
mod token;

use ades::test_pki::TestPki;
use providers::signing::uses::{self, Entry, Event};
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::{Browser, Demo, PODPIS, Process, eventually, signatures};
use tempfile::TempDir;
use token::{MODULE, Token};

const PIN: &str = "zelo dolga skrivnost";

/// The signer's side.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new(pin: bool) -> Site {
        let site = Site {
            folder: tempfile::tempdir().unwrap(),
        };
        let seal = TestPki::new().unwrap().seal;
        let chain: String = seal.chain.iter().map(|one| one.to_pem()).collect();
        let key = seal.key.to_pkcs8_pem().unwrap();
        fs::write(site.path("seal.pem"), format!("{}{chain}", key.as_str())).unwrap();
        fs::write(site.path("pin"), format!("{PIN}\n")).unwrap();
        for name in ["signer.kek", "new.kek", "authorisation.key"] {
            site.runs(&["admin", "key-file", &site.name(name)]);
        }
        let (folder, kek, key) = (
            site.name("signer"),
            site.name("signer.kek"),
            site.name("seal.pem"),
        );
        let install = [
            "signer",
            "install",
            "--folder",
            &folder,
            "--key-file",
            &kek,
            "--key",
            &key,
        ];
        let with = site.name("pin");
        let with: &[&str] = if pin { &["--pin-file", &with] } else { &[] };
        site.runs(&[&install, with].concat());
        fs::remove_file(site.path("seal.pem")).unwrap();
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(PODPIS).args(arguments).output().unwrap()
    }

    fn runs(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    fn arguments(&self, kek: &str, more: &[&str]) -> Vec<String> {
        let words = [
            "signer",
            "serve",
            "--folder",
            &self.name("signer"),
            "--key-file",
            &self.name(kek),
        ]
        .map(str::to_owned);
        let places = [
            "--authorisation-key-file",
            &self.name("authorisation.key"),
            "--socket",
            &self.name("socket"),
        ];
        let more = more.iter().copied();
        words
            .into_iter()
            .chain(places.into_iter().chain(more).map(str::to_owned))
            .collect()
    }

    /// Starts the signer and waits until it answers.
    async fn serve(&self, kek: &str, more: &[&str]) -> Process {
        let arguments = self.arguments(kek, more);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let process = Process::start(&arguments, &self.path("signer.log"));
        let socket = self.path("socket");
        eventually("the signer", 60, async || {
            std::os::unix::net::UnixStream::connect(&socket).ok()
        })
        .await;
        process
    }

    async fn demo(&self) -> Demo {
        let signer = format!("unix:{}", self.name("socket"));
        let key = self.name("authorisation.key");
        let more = ["--signer", &signer, "--authorisation-key-file", &key];
        Demo::start(&self.path("demo"), &more).await
    }

    fn uses(&self) -> Vec<Entry> {
        uses::read(&self.path("signer/uses.jsonl")).unwrap().0
    }
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Sends a contract and signs it; the seal comes later.
async fn clicked(demo: &Demo, name: &str) -> String {
    let email = format!("{name}@stranka.example");
    let agreement = demo.send_contract(name, &[(&email, None)]).await;
    let mut browser = Browser::open(&demo.link(&email).await);
    assert!(browser.sign().await.status().is_success());
    agreement
}

async fn file_of(demo: &Demo, agreement: &str) -> Vec<u8> {
    demo.until_status(agreement, "SIGNED").await;
    let path = format!("/agreements/{agreement}/combinedDocument");
    demo.get(&path).await.bytes().await.unwrap().to_vec()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.is_file() {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signer_seals_and_nobody_else_has_the_key() {
    let site = Site::new(false);
    let _signer = site.serve("signer.kek", &[]).await;
    let demo = site.demo().await;
    let agreement = clicked(&demo, "own-process").await;
    let file = file_of(&demo, &agreement).await;
    assert_eq!(signatures(&file), 2, "one act and the closing seal");
    assert!(String::from_utf8_lossy(&file).contains("ETSI.CAdES.detached"));
    let entries = site.uses();
    let of_agreement: Vec<&Entry> = entries
        .iter()
        .filter(|entry| entry.grounds.agreement == agreement)
        .collect();
    let count = |event: Event| of_agreement.iter().filter(|entry| entry.event == event).count();
    // Act, closing seal, report.
    assert_eq!(
        (count(Event::Used), count(Event::Signed)),
        (3, 3),
        "{of_agreement:?}"
    );
    assert!(of_agreement.iter().all(|entry| !entry.grounds.right.is_empty()));
    let told = site.runs(&["signer", "log", "--folder", &site.name("signer")]);
    assert!(told.contains("lines, whole"), "{told}");
    drop(demo);
    // The test seal's private number is 32 times the octet 2: it lies in the clear nowhere, neither here nor there.
    for file in files(site.folder.path()) {
        let bytes = fs::read(&file).unwrap();
        assert!(
            !bytes.windows(32).any(|window| window == [2; 32]),
            "{}",
            file.display()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signer_that_dies_in_the_middle_of_a_seal_delays_it_and_makes_none_twice() {
    let site = Site::new(false);
    let signer = site.serve("signer.kek", &[]).await;
    let demo = site.demo().await;
    drop(signer);
    for point in ["used", "signed"] {
        let before = site.uses().len();
        let mut dying = site.serve("signer.kek", &["--failpoint", point]).await;
        let agreement = clicked(&demo, point).await;
        eventually("the signer's death", 60, async || dying.has_ended().then_some(())).await;
        let died_at = site.uses();
        assert_eq!(
            died_at.len(),
            before + 1,
            "{point}: one use, and nobody has its signature"
        );
        let lost = died_at[before].authorisation;
        let _signer = site.serve("signer.kek", &[]).await;
        let file = file_of(&demo, &agreement).await;
        assert_eq!(
            signatures(&file),
            2,
            "{point}: one act and the closing seal, no more"
        );
        let entries = site.uses();
        let used: Vec<_> = entries
            .iter()
            .filter(|entry| entry.event == Event::Used)
            .collect();
        let ids: BTreeSet<_> = used.iter().map(|entry| entry.authorisation).collect();
        assert_eq!(ids.len(), used.len(), "{point}: no authorisation was used twice");
        let later = entries.iter().filter(|entry| entry.authorisation == lost).count();
        assert_eq!(
            later, 1,
            "{point}: what was lost was not made up for under the same authorisation"
        );
        let signed = entries[before..]
            .iter()
            .filter(|entry| entry.event == Event::Signed)
            .count();
        assert_eq!(signed, 3, "{point}: act, closing seal, report, once each");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_disk_without_the_pin_signs_nothing_and_the_key_file_changes_without_it() {
    let site = Site::new(true);
    let words = |kek: &str, more: &[&str]| site.arguments(kek, more);
    let fails = |kek: &str, more: &[&str], reason: &str| {
        let arguments = words(kek, more);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = site.run(&arguments);
        assert!(
            !output.status.success() && said(&output).contains(reason),
            "{}",
            said(&output)
        );
    };
    // Whoever has everything that lies on the disk has the folder and the key file.
    fails("signer.kek", &[], "this key needs its PIN");
    fs::write(site.path("guess"), "zelo dolga skrivnosti").unwrap();
    let guess = site.name("guess");
    fails("signer.kek", &["--pin-file", &guess], "the PIN is wrong");
    let (folder, old, new) = (site.name("signer"), site.name("signer.kek"), site.name("new.kek"));
    let rotate = [
        "signer",
        "rotate",
        "--folder",
        &folder,
        "--key-file",
        &old,
        "--new-key-file",
        &new,
    ];
    assert!(site.runs(&rotate).contains("1 keys are under the new key file"));
    assert!(
        site.runs(&rotate).contains("0 keys"),
        "run again, it changes nothing"
    );
    let pin = site.name("pin");
    fails(
        "signer.kek",
        &["--pin-file", &pin],
        "the key file is not the one of this key",
    );
    let _signer = site.serve("new.kek", &["--pin-file", &pin]).await;
    // The wrong tries are over; were there five in a row, it would stay shut.
    let records = files(&site.path("signer/keys"));
    let tries = records
        .iter()
        .find(|file| file.extension().is_some_and(|one| one == "tries"));
    assert_eq!(fs::read_to_string(tries.unwrap()).unwrap(), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_seals_and_one_that_is_pulled_out_is_named_until_it_is_back() {
    let site = Site::new(false);
    let token = Token::new();
    token.import("seal", "01", &TestPki::new().unwrap().seal, "");
    fs::write(site.path("pin"), "1234\n").unwrap();
    let start = async || {
        let pin = site.name("pin");
        let more = [
            "--pkcs11",
            MODULE,
            "--token",
            "test",
            "--key-label",
            "seal",
            "--token-pin-file",
            &pin,
        ];
        let mut command = token.command(PODPIS);
        command.args(site.arguments("signer.kek", &more));
        let signer = Process::of(command, &site.path("signer.log"));
        let socket = site.path("socket");
        eventually("the signer", 60, async || {
            std::os::unix::net::UnixStream::connect(&socket).ok()
        })
        .await;
        signer
    };
    let signer = start().await;
    let demo = site.demo().await;
    let agreement = clicked(&demo, "token").await;
    let file = file_of(&demo, &agreement).await;
    assert_eq!(signatures(&file), 2, "one act and the closing seal");
    let key = site.uses().remove(0).key;
    assert!(key.starts_with("token-"), "{key}");
    // Out in the middle of things.
    let elsewhere = site.path("pulled-out");
    fs::rename(token.inside(), &elsewhere).unwrap();
    let agreement = clicked(&demo, "pulled").await;
    let why = eventually("the signer's word for it", 60, async || {
        site.uses().into_iter().find_map(|entry| match entry.event {
            Event::Refused(why) => Some(why),
            _ => None,
        })
    })
    .await;
    assert!(why.contains("put it in again"), "{why}");
    fs::rename(&elsewhere, token.inside()).unwrap();
    // softhsm2 looks for its files when a process starts.
    drop(signer);
    let _signer = start().await;
    let file = file_of(&demo, &agreement).await;
    assert_eq!(signatures(&file), 2, "what waited goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_be_the_server_s_own_and_old_keys_leave_the_database() {
    let site = Site::new(false);
    let token = Token::new();
    let seal = TestPki::new().unwrap().seal;
    token.import("seal", "01", &seal, "");
    let chain: String = seal.chain.iter().map(|one| one.to_pem()).collect();
    let key = seal.key.to_pkcs8_pem().unwrap();
    fs::write(site.path("seal.pem"), format!("{}{chain}", key.as_str())).unwrap();
    let common = format!(
        "data = \"{}\"\nkek_file = \"{}\"\n",
        site.name("data"),
        site.name("new.kek")
    );
    let with = |pin: &str| {
        fs::write(site.path("pin"), pin).unwrap();
        let token = format!(
            "module = \"{MODULE}\"\nlabel = \"test\"\nkey_label = \"seal\"\npin_file = \"{}\"\n",
            site.name("pin")
        );
        fs::write(site.path("token.toml"), format!("{common}[seal.token]\n{token}")).unwrap();
    };
    fs::write(site.path("plain.toml"), &common).unwrap();
    let (plain, config) = (site.name("plain.toml"), site.name("token.toml"));
    site.runs(&[
        "admin",
        "install-seal",
        "--config",
        &plain,
        "--key",
        &site.name("seal.pem"),
    ]);
    let doctor = || {
        let mut command = token.command(PODPIS);
        said(&command.args(["doctor", "--config", &config]).output().unwrap())
    };
    with("9999");
    assert!(doctor().contains("the PIN is wrong"), "{}", doctor());
    with("1234");
    let install = [
        "admin",
        "install-seal",
        "--config",
        &config,
        "--key",
        &site.name("seal.pem"),
    ];
    let refused = said(&site.run(&install));
    assert!(refused.contains("the key is not in the database"), "{refused}");
    let told = doctor();
    assert!(told.contains("1 seal keys still lie in the database"), "{told}");
    let mut forget = token.command(PODPIS);
    let forgot = forget
        .args(["admin", "forget-seal-keys", "--config", &config])
        .output()
        .unwrap();
    assert!(
        said(&forgot).contains("1 keys were taken out"),
        "{}",
        said(&forgot)
    );
    let told = doctor();
    assert!(told.contains("the token answers, with key token-"), "{told}");
    assert!(told.contains("ok   seal "), "its certificate is known: {told}");
}

/// The certificates that a signer at this socket tells.
fn told_keys(socket: &Path) -> String {
    let mut stream = std::os::unix::net::UnixStream::connect(socket).unwrap();
    let request = b"\"keys\"";
    stream.write_all(&6_u32.to_be_bytes()).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_systemd_made_is_taken_over_and_a_folder_has_one_signer() {
    let site = Site::new(false);
    let listener = UnixListener::bind(site.path("given")).unwrap();
    let mut arguments = site.arguments("signer.kek", &["--activated"]);
    // All but the place to listen at.
    let at = arguments.iter().position(|word| word == "--socket").unwrap();
    arguments.drain(at..at + 2);
    let mut command = Command::new(PODPIS);
    command.args(&arguments).stdin(OwnedFd::from(listener));
    let _signer = Process::of(command, &site.path("given.log"));
    let socket = site.path("given");
    let told = tokio::task::spawn_blocking(move || told_keys(&socket))
        .await
        .unwrap();
    assert!(told.contains("BEGIN CERTIFICATE"), "{told}");
    let second = site.arguments("signer.kek", &[]);
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let refused = said(&site.run(&second));
    assert!(refused.contains("another signer uses this folder"), "{refused}");
}
