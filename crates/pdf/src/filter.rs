//! Decodes stream filters within the limits (ISO 32000-2 §7.4); image codecs (DCT, JPX, CCITT, JBIG2) are left to the renderer.

use std::borrow::Cow;
use std::io::Read;

use crate::lexer::decode_hex;
use crate::{Dictionary, Error, Limits, Name, Object, Result};

mod lzw;
mod predictor;

/// Undoes `filters` (with their parameters, both already resolved) on `data`, up to an image codec.
pub(crate) fn decode<'a>(
    data: &'a [u8],
    filters: &[(Name, Dictionary)],
    limits: &Limits,
) -> Result<Cow<'a, [u8]>> {
    if filters.len() > limits.filters {
        return Err(Error::too_large("filters on one stream", limits.filters as u64));
    }
    let mut current = Cow::Borrowed(data);
    for (name, parameters) in filters {
        if is_image_codec(name.as_bytes()) {
            break;
        }
        current = Cow::Owned(decode_one(
            &current,
            name.as_bytes(),
            parameters,
            limits.stream_bytes,
        )?);
    }
    Ok(current)
}

/// Whether a filter is an image codec, which stands last and is not decoded here.
pub(crate) fn is_image_codec(name: &[u8]) -> bool {
    matches!(
        name,
        b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode"
    )
}

fn decode_one(data: &[u8], name: &[u8], parameters: &Dictionary, limit: u64) -> Result<Vec<u8>> {
    match name {
        b"FlateDecode" | b"Fl" => predictor::undo(inflate(data, limit)?, parameters),
        b"LZWDecode" | b"LZW" => {
            let early = parameters.get_integer("EarlyChange") != Some(0);
            predictor::undo(lzw::decode(data, early, limit)?, parameters)
        }
        b"ASCIIHexDecode" | b"AHx" => Ok(ascii_hex(data)),
        b"ASCII85Decode" | b"A85" => ascii_85(data, limit),
        b"RunLengthDecode" | b"RL" => run_length(data, limit),
        b"Crypt" => Ok(data.to_vec()),
        other => Err(Error::UnsupportedFilter(
            String::from_utf8_lossy(other).into_owned(),
        )),
    }
}

/// The refusal of a stream that inflates beyond the limit.
pub(crate) fn too_long(limit: u64) -> Error {
    Error::too_large("bytes in one decoded stream", limit)
}

/// Inflates; of damaged data it returns what came before the damage, as viewers do.
fn inflate(data: &[u8], limit: u64) -> Result<Vec<u8>> {
    let guess = (data.len() as u64).saturating_mul(3).min(limit).min(1 << 26);
    let mut out = Vec::with_capacity(guess as usize);
    let mut zlib = flate2::read::ZlibDecoder::new(data).take(limit.saturating_add(1));
    let failed = zlib.read_to_end(&mut out).is_err();
    if out.len() as u64 > limit {
        return Err(too_long(limit));
    }
    if failed && out.is_empty() {
        return inflate_raw(data, limit);
    }
    Ok(out)
}

/// Some writers spoil the two bytes of the zlib header.
fn inflate_raw(data: &[u8], limit: u64) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let raw = data.get(2..).unwrap_or_default();
    let failed = flate2::read::DeflateDecoder::new(raw)
        .take(limit.saturating_add(1))
        .read_to_end(&mut out)
        .is_err();
    if out.len() as u64 > limit {
        return Err(too_long(limit));
    }
    if failed && out.is_empty() {
        Err(Error::malformed("a compressed stream cannot be read"))
    } else {
        Ok(out)
    }
}

/// Counts what data inflate to, up to one byte beyond `limit`, without keeping any of it.
pub(crate) fn inflated_length(data: &[u8], limit: u64) -> u64 {
    let mut zlib = flate2::read::ZlibDecoder::new(data).take(limit.saturating_add(1));
    let mut buffer = vec![0; 64 << 10];
    let mut length = 0;
    while let Ok(read @ 1..) = zlib.read(&mut buffer) {
        length += read as u64;
    }
    length
}

/// Deflates into the form of `FlateDecode`.
pub fn deflate(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 2 + 16);
    let mut encoder = flate2::read::ZlibEncoder::new(data, flate2::Compression::new(6));
    // Reading from a slice into a vector cannot fail.
    if encoder.read_to_end(&mut out).is_err() {
        out.clear();
    }
    out
}

fn ascii_hex(data: &[u8]) -> Vec<u8> {
    let end = memchr::memchr(b'>', data).unwrap_or(data.len());
    decode_hex(data.get(..end).unwrap_or_default())
}

fn ascii_85(data: &[u8], limit: u64) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4 + 4);
    let mut group = [0u8; 5];
    let mut filled = 0;
    for byte in data.strip_prefix(b"<~").unwrap_or(data) {
        match byte {
            b'~' => break,
            b'z' if filled == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                if let Some(slot) = group.get_mut(filled) {
                    *slot = byte - b'!';
                }
                filled += 1;
            }
            _ => {}
        }
        if filled == 5 {
            out.extend(base_85(group));
            filled = 0;
        }
        if out.len() as u64 > limit {
            return Err(too_long(limit));
        }
    }
    if filled > 1 {
        group.iter_mut().skip(filled).for_each(|digit| *digit = 84);
        out.extend(base_85(group).iter().take(filled - 1));
    }
    Ok(out)
}

