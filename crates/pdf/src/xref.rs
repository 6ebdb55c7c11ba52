//! Reads cross-reference sections: tables, streams and hybrids (ISO 32000-2 §7.5.4, §7.5.8); it repairs nothing.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

use crate::filter;
use crate::lexer::Lexer;
use crate::parser::{self, Parser};
use crate::{Dictionary, Error, Limits, Object, Result};

/// Where an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Nowhere: deleted, or never used.
    Free,
    /// In the file, at this offset from its first byte.
    InFile(usize),
    /// In the object stream with this number, as its entry of this rank.
    InStream { stream: u32, rank: u32 },
}

/// Entries of consecutive object numbers.
#[derive(Clone, Debug)]
pub(crate) struct Subsection {
    pub(crate) first: u32,
    pub(crate) entries: Vec<Entry>,
}

/// One cross-reference section with its trailer.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// Where it begins.
    pub(crate) offset: usize,
    /// Where its trailer dictionary or its stream object ends.
    pub(crate) end: usize,
    pub(crate) is_stream: bool,
    pub(crate) trailer: Dictionary,
    subsections: Vec<Subsection>,
    /// Entries of the stream that a hybrid file's trailer names.
    hybrid: Vec<Subsection>,
}

/// What is needed to read a section.
pub(crate) struct Source<'a> {
    pub(crate) bytes: &'a Bytes,
    /// What is added to every offset that the file states: junk before the header.
    pub(crate) base: usize,
    pub(crate) limits: &'a Limits,
}

impl Section {
    /// A section that no file contains, made by repairing.
    pub(crate) fn made_up(trailer: Dictionary, subsections: Vec<Subsection>, end: usize) -> Section {
        Section {
            offset: end,
            end,
            is_stream: false,
            trailer,
            subsections,
            hybrid: Vec::new(),
        }
    }

    /// What this section says of an object, if it says anything.
    pub(crate) fn find(&self, number: u32) -> Option<Entry> {
        match find(&self.subsections, number) {
            Some(Entry::Free) | None if !self.hybrid.is_empty() => {
                // ISO 32000-2 §7.5.8.4: objects hidden from old readers are free in the table and in use in the stream.
                find(&self.hybrid, number).or_else(|| find(&self.subsections, number))
            }
            found => found,
        }
    }

    /// All numbers that the section speaks of, with what the section says.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (u32, Entry)> {
        self.subsections
            .iter()
            .chain(&self.hybrid)
            .flat_map(|subsection| {
                subsection
                    .entries
                    .iter()
                    .enumerate()
                    .map(|(index, entry)| (subsection.first + index as u32, *entry))
            })
    }

    /// The highest number in use.
    pub(crate) fn highest(&self) -> Option<u32> {
        let ends = self.subsections.iter().chain(&self.hybrid);
        ends.map(|subsection| subsection.first + (subsection.entries.len().max(1) - 1) as u32)
            .max()
    }

    /// Whether programs may read different things out of it: a number with two entries, or a trailer with a key given twice.
    /// ISO 32000-2 §7.5.8.4: what is free in the table may be in use in the stream of a hybrid file, and nothing else may differ.
    pub(crate) fn is_ambiguous(&self) -> bool {
        let flat = |subsections: &[Subsection]| {
            let numbered = subsections
                .iter()
                .flat_map(|one| (one.first..).zip(one.entries.clone()));
            numbered.collect::<Vec<(u32, Entry)>>()
        };
        let (mut table, hidden) = (flat(&self.subsections), flat(&self.hybrid));
        let contradicts = |(number, entry): &(u32, Entry)| match find(&self.subsections, *number) {
            None | Some(Entry::Free) => false,
            Some(known) => known != *entry,
        };
        table.sort_by_key(|(number, _)| *number);
        let twice = |pair: &[(u32, Entry)]| match pair {
            [(one, first), (other, second)] => one == other && first != second,
            _ => false,
        };
        table.windows(2).any(twice)
            || hidden.iter().any(contradicts)
            || !self.trailer.duplicate_keys().is_empty()
    }

    fn len(&self) -> usize {
        self.subsections
            .iter()
            .chain(&self.hybrid)
            .map(|subsection| subsection.entries.len())
            .sum()
    }
}

/// Which section, counted from the newest, speaks first of a number, so that a file of a thousand savings is not searched
/// saving by saving for each of its objects. The oldest section, as a rule the largest, is left out.
#[derive(Debug)]
pub(crate) struct SectionIndex {
    /// Numbers in order, each with the newest of its sections.
    newest: Vec<(u32, u32)>,
    oldest: usize,
}

