//! Timestamp requests, RFC 3161 §2.4.1: written and read. It never sends one.

use super::MessageImprint;
use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::asn1::{Oid, Reader, Writer, tag, writer};
use crate::error::Error;

/// What is asked of an authority, and what its answer is checked against. Keep it until the answer is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What shall be stamped.
    pub imprint: MessageImprint,
    /// A random number, at least 64 bits: it ties the answer to this request.
    pub nonce: Option<Vec<u8>>,
    /// The policy asked for, in dotted form.
    pub policy: Option<String>,
    /// Whether the token shall carry the authority's certificate. Without it nobody can check the token alone.
    pub with_certificate: bool,
}

impl Request {
    /// A request for a token over these bytes, with certificate, under any policy.
    pub fn new(algorithm: DigestAlgorithm, bytes: &[u8], nonce: &[u8]) -> Self {
        let imprint = MessageImprint::of(algorithm, bytes);
        Self {
            imprint,
            nonce: Some(nonce.to_vec()),
            policy: None,
            with_certificate: true,
        }
    }

    /// The TimeStampReq to send as `application/timestamp-query`.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let policy = self.policy.as_deref().map(parse_oid).transpose()?;
        Ok(Writer::build(|writer| {
            writer.sequence(|request| {
                request.small(1);
                write_imprint(request, &self.imprint);
                policy.into_iter().for_each(|policy| request.oid(policy));
                self.nonce.iter().for_each(|nonce| request.unsigned(nonce));
                if self.with_certificate {
                    request.boolean(true);
                }
            });
        }))
    }

    /// Reads a TimeStampReq: the authority's side. `Unsupported` means a version, a digest or an extension that is not known here.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut fields = Reader::only(der, tag::SEQUENCE, "timestamp request")?;
        if fields.small()? != 1 {
            return Err(Error::Unsupported {
                what: "timestamp request version",
            });
        }
        let imprint = read_imprint(&mut fields)?.ok_or(Error::Unsupported {
            what: "digest algorithm",
        })?;
        if imprint.digest.len() != imprint.algorithm.length() {
            return Err(fields.malformed());
        }
        let policy = if fields.peek() == Some(tag::OID) {
            Some(fields.oid()?.to_string())
        } else {
            None
        };
        let nonce = if fields.peek() == Some(tag::INTEGER) {
            Some(fields.integer()?.to_vec())
        } else {
            None
        };
        let with_certificate = fields.peek() == Some(tag::BOOLEAN) && fields.boolean()?;
        if fields.peek() == Some(tag::constructed(0)) {
            return Err(Error::Unsupported {
                what: "timestamp request extension",
            });
        }
        fields.finish()?;
        Ok(Self {
            imprint,
            nonce,
            policy,
            with_certificate,
        })
    }

    /// The nonce as the content octets of an INTEGER, as it comes back in the token.
    pub(super) fn nonce_content(&self) -> Option<Vec<u8>> {
        self.nonce.as_deref().map(writer::unsigned_content)
    }
}

pub(crate) fn write_imprint(writer: &mut Writer, imprint: &MessageImprint) {
    writer.sequence(|fields| {
        imprint.algorithm.write(fields);
        fields.octets(&imprint.digest);
    });
}

/// `None` when the digest algorithm is not known.
pub(super) fn read_imprint(reader: &mut Reader<'_>) -> Result<Option<MessageImprint>, Error> {
    let mut fields = reader.sequence()?;
    let algorithm = DigestAlgorithm::from_oid(AlgorithmIdentifier::read(&mut fields)?.oid);
    let digest = fields.octets()?.into_owned();
    fields.finish()?;
    Ok(algorithm.map(|algorithm| MessageImprint { algorithm, digest }))
}

pub(crate) fn parse_oid(dotted: &str) -> Result<Oid, Error> {
    dotted.parse().map_err(|_| Error::Malformed {
        what: "object identifier",
    })
}
