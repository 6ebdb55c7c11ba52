//! The second half of a signature: verify what came back, then put the SignedData together. It never embeds a signature that
//! it has not verified.

use super::ToBeSigned;
use super::prepare::{attribute, prepare_claiming, prepare_content};
use crate::algorithm::SignatureAlgorithm;
use crate::asn1::{Oid, Writer, oid, tag};
use crate::claims::Claims;
use crate::error::Error;
use crate::key::SigningKey;
use crate::timestamp::Token;
use crate::x509::Certificate;

/// What goes into a SignedData beside the signature.
#[derive(Clone, Copy, Default)]
pub struct Finish<'a> {
    /// The signer's certificate, then those of its issuers that shall travel with it.
    pub chain: &'a [Certificate],
    /// A timestamp over the signature value, EN 319 122-1 §5.3.
    pub timestamp: Option<&'a Token>,
}

/// Makes the DER of a detached SignedData. Fails unless `signature` is by the first certificate's key over `to_be_signed`,
/// and the timestamp over that signature.
pub fn finish(to_be_signed: &ToBeSigned, signature: &[u8], parts: Finish<'_>) -> Result<Vec<u8>, Error> {
    verify(to_be_signed, signature, parts.chain)?;
    assemble(to_be_signed, signature, parts)
}

/// Whether a signature is by the first certificate's key over what was to be signed.
pub(crate) fn verify(
    to_be_signed: &ToBeSigned,
    signature: &[u8],
    chain: &[Certificate],
) -> Result<(), Error> {
    let key = chain.first().ok_or(Error::NoCertificate)?.public_key();
    key.verify(to_be_signed.algorithm, &to_be_signed.bytes, signature)
        .map_err(|_| Error::SignatureDoesNotVerify)
}

/// [`finish`] for a signature that was verified.
pub(crate) fn assemble(
    to_be_signed: &ToBeSigned,
    signature: &[u8],
    parts: Finish<'_>,
) -> Result<Vec<u8>, Error> {
    let signer = parts.chain.first().ok_or(Error::NoCertificate)?;
    if let Some(token) = parts.timestamp {
        token.check_imprint(signature)?;
    }
    let signer_info = signer_info(signer, to_be_signed, signature, parts.timestamp);
    Ok(signed_data(
        parts.chain,
        to_be_signed.algorithm,
        oid::DATA,
        None,
        &signer_info,
    ))
}

/// The most that [`finish`] makes, before the digest, the signature or the timestamp are known: to the octet what it makes with the
/// longest signature that such a key gives. `timestamp_room` is what a token may take: with certificates and revocation data inside,
/// 8 KiB is ample for most authorities.
pub fn size(
    chain: &[Certificate],
    algorithm: SignatureAlgorithm,
    claims: &Claims,
    timestamp_room: usize,
) -> usize {
    let Some(signer) = chain.first() else { return 0 };
    let digest = vec![0; algorithm.digest().length()];
    let to_be_signed = prepare_claiming(signer, algorithm, &digest, claims);
    let signature = vec![0; algorithm.signature_size(signer.public_key().kind())];
    let signer_info = signer_info(signer, &to_be_signed, &signature, None);
    let made = signed_data(chain, algorithm, oid::DATA, None, &signer_info).len();
    // The attribute around a token, and what the lengths around that grow by.
    const TIMESTAMP_FRAME: usize = 64;
    match timestamp_room {
        0 => made,
        room => made + room + TIMESTAMP_FRAME,
    }
}

/// A whole SignedData around its own content, signed on the spot: timestamp tokens.
pub(crate) fn sign_encapsulated(
    key: &dyn SigningKey,
    chain: &[Certificate],
    included: &[Certificate],
    content_type: Oid,
    content: &[u8],
) -> Result<Vec<u8>, Error> {
    let signer = chain.first().ok_or(Error::NoCertificate)?;
    let algorithm = SignatureAlgorithm::default_for(signer.public_key().kind())?;
    let to_be_signed = prepare_content(
        signer,
        algorithm,
        &algorithm.digest().digest(&[content]),
        content_type,
        &Claims::default(),
    );
    let signature = key.sign(&to_be_signed)?;
    verify(&to_be_signed, &signature, chain)?;
    let signer_info = signer_info(signer, &to_be_signed, &signature, None);
    Ok(signed_data(
        included,
        algorithm,
        content_type,
        Some(content),
        &signer_info,
    ))
}

/// RFC 5652 §5.1, inside a ContentInfo.
fn signed_data(
    certificates: &[Certificate],
    algorithm: SignatureAlgorithm,
    content_type: Oid,
    content: Option<&[u8]>,
    signer_info: &[u8],
) -> Vec<u8> {
    // RFC 5652 §5.1: 3 as soon as the content is not plain data.
    let version = if content_type == oid::DATA { 1 } else { 3 };
    Writer::build(|writer| {
        writer.sequence(|content_info| {
            content_info.oid(oid::SIGNED_DATA);
            content_info.nested(tag::constructed(0), |explicit| {
                explicit.sequence(|signed| {
                    signed.small(version);
                    signed.nested(tag::SET, |digests| algorithm.digest().write(digests));
                    write_content(signed, content_type, content);
                    write_certificates(signed, certificates);
                    signed.nested(tag::SET, |signers| signers.raw(signer_info));
                });
            });
        });
    })
}

fn write_content(signed: &mut Writer, content_type: Oid, content: Option<&[u8]>) {
    signed.sequence(|encapsulated| {
        encapsulated.oid(content_type);
        if let Some(content) = content {
            encapsulated.nested(tag::constructed(0), |explicit| explicit.octets(content));
        }
    });
}

fn write_certificates(signed: &mut Writer, certificates: &[Certificate]) {
    if !certificates.is_empty() {
        let encoded = certificates
            .iter()
            .map(|certificate| certificate.as_der().to_vec())
            .collect();
        signed.set_of(tag::constructed(0), encoded);
    }
}

/// RFC 5652 §5.3.
fn signer_info(
    signer: &Certificate,
    to_be_signed: &ToBeSigned,
    signature: &[u8],
    timestamp: Option<&Token>,
) -> Vec<u8> {
    Writer::build(|writer| {
        writer.sequence(|info| {
            info.small(1);
            info.sequence(|identifier| {
                identifier.raw(signer.issuer().as_der());
                identifier.value(tag::INTEGER, signer.serial());
            });
            to_be_signed.algorithm.digest().write(info);
            write_implicit_set(info, 0, &to_be_signed.bytes);
            to_be_signed.algorithm.write(info);
            info.octets(signature);
            if let Some(token) = timestamp {
                let attribute = attribute(oid::SIGNATURE_TIME_STAMP, |value| value.raw(token.as_der()));
                info.nested(tag::constructed(1), |unsigned| unsigned.raw(&attribute));
            }
        });
    })
}

/// The encoded SET under another tag: the same octets but for the first.
fn write_implicit_set(writer: &mut Writer, number: u8, set: &[u8]) {
    let mut retagged = set.to_vec();
    if let Some(first) = retagged.first_mut() {
        *first = tag::constructed(number);
    }
    writer.raw(&retagged);
}
