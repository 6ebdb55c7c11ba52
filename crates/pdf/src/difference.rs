//! What can be seen to differ between two revisions of a document: which pages may look different, and where two pictures of a page do.
//! It judges nothing; `compare` says what is allowed.

use std::collections::{BTreeSet, HashSet};

use crate::render::Raster;
use crate::{Dictionary, Document, Object, ObjectId, Page, Result};

/// Pixels along a cell of the grid in which differences are gathered.
const CELL: u32 = 8;
/// A sample that differs by less is the same to the eye.
const TOLERANCE: u8 = 24;
/// More places than these are shown as one.
const MAX_PLACES: usize = 40;
/// Objects that are looked at for one page.
const MAX_OBJECTS: usize = 20_000;
/// How deep objects are followed.
const MAX_DEPTH: usize = 40;

/// The pages, counted from 0, that may look different in revision `to` from what they were in `from`. A page that is new or gone is
/// among them. It never leaves out a page that does differ, unless a page has more objects than anybody can follow.
pub fn touched_pages(document: &Document, from: usize, to: usize) -> Result<Vec<usize>> {
    let (Some(old), Some(new)) = (document.at_revision(from), document.at_revision(to)) else {
        return Ok(Vec::new());
    };
    let changed: HashSet<u32> = (from + 1..=to)
        .flat_map(|index| document.changed_in(index))
        .collect();
    let (before, after) = (old.pages()?, new.pages()?);
    let mut walk = Walk::new(&new, &changed);
    let mut touched = Vec::new();
    for index in 0..before.len().max(after.len()) {
        let same = match (before.get(index), after.get(index)) {
            (Some(before), Some(after)) => {
                before.id == after.id
                    && before.dictionary == after.dictionary
                    && !changed.contains(&after.id.number)
                    && !walk.page_leads_to_change(after)
            }
            _ => false,
        };
        if !same {
            touched.push(index);
        }
    }
    Ok(touched)
}

/// Follows what a page is drawn with, and looks for objects that have changed.
struct Walk<'a> {
    document: &'a Document,
    changed: &'a HashSet<u32>,
    /// Looked at before; of those of earlier pages nothing had changed.
    seen: HashSet<ObjectId>,
    /// Those of the page at hand.
    fresh: Vec<ObjectId>,
}

/// Where a page or an annotation leads to other pages, or to what is not drawn.
const ELSEWHERE: [&[u8]; 7] = [b"A", b"AA", b"B", b"Dest", b"P", b"Parent", b"V"];

impl<'a> Walk<'a> {
    fn new(document: &'a Document, changed: &'a HashSet<u32>) -> Walk<'a> {
        Walk {
            document,
            changed,
            seen: HashSet::new(),
            fresh: Vec::new(),
        }
    }

    fn page_leads_to_change(&mut self, page: &Page) -> bool {
        self.fresh.clear();
        let found = self.entries(&page.dictionary, true, 0);
        if found {
            // Nobody went on from there.
            for id in &self.fresh {
                self.seen.remove(id);
            }
        }
        found
    }

    fn entries(&mut self, dictionary: &Dictionary, is_placed: bool, depth: usize) -> bool {
        dictionary
            .iter()
            .filter(|(key, _)| !is_placed || !ELSEWHERE.contains(&key.as_bytes()))
            .any(|(_, value)| self.object(value, depth + 1))
    }

    fn object(&mut self, object: &Object, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return true;
        }
        match object {
            Object::Array(items) => items.iter().any(|item| self.object(item, depth + 1)),
            // Another page is drawn for itself.
            Object::Dictionary(found) if found.get_name("Type") == Some(b"Page") => false,
            Object::Dictionary(found) => self.entries(found, found.contains("Rect"), depth),
            Object::Stream(stream) => self.entries(&stream.dictionary, false, depth),
            Object::Reference(id) => self.reference(*id, depth),
            _ => false,
        }
    }

    fn reference(&mut self, id: ObjectId, depth: usize) -> bool {
        if self.changed.contains(&id.number) || self.fresh.len() > MAX_OBJECTS {
            return true;
        }
        if !self.seen.insert(id) {
            return false;
        }
        self.fresh.push(id);
        // What cannot be read cannot be drawn.
        self.document
            .get(id)
            .is_ok_and(|object| self.object(&object, depth + 1))
    }
}

