//! New signature fields for a document that is signed already: appended, nothing else touched.

use super::{PrepareOptions, Prepared, attach, names};
use crate::form::{Created, NewField, NewFieldKind, acro_form, create, invisible_signature, nodes};
use crate::{Document, Edit, Error, Result, Update};

pub(super) fn prepare(
    document: &Document,
    fields: &[NewField],
    options: &PrepareOptions,
) -> Result<Prepared> {
    // A text field added after a signature makes validators call the document modified.
    let changes = [&options.flatten, &options.lock];
    let changes = changes.iter().any(|names| !names.is_empty()) || !options.fill.is_empty();
    if changes || fields.iter().any(|field| field.kind != NewFieldKind::Signature) {
        return Err(Error::Signed);
    }
    let form = acro_form(document, &document.catalog()?)?.unwrap_or_default();
    names::check(
        fields,
        options.closing_seal.as_deref(),
        &nodes(document, &form, document.limits())?,
    )?;
    let mut bytes = document.bytes().to_vec();
    if fields.is_empty() && options.closing_seal.is_none() {
        return Ok(Prepared {
            bytes,
            removed: Vec::new(),
        });
    }
    let mut update = Update::new(document)?;
    let created = create_all(&mut update, document, fields, options)?;
    attach::to_pages(&mut update, &created)?;
    attach::to_form(&mut update, &created, |_, _| Ok(()))?;
    bytes.extend_from_slice(&update.finish()?);
    Ok(Prepared {
        bytes,
        removed: Vec::new(),
    })
}

fn create_all(
    edit: &mut dyn Edit,
    document: &Document,
    fields: &[NewField],
    options: &PrepareOptions,
) -> Result<Vec<Created>> {
    let mut created = Vec::new();
    let pages = document.pages()?;
    for field in fields {
        created.push(create(field, &pages, "", edit)?);
    }
    if let Some(name) = &options.closing_seal {
        let page = document.page(0)?.id;
        let id = edit.add(invisible_signature(name, page).into());
        created.push(Created { id, page });
    }
    Ok(created)
}
