//! A good file, and one file for each way in which a signature can be worth nothing.

use pdf::{Document, Limits};

use super::facts::Facts;
use super::forge::{
    Parts, attribute, good_attributes, signed_attributes_cms, signed_cms, unchecked, without,
};
use super::report::ChangeLevel;
use super::report::{
    CheckName, CoverageReport, Indication, Level, Report, SignatureReport, Status, SubIndication,
};
use super::{Policy, gather, judge, validate};
use crate::algorithm::DigestAlgorithm;
use crate::asn1::{Writer, oid, tag};
use crate::cms::{self, ToBeSigned};
use crate::key::Identity;
use crate::pades::{Signer, prepare_revision};
use crate::test_pdf::{pdf, with_place};
use crate::test_pki::{TestPki, now};
use crate::x509::{Anchors, Certificate};

/// Signs with a timestamp made at the same time, whatever the certificate is worth.
pub(super) fn sign(original: &[u8], field: &str, identity: &Identity, pki: Option<&TestPki>) -> Vec<u8> {
    let signing_time = identity.chain[0].not_before();
    let signer = Signer::new(identity.chain.clone(), None, signing_time).unwrap();
    let revision = with_place(original, field, signer.dictionary(true)).unwrap();
    let prepared = prepare_revision(revision, original, &signer).unwrap();
    let signature = identity.key.sign(prepared.to_be_signed()).unwrap();
    let signed = prepared.accept(&signature).unwrap();
    let token = pki.map(|pki| pki.timestamp(signed.signature(), now()).unwrap());
    [original, &signed.finish(token.as_ref()).unwrap()].concat()
}

/// Puts any CMS into a new field, made from the digest of what it covers.
pub(super) fn embed(original: &[u8], make: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut dictionary = pdf::SignatureDictionary::new(pdf::SubFilter::CadesDetached, 8000);
    dictionary.claimed_time = Some(crate::pdf_date::write(now()));
    let revision = with_place(original, "Signature1", dictionary).unwrap();
    filled(original, revision, make)
}

fn filled(original: &[u8], revision: pdf::PreparedRevision, make: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let digest = DigestAlgorithm::Sha256.digest(&revision.signed_parts(original).unwrap());
    let contents = make(&digest);
    [original, &revision.embed(&contents).unwrap()].concat()
}

pub(super) fn facts(file: &[u8]) -> Facts {
    gather(&Document::open(file.to_vec(), None, &Limits::default()).unwrap()).unwrap()
}

pub(super) fn report(pki: &TestPki, file: &[u8]) -> Report {
    let document = Document::open(file.to_vec(), None, &Limits::default()).unwrap();
    validate(
        &document,
        &Anchors::new(vec![pki.root.clone()]),
        &Policy::STANDARD,
        now(),
    )
    .unwrap()
}

pub(super) fn only(report: Report) -> SignatureReport {
    let [signature]: [SignatureReport; 1] = report.signatures.try_into().unwrap();
    signature
}

pub(super) fn assert_verdict(
    signature: &SignatureReport,
    indication: Indication,
    sub: SubIndication,
    check: CheckName,
) {
    assert_eq!(
        signature.conclusion.indication, indication,
        "{:#?}",
        signature.checks
    );
    assert_eq!(signature.conclusion.sub_indication, Some(sub));
    let at = signature
        .checks
        .iter()
        .find(|one| matches!(one.status, Status::Failed | Status::Indeterminate));
    assert_eq!(at.unwrap().name, check, "{:#?}", signature.checks);
}

pub(super) fn status(signature: &SignatureReport, name: CheckName) -> Status {
    signature
        .checks
        .iter()
        .find(|check| check.name == name)
        .unwrap()
        .status
}

#[test]
fn a_good_signature_passes_at_level_t() {
    let pki = TestPki::new().unwrap();
    let file = sign(&pdf(1), "Signature1", &pki.seal, Some(&pki));
    let report = report(&pki, &file);
    assert!(!report.document.modified_after_signing && report.document.covered_to_the_end);
    let signature = only(report);
    assert!(signature.conclusion.is_passed(), "{:#?}", signature.checks);
    assert_eq!(signature.level, Some(Level::T));
    assert_eq!(signature.best_signature_time, Some(now()));
    assert_eq!(signature.coverage, CoverageReport::WholeFile);
    assert_eq!(signature.signed_by.as_deref(), Some("Podpis test seal"));
    assert!(signature.timestamps[0].conclusion.is_passed());
}