fn base_85(digits: [u8; 5]) -> [u8; 4] {
    digits
        .iter()
        .fold(0u32, |sum, digit| {
            sum.wrapping_mul(85).wrapping_add(u32::from(*digit))
        })
        .to_be_bytes()
}

fn run_length(data: &[u8], limit: u64) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = data;
    while let [length, tail @ ..] = rest {
        rest = match usize::from(*length) {
            128 => break,
            copy @ 0..=127 => {
                let taken = (copy + 1).min(tail.len());
                out.extend_from_slice(tail.get(..taken).unwrap_or_default());
                tail.get(taken..).unwrap_or_default()
            }
            repeat => {
                let Some((byte, tail)) = tail.split_first() else {
                    break;
                };
                out.extend(std::iter::repeat_n(*byte, 257 - repeat));
                tail
            }
        };
        if out.len() as u64 > limit {
            return Err(too_long(limit));
        }
    }
    Ok(out)
}

/// The direct names and parameters of a stream's filters; `resolve` turns references into objects.
pub(crate) fn chain(
    dictionary: &Dictionary,
    resolve: &dyn Fn(&Object) -> Result<Object>,
) -> Result<Vec<(Name, Dictionary)>> {
    let filter = either(dictionary, "Filter", "F").map_or(Ok(Object::Null), resolve)?;
    let names = one_or_many(filter);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let parameters = either(dictionary, "DecodeParms", "DP").map_or(Ok(Object::Null), resolve)?;
    let mut parameters = one_or_many(parameters).into_iter();
    let mut all = Vec::with_capacity(names.len());
    for name in names {
        let Object::Name(name) = resolve(&name)? else {
            return Err(Error::malformed("a filter is no name"));
        };
        all.push((name, resolved_dictionary(parameters.next(), resolve)?));
    }
    Ok(all)
}

/// `/F` is a file specification in a stream object and a filter only in an inline image: only names count.
fn either<'a>(dictionary: &'a Dictionary, long: &str, short: &str) -> Option<&'a Object> {
    dictionary.get(long).or_else(|| {
        dictionary
            .get(short)
            .filter(|value| matches!(value, Object::Name(_) | Object::Array(_)))
    })
}

fn one_or_many(object: Object) -> Vec<Object> {
    match object {
        Object::Null => Vec::new(),
        Object::Array(items) => items,
        single => vec![single],
    }
}

fn resolved_dictionary(
    object: Option<Object>,
    resolve: &dyn Fn(&Object) -> Result<Object>,
) -> Result<Dictionary> {
    let Some(Object::Dictionary(mut dictionary)) = object.map(|object| resolve(&object)).transpose()? else {
        return Ok(Dictionary::new());
    };
    for (_, value) in dictionary.iter_mut() {
        // Stream-valued parameters (JBIG2Globals) are for codecs that we pass through.
        *value = resolve(value)?;
    }
    Ok(dictionary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(data: &[u8], names: &[&str]) -> Result<Vec<u8>> {
        let filters: Vec<_> = names
            .iter()
            .map(|name| (Name::new(name), Dictionary::new()))
            .collect();
        decode(
            data,
            &filters,
            &Limits {
                stream_bytes: 1 << 20,
                ..Limits::default()
            },
        )
        .map(Cow::into_owned)
    }

    #[test]
    fn text_filters() {
        assert_eq!(
            run(b"48 65 6C6c6F>rubbish", &["ASCIIHexDecode"]).unwrap(),
            b"Hello"
        );
        assert_eq!(run(b"87cURDZ~>", &["A85"]).unwrap(), b"Hello");
        assert_eq!(run(b"z87cURDZ", &["ASCII85Decode"]).unwrap(), b"\0\0\0\0Hello");
        assert_eq!(
            run(b"\x04Hello\xFE!\x80x", &["RunLengthDecode"]).unwrap(),
            b"Hello!!!"
        );
        assert_eq!(
            run(b"x", &["Nonsense"]),
            Err(Error::UnsupportedFilter("Nonsense".into()))
        );
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = deflate(&vec![0; 64 << 20]);
        assert!(bomb.len() < 100_000);
        assert!(matches!(
            run(&bomb, &["FlateDecode"]),
            Err(Error::TooLarge { .. })
        ));
        assert_eq!(inflated_length(&bomb, 1000), 1001);
        let nested = deflate(&bomb);
        assert!(matches!(
            run(&nested, &["FlateDecode", "FlateDecode"]),
            Err(Error::TooLarge { .. })
        ));
    }

    #[test]
    fn damaged_data_yield_what_came_before_the_damage() {
        let text: Vec<u8> = (0..20_000u32).flat_map(u32::to_le_bytes).collect();
        let whole = deflate(&text);
        let part = run(&whole[..whole.len() / 2], &["FlateDecode"]).unwrap();
        assert!(!part.is_empty() && text.starts_with(&part));
    }

    proptest! {
        #[test]
        fn deflate_and_back(data in proptest::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert_eq!(run(&deflate(&data), &["FlateDecode"]).unwrap(), data);
        }

        #[test]
        fn no_filter_panics(data in proptest::collection::vec(any::<u8>(), 0..300)) {
            for name in ["FlateDecode", "LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode"] {
                let _ = run(&data, &[name]);
            }
        }
    }
}
