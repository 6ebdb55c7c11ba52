//! The look of a signature: the ink or the typed name, a thin rule, and small lines that say who and when.

use super::content::Content;
use super::{GREY, Ink, Lettering, PEN, lines};
use crate::font::Outline;

/// What a signature shows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Signing<'a> {
    pub(crate) ink: Option<&'a Ink>,
    /// A name in the hand face, where there is no ink.
    pub(crate) typed: Option<&'a str>,
    pub(crate) lines: &'a [String],
}

const LINE_SIZE: f64 = 7.0;
const LEADING: f64 = 1.22;

/// Draws a signature into a room of this size; nothing leaves it.
pub(crate) fn signature(
    lettering: &mut Lettering<'_>,
    signing: &Signing<'_>,
    width: f64,
    height: f64,
) -> Content {
    let mut content = Content::new();
    let margin = (width.min(height) * 0.05).min(3.0);
    let room = [margin, margin, width - margin, height - margin];
    content.save().rectangle(0.0, 0.0, width, height).clip();
    match (signing.has_mark(), signing.lines.is_empty()) {
        (true, true) => signing.draw_mark(lettering, &mut content, room),
        (false, false) => draw_lines(lettering, &mut content, signing.lines, room),
        (true, false) => draw_both(lettering, &mut content, signing, room),
        (false, true) => {}
    }
    content.restore();
    content
}

impl Signing<'_> {
    fn has_mark(&self) -> bool {
        self.ink.is_some() || self.typed.is_some_and(|name| !name.trim().is_empty())
    }

    fn draw_mark(&self, lettering: &Lettering<'_>, content: &mut Content, room: [f64; 4]) {
        match (self.ink, self.typed) {
            (Some(ink), _) => ink.draw(content, room),
            (None, Some(name)) => draw_typed(lettering, content, name, room),
            (None, None) => {}
        }
    }
}

/// The mark above the lines in a high room, before them in a wide one.
fn draw_both(lettering: &mut Lettering<'_>, content: &mut Content, signing: &Signing<'_>, room: [f64; 4]) {
    let [left, bottom, right, top] = room;
    let (width, height) = (right - left, top - bottom);
    let gap = (height * 0.05).clamp(0.6, 2.5);
    content.save().stroke_color(GREY).line_width(0.4);
    if width > height * 3.2 {
        let middle = left + width * 0.44;
        content
            .move_to(middle, bottom)
            .line_to(middle, top)
            .stroke()
            .restore();
        signing.draw_mark(lettering, content, [left, bottom, middle - 3.0 * gap, top]);
        draw_lines(
            lettering,
            content,
            signing.lines,
            [middle + 3.0 * gap, bottom, right, top],
        );
    } else {
        let (size, rows) = lines(lettering, signing.lines, LINE_SIZE, width, height * 0.46);
        let middle = bottom + rows.len() as f64 * size * LEADING + gap;
        content
            .move_to(left, middle)
            .line_to(right, middle)
            .stroke()
            .restore();
        signing.draw_mark(lettering, content, [left, middle + gap, right, top]);
        draw_lines(
            lettering,
            content,
            signing.lines,
            [left, bottom, right, middle - gap],
        );
    }
}

/// Small lines, in the middle of the room's height.
fn draw_lines(lettering: &mut Lettering<'_>, content: &mut Content, text: &[String], room: [f64; 4]) {
    let [left, bottom, right, top] = room;
    let (size, rows) = lines(lettering, text, LINE_SIZE, right - left, top - bottom);
    let block = rows.len() as f64 * size * LEADING;
    let first = top - (top - bottom - block).max(0.0) / 2.0 - size;
    content.save().fill_color([0.16, 0.17, 0.19]);
    for (index, row) in rows.iter().enumerate() {
        lettering.line(content, row, size, left, first - index as f64 * size * LEADING);
    }
    content.restore();
}

