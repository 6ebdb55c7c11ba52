//! From B-B to B-LTA and on, by authorities that answer, lag behind, say no or say nothing.

use jiff::{SignedDuration, Timestamp, ToSpan};
use pdf::signatures::signatures;
use pdf::{Document, Limits, ModificationLevel, SecurityStore, security_store};

use super::{AtHand, Demand, Need, Ready, Step, has_trusted_time, validation_data};
use crate::error::Error;
use crate::issue::certificate::{Profile, Sources};
use crate::issue::revocation::{Answer, Responder};
use crate::issue::timestamp::Authority;
use crate::key::Identity;
use crate::pades::{DocumentTimestamp, Signer, prepare_revision};
use crate::revocation::{CertificateId, Evidence, OcspResponse, RevocationList, State};
use crate::test_pdf::{pdf, with_place};
use crate::test_pki::{TestPki, now};
use crate::timestamp::Token;
use crate::x509::{Anchors, Certificate};

/// A world in which certificates say where their state can be looked up.
struct World {
    pki: TestPki,
    seal: Identity,
    authority: Authority,
}

fn sources() -> Sources {
    Sources {
        ocsp: Some("http://ocsp.test/".into()),
        revocation_list: Some("http://crl.test/1.crl".into()),
        issuer: Some("http://ca.test/root.cer".into()),
    }
}

impl World {
    fn new() -> Self {
        let pki = TestPki::new().unwrap();
        let seal = pki
            .issue_with("Podpis test seal online", 13, Profile::DocumentSigner, sources())
            .unwrap();
        let authority = pki.authority_with(14, sources()).unwrap();
        Self { pki, seal, authority }
    }

    fn anchors(&self) -> Anchors {
        Anchors::new(vec![self.pki.root.clone()])
    }

    fn token(&self, request: &crate::timestamp::Request, time: Timestamp) -> Token {
        let answer = self
            .authority
            .answer(&request.to_der().unwrap(), &[7; 8], time)
            .unwrap();
        request.accept(&answer, time).unwrap()
    }

    fn signed(&self, identity: &Identity, timestamp: bool) -> Vec<u8> {
        let original = pdf(1);
        let signer = Signer::of(identity, now()).unwrap();
        let revision = with_place(&original, "Signature1", signer.dictionary(true)).unwrap();
        let prepared = prepare_revision(revision, &original, &signer).unwrap();
        let signature = identity.key.sign(prepared.to_be_signed()).unwrap();
        let signed = prepared.accept(&signature).unwrap();
        let token = timestamp.then(|| self.token(&signed.timestamp_request(&[1; 8]), now()));
        [original, signed.finish(token.as_ref()).unwrap()].concat()
    }

    fn stamped(&self, file: &[u8], time: Timestamp) -> Vec<u8> {
        let prepared = DocumentTimestamp::prepare(&open(file)).unwrap();
        let token = self.token(&prepared.request(&[2; 8]), time);
        [file, &prepared.finish(&token).unwrap()].concat()
    }

    fn ocsp(&self, about: &Certificate, state: State, time: Timestamp) -> Evidence {
        answered(self.pki.responder(), about, &self.pki.root, state, time)
    }

    /// Asks a responder that is always up to date for everything.
    fn extended(&self, file: &[u8], time: Timestamp) -> (Vec<u8>, Ready, Vec<String>) {
        let mut at_hand = AtHand::default();
        let mut asked = Vec::new();
        loop {
            match validation_data(&open(file), (Some(&self.anchors()), Demand::All), &at_hand, time).unwrap()
            {
                Step::Needs(needs) => {
                    for need in needs {
                        let Need::Revocation { certificate, .. } = need else {
                            panic!("{need:?}")
                        };
                        asked.push(certificate.subject().common_name().unwrap());
                        at_hand.evidence.push(self.ocsp(&certificate, State::Good, time));
                        at_hand.asked.push(certificate);
                    }
                }
                Step::Ready(ready) => {
                    let whole = [file, ready.appended.as_deref().unwrap_or_default()].concat();
                    return (whole, ready, asked);
                }
            }
        }
    }
}

fn answered(
    responder: Responder<'_>,
    about: &Certificate,
    issuer: &Certificate,
    state: State,
    time: Timestamp,
) -> Evidence {
    let answer = Answer {
        about: CertificateId::of(about, issuer),
        state,
        this_update: time,
        next_update: Some(time + 1.hour()),
    };
    Evidence::Ocsp(OcspResponse::from_der(&responder.answer(&[answer], None, time).unwrap()).unwrap())
}

