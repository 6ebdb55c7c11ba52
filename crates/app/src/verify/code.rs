//! The short code of a finished agreement: printed on its report, typed on the verify page. It is derived, never stored, and finds its
//! agreement without an index (docs/decisions/0010).
//!
//! 100 bits as 20 letters: 52 bits of HMAC-SHA-256 over the agreement's id, and the 48 bits of time that the id begins with, hidden
//! under a second HMAC of the first part. Whoever has no key file can make none, and reads nothing out of one.

use crate::keys::{Keys, same_secret};
use aws_lc_rs::hmac;
use domain::ids::AgreementId;
use std::fmt;
use uuid::Uuid;

/// Crockford's alphabet: no letter that is taken for a digit.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 20;
const TAG_BITS: u32 = 52;
const TIME_BITS: u32 = 48;

/// A code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyCode(u128);

impl VerifyCode {
    /// The code of an agreement.
    pub(crate) fn of(keys: &Keys, id: AgreementId) -> VerifyCode {
        let tag = tag(keys, id);
        VerifyCode(tag << TIME_BITS | (time_of(id) ^ mask(keys, tag)))
    }

    /// Reads what somebody typed: spaces, hyphens and small letters do not matter, nor do letters that look like digits.
    pub fn parse(text: &str) -> Option<VerifyCode> {
        let letters: Vec<u8> = text
            .bytes()
            .filter(|letter| !letter.is_ascii_whitespace() && *letter != b'-')
            .take(LENGTH + 1)
            .collect();
        if letters.len() != LENGTH {
            return None;
        }
        letters
            .into_iter()
            .try_fold(0_u128, |code, letter| Some(code << 5 | value(letter)?))
            .map(VerifyCode)
    }

    /// The first and the last id that can have this code.
    pub(crate) fn range(self, keys: &Keys) -> (AgreementId, AgreementId) {
        let time = (self.0 ^ mask(keys, self.0 >> TIME_BITS)) & low(TIME_BITS);
        let first = time << (128 - TIME_BITS);
        (
            AgreementId(Uuid::from_u128(first)),
            AgreementId(Uuid::from_u128(first | low(128 - TIME_BITS))),
        )
    }

    /// Whether it is the code of this agreement.
    pub(crate) fn is_of(self, keys: &Keys, id: AgreementId) -> bool {
        same_secret(&self.0.to_be_bytes(), &VerifyCode::of(keys, id).0.to_be_bytes())
    }
}

impl fmt::Display for VerifyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in 0..LENGTH {
            if place > 0 && place % 5 == 0 {
                f.write_str("-")?;
            }
            let bits = self.0 >> (5 * (LENGTH - 1 - place)) & 31;
            let letter = LETTERS.get(usize::try_from(bits).unwrap_or(0)).copied();
            write!(f, "{}", char::from(letter.unwrap_or(b'0')))?;
        }
        Ok(())
    }
}

fn value(letter: u8) -> Option<u128> {
    let letter = match letter.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    let place = LETTERS.iter().position(|known| *known == letter)?;
    u128::try_from(place).ok()
}

fn time_of(id: AgreementId) -> u128 {
    id.0.as_u128() >> (128 - TIME_BITS)
}

fn tag(keys: &Keys, id: AgreementId) -> u128 {
    first_bits(keys, b"tag", id.0.as_bytes(), TAG_BITS)
}

fn mask(keys: &Keys, tag: u128) -> u128 {
    first_bits(keys, b"time", &tag.to_be_bytes(), TIME_BITS)
}

fn first_bits(keys: &Keys, part: &[u8], data: &[u8], bits: u32) -> u128 {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &*keys.derive("verify-code"));
    let mac = hmac::sign(&key, &[part, data].concat());
    let number = mac.as_ref().iter().take(8);
    let number = number.fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    number >> (64 - bits)
}

fn low(bits: u32) -> u128 {
    (1 << bits) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_finds_its_agreement_and_no_other() {
        let (keys, others) = (Keys::new(&[7; 32]), Keys::new(&[8; 32]));
        let (one, two) = (AgreementId(Uuid::now_v7()), AgreementId(Uuid::now_v7()));
        let code = VerifyCode::of(&keys, one);
        let text = code.to_string();
        assert_eq!(text.len(), 23, "{text}");
        let typed = text
            .to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l");
        assert_eq!(VerifyCode::parse(&typed), Some(code));
        let (first, last) = code.range(&keys);
        assert!(first <= one && one <= last);
        assert!(code.is_of(&keys, one));
        assert!(!code.is_of(&keys, two));
        assert!(!code.is_of(&others, one));
        assert_eq!(first.0.as_u128() >> 80, one.0.as_u128() >> 80);
    }

    #[test]
    fn what_is_no_code_is_none() {
        let long = "0".repeat(21);
        for bad in [
            "",
            "ABC",
            "0000-0000-0000-0000",
            "UUUUUUUUUUUUUUUUUUUU",
            long.as_str(),
        ] {
            assert_eq!(VerifyCode::parse(bad), None, "{bad}");
        }
    }

    /// The times of two codes made in one moment have nothing in common to the eye.
    #[test]
    fn the_time_is_hidden() {
        let keys = Keys::new(&[7; 32]);
        let code = |random: u128| {
            let id = 0x0198_0000_0000_7000_8000_0000_0000_0000 | random;
            VerifyCode::of(&keys, AgreementId(Uuid::from_u128(id))).0 & low(TIME_BITS)
        };
        assert_ne!(code(1), code(2));
    }
}
