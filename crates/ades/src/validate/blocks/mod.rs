//! The building blocks of EN 319 102-1 §5.2, one file each: facts in, checks out. None of them fetches or reads a file.

pub(super) mod chain;
pub(super) mod constraints;
pub(super) mod cryptography;
pub(super) mod format;
pub(super) mod identification;
pub(super) mod revocation;
pub(super) mod timestamp;

use jiff::Timestamp;

use super::facts::EvidenceFacts;
use super::policy::Policy;
use crate::x509::{Anchors, Certificate};

/// What every block may know beside the facts of its signature.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) anchors: &'a Anchors,
    pub(super) policy: &'a Policy,
    /// All certificates that came with the file.
    pub(super) pool: &'a [Certificate],
    /// All revocation data.
    pub(super) evidence: &'a [EvidenceFacts],
    /// Document timestamps that hold, as far as they are judged yet.
    pub(super) proofs: &'a [Proof],
    pub(super) now: Timestamp,
}

/// A time at which everything before an offset of the file is proven to have existed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proof {
    pub(super) time: Timestamp,
    pub(super) covered_end: u64,
}

impl Context<'_> {
    /// The earliest moment for which it is proven that what ends at `end` existed: a signature with its contents, too, which its own
    /// ByteRange leaves out.
    pub(super) fn existence(&self, end: u64) -> Moment {
        let covering = self.proofs.iter().filter(|proof| proof.covered_end > end);
        let earliest = covering.map(|proof| proof.time).min();
        earliest.map_or(Moment::Present(self.now), Moment::Proven)
    }

    /// The latest proven time before something that covers the file up to `end` was made: it covers those timestamps.
    pub(super) fn made_after(&self, end: u64) -> Option<Timestamp> {
        let covered = self.proofs.iter().filter(|proof| proof.covered_end < end);
        covered.map(|proof| proof.time).max()
    }
}

/// The time at which something is judged, and whether it is proven or merely the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// There is proof that the signature existed then.
    Proven(Timestamp),
    /// Nothing is proven: judged at the time of validation.
    Present(Timestamp),
}

impl Moment {
    pub(super) fn time(self) -> Timestamp {
        match self {
            Self::Proven(time) | Self::Present(time) => time,
        }
    }

    pub(super) fn is_proven(self) -> bool {
        matches!(self, Self::Proven(_))
    }
}
