//! Makes signatures last (EN 319 142-1 §5.4): what must be stored beside them is found, or named as a need; it never fetches.
//!
//! ```text
//! document, what is at hand ──► validation_data ──► Needs: certificates, statements ──► (somebody fetches) ──► again
//!                                       └──────────► Ready: bytes to append ──► DocumentTimestamp over the whole
//! ```
//! Renewing is the same again: the newest timestamp needs what is said of its authority, and then a timestamp over that.

mod collect;
mod subjects;

use jiff::Timestamp;
use pdf::Document;

use crate::error::Error;
use crate::revocation::Evidence;
use crate::x509::{Anchors, Certificate};

use collect::Collector;

/// What was fetched for a document.
#[derive(Clone, Debug, Default)]
pub struct AtHand {
    /// Certificates of issuers.
    pub certificates: Vec<Certificate>,
    /// What authorities say about certificates.
    pub evidence: Vec<Evidence>,
    /// Certificates whose needs were seen to: for now no more can be had.
    pub asked: Vec<Certificate>,
    /// Certificates whose issuers were looked for.
    pub issuers_asked: Vec<Certificate>,
}

/// Something to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// The certificate of somebody's issuer.
    Certificate {
        /// Whose issuer.
        of: Certificate,
        /// Where it is said to be.
        addresses: Vec<String>,
    },
    /// What is said about a certificate: at the places that it names, OCSP first.
    Revocation {
        /// The certificate.
        certificate: Certificate,
        /// Its issuer.
        issuer: Certificate,
        /// What was said before is no proof yet (decision 7).
        issued_after: Option<Timestamp>,
    },
}

/// A statement that was made before the signature is proved to have existed: later a newer one will be the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Of which certificate is spoken.
    pub certificate: Certificate,
    /// Since when the signature is proved to have existed.
    pub proof: Timestamp,
    /// Of which time the statement speaks.
    pub issued: Timestamp,
    /// When a newer one is due.
    pub next_update: Option<Timestamp>,
}

/// What became of the question.
#[derive(Debug)]
pub enum Step {
    /// These must be fetched first, or found not to be had.
    Needs(Vec<Need>),
    /// All is there.
    Ready(Ready),
}

/// Validation data for all signatures and timestamps of a document.
#[derive(Debug)]
pub struct Ready {
    /// The bytes to append; nothing where the document has all of it already.
    pub appended: Option<Vec<u8>>,
    /// Certificates that do not say where their revocation could be looked up.
    pub without_source: Vec<Certificate>,
    /// What is stored but proves nothing yet.
    pub pending: Vec<Pending>,
    /// Why the data of a signer are not complete; only where that was allowed.
    pub incomplete: Vec<Error>,
}

/// Whose data must be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Everybody's.
    All,
    /// What is to be had: strangers' signatures may be of authorities that nobody here knows.
    Any,
}

/// Whether each signature is proved to have existed at some time; where not, a timestamp over the document does it: a signature
/// can get one of its own only while it is made.
pub fn has_trusted_time(document: &Document) -> Result<bool, Error> {
    subjects::all_have_time(document)
}

/// What a document needs for B-LT. Without `anchors` nobody's trust is asked for: chains end where they end with themselves.
/// Where a chain leads to nobody trusted, where a signer was revoked, and where a certificate's state cannot be had although it
/// names places for it, it fails, or says so if not everybody's data are demanded.
pub fn validation_data(
    document: &Document,
    (anchors, demand): (Option<&Anchors>, Demand),
    at_hand: &AtHand,
    now: Timestamp,
) -> Result<Step, Error> {
    let mut found = subjects::find(document, now)?;
    let unreadable = std::mem::take(&mut found.unreadable);
    let (mut incomplete, mut reasons) = (Vec::new(), Vec::new());
    for error in unreadable {
        match demand {
            Demand::All => return Err(error),
            Demand::Any => reasons.push(error),
        }
    }
    let mut collector = Collector::new(document, &found, anchors, at_hand)?;
    let mut entries: Vec<pdf::Related> = Vec::new();
    for subject in &found.subjects {
        let taken = match collector.take(subject, now) {
            Err(error) if demand == Demand::Any => {
                reasons.push(error);
                None
            }
            taken => taken?,
        };
        match taken {
            None => incomplete.push(subject.entry.clone()),
            Some(related) => match entries.iter_mut().find(|entry| entry.key == related.key) {
                Some(entry) => entry.data.merge(&related.data),
                None => entries.push(related),
            },
        }
    }
    if !collector.needs.is_empty() {
        return Ok(Step::Needs(collector.needs));
    }
    // An entry is written once and for all, so it waits until what it refers to is the proof.
    entries.retain(|entry| !incomplete.contains(&entry.key));
    Ok(Step::Ready(Ready {
        appended: pdf::add_validation_data(document, &collector.data, &entries)?,
        without_source: collector.without_source,
        pending: collector.pending,
        incomplete: reasons,
    }))
}

#[cfg(test)]
mod tests;
