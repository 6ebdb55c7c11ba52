//! One person's act as one incremental revision: values, read-only flags, appearances and the place of a signature.
//!
//! It signs nothing: what comes back waits for the signature (see [`crate::PreparedRevision`]).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::draw::{Ink, Lettering, REPERTOIRE, Signing};
use crate::form::{self, FieldKind, Node, Value, draw_field, draw_signature, invisible_signature};
use crate::signatures::is_signed_field;
use crate::{
    Dictionary, Document, Edit, Error, Fonts, Object, ObjectId, PreparedRevision, Resolve, Result,
    SignatureDictionary, SubFilter, Update,
};

/// What a person does to the document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// What goes into which field; each must be one of their own.
    pub values: Vec<FieldValue>,
    /// All fields of this person, filled or not, without the signature field; all are drawn anew.
    pub own_fields: Vec<String>,
    /// Their fields become read-only.
    pub lock: bool,
    /// The signature field that takes the signature; where the document has none of that name, an invisible one is made.
    pub signature_field: String,
    /// What the signature looks like; none for an act that is not seen.
    pub appearance: Option<SignatureAppearance>,
}

/// A value and its field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The field's full name.
    pub name: String,
    /// What goes into it.
    pub value: Value,
}

/// What a signature looks like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignatureAppearance {
    /// The drawn signature.
    pub ink: Option<Ink>,
    /// The name in the hand face, where nothing was drawn.
    pub typed: Option<String>,
    /// Small lines that say who signed and how.
    pub lines: Vec<String>,
}

/// Puts the act into one revision that waits for its signature.
pub fn act(
    document: &Document,
    act: &Act,
    dictionary: &SignatureDictionary,
    fonts: &Fonts,
) -> Result<PreparedRevision> {
    let catalog = document.catalog()?;
    let form = form::acro_form(document, &catalog)?.unwrap_or_default();
    let nodes = form::nodes(document, &form, document.limits())?;
    let was_signed = nodes.iter().any(|node| is_signed_field(document, node));
    let nodes: BTreeMap<&str, &Node> = nodes.iter().map(|node| (node.name.as_str(), node)).collect();
    let mut update = Update::new(document)?;
    let mut lettering = Lettering::new(fonts, repertoire(document, &form, fonts)?);
    let mut drawn = Vec::new();
    for (node, value) in assignments(document, act, &nodes)? {
        let mut field = draw_field(document, node, value, &mut lettering)?;
        if act.lock {
            field.lock();
        }
        drawn.push(field);
    }
    let place = signature_place(document, act, &nodes)?;
    if let (Some(node), Some(appearance)) = (place, &act.appearance) {
        appearance.check()?;
        drawn.push(draw_signature(
            document,
            node,
            &appearance.signing(),
            &mut lettering,
        )?);
    }
    let resources = lettering.resources(&mut |object| update.add(object))?;
    drawn
        .into_iter()
        .try_for_each(|field| field.write(&mut update, &resources))?;
    let signature = update.add_signature(dictionary.clone());
    match place {
        Some(node) => set_signature(&mut update, node.id, signature)?,
        None => {
            let name = &act.signature_field;
            add_signature_field(&mut update, document, (name, signature), was_signed)?;
        }
    }
    if dictionary.declares_iso_32002 {
        crate::extensions::declare_iso_32002(&mut update)?;
    }
    if dictionary.certification.is_some() {
        certify(&mut update, signature)?;
    }
    update.finish_prepared()
}

/// One revision with the place of a document timestamp (ISO 32000-2 §12.8.5) in a field of its own that nobody sees.
pub fn timestamp_place(document: &Document, contents_size: usize) -> Result<PreparedRevision> {
    let mut update = Update::new(document)?;
    let form = form::acro_form(document, &document.catalog()?)?.unwrap_or_default();
    let nodes = form::nodes(document, &form, document.limits())?;
    let was_signed = nodes.iter().any(|node| is_signed_field(document, node));
    let name = free_name(&nodes)?;
    let signature = update.add_signature(SignatureDictionary::new(SubFilter::Rfc3161, contents_size));
    add_signature_field(&mut update, document, (&name, signature), was_signed)?;
    crate::extensions::declare(&mut update)?;
    update.finish_prepared()
}

/// A field name that is neither taken nor the beginning of one.
fn free_name(nodes: &[Node]) -> Result<String> {
    let taken: BTreeSet<&str> = nodes
        .iter()
        .filter_map(|node| node.name.split('.').next())
        .collect();
    let mut names = (1..).map(|number| format!("timestamp_{number:02}"));
    let free = names.find(|name| !taken.contains(name.as_str()));
    free.ok_or_else(|| Error::FieldName("timestamp".to_owned()))
}

