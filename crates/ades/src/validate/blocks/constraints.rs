//! Signature acceptance, EN 319 102-1 §5.2.8: algorithms strong enough for their time, a certificate for this purpose, nothing
//! that contradicts itself.

use super::{Context, Moment};
use crate::algorithm::SignatureAlgorithm;
use crate::purpose;
use crate::validate::facts::{SignatureFacts, SignerFacts};
use crate::validate::report::{Check, CheckName, SubIndication};
use crate::x509::Certificate;

/// Checks of a signature by this certificate and chain.
pub(in crate::validate) fn check(
    context: Context<'_>,
    facts: &SignatureFacts,
    signer: &SignerFacts,
    chain: &[Certificate],
    moment: Moment,
) -> Vec<Check> {
    let mut checks = Vec::new();
    checks.extend(signer.certificate.as_ref().map(key_usage));
    checks.push(agreement(signer));
    if let (Some(algorithm), Some(certificate)) = (signer.signature_algorithm, &signer.certificate) {
        checks.push(algorithms(context, algorithm, certificate, chain, moment));
    }
    checks.extend(signing_time(facts, signer));
    checks
}

/// The weakest link decides: the signature's own algorithm, and those with which the chain was issued.
pub(super) fn algorithms(
    context: Context<'_>,
    algorithm: SignatureAlgorithm,
    certificate: &Certificate,
    chain: &[Certificate],
    moment: Moment,
) -> Check {
    let name = CheckName::Algorithms;
    let own = [(algorithm, certificate)];
    let issued = chain.windows(2).filter_map(|pair| match pair {
        [issued, issuer] => Some((issued.signature_algorithm()?, issuer)),
        _ => None,
    });
    let ended = own.into_iter().chain(issued).find_map(|(algorithm, by)| {
        let end = context.policy.signature_ends(algorithm, by.public_key().kind())?;
        (end <= moment.time()).then(|| {
            format!(
                "{algorithm} by {} was acceptable until {end}",
                by.subject().display_name()
            )
        })
    });
    match ended {
        None => Check::passed(name),
        Some(detail) if moment.is_proven() => {
            Check::indeterminate(name, SubIndication::CryptoConstraintsFailure, detail)
        }
        Some(detail) => Check::indeterminate(name, SubIndication::CryptoConstraintsFailureNoPoe, detail),
    }
}

fn key_usage(certificate: &Certificate) -> Check {
    match purpose::unfit_for_documents(certificate.extensions()) {
        None => Check::passed(CheckName::KeyUsage),
        Some(reason) => Check::indeterminate(
            CheckName::KeyUsage,
            SubIndication::ChainConstraintsFailure,
            reason,
        ),
    }
}

/// RFC 5754 §3: the digest named beside must be the one inside the signature algorithm. A difference is how a weaker digest is
/// smuggled in.
fn agreement(signer: &SignerFacts) -> Check {
    let name = CheckName::AlgorithmAgreement;
    match (signer.digest_algorithm, signer.signature_algorithm) {
        (Some(digest), Some(signature)) if digest != signature.digest() => {
            let detail = format!("{} beside {signature}", digest.name());
            Check::indeterminate(name, SubIndication::SigConstraintsFailure, detail)
        }
        _ => Check::passed(name),
    }
}

/// EN 319 142-1 §6.3: shall not be present.
fn signing_time(facts: &SignatureFacts, signer: &SignerFacts) -> Option<Check> {
    if !facts.sub_filter.starts_with("ETSI.") {
        return None;
    }
    Some(match signer.signing_time {
        None => Check::passed(CheckName::SigningTimeAttribute),
        Some(time) => Check::notice(CheckName::SigningTimeAttribute, format!("present: {time}")),
    })
}
