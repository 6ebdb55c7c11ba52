//! What a field is, from its type and flags; it reads no values.

use serde::{Deserialize, Serialize};

use super::walk::Node;
use crate::{Object, Resolve, Result};

/// What a field of the file takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text.
    Text {
        /// More than one line.
        multiline: bool,
        /// Characters at most.
        max_length: Option<usize>,
        /// One character per cell.
        comb: bool,
    },
    /// A box that is ticked or not.
    Checkbox,
    /// Buttons of which one is chosen; each widget is one of them.
    Radio,
    /// A list to choose from.
    Choice {
        /// What can be chosen.
        options: Vec<ChoiceOption>,
        /// Other text may be typed.
        editable: bool,
        /// More than one may be chosen.
        multiple: bool,
    },
    /// A signature field.
    Signature {
        /// It holds a signature.
        signed: bool,
    },
    /// A button that only starts an action.
    PushButton,
    /// A type that the standard does not know.
    Unknown,
}

/// One choice of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// Field flags (ISO 32000-2 Tables 227, 229, 231, 233).
pub(crate) mod flags {
    pub(crate) const READ_ONLY: i64 = 1;
    pub(crate) const REQUIRED: i64 = 1 << 1;
    pub(crate) const MULTILINE: i64 = 1 << 12;
    pub(crate) const RADIO: i64 = 1 << 15;
    pub(crate) const PUSH_BUTTON: i64 = 1 << 16;
    pub(crate) const COMBO: i64 = 1 << 17;
    pub(crate) const COMBO_EDIT: i64 = 1 << 18;
    pub(crate) const MULTI_SELECT: i64 = 1 << 21;
    pub(crate) const COMB: i64 = 1 << 24;
}

/// The field's flags, own or inherited.
pub(crate) fn field_flags(node: &Node) -> i64 {
    node.attributes.get_integer("Ff").unwrap_or_default()
}

/// What the field takes.
pub(crate) fn kind(source: &dyn Resolve, node: &Node) -> Result<FieldKind> {
    let flags = field_flags(node);
    let has = |flag| flags & flag != 0;
    Ok(match source.lookup(&node.attributes, "FT")?.as_name() {
        Some(b"Tx") => {
            let max_length = source.lookup(&node.attributes, "MaxLen")?.as_integer();
            let max_length = max_length
                .and_then(|length| usize::try_from(length).ok())
                .filter(|length| *length > 0);
            let comb = has(flags::COMB) && max_length.is_some() && !has(flags::MULTILINE);
            FieldKind::Text {
                multiline: has(flags::MULTILINE),
                max_length,
                comb,
            }
        }
        Some(b"Btn") if has(flags::PUSH_BUTTON) => FieldKind::PushButton,
        Some(b"Btn") if has(flags::RADIO) => FieldKind::Radio,
        Some(b"Btn") => FieldKind::Checkbox,
        Some(b"Ch") => FieldKind::Choice {
            options: options(source, node)?,
            editable: has(flags::COMBO_EDIT),
            multiple: has(flags::MULTI_SELECT),
        },
        Some(b"Sig") => FieldKind::Signature {
            signed: node.attributes.contains("V"),
        },
        _ => FieldKind::Unknown,
    })
}

// ISO 32000-2 §12.7.5.4: a text string, or an array of what is stored and what is shown.
fn options(source: &dyn Resolve, node: &Node) -> Result<Vec<ChoiceOption>> {
    let mut options = Vec::new();
    for option in source.lookup_array(&node.attributes, "Opt")?.unwrap_or_default() {
        let texts: Vec<String> = match source.resolve(&option)? {
            Object::Array(pair) => pair
                .iter()
                .filter_map(|text| source.resolve(text).ok()?.as_text())
                .collect(),
            other => other.as_text().into_iter().collect(),
        };
        if let (Some(value), Some(label)) = (texts.first(), texts.last()) {
            options.push(ChoiceOption {
                value: value.clone(),
                label: label.clone(),
            });
        }
    }
    Ok(options)
}

/// The name of the state that ticks this widget of a checkbox or radio button.
pub(crate) fn on_state(source: &dyn Resolve, widget: &crate::Dictionary) -> Result<Option<crate::Name>> {
    let Some(appearances) = source.lookup_dictionary(widget, "AP")? else {
        return Ok(None);
    };
    for key in ["N", "D"] {
        let Object::Dictionary(states) = source.lookup(&appearances, key)? else {
            continue;
        };
        if let Some((name, _)) = states.iter().find(|(name, _)| name.as_bytes() != b"Off") {
            return Ok(Some(name.clone()));
        }
    }
    Ok(None)
}
