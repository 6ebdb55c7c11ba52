//! Keys from every container, and the wrong passwords.

use super::{Curve, Identity, PrivateKey};
use crate::algorithm::SignatureAlgorithm;
use crate::asn1::{Writer, oid, pem};
use crate::error::Error;
use crate::test_pki::TestPki;
use crate::x509::KeyKind;

/// Made by OpenSSL 3: see `testdata/README.md`.
const MODERN: &[u8] = include_bytes!("../../testdata/modern.p12");
const LEGACY: &[u8] = include_bytes!("../../testdata/legacy.p12");
const ENCRYPTED_PEM: &[u8] = include_bytes!("../../testdata/encrypted.pem");
const TRADITIONAL_RSA: &[u8] = include_bytes!("../../testdata/traditional-rsa.pem");
const TRADITIONAL_EC: &[u8] = include_bytes!("../../testdata/traditional-ec.pem");
const PASSWORD: &[u8] = "geslo č".as_bytes();

fn signs(key: &PrivateKey) {
    let algorithm = key.default_algorithm().unwrap();
    let signature = key.sign_message(algorithm, b"message").unwrap();
    key.public_key()
        .verify(algorithm, b"message", &signature)
        .unwrap();
    assert!(
        key.public_key()
            .verify(algorithm, b"another", &signature)
            .is_err()
    );
}

#[test]
fn pkcs12_of_today_and_of_yesterday() {
    for file in [MODERN, LEGACY] {
        let identity = Identity::from_pkcs12(file, PASSWORD).unwrap();
        assert_eq!(identity.chain.len(), 2, "certificate and issuer, in order");
        assert_eq!(
            identity.certificate().unwrap().subject().display_name(),
            "Test PKCS#12"
        );
        signs(&identity.key);
        assert!(matches!(
            Identity::from_pkcs12(file, b"wrong"),
            Err(Error::WrongPassword)
        ));
        assert!(matches!(
            Identity::from_pkcs12(file, b""),
            Err(Error::WrongPassword)
        ));
        let cut = &file[..file.len() / 2];
        assert!(matches!(
            Identity::from_pkcs12(cut, PASSWORD),
            Err(Error::Malformed { .. })
        ));
    }
}

#[test]
fn pem_in_all_its_forms() {
    let encrypted = PrivateKey::from_pem(ENCRYPTED_PEM, Some(PASSWORD)).unwrap();
    signs(&encrypted);
    assert!(matches!(
        PrivateKey::from_pem(ENCRYPTED_PEM, None),
        Err(Error::PasswordNeeded)
    ));
    assert!(matches!(
        PrivateKey::from_pem(ENCRYPTED_PEM, Some(b"no")),
        Err(Error::WrongPassword)
    ));
    let rsa = PrivateKey::from_pem(TRADITIONAL_RSA, None).unwrap();
    assert_eq!(rsa.public_key().kind(), KeyKind::Rsa { bits: 2048 });
    signs(&rsa);
    let ec = PrivateKey::from_pem(TRADITIONAL_EC, None).unwrap();
    assert_eq!(ec.public_key().kind(), KeyKind::P384);
    signs(&ec);
    assert!(matches!(
        PrivateKey::from_pem(b"nothing here", None),
        Err(Error::NoPrivateKey)
    ));
}

#[test]
fn keys_come_back_from_pkcs8() {
    for key in [
        PrivateKey::from_random(Curve::P256, &[3; 32]),
        PrivateKey::generate_rsa(2048),
    ] {
        let key = key.unwrap();
        let again = PrivateKey::from_pem(key.to_pkcs8_pem().unwrap().as_bytes(), None).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        signs(&again);
    }
}

#[test]
fn randomness_makes_the_key_and_bad_randomness_none() {
    let first = PrivateKey::from_random(Curve::P256, &[3; 32]).unwrap();
    assert_eq!(
        first.public_key(),
        PrivateKey::from_random(Curve::P256, &[3; 32])
            .unwrap()
            .public_key()
    );
    assert_ne!(
        first.public_key(),
        PrivateKey::from_random(Curve::P256, &[4; 32])
            .unwrap()
            .public_key()
    );
    for bad in [&[0; 32][..], &[0xff; 32], &[1; 31], &[]] {
        assert!(matches!(
            PrivateKey::from_random(Curve::P256, bad),
            Err(Error::Crypto { .. })
        ));
    }
}

#[test]
fn key_and_certificate_must_belong_together() {
    let pki = TestPki::new().unwrap();
    let stranger = PrivateKey::from_random(Curve::P256, &[33; 32]).unwrap();
    assert!(matches!(
        Identity::new(stranger, pki.seal.chain.clone()),
        Err(Error::KeyDoesNotFitCertificate)
    ));
    let key = PrivateKey::from_random(Curve::P256, &[33; 32]).unwrap();
    assert!(matches!(Identity::new(key, vec![]), Err(Error::NoCertificate)));
    assert!(
        !format!("{:?}", pki.seal).contains("BEGIN"),
        "no key material in Debug"
    );
}

#[test]
fn an_algorithm_of_another_key_is_refused() {
    let key = PrivateKey::from_random(Curve::P256, &[3; 32]).unwrap();
    let rsa: SignatureAlgorithm = "RSA-PKCS1/SHA-256".parse().unwrap();
    assert!(matches!(
        key.sign_message(rsa, b"x"),
        Err(Error::AlgorithmDoesNotFitKey)
    ));
}

#[test]
fn an_endless_iteration_count_is_refused() {
    let salt = |writer: &mut Writer| writer.octets(&[1; 8]);
    let parameters = Writer::build(|writer| {
        writer.sequence(|fields| {
            salt(fields);
            fields.small(u64::from(u32::MAX));
        });
    });
    let der = Writer::build(|writer| {
        writer.sequence(|info| {
            info.sequence(|algorithm| {
                algorithm.oid(oid::PBE_SHA_3DES);
                algorithm.raw(&parameters);
            });
            info.octets(&[0; 16]);
        });
    });
    let text = pem::encode("ENCRYPTED PRIVATE KEY", &der);
    let result = PrivateKey::from_pem(text.as_bytes(), Some(b"x"));
    assert!(matches!(
        result,
        Err(Error::Malformed {
            what: "iteration count"
        })
    ));
}
