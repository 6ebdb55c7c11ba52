//! Takes out of an unsigned document what runs, sends, or changes what people see; it reports each thing.

use std::collections::BTreeSet;

use super::active::judge;
use super::{Removed, RemovedKind};
use crate::form::{FieldKind, Node, kind, nodes};
use crate::page::pages_of;
use crate::{Dictionary, Edit, Object, ObjectId, Result};

const MAX_OUTLINE_ITEMS: usize = 50_000;
const RICH_TEXT: i64 = 1 << 25;

/// Cleans the document and says what was taken out.
pub(super) fn clean(edit: &mut dyn Edit) -> Result<Vec<Removed>> {
    let mut cleaner = Cleaner {
        edit,
        removed: Vec::new(),
    };
    cleaner.catalog()?;
    cleaner.outlines()?;
    cleaner.form()?;
    cleaner.pages()?;
    let mut removed = cleaner.removed;
    removed.sort();
    removed.dedup();
    Ok(removed)
}

/// Takes seed values and locks (ISO 32000-2 §12.7.5.5) off the file's signature fields and says which had any.
pub(super) fn signature_rules(edit: &mut dyn Edit) -> Result<Vec<Removed>> {
    let catalog = edit.dictionary(edit.document().catalog_id()?)?;
    let form = crate::form::acro_form(edit, &catalog)?.unwrap_or_default();
    let mut cleaner = Cleaner {
        edit,
        removed: Vec::new(),
    };
    for node in nodes(cleaner.edit, &form, cleaner.edit.document().limits())? {
        let mut dictionary = cleaner.edit.dictionary(node.id)?;
        let had = ["SV", "Lock"].map(|key| dictionary.remove(key).is_some());
        if had.contains(&true) {
            cleaner.report(RemovedKind::SignatureRules, &node.name);
            cleaner.edit.set(node.id, dictionary.into());
        }
    }
    Ok(cleaner.removed)
}

/// Takes these fields and widgets out of the form and off all pages.
pub(super) fn drop_fields(edit: &mut dyn Edit, dropped: &BTreeSet<ObjectId>) -> Result<()> {
    if dropped.is_empty() {
        return Ok(());
    }
    let catalog_id = edit.document().catalog_id()?;
    let catalog = edit.dictionary(catalog_id)?;
    for page in pages_of(edit, &catalog, &edit.document().limits().clone())? {
        let mut dictionary = edit.dictionary(page.id)?;
        retain(edit, &mut dictionary, "Annots", dropped)?;
        edit.set(page.id, dictionary.into());
    }
    let form = crate::form::acro_form(edit, &catalog)?.unwrap_or_default();
    let above: Vec<ObjectId> = nodes(edit, &form, edit.document().limits())?
        .iter()
        .filter_map(|node| node.dictionary.get_reference("Parent"))
        .collect();
    let mut dropped = dropped.clone();
    // A name that stood above nothing but these goes with them: without a kind and without kids it is no field (ISO 32000-2 §12.7.4.1).
    loop {
        let hollow = without_kids(edit, above.clone(), &dropped)?;
        if hollow.is_subset(&dropped) {
            break;
        }
        dropped.extend(hollow);
    }
    super::attach::to_form(edit, &[], |edit, form| retain(edit, form, "Fields", &dropped))
}

/// Takes these out of the fields above them, and says which of those have none left.
fn without_kids(
    edit: &mut dyn Edit,
    mut above: Vec<ObjectId>,
    dropped: &BTreeSet<ObjectId>,
) -> Result<BTreeSet<ObjectId>> {
    let (mut seen, mut hollow) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = above.pop() {
        if !seen.insert(id) {
            continue;
        }
        let mut parent = edit.dictionary(id)?;
        retain(edit, &mut parent, "Kids", dropped)?;
        above.extend(parent.get_reference("Parent"));
        if edit
            .lookup_array(&parent, "Kids")?
            .is_some_and(|kids| kids.is_empty())
        {
            hollow.insert(id);
        }
        edit.set(id, parent.into());
    }
    Ok(hollow)
}

