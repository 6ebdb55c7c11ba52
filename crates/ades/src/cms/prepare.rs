//! The first half of a signature: the signed attributes. It never sees the document, only its digest, and never the time:
//! EN 319 142-1 §6.3 forbids the signing-time attribute in PAdES.

use serde::{Deserialize, Serialize};

use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Oid, Writer, oid, tag};
use crate::claims::Claims;
use crate::x509::Certificate;

/// What a key signs: the middle value that can be stored while a phone, a card or a remote service signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToBeSigned {
    /// The DER of the signed attributes, for keys that hash by themselves.
    #[serde(with = "crate::base64_bytes")]
    pub bytes: Vec<u8>,
    /// The digest of `bytes`, for keys that sign a hash.
    #[serde(with = "crate::base64_bytes")]
    pub digest: Vec<u8>,
    /// How to sign.
    pub algorithm: SignatureAlgorithm,
}

/// Prepares a detached signature over content with this digest, made with `algorithm.digest()`.
pub fn prepare(signer: &Certificate, algorithm: SignatureAlgorithm, content_digest: &[u8]) -> ToBeSigned {
    prepare_claiming(signer, algorithm, content_digest, &Claims::default())
}

/// The same, with what the signer claims.
pub(crate) fn prepare_claiming(
    signer: &Certificate,
    algorithm: SignatureAlgorithm,
    content_digest: &[u8],
    claims: &Claims,
) -> ToBeSigned {
    prepare_content(signer, algorithm, content_digest, oid::DATA, claims)
}

/// RFC 5652 §5.3: content-type, message-digest; RFC 5035 §3: signing-certificate-v2.
pub(crate) fn prepare_content(
    signer: &Certificate,
    algorithm: SignatureAlgorithm,
    content_digest: &[u8],
    content_type: Oid,
    claims: &Claims,
) -> ToBeSigned {
    let mut attributes = vec![
        attribute(oid::CONTENT_TYPE, |value| value.oid(content_type)),
        attribute(oid::MESSAGE_DIGEST, |value| value.octets(content_digest)),
        attribute(oid::SIGNING_CERTIFICATE_V2, |value| {
            signing_certificate(value, signer)
        }),
    ];
    attributes.extend(claims.attributes());
    // RFC 5652 §5.4: what is digested is the DER of the SET OF, not of the implicitly tagged field.
    let bytes = Writer::build(|writer| writer.set_of(tag::SET, attributes));
    let digest = algorithm.digest().digest(&[&bytes]);
    ToBeSigned {
        bytes,
        digest,
        algorithm,
    }
}

/// One Attribute with one value.
pub(crate) fn attribute(kind: Oid, value: impl FnOnce(&mut Writer)) -> Vec<u8> {
    Writer::build(|writer| {
        writer.sequence(|attribute| {
            attribute.oid(kind);
            attribute.nested(tag::SET, value);
        });
    })
}

/// RFC 5035 §4: one ESSCertIDv2; SHA-256 is the default and then absent. issuerSerial is left out: EN 319 122-1 §5.2.2.3
/// makes it a hint only.
fn signing_certificate(value: &mut Writer, signer: &Certificate) {
    let fingerprint = signer.fingerprint(DigestAlgorithm::Sha256);
    value.sequence(|signing_certificate| {
        signing_certificate.sequence(|certificates| {
            certificates.sequence(|certificate| certificate.octets(&fingerprint));
        });
    });
}
