//! Conditions: a field is shown, or can be filled, only while other fields hold certain values.

use super::decimal::Decimal;
use crate::ids::FieldId;
use serde::{Deserialize, Serialize};

const MAX_TESTS: usize = 50;
const MAX_VALUE: usize = 300;

/// When a field is shown or can be filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What happens where the tests hold.
    pub effect: ConditionEffect,
    /// One test is enough; else all must hold.
    #[serde(default)]
    pub any: bool,
    /// What is looked at.
    pub tests: Vec<Test>,
}

/// What a condition does to its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionEffect {
    /// It can be filled; else it keeps what the sender put in.
    Enable,
    /// It is there; else it is hidden, need not be filled and stays empty.
    Show,
}

/// A look at another field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    /// Which.
    pub field: FieldId,
    /// How its value is compared.
    pub operator: Operator,
    /// With what; without meaning for `filled` and `empty`.
    #[serde(default)]
    pub value: String,
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// The text occurs in it, whatever the case; of several choices, it is one of them.
    Contains,
    /// Nothing is in it; it is not ticked.
    Empty,
    /// The same; numbers as numbers.
    Equals,
    /// Something is in it; it is ticked.
    Filled,
    /// A larger number, or a later day.
    Greater,
    /// A smaller number, or an earlier day.
    Less,
    /// Not the same.
    NotEquals,
}

impl Operator {
    /// Every operator, in the order in which a person is offered them.
    pub const ALL: [Operator; 7] = [
        Operator::Filled,
        Operator::Empty,
        Operator::Equals,
        Operator::NotEquals,
        Operator::Contains,
        Operator::Greater,
        Operator::Less,
    ];
}

impl Condition {
    pub(super) fn is_bounded(&self) -> bool {
        let short = |test: &Test| test.value.chars().count() <= MAX_VALUE;
        !self.tests.is_empty() && self.tests.len() <= MAX_TESTS && self.tests.iter().all(short)
    }

    /// Whether the tests hold; `value` gives the texts that a field holds, none where it is empty.
    pub(super) fn holds(&self, value: &dyn Fn(FieldId) -> Vec<String>) -> bool {
        let mut results = self.tests.iter().map(|test| test.holds(&value(test.field)));
        if self.any {
            results.any(|result| result)
        } else {
            results.all(|result| result)
        }
    }
}

impl Test {
    fn holds(&self, held: &[String]) -> bool {
        let wanted = self.value.trim();
        match self.operator {
            Operator::Contains => {
                let wanted = wanted.to_lowercase();
                held.iter().any(|text| text.to_lowercase().contains(&wanted))
            }
            Operator::Empty => held.is_empty(),
            Operator::Equals => is_same(held, wanted),
            Operator::Filled => !held.is_empty(),
            Operator::Greater => compared(held, wanted).is_some_and(|order| order.is_gt()),
            Operator::Less => compared(held, wanted).is_some_and(|order| order.is_lt()),
            Operator::NotEquals => !is_same(held, wanted),
        }
    }
}

/// Several choices are the same as a text where it is one of them.
fn is_same(held: &[String], wanted: &str) -> bool {
    let same = |text: &String| {
        text.trim() == wanted
            || matches!((Decimal::parse(text), Decimal::parse(wanted)), (Some(a), Some(b)) if a == b)
    };
    held.iter().any(same) || (held.is_empty() && wanted.is_empty())
}

/// Numbers by size, days by the calendar.
fn compared(held: &[String], wanted: &str) -> Option<std::cmp::Ordering> {
    let held = held.first()?;
    if let (Some(held), Some(wanted)) = (Decimal::parse(held), Decimal::parse(wanted)) {
        return Some(held.cmp(&wanted));
    }
    let day = |text: &str| text.trim().parse::<jiff::civil::Date>().ok();
    Some(day(held)?.cmp(&day(wanted)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn holds(operator: Operator, value: &str, held: &[&str]) -> bool {
        let field = FieldId(Uuid::nil());
        let value = value.to_owned();
        let test = Test {
            field,
            operator,
            value,
        };
        test.holds(&held.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn values_are_compared_as_what_they_are() {
        use Operator::{Contains, Empty, Equals, Filled, Greater, Less, NotEquals};
        assert!(holds(Equals, "Da", &["Da"]) && !holds(Equals, "Da", &["da"]));
        assert!(holds(Equals, "1,50", &["1.5"]) && !holds(NotEquals, "1.50", &["1.5"]));
        assert!(holds(Equals, "b", &["a", "b"]) && holds(Equals, "", &[]));
        assert!(holds(Empty, "", &[]) && !holds(Filled, "", &[]) && holds(Filled, "", &["x"]));
        assert!(holds(Contains, "NOV", &["Ana Novak"]) && !holds(Contains, "x", &[]));
        assert!(
            holds(Greater, "9", &["10"]) && !holds(Less, "9", &["10"]),
            "numbers, not letters"
        );
        assert!(holds(Less, "2026-12-01", &["2026-11-30"]) && !holds(Less, "x", &["y"]));
    }
}
