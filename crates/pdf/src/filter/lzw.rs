//! LZW as PDF uses it (ISO 32000-2 §7.4.4): most significant bit first, 9 to 12 bits; it only decodes.

use crate::Result;

const CLEAR: usize = 256;
const END: usize = 257;
const FIRST: usize = 258;
const MAX_CODES: usize = 4096;

/// One sequence: an earlier one and one more byte.
#[derive(Clone, Copy)]
struct Link {
    before: u16,
    last: u8,
    length: u16,
}

/// Decodes until the end code, the end of the data or a code that cannot be.
pub(super) fn decode(data: &[u8], early_change: bool, limit: u64) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(data.len() * 2);
    let mut table = fresh_table();
    let mut width = 9;
    let mut previous: Option<usize> = None;
    let mut bits = Bits { data, position: 0 };
    while let Some(code) = bits.take(width) {
        match code {
            END => break,
            CLEAR => {
                table.truncate(FIRST);
                width = 9;
                previous = None;
                continue;
            }
            _ => {}
        }
        let start = out.len();
        if !expand(&table, code, previous, &mut out) {
            break;
        }
        if let (Some(before), Some(first)) = (previous, out.get(start).copied())
            && table.len() < MAX_CODES
        {
            let length = table.get(before).map_or(0, |link| link.length) + 1;
            table.push(Link {
                before: before as u16,
                last: first,
                length,
            });
        }
        previous = Some(code);
        width = match table.len() + usize::from(early_change) {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if out.len() as u64 > limit {
            return Err(super::too_long(limit));
        }
    }
    Ok(out)
}

fn fresh_table() -> Vec<Link> {
    let mut table = Vec::with_capacity(MAX_CODES);
    table.extend((0..FIRST).map(|code| Link {
        before: 0,
        last: code as u8,
        length: 1,
    }));
    table
}

/// Appends the sequence of `code`; false if there is none.
fn expand(table: &[Link], code: usize, previous: Option<usize>, out: &mut Vec<u8>) -> bool {
    if code < table.len() {
        return append(table, code, out);
    }
    // The sequence that is just being made: the previous one and its own first byte.
    let Some(previous) = previous.filter(|_| code == table.len()) else {
        return false;
    };
    let start = out.len();
    let known = append(table, previous, out);
    let first = out.get(start).copied();
    out.extend(first);
    known
}

fn append(table: &[Link], code: usize, out: &mut Vec<u8>) -> bool {
    let Some(link) = table.get(code) else { return false };
    let start = out.len();
    out.resize(start + usize::from(link.length), 0);
    let mut current = *link;
    for slot in out.get_mut(start..).unwrap_or_default().iter_mut().rev() {
        *slot = current.last;
        let Some(before) = table.get(usize::from(current.before)) else {
            return false;
        };
        current = *before;
    }
    true
}

struct Bits<'a> {
    data: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn take(&mut self, width: usize) -> Option<usize> {
        let at = self.position / 8;
        let mut value = 0u32;
        for index in 0..3 {
            let byte = self.data.get(at + index);
            if byte.is_none() && index * 8 < width + self.position % 8 {
                return None;
            }
            value = value << 8 | byte.map_or(0, |byte| u32::from(*byte));
        }
        let shift = 24 - self.position % 8 - width;
        self.position += width;
        Some((value >> shift) as usize & ((1 << width) - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard() {
        // ISO 32000-2 §7.4.4.2
        let encoded = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(
            decode(&encoded, true, 1000).unwrap(),
            [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]
        );
        assert!(decode(&encoded, true, 3).is_err());
    }
}
