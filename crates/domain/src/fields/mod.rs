//! Fields: the places in a document where a person writes, ticks, dates or signs. One file per kind.
//!
//! Coordinates are points from the top left corner of the page as displayed; only the `pdf` crate converts them.

mod checkbox;
mod date;
mod mark;
mod text;

pub use mark::{InkPoint, Mark};

use crate::ids::{FieldId, ParticipantSetId};
use serde::{Deserialize, Serialize};

/// The longest text that a field takes, in characters.
pub const MAX_TEXT: usize = 4_000;
/// The most fields that one agreement may carry.
pub const MAX_FIELDS: usize = 5_000;

/// A rectangle on a page: points, origin at the top left of the page as displayed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// From the left edge.
    pub x: f64,
    /// From the top edge.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

impl Rect {
    /// Whether the rectangle is finite, has an area and lies on a page of this size (a point of rounding is forgiven).
    pub fn lies_on(&self, page_width: f64, page_height: f64) -> bool {
        let numbers = [self.x, self.y, self.width, self.height];
        numbers.iter().all(|n| n.is_finite())
            && self.x >= -1.0
            && self.y >= -1.0
            && self.width >= 4.0
            && self.height >= 4.0
            && self.x + self.width <= page_width + 1.0
            && self.y + self.height <= page_height + 1.0
    }
}

/// What a field asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A tick.
    Checkbox,
    /// A calendar date.
    Date,
    /// The short form of a signature (parafa).
    Initials,
    /// A signature.
    Signature,
    /// Words in one line or several.
    Text,
}

impl FieldKind {
    /// The name used in PDF field names and JSON.
    pub fn name(self) -> &'static str {
        match self {
            FieldKind::Checkbox => "checkbox",
            FieldKind::Date => "date",
            FieldKind::Initials => "initials",
            FieldKind::Signature => "signature",
            FieldKind::Text => "text",
        }
    }
}

/// A placed field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its identity in the agreement.
    pub id: FieldId,
    /// What it asks for.
    pub kind: FieldKind,
    /// The page, counted from 0.
    pub page: usize,
    /// Where on the page.
    pub rect: Rect,
    /// Whose it is.
    pub assignee: ParticipantSetId,
    /// Whether it must be filled before signing.
    pub required: bool,
    /// What a person is told about it.
    #[serde(default)]
    pub label: String,
    /// What an integration calls it; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its name in the PDF; given at sending and frozen then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdf_name: Option<String>,
}

/// What a person put into a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// A tick or its absence.
    Checked(bool),
    /// A drawn or typed signature or initials.
    Mark(Mark),
    /// Words, or a date as `2026-12-31`.
    Text(String),
}

/// Why a value does not fit its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    /// A date that is not in the calendar.
    NotADate,
    /// A required field is empty.
    Required,
    /// Longer than the field takes.
    TooLong,
    /// A value of another kind than the field's.
    WrongKind,
}

impl Field {
    /// Checks a value, or its absence, against this field.
    pub fn check(&self, value: Option<&FieldValue>) -> Result<(), FieldProblem> {
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return if self.required {
                Err(FieldProblem::Required)
            } else {
                Ok(())
            };
        };
        match (self.kind, value) {
            (FieldKind::Checkbox, FieldValue::Checked(_)) => checkbox::check(),
            (FieldKind::Date, FieldValue::Text(text)) => date::check(text),
            (FieldKind::Text, FieldValue::Text(text)) => text::check(text),
            (FieldKind::Signature | FieldKind::Initials, FieldValue::Mark(mark)) => mark.check(),
            _ => Err(FieldProblem::WrongKind),
        }
    }
}

impl Field {
    /// Whether this empty value says that what stood in the field is taken away: an unticked box, a deleted text or date.
    pub fn is_cleared_by(&self, value: &FieldValue) -> bool {
        match (self.kind, value) {
            (FieldKind::Checkbox, FieldValue::Checked(checked)) => !checked,
            (FieldKind::Text | FieldKind::Date, FieldValue::Text(text)) => text.trim().is_empty(),
            _ => false,
        }
    }
}

impl FieldValue {
    /// An empty text, no tick, or a mark without a stroke.
    pub fn is_empty(&self) -> bool {
        match self {
            FieldValue::Checked(checked) => !checked,
            FieldValue::Mark(mark) => mark.is_empty(),
            FieldValue::Text(text) => text.trim().is_empty(),
        }
    }
}
