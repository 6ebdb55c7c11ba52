//! Attacks on whole files: what an attacker without any key can do to a signed PDF, and that none of it passes unseen.

use pdf::{Dictionary, Document, Edit, Limits, Object, Update};

use super::report::{ChangeLevel, CheckName, CoverageReport, Indication, SubIndication};
use super::tests::{assert_verdict, embed, facts, only, report, sign};
use super::{Policy, gather_cms, judge};
use crate::algorithm::DigestAlgorithm;
use crate::test_pdf::{add_to_form, pdf, with_place};
use crate::test_pki::{TestPki, now};
use crate::timestamp::Token;
use crate::x509::{Anchors, Certificate};

fn signed(pki: &TestPki) -> Vec<u8> {
    sign(&pdf(1), "Signature1", &pki.seal, Some(pki))
}

/// Overwrites the first place where `old` stands.
fn overwrite(file: &mut [u8], old: &str, new: &str) {
    assert_eq!(old.len(), new.len());
    let at = file
        .windows(old.len())
        .position(|window| window == old.as_bytes())
        .unwrap();
    file[at..at + new.len()].copy_from_slice(new.as_bytes());
}

/// Appends an unsigned revision.
fn append(file: &[u8], change: impl FnOnce(&Document, &mut Update<'_>)) -> Vec<u8> {
    let document = Document::open(file.to_vec(), None, &Limits::default()).unwrap();
    let mut update = Update::new(&document).unwrap();
    change(&document, &mut update);
    [file, &update.finish().unwrap()].concat()
}

fn format_failure(pki: &TestPki, file: &[u8]) {
    let signature = only(report(pki, file));
    assert_verdict(
        &signature,
        Indication::TotalFailed,
        SubIndication::FormatFailure,
        CheckName::Structure,
    );
    assert_eq!(signature.coverage, CoverageReport::Partial);
}

#[test]
fn universal_signature_forgery() {
    // Parts of the signature dictionary made unusable, in the hope that a validator then skips the check.
    let pki = TestPki::new().unwrap();
    for (old, new) in [
        ("/ByteRange[0 ", "/ByteRang [0 "),
        ("/ByteRange[0 ", "/ByteRange[9 "),
        ("/ByteRange[0 ", "/ByteRange[( "),
        ("/Contents<30", "/Content <30"),
        ("/Contents<30", "/Contents<>0"),
    ] {
        let mut file = signed(&pki);
        overwrite(&mut file, old, new);
        let signatures = report(&pki, &file).signatures;
        assert!(signatures.iter().all(|one| !one.conclusion.is_passed()), "{new}");
        assert_eq!(signatures.len(), 1, "{new}: it must still be listed");
    }
}

#[test]
fn a_signature_dictionary_changed_in_a_later_revision() {
    // The signature's own words are exchanged by an update; the signed bytes stay.
    let pki = TestPki::new().unwrap();
    let file = append(&signed(&pki), |document, update| {
        let id = pdf::signatures::signatures(document).unwrap()[0]
            .value_id
            .unwrap();
        let mut dictionary = document.get(id).unwrap();
        dictionary
            .as_dictionary_mut()
            .unwrap()
            .set("Reason", Object::text("I owe Mallory a million"));
        update.set(id, dictionary);
    });
    format_failure(&pki, &file);
}

#[test]
fn one_dictionary_under_two_fields() {
    let pki = TestPki::new().unwrap();
    let file = append(&signed(&pki), |document, update| {
        let value = pdf::signatures::signatures(document).unwrap()[0]
            .value_id
            .unwrap();
        let field = update.add(Object::Dictionary(Dictionary::from_entries([
            ("FT", Object::name("Sig")),
            ("T", Object::text("Mallory")),
            ("V", Object::Reference(value)),
        ])));
        add_to_form(document, update, field);
    });
    let report = report(&pki, &file);
    assert_eq!(report.signatures.len(), 2);
    assert!(
        report
            .signatures
            .iter()
            .all(|one| one.conclusion.indication == Indication::TotalFailed)
    );
}

#[test]
fn content_exchanged_by_an_unsigned_update() {
    // Decision 38: the cryptographic indication stays, and the later change is said beside it.
    let pki = TestPki::new().unwrap();
    let file = append(&signed(&pki), |document, update| {
        let page = document.page(0).unwrap().id;
        let content = document
            .get(page)
            .unwrap()
            .as_dictionary()
            .unwrap()
            .get_reference("Contents")
            .unwrap();
        let text = b"BT /F1 24 Tf 72 700 Td (Page 666) Tj ET".to_vec();
        update.set(content, Object::from(pdf::Stream::new(Dictionary::new(), text)));
    });
    let report = report(&pki, &file);
    assert!(report.document.modified_after_signing && !report.document.covered_to_the_end);
    let signature = only(report);
    assert!(signature.conclusion.is_passed());
    assert!(signature.modified_after_signing);
    assert_eq!(signature.change_level, ChangeLevel::Other);
    assert!(!signature.changes_after.is_empty());
    assert_eq!(signature.coverage, CoverageReport::Revision);
}

#[test]
fn octets_after_the_end() {
    let pki = TestPki::new().unwrap();
    let mut file = signed(&pki);
    file.extend_from_slice(b"\nmore\n");
    let report = report(&pki, &file);
    assert!(report.document.modified_after_signing);
    assert_ne!(only(report).coverage, CoverageReport::WholeFile);
}

/// A document timestamp over a whole file.
fn timestamped(file: &[u8], pki: &TestPki, time: jiff::Timestamp) -> Vec<u8> {
    let dictionary = pdf::SignatureDictionary::new(pdf::SubFilter::Rfc3161, 8000);
    let revision = with_place(file, "Timestamp1", dictionary).unwrap();
    let token = pki
        .timestamp(&revision.signed_parts(file).unwrap().concat(), time)
        .unwrap();
    [file, &revision.embed(token.as_der()).unwrap()].concat()
}

#[test]
fn a_document_timestamp_proves_what_lies_before_it() {
    let pki = TestPki::new().unwrap();
    let key = crate::key::PrivateKey::from_random(crate::key::Curve::P256, &[77; 32]).unwrap();
    let validity = ("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z");
    let profile = crate::issue::certificate::Profile::DocumentSigner;
    let short_lived = pki
        .issue("Podpis test short-lived", key, 12, profile, validity)
        .unwrap();
    let alone = sign(&pdf(1), "S", &short_lived, None);
    let anchors = Anchors::new(vec![pki.root.clone()]);
    let later = "2027-06-01T00:00:00Z".parse().unwrap();
    let judged = |file: &[u8]| judge(&facts(file), &anchors, &Policy::STANDARD, later);
    let unproven = only(judged(&alone));
    assert_verdict(
        &unproven,
        Indication::Indeterminate,
        SubIndication::OutOfBoundsNoPoe,
        CheckName::Chain,
    );
    let report = judged(&timestamped(&alone, &pki, now()));
    assert_eq!(report.timestamps.len(), 1);
    assert!(
        report.timestamps[0].timestamp.conclusion.is_passed(),
        "{:#?}",
        report.timestamps[0]
    );
    let proven = only(report);
    assert!(proven.conclusion.is_passed(), "{:#?}", proven.checks);
    assert_eq!(proven.best_signature_time, Some(now()));
}

#[test]
fn a_document_timestamp_copied_from_another_file_proves_nothing() {
    let pki = TestPki::new().unwrap();
    let file = sign(&pdf(1), "S", &pki.seal, None);
    let dictionary = pdf::SignatureDictionary::new(pdf::SubFilter::Rfc3161, 8000);
    let revision = with_place(&file, "Timestamp1", dictionary).unwrap();
    let foreign = pki.timestamp(b"another file", now()).unwrap();
    let file = [&file[..], &revision.embed(foreign.as_der()).unwrap()].concat();
    let report = report(&pki, &file);
    let conclusion = report.timestamps[0].timestamp.conclusion;
    assert_eq!(conclusion.sub_indication, Some(SubIndication::HashFailure));
    assert_eq!(only(report).best_signature_time, None);
}

#[test]
fn a_seal_s_signature_is_no_document_timestamp() {
    let pki = TestPki::new().unwrap();
    let file = embed(&pdf(1), |digest| {
        let algorithm = pki.seal.key.default_algorithm().unwrap();
        let to_be_signed = crate::cms::prepare(pki.seal.certificate().unwrap(), algorithm, digest);
        let signature = pki.seal.key.sign(&to_be_signed).unwrap();
        let parts = crate::cms::Finish {
            chain: &pki.seal.chain,
            timestamp: None,
        };
        crate::cms::finish(&to_be_signed, &signature, parts).unwrap()
    });
    let mut disguised = file.clone();
    overwrite(&mut disguised, "/ETSI.CAdES.detached", "/ETSI.RFC3161       ");
    let report = report(&pki, &disguised);
    assert!(report.signatures.is_empty());
    assert!(!report.timestamps[0].timestamp.conclusion.is_passed());
}

#[test]
fn no_octet_of_a_cms_makes_the_reader_stumble() {
    // Each octet replaced in turn: the reader answers, and never sees more certificates than there are octets for.
    let pki = TestPki::new().unwrap();
    let algorithm = pki.seal.key.default_algorithm().unwrap();
    let digest = DigestAlgorithm::Sha256.digest(&[b"content"]);
    let to_be_signed = crate::cms::prepare(pki.seal.certificate().unwrap(), algorithm, &digest);
    let signature = pki.seal.key.sign(&to_be_signed).unwrap();
    let token = pki.timestamp(&signature, now()).unwrap();
    let parts = crate::cms::Finish {
        chain: &pki.seal.chain,
        timestamp: Some(&token),
    };
    let good = crate::cms::finish(&to_be_signed, &signature, parts).unwrap();
    assert!(gather_cms("ETSI.CAdES.detached", &good, &[b"content"]).is_some());
    for at in 0..good.len() {
        for value in [0x80, good[at] ^ 0x20] {
            let mut bad = good.clone();
            bad[at] = value;
            let seen = gather_cms("ETSI.CAdES.detached", &bad, &[b"content"]);
            assert!(seen.is_none_or(|facts| facts.certificates.len() <= 2));
        }
        assert!(
            gather_cms("ETSI.CAdES.detached", &good[..at], &[b"content"]).is_none(),
            "cut at {at}"
        );
    }
}

#[test]
fn no_octet_of_a_certificate_or_token_makes_the_reader_stumble() {
    let pki = TestPki::new().unwrap();
    let good = pki.seal.chain[0].as_der();
    let token = pki.timestamp(b"data", now()).unwrap();
    for at in 0..good.len() {
        let mut bad = good.to_vec();
        bad[at] ^= 0xff;
        assert!(
            !Certificate::from_der(&bad).is_ok_and(|one| one.is_signed_by(&pki.root)),
            "octet {at}"
        );
        assert!(Certificate::from_der(&good[..at]).is_err());
    }
    for at in 0..token.as_der().len() {
        assert!(Token::from_der(&token.as_der()[..at]).is_err());
    }
}