/// A name in the hand face's outlines, which a reader can still copy as text; a long one in as many rows as make it largest.
fn draw_typed(lettering: &Lettering<'_>, content: &mut Content, name: &str, room: [f64; 4]) {
    let size = (room[2] - room[0], room[3] - room[1]);
    let rows = (1..=MOST_ROWS).filter_map(|count| Rows::of(lettering, name.trim(), count));
    let best = rows.max_by(|a, b| a.scale(size).total_cmp(&b.scale(size)));
    let Some(rows) = best else { return };
    content.save().fill_color(PEN).begin_actual_text(name.trim());
    rows.draw(content, rows.scale(size), room);
    content.end_marked().restore();
}

/// A short name in a large field must not look like a headline.
const LARGEST_HAND: f64 = 48.0;
const MOST_ROWS: usize = 6;
/// From one baseline to the next, in heights of a row.
const ROW_LEADING: f64 = 1.05;

/// A name in rows, one em wide letters, each row with its bounds.
struct Rows {
    rows: Vec<(Outline, [f64; 4])>,
    width: f64,
    bottom: f64,
    top: f64,
}

impl Rows {
    /// `None` where there is nothing to draw.
    fn of(lettering: &Lettering<'_>, name: &str, count: usize) -> Option<Rows> {
        let outlines = broken(name, count)
            .into_iter()
            .map(|row| lettering.fonts().handwriting(&row));
        let rows: Vec<_> = outlines
            .filter_map(|outline| outline.bounds.map(|bounds| (outline, bounds)))
            .collect();
        let most =
            |value: fn(&[f64; 4]) -> f64| rows.iter().map(|(_, bounds)| value(bounds)).reduce(f64::max);
        Some(Rows {
            width: most(|bounds| bounds[2] - bounds[0])?,
            bottom: -most(|bounds| -bounds[1])?,
            top: most(|bounds| bounds[3])?,
            rows,
        })
    }

    fn height(&self) -> f64 {
        (self.top - self.bottom) * (1.0 + (self.rows.len() as f64 - 1.0) * ROW_LEADING)
    }

    /// Points for an em, so that all rows fit.
    fn scale(&self, (width, height): (f64, f64)) -> f64 {
        let fit = (width / self.width.max(1e-6)).min(height / self.height().max(1e-6));
        fit.min(LARGEST_HAND)
    }

    fn draw(&self, content: &mut Content, scale: f64, room: [f64; 4]) {
        let middle = (room[1] + room[3] + self.height() * scale) / 2.0;
        let step = (self.top - self.bottom) * ROW_LEADING * scale;
        for (index, (outline, [left, _, right, _])) in self.rows.iter().enumerate() {
            let x = (room[0] + room[2] - (right - left) * scale) / 2.0 - left * scale;
            let y = middle - self.top * scale - index as f64 * step;
            outline.draw(content, scale, x, y);
        }
    }
}

/// The name in at most so many rows of about the same length: broken between words, and within a word that alone is longer than a row.
fn broken(name: &str, count: usize) -> Vec<String> {
    let letters: usize = name.chars().count();
    let most = letters.div_ceil(count).max(1);
    let mut rows = vec![String::new()];
    for word in name.split_whitespace() {
        for piece in pieces(word, most) {
            let row = rows.last_mut();
            let taken = row.as_ref().map_or(0, |row| row.chars().count());
            // A word goes to the next row where more of it would stand beyond the end than before it.
            let over = (taken + 1 + piece.chars().count()).saturating_sub(most);
            match row {
                Some(row) if taken == 0 => row.push_str(&piece),
                Some(row) if over * 2 <= piece.chars().count() => {
                    row.push(' ');
                    row.push_str(&piece);
                }
                _ => rows.push(piece),
            }
        }
    }
    rows
}

