//! The three phases, stored in between, and every way in which they must refuse.

use super::{Prepared, Signed, Signer, finish, prepare, prepare_revision};
use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::claims::{Claims, Commitment};
use crate::error::Error;
use crate::key::Identity;
use crate::test_pdf::{pdf, with_place};
use crate::test_pki::{TestPki, now};
use crate::validate::report::{Report, SignatureReport};
use crate::validate::{Policy, validate};
use crate::x509::Anchors;
use pdf::{Act, Document, Fonts, Limits};

fn prepared(identity: &Identity, original: &[u8]) -> Prepared {
    let signer = Signer::of(identity, now()).unwrap();
    let revision = with_place(original, "Signature1", signer.dictionary(true)).unwrap();
    prepare_revision(revision, original, &signer).unwrap()
}

#[test]
fn three_phases_with_storage_between_them() {
    let pki = TestPki::new().unwrap();
    let original = pdf(1);
    let stored = serde_json::to_string(&prepared(&pki.seal, &original)).unwrap();
    let prepared: Prepared = serde_json::from_str(&stored).unwrap();
    let signature = pki.seal.key.sign(prepared.to_be_signed()).unwrap();
    let length = prepared.unsigned_bytes().len();
    let stored = serde_json::to_string(&prepared.accept(&signature).unwrap()).unwrap();
    let signed: Signed = serde_json::from_str(&stored).unwrap();
    let token = pki.timestamp(signed.signature(), now()).unwrap();
    let appended = signed.finish(Some(&token)).unwrap();
    assert_eq!(appended.len(), length, "only the kept place was filled");
    let text = String::from_utf8_lossy(&appended);
    assert!(text.contains("ETSI.CAdES.detached") && text.trim_end().ends_with("%%EOF"));
}

#[test]
fn a_foreign_or_changed_signature_is_refused_before_embedding() {
    let pki = TestPki::new().unwrap();
    let original = pdf(1);
    let right = prepared(&pki.seal, &original);
    let other = prepared(&pki.seal, &pdf(2));
    let of_other = pki.seal.key.sign(other.to_be_signed()).unwrap();
    assert!(matches!(
        finish(right.clone(), &of_other, None),
        Err(Error::SignatureDoesNotVerify)
    ));
    let good = pki.seal.key.sign(right.to_be_signed()).unwrap();
    // A stored `Signed` whose signature was exchanged does not load.
    let stored = serde_json::to_value(right.clone().accept(&good).unwrap()).unwrap();
    let mut tampered = stored.clone();
    tampered["signature"] =
        serde_json::to_value(other.accept(&of_other).unwrap()).unwrap()["signature"].take();
    assert!(serde_json::from_value::<Signed>(stored).is_ok());
    assert!(serde_json::from_value::<Signed>(tampered).is_err());
}

#[test]
fn a_timestamp_over_another_signature_is_refused() {
    let pki = TestPki::new().unwrap();
    let prepared = prepared(&pki.seal, &pdf(1));
    let signature = pki.seal.key.sign(prepared.to_be_signed()).unwrap();
    let token = pki.timestamp(b"another", now()).unwrap();
    assert!(matches!(
        finish(prepared, &signature, Some(&token)),
        Err(Error::Timestamp(_))
    ));
}

#[test]
fn the_original_must_be_the_one_that_was_prepared() {
    let pki = TestPki::new().unwrap();
    let signer = Signer::of(&pki.seal, now()).unwrap();
    let revision = with_place(&pdf(1), "Signature1", signer.dictionary(false)).unwrap();
    assert!(matches!(
        prepare_revision(revision, &pdf(2), &signer),
        Err(Error::Pdf(_))
    ));
}

#[test]
fn who_may_not_sign_is_told_before_anything_is_prepared() {
    let pki = TestPki::new().unwrap();
    let reason = |identity: Identity| match Signer::of(&identity, now()) {
        Err(Error::CertificateUnfit { reason }) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(pki.expired_seal().unwrap()), "it has expired");
    assert_eq!(reason(pki.future_seal().unwrap()), "it is not valid yet");
    assert_eq!(
        reason(pki.wrong_usage().unwrap()),
        "its extended key usage is for something else than documents"
    );
    let root = Signer::new(vec![pki.root.clone()], None, now());
    assert!(matches!(root, Err(Error::CertificateUnfit { .. })));
    let rsa = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    let mismatch = Signer::new(pki.seal.chain.clone(), Some(rsa), now());
    assert!(matches!(mismatch, Err(Error::AlgorithmDoesNotFitKey)));
    assert!(matches!(
        Signer::new(vec![], None, now()),
        Err(Error::NoCertificate)
    ));
}

