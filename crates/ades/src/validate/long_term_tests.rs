//! Signatures that shall last: revocation data good and bad, timestamps over timestamps, and clocks moved by years.

use jiff::{Timestamp, ToSpan};
use pdf::{Document, Limits, ValidationData};

use super::report::{CheckName, Indication, Level, Report, SignatureReport, SubIndication};
use super::tests::{assert_verdict, only};
use super::{Facts, Policy, gather, judge, lookups};
use crate::issue::certificate::{Profile, Sources, Template, issue};
use crate::issue::revocation::{Answer, ListTemplate, Responder, Revoked, revocation_list};
use crate::issue::timestamp::Authority;
use crate::key::{Curve, Identity, PrivateKey};
use crate::pades::{DocumentTimestamp, Signer, prepare_revision};
use crate::revocation::{CertificateId, Evidence, OcspResponse, RevocationList, State};
use crate::test_pdf::{pdf, with_place};
use crate::test_pki::{TestPki, VALID, now};
use crate::timestamp::Request;
use crate::x509::{Anchors, Attribute, Certificate, Name};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn sources() -> Sources {
    Sources {
        ocsp: Some("http://ocsp.test/".into()),
        ..Sources::default()
    }
}

/// A seal and a timestamp authority below one root, both of which say where to ask, and archives that need not be asked about.
struct World {
    pki: TestPki,
    seal: Identity,
    authority: Authority,
}

impl World {
    fn new() -> Self {
        let pki = TestPki::new().unwrap();
        let seal = pki
            .issue_with("Seal", 13, Profile::DocumentSigner, sources())
            .unwrap();
        let authority = pki.authority_with(14, sources()).unwrap();
        Self { pki, seal, authority }
    }

    fn seal_certificate(&self) -> &Certificate {
        &self.seal.chain[0]
    }

    fn authority_certificate(&self) -> &Certificate {
        &self.authority.chain()[0]
    }

    /// An archive's authority with a key of its own.
    fn archive(&self, number: u8, validity: (&str, &str)) -> Authority {
        let key = PrivateKey::from_random(Curve::P256, &[number; 32]).unwrap();
        let issued = self
            .pki
            .issue("Archive", key, number, Profile::TimestampAuthority, validity)
            .unwrap();
        let accuracy = jiff::SignedDuration::from_secs(1);
        Authority::new(
            std::sync::Arc::new(issued.key),
            issued.chain,
            "1.3.6.1.4.1.99999.2",
            accuracy,
        )
        .unwrap()
    }

    /// Signed and stamped now.
    fn signed(&self) -> Vec<u8> {
        self.signed_by(&self.seal, pdf(1), "Signature1")
    }

    fn signed_by(&self, identity: &Identity, original: Vec<u8>, field: &str) -> Vec<u8> {
        let signer = Signer::of(identity, now()).unwrap();
        let revision = with_place(&original, field, signer.dictionary(true)).unwrap();
        let prepared = prepare_revision(revision, &original, &signer).unwrap();
        let signature = identity.key.sign(prepared.to_be_signed()).unwrap();
        let signed = prepared.accept(&signature).unwrap();
        let token = token(&self.authority, &signed.timestamp_request(&[1; 8]), now());
        [original, signed.finish(Some(&token)).unwrap()].concat()
    }

    fn ocsp(&self, about: &Certificate, state: State, issued: Timestamp) -> Evidence {
        answered(self.pki.responder(), about, &self.pki.root, state, issued)
    }

    /// Good words about everybody, as of this time.
    fn all_good(&self, issued: Timestamp) -> Vec<Evidence> {
        [self.seal_certificate(), self.authority_certificate()]
            .map(|one| self.ocsp(one, State::Good, issued))
            .to_vec()
    }

    fn judged(&self, facts: &Facts, time: Timestamp) -> Report {
        judge(facts, &self.anchors(), &Policy::STANDARD, time)
    }

    fn anchors(&self) -> Anchors {
        Anchors::new(vec![self.pki.root.clone()])
    }

    fn report(&self, file: &[u8], time: Timestamp) -> SignatureReport {
        only(self.judged(&facts(file), time))
    }
}

