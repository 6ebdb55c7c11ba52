//! Files embedded in a document (ISO 32000-2 §7.11.4), by name.

use crate::{Dictionary, Document, Object, Resolve, Result};

/// A name tree deeper than this is not read further.
const MAX_DEPTH: usize = 16;
/// More nodes or files than this are not read.
const MAX_NODES: usize = 1000;

/// A file within the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// Its bytes, with all filters undone.
    pub data: Vec<u8>,
}

/// The embedded files of the document's name tree, in its order.
pub fn attachments(document: &Document) -> Result<Vec<Attached>> {
    let catalog = document.catalog()?;
    let names = document.lookup_dictionary(&catalog, "Names")?.unwrap_or_default();
    let Some(root) = document.lookup_dictionary(&names, "EmbeddedFiles")? else {
        return Ok(Vec::new());
    };
    let (mut found, mut nodes) = (Vec::new(), vec![(root, 0)]);
    let mut visited = 0;
    while let Some((node, depth)) = nodes.pop() {
        visited += 1;
        if visited > MAX_NODES || found.len() > MAX_NODES {
            break;
        }
        for pair in document
            .lookup_array(&node, "Names")?
            .unwrap_or_default()
            .chunks_exact(2)
        {
            if let Object::Dictionary(file) = document.resolve(&pair[1])? {
                found.extend(attached(document, &file)?);
            }
        }
        if depth < MAX_DEPTH {
            let kids = document.lookup_array(&node, "Kids")?.unwrap_or_default();
            for kid in kids.iter().rev() {
                if let Object::Dictionary(kid) = document.resolve(kid)? {
                    nodes.push((kid, depth + 1));
                }
            }
        }
    }
    Ok(found)
}

fn attached(document: &Document, file: &Dictionary) -> Result<Option<Attached>> {
    let mut name = Object::Null;
    for key in ["UF", "F"] {
        if name.is_null() {
            name = document.lookup(file, key)?;
        }
    }
    let embedded = document.lookup_dictionary(file, "EF")?.unwrap_or_default();
    let Object::Stream(stream) = document.lookup(&embedded, "F")? else {
        return Ok(None);
    };
    Ok(Some(Attached {
        name: name.as_text().unwrap_or_default(),
        data: document.decode(&stream)?,
    }))
}
