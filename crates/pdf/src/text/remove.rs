//! Takes characters out of content streams; all that stays keeps its place. It knows neither pages' looks nor tags.

use std::collections::{BTreeMap, BTreeSet};

use super::interpret::contents;
use super::operations::Operations;
use super::{PageText, StreamKey};
use crate::object::write_string;
use crate::page::pages_of;
use crate::{Dictionary, Document, Edit, Object, Result, Stream, filter};

/// Characters that are to be taken out of a document.
#[derive(Clone, Debug, Default)]
pub struct Removal {
    streams: BTreeMap<StreamKey, StreamRemoval>,
}

#[derive(Clone, Debug, Default)]
struct StreamRemoval {
    /// By operation, array element and place in the string: the length of the code and the number that moves as far as it did.
    codes: BTreeMap<(usize, usize, usize), (usize, f64)>,
    /// Marked contents whose other words speak of what goes.
    marked: BTreeSet<usize>,
}

impl Removal {
    /// Nothing yet.
    pub fn new() -> Removal {
        Removal::default()
    }

    /// Whether nothing is to be taken out.
    pub fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    /// Notes some of a page's characters.
    pub fn add(&mut self, text: &PageText, glyphs: &BTreeSet<usize>) {
        for glyph in glyphs.iter().filter_map(|glyph| text.glyphs.get(*glyph)) {
            let source = &glyph.source;
            let stream = self.streams.entry(source.stream).or_default();
            stream.codes.insert(
                (source.operation, source.element, source.offset),
                (source.length, source.adjustment),
            );
            stream.marked.extend(source.actual_text);
        }
    }

    /// Notes what another one has noted.
    pub fn join(&mut self, other: &Removal) {
        for (key, removal) in &other.streams {
            let stream = self.streams.entry(*key).or_default();
            stream.codes.extend(&removal.codes);
            stream.marked.extend(&removal.marked);
        }
    }

    /// Takes them out.
    pub fn apply(&self, edit: &mut dyn Edit) -> Result<()> {
        let document = edit.document().clone();
        let pages = pages_of(edit, &document.catalog()?, document.limits())?;
        for (key, removal) in &self.streams {
            match key {
                StreamKey::Form(id) => {
                    if let Object::Stream(stream) = edit.get(*id)? {
                        let content = removal.cut(&document.decode(&stream)?);
                        edit.set(*id, replaced(stream.dictionary, &content).into());
                    }
                }
                StreamKey::Page(index) => {
                    if let Some(page) = pages.get(*index) {
                        let content = removal.cut(&contents(&document, &page.dictionary)?);
                        let id = edit.add(replaced(Dictionary::new(), &content).into());
                        let mut dictionary = edit.dictionary(page.id)?;
                        dictionary.set("Contents", id);
                        edit.set(page.id, dictionary.into());
                    }
                }
            }
        }
        Ok(())
    }
}

/// The same stream with other content.
fn replaced(mut dictionary: Dictionary, content: &[u8]) -> Stream {
    for key in ["Filter", "DecodeParms", "F", "FFilter", "FDecodeParms", "DL"] {
        dictionary.remove(key);
    }
    dictionary.set("Filter", Object::name("FlateDecode"));
    Stream::new(dictionary, filter::deflate(content))
}

impl StreamRemoval {
    /// The content without the characters.
    fn cut(&self, content: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(content.len());
        let mut copied = 0;
        let mut operations = Operations::new(content);
        while let Some((operator, range)) = operations.next() {
            let codes = self.codes.range((range.start, 0, 0)..(range.start + 1, 0, 0));
            let codes: BTreeMap<(usize, usize), (usize, f64)> = codes
                .map(|((_, element, offset), code)| ((*element, *offset), *code))
                .collect();
            let is_marked = self.marked.contains(&range.start);
            if codes.is_empty() && !is_marked {
                continue;
            }
            out.extend_from_slice(content.get(copied..range.start).unwrap_or_default());
            if is_marked {
                write_marked(&operations.operands, operator, &mut out);
            } else {
                write_shown(&operations.operands, operator, &codes, &mut out);
            }
            copied = range.end;
        }
        out.extend_from_slice(content.get(copied..).unwrap_or_default());
        out
    }
}

