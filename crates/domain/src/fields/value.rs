//! What a person put into a field, and whether it fits.

use super::attachment::Attached;
use super::decimal::Decimal;
use super::mark::Mark;
use super::{Field, FieldKind, MAX_TEXT, mask};
use serde::{Deserialize, Serialize};

/// What a person put into a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// A tick or its absence.
    Checked(bool),
    /// Several choices, by their values.
    Chosen(Vec<String>),
    /// A file.
    File(Attached),
    /// A drawn or typed signature or initials.
    Mark(Mark),
    /// Words, a choice by its value, a date as `2026-12-31`, or a number as `1234.5`.
    Text(String),
}

/// Why a value does not fit its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    /// What the formula gives cannot be calculated: a division by nothing, or too many digits.
    NotCalculable,
    /// A date that is not in the calendar.
    NotADate,
    /// Not a number.
    NotANumber,
    /// Something that is not offered.
    NotAChoice,
    /// Characters that nobody could read in the file: its letters lack them.
    NotWritable,
    /// The text does not match the sender's pattern.
    PatternMissed,
    /// The text is not written as the mask asks.
    MaskMissed,
    /// A required field is empty.
    Required,
    /// Fewer ticks in the group than are asked for.
    TooFewTicks,
    /// A number above the largest one.
    TooHigh,
    /// Longer than the field takes.
    TooLong,
    /// A number below the smallest one.
    TooLow,
    /// More ticks in the group than are allowed.
    TooManyTicks,
    /// More digits behind the point than the field takes.
    TooPrecise,
    /// Shorter than the field asks.
    TooShort,
    /// A value of another kind than the field's.
    WrongKind,
}

impl FieldProblem {
    /// Every problem with its name, for those who translate them.
    pub const ALL: [(FieldProblem, &'static str); 16] = [
        (FieldProblem::MaskMissed, "mask_missed"),
        (FieldProblem::NotAChoice, "not_a_choice"),
        (FieldProblem::NotADate, "not_a_date"),
        (FieldProblem::NotANumber, "not_a_number"),
        (FieldProblem::NotCalculable, "not_calculable"),
        (FieldProblem::NotWritable, "not_writable"),
        (FieldProblem::PatternMissed, "pattern_missed"),
        (FieldProblem::Required, "required"),
        (FieldProblem::TooFewTicks, "too_few_ticks"),
        (FieldProblem::TooHigh, "too_high"),
        (FieldProblem::TooLong, "too_long"),
        (FieldProblem::TooLow, "too_low"),
        (FieldProblem::TooManyTicks, "too_many_ticks"),
        (FieldProblem::TooPrecise, "too_precise"),
        (FieldProblem::TooShort, "too_short"),
        (FieldProblem::WrongKind, "wrong_kind"),
    ];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        let found = FieldProblem::ALL.iter().find(|(problem, _)| *problem == self);
        found.map_or("wrong_kind", |(_, name)| name)
    }
}

impl FieldValue {
    /// An empty text, no tick, no choice, or a mark without a stroke.
    pub fn is_empty(&self) -> bool {
        match self {
            FieldValue::Checked(checked) => !checked,
            FieldValue::Chosen(chosen) => chosen.is_empty(),
            FieldValue::File(_) => false,
            FieldValue::Mark(mark) => mark.is_empty(),
            FieldValue::Text(text) => text.trim().is_empty(),
        }
    }

    /// Whether a record can hold it.
    pub(super) fn is_bounded(&self) -> bool {
        let short = |text: &str| text.chars().count() <= MAX_TEXT;
        match self {
            FieldValue::Checked(_) => true,
            FieldValue::Chosen(chosen) => {
                chosen.len() <= super::MAX_CHOICES && chosen.iter().all(|text| short(text))
            }
            FieldValue::File(file) => short(&file.name),
            FieldValue::Mark(mark) => mark.check().is_ok(),
            FieldValue::Text(text) => short(text),
        }
    }
}

