//! Vouches for growth of the document security store (EN 319 142-1 §5.4.2); it looks into no certificate.

use super::equal::same_value;
use super::{ChangeKind, ModificationLevel, Step};
use crate::{Dictionary, Object, Resolve, Result};

const ARRAYS: [&str; 3] = ["Certs", "CRLs", "OCSPs"];
const VRI_ARRAYS: [&str; 3] = ["Cert", "CRL", "OCSP"];

/// The store may be added and may grow; what it holds per signature stays as it is.
pub(super) fn security_store(step: &mut Step<'_>) -> Result<()> {
    let (old_catalog, new_catalog) = (step.old.catalog()?, step.new.catalog()?);
    let Some(new) = step.new.lookup_dictionary(&new_catalog, "DSS")? else {
        return Ok(());
    };
    let old = step.old.lookup_dictionary(&old_catalog, "DSS")?;
    let root = step.new.catalog_id()?.number;
    let holder = new_catalog.get_reference("DSS").map_or(root, |id| id.number);
    if !touched(step, &old_catalog, &new_catalog, old.as_ref(), &new) {
        return Ok(());
    }
    step.permit_at(new_catalog.get("DSS"), root, "DSS");
    let old = old.unwrap_or_default();
    match faults(step, holder, &old, &new)? {
        None => step.allow(
            ModificationLevel::LtaUpdates,
            ChangeKind::ValidationDataAdded,
            Some(holder),
            None,
        ),
        Some(fault) => step.refuse(ChangeKind::ValidationDataChanged, Some(holder), fault),
    }
    Ok(())
}

/// Whether this revision says anything about the store.
fn touched(
    step: &Step<'_>,
    old_catalog: &Dictionary,
    new_catalog: &Dictionary,
    old: Option<&Dictionary>,
    new: &Dictionary,
) -> bool {
    let Some(old) = old else { return true };
    let mut parts = vec![(old_catalog.get("DSS"), new_catalog.get("DSS"))];
    parts.extend(
        ARRAYS
            .iter()
            .chain(&["VRI"])
            .map(|key| (old.get(key), new.get(key))),
    );
    let renewed = |value: Option<&Object>| {
        value
            .and_then(Object::as_reference)
            .is_some_and(|id| step.changed.contains(&id.number))
    };
    parts
        .into_iter()
        .any(|(old, new)| !same_value(old, new) || renewed(new))
}

fn faults(step: &mut Step<'_>, holder: u32, old: &Dictionary, new: &Dictionary) -> Result<Option<String>> {
    if let Some(key) = unexpected_key(new, &["Type", "VRI", "Certs", "CRLs", "OCSPs"]) {
        return Ok(Some(format!("unexpected key /{key}")));
    }
    for key in ARRAYS {
        step.permit_at(new.get(key), holder, key);
        if let Some(fault) = stream_array_fault(step, new, key)? {
            return Ok(Some(fault));
        }
    }
    step.permit_at(new.get("VRI"), holder, "VRI");
    let old = step.old.lookup_dictionary(old, "VRI")?.unwrap_or_default();
    let new = step.new.lookup_dictionary(new, "VRI")?.unwrap_or_default();
    related_faults(step, &old, &new)
}

fn related_faults(step: &Step<'_>, old: &Dictionary, new: &Dictionary) -> Result<Option<String>> {
    for (key, value) in old.iter() {
        // Measured: validators call a rewritten entry a modification.
        if !same_value(Some(value), new.get(key.as_bytes())) {
            return Ok(Some(format!("/VRI {key:?} was changed or removed")));
        }
    }
    for (key, value) in new.iter().filter(|(key, _)| !old.contains(key.as_bytes())) {
        let well_formed = key.as_bytes().len() == 40
            && key
                .as_bytes()
                .iter()
                .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        let Object::Dictionary(entry) = step.new.resolve(value)? else {
            return Ok(Some(format!("/VRI {key:?} is no dictionary")));
        };
        if !well_formed {
            return Ok(Some(format!("/VRI {key:?} is not the name of a digest")));
        }
        if let Some(unexpected) = unexpected_key(&entry, &["Type", "TU", "TS", "Cert", "CRL", "OCSP"]) {
            return Ok(Some(format!("unexpected key /{unexpected} in /VRI")));
        }
        for array in VRI_ARRAYS {
            if let Some(fault) = stream_array_fault(step, &entry, array)? {
                return Ok(Some(fault));
            }
        }
    }
    Ok(None)
}

/// Each of these arrays holds references to streams and nothing else.
fn stream_array_fault(step: &Step<'_>, holder: &Dictionary, key: &str) -> Result<Option<String>> {
    if !holder.contains(key) {
        return Ok(None);
    }
    let Some(items) = step.new.lookup_array(holder, key)? else {
        return Ok(Some(format!("/{key} is no array")));
    };
    for item in &items {
        let is_stream = item.as_reference().is_some() && matches!(step.new.resolve(item)?, Object::Stream(_));
        if !is_stream {
            return Ok(Some(format!("/{key} holds something that is no stream")));
        }
    }
    Ok(None)
}

fn unexpected_key(dictionary: &Dictionary, expected: &[&str]) -> Option<String> {
    let unexpected = dictionary
        .iter()
        .find(|(key, _)| !expected.iter().any(|known| known.as_bytes() == key.as_bytes()));
    unexpected.map(|(key, _)| String::from_utf8_lossy(key.as_bytes()).into_owned())
}