fn open(file: &[u8]) -> Document {
    Document::open(file, None, &Limits::default()).unwrap()
}

fn store(file: &[u8]) -> SecurityStore {
    security_store(&open(file)).unwrap()
}

fn ready(step: Result<Step, Error>) -> Ready {
    match step.unwrap() {
        Step::Ready(ready) => ready,
        Step::Needs(needs) => panic!("{needs:?}"),
    }
}

fn only_changes_of_long_term(file: &[u8]) {
    let compared = pdf::compare(&open(file), 1).unwrap();
    assert_eq!(
        compared.level,
        ModificationLevel::LtaUpdates,
        "{:?}",
        compared.changes
    );
}

#[test]
fn a_signature_with_time_gets_all_that_its_validation_needs() {
    let world = World::new();
    let signed = world.signed(&world.seal, true);
    let (file, ready, asked) = world.extended(&signed, now() + 1.minute());
    assert_eq!(asked, ["Podpis test TSA", "Podpis test seal online"]);
    assert!(ready.without_source.is_empty() && ready.pending.is_empty());
    assert!(file.starts_with(&signed));
    let store = store(&file);
    assert_eq!(store.data.certificates.len(), 3, "seal, authority, root");
    assert_eq!(store.data.ocsp_responses.len(), 2);
    let of_signature = pdf::related_key(&signatures(&open(&file)).unwrap()[0]);
    assert_eq!(store.related, [of_signature]);
    only_changes_of_long_term(&file);
    // There is nothing to add to what is complete.
    let (same, ready, asked) = world.extended(&file, now() + 2.minutes());
    assert!(same == file && ready.appended.is_none() && asked.is_empty());
}

#[test]
fn the_archive_is_renewed_again_and_again() {
    let world = World::new();
    let (mut file, ..) = world.extended(&world.signed(&world.seal, true), now() + 1.minute());
    // What was said of the authority in the same second as its timestamp still says nothing of it years later, when that timestamp is
    // proved by the next one.
    file = world.stamped(&file, now() + 1.minute());
    for year in 1..4 {
        let time = now() + SignedDuration::from_hours(24 * 365 * year);
        let (renewed, ready, asked) = world.extended(&file, time);
        // Only the newest timestamp lacks something.
        assert_eq!(asked, ["Podpis test TSA"]);
        assert!(ready.appended.is_some() && renewed.starts_with(&file));
        file = world.stamped(&renewed, time + 1.minute());
        only_changes_of_long_term(&file);
    }
    let all = signatures(&open(&file)).unwrap();
    assert_eq!(all.len(), 5);
    assert_eq!(all[4].coverage, pdf::Coverage::EntireFile);
}

#[test]
fn a_signature_without_time_gets_one_over_the_document() {
    let world = World::new();
    let signed = world.signed(&world.seal, false);
    assert!(!has_trusted_time(&open(&signed)).unwrap());
    let stamped = world.stamped(&signed, now());
    assert!(has_trusted_time(&open(&stamped)).unwrap());
    assert!(has_trusted_time(&open(&world.signed(&world.seal, true))).unwrap());
    assert!(matches!(has_trusted_time(&open(&pdf(1))), Err(Error::NotSigned)));
    // A token over something else is no proof, and does not fit the place either.
    let prepared = DocumentTimestamp::prepare(&open(&signed)).unwrap();
    let other = world.pki.timestamp(b"another", now()).unwrap();
    assert!(matches!(prepared.finish(&other), Err(Error::Timestamp(_))));
}

