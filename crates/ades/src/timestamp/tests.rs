//! Asker against authority, and everything an asker must refuse.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{Request, TimestampError, Token};
use crate::algorithm::DigestAlgorithm::{Sha1, Sha256};
use crate::asn1::{Writer, oid, tag};
use crate::cms::sign_encapsulated;
use crate::error::Error;
use crate::issue::certificate::{Profile, Sources, extension};
use crate::issue::timestamp::{Authority, Refusal, refuse};
use crate::test_pki::{TestPki, now};
use crate::x509::Anchors;

const NONCE: [u8; 8] = [0x91; 8];

fn request() -> Request {
    Request::new(Sha256, b"signature value", &NONCE)
}

fn refusal(result: Result<Token, Error>) -> TimestampError {
    match result {
        Err(Error::Timestamp(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn answer(pki: &TestPki, request: &Request, time: jiff::Timestamp) -> Vec<u8> {
    pki.authority
        .answer(&request.to_der().unwrap(), &[0x80, 1], time)
        .unwrap()
}

#[test]
fn a_token_comes_back_with_fractions_serial_and_accuracy() {
    let pki = TestPki::new().unwrap();
    let time = now() + SignedDuration::from_millis(250);
    let token = request().accept(&answer(&pki, &request(), time), now()).unwrap();
    assert_eq!(token.time(), time);
    assert_eq!(token.serial(), [0, 0x80, 1]);
    assert_eq!(token.accuracy(), Some(SignedDuration::from_millis(1500)));
    assert_eq!(token.policy(), "1.3.6.1.4.1.99999.1");
    assert_eq!(
        token.signer().subject().common_name().as_deref(),
        Some("Podpis test TSA")
    );
    token.check_imprint(b"signature value").unwrap();
    assert_eq!(token.check_imprint(b"another"), Err(TimestampError::WrongImprint));
    let stored = serde_json::to_string(&token).unwrap();
    assert_eq!(
        serde_json::from_str::<Token>(&stored).unwrap().as_der(),
        token.as_der()
    );
}

#[test]
fn requests_read_as_they_were_written() {
    let request = Request {
        policy: Some("1.2.3.4".into()),
        ..request()
    };
    let read = Request::from_der(&request.to_der().unwrap()).unwrap();
    assert_eq!(read.imprint, request.imprint);
    assert_eq!(read.policy, request.policy);
    assert!(read.with_certificate);
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let pki = TestPki::new().unwrap();
    let other_data = Request::new(Sha256, b"another value", &NONCE);
    assert_eq!(
        refusal(request().accept(&answer(&pki, &other_data, now()), now())),
        TimestampError::WrongImprint
    );
    let other_nonce = Request::new(Sha256, b"signature value", &[7; 8]);
    assert_eq!(
        refusal(request().accept(&answer(&pki, &other_nonce, now()), now())),
        TimestampError::WrongNonce
    );
    let no_nonce = Request {
        nonce: None,
        ..request()
    };
    assert_eq!(
        refusal(request().accept(&answer(&pki, &no_nonce, now()), now())),
        TimestampError::WrongNonce
    );
    let with_policy = Request {
        policy: Some("1.2.3.4".into()),
        ..request()
    };
    let token = answer(&pki, &request(), now());
    assert!(matches!(
        refusal(with_policy.accept(&token, now())),
        TimestampError::WrongPolicy { .. }
    ));
    let late = now() + SignedDuration::from_hours(3);
    assert!(matches!(
        refusal(request().accept(&token, late)),
        TimestampError::WrongTime { .. }
    ));
}

#[test]
fn the_authority_says_no_in_words() {
    let pki = TestPki::new().unwrap();
    let weak = Request::new(Sha1, b"x", &NONCE);
    let TimestampError::Refused { reason } = refusal(weak.accept(&answer(&pki, &weak, now()), now())) else {
        panic!("not refused")
    };
    assert_eq!(
        reason,
        "rejection, unrecognized or unsupported algorithm, bad algorithm"
    );
    let foreign_policy = Request {
        policy: Some("1.2.3.4".into()),
        ..request()
    };
    let response = answer(&pki, &foreign_policy, now());
    let TimestampError::Refused { reason } = refusal(foreign_policy.accept(&response, now())) else {
        panic!()
    };
    assert!(reason.ends_with("unaccepted policy"), "{reason}");
    let TimestampError::Refused { reason } =
        refusal(request().accept(&refuse(Refusal::TimeNotAvailable), now()))
    else {
        panic!()
    };
    assert!(reason.ends_with("time not available"), "{reason}");
    let garbage = pki.authority.answer(b"not a request", &[1], now()).unwrap();
    assert!(matches!(
        refusal(request().accept(&garbage, now())),
        TimestampError::Refused { .. }
    ));
}

#[test]
fn what_is_no_answer_is_refused() {
    for response in [&b"<html>busy</html>"[..], b"", &[0x30, 0]] {
        assert_eq!(
            refusal(request().accept(response, now())),
            TimestampError::NotAResponse
        );
    }
}

#[test]
fn every_changed_octet_of_a_token_is_noticed() {
    let pki = TestPki::new().unwrap();
    let token = pki.timestamp(b"data", now()).unwrap();
    let signed_part = token
        .as_der()
        .windows(4)
        .position(|window| window == b"2026")
        .unwrap();
    for offset in 0..14 {
        let mut changed = token.as_der().to_vec();
        changed[signed_part + offset] ^= 1;
        assert!(Token::from_der(&changed).is_err(), "octet {offset} of genTime");
    }
}

#[test]
fn a_token_by_a_key_that_is_no_timestamp_authority_is_refused() {
    let pki = TestPki::new().unwrap();
    let info = Writer::build(|writer| {
        writer.sequence(|info| {
            info.small(1);
            info.oid("1.2.3".parse().unwrap());
            super::write_imprint(info, &request().imprint);
            info.small(1);
            crate::asn1::time::write_precise(info, now());
        });
    });
    let seal = &pki.seal;
    let token = sign_encapsulated(&seal.key, &seal.chain, &seal.chain, oid::TST_INFO, &info).unwrap();
    assert!(matches!(
        Token::from_der(&token),
        Err(TimestampError::UnfitSigner { .. })
    ));
    let alone = sign_encapsulated(&seal.key, &seal.chain, &[], oid::TST_INFO, &info).unwrap();
    assert_eq!(
        Token::from_der(&alone).unwrap_err(),
        TimestampError::UnknownSigner
    );
    let plain = sign_encapsulated(&seal.key, &seal.chain, &seal.chain, oid::DATA, &info).unwrap();
    assert!(matches!(
        Token::from_der(&plain),
        Err(TimestampError::Malformed { .. })
    ));
}

#[test]
fn the_authority_names_what_is_wrong_with_a_request() {
    let pki = TestPki::new().unwrap();
    let der = request().to_der().unwrap();
    let told = |query: &[u8], clock| {
        let answer = pki.authority.serve(query, &[1], clock);
        let why = match request().accept(&answer.reply, now()) {
            Err(Error::Timestamp(TimestampError::Refused { reason })) => reason,
            _ => String::new(),
        };
        (answer.refusal.map(Refusal::name), why)
    };
    assert_eq!(told(&der, Some(now())), (None, String::new()));
    let weak = Request {
        imprint: crate::timestamp::MessageImprint::of(Sha1, b"x"),
        ..request()
    };
    let policy = Request {
        policy: Some("1.2.3".into()),
        ..request()
    };
    // INTEGER 1, the version, follows the outer header.
    let mut version = der.clone();
    version[4] = 2;
    let mut extended = der.clone();
    extended.extend([0xa0, 0]);
    extended[1] += 2;
    let mut short = der.clone();
    let digest = short.windows(2).position(|two| two == [4, 32]).unwrap();
    short.remove(digest + 2);
    for place in [1, 6, digest + 1] {
        short[place] -= 1;
    }
    for (query, name, bit) in [
        (weak.to_der().unwrap(), "badAlg", "bad algorithm"),
        (version, "badRequest", "bad request"),
        (short, "badDataFormat", "bad data format"),
        (der[..der.len() - 1].to_vec(), "badDataFormat", "bad data format"),
        (policy.to_der().unwrap(), "unacceptedPolicy", "unaccepted policy"),
        (extended, "unacceptedExtension", "unaccepted extension"),
    ] {
        // Whatever the clock says.
        for clock in [Some(now()), None] {
            let (refusal, why) = told(&query, clock);
            assert_eq!(refusal, Some(name), "{query:02x?}");
            assert!(why.ends_with(bit), "{why}");
        }
    }
    let (refusal, why) = told(&der, None);
    assert!(
        refusal == Some("timeNotAvailable") && why.ends_with("time not available"),
        "{why}"
    );
    let ended = "2040-01-01T00:00:00Z".parse().unwrap();
    let (refusal, why) = told(&der, Some(ended));
    assert!(
        refusal == Some("systemFailure") && why.ends_with("system failure"),
        "{why}"
    );
}

#[test]
fn a_token_with_a_critical_extension_is_refused() {
    let pki = TestPki::new().unwrap();
    let stamper = pki
        .issue_with("Stamper", 21, Profile::TimestampAuthority, Sources::default())
        .unwrap();
    let token = |critical: bool| {
        let info = Writer::build(|writer| {
            writer.sequence(|info| {
                info.small(1);
                info.oid("1.2.3".parse().unwrap());
                super::write_imprint(info, &request().imprint);
                info.small(1);
                crate::asn1::time::write_precise(info, now());
                info.nested(tag::constructed(1), |list| {
                    extension(list, oid::QC_STATEMENTS, critical, Writer::null);
                });
            });
        });
        sign_encapsulated(&stamper.key, &stamper.chain, &stamper.chain, oid::TST_INFO, &info).unwrap()
    };
    assert!(Token::from_der(&token(false)).is_ok());
    assert!(matches!(
        Token::from_der(&token(true)),
        Err(TimestampError::Malformed { .. })
    ));
}

#[test]
fn whose_authority_is_a_stranger_is_told_from_whose_issuer_is_only_not_at_hand() {
    let pki = TestPki::new().unwrap();
    let own = Anchors::new(vec![pki.root.clone()]);
    let strangers = Anchors::new(vec![TestPki::second().unwrap().root]);
    let token = |pki: &TestPki| pki.timestamp(b"bytes", now()).unwrap();
    assert!(token(&pki).check_chain(&own).is_ok());
    let refused = token(&pki).check_chain(&strangers);
    assert!(matches!(refused, Err(Error::NoChain { .. })), "{refused:?}");
    // The token says where its issuer is to be had, and brings none along.
    let named = Sources {
        issuer: Some("http://issuer.test/".into()),
        ..Sources::default()
    };
    for (sources, is_left_open) in [(named, true), (Sources::default(), false)] {
        let stamper = pki
            .issue_with("Stamper", 21, Profile::TimestampAuthority, sources)
            .unwrap();
        let alone = vec![stamper.certificate().unwrap().clone()];
        let authority = Authority::new(
            Arc::new(stamper.key),
            alone,
            "1.2.3",
            SignedDuration::from_secs(1),
        )
        .unwrap();
        let answer = authority
            .answer(&request().to_der().unwrap(), &[1; 8], now())
            .unwrap();
        let token = request().accept(&answer, now()).unwrap();
        assert_eq!(token.check_chain(&strangers).is_ok(), is_left_open);
        assert!(token.check_chain(&own).is_ok(), "the issuer is the anchor");
    }
}
