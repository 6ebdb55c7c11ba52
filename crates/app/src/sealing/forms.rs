//! Fields of the domain as fields of the file: what is made at sending, and what an act writes into them.

use super::{App, appearance, ink};
use crate::error::{Error, Result};
use crate::values;
use domain::agreement::{Agreement, Member, ParticipantSet};
use domain::fields::{self, Field, FieldKind, FieldValue, Mark};
use domain::ids::{FieldId, ParticipantSetId};
use domain::language::Language;
use pdf::form::{Alignment, ChoiceOption, NewField, NewFieldKind, Value};
use pdf::{Act, Document, PrepareOptions};
use std::collections::{BTreeMap, BTreeSet};

/// The fields to be made. Of a person's signature places the first one carries the signature; the others show the same mark
/// without being a second signature of the same click.
pub(super) fn new_fields(agreement: &Agreement) -> Vec<NewField> {
    let carriers = carriers(agreement);
    let states = states(agreement);
    let mut fields = Vec::new();
    for field in agreement.fields.iter().filter(|field| !is_of_the_file(field)) {
        let Some(name) = field.pdf_name.clone() else {
            continue;
        };
        let options = &field.options;
        fields.push(NewField {
            kind: new_kind(field, carriers.get(&field.assignee) == Some(&field.id)),
            page: field.page,
            rect: rect(field.rect),
            tooltip: field.label.clone(),
            required: field.required,
            read_only: options.read_only && field.is_filled_at_sending(),
            font_size: options.font_size,
            alignment: match options.align {
                fields::Align::Left => Alignment::Left,
                fields::Align::Center => Alignment::Center,
                fields::Align::Right => Alignment::Right,
            },
            max_length: max_length(field),
            value: initial(agreement, field, &name, &states),
            name,
        });
    }
    fields
}

/// What is done to fields that the uploaded file brought: the sender's values and locks (decision 2).
pub(super) fn of_the_file(agreement: &Agreement) -> PrepareOptions {
    let states = states(agreement);
    let (mut fill, mut lock, mut seen) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for field in agreement.fields.iter().filter(|field| is_of_the_file(field)) {
        let Some(name) = field.pdf_name.clone() else {
            continue;
        };
        if field.options.read_only && field.is_filled_at_sending() {
            lock.insert(name.clone());
        }
        if !seen.insert(name.clone()) {
            continue;
        }
        if let Some(value) = initial(agreement, field, &name, &states) {
            fill.push(pdf::FieldValue { name, value });
        }
    }
    PrepareOptions {
        fill,
        lock: lock.into_iter().collect(),
        ..PrepareOptions::default()
    }
}

/// Fields of the uploaded file that stay fields.
pub(super) fn kept_names(agreement: &Agreement) -> BTreeSet<String> {
    let kept = agreement.fields.iter().filter(|field| is_of_the_file(field));
    kept.filter_map(|field| field.pdf_name.clone()).collect()
}

/// Fields of the file that nobody is asked for any more: they become page content with what they show (decision 2). In a signed file
/// nothing is touched.
pub(super) fn left_out(document: &Document, kept: &BTreeSet<String>) -> pdf::Result<Vec<String>> {
    if pdf::signatures::is_signed(document)? {
        return Ok(Vec::new());
    }
    let stays = |field: &pdf::form::Field| {
        use pdf::form::FieldKind::{PushButton, Signature, Unknown};
        // Buttons are taken out with their actions; a signature field that nobody uses is no place to sign.
        kept.contains(&field.name) || matches!(field.kind, PushButton | Unknown | Signature { signed: true })
    };
    let left = pdf::form::fields(document)?
        .into_iter()
        .filter(|field| !stays(field));
    let names: BTreeSet<String> = left.map(|field| field.name).collect();
    Ok(names.into_iter().collect())
}

/// A field of the file that is used as it is. A second signature place of one person is made anew: it only shows the mark.
fn is_of_the_file(field: &Field) -> bool {
    let origin = field.options.origin.as_ref();
    origin.is_some_and(|origin| field.pdf_name.as_ref() == Some(&origin.name))
}

fn rect(rect: fields::Rect) -> pdf::Rect {
    pdf::Rect {
        x: rect.x,
        y: rect.y,
        width: rect.width,
        height: rect.height,
    }
}

fn carriers(agreement: &Agreement) -> BTreeMap<ParticipantSetId, FieldId> {
    let mut carriers = BTreeMap::new();
    for field in agreement
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::Signature)
    {
        carriers.entry(field.assignee).or_insert(field.id);
    }
    carriers
}

/// The name of the state that ticks each button or box of the uploaded file: there several share a field.
fn states(agreement: &Agreement) -> BTreeMap<FieldId, String> {
    let own = agreement
        .fields
        .iter()
        .filter(|field| field.kind.is_switch() && is_of_the_file(field));
    let state = |field: &Field| Some((field.id, field.options.origin.as_ref()?.state.clone()?));
    own.filter_map(state).collect()
}

fn new_kind(field: &Field, carries_signature: bool) -> NewFieldKind {
    match field.kind {
        FieldKind::Signature if carries_signature => NewFieldKind::Signature,
        FieldKind::Signature | FieldKind::Initials => NewFieldKind::Initials,
        FieldKind::Checkbox => NewFieldKind::Checkbox,
        FieldKind::Radio => NewFieldKind::Radio { state: state(field) },
        FieldKind::Date | FieldKind::SigningDate => NewFieldKind::Date,
        FieldKind::Dropdown => NewFieldKind::Dropdown {
            options: choices(field),
        },
        FieldKind::List => NewFieldKind::List {
            options: choices(field),
        },
        _ if field.options.comb && field.options.max_length.is_some() => NewFieldKind::Comb,
        _ => NewFieldKind::Text {
            multiline: field.is_multiline(),
        },
    }
}

