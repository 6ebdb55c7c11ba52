//! PINs: a few digits that belong to a person and are asked for beside their method in any agreement (M-17, X5).

/// The fewest digits of a PIN.
const MIN_PIN: usize = 4;
/// The most digits of a PIN.
pub const MAX_PIN: usize = 8;

use serde::{Deserialize, Serialize};

/// A PIN in plain digits, on its way to being hashed or compared. It cannot be printed.
#[derive(Clone)]
pub struct Pin(String);

/// Whose a PIN is, and so who knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinSource {
    /// A user of the account set it in their profile; nobody else knows it.
    Own,
    /// The sender set it on the person's contact card and told it to them by another way.
    Contact,
}

/// What is wrong with a new PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinFault {
    /// Other characters than digits.
    Digits,
    /// Fewer than four or more than eight digits.
    Length,
    /// The second input differs from the first.
    Mismatch,
    /// One digit over and over, or digits that follow one another: the first that anybody tries.
    Trivial,
}

impl PinFault {
    /// The stable code that interfaces translate and the API returns.
    pub fn code(self) -> &'static str {
        match self {
            PinFault::Digits => "PIN_DIGITS",
            PinFault::Length => "PIN_LENGTH",
            PinFault::Mismatch => "PIN_MISMATCH",
            PinFault::Trivial => "PIN_TRIVIAL",
        }
    }
}

impl Pin {
    /// What somebody chose. `again` is the second input, where there is one.
    pub fn new(text: &str, again: Option<&str>) -> Result<Pin, PinFault> {
        let digits = text.trim();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PinFault::Digits);
        }
        if !(MIN_PIN..=MAX_PIN).contains(&digits.len()) {
            return Err(PinFault::Length);
        }
        if is_trivial(digits.as_bytes()) {
            return Err(PinFault::Trivial);
        }
        if again.is_some_and(|again| again.trim() != digits) {
            return Err(PinFault::Mismatch);
        }
        Ok(Pin(digits.to_owned()))
    }

    /// What somebody typed as an answer, where it can be a PIN at all, with the spaces and hyphens that people put between digits.
    /// Anything else is a slip and no guess.
    pub fn typed(text: &str) -> Option<Pin> {
        let between = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}');
        let digits: String = text.chars().filter(|c| !between(*c)).collect();
        let is_pin =
            (MIN_PIN..=MAX_PIN).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        is_pin.then_some(Pin(digits))
    }

    /// The digits, for the one who hashes them.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Every digit is as far from the one before: 1111, 1234, 9876, 8901.
fn is_trivial(digits: &[u8]) -> bool {
    let steps: Vec<u8> = digits
        .windows(2)
        .map(|pair| (pair[1] + 10 - pair[0]) % 10)
        .collect();
    let same = steps.windows(2).all(|pair| pair[0] == pair[1]);
    same && matches!(steps.first(), Some(0 | 1 | 9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m_17_four_to_eight_digits_that_are_not_the_first_to_be_tried() {
        let fault = |text: &str, again| Pin::new(text, again).map(drop).unwrap_err();
        assert_eq!(Pin::new("2580", Some(" 2580 ")).unwrap().reveal(), "2580");
        assert_eq!(Pin::new("27182818", None).unwrap().reveal(), "27182818");
        assert_eq!(fault("258", None), PinFault::Length);
        assert_eq!(fault("", None), PinFault::Length);
        assert_eq!(fault("271828182", None), PinFault::Length);
        assert_eq!(fault("25a0", None), PinFault::Digits);
        assert_eq!(fault("\u{664}\u{665}\u{666}\u{667}", None), PinFault::Digits);
        assert_eq!(fault("2580", Some("2581")), PinFault::Mismatch);
        for text in ["0000", "77777", "1234", "12345678", "4321", "8901", "1098"] {
            assert_eq!(fault(text, None), PinFault::Trivial, "{text}");
        }
        for text in ["1243", "1212", "1357", "1112"] {
            assert!(Pin::new(text, None).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_pin_is_no_guess() {
        assert_eq!(Pin::typed(" 25-80 ").unwrap().reveal(), "2580");
        for text in ["", "258", "123456789", "25b0", "pin"] {
            assert!(Pin::typed(text).is_none(), "{text}");
        }
    }
}
