//! OCSP responses, RFC 6960: read once, shared cheaply, their exact bytes kept.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Extension, State, Statement, Unusable, same_serial, time_in, unknown_critical, verify};
use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Element, Reader, oid, tag, time};
use crate::error::Error;
use crate::purpose;
use crate::x509::{Certificate, Name};

const WHAT: &str = "OCSP response";

/// More answers in one response are there to keep validators busy.
const MAX_ANSWERS: usize = 1000;

/// A successful response of the basic type. Cloning shares it.
#[derive(Clone)]
pub struct OcspResponse {
    inner: Arc<Inner>,
}

struct Inner {
    der: Vec<u8>,
    to_be_signed: Vec<u8>,
    responder: Responder,
    produced_at: Timestamp,
    answers: Vec<Answer>,
    nonce: Option<Vec<u8>>,
    unknown_critical: Option<String>,
    algorithm: Option<SignatureAlgorithm>,
    signature: Vec<u8>,
    certificates: Vec<Certificate>,
}

/// Who says that it answered, RFC 6960 §4.2.1.
enum Responder {
    Name(Name),
    /// SHA-1 of the public key's bits.
    KeyHash(Vec<u8>),
}

/// One SingleResponse.
struct Answer {
    about: About,
    state: State,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    archive_cutoff: Option<Timestamp>,
    unknown_critical: Option<String>,
}

/// A CertID: a certificate by its issuer and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    pub(super) digest: Option<DigestAlgorithm>,
    pub(super) issuer_name: Vec<u8>,
    pub(super) issuer_key: Vec<u8>,
    pub(super) serial: Vec<u8>,
}

