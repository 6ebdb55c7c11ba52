//! A test authority that answers over HTTP, a timestamping authority below it, a signer, and the command line beside them.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use ades::issue::certificate::{Profile, Sources};
use ades::key::Identity;
use ades::test_pki::TestPki;
use pdf::{Document, Limits};
use simulators::revocation::{RevocationAuthority, RevocationServer, sources};
use simulators::{Failures, Options, Simulators};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

pub const PODPIS: &str = env!("CARGO_BIN_EXE_podpis");

/// A test authority that answers over HTTP, a timestamping authority below it, and a signer.
pub struct World {
    pub folder: TempDir,
    pub pki: TestPki,
    pub authority: RevocationAuthority,
    pub failures: Failures,
    pub sources: Sources,
    pub simulators: Simulators,
    _server: RevocationServer,
}

impl World {
    pub async fn start() -> World {
        let folder = tempfile::tempdir().unwrap();
        let pki = TestPki::new().unwrap();
        let (clock, failures) = (simulators::system_clock(), Failures::default());
        let authority =
            RevocationAuthority::new(pki.root.clone(), pki.root_key(), failures.clone(), clock.clone());
        let any = "127.0.0.1:0".parse().unwrap();
        let server = RevocationServer::start(authority.clone(), any).await.unwrap();
        let sources = sources(server.address());
        let options = Options {
            authority: Some(pki.authority_with(14, sources.clone()).unwrap()),
            ..Options::default()
        };
        let simulators = Simulators::start(folder.path(), options).await.unwrap();
        let world = World {
            folder,
            authority,
            failures,
            sources,
            simulators,
            _server: server,
            pki,
        };
        fs::write(world.path("root.pem"), world.pki.root.to_pem()).unwrap();
        fs::write(world.path("in.pdf"), ades::test_pdf::pdf(2)).unwrap();
        world.write_key("key.pem", &world.seal());
        world
    }

    pub fn seal(&self) -> Identity {
        let profile = Profile::DocumentSigner;
        self.pki
            .issue_with("Test signer", 13, profile, self.sources.clone())
            .unwrap()
    }

    pub fn write_key(&self, name: &str, identity: &Identity) {
        let chain: String = identity.chain.iter().map(|one| one.to_pem()).collect();
        let key = identity.key.to_pkcs8_pem().unwrap();
        fs::write(self.path(name), format!("{}{chain}", key.as_str())).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn tsa(&self) -> String {
        self.simulators.timestamp_url().unwrap()
    }

    /// Runs a command; names that end with a dot and three letters are files of the folder.
    pub async fn run(&self, arguments: &str) -> Output {
        let tsa = self.tsa();
        let arguments: Vec<String> = arguments
            .split_whitespace()
            .map(|word| match word {
                "TSA" => tsa.clone(),
                word if word.starts_with("http") => word.to_owned(),
                word if word.rfind('.').is_some_and(|at| at + 4 == word.len()) || word.ends_with('/') => {
                    self.path(word).display().to_string()
                }
                word => word.to_owned(),
            })
            .collect();
        let run = move || {
            let mut command = Command::new(PODPIS);
            command.args(arguments).output().unwrap()
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    pub async fn runs(&self, arguments: &str) -> String {
        let output = self.run(arguments).await;
        assert!(output.status.success(), "{arguments}: {}", said(&output));
        said(&output)
    }

    pub async fn fails(&self, arguments: &str, reason: &str) {
        let output = self.run(arguments).await;
        assert_eq!(output.status.code(), Some(1), "{arguments}: {}", said(&output));
        assert!(said(&output).contains(reason), "{arguments}: {}", said(&output));
    }

    pub fn document(&self, name: &str) -> Document {
        Document::open(fs::read(self.path(name)).unwrap(), None, &Limits::default()).unwrap()
    }

    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Signing with the signer's own key, by authorities on this machine.
pub const SIGN: &str = "sign --key key.pem --trust root.pem --allow-private-addresses";
