//! Vouches for filling and signing existing fields and for adding signature fields; every other change of a form is refused.

use std::collections::BTreeSet;

use super::equal::{differing, same, same_value};
use super::list::difference;
use super::rules::plain;
use super::{ChangeKind, ModificationLevel, Step, Uses};
use crate::{Dictionary, Name, Object, ObjectId, Resolve, Result};

mod appearance;
mod signing;

/// How the rest of a document may refer to a field or widget.
const FIELD_USES: [&str; 8] = ["Fields", "Kids", "Annots", "Parent", "Obj", "T", "Nums", "K"];

/// Flags of ISO 32000-2 Table 227 that lock a field or ask for it; the others say what kind of field it is.
const HARMLESS_FLAGS: i64 = 0b111;

/// Annotation flags of ISO 32000-2 Table 167 that neither hide nor show: Print, ReadOnly, Locked, LockedContents.
const HARMLESS_WIDGET_FLAGS: i64 = 4 | 64 | 128 | 512;

/// What a field is, as its parents say.
#[derive(Clone, Default)]
struct Above {
    name: String,
    kind: Vec<u8>,
    depth: usize,
}

/// A field or widget in both revisions.
struct Pair<'n> {
    id: u32,
    name: &'n str,
    old: Dictionary,
    new: Dictionary,
}

/// Checks the whole form and returns the widgets of signature fields that were added.
pub(super) fn form(step: &mut Step<'_>) -> Result<BTreeSet<u32>> {
    let (old_catalog, new_catalog) = (step.old.catalog()?, step.new.catalog()?);
    let Some(new) = plain(step.new, &new_catalog, "AcroForm")? else {
        return Ok(BTreeSet::new());
    };
    let old = plain(step.old, &old_catalog, "AcroForm")?.unwrap_or_default();
    let root = step.new.catalog_id()?.number;
    step.permit_at(new_catalog.get("AcroForm"), root, "AcroForm");
    let holder = new_catalog.get_reference("AcroForm").map_or(root, |id| id.number);
    settings(step, holder, &old, &new)?;
    step.permit_at(new.get("Fields"), holder, "Fields");
    let old_fields = step.old.lookup_array(&old, "Fields")?.unwrap_or_default();
    let new_fields = step.new.lookup_array(&new, "Fields")?.unwrap_or_default();
    let mut added = BTreeSet::new();
    for id in listed(step, &old_fields, &new_fields) {
        signing::new_field(step, id, &old_fields, &mut added)?;
    }
    for field in &old_fields {
        existing(step, field, &Above::default())?;
    }
    Ok(added)
}

fn settings(step: &mut Step<'_>, holder: u32, old: &Dictionary, new: &Dictionary) -> Result<()> {
    for key in differing(old, new) {
        match key.as_bytes() {
            b"Fields" => {}
            b"SigFlags" if flags_only_grow(old, new) => {}
            b"DR" | b"DA" | b"Q" | b"NeedAppearances" => {
                step.allow(
                    ModificationLevel::FormFilling,
                    ChangeKind::FormSettingsChanged,
                    Some(holder),
                    None,
                );
            }
            _ => step.refuse(
                ChangeKind::StructureChanged,
                Some(holder),
                format!("the form has another {key:?}"),
            ),
        }
    }
    resources(step, holder, old, new)
}

fn flags_only_grow(old: &Dictionary, new: &Dictionary) -> bool {
    let (old, new) = (
        old.get_integer("SigFlags").unwrap_or(0),
        new.get_integer("SigFlags"),
    );
    new.is_some_and(|new| new & old == old)
}

/// Default resources may grow; what is there keeps its meaning.
fn resources(step: &mut Step<'_>, holder: u32, old: &Dictionary, new: &Dictionary) -> Result<()> {
    let (Some(old_all), Some(new_all)) = (plain(step.old, old, "DR")?, plain(step.new, new, "DR")?) else {
        return Ok(());
    };
    step.permit_at(new.get("DR"), holder, "DR");
    let holder = new.get_reference("DR").map_or(holder, |id| id.number);
    for (category, value) in old_all.iter() {
        let key = String::from_utf8_lossy(category.as_bytes()).into_owned();
        let (Object::Dictionary(old), Some(new)) =
            (step.old.resolve(value)?, plain(step.new, &new_all, &key)?)
        else {
            continue;
        };
        step.permit_at(new_all.get(&key), holder, &key);
        let replaced = old
            .iter()
            .find(|(name, value)| !same_value(Some(value), new.get(name.as_bytes())));
        if let Some((name, _)) = replaced {
            let words = format!("the form's resource {name:?} was replaced");
            step.refuse(ChangeKind::StructureChanged, Some(holder), words);
        }
    }
    Ok(())
}

/// Refuses removed fields and returns those that were added to a list.
fn listed(step: &mut Step<'_>, old: &[Object], new: &[Object]) -> Vec<ObjectId> {
    let (removed, added) = difference(old, new);
    for field in removed {
        let id = field.as_reference().map(|id| id.number);
        step.refuse(ChangeKind::FieldRemoved, id, "");
    }
    if added.iter().any(|field| field.as_reference().is_none()) {
        step.refuse(ChangeKind::FieldAdded, None, "a field without a number was added");
    }
    added.into_iter().filter_map(Object::as_reference).collect()
}

