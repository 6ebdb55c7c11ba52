//! Makes new fields, each a field and its only widget in one dictionary; it does not put them into a form.

use serde::{Deserialize, Serialize};

use super::Canvas;
use super::fill::{Value, switch_states};
use super::kind::flags;
use crate::draw::content::Content;
use crate::{Dictionary, Edit, Name, Object, ObjectId, Page, Rect};

/// A field to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewField {
    /// Flat and unique, as `r001_text_01`.
    pub name: String,
    /// What it takes.
    pub kind: NewFieldKind,
    /// The page, from 0.
    pub page: usize,
    /// The place on the page as displayed.
    pub rect: Rect,
    /// What it tells people who cannot see it.
    pub tooltip: String,
    /// It must be filled.
    pub required: bool,
    /// Points; without one the text follows the field's height.
    pub font_size: Option<f64>,
    /// What the sender put into it.
    pub value: Option<Value>,
}

/// What a new field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewFieldKind {
    /// A signature.
    Signature,
    /// Initials, drawn or typed.
    Initials,
    /// Text.
    Text {
        /// More than one line.
        multiline: bool,
    },
    /// A date, as text.
    Date,
    /// A box to tick.
    Checkbox,
}

/// A field that was made and the page that must list it.
pub(crate) struct Created {
    pub(crate) id: ObjectId,
    pub(crate) page: ObjectId,
}

/// Print, Locked, LockedContents (ISO 32000-2 Table 167). The last two let viewers show our appearance rather than an input box
/// of their own, and are set before any signature so that they need not change after one.
const ANNOTATION_FLAGS: i64 = (1 << 2) | (1 << 7) | (1 << 9);

/// Makes the field on its page, empty; its text is set in the font resource `font`.
pub(crate) fn create(new: &NewField, page: &Page, font: &str, change: &mut dyn Edit) -> Created {
    let canvas = Canvas::new(new.rect, page.rotate);
    let rectangle = page
        .to_page_space(new.rect)
        .map(|value| (value * 1000.0).round() / 1000.0);
    let mut dictionary = Dictionary::from_entries([
        ("Type", Object::name("Annot")),
        ("Subtype", Object::name("Widget")),
        ("FT", Object::name(new.kind.field_type())),
        ("T", Object::text(&new.name)),
        ("F", Object::Integer(ANNOTATION_FLAGS)),
        ("P", page.id.into()),
        ("Rect", Object::rectangle(rectangle)),
    ]);
    if !new.tooltip.is_empty() {
        dictionary.set("TU", Object::text(&new.tooltip));
    }
    if page.rotate != 0 {
        dictionary.set(
            "MK",
            Dictionary::from_entries([("R", Object::Integer(page.rotate.into()))]),
        );
    }
    let flags = new.kind.flags() | if new.required { flags::REQUIRED } else { 0 };
    if flags != 0 && new.kind != NewFieldKind::Signature {
        dictionary.set("Ff", flags);
    }
    new.kind.looks(&mut dictionary, &canvas, change);
    if let Some(appearance) = new.kind.default_appearance(font, new.font_size, page.user_unit) {
        dictionary.set("DA", Object::string(appearance));
    }
    Created {
        id: change.add(dictionary.into()),
        page: page.id,
    }
}

/// A signature field without a place to be seen, on this page.
pub(crate) fn invisible_signature(name: &str, page: ObjectId) -> Dictionary {
    Dictionary::from_entries([
        ("Type", Object::name("Annot")),
        ("Subtype", Object::name("Widget")),
        ("FT", Object::name("Sig")),
        ("T", Object::text(name)),
        ("F", Object::Integer((1 << 2) | (1 << 7))),
        ("P", page.into()),
        ("Rect", vec![Object::Integer(0); 4].into()),
    ])
}

impl NewFieldKind {
    fn field_type(self) -> &'static str {
        match self {
            NewFieldKind::Signature => "Sig",
            // Initials are text with an appearance of their own: later validators then call it form filling.
            NewFieldKind::Initials | NewFieldKind::Text { .. } | NewFieldKind::Date => "Tx",
            NewFieldKind::Checkbox => "Btn",
        }
    }

    fn flags(self) -> i64 {
        if self == (NewFieldKind::Text { multiline: true }) {
            flags::MULTILINE
        } else {
            0
        }
    }

    /// Appearances are there from the start, or a viewer would make its own.
    fn looks(self, dictionary: &mut Dictionary, canvas: &Canvas, change: &mut dyn Edit) {
        if self == NewFieldKind::Checkbox {
            dictionary.set("AP", switch_states(canvas, &Name::new("Yes"), change));
            dictionary.set("AS", Object::name("Off"));
            dictionary.set("V", Object::name("Off"));
            return;
        }
        let mut content = Content::new();
        if self != NewFieldKind::Signature {
            content.begin_marked("Tx").end_marked();
        }
        let empty = change.add(canvas.form(&content, &Dictionary::new()).into());
        dictionary.set("AP", Dictionary::from_entries([("N", empty.into())]));
    }

    // ISO 32000-2 §12.7.4.3; 0 lets a viewer choose the size.
    fn default_appearance(self, font: &str, size: Option<f64>, user_unit: f64) -> Option<String> {
        if matches!(self, NewFieldKind::Signature | NewFieldKind::Checkbox) {
            return None;
        }
        Some(format!(
            "/{font} {} Tf 0 g",
            size.map_or(0.0, |size| size / user_unit)
        ))
    }
}
