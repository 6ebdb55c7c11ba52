//! Gathers the facts of one CMS: what it says, and what the arithmetic says. It never decides what follows from them.

use super::evidence;
use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Oid, Reader, oid, time};
use crate::claims;
use crate::cms::{SignedData, SignerInfo};
use crate::signing_certificate::{self, Reference};
use crate::timestamp::{IssuedToken, Token, known_certificates};
use crate::validate::facts::{
    AttributeState, CmsFacts, SignatureState, SignerFacts, TimestampFacts, TimestampInfoFacts,
};
use crate::x509::{Certificate, SignatureRejected};

/// How the covered bytes and the CMS go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `ETSI.CAdES.detached` and `adbe.pkcs7.detached`: the message digest is that of the covered bytes.
    Detached,
    /// `adbe.pkcs7.sha1`: the content inside is the SHA-1 of the covered bytes. ISO 32000-1 §12.8.3.3.1.
    Sha1Inside,
    /// `ETSI.RFC3161`: a timestamp token over the covered bytes.
    Timestamp,
}

impl Form {
    /// The form by the dictionary's SubFilter.
    pub(crate) fn of(sub_filter: &str) -> Option<Self> {
        match sub_filter {
            "ETSI.CAdES.detached" | "adbe.pkcs7.detached" => Some(Self::Detached),
            "adbe.pkcs7.sha1" => Some(Self::Sha1Inside),
            "ETSI.RFC3161" => Some(Self::Timestamp),
            _ => None,
        }
    }
}

/// Reads a CMS and holds it against the covered bytes. `None`: it cannot be read at all.
pub(crate) fn cms(form: Form, contents: &[u8], covered: &[&[u8]]) -> Option<CmsFacts> {
    let signed = SignedData::read(contents).ok()?;
    let certificates = known_certificates(&signed);
    let signer = signed
        .signers
        .first()
        .map(|info| signer(form, &signed, info, &certificates, covered));
    Some(CmsFacts {
        is_der: signed.is_der,
        signers: signed.signers.len(),
        signer,
        content_misplaced: signed.content.is_some() == (form == Form::Detached),
        evidence: evidence::inside(&signed),
        document_timestamp: (form == Form::Timestamp).then(|| timestamp(contents, covered)),
        certificates,
    })
}

fn signer(
    form: Form,
    signed: &SignedData<'_>,
    info: &SignerInfo<'_>,
    certificates: &[Certificate],
    covered: &[&[u8]],
) -> SignerFacts {
    let digest_algorithm = DigestAlgorithm::from_oid(info.digest_algorithm.oid);
    let signature_algorithm = SignatureAlgorithm::read(&info.signature_algorithm, digest_algorithm);
    let found = signing_certificate::find(info, certificates);
    let certificate = found.as_ref().map(|found| found.certificate.clone());
    let message = message_parts(form, signed, covered);
    SignerFacts {
        has_signed_attributes: info.signed_attributes_raw.is_some(),
        content_type: content_type(info, signed.content_type),
        message_digest: message_digest(info, digest_algorithm, message.as_deref()),
        repeated_attributes: repeated(info),
        signing_time: info
            .single_signed(oid::SIGNING_TIME)
            .and_then(|value| time::read(&mut Reader::new(value, "")).ok()),
        commitments: claims::commitments(info),
        claimed_roles: claims::claimed_roles(info),
        digest_algorithm,
        signature_algorithm,
        algorithm_identifiers: [
            info.digest_algorithm.oid.to_string(),
            info.signature_algorithm.oid.to_string(),
        ],
        reference: found.map_or(Reference::Absent, |found| found.reference),
        signature: signature(
            info,
            signature_algorithm,
            certificate.as_ref(),
            message.as_deref(),
        ),
        certificate,
        timestamps: timestamps(info),
    }
}

/// The parts whose digest the signature is about. `None` when the content that must be inside is not, or is not what the
/// form demands.
fn message_parts<'a>(form: Form, signed: &'a SignedData<'_>, covered: &[&'a [u8]]) -> Option<Vec<&'a [u8]>> {
    let inside = signed.content.as_deref();
    match form {
        Form::Detached => Some(covered.to_vec()),
        Form::Timestamp => inside.map(|content| vec![content]),
        Form::Sha1Inside => {
            let digest = DigestAlgorithm::Sha1.digest(covered);
            inside
                .filter(|content| *content == digest)
                .map(|content| vec![content])
        }
    }
}

