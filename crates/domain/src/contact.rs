//! How people are reached: e-mail addresses and telephone numbers, parsed once at the edge.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// An e-mail address that can exist.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Accepts what a mail system would (RFC 5321 §4.1.2 without quoted local parts and address literals).
    pub fn parse(text: &str) -> Option<Email> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let good = text.len() <= 254 && local_part(local) && domain_name(domain);
        good.then(|| Email(text.to_owned()))
    }

    /// As the person wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which addresses are compared: case does not matter.
    pub fn normalised(&self) -> String {
        self.0.to_lowercase()
    }
}

fn local_part(local: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    (1..=64).contains(&local.len())
        && local.chars().all(allowed)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn domain_name(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|l| label(l))
        && !labels.iter().all(|l| l.chars().all(|c| c.is_ascii_digit()))
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.0)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Email::parse(&text).ok_or_else(|| serde::de::Error::custom("not an e-mail address"))
    }
}

/// A telephone number in E.164 form (`+38641234567`).
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads `+386 41 234 567`, `00386 (41) 234-567`; a number without a country code is refused.
    pub fn parse(text: &str) -> Option<Phone> {
        let trimmed = text.trim();
        let rest = trimmed.strip_prefix('+').or_else(|| trimmed.strip_prefix("00"))?;
        let separator = |c: char| " ()-/.\u{a0}".contains(c);
        let digits: String = rest.chars().filter(|c| !separator(*c)).collect();
        let good = digits.chars().all(|c| c.is_ascii_digit())
            && !digits.starts_with('0')
            && (7..=15).contains(&digits.len())
            && plausible_national_part(&digits);
        good.then(|| Phone(format!("+{digits}")))
    }

    /// Reads also a number as people of this country write it among themselves (`040 123 456`), where that can mean one number only:
    /// it begins as theirs do at home, and has exactly the length of theirs.
    pub fn parse_in(text: &str, country: Option<Country>) -> Option<Phone> {
        Phone::parse(text).or_else(|| {
            let country = country?;
            let separator = |c: char| " ()-/.\u{a0}".contains(c);
            let digits: String = text.trim().chars().filter(|c| !separator(*c)).collect();
            let own = digits.strip_prefix(country.trunk)?;
            let good = !own.starts_with('0') && own.bytes().all(|digit| digit.is_ascii_digit());
            good.then(|| Phone::parse(&format!("+{}{own}", country.code)))?
        })
    }

    /// E.164, for the gateway.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What others may see: country code and the last two digits (`+386 *** **67`).
    pub fn masked(&self) -> String {
        let digits = &self.0[1..];
        let code = country_code(digits);
        let last = &digits[digits.len() - 2..];
        format!("+{code} *** **{last}")
    }
}

/// A country whose numbers have a fixed length, so that one written without its code is understood for sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// Its calling code (ITU-T E.164).
    code: &'static str,
    /// What is dialled in front of a number at home; empty where nothing is.
    trunk: &'static str,
}

impl Country {
    /// The country of an IANA time zone. Others than these have numbers of many lengths.
    pub fn of_time_zone(zone: &str) -> Option<Country> {
        let (code, trunk) = match zone {
            "Europe/Bratislava" => ("421", "0"),
            "Europe/Ljubljana" => ("386", "0"),
            "Europe/Prague" => ("420", ""),
            "Europe/Zagreb" => ("385", "0"),
            _ => return None,
        };
        Some(Country { code, trunk })
    }
}

/// Lengths of numbers of the countries where most users are; other countries follow E.164 alone.
fn plausible_national_part(digits: &str) -> bool {
    let code = country_code(digits);
    let national = digits.len() - code.len();
    match code {
        "386" => national == 8,
        "420" | "421" => national == 9,
        "385" => (8..=9).contains(&national),
        "1" => national == 10,
        _ => national >= 4,
    }
}

/// The country code in front of `digits` (ITU-T E.164 list: one digit for zones 1 and 7, two digits for the listed ones, else three).
fn country_code(digits: &str) -> &str {
    const TWO: &[&str] = &[
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
        "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let length = match digits.as_bytes().first() {
        Some(b'1' | b'7') => 1,
        _ if TWO.iter().any(|code| digits.starts_with(code)) => 2,
        _ => 3,
    };
    &digits[..length.min(digits.len())]
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Phone::parse(&text).ok_or_else(|| serde::de::Error::custom("not a telephone number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_exist_are_refused() {
        for good in ["ana@banka.si", "Ana.Novak+1@b-anka.co.uk", "šefka@pošta.si"] {
            assert!(Email::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "ana",
            "ana@",
            "@banka.si",
            "ana@banka",
            "a na@banka.si",
            "ana@ban ka.si",
            "ana@1.2.3.4",
            "ana@-a.si",
            "a..b@c.si",
        ] {
            assert!(Email::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_38_numbers_that_cannot_exist_are_refused() {
        assert_eq!(Phone::parse("+386 41 234 567").unwrap().as_str(), "+38641234567");
        assert_eq!(
            Phone::parse("00420 (601) 234-567").unwrap().as_str(),
            "+420601234567"
        );
        for bad in [
            "041 234 567",
            "+386 41 234",
            "+386 41 234 5678",
            "+0123456789",
            "+386 41 abc 567",
            "",
            "+",
        ] {
            assert!(Phone::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_number_without_its_country_is_read_where_it_can_mean_one_only() {
        let read = |text: &str, zone: &str| {
            let phone = Phone::parse_in(text, Country::of_time_zone(zone));
            phone.map(|phone| phone.as_str().to_owned())
        };
        for (text, zone, number) in [
            ("040 123 456", "Europe/Ljubljana", "+38640123456"),
            ("(01) 234-56-78", "Europe/Ljubljana", "+38612345678"),
            ("601 234 567", "Europe/Prague", "+420601234567"),
            ("0905 123 456", "Europe/Bratislava", "+421905123456"),
            ("+43 660 1234567", "Europe/Ljubljana", "+436601234567"),
        ] {
            assert_eq!(read(text, zone).as_deref(), Some(number), "{text} in {zone}");
        }
        for (text, zone) in [
            ("040 123 456", "Europe/Berlin"),
            ("040 123 456", "UTC"),
            ("40123456", "Europe/Ljubljana"),
            ("123 45 67", "Europe/Ljubljana"),
            ("040 123 4567", "Europe/Ljubljana"),
            ("0 040 123 456", "Europe/Ljubljana"),
            ("386 40 123 456", "Europe/Ljubljana"),
            ("060 123 456", "Europe/Prague"),
            ("040 abc 456", "Europe/Ljubljana"),
            ("", "Europe/Ljubljana"),
        ] {
            assert_eq!(read(text, zone), None, "{text} in {zone}");
        }
    }

    #[test]
    fn a_42_only_the_last_digits_are_shown() {
        assert_eq!(Phone::parse("+38641234567").unwrap().masked(), "+386 *** **67");
        assert_eq!(
            format!("{:?}", Phone::parse("+420601234599").unwrap()),
            "Phone(+420 *** **99)"
        );
    }
}
