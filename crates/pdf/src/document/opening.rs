//! Opening: the chain of cross-references, and how a file without a sound one is mended; it decides, `document` only asks.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::{Document, InFile, Revision, begins_object};
use crate::crypt::Encryption;
use crate::lexer::Lexer;
use crate::repair::{self, Findings};
use crate::xref::{self, Entry, Section};
use crate::{Dictionary, Error, Limits, ObjectId, Resolve, Result};

impl Document {
    pub(super) fn read(bytes: &Bytes, header: usize, limits: &Limits) -> Result<Document> {
        let start = start_of_xref(bytes)?;
        let at = |base: usize| {
            let source = xref::Source { bytes, base, limits };
            Document::from_sections(
                bytes,
                base,
                xref::read_chain(&source, start.saturating_add(base))?,
                limits,
            )
        };
        // ISO 32000-2 §7.5.2 counts from the header, most readers and writers from the first byte.
        match at(0) {
            Err(Error::Malformed { .. }) if header > 0 => at(header),
            Ok(document) if header > 0 && !document.is_sound() => at(header),
            other => other,
        }
    }

    fn from_sections(
        bytes: &Bytes,
        base: usize,
        sections: Vec<Section>,
        limits: &Limits,
    ) -> Result<Document> {
        let trailer = sections
            .first()
            .map(|section| section.trailer.clone())
            .unwrap_or_default();
        if !trailer.contains("Root") {
            return Err(Error::malformed("the trailer names no catalog"));
        }
        Ok(Document {
            bytes: bytes.clone(),
            base,
            revisions: revisions(bytes, &sections),
            sections: sections.into_iter().map(Arc::new).collect(),
            index: OnceLock::new(),
            trailer,
            repaired: false,
            encryption: None,
            limits: limits.clone(),
            streams: Arc::default(),
        })
    }

    /// Whether every entry that counts leads to the object that it names.
    pub(super) fn is_sound(&self) -> bool {
        self.sections.iter().enumerate().all(|(age, section)| {
            section.numbers().all(|(number, entry)| {
                self.leads_there(number, entry)
                    || self
                        .sections
                        .iter()
                        .take(age)
                        .any(|newer| newer.find(number).is_some())
            })
        })
    }

    fn leads_there(&self, number: u32, entry: Entry) -> bool {
        match entry {
            Entry::Free => true,
            Entry::InFile(offset) => begins_object(&self.bytes, offset, number),
            Entry::InStream { stream, .. } => matches!(self.entry(stream), Entry::InFile(_)),
        }
    }

    /// Rebuilds the cross-reference, unless the search shows that nothing was wrong but entries of absent objects.
    pub(super) fn mend(
        bytes: &Bytes,
        limits: &Limits,
        broken: Result<Document>,
        password: Option<&[u8]>,
    ) -> Result<Document> {
        let findings = repair::search(bytes, limits)?;
        if let Ok(document) = broken
            && document.only_absent_objects_are_wrong(&findings)
        {
            return Ok(document);
        }
        Document::rebuilt(bytes, limits, findings, password)
    }

    fn only_absent_objects_are_wrong(&self, findings: &Findings) -> bool {
        let numbers = self
            .sections
            .iter()
            .flat_map(|section| section.numbers().map(|(number, _)| number));
        let mut wrong = numbers.filter(|number| !self.leads_there(*number, self.entry(*number)));
        wrong.all(|number| !findings.objects.contains_key(&number) && findings.object_streams.is_empty())
    }

    fn rebuilt(
        bytes: &Bytes,
        limits: &Limits,
        findings: Findings,
        password: Option<&[u8]>,
    ) -> Result<Document> {
        if findings.cut_off || findings.objects.is_empty() {
            return Err(if findings.objects.is_empty() {
                Error::malformed("it contains no object")
            } else {
                Error::Truncated
            });
        }
        let in_file = findings
            .objects
            .iter()
            .map(|(number, offset)| (*number, Entry::InFile(*offset)))
            .collect();
        let document = Document::made_up(bytes, limits, findings.trailer.clone(), &in_file);
        let opened = document.decrypted(password)?;
        let entries = opened.with_compressed(in_file, &findings);
        let mut trailer = findings.trailer.clone();
        if !trailer.contains("Root") {
            let catalog = findings.catalog.or_else(|| opened.search_catalog(&entries));
            let catalog = catalog.ok_or_else(|| Error::malformed("there is no catalog"))?;
            trailer.set("Root", ObjectId::new(catalog));
        }
        trailer.remove("Prev");
        trailer.remove("XRefStm");
        Ok(Document::made_up(bytes, limits, trailer, &entries))
    }

