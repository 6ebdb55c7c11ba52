//! Finds objects by looking for them, for files whose cross-reference cannot be trusted; it never guesses contents.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::lexer::Lexer;
use crate::object::is_white_space;
use crate::parser::Parser;
use crate::xref::{Entry, Subsection};
use crate::{Dictionary, Error, Limits, Object, Result};

/// What a search of the whole file found.
pub(crate) struct Findings {
    /// For each number the last object with it.
    pub(crate) objects: BTreeMap<u32, usize>,
    /// Object streams in the order of the file: number and offset.
    pub(crate) object_streams: Vec<(u32, usize)>,
    /// The last trailer (or cross-reference stream dictionary) with a root, if any.
    pub(crate) trailer: Dictionary,
    /// An object of type Catalog, for files without trailer.
    pub(crate) catalog: Option<u32>,
    /// Whether the file ends in the middle of something.
    pub(crate) cut_off: bool,
}

/// Objects that never end are parsed only so often, so that hostile files cost linear time.
const PATIENCE: usize = 1000;

/// Values per object that the search reads: more than any trailer or object stream dictionary has.
const SCAN_VALUES: usize = 20_000;

/// Looks for all objects and trailers.
pub(crate) fn search(bytes: &Bytes, limits: &Limits) -> Result<Findings> {
    let scan_limits = Limits {
        object_values: SCAN_VALUES,
        ..limits.clone()
    };
    let mut findings = Findings {
        objects: BTreeMap::new(),
        object_streams: Vec::new(),
        trailer: Dictionary::new(),
        catalog: None,
        cut_off: false,
    };
    let mut patience = PATIENCE;
    let mut position = 0;
    while let Some(hit) = find(bytes, b"obj", position) {
        position = hit + 3;
        let Some((number, start)) = header_before(bytes, hit) else {
            continue;
        };
        if findings.objects.len() >= limits.objects || number as usize > limits.objects {
            return Err(Error::too_large("objects", limits.objects as u64));
        }
        findings.objects.insert(number, start);
        if patience == 0 {
            continue;
        }
        let (object, end, closed) = look_at(bytes, position, &scan_limits);
        match closed {
            true => position = end,
            false => patience -= 1,
        }
        note(&mut findings, number, start, object.as_ref());
    }
    read_trailers(bytes, &scan_limits, &mut findings);
    findings.cut_off = is_cut_off(bytes);
    Ok(findings)
}

/// Turns found objects into runs of entries.
pub(crate) fn subsections(entries: &BTreeMap<u32, Entry>) -> Vec<Subsection> {
    let mut runs: Vec<Subsection> = Vec::new();
    for (number, entry) in entries {
        match runs.last_mut() {
            Some(run) if run.first as usize + run.entries.len() == *number as usize => {
                run.entries.push(*entry)
            }
            _ => runs.push(Subsection {
                first: *number,
                entries: vec![*entry],
            }),
        }
    }
    runs
}

fn note(findings: &mut Findings, number: u32, start: usize, object: Option<&Object>) {
    let Some(dictionary) = object.and_then(Object::as_dictionary) else {
        return;
    };
    match dictionary.get_name("Type") {
        Some(b"ObjStm") => findings.object_streams.push((number, start)),
        Some(b"Catalog") => findings.catalog = Some(number),
        Some(b"XRef") if dictionary.contains("Root") => findings.trailer = dictionary.clone(),
        _ => {}
    }
}

/// `12 0 ` before the word `obj` at `hit`: the number and where it begins.
fn header_before(bytes: &[u8], hit: usize) -> Option<(u32, usize)> {
    let mut place = skip_back(bytes, hit, is_white_space)?;
    place = skip_back(bytes, place, |byte| byte.is_ascii_digit())?;
    place = skip_back(bytes, place, is_white_space)?;
    let start = skip_back(bytes, place, |byte| byte.is_ascii_digit())?;
    let number = Lexer::new(bytes, start).take_unsigned()?;
    Some((u32::try_from(number).ok()?, start))
}

/// Goes back over at least one and at most twenty bytes of a kind; `obj` may stick to its generation in no file seen.
fn skip_back(bytes: &[u8], from: usize, kind: fn(u8) -> bool) -> Option<usize> {
    let before = bytes.get(from.saturating_sub(20)..from)?;
    let length = before.iter().rev().take_while(|byte| kind(**byte)).count();
    (length > 0).then_some(from - length)
}

/// The object after `obj`, where it ends, and whether `endobj` stands there.
fn look_at(bytes: &[u8], position: usize, limits: &Limits) -> (Option<Object>, usize, bool) {
    let mut parser = Parser::new(bytes, position, limits);
    let object = parser.object().ok();
    let stream_length = object
        .as_ref()
        .filter(|_| parser.lexer.take_keyword(b"stream"))
        .and_then(Object::as_dictionary)
        .and_then(|dictionary| dictionary.get_integer("Length"))
        .and_then(|length| usize::try_from(length).ok());
    if let Some(length) = stream_length {
        let before = parser.lexer.position();
        parser.lexer.seek(before.saturating_add(length));
        if !parser.lexer.take_keyword(b"endstream") {
            parser.lexer.seek(before.saturating_add(length).saturating_add(2));
            parser.lexer.take_keyword(b"endstream");
        }
    }
    let closed = parser.lexer.take_keyword(b"endobj");
    (object, parser.lexer.position(), closed)
}

fn read_trailers(bytes: &[u8], limits: &Limits, findings: &mut Findings) {
    let hits = memchr::memmem::find_iter(bytes, b"trailer").take(PATIENCE);
    for hit in hits {
        let object = Parser::new(bytes, hit + b"trailer".len(), limits).object();
        if let Ok(Object::Dictionary(dictionary)) = object
            && dictionary.contains("Root")
        {
            findings.trailer = dictionary;
        }
    }
}

/// A whole file ends with a trailer, `startxref` and `%%EOF`; nothing of that after the last object means it was cut.
fn is_cut_off(bytes: &[u8]) -> bool {
    let last = memchr::memmem::rfind(bytes, b"endobj").map_or(0, |at| at + b"endobj".len());
    let tail = bytes.get(last..).unwrap_or_default();
    let ends = [&b"startxref"[..], b"%%EOF", b"trailer"];
    !ends.iter().any(|word| memchr::memmem::find(tail, word).is_some())
}

fn find(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    memchr::memmem::find(bytes.get(from..)?, word).map(|at| at + from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &[u8]) -> Findings {
        search(&Bytes::copy_from_slice(text), &Limits::default()).unwrap()
    }

    #[test]
    fn objects_are_found_and_the_last_one_of_a_number_counts() {
        let findings = found(b"%PDF-1.4\n1 0 obj 5 endobj 2 0 obj<</Type/Catalog>>endobj\n1 0 obj 6 endobj\ntrailer<</Root 2 0 R>>");
        assert_eq!(findings.objects.keys().copied().collect::<Vec<_>>(), [1, 2]);
        assert!(findings.objects[&1] > findings.objects[&2]);
        assert_eq!(findings.catalog, Some(2));
        assert_eq!(findings.trailer.get_reference("Root").unwrap().number, 2);
        assert!(!findings.cut_off);
    }

    #[test]
    fn objects_within_streams_are_not_objects() {
        let findings = found(b"1 0 obj<</Length 16>>stream\n9 0 obj 1 endobj\nendstream endobj 3 0 obj[");
        assert_eq!(findings.objects.keys().copied().collect::<Vec<_>>(), [1, 3]);
        assert!(findings.cut_off);
    }
}