/// A word as it is, or in parts where it is much longer than a row.
fn pieces(word: &str, most: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() * 2 <= most * 3 {
        return vec![word.to_owned()];
    }
    letters.chunks(most).map(|part| part.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::ink::tests::flourish;
    use super::*;
    use crate::ObjectId;
    use crate::font::tests::fonts;

    fn drawn(signing: &Signing<'_>, width: f64, height: f64) -> String {
        let mut lettering = Lettering::new(fonts(), Some(ObjectId::new(1)));
        String::from_utf8(signature(&mut lettering, signing, width, height).into_bytes()).unwrap()
    }

    /// Where each line of text starts and how large it is.
    fn text_lines(drawn: &str) -> Vec<(f64, f64, f64)> {
        let numbers = |line: &str| {
            line.split(' ')
                .filter_map(|word| word.parse().ok())
                .collect::<Vec<f64>>()
        };
        let places = drawn.lines().filter(|line| line.ends_with("Tm")).map(numbers);
        let sizes = drawn.lines().filter(|line| line.ends_with("Tf")).map(numbers);
        places
            .zip(sizes)
            .map(|(place, size)| (place[4], place[5], size[0]))
            .collect()
    }

    #[test]
    fn nothing_leaves_the_room_whatever_its_shape() {
        let (ink, text) = (
            flourish(),
            ["Elektronsko podpisala Živa Čebašek; istovetnost preverjena: povezava, SMS".to_owned()],
        );
        for (width, height) in [
            (200.0, 60.0),
            (300.0, 40.0),
            (90.0, 90.0),
            (60.0, 14.0),
            (40.0, 120.0),
        ] {
            let signing = Signing {
                ink: Some(&ink),
                typed: None,
                lines: &text,
            };
            let places = text_lines(&drawn(&signing, width, height));
            assert!(!places.is_empty());
            let inside = |(x, y, size): &(f64, f64, f64)| {
                *x >= 0.0 && y - 0.3 * size >= -0.01 && y + 0.8 * size <= height
            };
            assert!(places.iter().all(inside), "{width} × {height}: {places:?}");
        }
    }

    #[test]
    fn a_typed_name_can_be_copied() {
        let text = drawn(
            &Signing {
                ink: None,
                typed: Some("Ana"),
                lines: &[],
            },
            100.0,
            40.0,
        );
        assert!(text.contains("/Span <</ActualText(Ana)>> BDC") && text.contains(" c\n"));
    }

    /// A name of 125 letters in one row would be a hairline.
    #[test]
    fn a_long_name_is_broken_into_rows_that_can_be_read() {
        let lettering = Lettering::new(fonts(), Some(ObjectId::new(1)));
        let size = |name: &str| {
            let rows = (1..=MOST_ROWS).filter_map(|count| Rows::of(&lettering, name, count));
            rows.map(|rows| rows.scale((160.0, 44.0))).fold(0.0, f64::max)
        };
        let alone = |name: &str| Rows::of(&lettering, name, 1).unwrap().scale((160.0, 44.0));
        let spoken = "Marija Terezija ".repeat(8);
        let unspoken = "Abcdefghij".repeat(12);
        for name in [spoken.trim(), &unspoken] {
            assert!(
                alone(name) < 5.0 && size(name) > 8.0,
                "{} {}",
                alone(name),
                size(name)
            );
        }
        assert!(
            (size("Ana Novak") - alone("Ana Novak")).abs() < 1e-9,
            "a short one stands in one row"
        );
        assert_eq!(broken("Ana Marija Novak", 2), ["Ana Marija", "Novak"]);
        assert_eq!(broken("abcdefghij", 2), ["abcde", "fghij"]);
    }

    #[test]
    fn lines_alone_and_nothing_at_all() {
        let text = ["Odobril Jan Žižka".to_owned()];
        assert_eq!(
            text_lines(&drawn(
                &Signing {
                    ink: None,
                    typed: None,
                    lines: &text
                },
                120.0,
                30.0
            ))
            .len(),
            1
        );
        assert_eq!(
            drawn(&Signing::default(), 10.0, 10.0),
            "q\n0 0 10 10 re\nW n\nQ\n"
        );
    }
}
