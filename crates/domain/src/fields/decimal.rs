//! Decimal numbers as people write them on paper: exact, rounded only where somebody says so, and refused where they do not fit.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// Digits behind the point that a number keeps at most.
const MAX_PLACES: u32 = 12;
/// No number has more digits before the point.
const MAX_WHOLE: u32 = 18;

/// A decimal number: `units / 10^places`, with as few places as it can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i128,
    places: u32,
}

/// Why a calculation gives no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalculationFault {
    /// Something was to be divided by nothing.
    DivisionByZero,
    /// The result has more digits than a number may have.
    TooLarge,
}

impl Decimal {
    /// Nothing.
    pub const ZERO: Decimal = Decimal { units: 0, places: 0 };

    /// A number as a person types it or as it is kept: `1234.5`, `1234,50`, `1 234,50`, `1.234,50`, `-3`.
    ///
    /// A single separator is the decimal one, whichever it is; where both occur, the last one is, and the others must group
    /// by three. Nothing else is guessed.
    pub fn parse(text: &str) -> Option<Decimal> {
        let text: String = text.trim().chars().filter(|c| !is_space(*c)).collect();
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (whole, fraction) = split(digits)?;
        let fraction = fraction.trim_end_matches('0');
        let whole = whole.trim_start_matches('0');
        if whole.len() > MAX_WHOLE as usize || fraction.len() > MAX_PLACES as usize {
            return None;
        }
        let units: i128 = format!("0{whole}{fraction}").parse().ok()?;
        let places = u32::try_from(fraction.len()).ok()?;
        Decimal::of(if negative { -units } else { units }, places).ok()
    }

    fn of(mut units: i128, mut places: u32) -> Result<Decimal, CalculationFault> {
        while places > 0 && units % 10 == 0 {
            units /= 10;
            places -= 1;
        }
        let most = 10_i128.pow(MAX_WHOLE + places.min(MAX_PLACES));
        if places > MAX_PLACES || units.abs() >= most {
            return Err(CalculationFault::TooLarge);
        }
        Ok(Decimal { units, places })
    }

    /// How many digits stand behind the point.
    pub fn places(self) -> u32 {
        self.places
    }

    /// The sum.
    pub fn plus(self, other: Decimal) -> Result<Decimal, CalculationFault> {
        let places = self.places.max(other.places);
        // Both have at most thirty digits: two of them fit.
        Decimal::of(self.units_at(places) + other.units_at(places), places)
    }

    /// The negative.
    pub fn negated(self) -> Decimal {
        Decimal {
            units: -self.units,
            ..self
        }
    }

    /// The product, to twelve places.
    pub fn times(self, other: Decimal) -> Result<Decimal, CalculationFault> {
        let units = self.units.checked_mul(other.units);
        let (units, places) = (
            units.ok_or(CalculationFault::TooLarge)?,
            self.places + other.places,
        );
        let kept = places.min(MAX_PLACES);
        Decimal::of(rounded(units, 10_i128.pow(places - kept)), kept)
    }

    /// The quotient, to twelve places.
    pub fn over(self, other: Decimal) -> Result<Decimal, CalculationFault> {
        if other.units == 0 {
            return Err(CalculationFault::DivisionByZero);
        }
        let shift = MAX_PLACES + other.places - self.places.min(MAX_PLACES);
        let units = self.units.checked_mul(10_i128.pow(shift));
        let units = units.ok_or(CalculationFault::TooLarge)?;
        Decimal::of(rounded(units, other.units), MAX_PLACES)
    }

    /// Rounded half away from zero, as on invoices.
    pub fn round(self, places: u32) -> Decimal {
        if places >= self.places {
            return self;
        }
        let units = rounded(self.units, 10_i128.pow(self.places - places));
        // Rounding up may add a digit: 999,999,999,999,999,999.9 has none to spare, and stays as it is.
        Decimal::of(units, places).unwrap_or(self)
    }

    /// With exactly so many digits behind the point, or as many as it has.
    pub fn with_places(self, places: Option<u32>) -> String {
        let Some(places) = places else {
            return self.to_string();
        };
        let rounded = self.round(places);
        let text = rounded.to_string();
        let missing = places.saturating_sub(rounded.places) as usize;
        match (rounded.places, missing) {
            (_, 0) => text,
            (0, _) => format!("{text}.{}", "0".repeat(missing)),
            _ => format!("{text}{}", "0".repeat(missing)),
        }
    }

    fn units_at(self, places: u32) -> i128 {
        self.units * 10_i128.pow(places - self.places)
    }
}