#[test]
fn what_was_said_before_the_signature_is_no_proof_yet() {
    let world = World::new();
    let signed = world.signed(&world.seal, true);
    let list = |time: Timestamp| {
        let der = world.pki.revocation_list(&[], time, time + 24.hours()).unwrap();
        Evidence::List(RevocationList::from_der(&der).unwrap())
    };
    let (seal, tsa) = (world.seal.chain[0].clone(), world.authority.chain()[0].clone());
    let with = |file: &[u8], evidence: Vec<Evidence>| {
        let at_hand = AtHand {
            evidence,
            asked: vec![seal.clone(), tsa.clone()],
            ..AtHand::default()
        };
        let step = validation_data(
            &open(file),
            (Some(&world.anchors()), Demand::All),
            &at_hand,
            now() + 1.hour(),
        );
        let ready = ready(step);
        (
            [file, ready.appended.as_deref().unwrap_or_default()].concat(),
            ready.pending,
        )
    };
    let (file, pending) = with(&signed, vec![list(now() - 1.hour())]);
    assert_eq!(pending.len(), 2);
    assert_eq!(pending[1].certificate, seal);
    assert_eq!(pending[1].next_update, Some(now() + 23.hours()));
    assert_eq!(store(&file).data.revocation_lists.len(), 1);
    assert!(
        store(&file).related.is_empty(),
        "an entry is written once, with the proof"
    );
    // The document says by itself that something newer is wanted.
    let again = validation_data(
        &open(&file),
        (Some(&world.anchors()), Demand::All),
        &AtHand::default(),
        now() + 1.hour(),
    );
    assert!(matches!(again.unwrap(), Step::Needs(needs) if needs.len() == 2));
    let (file, pending) = with(&file, vec![list(now() + 1.second())]);
    assert!(pending.is_empty());
    assert_eq!(
        (
            store(&file).data.revocation_lists.len(),
            store(&file).related.len()
        ),
        (2, 1)
    );
    only_changes_of_long_term(&file);
}

#[test]
fn an_answer_of_the_same_second_is_not_an_earlier_one() {
    let world = World::new();
    let signed = world.signed(&world.seal, false);
    let stamped = world.stamped(&signed, now() + SignedDuration::from_millis(900));
    let (_, ready, _) = world.extended(&stamped, now());
    assert!(ready.pending.is_empty(), "{:?}", ready.pending);
}

#[test]
fn a_revoked_signer_s_document_is_not_extended() {
    let world = World::new();
    let signed = world.signed(&world.seal, true);
    let time = now() + 1.hour();
    let tsa = world.ocsp(&world.authority.chain()[0], State::Good, time);
    let with = |revoked: Timestamp| {
        let state = State::Revoked {
            time: revoked,
            reason: Some(1),
        };
        let at_hand = AtHand {
            evidence: vec![tsa.clone(), world.ocsp(&world.seal.chain[0], state, time)],
            ..AtHand::default()
        };
        validation_data(
            &open(&signed),
            (Some(&world.anchors()), Demand::All),
            &at_hand,
            time,
        )
    };
    assert!(matches!(with(now() - 1.second()), Err(Error::Revoked { .. })));
    // Revoked after the proof: the signature stands, and the statement is what proves it.
    assert!(ready(with(now() + 1.second())).appended.is_some());
}

#[test]
fn what_cannot_be_had_is_named() {
    let world = World::new();
    let signed = world.signed(&world.seal, true);
    let at_hand = AtHand {
        asked: vec![world.authority.chain()[0].clone(), world.seal.chain[0].clone()],
        ..AtHand::default()
    };
    let step = validation_data(
        &open(&signed),
        (Some(&world.anchors()), Demand::All),
        &at_hand,
        now(),
    );
    let Err(Error::RevocationUnavailable { subject, sources }) = step else {
        panic!()
    };
    assert!(subject.contains("TSA"), "{subject}");
    assert_eq!(sources, ["http://ocsp.test/", "http://crl.test/1.crl"]);
    // Unknown is no answer either.
    let unknown = AtHand {
        evidence: vec![world.ocsp(&world.authority.chain()[0], State::Unknown, now())],
        ..at_hand.clone()
    };
    let step = validation_data(
        &open(&signed),
        (Some(&world.anchors()), Demand::All),
        &unknown,
        now(),
    );
    assert!(matches!(step, Err(Error::RevocationUnavailable { .. })));
    // Where not everybody's data are demanded, the others' are stored, and the reason is said.
    let some = AtHand {
        evidence: vec![world.ocsp(&world.seal.chain[0], State::Good, now())],
        ..unknown.clone()
    };
    let any = (Some(&world.anchors()), Demand::Any);
    let done = ready(validation_data(&open(&signed), any, &some, now()));
    assert!(matches!(
        &done.incomplete[..],
        [Error::RevocationUnavailable { .. }]
    ));
    let stored = [signed.as_slice(), &done.appended.unwrap()].concat();
    assert_eq!(store(&stored).data.ocsp_responses.len(), 1);
    assert!(
        store(&stored).related.is_empty(),
        "its timestamp's data are missing"
    );
    // A certificate that names no place is named itself.
    let world_without = TestPki::new().unwrap();
    let signed = world.signed(&world_without.seal, false);
    let ready = ready(validation_data(
        &open(&signed),
        (Some(&world.anchors()), Demand::All),
        &AtHand::default(),
        now(),
    ));
    assert_eq!(ready.without_source, [world_without.seal.chain[0].clone()]);
}

