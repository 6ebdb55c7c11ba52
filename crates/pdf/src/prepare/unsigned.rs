//! Writes an unsigned document anew with all fields in it.

use std::collections::{BTreeMap, BTreeSet};

use super::{PrepareOptions, Prepared, attach, clean, flatten, names, tags};
use crate::draw::{Lettering, REPERTOIRE};
use crate::form::{self, Created, FieldKind, NewField, Node, create, draw_field, invisible_signature};
use crate::inspect::{Xfa, xfa_kind};
use crate::page::pages_of;
use crate::{
    Dictionary, Document, Edit, Error, Fonts, Limits, Object, ObjectId, Page, Resolve, Result, Rewrite, Value,
};

pub(super) fn prepare(
    document: &Document,
    fields: &[NewField],
    fonts: &Fonts,
    options: &PrepareOptions,
) -> Result<Prepared> {
    let catalog = document.catalog()?;
    // Such pages exist only in the program of one vendor.
    if xfa_kind(document, &catalog)? == Xfa::Dynamic {
        return Err(Error::DynamicXfa);
    }
    let existing = field_nodes(document, &catalog, document.limits())?;
    names::check(fields, options.closing_seal.as_deref(), &existing)?;
    let form = form::acro_form(document, &catalog)?.unwrap_or_default();
    let looks_wanted = document.lookup(&form, "NeedAppearances")?.as_bool() == Some(true);
    let mut rewrite = Rewrite::new(document)?;
    let mut removed = clean::clean(&mut rewrite)?;
    if options.forget_signature_rules {
        removed.extend(clean::signature_rules(&mut rewrite)?);
    }
    let repertoire = needs_text(document, fields, &existing)?.then(|| embed_repertoire(&mut rewrite, fonts));
    draw_existing(&mut rewrite, (fonts, repertoire), looks_wanted, options)?;
    flatten::flatten(&mut rewrite, &options.flatten)?;
    let created = create_all(&mut rewrite, fields, options)?;
    attach::to_pages(&mut rewrite, &created)?;
    attach::to_form(&mut rewrite, &created, |edit, form| {
        complete_form(edit, form, repertoire)
    })?;
    tags::describe(&mut rewrite, &created)?;
    fill_new(&mut rewrite, fields, fonts, repertoire)?;
    crate::extensions::declare(&mut rewrite)?;
    Ok(Prepared {
        bytes: rewrite.finish()?,
        removed,
    })
}

fn field_nodes(source: &dyn Resolve, catalog: &Dictionary, limits: &Limits) -> Result<Vec<Node>> {
    let form = form::acro_form(source, catalog)?.unwrap_or_default();
    form::nodes(source, &form, limits)
}

fn nodes_of(edit: &dyn Edit) -> Result<Vec<Node>> {
    let catalog = edit.dictionary(edit.document().catalog_id()?)?;
    field_nodes(edit, &catalog, edit.document().limits())
}

/// Whether anything will ever be written into this document as text.
fn needs_text(source: &dyn Resolve, fields: &[NewField], existing: &[Node]) -> Result<bool> {
    if fields.iter().any(|field| !field.kind.is_switch()) {
        return Ok(true);
    }
    for node in existing {
        match form::kind(source, node)? {
            FieldKind::Text { .. } | FieldKind::Choice { .. } | FieldKind::Signature { .. } => {
                return Ok(true);
            }
            _ => {}
        }
    }
    Ok(false)
}

fn embed_repertoire(edit: &mut dyn Edit, fonts: &Fonts) -> ObjectId {
    fonts.repertoire().embed(&mut |object| edit.add(object))
}

