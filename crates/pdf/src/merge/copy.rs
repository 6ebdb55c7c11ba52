//! Copies objects of one document into another, each once, with all that they refer to; it interprets none of them.

use std::collections::HashMap;

use crate::{Dictionary, Document, Edit, Object, ObjectId, Page, Resolve, Result};

/// A copying in progress.
pub(super) struct Copy<'a> {
    pub(super) edit: &'a mut dyn Edit,
    pub(super) source: &'a Document,
    numbers: HashMap<ObjectId, ObjectId>,
    pending: Vec<(ObjectId, ObjectId)>,
}

/// What a page must not bring along: its old place in trees of pages, tags and threads.
const OF_THE_OLD_DOCUMENT: [&str; 5] = ["Parent", "StructParents", "B", "Metadata", "PieceInfo"];

impl<'a> Copy<'a> {
    /// Begins to copy; what refers to the old page tree will refer to `root`.
    pub(super) fn new(edit: &'a mut dyn Edit, source: &'a Document, root: ObjectId) -> Copy<'a> {
        let mut numbers = HashMap::new();
        // The catalog would drag everything along.
        for key in [source.catalog_id().ok(), old_root(source)].into_iter().flatten() {
            numbers.insert(key, root);
        }
        Copy {
            edit,
            source,
            numbers,
            pending: Vec::new(),
        }
    }

    /// Copies pages with what they inherited, their own new parent still to be set.
    pub(super) fn pages(&mut self, pages: &[Page]) -> Result<Vec<ObjectId>> {
        let new: Vec<ObjectId> = pages.iter().map(|_| self.edit.reserve()).collect();
        for (page, id) in pages.iter().zip(&new) {
            self.numbers.insert(page.id, *id);
            self.forget_nodes(page)?;
        }
        for (page, id) in pages.iter().zip(&new) {
            let mut dictionary = page.dictionary.clone();
            OF_THE_OLD_DOCUMENT
                .iter()
                .for_each(|key| drop(dictionary.remove(key)));
            let copied = self.dictionary(dictionary);
            self.edit.set(*id, copied.into());
        }
        Ok(new)
    }

    /// The same object with references to copies.
    pub(super) fn object(&mut self, object: Object) -> Object {
        match object {
            Object::Reference(id) => self.reference(id).into(),
            Object::Array(items) => items
                .into_iter()
                .map(|item| self.object(item))
                .collect::<Vec<_>>()
                .into(),
            Object::Dictionary(dictionary) => self.dictionary(dictionary).into(),
            Object::Stream(mut stream) => {
                stream.dictionary.remove("Length");
                stream.dictionary = self.dictionary(std::mem::take(&mut stream.dictionary));
                Object::Stream(stream)
            }
            other => other,
        }
    }

    /// Where the copy of an object is or will be.
    pub(super) fn reference(&mut self, old: ObjectId) -> ObjectId {
        if let Some(new) = self.numbers.get(&old) {
            return *new;
        }
        let new = self.edit.reserve();
        self.numbers.insert(old, new);
        self.pending.push((old, new));
        new
    }

    /// The object with this new number has its value already.
    pub(super) fn forget_pending(&mut self, new: ObjectId) {
        self.pending.retain(|(_, pending)| *pending != new);
    }

    /// Copies all that has been referred to.
    pub(super) fn finish(mut self) -> Result<()> {
        while let Some((old, new)) = self.pending.pop() {
            let mut object = self.source.get(old)?;
            if let Some(dictionary) = object.as_dictionary_mut() {
                // Numbers of the old document's tag tree would point into the new one's.
                dictionary.remove("StructParent");
                dictionary.remove("StructParents");
            }
            let copied = self.object(object);
            self.edit.set(new, copied);
        }
        Ok(())
    }

    fn dictionary(&mut self, dictionary: Dictionary) -> Dictionary {
        let mut copied = Dictionary::new();
        for (key, value) in dictionary.iter() {
            copied.set(key.as_bytes(), self.object(value.clone()));
        }
        copied
    }

    /// Nodes between a page and the root are not copied even if something refers to them.
    fn forget_nodes(&mut self, page: &Page) -> Result<()> {
        let Some(root) = old_root(self.source).and_then(|root| self.numbers.get(&root).copied()) else {
            return Ok(());
        };
        let mut above = page.dictionary.get_reference("Parent");
        while let Some(id) = above.filter(|id| !self.numbers.contains_key(id)) {
            self.numbers.insert(id, root);
            above = self.source.dictionary(id)?.get_reference("Parent");
        }
        Ok(())
    }
}

fn old_root(source: &Document) -> Option<ObjectId> {
    source.catalog().ok()?.get_reference("Pages")
}
