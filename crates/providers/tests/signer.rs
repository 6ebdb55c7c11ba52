//! The signer behind its socket, asked by everybody who should get nothing: what a broken web process can and cannot have of it.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ades::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use ades::cms::ToBeSigned;
use ades::test_pki::{TestPki, now};
use app::ports::{Authorisation, AuthorisationKey, Clock, Signer, SignerError};
use domain::ids::AccountId;
use jiff::{Timestamp, ToSpan};
use providers::signing::local::{LocalKey, LocalSigner};
use providers::signing::remote::RemoteSigner;
use providers::signing::serve::{SignerServer, listen};
use providers::signing::uses::{self, Event, UseFault, UseLog};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::task::JoinHandle;
use uuid::Uuid;

const SECRET: [u8; 32] = [9; 32];

struct Frozen;

impl Clock for Frozen {
    fn now(&self) -> Timestamp {
        now()
    }
}

struct World {
    folder: TempDir,
    server: Option<JoinHandle<()>>,
}

impl World {
    fn new() -> World {
        World {
            folder: tempfile::tempdir().unwrap(),
            server: None,
        }
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("uses.jsonl")
    }

    /// Starts the signer, anew if it runs.
    async fn start(&mut self, per_hour: u32, users: Vec<u32>) {
        if let Some(running) = self.server.take() {
            running.abort();
            let _ = running.await;
        }
        let key = LocalKey::new("seal".into(), None, TestPki::new().unwrap().seal, false);
        // The last conversation may still be ending.
        let log = loop {
            match UseLog::open(&self.log(), per_hour, now()) {
                Ok(log) => break log,
                Err(UseFault::InUse) => tokio::task::yield_now().await,
                Err(fault) => panic!("{fault}"),
            }
        };
        let server = SignerServer {
            keys: LocalSigner::new(vec![key]),
            log: Mutex::new(log),
            authorisations: AuthorisationKey::new(&SECRET),
            users,
            clock: Arc::new(Frozen),
            stop_after: None,
        };
        let listener = listen(&self.socket()).unwrap();
        self.server = Some(tokio::spawn(async move {
            Arc::new(server)
                .run(listener, std::future::pending())
                .await
                .unwrap();
        }));
    }

    fn client(&self, secret: [u8; 32]) -> RemoteSigner {
        RemoteSigner::new(self.socket(), AuthorisationKey::new(&secret), Vec::new())
    }

    fn events(&self) -> Vec<Event> {
        let read = uses::read(&self.log()).unwrap();
        read.0.into_iter().map(|entry| entry.event).collect()
    }
}

fn own() -> Vec<u32> {
    vec![rustix::process::getuid().as_raw()]
}

fn content(bytes: &[u8]) -> ToBeSigned {
    ToBeSigned {
        bytes: bytes.to_vec(),
        digest: DigestAlgorithm::Sha256.digest(&[bytes]),
        algorithm: SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
    }
}

fn permit(id: u128, named: &ToBeSigned) -> Authorisation {
    let digests = vec![named.digest.clone()];
    Authorisation::for_tests(Uuid::from_u128(id), "seal".into(), digests, now() + 1.minute())
}

fn refused(answer: Result<Vec<Vec<u8>>, SignerError>) {
    assert!(matches!(answer, Err(SignerError::NotAuthorised)), "{answer:?}");
}

#[tokio::test]
async fn what_is_authorised_is_signed_once_and_written_down() {
    let mut world = World::new();
    world.start(100, own()).await;
    let signer = world.client(SECRET);
    let identity = signer.identity(AccountId(Uuid::nil())).await.unwrap();
    assert_eq!(identity.key, "seal");
    let one = content(b"one");
    let signatures = signer
        .sign(&permit(1, &one), std::slice::from_ref(&one), now())
        .await
        .unwrap();
    let key = identity.chain[0].public_key();
    key.verify(one.algorithm, &one.bytes, &signatures[0]).unwrap();
    let (entries, _) = uses::read(&world.log()).unwrap();
    assert_eq!(world.events(), [Event::Used, Event::Signed]);
    assert_eq!(entries[0].asked_by, own()[0]);
    assert_eq!(entries[0].digests.len(), 1);
}

