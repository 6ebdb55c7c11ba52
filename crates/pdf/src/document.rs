//! A PDF file opened for reading: lazy, object by object, every object's place in the file known; it never changes a byte.

mod opening;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;

use crate::crypt::Encryption;
use crate::lexer::Lexer;
use crate::object_stream::{ObjectStream, StreamCache};
use crate::page::{self, Page};
use crate::parser::{self, Indirect};
use crate::xref::{Entry, Section, SectionIndex};
use crate::{Dictionary, Error, Limits, Object, ObjectId, Resolve, Result, Stream, filter};

/// The bytes of a file, from whatever the caller holds them in.
#[derive(Clone, Debug)]
pub struct FileBytes(Bytes);

/// An open document. Clones are cheap and share everything.
#[derive(Clone)]
pub struct Document {
    bytes: Bytes,
    /// Offset of the header, if the file's own offsets count from there.
    base: usize,
    /// Newest first.
    sections: Vec<Arc<Section>>,
    /// Which of them speaks first of a number.
    index: OnceLock<Arc<SectionIndex>>,
    /// Oldest first.
    revisions: Vec<Revision>,
    trailer: Dictionary,
    repaired: bool,
    encryption: Option<Arc<Encryption>>,
    limits: Limits,
    streams: Arc<Mutex<StreamCache>>,
}

/// One saving of the file: everything up to its end-of-file marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Where its cross-reference section begins.
    pub xref_offset: usize,
    /// The first byte after its end-of-file marker and the end of that line.
    pub end: usize,
    /// Whether its cross-reference section is a stream.
    pub is_stream: bool,
    /// The newest of its sections, counted from the newest of the file.
    first_section: usize,
    /// One section, or two in a linearised file.
    section_count: usize,
}

impl Revision {
    /// The first byte after its `%%EOF`, where some signers stop.
    pub fn marker_end(&self, bytes: &[u8]) -> usize {
        let mut end = self.end;
        for line_end in [b'\n', b'\r'] {
            if end.checked_sub(1).and_then(|last| bytes.get(last)) == Some(&line_end) {
                end -= 1;
            }
        }
        end
    }
}

/// Where an object stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the file itself, from its number to its `endobj`.
    InFile(Range<usize>),
    /// In the object stream with this number.
    InStream(u32),
}

impl Document {
    /// Opens a file, with a password if it needs one.
    pub fn open(bytes: impl Into<FileBytes>, password: Option<&[u8]>, limits: &Limits) -> Result<Document> {
        let FileBytes(bytes) = bytes.into();
        let header = check_header(&bytes, limits)?;
        let document = match Document::read(&bytes, header, limits) {
            Ok(document) if document.is_sound() => document,
            Err(too_large @ Error::TooLarge { .. }) => return Err(too_large),
            broken => Document::mend(&bytes, limits, broken, password)?,
        };
        let document = document.decrypted(password)?;
        document.check_catalog()?;
        Ok(document)
    }

    /// The whole file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The whole file, to share without copying.
    pub fn shared_bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// The limits that it was opened with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The newest trailer (or cross-reference stream dictionary).
    pub fn trailer(&self) -> &Dictionary {
        &self.trailer
    }

    /// The document catalog (ISO 32000-2 §7.7.2).
    pub fn catalog(&self) -> Result<Dictionary> {
        self.lookup_dictionary(&self.trailer, "Root")?
            .ok_or_else(|| Error::malformed("there is no catalog"))
    }

    /// The id of the catalog.
    pub fn catalog_id(&self) -> Result<ObjectId> {
        self.trailer
            .get_reference("Root")
            .ok_or_else(|| Error::malformed("there is no catalog"))
    }

    /// The object with this number, decrypted; null where there is none.
    pub fn get(&self, id: ObjectId) -> Result<Object> {
        match self.entry(id.number) {
            Entry::Free => Ok(Object::Null),
            Entry::InFile(offset) => self.get_in_file(id, offset),
            Entry::InStream { stream, rank } => {
                let stream = self.object_stream(stream)?;
                stream.get(id.number, rank, &self.limits)
            }
        }
    }

