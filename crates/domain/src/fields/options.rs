//! What a sender can ask of a field beside its kind. Everything is optional; a field without options takes anything of its kind.

use super::condition::Condition;
use super::decimal::Decimal;
use super::pattern::Pattern;
use super::{FieldKind, FieldValue, mask};
use crate::Personal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most choices of one field.
pub const MAX_CHOICES: usize = 1_000;
const MAX_NAME: usize = 100;
const MAX_CHOICE: usize = 300;

/// What a sender asks of a field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldOptions {
    /// What formulas and exports call it; unique where it is given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What stands in it from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Personal<FieldValue>>,
    /// Nobody but the sender fills it.
    #[serde(skip_serializing_if = "is_default")]
    pub read_only: bool,
    /// Fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// Most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// One cell for each character; needs a largest length.
    #[serde(skip_serializing_if = "is_default")]
    pub comb: bool,
    /// What the text must look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
    /// How the text is written: `9` a digit, `A` a letter, `*` either.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mask: String,
    /// Smallest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// Largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// Digits behind the point: as many are written, no more are taken, and a formula's result is rounded to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// What a number field gives by itself, of other fields.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub formula: String,
    /// What can be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The group of a radio button or checkbox: fields of one kind and person with the same group are one question.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// What a tick in this box or button says in exports, conditions and formulas.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub on_value: String,
    /// Fewest ticks in the group of a checkbox; the first box of the group that says it is heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_ticks: Option<u32>,
    /// Most ticks in the group of a checkbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_ticks: Option<u32>,
    /// When the field is shown, or can be filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Size of the letters in points; without one they follow the field's height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font_size: Option<f64>,
    /// Where in the field the text stands.
    #[serde(skip_serializing_if = "is_default")]
    pub align: Align,
    /// The field of the uploaded file that this one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// Where in a field its text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// Something to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is kept and exported.
    pub value: String,
    /// What people read; the value, where it is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
}

impl Choice {
    /// What people read.
    pub fn shown(&self) -> &str {
        if self.label.is_empty() {
            &self.value
        } else {
            &self.label
        }
    }
}

/// A field that the uploaded file brought: it keeps name, place and looks (decision 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its full name in the file.
    pub name: String,
    /// Of a radio button or checkbox, the name of its ticked state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl FieldOptions {
    /// Whether nothing is asked.
    pub fn is_plain(&self) -> bool {
        is_default(self)
    }

    /// Whether every text is bounded and every number one that JSON can hold: what a draft may keep at all.
    pub(crate) fn is_bounded(&self) -> bool {
        let short = |text: &str, most: usize| text.chars().count() <= most;
        let choice = |choice: &Choice| short(&choice.value, MAX_CHOICE) && short(&choice.label, MAX_CHOICE);
        let pattern = |pattern: &Pattern| short(&pattern.expression, 2_000) && short(&pattern.message, 500);
        let number = |size: f64| size.is_finite() && (1.0..=200.0).contains(&size);
        let origin = |origin: &Origin| short(&origin.name, 2_000);
        [&self.name, &self.group]
            .into_iter()
            .all(|text| short(text, MAX_NAME))
            && short(&self.on_value, MAX_CHOICE)
            && short(&self.mask, 200)
            && short(&self.formula, 4_000)
            && self.choices.len() <= MAX_CHOICES
            && self.choices.iter().all(choice)
            && self.pattern.as_ref().is_none_or(pattern)
            && self.font_size.is_none_or(number)
            && self.origin.as_ref().is_none_or(origin)
            && self.condition.as_ref().is_none_or(Condition::is_bounded)
            && self.decimals.is_none_or(|decimals| decimals <= 12)
            && self
                .default
                .as_ref()
                .is_none_or(|default| default.value.is_bounded())
    }

    /// Whether the limits of a field of this kind leave room for a value.
    pub(super) fn limits_are_sound(&self, kind: FieldKind) -> bool {
        let ordered = |least: Option<u32>, most: Option<u32>| match (least, most) {
            (Some(least), Some(most)) => least <= most,
            _ => true,
        };
        let numbers = match (self.min, self.max) {
            (Some(min), Some(max)) => min <= max,
            _ => true,
        };
        let comb = !self.comb || (kind == FieldKind::Text && self.max_length.is_some_and(|most| most <= 100));
        let mask = self.mask.is_empty() || (kind.is_words() && mask::is_sound(&self.mask));
        let some_length = self.max_length.is_none_or(|most| most > 0);
        ordered(self.min_length, self.max_length)
            && ordered(self.min_ticks, self.max_ticks)
            && numbers
            && comb
            && mask
            && some_length
    }

    /// Whether there is something to choose, each of it once.
    pub(super) fn choices_are_sound(&self) -> bool {
        let values: BTreeSet<&str> = self.choices.iter().map(|choice| choice.value.as_str()).collect();
        // A list keeps its choices one to a line.
        let usable =
            |choice: &Choice| !choice.value.trim().is_empty() && !choice.value.contains(['\n', '\r']);
        !values.is_empty() && values.len() == self.choices.len() && self.choices.iter().all(usable)
    }

    /// Whether this is one of the choices.
    pub(super) fn offers(&self, value: &str) -> bool {
        self.choices.iter().any(|choice| choice.value == value)
    }
}
