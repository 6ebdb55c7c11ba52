//! Digest and signature algorithms, by the names of EN 319 122 and TS 119 312. It never judges whether one is still strong:
//! that is a validation policy's affair.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::{digest, signature};
use serde::{Deserialize, Serialize};

use crate::asn1::{Oid, Reader, Writer, oid, tag};
use crate::error::Error;
use crate::x509::KeyKind;

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DigestAlgorithm {
    /// Read in old signatures only.
    Sha1,
    /// The default.
    Sha256,
    /// With P-384 keys.
    Sha384,
    /// With P-521 keys.
    Sha512,
}

impl DigestAlgorithm {
    /// The digest of parts as if they stood in one piece.
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = digest::Context::new(self.implementation());
        parts.iter().for_each(|part| context.update(part));
        context.finish().as_ref().to_vec()
    }

    /// Bytes of a digest.
    pub fn length(self) -> usize {
        self.implementation().output_len()
    }

    /// The algorithm's name as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    pub(crate) fn oid(self) -> Oid {
        match self {
            Self::Sha1 => oid::SHA1,
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
        }
    }

    pub(crate) fn from_oid(oid: Oid) -> Option<Self> {
        [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|known| known.oid() == oid)
    }

    /// RFC 5754 §2: parameters absent.
    pub(crate) fn write(self, writer: &mut Writer) {
        writer.sequence(|algorithm| algorithm.oid(self.oid()));
    }

    fn implementation(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

/// A signature scheme with its hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5, RFC 8017 §8.2.
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS with the salt as long as the digest, RFC 8017 §8.1.
    RsaPss(DigestAlgorithm),
    /// ECDSA over the key's curve, FIPS 186-5. Signatures are DER `Ecdsa-Sig-Value`s.
    Ecdsa(DigestAlgorithm),
    /// Ed25519, RFC 8032, in CMS as RFC 8419 and in PDF as ISO/TS 32002 have it.
    Ed25519,
}

impl SignatureAlgorithm {
    /// The algorithm that a key signs with when nobody asks for another.
    pub fn default_for(kind: KeyKind) -> Result<Self, Error> {
        match kind {
            KeyKind::Rsa { .. } => Ok(Self::RsaPkcs1(DigestAlgorithm::Sha256)),
            KeyKind::P256 => Ok(Self::Ecdsa(DigestAlgorithm::Sha256)),
            KeyKind::P384 => Ok(Self::Ecdsa(DigestAlgorithm::Sha384)),
            KeyKind::P521 => Ok(Self::Ecdsa(DigestAlgorithm::Sha512)),
            KeyKind::Ed25519 => Ok(Self::Ed25519),
            KeyKind::Other => Err(Error::Unsupported { what: "key type" }),
        }
    }

