//! Form fields that an uploaded file brings, as fields of a draft: they keep name, place, value and limits (decision 2), belong to
//! the first party until somebody says otherwise (M-64), and are asked for like any other.

use domain::agreement::{Agreement, PageSize, ParticipantSet, Role};
use domain::fields::{Choice, Field, FieldKind, FieldOptions, FieldValue, MAX_CHOICES, Origin, Rect};
use domain::ids::{FieldId, ParticipantSetId};
use pdf::form::{self, Widget};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A name of a field that conditions, formulas and exports can use.
const MAX_NAME: usize = 100;

/// The fields of the form on these pages. What nobody could fill is left to become page content.
pub(super) fn fields(
    form: &[form::Field],
    pages: &[PageSize],
    new_pages: &BTreeSet<usize>,
    draft: &Agreement,
) -> Vec<Field> {
    let assignee = first_party(&draft.sets, draft).unwrap_or(ParticipantSetId(Uuid::nil()));
    let mut found = Vec::new();
    for field in form {
        let can_be_filled = |widget: &&Widget| {
            let page = pages.get(widget.page);
            !widget.hidden && page.is_some_and(|page| rect(widget).lies_on(page.width, page.height))
        };
        let widgets: Vec<&Widget> = field.widgets.iter().filter(can_be_filled).collect();
        let is_new = widgets.iter().all(|widget| new_pages.contains(&widget.page));
        if !widgets.is_empty() && is_new && !field.name.is_empty() {
            found.extend(asked(field, &widgets, assignee));
        }
    }
    // Of fields with one name only the first keeps it: formulas must know which is meant.
    let mut names: BTreeSet<String> = draft
        .fields
        .iter()
        .map(|field| field.options.name.clone())
        .collect();
    for field in &mut found {
        if !names.insert(field.options.name.clone()) {
            field.options.name.clear();
        }
    }
    found
}

fn asked(field: &form::Field, widgets: &[&Widget], assignee: ParticipantSetId) -> Vec<Field> {
    let one = |kind, options: FieldOptions, value: Option<FieldValue>| {
        let Some(widget) = widgets.first() else {
            return Vec::new();
        };
        let mut made = made(field, widget, kind, assignee);
        made.options = FieldOptions {
            name: short(&field.name),
            origin: made.options.origin.clone(),
            read_only: made.options.read_only,
            ..options
        };
        made.prefill(value);
        vec![made]
    };
    let text = || field.value.clone().map(FieldValue::Text);
    match &field.kind {
        form::FieldKind::Text {
            multiline,
            max_length,
            comb,
        } => {
            let kind = if *multiline {
                FieldKind::Multiline
            } else {
                FieldKind::Text
            };
            let max_length = max_length.and_then(|most| u32::try_from(most).ok());
            let options = FieldOptions {
                max_length,
                comb: *comb && max_length.is_some_and(|most| most <= 100),
                ..FieldOptions::default()
            };
            one(kind, options, text())
        }
        form::FieldKind::Choice { editable: true, .. } => {
            one(FieldKind::Text, FieldOptions::default(), text())
        }
        form::FieldKind::Choice {
            options, multiple, ..
        } => {
            let choices = choices(options);
            if choices.is_empty() {
                return Vec::new();
            }
            let offered = |value: &str| choices.iter().any(|choice| choice.value == value);
            let held = field.value.clone().unwrap_or_default();
            let value = if *multiple {
                let chosen: Vec<String> = held
                    .lines()
                    .filter(|line| offered(line))
                    .map(str::to_owned)
                    .collect();
                (!chosen.is_empty()).then_some(FieldValue::Chosen(chosen))
            } else {
                offered(&held).then_some(FieldValue::Text(held))
            };
            let kind = if *multiple {
                FieldKind::List
            } else {
                FieldKind::Dropdown
            };
            let options = FieldOptions {
                choices,
                ..FieldOptions::default()
            };
            one(kind, options, value)
        }
        form::FieldKind::Signature { signed: false } => {
            one(FieldKind::Signature, FieldOptions::default(), None)
        }
        form::FieldKind::Checkbox | form::FieldKind::Radio => switches(field, widgets, assignee),
        form::FieldKind::Signature { signed: true }
        | form::FieldKind::PushButton
        | form::FieldKind::Unknown => Vec::new(),
    }
}

