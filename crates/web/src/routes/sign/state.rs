//! What the server says of the fields while they are filled: the page shows it and reckons nothing itself.

use super::recipient::Recipient;
use crate::language::Words;
use crate::pages::sign::document::{Fault, FieldState};
use app::values::written;
use domain::fields::{Field, FieldProblem, Filled};
use domain::ids::FieldId;
use std::collections::BTreeMap;

/// The state of the visitor's own fields.
pub(super) fn of(visitor: &Recipient, filled: &Filled) -> FieldState {
    let ids = |ids: &std::collections::BTreeSet<FieldId>| ids.iter().map(ToString::to_string).collect();
    let agreement = &visitor.visit.agreement;
    let language = agreement.details.language;
    let own = agreement
        .fields_of(visitor.visit.participant)
        .filter(|field| field.fills_itself());
    let value = |field: &Field| {
        let value = filled.values.get(&field.id)?;
        Some((field.id.to_string(), written(field, value, language)))
    };
    FieldState {
        hidden: ids(&filled.hidden),
        disabled: ids(&filled.disabled),
        values: own.filter_map(value).collect(),
        problems: problems(visitor, filled.problems.iter().copied()),
    }
}

/// Each problem with its sentence, by field; where a field has two, the first is said.
pub(super) fn problems(
    visitor: &Recipient,
    problems: impl Iterator<Item = (FieldId, FieldProblem)>,
) -> BTreeMap<String, Fault> {
    let agreement = &visitor.visit.agreement;
    let mut said = BTreeMap::new();
    for (id, problem) in problems {
        let Some(field) = agreement.fields.iter().find(|field| field.id == id) else {
            continue;
        };
        said.entry(id.to_string()).or_insert_with(|| Fault {
            code: problem.name(),
            message: sentence(visitor.words, field, problem, &agreement.fields),
        });
    }
    said
}

/// What is wrong, with the numbers that it is about; of a pattern, what the sender says.
fn sentence(words: Words, field: &Field, problem: FieldProblem, fields: &[Field]) -> String {
    let options = &field.options;
    let message = options.pattern.as_ref().map(|pattern| pattern.message.trim());
    if let (FieldProblem::PatternMissed, Some(message)) = (problem, message.filter(|text| !text.is_empty())) {
        return message.to_owned();
    }
    let key = format!("sign-problem-{}", problem.name().replace('_', "-"));
    let mates = || {
        fields.iter().filter(|mate| {
            mate.assignee == field.assignee && mate.group().is_some() && mate.group() == field.group()
        })
    };
    let n = |number: Option<u32>| number.unwrap_or_default().to_string();
    let number = match problem {
        FieldProblem::TooShort => n(options.min_length),
        FieldProblem::TooLong => n(options
            .max_length
            .or(u32::try_from(domain::fields::MAX_TEXT).ok())),
        FieldProblem::TooLow => options.min.map(|min| min.to_string()).unwrap_or_default(),
        FieldProblem::TooHigh => options.max.map(|max| max.to_string()).unwrap_or_default(),
        FieldProblem::TooPrecise => n(options.decimals.map(u32::from)),
        FieldProblem::MaskMissed => options.mask.clone(),
        FieldProblem::TooFewTicks => n(mates().find_map(|mate| mate.options.min_ticks)),
        FieldProblem::TooManyTicks => n(mates().find_map(|mate| mate.options.max_ticks).or(Some(1))),
        _ => String::new(),
    };
    words.with(&key, &[("limit", &number)])
}
