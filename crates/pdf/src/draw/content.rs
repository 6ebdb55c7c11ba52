//! Writes the operators of a content stream; it never decides what is drawn where.

use flate2::{Compression, write::ZlibEncoder};
use std::io::Write;

use crate::object::{write_hex_byte, write_integer};
use crate::{Dictionary, Object, Stream};

/// A content stream in the making (ISO 32000-2 §7.8.2).
#[derive(Clone, Debug, Default)]
pub struct Content {
    bytes: Vec<u8>,
}

/// A colour in DeviceRGB, each part from 0 to 1.
pub type Color = [f64; 3];

impl Content {
    /// An empty content stream.
    pub fn new() -> Content {
        Content::default()
    }

    /// The operators so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The operators, finished.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Appends operators made elsewhere.
    pub fn append(&mut self, other: &Content) -> &mut Content {
        self.bytes.extend_from_slice(&other.bytes);
        self
    }

    /// `q`: saves the graphics state.
    pub fn save(&mut self) -> &mut Content {
        self.operator(b"q")
    }

    /// `Q`: restores the graphics state.
    pub fn restore(&mut self) -> &mut Content {
        self.operator(b"Q")
    }

    /// `cm`: puts a matrix before the current one.
    pub fn transform(&mut self, matrix: [f64; 6]) -> &mut Content {
        self.numbers(&matrix).operator(b"cm")
    }

    /// `m`: begins a subpath.
    pub fn move_to(&mut self, x: f64, y: f64) -> &mut Content {
        self.places(&[x, y]).operator(b"m")
    }

    /// `l`: a straight line.
    pub fn line_to(&mut self, x: f64, y: f64) -> &mut Content {
        self.places(&[x, y]).operator(b"l")
    }

    /// `c`: a cubic Bézier curve.
    pub fn curve_to(&mut self, points: [f64; 6]) -> &mut Content {
        self.places(&points).operator(b"c")
    }

    /// `h`: closes the subpath.
    pub fn close(&mut self) -> &mut Content {
        self.operator(b"h")
    }

    /// `re`: a rectangle as a subpath.
    pub fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64) -> &mut Content {
        self.numbers(&[x, y, width, height]).operator(b"re")
    }

    /// `f`: fills the path, non-zero winding.
    pub fn fill(&mut self) -> &mut Content {
        self.operator(b"f")
    }

    /// `S`: strokes the path.
    pub fn stroke(&mut self) -> &mut Content {
        self.operator(b"S")
    }

    /// `W n`: makes the path the clip.
    pub fn clip(&mut self) -> &mut Content {
        self.operator(b"W n")
    }

    /// `rg`: the colour of fills.
    pub fn fill_color(&mut self, color: Color) -> &mut Content {
        self.numbers(&color).operator(b"rg")
    }

    /// `RG`: the colour of strokes.
    pub fn stroke_color(&mut self, color: Color) -> &mut Content {
        self.numbers(&color).operator(b"RG")
    }

    /// `w`: the width of strokes.
    pub fn line_width(&mut self, width: f64) -> &mut Content {
        self.numbers(&[width]).operator(b"w")
    }

    /// `J` and `j`: round ends and corners.
    pub fn round_lines(&mut self) -> &mut Content {
        self.operator(b"1 J 1 j")
    }

    /// `Do`: paints an XObject of the resources.
    pub fn paint(&mut self, resource: &str) -> &mut Content {
        self.name(resource).operator(b"Do")
    }

    /// `BMC`: begins marked content.
    pub fn begin_marked(&mut self, tag: &str) -> &mut Content {
        self.name(tag).operator(b"BMC")
    }

    /// `BDC` with an `/ActualText`: what the marks up to the end say in words (ISO 32000-2 §14.9.4).
    pub fn begin_actual_text(&mut self, text: &str) -> &mut Content {
        self.bytes.extend_from_slice(b"/Span ");
        Dictionary::from_entries([("ActualText", Object::text(text))]).write(&mut self.bytes);
        self.bytes.push(b' ');
        self.operator(b"BDC")
    }

    /// `EMC`: ends marked content.
    pub fn end_marked(&mut self) -> &mut Content {
        self.operator(b"EMC")
    }

    /// `BT`: begins text.
    pub fn begin_text(&mut self) -> &mut Content {
        self.operator(b"BT")
    }

    /// `ET`: ends text.
    pub fn end_text(&mut self) -> &mut Content {
        self.operator(b"ET")
    }

    /// `Tf`: font and size.
    pub fn font(&mut self, resource: &str, size: f64) -> &mut Content {
        self.name(resource).numbers(&[size]).operator(b"Tf")
    }

    /// `Tm` for upright text that starts at this point.
    pub fn text_at(&mut self, x: f64, y: f64) -> &mut Content {
        self.numbers(&[1.0, 0.0, 0.0, 1.0, x, y]).operator(b"Tm")
    }

    /// `Tj` with the codes of glyphs in hexadecimal.
    pub fn show(&mut self, codes: &[u8]) -> &mut Content {
        self.bytes.push(b'<');
        codes
            .iter()
            .for_each(|code| write_hex_byte(*code, &mut self.bytes));
        self.bytes.extend_from_slice(b"> ");
        self.operator(b"Tj")
    }

    fn name(&mut self, name: &str) -> &mut Content {
        crate::object::Name::new(name).write(&mut self.bytes);
        self.bytes.push(b' ');
        self
    }

    /// Hundredths of a point are finer than print, and outlines are long.
    fn places(&mut self, numbers: &[f64]) -> &mut Content {
        for number in numbers {
            write_number((number * 100.0).round() / 100.0, &mut self.bytes);
            self.bytes.push(b' ');
        }
        self
    }

    fn numbers(&mut self, numbers: &[f64]) -> &mut Content {
        for number in numbers {
            write_number(*number, &mut self.bytes);
            self.bytes.push(b' ');
        }
        self
    }

    fn operator(&mut self, operator: &[u8]) -> &mut Content {
        self.bytes.extend_from_slice(operator);
        self.bytes.push(b'\n');
        self
    }
}

