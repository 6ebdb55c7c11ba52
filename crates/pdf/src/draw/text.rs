//! Text within a field: one line, several lines or one character per cell, made smaller until all of it is inside.

use super::Lettering;
use super::content::{Color, Content};

/// How a field's text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TextStyle {
    /// Size in points; without one it follows the field's height. Always an upper bound.
    pub(crate) size: Option<f64>,
    pub(crate) color: Color,
    /// 0 left, 1 centre, 2 right (ISO 32000-2 Table 228, Q).
    pub(crate) align: i64,
    pub(crate) multiline: bool,
}

/// Distance of a line's baseline from the next, in ems.
const LEADING: f64 = 1.22;
const LARGEST: f64 = 12.0;

/// Draws `text` into a room of this size; nothing of it is ever cut off.
pub(crate) fn text(
    lettering: &mut Lettering<'_>,
    text: &str,
    style: &TextStyle,
    width: f64,
    height: f64,
) -> Content {
    let mut content = Content::new();
    if text.is_empty() {
        return content;
    }
    let padding = (height * 0.1).min(2.0);
    let room = (width - 2.0 * padding).max(1.0);
    content
        .save()
        .rectangle(0.0, 0.0, width, height)
        .clip()
        .fill_color(style.color);
    if style.multiline {
        let top = height - padding;
        let (size, rows) = fit_rows(
            lettering,
            text,
            style.size.unwrap_or(LARGEST - 2.0),
            room,
            top - padding,
        );
        place_rows(
            lettering,
            &mut content,
            &rows,
            size,
            style.align,
            [padding, top, room],
        );
    } else {
        let line = text.replace('\n', " ");
        let size = fit_line(lettering, &line, style.size, room, height);
        let baseline = baseline(lettering, size, height);
        place_rows(
            lettering,
            &mut content,
            &[line],
            size,
            style.align,
            [padding, baseline + size, room],
        );
    }
    content.restore();
    content
}

/// Draws each character of `text` in the middle of its own one of `cells` (ISO 32000-2 Table 231, Comb).
pub(crate) fn comb(
    lettering: &mut Lettering<'_>,
    text: &str,
    style: &TextStyle,
    cells: usize,
    [width, height]: [f64; 2],
) -> Content {
    let mut content = Content::new();
    let cell = width / cells.max(1) as f64;
    let size = style
        .size
        .unwrap_or(LARGEST)
        .min(height / LEADING)
        .min(cell * 1.4);
    let baseline = baseline(lettering, size, height);
    content.save().fill_color(style.color);
    for (index, letter) in text.chars().take(cells).enumerate() {
        let letter = letter.to_string();
        let indent = (cell - lettering.fonts().width(&letter, size)) / 2.0;
        lettering.line(
            &mut content,
            &letter,
            size,
            index as f64 * cell + indent,
            baseline,
        );
    }
    content.restore();
    content
}

/// `text` in rows of `room` width, and the size at which the rows are together no higher than `height`.
pub(crate) fn lines(
    lettering: &Lettering<'_>,
    text: &[String],
    size: f64,
    room: f64,
    height: f64,
) -> (f64, Vec<String>) {
    fit_rows(lettering, &text.join("\n"), size, room, height)
}

/// A size that the form asks for may fill the height; one of our choice leaves room around it.
fn fit_line(lettering: &Lettering<'_>, line: &str, size: Option<f64>, room: f64, height: f64) -> f64 {
    let wanted = size.map_or(LARGEST.min(height / LEADING), |size| size.min(height));
    let width = lettering.fonts().width(line, wanted);
    if width > room {
        (wanted * room / width * 100.0).floor() / 100.0
    } else {
        wanted
    }
}

fn fit_rows(lettering: &Lettering<'_>, text: &str, size: f64, room: f64, height: f64) -> (f64, Vec<String>) {
    let mut size = size.min(height.max(1.0) / LEADING);
    loop {
        let rows = lettering.fonts().wrap(text, size, room);
        if rows.len() as f64 * LEADING * size <= height || size < 0.5 {
            return (size, rows);
        }
        size *= 0.95;
    }
}