    /// The object itself, or what it refers to.
    pub fn resolve(&self, object: &Object) -> Result<Object> {
        Resolve::resolve(self, object)
    }

    /// The stream's data with all filters undone, up to an image codec.
    pub fn decode(&self, stream: &Stream) -> Result<Vec<u8>> {
        decode_with(self, stream, &self.limits)
    }

    /// All pages in order.
    pub fn pages(&self) -> Result<Vec<Page>> {
        page::all(self)
    }

    /// One page, counted from 0, without reading those after it.
    pub fn page(&self, index: usize) -> Result<Page> {
        page::one(self, index)
    }

    /// The savings of the file, oldest first; one for a file whose cross-reference had to be rebuilt.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The document as it was after its revision `index`, oldest first.
    pub fn at_revision(&self, index: usize) -> Option<Document> {
        let revision = self.revisions.get(index)?;
        let sections: Vec<_> = self.sections.get(revision.first_section..)?.to_vec();
        let trailer = sections.first()?.trailer.clone();
        let revisions = self.revisions.get(..=index)?.iter();
        let revisions = revisions
            .map(|kept| Revision {
                first_section: kept.first_section - revision.first_section,
                ..kept.clone()
            })
            .collect();
        Some(Document {
            bytes: self.bytes.slice(..revision.end),
            sections,
            index: OnceLock::new(),
            revisions,
            trailer,
            ..self.clone()
        })
    }

    /// The numbers of all objects that the revision `index` defines anew, moves or deletes.
    pub fn changed_in(&self, index: usize) -> Vec<u32> {
        let Some(revision) = self.revisions.get(index) else {
            return Vec::new();
        };
        let sections = self
            .sections
            .iter()
            .skip(revision.first_section)
            .take(revision.section_count);
        let mut numbers: Vec<u32> = sections
            .flat_map(|section| section.numbers().map(|(number, _)| number))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Whether programs may read different things out of the cross-reference of the revision `index`.
    pub(crate) fn is_ambiguous_in(&self, index: usize) -> bool {
        let sections = self.revisions.get(index).map(|revision| {
            let sections = self.sections.iter().skip(revision.first_section);
            sections.take(revision.section_count)
        });
        sections.is_some_and(|mut sections| sections.any(|section| section.is_ambiguous()))
    }

    /// The numbers of all objects in use.
    pub fn object_numbers(&self) -> Vec<u32> {
        let mut newest = BTreeMap::new();
        for section in &self.sections {
            for (number, _) in section.numbers() {
                newest.entry(number).or_insert_with(|| section.find(number));
            }
        }
        let in_use = newest
            .into_iter()
            .filter(|(_, entry)| !matches!(entry, Some(Entry::Free) | None));
        in_use.map(|(number, _)| number).collect()
    }

    /// Whether there is an object with this number.
    pub fn has(&self, id: ObjectId) -> bool {
        self.entry(id.number) != Entry::Free
    }

    /// Whether each revision begins where the one before it ends, which tampering with cross-references breaks.
    pub fn has_orderly_revisions(&self) -> bool {
        let ends: Vec<usize> = self.revisions.iter().map(|revision| revision.end).collect();
        let starts = self.revisions.iter().skip(1).map(|revision| revision.xref_offset);
        ends.iter().zip(starts).all(|(end, start)| *end <= start) && ends.is_sorted()
    }

    /// Whether objects follow the last end-of-file marker: a saving that was cut off, or a tampering.
    pub fn is_cut_off(&self) -> bool {
        let last = self.revisions.last().map_or(0, |revision| revision.end);
        let tail = self.bytes.get(last..).unwrap_or_default();
        let mut hits = memchr::memmem::find_iter(tail, b" obj");
        hits.any(|at| tail.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_digit))
            || self.is_shorter_than_stated()
    }

