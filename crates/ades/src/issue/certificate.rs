//! Issues certificates by fixed profiles, RFC 5280 and EN 319 412: a root, an intermediate, a seal, a timestamp authority. It
//! never sets a qualified statement, and it never chooses a serial number or a time.

use jiff::Timestamp;

use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Oid, Writer, oid, tag, time};
use crate::error::Error;
use crate::key::PrivateKey;
use crate::x509::{Certificate, KeyUsage, Name, PublicKey};

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A certification authority; how many authorities may follow below it, where limited.
    Authority {
        /// pathLenConstraint.
        path_length: Option<u64>,
    },
    /// Signatures and seals over documents: digitalSignature and nonRepudiation, no extended purpose.
    DocumentSigner,
    /// Timestamps, RFC 3161 §2.3: the critical and only purpose.
    TimestampAuthority,
    /// Answers OCSP requests for its issuer, RFC 6960 §4.2.2.2.
    OcspResponder {
        /// Whether nobody is asked about its own certificate, §4.2.2.2.1.
        no_check: bool,
    },
    /// A server's TLS certificate. It must not sign documents: made for tests of exactly that.
    Server,
}

/// Where others can look up the certificate's state. Empty when there is no such place.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Address of the OCSP responder.
    pub ocsp: Option<String>,
    /// Address of the revocation list.
    pub revocation_list: Option<String>,
    /// Address of the issuer's certificate.
    pub issuer: Option<String>,
}

/// A certificate to be issued.
pub struct Template<'a> {
    /// Whom it names.
    pub subject: &'a Name,
    /// The subject's key.
    pub public_key: &'a PublicKey,
    /// serialNumber: 8 to 20 octets from a cryptographic generator, big-endian. The first bit is cleared for the caller.
    pub serial: &'a [u8],
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// What it is for.
    pub profile: Profile,
    /// Where its state can be looked up.
    pub sources: Sources,
}

/// Makes a self-signed certificate: a root.
pub fn self_signed(template: &Template<'_>, key: &PrivateKey) -> Result<Certificate, Error> {
    if key.public_key() != template.public_key {
        return Err(Error::KeyDoesNotFitCertificate);
    }
    signed(
        template,
        template.subject,
        &key_identifier(template.public_key),
        key,
    )
}

/// Makes a certificate signed by an authority.
pub fn issue(template: &Template<'_>, issuer: &Certificate, key: &PrivateKey) -> Result<Certificate, Error> {
    if key.public_key() != issuer.public_key() {
        return Err(Error::KeyDoesNotFitCertificate);
    }
    if !issuer.extensions().is_authority {
        return Err(Error::CertificateUnfit {
            reason: "the issuer is no certification authority",
        });
    }
    let identifier = issuer.extensions().subject_key_identifier.clone();
    let identifier = identifier.unwrap_or_else(|| key_identifier(issuer.public_key()));
    signed(template, issuer.subject(), &identifier, key)
}

fn signed(
    template: &Template<'_>,
    issuer: &Name,
    issuer_key: &[u8],
    key: &PrivateKey,
) -> Result<Certificate, Error> {
    let algorithm = key.default_algorithm()?;
    let to_be_signed = to_be_signed(template, issuer, issuer_key, algorithm);
    let signature = key.sign_message(algorithm, &to_be_signed)?;
    let der = Writer::build(|writer| {
        writer.sequence(|certificate| {
            certificate.raw(&to_be_signed);
            algorithm.write(certificate);
            certificate.bits(&signature);
        });
    });
    Certificate::from_der(&der)
}

