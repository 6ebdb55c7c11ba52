//! Reads the headers of a JPEG: size, colours, orientation, density; its data stay as they are (ISO 32000-2 §7.4.8).

use bytes::Bytes;

use super::{Orientation, Picture, check_size, image_dictionary};
use crate::{Error, Object, Result, Stream};

/// Viewers decode these; the pixels never pass through us.
const MAX_PIXELS: u64 = 120_000_000;

/// What the headers say.
#[derive(Debug, Default)]
struct Headers {
    width: u32,
    height: u32,
    components: u8,
    orientation: Orientation,
    density: Option<(f64, f64)>,
    adobe: bool,
}

pub(super) fn read(bytes: &[u8]) -> Result<Picture> {
    let headers = Headers::read(bytes)?;
    check_size(headers.width, headers.height, MAX_PIXELS)?;
    let color_space = match headers.components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        4 => "DeviceCMYK",
        _ => return Err(broken("its number of colours")),
    };
    let mut dictionary = image_dictionary(headers.width, headers.height, color_space);
    dictionary.set("Filter", Object::name("DCTDecode"));
    if headers.components == 4 && headers.adobe {
        // Adobe's programs store CMYK inverted, and viewers do not turn it round by themselves.
        dictionary.set(
            "Decode",
            [1i64, 0, 1, 0, 1, 0, 1, 0].map(Object::Integer).to_vec(),
        );
    }
    let swap = headers.orientation.swaps_sides();
    let turned = |(a, b)| if swap { (b, a) } else { (a, b) };
    let (width, height) = turned((headers.width, headers.height));
    Ok(Picture {
        width,
        height,
        density: headers.density.map(|(x, y)| if swap { (y, x) } else { (x, y) }),
        orientation: headers.orientation,
        image: Stream::new(dictionary, Bytes::copy_from_slice(bytes)),
        mask: None,
    })
}

impl Headers {
    /// Walks the marker segments up to the first scan (ITU-T T.81 §B.1.1).
    fn read(bytes: &[u8]) -> Result<Headers> {
        let mut headers = Headers::default();
        let mut place = 2;
        loop {
            let (marker, start) = next_marker(bytes, place)?;
            let length = bytes
                .get(start..start + 2)
                .and_then(be16)
                .ok_or_else(|| broken("a header"))?;
            let end = start + usize::from(length);
            let body = bytes.get(start + 2..end).ok_or_else(|| broken("a header"))?;
            match marker {
                0xC0..=0xC2 => headers.read_frame(body)?,
                0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return Err(broken("its kind of coding")),
                0xE0 => headers.read_jfif(body),
                0xE1 => headers.read_exif(body),
                0xEE => headers.adobe = body.starts_with(b"Adobe"),
                0xDA => return headers.check_scan(bytes.get(end..).unwrap_or_default()),
                _ => {}
            }
            place = end;
        }
    }

    fn read_frame(&mut self, body: &[u8]) -> Result<()> {
        let [precision, height @ .., components] = body.get(..6).unwrap_or_default() else {
            return Err(broken("its frame"));
        };
        if *precision != 8 {
            return Err(broken("its depth of colour"));
        }
        let size = |at: usize| height.get(at..at + 2).and_then(be16).map(u32::from);
        self.height = size(0).ok_or_else(|| broken("its frame"))?;
        self.width = size(2).ok_or_else(|| broken("its frame"))?;
        self.components = *components;
        Ok(())
    }

    fn read_jfif(&mut self, body: &[u8]) {
        let Some([unit, xa, xb, ya, yb]) = body.strip_prefix(b"JFIF\0").and_then(|rest| rest.get(2..7))
        else {
            return;
        };
        let (x, y) = (
            f64::from(u16::from_be_bytes([*xa, *xb])),
            f64::from(u16::from_be_bytes([*ya, *yb])),
        );
        let per_inch = match unit {
            1 => 1.0,
            2 => 2.54,
            _ => return,
        };
        if x > 0.0 && y > 0.0 {
            self.density = Some((x * per_inch, y * per_inch));
        }
    }

