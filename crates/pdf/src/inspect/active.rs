//! Lists what a document would do by itself in a viewer; it does none of it.

use std::collections::BTreeSet;

use crate::{Dictionary, Document, Object, Resolve, Result};

/// Stable words for all active content, in alphabetical order.
pub(super) fn list(document: &Document, catalog: &Dictionary) -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    if opens_with_action(document, catalog)? {
        found.insert("open_action");
    }
    if catalog.contains("AA") {
        found.insert("additional_actions");
    }
    let names = document.lookup_dictionary(catalog, "Names")?.unwrap_or_default();
    for (key, word) in [("JavaScript", "javascript"), ("EmbeddedFiles", "embedded_files")] {
        if names.contains(key) {
            found.insert(word);
        }
    }
    super::each_object(document, &mut |_, object| {
        look(object, &mut found);
        Ok(())
    })?;
    Ok(found.into_iter().map(str::to_owned).collect())
}

/// A mere destination, as an array or as a `GoTo` action, only says where reading begins.
fn opens_with_action(document: &Document, catalog: &Dictionary) -> Result<bool> {
    Ok(match document.lookup(catalog, "OpenAction")? {
        Object::Dictionary(action) => document.lookup(&action, "S")?.as_name() != Some(b"GoTo"),
        _ => false,
    })
}

fn look(object: &Object, found: &mut BTreeSet<&'static str>) {
    match object {
        Object::Array(items) => items.iter().for_each(|item| look(item, found)),
        Object::Dictionary(dictionary) => look_within(dictionary, found),
        Object::Stream(stream) => look_within(&stream.dictionary, found),
        _ => {}
    }
}

fn look_within(dictionary: &Dictionary, found: &mut BTreeSet<&'static str>) {
    // ISO 32000-2 Table 201; a structure element's S is never one of these names.
    found.extend(dictionary.get_name("S").and_then(action));
    found.extend(dictionary.get_name("Subtype").and_then(annotation));
    if dictionary.contains("AA") {
        found.insert("additional_actions");
    }
    dictionary.iter().for_each(|(_, value)| look(value, found));
}

fn action(kind: &[u8]) -> Option<&'static str> {
    Some(match kind {
        b"JavaScript" => "javascript",
        b"Launch" => "launch",
        b"SubmitForm" => "submit_form",
        b"ImportData" => "import_data",
        b"GoToR" | b"GoToE" => "go_to_other_file",
        b"Rendition" | b"Movie" | b"Sound" => "media",
        b"RichMediaExecute" => "rich_media",
        _ => return None,
    })
}

fn annotation(kind: &[u8]) -> Option<&'static str> {
    Some(match kind {
        b"RichMedia" | b"3D" => "rich_media",
        b"Movie" | b"Screen" | b"Sound" => "media",
        b"FileAttachment" => "embedded_files",
        _ => return None,
    })
}
