//! Lists the fields of a document with their places on its pages; it changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fill::stored_text;
use super::kind::{FieldKind, field_flags, flags, kind, on_state};
use super::walk::{Node, acro_form, nodes};
use crate::{Document, ObjectId, Page, Rect, Resolve, Result};

/// A field of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its full name.
    pub name: String,
    /// What it takes.
    pub kind: FieldKind,
    /// What it holds: text, the name of a ticked state, nothing.
    pub value: Option<String>,
    /// What it tells people who cannot see it.
    pub tooltip: Option<String>,
    /// It must be filled.
    pub required: bool,
    /// It must not be changed.
    pub read_only: bool,
    /// Where it stands; more than once for radio buttons and repeated fields.
    pub widgets: Vec<Widget>,
}

/// A place of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Widget {
    /// The page, from 0.
    pub page: usize,
    /// The place on the page as displayed.
    pub rect: Rect,
    /// Of a checkbox or radio button, the name of its ticked state.
    pub state: Option<String>,
    /// Nobody sees it on a screen.
    pub hidden: bool,
}

/// Hidden and NoView (ISO 32000-2 Table 167).
const UNSEEN: i64 = (1 << 1) | (1 << 5);

/// All terminal fields of the document in the form's order.
pub fn fields(document: &Document) -> Result<Vec<Field>> {
    let Some(form) = acro_form(document, &document.catalog()?)? else {
        return Ok(Vec::new());
    };
    let pages = document.pages()?;
    let places = widget_pages(document, &pages)?;
    nodes(document, &form, document.limits())?
        .iter()
        .map(|node| field(document, node, &pages, &places))
        .collect()
}

/// On which page each annotation stands.
fn widget_pages(source: &dyn Resolve, pages: &[Page]) -> Result<BTreeMap<ObjectId, usize>> {
    let mut places = BTreeMap::new();
    for page in pages {
        for annotation in source
            .lookup_array(&page.dictionary, "Annots")?
            .unwrap_or_default()
        {
            if let Some(id) = annotation.as_reference() {
                places.insert(id, page.index);
            }
        }
    }
    Ok(places)
}

fn field(
    source: &dyn Resolve,
    node: &Node,
    pages: &[Page],
    places: &BTreeMap<ObjectId, usize>,
) -> Result<Field> {
    let kind = kind(source, node)?;
    let flags = field_flags(node);
    let mut widgets = Vec::new();
    for (id, dictionary) in &node.widgets {
        let by_page = || {
            dictionary
                .get_reference("P")
                .and_then(|page| pages.iter().position(|each| each.id == page))
        };
        let Some(page) = places
            .get(id)
            .copied()
            .or_else(by_page)
            .and_then(|index| pages.get(index))
        else {
            continue;
        };
        let Some(rectangle) = source.lookup(dictionary, "Rect")?.as_rectangle() else {
            continue;
        };
        let state = match kind {
            FieldKind::Checkbox | FieldKind::Radio => on_state(source, dictionary)?,
            _ => None,
        };
        let state = state.map(|name| String::from_utf8_lossy(name.as_bytes()).into_owned());
        widgets.push(Widget {
            page: page.index,
            rect: page.from_page_space(rectangle),
            state,
            hidden: dictionary.get_integer("F").unwrap_or(0) & UNSEEN != 0,
        });
    }
    Ok(Field {
        name: node.name.clone(),
        value: value(source, node, &kind)?,
        kind,
        tooltip: source
            .lookup(&node.dictionary, "TU")?
            .as_text()
            .filter(|text| !text.is_empty()),
        required: flags & flags::REQUIRED != 0,
        read_only: flags & flags::READ_ONLY != 0,
        widgets,
    })
}

fn value(source: &dyn Resolve, node: &Node, kind: &FieldKind) -> Result<Option<String>> {
    Ok(match kind {
        FieldKind::Text { .. } | FieldKind::Choice { .. } => Some(stored_text(source, node)?),
        FieldKind::Checkbox | FieldKind::Radio => {
            let state = source.lookup(&node.attributes, "V")?;
            state
                .as_name()
                .filter(|state| *state != b"Off")
                .map(|state| String::from_utf8_lossy(state).into_owned())
        }
        FieldKind::Signature { .. } | FieldKind::PushButton | FieldKind::Unknown => None,
    }
    .filter(|text| !text.is_empty()))
}