/// RFC 5280 §4.1.2.
fn to_be_signed(
    template: &Template<'_>,
    issuer: &Name,
    issuer_key: &[u8],
    algorithm: SignatureAlgorithm,
) -> Vec<u8> {
    Writer::build(|writer| {
        writer.sequence(|fields| {
            fields.nested(tag::constructed(0), |version| version.small(2));
            fields.unsigned(&positive_serial(template.serial));
            algorithm.write(fields);
            fields.raw(issuer.as_der());
            fields.sequence(|validity| {
                time::write(validity, template.not_before);
                time::write(validity, template.not_after);
            });
            fields.raw(template.subject.as_der());
            fields.raw(template.public_key.as_der());
            fields.nested(tag::constructed(3), |explicit| {
                explicit.sequence(|list| write_extensions(list, template, issuer_key));
            });
        });
    })
}

/// RFC 5280 §4.1.2.2: positive, at most 20 octets.
fn positive_serial(serial: &[u8]) -> Vec<u8> {
    let mut octets: Vec<u8> = serial.iter().copied().take(20).collect();
    if let Some(first) = octets.first_mut() {
        *first &= 0x7f;
    }
    octets
}

fn write_extensions(list: &mut Writer, template: &Template<'_>, issuer_key: &[u8]) {
    extension(list, oid::AUTHORITY_KEY_IDENTIFIER, false, |value| {
        value.sequence(|fields| fields.value(tag::primitive(0), issuer_key));
    });
    let own_key = key_identifier(template.public_key);
    extension(list, oid::SUBJECT_KEY_IDENTIFIER, false, |value| {
        value.octets(&own_key)
    });
    write_profile(list, template.profile);
    write_sources(list, &template.sources);
}

fn write_profile(list: &mut Writer, profile: Profile) {
    extension(list, oid::KEY_USAGE, true, |value| {
        value.flags(key_usage(profile).0)
    });
    match profile {
        Profile::Authority { path_length } => extension(list, oid::BASIC_CONSTRAINTS, true, |value| {
            value.sequence(|fields| {
                fields.boolean(true);
                path_length.into_iter().for_each(|length| fields.small(length));
            });
        }),
        Profile::DocumentSigner => {}
        Profile::TimestampAuthority => write_purpose(list, true, oid::EKU_TIME_STAMPING),
        Profile::OcspResponder { no_check } => {
            write_purpose(list, false, oid::EKU_OCSP_SIGNING);
            if no_check {
                extension(list, oid::OCSP_NO_CHECK, false, Writer::null);
            }
        }
        Profile::Server => write_purpose(list, false, oid::EKU_SERVER_AUTH),
    }
}

fn key_usage(profile: Profile) -> KeyUsage {
    match profile {
        Profile::Authority { .. } => KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN),
        Profile::DocumentSigner => KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::NON_REPUDIATION),
        Profile::TimestampAuthority | Profile::OcspResponder { .. } | Profile::Server => {
            KeyUsage::DIGITAL_SIGNATURE
        }
    }
}

fn write_purpose(list: &mut Writer, critical: bool, purpose: Oid) {
    extension(list, oid::EXTENDED_KEY_USAGE, critical, |value| {
        value.sequence(|purposes| purposes.oid(purpose))
    });
}

fn write_sources(list: &mut Writer, sources: &Sources) {
    if let Some(address) = &sources.revocation_list {
        extension(list, oid::CRL_DISTRIBUTION_POINTS, false, |value| {
            value.sequence(|points| points.sequence(|point| write_distribution_point(point, address)));
        });
    }
    if sources.ocsp.is_some() || sources.issuer.is_some() {
        extension(list, oid::AUTHORITY_INFO_ACCESS, false, |value| {
            value.sequence(|accesses| {
                sources
                    .ocsp
                    .iter()
                    .for_each(|address| write_access(accesses, oid::ACCESS_OCSP, address));
                sources
                    .issuer
                    .iter()
                    .for_each(|address| write_access(accesses, oid::ACCESS_CA_ISSUERS, address));
            });
        });
    }
}

fn write_distribution_point(point: &mut Writer, address: &str) {
    point.nested(tag::constructed(0), |name| {
        name.nested(tag::constructed(0), |full| {
            full.value(tag::primitive(6), address.as_bytes())
        });
    });
}