impl SignatureAppearance {
    fn check(&self) -> Result<()> {
        self.ink.as_ref().map_or(Ok(()), Ink::check)
    }

    fn signing(&self) -> Signing<'_> {
        Signing {
            ink: self.ink.as_ref(),
            typed: self.typed.as_deref(),
            lines: &self.lines,
        }
    }
}

/// Each own field once, with the value that it gets.
fn assignments<'a>(
    source: &dyn Resolve,
    act: &'a Act,
    nodes: &BTreeMap<&str, &'a Node>,
) -> Result<Vec<(&'a Node, Option<&'a Value>)>> {
    let own: BTreeSet<&str> = act.own_fields.iter().map(String::as_str).collect();
    let mut values: BTreeMap<&str, &Value> = BTreeMap::new();
    for field in &act.values {
        if values.insert(&field.name, &field.value).is_some() || !own.contains(field.name.as_str()) {
            return Err(Error::WrongValue(field.name.clone()));
        }
    }
    let mut assignments = Vec::new();
    for name in &act.own_fields {
        let node = *nodes
            .get(name.as_str())
            .ok_or_else(|| Error::NoSuchField(name.clone()))?;
        let read_only = form::field_flags(node) & form::flags::READ_ONLY != 0;
        let value = values.remove(name.as_str());
        if (read_only && value.is_some()) || matches!(form::kind(source, node)?, FieldKind::Signature { .. })
        {
            return Err(Error::FieldLocked(name.clone()));
        }
        assignments.push((node, value));
    }
    Ok(assignments)
}

/// The field for the signature, if it is there already; it must be empty.
fn signature_place<'a>(
    source: &dyn Resolve,
    act: &Act,
    nodes: &BTreeMap<&str, &'a Node>,
) -> Result<Option<&'a Node>> {
    let name = &act.signature_field;
    let Some(node) = nodes.get(name.as_str()).copied() else {
        let usable = act.appearance.is_none() && !name.is_empty() && !name.contains('.');
        return if usable {
            Ok(None)
        } else {
            Err(Error::NoSuchField(name.clone()))
        };
    };
    match form::kind(source, node)? {
        FieldKind::Signature { signed: false } => Ok(Some(node)),
        FieldKind::Signature { signed: true } => Err(Error::FieldLocked(name.clone())),
        _ => Err(Error::WrongValue(name.clone())),
    }
}

/// The font that [`crate::prepare()`] embedded, if this very one was embedded.
fn repertoire(source: &dyn Resolve, form: &Dictionary, fonts: &Fonts) -> Result<Option<ObjectId>> {
    let resources = source.lookup_dictionary(form, "DR")?.unwrap_or_default();
    let embedded = source.lookup_dictionary(&resources, "Font")?.unwrap_or_default();
    let Some(id) = embedded.get_reference(REPERTOIRE) else {
        return Ok(None);
    };
    let name = source.dictionary(id)?;
    Ok((name.get_name("BaseFont") == Some(fonts.repertoire().name().as_bytes())).then_some(id))
}

fn set_signature(edit: &mut dyn Edit, field: ObjectId, signature: ObjectId) -> Result<()> {
    let mut dictionary = edit.dictionary(field)?;
    dictionary.set("V", signature);
    edit.set(field, dictionary.into());
    Ok(())
}

/// An invisible signature field on the first page.
fn add_signature_field(
    edit: &mut Update<'_>,
    document: &Document,
    (name, signature): (&str, ObjectId),
    was_signed: bool,
) -> Result<()> {
    let page = document.page(0)?.id;
    let mut field = invisible_signature(name, page);
    field.set("V", signature);
    let created = [form::Created {
        id: edit.add(field.into()),
        page,
    }];
    crate::prepare::attach::to_pages(edit, &created)?;
    crate::prepare::attach::to_form(edit, &created, |_, form| {
        // After a signature nothing else of the form may change; before the first the flags are due.
        if !was_signed {
            form.set("SigFlags", Object::Integer(3));
        }
        Ok(())
    })
}

// ISO 32000-2 §12.8.6: the catalog names the certification.
fn certify(edit: &mut dyn Edit, signature: ObjectId) -> Result<()> {
    let id = edit.document().catalog_id()?;
    let mut catalog = edit.dictionary(id)?;
    catalog.set("Perms", Dictionary::from_entries([("DocMDP", signature.into())]));
    edit.set(id, catalog.into());
    Ok(())
}
