//! What a document's signatures are worth: facts, then policy, then report (EN 319 102-1 V1.3.1). An odd signature is never an
//! error: `Err` means only that the file could not be looked at.
//!
//! - [`facts`]: what stands in the file and what the arithmetic says; can be stored and judged again later.
//! - [`policy`]: what is asked.
//! - `blocks`: the checks, one file per building block of the standard.
//! - [`report`]: the answer.

mod blocks;
mod document;
mod evidence;
pub mod facts;
mod gather;
mod judge;
mod level;
mod lookup;
pub mod policy;
pub mod report;
mod verdict;

pub use document::gather;
pub use facts::Facts;
pub use judge::judge;
pub use lookup::{Lookup, lookups};
pub use policy::Policy;
pub use report::Report;
pub use verdict::Verdict;

use jiff::Timestamp;

use crate::error::Error;
use crate::x509::Anchors;

/// The facts of one CMS over these bytes, in the form that a PDF's SubFilter names. `None`: it cannot be read.
pub fn gather_cms(sub_filter: &str, contents: &[u8], covered: &[&[u8]]) -> Option<facts::CmsFacts> {
    gather::cms(gather::Form::of(sub_filter)?, contents, covered)
}

/// Validates all signatures of an opened document.
pub fn validate(
    document: &pdf::Document,
    anchors: &Anchors,
    policy: &Policy,
    now: Timestamp,
) -> Result<Report, Error> {
    Ok(judge(&gather(document)?, anchors, policy, now))
}

#[cfg(test)]
mod attack_tests;
#[cfg(test)]
mod forge;
#[cfg(test)]
mod long_term_tests;
#[cfg(test)]
mod mutation_tests;
#[cfg(test)]
mod tests;
