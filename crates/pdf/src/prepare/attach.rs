//! Puts fields into the form and their widgets onto pages; it makes neither.

use std::collections::BTreeMap;

use crate::form::Created;
use crate::{Dictionary, Edit, Object, ObjectId, Result};

/// Adds the widgets to the annotations of their pages, in place where the array is an object of its own.
pub(crate) fn to_pages(edit: &mut dyn Edit, created: &[Created]) -> Result<()> {
    let mut pages: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for field in created {
        pages.entry(field.page).or_default().push(field.id);
    }
    for (page, widgets) in pages {
        let new = widgets.into_iter().map(Object::Reference);
        let mut dictionary = edit.dictionary(page)?;
        let mut annotations = edit.lookup_array(&dictionary, "Annots")?.unwrap_or_default();
        annotations.extend(new);
        match dictionary.get_reference("Annots") {
            Some(id) => edit.set(id, annotations.into()),
            None => {
                dictionary.set("Annots", annotations);
                edit.set(page, dictionary.into());
            }
        }
    }
    Ok(())
}

/// Adds the fields to the form, which is made if there is none, and lets `change` alter the form itself.
pub(crate) fn to_form(
    edit: &mut dyn Edit,
    created: &[Created],
    change: impl FnOnce(&mut dyn Edit, &mut Dictionary) -> Result<()>,
) -> Result<()> {
    let catalog_id = edit.document().catalog_id()?;
    let mut catalog = edit.dictionary(catalog_id)?;
    let mut form = edit.lookup_dictionary(&catalog, "AcroForm")?.unwrap_or_default();
    let mut fields = edit.lookup_array(&form, "Fields")?.unwrap_or_default();
    fields.extend(created.iter().map(|field| Object::Reference(field.id)));
    match form.get_reference("Fields") {
        Some(id) => edit.set(id, fields.into()),
        None => form.set("Fields", fields),
    }
    change(edit, &mut form)?;
    match catalog.get_reference("AcroForm") {
        Some(id) => edit.set(id, form.into()),
        None if catalog.contains("AcroForm") => {
            catalog.set("AcroForm", form);
            edit.set(catalog_id, catalog.into());
        }
        None => {
            let id = edit.add(form.into());
            catalog.set("AcroForm", id);
            edit.set(catalog_id, catalog.into());
        }
    }
    Ok(())
}