#[tokio::test]
async fn a_replay_is_refused_and_a_restart_gives_nothing_back() {
    let mut world = World::new();
    world.start(100, own()).await;
    let one = content(b"one");
    let ask = |signer: RemoteSigner| {
        let one = one.clone();
        async move { signer.sign(&permit(1, &one), &[one], now()).await }
    };
    ask(world.client(SECRET)).await.unwrap();
    refused(ask(world.client(SECRET)).await);
    world.start(100, own()).await;
    refused(ask(world.client(SECRET)).await);
    assert_eq!(world.events(), [Event::Used, Event::Signed]);
}

#[tokio::test]
async fn whoever_has_the_socket_but_not_the_key_of_authorisations_gets_nothing() {
    let mut world = World::new();
    world.start(100, own()).await;
    let one = content(b"one");
    refused(
        world
            .client([8; 32])
            .sign(&permit(1, &one), std::slice::from_ref(&one), now())
            .await,
    );
    assert_eq!(world.events(), [], "a forged one is not even a use");
    // An authorisation for one thing gives no signature of another.
    let other = content(b"other");
    refused(world.client(SECRET).sign(&permit(2, &one), &[other], now()).await);
    refused(world.client(SECRET).sign(&permit(2, &one), &[one], now()).await);
    assert!(matches!(world.events()[..], [Event::Used, Event::Refused(_)]));
}

#[tokio::test]
async fn whoever_makes_authorisations_at_will_is_held_to_the_signer_s_own_limit() {
    let mut world = World::new();
    world.start(3, own()).await;
    let signer = world.client(SECRET);
    let (mut made, mut refused) = (0, 0);
    for id in 0..20 {
        let one = content(&[id]);
        match signer.sign(&permit(id.into(), &one), &[one], now()).await {
            Ok(_) => made += 1,
            Err(_) => refused += 1,
        }
    }
    assert_eq!((made, refused), (3, 17));
    world.start(3, own()).await;
    let one = content(b"after a restart");
    assert!(
        world
            .client(SECRET)
            .sign(&permit(99, &one), &[one], now())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn other_users_are_sent_away_without_a_word() {
    let mut world = World::new();
    world.start(100, vec![own()[0] + 1]).await;
    let one = content(b"one");
    let answer = world.client(SECRET).sign(&permit(1, &one), &[one], now()).await;
    assert!(matches!(answer, Err(SignerError::Unavailable(_))), "{answer:?}");
    assert_eq!(world.events(), []);
}

/// What the signer answers to these bytes, as a request.
async fn raw(socket: &Path, request: &[u8], length: u32) -> Vec<u8> {
    let mut stream = UnixStream::connect(socket).await.unwrap();
    stream.write_all(&length.to_be_bytes()).await.unwrap();
    // It may have gone already.
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

#[tokio::test]
async fn nothing_that_can_be_asked_yields_the_key() {
    let mut world = World::new();
    world.start(100, own()).await;
    let pki = TestPki::new().unwrap();
    let private = pki.seal.key.to_pkcs8_der().unwrap();
    let known = raw(&world.socket(), b"\"keys\"", 6).await;
    assert!(String::from_utf8_lossy(&known).contains("BEGIN CERTIFICATE"));
    let spelled: String = private.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!known.windows(private.len()).any(|window| window == &private[..]));
    assert!(!String::from_utf8_lossy(&known).contains(&spelled[20..60]));
    for request in [
        "\"export\"",
        "{\"export\":{}}",
        "{\"sign\":{\"authorisation\":\"\",\"to_be_signed\":[],\"raw\":true}}",
        "\u{0}",
    ] {
        let length = u32::try_from(request.len()).unwrap();
        assert!(
            raw(&world.socket(), request.as_bytes(), length).await.is_empty(),
            "{request}"
        );
    }
    assert!(raw(&world.socket(), b"x", u32::MAX).await.is_empty());
    // And it is still there.
    assert!(world.client(SECRET).keys().await.is_ok());
    assert_eq!(world.events(), []);
}

#[tokio::test]
async fn the_socket_is_its_owner_s_alone_and_one_signer_s() {
    let mut world = World::new();
    world.start(100, own()).await;
    let metadata = std::fs::metadata(world.socket()).unwrap();
    assert!(metadata.file_type().is_socket());
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    assert!(listen(&world.socket()).is_err(), "somebody listens there");
    // What a signer that was killed left behind is taken over.
    world.start(100, own()).await;
    assert!(world.client(SECRET).keys().await.is_ok());
    let file = world.folder.path().join("file");
    std::fs::write(&file, "mine").unwrap();
    assert!(listen(&file).is_err() && file.exists());
}
