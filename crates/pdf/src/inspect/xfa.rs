//! Tells static from dynamic XFA forms; it never interprets one.

use serde::{Deserialize, Serialize};

use crate::{Dictionary, Document, Object, Resolve, Result};

/// Whether a document is an XFA form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Xfa {
    /// It has none.
    #[default]
    None,
    /// It has one beside real pages and fields; it can be dropped.
    Static,
    /// Its pages exist only in the XFA form; it cannot be shown.
    Dynamic,
}

/// Looks for an XFA form and whether its pages must be made from it.
pub(crate) fn kind(document: &Document, catalog: &Dictionary) -> Result<Xfa> {
    let form = document
        .lookup_dictionary(catalog, "AcroForm")?
        .unwrap_or_default();
    let packets = match document.lookup(&form, "XFA")? {
        Object::Null => return Ok(Xfa::None),
        Object::Array(packets) => packets,
        single => vec![single],
    };
    // ISO 32000-2 Table 29: NeedsRendering says so outright.
    if document.lookup(catalog, "NeedsRendering")?.as_bool() == Some(true) {
        return Ok(Xfa::Dynamic);
    }
    for packet in packets {
        let Object::Stream(stream) = document.resolve(&packet)? else {
            continue;
        };
        if document
            .decode(&stream)
            .is_ok_and(|packet| requires_rendering(&packet))
        {
            return Ok(Xfa::Dynamic);
        }
    }
    Ok(Xfa::Static)
}

/// `<dynamicRender>required</dynamicRender>` in the configuration packet.
fn requires_rendering(packet: &[u8]) -> bool {
    let mut hits = memchr::memmem::find_iter(packet, b"dynamicRender");
    hits.any(|at| {
        let after = packet.get(at + b"dynamicRender".len()..).unwrap_or_default();
        after
            .trim_ascii_start()
            .strip_prefix(b">")
            .is_some_and(|text| text.trim_ascii_start().starts_with(b"required"))
    })
}
