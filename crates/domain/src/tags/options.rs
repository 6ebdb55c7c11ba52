//! What a tag says of its field beyond kind, place and person: names, limits, choices, conditions, formulas. What it says and no field
//! knows is named in the report, not dropped.

use super::bind::TagReport;
use super::place::field_kind;
use super::{ConditionEffect as TagEffect, Tag, TagCondition, TagKind, TagPattern};
use crate::fields::{
    Choice, Condition, ConditionEffect, Decimal, Field, FieldKind, FieldOptions, FieldValue, Formula,
    MAX_TEXT, Operator, Pattern, Test,
};
use std::collections::BTreeMap;

const EMAIL: &str = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+";
const PHONE: &str = r"\+?[0-9][0-9 ()/.-]{4,30}";
const LETTERS: &str = r"[\p{L} '’-]+";
/// The longest name that a field takes, in characters.
const MAX_NAME: usize = 100;

/// The kind of the field; none where there is no such field. Several buttons in one tag are a list to choose one from, and a list
/// without choices is a text.
pub(super) fn kind(tag: &Tag) -> Option<FieldKind> {
    let kind = field_kind(tag.kind)?;
    Some(match kind {
        FieldKind::Radio if tag.options.len() > 1 => FieldKind::Dropdown,
        FieldKind::Dropdown | FieldKind::List if tag.options.is_empty() => FieldKind::Text,
        FieldKind::Text if tag.calculation.is_some() => FieldKind::Number,
        FieldKind::Text if matches!(tag.pattern, Some(TagPattern::Number { .. })) => FieldKind::Number,
        kind => kind,
    })
}

/// What is asked of the field by itself; `name` is free to be used, or empty.
pub(super) fn options(tag: &Tag, kind: FieldKind, name: &str, ignored: &mut Vec<String>) -> FieldOptions {
    let mut options = FieldOptions {
        read_only: tag.read_only && !kind.is_mark() && !kind.is_automatic(),
        font_size: tag.font_size.filter(|size| (1.0..=200.0).contains(size)),
        ..FieldOptions::default()
    };
    let name: String = name.chars().take(MAX_NAME).collect();
    match kind {
        FieldKind::Radio => {
            options.group = if name.is_empty() { "radio".to_owned() } else { name };
            options.on_value = tag
                .options
                .first()
                .map(|option| option.value.clone())
                .unwrap_or_default();
        }
        _ => options.name = name,
    }
    if kind.has_choices() {
        let choice = |option: &super::TagOption| Choice {
            value: option.value.chars().take(300).collect(),
            label: if option.label == option.value {
                String::new()
            } else {
                option.label.chars().take(300).collect()
            },
        };
        options.choices = tag.options.iter().map(choice).collect();
        let mut seen = std::collections::BTreeSet::new();
        options.choices.retain(|choice| seen.insert(choice.value.clone()));
    }
    if kind.is_words() {
        options.max_length = tag.max_length.filter(|most| (1..=MAX_TEXT as u32).contains(most));
    }
    if let Some(pattern) = &tag.pattern {
        set_pattern(&mut options, kind, pattern, ignored);
    }
    if let Some(format) = &tag.format {
        ignored.push(format.clone());
    }
    options
}

fn set_pattern(options: &mut FieldOptions, kind: FieldKind, pattern: &TagPattern, ignored: &mut Vec<String>) {
    let expression = match pattern {
        TagPattern::Number { least, most } => {
            let bound = |bound: &Option<String>| bound.as_deref().and_then(Decimal::parse);
            if kind == FieldKind::Number {
                (options.min, options.max) = (bound(least), bound(most));
            }
            return;
        }
        TagPattern::Email => EMAIL,
        TagPattern::Letters => LETTERS,
        TagPattern::Phone => PHONE,
        TagPattern::Regex(expression) => expression,
    };
    let pattern = Pattern {
        expression: expression.to_owned(),
        message: String::new(),
    };
    if kind.is_words() && pattern.is_sound() {
        options.pattern = Some(pattern);
    } else {
        ignored.push(pattern.expression);
    }
}

/// What stands in the field from the start.
pub(super) fn default(tag: &Tag, kind: FieldKind) -> Option<FieldValue> {
    let text: String = tag.default.as_ref()?.chars().take(MAX_TEXT).collect();
    match kind {
        FieldKind::Checkbox | FieldKind::Radio => Some(FieldValue::Checked(is_tick(&text))),
        FieldKind::List => Some(FieldValue::Chosen(vec![text])),
        FieldKind::Attachment
        | FieldKind::Email
        | FieldKind::Initials
        | FieldKind::Signature
        | FieldKind::SigningDate => None,
        _ => Some(FieldValue::Text(text)),
    }
}

fn is_tick(text: &str) -> bool {
    matches!(
        text.trim().to_lowercase().as_str(),
        "true" | "yes" | "on" | "checked" | "1" | "x" | "da" | "ano"
    )
}