/// `numerator / denominator`, half away from zero.
fn rounded(numerator: i128, denominator: i128) -> i128 {
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    let (rest, whole) = (rest.unsigned_abs(), denominator.unsigned_abs());
    if rest >= whole - rest && rest > 0 {
        quotient
            + if (numerator < 0) == (denominator < 0) {
                1
            } else {
                -1
            }
    } else {
        quotient
    }
}

/// Spaces of all widths and apostrophes: they group digits and say nothing.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}')
}

/// The digits before and after the decimal separator.
fn split(digits: &str) -> Option<(String, &str)> {
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(at) = digits.rfind(['.', ',']) else {
        return (!digits.is_empty() && numeric(digits)).then(|| (digits.to_owned(), ""));
    };
    let (whole, fraction) = (digits.get(..at)?, digits.get(at + 1..)?);
    let decimal = digits.get(at..=at)?;
    let grouping = if decimal == "." { ',' } else { '.' };
    if whole.contains(decimal) || (whole.is_empty() && fraction.is_empty()) || !numeric(fraction) {
        return None;
    }
    let mut groups = whole.split(grouping);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (1..=3).contains(&first.len());
    let good = grouped && numeric(first) && rest.iter().all(|group| group.len() == 3 && numeric(group));
    good.then(|| (format!("{first}{}", rest.concat()), fraction))
}

impl fmt::Display for Decimal {
    /// As it is kept: `-1234.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = self.units.unsigned_abs().to_string();
        let places = self.places as usize;
        if places == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let places = self.places.max(other.places);
        self.units_at(places).cmp(&other.units_at(places))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        let text = String::deserialize(deserializer)?;
        Decimal::parse(&text).ok_or_else(|| serde::de::Error::custom("not a number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, kept) in [
            ("1234,50", "1234.5"),
            ("1 234,50", "1234.5"),
            ("1.234,50", "1234.5"),
            ("1,234.50", "1234.5"),
            ("1\u{a0}234", "1234"),
            ("12'345.678", "12345.678"),
            ("-0", "0"),
            ("−3", "-3"),
            (",5", "0.5"),
            ("007", "7"),
            ("1.234.567,8", "1234567.8"),
        ] {
            assert_eq!(
                Decimal::parse(typed).map(|n| n.to_string()).as_deref(),
                Some(kept),
                "{typed}"
            );
        }
        for wrong in [
            "",
            "-",
            ".",
            "1e5",
            "12,34,5",
            "1.23,4",
            "0x1",
            "1..2",
            "NaN",
            "٣",
            "1234567890123456789",
            "0.1234567890123",
        ] {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn calculations_are_decimal_and_round_as_on_invoices() {
        assert_eq!(number("0.1").plus(number("0.2")), Ok(number("0.3")));
        assert_eq!(
            number("1").over(number("3")).unwrap().to_string(),
            "0.333333333333"
        );
        assert_eq!(
            number("2").over(number("3")).unwrap().round(2).to_string(),
            "0.67"
        );
        assert_eq!(number("-2.345").round(2).to_string(), "-2.35");
        assert_eq!(number("2.5").round(0).to_string(), "3");
        assert_eq!(
            number("5").over(Decimal::ZERO),
            Err(CalculationFault::DivisionByZero)
        );
        let large = number("999999999999999999");
        assert_eq!(large.times(large), Err(CalculationFault::TooLarge));
        assert_eq!(large.plus(number("1")), Err(CalculationFault::TooLarge));
        assert_eq!(number("12.5").with_places(Some(2)), "12.50");
        assert_eq!(number("12").with_places(Some(2)), "12.00");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in -1_000_000_000_000_i128..1_000_000_000_000, places in 0_u32..=12) {
            let number = Decimal::of(units, places).unwrap();
            prop_assert_eq!(Decimal::parse(&number.to_string()), Some(number));
        }

        #[test]
        fn nothing_typed_and_nothing_calculated_panics(a in ".{0,40}", b in "[-0-9., ]{0,24}") {
            let numbers: Vec<Decimal> = [a, b].iter().filter_map(|text| Decimal::parse(text)).collect();
            for one in &numbers {
                for other in &numbers {
                    let _ = (one.plus(*other), one.times(*other), one.over(*other), one.round(2), one.cmp(other));
                }
            }
        }

        #[test]
        fn a_quotient_times_its_divisor_comes_back(a in -1_000_000_i128..1_000_000, b in 1_i128..10_000) {
            let (a, b) = (Decimal::of(a, 2).unwrap(), Decimal::of(b, 0).unwrap());
            let back = a.over(b).unwrap().times(b).unwrap();
            prop_assert_eq!(back.round(6), a);
        }
    }
}
