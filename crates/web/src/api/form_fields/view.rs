//! Fields of an agreement in the words of v6.

use super::model::{ConditionalAction, FormField, FormFieldLocation, Predicate};
use domain::agreement::Agreement;
use domain::fields::{
    Align, Condition, ConditionEffect, Decimal, Field, FieldKind, FieldValue, Operator, Rect,
};
use domain::ids::FieldId;
use std::collections::BTreeMap;

/// All fields; the buttons of a radio group are one.
pub(super) fn views(agreement: &Agreement) -> Vec<FormField> {
    let names: BTreeMap<FieldId, String> = agreement
        .fields
        .iter()
        .map(|field| (field.id, name_of(field)))
        .collect();
    let mut found: Vec<FormField> = Vec::new();
    let mut radios: BTreeMap<(String, String), usize> = BTreeMap::new();
    for field in &agreement.fields {
        let Some(location) = location(agreement, field) else {
            continue;
        };
        let radio = field.group().filter(|_| field.kind == FieldKind::Radio);
        let key = radio.map(|group| (field.assignee.to_string(), group.to_owned()));
        let known = key.as_ref().and_then(|key| radios.get(key).copied());
        if let Some(view) = known.and_then(|place| found.get_mut(place)) {
            add_button(view, field, location);
            continue;
        }
        if let Some(key) = key {
            radios.insert(key, found.len());
        }
        found.push(view(agreement, field, location, &names));
    }
    found
}

/// What a field is called: its own name, that of its radio group, that in the file, or its identity.
pub(in crate::api) fn name_of(field: &Field) -> String {
    let own = Some(field.options.name.as_str()).filter(|name| !name.is_empty());
    let group = field.group().filter(|_| field.kind == FieldKind::Radio);
    own.or(group)
        .or(field.pdf_name.as_deref())
        .map_or_else(|| field.id.to_string(), str::to_owned)
}

fn location(agreement: &Agreement, field: &Field) -> Option<FormFieldLocation> {
    let Rect { x, y, width, height } = field.rect;
    Some(FormFieldLocation {
        page_number: field.page + 1,
        left: x,
        top: agreement.pages.get(field.page)?.height - y,
        width,
        height,
    })
}

fn add_button(view: &mut FormField, field: &Field, location: FormFieldLocation) {
    view.locations.push(location);
    view.hidden_options.push(field.on_value().to_owned());
    view.visible_options.push(spoken(field));
    view.required = Some(view.required == Some(true) || field.required);
    if field.default_value().is_some() {
        view.default_value = Some(field.on_value().to_owned());
    }
}

fn spoken(field: &Field) -> String {
    if field.label.is_empty() {
        field.on_value().to_owned()
    } else {
        field.label.clone()
    }
}

fn view(
    agreement: &Agreement,
    field: &Field,
    location: FormFieldLocation,
    names: &BTreeMap<FieldId, String>,
) -> FormField {
    let options = &field.options;
    let (input_type, content_type) = types(field);
    let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let mut view = FormField {
        name: names.get(&field.id).cloned().unwrap_or_default(),
        input_type: input_type.to_owned(),
        content_type: Some(content_type.to_owned()),
        assignee: field.assignee.to_string(),
        required: Some(field.required),
        read_only: field.fills_itself(),
        tooltip: field.label.clone(),
        default_value: field.default_value().map(|value| default_text(field, value)),
        min_length: options.min_length,
        max_length: options.max_length,
        min_value: options.min.and_then(float),
        max_value: options.max.and_then(float),
        calculated: field.is_calculated(),
        value_expression: said(&options.formula),
        display_format: options.decimals.map(|decimals| decimals.to_string()),
        display_format_type: options.decimals.map(|_| "NUMBER".to_owned()),
        hidden_options: options
            .choices
            .iter()
            .map(|choice| choice.value.clone())
            .collect(),
        visible_options: options
            .choices
            .iter()
            .map(|choice| choice.shown().to_owned())
            .collect(),
        alignment: match options.align {
            Align::Left => None,
            Align::Center => Some("CENTER".to_owned()),
            Align::Right => Some("RIGHT".to_owned()),
        },
        font_size: options.font_size,
        conditional_action: options
            .condition
            .as_ref()
            .map(|condition| action(agreement, condition, names)),
        origin: Some(
            if options.origin.is_some() {
                "IMPORTED"
            } else {
                "AUTHORED"
            }
            .to_owned(),
        ),
        locations: vec![location],
        mask: said(&options.mask),
        ..FormField::default()
    };
    (view.validation, view.validation_data, view.validation_err_msg) = validation(field);
    match field.kind {
        FieldKind::Radio => {
            view.hidden_options = vec![field.on_value().to_owned()];
            view.visible_options = vec![spoken(field)];
        }
        FieldKind::Checkbox => {
            view.group = said(&options.group);
            view.min_ticks = options.min_ticks;
            view.max_ticks = options.max_ticks;
            view.hidden_options = said(&options.on_value).into_iter().collect();
        }
        _ => {}
    }
    view
}

