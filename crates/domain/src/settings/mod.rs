//! What an account and its groups settle: which settings there are, what may stand in each, and whose value counts.
//!
//! A setting is one line of [`ALL`]: pages, API, inheritance and the documentation follow from it. A group inherits a page of settings as
//! a whole or overrides it as a whole. What an agreement was sent with stays with it, whatever is settled later.

mod level;
mod table;

pub use level::{AccountLevel, Changed, GroupLevel, Level, SettingChange, Standing, Values};
pub use table::*;

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A page of settings: what a group overrides, it overrides page by page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingsPage {
    /// *Send Settings*: how recipients prove who they are.
    Send,
    /// *Security Settings*: how often one may guess.
    Security,
    /// *Global Settings*: links, what happens without mail, delegation.
    Global,
}

impl SettingsPage {
    /// Every page, as menus show them.
    pub const ALL: [SettingsPage; 3] = [SettingsPage::Send, SettingsPage::Security, SettingsPage::Global];

    /// Its name in addresses and in the API.
    pub fn name(self) -> &'static str {
        match self {
            SettingsPage::Send => "send",
            SettingsPage::Security => "security",
            SettingsPage::Global => "global",
        }
    }

    /// The page of a name.
    pub fn from_name(name: &str) -> Option<SettingsPage> {
        SettingsPage::ALL.into_iter().find(|page| page.name() == name)
    }

    /// Its settings, in their order.
    pub fn settings(self) -> impl Iterator<Item = &'static Setting> {
        ALL.into_iter().filter(move |setting| setting.page == self)
    }
}

/// One setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its stable name, in words joined by underscores. Interfaces have `setting-…` and `setting-…-hint` for it.
    pub name: &'static str,
    /// The page that it stands on.
    pub page: SettingsPage,
    /// The part of the page.
    pub section: &'static str,
    /// What may stand in it, and what stands in it where nobody settled anything.
    pub kind: Kind,
    /// The switch or list without which it says nothing, and is not shown: [`Standing::is_shown`].
    pub needs: Option<Needs>,
}

/// What another setting must say so that one has a meaning.
#[derive(Debug, PartialEq, Eq)]
pub enum Needs {
    /// This one is on.
    On(&'static Setting),
    /// One of these lists has the method.
    Method(&'static str),
}

/// What may stand in a setting, and what is usual.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// On or off.
    Switch {
        /// Where nobody settled anything.
        usual: bool,
    },
    /// A whole number.
    Number {
        /// Where nobody settled anything.
        usual: u32,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// One of several words.
    Choice {
        /// Where nobody settled anything.
        usual: &'static str,
        /// All that may be chosen, in the order in which they are shown.
        among: &'static [&'static str],
    },
    /// Any of several words.
    Several {
        /// Where nobody settled anything.
        usual: &'static [&'static str],
        /// All that may be ticked, in the order in which they are shown.
        among: &'static [&'static str],
    },
    /// A line of text; usually empty.
    Line {
        /// The most characters.
        longest: usize,
    },
}

/// What stands in a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Of a switch.
    Switch(bool),
    /// Of a number.
    Number(u32),
    /// Of a choice or a line.
    Text(String),
    /// Of several.
    Several(BTreeSet<String>),
}

/// Why a value cannot stand in a setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {code}")]
pub struct SettingFault {
    /// Which.
    pub setting: String,
    /// `UNKNOWN_SETTING`, `WRONG_TYPE`, `OUT_OF_RANGE`, `NOT_AMONG`, `TOO_LONG`, `DEFAULT_NOT_ENABLED`, `NO_METHOD_ENABLED`.
    pub code: &'static str,
}

impl Setting {
    /// The setting of a name.
    pub fn of(name: &str) -> Option<&'static Setting> {
        ALL.into_iter().find(|setting| setting.name == name)
    }

    /// What stands in it where nobody settled anything.
    pub fn usual(&self) -> Value {
        match self.kind {
            Kind::Switch { usual } => Value::Switch(usual),
            Kind::Number { usual, .. } => Value::Number(usual),
            Kind::Choice { usual, .. } => Value::Text(usual.to_owned()),
            Kind::Several { usual, .. } => {
                Value::Several(usual.iter().map(|&word| word.to_owned()).collect())
            }
            Kind::Line { .. } => Value::Text(String::new()),
        }
    }

    /// Whether a value may stand in it.
    pub fn check(&self, value: &Value) -> Result<(), SettingFault> {
        let fault = match (&self.kind, value) {
            (Kind::Switch { .. }, Value::Switch(_)) => None,
            (Kind::Number { least, most, .. }, Value::Number(number)) => {
                (!(least..=most).contains(&number)).then_some("OUT_OF_RANGE")
            }
            (Kind::Choice { among, .. }, Value::Text(word)) => {
                (!among.contains(&word.as_str())).then_some("NOT_AMONG")
            }
            (Kind::Several { among, .. }, Value::Several(words)) => {
                let known = words.iter().all(|word| among.contains(&word.as_str()));
                (!known).then_some("NOT_AMONG")
            }
            (Kind::Line { longest }, Value::Text(text)) => {
                (text.chars().count() > *longest).then_some("TOO_LONG")
            }
            _ => Some("WRONG_TYPE"),
        };
        fault.map_or(Ok(()), |code| Err(self.fault(code)))
    }

    fn fault(&self, code: &'static str) -> SettingFault {
        SettingFault {
            setting: self.name.to_owned(),
            code,
        }
    }
}

impl std::fmt::Display for Value {
    /// As the audit trail tells it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Switch(on) => on.fmt(f),
            Value::Number(number) => number.fmt(f),
            Value::Text(text) => f.write_str(text),
            Value::Several(words) => {
                f.write_str(&words.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            }
        }
    }
}
