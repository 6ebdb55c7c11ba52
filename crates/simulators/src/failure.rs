//! How a simulated party can be told to fail, so that the product's answer to it can be seen; it never fails by itself.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// A simulated party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// The mail relay.
    Mail,
    /// The certification authority's public side.
    Revocation,
    /// The text message gateway.
    Sms,
    /// The timestamping authority.
    Timestamp,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Failure {
    /// Says "later" (SMTP 451, HTTP 503).
    Busy,
    /// Fails inside (HTTP 500); the text message gateway only.
    Crash,
    /// Takes the connection and closes it at once.
    Down,
    /// Takes the request, does it, and breaks the connection before it answers.
    Drop,
    /// Answers with a page that is no answer; the text message gateway only.
    Garbage,
    /// Takes the request, does it, and never answers.
    Hang,
    /// Takes the request, does it, and answers half a second later.
    Late,
    /// Nothing.
    #[default]
    None,
    /// Says "no" (SMTP 550, HTTP 400, a PKIStatus of rejection).
    Refuse,
    /// Says "too much at once" (HTTP 429, a status of Vonage's); the text message gateway only.
    Throttle,
    /// The timestamping authority stamps another digest than the one it was asked for.
    WrongImprint,
}

impl Party {
    /// Every party.
    pub const ALL: [Party; 4] = [Party::Mail, Party::Revocation, Party::Sms, Party::Timestamp];

    /// Its name in requests.
    pub fn name(self) -> &'static str {
        match self {
            Party::Mail => "mail",
            Party::Revocation => "revocation",
            Party::Sms => "sms",
            Party::Timestamp => "timestamp",
        }
    }
}

impl Failure {
    const ALL: [Failure; 11] = [
        Failure::Busy,
        Failure::Crash,
        Failure::Down,
        Failure::Drop,
        Failure::Garbage,
        Failure::Hang,
        Failure::Late,
        Failure::None,
        Failure::Refuse,
        Failure::Throttle,
        Failure::WrongImprint,
    ];

    /// Its name in requests.
    pub fn name(self) -> &'static str {
        match self {
            Failure::Busy => "busy",
            Failure::Crash => "crash",
            Failure::Down => "down",
            Failure::Drop => "drop",
            Failure::Garbage => "garbage",
            Failure::Hang => "hang",
            Failure::Late => "late",
            Failure::None => "none",
            Failure::Refuse => "refuse",
            Failure::Throttle => "throttle",
            Failure::WrongImprint => "wrong-imprint",
        }
    }
}

/// A word that names no party or no failure, or a failure that the party cannot have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such failure: {0}")]
pub struct NoSuchFailure(pub String);

impl FromStr for Party {
    type Err = NoSuchFailure;
    fn from_str(text: &str) -> Result<Party, NoSuchFailure> {
        Party::ALL
            .into_iter()
            .find(|party| party.name() == text)
            .ok_or_else(|| NoSuchFailure(text.into()))
    }
}

impl FromStr for Failure {
    type Err = NoSuchFailure;
    fn from_str(text: &str) -> Result<Failure, NoSuchFailure> {
        Failure::ALL
            .into_iter()
            .find(|failure| failure.name() == text)
            .ok_or_else(|| NoSuchFailure(text.into()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What goes wrong at which party right now; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Failures {
    set: Arc<Mutex<BTreeMap<Party, Failure>>>,
}

impl Failures {
    /// What goes wrong at `party`.
    pub fn at(&self, party: Party) -> Failure {
        let set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        set.get(&party).copied().unwrap_or_default()
    }

    /// From now on, `failure` happens at `party`.
    pub fn set(&self, party: Party, failure: Failure) -> Result<(), NoSuchFailure> {
        let only = match failure {
            Failure::WrongImprint => Some(Party::Timestamp),
            Failure::Crash | Failure::Garbage | Failure::Throttle => Some(Party::Sms),
            _ => None,
        };
        if only.is_some_and(|only| only != party) {
            return Err(NoSuchFailure(format!("{failure} at {}", party.name())));
        }
        let mut set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        set.insert(party, failure);
        Ok(())
    }

    /// Every party with what goes wrong at it, by name.
    pub fn all(&self) -> BTreeMap<&'static str, &'static str> {
        Party::ALL
            .into_iter()
            .map(|party| (party.name(), self.at(party).name()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_what_they_name() {
        for failure in Failure::ALL {
            assert_eq!(failure.name().parse(), Ok(failure));
        }
        for party in Party::ALL {
            assert_eq!(party.name().parse(), Ok(party));
        }
        assert!("fire".parse::<Failure>().is_err());
    }

    #[test]
    fn only_the_timestamping_authority_can_stamp_wrongly() {
        let failures = Failures::default();
        assert!(failures.set(Party::Mail, Failure::WrongImprint).is_err());
        failures.set(Party::Timestamp, Failure::WrongImprint).unwrap();
        assert!(failures.set(Party::Mail, Failure::Throttle).is_err());
        assert_eq!(failures.at(Party::Timestamp), Failure::WrongImprint);
        assert_eq!(failures.at(Party::Mail), Failure::None);
    }
}
