//! Certificate revocation lists, RFC 5280 §5: read once, shared cheaply, their exact bytes kept. A list that speaks of a part of
//! the certificates or of the reasons only is refused where that part is not known to be the right one.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    Extension, State, Statement, Unusable, extensions, same_serial, time_in, unknown_critical, verify,
};
use crate::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use crate::asn1::{Reader, oid, tag, time};
use crate::error::Error;
use crate::x509::{Certificate, KeyUsage, Name};

const WHAT: &str = "revocation list";

/// A CertificateList. Cloning shares it.
#[derive(Clone)]
pub struct RevocationList {
    inner: Arc<Inner>,
}

struct Inner {
    der: Vec<u8>,
    /// Where the signed part stands in `der`.
    to_be_signed: std::ops::Range<usize>,
    /// Where the entries stand in `der`: a long list is searched where it is, not copied.
    entries: std::ops::Range<usize>,
    issuer: Name,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    scope: Scope,
    expired_since: Option<Timestamp>,
    algorithm: Option<SignatureAlgorithm>,
    signature: Vec<u8>,
}

/// Of what a list speaks, RFC 5280 §5.2.5.
#[derive(Default)]
struct Scope {
    /// Addresses of the distribution point, where named.
    addresses: Vec<String>,
    end_entities_only: bool,
    authorities_only: bool,
    /// Why it cannot be relied on here.
    unsupported: Option<String>,
}

impl RevocationList {
    /// Reads a DER list.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Reader::only(der, tag::SEQUENCE, WHAT)?;
        let to_be_signed = outer.expect(tag::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut outer)?;
        let signature = outer.bits()?.to_vec();
        outer.finish()?;
        let mut fields = Reader::new(to_be_signed.content, WHAT);
        fields.optional(tag::INTEGER)?;
        // RFC 5280 §5.1.1.2: the algorithm inside and outside of what is signed must be the same.
        if AlgorithmIdentifier::read(&mut fields)? != algorithm {
            return Err(fields.malformed());
        }
        let issuer = Name::from_der(fields.expect(tag::SEQUENCE)?.raw)?;
        let this_update = time::read(&mut fields)?;
        let next_update = match fields.peek() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => Some(time::read(&mut fields)?),
            _ => None,
        };
        let entries = fields
            .optional(tag::SEQUENCE)?
            .map_or(&[][..], |entries| entries.content);
        let extensions = extensions(&mut fields, 0)?;
        fields.finish()?;
        let inner = Inner {
            to_be_signed: place(der, to_be_signed.raw),
            entries: place(der, entries),
            issuer,
            this_update,
            next_update,
            scope: Scope::read(&extensions)?,
            expired_since: time_in(&extensions, oid::EXPIRED_CERTIFICATES_ON_CRL),
            algorithm: SignatureAlgorithm::read(&algorithm, None),
            signature,
            der: der.to_vec(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The exact encoding.
    pub fn as_der(&self) -> &[u8] {
        &self.inner.der
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.inner.issuer
    }

    /// When it was issued.
    pub fn this_update(&self) -> Timestamp {
        self.inner.this_update
    }

    /// When the next one is due.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.inner.next_update
    }

    pub(super) fn statement(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<Statement, Unusable> {
        let inner = &self.inner;
        if !inner.issuer.matches(certificate.issuer()) || !inner.issuer.matches(issuer.subject()) {
            return Err(Unusable::OtherCertificate);
        }
        inner.scope.fits(certificate)?;
        let usage = issuer.extensions().key_usage;
        if usage.is_some_and(|usage| !usage.any(KeyUsage::CRL_SIGN)) {
            return Err(Unusable::NotAuthorised(
                "its key usage does not allow signing revocation lists",
            ));
        }
        let message = inner.der.get(inner.to_be_signed.clone()).unwrap_or_default();
        let algorithm = verify(issuer, inner.algorithm, message, &inner.signature)?;
        Ok(Statement {
            state: self.state(certificate.serial())?,
            issued: inner.this_update,
            next_update: inner.next_update,
            speaks_of_expired_since: inner.expired_since,
            signer: issuer.clone(),
            is_delegated: false,
            algorithm,
        })
    }

    /// RFC 5280 §6.3.3 (j).
    fn state(&self, serial: &[u8]) -> Result<State, Unusable> {
        let unreadable = |_| Unusable::Unsupported("an entry of it cannot be read".to_owned());
        let entries = self.inner.der.get(self.inner.entries.clone()).unwrap_or_default();
        let mut entries = Reader::new(entries, WHAT);
        let mut state = State::Good;
        while !entries.is_empty() {
            let mut entry = entries.sequence().map_err(unreadable)?;
            if !same_serial(entry.integer().map_err(unreadable)?, serial) {
                continue;
            }
            let time = time::read(&mut entry).map_err(unreadable)?;
            let reason = entry_reason(&mut entry).map_err(unreadable)?;
            // RFC 5280 §5.3.1: 8 takes an entry back; it has no place but in a delta list.
            state = State::Revoked { time, reason };
            break;
        }
        Ok(state)
    }
}

impl Scope {
    fn read(extensions: &[Extension<'_>]) -> Result<Self, Error> {
        let known = [
            oid::ISSUING_DISTRIBUTION_POINT,
            oid::CRL_NUMBER,
            oid::AUTHORITY_KEY_IDENTIFIER,
        ];
        let mut scope = Self {
            unsupported: unknown_critical(extensions, &known)
                .map(|id| format!("its critical extension {id} is not supported")),
            ..Self::default()
        };
        if extensions
            .iter()
            .any(|extension| extension.id == oid::DELTA_CRL_INDICATOR)
        {
            scope.unsupported = Some("it lists only what changed since another list".to_owned());
        }
        let point = extensions
            .iter()
            .find(|extension| extension.id == oid::ISSUING_DISTRIBUTION_POINT);
        if let Some(point) = point {
            scope.take_distribution_point(&mut Reader::new(&point.value, WHAT))?;
        }
        Ok(scope)
    }

    /// RFC 5280 §5.2.5.
    fn take_distribution_point(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let mut fields = reader.sequence()?;
        if let Some(mut name) = fields.optional_nested(tag::constructed(0))? {
            match name.optional_nested(tag::constructed(0))? {
                Some(mut full) => {
                    while !full.is_empty() {
                        let name = full.read()?;
                        if name.tag == tag::primitive(6) {
                            self.addresses
                                .push(String::from_utf8_lossy(name.content).into_owned());
                        }
                    }
                }
                None => self.refuse("its distribution point is named relative to its issuer"),
            }
        }
        self.end_entities_only = flag(&mut fields, 1)?;
        self.authorities_only = flag(&mut fields, 2)?;
        if fields.optional(tag::primitive(3))?.is_some() {
            self.refuse("it lists only some reasons");
        }
        if flag(&mut fields, 4)? {
            self.refuse("it lists certificates of other issuers too");
        }
        if flag(&mut fields, 5)? {
            self.refuse("it lists attribute certificates only");
        }
        fields.finish()
    }

    fn refuse(&mut self, why: &str) {
        self.unsupported = Some(why.to_owned());
    }

    /// RFC 5280 §6.3.3 (b): the list that this certificate is pointed at, or one that speaks of all.
    fn fits(&self, certificate: &Certificate) -> Result<(), Unusable> {
        if let Some(why) = &self.unsupported {
            return Err(Unusable::Unsupported(why.clone()));
        }
        let extensions = certificate.extensions();
        let wrong_kind = (self.end_entities_only && extensions.is_authority)
            || (self.authorities_only && !extensions.is_authority);
        let pointed_at = self.addresses.is_empty()
            || self
                .addresses
                .iter()
                .any(|address| extensions.revocation_lists.contains(address));
        if wrong_kind || !pointed_at {
            return Err(Unusable::OtherCertificate);
        }
        Ok(())
    }
}

impl PartialEq for RevocationList {
    fn eq(&self, other: &Self) -> bool {
        self.inner.der == other.inner.der
    }
}

impl Eq for RevocationList {}

impl std::fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "RevocationList({}, {})",
            self.inner.issuer, self.inner.this_update
        )
    }
}

