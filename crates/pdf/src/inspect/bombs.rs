//! Finds streams that inflate beyond the limits before anybody renders them; it keeps nothing of what it inflates.

use crate::{Document, Error, Object, Result, Stream, filter};

/// Deflate makes at most this many bytes of one, so that short streams need no trial.
const MOST_PER_BYTE: u64 = 1032;

/// Streams that cannot become longer than this are harmless.
const HARMLESS: u64 = 16 << 20;

/// Refuses a document of which a stream, or all together, inflate too far.
pub(super) fn check(document: &Document) -> Result<()> {
    let limits = document.limits();
    let mut total = 0u64;
    super::each_object(document, &mut |_, object| {
        if let Object::Stream(stream) = object {
            total = total.saturating_add(decoded_length(document, stream)?);
        }
        match total > limits.total_stream_bytes {
            true => Err(Error::too_large(
                "bytes in all decoded streams",
                limits.total_stream_bytes,
            )),
            false => Ok(()),
        }
    })
}

fn decoded_length(document: &Document, stream: &Stream) -> Result<u64> {
    let limits = document.limits();
    let Ok(filters) = filter::chain(&stream.dictionary, &|object| document.resolve(object)) else {
        return Ok(0);
    };
    let raw = stream.data.len() as u64;
    match filters.as_slice() {
        [] => Ok(raw),
        [(name, _)] if matches!(name.as_bytes(), b"FlateDecode" | b"Fl") => {
            if raw.saturating_mul(MOST_PER_BYTE) <= HARMLESS {
                return Ok(raw);
            }
            match filter::inflated_length(&stream.data, limits.stream_bytes) {
                length if length > limits.stream_bytes => Err(filter::too_long(limits.stream_bytes)),
                length => Ok(length),
            }
        }
        _ => match filter::decode(&stream.data, &filters, limits) {
            Ok(decoded) => Ok(decoded.len() as u64),
            Err(too_large @ Error::TooLarge { .. }) => Err(too_large),
            Err(_) => Ok(raw),
        },
    }
}