#[test]
fn the_report_is_stable() {
    let pki = TestPki::new().unwrap();
    let file = sign(&pdf(1), "Signature1", &pki.seal, Some(&pki));
    let mut value = serde_json::to_value(report(&pki, &file)).unwrap();
    without_fingerprints(&mut value);
    insta::assert_json_snapshot!(value);
}

/// ECDSA signatures differ each time, and so do the fingerprints of certificates that carry them.
fn without_fingerprints(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            if let Some(fingerprint) = fields.get_mut("sha256") {
                assert_eq!(fingerprint.as_str().unwrap().len(), 64);
                *fingerprint = "[64 digits]".into();
            }
            fields.values_mut().for_each(without_fingerprints);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_fingerprints),
        _ => {}
    }
}

#[test]
fn every_algorithm_passes() {
    let pki = TestPki::new().unwrap();
    for identity in [pki.p384_seal().unwrap(), pki.rsa_seal(3072).unwrap()] {
        let signature = only(report(&pki, &sign(&pdf(1), "Signature1", &identity, None)));
        assert!(signature.conclusion.is_passed(), "{:#?}", signature.checks);
        assert_eq!(signature.level, Some(Level::B));
        assert_eq!(signature.best_signature_time, None);
    }
}

#[test]
fn later_signatures_are_allowed_changes() {
    let pki = TestPki::new().unwrap();
    let once = sign(&pdf(1), "First", &pki.seal, None);
    let twice = sign(&once, "Second", &pki.p384_seal().unwrap(), Some(&pki));
    let report = report(&pki, &twice);
    assert!(!report.document.modified_after_signing && report.document.covered_to_the_end);
    let [first, second] = &report.signatures[..] else {
        panic!("two signatures")
    };
    assert!(first.conclusion.is_passed() && second.conclusion.is_passed());
    assert_eq!(
        (first.coverage, first.change_level),
        (CoverageReport::Revision, ChangeLevel::FormFilling)
    );
    assert!(
        first
            .changes_after
            .iter()
            .any(|change| change.kind == "signatureAdded"),
        "{:?}",
        first.changes_after
    );
    assert_eq!(
        (second.coverage, second.change_level),
        (CoverageReport::WholeFile, ChangeLevel::None)
    );
}

#[test]
fn an_unsigned_file_has_an_empty_list() {
    let pki = TestPki::new().unwrap();
    let report = report(&pki, &pdf(1));
    assert!(report.signatures.is_empty() && report.timestamps.is_empty());
}

#[test]
fn facts_can_be_stored_and_judged_again() {
    let pki = TestPki::new().unwrap();
    let facts = facts(&sign(&pdf(1), "Signature1", &pki.seal, Some(&pki)));
    let stored = serde_json::to_string(&facts).unwrap();
    let again: Facts = serde_json::from_str(&stored).unwrap();
    let anchors = Anchors::new(vec![pki.root.clone()]);
    let judged = |facts, anchors: &Anchors| only(judge(facts, anchors, &Policy::STANDARD, now()));
    assert!(judged(&again, &anchors).conclusion.is_passed());
    let without = judged(&again, &Anchors::default());
    assert_verdict(
        &without,
        Indication::Indeterminate,
        SubIndication::NoCertificateChainFound,
        CheckName::Chain,
    );
}

#[test]
fn a_changed_document_fails() {
    let pki = TestPki::new().unwrap();
    let mut file = sign(&pdf(1), "Signature1", &pki.seal, Some(&pki));
    let at = file.windows(8).position(|window| window == b"(Page 1)").unwrap();
    file[at + 6] = b'2';
    let signature = only(report(&pki, &file));
    assert_verdict(
        &signature,
        Indication::TotalFailed,
        SubIndication::HashFailure,
        CheckName::MessageDigest,
    );
    assert_eq!(signature.level, None);
}

