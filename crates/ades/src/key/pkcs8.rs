//! PKCS#8, RFC 5958: what kind of key it holds, and taking off its encryption. It never keeps a decrypted key.

use zeroize::Zeroizing;

use super::password;
use crate::algorithm::AlgorithmIdentifier;
use crate::asn1::{Reader, oid, tag};
use crate::error::Error;
use crate::x509::KeyKind;

/// What kind of key a PrivateKeyInfo holds. An RSA key's size is not looked up here.
pub(super) fn kind(der: &[u8]) -> Result<KeyKind, Error> {
    let mut fields = Reader::only(der, tag::SEQUENCE, "PKCS#8 private key")?;
    fields.integer()?;
    let algorithm = AlgorithmIdentifier::read(&mut fields)?;
    let curve = || {
        Reader::new(algorithm.parameters.as_deref().unwrap_or_default(), "curve")
            .oid()
            .ok()
    };
    match algorithm.oid {
        oid::RSA_ENCRYPTION => Ok(KeyKind::Rsa { bits: 0 }),
        oid::EC_PUBLIC_KEY => match curve() {
            Some(oid::P256) => Ok(KeyKind::P256),
            Some(oid::P384) => Ok(KeyKind::P384),
            Some(oid::P521) => Ok(KeyKind::P521),
            _ => Err(Error::Unsupported { what: "curve" }),
        },
        oid::ED25519 => Ok(KeyKind::Ed25519),
        _ => Err(Error::Unsupported { what: "key type" }),
    }
}

/// Opens an EncryptedPrivateKeyInfo, RFC 5958 §3.
pub(super) fn decrypt(der: &[u8], password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut fields = Reader::only(der, tag::SEQUENCE, "encrypted private key")?;
    let algorithm = AlgorithmIdentifier::read(&mut fields)?;
    let encrypted = fields.octets()?;
    fields.finish()?;
    let opened = password::decrypt(&algorithm, password, &encrypted)?;
    // A wrong password can by chance leave valid padding; then what is inside is no key.
    match kind(&opened) {
        Err(Error::Malformed { .. }) => Err(Error::WrongPassword),
        Err(other) => Err(other),
        Ok(_) => Ok(opened),
    }
}
