//! Character maps (ISO 32000-2 §9.7.5, §9.10.3): how long codes are, which character identifiers or words they stand for.

use std::collections::HashMap;

use super::Characters;
use crate::lexer::{Lexer, Token};

const ENTRIES: usize = 200_000;
const TOKENS: usize = 2_000_000;

/// A character map that a file brings along.
#[derive(Clone, Debug, Default)]
pub(crate) struct CMap {
    /// Length in bytes, lowest and highest code.
    spaces: Vec<(usize, u32, u32)>,
    text: HashMap<u32, Characters>,
    /// Lowest and highest code and the text of the lowest.
    text_ranges: Vec<(u32, u32, Characters)>,
    /// Lowest and highest code and the identifier of the lowest.
    identifiers: Vec<(u32, u32, u32)>,
    pub(crate) is_vertical: bool,
}

impl CMap {
    pub(crate) fn parse(bytes: &[u8]) -> CMap {
        let mut map = CMap::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut last = Token::End;
        for _ in 0..TOKENS {
            let token = lexer.token();
            match &token {
                Token::End => break,
                Token::Keyword(b"begincodespacerange") => map.code_spaces(&mut lexer),
                Token::Keyword(b"beginbfchar") => map.characters(&mut lexer),
                Token::Keyword(b"beginbfrange") => map.ranges(&mut lexer),
                Token::Keyword(b"begincidchar") => map.identifiers(&mut lexer, false),
                Token::Keyword(b"begincidrange") => map.identifiers(&mut lexer, true),
                Token::Integer(mode) => {
                    map.is_vertical |=
                        *mode == 1 && matches!(&last, Token::Name(name) if name.as_bytes() == b"WMode");
                }
                _ => {}
            }
            last = match token {
                Token::Name(name) => Token::Name(name),
                _ => Token::End,
            };
        }
        map.text_ranges.sort_by_key(|range| range.0);
        map.identifiers.sort_unstable();
        map
    }

    /// The code at the beginning of these bytes and how many of them it takes; at least one where there is any.
    pub(crate) fn code(&self, bytes: &[u8]) -> (u32, usize) {
        let mut code = 0;
        for (index, byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(*byte);
            let fits = |space: &&(usize, u32, u32)| {
                space.0 == index + 1 && in_space(code, space.1, space.2, index + 1)
            };
            if self.spaces.iter().any(|space| fits(&space)) {
                return (code, index + 1);
            }
        }
        let length = self.spaces.iter().map(|space| space.0).min().unwrap_or(1);
        let length = length.min(bytes.len());
        let taken = bytes.get(..length).unwrap_or_default();
        (number(taken), length)
    }

    pub(crate) fn has_spaces(&self) -> bool {
        !self.spaces.is_empty()
    }

    pub(crate) fn characters_of(&self, code: u32) -> Option<Characters> {
        if let Some(found) = self.text.get(&code) {
            return Some(*found);
        }
        let place = self
            .text_ranges
            .partition_point(|range| range.0 <= code)
            .checked_sub(1)?;
        let (low, high, first) = self.text_ranges.get(place)?;
        (code <= *high).then(|| following(*first, code - low))
    }

    pub(crate) fn identifier(&self, code: u32) -> Option<u32> {
        let place = self
            .identifiers
            .partition_point(|range| range.0 <= code)
            .checked_sub(1)?;
        let (low, high, first) = self.identifiers.get(place)?;
        (code <= *high).then(|| first.saturating_add(code - low))
    }

    fn code_spaces(&mut self, lexer: &mut Lexer<'_>) {
        while let Token::String(low) = lexer.token() {
            let Token::String(high) = lexer.token() else {
                return;
            };
            if (1..=4).contains(&low.len()) && self.spaces.len() < 256 {
                self.spaces.push((low.len(), number(&low), number(&high)));
            }
        }
    }

    fn characters(&mut self, lexer: &mut Lexer<'_>) {
        while let Token::String(code) = lexer.token() {
            match lexer.token() {
                Token::String(text) => self.add(number(&code), &text),
                Token::Keyword(_) | Token::End => return,
                _ => {}
            }
        }
    }