/// The same marked content, which says no other words for what it shows.
fn write_marked(operands: &[Object], operator: &[u8], out: &mut Vec<u8>) {
    for operand in operands {
        let mut operand = operand.clone();
        if let Object::Dictionary(properties) = &mut operand {
            properties.remove("ActualText");
        }
        operand.write(out);
        out.push(b' ');
    }
    out.extend_from_slice(operator);
}

/// The operation as a `TJ` that moves where characters were (ISO 32000-2 §9.4.3).
fn write_shown(
    operands: &[Object],
    operator: &[u8],
    codes: &BTreeMap<(usize, usize), (usize, f64)>,
    out: &mut Vec<u8>,
) {
    if let (b"\"", [words, characters, ..]) = (operator, operands) {
        words.write(out);
        out.extend_from_slice(b" Tw ");
        characters.write(out);
        out.extend_from_slice(b" Tc ");
    }
    if matches!(operator, b"\"" | b"'") {
        out.extend_from_slice(b"T* ");
    }
    out.push(b'[');
    match operands.last() {
        Some(Object::Array(items)) => {
            for (element, item) in items.iter().enumerate() {
                match item {
                    Object::String(bytes) => write_rest(bytes, element, codes, out),
                    other => {
                        other.write(out);
                        out.push(b' ');
                    }
                }
            }
        }
        Some(Object::String(bytes)) => write_rest(bytes, 0, codes, out),
        _ => {}
    }
    out.extend_from_slice(b"] TJ");
}

/// What stays of a string, and the moves between.
fn write_rest(
    bytes: &[u8],
    element: usize,
    codes: &BTreeMap<(usize, usize), (usize, f64)>,
    out: &mut Vec<u8>,
) {
    let mut from = 0;
    let mut distance = 0.0;
    for ((_, offset), (length, adjustment)) in codes.range((element, 0)..(element + 1, 0)) {
        if *offset > from {
            move_by(&mut distance, out);
            write_string(bytes.get(from..*offset).unwrap_or_default(), out);
        }
        distance += adjustment;
        from = offset + length;
    }
    move_by(&mut distance, out);
    if let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
        write_string(rest, out);
    }
    out.push(b' ');
}

/// Several characters in a row are one move.
fn move_by(distance: &mut f64, out: &mut Vec<u8>) {
    if *distance != 0.0 {
        Object::Real(*distance).write(out);
        out.push(b' ');
        *distance = 0.0;
    }
}

/// The text of all pages, as another reader would find it; for those who want to know that something is gone.
pub fn text_of(document: &Document) -> Result<String> {
    let mut reader = super::Reader::new(document);
    let mut all = String::new();
    for page in document.pages()? {
        for line in reader.page(&page)?.lines() {
            all.push_str(&line.text);
            all.push('\n');
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a code stands (string, piece, byte), and its length and width.
    type Code = ((usize, usize, usize), (usize, f64));

    fn cut(content: &str, codes: &[Code]) -> String {
        let removal = StreamRemoval {
            codes: codes.iter().copied().collect(),
            marked: BTreeSet::new(),
        };
        String::from_utf8(removal.cut(content.as_bytes())).unwrap()
    }

    #[test]
    fn what_stays_keeps_its_place() {
        assert_eq!(
            cut(
                "BT (abcd) Tj ET",
                &[((3, 0, 1), (1, -500.0)), ((3, 0, 2), (1, -250.5))]
            ),
            "BT [(a)-750.5 (d) ] TJ ET"
        );
        assert_eq!(
            cut(
                "1 2 (ab) \" (x) '",
                &[((0, 0, 0), (1, -500.0)), ((11, 0, 0), (1, -600.0))]
            ),
            "1 Tw 2 Tc T* [-500.0 (b) ] TJ T* [-600.0  ] TJ"
        );
        assert_eq!(
            cut("[(a) -20 (bc)] TJ", &[((0, 2, 0), (1, -500.0))]),
            "[(a) -20 -500.0 (c) ] TJ"
        );
    }
}
