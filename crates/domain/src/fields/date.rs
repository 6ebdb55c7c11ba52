//! The date field: a day of the calendar, kept as ISO 8601 (`2026-12-31`).

use super::FieldProblem;

pub(super) fn check(text: &str) -> Result<(), FieldProblem> {
    text.parse::<jiff::civil::Date>()
        .map(drop)
        .map_err(|_| FieldProblem::NotADate)
}
