//! The languages of the product.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language in which the product speaks to people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Czech.
    #[serde(rename = "cs")]
    Czech,
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Slovenian.
    #[serde(rename = "sl")]
    Slovenian,
}

impl Language {
    /// Every language, in the order in which a person is offered them.
    pub const ALL: [Language; 3] = [Language::English, Language::Slovenian, Language::Czech];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Czech => "cs",
            Language::English => "en",
            Language::Slovenian => "sl",
        }
    }

    /// The locale as Acrobat Sign v6 writes it (`sl_SI`).
    pub fn locale(self) -> &'static str {
        match self {
            Language::Czech => "cs_CZ",
            Language::English => "en_US",
            Language::Slovenian => "sl_SI",
        }
    }

    /// Reads `sl`, `sl-SI`, `sl_SI`; other languages are `None`.
    pub fn parse(text: &str) -> Option<Language> {
        let primary = text.split(['-', '_']).next()?.to_ascii_lowercase();
        Language::ALL
            .into_iter()
            .find(|language| language.tag() == primary)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The text names no language of the product.
#[derive(Debug, thiserror::Error)]
#[error("unknown language")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Language::parse(text).ok_or(UnknownLanguage)
    }
}