    fn ranges(&mut self, lexer: &mut Lexer<'_>) {
        while let Token::String(low) = lexer.token() {
            let Token::String(high) = lexer.token() else {
                return;
            };
            let (low, high) = (number(&low), number(&high));
            match lexer.token() {
                Token::String(text) if self.text_ranges.len() < ENTRIES => {
                    self.text_ranges.push((low, high, characters(&text)));
                }
                Token::ArrayOpen => {
                    let mut code = low;
                    while let Token::String(text) = lexer.token() {
                        if code <= high {
                            self.add(code, &text);
                        }
                        code = code.saturating_add(1);
                    }
                }
                Token::Keyword(_) | Token::End => return,
                _ => {}
            }
        }
    }

    fn identifiers(&mut self, lexer: &mut Lexer<'_>, ranges: bool) {
        while let Token::String(low) = lexer.token() {
            let low = number(&low);
            let high = match ranges.then(|| lexer.token()) {
                Some(Token::String(high)) => number(&high),
                Some(_) => return,
                None => low,
            };
            let Token::Integer(first) = lexer.token() else {
                return;
            };
            if let Ok(first) = u32::try_from(first)
                && self.identifiers.len() < ENTRIES
            {
                self.identifiers.push((low, high, first));
            }
        }
    }

    fn add(&mut self, code: u32, text: &[u8]) {
        if self.text.len() < ENTRIES {
            self.text.insert(code, characters(text));
        }
    }
}

/// ISO 32000-2 §9.7.6.2: each byte of a code lies between the bytes of the bounds.
fn in_space(code: u32, low: u32, high: u32, length: usize) -> bool {
    (0..length).all(|index| {
        let byte = |number: u32| number >> (8 * index) & 0xFF;
        (byte(low)..=byte(high)).contains(&byte(code))
    })
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// UTF-16BE; a single byte, which some writers put there, is Latin-1.
fn characters(bytes: &[u8]) -> Characters {
    if let [byte] = bytes {
        return Characters::one(char::from(*byte));
    }
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
        .map(u16::from_be_bytes);
    Characters::of(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)))
}

/// The text whose last character lies so far behind the last of `first`.
fn following(first: Characters, distance: u32) -> Characters {
    let mut all = first.as_slice().to_vec();
    if let Some(last) = all.last_mut() {
        *last =
            char::from_u32((*last as u32).saturating_add(distance)).unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    Characters::of(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_ranges_and_arrays() {
        let map = CMap::parse(
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0003> <00660069> endbfchar \
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0058> <0059005A>] endbfrange",
        );
        let text = |code| {
            map.characters_of(code)
                .map(|found| found.as_slice().iter().collect::<String>())
        };
        assert_eq!(
            [3, 0x10, 0x12, 0x13, 0x20, 0x21, 0x22].map(text),
            [
                Some("fi"),
                Some("A"),
                Some("C"),
                None,
                Some("X"),
                Some("YZ"),
                None
            ]
            .map(|word| word.map(String::from))
        );
        assert_eq!(map.code(&[0, 0x10, 0]), (0x10, 2));
        assert_eq!(map.code(&[7]), (7, 1));
        assert_eq!(map.code(&[]), (0, 0));
    }

    #[test]
    fn codes_of_one_and_of_two_bytes_beside_each_other() {
        let map = CMap::parse(
            b"/WMode 1 def 2 begincodespacerange <00> <80> <8140> <9FFC> endcodespacerange \
              1 begincidrange <20> <7e> 231 endcidrange 1 begincidchar <8140> 633 endcidchar",
        );
        assert_eq!(map.code(&[0x41, 0x42]), (0x41, 1));
        assert_eq!(map.code(&[0x81, 0x40]), (0x8140, 2));
        assert_eq!(
            (
                map.identifier(0x21),
                map.identifier(0x8140),
                map.identifier(0x8141)
            ),
            (Some(232), Some(633), None)
        );
        assert!(map.is_vertical);
    }
}
