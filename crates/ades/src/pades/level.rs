//! The levels of EN 319 142-1 §6 as things to be reached. What a file's level is, the validator says.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// How long a signature can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// B-B: a signature.
    BB,
    /// B-T: with a trusted time.
    BT,
    /// B-LT: with everything that its validation needs.
    BLt,
    /// B-LTA: with a timestamp over all that, to be renewed.
    BLta,
}

impl Level {
    const ALL: [Self; 4] = [Self::BB, Self::BT, Self::BLt, Self::BLta];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BB => "B-B",
            Self::BT => "B-T",
            Self::BLt => "B-LT",
            Self::BLta => "B-LTA",
        })
    }
}

impl FromStr for Level {
    type Err = Error;

    /// In any case, as `b-lt`.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|level| level.to_string().eq_ignore_ascii_case(text))
            .ok_or(Error::Unsupported { what: "level" })
    }
}
