//! The byte-exact incremental save (ISO 32000-2 §7.5.6): it appends, and never changes or repeats a byte of the file.

use std::collections::BTreeMap;

use crate::object::write_integer;
use crate::slot::{self, PreparedRevision, SignatureDictionary, SlotPlace};
use crate::{Dictionary, Document, Error, Object, ObjectId, Resolve, Result, Stream, crypt};

/// Something that objects can be changed in and added to: an [`Update`] or a [`crate::Rewrite`].
pub trait Edit: Resolve {
    /// The document as it was opened.
    fn document(&self) -> &Document;

    /// A number for an object that is set later.
    fn reserve(&mut self) -> ObjectId;

    /// Gives the object with this number a new value.
    fn set(&mut self, id: ObjectId, object: Object);

    /// Deletes an object.
    fn remove(&mut self, id: ObjectId);

    /// Adds an object and returns its number.
    fn add(&mut self, object: Object) -> ObjectId {
        let id = self.reserve();
        self.set(id, object);
        id
    }
}

/// Pending changes of a document, appended to it by [`Update::finish`].
pub struct Update<'a> {
    document: &'a Document,
    changes: Changes,
    info: Option<ObjectId>,
    signature: Option<(ObjectId, SignatureDictionary)>,
}

/// New values by object number; none means deleted.
pub(crate) struct Changes {
    pub(crate) objects: BTreeMap<u32, (u16, Option<Object>)>,
    next: u32,
}

impl<'a> Update<'a> {
    /// Begins to change a document, whose cross-reference must not have been rebuilt.
    pub fn new(document: &'a Document) -> Result<Update<'a>> {
        if document.was_repaired() {
            return Err(Error::CannotExtendRepaired);
        }
        Ok(Update {
            document,
            changes: Changes::of(document),
            info: None,
            signature: None,
        })
    }

    /// Makes another object the document information dictionary.
    pub fn set_info(&mut self, id: ObjectId) {
        self.info = Some(id);
    }

    /// Reserves the object of a signature dictionary, of which one update carries one.
    pub fn add_signature(&mut self, dictionary: SignatureDictionary) -> ObjectId {
        let id = self.reserve();
        self.signature = Some((id, dictionary));
        id
    }

    /// The object as it will be.
    pub fn get(&self, id: ObjectId) -> Result<Object> {
        self.changes.get(self.document, id)
    }

    /// Whether anything was changed.
    pub fn is_empty(&self) -> bool {
        self.changes.objects.is_empty() && self.info.is_none() && self.signature.is_none()
    }

    /// The bytes to append to the file.
    pub fn finish(self) -> Result<Vec<u8>> {
        Ok(self.write()?.0)
    }

    /// The bytes to append, with the place of the signature still open.
    pub fn finish_prepared(self) -> Result<PreparedRevision> {
        let original_length = self.document.bytes().len();
        let (bytes, place) = self.write()?;
        let place = place.ok_or_else(|| Error::malformed("no signature was added"))?;
        PreparedRevision::new(original_length, bytes, place)
    }

    fn write(self) -> Result<(Vec<u8>, Option<SlotPlace>)> {
        let mut out = Appended::new(self.document);
        for (number, (generation, object)) in &self.changes.objects {
            let id = ObjectId {
                number: *number,
                generation: *generation,
            };
            out.object(id, object.as_ref())?;
        }
        let place = self
            .signature
            .as_ref()
            .map(|(id, dictionary)| out.signature(*id, dictionary))
            .transpose()?;
        let trailer = self.trailer(out.filled(place.as_ref()))?;
        let newest = self
            .document
            .revisions()
            .last()
            .ok_or_else(|| Error::malformed("there is no revision"))?;
        match newest.is_stream {
            true => out.stream(ObjectId::new(self.changes.next), trailer),
            false => out.table(self.changes.next, trailer),
        }
        Ok((out.bytes, place))
    }

    /// What the new trailer takes over from the last one.
    fn trailer(&self, appended: [&[u8]; 2]) -> Result<Dictionary> {
        let mut trailer = self.document.trailer().clone();
        for key in OF_ONE_SECTION {
            trailer.remove(key);
        }
        if let Some(info) = self.info {
            trailer.set("Info", info);
        }
        if let Some(id) = new_id(self.document, appended)? {
            trailer.set("ID", id);
        }
        let previous = self
            .document
            .revisions()
            .last()
            .map_or(0, |revision| revision.xref_offset);
        trailer.set("Prev", previous.saturating_sub(self.document.base()) as i64);
        Ok(trailer)
    }
}

impl Resolve for Update<'_> {
    fn get(&self, id: ObjectId) -> Result<Object> {
        Update::get(self, id)
    }
}

