//! Facts and policy to report: the process of EN 319 102-1 §5.3 and §5.5, with document timestamps as proofs of existence. It
//! never reads the file again.

use jiff::Timestamp;
use pdf::signatures::SignatureKind;

use super::blocks::{
    Context, Moment, Proof, chain, constraints, cryptography, format, identification, timestamp,
};
use super::facts::{Facts, SignatureFacts, SignerFacts};
use super::level;
use super::policy::Policy;
use super::report::{
    CertificateReport, ChangeLevel, ChangeReport, Check, Conclusion, CoverageReport, DocumentReport,
    DocumentTimestampReport, Report, SignatureReport, TimestampReport,
};
use crate::x509::{Anchors, Certificate};

/// Judges facts at a time, against anchors, under a policy.
pub fn judge(facts: &Facts, anchors: &Anchors, policy: &Policy, now: Timestamp) -> Report {
    let pool = pool(facts);
    let context = Context {
        anchors,
        policy,
        pool: &pool,
        evidence: &facts.evidence,
        proofs: &[],
        now,
    };
    let (timestamps, proofs) = document_timestamps(context, facts);
    let context = Context {
        proofs: &proofs,
        ..context
    };
    let of_kind = |kind| facts.signatures.iter().filter(move |one| one.kind == kind);
    let signatures: Vec<SignatureReport> = of_kind(SignatureKind::Signature)
        .map(|one| signature(context, facts, one))
        .collect();
    Report {
        policy: policy.title(),
        validation_time: now,
        document: DocumentReport {
            modified_after_signing: facts.signatures.iter().any(|one| !one.changes.are_allowed()),
            covered_to_the_end: facts
                .signatures
                .iter()
                .any(|one| CoverageReport::of(one) == CoverageReport::WholeFile),
        },
        signatures,
        timestamps,
    }
}

/// Document timestamps from the newest to the oldest: each one that holds proves what lies before it. EN 319 102-1 §5.6.3.
fn document_timestamps(context: Context<'_>, facts: &Facts) -> (Vec<DocumentTimestampReport>, Vec<Proof>) {
    let mut proofs = Vec::new();
    let mut reports = Vec::new();
    for facts in facts
        .signatures
        .iter()
        .rev()
        .filter(|one| one.kind == SignatureKind::DocumentTimestamp)
    {
        let context = Context {
            proofs: &proofs,
            ..context
        };
        let moment = context.existence(facts.covered_end);
        let report = document_timestamp(context, facts, moment);
        if let (Some(time), true) = (report.timestamp.time, report.timestamp.conclusion.is_passed()) {
            proofs.push(Proof {
                time,
                covered_end: facts.covered_end,
            });
        }
        reports.push(report);
    }
    reports.reverse();
    (reports, proofs)
}

fn document_timestamp(
    context: Context<'_>,
    facts: &SignatureFacts,
    moment: Moment,
) -> DocumentTimestampReport {
    let before = format::check(facts);
    let timestamp = match facts.cms.as_ref().and_then(|cms| cms.document_timestamp.as_ref()) {
        Some(token) => timestamp::judge(context, token, moment, before),
        None => without_token(before),
    };
    DocumentTimestampReport {
        id: facts.field.clone(),
        timestamp,
        coverage: CoverageReport::of(facts),
        change_level: ChangeLevel::from(facts.changes.level),
        modified_after_signing: !facts.changes.are_allowed(),
        changes_after: facts.changes.list.iter().map(ChangeReport::of).collect(),
    }
}

fn without_token(checks: Vec<Check>) -> TimestampReport {
    TimestampReport {
        time: None,
        signed_by: None,
        conclusion: Conclusion::of(&checks),
        serial: None,
        policy: None,
        chain: Vec::new(),
        checks,
    }
}

fn signature(context: Context<'_>, all: &Facts, facts: &SignatureFacts) -> SignatureReport {
    let proven = context.existence(facts.covered_end);
    let signer = facts.cms.as_ref().and_then(|cms| cms.signer.as_ref());
    let timestamps: Vec<TimestampReport> = signer
        .iter()
        .flat_map(|signer| &signer.timestamps)
        .map(|token| timestamp::judge(context, token, proven, Vec::new()))
        .collect();
    let best = best_time(&timestamps, proven);
    let mut checks = format::check(facts);
    let mut chain = Vec::new();
    if let Some(signer) = signer {
        let moment = best.map_or(Moment::Present(context.now), Moment::Proven);
        let judged = signer_checks(context, facts, signer, moment);
        checks.extend(judged.0);
        chain = judged.1;
    }
    SignatureReport {
        id: facts.field.clone(),
        sub_filter: facts.sub_filter.clone(),
        signed_by: chain
            .first()
            .map(|certificate| certificate.subject().display_name()),
        conclusion: Conclusion::of(&checks),
        level: signer.and_then(|signer| level::of(context, all, facts, signer)),
        best_signature_time: best,
        claimed_time: facts.claimed_time,
        claimed_name: facts.name.clone(),
        reason: facts.reason.clone(),
        location: facts.location.clone(),
        commitments: signer.map_or_else(Vec::new, |signer| signer.commitments.clone()),
        claimed_roles: signer.map_or_else(Vec::new, |signer| signer.claimed_roles.clone()),
        algorithm: signer
            .and_then(|signer| signer.signature_algorithm)
            .map(|algorithm| algorithm.to_string()),
        chain: chain.iter().map(CertificateReport::of).collect(),
        timestamps,
        coverage: CoverageReport::of(facts),
        change_level: ChangeLevel::from(facts.changes.level),
        modified_after_signing: !facts.changes.are_allowed(),
        changes_after: facts.changes.list.iter().map(ChangeReport::of).collect(),
        checks,
    }
}

fn signer_checks(
    context: Context<'_>,
    facts: &SignatureFacts,
    signer: &SignerFacts,
    moment: Moment,
) -> (Vec<Check>, Vec<Certificate>) {
    let mut checks = identification::check(facts, signer);
    let mut chain = Vec::new();
    if let Some(certificate) = &signer.certificate {
        let judged = chain::check(
            context,
            certificate,
            moment,
            context.made_after(facts.covered_end),
        );
        checks.extend(judged.0);
        chain = judged.1;
    }
    checks.extend(cryptography::check(signer));
    checks.extend(constraints::check(context, facts, signer, &chain, moment));
    (checks, chain)
}

/// The earliest of the timestamps that hold and of the proofs over the whole document. EN 319 102-1 §5.5.4.
fn best_time(timestamps: &[TimestampReport], proven: Moment) -> Option<Timestamp> {
    let held = timestamps
        .iter()
        .filter(|one| one.conclusion.is_passed())
        .filter_map(|one| one.time);
    held.chain(proven.is_proven().then(|| proven.time())).min()
}

/// Every certificate of the file, wherever it stood, once.
pub(super) fn pool(facts: &Facts) -> Vec<Certificate> {
    let mut pool: Vec<Certificate> = Vec::new();
    let of_cms = facts
        .signatures
        .iter()
        .filter_map(|one| one.cms.as_ref())
        .flat_map(|cms| {
            let signers = cms.signer.iter().flat_map(|signer| &signer.timestamps);
            let tokens = signers
                .chain(&cms.document_timestamp)
                .flat_map(|token| &token.certificates);
            cms.certificates.iter().chain(tokens)
        });
    let of_evidence = facts.evidence.iter().flat_map(|one| one.evidence.certificates());
    for certificate in of_cms.chain(&facts.certificates).chain(of_evidence) {
        if !pool.contains(certificate) {
            pool.push(certificate.clone());
        }
    }
    pool
}