impl OcspResponse {
    /// Reads an OCSPResponse, or the BasicOCSPResponse inside one. A responder's refusal is an error that says so.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Reader::only(der, tag::SEQUENCE, WHAT)?;
        let Some(status) = outer.optional(ENUMERATED)? else {
            return Self::from_basic(der, der);
        };
        match status.content {
            [0] => {}
            [code] => {
                return Err(Error::OcspRefused {
                    reason: refusal(*code),
                });
            }
            _ => return Err(outer.malformed()),
        }
        let mut bytes = outer.nested(tag::constructed(0))?.sequence()?;
        outer.finish()?;
        if bytes.oid()? != oid::OCSP_BASIC {
            return Err(Error::Unsupported {
                what: "OCSP response type",
            });
        }
        let basic = bytes.octets()?;
        Self::from_basic(der, &basic)
    }

    fn from_basic(der: &[u8], basic: &[u8]) -> Result<Self, Error> {
        let mut fields = Reader::only(basic, tag::SEQUENCE, WHAT)?;
        let to_be_signed = fields.expect(tag::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let signature = fields.bits()?.to_vec();
        let certificates = certificates(&mut fields)?;
        fields.finish()?;
        let data = ResponseData::read(to_be_signed)?;
        let inner = Inner {
            der: der.to_vec(),
            to_be_signed: to_be_signed.raw.to_vec(),
            responder: data.responder,
            produced_at: data.produced_at,
            answers: data.answers,
            nonce: data.nonce,
            unknown_critical: data.unknown_critical,
            algorithm: SignatureAlgorithm::read(&algorithm, None),
            signature,
            certificates,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The exact encoding, as it came.
    pub fn as_der(&self) -> &[u8] {
        &self.inner.der
    }

    /// When it was signed.
    pub fn produced_at(&self) -> Timestamp {
        self.inner.produced_at
    }

    /// The oldest thisUpdate of its answers: of which time it speaks.
    pub fn issued(&self) -> Timestamp {
        let times = self.inner.answers.iter().map(|answer| answer.this_update);
        times.min().unwrap_or(self.inner.produced_at)
    }

    /// The earliest nextUpdate of its answers.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.inner
            .answers
            .iter()
            .filter_map(|answer| answer.next_update)
            .min()
    }

    /// The nonce of the request that it answers, RFC 9654.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.inner.nonce.as_deref()
    }

    /// The certificates inside.
    pub fn certificates(&self) -> &[Certificate] {
        &self.inner.certificates
    }

    pub(super) fn statement(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<Statement, Unusable> {
        let answer = self
            .inner
            .answers
            .iter()
            .find(|answer| answer.about.is(certificate, issuer))
            .ok_or(Unusable::OtherCertificate)?;
        let unknown = self
            .inner
            .unknown_critical
            .as_ref()
            .or(answer.unknown_critical.as_ref());
        if let Some(unknown) = unknown {
            return Err(Unusable::Unsupported(format!(
                "its critical extension {unknown} is not supported"
            )));
        }
        let signer = self.signer(issuer)?;
        let inner = &self.inner;
        let algorithm = verify(signer, inner.algorithm, &inner.to_be_signed, &inner.signature)?;
        Ok(Statement {
            state: answer.state,
            issued: answer.this_update,
            next_update: answer.next_update,
            speaks_of_expired_since: answer.archive_cutoff,
            signer: signer.clone(),
            is_delegated: signer.public_key() != issuer.public_key(),
            algorithm,
        })
    }

    /// RFC 6960 §4.2.2.2: the issuer itself, or somebody to whom the issuer itself gave a certificate for this purpose.
    fn signer<'a>(&'a self, issuer: &'a Certificate) -> Result<&'a Certificate, Unusable> {
        if self.inner.responder.is(issuer) {
            return Ok(issuer);
        }
        let own = |one: &&Certificate| self.inner.responder.is(one);
        let delegate = self
            .inner
            .certificates
            .iter()
            .find(own)
            .ok_or(Unusable::NotAuthorised("its certificate is not inside"))?;
        if delegate.public_key() == issuer.public_key() {
            return Ok(delegate);
        }
        if !delegate.extensions().has_purpose(oid::EKU_OCSP_SIGNING) {
            return Err(Unusable::NotAuthorised(
                "its certificate does not name the purpose OCSPSigning",
            ));
        }
        // RFC 5280 §4.2: whoever cannot process what is critical does not use the certificate.
        if !delegate.extensions().unknown_critical.is_empty() || !delegate.extensions().repeated.is_empty() {
            return Err(Unusable::NotAuthorised(
                "its certificate has a critical extension that is not supported, or one twice",
            ));
        }
        if purpose::signs_nothing(delegate.extensions()) {
            return Err(Unusable::NotAuthorised(
                "its key usage allows no signatures over answers",
            ));
        }
        if !delegate.issuer().matches(issuer.subject()) || !delegate.is_signed_by(issuer) {
            return Err(Unusable::NotAuthorised("its certificate is of another issuer"));
        }
        if !delegate.is_valid_at(self.inner.produced_at) {
            return Err(Unusable::NotAuthorised(
                "its certificate was not valid when it answered",
            ));
        }
        Ok(delegate)
    }
}

impl Responder {
    fn read(fields: &mut Reader<'_>) -> Result<Self, Error> {
        if let Some(mut name) = fields.optional_nested(tag::constructed(1))? {
            return Ok(Self::Name(Name::from_der(name.expect(tag::SEQUENCE)?.raw)?));
        }
        let hash = fields.nested(tag::constructed(2))?.octets()?.into_owned();
        Ok(Self::KeyHash(hash))
    }

    fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Name(name) => certificate.subject().matches(name),
            Self::KeyHash(hash) => {
                *hash == DigestAlgorithm::Sha1.digest(&[certificate.public_key().key_bits()])
            }
        }
    }
}

impl About {
    pub(super) fn read(fields: &mut Reader<'_>) -> Result<Self, Error> {
        let algorithm = AlgorithmIdentifier::read(fields)?;
        Ok(Self {
            digest: DigestAlgorithm::from_oid(algorithm.oid),
            issuer_name: fields.octets()?.into_owned(),
            issuer_key: fields.octets()?.into_owned(),
            serial: fields.integer()?.to_vec(),
        })
    }

    /// Name *and* key of the issuer: two authorities may have the same name.
    fn is(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        same_serial(&self.serial, certificate.serial()) && self.names_issuer(certificate.issuer(), issuer)
    }

    /// `name` is the issuer's, as the certificate has it.
    pub(super) fn names_issuer(&self, name: &Name, issuer: &Certificate) -> bool {
        self.digest.is_some_and(|digest| {
            self.issuer_name == digest.digest(&[name.as_der()])
                && self.issuer_key == digest.digest(&[issuer.public_key().key_bits()])
        })
    }
}

/// A tbsResponseData, RFC 6960 §4.2.1.
struct ResponseData {
    responder: Responder,
    produced_at: Timestamp,
    answers: Vec<Answer>,
    nonce: Option<Vec<u8>>,
    unknown_critical: Option<String>,
}

