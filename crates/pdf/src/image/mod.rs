//! JPEG and PNG pictures as image XObjects; a JPEG's own bytes go into the file as they are. It never scales or re-encodes.

mod jpeg;
mod png;

use crate::draw::Content;
use crate::{Dictionary, Error, Object, ObjectId, Result, Stream};

/// A picture, ready to be embedded.
#[derive(Debug)]
pub struct Picture {
    /// Width in pixels as displayed.
    pub width: u32,
    /// Height in pixels as displayed.
    pub height: u32,
    /// Pixels per inch that the file itself names, across and down as displayed.
    pub density: Option<(f64, f64)>,
    orientation: Orientation,
    image: Stream,
    mask: Option<Stream>,
}

/// How the stored pixels are to be turned for display (Exif 2.3 §4.6.4, tag 0x0112).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Orientation {
    mirrored: bool,
    /// Clockwise quarter turns, after mirroring left to right.
    turns: u8,
}

impl Picture {
    /// Reads a JPEG or PNG within bounds of size.
    pub fn read(bytes: &[u8]) -> Result<Picture> {
        match bytes {
            [] => Err(Error::Empty),
            [0xFF, 0xD8, 0xFF, ..] => jpeg::read(bytes),
            [0x89, b'P', b'N', b'G', ..] => png::read(bytes),
            _ => Err(Error::Image("neither JPEG nor PNG".into())),
        }
    }

    /// Hands the picture's objects to `add` and returns the number of the XObject.
    pub(crate) fn embed(&self, add: &mut dyn FnMut(Object) -> ObjectId) -> ObjectId {
        let mut image = self.image.clone();
        if let Some(mask) = &self.mask {
            // ISO 32000-2 §11.6.5.2
            image.dictionary.set("SMask", add(mask.clone().into()));
        }
        add(image.into())
    }

    /// Paints the XObject named `resource` upright into left, bottom, right, top.
    pub(crate) fn paint(&self, content: &mut Content, resource: &str, [left, bottom, right, top]: [f64; 4]) {
        let (width, height) = (right - left, top - bottom);
        // The unit square's own corner and sides, as the orientation puts them.
        let [x, y, ax, ay, bx, by] = self.orientation.unit_square();
        content.save().transform([
            ax * width,
            ay * height,
            bx * width,
            by * height,
            left + x * width,
            bottom + y * height,
        ]);
        content.paint(resource).restore();
    }
}

impl Orientation {
    fn from_exif(value: u16) -> Orientation {
        let (mirrored, turns) = match value {
            2 => (true, 0),
            3 => (false, 2),
            4 => (true, 2),
            5 => (true, 3),
            6 => (false, 1),
            7 => (true, 1),
            8 => (false, 3),
            _ => (false, 0),
        };
        Orientation { mirrored, turns }
    }

    fn swaps_sides(self) -> bool {
        self.turns % 2 == 1
    }

    /// Where the stored picture's lower left corner, right side and upper side go within a unit square.
    fn unit_square(self) -> [f64; 6] {
        let (corner, across, up) = if self.mirrored {
            ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0))
        } else {
            ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
        };
        let turn = |(x, y): (f64, f64)| (y, -x);
        let turned = |start: (f64, f64)| (0..self.turns).fold(start, |vector, _| turn(vector));
        // The corner turns around the middle of the square.
        let (x, y) = turned((corner.0 - 0.5, corner.1 - 0.5));
        let (across, up) = (turned(across), turned(up));
        [x + 0.5, y + 0.5, across.0, across.1, up.0, up.1]
    }
}

/// The dictionary of an image of 8 bits per component (ISO 32000-2 §8.9.5).
fn image_dictionary(width: u32, height: u32, color_space: &str) -> Dictionary {
    Dictionary::from_entries([
        ("Type", Object::name("XObject")),
        ("Subtype", Object::name("Image")),
        ("Width", Object::Integer(width.into())),
        ("Height", Object::Integer(height.into())),
        ("ColorSpace", Object::name(color_space)),
        ("BitsPerComponent", Object::Integer(8)),
    ])
}

/// Refuses a picture without pixels or with more than `limit`.
fn check_size(width: u32, height: u32, limit: u64) -> Result<()> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Error::Image("no pixels".into())),
        pixels if pixels > limit => Err(Error::too_large("pixels", limit)),
        _ => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A PNG of one colour, partly transparent.
    pub(crate) fn a_png(width: u32, height: u32) -> Vec<u8> {
        png::tests::picture(width, height, ::png::ColorType::Rgba, &[200, 30, 30, 200])
    }

    /// The headers of a JPEG.
    pub(crate) fn a_jpeg(width: u16, height: u16, exif: Option<u16>) -> Vec<u8> {
        jpeg::tests::headers_only(width, height, 3, exif)
    }

    /// Where the four corners of the stored picture are shown: top left, top right, bottom left.
    fn corners(exif: u16) -> [(f64, f64); 3] {
        let [x, y, ax, ay, bx, by] = Orientation::from_exif(exif).unit_square();
        [(x + bx, y + by), (x + ax + bx, y + ay + by), (x, y)]
    }

    #[test]
    fn all_eight_exif_orientations_are_shown_upright() {
        let (tl, tr, bl, br) = ((0.0, 1.0), (1.0, 1.0), (0.0, 0.0), (1.0, 0.0));
        // Exif: "the 0th row is at the visual …, the 0th column at the visual …".
        let expected = [
            [tl, tr, bl],
            [tr, tl, br],
            [br, bl, tr],
            [bl, br, tl],
            [tl, bl, tr],
            [tr, br, tl],
            [br, tr, bl],
            [bl, tl, br],
        ];
        for (exif, expected) in (1..).zip(expected) {
            assert_eq!(corners(exif), expected, "orientation {exif}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(Picture::read(b"").unwrap_err(), Error::Empty);
        for bytes in [
            &b"%PDF-1.7"[..],
            b"\xFF\xD8\xFF\xE0",
            b"\x89PNG\r\n\x1a\n",
            b"\xFF\xD8\xFF\xDA\x00\x02",
        ] {
            assert!(["image", "truncated"].contains(&Picture::read(bytes).unwrap_err().code()));
        }
    }
}
