//! The values of fields as other programs take them: one entry for each question, in the order of the fields.

use super::{Field, FieldValue};
use crate::ids::{FieldId, ParticipantSetId};
use std::collections::BTreeMap;

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// What it is called; the same name twice is two fields.
    pub name: String,
    /// What people were told about it.
    pub label: String,
    /// The name of its kind.
    pub kind: &'static str,
    /// Whose it is.
    pub assignee: ParticipantSetId,
    /// The answer: nothing, one text, or several.
    pub values: Vec<String>,
}

/// Every question with its answer; what is drawn by hand stands in the document, not here.
pub fn exported(fields: &[Field], values: &BTreeMap<FieldId, &FieldValue>) -> Vec<Exported> {
    let mut entries: Vec<Exported> = Vec::new();
    let mut groups: BTreeMap<(&str, ParticipantSetId, &str), usize> = BTreeMap::new();
    for field in fields.iter().filter(|field| !field.kind.is_mark()) {
        let texts = field.texts(values.get(&field.id).copied());
        let group = field.group().filter(|_| field.options.name.is_empty());
        let known = group.and_then(|group| groups.get(&(field.kind.name(), field.assignee, group)));
        if let Some(entry) = known.and_then(|place| entries.get_mut(*place)) {
            entry.values.extend(texts);
            continue;
        }
        if let Some(group) = group {
            groups.insert((field.kind.name(), field.assignee, group), entries.len());
        }
        entries.push(Exported {
            name: name_of(field),
            label: field.label.clone(),
            kind: field.kind.name(),
            assignee: field.assignee,
            values: texts,
        });
    }
    entries
}

fn name_of(field: &Field) -> String {
    let own = Some(field.options.name.as_str()).filter(|name| !name.is_empty());
    own.or(field.group())
        .or(field.pdf_name.as_deref())
        .map_or_else(|| field.id.to_string(), str::to_owned)
}
