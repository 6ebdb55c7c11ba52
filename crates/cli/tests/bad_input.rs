//! What goes wrong at the command line: each says what it was and what to do, leaves nothing half-written and the input as it was.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that finds something else than it needs has failed"
)]

#[path = "support/world.rs"]
mod world;

use ades::issue::certificate::{Profile, Sources};
use ades::issue::revocation::{Answer, Responder};
use ades::key::{Curve, Identity, PrivateKey};
use ades::revocation::{OcspRequest, State};
use ades::test_pki::TestPki;
use ades::timestamp::Request;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use pdf::{Dictionary, Edit, Stream, Update};
use std::fs;
use std::process::Command;
use world::{PODPIS, SIGN, World, said};

fn now() -> Timestamp {
    simulators::system_clock()()
}

/// A place that answers everything in one way.
async fn place(answer: impl Fn(Bytes) -> Response + Clone + Send + Sync + 'static) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().fallback(move |body: Bytes| {
        let answer = answer.clone();
        async move { answer(body) }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn reply(kind: &'static str, body: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, kind)], body).into_response()
}

/// A timestamping authority that answers with what is made of each request.
async fn authority(answer: impl Fn(Request) -> Vec<u8> + Clone + Send + Sync + 'static) -> String {
    place(move |body| {
        reply(
            "application/timestamp-reply",
            answer(Request::from_der(&body).unwrap()),
        )
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_be_used_is_named_with_its_reason() {
    let world = World::start().await;
    let chain = |identity: &Identity| -> String { identity.chain.iter().map(|one| one.to_pem()).collect() };
    world.write_key("expired.pem", &world.pki.expired_seal().unwrap());
    world.write_key("future.pem", &world.pki.future_seal().unwrap());
    world.write_key("server.pem", &world.pki.wrong_usage().unwrap());
    let other = PrivateKey::from_random(Curve::P256, &[9; 32]).unwrap();
    let mixed = format!(
        "{}{}",
        other.to_pkcs8_pem().unwrap().as_str(),
        chain(&world.seal())
    );
    fs::write(world.path("mixed.pem"), mixed).unwrap();
    let certificates_only = chain(&world.seal());
    fs::write(world.path("public.pem"), certificates_only).unwrap();
    let testdata = concat!(env!("CARGO_MANIFEST_DIR"), "/../ades/testdata/");
    for file in ["modern.p12", "legacy.p12"] {
        fs::copy(format!("{testdata}{file}"), world.path(file)).unwrap();
    }
    fs::write(world.path("wrong.txt"), "wrong\n").unwrap();
    let before = world.names();
    for (key, reason) in [
        ("expired.pem", "it has expired"),
        ("future.pem", "it is not valid yet"),
        ("server.pem", "is for something else than documents"),
        ("mixed.pem", "does not belong to the private key"),
        ("public.pem", "no private key"),
        (
            "modern.p12 --password-file wrong.txt",
            "the password does not open",
        ),
        (
            "legacy.p12 --password-file wrong.txt",
            "the password does not open",
        ),
        ("modern.p12", "holds no key"),
        ("absent.pem", "cannot be read"),
    ] {
        world
            .fails(&format!("sign --key {key} --out x.pdf in.pdf"), reason)
            .await;
    }
    assert_eq!(world.names(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_does_not_answer_what_was_asked_gets_nothing_written() {
    let world = World::start().await;
    let before = world.names();
    let own = world.pki.authority_with(14, Sources::default()).unwrap();
    let of = |pki: TestPki| pki.authority_with(15, Sources::default()).unwrap();
    let stranger = of(TestPki::second().unwrap());
    let (nonce, old, ahead) = (own.clone(), own.clone(), own.clone());
    let serve = |request: &Request| request.to_der().unwrap();
    let hour = SignedDuration::from_hours(1);
    let places = [
        (
            authority(move |request| {
                let other = Request {
                    nonce: Some(vec![7; 8]),
                    ..request
                };
                nonce.answer(&serve(&other), &[1; 8], now()).unwrap()
            })
            .await,
            "another nonce",
        ),
        (
            authority(move |request| old.answer(&serve(&request), &[2; 8], now() - hour).unwrap()).await,
            "too far from now",
        ),
        (
            authority(move |request| ahead.answer(&serve(&request), &[3; 8], now() + hour).unwrap()).await,
            "too far from now",
        ),
        (
            authority(move |request| stranger.answer(&serve(&request), &[4; 8], now()).unwrap()).await,
            "is not trusted",
        ),
        (
            place(|_| reply("text/html", b"<h1>Welcome</h1>".to_vec())).await,
            "unavailable",
        ),
        (
            place(|_| reply("application/timestamp-reply", b"<h1>Welcome</h1>".to_vec())).await,
            "is not a timestamp response",
        ),
    ];
    for (url, reason) in &places {
        world
            .fails(&format!("{SIGN} --tsa {url} --out x.pdf in.pdf"), reason)
            .await;
        world
            .fails(
                &format!("timestamp --trust root.pem --tsa {url} --out x.pdf in.pdf"),
                reason,
            )
            .await;
    }
    assert_eq!(world.names(), before);
    let good = authority(move |request| own.answer(&serve(&request), &[5; 8], now()).unwrap()).await;
    world
        .runs(&format!("{SIGN} --tsa {good} --out x.pdf in.pdf"))
        .await;
}

/// A signer whose state is asked at `source`, in a key file of its own.
fn asked_at(world: &World, source: Sources) {
    let profile = Profile::DocumentSigner;
    let identity = world.pki.issue_with("Asked about", 22, profile, source).unwrap();
    world.write_key("asked.pem", &identity);
}

/// An answer about whatever is asked, by the root of these authorities.
fn ocsp(speaker: &TestPki, request: &[u8], issued: Timestamp) -> Vec<u8> {
    let about = OcspRequest::from_der(request).unwrap().certificates;
    let root_key = speaker.root_key();
    let responder = Responder {
        key: &root_key,
        certificate: &speaker.root,
        include_certificate: true,
    };
    let answers: Vec<Answer> = about
        .into_iter()
        .map(|about| Answer {
            about,
            state: State::Good,
            this_update: issued,
            next_update: Some(issued + SignedDuration::from_hours(24)),
        })
        .collect();
    responder.answer(&answers, None, issued).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_or_yesterday_says_of_a_certificate_is_not_enough_to_sign_for_long() {
    let world = World::start().await;
    let before = world.names();
    let day = SignedDuration::from_hours(24);
    let source = |ocsp: Option<String>, revocation_list: Option<String>| Sources {
        ocsp,
        revocation_list,
        ..Sources::default()
    };
    let sign = "sign --key asked.pem --trust root.pem --allow-private-addresses --level b-lt --tsa TSA --out x.pdf in.pdf";
    let own = || TestPki::new().unwrap();
    let stale = place(move |body| {
        let answer = ocsp(&own(), &body, now() - 3 * day);
        reply("application/ocsp-response", answer)
    })
    .await;
    asked_at(&world, source(Some(stale), None));
    world.fails(sign, "that was good until").await;
    let stranger = place(move |body| {
        let second = TestPki::second().unwrap();
        reply("application/ocsp-response", ocsp(&second, &body, now()))
    })
    .await;
    asked_at(&world, source(Some(stranger), None));
    world.fails(sign, "its signer may not speak for the issuer").await;
    let html = place(|_| reply("text/html", b"<h1>Welcome</h1>".to_vec())).await;
    asked_at(&world, source(Some(html), None));
    world.fails(sign, "cannot be learned").await;
    let endless = place(|_| Body::from(vec![0x30; 200 << 20]).into_response()).await;
    asked_at(&world, source(None, Some(endless)));
    world.fails(sign, "the answer has more than").await;
    fs::remove_file(world.path("asked.pem")).unwrap();
    assert_eq!(world.names(), before);
}

/// `ulimit -f` ends a file as a full disk does: in the middle of writing.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_no_more_leaves_no_half_of_a_file() {
    let world = World::start().await;
    // Large enough to be written while it is read.
    let document = world.document("in.pdf");
    let mut update = Update::new(&document).unwrap();
    update.add(Stream::new(Dictionary::new(), vec![b'x'; 6 << 20]).into());
    let large = [document.bytes(), &update.finish().unwrap()].concat();
    fs::write(world.path("large.pdf"), large).unwrap();
    let before = world.names();
    for (input, blocks) in [("in.pdf", 2), ("large.pdf", 4_000)] {
        let whole = fs::read(world.path(input)).unwrap();
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {PODPIS} sign --key {} --out {} {}",
            world.path("key.pem").display(),
            world.path("x.pdf").display(),
            world.path(input).display()
        );
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("cannot be written"), "{}", said(&output));
        assert!(said(&output).contains("is as it was"), "{}", said(&output));
        assert_eq!(world.names(), before);
        assert_eq!(fs::read(world.path(input)).unwrap(), whole);
        // With room enough the same command writes it.
        world
            .runs(&format!("sign --key key.pem --out x.pdf {input}"))
            .await;
        assert!(fs::read(world.path("x.pdf")).unwrap().starts_with(&whole));
        fs::remove_file(world.path("x.pdf")).unwrap();
    }
}
