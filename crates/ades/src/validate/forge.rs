//! Makes signatures that the product never makes, for tests of what the validator refuses.

use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Oid, Reader, Writer, oid, tag};
use crate::cms::{self, ToBeSigned};
use crate::key::Identity;
use crate::x509::Certificate;

/// How a CMS made for a test differs from a good one.
#[derive(Clone, Copy, Default)]
pub(super) struct Parts<'a> {
    pub(super) signer_infos: usize,
    pub(super) content: Option<&'a [u8]>,
    pub(super) without_attributes: bool,
    pub(super) no_certificates: bool,
    pub(super) named_digest: Option<DigestAlgorithm>,
    pub(super) token: Option<&'a [u8]>,
}

pub(super) fn signed_cms(identity: &Identity, digest: &[u8], parts: Parts<'_>) -> Vec<u8> {
    let algorithm = identity.key.default_algorithm().unwrap();
    let to_be_signed = cms::prepare(identity.certificate().unwrap(), algorithm, digest);
    let signature = identity.key.sign(&to_be_signed).unwrap();
    unchecked(&to_be_signed, &signature, &identity.chain, parts)
}

pub(super) fn signed_attributes_cms(identity: &Identity, bytes: Vec<u8>, parts: Parts<'_>) -> Vec<u8> {
    let algorithm = identity.key.default_algorithm().unwrap();
    let digest = algorithm.digest().digest(&[&bytes]);
    let to_be_signed = ToBeSigned {
        bytes,
        digest,
        algorithm,
    };
    let signature = identity.key.sign(&to_be_signed).unwrap();
    unchecked(&to_be_signed, &signature, &identity.chain, parts)
}

/// A SignedData put together without any of the checks that the product makes.
pub(super) fn unchecked(
    to_be_signed: &ToBeSigned,
    signature: &[u8],
    chain: &[Certificate],
    parts: Parts<'_>,
) -> Vec<u8> {
    let algorithm = to_be_signed.algorithm;
    let digest = parts.named_digest.unwrap_or(algorithm.digest());
    let signer =
        Writer::build(|writer| write_signer(writer, to_be_signed, signature, &chain[0], digest, parts));
    Writer::build(|writer| {
        writer.sequence(|info| {
            info.oid(oid::SIGNED_DATA);
            info.nested(tag::constructed(0), |explicit| {
                explicit.sequence(|signed| {
                    signed.small(1);
                    signed.nested(tag::SET, |set| digest.write(set));
                    signed.sequence(|encapsulated| {
                        encapsulated.oid(oid::DATA);
                        parts.content.iter().for_each(|content| {
                            encapsulated.nested(tag::constructed(0), |explicit| explicit.octets(content));
                        });
                    });
                    if !parts.no_certificates {
                        let encoded = chain.iter().map(|one| one.as_der().to_vec()).collect();
                        signed.set_of(tag::constructed(0), encoded);
                    }
                    signed.nested(tag::SET, |set| {
                        (0..parts.signer_infos.max(1)).for_each(|_| set.raw(&signer))
                    });
                });
            });
        });
    })
}

fn write_signer(
    writer: &mut Writer,
    to_be_signed: &ToBeSigned,
    signature: &[u8],
    certificate: &Certificate,
    digest: DigestAlgorithm,
    parts: Parts<'_>,
) {
    writer.sequence(|info| {
        info.small(1);
        info.sequence(|identifier| {
            identifier.raw(certificate.issuer().as_der());
            identifier.value(tag::INTEGER, certificate.serial());
        });
        digest.write(info);
        if !parts.without_attributes {
            let attributes = Reader::new(&to_be_signed.bytes, "test").read().unwrap();
            info.value(tag::constructed(0), attributes.content);
        }
        to_be_signed.algorithm.write(info);
        info.octets(signature);
        parts.token.iter().for_each(|token| {
            let attribute = attribute(oid::SIGNATURE_TIME_STAMP, |value| value.raw(token));
            info.value(tag::constructed(1), &attribute);
        });
    });
}

pub(super) fn attribute(kind: Oid, value: impl FnOnce(&mut Writer)) -> Vec<u8> {
    Writer::build(|writer| {
        writer.sequence(|attribute| {
            attribute.oid(kind);
            attribute.nested(tag::SET, value);
        });
    })
}

pub(super) fn good_attributes(identity: &Identity, digest: &[u8]) -> Vec<Vec<u8>> {
    let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let good = cms::prepare(identity.certificate().unwrap(), algorithm, digest);
    let mut set = Reader::only(&good.bytes, tag::SET, "test").unwrap();
    let mut attributes = Vec::new();
    while !set.is_empty() {
        attributes.push(set.read().unwrap().raw.to_vec());
    }
    attributes
}

pub(super) fn without(kind: Oid, mut attributes: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    attributes.retain(|one| Reader::only(one, tag::SEQUENCE, "test").unwrap().oid().unwrap() != kind);
    attributes
}
