//! Who is it? Methods, the codes that prove them, and how often one may guess.

mod account_login;
mod code;
mod password;
mod pin;
mod policy;
mod proof;
mod rules;
mod traits;

pub use account_login::AccountLogin;
pub use code::{CODE_DIGITS, CODE_VALIDITY, Challenge, Code, CodeChannel, CodeOutcome};
pub use password::{MAX_SIGNING_PASSWORD, PasswordFault, SigningPassword};
pub use pin::{MAX_PIN, Pin, PinFault, PinSource};
pub use policy::{IdentityPolicy, MAX_SENDS_PER_HOUR, RESEND_DELAY};
pub use proof::{FactorKind, FreshFactor, IdentityProof};
pub use rules::{Chooser, IdentityRules, MethodFault, MethodRules};
pub use traits::{Assurance, Friction};

use crate::contact::Phone;
use crate::ids::SecretId;
use serde::{Deserialize, Serialize};

/// How a recipient proves who they are, beside holding the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Method {
    /// The link in the mailbox alone.
    Email,
    /// A password that the sender chose and tells them by another way.
    Password {
        /// Which one; none has been set yet in a draft that is new or a copy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        secret: Option<SecretId>,
    },
    /// They sign in with their own account in this installation.
    Account,
    /// A six-digit code by text message or call to this number.
    Phone {
        /// The recipient's number.
        phone: Phone,
    },
}

/// A method without its parameters, or the PIN that is asked for beside it: what policies, counters and sentences are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    /// See [`Method::Email`].
    Email,
    /// See [`Method::Password`].
    Password,
    /// See [`Method::Account`].
    Account,
    /// See [`Method::Phone`].
    Phone,
    /// The person's PIN; never the method itself, but asked for beside it (X4).
    Pin,
}

impl Method {
    /// The method without its parameters.
    pub fn kind(&self) -> MethodKind {
        match self {
            Method::Email => MethodKind::Email,
            Method::Password { .. } => MethodKind::Password,
            Method::Account => MethodKind::Account,
            Method::Phone { .. } => MethodKind::Phone,
        }
    }

    /// Whether something must be proved before the document is shown.
    pub fn asks_a_question(&self) -> bool {
        *self != Method::Email
    }

    /// The same for somebody new or a copy: a password goes to nobody but those it was set for.
    pub fn without_secret(&self) -> Method {
        match self {
            Method::Password { .. } => Method::Password { secret: None },
            other => other.clone(),
        }
    }
}

impl MethodKind {
    /// Every method, from the weakest on; the PIN is none.
    pub const ALL: [MethodKind; 4] = [
        MethodKind::Email,
        MethodKind::Password,
        MethodKind::Account,
        MethodKind::Phone,
    ];

    /// Its name in settings and in the API.
    pub fn name(self) -> &'static str {
        match self {
            MethodKind::Email => "email",
            MethodKind::Password => "password",
            MethodKind::Account => "account",
            MethodKind::Phone => "phone",
            MethodKind::Pin => "pin",
        }
    }

    /// The method of a name.
    pub fn from_name(name: &str) -> Option<MethodKind> {
        MethodKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it raises the level of a signature: what the sender knows, or has set, proves nobody (decision 16). A PIN that a user set
    /// themself does not either: four digits are no more than the password that they give at the click. An account's password is one factor
    /// beside the mailbox by which that password can be set anew, so signing in raises nothing.
    pub fn is_bound_to_the_person(self) -> bool {
        self == MethodKind::Phone
    }

    /// The audit event of a success (B6); e-mail has none, its proof is the signature itself.
    pub fn success_event(self) -> Option<&'static str> {
        match self {
            MethodKind::Email => None,
            MethodKind::Password => Some("PASSWORD_AUTHENTICATED"),
            MethodKind::Account => Some("ACCOUNT_AUTHENTICATED"),
            MethodKind::Phone => Some("PHONE_AUTHENTICATED"),
            MethodKind::Pin => Some("PIN_AUTHENTICATED"),
        }
    }

    /// The audit event of an agreement that ended by too many wrong answers (B6).
    pub fn cancel_event(self) -> Option<&'static str> {
        match self {
            MethodKind::Email => None,
            MethodKind::Password => Some("RECALLED_MAX_SIGNING_PASSWORD_ATTEMPTS"),
            MethodKind::Account => Some("RECALLED_MAX_SIGNING_ACCOUNT_ATTEMPTS"),
            MethodKind::Phone => Some("RECALLED_MAX_SIGNING_PHONE_ATTEMPTS"),
            MethodKind::Pin => Some("RECALLED_MAX_SIGNING_PIN_ATTEMPTS"),
        }
    }
}
