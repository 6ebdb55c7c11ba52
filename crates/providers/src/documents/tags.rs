//! Reads the tags of a document (M-41) and notes what must go out of its content streams. It changes nothing itself.

use app::ports::TextPlace;
use domain::agreement::PageSize;
use domain::fields::{MAX_FIELDS, Rect};
use domain::tags::place::field_kind;
use domain::tags::{Found, MAX_TAGS, ReadTag, Reading, TagWord, TextLine, resolve, scan};
use pdf::Document;
use pdf::text::{PageText, Reader, Removal};
use std::collections::BTreeSet;

/// Bytes that the tags may take on their way to the parent.
const ANSWER_BYTES: usize = 6 << 20;

/// What was read.
pub struct Tags {
    /// The tags, in no particular order.
    pub tags: Vec<ReadTag>,
    /// The text of those that become fields.
    pub removal: Removal,
    /// Whether all pages were read to their end.
    pub is_complete: bool,
}

impl Tags {
    /// There are none, or nobody wants to know.
    pub(super) fn none() -> Tags {
        Tags {
            tags: Vec::new(),
            removal: Removal::new(),
            is_complete: true,
        }
    }
}

/// Reads page after page. A page that cannot be read has no tags.
pub fn read(document: &Document, dictionary: &[TagWord]) -> Tags {
    let mut gathered = Gathered::default();
    let complete = gathered.pages(document, dictionary).unwrap_or(false);
    let mut readings: Vec<Reading> = gathered.tags.iter().map(|tag| tag.reading.clone()).collect();
    resolve(&mut readings);
    let mut answer = Tags {
        is_complete: complete,
        ..Tags::none()
    };
    let mut room = ANSWER_BYTES;
    for (index, (tag, reading)) in gathered.tags.into_iter().zip(readings).enumerate() {
        let tag = ReadTag { reading, ..tag };
        let size = serde_json::to_vec(&tag).map_or(usize::MAX, |bytes| bytes.len());
        let Some(rest) = room.checked_sub(size) else {
            answer.is_complete = false;
            break;
        };
        room = rest;
        if becomes_a_field(&tag.reading)
            && let Some(removal) = gathered.removals.get(index)
        {
            answer.removal.join(removal);
        }
        answer.tags.push(tag);
    }
    answer
}

/// What is not understood, and what nothing is made of, stays where its owner can see it.
fn becomes_a_field(reading: &Reading) -> bool {
    match reading {
        Reading::Definition { .. } => true,
        Reading::Field(tag) => field_kind(tag.kind).is_some(),
        Reading::Fault(_) | Reading::Short { .. } => false,
    }
}

/// Finds words within lines; of each page's as many as an agreement may have fields.
pub(super) fn find(document: &Document, needles: &[String]) -> pdf::Result<Vec<TextPlace>> {
    let needles: Vec<Vec<char>> = needles.iter().map(|needle| needle.chars().collect()).collect();
    let mut reader = Reader::new(document);
    let mut places = Vec::new();
    for page in document.pages()? {
        let Ok(text) = reader.page(&page) else { continue };
        for (index, line) in text.lines().iter().enumerate() {
            let characters: Vec<char> = line.text.chars().collect();
            for (needle, words) in needles.iter().enumerate().filter(|(_, words)| !words.is_empty()) {
                for (at, _) in characters
                    .windows(words.len())
                    .enumerate()
                    .filter(|(_, here)| here == words)
                {
                    if places.len() >= MAX_FIELDS {
                        return Ok(places);
                    }
                    let rect = text.bounds_of(&text.glyphs_of(index, at..at + words.len()));
                    places.push(TextPlace {
                        needle,
                        page: page.index,
                        rect: as_rect(rect),
                    });
                }
            }
        }
    }
    Ok(places)
}

fn as_rect(pdf::Rect { x, y, width, height }: pdf::Rect) -> Rect {
    Rect { x, y, width, height }
}

#[derive(Default)]
struct Gathered {
    tags: Vec<ReadTag>,
    removals: Vec<Removal>,
}

impl Gathered {
    /// Whether everything was read.
    fn pages(&mut self, document: &Document, dictionary: &[TagWord]) -> pdf::Result<bool> {
        let mut reader = Reader::new(document);
        let mut complete = true;
        for page in document.pages()? {
            let Ok(text) = reader.page(&page) else {
                complete = false;
                continue;
            };
            complete &= text.is_complete();
            let lines: Vec<TextLine> = text.lines().iter().map(line).collect();
            for found in scan(&lines, dictionary) {
                if self.tags.len() >= MAX_TAGS {
                    return Ok(false);
                }
                let size = PageSize {
                    width: page.width,
                    height: page.height,
                };
                self.add(&text, page.index, size, found);
            }
        }
        Ok(complete)
    }

    fn add(&mut self, text: &PageText, page: usize, size: PageSize, found: Found) {
        let glyphs: BTreeSet<usize> = found
            .parts
            .iter()
            .flat_map(|part| text.glyphs_of(part.line, part.characters.clone()))
            .collect();
        let rect = as_rect(text.bounds_of(&glyphs));
        let Rect { x, y, width, height } = rect;
        // What lies wholly beside the page was never seen by anybody who wrote it.
        if x > size.width || y > size.height || x + width < 0.0 || y + height < 0.0 {
            return;
        }
        let first = found.parts.first();
        let mut removal = Removal::new();
        removal.add(text, &glyphs);
        self.removals.push(removal);
        self.tags.push(ReadTag {
            raw: found.raw,
            page,
            rect,
            font_size: first.map_or(0.0, |part| text.size_of(part.line, part.characters.start)),
            reading: found.reading,
        });
    }
}

fn line(line: &pdf::text::Line) -> TextLine {
    TextLine {
        text: line.text.clone(),
        below: line.below,
        right: line.right,
    }
}
