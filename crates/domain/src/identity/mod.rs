//! Who is it? Methods, the codes that prove them, and how often one may guess.

mod code;
mod policy;
mod proof;

pub use code::{CODE_DIGITS, CODE_VALIDITY, Challenge, Code, CodeOutcome};
pub use policy::{IdentityPolicy, MAX_SENDS_PER_HOUR, RESEND_DELAY};
pub use proof::{FactorKind, FreshFactor, IdentityProof};

use crate::contact::Phone;
use serde::{Deserialize, Serialize};

/// How a recipient proves who they are, beside holding the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Method {
    /// The link in the mailbox alone.
    Email,
    /// A six-digit code by text message to this number.
    Phone {
        /// The recipient's number.
        phone: Phone,
    },
}

/// A method without its parameters: what policies, counters and sentences are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    /// See [`Method::Email`].
    Email,
    /// See [`Method::Phone`].
    Phone,
}

impl Method {
    /// The method without its parameters.
    pub fn kind(&self) -> MethodKind {
        match self {
            Method::Email => MethodKind::Email,
            Method::Phone { .. } => MethodKind::Phone,
        }
    }

    /// Whether something must be proved before the document is shown.
    pub fn asks_a_question(&self) -> bool {
        *self != Method::Email
    }
}

impl MethodKind {
    /// Every method.
    pub const ALL: [MethodKind; 2] = [MethodKind::Email, MethodKind::Phone];

    /// The audit event of a success (B6); e-mail has none, its proof is the signature itself.
    pub fn success_event(self) -> Option<&'static str> {
        match self {
            MethodKind::Email => None,
            MethodKind::Phone => Some("PHONE_AUTHENTICATED"),
        }
    }

    /// The audit event of an agreement that ended by too many wrong answers (B6).
    pub fn cancel_event(self) -> Option<&'static str> {
        match self {
            MethodKind::Email => None,
            MethodKind::Phone => Some("RECALLED_MAX_SIGNING_PHONE_ATTEMPTS"),
        }
    }
}