/// A stranger's signature that is no CMS: whoever wants everybody's data is told, and for the rest it is one of which nothing can be had.
#[test]
fn a_signature_that_cannot_be_read_keeps_nobody_else_back() {
    let world = World::new();
    let mut file = world.signed(&world.seal, true);
    let begins = b"/Contents<3082";
    let at = file
        .windows(begins.len())
        .position(|part| part == begins)
        .unwrap();
    file[at + 10..at + 14].copy_from_slice(b"FFFF");
    assert!(!has_trusted_time(&open(&file)).unwrap());
    let asked = |file: &[u8], demand| {
        validation_data(
            &open(file),
            (Some(&world.anchors()), demand),
            &AtHand::default(),
            now(),
        )
    };
    assert!(matches!(
        asked(&file, Demand::All),
        Err(Error::UnreadableSignature { field }) if field == "Signature1"
    ));
    let alone = ready(asked(&file, Demand::Any));
    assert!(
        alone.appended.is_none() && alone.incomplete.len() == 1,
        "{alone:?}"
    );
    let stamped = world.stamped(&file, now());
    assert!(has_trusted_time(&open(&stamped)).unwrap());
    assert!(
        matches!(asked(&stamped, Demand::Any).unwrap(), Step::Needs(needs) if needs.len() == 1),
        "the timestamp's authority is asked about"
    );
}

#[test]
fn an_issuer_that_is_not_inside_is_fetched_and_a_stranger_is_not_trusted() {
    let world = World::new();
    let alone = Identity::new(
        crate::key::PrivateKey::from_random(crate::key::Curve::P256, &[13; 32]).unwrap(),
        vec![world.seal.chain[0].clone()],
    )
    .unwrap();
    let signed = world.signed(&alone, false);
    let first = |at_hand: &AtHand, anchors: Option<&Anchors>| {
        validation_data(&open(&signed), (anchors, Demand::All), at_hand, now())
    };
    let Step::Needs(needs) = first(&AtHand::default(), None).unwrap() else {
        panic!()
    };
    let expected = Need::Certificate {
        of: world.seal.chain[0].clone(),
        addresses: vec!["http://ca.test/root.cer".into()],
    };
    assert_eq!(needs, [expected]);
    let fetched = AtHand {
        certificates: vec![world.pki.root.clone()],
        ..AtHand::default()
    };
    assert!(
        matches!(first(&fetched, None).unwrap(), Step::Needs(_)),
        "its revocation is needed now"
    );
    let strangers = Anchors::new(vec![world.pki.seal.chain[0].clone()]);
    assert!(matches!(
        first(&fetched, Some(&strangers)),
        Err(Error::NoChain { .. })
    ));
    let asked = AtHand {
        issuers_asked: vec![world.seal.chain[0].clone()],
        ..AtHand::default()
    };
    assert!(matches!(first(&asked, None), Err(Error::NoChain { .. })));
}

#[test]
fn a_responder_that_is_not_exempt_needs_a_statement_of_its_own() {
    let world = World::new();
    let signed = world.signed(&world.seal, false);
    let exempt = world.pki.ocsp_delegate().unwrap();
    let good = |delegate: &Identity| {
        let responder = Responder {
            key: &delegate.key,
            certificate: &delegate.chain[0],
            include_certificate: true,
        };
        let seal = &world.seal.chain[0];
        let at_hand = AtHand {
            evidence: vec![answered(responder, seal, &world.pki.root, State::Good, now())],
            ..AtHand::default()
        };
        validation_data(
            &open(&signed),
            (Some(&world.anchors()), Demand::All),
            &at_hand,
            now(),
        )
    };
    let file = [signed.as_slice(), &ready(good(&exempt)).appended.unwrap()].concat();
    let responder: &[u8] = exempt.chain[0].as_der();
    assert!(store(&file).data.certificates.iter().any(|der| der == responder));
    // A purpose alone exempts nobody: the state of this one must be known, too.
    let delegate = world.pki.ocsp_delegate_to_check(sources()).unwrap();
    let Step::Needs(needs) = good(&delegate).unwrap() else {
        panic!()
    };
    assert!(
        matches!(&needs[..], [Need::Revocation { certificate, .. }] if *certificate == delegate.chain[0])
    );
}
