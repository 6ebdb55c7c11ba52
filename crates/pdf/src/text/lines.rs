//! Joins characters to lines by where they stand on the page, whatever order and pieces the file shows them in.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Glyph;
use crate::Rect;

/// How far from each other two baselines may lie within one line, in font sizes.
const SAME_LINE: f64 = 0.35;
/// A gap that is a space, in font sizes.
const SPACE: f64 = 0.2;
/// A gap that ends the line: a column or a cell of a table.
const COLUMN: f64 = 1.0;
/// Directions of baselines that are told apart.
const DIRECTIONS: usize = 64;
/// How far below a line the next one may lie.
const NEXT_LINE: f64 = 3.0;

/// The text of a page.
#[derive(Clone, Debug)]
pub struct PageText {
    pub(super) glyphs: Vec<Glyph>,
    lines: Vec<Line>,
    /// For each character that is painted over an equal one, which some writers do for bold: that one.
    shadows: Vec<(usize, usize)>,
    is_complete: bool,
}

/// Characters behind each other on one baseline.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it says; wide gaps are spaces, soft hyphens are left out.
    pub text: String,
    /// The line that a reader goes on with below, in the same column.
    pub below: Option<usize>,
    /// What follows on the same baseline after a wide gap.
    pub right: Option<usize>,
    /// For each character of `text`, where in `order` the glyph stands that shows it; a gap belongs to the one before.
    places: Vec<usize>,
    /// The glyphs along the baseline.
    order: Vec<usize>,
    along: Range<f64>,
    across: f64,
    size: f64,
    direction: (f64, f64),
}

impl PageText {
    pub(super) fn new(glyphs: Vec<Glyph>, is_complete: bool) -> PageText {
        let mut text = PageText {
            lines: Vec::new(),
            shadows: Vec::new(),
            is_complete,
            glyphs,
        };
        for group in by_direction(&text.glyphs) {
            text.group(group);
        }
        text.shadows.sort_unstable();
        text.connect();
        text
    }

    /// The lines: of each direction from top to bottom and along the baseline.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether everything was read.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The glyphs that show these characters of a line, those between and those painted over them included.
    pub fn glyphs_of(&self, line: usize, characters: Range<usize>) -> BTreeSet<usize> {
        let Some((line, first, last)) = self.lines.get(line).and_then(|line| {
            let last = characters.end.checked_sub(1)?;
            Some((line, *line.places.get(characters.start)?, *line.places.get(last)?))
        }) else {
            return BTreeSet::new();
        };
        let mut found: BTreeSet<usize> = line
            .order
            .get(first..=last)
            .unwrap_or_default()
            .iter()
            .copied()
            .collect();
        for glyph in found.clone() {
            let from = self.shadows.partition_point(|(base, _)| *base < glyph);
            let shadows = self.shadows.get(from..).unwrap_or_default();
            found.extend(
                shadows
                    .iter()
                    .take_while(|(base, _)| *base == glyph)
                    .map(|(_, shadow)| *shadow),
            );
        }
        found
    }

    /// What these glyphs cover together.
    pub fn bounds_of(&self, glyphs: &BTreeSet<usize>) -> Rect {
        let bounds = glyphs
            .iter()
            .filter_map(|glyph| self.glyphs.get(*glyph))
            .map(Glyph::bounds);
        bounds.reduce(union).unwrap_or_default()
    }

    /// The font size of a line's character as displayed.
    pub fn size_of(&self, line: usize, character: usize) -> f64 {
        let glyph = self.lines.get(line).and_then(|line| {
            let place = line.places.get(character)?;
            self.glyphs.get(*line.order.get(*place)?)
        });
        glyph.map_or(0.0, Glyph::size)
    }