fn judged(pki: &TestPki, file: Vec<u8>) -> SignatureReport {
    let document = Document::open(file, None, &Limits::default()).unwrap();
    let anchors = Anchors::new(vec![pki.root.clone()]);
    let Report { mut signatures, .. } = validate(&document, &anchors, &Policy::STANDARD, now()).unwrap();
    signatures.remove(0)
}

#[test]
fn what_a_signer_claims_stands_in_what_is_signed() {
    let pki = TestPki::new().unwrap();
    let original = pdf(1);
    let long = "Vodja oddelka za dolge nazive ".repeat(20);
    let claims = Claims {
        commitment: Some(Commitment::ProofOfApproval),
        roles: vec!["Direktorica Žiga".to_owned(), long.clone()],
    };
    let signer = Signer::of(&pki.seal, now()).unwrap().claiming(claims);
    let mut dictionary = signer.dictionary(false);
    dictionary.location = Some("Ljubljana".to_owned());
    let revision = with_place(&original, "Signature1", dictionary).unwrap();
    let prepared = prepare_revision(revision, &original, &signer).unwrap();
    let signature = pki.seal.key.sign(prepared.to_be_signed()).unwrap();
    let appended = finish(prepared, &signature, None).unwrap();
    let report = judged(&pki, [original, appended].concat());
    assert_eq!(report.commitments, ["proofOfApproval"]);
    // A SET OF has the order of its encodings, not the signer's.
    assert_eq!(report.claimed_roles, ["Direktorica Žiga", &long]);
    assert_eq!(report.location.as_deref(), Some("Ljubljana"));
    assert!(report.conclusion.is_passed(), "{:?}", report.checks);
}

#[test]
fn a_reason_and_a_commitment_never_stand_together() {
    let pki = TestPki::new().unwrap();
    let document = Document::open(pdf(1), None, &Limits::default()).unwrap();
    let face = |name| {
        std::fs::read(format!(
            "{}/../web/ui/dist/fonts/{name}",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap()
    };
    let fonts = Fonts::new(face("NotoSans-Regular.ttf"), face("Caveat-Regular.ttf")).unwrap();
    let act = Act {
        signature_field: "a".to_owned(),
        ..Act::default()
    };
    let signer = Signer::of(&pki.seal, now()).unwrap().claiming(Claims {
        commitment: Some(Commitment::ProofOfOrigin),
        ..Claims::default()
    });
    let mut dictionary = signer.dictionary(false);
    assert!(prepare(&document, &act, &dictionary, &fonts, &signer).is_ok());
    dictionary.reason = Some("Agreed".to_owned());
    let refused = prepare(&document, &act, &dictionary, &fonts, &signer);
    assert!(matches!(refused, Err(Error::ReasonAndCommitment)));
}

#[test]
fn every_curve_signs_and_ed25519_only_when_it_is_named() {
    let pki = TestPki::new().unwrap();
    let edwards = pki.ed25519_seal().unwrap();
    assert!(matches!(
        Signer::of(&edwards, now()),
        Err(Error::NotAskedFor { .. })
    ));
    let cases = [
        (pki.p384_seal().unwrap(), None),
        (pki.p521_seal().unwrap(), None),
        (edwards, Some(SignatureAlgorithm::Ed25519)),
    ];
    for (identity, algorithm) in cases {
        let original = pdf(1);
        let signer = Signer::new(identity.chain.clone(), algorithm, now()).unwrap();
        let revision = with_place(&original, "Signature1", signer.dictionary(false)).unwrap();
        let prepared = prepare_revision(revision, &original, &signer).unwrap();
        // A key survives its own encoding.
        let key = crate::key::PrivateKey::from_pkcs8_der(&identity.key.to_pkcs8_der().unwrap()).unwrap();
        let signature = key.sign(prepared.to_be_signed()).unwrap();
        let appended = finish(prepared, &signature, None).unwrap();
        let report = judged(&pki, [original, appended].concat());
        assert!(report.conclusion.is_passed(), "{:?}", report.checks);
    }
}