/// What a chosen button says, where that can be the name of a state.
fn state(field: &Field) -> String {
    let said = field.on_value();
    let plain = said.len() <= 60
        && said
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if plain && said != "Off" && !said.is_empty() {
        said.to_owned()
    } else {
        "Yes".to_owned()
    }
}

fn choices(field: &Field) -> Vec<ChoiceOption> {
    let choice = |choice: &fields::Choice| ChoiceOption {
        value: choice.value.clone(),
        label: choice.shown().to_owned(),
    };
    field.options.choices.iter().map(choice).collect()
}

/// Written forms of numbers and the lines of files are longer than what is typed: only words are bounded in the file.
fn max_length(field: &Field) -> Option<usize> {
    let most = field.options.max_length.filter(|_| field.kind.is_words());
    most.and_then(|most| usize::try_from(most).ok())
}

/// What stands in a field of the file from the start: the sender's value, unless a condition or the act itself decides.
fn initial(
    agreement: &Agreement,
    field: &Field,
    name: &str,
    states: &BTreeMap<FieldId, String>,
) -> Option<Value> {
    let language = agreement.details.language;
    let mates = agreement
        .fields
        .iter()
        .filter(|mate| mate.pdf_name.as_deref() == Some(name));
    if !states.contains_key(&field.id) {
        let value = field.default_value().filter(|_| field.is_filled_at_sending())?;
        return pdf_value(field, &field.normalised(value.clone()), language);
    }
    let sent = |mate: &&Field| mate.is_filled_at_sending() && mate.default_value().is_some();
    let ticked = mates.into_iter().find(sent)?;
    states.get(&ticked.id).cloned().map(Value::Text)
}

/// A person's frozen click as one revision of the file.
pub(super) fn act_of(app: &App, agreement: &Agreement, set: &ParticipantSet, member: &Member) -> Result<Act> {
    let done = member
        .act
        .as_ref()
        .ok_or_else(|| Error::Damaged("a sealing member without an act".into()))?;
    let carrier = carriers(agreement).get(&set.id).copied();
    let own: Vec<&Field> = agreement
        .fields_of(member.id)
        .filter(|field| Some(field.id) != carrier)
        .collect();
    let values = written(agreement, &own, &done.values.value);
    let carrier = agreement.fields.iter().find(|field| Some(field.id) == carrier);
    let mark = carrier.and_then(|field| done.values.value.get(&field.id));
    let name = carrier.and_then(|field| field.pdf_name.clone());
    Ok(Act {
        values,
        own_fields: names(own.into_iter()),
        lock: true,
        signature_field: name.unwrap_or_else(|| agreement.approval_field(member)),
        appearance: mark.map(|mark| appearance(app, agreement, member, mark, done.at)),
    })
}

/// What an act writes: each field once, the buttons of a group together. What is read-only in the file stands there already.
fn written(
    agreement: &Agreement,
    own: &[&Field],
    values: &BTreeMap<FieldId, FieldValue>,
) -> Vec<pdf::FieldValue> {
    let language = agreement.details.language;
    let states = states(agreement);
    let mut switches: BTreeMap<&str, Option<Value>> = BTreeMap::new();
    let mut written = Vec::new();
    let open = |field: &&&Field| !(field.options.read_only && field.is_filled_at_sending());
    for field in own.iter().filter(open) {
        let (Some(name), Some(value)) = (field.pdf_name.as_deref(), values.get(&field.id)) else {
            continue;
        };
        match states.get(&field.id) {
            Some(state) => {
                let chosen = switches.entry(name).or_insert(None);
                if !value.is_empty() {
                    *chosen = Some(Value::Text(state.clone()));
                }
            }
            None => written.extend(pdf_value(field, value, language).map(|value| pdf::FieldValue {
                name: name.to_owned(),
                value,
            })),
        }
    }
    written.extend(switches.into_iter().map(|(name, chosen)| pdf::FieldValue {
        name: name.to_owned(),
        value: chosen.unwrap_or(Value::Checked(false)),
    }));
    written
}

/// Each name once, in the order of the fields.
fn names<'a>(fields: impl Iterator<Item = &'a Field>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    fields
        .filter_map(|field| field.pdf_name.clone())
        .filter(|name| seen.insert(name.clone()))
        .collect()
}

/// The closing seal makes read-only what nobody has filled.
pub(super) fn closing_act(agreement: &Agreement) -> Act {
    let empty = |field: &&Field| {
        agreement
            .sets
            .iter()
            .all(|set| set.id != field.assignee || set.members.iter().all(|member| member.act.is_none()))
    };
    Act {
        own_fields: names(agreement.fields.iter().filter(empty)),
        lock: true,
        signature_field: agreement.closing_seal_field(),
        ..Act::default()
    }
}

/// A value as it stands in the file, in the words of the agreement's language; an empty one takes away what stood there.
fn pdf_value(field: &Field, value: &FieldValue, language: Language) -> Option<Value> {
    match value {
        FieldValue::Checked(checked) => Some(Value::Checked(*checked)),
        FieldValue::Mark(Mark::Drawn { .. }) => ink(value).map(Value::Ink),
        FieldValue::Mark(Mark::Typed { text }) => Some(Value::Handwritten(text.clone())),
        // A list keeps its choices by their values, and shows their labels.
        value => Some(Value::Text(values::written(field, value, language))),
    }
}