impl SectionIndex {
    pub(crate) fn new(sections: &[Arc<Section>]) -> SectionIndex {
        let oldest = sections.len().saturating_sub(1);
        let newer = (0u32..).zip(sections.iter().take(oldest));
        let mut newest: Vec<(u32, u32)> = newer
            .flat_map(|(age, section)| section.numbers().map(move |(number, _)| (number, age)))
            .collect();
        newest.sort_unstable();
        newest.dedup_by_key(|(number, _)| *number);
        SectionIndex { newest, oldest }
    }

    /// The newest section that may speak of this number.
    pub(crate) fn first(&self, number: u32) -> usize {
        let found = self.newest.binary_search_by_key(&number, |(own, _)| *own).ok();
        let age = found
            .and_then(|place| self.newest.get(place))
            .map(|(_, age)| *age as usize);
        age.unwrap_or(self.oldest)
    }
}

fn find(subsections: &[Subsection], number: u32) -> Option<Entry> {
    let after = subsections.partition_point(|subsection| subsection.first <= number);
    let subsection = subsections.get(after.checked_sub(1)?)?;
    subsection
        .entries
        .get((number - subsection.first) as usize)
        .copied()
}

/// Reads the section at `start` and all that come before it, newest first.
pub(crate) fn read_chain(source: &Source<'_>, start: usize) -> Result<Vec<Section>> {
    let mut sections: Vec<Section> = Vec::new();
    let mut seen = HashSet::new();
    let mut entries = 0;
    let mut next = Some(start);
    while let Some(offset) = next {
        if !seen.insert(offset) {
            return Err(Error::malformed("cross-reference sections go round in a circle"));
        }
        if sections.len() == source.limits.revisions {
            return Err(Error::too_large(
                "cross-reference sections",
                source.limits.revisions as u64,
            ));
        }
        let section = read_section(source, offset)?;
        entries += section.len();
        if entries > source.limits.objects {
            return Err(Error::too_large("objects", source.limits.objects as u64));
        }
        next = previous(&section.trailer)?.map(|previous| previous.saturating_add(source.base));
        sections.push(section);
    }
    Ok(sections)
}

fn previous(trailer: &Dictionary) -> Result<Option<usize>> {
    match trailer.get("Prev") {
        None => Ok(None),
        // Zero is what careless writers put where there is none.
        Some(Object::Integer(0)) => Ok(None),
        Some(value) => match value.as_integer().and_then(|offset| usize::try_from(offset).ok()) {
            Some(offset) => Ok(Some(offset)),
            None => Err(Error::malformed(
                "the offset of an earlier cross-reference section is no number",
            )),
        },
    }
}

fn read_section(source: &Source<'_>, offset: usize) -> Result<Section> {
    let mut lexer = Lexer::new(source.bytes, offset);
    lexer.skip_white_space();
    // From here on the true place counts, which an inexact `startxref` only leads to.
    let offset = lexer.position();
    if offset >= source.bytes.len() {
        return Err(Error::malformed("a cross-reference section lies beyond the end"));
    }
    if lexer.take_keyword(b"xref") {
        read_table(source, offset, lexer)
    } else {
        read_stream(source, offset)
    }
}

fn read_table(source: &Source<'_>, offset: usize, mut lexer: Lexer<'_>) -> Result<Section> {
    let mut subsections = Vec::new();
    let mut left = source.limits.objects;
    while !lexer.take_keyword(b"trailer") {
        let (Some(first), Some(count)) = (lexer.take_unsigned(), lexer.take_unsigned()) else {
            return Err(Error::malformed("a cross-reference table cannot be read"));
        };
        let count = usize::try_from(count).ok().filter(|count| *count <= left);
        let Some(count) = count else {
            return Err(Error::too_large("objects", source.limits.objects as u64));
        };
        left -= count;
        subsections.push(read_subsection(source, &mut lexer, first, count)?);
    }
    let mut parser = Parser::new(source.bytes, lexer.position(), source.limits);
    let Object::Dictionary(trailer) = parser.object()? else {
        return Err(Error::malformed("a trailer is no dictionary"));
    };
    let hybrid = match trailer
        .get_integer("XRefStm")
        .and_then(|offset| usize::try_from(offset).ok())
    {
        Some(offset) => read_stream(source, offset.saturating_add(source.base))?.subsections,
        None => Vec::new(),
    };
    let end = parser.lexer.position();
    Ok(Section {
        offset,
        end,
        is_stream: false,
        trailer,
        subsections: in_order(subsections),
        hybrid,
    })
}