#[test]
fn a_changed_signature_value_fails() {
    let pki = TestPki::new().unwrap();
    let other = pki.expired_seal().unwrap();
    let file = embed(&pdf(1), |digest| {
        let algorithm = pki.seal.key.default_algorithm().unwrap();
        let to_be_signed = cms::prepare(pki.seal.certificate().unwrap(), algorithm, digest);
        let signature = other.key.sign(&to_be_signed).unwrap();
        unchecked(&to_be_signed, &signature, &pki.seal.chain, Parts::default())
    });
    let signature = only(report(&pki, &file));
    assert_verdict(
        &signature,
        Indication::TotalFailed,
        SubIndication::SigCryptoFailure,
        CheckName::SignatureValue,
    );
}

#[test]
fn certificates_outside_their_time_are_judged_at_the_proven_time() {
    let pki = TestPki::new().unwrap();
    let expired = only(report(
        &pki,
        &sign(&pdf(1), "S", &pki.expired_seal().unwrap(), Some(&pki)),
    ));
    assert_verdict(
        &expired,
        Indication::Indeterminate,
        SubIndication::OutOfBoundsNoPoe,
        CheckName::Chain,
    );
    let future = only(report(
        &pki,
        &sign(&pdf(1), "S", &pki.future_seal().unwrap(), Some(&pki)),
    ));
    assert_verdict(
        &future,
        Indication::TotalFailed,
        SubIndication::NotYetValid,
        CheckName::Chain,
    );
    // The certificate has ended since, but the timestamp proves that the signature is older; its own authority still holds.
    let facts = facts(&sign(&pdf(1), "S", &pki.seal, Some(&pki)));
    let anchors = Anchors::new(vec![pki.root.clone()]);
    let later = only(judge(
        &facts,
        &anchors,
        &Policy::STANDARD,
        "2030-12-01T00:00:00Z".parse().unwrap(),
    ));
    assert!(later.conclusion.is_passed());
    let too_late = only(judge(
        &facts,
        &anchors,
        &Policy::STANDARD,
        "2031-02-01T00:00:00Z".parse().unwrap(),
    ));
    assert_verdict(
        &too_late,
        Indication::Indeterminate,
        SubIndication::OutOfBoundsNoPoe,
        CheckName::Chain,
    );
    assert_eq!(
        too_late.timestamps[0].conclusion.sub_indication,
        Some(SubIndication::OutOfBoundsNoPoe)
    );
}

#[test]
fn a_certificate_for_servers_signs_no_documents() {
    let pki = TestPki::new().unwrap();
    let identity = pki.wrong_usage().unwrap();
    let file = embed(&pdf(1), |digest| signed_cms(&identity, digest, Parts::default()));
    let signature = only(report(&pki, &file));
    let sub = SubIndication::ChainConstraintsFailure;
    assert_verdict(&signature, Indication::Indeterminate, sub, CheckName::KeyUsage);
}

#[test]
fn an_end_entity_as_issuer_is_refused() {
    let pki = TestPki::new().unwrap();
    let file = sign(&pdf(1), "S", &pki.issued_by_end_entity().unwrap(), None);
    let signature = only(report(&pki, &file));
    let sub = SubIndication::CertificateChainGeneralFailure;
    assert_verdict(&signature, Indication::Indeterminate, sub, CheckName::Chain);
}

#[test]
fn revocation_sources_that_were_not_asked_are_said() {
    let pki = TestPki::new().unwrap();
    let file = sign(&pdf(1), "S", &pki.seal_with_sources().unwrap(), None);
    let signature = only(report(&pki, &file));
    assert_verdict(
        &signature,
        Indication::Indeterminate,
        SubIndication::TryLater,
        CheckName::Revocation,
    );
    let anchors = Anchors::new(vec![pki.root.clone()]);
    let lenient = only(judge(&facts(&file), &anchors, &Policy::WITHOUT_REVOCATION, now()));
    assert!(lenient.conclusion.is_passed());
    assert_eq!(status(&lenient, CheckName::Revocation), Status::Notice);
}

