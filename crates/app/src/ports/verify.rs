//! What is asked and answered about a signed document that anybody may have made.

use ades::revocation::Evidence;
use ades::validate::{Lookup, Report};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By what a document is judged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VerifyTerms {
    /// The authorities that are believed, as PEM.
    pub anchors_pem: String,
    /// The time of the judgement.
    pub now: Timestamp,
    /// What authorities said just now about certificates in the file.
    pub learned: Vec<Evidence>,
    /// It was looked at before, and nothing need be drawn.
    pub again: bool,
}

impl VerifyTerms {
    /// A first look.
    pub fn new(anchors_pem: String, now: Timestamp) -> VerifyTerms {
        VerifyTerms {
            anchors_pem,
            now,
            learned: Vec::new(),
            again: false,
        }
    }
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What the signatures are worth.
    pub report: Report,
    /// What authorities could be asked, so that more is known.
    pub lookups: Vec<Lookup>,
    /// Where each saving of the file ends, oldest first.
    pub revision_ends: Vec<u64>,
    /// For each signature of the report, the saving that it covers to its end, counted from 0.
    pub covers: Vec<Option<usize>>,
    /// What can be seen to have changed from one signature to the next, and from the last one to the end of the file.
    pub steps: Vec<VisibleStep>,
}

/// What can be seen to have changed between two savings.
#[derive(Clone, Debug)]
pub struct VisibleStep {
    /// The saving before, counted from 0.
    pub from: usize,
    /// The saving after.
    pub to: usize,
    /// The pages that look different, in order.
    pub pages: Vec<ChangedPage>,
    /// How many more pages may have changed that were not drawn, so that one visit does not take too long.
    pub not_drawn: usize,
}

/// A page that looks different.
#[derive(Clone, Debug)]
pub struct ChangedPage {
    /// Its number, from 0.
    pub page: usize,
    /// Its picture before; there is none of a page that is new.
    pub before: Option<Picture>,
    /// Its picture after; there is none of a page that is gone.
    pub after: Option<Picture>,
    /// Where the two differ: left, top, width and height in pixels.
    pub places: Vec<[u32; 4]>,
}

/// A picture of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The PNG.
    pub png: Bytes,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}