impl Serialize for RevocationList {
    /// As base64 of the DER.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::base64_bytes::serialize(&self.inner.der, serializer)
    }
}

impl<'de> Deserialize<'de> for RevocationList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let der = crate::base64_bytes::deserialize(deserializer)?;
        Self::from_der(&der).map_err(de::Error::custom)
    }
}

/// Where `part`, a piece of `whole`, stands in it.
fn place(whole: &[u8], part: &[u8]) -> std::ops::Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    if part.is_empty() {
        0..0
    } else {
        start..start + part.len()
    }
}

fn flag(fields: &mut Reader<'_>, number: u8) -> Result<bool, Error> {
    let element = fields.optional(tag::primitive(number))?;
    Ok(element.is_some_and(|element| element.content.iter().any(|octet| *octet != 0)))
}

/// The reason of a revokedCertificates entry, where it names one. RFC 5280 §5.3.1.
fn entry_reason(entry: &mut Reader<'_>) -> Result<Option<u8>, Error> {
    let Some(mut list) = entry.optional_nested(tag::SEQUENCE)? else {
        return Ok(None);
    };
    let mut reason = None;
    while !list.is_empty() {
        let extension = super::extension(&mut list)?;
        match extension.id {
            oid::CRL_REASON => {
                reason = Reader::new(&extension.value, WHAT)
                    .read()?
                    .content
                    .first()
                    .copied()
            }
            // invalidityDate tells more and changes nothing; RFC 5280 §5.3: another critical one makes the list unusable.
            oid::INVALIDITY_DATE => {}
            _ if extension.critical => return Err(list.malformed()),
            _ => {}
        }
    }
    Ok(reason)
}