fn token(authority: &Authority, request: &Request, time: Timestamp) -> crate::timestamp::Token {
    let serial = time.as_second().to_be_bytes();
    let answer = authority
        .answer(&request.to_der().unwrap(), &serial, time)
        .unwrap();
    request.accept(&answer, time).unwrap()
}

fn answered(
    responder: Responder<'_>,
    about: &Certificate,
    issuer: &Certificate,
    state: State,
    issued: Timestamp,
) -> Evidence {
    let answer = Answer {
        about: CertificateId::of(about, issuer),
        state,
        this_update: issued,
        next_update: Some(issued + 1.hour()),
    };
    Evidence::Ocsp(OcspResponse::from_der(&responder.answer(&[answer], None, issued).unwrap()).unwrap())
}

fn open(file: &[u8]) -> Document {
    Document::open(file.to_vec(), None, &Limits::default()).unwrap()
}

fn facts(file: &[u8]) -> Facts {
    gather(&open(file)).unwrap()
}

fn learned(file: &[u8], evidence: &[Evidence]) -> Facts {
    let mut facts = facts(file);
    evidence.iter().for_each(|one| facts.learn(one.clone()));
    facts
}

fn stored(file: &[u8], evidence: &[Evidence], certificates: &[Certificate]) -> Vec<u8> {
    let mut data = ValidationData::default();
    for one in evidence {
        let der = one.as_der().to_vec();
        match one {
            Evidence::Ocsp(_) => data.ocsp_responses.push(der.into()),
            Evidence::List(_) => data.revocation_lists.push(der.into()),
        }
    }
    let ders = certificates.iter().map(|one| one.as_der().to_vec().into());
    data.certificates.extend(ders);
    let appended = pdf::add_validation_data(&open(file), &data, &[])
        .unwrap()
        .unwrap();
    [file, &appended].concat()
}

fn stamped(file: &[u8], authority: &Authority, time: Timestamp) -> Vec<u8> {
    let prepared = DocumentTimestamp::prepare(&open(file)).unwrap();
    let token = token(authority, &prepared.request(&[2; 8]), time);
    [file, &prepared.finish(&token).unwrap()].concat()
}

fn passes(report: &SignatureReport) {
    assert!(report.conclusion.is_passed(), "{:#?}", report);
}

fn undecided(report: &SignatureReport, sub: SubIndication) {
    assert_verdict(report, Indication::Indeterminate, sub, CheckName::Revocation);
}

#[test]
fn revocation_data_in_the_file_make_b_lt_and_serve_as_long_as_they_are_meant_to() {
    let world = World::new();
    let file = world.signed();
    undecided(&world.report(&file, now()), SubIndication::TryLater);
    let file = stored(&file, &world.all_good(now() + 1.minute()), &[]);
    let report = world.report(&file, now() + 10.minutes());
    passes(&report);
    assert_eq!(report.level, Some(Level::Lt));
    assert_eq!(report.best_signature_time, Some(now()));
    // Nothing proves any longer that the timestamp's key was in good hands.
    let later = world.report(&file, now() + 48.hours());
    undecided(&later, SubIndication::TryLater);
    assert_eq!(later.best_signature_time, None);
    // Whoever asks again knows.
    let again = learned(&file, &world.all_good(now() + 48.hours()));
    passes(&only(world.judged(&again, now() + 48.hours())));
}

#[test]
fn what_would_be_asked_is_named_and_only_that() {
    let world = World::new();
    let file = world.signed();
    let wanted = lookups(&facts(&file), &world.anchors(), now());
    let about: Vec<&Certificate> = wanted.iter().map(|lookup| &lookup.certificate).collect();
    assert_eq!(about, [world.seal_certificate(), world.authority_certificate()]);
    assert!(wanted.iter().all(|lookup| lookup.issuer == world.pki.root));
    let known = learned(&file, &world.all_good(now()));
    assert_eq!(lookups(&known, &world.anchors(), now()), []);
    assert_eq!(lookups(&known, &world.anchors(), now() + 2.hours()).len(), 2);
    assert_eq!(lookups(&facts(&file), &Anchors::default(), now()), []);
}