fn place_rows(
    lettering: &mut Lettering<'_>,
    content: &mut Content,
    rows: &[String],
    size: f64,
    align: i64,
    [left, top, room]: [f64; 3],
) {
    for (index, row) in rows.iter().enumerate() {
        let slack = room - lettering.fonts().width(row, size);
        let indent =
            if align == 1 { slack / 2.0 } else { slack } * f64::from(u8::from(align == 1 || align == 2));
        lettering.line(
            content,
            row,
            size,
            left + indent,
            top - size - index as f64 * LEADING * size,
        );
    }
}

/// The baseline on which capitals stand in the middle and descenders are still inside.
fn baseline(lettering: &Lettering<'_>, size: f64, height: f64) -> f64 {
    let metrics = lettering.fonts().text().metrics;
    let middle = (height - metrics.cap_height * size / 1000.0) / 2.0;
    middle.max(-metrics.descent * size / 1000.0 * 0.8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ObjectId;
    use crate::font::tests::fonts;

    fn style(size: Option<f64>, multiline: bool, align: i64) -> TextStyle {
        TextStyle {
            size,
            color: super::super::BLACK,
            align,
            multiline,
        }
    }

    /// Size, and place of each line's start.
    fn placed(content: &Content) -> (f64, Vec<(f64, f64)>) {
        let text = String::from_utf8(content.as_bytes().to_vec()).unwrap();
        let numbers = |line: &str| {
            line.split(' ')
                .filter_map(|word| word.parse().ok())
                .collect::<Vec<f64>>()
        };
        let size = text
            .lines()
            .find(|line| line.ends_with("Tf"))
            .map(|line| numbers(line)[0])
            .unwrap();
        (
            size,
            text.lines()
                .filter(|line| line.ends_with("Tm"))
                .map(|line| (numbers(line)[4], numbers(line)[5]))
                .collect(),
        )
    }

    #[test]
    fn a_long_value_shrinks_until_it_is_inside() {
        let mut lettering = Lettering::new(fonts(), Some(ObjectId::new(1)));
        let value = "Ljubljana, Trg republike 3, četrto nadstropje";
        let (size, _) = placed(&text(
            &mut lettering,
            value,
            &style(Some(11.0), false, 0),
            100.0,
            18.0,
        ));
        assert!(size < 6.0 && fonts().width(value, size) <= 96.4);
        let (size, _) = placed(&text(
            &mut lettering,
            "Žalec",
            &style(Some(11.0), false, 0),
            100.0,
            18.0,
        ));
        assert_eq!(size, 11.0);
    }

    #[test]
    fn many_lines_shrink_until_they_are_inside() {
        let mut lettering = Lettering::new(fonts(), Some(ObjectId::new(1)));
        let value = "ena dve tri štiri pet šest\nsedem osem devet deset ".repeat(6);
        let (size, places) = placed(&text(
            &mut lettering,
            &value,
            &style(Some(12.0), true, 0),
            120.0,
            60.0,
        ));
        assert!(size < 8.0 && places.len() > 5);
        assert!(
            places
                .iter()
                .all(|(x, y)| *x >= 0.0 && *y - 0.29 * size >= 0.0 && *y + size <= 60.0)
        );
    }

    #[test]
    fn text_is_aligned_as_the_field_says() {
        let mut lettering = Lettering::new(fonts(), Some(ObjectId::new(1)));
        let mut start = |align| {
            placed(&text(
                &mut lettering,
                "abc",
                &style(Some(10.0), false, align),
                100.0,
                20.0,
            ))
            .1[0]
                .0
        };
        let width = fonts().width("abc", 10.0);
        let [left, centre, right] = [start(0), start(1), start(2)];
        assert!((left - 2.0).abs() < 0.01 && (centre - (50.0 - width / 2.0)).abs() < 0.01);
        assert!((right - (98.0 - width)).abs() < 0.01);
    }

    #[test]
    fn comb_cells_hold_one_character_each() {
        let mut lettering = Lettering::new(fonts(), Some(ObjectId::new(1)));
        let content = comb(&mut lettering, "123456", &style(None, false, 0), 4, [80.0, 16.0]);
        let (_, places) = placed(&content);
        assert_eq!(places.len(), 4);
        assert!(
            places
                .windows(2)
                .all(|pair| (pair[1].0 - pair[0].0 - 20.0).abs() < 0.01)
        );
    }
}