/// A field that was there before, with all that is below it.
fn existing(step: &mut Step<'_>, field: &Object, above: &Above) -> Result<()> {
    let Some(id) = field.as_reference() else {
        return Ok(());
    };
    let (Object::Dictionary(old), Object::Dictionary(new)) = (step.old.get(id)?, step.new.get(id)?) else {
        return Ok(());
    };
    let here = above.below(step, &old)?;
    if above.depth > step.new.limits().nesting {
        step.refuse(
            ChangeKind::FieldChanged,
            Some(id.number),
            "fields are nested too deep",
        );
        return Ok(());
    }
    let kids = step.old.lookup_array(&old, "Kids")?.unwrap_or_default();
    one(
        step,
        &Pair {
            id: id.number,
            name: &here.name,
            old,
            new,
        },
        &here.kind,
    )?;
    kids.iter().try_for_each(|kid| existing(step, kid, &here))
}

impl Above {
    fn below(&self, step: &Step<'_>, field: &Dictionary) -> Result<Above> {
        let own = step.old.lookup(field, "T")?.as_text().unwrap_or_default();
        let name = match (self.name.is_empty(), own.is_empty()) {
            (true, _) => own,
            (_, true) => self.name.clone(),
            _ => format!("{}.{own}", self.name),
        };
        let kind = step
            .old
            .lookup(field, "FT")?
            .as_name()
            .map_or_else(|| self.kind.clone(), <[u8]>::to_vec);
        Ok(Above {
            name,
            kind,
            depth: self.depth + 1,
        })
    }
}

fn one(step: &mut Step<'_>, pair: &Pair<'_>, kind: &[u8]) -> Result<()> {
    let keys = differing(&pair.old, &pair.new);
    step.permit(pair.id, Uses::Keys(&FIELD_USES));
    if let Some(fault) = flag_fault(pair, &keys) {
        step.refuse_field(ChangeKind::FieldChanged, pair.id, pair.name, fault);
    }
    match kind {
        b"Sig" => signing::existing_field(step, pair, &keys),
        _ => value(step, pair, &keys),
    }
}

/// Keys by which a field is filled; all but the first two change what it says.
const VALUE_KEYS: [&[u8]; 9] = [b"Ff", b"Type", b"V", b"I", b"AP", b"AS", b"F", b"DA", b"Q"];

fn value(step: &mut Step<'_>, pair: &Pair<'_>, keys: &[Name]) -> Result<()> {
    if let Some(key) = keys.iter().find(|key| !VALUE_KEYS.contains(&key.as_bytes())) {
        step.refuse_field(
            ChangeKind::FieldChanged,
            pair.id,
            pair.name,
            format!("the field has another {key:?}"),
        );
        return Ok(());
    }
    let drawn_anew = appearance::check(step, pair)?;
    let filled = drawn_anew || !only_flags(keys);
    if filled && step.terms.lock(pair.name) {
        step.refuse_field(
            ChangeKind::LockedFieldChanged,
            pair.id,
            pair.name,
            format!("{keys:?}"),
        );
    } else if filled {
        step.allow(
            ModificationLevel::FormFilling,
            ChangeKind::FieldFilled,
            Some(pair.id),
            Some(pair.name),
        );
    } else if !keys.is_empty() {
        step.allow(
            ModificationLevel::FormFilling,
            ChangeKind::FieldFlagsChanged,
            Some(pair.id),
            Some(pair.name),
        );
    }
    Ok(())
}

fn only_flags(keys: &[Name]) -> bool {
    keys.iter().all(|key| matches!(key.as_bytes(), b"Ff" | b"Type"))
}

/// Flags that change what a field is, or that hide or show it.
fn flag_fault(pair: &Pair<'_>, keys: &[Name]) -> Option<String> {
    let beyond = |key: &str, harmless: i64| {
        let bits = |dictionary: &Dictionary| dictionary.get(key).map_or(Some(0), Object::as_integer);
        match (bits(&pair.old), bits(&pair.new)) {
            (Some(old), Some(new)) => (old ^ new) & !harmless != 0,
            _ => true,
        }
    };
    let faulty = keys.iter().find(|key| match key.as_bytes() {
        b"Ff" => beyond("Ff", HARMLESS_FLAGS),
        b"F" => beyond("F", HARMLESS_WIDGET_FLAGS),
        b"Type" => pair.old.contains("Type") || pair.new.get_name("Type") != Some(b"Annot"),
        _ => false,
    })?;
    Some(format!("the field has another {faulty:?}"))
}

/// Whether a widget takes up any room.
fn is_visible(step: &Step<'_>, widget: &Dictionary) -> Result<bool> {
    let rectangle = step.new.lookup(widget, "Rect")?.as_rectangle();
    Ok(rectangle.is_some_and(|[left, bottom, right, top]| (right - left) * (top - bottom) > 0.0))
}

/// Whether the value under `key` was there and is the same object with the same value.
fn unchanged(step: &Step<'_>, pair: &Pair<'_>, key: &str) -> bool {
    let renewed = pair
        .new
        .get_reference(key)
        .is_some_and(|id| step.changed.contains(&id.number));
    !renewed && matches!((pair.old.get(key), pair.new.get(key)), (Some(old), Some(new)) if same(old, new))
}
