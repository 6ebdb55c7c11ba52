//! What a signature is worth in the words of eIDAS (C-01 to C-03).

use serde::{Deserialize, Serialize};

/// The level of one act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A simple electronic signature: a click, sealed by the organisation.
    Simple,
    /// Simple, with a second factor bound to the person: strongly authenticated and sealed, yet not *advanced*,
    /// since the signature creation data are the organisation's (decision 16).
    SimpleStronglyAuthenticated,
}

impl Level {
    /// The level of an act sealed by the organisation.
    pub fn of_sealed_act(second_factor: bool) -> Level {
        if second_factor {
            Level::SimpleStronglyAuthenticated
        } else {
            Level::Simple
        }
    }
}
