//! The building blocks of EN 319 102-1 §5.2, one file each: facts in, checks out. None of them fetches or reads a file.

pub(super) mod chain;
pub(super) mod constraints;
pub(super) mod cryptography;
pub(super) mod format;
pub(super) mod identification;
pub(super) mod timestamp;

use jiff::Timestamp;

use super::policy::Policy;
use crate::x509::{Anchors, Certificate};

/// What every block may know beside the facts of its signature.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) anchors: &'a Anchors,
    pub(super) policy: &'a Policy,
    /// All certificates that came with the file.
    pub(super) pool: &'a [Certificate],
    pub(super) now: Timestamp,
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
