//! OCSP requests, RFC 6960 §4.1: written by the asker, read by the responder. It never sends one.

use super::ocsp::About;
use crate::algorithm::DigestAlgorithm;
use crate::asn1::{Reader, Writer, oid, tag};
use crate::error::Error;
use crate::x509::Certificate;

const WHAT: &str = "OCSP request";

/// More questions in one request are there to keep responders busy.
const MAX_QUESTIONS: usize = 100;

/// Which certificate is meant: a CertID, RFC 6960 §4.1.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateId {
    der: Vec<u8>,
    about: About,
}

/// What somebody wants to know of a responder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspRequest {
    /// The certificates asked about.
    pub certificates: Vec<CertificateId>,
    /// What the answer shall repeat.
    pub nonce: Option<Vec<u8>>,
}

impl CertificateId {
    /// Names a certificate by its issuer and its number. RFC 5019 §2.1.1: by SHA-1, which many responders know alone; nothing
    /// depends on it but to be found.
    pub fn of(certificate: &Certificate, issuer: &Certificate) -> Self {
        let digest = DigestAlgorithm::Sha1;
        let about = About {
            digest: Some(digest),
            issuer_name: digest.digest(&[certificate.issuer().as_der()]),
            issuer_key: digest.digest(&[issuer.public_key().key_bits()]),
            serial: certificate.serial().to_vec(),
        };
        let der = Writer::build(|writer| {
            writer.sequence(|fields| {
                // The older form of the identifier, with NULL, is the one that old responders compare.
                fields.sequence(|algorithm| {
                    algorithm.oid(digest.oid());
                    algorithm.null();
                });
                fields.octets(&about.issuer_name);
                fields.octets(&about.issuer_key);
                fields.value(tag::INTEGER, &about.serial);
            });
        });
        Self { der, about }
    }

    /// The number of the certificate.
    pub fn serial(&self) -> &[u8] {
        &self.about.serial
    }

    /// Whether this authority is said to have issued it.
    pub fn names_issuer(&self, issuer: &Certificate) -> bool {
        self.about.names_issuer(issuer.subject(), issuer)
    }

    /// As it stands in requests and answers.
    pub(crate) fn as_der(&self) -> &[u8] {
        &self.der
    }
}

impl OcspRequest {
    /// A question about one certificate. Without a nonce: answers that were made before are good, if they are recent enough,
    /// which is judged by their time.
    pub fn about(certificate: &Certificate, issuer: &Certificate) -> Self {
        Self {
            certificates: vec![CertificateId::of(certificate, issuer)],
            nonce: None,
        }
    }

    /// The OCSPRequest to send as `application/ocsp-request`.
    pub fn to_der(&self) -> Vec<u8> {
        Writer::build(|writer| {
            writer.sequence(|request| {
                request.sequence(|fields| {
                    fields.sequence(|list| {
                        for certificate in &self.certificates {
                            list.sequence(|one| one.raw(&certificate.der));
                        }
                    });
                    if let Some(nonce) = &self.nonce {
                        fields.nested(tag::constructed(2), |explicit| write_nonce(explicit, nonce));
                    }
                });
            });
        })
    }

    /// Reads an OCSPRequest: the responder's side. A signature on it is of no interest.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Reader::only(der, tag::SEQUENCE, WHAT)?;
        let mut fields = outer.sequence()?;
        fields.optional(tag::constructed(0))?;
        fields.optional(tag::constructed(1))?;
        let mut list = fields.sequence()?;
        let mut certificates = Vec::new();
        while !list.is_empty() {
            if certificates.len() == MAX_QUESTIONS {
                return Err(list.malformed());
            }
            let id = list.sequence()?.expect(tag::SEQUENCE)?;
            certificates.push(CertificateId {
                der: id.raw.to_vec(),
                about: About::read(&mut Reader::new(id.content, WHAT))?,
            });
        }
        let extensions = super::extensions(&mut fields, 2)?;
        Ok(Self {
            certificates,
            nonce: super::ocsp::nonce(&extensions),
        })
    }
}

/// RFC 9654 §2.1, as the only extension of a list.
pub(crate) fn write_nonce(explicit: &mut Writer, nonce: &[u8]) {
    explicit.sequence(|list| {
        list.sequence(|extension| {
            extension.oid(oid::OCSP_NONCE);
            extension.nested(tag::OCTET_STRING, |value| value.octets(nonce));
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_pki::TestPki;

    #[test]
    fn a_request_reads_as_it_was_written() {
        let pki = TestPki::new().unwrap();
        let seal = pki.seal.certificate().unwrap();
        let mut request = OcspRequest::about(seal, &pki.root);
        request.nonce = Some(vec![7; 16]);
        let read = OcspRequest::from_der(&request.to_der()).unwrap();
        assert_eq!(read, request);
        assert_eq!(read.certificates[0].serial(), seal.serial());
        assert!(read.certificates[0].names_issuer(&pki.root));
        assert!(!read.certificates[0].names_issuer(seal));
        assert!(OcspRequest::from_der(&request.to_der()[1..]).is_err());
    }
}
