//! X.509 validation, EN 319 102-1 §5.2.6: a chain to an anchor that held at the moment in question, and what is known about
//! revocation. It never fetches: what is not known is said.

use jiff::Timestamp;

use super::{Context, Moment, revocation};
use crate::validate::report::{Check, CheckName, SubIndication};
use crate::x509::{Certificate, ChainFailure, Problem, chain};

/// Checks a chain; also returns it, or the certificate alone where there is none.
pub(in crate::validate) fn check(
    context: Context<'_>,
    certificate: &Certificate,
    moment: Moment,
    made_after: Option<Timestamp>,
) -> (Vec<Check>, Vec<Certificate>) {
    match chain::build(certificate, context.pool, context.anchors, moment.time()) {
        Ok(chain) => (
            vec![
                Check::passed(CheckName::Chain),
                revocation::check(context, &chain, moment, made_after),
            ],
            chain,
        ),
        Err(failure) => {
            let ended = made_after.is_some_and(|time| time > certificate.not_after());
            let mut found = judge(&failure, moment, ended);
            if found.sub_indication == Some(SubIndication::OutOfBoundsNoPoe) {
                found = while_it_was_valid(context, certificate).unwrap_or(found);
            }
            (vec![found], vec![certificate.clone()])
        }
    }
}

/// What is known of a certificate outside of its time. Its chain is one that held while it was valid.
fn while_it_was_valid(context: Context<'_>, certificate: &Certificate) -> Option<Check> {
    let time = certificate.not_after();
    let chain = chain::build(certificate, context.pool, context.anchors, time).ok()?;
    revocation::of_ended(context, &chain)
}

/// `ended`: the certificate had ended before the signature can have been made.
fn judge(failure: &ChainFailure, moment: Moment, ended: bool) -> Check {
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
            problem: Problem::Expired,
            ..
        } if ended => Check::failed(
            name,
            SubIndication::Expired,
            "signed after its certificate had ended",
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
