//! Makes new fields, each a field and its only widget in one dictionary; it does not put them into a form.

use serde::{Deserialize, Serialize};

use super::Canvas;
use super::fill::{Switch, Value, switch_states};
use super::kind::{ChoiceOption, flags};
use crate::draw::content::Content;
use crate::{Dictionary, Edit, Error, Name, Object, ObjectId, Page, Rect, Result};

/// A field to be made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
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
    /// Nobody changes it any more.
    pub read_only: bool,
    /// Points; without one the text follows the field's height.
    pub font_size: Option<f64>,
    /// Where the text stands.
    pub alignment: Alignment,
    /// Most characters.
    pub max_length: Option<usize>,
    /// What the sender put into it.
    pub value: Option<Value>,
}

/// Where in a field its text stands (ISO 32000-2 Table 228, Q).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alignment {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// What a new field takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Text with a cell for each of the most characters.
    Comb,
    /// A date, as text.
    Date,
    /// A box to tick.
    Checkbox,
    /// One button of a question. Each is a field of its own: of buttons that are kids of one field, some validators take every
    /// choice after a signature for a forbidden change (pyHanko 0.38 looks at no kid without a name).
    Radio {
        /// The name of its chosen state.
        state: String,
    },
    /// A list to choose one of.
    Dropdown {
        /// What can be chosen.
        options: Vec<ChoiceOption>,
    },
    /// A list to choose any number of.
    List {
        /// What can be chosen.
        options: Vec<ChoiceOption>,
    },
}

impl Default for NewFieldKind {
    fn default() -> NewFieldKind {
        NewFieldKind::Text { multiline: false }
    }
}

/// A field that was made, which is its own widget, and the page that must list it.
#[derive(Clone, Copy)]
pub(crate) struct Created {
    pub(crate) id: ObjectId,
    pub(crate) page: ObjectId,
}

/// Print, Locked, LockedContents (ISO 32000-2 Table 167). The last two let viewers show our appearance rather than an input box
/// of their own, and are set before any signature so that they need not change after one.
const ANNOTATION_FLAGS: i64 = (1 << 2) | (1 << 7) | (1 << 9);

/// Makes the field on its page, empty; its text is set in the font resource `font`.
pub(crate) fn create(new: &NewField, pages: &[Page], font: &str, change: &mut dyn Edit) -> Result<Created> {
    let page = pages.get(new.page).ok_or(Error::NoSuchPage(new.page))?;
    let mut dictionary = widget(new.rect, page);
    new.describe(&mut dictionary);
    new.kind
        .looks(&mut dictionary, &Canvas::new(new.rect, page.rotate), change);
    if let Some(appearance) = new.kind.default_appearance(font, new.font_size, page.user_unit) {
        dictionary.set("DA", Object::string(appearance));
    }
    Ok(Created {
        id: change.add(dictionary.into()),
        page: page.id,
    })
}

/// The part of a dictionary that says where something stands.
fn widget(rect: Rect, page: &Page) -> Dictionary {
    let rectangle = page
        .to_page_space(rect)
        .map(|value| (value * 1000.0).round() / 1000.0);
    let mut dictionary = Dictionary::from_entries([
        ("Type", Object::name("Annot")),
        ("Subtype", Object::name("Widget")),
        ("F", Object::Integer(ANNOTATION_FLAGS)),
        ("P", page.id.into()),
        ("Rect", Object::rectangle(rectangle)),
    ]);
    if page.rotate != 0 {
        let turned = Dictionary::from_entries([("R", Object::Integer(page.rotate.into()))]);
        dictionary.set("MK", turned);
    }
    dictionary
}

