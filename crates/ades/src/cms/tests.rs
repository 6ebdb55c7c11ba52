//! Prepared and finished by every kind of key; refused when the signature is not the certificate's.

use super::{Finish, SignedData, finish, prepare, size};
use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Reader, oid, tag};
use crate::claims::Claims;
use crate::error::Error;
use crate::key::Identity;
use crate::test_pki::{TestPki, now};

const CONTENT: &[u8] = b"what is signed";

fn sign(identity: &Identity, algorithm: SignatureAlgorithm) -> Vec<u8> {
    let digest = algorithm.digest().digest(&[CONTENT]);
    let to_be_signed = prepare(identity.certificate().unwrap(), algorithm, &digest);
    let signature = identity.key.sign(&to_be_signed).unwrap();
    finish(
        &to_be_signed,
        &signature,
        Finish {
            chain: &identity.chain,
            timestamp: None,
        },
    )
    .unwrap()
}

#[test]
fn every_key_signs_and_what_it_made_is_der_within_the_foretold_size() {
    let pki = TestPki::new().unwrap();
    let rsa = pki.rsa_seal(2048).unwrap();
    let cases = [
        (&pki.seal, pki.seal.key.default_algorithm().unwrap()),
        (
            &pki.p384_seal().unwrap(),
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
        ),
        (
            &pki.p521_seal().unwrap(),
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512),
        ),
        (&pki.ed25519_seal().unwrap(), SignatureAlgorithm::Ed25519),
        (&rsa, SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
        (&rsa, SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha384)),
    ];
    for (identity, algorithm) in cases {
        let cms = sign(identity, algorithm);
        let most = size(&identity.chain, algorithm, &Claims::default(), 0);
        // An ECDSA signature is shorter by the leading zeros of its two numbers; nothing else varies.
        assert!(cms.len() <= most && most - cms.len() <= 8, "{algorithm}");
        let read = SignedData::read(&cms).unwrap();
        assert!(read.is_der && read.content.is_none());
        assert_eq!(read.certificates.len(), 2);
        let signer = &read.signers[0];
        let kinds: Vec<_> = signer
            .signed_attributes
            .iter()
            .map(|attribute| attribute.kind)
            .collect();
        // EN 319 142-1 §6.3: these three, and no signing-time.
        for wanted in [
            oid::CONTENT_TYPE,
            oid::MESSAGE_DIGEST,
            oid::SIGNING_CERTIFICATE_V2,
        ] {
            assert!(kinds.contains(&wanted));
        }
        assert_eq!(kinds.len(), 3);
        // RFC 5035 §4, EN 319 122-1 §5.2.2.3: the digest of the certificate, and no issuerSerial behind it.
        let reference = signer.single_signed(oid::SIGNING_CERTIFICATE_V2).unwrap();
        let mut list = Reader::only(reference, tag::SEQUENCE, "test").unwrap();
        let mut first = list.sequence().unwrap().sequence().unwrap();
        let own = identity.chain[0].fingerprint(DigestAlgorithm::Sha256);
        assert_eq!(*first.octets().unwrap(), own);
        assert!(first.finish().is_ok() && list.finish().is_ok());
        let signed_bytes = signer.signed_bytes().unwrap();
        let key = identity.certificate().unwrap().public_key();
        key.verify(algorithm, &signed_bytes, &signer.signature).unwrap();
    }
}

#[test]
fn a_signature_that_is_not_the_certificate_s_is_not_embedded() {
    let pki = TestPki::new().unwrap();
    let algorithm = pki.seal.key.default_algorithm().unwrap();
    let to_be_signed = prepare(pki.seal.certificate().unwrap(), algorithm, &[1; 32]);
    let other = prepare(pki.seal.certificate().unwrap(), algorithm, &[2; 32]);
    let parts = Finish {
        chain: &pki.seal.chain,
        timestamp: None,
    };
    let of_other = pki.seal.key.sign(&other).unwrap();
    assert!(matches!(
        finish(&to_be_signed, &of_other, parts),
        Err(Error::SignatureDoesNotVerify)
    ));
    let stranger = pki.expired_seal().unwrap().key.sign(&to_be_signed).unwrap();
    assert!(matches!(
        finish(&to_be_signed, &stranger, parts),
        Err(Error::SignatureDoesNotVerify)
    ));
    assert!(matches!(
        finish(&to_be_signed, &[], parts),
        Err(Error::SignatureDoesNotVerify)
    ));
    assert!(matches!(
        finish(&to_be_signed, &[], Finish::default()),
        Err(Error::NoCertificate)
    ));
}

#[test]
fn a_timestamp_of_another_signature_is_not_embedded() {
    let pki = TestPki::new().unwrap();
    let algorithm = pki.seal.key.default_algorithm().unwrap();
    let to_be_signed = prepare(pki.seal.certificate().unwrap(), algorithm, &[1; 32]);
    let signature = pki.seal.key.sign(&to_be_signed).unwrap();
    let own = pki.timestamp(&signature, now()).unwrap();
    let other = pki.timestamp(b"another signature", now()).unwrap();
    let with = |timestamp| {
        finish(
            &to_be_signed,
            &signature,
            Finish {
                chain: &pki.seal.chain,
                timestamp,
            },
        )
    };
    let cms = with(Some(&own)).unwrap();
    let read = SignedData::read(&cms).unwrap();
    assert_eq!(
        read.signers[0].unsigned_attributes[0].kind,
        oid::SIGNATURE_TIME_STAMP
    );
    assert!(cms.len() <= size(&pki.seal.chain, algorithm, &Claims::default(), own.as_der().len()));
    assert!(matches!(with(Some(&other)), Err(Error::Timestamp(_))));
}

#[test]
fn the_middle_value_can_be_stored() {
    let pki = TestPki::new().unwrap();
    let algorithm = pki.seal.key.default_algorithm().unwrap();
    let to_be_signed = prepare(pki.seal.certificate().unwrap(), algorithm, &[1; 32]);
    let stored = serde_json::to_string(&to_be_signed).unwrap();
    assert_eq!(
        serde_json::from_str::<super::ToBeSigned>(&stored).unwrap(),
        to_be_signed
    );
}
