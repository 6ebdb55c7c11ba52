//! X.509 validation, EN 319 102-1 §5.2.6: a chain to an anchor that held at the moment in question, and what is known about
//! revocation. It never fetches: what is not known is said.

use super::{Context, Moment};
use crate::validate::policy::Revocation;
use crate::validate::report::{Check, CheckName, SubIndication};
use crate::x509::{Certificate, ChainFailure, Problem, chain};

/// Checks a chain; also returns it, or the certificate alone where there is none.
pub(in crate::validate) fn check(
    context: Context<'_>,
    certificate: &Certificate,
    moment: Moment,
) -> (Vec<Check>, Vec<Certificate>) {
    match chain::build(certificate, context.pool, context.anchors, moment.time()) {
        Ok(chain) => (
            vec![Check::passed(CheckName::Chain), revocation(context, &chain)],
            chain,
        ),
        Err(failure) => (vec![judge(&failure, moment)], vec![certificate.clone()]),
    }
}

fn judge(failure: &ChainFailure, moment: Moment) -> Check {
    let name = CheckName::Chain;
    match failure {
        ChainFailure::NoPath => Check::indeterminate(
            name,
            SubIndication::NoCertificateChainFound,
            "no chain leads to a trusted certificate",
        ),
        // EN 319 102-1 §5.5.4: a signature cannot be older than its certificate.
        ChainFailure::Certificate {
            is_first: true,
            problem: Problem::NotYetValid,
            ..
        } if moment.is_proven() => Check::failed(
            name,
            SubIndication::NotYetValid,
            "signed before its certificate became valid",
        ),
        ChainFailure::Certificate {
            is_first: true,
            problem: Problem::NotYetValid | Problem::Expired,
            ..
        } => {
            let detail = "outside the validity of the signer's certificate";
            Check::indeterminate(name, SubIndication::OutOfBoundsNoPoe, detail)
        }
        ChainFailure::Certificate { subject, problem, .. } => {
            let detail = format!("{subject}: {problem}");
            Check::indeterminate(name, SubIndication::CertificateChainGeneralFailure, detail)
        }
    }
}

fn revocation(context: Context<'_>, chain: &[Certificate]) -> Check {
    let name = CheckName::Revocation;
    // An anchor is trusted by decree, whatever it names.
    let with_sources = chain
        .iter()
        .rev()
        .skip(1)
        .find(|certificate| certificate.extensions().names_revocation_source());
    match (with_sources, context.policy.revocation) {
        (None, _) => Check::notice(name, "the certificates name no source to ask"),
        (Some(_), Revocation::NotAsked) => {
            Check::notice(name, "not checked, as the policy does not ask for it")
        }
        (Some(certificate), Revocation::WhereNamed) => {
            let subject = certificate.subject().display_name();
            Check::indeterminate(
                name,
                SubIndication::TryLater,
                format!("{subject}: no revocation data"),
            )
        }
    }
}