/// A box stands alone; buttons, and boxes that differ in what they say, are a question together.
fn switches(field: &form::Field, widgets: &[&Widget], assignee: ParticipantSetId) -> Vec<Field> {
    let states: BTreeSet<&str> = widgets
        .iter()
        .filter_map(|widget| widget.state.as_deref())
        .collect();
    let alone = field.kind == form::FieldKind::Checkbox && states.len() < 2;
    let shown = if alone {
        widgets.get(..1).unwrap_or_default()
    } else {
        widgets
    };
    let switch = |widget: &&Widget| {
        let kind = if alone {
            FieldKind::Checkbox
        } else {
            FieldKind::Radio
        };
        let mut made = made(field, widget, kind, assignee);
        if alone {
            made.options.name = short(&field.name);
        } else {
            made.options.group = short(&field.name);
            made.options.on_value = widget.state.clone().unwrap_or_default();
            made.label = String::new();
        }
        let ticked = widget.state.is_some() && widget.state == field.value;
        made.prefill(ticked.then_some(FieldValue::Checked(true)));
        made
    };
    shown.iter().map(switch).collect()
}

fn made(field: &form::Field, widget: &Widget, kind: FieldKind, assignee: ParticipantSetId) -> Field {
    let required = kind == FieldKind::Signature || (field.required && !field.read_only);
    let label = field.tooltip.clone().unwrap_or_else(|| {
        let last = field.name.rsplit('.').next().unwrap_or_default();
        last.replace('_', " ")
    });
    Field {
        id: FieldId(Uuid::now_v7()),
        kind,
        page: widget.page,
        rect: rect(widget),
        assignee,
        required,
        label: label.chars().take(200).collect(),
        options: FieldOptions {
            read_only: field.read_only && kind != FieldKind::Signature,
            origin: Some(Origin {
                name: field.name.clone(),
                state: widget.state.clone(),
            }),
            ..FieldOptions::default()
        },
        pdf_name: None,
    }
}

fn choices(options: &[form::ChoiceOption]) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    let usable = |option: &&form::ChoiceOption| {
        !option.value.trim().is_empty()
            && !option.value.contains(['\n', '\r'])
            && option.value.chars().count() <= 300
    };
    let distinct = options
        .iter()
        .filter(usable)
        .filter(|option| seen.insert(&option.value));
    let choice = |option: &form::ChoiceOption| Choice {
        value: option.value.clone(),
        label: option.label.chars().take(300).collect(),
    };
    distinct.take(MAX_CHOICES).map(choice).collect()
}

fn rect(widget: &Widget) -> Rect {
    let pdf::Rect { x, y, width, height } = widget.rect;
    Rect { x, y, width, height }
}

fn short(name: &str) -> String {
    name.chars().take(MAX_NAME).collect()
}

/// Names may change when files are merged in another order: what stands in the same place is the same field. A field that is gone
/// from the file is made anew.
pub(super) fn relink(fields: &mut [Field], form: &[form::Field]) {
    let near = |a: f64, b: f64| (a - b).abs() < 0.5;
    for field in fields.iter_mut().filter(|field| field.options.origin.is_some()) {
        let at = field.rect;
        let here = |widget: &&Widget| {
            let place = rect(widget);
            widget.page == field.page
                && near(place.x, at.x)
                && near(place.y, at.y)
                && near(place.width, at.width)
                && near(place.height, at.height)
        };
        let found = form
            .iter()
            .find_map(|one| Some((one, one.widgets.iter().find(here)?)));
        field.options.origin = found.map(|(one, widget)| Origin {
            name: one.name.clone(),
            state: widget.state.clone(),
        });
    }
}

/// Fields of the file that belong to nobody yet go to the first party, as soon as there is one.
pub(super) fn bound(
    draft: &Agreement,
    sets: Option<&[ParticipantSet]>,
    fields: Option<Vec<Field>>,
) -> Option<Vec<Field>> {
    let sets = sets.unwrap_or(&draft.sets);
    let is_free =
        |field: &Field| field.options.origin.is_some() && !sets.iter().any(|set| set.id == field.assignee);
    let Some(first) = first_party(sets, draft) else {
        return fields;
    };
    if !fields.as_ref().unwrap_or(&draft.fields).iter().any(is_free) {
        return fields;
    }
    let mut fields = fields.unwrap_or_else(|| draft.fields.clone());
    for field in fields.iter_mut().filter(|field| is_free(field)) {
        field.assignee = first;
        let default = field.default_value().cloned();
        field.prefill(default);
    }
    Some(fields)
}

/// The first to act who is not the sender; else the first to act.
fn first_party(sets: &[ParticipantSet], draft: &Agreement) -> Option<ParticipantSetId> {
    let sender = draft.sender.value.email.normalised();
    let mut acting: Vec<&ParticipantSet> = sets.iter().filter(|set| set.role != Role::Cc).collect();
    acting.sort_by_key(|set| set.order);
    let is_sender = |set: &&&ParticipantSet| {
        set.members
            .iter()
            .any(|member| member.person.value.email.normalised() == sender)
    };
    let other = acting.iter().find(|set| !is_sender(set));
    other.or(acting.first()).map(|set| set.id)
}
