//! How an existing field wants to look: its default appearance string, background and border.

use crate::draw::content::{Color, Content};
use crate::draw::{BLACK, TextStyle};
use crate::{Dictionary, Object, Resolve, Result};

use super::canvas::Canvas;
use super::kind::{field_flags, flags};
use super::walk::Node;

/// Size and colour from `/DA`, alignment from `/Q` (ISO 32000-2 §12.7.4.3).
pub(crate) fn text_style(source: &dyn Resolve, node: &Node) -> Result<TextStyle> {
    let appearance = source.lookup(&node.attributes, "DA")?;
    let (size, color) = read_default_appearance(appearance.as_string().unwrap_or_default());
    let align = source.lookup(&node.attributes, "Q")?.as_integer().unwrap_or(0);
    let multiline = field_flags(node) & flags::MULTILINE != 0;
    Ok(TextStyle {
        size: size.filter(|size| *size > 0.0),
        color: color.unwrap_or(BLACK),
        align,
        multiline,
    })
}

/// The size of the last `Tf` and the colour of the last `g`, `rg` or `k`.
fn read_default_appearance(operators: &[u8]) -> (Option<f64>, Option<Color>) {
    let text = String::from_utf8_lossy(operators);
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let numbers_before = |index: usize, count: usize| -> Option<Vec<f64>> {
        words
            .get(index.checked_sub(count)?..index)?
            .iter()
            .map(|word| word.parse().ok())
            .collect()
    };
    let (mut size, mut color) = (None, None);
    for (index, word) in words.iter().enumerate() {
        match *word {
            "Tf" => size = numbers_before(index, 1).and_then(|numbers| numbers.first().copied()),
            "g" => color = numbers_before(index, 1).and_then(|parts| to_rgb(&parts)),
            "rg" => color = numbers_before(index, 3).and_then(|parts| to_rgb(&parts)),
            "k" => color = numbers_before(index, 4).and_then(|parts| to_rgb(&parts)),
            _ => {}
        }
    }
    (size, color)
}

/// One, three or four parts as grey, RGB or CMYK.
fn to_rgb(parts: &[f64]) -> Option<Color> {
    match *parts {
        [grey] => Some([grey; 3]),
        [red, green, blue] => Some([red, green, blue]),
        [cyan, magenta, yellow, black] => {
            Some([cyan, magenta, yellow].map(|ink| (1.0 - ink) * (1.0 - black)))
        }
        _ => None,
    }
}

/// Background and border as the widget's appearance characteristics ask (ISO 32000-2 Table 192).
pub(crate) fn background(source: &dyn Resolve, widget: &Dictionary, canvas: &Canvas) -> Result<Content> {
    let mut content = Content::new();
    let characteristics = source.lookup_dictionary(widget, "MK")?.unwrap_or_default();
    if let Some(color) = color(source, &characteristics, "BG")? {
        content
            .save()
            .fill_color(color)
            .rectangle(0.0, 0.0, canvas.width, canvas.height)
            .fill()
            .restore();
    }
    let line = border_width(source, widget)?;
    if let Some(color) = color(source, &characteristics, "BC")?.filter(|_| line > 0.0) {
        let (width, height) = ((canvas.width - line).max(0.0), (canvas.height - line).max(0.0));
        content.save().stroke_color(color).line_width(line);
        content
            .rectangle(line / 2.0, line / 2.0, width, height)
            .stroke()
            .restore();
    }
    Ok(content)
}

/// The lines between the cells of a comb, as viewers draw them where the field has a border; none where they would be all that is seen.
pub(crate) fn dividers(
    source: &dyn Resolve,
    widget: &Dictionary,
    canvas: &Canvas,
    cells: usize,
) -> Result<Content> {
    let mut content = Content::new();
    let characteristics = source.lookup_dictionary(widget, "MK")?.unwrap_or_default();
    let line = border_width(source, widget)?;
    let cell = canvas.width / cells.max(1) as f64;
    let Some(color) = color(source, &characteristics, "BC")?.filter(|_| line > 0.0 && cell > 2.0 * line)
    else {
        return Ok(content);
    };
    content.save().stroke_color(color).line_width(line);
    for index in 1..cells {
        let x = index as f64 * cell;
        content.move_to(x, 0.0).line_to(x, canvas.height).stroke();
    }
    content.restore();
    Ok(content)
}

fn color(source: &dyn Resolve, characteristics: &Dictionary, key: &str) -> Result<Option<Color>> {
    let parts = source.lookup_array(characteristics, key)?.unwrap_or_default();
    let parts: Option<Vec<f64>> = parts.iter().map(Object::as_number).collect();
    Ok(parts.and_then(|parts| to_rgb(&parts)))
}

fn border_width(source: &dyn Resolve, widget: &Dictionary) -> Result<f64> {
    let style = source.lookup_dictionary(widget, "BS")?.unwrap_or_default();
    Ok(source
        .lookup(&style, "W")?
        .as_number()
        .unwrap_or(1.0)
        .clamp(0.0, 20.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_appearances_are_read() {
        assert_eq!(
            read_default_appearance(b"/Helv 12 Tf 0 g"),
            (Some(12.0), Some([0.0; 3]))
        );
        assert_eq!(
            read_default_appearance(b"0 0 1 rg /F1 0 Tf"),
            (Some(0.0), Some([0.0, 0.0, 1.0]))
        );
        assert_eq!(
            read_default_appearance(b"0 0 0 1 k\n/TiRo 9.5 Tf"),
            (Some(9.5), Some([0.0; 3]))
        );
        assert_eq!(read_default_appearance(b"Tf rg g"), (None, None));
    }
}