#[test]
fn an_archive_timestamp_carries_a_signature_over_the_end_of_everything_below_it() {
    let world = World::new();
    let file = stored(&world.signed(), &world.all_good(now() + 1.minute()), &[]);
    let archive = world.archive(20, VALID);
    let file = stamped(&file, &archive, now() + 5.minutes());
    let years_later = at("2030-12-01T00:00:00Z");
    let report = world.report(&file, years_later);
    passes(&report);
    assert_eq!(report.level, Some(Level::Lta));
    assert_eq!(report.best_signature_time, Some(now()));

    // The archive's own certificate ends with 2030: without renewal nothing is left.
    let ended = at("2035-06-01T00:00:00Z");
    assert_eq!(
        world.report(&file, ended).conclusion.indication,
        Indication::Indeterminate
    );
    let renewed = stamped(
        &file,
        &world.archive(21, ("2030-01-01T00:00:00Z", "2040-01-01T00:00:00Z")),
        years_later,
    );
    let report = world.report(&renewed, ended);
    passes(&report);
    assert_eq!(report.best_signature_time, Some(now()));
    // A renewal that came too late proves nothing.
    let late = stamped(
        &file,
        &world.archive(21, ("2030-01-01T00:00:00Z", "2040-01-01T00:00:00Z")),
        at("2031-02-01T00:00:00Z"),
    );
    assert_eq!(
        world.report(&late, ended).conclusion.indication,
        Indication::Indeterminate
    );
}

#[test]
fn a_revocation_before_the_proven_time_counts_and_one_after_it_does_not() {
    let world = World::new();
    let file = world.signed();
    let judged = |time: Timestamp| {
        let revoked = State::Revoked {
            time,
            reason: Some(1),
        };
        let evidence = [
            world.ocsp(world.seal_certificate(), revoked, now() + 2.hours()),
            world.ocsp(world.authority_certificate(), State::Good, now() + 2.hours()),
        ];
        only(world.judged(&learned(&file, &evidence), now() + 2.hours()))
    };
    undecided(&judged(now() - 1.hour()), SubIndication::RevokedNoPoe);
    undecided(&judged(now()), SubIndication::RevokedNoPoe);
    passes(&judged(now() + 1.hour()));
}

#[test]
fn without_a_timestamp_that_holds_a_revocation_of_any_time_counts() {
    let world = World::new();
    let revoked = State::Revoked {
        time: now() + 1.hour(),
        reason: None,
    };
    let evidence = [
        world.ocsp(world.seal_certificate(), revoked, now() + 2.hours()),
        // The timestamp's authority was revoked before it stamped.
        world.ocsp(
            world.authority_certificate(),
            State::Revoked {
                time: now() - 1.hour(),
                reason: Some(1),
            },
            now() + 2.hours(),
        ),
    ];
    let report = only(world.judged(&learned(&world.signed(), &evidence), now() + 2.hours()));
    undecided(&report, SubIndication::RevokedNoPoe);
    assert_eq!(report.best_signature_time, None);
}

#[test]
fn what_the_signature_covers_proves_that_it_is_younger_than_the_revocation() {
    let world = World::new();
    let archive = world.archive(20, VALID);
    let before = stamped(&pdf(1), &archive, now() - 10.minutes());
    let file = world.signed_by(&world.seal, before, "Signature1");
    let judged = |time: Timestamp| {
        let revoked = State::Revoked {
            time,
            reason: Some(4),
        };
        let evidence = [
            world.ocsp(world.seal_certificate(), revoked, now() + 1.minute()),
            world.ocsp(world.authority_certificate(), State::Good, now() + 1.minute()),
        ];
        only(world.judged(&learned(&file, &evidence), now() + 1.minute()))
    };
    let report = judged(now() - 1.hour());
    assert_verdict(
        &report,
        Indication::TotalFailed,
        SubIndication::Revoked,
        CheckName::Revocation,
    );
    undecided(&judged(now() - 5.minutes()), SubIndication::RevokedNoPoe);
}

#[test]
fn a_certificate_that_ended_before_what_it_covers_failed() {
    let world = World::new();
    let expired = world.pki.expired_seal().unwrap();
    let before = stamped(&pdf(1), &world.archive(20, VALID), now() - 10.minutes());
    let file = super::tests::sign(&before, "Signature1", &expired, Some(&world.pki));
    let report = world.report(&file, now());
    assert_verdict(
        &report,
        Indication::TotalFailed,
        SubIndication::Expired,
        CheckName::Chain,
    );
}