impl Edit for Update<'_> {
    fn document(&self) -> &Document {
        self.document
    }

    fn reserve(&mut self) -> ObjectId {
        self.changes.reserve()
    }

    fn set(&mut self, id: ObjectId, object: Object) {
        self.changes
            .objects
            .insert(id.number, (id.generation, Some(object)));
    }

    fn remove(&mut self, id: ObjectId) {
        self.changes.objects.insert(id.number, (id.generation, None));
    }
}

impl Changes {
    pub(crate) fn of(document: &Document) -> Changes {
        Changes {
            objects: BTreeMap::new(),
            next: document.next_number(),
        }
    }

    pub(crate) fn reserve(&mut self) -> ObjectId {
        let id = ObjectId::new(self.next);
        self.next += 1;
        id
    }

    pub(crate) fn get(&self, document: &Document, id: ObjectId) -> Result<Object> {
        match self.objects.get(&id.number) {
            Some((_, object)) => Ok(object.clone().unwrap_or_default()),
            None => document.get(id),
        }
    }
}

/// The bytes that follow the file, and where in it the objects among them begin.
struct Appended<'a> {
    document: &'a Document,
    bytes: Vec<u8>,
    entries: BTreeMap<u32, (usize, u16, bool)>,
}

impl<'a> Appended<'a> {
    fn new(document: &'a Document) -> Appended<'a> {
        let ends_with_line = document
            .bytes()
            .last()
            .is_some_and(|byte| matches!(byte, b'\n' | b'\r'));
        let bytes = if ends_with_line {
            Vec::new()
        } else {
            b"\n".to_vec()
        };
        Appended {
            document,
            bytes,
            entries: BTreeMap::new(),
        }
    }

    /// What is appended so far, without the long row of zeros in a signature's place.
    fn filled(&self, place: Option<&SlotPlace>) -> [&[u8]; 2] {
        let gap = place.map_or(self.bytes.len()..self.bytes.len(), |place| place.contents.clone());
        [
            self.bytes.get(..gap.start).unwrap_or_default(),
            self.bytes.get(gap.end..).unwrap_or_default(),
        ]
    }

    /// The offset, as this file counts, of what is appended next.
    fn offset(&self) -> usize {
        self.document.bytes().len() + self.bytes.len() - self.document.base()
    }

    fn object(&mut self, id: ObjectId, object: Option<&Object>) -> Result<()> {
        let Some(object) = object else {
            self.entries
                .insert(id.number, (0, id.generation.saturating_add(1), false));
            return Ok(());
        };
        self.begin(id);
        match self.document.encryption() {
            Some(encryption) => {
                let mut encrypted = object.clone();
                encryption.encrypt(id, &mut encrypted)?;
                encrypted.write(&mut self.bytes);
            }
            None => object.write(&mut self.bytes),
        }
        self.bytes.extend_from_slice(b"\nendobj\n");
        Ok(())
    }

    fn signature(&mut self, id: ObjectId, dictionary: &SignatureDictionary) -> Result<SlotPlace> {
        self.begin(id);
        let place = slot::write(dictionary, id, self.document.encryption(), &mut self.bytes)?;
        self.bytes.extend_from_slice(b"\nendobj\n");
        Ok(place)
    }

    fn begin(&mut self, id: ObjectId) {
        self.entries
            .insert(id.number, (self.offset(), id.generation, true));
        write_integer(i64::from(id.number), &mut self.bytes);
        self.bytes.push(b' ');
        write_integer(i64::from(id.generation), &mut self.bytes);
        self.bytes.extend_from_slice(b" obj\n");
    }

    /// ISO 32000-2 §7.5.4.
    fn table(&mut self, size: u32, mut trailer: Dictionary) {
        let start = self.offset();
        self.bytes.extend_from_slice(b"xref\n");
        for run in runs(&self.entries) {
            let first = run.first().map_or(0, |(number, _)| *number);
            self.bytes
                .extend_from_slice(format!("{first} {}\n", run.len()).as_bytes());
            for (_, (offset, generation, in_use)) in run {
                let kind = if in_use { 'n' } else { 'f' };
                self.bytes
                    .extend_from_slice(format!("{offset:010} {generation:05} {kind} \n").as_bytes());
            }
        }
        trailer.set("Size", i64::from(size));
        self.bytes.extend_from_slice(b"trailer\n");
        trailer.write(&mut self.bytes);
        self.end(start);
    }

    /// ISO 32000-2 §7.5.8.
    fn stream(&mut self, id: ObjectId, mut dictionary: Dictionary) {
        let start = self.offset();
        self.begin(id);
        let runs = runs(&self.entries);
        let index = runs.iter().flat_map(|run| {
            let first = run.first().map_or(0, |(number, _)| i64::from(*number));
            [Object::Integer(first), Object::Integer(run.len() as i64)]
        });
        dictionary.set("Type", Object::name("XRef"));
        dictionary.set("Size", i64::from(id.number) + 1);
        dictionary.set("Index", Object::Array(index.collect()));
        dictionary.set("W", Object::Array([1, 4, 2].map(Object::Integer).to_vec()));
        let mut data = Vec::with_capacity(self.entries.len() * 7);
        for (offset, generation, in_use) in self.entries.values() {
            data.push(u8::from(*in_use));
            // Four bytes will do: `Limits::file_bytes` is far below 4 GiB.
            data.extend((*offset as u32).to_be_bytes());
            data.extend(generation.to_be_bytes());
        }
        Stream::new(dictionary, data).write(&mut self.bytes);
        self.bytes.extend_from_slice(b"\nendobj");
        self.end(start);
    }

    fn end(&mut self, start: usize) {
        self.bytes
            .extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
    }
}

type Run = Vec<(u32, (usize, u16, bool))>;

/// Entries with consecutive numbers.
fn runs(entries: &BTreeMap<u32, (usize, u16, bool)>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (number, entry) in entries {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last + 1 == *number) => {
                run.push((*number, *entry))
            }
            _ => runs.push(vec![(*number, *entry)]),
        }
    }
    runs
}

