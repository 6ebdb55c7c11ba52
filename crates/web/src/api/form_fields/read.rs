//! Fields that v6 asks for, as fields of the domain. What is not served is refused with its name, not dropped.

use super::super::{ApiError, ApiResult};
use super::model::{ConditionalAction, FormField, FormFieldLocation};
use domain::agreement::Agreement;
use domain::fields::{
    Align, Choice, Condition, ConditionEffect, Decimal, Field, FieldKind, FieldOptions, FieldValue, Operator,
    Pattern, Rect, Test,
};
use domain::ids::FieldId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What `EMAIL` and `PHONE` ask of a text.
const EMAIL: &str = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+";
const PHONE: &str = r"\+?[0-9][0-9 ()/.-]{4,30}";

/// The fields, with conditions and groups between them.
pub(in crate::api) fn fields(agreement: &Agreement, wanted: &[FormField]) -> ApiResult<Vec<Field>> {
    let mut read = Vec::new();
    let mut names: BTreeMap<&str, Vec<FieldId>> = BTreeMap::new();
    let mut conditional = Vec::new();
    for one in wanted {
        let reader = Reader { agreement, one };
        let made = reader.fields()?;
        names
            .entry(&one.name)
            .or_default()
            .extend(made.iter().map(|field| field.id));
        if let Some(action) = &one.conditional_action {
            conditional.push((read.len()..read.len() + made.len(), reader, action));
        }
        read.extend(made);
    }
    for (places, reader, action) in conditional {
        for place in places {
            let condition = reader.condition(action, &names, &read)?;
            if let Some(field) = read.get_mut(place) {
                field.options.condition = Some(condition);
            }
        }
    }
    Ok(read)
}

struct Reader<'a> {
    agreement: &'a Agreement,
    one: &'a FormField,
}