fn read_subsection(
    source: &Source<'_>,
    lexer: &mut Lexer<'_>,
    first: u64,
    count: usize,
) -> Result<Subsection> {
    let first = u32::try_from(first)
        .ok()
        .filter(|first| first.checked_add(count as u32).is_some());
    let Some(mut first) = first else {
        return Err(Error::malformed("an object number is too large"));
    };
    let mut entries = Vec::with_capacity(count.min(source.bytes.len() / 10));
    let mut head_of_free_list = false;
    for index in 0..count {
        let Some((offset, generation, in_use)) = read_entry(lexer) else {
            return Err(Error::malformed("a cross-reference entry cannot be read"));
        };
        head_of_free_list |= index == 0 && generation == 65535 && !in_use;
        // An object at offset 0 would be the header: careless writers mean "free".
        let place = if in_use && offset > 0 {
            Entry::InFile(offset + source.base)
        } else {
            Entry::Free
        };
        entries.push(place);
    }
    // The head of the free list is object 0, also where the writer began to count at 1.
    if first == 1 && head_of_free_list {
        first = 0;
    }
    Ok(Subsection { first, entries })
}

/// Offset, generation and whether in use.
fn read_entry(lexer: &mut Lexer<'_>) -> Option<(usize, u32, bool)> {
    lexer.skip_white_space();
    if let Some(entry) = lexer.rest().first_chunk::<18>().and_then(regular_entry) {
        lexer.seek(lexer.position() + 18);
        return Some(entry);
    }
    let offset = usize::try_from(lexer.take_unsigned()?).ok()?;
    let generation = u32::try_from(lexer.take_unsigned()?).ok()?;
    if lexer.take_keyword(b"n") {
        return Some((offset, generation, true));
    }
    lexer.take_keyword(b"f").then_some((offset, generation, false))
}

/// `0000000016 00000 n`, as nearly all files have it (ISO 32000-2 §7.5.4).
fn regular_entry(text: &[u8; 18]) -> Option<(usize, u32, bool)> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0usize, |sum, byte| {
            byte.is_ascii_digit().then(|| sum * 10 + usize::from(byte - b'0'))
        })
    };
    let [offset @ .., b' ', g1, g2, g3, g4, g5, b' ', kind @ (b'n' | b'f')] = text else {
        return None;
    };
    Some((
        number(offset)?,
        number(&[*g1, *g2, *g3, *g4, *g5])? as u32,
        *kind == b'n',
    ))
}

fn in_order(mut subsections: Vec<Subsection>) -> Vec<Subsection> {
    subsections.retain(|subsection| !subsection.entries.is_empty());
    subsections.sort_by_key(|subsection| subsection.first);
    subsections
}

fn read_stream(source: &Source<'_>, offset: usize) -> Result<Section> {
    let found = parser::indirect(source.bytes, offset, source.limits, &|_| None)?;
    let end = found.range.end;
    let Object::Stream(stream) = found.object else {
        return Err(Error::malformed(
            "a cross-reference section is neither table nor stream",
        ));
    };
    if stream.dictionary.get_name("Type") != Some(b"XRef") {
        return Err(Error::malformed("a cross-reference stream is of another type"));
    }
    let filters = filter::chain(&stream.dictionary, &|object| Ok(object.clone()))?;
    let data = filter::decode(&stream.data, &filters, source.limits)?;
    let subsections = in_order(stream_subsections(source, &stream.dictionary, &data)?);
    Ok(Section {
        offset,
        end,
        is_stream: true,
        trailer: stream.dictionary,
        subsections,
        hybrid: Vec::new(),
    })
}

fn stream_subsections(source: &Source<'_>, dictionary: &Dictionary, data: &[u8]) -> Result<Vec<Subsection>> {
    let widths = widths(dictionary)?;
    let size = dictionary.get_integer("Size").unwrap_or(0);
    let whole = [Object::Integer(0), Object::Integer(size)];
    let index = dictionary.get_array("Index").unwrap_or(&whole);
    let mut rows = data.chunks_exact(widths.iter().sum::<usize>());
    let mut subsections = Vec::new();
    for pair in index.chunks_exact(2) {
        let [first, count] = pair else { break };
        let numbers = first.as_integer().zip(count.as_integer());
        let Some((first, count)) =
            numbers.and_then(|(first, count)| Some((u32::try_from(first).ok()?, u32::try_from(count).ok()?)))
        else {
            return Err(Error::malformed(
                "the index of a cross-reference stream cannot be read",
            ));
        };
        if first.checked_add(count).is_none() {
            return Err(Error::malformed("an object number is too large"));
        }
        let entries = rows
            .by_ref()
            .take(count as usize)
            .map(|row| stream_entry(source, row, widths))
            .collect();
        subsections.push(Subsection { first, entries });
    }
    Ok(subsections)
}

