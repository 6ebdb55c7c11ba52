//! Decodes a PNG into colours and, where it has one, an alpha channel as soft mask.

use std::io::Cursor;

use ::png::{BitDepth, ColorType, Decoder, Limits, OutputInfo, Transformations, Unit};

use super::{Orientation, Picture, check_size, image_dictionary};
use crate::draw::content::well_deflated;
use crate::{Error, Result, Stream};

const MAX_PIXELS: u64 = 40_000_000;
const MAX_BYTES: usize = 256 << 20;

pub(super) fn read(bytes: &[u8]) -> Result<Picture> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MAX_BYTES });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(refusal)?;
    let (width, height) = (reader.info().width, reader.info().height);
    check_size(width, height, MAX_PIXELS)?;
    let density = reader.info().pixel_dims.filter(|dims| dims.unit == Unit::Meter);
    let size = reader
        .output_buffer_size()
        .ok_or_else(|| Error::too_large("pixels", MAX_PIXELS))?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(refusal)?;
    pixels.truncate(frame.buffer_size());
    let (image, mask) = streams(&frame, pixels)?;
    let per_inch = |per_metre: u32| f64::from(per_metre) * 0.0254;
    Ok(Picture {
        width,
        height,
        density: density
            .filter(|dims| dims.xppu > 0 && dims.yppu > 0)
            .map(|dims| (per_inch(dims.xppu), per_inch(dims.yppu))),
        orientation: Orientation::default(),
        image,
        mask,
    })
}

fn refusal(error: ::png::DecodingError) -> Error {
    match error {
        ::png::DecodingError::IoError(_) => Error::Truncated,
        ::png::DecodingError::LimitsExceeded => Error::too_large("bytes of the picture", MAX_BYTES as u64),
        other => Error::Image(other.to_string().into()),
    }
}

fn streams(frame: &OutputInfo, pixels: Vec<u8>) -> Result<(Stream, Option<Stream>)> {
    if frame.bit_depth != BitDepth::Eight {
        return Err(Error::Image("its depth of colour".into()));
    }
    let (colors, space, alpha) = match frame.color_type {
        ColorType::Grayscale => (1, "DeviceGray", false),
        ColorType::GrayscaleAlpha => (1, "DeviceGray", true),
        ColorType::Rgb => (3, "DeviceRGB", false),
        ColorType::Rgba => (3, "DeviceRGB", true),
        ColorType::Indexed => return Err(Error::Image("its colours".into())),
    };
    let image = |space, data: &[u8]| well_deflated(image_dictionary(frame.width, frame.height, space), data);
    if !alpha {
        return Ok((image(space, &pixels), None));
    }
    let (opaque, mask) = split(&pixels, colors);
    let transparent = mask.iter().any(|value| *value != 0xFF);
    Ok((
        image(space, &opaque),
        transparent.then(|| image("DeviceGray", &mask)),
    ))
}

/// Colours and alpha of pixels that hold `colors` bytes and one of alpha.
fn split(pixels: &[u8], colors: usize) -> (Vec<u8>, Vec<u8>) {
    let count = pixels.len() / (colors + 1);
    let mut split = (Vec::with_capacity(count * colors), Vec::with_capacity(count));
    for pixel in pixels.chunks_exact(colors + 1) {
        split.0.extend_from_slice(pixel.get(..colors).unwrap_or_default());
        split.1.extend(pixel.last());
    }
    split
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A small picture of one colour.
    pub(crate) fn picture(width: u32, height: u32, color: ColorType, pixel: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(color);
        encoder.set_depth(BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        writer
            .write_image_data(&pixel.repeat((width * height) as usize))
            .unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn transparency_becomes_a_soft_mask() {
        let seen = Picture::read(&picture(20, 10, ColorType::Rgba, &[10, 20, 30, 128])).unwrap();
        assert_eq!((seen.width, seen.height), (20, 10));
        assert!(seen.mask.is_some());
        let opaque = Picture::read(&picture(20, 10, ColorType::Rgba, &[10, 20, 30, 255])).unwrap();
        assert!(opaque.mask.is_none());
    }

    #[test]
    fn grey_stays_grey() {
        let seen = Picture::read(&picture(4, 4, ColorType::Grayscale, &[77])).unwrap();
        assert_eq!(
            seen.image.dictionary.get_name("ColorSpace"),
            Some(&b"DeviceGray"[..])
        );
    }

    #[test]
    fn a_cut_off_picture_is_refused() {
        let bytes = picture(200, 100, ColorType::Rgb, &[1, 2, 3]);
        let error = Picture::read(&bytes[..bytes.len() / 2]).unwrap_err();
        assert!(matches!(error, Error::Truncated | Error::Image(_)), "{error}");
    }
}
