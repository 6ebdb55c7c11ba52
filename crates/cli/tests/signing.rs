//! `podpis sign`, `extend`, `timestamp`, `hash` and `embed`, against authorities that speak their real protocols.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that finds something else than it needs has failed"
)]

#[path = "support/token.rs"]
mod token;
#[path = "support/world.rs"]
mod world;

use ades::key::PrivateKey;
use ades::pades::Prepared;
use ades::test_pki::TestPki;
use jiff::Timestamp;
use pdf::signatures::{SignatureKind, signatures};
use pdf::{ModificationLevel, security_store};
use serde_json::Value;
use simulators::{Failure, Party};
use std::fs;
use token::{MODULE, Token};
use world::{PODPIS, SIGN, World, said};

#[tokio::test(flavor = "multi_thread")]
async fn every_level_is_reached_and_the_input_stays() {
    let world = World::start().await;
    let input = fs::read(world.path("in.pdf")).unwrap();
    for (level, stored, stamps) in [("b-b", 0, 0), ("b-t", 0, 0), ("b-lt", 2, 0), ("b-lta", 2, 1)] {
        let tsa = if level == "b-b" { "" } else { "--tsa TSA" };
        let told = world
            .runs(&format!("{SIGN} --level {level} {tsa} --out {level}.pdf in.pdf"))
            .await;
        assert!(
            told.contains(&format!("level {}", level.to_uppercase())),
            "{told}"
        );
        assert!(!told.contains("proof pending"), "{told}");
        let document = world.document(&format!("{level}.pdf"));
        assert!(document.bytes().starts_with(&input));
        let all = signatures(&document).unwrap();
        let documents = all
            .iter()
            .filter(|one| one.kind == SignatureKind::DocumentTimestamp);
        assert_eq!(documents.count(), stamps, "{level}");
        let store = security_store(&document).unwrap();
        assert_eq!(store.data.ocsp_responses.len(), stored, "{level}");
    }
    assert_eq!(fs::read(world.path("in.pdf")).unwrap(), input);
    world
        .fails(&format!("{SIGN} --out b-b.pdf in.pdf"), "exists already")
        .await;
    world
        .fails(&format!("{SIGN} --level b-t --out x.pdf in.pdf"), "say --tsa URL")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_file_is_extended_step_by_step_and_renewed() {
    let world = World::start().await;
    let extend = "extend --trust root.pem --allow-private-addresses --tsa TSA";
    world.runs(&format!("{SIGN} --out b.pdf in.pdf")).await;
    world
        .runs(&format!("{extend} --level b-t --out t.pdf b.pdf"))
        .await;
    world
        .runs(&format!("{extend} --level b-lt --out lt.pdf t.pdf"))
        .await;
    world
        .runs(&format!("{extend} --level b-lta --out lta.pdf lt.pdf"))
        .await;
    world
        .runs(&format!("{extend} --level b-lta --out again.pdf lta.pdf"))
        .await;
    let told = world
        .runs(&format!("{extend} --level b-lt --out same.pdf lt.pdf"))
        .await;
    assert!(told.contains("nothing to add"), "{told}");
    let document = world.document("again.pdf");
    let kinds: Vec<SignatureKind> = signatures(&document)
        .unwrap()
        .iter()
        .map(|one| one.kind)
        .collect();
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == SignatureKind::DocumentTimestamp)
            .count(),
        3
    );
    let compared = pdf::compare(&document, 1).unwrap();
    assert_eq!(
        compared.level,
        ModificationLevel::LtaUpdates,
        "{:?}",
        compared.changes
    );
    let told = world.runs("timestamp --tsa TSA --out stamped.pdf in.pdf").await;
    assert!(told.contains("timestamp of 20"), "{told}");
    world
        .fails(
            &format!("{extend} --level b-lt --out none.pdf in.pdf"),
            "no signature",
        )
        .await;
    world
        .fails(
            &format!("{extend} --level b-b --out none.pdf in.pdf"),
            "B-B is what",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_when_something_that_is_needed_cannot_be_had() {
    let world = World::start().await;
    let before = world.names();
    let lt = format!("{SIGN} --level b-lt --tsa TSA --out x.pdf in.pdf");
    world.failures.set(Party::Revocation, Failure::Refuse).unwrap();
    world.fails(&lt, "cannot be learned").await;
    world.failures.set(Party::Revocation, Failure::Down).unwrap();
    world.fails(&lt, "cannot be learned").await;
    world.failures.set(Party::Revocation, Failure::None).unwrap();
    for (failure, reason) in [
        (Failure::WrongImprint, "over other data"),
        (Failure::Refuse, "refused"),
        (Failure::Busy, "status 503"),
        (Failure::Down, "unavailable"),
    ] {
        world.simulators.failures.set(Party::Timestamp, failure).unwrap();
        world.fails(&lt, reason).await;
    }
    // The second authority of the list answers.
    let tsa = world.tsa();
    world
        .simulators
        .failures
        .set(Party::Timestamp, Failure::None)
        .unwrap();
    world
        .runs(&format!(
            "{SIGN} --tsa http://127.0.0.1:1/ --tsa {tsa} --out two.pdf in.pdf"
        ))
        .await;
    fs::remove_file(world.path("two.pdf")).unwrap();
    // A certificate in a private network is nobody's to call, unless it is said.
    let guarded = "sign --key key.pem --level b-lt --tsa TSA --out x.pdf in.pdf";
    world.fails(guarded, "not an address that may be called").await;
    world
        .authority
        .revoke(&world.seal().chain[0], Timestamp::UNIX_EPOCH);
    world.fails(&lt, "was revoked at").await;
    fs::write(
        world.path("stranger.pem"),
        TestPki::second().unwrap().root.to_pem(),
    )
    .unwrap();
    let extend = "extend --level b-lta --allow-private-addresses --tsa TSA";
    world.runs(&format!("{SIGN} --out b.pdf in.pdf")).await;
    world
        .fails(
            &format!("{extend} --trust stranger.pem --out x.pdf b.pdf"),
            "is not trusted",
        )
        .await;
    world
        .fails(
            &format!("{extend} --trust root.pem --out x.pdf b.pdf"),
            "was revoked at",
        )
        .await;
    fs::remove_file(world.path("b.pdf")).unwrap();
    fs::remove_file(world.path("stranger.pem")).unwrap();
    assert_eq!(world.names(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_files_go_into_a_folder_and_a_bad_one_stops_no_other() {
    let world = World::start().await;
    for name in ["a.pdf", "c.pdf"] {
        fs::copy(world.path("in.pdf"), world.path(name)).unwrap();
    }
    fs::write(world.path("b.pdf"), b"no PDF").unwrap();
    let output = world
        .run(&format!("{SIGN} --jobs 2 --out out/ a.pdf b.pdf c.pdf"))
        .await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("b.pdf: the file is not a PDF"),
        "{}",
        said(&output)
    );
    for name in ["out/a.pdf", "out/c.pdf"] {
        assert_eq!(signatures(&world.document(name)).unwrap().len(), 1);
    }
    assert_eq!(fs::read_dir(world.path("out")).unwrap().count(), 2);
    world
        .fails(
            &format!("{SIGN} --out out2/ a.pdf out/a.pdf"),
            "two inputs are called",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_is_seen_where_it_should_be_and_certifies_where_it_may() {
    let world = World::start().await;
    let visible = "--page 2 --rect 50,60,200,80 --field mine --reason Agreed";
    world
        .runs(&format!("{SIGN} {visible} --certify 2 --out seen.pdf in.pdf"))
        .await;
    let document = world.document("seen.pdf");
    let all = signatures(&document).unwrap();
    assert_eq!(
        (all[0].certification, all[0].reason.as_deref()),
        (Some(2), Some("Agreed"))
    );
    assert_eq!(all[0].field, "mine");
    world
        .fails(
            &format!("{SIGN} --certify 2 --field b --out x.pdf seen.pdf"),
            "certified before",
        )
        .await;
    world
        .runs(&format!("{SIGN} --field b --out both.pdf seen.pdf"))
        .await;
    assert_eq!(signatures(&world.document("both.pdf")).unwrap().len(), 2);
    for wrong in ["--page 2", "--rect 1,2,3,4", "--certify 1", "--level b-x"] {
        let output = world.run(&format!("{SIGN} {wrong} --out x.pdf in.pdf")).await;
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_signer_claims_is_signed_and_said() {
    let world = World::start().await;
    let claims = "--commitment approval --role Director --role Clerk --location Brno";
    world.runs(&format!("{SIGN} {claims} --out c.pdf in.pdf")).await;
    let output = world
        .run("validate --offline --without-revocation --trust root.pem c.pdf")
        .await;
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    for line in [
        "commitment     proofOfApproval",
        "claimed role   Clerk, Director",
        "place          Brno",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let page = world
        .run("validate --offline --without-revocation --trust root.pem --format html --language sl c.pdf")
        .await;
    assert!(
        said(&page).contains("podpisnik dokument odobrava"),
        "{}",
        said(&page)
    );
    let both = world
        .run(&format!(
            "{SIGN} --reason Why --commitment origin --out x.pdf in.pdf"
        ))
        .await;
    assert_eq!(both.status.code(), Some(2), "{}", said(&both));
    let unknown = world
        .run(&format!("{SIGN} --commitment love --out x.pdf in.pdf"))
        .await;
    assert!(
        said(&unknown).contains("origin, receipt, delivery"),
        "{}",
        said(&unknown)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ed25519_is_used_when_it_is_named_and_with_a_warning() {
    let world = World::start().await;
    world.write_key("edwards.pem", &world.pki.ed25519_seal().unwrap());
    let sign = "sign --key edwards.pem --trust root.pem";
    world
        .fails(&format!("{sign} --out x.pdf in.pdf"), "say --algorithm Ed25519")
        .await;
    let told = world
        .runs(&format!("{sign} --algorithm Ed25519 --out e.pdf in.pdf"))
        .await;
    assert!(told.contains("warning: Ed25519"), "{told}");
    let file = fs::read(world.path("e.pdf")).unwrap();
    let declared = b"/ExtensionLevel 32002";
    assert!(file.windows(declared.len()).any(|window| window == declared));
    world.runs("validate --offline --trust root.pem e.pdf").await;
    world
        .fails(
            &format!("{SIGN} --algorithm Ed25519 --out x.pdf in.pdf"),
            "does not fit the key",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_author_of_a_form_demands_is_met_or_named() {
    let world = World::start().await;
    let demands =
        |name: &str, seed: &str| fs::write(world.path(name), ades::test_pdf::with_seed(seed)).unwrap();
    demands(
        "r.pdf",
        "/Lock<</Action/All>>/SV<</Ff 8/Reasons[(Agreed)]/MDP<</P 2>>>>",
    );
    demands("t.pdf", "/SV<</TimeStamp<</URL(http://tsa.example/)/Ff 1>>>>");
    let sign = format!("{SIGN} --field sign");
    world
        .fails(
            &format!("{sign} --reason Other --out x.pdf r.pdf"),
            "one of the reasons “Agreed”",
        )
        .await;
    world
        .runs(&format!("{sign} --reason Agreed --out ok.pdf r.pdf"))
        .await;
    let signed = signatures(&world.document("ok.pdf")).unwrap().remove(0);
    assert_eq!(
        (signed.certification, signed.lock),
        (Some(2), Some(pdf::FieldLock::All))
    );
    let told = "say --level b-t and --tsa URL (its author names http://tsa.example/)";
    world.fails(&format!("{sign} --out x.pdf t.pdf"), told).await;
    world.runs(&format!("{sign} --tsa TSA --out t2.pdf t.pdf")).await;
    // The demand is still known when the signature comes back.
    let seal = world.seal();
    let chain: String = seal.chain.iter().map(|one| one.to_pem()).collect();
    fs::write(world.path("chain.pem"), chain).unwrap();
    world
        .runs("hash --certificate chain.pem --field sign --state state.txt t.pdf")
        .await;
    let state: Value = serde_json::from_slice(&fs::read(world.path("state.txt")).unwrap()).unwrap();
    let prepared: Prepared = serde_json::from_value(state["prepared"].clone()).unwrap();
    fs::write(
        world.path("sig.bin"),
        seal.key.sign(prepared.to_be_signed()).unwrap(),
    )
    .unwrap();
    world
        .fails(
            "embed --state state.txt --signature sig.bin --out x.pdf t.pdf",
            told,
        )
        .await;
    assert!(!world.path("x.pdf").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_elsewhere_signs_between_two_commands() {
    let world = World::start().await;
    let seal = world.seal();
    let chain: String = seal.chain.iter().map(|one| one.to_pem()).collect();
    fs::write(world.path("chain.pem"), chain).unwrap();
    let hash = "hash --certificate chain.pem --page 1 --rect 50,60,200,80 --state state.txt in.pdf";
    let task: Value = serde_json::from_str(&world.runs(hash).await).unwrap();
    assert_eq!(task["algorithm"], "ECDSA/SHA-256");
    let state: Value = serde_json::from_slice(&fs::read(world.path("state.txt")).unwrap()).unwrap();
    let prepared: Prepared = serde_json::from_value(state["prepared"].clone()).unwrap();
    let signature = seal.key.sign(prepared.to_be_signed()).unwrap();
    fs::write(world.path("sig.bin"), &signature).unwrap();
    let embed = "embed --state state.txt --level b-lt --tsa TSA --trust root.pem --allow-private-addresses";
    let told = world
        .runs(&format!("{embed} --signature sig.bin --out done.pdf in.pdf"))
        .await;
    assert!(told.contains("level B-LT"), "{told}");
    assert_eq!(
        security_store(&world.document("done.pdf"))
            .unwrap()
            .data
            .ocsp_responses
            .len(),
        2
    );
    let stranger = PrivateKey::from_random(ades::key::Curve::P256, &[9; 32]).unwrap();
    fs::write(
        world.path("bad.bin"),
        stranger.sign(prepared.to_be_signed()).unwrap(),
    )
    .unwrap();
    world
        .fails(
            &format!("{embed} --signature bad.bin --out x.pdf in.pdf"),
            "no signature by",
        )
        .await;
    fs::write(world.path("other.pdf"), ades::test_pdf::pdf(1)).unwrap();
    world
        .fails(
            &format!("{embed} --signature sig.bin --out x.pdf other.pdf"),
            "is not the file",
        )
        .await;
    assert!(!world.path("x.pdf").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_on_a_token_signs_many_files_and_says_what_is_wrong_with_it() {
    let world = World::start().await;
    let token = Token::new();
    token.import("ec", "01", &world.seal(), "");
    token.import(
        "rsa",
        "02",
        &world.pki.rsa_seal_with(world.sources.clone()).unwrap(),
        "",
    );
    token.import(
        "asks",
        "03",
        &world.pki.rsa_seal_with(world.sources.clone()).unwrap(),
        "--always-auth",
    );
    fs::write(world.path("pin.txt"), "1234\n").unwrap();
    fs::write(world.path("bad.txt"), "9999\n").unwrap();
    for name in ["a.pdf", "b.pdf", "c.pdf", "d.pdf"] {
        fs::copy(world.path("in.pdf"), world.path(name)).unwrap();
    }
    let sign = |label: &str, token_label: &str, pin: &str, out: &str| {
        let mut command = token.command(PODPIS);
        command.args([
            "sign",
            "--pkcs11",
            MODULE,
            "--token",
            token_label,
            "--key-label",
            label,
        ]);
        command.arg("--password-file").arg(world.path(pin));
        command.arg("--chain").arg(world.path("root.pem"));
        command.args(["--jobs", "3"]).arg("--out").arg(world.path(out));
        command.args(["a.pdf", "b.pdf", "c.pdf", "d.pdf"].map(|name| world.path(name)));
        command.output().unwrap()
    };
    for label in ["ec", "rsa", "asks"] {
        let output = sign(label, "test", "pin.txt", label);
        assert!(output.status.success(), "{label}: {}", said(&output));
        assert_eq!(said(&output).lines().count(), 4);
        assert_eq!(
            signatures(&world.document(&format!("{label}/d.pdf")))
                .unwrap()
                .len(),
            1
        );
    }
    for (label, token_label, pin, reason) in [
        ("ec", "test", "bad.txt", "the PIN is wrong"),
        ("ec", "other", "pin.txt", "there is no token other"),
        ("none", "test", "pin.txt", "no private key none"),
    ] {
        let output = sign(label, token_label, pin, "wrong");
        assert!(
            !output.status.success() && said(&output).contains(reason),
            "{}",
            said(&output)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn validation_asks_where_certificates_say_and_nobody_when_told_so() {
    let world = World::start().await;
    world
        .runs(&format!("{SIGN} --tsa TSA --level b-t --out t.pdf in.pdf"))
        .await;
    let validate = "validate --trust root.pem --allow-private-addresses";
    let told = world.runs(&format!("{validate} t.pdf")).await;
    assert!(told.contains("1 of 1 signatures are valid"), "{told}");
    let offline = world.run(&format!("{validate} --offline t.pdf")).await;
    assert_eq!(offline.status.code(), Some(2), "{}", said(&offline));
    assert!(
        said(&offline).contains("no revocation data"),
        "{}",
        said(&offline)
    );
    let seal = world.seal();
    let long_ago = "2026-01-02T00:00:00Z".parse().unwrap();
    world.authority.revoke(seal.certificate().unwrap(), long_ago);
    let revoked = world.run(&format!("{validate} t.pdf")).await;
    assert_eq!(revoked.status.code(), Some(2), "{}", said(&revoked));
    assert!(said(&revoked).contains("revoked since"), "{}", said(&revoked));
    // As at a time: before the certificate.
    let early = world
        .run(&format!("{validate} --at 2025-06-01T00:00:00Z t.pdf"))
        .await;
    assert_eq!(early.status.code(), Some(2), "{}", said(&early));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_judgement_is_written_for_programs_and_for_people() {
    let world = World::start().await;
    world
        .runs(&format!("{SIGN} --tsa TSA --level b-t --out t.pdf in.pdf"))
        .await;
    let validate = "validate --trust root.pem --allow-private-addresses --format";
    let json: Value = serde_json::from_str(&world.runs(&format!("{validate} json t.pdf")).await).unwrap();
    assert_eq!(json[0]["signatures"][0]["indication"], "TOTAL_PASSED");
    assert_eq!(json[0]["signatures"][0]["level"], "PAdES-BASELINE-T");
    let page = world.runs(&format!("{validate} html --language sl t.pdf")).await;
    assert!(
        page.contains("<html lang=\"sl\">") && page.contains("PAdES B-T"),
        "{page}"
    );
    assert!(
        page.contains("Test signer") && !page.contains("://"),
        "nothing is fetched: {page}"
    );
    world
        .runs(&format!("{validate} pdf --language cs --out r.pdf t.pdf"))
        .await;
    assert_eq!(world.document("r.pdf").pages().unwrap().len(), 1);
    world
        .fails(&format!("{validate} pdf --out r.pdf t.pdf"), "exists already")
        .await;
}
