//! One-time codes. The code itself is derived outside from a secret key and the challenge; here it is only compared.

use crate::ids::{ChallengeId, VisitId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many digits a code has (X3, A-37).
pub const CODE_DIGITS: usize = 6;
/// How long a code is good, from its hand-over to the gateway.
pub const CODE_VALIDITY: SignedDuration = SignedDuration::from_mins(10);

/// A code. It can be compared, not printed.
#[derive(Clone)]
pub struct Code(String);

impl Code {
    /// Takes what was typed; spaces that people add are forgiven.
    pub fn new(text: &str) -> Code {
        Code(text.chars().filter(|c| !c.is_whitespace()).collect())
    }

    /// What somebody typed, where it can be a code at all: so many digits, with the spaces and hyphens that people put between them.
    /// Anything else is a slip and no guess.
    pub fn typed(text: &str) -> Option<Code> {
        let between = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}');
        let code: String = text.chars().filter(|c| !between(*c)).collect();
        let is_code = code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then_some(Code(code))
    }

    /// The digits, for the message that carries them.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Compares without letting the time tell how many digits are right.
    pub fn matches(&self, other: &Code) -> bool {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        let difference = a.iter().zip(b).fold(0_u8, |acc, (x, y)| acc | (x ^ y));
        a.len() == b.len() && !a.is_empty() && difference == 0
    }
}

/// A code that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its identity; the code is derived from it.
    pub id: ChallengeId,
    /// The visit in which it was asked for.
    pub visit: VisitId,
    /// When the recipient pressed "Send code".
    pub requested_at: Timestamp,
    /// When the gateway took it; the ten minutes start here.
    pub handed_over_at: Option<Timestamp>,
    /// How it was to be brought.
    #[serde(default)]
    pub channel: CodeChannel,
}

/// How a code is brought to a telephone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeChannel {
    /// Written, as a text message.
    #[default]
    Text,
    /// Spoken, in a call.
    Voice,
}

/// How an answer compares with a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// The code was right, but its time is over.
    Expired,
    /// The right code in time.
    Right,
    /// Not the code.
    Wrong,
}

impl Challenge {
    /// When the code stops being good. Until the gateway took it, the time of asking counts.
    pub fn expires_at(&self) -> Timestamp {
        self.handed_over_at
            .unwrap_or(self.requested_at)
            .saturating_add(CODE_VALIDITY)
            .unwrap_or(Timestamp::MAX)
    }

    /// Compares an answer with the expected code at `now`.
    pub fn judge(&self, expected: &Code, answered: &Code, now: Timestamp) -> CodeOutcome {
        match expected.matches(answered) {
            false => CodeOutcome::Wrong,
            true if now >= self.expires_at() => CodeOutcome::Expired,
            true => CodeOutcome::Right,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_41_ten_minutes_from_the_hand_over() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let challenge = Challenge {
            id: ChallengeId(Uuid::nil()),
            visit: VisitId(Uuid::nil()),
            requested_at: at(0),
            handed_over_at: Some(at(60)),
            channel: CodeChannel::Text,
        };
        let (right, wrong) = (Code::new("123 456"), Code::new("123457"));
        assert_eq!(
            challenge.judge(&right, &Code::new("123456"), at(60 + 599)),
            CodeOutcome::Right
        );
        assert_eq!(
            challenge.judge(&right, &right, at(60 + 600)),
            CodeOutcome::Expired
        );
        assert_eq!(challenge.judge(&right, &wrong, at(61)), CodeOutcome::Wrong);
        assert_eq!(
            challenge.judge(&right, &Code::new(""), at(61)),
            CodeOutcome::Wrong
        );
    }
}