    /// Cuts the glyphs of one direction into lines.
    fn group(&mut self, (direction, mut group): ((f64, f64), Vec<usize>)) {
        let glyphs = &self.glyphs;
        let place = |glyph: usize| {
            let (x, y) = glyphs.get(glyph).map_or((0.0, 0.0), |glyph| glyph.origin);
            let along = x * direction.0 + y * direction.1;
            (y * direction.0 - x * direction.1, along)
        };
        let size = |glyph: usize| glyphs.get(glyph).map_or(1.0, Glyph::size);
        group.sort_by(|a, b| {
            place(*a)
                .partial_cmp(&place(*b))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let mut rest = group.as_slice();
        while let Some(first) = rest.first() {
            let (across, _) = place(*first);
            let reach = across + SAME_LINE * size(*first);
            let length = rest.partition_point(|glyph| place(*glyph).0 <= reach);
            let (row, tail) = rest.split_at(length.max(1));
            rest = tail;
            let mut row: Vec<(f64, usize)> = row.iter().map(|glyph| (place(*glyph).1, *glyph)).collect();
            row.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut lines = Vec::new();
            cut(glyphs, &row, &mut lines, &mut self.shadows);
            let first_line = self.lines.len();
            let count = lines.len();
            for (index, mut line) in lines.into_iter().enumerate() {
                line.right = (index + 1 < count).then_some(first_line + index + 1);
                (line.across, line.direction) = (across, direction);
                self.lines.push(line);
            }
        }
    }

    /// Finds for each line the one below it. Lines of a direction stand in order, so the search is short.
    fn connect(&mut self) {
        for index in 0..self.lines.len() {
            let below = self.lines.get(index).and_then(|line| {
                let candidates = self.lines.iter().enumerate().skip(index + 1).take(400);
                let near = candidates
                    .filter(|(_, other)| other.direction == line.direction)
                    .take_while(|(_, other)| other.across - line.across <= NEXT_LINE * line.size)
                    .filter(|(_, other)| other.across - line.across > SAME_LINE * line.size)
                    .filter(|(_, other)| {
                        other.along.start < line.along.end && line.along.start < other.along.end
                    });
                let distance = |other: &Line| {
                    (other.across - line.across) + (other.along.start - line.along.start).abs() / 8.0
                };
                let nearest = near.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
                nearest.map(|(place, _)| place)
            });
            if let Some(line) = self.lines.get_mut(index) {
                line.below = below;
            }
        }
    }
}

/// The glyphs by the direction of their baselines, about a degree apart.
fn by_direction(glyphs: &[Glyph]) -> Vec<((f64, f64), Vec<usize>)> {
    let mut groups: Vec<((f64, f64), Vec<usize>)> = Vec::new();
    for (index, glyph) in glyphs.iter().enumerate() {
        let near = |direction: (f64, f64)| {
            (direction.0 - glyph.direction.0).abs() < 0.02 && (direction.1 - glyph.direction.1).abs() < 0.02
        };
        // A page turned through every angle is read in its first directions only.
        let known = groups.iter().position(|(direction, _)| near(*direction));
        if known.is_none() && groups.len() < DIRECTIONS {
            groups.push((rounded(glyph.direction), vec![index]));
        } else if let Some((_, group)) = known.and_then(|known| groups.get_mut(known)) {
            group.push(index);
        }
    }
    groups
}

/// Text that is almost level is level: else sums over a wide page would drift.
fn rounded(direction: (f64, f64)) -> (f64, f64) {
    let axes = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
    let near =
        |axis: &&(f64, f64)| (axis.0 - direction.0).abs() < 0.01 && (axis.1 - direction.1).abs() < 0.01;
    axes.iter().find(near).copied().unwrap_or(direction)
}

/// Cuts the glyphs of one baseline at wide gaps.
fn cut(glyphs: &[Glyph], row: &[(f64, usize)], lines: &mut Vec<Line>, shadows: &mut Vec<(usize, usize)>) {
    let mut line = Line::default();
    let mut end = f64::MIN;
    let mut last: Option<(f64, usize)> = None;
    for (start, index) in row {
        let Some(glyph) = glyphs.get(*index) else {
            continue;
        };
        if let Some((before, base)) = last
            && is_shadow(glyphs.get(base), glyph, start - before)
        {
            shadows.push((base, *index));
            continue;
        }
        let size = glyph.size();
        if !line.order.is_empty() && start - end > COLUMN * size.max(line.size) {
            lines.push(std::mem::take(&mut line));
        }
        if line.order.is_empty() {
            line.along = *start..*start;
            line.size = size;
        } else if start - end > SPACE * size && !line.text.ends_with(' ') {
            line.text.push(' ');
            line.places.push(line.order.len() - 1);
        }
        line.order.push(*index);
        for character in glyph.characters.as_slice() {
            if let Some(character) = plain(*character) {
                line.text.push(character);
                line.places.push(line.order.len() - 1);
            }
        }
        line.size = line.size.max(size);
        end = end.max(start + glyph.advance);
        line.along.end = line.along.end.max(start + glyph.width);
        if line.order.len() == 1 {
            end = start + glyph.advance;
        }
        last = Some((*start, *index));
    }
    if !line.order.is_empty() {
        lines.push(line);
    }
}

/// The same character once more in almost the same place.
fn is_shadow(base: Option<&Glyph>, glyph: &Glyph, distance: f64) -> bool {
    base.is_some_and(|base| {
        base.characters == glyph.characters && glyph.width > 0.0 && distance.abs() < 0.25 * glyph.width
    })
}

/// Spaces of every kind are spaces; soft hyphens, joiners and marks of direction say nothing.
fn plain(character: char) -> Option<char> {
    match character {
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\0' => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

fn union(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect {
        x,
        y,
        width: (a.x + a.width).max(b.x + b.width) - x,
        height: (a.y + a.height).max(b.y + b.height) - y,
    }
}