fn widths(dictionary: &Dictionary) -> Result<[usize; 3]> {
    let widths = dictionary.get_array("W").unwrap_or_default();
    let width = |index: usize| {
        let number = widths.get(index).and_then(Object::as_integer)?;
        usize::try_from(number).ok().filter(|width| *width <= 8)
    };
    match (width(0), width(1), width(2)) {
        (Some(a), Some(b), Some(c)) if a + b + c > 0 => Ok([a, b, c]),
        _ => Err(Error::malformed(
            "the field widths of a cross-reference stream cannot be read",
        )),
    }
}

/// ISO 32000-2 Table 18.
fn stream_entry(source: &Source<'_>, row: &[u8], [kind, second, third]: [usize; 3]) -> Entry {
    let number = |range: std::ops::Range<usize>| {
        row.get(range)
            .unwrap_or_default()
            .iter()
            .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let kind_value = if kind == 0 { 1 } else { number(0..kind) };
    let (middle, last) = (
        number(kind..kind + second),
        number(kind + second..kind + second + third),
    );
    match kind_value {
        1 if middle > 0 => Entry::InFile(
            usize::try_from(middle)
                .unwrap_or(usize::MAX)
                .saturating_add(source.base),
        ),
        2 => match (u32::try_from(middle), u32::try_from(last)) {
            (Ok(stream), Ok(rank)) => Entry::InStream { stream, rank },
            _ => Entry::Free,
        },
        _ => Entry::Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(text: &[u8], start: usize) -> Result<Vec<Section>> {
        let bytes = Bytes::copy_from_slice(text);
        read_chain(
            &Source {
                bytes: &bytes,
                base: 0,
                limits: &Limits::default(),
            },
            start,
        )
    }

    #[test]
    fn tables_with_and_without_regular_entries() {
        let table = b"xref\n0 2\n0000000000 65535 f \n0000000017 00000 n \n5 1\n99 0 n\ntrailer <</Size 6>>";
        let sections = chain(table, 0).unwrap();
        let section = &sections[0];
        assert_eq!(section.find(0), Some(Entry::Free));
        assert_eq!(section.find(1), Some(Entry::InFile(17)));
        assert_eq!(section.find(5), Some(Entry::InFile(99)));
        assert_eq!((section.find(2), section.find(6)), (None, None));
        assert_eq!(section.end, table.len());
    }

    #[test]
    fn a_table_that_counts_from_one_is_mended() {
        let sections = chain(
            b"xref\n1 2\n0000000000 65535 f \n0000000017 00000 n \ntrailer <<>>",
            0,
        )
        .unwrap();
        assert_eq!(sections[0].find(1), Some(Entry::InFile(17)));
    }

    #[test]
    fn streams_with_an_index() {
        let mut text = b"7 0 obj<</Type/XRef/W[1 2 1]/Index[3 2 9 1]/Size 10/Length 12>>stream\n".to_vec();
        text.extend([1, 0, 50, 0, 2, 0, 4, 1, 0, 0, 0, 0]);
        text.extend(b"\nendstream endobj");
        let sections = chain(&text, 0).unwrap();
        assert_eq!(sections[0].find(3), Some(Entry::InFile(50)));
        assert_eq!(sections[0].find(4), Some(Entry::InStream { stream: 4, rank: 1 }));
        assert_eq!(sections[0].find(9), Some(Entry::Free));
    }

    #[test]
    fn circles_and_impossible_counts_are_refused() {
        assert!(chain(b"xref\n0 0\ntrailer <</Prev 0>>", 0).is_ok());
        let circle = b"pad xref\n0 0\ntrailer <</Prev 4>>";
        assert!(matches!(chain(circle, 4), Err(Error::Malformed { .. })));
        let huge = b"xref\n0 99999999999\n";
        assert!(matches!(chain(huge, 0), Err(Error::TooLarge { .. })));
    }
}