fn write_access(accesses: &mut Writer, method: Oid, address: &str) {
    accesses.sequence(|access| {
        access.oid(method);
        access.value(tag::primitive(6), address.as_bytes());
    });
}

pub(crate) fn extension(list: &mut Writer, id: Oid, critical: bool, value: impl FnOnce(&mut Writer)) {
    list.sequence(|fields| {
        fields.oid(id);
        // X.690 §11.5: the default FALSE is not written.
        if critical {
            fields.boolean(true);
        }
        fields.nested(tag::OCTET_STRING, value);
    });
}

/// RFC 7093 §2, method 1: the leftmost 160 bits of the SHA-256 of the key's bits.
fn key_identifier(key: &PublicKey) -> Vec<u8> {
    let mut digest = DigestAlgorithm::Sha256.digest(&[key.key_bits()]);
    digest.truncate(20);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Curve;
    use crate::x509::Attribute;

    fn template<'a>(subject: &'a Name, key: &'a PrivateKey, profile: Profile) -> Template<'a> {
        Template {
            subject,
            public_key: key.public_key(),
            serial: &[0xff, 2, 3, 4, 5, 6, 7, 8],
            not_before: "2026-01-01T00:00:00Z".parse().unwrap(),
            not_after: "2051-01-01T00:00:00Z".parse().unwrap(),
            profile,
            sources: Sources {
                ocsp: Some("http://ocsp.example".into()),
                revocation_list: Some("http://crl.example/1.crl".into()),
                issuer: Some("http://ca.example/1.cer".into()),
            },
        }
    }

    #[test]
    fn a_certificate_reads_as_it_was_issued() {
        let key = PrivateKey::from_random(Curve::P384, &[9; 48]).unwrap();
        let name = Name::new(&[(Attribute::CommonName, "Test root")]);
        let root = self_signed(
            &template(&name, &key, Profile::Authority { path_length: Some(0) }),
            &key,
        )
        .unwrap();
        assert!(root.is_self_issued() && root.is_signed_by(&root));
        assert_eq!(root.extensions().path_length, Some(0));
        assert_eq!(root.serial_hex(), "7f02030405060708");
        let other = PrivateKey::from_random(Curve::P256, &[7; 32]).unwrap();
        let tsa_name = Name::new(&[(Attribute::CommonName, "Test TSA")]);
        let tsa = issue(
            &template(&tsa_name, &other, Profile::TimestampAuthority),
            &root,
            &key,
        )
        .unwrap();
        let extensions = tsa.extensions();
        assert!(tsa.is_signed_by(&root) && !root.is_signed_by(&tsa));
        assert!(extensions.purposes_critical && extensions.has_purpose(oid::EKU_TIME_STAMPING));
        assert_eq!(
            extensions.authority_key_identifier,
            root.extensions().subject_key_identifier
        );
        assert_eq!(extensions.ocsp, ["http://ocsp.example"]);
        assert_eq!(extensions.revocation_lists, ["http://crl.example/1.crl"]);
        assert_eq!(extensions.issuers, ["http://ca.example/1.cer"]);
        assert!(extensions.unknown_critical.is_empty() && extensions.repeated.is_empty());
    }

    #[test]
    fn only_an_authority_issues() {
        let key = PrivateKey::from_random(Curve::P256, &[9; 32]).unwrap();
        let other = PrivateKey::from_random(Curve::P256, &[7; 32]).unwrap();
        let name = Name::new(&[(Attribute::CommonName, "Test")]);
        let leaf = self_signed(&template(&name, &key, Profile::DocumentSigner), &key).unwrap();
        let below = template(&name, &other, Profile::DocumentSigner);
        assert!(matches!(
            issue(&below, &leaf, &key),
            Err(Error::CertificateUnfit { .. })
        ));
        assert!(matches!(
            issue(&below, &leaf, &other),
            Err(Error::KeyDoesNotFitCertificate)
        ));
        assert!(matches!(
            self_signed(&below, &key),
            Err(Error::KeyDoesNotFitCertificate)
        ));
    }
}
