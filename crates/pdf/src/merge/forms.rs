//! Adds the fields of one document to the form of another, under another name where theirs is taken.

use std::collections::BTreeSet;

use super::Renamed;
use super::copy::Copy;
use crate::form::acro_form;
use crate::prepare::attach;
use crate::{Dictionary, Document, Edit, Object, ObjectId, Resolve, Result};

/// Adds all fields of the source.
pub(super) fn append(copy: &mut Copy<'_>, part: usize, renamed: &mut Vec<Renamed>) -> Result<()> {
    let source: &Document = copy.source;
    let Some(form) = acro_form(source, &source.catalog()?)? else {
        return Ok(());
    };
    let mut taken = top_names(copy.edit)?;
    let mut fields = Vec::new();
    for field in source.lookup_array(&form, "Fields")?.unwrap_or_default() {
        let Some(old) = field.as_reference() else { continue };
        let id = copy.reference(old);
        let field = with_form_defaults(source.dictionary(old)?, &form);
        let Object::Dictionary(mut copied) = copy.object(field.into()) else {
            continue;
        };
        copied.remove("StructParent");
        rename(&mut copied, part, &mut taken, renamed);
        copy.settle(id, copied);
        fields.push(Object::Reference(id));
    }
    let resources = copy.object(source.lookup(&form, "DR")?);
    let looks_wanted = source.lookup(&form, "NeedAppearances")?.as_bool() == Some(true);
    attach::to_form(copy.edit, &[], |edit, form| {
        add_fields(edit, form, fields)?;
        if looks_wanted {
            form.set("NeedAppearances", true);
        }
        add_resources(edit, form, resources)
    })
}

fn top_names(edit: &dyn Edit) -> Result<BTreeSet<String>> {
    let catalog = edit.dictionary(edit.document().catalog_id()?)?;
    let form = acro_form(edit, &catalog)?.unwrap_or_default();
    let mut names = BTreeSet::new();
    for field in edit.lookup_array(&form, "Fields")?.unwrap_or_default() {
        let field = edit.resolve(&field)?;
        let name = field
            .as_dictionary()
            .map(|field| edit.lookup(field, "T"))
            .transpose()?;
        names.extend(name.and_then(|name| name.as_text()));
    }
    Ok(names)
}

/// What the form said for all its fields, each field now says itself.
fn with_form_defaults(mut field: Dictionary, form: &Dictionary) -> Dictionary {
    for key in ["DA", "Q"] {
        if let (None, Some(value)) = (field.get(key), form.get(key)) {
            field.set(key, value.clone());
        }
    }
    field
}

fn rename(field: &mut Dictionary, part: usize, taken: &mut BTreeSet<String>, renamed: &mut Vec<Renamed>) {
    let from = field.get("T").and_then(Object::as_text).unwrap_or_default();
    let mut to = from.clone();
    let mut attempt = part + 1;
    while !taken.insert(to.clone()) {
        to = format!("part{attempt}_{from}");
        attempt += 1;
    }
    if to != from {
        field.set("T", Object::text(&to));
        renamed.push(Renamed { part, from, to });
    }
}

fn add_fields(edit: &mut dyn Edit, form: &mut Dictionary, fields: Vec<Object>) -> Result<()> {
    let mut all = edit.lookup_array(form, "Fields")?.unwrap_or_default();
    all.extend(fields);
    form.set("Fields", all);
    Ok(())
}

/// Fonts of the form's default resources that the new form lacks.
fn add_resources(edit: &mut dyn Edit, form: &mut Dictionary, resources: Object) -> Result<()> {
    let Object::Dictionary(added) = resources else {
        return Ok(());
    };
    let mut all = edit.lookup_dictionary(form, "DR")?.unwrap_or_default();
    for (key, value) in added.iter() {
        let Some(mut group) = edit.lookup_dictionary(&all, &String::from_utf8_lossy(key.as_bytes()))? else {
            all.set(key.as_bytes(), value.clone());
            continue;
        };
        // A group that is an object of its own is not there yet to be looked into; the field's looks do not need it.
        let Object::Dictionary(new) = value else { continue };
        for (name, resource) in new
            .iter()
            .filter(|(name, _)| !group.contains(name.as_bytes()))
            .collect::<Vec<_>>()
        {
            group.set(name.as_bytes(), resource.clone());
        }
        all.set(key.as_bytes(), group);
    }
    form.set("DR", all);
    Ok(())
}

impl Copy<'_> {
    /// Gives a copy its value now; its source will not be read again.
    fn settle(&mut self, id: ObjectId, value: Dictionary) {
        self.forget_pending(id);
        self.edit.set(id, value.into());
    }
}