impl ResponseData {
    fn read(to_be_signed: Element<'_>) -> Result<Self, Error> {
        let mut fields = Reader::new(to_be_signed.content, WHAT);
        fields.optional(tag::constructed(0))?;
        let responder = Responder::read(&mut fields)?;
        let produced_at = time::read(&mut fields)?;
        let mut list = fields.sequence()?;
        let mut answers = Vec::new();
        while !list.is_empty() {
            if answers.len() == MAX_ANSWERS {
                return Err(list.malformed());
            }
            answers.push(Answer::read(&mut list.sequence()?)?);
        }
        let extensions = super::extensions(&mut fields, 1)?;
        fields.finish()?;
        Ok(Self {
            responder,
            produced_at,
            answers,
            nonce: nonce(&extensions),
            unknown_critical: unknown_critical(&extensions, &[oid::OCSP_NONCE]),
        })
    }
}

impl Answer {
    fn read(fields: &mut Reader<'_>) -> Result<Self, Error> {
        let about = About::read(&mut fields.sequence()?)?;
        let state = state(fields.read()?).ok_or(fields.malformed())?;
        let this_update = time::read(fields)?;
        let next_update = match fields.optional_nested(tag::constructed(0))? {
            Some(mut next) => Some(time::read(&mut next)?),
            None => None,
        };
        let extensions = super::extensions(fields, 1)?;
        fields.finish()?;
        Ok(Self {
            about,
            state,
            this_update,
            next_update,
            archive_cutoff: time_in(&extensions, oid::OCSP_ARCHIVE_CUTOFF),
            unknown_critical: unknown_critical(&extensions, &[oid::OCSP_ARCHIVE_CUTOFF]),
        })
    }
}

impl PartialEq for OcspResponse {
    fn eq(&self, other: &Self) -> bool {
        self.inner.der == other.inner.der
    }
}

impl Eq for OcspResponse {}

impl std::fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "OcspResponse({}, {} answers)",
            self.inner.produced_at,
            self.inner.answers.len()
        )
    }
}

impl Serialize for OcspResponse {
    /// As base64 of the DER.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::base64_bytes::serialize(&self.inner.der, serializer)
    }
}

impl<'de> Deserialize<'de> for OcspResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let der = crate::base64_bytes::deserialize(deserializer)?;
        Self::from_der(&der).map_err(de::Error::custom)
    }
}

const ENUMERATED: u8 = 0x0a;

/// RFC 6960 §4.2.1, OCSPResponseStatus.
fn refusal(code: u8) -> &'static str {
    match code {
        1 => "it did not understand the request",
        2 => "it has an internal error",
        3 => "it asks to try later",
        5 => "it wants signed requests",
        6 => "it does not answer us",
        _ => "it gives no known reason",
    }
}

fn certificates(fields: &mut Reader<'_>) -> Result<Vec<Certificate>, Error> {
    let mut found = Vec::new();
    if let Some(mut outer) = fields.optional_nested(tag::constructed(0))? {
        let mut list = outer.sequence()?;
        while !list.is_empty() {
            // One that cannot be read helps nobody, and the others may do.
            found.extend(Certificate::from_der(list.read()?.raw).ok());
        }
    }
    Ok(found)
}

/// CertStatus: good `[0]`, revoked `[1]` with time and reason, unknown `[2]`.
fn state(element: Element<'_>) -> Option<State> {
    const GOOD: u8 = tag::primitive(0);
    const REVOKED: u8 = tag::constructed(1);
    const UNKNOWN: u8 = tag::primitive(2);
    match element.tag {
        GOOD => Some(State::Good),
        UNKNOWN => Some(State::Unknown),
        REVOKED => {
            let mut fields = Reader::new(element.content, WHAT);
            let time = time::read(&mut fields).ok()?;
            let reason = fields.optional_nested(tag::constructed(0)).ok()?;
            let reason = reason.and_then(|mut reason| reason.expect(ENUMERATED).ok());
            Some(State::Revoked {
                time,
                reason: reason.and_then(|reason| reason.content.first().copied()),
            })
        }
        _ => None,
    }
}

/// RFC 9654 §2.1: an OCTET STRING; some responders leave the wrapping out.
pub(super) fn nonce(extensions: &[Extension<'_>]) -> Option<Vec<u8>> {
    let extension = extensions
        .iter()
        .find(|extension| extension.id == oid::OCSP_NONCE)?;
    let wrapped = Reader::new(&extension.value, WHAT).octets();
    Some(wrapped.map_or_else(|_| extension.value.to_vec(), |nonce| nonce.into_owned()))
}