#[test]
fn several_signers_are_refused() {
    let pki = TestPki::new().unwrap();
    let twice = Parts {
        signer_infos: 2,
        ..Parts::default()
    };
    let file = embed(&pdf(1), |digest| signed_cms(&pki.seal, digest, twice));
    let signature = only(report(&pki, &file));
    assert_verdict(
        &signature,
        Indication::TotalFailed,
        SubIndication::FormatFailure,
        CheckName::OneSigner,
    );
}

#[test]
fn content_inside_a_detached_signature_is_refused() {
    let pki = TestPki::new().unwrap();
    let inside = Parts {
        content: Some(b"something else"),
        ..Parts::default()
    };
    let file = embed(&pdf(1), |digest| signed_cms(&pki.seal, digest, inside));
    let signature = only(report(&pki, &file));
    assert_verdict(
        &signature,
        Indication::TotalFailed,
        SubIndication::FormatFailure,
        CheckName::Content,
    );
}

#[test]
fn signed_attributes_must_be_complete_and_single() {
    let pki = TestPki::new().unwrap();
    let refused = |attributes: fn(&Identity, &[u8]) -> Vec<Vec<u8>>| {
        let file = embed(&pdf(1), |digest| {
            let attributes = attributes(&pki.seal, digest);
            let bytes = Writer::build(|writer| writer.set_of(tag::SET, attributes));
            signed_attributes_cms(&pki.seal, bytes, Parts::default())
        });
        only(report(&pki, &file))
    };
    let format_failure = |signature: SignatureReport| {
        let sub = SubIndication::FormatFailure;
        assert_verdict(
            &signature,
            Indication::TotalFailed,
            sub,
            CheckName::SignedAttributes,
        );
    };
    format_failure(refused(|seal, digest| {
        without(oid::MESSAGE_DIGEST, good_attributes(seal, digest))
    }));
    format_failure(refused(|seal, digest| {
        without(oid::CONTENT_TYPE, good_attributes(seal, digest))
    }));
    format_failure(refused(|seal, digest| {
        let mut attributes = good_attributes(seal, digest);
        attributes.push(attribute(oid::MESSAGE_DIGEST, |value| value.octets(&[0; 32])));
        attributes
    }));
    format_failure(refused(|seal, digest| {
        let mut attributes = without(oid::CONTENT_TYPE, good_attributes(seal, digest));
        attributes.push(attribute(oid::CONTENT_TYPE, |value| value.oid(oid::TST_INFO)));
        attributes
    }));
    let unnamed = refused(|seal, digest| without(oid::SIGNING_CERTIFICATE_V2, good_attributes(seal, digest)));
    let sub = SubIndication::SigConstraintsFailure;
    assert_verdict(
        &unnamed,
        Indication::Indeterminate,
        sub,
        CheckName::SignerReference,
    );
    let with_time = refused(|seal, digest| {
        let mut attributes = good_attributes(seal, digest);
        attributes.push(attribute(oid::SIGNING_TIME, |value| {
            crate::asn1::time::write(value, now())
        }));
        attributes
    });
    assert!(with_time.conclusion.is_passed());
    assert_eq!(
        status(&with_time, CheckName::SigningTimeAttribute),
        Status::Notice
    );
    assert_eq!(with_time.level, None, "not a baseline signature");
}

#[test]
fn no_signed_attributes_at_all_are_refused() {
    let pki = TestPki::new().unwrap();
    let bare = Parts {
        without_attributes: true,
        ..Parts::default()
    };
    let file = embed(&pdf(1), |digest| signed_cms(&pki.seal, digest, bare));
    let signature = only(report(&pki, &file));
    assert_verdict(
        &signature,
        Indication::TotalFailed,
        SubIndication::FormatFailure,
        CheckName::SignedAttributes,
    );
}

