//! What a validator with a network would ask for. It never asks: whoever can, learns it into the facts and judges again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::facts::{CmsFacts, Facts};
use super::judge::pool;
use crate::revocation::needs_no_check;
use crate::x509::{Anchors, Certificate, chain};

/// More are there to make us somebody else's errand boys.
const MAX_LOOKUPS: usize = 50;

/// A certificate whose present state is not known from what is at hand, though it says where to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    /// The certificate in question.
    pub certificate: Certificate,
    /// Whose statement is wanted.
    pub issuer: Certificate,
}

/// All that is worth asking for at this time: for every certificate of a signer or of a timestamp authority, up to the anchors.
pub fn lookups(facts: &Facts, anchors: &Anchors, now: Timestamp) -> Vec<Lookup> {
    let pool = pool(facts);
    let mut wanted: Vec<Lookup> = Vec::new();
    for signer in facts
        .signatures
        .iter()
        .filter_map(|one| one.cms.as_ref())
        .flat_map(signers)
    {
        // A chain that held once is asked about too: what was revoked since says so.
        let times = [now, signer.not_after()];
        let Some(chain) = times
            .iter()
            .find_map(|time| chain::build(signer, &pool, anchors, *time).ok())
        else {
            continue;
        };
        for pair in chain.windows(2) {
            let [certificate, issuer] = pair else { continue };
            let lookup = Lookup {
                certificate: certificate.clone(),
                issuer: issuer.clone(),
            };
            if is_open(facts, &lookup, now) && !wanted.contains(&lookup) && wanted.len() < MAX_LOOKUPS {
                wanted.push(lookup);
            }
        }
    }
    wanted
}

/// The signer's certificate and those of the authorities of its timestamps.
fn signers(cms: &CmsFacts) -> impl Iterator<Item = &Certificate> {
    let own = cms.signer.iter().filter_map(|signer| signer.certificate.as_ref());
    let stamps = cms.signer.iter().flat_map(|signer| &signer.timestamps);
    let stamps = stamps
        .chain(&cms.document_timestamp)
        .filter_map(|stamp| stamp.certificate.as_ref());
    own.chain(stamps)
}

fn is_open(facts: &Facts, lookup: &Lookup, now: Timestamp) -> bool {
    let Lookup { certificate, issuer } = lookup;
    let known = facts.evidence.iter().any(|one| {
        let statement = one.evidence.statement(certificate, issuer);
        statement.is_ok_and(|statement| statement.next_update.is_some_and(|next| next >= now))
    });
    certificate.extensions().names_revocation_source() && !needs_no_check(certificate) && !known
}
