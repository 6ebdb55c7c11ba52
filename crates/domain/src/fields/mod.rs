//! Fields: the places in a document where a person writes, ticks, chooses, dates or signs. One file per concern.
//!
//! Coordinates are points from the top left corner of the page as displayed; only the `pdf` crate converts them.

mod attachment;
mod condition;
mod decimal;
mod export;
mod filling;
mod formula;
mod groups;
mod kind;
mod mark;
mod mask;
mod options;
mod order;
mod pattern;
mod plan;
mod value;

pub use attachment::Attached;
pub use condition::{Condition, ConditionEffect, Operator, Test};
pub use decimal::{CalculationFault, Decimal};
pub use export::{Exported, exported};
pub use filling::{Filled, Filling};
pub use formula::{Formula, FormulaFault};
pub use kind::FieldKind;
pub use mark::{InkPoint, Mark};
pub use options::{Align, Choice, FieldOptions, MAX_CHOICES, Origin};
pub use pattern::Pattern;
pub use plan::{FieldFault, faults, overlapping};
pub use value::{FieldProblem, FieldValue};

use crate::ids::{FieldId, ParticipantSetId};
use crate::personal::{Personal, Subject};
use serde::{Deserialize, Serialize};

/// The longest text that a field takes, in characters.
pub const MAX_TEXT: usize = 4_000;
/// The most fields that one agreement may carry.
pub const MAX_FIELDS: usize = 5_000;
/// A text field of this height takes several lines.
pub const TALL: f64 = 40.0;

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
    /// What else the sender asks of it.
    #[serde(default, skip_serializing_if = "FieldOptions::is_plain")]
    pub options: FieldOptions,
    /// Its name in the PDF; given at sending and frozen then. Buttons of a question that the uploaded file brought share one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdf_name: Option<String>,
}

impl Field {
    /// Puts something into it from the start. What is said of a place's person belongs to that place.
    pub fn prefill(&mut self, value: Option<FieldValue>) {
        let of = Subject(self.assignee.0);
        self.options.default = value.map(|value| Personal { of, value });
    }

    /// What stands in it from the start.
    pub fn default_value(&self) -> Option<&FieldValue> {
        let default = self.options.default.as_ref()?;
        Some(&default.value).filter(|value| !value.is_empty())
    }

    /// Whether nobody types into it: the sender, a formula, or the act itself fills it.
    pub fn fills_itself(&self) -> bool {
        self.options.read_only || self.is_calculated() || self.kind.is_automatic()
    }

    /// Whether a formula fills it.
    pub fn is_calculated(&self) -> bool {
        self.kind == FieldKind::Number && !self.options.formula.trim().is_empty()
    }

    /// Whether what the sender put in stands in the file from the start, whatever others do.
    pub fn is_filled_at_sending(&self) -> bool {
        self.options.condition.is_none() && !self.is_calculated() && !self.kind.is_automatic()
    }

    /// Whether its text runs over several lines.
    pub fn is_multiline(&self) -> bool {
        let tall = self.kind == FieldKind::Text && self.rect.height >= TALL;
        self.kind == FieldKind::Multiline || (tall && !self.options.comb && self.options.mask.is_empty())
    }
}
