//! Undoes PNG and TIFF prediction (ISO 32000-2 §7.4.4.4); it never grows the data.

use crate::{Dictionary, Error, Result};

/// How the bytes are arranged in rows.
struct Layout {
    row_bytes: usize,
    pixel_bytes: usize,
    colors: usize,
    bits: usize,
}

/// Undoes the prediction that `parameters` name, if they name one.
pub(super) fn undo(data: Vec<u8>, parameters: &Dictionary) -> Result<Vec<u8>> {
    let predictor = parameters.get_integer("Predictor").unwrap_or(1);
    if predictor < 2 {
        return Ok(data);
    }
    let layout = layout(parameters)?;
    Ok(if predictor == 2 {
        tiff(data, &layout)
    } else {
        png(&data, &layout)
    })
}

fn layout(parameters: &Dictionary) -> Result<Layout> {
    let read = |key, default, most| {
        let value = parameters.get_integer(key).unwrap_or(default);
        usize::try_from(value)
            .ok()
            .filter(|value| (1..=most).contains(value))
    };
    let (colors, bits, columns) = (
        read("Colors", 1, 64),
        read("BitsPerComponent", 8, 32),
        read("Columns", 1, 1 << 26),
    );
    let (Some(colors), Some(bits), Some(columns)) = (colors, bits, columns) else {
        return Err(Error::malformed(
            "the parameters of a predictor are out of bounds",
        ));
    };
    Ok(Layout {
        row_bytes: (colors * bits * columns).div_ceil(8),
        pixel_bytes: (colors * bits).div_ceil(8),
        colors,
        bits,
    })
}

fn png(data: &[u8], layout: &Layout) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut above = vec![0; layout.row_bytes];
    let mut row = Vec::with_capacity(layout.row_bytes);
    for chunk in data.chunks(layout.row_bytes + 1) {
        let Some((kind, bytes)) = chunk.split_first() else {
            break;
        };
        row.clear();
        row.extend_from_slice(bytes);
        row.resize(layout.row_bytes, 0);
        undo_row(*kind, &mut row, &above, layout.pixel_bytes);
        out.extend(row.iter().take(bytes.len()));
        std::mem::swap(&mut row, &mut above);
    }
    out
}

fn undo_row(kind: u8, row: &mut [u8], above: &[u8], pixel: usize) {
    match kind {
        1 => each(row, above, pixel, |left, _, _| left),
        2 => row
            .iter_mut()
            .zip(above)
            .for_each(|(byte, up)| *byte = byte.wrapping_add(*up)),
        3 => each(row, above, pixel, |left, up, _| {
            ((u16::from(left) + u16::from(up)) / 2) as u8
        }),
        4 => each(row, above, pixel, paeth),
        _ => {}
    }
}

fn each(row: &mut [u8], above: &[u8], pixel: usize, predict: fn(u8, u8, u8) -> u8) {
    for index in 0..row.len() {
        let before = index.checked_sub(pixel);
        let left = before.and_then(|at| row.get(at)).copied().unwrap_or(0);
        let corner = before.and_then(|at| above.get(at)).copied().unwrap_or(0);
        let up = above.get(index).copied().unwrap_or(0);
        if let Some(byte) = row.get_mut(index) {
            *byte = byte.wrapping_add(predict(left, up, corner));
        }
    }
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let (da, db, dc) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    if da <= db && da <= dc {
        left
    } else if db <= dc {
        up
    } else {
        corner
    }
}

fn tiff(mut data: Vec<u8>, layout: &Layout) -> Vec<u8> {
    for row in data.chunks_mut(layout.row_bytes) {
        match layout.bits {
            8 => add_left(row, layout.colors),
            16 => add_left_16(row, layout.colors),
            _ => add_left_bits(row, layout),
        }
    }
    data
}

fn add_left(row: &mut [u8], colors: usize) {
    for index in colors..row.len() {
        let left = row.get(index - colors).copied().unwrap_or(0);
        if let Some(byte) = row.get_mut(index) {
            *byte = byte.wrapping_add(left);
        }
    }
}

fn add_left_16(row: &mut [u8], colors: usize) {
    let mut left = vec![0u16; colors];
    for (index, pair) in row.chunks_exact_mut(2).enumerate() {
        let (Some(sum), [high, low]) = (left.get_mut(index % colors), pair) else {
            continue;
        };
        *sum = sum.wrapping_add(u16::from_be_bytes([*high, *low]));
        [*high, *low] = sum.to_be_bytes();
    }
}

/// One, two or four bits per component.
fn add_left_bits(row: &mut [u8], layout: &Layout) {
    if !matches!(layout.bits, 1 | 2 | 4) {
        return;
    }
    let mask = (1u8 << layout.bits) - 1;
    let mut left = vec![0u8; layout.colors];
    for index in 0..row.len() * 8 / layout.bits {
        let bit = index * layout.bits;
        let shift = 8 - layout.bits - bit % 8;
        let (Some(byte), Some(sum)) = (row.get_mut(bit / 8), left.get_mut(index % layout.colors)) else {
            return;
        };
        *sum = sum.wrapping_add(*byte >> shift) & mask;
        *byte = *byte & !(mask << shift) | *sum << shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Object;

    fn parameters(predictor: i64, colors: i64, bits: i64, columns: i64) -> Dictionary {
        let entries = [
            ("Predictor", predictor),
            ("Colors", colors),
            ("BitsPerComponent", bits),
            ("Columns", columns),
        ];
        Dictionary::from_entries(entries.map(|(key, value)| (key, Object::Integer(value))))
    }

    #[test]
    fn png_rows_of_every_kind() {
        let data = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1];
        let expected = [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5];
        assert_eq!(undo(data.to_vec(), &parameters(15, 1, 8, 3)).unwrap(), expected);
    }

    #[test]
    fn tiff_rows_of_every_width() {
        assert_eq!(
            undo(vec![1, 2, 3, 1, 2, 3], &parameters(2, 1, 8, 3)).unwrap(),
            [1, 3, 6, 1, 3, 6]
        );
        assert_eq!(
            undo(vec![0, 255, 0, 2], &parameters(2, 1, 16, 2)).unwrap(),
            [0, 255, 1, 1]
        );
        assert_eq!(
            undo(vec![0x11, 0x1F], &parameters(2, 1, 4, 4)).unwrap(),
            [0x12, 0x32]
        );
        assert!(undo(vec![1], &parameters(2, 1, 8, 0)).is_err());
    }
}
