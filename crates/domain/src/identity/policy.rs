//! How often one may guess and ask for codes.

use super::MethodKind;
use crate::settings::{
    ACCOUNT_ATTEMPTS, ACCOUNT_PREFILLED, ACCOUNT_SESSION_COUNTS, PASSWORD_ATTEMPTS, PHONE_ATTEMPTS,
    PIN_ATTEMPTS, Standing,
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The shortest time between two codes.
pub const RESEND_DELAY: SignedDuration = SignedDuration::from_secs(30);
/// The most codes that a recipient gets within an hour.
pub const MAX_SENDS_PER_HOUR: usize = 5;

/// The thresholds of automatic cancellation and how people are asked, frozen into an agreement when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityPolicy {
    /// After so many wrong answers by telephone the agreement is cancelled.
    pub phone_attempts: u32,
    /// After so many wrong signing passwords.
    #[serde(default = "usual_attempts")]
    pub password_attempts: u32,
    /// After so many wrong PINs.
    #[serde(default = "usual_attempts")]
    pub pin_attempts: u32,
    /// After so many wrong passwords of an account.
    #[serde(default = "usual_attempts")]
    pub account_attempts: u32,
    /// Whether the address is there already where somebody is asked to sign in.
    #[serde(default)]
    pub account_prefilled: bool,
    /// Whether somebody who is signed in already is not asked again.
    #[serde(default)]
    pub account_session_counts: bool,
}

fn usual_attempts() -> u32 {
    5
}

impl Default for IdentityPolicy {
    fn default() -> Self {
        IdentityPolicy {
            phone_attempts: usual_attempts(),
            password_attempts: usual_attempts(),
            pin_attempts: usual_attempts(),
            account_attempts: usual_attempts(),
            account_prefilled: false,
            account_session_counts: false,
        }
    }
}

impl IdentityPolicy {
    /// As an account or group has settled it.
    pub fn of(standing: &Standing) -> IdentityPolicy {
        IdentityPolicy {
            phone_attempts: standing.number(&PHONE_ATTEMPTS),
            password_attempts: standing.number(&PASSWORD_ATTEMPTS),
            pin_attempts: standing.number(&PIN_ATTEMPTS),
            account_attempts: standing.number(&ACCOUNT_ATTEMPTS),
            account_prefilled: standing.is_on(&ACCOUNT_PREFILLED),
            account_session_counts: standing.is_on(&ACCOUNT_SESSION_COUNTS),
        }
    }

    /// After how many wrong answers the agreement is cancelled; `None` where there is nothing to guess.
    pub fn threshold(&self, method: MethodKind) -> Option<u32> {
        match method {
            MethodKind::Email => None,
            MethodKind::Password => Some(self.password_attempts),
            MethodKind::Phone => Some(self.phone_attempts),
            MethodKind::Pin => Some(self.pin_attempts),
            MethodKind::Account => Some(self.account_attempts),
        }
    }
}
