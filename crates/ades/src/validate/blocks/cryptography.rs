//! Cryptographic verification, EN 319 102-1 §5.2.7: is the document the one that was signed, and the value the signer's?

use crate::validate::facts::{AttributeState, SignatureState, SignerFacts};
use crate::validate::report::{Check, CheckName, SubIndication};

/// Checks of digest and signature value.
pub(in crate::validate) fn check(signer: &SignerFacts) -> Vec<Check> {
    let digest = signer.has_signed_attributes.then(|| message_digest(signer));
    digest.into_iter().chain([signature_value(signer)]).collect()
}

fn message_digest(signer: &SignerFacts) -> Check {
    let name = CheckName::MessageDigest;
    if signer.digest_algorithm.is_none() {
        let detail = format!(
            "the digest algorithm {} is not supported",
            signer.algorithm_identifiers[0]
        );
        return Check::indeterminate(name, SubIndication::CryptoConstraintsFailureNoPoe, detail);
    }
    match signer.message_digest {
        AttributeState::Match => Check::passed(name),
        AttributeState::Mismatch => {
            Check::failed(name, SubIndication::HashFailure, "the document was changed")
        }
        AttributeState::Absent => Check::failed(name, SubIndication::FormatFailure, "no message digest"),
    }
}

fn signature_value(signer: &SignerFacts) -> Check {
    let name = CheckName::SignatureValue;
    match signer.signature {
        SignatureState::Intact => Check::passed(name),
        SignatureState::Broken => Check::failed(
            name,
            SubIndication::SigCryptoFailure,
            "it is not by the signer's key",
        ),
        SignatureState::Unsupported => {
            let detail = format!(
                "the signature algorithm {} is not supported",
                signer.algorithm_identifiers[1]
            );
            Check::indeterminate(name, SubIndication::CryptoConstraintsFailureNoPoe, detail)
        }
        SignatureState::NoCertificate => {
            let detail = "there is no certificate to verify it with";
            Check::indeterminate(name, SubIndication::NoSigningCertificateFound, detail)
        }
    }
}