/// Gives looks to fields of the file that have none, or whose looks a viewer was to make, and puts the sender's values in.
fn draw_existing(
    edit: &mut dyn Edit,
    (fonts, repertoire): (&Fonts, Option<ObjectId>),
    looks_wanted: bool,
    options: &PrepareOptions,
) -> Result<()> {
    let mut values: BTreeMap<&str, &Value> = options
        .fill
        .iter()
        .map(|field| (field.name.as_str(), &field.value))
        .collect();
    let mut locked: BTreeSet<&str> = options.lock.iter().map(String::as_str).collect();
    let mut lettering = Lettering::new(fonts, repertoire);
    let mut drawn = Vec::new();
    for node in nodes_of(edit)? {
        let kind = form::kind(edit, &node)?;
        let value = values.remove(node.name.as_str());
        let lock = locked.remove(node.name.as_str());
        let is_text = matches!(kind, FieldKind::Text { .. } | FieldKind::Choice { .. });
        let is_switch = matches!(kind, FieldKind::Checkbox | FieldKind::Radio);
        let bare = node.widgets.iter().any(|(_, widget)| !widget.contains("AP"));
        let stale = looks_wanted && is_text && node.attributes.contains("V");
        if (is_text || is_switch) && (bare || stale || lock) || value.is_some() {
            let mut field = draw_field(edit, &node, value, &mut lettering)?;
            if lock {
                field.lock();
            }
            drawn.push(field);
        }
    }
    if let Some(name) = values.keys().chain(&locked).next() {
        return Err(Error::NoSuchField((*name).to_owned()));
    }
    let resources = lettering.resources(&mut |object| edit.add(object))?;
    drawn
        .into_iter()
        .try_for_each(|field| field.write(edit, &resources))
}

fn create_all(edit: &mut dyn Edit, fields: &[NewField], options: &PrepareOptions) -> Result<Vec<Created>> {
    let catalog = edit.dictionary(edit.document().catalog_id()?)?;
    let pages: Vec<Page> = pages_of(edit, &catalog, &edit.document().limits().clone())?;
    let mut created = Vec::with_capacity(fields.len() + 1);
    for field in fields {
        created.push(create(field, &pages, REPERTOIRE, edit)?);
    }
    if let Some(name) = &options.closing_seal {
        let page = pages.first().ok_or(Error::NoSuchPage(0))?.id;
        let id = edit.add(invisible_signature(name, page).into());
        created.push(Created { id, page });
    }
    Ok(created)
}

/// Default resources and the flags that say: signatures are here, only append (ISO 32000-2 Table 225).
fn complete_form(edit: &mut dyn Edit, form: &mut Dictionary, repertoire: Option<ObjectId>) -> Result<()> {
    form.set("SigFlags", 3i64);
    let Some(repertoire) = repertoire else {
        return Ok(());
    };
    let mut resources = edit.lookup_dictionary(form, "DR")?.unwrap_or_default();
    let mut fonts = edit.lookup_dictionary(&resources, "Font")?.unwrap_or_default();
    fonts.set(REPERTOIRE, repertoire);
    resources.set("Font", fonts);
    form.set("DR", resources);
    if !form.contains("DA") {
        form.set("DA", Object::string(format!("/{REPERTOIRE} 0 Tf 0 g")));
    }
    Ok(())
}

/// Draws what the sender put into new fields.
fn fill_new(
    edit: &mut dyn Edit,
    fields: &[NewField],
    fonts: &Fonts,
    repertoire: Option<ObjectId>,
) -> Result<()> {
    if fields.iter().all(|field| field.value.is_none()) {
        return Ok(());
    }
    let nodes = nodes_of(edit)?;
    let nodes: BTreeMap<&str, &Node> = nodes.iter().map(|node| (node.name.as_str(), node)).collect();
    let mut lettering = Lettering::new(fonts, repertoire);
    let mut drawn = Vec::new();
    for field in fields.iter().filter(|field| field.value.is_some()) {
        let node = nodes.get(field.name.as_str());
        let node = *node.ok_or_else(|| Error::NoSuchField(field.name.clone()))?;
        drawn.push(draw_field(edit, node, field.value.as_ref(), &mut lettering)?);
    }
    let resources = lettering.resources(&mut |object| edit.add(object))?;
    drawn
        .into_iter()
        .try_for_each(|field| field.write(edit, &resources))
}
