//! The level that a signature's parts reach, EN 319 142-1 §6, whoever vouches for them: what was put into the file, not what it
//! is worth.

use super::blocks::Context;
use super::facts::{AttributeState, Facts, SignatureFacts, SignerFacts, TimestampFacts};
use super::report::Level;
use crate::revocation::needs_no_check;
use crate::signing_certificate::Reference;
use crate::x509::Certificate;

/// A chain that is longer goes in a circle.
const MAX_CHAIN: usize = 10;

/// The level of one signature, if it is a baseline signature at all.
pub(super) fn of(
    context: Context<'_>,
    all: &Facts,
    facts: &SignatureFacts,
    signer: &SignerFacts,
) -> Option<Level> {
    let is_baseline = facts.sub_filter == "ETSI.CAdES.detached"
        && signer.reference == Reference::Match
        && signer.message_digest == AttributeState::Match
        && signer.signing_time.is_none()
        && facts.claimed_time.is_some();
    if !is_baseline {
        return None;
    }
    let later = document_timestamps(all, facts.covered_end);
    let own: Vec<&TimestampFacts> = signer.timestamps.iter().filter(|token| fits(token)).collect();
    if own.is_empty() && later.is_empty() {
        return Some(Level::B);
    }
    let signers = signer.certificate.iter();
    let signers = signers.chain(own.iter().filter_map(|token| token.certificate.as_ref()));
    let mut end = 0;
    for certificate in signers {
        match material_end(context, all, certificate) {
            Some(one) => end = one.max(end),
            None => return Some(Level::T),
        }
    }
    if !all.has_store {
        return Some(Level::T);
    }
    let archived = later.iter().any(|covered| *covered > end);
    Some(if archived { Level::Lta } else { Level::Lt })
}

/// How far the document timestamps after a signature cover the file.
fn document_timestamps(all: &Facts, after: u64) -> Vec<u64> {
    let of = |one: &SignatureFacts| {
        let token = one.cms.as_ref()?.document_timestamp.as_ref()?;
        (one.covered_end > after && one.problems.is_empty() && fits(token)).then_some(one.covered_end)
    };
    all.signatures.iter().filter_map(of).collect()
}

fn fits(token: &TimestampFacts) -> bool {
    let imprint = token.info.as_ref().map(|info| info.imprint);
    token.problem.is_none() && imprint == Some(AttributeState::Match)
}

/// Where the file's revocation data about a certificate and its issuers end. `None`: some that are to be had are not there.
fn material_end(context: Context<'_>, all: &Facts, certificate: &Certificate) -> Option<u64> {
    let mut end = 0;
    let mut certificate = certificate;
    for _ in 0..MAX_CHAIN {
        if certificate.is_self_issued() || context.anchors.contains(certificate) {
            break;
        }
        let mut all_issuers = context.pool.iter().chain(context.anchors.certificates());
        let issuer = all_issuers
            .find(|one| one.subject().matches(certificate.issuer()) && certificate.is_signed_by(one));
        let Some(issuer) = issuer else { break };
        let told = all
            .evidence
            .iter()
            .filter(|one| one.evidence.statement(certificate, issuer).is_ok());
        match told.filter_map(|one| one.end).min() {
            Some(place) => end = place.max(end),
            None if needs_no_check(certificate) => {}
            None if !certificate.extensions().names_revocation_source() => {}
            None => return None,
        }
        certificate = issuer;
    }
    Some(end)
}
