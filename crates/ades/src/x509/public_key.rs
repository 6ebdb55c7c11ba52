//! Public keys and the verifying of signatures with them. It never trusts a key: that is the chain's affair.

use aws_lc_rs::signature::ParsedPublicKey;
use std::sync::OnceLock;

use crate::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use crate::asn1::{Oid, Reader, oid, tag};
use crate::error::Error;

/// What kind of key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KeyKind {
    /// RSA with this many bits of modulus.
    Rsa {
        /// Length of the modulus.
        bits: u32,
    },
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// Ed25519.
    Ed25519,
    /// A kind that cannot be verified here.
    Other,
}

/// Why a signature was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureRejected {
    /// The algorithm and the key do not go together, or the algorithm is not supported.
    Unsupported,
    /// The signature is not by this key over these bytes.
    Mismatch,
}

/// A SubjectPublicKeyInfo, RFC 5280 §4.1.2.7.
pub struct PublicKey {
    info: Vec<u8>,
    /// RSAPublicKey, or the point, or the raw Edwards key.
    key: Vec<u8>,
    kind: KeyKind,
    /// A key is nearly always used with one algorithm: parsed for the first one and kept.
    parsed: OnceLock<(SignatureAlgorithm, ParsedPublicKey)>,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo. A key of an unknown kind is read too: it only verifies nothing.
    pub fn from_der(info: &[u8]) -> Result<Self, Error> {
        let mut fields = Reader::only(info, tag::SEQUENCE, "SubjectPublicKeyInfo")?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let key = fields.bits()?.to_vec();
        fields.finish()?;
        let kind = kind(&algorithm, &key)?;
        Ok(Self {
            info: info.to_vec(),
            key,
            kind,
            parsed: OnceLock::new(),
        })
    }

    /// The whole SubjectPublicKeyInfo.
    pub fn as_der(&self) -> &[u8] {
        &self.info
    }

    /// The subjectPublicKey bits alone.
    pub fn key_bits(&self) -> &[u8] {
        &self.key
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Whether `signature` is by this key over `message`.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureRejected> {
        match self.parsed.get() {
            Some((of, key)) if *of == algorithm => key.verify_sig(message, signature),
            _ => {
                let key = self.parse(algorithm)?;
                let verdict = key.verify_sig(message, signature);
                // Losing the race to another thread only costs the parsing.
                let _ = self.parsed.set((algorithm, key));
                verdict
            }
        }
        .map_err(|_| SignatureRejected::Mismatch)
    }

    fn parse(&self, algorithm: SignatureAlgorithm) -> Result<ParsedPublicKey, SignatureRejected> {
        let verifier = algorithm
            .verifier(self.kind)
            .ok_or(SignatureRejected::Unsupported)?;
        ParsedPublicKey::new(verifier, &self.key).map_err(|_| SignatureRejected::Unsupported)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.info == other.info
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({:?})", self.kind)
    }
}

fn kind(algorithm: &AlgorithmIdentifier, key: &[u8]) -> Result<KeyKind, Error> {
    Ok(match algorithm.oid {
        oid::RSA_ENCRYPTION | oid::RSA_PSS => KeyKind::Rsa {
            bits: modulus_bits(key)?,
        },
        oid::EC_PUBLIC_KEY => curve(algorithm.parameters.as_deref().unwrap_or_default()),
        oid::ED25519 => KeyKind::Ed25519,
        _ => KeyKind::Other,
    })
}

/// Only named curves: explicit parameters were how CVE-2020-0601 forged certificates.
fn curve(parameters: &[u8]) -> KeyKind {
    let named: Result<Oid, Error> = Reader::new(parameters, "curve").oid();
    match named {
        Ok(oid::P256) => KeyKind::P256,
        Ok(oid::P384) => KeyKind::P384,
        Ok(oid::P521) => KeyKind::P521,
        _ => KeyKind::Other,
    }
}

fn modulus_bits(key: &[u8]) -> Result<u32, Error> {
    let modulus = Reader::only(key, tag::SEQUENCE, "RSAPublicKey")?.integer()?;
    let skip = modulus.iter().take_while(|octet| **octet == 0).count();
    let significant = &modulus[skip..];
    let leading = significant.first().map_or(0, |first| first.leading_zeros());
    Ok((significant.len() as u32 * 8).saturating_sub(leading))
}