    /// ISO 32000-2 Annex F: a linearised file states its length; appending makes it longer, never shorter.
    fn is_shorter_than_stated(&self) -> bool {
        let head = self.bytes.slice(..self.bytes.len().min(1024));
        let Some(at) = memchr::memmem::find(&head, b"/Linearized") else {
            return false;
        };
        let start = memchr::memmem::rfind(head.get(..at).unwrap_or_default(), b"<<").unwrap_or(at);
        let object = parser::Parser::new(&head, start, &self.limits)
            .object()
            .unwrap_or_default();
        let stated = object
            .as_dictionary()
            .and_then(|dictionary| dictionary.get_integer("L"));
        stated.is_some_and(|length| length > self.bytes.len() as i64)
    }

    /// The numbers of all object streams that hold an object in use.
    pub(crate) fn containers(&self) -> BTreeSet<u32> {
        let numbers = self.object_numbers().into_iter();
        numbers
            .filter_map(|number| match self.entry(number) {
                Entry::InStream { stream, .. } => Some(stream),
                _ => None,
            })
            .collect()
    }

    /// The lowest number that no object has had.
    pub fn next_number(&self) -> u32 {
        let stated = self
            .sections
            .iter()
            .filter_map(|section| section.trailer.get_integer("Size"));
        let stated = stated
            .filter_map(|size| u32::try_from(size).ok())
            .filter(|size| *size as usize <= self.limits.objects);
        let used = self
            .sections
            .iter()
            .filter_map(|section| section.highest())
            .map(|highest| highest.saturating_add(1));
        stated.chain(used).max().unwrap_or(1).max(1)
    }

    /// Where an object stands, if it stands anywhere.
    pub fn place(&self, id: ObjectId) -> Option<Place> {
        match self.entry(id.number) {
            Entry::Free => None,
            Entry::InFile(offset) => self.indirect(offset).ok().map(|found| Place::InFile(found.range)),
            Entry::InStream { stream, .. } => Some(Place::InStream(stream)),
        }
    }

    /// Whether the cross-reference had to be rebuilt by searching the file.
    pub fn was_repaired(&self) -> bool {
        self.repaired
    }

    /// How it is encrypted, if it is.
    pub fn encryption(&self) -> Option<&Encryption> {
        self.encryption.as_deref()
    }

    /// What is subtracted from a place in the file to state it as an offset.
    pub(crate) fn base(&self) -> usize {
        self.base
    }

    pub(crate) fn entry(&self, number: u32) -> Entry {
        let index = self
            .index
            .get_or_init(|| Arc::new(SectionIndex::new(&self.sections)));
        let mut sections = self.sections.iter().skip(index.first(number));
        sections
            .find_map(|section| section.find(number))
            .unwrap_or(Entry::Free)
    }

    fn get_in_file(&self, id: ObjectId, offset: usize) -> Result<Object> {
        if !begins_object(&self.bytes, offset, id.number) {
            return Ok(Object::Null);
        }
        let mut found = self.indirect(offset)?;
        if let Some(encryption) = &self.encryption {
            encryption.decrypt(found.id, &mut found.object)?;
        }
        Ok(found.object)
    }

    /// The object at this place, not decrypted.
    pub(crate) fn indirect(&self, offset: usize) -> Result<Indirect> {
        parser::indirect(&self.bytes, offset, &self.limits, &|id| self.length(id))
    }

    /// An indirect stream length.
    fn length(&self, id: ObjectId) -> Option<u64> {
        match self.entry(id.number) {
            Entry::InFile(offset) => self.length_in_file(offset, id.number),
            Entry::InStream { stream, rank } => {
                // The length of that object stream itself is only looked up in the file, so this ends.
                let length = self
                    .object_stream(stream)
                    .ok()?
                    .get(id.number, rank, &self.limits)
                    .ok()?;
                length.as_integer().and_then(|length| u64::try_from(length).ok())
            }
            Entry::Free => None,
        }
    }

    fn length_in_file(&self, offset: usize, number: u32) -> Option<u64> {
        let mut lexer = Lexer::new(&self.bytes, offset);
        lexer.skip_white_space();
        lexer.take_id(b"obj").filter(|id| id.number == number)?;
        lexer.take_unsigned()
    }

