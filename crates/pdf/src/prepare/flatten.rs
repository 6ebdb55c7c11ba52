//! Turns fields into page content that looks the same (ISO 32000-2 §12.5.5); it takes them out of the form too.

use std::collections::{BTreeMap, BTreeSet};

use super::clean::drop_fields;
use crate::draw::Content;
use crate::draw::content::deflated;
use crate::form::{Node, acro_form, nodes};
use crate::page::pages_of;
use crate::{Dictionary, Edit, Error, Object, ObjectId, Page, Resolve, Result};

/// Hidden and NoView (ISO 32000-2 Table 167).
const UNSEEN: i64 = (1 << 1) | (1 << 5);

/// Flattens the fields with these full names.
pub(super) fn flatten(edit: &mut dyn Edit, names: &[String]) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let catalog = edit.dictionary(edit.document().catalog_id()?)?;
    let form = acro_form(edit, &catalog)?.unwrap_or_default();
    let all = nodes(edit, &form, edit.document().limits())?;
    let chosen = names.iter().map(|name| {
        all.iter()
            .find(|node| node.name == *name)
            .ok_or_else(|| Error::NoSuchField(name.clone()))
    });
    let chosen: Vec<&Node> = chosen.collect::<Result<_>>()?;
    let mut stamps: BTreeMap<ObjectId, (ObjectId, [f64; 6])> = BTreeMap::new();
    let mut dropped = BTreeSet::new();
    for node in chosen {
        dropped.insert(node.id);
        for (id, widget) in &node.widgets {
            dropped.insert(*id);
            if let Some(found) = stamp(edit, widget)? {
                stamps.insert(*id, found);
            }
        }
    }
    let limits = edit.document().limits().clone();
    for page in pages_of(edit, &catalog, &limits)? {
        let annotations = edit.lookup_array(&page.dictionary, "Annots")?.unwrap_or_default();
        let ids = annotations.iter().filter_map(Object::as_reference);
        let here: Vec<_> = ids.filter_map(|id| stamps.get(&id).copied()).collect();
        if !here.is_empty() {
            append(edit, &page, &here)?;
        }
    }
    drop_fields(edit, &dropped)
}

/// The appearance that a widget shows now, and the matrix that puts it on its page.
fn stamp(edit: &mut dyn Edit, widget: &Dictionary) -> Result<Option<(ObjectId, [f64; 6])>> {
    if widget.get_integer("F").unwrap_or(0) & UNSEEN != 0 {
        return Ok(None);
    }
    let appearances = edit.lookup_dictionary(widget, "AP")?.unwrap_or_default();
    let mut normal = appearances.get("N").cloned().unwrap_or_default();
    if let Object::Dictionary(states) = edit.resolve(&normal)? {
        let state = edit.lookup(widget, "AS")?;
        normal = state
            .as_name()
            .and_then(|state| states.get(state))
            .cloned()
            .unwrap_or_default();
    }
    let Object::Stream(form) = edit.resolve(&normal)? else {
        return Ok(None);
    };
    let (Some(rectangle), Some(bounds)) = (
        numbers(edit, widget, "Rect")?,
        numbers(edit, &form.dictionary, "BBox")?,
    ) else {
        return Ok(None);
    };
    let matrix = numbers(edit, &form.dictionary, "Matrix")?.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    let id = normal
        .as_reference()
        .unwrap_or_else(|| edit.add(Object::Stream(form)));
    Ok(fit(bounds, matrix, rectangle).map(|matrix| (id, matrix)))
}

fn numbers<const N: usize>(
    source: &dyn Resolve,
    dictionary: &Dictionary,
    key: &str,
) -> Result<Option<[f64; N]>> {
    let Some(items) = source.lookup_array(dictionary, key)? else {
        return Ok(None);
    };
    let mut values = Vec::with_capacity(N);
    for item in &items {
        values.extend(source.resolve(item)?.as_number());
    }
    Ok(values.try_into().ok())
}

/// Scales and moves the turned bounding box onto the rectangle.
fn fit(bounds: [f64; 4], [a, b, c, d, e, f]: [f64; 6], rectangle: [f64; 4]) -> Option<[f64; 6]> {
    let [x0, y0, x1, y1] = bounds;
    let corners =
        [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| (a * x + c * y + e, b * x + d * y + f));
    let low = corners
        .iter()
        .fold((f64::MAX, f64::MAX), |low, at| (low.0.min(at.0), low.1.min(at.1)));
    let high = corners.iter().fold((f64::MIN, f64::MIN), |high, at| {
        (high.0.max(at.0), high.1.max(at.1))
    });
    let [ax, ay, bx, by] = rectangle;
    let (left, bottom, right, top) = (ax.min(bx), ay.min(by), ax.max(bx), ay.max(by));
    let (width, height) = (high.0 - low.0, high.1 - low.1);
    if width <= 0.0 || height <= 0.0 {
        return None;
    }
    let (sx, sy) = ((right - left) / width, (top - bottom) / height);
    Some([sx, 0.0, 0.0, sy, left - sx * low.0, bottom - sy * low.1])
}

/// Puts the stamps after the page's own content, in an undisturbed graphics state.
fn append(edit: &mut dyn Edit, page: &Page, stamps: &[(ObjectId, [f64; 6])]) -> Result<()> {
    let mut dictionary = edit.dictionary(page.id)?;
    let mut resources = edit
        .lookup_dictionary(&page.dictionary, "Resources")?
        .unwrap_or_default();
    let mut objects = edit.lookup_dictionary(&resources, "XObject")?.unwrap_or_default();
    let mut content = Content::new();
    content.restore();
    for (id, matrix) in stamps {
        let name = format!("PodpisFlat{}", id.number);
        content.save().transform(*matrix).paint(&name).restore();
        objects.set(&name, *id);
    }
    let before = edit.add(deflated(Dictionary::new(), b"q\n").into());
    let after = edit.add(deflated(Dictionary::new(), content.as_bytes()).into());
    let own = match edit.lookup(&dictionary, "Contents")? {
        Object::Array(parts) => parts,
        Object::Null => Vec::new(),
        _ => dictionary.get("Contents").cloned().into_iter().collect(),
    };
    let contents: Vec<Object> = [Object::from(before)]
        .into_iter()
        .chain(own)
        .chain([after.into()])
        .collect();
    resources.set("XObject", objects);
    dictionary.set("Resources", resources);
    dictionary.set("Contents", contents);
    edit.set(page.id, dictionary.into());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_appearance_lands_on_its_rectangle() {
        let turned = [0.0, 1.0, -1.0, 0.0, 20.0, 0.0];
        let [sx, _, _, sy, x, y] =
            fit([0.0, 0.0, 100.0, 20.0], turned, [300.0, 400.0, 310.0, 450.0]).unwrap();
        assert_eq!((sx, sy, x, y), (0.5, 0.5, 300.0, 400.0));
        assert_eq!(fit([0.0; 4], turned, [0.0, 0.0, 1.0, 1.0]), None);
    }
}
