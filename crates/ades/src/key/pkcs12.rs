//! PKCS#12 files, RFC 7292: integrity checked, then keys and certificates taken out. It only reads.

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use super::{password, pkcs8};
use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::asn1::{Reader, oid, tag};
use crate::error::Error;
use crate::x509::Certificate;

/// What a file holds.
#[derive(Default)]
pub(super) struct Contents {
    /// PrivateKeyInfo each.
    pub(super) keys: Vec<Zeroizing<Vec<u8>>>,
    pub(super) certificates: Vec<Certificate>,
}

/// Opens a file with a password.
pub(super) fn open(der: &[u8], password: &[u8]) -> Result<Contents, Error> {
    let mut fields = Reader::only(der, tag::SEQUENCE, WHAT)?;
    fields.integer()?;
    let mut content = fields.sequence()?;
    if content.oid()? != oid::DATA {
        return Err(Error::Unsupported {
            what: "PKCS#12 file with a public-key seal",
        });
    }
    let safe = content.nested(tag::constructed(0))?.octets()?;
    if !fields.is_empty() {
        check_mac(&mut fields, password, &safe)?;
    }
    let mut contents = Contents::default();
    let mut parts = Reader::only(&safe, tag::SEQUENCE, WHAT)?;
    while !parts.is_empty() {
        read_part(&mut parts, password, &mut contents)?;
    }
    Ok(contents)
}

const WHAT: &str = "PKCS#12 file";

/// RFC 7292 §4: a ContentInfo, plain or encrypted, around SafeContents.
fn read_part(parts: &mut Reader<'_>, password: &[u8], contents: &mut Contents) -> Result<(), Error> {
    let mut part = parts.sequence()?;
    let kind = part.oid()?;
    let mut content = part.nested(tag::constructed(0))?;
    match kind {
        oid::DATA => read_bags(&content.octets()?, password, contents),
        oid::ENCRYPTED_DATA => {
            let mut fields = content.sequence()?;
            fields.integer()?;
            let opened = decrypt_content(&mut fields.sequence()?, password)?;
            read_bags(&opened, password, contents)
        }
        _ => Err(Error::Unsupported {
            what: "PKCS#12 content",
        }),
    }
}

/// RFC 5652 §6.1: EncryptedContentInfo; the content is an implicit OCTET STRING, in pieces when BER.
fn decrypt_content(info: &mut Reader<'_>, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    info.oid()?;
    let algorithm = AlgorithmIdentifier::read(info)?;
    let element = info.read()?;
    let encrypted = match element.tag {
        primitive if primitive == tag::primitive(0) => element.content.to_vec(),
        constructed if constructed == tag::constructed(0) => {
            let mut pieces = Reader::new(element.content, WHAT);
            let mut joined = Vec::new();
            while !pieces.is_empty() {
                joined.extend_from_slice(&pieces.octets()?);
            }
            joined
        }
        _ => return Err(info.malformed()),
    };
    password::decrypt(&algorithm, password, &encrypted)
}

/// RFC 7292 §4.2: SafeContents.
fn read_bags(der: &[u8], password: &[u8], contents: &mut Contents) -> Result<(), Error> {
    let mut bags = Reader::only(der, tag::SEQUENCE, WHAT)?;
    while !bags.is_empty() {
        let mut bag = bags.sequence()?;
        let kind = bag.oid()?;
        let value = bag.expect(tag::constructed(0))?.content;
        match kind {
            oid::KEY_BAG => contents.keys.push(Zeroizing::new(value.to_vec())),
            oid::SHROUDED_KEY_BAG => contents.keys.push(pkcs8::decrypt(value, password)?),
            oid::CERT_BAG => contents.certificates.extend(read_certificate(value)?),
            // Nested SafeContents, revocation lists and secrets: none that a signer needs.
            _ => {}
        }
    }
    Ok(())
}

/// RFC 7292 §4.2.3.
fn read_certificate(value: &[u8]) -> Result<Option<Certificate>, Error> {
    let mut fields = Reader::only(value, tag::SEQUENCE, WHAT)?;
    if fields.oid()? != oid::X509_CERTIFICATE {
        return Ok(None);
    }
    let der = fields.nested(tag::constructed(0))?.octets()?;
    Certificate::from_der(&der).map(Some)
}

/// RFC 7292 §5.1 and RFC 9579: the MAC tells a wrong password from a damaged file before anything is decrypted.
fn check_mac(fields: &mut Reader<'_>, password: &[u8], safe: &[u8]) -> Result<(), Error> {
    let mut mac = fields.sequence()?;
    let mut info = mac.sequence()?;
    let algorithm = AlgorithmIdentifier::read(&mut info)?;
    let expected = info.octets()?;
    let salt = mac.octets()?;
    let rounds = if mac.is_empty() { 1 } else { mac.small()? };
    let (function, key) = match algorithm.oid {
        oid::PBMAC1 => pbmac1(&algorithm, password)?,
        digest => {
            let digest =
                DigestAlgorithm::from_oid(digest).ok_or(Error::Unsupported { what: "PKCS#12 MAC" })?;
            let purpose = password::Purpose::Mac;
            let key = password::pkcs12_key(digest, purpose, password, &salt, rounds, digest.length())?;
            (hmac_of(digest), key)
        }
    };
    hmac::verify(&hmac::Key::new(function, &key), safe, &expected).map_err(|_| Error::WrongPassword)
}

/// RFC 9579 §4.
fn pbmac1(
    algorithm: &AlgorithmIdentifier,
    password: &[u8],
) -> Result<(hmac::Algorithm, Zeroizing<Vec<u8>>), Error> {
    let mut fields = Reader::only(
        algorithm.parameters.as_deref().unwrap_or_default(),
        tag::SEQUENCE,
        "PBMAC1",
    )?;
    let derivation = AlgorithmIdentifier::read(&mut fields)?;
    let scheme = AlgorithmIdentifier::read(&mut fields)?;
    let digest = match scheme.oid {
        oid::HMAC_SHA256 => DigestAlgorithm::Sha256,
        oid::HMAC_SHA384 => DigestAlgorithm::Sha384,
        oid::HMAC_SHA512 => DigestAlgorithm::Sha512,
        _ => return Err(Error::Unsupported { what: "PKCS#12 MAC" }),
    };
    let key = password::pbkdf2_key(&derivation, password, digest.length())?;
    Ok((hmac_of(digest), key))
}

fn hmac_of(digest: DigestAlgorithm) -> hmac::Algorithm {
    match digest {
        DigestAlgorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha256 => hmac::HMAC_SHA256,
        DigestAlgorithm::Sha384 => hmac::HMAC_SHA384,
        DigestAlgorithm::Sha512 => hmac::HMAC_SHA512,
    }
}
