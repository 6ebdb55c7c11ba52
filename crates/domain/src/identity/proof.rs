//! Proofs: values that exist only where a check was done, and that later steps demand.

use super::{CodeChannel, MethodKind, PinSource};
use crate::ids::{UserId, VisitId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// That a recipient passed their method in one visit. Made only by `agreement::decide` from a right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityProof {
    pub(crate) method: MethodKind,
    pub(crate) visit: VisitId,
    pub(crate) at: Timestamp,
    /// Proofs that were kept before calls were possible say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<CodeChannel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pin: Option<PinSource>,
    /// Since when they had been signed in, where that was enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) session_since: Option<Timestamp>,
}

impl IdentityProof {
    /// How it was proved.
    pub fn method(&self) -> MethodKind {
        self.method
    }

    /// In which visit; the proof is good for that one alone.
    pub fn visit(&self) -> VisitId {
        self.visit
    }

    /// How the code was brought, where there was one.
    pub fn channel(&self) -> Option<CodeChannel> {
        self.channel
    }

    /// Whose PIN it was, where it was one.
    pub fn pin(&self) -> Option<PinSource> {
        self.pin
    }

    /// Since when they had been signed in already, where nothing was asked for that reason.
    pub fn session_since(&self) -> Option<Timestamp> {
        self.session_since
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// That an internal user proved themself anew at the moment of signing (M-77): who, how and when.
/// The caller makes it directly after checking the factor; `agreement::decide` refuses one that is older than a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshFactor {
    /// Whose factor was checked.
    pub user: UserId,
    /// What was checked.
    pub factor: FactorKind,
    /// When.
    pub at: Timestamp,
}

/// What an internal user is asked for at the moment of signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// The password of their account.
    Password,
}
