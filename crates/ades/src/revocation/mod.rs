//! What authorities say about their certificates after they were issued: OCSP responses (RFC 6960) and revocation lists
//! (RFC 5280 §5). It reads them and says whether one speaks of a certificate with authority. It never fetches, and it never
//! says whether a statement is recent enough: that is the validator's affair.

mod list;
mod ocsp;
mod request;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::algorithm::SignatureAlgorithm;
use crate::asn1::{Oid, Reader, oid, tag, time};
use crate::error::Error;
use crate::x509::Certificate;

pub use list::RevocationList;
pub use ocsp::OcspResponse;
pub(crate) use request::write_nonce;
pub use request::{CertificateId, OcspRequest};

/// What an authority says of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The state.
    pub state: State,
    /// thisUpdate: the time of which it speaks.
    pub issued: Timestamp,
    /// nextUpdate: until when it is meant to be used. `None`: something newer can always be had.
    pub next_update: Option<Timestamp>,
    /// Certificates that ended no earlier than this are spoken of too (archiveCutOff, RFC 6960 §4.4.4; expiredCertsOnCRL,
    /// X.509 §9.5.2.8). `None`: nothing is said of certificates that have ended.
    pub speaks_of_expired_since: Option<Timestamp>,
    /// Whose signature it bears.
    pub signer: Certificate,
    /// Whether the authority gave the signing over to a responder of its own, RFC 6960 §4.2.2.2.
    pub is_delegated: bool,
    /// How it is signed.
    pub algorithm: SignatureAlgorithm,
}

/// Clocks of different authorities may differ by this much.
pub(crate) const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

impl Statement {
    /// Whether it says something of this time: made then or later, or meant to be used until then (EN 319 102-1 §5.2.5). What can
    /// always be had anew (RFC 6960 §4.2.2.1) is meant for the moment when it was made.
    pub fn speaks_at(&self, time: Timestamp) -> bool {
        let until = match self.next_update {
            Some(next) => next,
            None => self.issued.saturating_add(TOLERANCE).unwrap_or(self.issued),
        };
        self.issued >= time || until >= time
    }
}

/// The state of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// Not revoked.
    Good,
    /// Revoked, for good or on hold.
    Revoked {
        /// Since when.
        time: Timestamp,
        /// CRLReason, RFC 5280 §5.3.1.
        reason: Option<u8>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

/// Why something is no statement about a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unusable {
    /// It speaks of others.
    #[error("it does not speak of this certificate")]
    OtherCertificate,
    /// Its signer has no right to speak for the issuer.
    #[error("its signer may not speak for the issuer: {0}")]
    NotAuthorised(&'static str),
    /// Its signature does not verify.
    #[error("its signature does not verify")]
    WrongSignature,
    /// It is of a kind that cannot be relied on here.
    #[error("{0}")]
    Unsupported(String),
}

/// Something that may hold a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Evidence {
    /// An OCSP response.
    Ocsp(OcspResponse),
    /// A revocation list.
    List(RevocationList),
}

impl Evidence {
    /// What it says of `certificate`, which `issuer` issued. It is checked that the statement is about exactly this certificate,
    /// that its signer may make it, and that its signature is the signer's; a delegate's own state is left to the caller.
    pub fn statement(&self, certificate: &Certificate, issuer: &Certificate) -> Result<Statement, Unusable> {
        match self {
            Self::Ocsp(response) => response.statement(certificate, issuer),
            Self::List(list) => list.statement(certificate, issuer),
        }
    }

    /// The exact encoding.
    pub fn as_der(&self) -> &[u8] {
        match self {
            Self::Ocsp(response) => response.as_der(),
            Self::List(list) => list.as_der(),
        }
    }

    /// Certificates that it brings along: those of delegated responders.
    pub fn certificates(&self) -> &[Certificate] {
        match self {
            Self::Ocsp(response) => response.certificates(),
            Self::List(_) => &[],
        }
    }
}

/// An extension of a response or of a list: identifier, whether critical, content.
struct Extension<'a> {
    id: Oid,
    critical: bool,
    value: std::borrow::Cow<'a, [u8]>,
}

/// The extensions under an explicit context tag, RFC 5280 §4.1.
fn extensions<'a>(fields: &mut Reader<'a>, number: u8) -> Result<Vec<Extension<'a>>, Error> {
    let mut found = Vec::new();
    let Some(mut outer) = fields.optional_nested(tag::constructed(number))? else {
        return Ok(found);
    };
    let mut list = outer.sequence()?;
    while !list.is_empty() {
        found.push(extension(&mut list)?);
    }
    outer.finish()?;
    Ok(found)
}

fn extension<'a>(list: &mut Reader<'a>) -> Result<Extension<'a>, Error> {
    let mut fields = list.sequence()?;
    let id = fields.oid()?;
    let critical = fields.peek() == Some(tag::BOOLEAN) && fields.boolean()?;
    let value = fields.octets()?;
    fields.finish()?;
    Ok(Extension { id, critical, value })
}

/// The first critical extension that is not among the known ones.
fn unknown_critical(extensions: &[Extension<'_>], known: &[Oid]) -> Option<String> {
    extensions
        .iter()
        .find(|extension| extension.critical && !known.contains(&extension.id))
        .map(|extension| extension.id.to_string())
}

/// A GeneralizedTime as an extension's whole value.
fn time_in(extensions: &[Extension<'_>], id: Oid) -> Option<Timestamp> {
    let extension = extensions.iter().find(|extension| extension.id == id)?;
    time::read(&mut Reader::new(&extension.value, "time of an extension")).ok()
}

/// Whether the serial numbers are the same INTEGER, however many leading octets either has.
fn same_serial(one: &[u8], other: &[u8]) -> bool {
    fn shortest(mut octets: &[u8]) -> &[u8] {
        while let [0, rest @ ..] = octets {
            if rest.is_empty() {
                break;
            }
            octets = rest;
        }
        octets
    }
    shortest(one) == shortest(other)
}

/// Whether the signature is by this certificate's key.
fn verify(
    certificate: &Certificate,
    algorithm: Option<SignatureAlgorithm>,
    message: &[u8],
    signature: &[u8],
) -> Result<SignatureAlgorithm, Unusable> {
    let algorithm =
        algorithm.ok_or_else(|| Unusable::Unsupported("its algorithm is not supported".to_owned()))?;
    certificate
        .public_key()
        .verify(algorithm, message, signature)
        .map(|()| algorithm)
        .map_err(|_| Unusable::WrongSignature)
}

/// A delegated responder that needs no revocation data of its own, RFC 6960 §4.2.2.2.1.
pub fn needs_no_check(certificate: &Certificate) -> bool {
    certificate.extensions().is_exempt_from_revocation
        && certificate.extensions().has_purpose(oid::EKU_OCSP_SIGNING)
}