/// ISO 32000-2 §14.4: the first part of the file identifier stays, the second one changes with each saving.
pub(crate) fn new_id(document: &Document, [before, behind]: [&[u8]; 2]) -> Result<Option<Object>> {
    let Some(parts) = document.lookup_array(document.trailer(), "ID")? else {
        return Ok(None);
    };
    let [first, second] = parts.as_slice() else {
        return Ok(None);
    };
    let (first, second) = (document.resolve(first)?, document.resolve(second)?);
    let old = second.as_string().unwrap_or_default();
    let length = (document.bytes().len() as u64).to_le_bytes();
    let new = crypt::fingerprint(&[old, &length, before, behind]);
    Ok(Some(Object::Array(vec![first, Object::string(new)])))
}

/// Trailer entries that speak of one section only.
pub(crate) const OF_ONE_SECTION: [&str; 12] = [
    "Type",
    "Size",
    "Index",
    "W",
    "Filter",
    "DecodeParms",
    "Length",
    "Prev",
    "XRefStm",
    "F",
    "DL",
    "FFilter",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Rewrite;
    use crate::fixture::{form, open};

    fn extended(bytes: &[u8], change: impl Fn(&mut Update<'_>)) -> Vec<u8> {
        let document = open(bytes);
        let mut update = Update::new(&document).unwrap();
        change(&mut update);
        [bytes, &update.finish().unwrap()].concat()
    }

    /// The form in a file with object streams and a cross-reference stream.
    fn modern_form() -> Vec<u8> {
        let text = form();
        let stream =
            "<</Type/XRef/W[1 2 1]/Index[10 1]/Size 11/Root 1 0 R/ID[<01><02>]/Length 4/Prev PPPPP>>stream\n";
        let stream = stream.replace("PPPPP", &format!("{:05}", crate::fixture::last_xref(&text)));
        let start = text.len();
        let row = [1, (start >> 8) as u8, start as u8, 0];
        let tail = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF");
        let modern = [
            &text,
            format!("10 0 obj\n{stream}").as_bytes(),
            &row,
            tail.as_bytes(),
        ]
        .concat();
        let document = open(&modern);
        assert!(document.revisions()[1].is_stream);
        Rewrite::new(&document).unwrap().finish().unwrap()
    }

    #[test]
    fn a_saving_only_appends_and_keeps_its_kind() {
        for original in [form(), modern_form(), form()[..form().len() - 1].to_vec()] {
            let before = open(&original);
            let catalog = before.catalog_id().unwrap();
            let bytes = extended(&original, |update| {
                let added = update.add(Object::text("čšž"));
                let mut dictionary = update.dictionary(catalog).unwrap();
                dictionary.set("Added", added);
                update.set(catalog, dictionary.into());
                assert_eq!(update.get(added).unwrap().as_text().unwrap(), "čšž");
            });
            assert!(bytes.starts_with(&original));
            let after = open(&bytes);
            assert!(!after.was_repaired() && after.has_orderly_revisions());
            assert_eq!(after.revisions().len(), before.revisions().len() + 1);
            assert_eq!(
                after.revisions().last().unwrap().is_stream,
                before.revisions().last().unwrap().is_stream
            );
            let added = after.lookup(&after.catalog().unwrap(), "Added").unwrap();
            assert_eq!(added.as_text().unwrap(), "čšž");
            assert_eq!(after.pages().unwrap().len(), 1);
            let ids = |document: &Document| document.trailer().get_array("ID").unwrap().to_vec();
            assert_eq!(ids(&after)[0], ids(&before)[0]);
            assert_ne!(ids(&after)[1], ids(&before)[1]);
        }
    }

    #[test]
    fn a_removed_object_is_null() {
        let bytes = extended(&form(), |update| update.remove(ObjectId::new(8)));
        assert!(!open(&bytes).has(ObjectId::new(8)));
        assert_eq!(open(&bytes).next_number(), 9);
    }

    #[test]
    fn a_file_with_a_rebuilt_cross_reference_is_not_extended() {
        let text = String::from_utf8(form())
            .unwrap()
            .replace("startxref\n", "startxref\n9");
        let document = open(text.as_bytes());
        assert_eq!(Update::new(&document).err(), Some(Error::CannotExtendRepaired));
    }

    proptest! {
        #[test]
        fn any_chain_of_savings_keeps_every_prefix(values in proptest::collection::vec(any::<Vec<u8>>(), 1..6), modern: bool) {
            let mut bytes = if modern { modern_form() } else { form() };
            let mut ids = Vec::new();
            for value in &values {
                let document = open(&bytes);
                let mut update = Update::new(&document).unwrap();
                ids.push(update.add(Object::string(value.clone())));
                let appended = update.finish().unwrap();
                bytes.extend(appended);
            }
            let document = open(&bytes);
            prop_assert!(!document.was_repaired());
            for (id, value) in ids.iter().zip(values) {
                prop_assert_eq!(document.get(*id).unwrap(), Object::string(value));
            }
        }
    }
}