/// Joins the new fields among each other: conditions and formulas name others, which may stand before or behind. Each is given with its
/// tag and the place of its report.
pub(super) fn connect(fields: &mut [Field], tags: &[(&Tag, usize)], reports: &mut [TagReport]) {
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, field) in fields.iter().enumerate() {
        for name in [&field.options.name, &field.options.group]
            .into_iter()
            .filter(|name| !name.is_empty())
        {
            known.entry(name.to_lowercase()).or_default().push(index);
        }
    }
    for (index, (tag, report)) in tags.iter().enumerate() {
        let mut ignored = Vec::new();
        let condition = condition(&tag.conditions, fields, &known, &mut ignored);
        let formula = tag
            .calculation
            .as_deref()
            .filter(|text| calculates(text, fields, &known));
        if formula.is_none() {
            ignored.extend(tag.calculation.clone());
        }
        if let Some(field) = fields.get_mut(index) {
            field.options.condition = condition;
            field.options.formula = formula.unwrap_or_default().to_owned();
        }
        if let Some(report) = reports.get_mut(*report) {
            report.ignored.extend(ignored);
        }
    }
}

/// Whether the formula can be read and its names are numbers; texts that a formula adds up become numbers.
fn calculates(text: &str, fields: &mut [Field], known: &BTreeMap<String, Vec<usize>>) -> bool {
    let Ok(formula) = Formula::parse(text) else {
        return false;
    };
    let names: Vec<Option<usize>> = formula
        .names()
        .iter()
        .map(|name| known.get(&name.to_lowercase())?.first().copied())
        .collect();
    let countable = |place: usize, fields: &[Field]| {
        fields.get(place).is_some_and(|field| {
            field.kind == FieldKind::Number
                || (field.kind == FieldKind::Text && field.options.pattern.is_none())
        })
    };
    if names
        .iter()
        .any(|place| place.is_none_or(|place| !countable(place, fields)))
    {
        return false;
    }
    for place in names.into_iter().flatten() {
        if let Some(field) = fields.get_mut(place) {
            field.kind = FieldKind::Number;
            field.options.max_length = None;
        }
    }
    true
}

/// One condition of tests that all say the same of the field; others are not served.
fn condition(
    wanted: &[TagCondition],
    fields: &[Field],
    known: &BTreeMap<String, Vec<usize>>,
    ignored: &mut Vec<String>,
) -> Option<Condition> {
    let first = wanted.first()?;
    let negative = matches!(first.effect, TagEffect::Hide | TagEffect::Disable);
    let effect = match first.effect {
        TagEffect::Show | TagEffect::Hide => ConditionEffect::Show,
        TagEffect::Enable | TagEffect::Disable => ConditionEffect::Enable,
    };
    let mut tests = Vec::new();
    for one in wanted {
        let same = one.effect == first.effect && one.any == first.any;
        match same.then(|| test(one, negative, fields, known)).flatten() {
            Some(test) => tests.push(test),
            None => ignored.push(format!("{}{}{}", one.field, one.comparison, one.value)),
        }
    }
    // Hidden if any holds is shown if none does, which is all of the opposites.
    let any = first.any != negative;
    let any = if wanted.len() == 1 { false } else { any };
    (!tests.is_empty()).then_some(Condition { effect, any, tests })
}

fn test(
    wanted: &TagCondition,
    negative: bool,
    fields: &[Field],
    known: &BTreeMap<String, Vec<usize>>,
) -> Option<Test> {
    let places = known.get(&wanted.field.trim().to_lowercase())?;
    let same_value = |place: &&usize| {
        fields
            .get(**place)
            .is_some_and(|field| field.options.on_value.eq_ignore_ascii_case(&wanted.value))
    };
    let place = places.iter().find(same_value).or(places.first())?;
    let field = fields.get(*place)?;
    let equal = match wanted.comparison.as_str() {
        "=" | "==" => true,
        "!=" | "<>" => false,
        "<" | "<=" | ">" | ">=" => return ordered(wanted, negative, field),
        _ => return None,
    };
    let positive = equal != negative;
    let (operator, value) = if field.kind.is_switch() {
        let ticked = is_tick(&wanted.value) || field.options.on_value.eq_ignore_ascii_case(&wanted.value);
        (
            if positive == ticked {
                Operator::Filled
            } else {
                Operator::Empty
            },
            String::new(),
        )
    } else if wanted.value.is_empty() {
        (
            if positive {
                Operator::Empty
            } else {
                Operator::Filled
            },
            String::new(),
        )
    } else {
        let operator = if positive {
            Operator::Equals
        } else {
            Operator::NotEquals
        };
        (operator, wanted.value.chars().take(300).collect())
    };
    Some(Test {
        field: field.id,
        operator,
        value,
    })
}

/// "At most" is served where its opposite is wanted, and the other way round.
fn ordered(wanted: &TagCondition, negative: bool, field: &Field) -> Option<Test> {
    let operator = match (wanted.comparison.as_str(), negative) {
        ("<", false) | (">=", true) => Operator::Less,
        (">", false) | ("<=", true) => Operator::Greater,
        _ => return None,
    };
    Some(Test {
        field: field.id,
        operator,
        value: wanted.value.chars().take(300).collect(),
    })
}

/// A label that only repeats a name for machines says nothing of somebody's own data.
pub(super) fn label(tag: &Tag) -> String {
    let personal = matches!(
        tag.kind,
        TagKind::Company | TagKind::Email | TagKind::Name | TagKind::SigningDate | TagKind::Title
    );
    if personal && tag.label == super::words::readable(&tag.name) {
        return String::new();
    }
    tag.label.chars().take(200).collect()
}
