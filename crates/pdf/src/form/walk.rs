//! Walks the field tree of an AcroForm, with inherited values and full names; it changes nothing.

use std::collections::HashSet;
use std::sync::Arc;

use crate::{Dictionary, Error, Limits, Object, ObjectId, Resolve, Result};

/// A terminal field with all that it inherits (ISO 32000-2 §12.7.4).
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) id: ObjectId,
    /// Partial names from the root, joined by periods (ISO 32000-2 §12.7.4.2).
    pub(crate) name: String,
    /// The field's own dictionary as the file holds it.
    pub(crate) dictionary: Arc<Dictionary>,
    /// The same with what it inherits.
    pub(crate) attributes: Arc<Dictionary>,
    /// Its places on pages; often the field's own dictionary is the only one.
    pub(crate) widgets: Vec<(ObjectId, Arc<Dictionary>)>,
}

const INHERITED: [&str; 8] = ["FT", "Ff", "V", "DV", "DA", "Q", "MaxLen", "Opt"];

/// The AcroForm dictionary of a catalog, if there is one.
pub(crate) fn acro_form(source: &dyn Resolve, catalog: &Dictionary) -> Result<Option<Dictionary>> {
    source.lookup_dictionary(catalog, "AcroForm")
}

/// All terminal fields of a form in its own order.
pub(crate) fn nodes(source: &dyn Resolve, form: &Dictionary, limits: &Limits) -> Result<Vec<Node>> {
    let mut walk = Walk {
        source,
        limits,
        seen: HashSet::new(),
        found: Vec::new(),
    };
    let mut above = Dictionary::new();
    for key in ["DA", "Q"] {
        form.get(key)
            .into_iter()
            .for_each(|value| above.set(key, value.clone()));
    }
    for field in source.lookup_array(form, "Fields")?.unwrap_or_default() {
        walk.visit(&field, "", &above, 0)?;
    }
    Ok(walk.found)
}

struct Walk<'a> {
    source: &'a dyn Resolve,
    limits: &'a Limits,
    seen: HashSet<ObjectId>,
    found: Vec<Node>,
}

impl Walk<'_> {
    fn visit(&mut self, field: &Object, above_name: &str, above: &Dictionary, depth: usize) -> Result<()> {
        // A field that is no indirect object cannot be updated, and one seen before is a loop.
        let Some(id) = field.as_reference().filter(|id| self.seen.insert(*id)) else {
            return Ok(());
        };
        if self.seen.len() > self.limits.fields {
            return Err(Error::too_large("form fields", self.limits.fields as u64));
        }
        if depth > self.limits.nesting {
            return Err(Error::too_large(
                "nesting of the field tree",
                self.limits.nesting as u64,
            ));
        }
        let dictionary = Arc::new(self.source.dictionary(id)?);
        let name = self.name(&dictionary, above_name)?;
        let attributes = inherit(&dictionary, above);
        let mut widgets = Vec::new();
        let mut children = false;
        for kid in self.source.lookup_array(&dictionary, "Kids")?.unwrap_or_default() {
            let Some(kid_id) = kid.as_reference() else {
                continue;
            };
            let kid_dictionary = self.source.dictionary(kid_id)?;
            if kid_dictionary.contains("T") || kid_dictionary.contains("Kids") {
                children = true;
                self.visit(&kid, &name, &attributes, depth + 1)?;
            } else if !kid_dictionary.is_empty() {
                widgets.push((kid_id, Arc::new(kid_dictionary)));
            }
        }
        if children {
            return Ok(());
        }
        if widgets.is_empty() && !dictionary.contains("Kids") && dictionary.contains("Rect") {
            widgets.push((id, dictionary.clone()));
        }
        self.found.push(Node {
            id,
            name,
            dictionary,
            attributes,
            widgets,
        });
        Ok(())
    }

    fn name(&self, dictionary: &Dictionary, above: &str) -> Result<String> {
        let own = self.source.lookup(dictionary, "T")?.as_text().unwrap_or_default();
        Ok(match (above.is_empty(), own.is_empty()) {
            (true, _) => own,
            (false, true) => above.to_owned(),
            (false, false) => format!("{above}.{own}"),
        })
    }
}

/// Most fields inherit nothing, and share their dictionary then.
fn inherit(dictionary: &Arc<Dictionary>, above: &Dictionary) -> Arc<Dictionary> {
    let mut attributes = Arc::clone(dictionary);
    if above.is_empty() {
        return attributes;
    }
    for key in INHERITED {
        if let (None, Some(value)) = (attributes.get(key), above.get(key)) {
            Arc::make_mut(&mut attributes).set(key, value.clone());
        }
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;
    use crate::fixture::{TRAILER, file, form};

    fn counted(bytes: &[u8], limits: Limits) -> Result<usize> {
        let document = Document::open(bytes, None, &limits)?;
        crate::form::fields(&document).map(|fields| fields.len())
    }

    #[test]
    fn more_fields_than_granted_are_refused() {
        let limited = |fields| Limits {
            fields,
            ..Limits::default()
        };
        assert_eq!(counted(&form(), limited(2)), Ok(2));
        assert_eq!(
            counted(&form(), limited(1)),
            Err(Error::too_large("form fields", 1))
        );
    }

    #[test]
    fn fields_nested_deeper_than_granted_are_refused() {
        let mut objects = crate::fixture::FORM.to_vec();
        objects[4].1 = "<</Fields[9 0 R]>>";
        objects.extend([
            (9, "<</T(a)/Kids[10 0 R]>>"),
            (10, "<</T(b)/Kids[11 0 R]>>"),
            (11, "<</T(c)/FT/Tx>>"),
        ]);
        let bytes = file(&objects, TRAILER);
        let limited = |nesting| Limits {
            nesting,
            ..Limits::default()
        };
        assert_eq!(counted(&bytes, limited(3)), Ok(1));
        // Two levels still hold every array and dictionary of the file.
        assert_eq!(counted(&bytes, limited(2)), Ok(1));
        assert_eq!(
            counted(&bytes, limited(1)).map_err(|error| error.code()),
            Err("too_large")
        );
    }
}
