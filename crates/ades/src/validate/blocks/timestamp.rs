//! Timestamp validation, EN 319 102-1 §5.4: the token in itself, what it stamps, its authority's chain and algorithms.

use super::constraints::algorithms;
use super::{Context, Moment, chain};
use crate::validate::facts::{AttributeState, TimestampFacts, TimestampInfoFacts};
use crate::validate::report::{
    CertificateReport, Check, CheckName, Conclusion, SubIndication, TimestampReport,
};

/// Judges one timestamp; `before` are the checks of what holds it.
pub(in crate::validate) fn judge(
    context: Context<'_>,
    facts: &TimestampFacts,
    moment: Moment,
    before: Vec<Check>,
) -> TimestampReport {
    let mut checks = before;
    checks.push(token(facts));
    checks.extend(facts.info.as_ref().map(imprint));
    let mut shown = Vec::new();
    if let Some(certificate) = &facts.certificate {
        let (chain_checks, chain) = chain::check(context, certificate, moment, None);
        checks.extend(chain_checks);
        checks.extend(
            facts
                .algorithm
                .map(|algorithm| algorithms(context, algorithm, certificate, &chain, moment)),
        );
        shown = chain.iter().map(CertificateReport::of).collect();
    }
    checks.extend(facts.info.as_ref().map(|info| order(info, moment)));
    TimestampReport {
        time: facts.info.as_ref().map(|info| info.time),
        signed_by: facts
            .certificate
            .as_ref()
            .map(|certificate| certificate.subject().display_name()),
        conclusion: Conclusion::of(&checks),
        serial: facts.info.as_ref().map(|info| info.serial.clone()),
        policy: facts.info.as_ref().map(|info| info.policy.clone()),
        chain: shown,
        checks,
    }
}

fn token(facts: &TimestampFacts) -> Check {
    let name = CheckName::TimestampToken;
    match facts.problem.as_deref() {
        None => Check::passed(name),
        Some(problem @ "timestampWrongSignature") => {
            Check::failed(name, SubIndication::SigCryptoFailure, problem)
        }
        Some(problem @ "timestampMalformed") => Check::failed(name, SubIndication::FormatFailure, problem),
        Some(problem @ "timestampUnknownSigner") => {
            Check::indeterminate(name, SubIndication::NoSigningCertificateFound, problem)
        }
        Some(problem) => Check::indeterminate(name, SubIndication::ChainConstraintsFailure, problem),
    }
}

fn imprint(info: &TimestampInfoFacts) -> Check {
    let name = CheckName::TimestampImprint;
    match info.imprint {
        AttributeState::Match => Check::passed(name),
        AttributeState::Mismatch => {
            Check::failed(name, SubIndication::HashFailure, "it stamps something else")
        }
        AttributeState::Absent => {
            let detail = "its digest algorithm is not supported";
            Check::indeterminate(name, SubIndication::CryptoConstraintsFailureNoPoe, detail)
        }
    }
}

/// EN 319 102-1 §5.5.4: a timestamp cannot be younger than what proves that it exists, or than now.
fn order(info: &TimestampInfoFacts, moment: Moment) -> Check {
    let name = CheckName::TimestampOrder;
    match info.time <= moment.time().saturating_add(TOLERANCE).unwrap_or(moment.time()) {
        true => Check::passed(name),
        false => {
            let detail = format!("{} is later than {}", info.time, moment.time());
            Check::indeterminate(name, SubIndication::TimestampOrderFailure, detail)
        }
    }
}

/// Clocks of different authorities may differ by this much.
const TOLERANCE: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);