/// A stream of `data`, quickly deflated where that makes it smaller: for what is made anew in each act.
pub fn deflated(dictionary: Dictionary, data: &[u8]) -> Stream {
    packed(dictionary, data, Compression::fast())
}

/// A stream of `data`, made as small as a little patience makes it: for fonts and pictures.
pub fn well_deflated(dictionary: Dictionary, data: &[u8]) -> Stream {
    packed(dictionary, data, Compression::default())
}

/// Setting up the deflation of less than this takes longer than signing it.
const WORTHWHILE: usize = 400;

// ISO 32000-2 §7.4.4
fn packed(mut dictionary: Dictionary, data: &[u8], effort: Compression) -> Stream {
    let packed = if data.len() < WORTHWHILE {
        None
    } else {
        deflate(data, effort)
    };
    match packed.filter(|packed| packed.len() < data.len()) {
        Some(packed) => {
            dictionary.set("Filter", Object::name("FlateDecode"));
            Stream::new(dictionary, packed)
        }
        None => Stream::new(dictionary, data.to_vec()),
    }
}

fn deflate(data: &[u8], effort: Compression) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(data.len() / 2), effort);
    encoder.write_all(data).ok()?;
    encoder.finish().ok()
}

/// A number with three decimals at most, which is finer than any printer, and no exponent.
fn write_number(value: f64, out: &mut Vec<u8>) {
    let thousandths = if value.is_finite() {
        (value * 1000.0).round().clamp(-9e15, 9e15) as i64
    } else {
        0
    };
    if thousandths < 0 {
        out.push(b'-');
    }
    let magnitude = thousandths.unsigned_abs();
    write_integer((magnitude / 1000) as i64, out);
    let fraction = magnitude % 1000;
    if fraction == 0 {
        return;
    }
    let digits = [fraction / 100, fraction / 10 % 10, fraction % 10].map(|digit| b'0' + digit as u8);
    let used = digits
        .iter()
        .rposition(|digit| *digit != b'0')
        .map_or(0, |last| last + 1);
    out.push(b'.');
    out.extend(digits.iter().take(used));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64) -> String {
        let mut out = Vec::new();
        write_number(value, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_short_and_have_no_exponent() {
        let written: Vec<String> = [0.0, -0.0001, 1.0, -1.5, 0.125, 12.34567, 1e-9, 100.07, f64::NAN]
            .iter()
            .map(|value| number(*value))
            .collect();
        assert_eq!(
            written,
            ["0", "0", "1", "-1.5", "0.125", "12.346", "0", "100.07", "0"]
        );
    }

    #[test]
    fn operators_follow_their_operands() {
        let mut content = Content::new();
        content
            .save()
            .transform([1.0, 0.0, 0.0, 1.0, 2.0, 3.0])
            .begin_text()
            .font("F 1", 9.5)
            .text_at(1.0, 2.0);
        content.show(&[0x01, 0x0D]).end_text().restore();
        let text = String::from_utf8(content.into_bytes()).unwrap();
        assert_eq!(
            text,
            "q\n1 0 0 1 2 3 cm\nBT\n/F#201 9.5 Tf\n1 0 0 1 1 2 Tm\n<010D> Tj\nET\nQ\n"
        );
    }

    #[test]
    fn long_streams_are_deflated() {
        let stream = deflated(Dictionary::new(), &[b'a'; 1000]);
        assert_eq!(stream.dictionary.get_name("Filter"), Some(&b"FlateDecode"[..]));
        assert!(stream.data.len() < 100);
        assert!(
            deflated(Dictionary::new(), b"q Q")
                .dictionary
                .get("Filter")
                .is_none()
        );
    }
}