    fn read_exif(&mut self, body: &[u8]) {
        let value = body.strip_prefix(b"Exif\0\0").and_then(exif_orientation);
        self.orientation = value.map_or(self.orientation, Orientation::from_exif);
    }

    /// A picture that was cut off has no end marker.
    fn check_scan(self, scan: &[u8]) -> Result<Headers> {
        let ended = scan.windows(2).rev().any(|pair| pair == [0xFF, 0xD9]);
        if !ended {
            return Err(Error::Truncated);
        }
        if self.components == 0 {
            Err(broken("its frame"))
        } else {
            Ok(self)
        }
    }
}

fn broken(what: &'static str) -> Error {
    Error::Image(what.into())
}

/// The next marker at or after `place`, and where its segment begins.
fn next_marker(bytes: &[u8], mut place: usize) -> Result<(u8, usize)> {
    if bytes.get(place) != Some(&0xFF) {
        return Err(broken("a header"));
    }
    while bytes.get(place) == Some(&0xFF) {
        place += 1;
    }
    let marker = *bytes.get(place).ok_or_else(|| broken("a header"))?;
    Ok((marker, place + 1))
}

fn be16(pair: &[u8]) -> Option<u16> {
    pair.try_into().ok().map(u16::from_be_bytes)
}

/// The orientation in the first image directory of a TIFF structure (Exif 2.3 §4.5.2).
fn exif_orientation(tiff: &[u8]) -> Option<u16> {
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let pair = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        })
    };
    let long = |at: usize| {
        let four = tiff.get(at..at + 4)?.try_into().ok()?;
        Some(if little {
            u32::from_le_bytes(four)
        } else {
            u32::from_be_bytes(four)
        })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    let entry = (0..entries)
        .map(|index| directory + 2 + index * 12)
        .find(|at| short(*at) == Some(0x0112))?;
    short(entry + 8)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The headers of a JPEG and a scan of nothing, which is all that we look at.
    pub(crate) fn headers_only(width: u16, height: u16, components: u8, exif: Option<u16>) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8];
        bytes.extend(b"\xFF\xE0\x00\x10JFIF\0\x01\x02\x01\x01\x2C\x00\x96\0\0");
        if let Some(orientation) = exif {
            bytes.extend(b"\xFF\xE1\x00\x22Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01");
            bytes.extend(orientation.to_be_bytes());
            bytes.extend([0; 6]);
        }
        bytes.extend([0xFF, 0xC0, 0, 8 + 3 * components, 8]);
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.push(components);
        bytes.extend(vec![0; 3 * usize::from(components)]);
        bytes.extend([0xFF, 0xDA, 0, 2, 0x55, 0xFF, 0xD9]);
        bytes
    }

    #[test]
    fn headers_give_size_density_and_orientation() {
        let picture = Picture::read(&headers_only(640, 480, 3, None)).unwrap();
        assert_eq!(
            (picture.width, picture.height, picture.density),
            (640, 480, Some((300.0, 150.0)))
        );
        let turned = Picture::read(&headers_only(640, 480, 3, Some(6))).unwrap();
        assert_eq!(
            (turned.width, turned.height, turned.density),
            (480, 640, Some((150.0, 300.0)))
        );
    }

    #[test]
    fn its_bytes_stay_as_they_are() {
        let bytes = headers_only(8, 8, 1, None);
        let picture = Picture::read(&bytes).unwrap();
        assert_eq!(picture.image.data, bytes);
        assert_eq!(
            picture.image.dictionary.get_name("ColorSpace"),
            Some(&b"DeviceGray"[..])
        );
    }

    #[test]
    fn cut_off_huge_and_odd_ones_are_refused() {
        let bytes = headers_only(8, 8, 3, None);
        assert_eq!(
            Picture::read(&bytes[..bytes.len() - 2]).unwrap_err(),
            Error::Truncated
        );
        assert_eq!(
            Picture::read(&headers_only(60_000, 60_000, 3, None))
                .unwrap_err()
                .code(),
            "too_large"
        );
        assert_eq!(
            Picture::read(&headers_only(0, 9, 3, None)).unwrap_err().code(),
            "image"
        );
        assert_eq!(
            Picture::read(&headers_only(9, 9, 2, None)).unwrap_err().code(),
            "image"
        );
    }
}
