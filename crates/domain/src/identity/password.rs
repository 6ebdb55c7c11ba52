//! Signing passwords: chosen by the sender, told by another way, kept as a hash outside the agreement.

use serde::Deserialize;

/// The longest one.
pub const MAX_SIGNING_PASSWORD: usize = 32;
/// The shortest one. Five wrong answers end the agreement, so guessing does not get far.
const MIN_SIGNING_PASSWORD: usize = 6;

/// A signing password in plain words, on its way to being hashed or compared. It cannot be printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct SigningPassword(String);

/// What is wrong with a signing password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Other characters than A to Z, a to z and 0 to 9.
    Characters,
    /// Shorter than six or longer than 32 characters.
    Length,
    /// The second input differs from the first.
    Mismatch,
}

impl PasswordFault {
    /// The stable code that interfaces translate and the API returns.
    pub fn code(self) -> &'static str {
        match self {
            PasswordFault::Characters => "SIGNING_PASSWORD_CHARACTERS",
            PasswordFault::Length => "SIGNING_PASSWORD_LENGTH",
            PasswordFault::Mismatch => "SIGNING_PASSWORD_MISMATCH",
        }
    }
}

impl SigningPassword {
    /// What a sender chose. `again` is the second input, where there is one.
    pub fn new(text: &str, again: Option<&str>) -> Result<SigningPassword, PasswordFault> {
        if !text.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(PasswordFault::Characters);
        }
        if !(MIN_SIGNING_PASSWORD..=MAX_SIGNING_PASSWORD).contains(&text.len()) {
            return Err(PasswordFault::Length);
        }
        if again.is_some_and(|again| again != text) {
            return Err(PasswordFault::Mismatch);
        }
        Ok(SigningPassword(text.to_owned()))
    }

    /// The words, for the one who hashes them.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_24_a_25_letters_and_digits_twice() {
        let fault = |text: &str, again| SigningPassword::new(text, again).map(drop).unwrap_err();
        assert_eq!(
            SigningPassword::new("Abc123", Some("Abc123")).unwrap().reveal(),
            "Abc123"
        );
        for text in ["abc-12", "abc 12", "gesl\u{e8}o1", "\u{161}ifra12"] {
            assert_eq!(fault(text, None), PasswordFault::Characters, "{text}");
        }
        assert_eq!(fault("abc12", None), PasswordFault::Length);
        assert_eq!(fault(&"a".repeat(33), None), PasswordFault::Length);
        assert!(SigningPassword::new(&"a".repeat(32), None).is_ok());
        assert_eq!(fault("Abc123", Some("abc123")), PasswordFault::Mismatch);
    }
}
