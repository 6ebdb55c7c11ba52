//! Declares in the catalog that a file uses more than its version has (ISO 32000-2 §7.12); it judges no declaration.

use crate::{Dictionary, Edit, Object, Result};

/// The European prefix; level 5 covers CAdES signatures, document timestamps and the security store.
const PREFIX: &str = "ESIC";
const LEVEL: i64 = 5;

/// Says that signatures of EN 319 142-1 and their validation data may stand in the file, unless it says so already.
pub(crate) fn declare(edit: &mut dyn Edit) -> Result<()> {
    let (catalog, mut extensions) = declared(edit)?;
    if is_declared(edit, &extensions)? {
        return Ok(());
    }
    let level = [
        ("BaseVersion", Object::name("1.7")),
        ("ExtensionLevel", Object::Integer(LEVEL)),
    ];
    extensions.set(PREFIX, Dictionary::from_entries(level));
    keep(edit, catalog, extensions)
}

fn declared(edit: &dyn Edit) -> Result<(Dictionary, Dictionary)> {
    let catalog = edit.dictionary(edit.document().catalog_id()?)?;
    let extensions = edit.lookup_dictionary(&catalog, "Extensions")?;
    Ok((catalog, extensions.unwrap_or_default()))
}

/// Where the dictionary of extensions is an object of its own it stays one.
fn keep(edit: &mut dyn Edit, mut catalog: Dictionary, extensions: Dictionary) -> Result<()> {
    match catalog.get_reference("Extensions") {
        Some(holder) => edit.set(holder, extensions.into()),
        None => {
            catalog.set("Extensions", extensions);
            edit.set(edit.document().catalog_id()?, catalog.into());
        }
    }
    Ok(())
}

/// ISO/TS 32002:2022 §5: under the prefix of ISO stands an array, for one file may use several of its extensions.
pub(crate) fn declare_iso_32002(edit: &mut dyn Edit) -> Result<()> {
    let (catalog, mut extensions) = declared(edit)?;
    let mut several = match edit.lookup(&extensions, "ISO_")? {
        Object::Array(found) => found,
        Object::Null => Vec::new(),
        one => vec![one],
    };
    for one in &several {
        if let Object::Dictionary(one) = edit.resolve(one)?
            && one.get_integer("ExtensionLevel") == Some(32002)
        {
            return Ok(());
        }
    }
    let own = Dictionary::from_entries([
        ("Type", Object::name("DeveloperExtensions")),
        ("BaseVersion", Object::name("2.0")),
        ("ExtensionLevel", Object::Integer(32002)),
        ("ExtensionRevision", Object::text(":2022")),
        ("URL", Object::text("https://www.iso.org/standard/45875.html")),
    ]);
    several.push(own.into());
    extensions.set("ISO_", several);
    keep(edit, catalog, extensions)
}

/// Something under our prefix that is no dictionary (an array of them, in version 2.0) is left as it is.
fn is_declared(source: &dyn Edit, extensions: &Dictionary) -> Result<bool> {
    Ok(match source.lookup(extensions, PREFIX)? {
        Object::Null => false,
        Object::Dictionary(found) => found
            .get_integer("ExtensionLevel")
            .is_some_and(|level| level >= LEVEL),
        _ => true,
    })
}