#[test]
fn a_substituted_certificate_is_noticed() {
    // Same issuer name, same serial number and same key, but another certificate: only the signed reference tells.
    let pki = TestPki::new().unwrap();
    let twin = twin_of(&pki);
    let file = embed(&pdf(1), |digest| {
        let algorithm = pki.seal.key.default_algorithm().unwrap();
        let to_be_signed = cms::prepare(pki.seal.certificate().unwrap(), algorithm, digest);
        let signature = pki.seal.key.sign(&to_be_signed).unwrap();
        unchecked(
            &to_be_signed,
            &signature,
            &[twin, pki.root.clone()],
            Parts::default(),
        )
    });
    let signature = only(report(&pki, &file));
    let sub = SubIndication::NoSigningCertificateFound;
    assert_verdict(
        &signature,
        Indication::Indeterminate,
        sub,
        CheckName::SignerReference,
    );
}

fn twin_of(pki: &TestPki) -> Certificate {
    let validity = ("2026-01-01T00:00:00Z", "2040-01-01T00:00:00Z");
    let key = crate::key::PrivateKey::from_pkcs8_der(&pki.seal.key.to_pkcs8_der().unwrap()).unwrap();
    let profile = crate::issue::certificate::Profile::DocumentSigner;
    let twin = pki
        .issue("Somebody else", key, 2, profile, validity)
        .unwrap()
        .chain
        .remove(0);
    assert_eq!(twin.serial(), pki.seal.chain[0].serial());
    twin
}

#[test]
fn a_missing_certificate_is_said() {
    let pki = TestPki::new().unwrap();
    let file = embed(&pdf(1), |digest| {
        signed_cms(
            &pki.seal,
            digest,
            Parts {
                no_certificates: true,
                ..Parts::default()
            },
        )
    });
    let signature = only(report(&pki, &file));
    let sub = SubIndication::NoSigningCertificateFound;
    assert_verdict(
        &signature,
        Indication::Indeterminate,
        sub,
        CheckName::SignerCertificate,
    );
}

#[test]
fn a_downgraded_digest_is_noticed() {
    let pki = TestPki::new().unwrap();
    let named = Parts {
        named_digest: Some(DigestAlgorithm::Sha384),
        ..Parts::default()
    };
    let file = embed(&pdf(1), |digest| signed_cms(&pki.seal, digest, named));
    let signature = only(report(&pki, &file));
    assert!(!signature.conclusion.is_passed());
    assert_eq!(
        status(&signature, CheckName::AlgorithmAgreement),
        Status::Indeterminate
    );
}

#[test]
fn attributes_are_digested_as_they_stand() {
    // The attributes in another order than DER has: signed as such, they verify; a parser that sorts them before digesting
    // would say no, and one that accepts both would accept two different messages.
    let pki = TestPki::new().unwrap();
    let unsorted = |digest: &[u8]| {
        let mut attributes = good_attributes(&pki.seal, digest);
        attributes.sort();
        attributes.reverse();
        Writer::build(|writer| writer.nested(tag::SET, |set| attributes.iter().for_each(|one| set.raw(one))))
    };
    let file = embed(&pdf(1), |digest| {
        signed_attributes_cms(&pki.seal, unsorted(digest), Parts::default())
    });
    assert!(only(report(&pki, &file)).conclusion.is_passed());
    // Signed sorted, stored unsorted: what stands in the file is not what was signed.
    let file = embed(&pdf(1), |digest| {
        let algorithm = pki.seal.key.default_algorithm().unwrap();
        let sorted = cms::prepare(pki.seal.certificate().unwrap(), algorithm, digest);
        let signature = pki.seal.key.sign(&sorted).unwrap();
        let stored = ToBeSigned {
            bytes: unsorted(digest),
            ..sorted
        };
        unchecked(&stored, &signature, &pki.seal.chain, Parts::default())
    });
    let signature = only(report(&pki, &file));
    assert_verdict(
        &signature,
        Indication::TotalFailed,
        SubIndication::SigCryptoFailure,
        CheckName::SignatureValue,
    );
}

