//! Vouches for changes of trailer, catalog, metadata and page annotations; what it does not name is not allowed.

use std::collections::BTreeSet;

use super::equal::{differing, same_value};
use super::list::difference;
use super::{ChangeKind, ModificationLevel, Step, Uses};
use crate::{Dictionary, Document, Name, Object, ObjectId, Resolve, Result};

/// The trailer keeps its catalog and its encryption; the information dictionary may change.
pub(super) fn trailer(step: &mut Step<'_>) -> Result<()> {
    let (old, new) = (step.old.trailer(), step.new.trailer());
    for key in ["Root", "Encrypt"] {
        if !same_value(old.get(key), new.get(key)) {
            step.refuse(
                ChangeKind::StructureChanged,
                None,
                format!("the trailer has another /{key}"),
            );
        }
    }
    let info = new
        .get_reference("Info")
        .filter(|id| step.changed.contains(&id.number));
    if info.is_some_and(|id| is_plain(step.old, id) && is_plain(step.new, id)) {
        step.permit_at(new.get("Info"), 0, "Info");
    }
    if info.is_some() || !same_value(old.get("Info"), new.get("Info")) {
        let object = new.get_reference("Info").map(|id| id.number);
        step.allow(
            ModificationLevel::LtaUpdates,
            ChangeKind::InformationChanged,
            object,
            None,
        );
    }
    Ok(())
}

/// Whether an object is a dictionary without a stream.
fn is_plain(document: &Document, id: ObjectId) -> bool {
    matches!(document.get(id), Ok(Object::Dictionary(_)))
}

/// The value of `key` if it is a dictionary without a stream, resolved.
pub(super) fn plain(document: &Document, dictionary: &Dictionary, key: &str) -> Result<Option<Dictionary>> {
    Ok(
        if let Object::Dictionary(found) = document.lookup(dictionary, key)? {
            Some(found)
        } else {
            None
        },
    )
}

/// Catalog entries that may change, each within what another rule says of it.
const CHANGEABLE: [&str; 6] = ["AcroForm", "DSS", "Extensions", "MarkInfo", "Metadata", "Version"];

/// The catalog keeps all entries but those few, and loses none.
pub(super) fn catalog(step: &mut Step<'_>) -> Result<()> {
    let (old, new) = (step.old.catalog()?, step.new.catalog()?);
    let root = step.new.catalog_id()?.number;
    for key in differing(&old, &new) {
        let changeable = CHANGEABLE.iter().any(|known| known.as_bytes() == key.as_bytes());
        let kept = new.contains(key.as_bytes()) && new.duplicate_keys().is_empty();
        if !changeable || !kept {
            step.refuse(
                ChangeKind::StructureChanged,
                Some(root),
                format!("the catalog has another {key:?}"),
            );
        } else if matches!(key.as_bytes(), b"Extensions" | b"MarkInfo" | b"Version") {
            step.allow(
                ModificationLevel::LtaUpdates,
                ChangeKind::ExtensionsChanged,
                Some(root),
                None,
            );
        }
    }
    if step.changed.contains(&root) {
        step.permit(root, Uses::Any);
    }
    extensions(step, root, &new)?;
    metadata(step, root, &old, &new)
}

/// ISO 32000-2 §7.12: dictionaries of names and numbers, which no viewer shows.
fn extensions(step: &mut Step<'_>, root: u32, catalog: &Dictionary) -> Result<()> {
    for key in ["Extensions", "MarkInfo"] {
        let Some(found) = plain(step.new, catalog, key)? else {
            continue;
        };
        step.permit_at(catalog.get(key), root, key);
        let holder = catalog.get_reference(key).map_or(root, |id| id.number);
        for (name, value) in found.iter() {
            if matches!(step.new.resolve(value)?, Object::Dictionary(_)) {
                step.permit_at(Some(value), holder, name.as_bytes());
            }
        }
    }
    Ok(())
}

fn metadata(step: &mut Step<'_>, root: u32, old: &Dictionary, new: &Dictionary) -> Result<()> {
    let id = new.get_reference("Metadata");
    let renewed = id.filter(|id| step.changed.contains(&id.number));
    if renewed.is_none() && same_value(old.get("Metadata"), new.get("Metadata")) {
        return Ok(());
    }
    let object = id.map(|id| id.number);
    if !is_metadata(step.new, new)? || (old.contains("Metadata") && !is_metadata(step.old, old)?) {
        step.refuse(ChangeKind::StructureChanged, object, "the metadata are no XMP");
        return Ok(());
    }
    step.permit_at(new.get("Metadata"), root, "Metadata");
    step.allow(
        ModificationLevel::LtaUpdates,
        ChangeKind::MetadataChanged,
        object,
        None,
    );
    Ok(())
}