impl NewField {
    /// What the field is, wherever it stands.
    fn describe(&self, dictionary: &mut Dictionary) {
        dictionary.set("FT", Object::name(self.kind.field_type()));
        dictionary.set("T", Object::text(&self.name));
        if !self.tooltip.is_empty() {
            dictionary.set("TU", Object::text(&self.tooltip));
        }
        let asked = [
            (self.required, flags::REQUIRED),
            (self.read_only, flags::READ_ONLY),
        ];
        let asked = asked.iter().filter(|(asked, _)| *asked).map(|(_, flag)| flag);
        let flags = asked.fold(self.kind.flags(), |flags, flag| flags | flag);
        if flags != 0 && self.kind != NewFieldKind::Signature {
            dictionary.set("Ff", flags);
        }
        if let (Some(most), "Tx") = (self.max_length, self.kind.field_type()) {
            dictionary.set("MaxLen", i64::try_from(most).unwrap_or(i64::MAX));
        }
        let quadding = match self.alignment {
            Alignment::Left => 0i64,
            Alignment::Center => 1,
            Alignment::Right => 2,
        };
        if quadding != 0 {
            dictionary.set("Q", quadding);
        }
        if let NewFieldKind::Dropdown { options } | NewFieldKind::List { options } = &self.kind {
            dictionary.set("Opt", options.iter().map(option).collect::<Vec<_>>());
        }
    }
}

// ISO 32000-2 Table 234: what is stored and what is shown.
fn option(option: &ChoiceOption) -> Object {
    if option.value == option.label {
        return Object::text(&option.value);
    }
    vec![Object::text(&option.value), Object::text(&option.label)].into()
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
    fn field_type(&self) -> &'static str {
        match self {
            NewFieldKind::Signature => "Sig",
            // Initials are text with an appearance of their own: later validators then call it form filling.
            NewFieldKind::Initials | NewFieldKind::Text { .. } | NewFieldKind::Comb | NewFieldKind::Date => {
                "Tx"
            }
            NewFieldKind::Checkbox | NewFieldKind::Radio { .. } => "Btn",
            NewFieldKind::Dropdown { .. } | NewFieldKind::List { .. } => "Ch",
        }
    }

    fn flags(&self) -> i64 {
        match self {
            NewFieldKind::Text { multiline: true } => flags::MULTILINE,
            NewFieldKind::Comb => flags::COMB,
            NewFieldKind::Radio { .. } => flags::RADIO,
            NewFieldKind::Dropdown { .. } => flags::COMBO,
            NewFieldKind::List { .. } => flags::MULTI_SELECT,
            _ => 0,
        }
    }

    /// Whether it only takes ticks.
    pub(crate) fn is_switch(&self) -> bool {
        self.field_type() == "Btn"
    }

    /// Appearances are there from the start, or a viewer would make its own.
    fn looks(&self, dictionary: &mut Dictionary, canvas: &Canvas, change: &mut dyn Edit) {
        let switch = match self {
            NewFieldKind::Checkbox => Some(("Yes", Switch::Checkbox)),
            NewFieldKind::Radio { state } => Some((state.as_str(), Switch::Radio)),
            _ => None,
        };
        if let Some((state, shape)) = switch {
            dictionary.set("AP", switch_states(canvas, &Name::new(state), shape, change));
            dictionary.set("AS", Object::name("Off"));
            dictionary.set("V", Object::name("Off"));
            return;
        }
        let mut content = Content::new();
        if *self != NewFieldKind::Signature {
            content.begin_marked("Tx").end_marked();
        }
        let empty = change.add(canvas.form(&content, &Dictionary::new()).into());
        dictionary.set("AP", Dictionary::from_entries([("N", empty.into())]));
    }

    // ISO 32000-2 §12.7.4.3; 0 lets a viewer choose the size.
    fn default_appearance(&self, font: &str, size: Option<f64>, user_unit: f64) -> Option<String> {
        if *self == NewFieldKind::Signature || self.is_switch() {
            return None;
        }
        Some(format!(
            "/{font} {} Tf 0 g",
            size.map_or(0.0, |size| size / user_unit)
        ))
    }
}
