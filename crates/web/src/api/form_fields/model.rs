//! A field as v6 speaks of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A field. What is not said is not sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::api) struct FormField {
    /// Unique, at most 100 letters; conditions and formulas refer to it. Given by the product where it is empty.
    pub(in crate::api) name: String,
    /// `SIGNATURE`, `TEXT_FIELD`, `MULTILINE`, `COMB`, `CHECKBOX`, `RADIO`, `DROP_DOWN`, `LISTBOX` or `FILE_CHOOSER`.
    pub(in crate::api) input_type: String,
    /// `SIGNATURE`, `SIGNER_INITIALS`, `SIGNER_NAME`, `SIGNER_EMAIL`, `SIGNER_COMPANY`, `SIGNER_TITLE`, `SIGNATURE_DATE` or `DATA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) content_type: Option<String>,
    /// The participant set whose field it is.
    pub(in crate::api) assignee: String,
    /// Must be filled; if absent, signatures and initials must, and others need not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) required: Option<bool>,
    /// Only the sender fills it.
    pub(in crate::api) read_only: bool,
    /// What people are told about it.
    pub(in crate::api) tooltip: String,
    /// What stands in it from the start: a text, a choice, or `true` for a tick; of a list, the choices one to a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) default_value: Option<String>,
    /// Fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) min_length: Option<u32>,
    /// Most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) max_length: Option<u32>,
    /// Smallest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) min_value: Option<f64>,
    /// Largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) max_value: Option<f64>,
    /// `NONE`, `STRING`, `NUMBER`, `DATE`, `EMAIL`, `PHONE`, `FORMULA` or `CUSTOM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) validation: Option<String>,
    /// The regular expression of `CUSTOM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) validation_data: Option<String>,
    /// What is said where the text does not match it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) validation_err_msg: Option<String>,
    /// Whether a formula fills it.
    pub(in crate::api) calculated: bool,
    /// The formula, over the names of number fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) value_expression: Option<String>,
    /// Digits behind the point, as `2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) display_format: Option<String>,
    /// `NUMBER` where a display format is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) display_format_type: Option<String>,
    /// What can be chosen, as it is kept; of a radio field, one for each location.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::api) hidden_options: Vec<String>,
    /// What can be chosen, as people read it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::api) visible_options: Vec<String>,
    /// `LEFT`, `CENTER` or `RIGHT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) alignment: Option<String>,
    /// Size of the letters in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) font_size: Option<f64>,
    /// When it is shown or can be filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) conditional_action: Option<ConditionalAction>,
    /// `AUTHORED`, or `IMPORTED` where the file brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) origin: Option<String>,
    /// Where: one place, and for radio fields one for each button.
    pub(in crate::api) locations: Vec<FormFieldLocation>,
    /// The group of a checkbox, of which a number must be ticked.
    #[serde(rename = "x-podpis-group", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) group: Option<String>,
    /// Fewest ticks in the group.
    #[serde(rename = "x-podpis-minTicks", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) min_ticks: Option<u32>,
    /// Most ticks in the group.
    #[serde(rename = "x-podpis-maxTicks", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) max_ticks: Option<u32>,
    /// How the text is written: `9` a digit, `A` a letter, `*` either.
    #[serde(rename = "x-podpis-mask", skip_serializing_if = "Option::is_none")]
    pub(in crate::api) mask: Option<String>,
}

/// When a field is shown or can be filled.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct ConditionalAction {
    /// `SHOW` or `ENABLE`.
    pub(in crate::api) action: String,
    /// `ALL` or `ANY`.
    #[serde(default)]
    pub(in crate::api) any_or_all: String,
    /// What is looked at.
    pub(in crate::api) predicates: Vec<Predicate>,
}

/// A look at another field.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Predicate {
    /// Its name.
    pub(in crate::api) field_name: String,
    /// Of a radio field, which of its buttons, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::api) field_location_index: Option<usize>,
    /// `EQUALS`, `NOT_EQUALS`, `LESS_THAN`, `GREATER_THAN` or `CONTAINS`.
    pub(in crate::api) operator: String,
    /// With what.
    #[serde(default)]
    pub(in crate::api) value: String,
}

/// A place on a page, in points.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct FormFieldLocation {
    /// Counted from 1.
    pub(in crate::api) page_number: usize,
    /// Left edge, from the left of the page.
    pub(in crate::api) left: f64,
    /// Upper edge, from the bottom of the page.
    pub(in crate::api) top: f64,
    /// Width.
    pub(in crate::api) width: f64,
    /// Height.
    pub(in crate::api) height: f64,
}