/// RFC 5652 §11.1: must equal the content type.
fn content_type(info: &SignerInfo<'_>, expected: Oid) -> AttributeState {
    let Some(value) = info.single_signed(oid::CONTENT_TYPE) else {
        return AttributeState::Absent;
    };
    match Reader::new(value, "content type").oid() {
        Ok(found) if found == expected => AttributeState::Match,
        Ok(_) => AttributeState::Mismatch,
        Err(_) => AttributeState::Absent,
    }
}

/// RFC 5652 §11.2.
fn message_digest(
    info: &SignerInfo<'_>,
    algorithm: Option<DigestAlgorithm>,
    message: Option<&[&[u8]]>,
) -> AttributeState {
    let Some(value) = info.single_signed(oid::MESSAGE_DIGEST) else {
        return AttributeState::Absent;
    };
    let Ok(stated) = Reader::new(value, "message digest").octets() else {
        return AttributeState::Absent;
    };
    match (algorithm, message) {
        (Some(algorithm), Some(message)) if *stated == algorithm.digest(message) => AttributeState::Match,
        _ => AttributeState::Mismatch,
    }
}

/// RFC 5652 §5.3 and §11: an attribute stands once, and these have one value.
fn repeated(info: &SignerInfo<'_>) -> Vec<String> {
    let single = [
        oid::CONTENT_TYPE,
        oid::MESSAGE_DIGEST,
        oid::SIGNING_TIME,
        oid::SIGNING_CERTIFICATE,
        oid::SIGNING_CERTIFICATE_V2,
    ];
    let mut repeated = Vec::new();
    for (index, attribute) in info.signed_attributes.iter().enumerate() {
        let stood_before = info
            .signed_attributes
            .iter()
            .take(index)
            .any(|before| before.kind == attribute.kind);
        if stood_before || (single.contains(&attribute.kind) && attribute.values.len() != 1) {
            repeated.push(attribute.kind.to_string());
        }
    }
    repeated
}

/// Over the signed attributes as they stand; without any, over the content itself (RFC 5652 §5.4).
fn signature(
    info: &SignerInfo<'_>,
    algorithm: Option<SignatureAlgorithm>,
    certificate: Option<&Certificate>,
    message: Option<&[&[u8]]>,
) -> SignatureState {
    let Some(certificate) = certificate else {
        return SignatureState::NoCertificate;
    };
    let Some(algorithm) = algorithm else {
        return SignatureState::Unsupported;
    };
    let signed_bytes = match (info.signed_bytes(), message) {
        (Some(attributes), _) => attributes,
        (None, Some(message)) => message.concat(),
        (None, None) => return SignatureState::Broken,
    };
    match certificate
        .public_key()
        .verify(algorithm, &signed_bytes, &info.signature)
    {
        Ok(()) => SignatureState::Intact,
        Err(SignatureRejected::Mismatch) => SignatureState::Broken,
        Err(SignatureRejected::Unsupported) => SignatureState::Unsupported,
    }
}

fn timestamps(info: &SignerInfo<'_>) -> Vec<TimestampFacts> {
    info.unsigned_attributes
        .iter()
        .filter(|attribute| attribute.kind == oid::SIGNATURE_TIME_STAMP)
        .flat_map(|attribute| &attribute.values)
        .take(MAX_TIMESTAMPS)
        .map(|token| timestamp(token, &[&info.signature]))
        .collect()
}

/// One is usual; a flood of them is there to keep validators busy.
const MAX_TIMESTAMPS: usize = 20;

/// A token over the given bytes.
fn timestamp(der: &[u8], stamped: &[&[u8]]) -> TimestampFacts {
    let info = timestamp_info(der, stamped);
    match Token::from_der(der) {
        Ok(token) => TimestampFacts {
            info,
            problem: None,
            certificate: Some(token.signer().clone()),
            algorithm: Some(token.algorithm()),
            certificates: token.certificates().to_vec(),
        },
        Err(error) => TimestampFacts {
            info,
            problem: Some(error.code().to_owned()),
            certificate: None,
            algorithm: None,
            certificates: Vec::new(),
        },
    }
}

fn timestamp_info(der: &[u8], stamped: &[&[u8]]) -> Option<TimestampInfoFacts> {
    let info = IssuedToken::read(der).ok()?.info;
    let imprint = match &info.imprint {
        Some(imprint) if imprint.digest == imprint.algorithm.digest(stamped) => AttributeState::Match,
        Some(_) => AttributeState::Mismatch,
        None => AttributeState::Absent,
    };
    Some(TimestampInfoFacts {
        time: info.time,
        serial: crate::x509::hex_lower(&info.serial),
        policy: info.policy,
        imprint,
        digest_algorithm: info.imprint.map(|imprint| imprint.algorithm),
    })
}