#[test]
fn a_timestamp_of_another_signature_proves_nothing() {
    let pki = TestPki::new().unwrap();
    let token = pki.timestamp(b"another signature", now()).unwrap();
    let file = embed(&pdf(1), |digest| {
        signed_cms(
            &pki.seal,
            digest,
            Parts {
                token: Some(token.as_der()),
                ..Parts::default()
            },
        )
    });
    let signature = only(report(&pki, &file));
    assert!(
        signature.conclusion.is_passed(),
        "the signature itself stays what it is"
    );
    assert_eq!(signature.best_signature_time, None);
    assert_eq!(signature.level, Some(Level::B));
    assert_eq!(
        signature.timestamps[0].conclusion.sub_indication,
        Some(SubIndication::HashFailure)
    );
}

#[test]
fn a_timestamp_by_a_stranger_or_from_the_future_proves_nothing() {
    let pki = TestPki::new().unwrap();
    let file = sign(&pdf(1), "S", &pki.seal, Some(&pki));
    let facts = facts(&file);
    let only_the_seal = Anchors::new(vec![pki.seal.chain[0].clone()]);
    let stranger = only(judge(&facts, &only_the_seal, &Policy::STANDARD, now()));
    assert!(stranger.conclusion.is_passed());
    assert_eq!(stranger.best_signature_time, None);
    let anchors = Anchors::new(vec![pki.root.clone()]);
    let earlier = only(judge(
        &facts,
        &anchors,
        &Policy::STANDARD,
        "2026-10-01T00:00:00Z".parse().unwrap(),
    ));
    assert_eq!(
        earlier.timestamps[0].conclusion.sub_indication,
        Some(SubIndication::TimestampOrderFailure)
    );
    assert_eq!(earlier.best_signature_time, None);
}

#[test]
fn rubbish_in_contents_is_a_format_failure() {
    let pki = TestPki::new().unwrap();
    for contents in [&b""[..], b"\0", b"rubbish", &[0x30, 0x80, 0, 0]] {
        let file = embed(&pdf(1), |_| contents.to_vec());
        let signature = only(report(&pki, &file));
        assert_eq!(signature.conclusion.indication, Indication::TotalFailed);
        assert_eq!(
            signature.conclusion.sub_indication,
            Some(SubIndication::FormatFailure)
        );
    }
}

/// ISO 32000-2 §12.8.3: what is read beside PAdES, and what is not.
#[test]
fn older_forms_are_read_and_others_are_said_not_to_be_supported() {
    let pki = TestPki::new().unwrap();
    let original = pdf(1);
    let of_form = |form: &str| {
        let written = b"ETSI.CAdES.detached";
        let dictionary = pdf::SignatureDictionary::new(pdf::SubFilter::CadesDetached, 8000);
        let mut revision = with_place(&original, "Signature1", dictionary).unwrap();
        let windows = revision.bytes.windows(written.len());
        let at = windows.clone().position(|window| window == written).unwrap();
        // A shorter name ends with a space.
        revision.bytes[at..at + written.len()].copy_from_slice(format!("{form:19}").as_bytes());
        let file = filled(&original, revision, |digest| {
            signed_cms(&pki.seal, digest, Parts::default())
        });
        only(report(&pki, &file))
    };
    let older = of_form("adbe.pkcs7.detached");
    assert!(older.conclusion.is_passed(), "{older:?}");
    assert_eq!(older.level, None, "it is no PAdES baseline signature");
    let raw = of_form("adbe.x509.rsa_sha1");
    assert_verdict(
        &raw,
        Indication::Indeterminate,
        SubIndication::FormatFailure,
        CheckName::Readable,
    );
}

#[test]
fn old_algorithms_are_judged_by_their_dates() {
    let pki = TestPki::new().unwrap();
    let rsa = pki.rsa_seal(2048).unwrap();
    let facts = facts(&sign(&pdf(1), "S", &rsa, None));
    let anchors = Anchors::new(vec![pki.root.clone()]);
    let judged = |text: &str| only(judge(&facts, &anchors, &Policy::STANDARD, text.parse().unwrap()));
    assert!(judged("2028-12-31T00:00:00Z").conclusion.is_passed());
    let later = judged("2029-01-02T00:00:00Z");
    let sub = SubIndication::CryptoConstraintsFailureNoPoe;
    assert_verdict(&later, Indication::Indeterminate, sub, CheckName::Algorithms);
}