    fn made_up(
        bytes: &Bytes,
        limits: &Limits,
        trailer: Dictionary,
        entries: &BTreeMap<u32, Entry>,
    ) -> Document {
        let section = Section::made_up(trailer.clone(), repair::subsections(entries), bytes.len());
        let revision = Revision {
            xref_offset: bytes.len(),
            end: bytes.len(),
            is_stream: false,
            first_section: 0,
            section_count: 1,
        };
        Document {
            bytes: bytes.clone(),
            base: 0,
            sections: vec![Arc::new(section)],
            index: OnceLock::new(),
            revisions: vec![revision],
            trailer,
            repaired: true,
            encryption: None,
            limits: limits.clone(),
            streams: Arc::default(),
        }
    }

    /// Adds what object streams hold, where no later object of the same number stands in the file.
    fn with_compressed(
        &self,
        mut entries: BTreeMap<u32, Entry>,
        findings: &Findings,
    ) -> BTreeMap<u32, Entry> {
        for (number, offset) in &findings.object_streams {
            let Ok(stream) = self.read_object_stream(*offset) else {
                continue;
            };
            for (rank, inner) in stream.numbers().enumerate() {
                let later = findings.objects.get(&inner).is_some_and(|at| at > offset);
                if !later && findings.objects.get(number) == Some(offset) {
                    entries.insert(
                        inner,
                        Entry::InStream {
                            stream: *number,
                            rank: rank as u32,
                        },
                    );
                }
            }
        }
        entries
    }

    fn search_catalog(&self, entries: &BTreeMap<u32, Entry>) -> Option<u32> {
        let whole = Document::made_up(&self.bytes, &self.limits, Dictionary::new(), entries);
        let whole = Document {
            encryption: self.encryption.clone(),
            ..whole
        };
        let is_catalog = |number: &u32| {
            let object = whole.get(ObjectId::new(*number)).unwrap_or_default();
            object
                .as_dictionary()
                .and_then(|dictionary| dictionary.get_name("Type"))
                == Some(b"Catalog")
        };
        entries.keys().copied().find(is_catalog)
    }

    pub(super) fn decrypted(self, password: Option<&[u8]>) -> Result<Document> {
        let encryption = Encryption::open(&InFile(&self), &self.trailer, password)?;
        Ok(Document {
            encryption: encryption.map(Arc::new),
            ..self
        })
    }

    pub(super) fn check_catalog(&self) -> Result<()> {
        let catalog = self.catalog()?;
        match self.lookup_dictionary(&catalog, "Pages")? {
            Some(_) => Ok(()),
            None => Err(Error::malformed("the catalog names no pages")),
        }
    }
}

/// The number after the last `startxref`.
fn start_of_xref(bytes: &[u8]) -> Result<usize> {
    let tail_start = bytes.len().saturating_sub(2048);
    let tail = bytes.get(tail_start..).unwrap_or_default();
    let word = b"startxref";
    let at = memchr::memmem::rfind(tail, word).ok_or_else(|| Error::malformed("there is no startxref"))?;
    let number = Lexer::new(bytes, tail_start + at + word.len()).take_unsigned();
    number
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| Error::malformed("startxref is followed by no number"))
}

/// Groups sections (newest first) into revisions (oldest first).
fn revisions(bytes: &[u8], sections: &[Section]) -> Vec<Revision> {
    let mut revisions = Vec::new();
    let mut left = sections.len();
    while let Some((index, section)) = left
        .checked_sub(1)
        .and_then(|index| Some((index, sections.get(index)?)))
    {
        // ISO 32000-2 Annex F: the first-page section of a linearised file stands before the main one, and both are one saving.
        let first_page = index
            .checked_sub(1)
            .and_then(|newer| sections.get(newer))
            .filter(|newer| left == sections.len() && newer.offset < section.offset);
        let newest = first_page.unwrap_or(section);
        let section_count = if first_page.is_some() { 2 } else { 1 };
        revisions.push(Revision {
            xref_offset: newest.offset,
            end: end_of_revision(bytes, section.end.max(newest.end)),
            is_stream: newest.is_stream,
            first_section: left - section_count,
            section_count,
        });
        left -= section_count;
    }
    revisions
}

/// The first byte after `%%EOF` and the end of its line.
fn end_of_revision(bytes: &[u8], section_end: usize) -> usize {
    let tail = bytes.get(section_end..).unwrap_or_default();
    let window = tail.get(..tail.len().min(1024)).unwrap_or_default();
    let Some(at) = memchr::memmem::find(window, b"%%EOF") else {
        return bytes.len();
    };
    let mut lexer = Lexer::new(bytes, section_end + at + 5);
    if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
        lexer.take(b"\r");
    }
    lexer.position()
}