/// Something that only a reader of XMP could make use of, without entities of its own.
fn is_metadata(document: &Document, catalog: &Dictionary) -> Result<bool> {
    let Object::Stream(stream) = document.lookup(catalog, "Metadata")? else {
        return Ok(false);
    };
    let Ok(text) = document.decode(&stream) else {
        return Ok(false);
    };
    let has = |word: &[u8]| memchr::memmem::find(&text, word).is_some();
    Ok(stream.dictionary.get_name("Subtype") == Some(b"XML")
        && has(b"xmpmeta")
        && !has(b"<!ENTITY")
        && !has(b"<!DOCTYPE"))
}

/// Pages may only gain annotations: the widgets of new signature fields, and comments.
pub(super) fn pages(step: &mut Step<'_>, widgets: &BTreeSet<u32>) -> Result<()> {
    let may_concern_pages = |number: &u32| match step.old.get(ObjectId::new(*number)) {
        Ok(Object::Array(_)) => true,
        Ok(Object::Dictionary(dictionary)) => dictionary.get_name("Type") != Some(b"Catalog"),
        _ => false,
    };
    if !step.changed.iter().any(may_concern_pages) {
        return Ok(());
    }
    for page in step.old.pages()? {
        let (old, new) = (step.old.get(page.id)?, step.new.get(page.id)?);
        if let (Object::Dictionary(old), Object::Dictionary(new)) = (old, new) {
            one_page(step, page.id.number, &old, &new, widgets)?;
        }
    }
    Ok(())
}

fn one_page(
    step: &mut Step<'_>,
    page: u32,
    old: &Dictionary,
    new: &Dictionary,
    widgets: &BTreeSet<u32>,
) -> Result<()> {
    let keys = differing(old, new);
    let others: Vec<&Name> = keys.iter().filter(|key| key.as_bytes() != b"Annots").collect();
    if !others.is_empty() {
        step.refuse(
            ChangeKind::PageChanged,
            Some(page),
            format!("the page has other {others:?}"),
        );
        return Ok(());
    }
    let list_renewed = new
        .get_reference("Annots")
        .is_some_and(|id| step.changed.contains(&id.number));
    if keys.is_empty() && !list_renewed {
        return Ok(());
    }
    if step.changed.contains(&page) {
        step.permit(page, Uses::Any);
    }
    step.permit_at(new.get("Annots"), page, "Annots");
    let old = step.old.lookup_array(old, "Annots")?.unwrap_or_default();
    let new = step.new.lookup_array(new, "Annots")?.unwrap_or_default();
    annotations(step, page, &old, &new, widgets)
}

fn annotations(
    step: &mut Step<'_>,
    page: u32,
    old: &[Object],
    new: &[Object],
    widgets: &BTreeSet<u32>,
) -> Result<()> {
    let (removed, added) = difference(old, new);
    for annotation in removed {
        let words = format!("annotation {annotation:?}");
        step.refuse(ChangeKind::AnnotationRemoved, Some(page), words);
    }
    for annotation in added {
        let Some(id) = annotation.as_reference() else {
            step.refuse(
                ChangeKind::PageChanged,
                Some(page),
                "an annotation without a number was added",
            );
            continue;
        };
        if widgets.contains(&id.number) {
            continue;
        }
        match !step.old.has(id) && is_comment(step.new, id)? {
            true => step.allow(
                ModificationLevel::Annotations,
                ChangeKind::AnnotationAdded,
                Some(id.number),
                None,
            ),
            false => step.refuse(
                ChangeKind::PageChanged,
                Some(page),
                format!("annotation {id} was added"),
            ),
        }
    }
    Ok(())
}

/// ISO 32000-2 Table 171: markup annotations, with their pop-ups, that start no action.
fn is_comment(document: &Document, id: ObjectId) -> Result<bool> {
    let Object::Dictionary(annotation) = document.get(id)? else {
        return Ok(false);
    };
    let known: [&[u8]; 17] = [
        b"Text",
        b"FreeText",
        b"Line",
        b"Square",
        b"Circle",
        b"Polygon",
        b"PolyLine",
        b"Highlight",
        b"Underline",
        b"Squiggly",
        b"StrikeOut",
        b"Caret",
        b"Stamp",
        b"Ink",
        b"Popup",
        b"Redact",
        b"Projection",
    ];
    let kind = document.lookup(&annotation, "Subtype")?;
    let is_known = kind.as_name().is_some_and(|kind| known.contains(&kind));
    Ok(is_known && !annotation.contains("A") && !annotation.contains("AA"))
}