impl Reader<'_> {
    fn bad(&self, message: &str) -> ApiError {
        ApiError::bad("INVALID_FORM_FIELD", format!("{}: {message}", self.one.name))
    }

    fn fields(&self) -> ApiResult<Vec<Field>> {
        let kind = self.kind()?;
        let places = self.one.locations.as_slice();
        match (kind, places) {
            (_, []) => Err(self.bad("a location is needed")),
            (FieldKind::Radio, places) => {
                let buttons = places.iter().enumerate();
                buttons
                    .map(|(number, place)| self.button(number, place))
                    .collect()
            }
            (kind, [place]) => Ok(vec![self.field(kind, place)?]),
            _ => Err(self.bad("one location is served, but for radio fields")),
        }
    }

    fn field(&self, kind: FieldKind, place: &FormFieldLocation) -> ApiResult<Field> {
        let own = self.one.name.parse().ok();
        let id = own.or_else(|| self.named());
        let signs = matches!(kind, FieldKind::Signature | FieldKind::Initials);
        let field = |options| Field {
            id: id.unwrap_or_else(|| FieldId(Uuid::now_v7())),
            kind,
            page: 0,
            rect: self.rect(place),
            assignee: domain::ids::ParticipantSetId(Uuid::nil()),
            required: self.one.required.unwrap_or(signs),
            label: self.one.tooltip.clone(),
            options,
            pdf_name: None,
        };
        let mut field = field(self.options(kind, own.is_some())?);
        field.page = self.page(place)?;
        field.assignee = self
            .one
            .assignee
            .parse()
            .map_err(|_| self.bad("assignee is not a participant set"))?;
        field.prefill(self.default(kind));
        Ok(field)
    }

    /// The field of the draft that has this name already: it stays the same one.
    fn named(&self) -> Option<FieldId> {
        let mut known = self.agreement.fields.iter();
        let same = |field: &&Field| !self.one.name.is_empty() && field.options.name == self.one.name;
        known.find(same).map(|field| field.id)
    }

    fn button(&self, number: usize, place: &FormFieldLocation) -> ApiResult<Field> {
        let mut field = self.field(FieldKind::Radio, place)?;
        field.id = FieldId(Uuid::now_v7());
        let says = |list: &[String]| list.get(number).cloned();
        let value = says(&self.one.hidden_options).or_else(|| says(&self.one.visible_options));
        let value = value.unwrap_or_else(|| (number + 1).to_string());
        field.label = says(&self.one.visible_options).unwrap_or_else(|| self.one.tooltip.clone());
        let chosen = self.one.default_value.as_deref() == Some(value.as_str());
        field.prefill(chosen.then_some(FieldValue::Checked(true)));
        field.options.group = if self.one.name.is_empty() {
            return Err(self.bad("a radio field needs a name"));
        } else {
            self.one.name.clone()
        };
        field.options.name = String::new();
        let mut known = self.agreement.fields.iter();
        let same =
            |known: &&Field| known.group() == Some(self.one.name.as_str()) && known.on_value() == value;
        field.options.origin = known.find(same).and_then(|known| known.options.origin.clone());
        field.options.on_value = value;
        Ok(field)
    }

    fn page(&self, place: &FormFieldLocation) -> ApiResult<usize> {
        let page = place
            .page_number
            .checked_sub(1)
            .ok_or_else(|| self.bad("pages count from 1"))?;
        match self.agreement.pages.get(page) {
            Some(_) => Ok(page),
            None => Err(self.bad("there is no such page")),
        }
    }

    fn rect(&self, place: &FormFieldLocation) -> Rect {
        let page = place.page_number.saturating_sub(1);
        let height = self.agreement.pages.get(page).map_or(0.0, |size| size.height);
        Rect {
            x: place.left,
            y: height - place.top,
            width: place.width,
            height: place.height,
        }
    }

    fn kind(&self) -> ApiResult<FieldKind> {
        let content = self.one.content_type.as_deref().unwrap_or("DATA");
        let validation = self.one.validation.as_deref().unwrap_or("NONE");
        let calculated = self.one.calculated || self.one.value_expression.is_some();
        let kind = match (self.one.input_type.as_str(), content) {
            ("SIGNATURE", "SIGNER_INITIALS") => FieldKind::Initials,
            ("SIGNATURE", "SIGNATURE" | "SIGNATURE_BLOCK" | "DATA") => FieldKind::Signature,
            ("CHECKBOX", _) => FieldKind::Checkbox,
            ("RADIO", _) => FieldKind::Radio,
            ("DROP_DOWN", _) => FieldKind::Dropdown,
            ("LISTBOX", _) => FieldKind::List,
            ("FILE_CHOOSER", _) => FieldKind::Attachment,
            ("MULTILINE", _) => FieldKind::Multiline,
            ("TEXT_FIELD", "SIGNATURE_DATE") => FieldKind::SigningDate,
            ("TEXT_FIELD", "SIGNER_NAME") => FieldKind::Name,
            ("TEXT_FIELD", "SIGNER_EMAIL") => FieldKind::Email,
            ("TEXT_FIELD", "SIGNER_COMPANY") => FieldKind::Company,
            ("TEXT_FIELD", "SIGNER_TITLE") => FieldKind::Title,
            ("TEXT_FIELD", "DATA") if calculated || validation == "NUMBER" => FieldKind::Number,
            ("TEXT_FIELD", "DATA") if validation == "DATE" => FieldKind::Date,
            ("TEXT_FIELD" | "COMB", "DATA") => FieldKind::Text,
            _ => return Err(self.bad("this kind of field is not served")),
        };
        Ok(kind)
    }

    fn options(&self, kind: FieldKind, has_id: bool) -> ApiResult<FieldOptions> {
        let one = self.one;
        let choices = if kind.has_choices() {
            self.choices()
        } else {
            Vec::new()
        };
        let on_value = one.hidden_options.first().filter(|_| kind == FieldKind::Checkbox);
        Ok(FieldOptions {
            name: if has_id { String::new() } else { one.name.clone() },
            read_only: one.read_only && !kind.is_automatic() && one.value_expression.is_none(),
            min_length: one.min_length,
            max_length: one.max_length,
            comb: one.input_type == "COMB",
            pattern: self.pattern()?,
            mask: one.mask.clone().unwrap_or_default(),
            min: self.number(one.min_value)?,
            max: self.number(one.max_value)?,
            decimals: self.decimals()?,
            formula: one.value_expression.clone().unwrap_or_default(),
            choices,
            group: one.group.clone().unwrap_or_default(),
            on_value: on_value.cloned().unwrap_or_default(),
            min_ticks: one.min_ticks,
            max_ticks: one.max_ticks,
            font_size: one.font_size,
            align: match one.alignment.as_deref() {
                Some("CENTER") => Align::Center,
                Some("RIGHT") => Align::Right,
                _ => Align::Left,
            },
            origin: self.origin(),
            ..FieldOptions::default()
        })
    }

    /// A field of the file keeps its place in it, as long as it is named as it was read.
    fn origin(&self) -> Option<domain::fields::Origin> {
        let known = self.agreement.fields.iter();
        let mut brought = known.filter(|field| field.options.origin.is_some());
        let same =
            |field: &&Field| field.options.name == self.one.name || self.one.name == field.id.to_string();
        brought.find(same).and_then(|field| field.options.origin.clone())
    }

    fn choices(&self) -> Vec<Choice> {
        let (kept, shown) = (&self.one.hidden_options, &self.one.visible_options);
        let values = if kept.is_empty() { shown } else { kept };
        let choice = |(number, value): (usize, &String)| Choice {
            value: value.clone(),
            label: shown
                .get(number)
                .filter(|label| *label != value)
                .cloned()
                .unwrap_or_default(),
        };
        values.iter().enumerate().map(choice).collect()
    }

    fn pattern(&self) -> ApiResult<Option<Pattern>> {
        let one = self.one;
        let expression = match one.validation.as_deref().unwrap_or("NONE") {
            "NONE" | "STRING" | "NUMBER" | "DATE" | "FORMULA" => return Ok(None),
            "EMAIL" => EMAIL.to_owned(),
            "PHONE" => PHONE.to_owned(),
            "CUSTOM" => one.validation_data.clone().unwrap_or_default(),
            _ => return Err(self.bad("this validation is not served")),
        };
        let message = one.validation_err_msg.clone().unwrap_or_default();
        Ok(Some(Pattern { expression, message }))
    }

    fn number(&self, number: Option<f64>) -> ApiResult<Option<Decimal>> {
        let read = |number: f64| Decimal::parse(&number.to_string());
        match number.map(read) {
            Some(None) => Err(self.bad("a limit is no number that can be kept")),
            read => Ok(read.flatten()),
        }
    }

    fn decimals(&self) -> ApiResult<Option<u8>> {
        let format = self.one.display_format.as_deref();
        let asked = format.filter(|_| self.one.display_format_type.as_deref() == Some("NUMBER"));
        let places = asked.map(|format| format.parse().ok().filter(|places| *places <= 12));
        match places {
            Some(None) => Err(self.bad("displayFormat is a number of digits, from 0 to 12")),
            read => Ok(read.flatten()),
        }
    }

    fn default(&self, kind: FieldKind) -> Option<FieldValue> {
        let text = self.one.default_value.clone().filter(|text| !text.is_empty())?;
        match kind {
            FieldKind::Checkbox => Some(FieldValue::Checked(!matches!(
                text.as_str(),
                "false" | "Off" | "No"
            ))),
            FieldKind::List => Some(FieldValue::Chosen(text.lines().map(str::to_owned).collect())),
            kind if kind.is_text() => Some(FieldValue::Text(text)),
            _ => None,
        }
    }

    fn condition(
        &self,
        action: &ConditionalAction,
        names: &BTreeMap<&str, Vec<FieldId>>,
        read: &[Field],
    ) -> ApiResult<Condition> {
        let effect = match action.action.as_str() {
            "SHOW" => ConditionEffect::Show,
            "ENABLE" => ConditionEffect::Enable,
            _ => return Err(self.bad("conditionalAction.action is SHOW or ENABLE")),
        };
        let mut tests = Vec::new();
        for predicate in &action.predicates {
            let named = names.get(predicate.field_name.as_str());
            let named = named.ok_or_else(|| self.bad("a predicate names no field"))?;
            let (operator, value) = match (predicate.operator.as_str(), predicate.value.as_str()) {
                ("EQUALS", "") => (Operator::Empty, ""),
                ("EQUALS", value) => (Operator::Equals, value),
                ("NOT_EQUALS", "") => (Operator::Filled, ""),
                ("NOT_EQUALS", value) => (Operator::NotEquals, value),
                ("CONTAINS", value) => (Operator::Contains, value),
                ("GREATER_THAN", value) => (Operator::Greater, value),
                ("LESS_THAN", value) => (Operator::Less, value),
                _ => return Err(self.bad("this operator is not served")),
            };
            // Of a radio field the value says which button is meant.
            let says = |id: &&FieldId| {
                read.iter()
                    .any(|field| field.id == **id && field.on_value() == value)
            };
            let button = named
                .iter()
                .find(|id| named.len() > 1 && says(id))
                .or_else(|| named.get(predicate.field_location_index.unwrap_or(0)));
            tests.push(Test {
                field: *button.ok_or_else(|| self.bad("a predicate names no location"))?,
                operator,
                value: value.to_owned(),
            });
        }
        Ok(Condition {
            effect,
            any: action.any_or_all == "ANY",
            tests,
        })
    }
}