#[test]
fn only_the_issuer_and_whom_it_named_may_speak() {
    let world = World::new();
    let file = world.signed();
    let good_stamp = world.ocsp(world.authority_certificate(), State::Good, now());
    let judged = |evidence: Evidence, more: &[Evidence]| {
        let all: Vec<Evidence> = [&[evidence, good_stamp.clone()], more].concat();
        only(world.judged(&learned(&file, &all), now() + 1.minute()))
    };
    let by = |identity: &Identity| {
        let responder = Responder {
            key: &identity.key,
            certificate: &identity.chain[0],
            include_certificate: true,
        };
        answered(
            responder,
            world.seal_certificate(),
            &world.pki.root,
            State::Good,
            now(),
        )
    };
    passes(&judged(by(&world.pki.ocsp_delegate().unwrap()), &[]));
    // An end entity without the purpose says that it is good itself.
    undecided(&judged(by(&world.seal), &[]), SubIndication::TryLater);
    // A delegate of another authority.
    let stranger = stranger_delegate();
    undecided(&judged(by(&stranger), &[]), SubIndication::TryLater);
    // A delegate that must be asked about, and is.
    let delegate = world.pki.ocsp_delegate_to_check(sources()).unwrap();
    undecided(&judged(by(&delegate), &[]), SubIndication::TryLater);
    let about_it = world.ocsp(&delegate.chain[0], State::Good, now() + 1.minute());
    passes(&judged(by(&delegate), &[about_it]));
    let revoked = State::Revoked {
        time: now() - 1.hour(),
        reason: None,
    };
    let about_it = world.ocsp(&delegate.chain[0], revoked, now() + 1.minute());
    undecided(&judged(by(&delegate), &[about_it]), SubIndication::RevokedCaNoPoe);
    // The responder does not know it.
    undecided(
        &judged(world.ocsp(world.seal_certificate(), State::Unknown, now()), &[]),
        SubIndication::TryLater,
    );
}

/// A responder below another root of the same name.
fn stranger_delegate() -> Identity {
    let key = PrivateKey::from_random(Curve::P256, &[33; 32]).unwrap();
    let root_key = PrivateKey::from_random(Curve::P256, &[34; 32]).unwrap();
    let name = World::new().pki.root.subject().clone();
    let root = crate::issue::certificate::self_signed(
        &template(&name, &root_key, Profile::Authority { path_length: None }),
        &root_key,
    )
    .unwrap();
    let responder = Name::new(&[(Attribute::CommonName, "Stranger")]);
    let certificate = issue(
        &template(&responder, &key, Profile::OcspResponder { no_check: true }),
        &root,
        &root_key,
    )
    .unwrap();
    Identity::new(key, vec![certificate]).unwrap()
}

fn template<'a>(subject: &'a Name, key: &'a PrivateKey, profile: Profile) -> Template<'a> {
    Template {
        subject,
        public_key: key.public_key(),
        serial: &[9; 8],
        not_before: at(VALID.0),
        not_after: at(VALID.1),
        profile,
        sources: sources(),
    }
}

fn list(world: &World, revoked: &[Revoked], issued: Timestamp) -> Evidence {
    let der = world
        .pki
        .revocation_list(revoked, issued, issued + 24.hours())
        .unwrap();
    Evidence::List(RevocationList::from_der(&der).unwrap())
}

fn entry(about: &Certificate, time: Timestamp, reason: Option<u8>) -> Revoked {
    Revoked {
        serial: about.serial().to_vec(),
        time,
        reason,
    }
}

#[test]
fn a_list_speaks_of_all_and_a_lifted_hold_is_over() {
    let world = World::new();
    let file = world.signed();
    let judged = |lists: &[Evidence]| only(world.judged(&learned(&file, lists), now() + 2.hours()));
    passes(&judged(&[list(&world, &[], now() + 1.hour())]));
    let held = list(
        &world,
        &[entry(world.seal_certificate(), now() - 1.hour(), Some(6))],
        now() + 1.minute(),
    );
    undecided(&judged(std::slice::from_ref(&held)), SubIndication::RevokedNoPoe);
    passes(&judged(&[held, list(&world, &[], now() + 1.hour())]));
    let gone = list(
        &world,
        &[entry(world.seal_certificate(), now() - 1.hour(), Some(1))],
        now() + 1.minute(),
    );
    undecided(
        &judged(&[gone, list(&world, &[], now() + 1.hour())]),
        SubIndication::RevokedNoPoe,
    );
}