    /// The hash function that the content and the signed attributes go through.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss(digest) | Self::Ecdsa(digest) => digest,
            // RFC 8419 §2.3: SHA-512 stands beside Ed25519.
            Self::Ed25519 => DigestAlgorithm::Sha512,
        }
    }

    /// Room that a signature by such a key takes at most.
    pub(crate) fn signature_size(self, kind: KeyKind) -> usize {
        match kind {
            KeyKind::Rsa { bits } => bits.div_ceil(8) as usize,
            // Two INTEGERs in a SEQUENCE, X9.62.
            KeyKind::P256 => 72,
            KeyKind::P384 => 104,
            KeyKind::P521 => 139,
            KeyKind::Ed25519 => 64,
            KeyKind::Other => 0,
        }
    }

    /// Reads an AlgorithmIdentifier of a certificate or of a SignerInfo. `beside` is the digest algorithm named next to it,
    /// for identifiers that do not say their own (RFC 3370 §3.2).
    pub(crate) fn read(algorithm: &AlgorithmIdentifier, beside: Option<DigestAlgorithm>) -> Option<Self> {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        Some(match algorithm.oid {
            oid::RSA_ENCRYPTION => Self::RsaPkcs1(beside?),
            oid::SHA1_WITH_RSA => Self::RsaPkcs1(Sha1),
            oid::SHA256_WITH_RSA => Self::RsaPkcs1(Sha256),
            oid::SHA384_WITH_RSA => Self::RsaPkcs1(Sha384),
            oid::SHA512_WITH_RSA => Self::RsaPkcs1(Sha512),
            oid::RSA_PSS => Self::RsaPss(pss_digest(algorithm.parameters.as_deref()?).ok()??),
            oid::ECDSA_WITH_SHA1 => Self::Ecdsa(Sha1),
            oid::ECDSA_WITH_SHA256 => Self::Ecdsa(Sha256),
            oid::ECDSA_WITH_SHA384 => Self::Ecdsa(Sha384),
            oid::ECDSA_WITH_SHA512 => Self::Ecdsa(Sha512),
            oid::ED25519 => Self::Ed25519,
            _ => return None,
        })
    }

    /// Writes the AlgorithmIdentifier, RFC 4055 §5 and RFC 5758 §3.2.
    pub(crate) fn write(self, writer: &mut Writer) {
        writer.sequence(|algorithm| match self {
            Self::RsaPkcs1(digest) => {
                algorithm.oid(rsa_oid(digest));
                algorithm.null();
            }
            Self::RsaPss(digest) => {
                algorithm.oid(oid::RSA_PSS);
                write_pss_parameters(algorithm, digest);
            }
            Self::Ecdsa(digest) => algorithm.oid(ecdsa_oid(digest)),
            Self::Ed25519 => algorithm.oid(oid::ED25519),
        });
    }

    /// The library's verifier for a key of this kind. Small and odd-sized RSA keys are verified too: judging them is policy.
    pub(crate) fn verifier(self, kind: KeyKind) -> Option<&'static dyn signature::VerificationAlgorithm> {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        Some(match (self, kind) {
            (Self::RsaPkcs1(Sha1), KeyKind::Rsa { .. }) => {
                &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY
            }
            (Self::RsaPkcs1(Sha256), KeyKind::Rsa { .. }) => {
                &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
            }
            (Self::RsaPkcs1(Sha384), KeyKind::Rsa { .. }) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Self::RsaPkcs1(Sha512), KeyKind::Rsa { .. }) => {
                &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
            }
            (Self::RsaPss(Sha256), KeyKind::Rsa { .. }) => &signature::RSA_PSS_2048_8192_SHA256,
            (Self::RsaPss(Sha384), KeyKind::Rsa { .. }) => &signature::RSA_PSS_2048_8192_SHA384,
            (Self::RsaPss(Sha512), KeyKind::Rsa { .. }) => &signature::RSA_PSS_2048_8192_SHA512,
            (Self::Ecdsa(Sha1), KeyKind::P256) => &signature::ECDSA_P256_SHA1_ASN1,
            (Self::Ecdsa(Sha256), KeyKind::P256) => &signature::ECDSA_P256_SHA256_ASN1,
            (Self::Ecdsa(Sha384), KeyKind::P256) => &signature::ECDSA_P256_SHA384_ASN1,
            (Self::Ecdsa(Sha512), KeyKind::P256) => &signature::ECDSA_P256_SHA512_ASN1,
            (Self::Ecdsa(Sha256), KeyKind::P384) => &signature::ECDSA_P384_SHA256_ASN1,
            (Self::Ecdsa(Sha384), KeyKind::P384) => &signature::ECDSA_P384_SHA384_ASN1,
            (Self::Ecdsa(Sha512), KeyKind::P384) => &signature::ECDSA_P384_SHA512_ASN1,
            (Self::Ecdsa(Sha256), KeyKind::P521) => &signature::ECDSA_P521_SHA256_ASN1,
            (Self::Ecdsa(Sha384), KeyKind::P521) => &signature::ECDSA_P521_SHA384_ASN1,
            (Self::Ecdsa(Sha512), KeyKind::P521) => &signature::ECDSA_P521_SHA512_ASN1,
            (Self::Ed25519, KeyKind::Ed25519) => &signature::ED25519,
            _ => return None,
        })
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(digest) => write!(f, "RSA-PKCS1/{}", digest.name()),
            Self::RsaPss(digest) => write!(f, "RSA-PSS/{}", digest.name()),
            Self::Ecdsa(digest) => write!(f, "ECDSA/{}", digest.name()),
            Self::Ed25519 => write!(f, "Ed25519"),
        }
    }
}

impl FromStr for SignatureAlgorithm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        [Sha1, Sha256, Sha384, Sha512]
            .into_iter()
            .flat_map(|digest| [Self::RsaPkcs1(digest), Self::RsaPss(digest), Self::Ecdsa(digest)])
            .chain([Self::Ed25519])
            .find(|known| known.to_string() == text)
            .ok_or(Error::Unsupported {
                what: "signature algorithm",
            })
    }
}

impl From<SignatureAlgorithm> for String {
    fn from(algorithm: SignatureAlgorithm) -> Self {
        algorithm.to_string()
    }
}