impl Field {
    /// Checks a value, or its absence, against this field alone; groups and conditions are looked at by [`super::Filling`].
    pub fn check(&self, value: Option<&FieldValue>) -> Result<(), FieldProblem> {
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return if self.required {
                Err(FieldProblem::Required)
            } else {
                Ok(())
            };
        };
        match (self.kind, value) {
            (FieldKind::Checkbox | FieldKind::Radio, FieldValue::Checked(_)) => Ok(()),
            (FieldKind::Attachment, FieldValue::File(_)) => Ok(()),
            (FieldKind::List, FieldValue::Chosen(chosen)) => self.check_choices(chosen),
            (FieldKind::Signature | FieldKind::Initials, FieldValue::Mark(mark)) => mark.check(),
            (kind, FieldValue::Text(text)) if kind.is_text() => self.check_text(text),
            _ => Err(FieldProblem::WrongKind),
        }
    }

    fn check_choices(&self, chosen: &[String]) -> Result<(), FieldProblem> {
        let offered = chosen.iter().all(|value| self.options.offers(value));
        let distinct = chosen.iter().collect::<std::collections::BTreeSet<_>>().len() == chosen.len();
        if offered && distinct {
            Ok(())
        } else {
            Err(FieldProblem::NotAChoice)
        }
    }

    fn check_text(&self, text: &str) -> Result<(), FieldProblem> {
        match self.kind {
            FieldKind::Date | FieldKind::SigningDate => check_date(text),
            FieldKind::Number => self.check_number(text),
            FieldKind::Dropdown if !self.options.offers(text) => Err(FieldProblem::NotAChoice),
            FieldKind::Dropdown => Ok(()),
            _ => self.check_words(text),
        }
    }

    fn check_number(&self, text: &str) -> Result<(), FieldProblem> {
        let number = Decimal::parse(text).ok_or(FieldProblem::NotANumber)?;
        let options = &self.options;
        if options.min.is_some_and(|min| number < min) {
            return Err(FieldProblem::TooLow);
        }
        if options.max.is_some_and(|max| number > max) {
            return Err(FieldProblem::TooHigh);
        }
        let most = options.decimals.map_or(u32::MAX, u32::from);
        if number.places() > most {
            return Err(FieldProblem::TooPrecise);
        }
        Ok(())
    }

    fn check_words(&self, text: &str) -> Result<(), FieldProblem> {
        let options = &self.options;
        let length = text.chars().count();
        let most = options
            .max_length
            .map_or(MAX_TEXT, |most| (most as usize).min(MAX_TEXT));
        if length > most {
            return Err(FieldProblem::TooLong);
        }
        if options.min_length.is_some_and(|least| length < least as usize) {
            return Err(FieldProblem::TooShort);
        }
        if !options.mask.is_empty() && mask::apply(&options.mask, text).as_deref() != Some(text) {
            return Err(FieldProblem::MaskMissed);
        }
        match &options.pattern {
            Some(pattern) if !pattern.matches(text) => Err(FieldProblem::PatternMissed),
            _ => Ok(()),
        }
    }

    /// The value as it is kept: numbers in one form, masks completed, everything else as it was typed.
    pub fn normalised(&self, value: FieldValue) -> FieldValue {
        let FieldValue::Text(text) = value else {
            return value;
        };
        let kept = match self.kind {
            FieldKind::Number => Decimal::parse(&text).map(|number| number.to_string()),
            kind if kind.is_words() && !self.options.mask.is_empty() => {
                mask::apply(&self.options.mask, &text)
            }
            _ => None,
        };
        FieldValue::Text(kept.unwrap_or(text))
    }

    /// Whether this empty value says that what stood in the field is taken away: an unticked box, a deleted text or date.
    pub fn is_cleared_by(&self, value: &FieldValue) -> bool {
        match value {
            FieldValue::Checked(checked) => self.kind.is_switch() && !checked,
            FieldValue::Chosen(chosen) => self.kind == FieldKind::List && chosen.is_empty(),
            FieldValue::Text(text) => self.kind.is_text() && text.trim().is_empty(),
            FieldValue::File(_) | FieldValue::Mark(_) => false,
        }
    }

    /// What the field says in exports, conditions and formulas: nothing where it is empty, several texts for several choices.
    pub fn texts(&self, value: Option<&FieldValue>) -> Vec<String> {
        match value.filter(|value| !value.is_empty()) {
            None => Vec::new(),
            Some(FieldValue::Checked(_)) => vec![self.on_value().to_owned()],
            Some(FieldValue::Chosen(chosen)) => chosen.clone(),
            Some(FieldValue::File(file)) => vec![file.name.clone()],
            Some(FieldValue::Mark(Mark::Typed { text })) => vec![text.clone()],
            Some(FieldValue::Mark(Mark::Drawn { .. })) => vec!["true".to_owned()],
            Some(FieldValue::Text(text)) => vec![text.clone()],
        }
    }

    /// What a tick says.
    pub fn on_value(&self) -> &str {
        if self.options.on_value.is_empty() {
            "true"
        } else {
            &self.options.on_value
        }
    }
}

/// ISO 8601, `2026-12-31`.
fn check_date(text: &str) -> Result<(), FieldProblem> {
    text.parse::<jiff::civil::Date>()
        .map(drop)
        .map_err(|_| FieldProblem::NotADate)
}
