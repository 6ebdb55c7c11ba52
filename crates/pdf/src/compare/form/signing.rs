//! Vouches for signing an existing signature field and for adding one; an existing signature never changes.

use std::collections::BTreeSet;

use super::{Pair, appearance, is_visible, only_flags, unchanged};
use crate::compare::{ChangeKind, ModificationLevel, Step};
use crate::{Dictionary, Name, Object, ObjectId, Resolve, Result};

/// Keys that change when a field is signed.
const SIGNING_KEYS: [&[u8]; 8] = [b"V", b"AP", b"AS", b"F", b"Ff", b"Type", b"DA", b"Q"];

/// All that a new signature field or its widget may have: nothing that acts or that is shown elsewhere.
const NEW_FIELD_KEYS: [&[u8]; 24] = [
    b"Type", b"Subtype", b"FT", b"T", b"TU", b"TM", b"Ff", b"V", b"F", b"P", b"Rect", b"AP", b"AS", b"MK",
    b"DA", b"Q", b"Lock", b"SV", b"Kids", b"Parent", b"Border", b"BS", b"M", b"NM",
];

/// A signature field that was there before.
pub(super) fn existing_field(step: &mut Step<'_>, pair: &Pair<'_>, keys: &[Name]) -> Result<()> {
    if pair.old.contains("V") {
        if !unchanged(step, pair, "V") || !only_flags(keys) {
            step.refuse_field(
                ChangeKind::SignatureChanged,
                pair.id,
                pair.name,
                format!("{keys:?}"),
            );
        } else if !keys.is_empty() {
            step.allow(
                ModificationLevel::LtaUpdates,
                ChangeKind::FieldFlagsChanged,
                Some(pair.id),
                Some(pair.name),
            );
        }
        return Ok(());
    }
    // Widgets apart from their field change together with it.
    let is_widget = !pair.new.contains("T") && pair.new.contains("Parent");
    if !pair.new.contains("V") && !is_widget {
        if !only_flags(keys) {
            step.refuse_field(ChangeKind::FieldChanged, pair.id, pair.name, format!("{keys:?}"));
        } else if !keys.is_empty() {
            step.allow(
                ModificationLevel::LtaUpdates,
                ChangeKind::FieldFlagsChanged,
                Some(pair.id),
                Some(pair.name),
            );
        }
        return Ok(());
    }
    if let Some(key) = keys.iter().find(|key| !SIGNING_KEYS.contains(&key.as_bytes())) {
        step.refuse_field(
            ChangeKind::FieldChanged,
            pair.id,
            pair.name,
            format!("the field has another {key:?}"),
        );
        return Ok(());
    }
    let drawn_anew = appearance::check(step, pair)?;
    if is_widget {
        return widget(step, pair, drawn_anew || !only_flags(keys));
    }
    let visible = is_any_visible(step, &pair.new)?;
    new_value(step, pair.id, pair.name, &pair.new, visible)
}

/// A widget of a signature field: it may only change while its field is being signed.
fn widget(step: &mut Step<'_>, pair: &Pair<'_>, changed: bool) -> Result<()> {
    if !changed {
        return Ok(());
    }
    let parent = pair.new.get_reference("Parent").unwrap_or_default();
    let signed =
        |document: &crate::Document| -> Result<bool> { Ok(document.dictionary(parent)?.contains("V")) };
    match !signed(step.old)? && signed(step.new)? {
        true if !step.terms.lock(pair.name) => {
            step.allow(
                ModificationLevel::FormFilling,
                ChangeKind::FieldFilled,
                Some(pair.id),
                Some(pair.name),
            );
        }
        _ => step.refuse_field(
            ChangeKind::SignatureChanged,
            pair.id,
            pair.name,
            "its appearance was changed",
        ),
    }
    Ok(())
}

/// The signature that a field has just got.
fn new_value(
    step: &mut Step<'_>,
    field: u32,
    name: &str,
    dictionary: &Dictionary,
    visible: bool,
) -> Result<()> {
    let Some(id) = dictionary.get_reference("V").filter(|id| !step.old.has(*id)) else {
        step.refuse_field(
            ChangeKind::SignatureChanged,
            field,
            name,
            "the signature is no new object",
        );
        return Ok(());
    };
    let Object::Dictionary(signature) = step.new.get(id)? else {
        step.refuse_field(
            ChangeKind::SignatureChanged,
            field,
            name,
            "the signature is no dictionary",
        );
        return Ok(());
    };
    match signature.get_name("Type") {
        // ISO 32000-2 §12.8.5: a document timestamp shows nothing, and no lock is meant against it.
        Some(b"DocTimeStamp") if !visible => {
            step.allow(
                ModificationLevel::LtaUpdates,
                ChangeKind::TimestampAdded,
                Some(id.number),
                Some(name),
            );
        }
        None | Some(b"Sig" | b"DocTimeStamp") if step.terms.lock(name) => {
            step.refuse_field(
                ChangeKind::LockedFieldChanged,
                field,
                name,
                "a locked field was signed",
            );
        }
        None | Some(b"Sig" | b"DocTimeStamp") => {
            step.allow(
                ModificationLevel::FormFilling,
                ChangeKind::SignatureAdded,
                Some(id.number),
                Some(name),
            );
        }
        Some(_) => step.refuse_field(
            ChangeKind::SignatureChanged,
            field,
            name,
            "the signature is of unknown type",
        ),
    }
    Ok(())
}