    /// The object stream with this number, read once and kept for a while.
    fn object_stream(&self, number: u32) -> Result<Arc<ObjectStream>> {
        let Entry::InFile(offset) = self.entry(number) else {
            return Err(Error::malformed("an object stream is missing"));
        };
        if let Some(known) = self.streams.lock().ok().and_then(|cache| cache.get(offset)) {
            return Ok(known);
        }
        let stream = Arc::new(self.read_object_stream(offset)?);
        if let Ok(mut cache) = self.streams.lock() {
            cache.keep(offset, &stream);
        }
        Ok(stream)
    }

    fn read_object_stream(&self, offset: usize) -> Result<ObjectStream> {
        let only_in_file = |id: ObjectId| match self.entry(id.number) {
            Entry::InFile(offset) => self.length_in_file(offset, id.number),
            _ => None,
        };
        let mut found = parser::indirect(&self.bytes, offset, &self.limits, &only_in_file)?;
        if let Some(encryption) = &self.encryption {
            encryption.decrypt(found.id, &mut found.object)?;
        }
        let Object::Stream(stream) = found.object else {
            return Err(Error::malformed("an object stream is no stream"));
        };
        // ISO 32000-2 §7.5.7: nothing about an object stream may be in an object stream, so direct objects will do.
        let in_file = InFile(self);
        let filters = filter::chain(&stream.dictionary, &|object| in_file.resolve(object))?;
        let data = filter::decode(&stream.data, &filters, &self.limits)?.into_owned();
        ObjectStream::read(&stream.dictionary, data, &self.limits)
    }
}

impl Resolve for Document {
    fn get(&self, id: ObjectId) -> Result<Object> {
        Document::get(self, id)
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "Document of {} bytes in {} revisions",
            self.bytes.len(),
            self.revisions.len()
        )
    }
}

/// Objects that stand in the file itself, as they stand there, not decrypted.
struct InFile<'a>(&'a Document);

impl Resolve for InFile<'_> {
    fn get(&self, id: ObjectId) -> Result<Object> {
        match self.0.entry(id.number) {
            Entry::InFile(offset) if begins_object(&self.0.bytes, offset, id.number) => {
                parser::indirect(&self.0.bytes, offset, &self.0.limits, &|_| None).map(|found| found.object)
            }
            _ => Ok(Object::Null),
        }
    }
}

/// The data of a stream with all filters undone, where `objects` resolve its filter entries.
pub(crate) fn decode_with(objects: &dyn Resolve, stream: &Stream, limits: &Limits) -> Result<Vec<u8>> {
    let filters = filter::chain(&stream.dictionary, &|object| objects.resolve(object))?;
    filter::decode(&stream.data, &filters, limits).map(std::borrow::Cow::into_owned)
}

/// Where the header begins.
fn check_header(bytes: &[u8], limits: &Limits) -> Result<usize> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Error::too_large("bytes in the file", limits.file_bytes));
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    memchr::memmem::find(head, b"%PDF-").ok_or(Error::NotPdf)
}

/// Whether `number` and a generation and `obj` stand here, after white space.
fn begins_object(bytes: &[u8], offset: usize, number: u32) -> bool {
    let mut lexer = Lexer::new(bytes, offset);
    offset < bytes.len() && lexer.take_id(b"obj").is_some_and(|id| id.number == number)
}

impl From<Bytes> for FileBytes {
    fn from(bytes: Bytes) -> FileBytes {
        FileBytes(bytes)
    }
}

impl From<Vec<u8>> for FileBytes {
    fn from(bytes: Vec<u8>) -> FileBytes {
        FileBytes(bytes.into())
    }
}

impl From<Arc<[u8]>> for FileBytes {
    fn from(bytes: Arc<[u8]>) -> FileBytes {
        FileBytes(Bytes::from_owner(bytes))
    }
}

impl From<&[u8]> for FileBytes {
    /// Copies the file.
    fn from(bytes: &[u8]) -> FileBytes {
        FileBytes(Bytes::copy_from_slice(bytes))
    }
}

impl From<&Vec<u8>> for FileBytes {
    /// Copies the file.
    fn from(bytes: &Vec<u8>) -> FileBytes {
        FileBytes(Bytes::copy_from_slice(bytes))
    }
}

#[cfg(test)]
mod tests;
