//! One X.509 certificate: read once, shared cheaply, its exact bytes kept. It never says whether the certificate is valid.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Extensions, Name, PublicKey};
use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Reader, pem, tag, time};
use crate::error::Error;

/// A certificate, RFC 5280 §4.1. Cloning shares it.
#[derive(Clone)]
pub struct Certificate {
    inner: Arc<Inner>,
}

struct Inner {
    der: Vec<u8>,
    /// The signed part, as it stands.
    to_be_signed: Vec<u8>,
    serial: Vec<u8>,
    issuer: Name,
    not_before: Timestamp,
    not_after: Timestamp,
    subject: Name,
    public_key: PublicKey,
    extensions: Extensions,
    algorithm: Option<SignatureAlgorithm>,
    signature: Vec<u8>,
}

impl Certificate {
    /// Reads one DER certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Reader::only(der, tag::SEQUENCE, "certificate")?;
        let to_be_signed = outer.expect(tag::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut outer)?;
        let signature = outer.bits()?.to_vec();
        outer.finish()?;
        let mut fields = Reader::new(to_be_signed.content, "certificate");
        // version: absent in v1, and otherwise of no consequence.
        fields.optional(tag::constructed(0))?;
        let serial = fields.integer()?.to_vec();
        // RFC 5280 §4.1.1.2: the algorithm inside and outside of what is signed must be the same.
        if AlgorithmIdentifier::read(&mut fields)? != algorithm {
            return Err(fields.malformed());
        }
        let issuer = Name::from_der(fields.expect(tag::SEQUENCE)?.raw)?;
        let mut validity = fields.sequence()?;
        let (not_before, not_after) = (time::read(&mut validity)?, time::read(&mut validity)?);
        let subject = Name::from_der(fields.expect(tag::SEQUENCE)?.raw)?;
        let public_key = PublicKey::from_der(fields.expect(tag::SEQUENCE)?.raw)?;
        let inner = Inner {
            der: der.to_vec(),
            to_be_signed: to_be_signed.raw.to_vec(),
            serial,
            issuer,
            not_before,
            not_after,
            subject,
            public_key,
            extensions: read_extensions(&mut fields)?,
            algorithm: SignatureAlgorithm::read(&algorithm, None),
            signature,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// All certificates of a PEM text, in its order.
    pub fn all_from_pem(text: &[u8]) -> Result<Vec<Self>, Error> {
        pem::labelled(text, "CERTIFICATE")?
            .iter()
            .map(|der| Self::from_der(der))
            .collect()
    }

    /// One certificate from DER, or all of a PEM text.
    pub fn all_from_pem_or_der(bytes: &[u8]) -> Result<Vec<Self>, Error> {
        if bytes.first() == Some(&tag::SEQUENCE) {
            return Ok(vec![Self::from_der(bytes)?]);
        }
        match Self::all_from_pem(bytes)? {
            certificates if certificates.is_empty() => Err(Error::NoCertificate),
            certificates => Ok(certificates),
        }
    }

    /// The certificate as PEM.
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.inner.der).as_str().to_owned()
    }

    /// The exact encoding.
    pub fn as_der(&self) -> &[u8] {
        &self.inner.der
    }

    /// serialNumber's content octets.
    pub fn serial(&self) -> &[u8] {
        &self.inner.serial
    }

    /// serialNumber as lower-case hexadecimal digits.
    pub fn serial_hex(&self) -> String {
        hex_lower(&self.inner.serial)
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.inner.issuer
    }

    /// Whom it names.
    pub fn subject(&self) -> &Name {
        &self.inner.subject
    }

    /// Start of validity.
    pub fn not_before(&self) -> Timestamp {
        self.inner.not_before
    }

    /// End of validity.
    pub fn not_after(&self) -> Timestamp {
        self.inner.not_after
    }

    /// The key it certifies.
    pub fn public_key(&self) -> &PublicKey {
        &self.inner.public_key
    }

    /// Its extensions.
    pub fn extensions(&self) -> &Extensions {
        &self.inner.extensions
    }

    /// The algorithm it was signed with, where supported.
    pub fn signature_algorithm(&self) -> Option<SignatureAlgorithm> {
        self.inner.algorithm
    }

    /// Whether a time lies in its validity.
    pub fn is_valid_at(&self, time: Timestamp) -> bool {
        (self.inner.not_before..=self.inner.not_after).contains(&time)
    }

    /// Subject and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.inner.subject == self.inner.issuer
    }

    /// Whether this certificate's signature is by the key of `issuer`.
    pub fn is_signed_by(&self, issuer: &Self) -> bool {
        self.inner.algorithm.is_some_and(|algorithm| {
            issuer
                .public_key()
                .verify(algorithm, &self.inner.to_be_signed, &self.inner.signature)
                .is_ok()
        })
    }

    /// The digest by which others refer to this certificate.
    pub fn fingerprint(&self, digest: DigestAlgorithm) -> Vec<u8> {
        digest.digest(&[&self.inner.der])
    }

    /// SHA-256 of the certificate in lower-case hexadecimal digits.
    pub fn fingerprint_hex(&self) -> String {
        hex_lower(&self.fingerprint(DigestAlgorithm::Sha256))
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.inner.der == other.inner.der
    }
}

impl Eq for Certificate {}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Certificate({}, serial {})",
            self.inner.subject,
            self.serial_hex()
        )
    }
}

impl Serialize for Certificate {
    /// As base64 of the DER.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.inner.der))
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let der = STANDARD.decode(text).map_err(de::Error::custom)?;
        Self::from_der(&der).map_err(de::Error::custom)
    }
}

pub(crate) fn hex_lower(octets: &[u8]) -> String {
    octets
        .iter()
        .fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
            text.extend(
                [octet >> 4, octet & 15].map(|half| char::from_digit(u32::from(half), 16).unwrap_or('?')),
            );
            text
        })
}

/// Unique identifiers of v2 are skipped; extensions may be absent.
fn read_extensions(fields: &mut Reader<'_>) -> Result<Extensions, Error> {
    fields.optional(tag::primitive(1))?;
    fields.optional(tag::primitive(2))?;
    let extensions = match fields.optional_nested(tag::constructed(3))? {
        Some(mut extensions) => Extensions::read(&mut extensions)?,
        None => Extensions::default(),
    };
    fields.finish()?;
    Ok(extensions)
}
