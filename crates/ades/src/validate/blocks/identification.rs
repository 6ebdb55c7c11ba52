//! Identification of the signing certificate, EN 319 102-1 §5.2.3: the one that the signature itself names. A certificate that
//! merely happens to fit was put there by whoever sent the file.

use crate::signing_certificate::Reference;
use crate::validate::facts::{SignatureFacts, SignerFacts};
use crate::validate::report::{Check, CheckName, SubIndication};

/// Checks of the signer's certificate and of the signed reference to it.
pub(in crate::validate) fn check(facts: &SignatureFacts, signer: &SignerFacts) -> Vec<Check> {
    if signer.certificate.is_none() {
        let detail = "the signer's certificate is not in the signature";
        return vec![Check::indeterminate(
            CheckName::SignerCertificate,
            SubIndication::NoSigningCertificateFound,
            detail,
        )];
    }
    vec![
        Check::passed(CheckName::SignerCertificate),
        reference(facts, signer),
    ]
}

fn reference(facts: &SignatureFacts, signer: &SignerFacts) -> Check {
    let name = CheckName::SignerReference;
    match signer.reference {
        Reference::Match => Check::passed(name),
        Reference::Mismatch => {
            let detail = "the signature names another certificate";
            Check::indeterminate(name, SubIndication::NoSigningCertificateFound, detail)
        }
        // EN 319 142-1 §6.3: required in PAdES. Older forms never had it.
        Reference::Absent if facts.sub_filter.starts_with("ETSI.") => {
            let detail = "the signature does not name its certificate";
            Check::indeterminate(name, SubIndication::SigConstraintsFailure, detail)
        }
        Reference::Absent => Check::notice(name, "the signature does not name its certificate"),
    }
}
