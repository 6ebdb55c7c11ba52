//! Writes an unsigned document anew with all fields in it.

use super::{PrepareOptions, Prepared, attach, clean, flatten, names, tags};
use crate::draw::{Lettering, REPERTOIRE};
use crate::form::{self, Created, NewField, NewFieldKind, Node, create, draw_field, invisible_signature};
use crate::page::pages_of;
use crate::{Dictionary, Document, Edit, Error, Fonts, Object, ObjectId, Page, Resolve, Result, Rewrite};

pub(super) fn prepare(
    document: &Document,
    fields: &[NewField],
    fonts: &Fonts,
    options: &PrepareOptions,
) -> Result<Prepared> {
    let existing = existing_nodes(document)?;
    names::check(fields, options.closing_seal.as_deref(), &existing)?;
    let looks_wanted = wants_appearances(document)?;
    let mut rewrite = Rewrite::new(document)?;
    let removed = clean::clean(&mut rewrite)?;
    let repertoire = needs_text(&rewrite, fields, &existing)?.then(|| embed_repertoire(&mut rewrite, fonts));
    draw_existing(&mut rewrite, fonts, repertoire, looks_wanted)?;
    flatten::flatten(&mut rewrite, &options.flatten)?;
    let created = create_all(&mut rewrite, fields, options)?;
    attach::to_pages(&mut rewrite, &created)?;
    attach::to_form(&mut rewrite, &created, |edit, form| complete_form(edit, form, repertoire))?;
    tags::describe(&mut rewrite, &created, fields)?;
    fill_new(&mut rewrite, fields, fonts, repertoire)?;
    declare_extensions(&mut rewrite)?;
    Ok(Prepared { bytes: rewrite.finish()?, removed })
}

fn existing_nodes(source: &dyn Edit) -> Result<Vec<Node>> {
    let catalog = source.dictionary(source.document().catalog_id()?)?;
    let form = form::acro_form(source, &catalog)?.unwrap_or_default();
    form::nodes(source, &form)
}