fn types(field: &Field) -> (&'static str, &'static str) {
    match field.kind {
        FieldKind::Attachment => ("FILE_CHOOSER", "DATA"),
        FieldKind::Checkbox => ("CHECKBOX", "DATA"),
        FieldKind::Company => ("TEXT_FIELD", "SIGNER_COMPANY"),
        FieldKind::Dropdown => ("DROP_DOWN", "DATA"),
        FieldKind::Email => ("TEXT_FIELD", "SIGNER_EMAIL"),
        FieldKind::Initials => ("SIGNATURE", "SIGNER_INITIALS"),
        FieldKind::List => ("LISTBOX", "DATA"),
        FieldKind::Multiline => ("MULTILINE", "DATA"),
        FieldKind::Name => ("TEXT_FIELD", "SIGNER_NAME"),
        FieldKind::Radio => ("RADIO", "DATA"),
        FieldKind::Signature => ("SIGNATURE", "SIGNATURE"),
        FieldKind::SigningDate => ("TEXT_FIELD", "SIGNATURE_DATE"),
        FieldKind::Text if field.options.comb => ("COMB", "DATA"),
        FieldKind::Date | FieldKind::Number | FieldKind::Text => ("TEXT_FIELD", "DATA"),
        FieldKind::Title => ("TEXT_FIELD", "SIGNER_TITLE"),
    }
}

type Validation = (Option<String>, Option<String>, Option<String>);

fn validation(field: &Field) -> Validation {
    let named = |name: &str| (Some(name.to_owned()), None, None);
    match (&field.options.pattern, field.kind) {
        (Some(pattern), _) => (
            Some("CUSTOM".to_owned()),
            Some(pattern.expression.clone()),
            Some(pattern.message.clone()).filter(|message| !message.is_empty()),
        ),
        (None, FieldKind::Date) => named("DATE"),
        (None, FieldKind::Number) if field.is_calculated() => named("FORMULA"),
        (None, FieldKind::Number) => named("NUMBER"),
        _ => (None, None, None),
    }
}

fn default_text(field: &Field, value: &FieldValue) -> String {
    field.texts(Some(value)).join("\n")
}

fn float(number: Decimal) -> Option<f64> {
    number.to_string().parse().ok()
}

fn action(
    agreement: &Agreement,
    condition: &Condition,
    names: &BTreeMap<FieldId, String>,
) -> ConditionalAction {
    let button = |id: FieldId| {
        let mut radios = agreement
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Radio);
        radios.find(|field| field.id == id)
    };
    let predicate = |test: &domain::fields::Test| {
        let (operator, value) = match (test.operator, button(test.field)) {
            // Its buttons share a name: which of them is meant, their value says.
            (Operator::Filled, Some(button)) => ("EQUALS", button.on_value().to_owned()),
            (Operator::Empty, Some(button)) => ("NOT_EQUALS", button.on_value().to_owned()),
            (operator, _) => compared(operator, &test.value),
        };
        Predicate {
            field_name: names.get(&test.field).cloned().unwrap_or_default(),
            field_location_index: None,
            operator: operator.to_owned(),
            value,
        }
    };
    ConditionalAction {
        action: match condition.effect {
            ConditionEffect::Enable => "ENABLE",
            ConditionEffect::Show => "SHOW",
        }
        .to_owned(),
        any_or_all: if condition.any { "ANY" } else { "ALL" }.to_owned(),
        predicates: condition.tests.iter().map(predicate).collect(),
    }
}

fn compared(operator: Operator, value: &str) -> (&'static str, String) {
    match operator {
        Operator::Empty => ("EQUALS", String::new()),
        Operator::Filled => ("NOT_EQUALS", String::new()),
        Operator::Contains => ("CONTAINS", value.to_owned()),
        Operator::Equals => ("EQUALS", value.to_owned()),
        Operator::Greater => ("GREATER_THAN", value.to_owned()),
        Operator::Less => ("LESS_THAN", value.to_owned()),
        Operator::NotEquals => ("NOT_EQUALS", value.to_owned()),
    }
}
