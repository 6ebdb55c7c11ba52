//! PDF dates, ISO 32000-2 §7.9.4: `D:20261122102030+01'00'`. It never invents what a date leaves out beyond what the standard
//! says: month and day 1, time 0, UTC.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// The moment that a PDF date names.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count().min(14);
    let (whole, zone) = text.split_at(digits);
    let year: i16 = whole.get(..4)?.parse().ok()?;
    let field = |at: usize, missing: i8| -> Option<i8> {
        match whole.get(at..at + 2) {
            Some(two) => two.parse().ok(),
            None => (whole.len() <= at).then_some(missing),
        }
    };
    let civil = DateTime::new(
        year,
        field(4, 1)?,
        field(6, 1)?,
        field(8, 0)?,
        field(10, 0)?,
        field(12, 0)?,
        0,
    )
    .ok()?;
    offset(zone)?.to_timestamp(civil).ok()
}

/// A moment as a PDF date in UTC.
pub(crate) fn write(time: Timestamp) -> String {
    TimeZone::UTC
        .to_datetime(time)
        .strftime("D:%Y%m%d%H%M%SZ")
        .to_string()
}

fn offset(zone: &str) -> Option<Offset> {
    let sign = match zone.chars().next() {
        None | Some('Z') => return Some(Offset::UTC),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let mut parts = zone.get(1..)?.split('\'').filter(|part| !part.is_empty());
    let hours: u8 = parts.next()?.parse().ok()?;
    let minutes: u8 = parts.next().map_or(Some(0), |part| part.parse().ok())?;
    Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::{parse, write};

    #[test]
    fn dates_of_all_lengths() {
        let parsed = |text| parse(text).map(|time| time.to_string());
        assert_eq!(parsed("D:20261122102030+01'00'").unwrap(), "2026-11-22T09:20:30Z");
        assert_eq!(parsed("D:20261122102030-05'30").unwrap(), "2026-11-22T15:50:30Z");
        assert_eq!(parsed("D:20261122102030Z00'00'").unwrap(), "2026-11-22T10:20:30Z");
        assert_eq!(parsed("D:2026").unwrap(), "2026-01-01T00:00:00Z");
        assert_eq!(parsed("20261122").unwrap(), "2026-11-22T00:00:00Z");
        assert_eq!(
            write("2026-11-22T10:20:30.5Z".parse().unwrap()),
            "D:20261122102030Z"
        );
    }

    #[test]
    fn what_is_no_date_is_none() {
        let endless_offset = "D:20261122102030+999999999'00'";
        for bad in [
            "",
            "D:",
            "D:20261",
            "D:20261340",
            "yesterday",
            "D:20261122102030x",
            endless_offset,
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
