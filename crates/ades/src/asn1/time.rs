//! UTCTime and GeneralizedTime to and from timestamps. It never guesses a time zone: only `Z` is read.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Element, Reader, Writer, tag};
use crate::error::Error;

/// Reads the next element as a time of either kind.
pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Timestamp, Error> {
    let element = reader.read()?;
    parse(element).ok_or(reader.malformed())
}

/// RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime after.
pub(crate) fn write(writer: &mut Writer, time: Timestamp) {
    let civil = TimeZone::UTC.to_datetime(time);
    if (1950..2050).contains(&civil.year()) {
        writer.value(
            tag::UTC_TIME,
            civil.strftime("%y%m%d%H%M%SZ").to_string().as_bytes(),
        );
    } else {
        write_generalized(writer, time);
    }
}

/// RFC 6960 §4.2.2.1: a GeneralizedTime whatever the year, without a fraction.
pub(crate) fn write_generalized(writer: &mut Writer, time: Timestamp) {
    let text = TimeZone::UTC
        .to_datetime(time)
        .strftime("%Y%m%d%H%M%SZ")
        .to_string();
    writer.value(tag::GENERALIZED_TIME, text.as_bytes());
}

/// RFC 3161 §2.4.2: genTime with a fraction without trailing zeros.
pub(crate) fn write_precise(writer: &mut Writer, time: Timestamp) {
    let civil = TimeZone::UTC.to_datetime(time);
    let mut text = civil.strftime("%Y%m%d%H%M%S").to_string();
    let fraction = format!("{:09}", civil.subsec_nanosecond());
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text.push('Z');
    writer.value(tag::GENERALIZED_TIME, text.as_bytes());
}

fn parse(element: Element<'_>) -> Option<Timestamp> {
    let text = std::str::from_utf8(element.content).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let (year, rest) = match element.tag {
        tag::UTC_TIME if fraction.is_empty() => century(whole)?,
        tag::GENERALIZED_TIME => (number(whole.get(..4)?)?, whole.get(4..)?),
        _ => return None,
    };
    if rest.len() != 10 {
        return None;
    }
    let field = |at: usize| number(rest.get(at..at + 2)?).and_then(|value| i8::try_from(value).ok());
    let nanosecond = nanoseconds(fraction)?;
    let civil = DateTime::new(
        year,
        field(0)?,
        field(2)?,
        field(4)?,
        field(6)?,
        field(8)?,
        nanosecond,
    )
    .ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

/// RFC 5280 §4.1.2.5.1: two-digit years from 50 on are of the last century.
fn century(whole: &str) -> Option<(i16, &str)> {
    let year = number(whole.get(..2)?)?;
    Some((if year < 50 { 2000 + year } else { 1900 + year }, whole.get(2..)?))
}

fn number(digits: &str) -> Option<i16> {
    digits
        .bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    if !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(tag: u8, text: &str) -> Option<String> {
        let encoded = Writer::build(|writer| writer.value(tag, text.as_bytes()));
        read(&mut Reader::new(&encoded, "time"))
            .ok()
            .map(|time| time.to_string())
    }

    #[test]
    fn reads_both_kinds() {
        assert_eq!(
            read_text(tag::UTC_TIME, "261122102030Z").unwrap(),
            "2026-11-22T10:20:30Z"
        );
        assert_eq!(
            read_text(tag::UTC_TIME, "700101000000Z").unwrap(),
            "1970-01-01T00:00:00Z"
        );
        assert_eq!(
            read_text(tag::GENERALIZED_TIME, "20511122102030Z").unwrap(),
            "2051-11-22T10:20:30Z"
        );
        // RFC 3161 §2.4.2: real timestamp authorities send fractions.
        assert_eq!(
            read_text(tag::GENERALIZED_TIME, "20261122102030.250Z").unwrap(),
            "2026-11-22T10:20:30.25Z"
        );
        for bad in [
            "20261122102030",
            "2026112210203Z",
            "20261322102030Z",
            "20261122102030+0100",
            "20261122102030.x Z",
        ] {
            assert_eq!(read_text(tag::GENERALIZED_TIME, bad), None, "{bad}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for text in [
            "2026-11-22T10:20:30.123456Z",
            "2026-11-22T10:20:30Z",
            "2061-01-02T03:04:05.5Z",
        ] {
            let time: Timestamp = text.parse().unwrap();
            let encoded = Writer::build(|writer| write_precise(writer, time));
            assert_eq!(read(&mut Reader::new(&encoded, "time")).unwrap(), time);
        }
        let late: Timestamp = "2061-01-02T03:04:05Z".parse().unwrap();
        assert_eq!(
            Writer::build(|writer| write(writer, late))[0],
            tag::GENERALIZED_TIME
        );
    }
}