fn retain(
    edit: &mut dyn Edit,
    dictionary: &mut Dictionary,
    key: &str,
    dropped: &BTreeSet<ObjectId>,
) -> Result<()> {
    let Some(mut items) = edit.lookup_array(dictionary, key)? else {
        return Ok(());
    };
    items.retain(|item| item.as_reference().is_none_or(|id| !dropped.contains(&id)));
    match dictionary.get_reference(key) {
        Some(id) => edit.set(id, items.into()),
        None => dictionary.set(key, items),
    }
    Ok(())
}

struct Cleaner<'a> {
    edit: &'a mut dyn Edit,
    removed: Vec<Removed>,
}

impl Cleaner<'_> {
    fn catalog(&mut self) -> Result<()> {
        let id = self.edit.document().catalog_id()?;
        let mut catalog = self.edit.dictionary(id)?;
        if let Some(action) = catalog.remove("OpenAction") {
            let kind = judge(self.edit, &action)?.unwrap_or(RemovedKind::OpenAction);
            self.report(kind, "");
        }
        self.remove(&mut catalog, "AA", RemovedKind::AdditionalActions, "");
        // Rights and certifications that do not survive a rewriting.
        self.remove(&mut catalog, "Perms", RemovedKind::UsageRights, "");
        let mut names = self
            .edit
            .lookup_dictionary(&catalog, "Names")?
            .unwrap_or_default();
        if self.remove(&mut names, "JavaScript", RemovedKind::JavaScript, "") {
            catalog.set("Names", names);
        }
        self.edit.set(id, catalog.into());
        Ok(())
    }

    fn outlines(&mut self) -> Result<()> {
        let catalog = self.edit.dictionary(self.edit.document().catalog_id()?)?;
        let mut pending: Vec<ObjectId> = catalog.get_reference("Outlines").into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = pending.pop() {
            if !seen.insert(id) || seen.len() > MAX_OUTLINE_ITEMS {
                continue;
            }
            let item = self.edit.dictionary(id)?;
            pending.extend(["First", "Next"].iter().filter_map(|key| item.get_reference(key)));
            self.actions(id, item, "")?;
        }
        Ok(())
    }

    fn pages(&mut self) -> Result<()> {
        let catalog = self.edit.dictionary(self.edit.document().catalog_id()?)?;
        let limits = self.edit.document().limits().clone();
        for page in pages_of(self.edit, &catalog, &limits)? {
            let place = format!("page {}", page.index + 1);
            let dictionary = self.edit.dictionary(page.id)?;
            let annotations = self.edit.lookup_array(&dictionary, "Annots")?.unwrap_or_default();
            self.actions(page.id, dictionary, &place)?;
            for annotation in annotations {
                let Some(id) = annotation.as_reference() else {
                    continue;
                };
                let dictionary = self.edit.dictionary(id)?;
                self.actions(id, dictionary, &place)?;
            }
        }
        Ok(())
    }

    fn form(&mut self) -> Result<()> {
        let catalog = self.edit.dictionary(self.edit.document().catalog_id()?)?;
        let Some(mut form) = crate::form::acro_form(self.edit, &catalog)? else {
            return Ok(());
        };
        let nodes = nodes(self.edit, &form, self.edit.document().limits())?;
        let mut dropped = BTreeSet::new();
        for node in &nodes {
            if kind(self.edit, node)? == FieldKind::PushButton {
                self.report(RemovedKind::PushButton, &node.name);
                dropped.insert(node.id);
                dropped.extend(node.widgets.iter().map(|(id, _)| *id));
            } else {
                self.field(node)?;
            }
        }
        self.remove(&mut form, "XFA", RemovedKind::Xfa, "");
        if form.get_bool("NeedAppearances") == Some(true) {
            self.report(RemovedKind::NeedAppearances, "");
        }
        for key in ["NeedAppearances", "CO"] {
            form.remove(key);
        }
        self.replace_form(form)?;
        drop_fields(self.edit, &dropped)
    }

    fn replace_form(&mut self, new: Dictionary) -> Result<()> {
        super::attach::to_form(self.edit, &[], |_, form| {
            *form = new;
            Ok(())
        })
    }

    /// A terminal field, the fields above it, and its widgets.
    fn field(&mut self, node: &Node) -> Result<()> {
        let mut ids: Vec<ObjectId> = node.widgets.iter().map(|(id, _)| *id).chain([node.id]).collect();
        let mut above = node.dictionary.get_reference("Parent");
        while let Some(id) = above.filter(|id| !ids.contains(id)) {
            ids.push(id);
            above = self.edit.dictionary(id)?.get_reference("Parent");
        }
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let dictionary = self.edit.dictionary(id)?;
            self.actions(id, dictionary, &node.name)?;
        }
        self.rich_text(node)
    }

    // ISO 32000-2 §12.7.4.4: a second value beside /V would let viewers show something else.
    fn rich_text(&mut self, node: &Node) -> Result<()> {
        let mut dictionary = self.edit.dictionary(node.id)?;
        let flags = dictionary.get_integer("Ff").unwrap_or(0);
        let is_text = self.edit.lookup(&node.attributes, "FT")?.as_name() == Some(b"Tx");
        if !self.remove(&mut dictionary, "RV", RemovedKind::RichText, &node.name) {
            return Ok(());
        }
        if is_text && flags & RICH_TEXT != 0 {
            dictionary.set("Ff", flags & !RICH_TEXT);
        }
        self.edit.set(node.id, dictionary.into());
        Ok(())
    }

    /// Takes `/AA` and an active `/A` out of the dictionary and writes it back if that changed it.
    fn actions(&mut self, id: ObjectId, mut dictionary: Dictionary, place: &str) -> Result<()> {
        let mut changed = self.remove(&mut dictionary, "AA", RemovedKind::AdditionalActions, place);
        for key in ["A", "PA"] {
            let Some(action) = dictionary.get(key).cloned() else {
                continue;
            };
            if let Some(kind) = judge(self.edit, &action)? {
                changed |= self.remove(&mut dictionary, key, kind, place);
            }
        }
        if changed {
            self.write_back(id, dictionary)?;
        }
        Ok(())
    }

    /// Annotations are dictionaries; what else carries an action keeps its kind.
    fn write_back(&mut self, id: ObjectId, dictionary: Dictionary) -> Result<()> {
        let object = match self.edit.get(id)? {
            Object::Stream(mut stream) => {
                stream.dictionary = dictionary;
                Object::Stream(stream)
            }
            _ => dictionary.into(),
        };
        self.edit.set(id, object);
        Ok(())
    }

    fn remove(&mut self, dictionary: &mut Dictionary, key: &str, kind: RemovedKind, place: &str) -> bool {
        let found = dictionary.remove(key).is_some_and(|value| !value.is_null());
        if found {
            self.report(kind, place);
        }
        found
    }

    fn report(&mut self, what: RemovedKind, place: &str) {
        self.removed.push(Removed {
            what,
            place: place.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{FORM, TRAILER, file, open};
    use crate::font::tests::fonts;
    use crate::prepare::{Removed, RemovedKind};
    use crate::{PrepareOptions, field_demands, prepare};

    #[test]
    fn what_an_author_demanded_of_signatures_goes_only_where_somebody_else_decides() {
        let mut objects = FORM.to_vec();
        objects[6].1 = "<</Type/Annot/Subtype/Widget/FT/Sig/T(sign)/Rect[100 10 190 30]/F 4/P 3 0 R/Lock<</Action/All>>\
                        /SV<</Ff 8/Reasons[(Agreed)]>>>>";
        let document = open(&file(&objects, TRAILER));
        for forget_signature_rules in [true, false] {
            let options = PrepareOptions {
                forget_signature_rules,
                ..PrepareOptions::default()
            };
            let prepared = prepare(&document, &[], fonts(), &options).unwrap();
            let left = field_demands(&open(&prepared.bytes), "sign").unwrap();
            assert_eq!(left == Default::default(), forget_signature_rules);
            let told = Removed {
                what: RemovedKind::SignatureRules,
                place: "sign".into(),
            };
            assert_eq!(prepared.removed.contains(&told), forget_signature_rules);
        }
    }
}
