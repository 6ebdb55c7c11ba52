//! Which certificate a SignerInfo means, EN 319 102-1 §5.2.3: the one that the signed reference names, not the one that merely
//! fits. It never tries out keys.

use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::asn1::{Reader, oid, tag};
use crate::cms::{SignerIdentifier, SignerInfo};
use crate::error::Error;
use crate::x509::Certificate;

/// What the signed signing-certificate attribute says about the certificate found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Reference {
    /// It names this certificate.
    Match,
    /// It names another certificate: a substitution.
    Mismatch,
    /// There is none, or more than one, or it cannot be read.
    Absent,
}

/// The certificate that a signer's identifier points to.
pub(crate) struct Found<'c> {
    pub(crate) certificate: &'c Certificate,
    pub(crate) reference: Reference,
}

/// Finds a signer's certificate. Where several carry the identifier, the one that the signed reference names wins.
pub(crate) fn find<'c>(signer: &SignerInfo<'_>, certificates: &'c [Certificate]) -> Option<Found<'c>> {
    let expected = read_reference(signer);
    let mut fitting = certificates
        .iter()
        .filter(|certificate| fits(&signer.identifier, certificate));
    let first = fitting.clone().next()?;
    let Some(expected) = expected else {
        return Some(Found {
            certificate: first,
            reference: Reference::Absent,
        });
    };
    let named = fitting.find(|certificate| expected.names(certificate));
    Some(match named {
        Some(certificate) => Found {
            certificate,
            reference: Reference::Match,
        },
        None => Found {
            certificate: first,
            reference: Reference::Mismatch,
        },
    })
}

/// An ESSCertID or ESSCertIDv2.
struct CertificateId {
    digest: DigestAlgorithm,
    fingerprint: Vec<u8>,
}

impl CertificateId {
    fn names(&self, certificate: &Certificate) -> bool {
        certificate.fingerprint(self.digest) == self.fingerprint
    }
}

fn fits(identifier: &SignerIdentifier<'_>, certificate: &Certificate) -> bool {
    match identifier {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => {
            certificate.issuer().as_der() == *issuer && certificate.serial() == *serial
        }
        SignerIdentifier::SubjectKeyIdentifier(key) => {
            certificate.extensions().subject_key_identifier.as_deref() == Some(*key)
        }
    }
}

/// Version 2 wins over version 1 where both stand, EN 319 122-1 §5.2.2.1.
fn read_reference(signer: &SignerInfo<'_>) -> Option<CertificateId> {
    if signer.signed(oid::SIGNING_CERTIFICATE_V2).next().is_some() {
        return parse_v2(signer.single_signed(oid::SIGNING_CERTIFICATE_V2)?).ok()?;
    }
    parse_v1(signer.single_signed(oid::SIGNING_CERTIFICATE)?).ok()
}

/// RFC 5035 §3: the first one is the signer's.
fn parse_v2(value: &[u8]) -> Result<Option<CertificateId>, Error> {
    let mut first = Reader::only(value, tag::SEQUENCE, "SigningCertificateV2")?
        .sequence()?
        .sequence()?;
    let digest = match first.peek() {
        Some(tag::SEQUENCE) => DigestAlgorithm::from_oid(AlgorithmIdentifier::read(&mut first)?.oid),
        _ => Some(DigestAlgorithm::Sha256),
    };
    let fingerprint = first.octets()?.into_owned();
    Ok(digest.map(|digest| CertificateId { digest, fingerprint }))
}

/// RFC 2634 §5.4: SHA-1 always.
fn parse_v1(value: &[u8]) -> Result<CertificateId, Error> {
    let mut first = Reader::only(value, tag::SEQUENCE, "SigningCertificate")?
        .sequence()?
        .sequence()?;
    Ok(CertificateId {
        digest: DigestAlgorithm::Sha1,
        fingerprint: first.octets()?.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::{Oid, Writer};
    use crate::cms::Attribute;
    use crate::test_pki::TestPki;

    /// EN 319 122-1 §5.2.2.1.
    #[test]
    fn version_2_wins_over_version_1() {
        let pki = TestPki::new().unwrap();
        let certificate = pki.seal.certificate().unwrap();
        let reference = |fingerprint: &[u8]| {
            Writer::build(|writer| {
                writer.sequence(|signing| {
                    signing.sequence(|list| list.sequence(|one| one.octets(fingerprint)));
                });
            })
        };
        let (own, other) = (
            reference(&certificate.fingerprint(DigestAlgorithm::Sha256)),
            reference(&[7; 32]),
        );
        let (own_v1, other_v1) = (
            reference(&certificate.fingerprint(DigestAlgorithm::Sha1)),
            reference(&[7; 20]),
        );
        let (v1, v2) = (oid::SIGNING_CERTIFICATE, oid::SIGNING_CERTIFICATE_V2);
        let said = |attributes: &[(Oid, &[u8])]| {
            let algorithm = || AlgorithmIdentifier {
                oid: oid::SHA256,
                parameters: None,
            };
            let signer = SignerInfo {
                identifier: SignerIdentifier::IssuerAndSerial {
                    issuer: certificate.issuer().as_der(),
                    serial: certificate.serial(),
                },
                digest_algorithm: algorithm(),
                signed_attributes_raw: None,
                signed_attributes: attributes
                    .iter()
                    .map(|(kind, value)| Attribute {
                        kind: *kind,
                        values: vec![*value],
                    })
                    .collect(),
                signature_algorithm: algorithm(),
                signature: Vec::new().into(),
                unsigned_attributes: Vec::new(),
            };
            find(&signer, &pki.seal.chain).unwrap().reference
        };
        assert_eq!(said(&[(v1, &own_v1)]), Reference::Match);
        assert_eq!(said(&[(v1, &other_v1), (v2, &own)]), Reference::Match);
        assert_eq!(said(&[(v1, &own_v1), (v2, &other)]), Reference::Mismatch);
        assert_eq!(said(&[(v2, &own), (v2, &own)]), Reference::Absent, "each once");
    }
}