#[test]
fn a_list_that_was_touched_or_is_for_others_says_nothing() {
    let world = World::new();
    let file = world.signed();
    let good = world.pki.revocation_list(&[], now(), now() + 24.hours()).unwrap();
    let mut touched = good.clone();
    let last = touched.len() - 3;
    touched[last] ^= 1;
    let touched = Evidence::List(RevocationList::from_der(&touched).unwrap());
    let report = only(world.judged(&learned(&file, &[touched]), now() + 1.minute()));
    undecided(&report, SubIndication::TryLater);
    let key = PrivateKey::from_random(Curve::P256, &[1; 32]).unwrap();
    let elsewhere = ListTemplate {
        issuer: &world.pki.root,
        number: 1,
        this_update: now(),
        next_update: now() + 24.hours(),
        revoked: &[],
        distribution_point: Some("http://crl.test/other.crl"),
    };
    let elsewhere = RevocationList::from_der(&revocation_list(&elsewhere, &key).unwrap()).unwrap();
    let report = only(world.judged(&learned(&file, &[Evidence::List(elsewhere)]), now() + 1.minute()));
    undecided(&report, SubIndication::TryLater);
}

#[test]
fn data_whose_signer_ended_count_only_where_an_older_proof_covers_them() {
    let world = World::new();
    let delegate = world.pki.ocsp_delegate().unwrap();
    let by_delegate = |about: &Certificate, issued| {
        let responder = Responder {
            key: &delegate.key,
            certificate: &delegate.chain[0],
            include_certificate: true,
        };
        answered(responder, about, &world.pki.root, State::Good, issued)
    };
    let soon = now() + 1.minute();
    let evidence = [
        by_delegate(world.seal_certificate(), soon),
        by_delegate(world.authority_certificate(), soon),
    ];
    let archive = world.archive(20, ("2026-01-01T00:00:00Z", "2040-01-01T00:00:00Z"));
    // The delegate's certificate ends with 2030.
    let ended = at("2035-01-01T00:00:00Z");
    let covered = stamped(
        &stored(&world.signed(), &evidence, &[]),
        &archive,
        now() + 5.minutes(),
    );
    passes(&world.report(&covered, ended));
    let uncovered = stored(
        &stamped(&world.signed(), &archive, now() + 5.minutes()),
        &evidence,
        &[],
    );
    undecided(
        &world.report(&uncovered, ended),
        SubIndication::RevocationOutOfBoundsNoPoe,
    );
    assert_eq!(world.report(&uncovered, ended).level, Some(Level::Lt));
}

#[test]
fn what_was_said_after_a_certificate_ended_says_nothing_of_it() {
    let world = World::new();
    let archive = world.archive(20, ("2026-01-01T00:00:00Z", "2040-01-01T00:00:00Z"));
    let file = stamped(&world.signed(), &archive, now() + 5.minutes());
    let ended = at("2035-01-01T00:00:00Z");
    let report = only(world.judged(&learned(&file, &world.all_good(ended)), ended));
    undecided(&report, SubIndication::OutOfBoundsNoPoe);
}