/// Where two pictures differ: left, top, width and height in pixels of the second. Empty when they look the same.
pub fn places(before: &Raster, after: &Raster) -> Vec<[u32; 4]> {
    if (before.width, before.height) != (after.width, after.height) {
        return vec![[0, 0, after.width, after.height]];
    }
    let cells = differing_cells(before, after);
    let mut places: Vec<[u32; 4]> = Vec::new();
    let mut left = cells;
    while let Some(first) = left.pop_first() {
        places.push(bounds(&region(first, &mut left), after));
    }
    if places.len() > MAX_PLACES {
        vec![around(&places)]
    } else {
        places
    }
}

/// The cells of the grid, row and column, in which a pixel differs.
fn differing_cells(before: &Raster, after: &Raster) -> BTreeSet<(u32, u32)> {
    let width = usize::try_from(after.width.max(1)).unwrap_or(1);
    let rows = before.pixels.chunks(width).zip(after.pixels.chunks(width));
    let mut cells = BTreeSet::new();
    for (y, (old, new)) in (0_u32..).zip(rows) {
        for (x, (old, new)) in (0_u32..).zip(old.iter().zip(new)) {
            if old
                .iter()
                .zip(new)
                .any(|(old, new)| old.abs_diff(*new) > TOLERANCE)
            {
                cells.insert((y / CELL, x / CELL));
            }
        }
    }
    cells
}

/// The cell and all that are connected to it, at most two cells apart: the words of a line stay together.
fn region(first: (u32, u32), left: &mut BTreeSet<(u32, u32)>) -> Vec<(u32, u32)> {
    let mut region = vec![first];
    let mut next = 0;
    while let Some((row, column)) = region.get(next).copied() {
        next += 1;
        for near_row in row.saturating_sub(1)..=row + 1 {
            for near_column in column.saturating_sub(2)..=column + 2 {
                if left.remove(&(near_row, near_column)) {
                    region.push((near_row, near_column));
                }
            }
        }
    }
    region
}

fn bounds(cells: &[(u32, u32)], picture: &Raster) -> [u32; 4] {
    let rows = || cells.iter().map(|(row, _)| *row);
    let columns = || cells.iter().map(|(_, column)| *column);
    let (top, left) = (
        rows().min().unwrap_or(0) * CELL,
        columns().min().unwrap_or(0) * CELL,
    );
    let bottom = ((rows().max().unwrap_or(0) + 1) * CELL).min(picture.height);
    let right = ((columns().max().unwrap_or(0) + 1) * CELL).min(picture.width);
    [left, top, right - left, bottom - top]
}

fn around(places: &[[u32; 4]]) -> [u32; 4] {
    let left = places.iter().map(|place| place[0]).min().unwrap_or(0);
    let top = places.iter().map(|place| place[1]).min().unwrap_or(0);
    let right = places.iter().map(|place| place[0] + place[2]).max().unwrap_or(0);
    let bottom = places.iter().map(|place| place[1] + place[3]).max().unwrap_or(0);
    [left, top, right - left, bottom - top]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(dark: &[(u32, u32)]) -> Raster {
        let mut pixels = vec![[255; 3]; 100 * 60];
        for (x, y) in dark {
            pixels[(y * 100 + x) as usize] = [0; 3];
        }
        Raster {
            width: 100,
            height: 60,
            pixels,
        }
    }

    #[test]
    fn what_differs_is_outlined_and_nothing_else() {
        let white = picture(&[]);
        assert_eq!(places(&white, &white), Vec::<[u32; 4]>::new());
        let near = picture(&[(9, 9), (30, 10)]);
        assert_eq!(places(&white, &near), [[8, 8, 24, 8]]);
        let far = picture(&[(9, 9), (99, 55)]);
        assert_eq!(places(&white, &far), [[8, 8, 8, 8], [96, 48, 4, 8]]);
        let mut paler = picture(&[]);
        paler.pixels[7] = [240; 3];
        assert_eq!(places(&white, &paler), Vec::<[u32; 4]>::new());
    }

    #[test]
    fn a_page_of_another_size_differs_as_a_whole() {
        let small = Raster {
            width: 1,
            height: 1,
            pixels: vec![[0; 3]],
        };
        assert_eq!(places(&picture(&[]), &small), [[0, 0, 1, 1]]);
    }
}