/// A field that was not in the form before.
pub(super) fn new_field(
    step: &mut Step<'_>,
    id: ObjectId,
    siblings: &[Object],
    added: &mut BTreeSet<u32>,
) -> Result<()> {
    let Object::Dictionary(field) = step.new.get(id)? else {
        step.refuse(ChangeKind::FieldAdded, Some(id.number), "it is no dictionary");
        return Ok(());
    };
    let name = step.new.lookup(&field, "T")?.as_text().unwrap_or_default();
    if let Some(fault) = new_field_fault(step, id, &field, &name, siblings)? {
        step.refuse_field(ChangeKind::FieldAdded, id.number, &name, fault);
        return Ok(());
    }
    let kids = step.new.lookup_array(&field, "Kids")?.unwrap_or_default();
    added.extend(kids.iter().filter_map(Object::as_reference).map(|kid| kid.number));
    added.insert(id.number);
    let visible = is_any_visible(step, &field)?;
    let level = if visible {
        ModificationLevel::FormFilling
    } else {
        ModificationLevel::LtaUpdates
    };
    if visible && step.terms.certified {
        step.refuse_field(ChangeKind::VisibleFieldAfterCertification, id.number, &name, "");
    } else if visible && step.terms.lock(&name) {
        step.refuse_field(
            ChangeKind::LockedFieldChanged,
            id.number,
            &name,
            "a visible field was added under a lock",
        );
    } else {
        step.allow(
            level,
            ChangeKind::SignatureFieldAdded,
            Some(id.number),
            Some(&name),
        );
    }
    match field.contains("V") {
        true => new_value(step, id.number, &name, &field, visible),
        false => Ok(()),
    }
}

fn new_field_fault(
    step: &Step<'_>,
    id: ObjectId,
    field: &Dictionary,
    name: &str,
    siblings: &[Object],
) -> Result<Option<String>> {
    if step.old.has(id) {
        return Ok(Some("an older object became a field".into()));
    }
    if step.new.lookup(field, "FT")?.as_name() != Some(b"Sig") {
        return Ok(Some("it is no signature field".into()));
    }
    // ISO 32000-2 §12.7.4.2: periods separate the parts of a full name.
    if name.is_empty() || name.contains('.') {
        return Ok(Some("its name is not allowed".into()));
    }
    for sibling in siblings {
        let Object::Dictionary(sibling) = step.new.resolve(sibling)? else {
            continue;
        };
        if step.new.lookup(&sibling, "T")?.as_text().as_deref() == Some(name) {
            return Ok(Some("its name is taken".into()));
        }
    }
    if let Some(key) = unknown_key(field) {
        return Ok(Some(format!("it has {key:?}")));
    }
    for kid in step.new.lookup_array(field, "Kids")?.unwrap_or_default() {
        let Some(kid_id) = kid.as_reference().filter(|id| !step.old.has(*id)) else {
            return Ok(Some("its widget is no new object".into()));
        };
        let widget = step.new.dictionary(kid_id)?;
        if widget.contains("T") || unknown_key(&widget).is_some() {
            return Ok(Some("its widget is no plain widget".into()));
        }
    }
    Ok(None)
}

fn unknown_key(dictionary: &Dictionary) -> Option<&Name> {
    dictionary
        .iter()
        .map(|(key, _)| key)
        .find(|key| !NEW_FIELD_KEYS.contains(&key.as_bytes()))
}

fn is_any_visible(step: &Step<'_>, field: &Dictionary) -> Result<bool> {
    let mut visible = is_visible(step, field)?;
    for kid in step.new.lookup_array(field, "Kids")?.unwrap_or_default() {
        if let Object::Dictionary(widget) = step.new.resolve(&kid)? {
            visible |= is_visible(step, &widget)?;
        }
    }
    Ok(visible)
}