#[test]
fn an_authority_in_between_must_be_unrevoked_until_what_it_signed_is_proven() {
    let world = World::new();
    let between_key = PrivateKey::from_random(Curve::P256, &[40; 32]).unwrap();
    let name = Name::new(&[(Attribute::CommonName, "Between")]);
    let root_key = PrivateKey::from_random(Curve::P256, &[1; 32]).unwrap();
    let between = issue(
        &template(&name, &between_key, Profile::Authority { path_length: None }),
        &world.pki.root,
        &root_key,
    )
    .unwrap();
    let key = PrivateKey::from_random(Curve::P256, &[41; 32]).unwrap();
    let subject = Name::new(&[(Attribute::CommonName, "Below")]);
    let certificate = issue(
        &template(&subject, &key, Profile::DocumentSigner),
        &between,
        &between_key,
    )
    .unwrap();
    let seal = Identity::new(
        key,
        vec![certificate.clone(), between.clone(), world.pki.root.clone()],
    )
    .unwrap();
    let file = world.signed_by(&seal, pdf(1), "Signature1");
    let responder = Responder {
        key: &between_key,
        certificate: &between,
        include_certificate: false,
    };
    let about_seal = answered(responder, &certificate, &between, State::Good, now() + 1.minute());
    let about_stamp = world.ocsp(world.authority_certificate(), State::Good, now() + 1.minute());
    let first = [about_seal, about_stamp];
    let archive = world.archive(20, VALID);
    let covered = stamped(&stored(&file, &first, &[]), &archive, now() + 5.minutes());
    let judged = |state: State| {
        let later = now() + 240.hours();
        let about_between = world.ocsp(&between, state, later);
        only(world.judged(&learned(&covered, &[about_between]), later))
    };
    undecided(
        &world.report(&covered, now() + 240.hours()),
        SubIndication::TryLater,
    );
    passes(&judged(State::Good));
    let revoked = |time| State::Revoked {
        time,
        reason: Some(2),
    };
    // With its key anybody could have said that the seal is good: unless it was said before, and that is proven.
    passes(&judged(revoked(now() + 1.hour())));
    undecided(
        &judged(revoked(now() + 3.minutes())),
        SubIndication::RevokedCaNoPoe,
    );
}

#[test]
fn facts_with_revocation_data_can_be_stored_and_judged_again() {
    let world = World::new();
    let file = stored(&world.signed(), &world.all_good(now() + 1.minute()), &[]);
    let text = serde_json::to_string(&facts(&file)).unwrap();
    let loaded: Facts = serde_json::from_str(&text).unwrap();
    passes(&only(world.judged(&loaded, now() + 2.minutes())));
    // Facts of before there were any.
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let object = value.as_object_mut().unwrap();
    object.remove("evidence");
    object.remove("hasStore");
    let older: Facts = serde_json::from_value(value).unwrap();
    undecided(
        &only(world.judged(&older, now() + 2.minutes())),
        SubIndication::TryLater,
    );
}

#[test]
fn of_an_ended_certificate_it_is_said_whether_it_is_known_not_to_have_been_revoked() {
    let said_of_chain = |report: &SignatureReport, sub| {
        assert_verdict(report, Indication::Indeterminate, sub, CheckName::Chain);
    };
    let world = World::new();
    let end = world.seal_certificate().not_after();
    // Its timestamp's authority has ended as well: nothing proves when it was signed.
    let later = end + 720.hours();
    let judged = |evidence: &[Evidence]| only(world.judged(&learned(&world.signed(), evidence), later));
    let told = |state, issued| world.ocsp(world.seal_certificate(), state, issued);
    said_of_chain(&judged(&[]), SubIndication::OutOfBoundsNoPoe);
    // Long before its end: nothing is known of the rest.
    said_of_chain(
        &judged(&[told(State::Good, now())]),
        SubIndication::OutOfBoundsNoPoe,
    );
    let until_its_end = told(State::Good, end - 30.minutes());
    said_of_chain(
        &judged(std::slice::from_ref(&until_its_end)),
        SubIndication::OutOfBoundsNotRevoked,
    );
    let revoked = State::Revoked {
        time: now(),
        reason: Some(1),
    };
    let report = judged(&[until_its_end, told(revoked, end - 20.minutes())]);
    said_of_chain(&report, SubIndication::RevokedNoPoe);
}

#[test]
fn a_policy_may_want_younger_revocation_data_than_they_say_themselves() {
    let world = World::new();
    let facts = learned(&world.signed(), &world.all_good(now() - 30.minutes()));
    let judged = |max_revocation_age| {
        let policy = Policy {
            max_revocation_age,
            ..Policy::STANDARD
        };
        judge(&facts, &world.anchors(), &policy, now() + 1.minute())
    };
    let minutes = jiff::SignedDuration::from_mins;
    assert_eq!(judged(None).policy, "podpis-standard-1");
    passes(&only(judged(None)));
    passes(&only(judged(Some(minutes(40)))));
    let strict = judged(Some(minutes(10)));
    assert_eq!(strict.policy, "podpis-standard-1 max-revocation-age=600s");
    undecided(&only(strict), SubIndication::TryLater);
}
