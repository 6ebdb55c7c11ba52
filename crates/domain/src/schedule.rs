//! When links, agreements and reminders come due.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How long a link is good when nothing else is said (M-80).
pub const DEFAULT_LINK_DAYS: u16 = 7;
/// How long a link may be good (M-81).
pub const LINK_DAYS: RangeInclusive<u16> = 1..=365;
/// How far away a sender may set the deadline.
pub const MAX_DEADLINE_DAYS: i64 = 180;
/// An agreement ends after so many days even without a deadline.
pub const BACKSTOP_DAYS: i64 = 365;

/// How often people who have not signed are reminded. The names are those of Acrobat Sign v6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReminderFrequency {
    /// Never.
    #[default]
    None,
    /// Every day.
    DailyUntilSigned,
    /// Every second day.
    EveryOtherDayUntilSigned,
    /// Every third day.
    EveryThirdDayUntilSigned,
    /// Every fifth day.
    EveryFifthDayUntilSigned,
    /// Every week.
    WeeklyUntilSigned,
}

impl ReminderFrequency {
    /// Every frequency, rarest last.
    pub const ALL: [ReminderFrequency; 6] = [
        ReminderFrequency::None,
        ReminderFrequency::DailyUntilSigned,
        ReminderFrequency::EveryOtherDayUntilSigned,
        ReminderFrequency::EveryThirdDayUntilSigned,
        ReminderFrequency::EveryFifthDayUntilSigned,
        ReminderFrequency::WeeklyUntilSigned,
    ];

    /// When the next reminder after `last` is due.
    pub fn next(self, last: Timestamp) -> Option<Timestamp> {
        let days = match self {
            ReminderFrequency::None => return None,
            ReminderFrequency::DailyUntilSigned => 1,
            ReminderFrequency::EveryOtherDayUntilSigned => 2,
            ReminderFrequency::EveryThirdDayUntilSigned => 3,
            ReminderFrequency::EveryFifthDayUntilSigned => 5,
            ReminderFrequency::WeeklyUntilSigned => 7,
        };
        Some(in_days(last, days))
    }
}

/// Exactly `days` times 24 hours later.
pub fn in_days(from: Timestamp, days: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_hours(24 * days))
        .unwrap_or(Timestamp::MAX)
}

/// The moment at which a deadline day is over: 23:59:59 in the account's zone, which is frozen at sending (decision 28).
pub fn end_of_day(day: Date, zone: &str) -> Timestamp {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let end = day.at(23, 59, 59, 0).to_zoned(zone);
    end.map(|zoned| zoned.timestamp()).unwrap_or(Timestamp::MAX)
}

/// The calendar day of a moment in this zone.
pub fn day_in(at: Timestamp, zone: &str) -> Date {
    at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC)).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_ends_with_the_day_in_the_accounts_zone() {
        let end = end_of_day(jiff::civil::date(2026, 12, 31), "Europe/Ljubljana");
        assert_eq!(end.to_string(), "2026-12-31T22:59:59Z");
    }

    #[test]
    fn the_day_of_a_moment_is_the_accounts() {
        let late: Timestamp = "2026-12-31T23:30:00Z".parse().unwrap();
        assert_eq!(day_in(late, "Europe/Ljubljana"), jiff::civil::date(2027, 1, 1));
        assert_eq!(day_in(late, "UTC"), jiff::civil::date(2026, 12, 31));
    }
}