impl TryFrom<String> for SignatureAlgorithm {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

/// A raw `r‖s` pair, as PKCS#11 tokens, Web eID and XML signatures have it, in the DER form that CMS wants.
pub fn ecdsa_raw_to_der(raw: &[u8]) -> Result<Vec<u8>, Error> {
    if raw.is_empty() || !raw.len().is_multiple_of(2) {
        return Err(Error::Malformed {
            what: "ECDSA signature",
        });
    }
    let (r, s) = raw.split_at(raw.len() / 2);
    Ok(Writer::build(|writer| {
        writer.sequence(|pair| {
            pair.unsigned(r);
            pair.unsigned(s);
        });
    }))
}

/// An AlgorithmIdentifier, RFC 5280 §4.1.1.2, with its parameters as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AlgorithmIdentifier {
    pub(crate) oid: Oid,
    pub(crate) parameters: Option<Vec<u8>>,
}

impl AlgorithmIdentifier {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        let parameters = if fields.is_empty() {
            None
        } else {
            Some(fields.read()?.raw.to_vec())
        };
        fields.finish()?;
        Ok(Self { oid, parameters })
    }
}

fn rsa_oid(digest: DigestAlgorithm) -> Oid {
    match digest {
        DigestAlgorithm::Sha1 => oid::SHA1_WITH_RSA,
        DigestAlgorithm::Sha256 => oid::SHA256_WITH_RSA,
        DigestAlgorithm::Sha384 => oid::SHA384_WITH_RSA,
        DigestAlgorithm::Sha512 => oid::SHA512_WITH_RSA,
    }
}

fn ecdsa_oid(digest: DigestAlgorithm) -> Oid {
    match digest {
        DigestAlgorithm::Sha1 => oid::ECDSA_WITH_SHA1,
        DigestAlgorithm::Sha256 => oid::ECDSA_WITH_SHA256,
        DigestAlgorithm::Sha384 => oid::ECDSA_WITH_SHA384,
        DigestAlgorithm::Sha512 => oid::ECDSA_WITH_SHA512,
    }
}

/// RFC 4055 §3.1. Only the common shape is supported: one digest for message and mask, salt as long as it.
fn pss_digest(parameters: &[u8]) -> Result<Option<DigestAlgorithm>, Error> {
    let mut fields = Reader::only(parameters, tag::SEQUENCE, "RSASSA-PSS parameters")?;
    let Some(mut hash) = fields.optional_nested(tag::constructed(0))? else {
        return Ok(None);
    };
    let digest = DigestAlgorithm::from_oid(AlgorithmIdentifier::read(&mut hash)?.oid);
    let Some(mut mask) = fields.optional_nested(tag::constructed(1))? else {
        return Ok(None);
    };
    let mask = AlgorithmIdentifier::read(&mut mask)?;
    let mask_digest = Reader::new(mask.parameters.as_deref().unwrap_or_default(), "MGF1 parameters")
        .sequence()?
        .oid()?;
    let Some(mut salt) = fields.optional_nested(tag::constructed(2))? else {
        return Ok(None);
    };
    let salt = salt.small()?;
    Ok(digest.filter(|digest| {
        mask.oid == oid::MGF1 && mask_digest == digest.oid() && salt == digest.length() as u64
    }))
}

fn write_pss_parameters(writer: &mut Writer, digest: DigestAlgorithm) {
    writer.sequence(|parameters| {
        parameters.nested(tag::constructed(0), |hash| digest.write(hash));
        parameters.nested(tag::constructed(1), |mask| {
            mask.sequence(|mask| {
                mask.oid(oid::MGF1);
                digest.write(mask);
            });
        });
        parameters.nested(tag::constructed(2), |salt| salt.small(digest.length() as u64));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_round_trip_in_der_and_in_words() {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        for digest in [Sha256, Sha384, Sha512] {
            for algorithm in [
                SignatureAlgorithm::RsaPkcs1(digest),
                SignatureAlgorithm::RsaPss(digest),
                SignatureAlgorithm::Ecdsa(digest),
            ] {
                let encoded = Writer::build(|writer| algorithm.write(writer));
                let read = AlgorithmIdentifier::read(&mut Reader::new(&encoded, "test")).unwrap();
                assert_eq!(SignatureAlgorithm::read(&read, None), Some(algorithm));
                assert_eq!(
                    algorithm.to_string().parse::<SignatureAlgorithm>().unwrap(),
                    algorithm
                );
            }
        }
    }

    #[test]
    fn digests_are_those_of_the_standard() {
        // FIPS 180-4: SHA-256 of "abc", in two parts.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(
            hex::encode(DigestAlgorithm::Sha256.digest(&[b"a", b"bc"])),
            expected
        );
    }

    #[test]
    fn raw_pairs_become_der() {
        assert_eq!(
            ecdsa_raw_to_der(&[0, 1, 0x80, 0]).unwrap(),
            [0x30, 8, 2, 1, 1, 2, 3, 0, 0x80, 0]
        );
        assert!(ecdsa_raw_to_der(&[1, 2, 3]).is_err());
    }
}
