//! Splits bytes into PDF tokens (ISO 32000-2 §7.2, §7.3); it is lenient, never fails and always moves on.

use crate::Name;
use crate::object::{is_delimiter, is_white_space};

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    Integer(i64),
    Real(f64),
    String(Vec<u8>),
    Name(Name),
    ArrayOpen,
    ArrayClose,
    DictionaryOpen,
    DictionaryClose,
    /// `obj`, `R`, `true`, an operator, or nonsense.
    Keyword(&'a [u8]),
    End,
}

/// A place in some bytes.
#[derive(Clone, Debug)]
pub(crate) struct Lexer<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(bytes: &'a [u8], position: usize) -> Lexer<'a> {
        Lexer {
            bytes,
            position: position.min(bytes.len()),
        }
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    pub(crate) fn seek(&mut self, position: usize) {
        self.position = position.min(self.bytes.len());
    }

    /// What follows from here on.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.position += 1;
        Some(byte)
    }

    /// Skips white space and comments.
    pub(crate) fn skip_white_space(&mut self) {
        while let Some(byte) = self.peek() {
            if is_white_space(byte) {
                self.position += 1;
            } else if byte == b'%' {
                let rest = self.rest();
                self.position += memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
            } else {
                return;
            }
        }
    }

    /// Takes `word` if it stands here.
    pub(crate) fn take(&mut self, word: &[u8]) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.position += word.len();
        }
        found
    }

    /// Takes `word` if it stands here as a whole word, after white space.
    pub(crate) fn take_keyword(&mut self, word: &[u8]) -> bool {
        let start = self.position;
        self.skip_white_space();
        if self.take(word) && self.peek().is_none_or(is_boundary) {
            return true;
        }
        self.position = start;
        false
    }

    /// Takes a run of digits, after white space.
    pub(crate) fn take_unsigned(&mut self) -> Option<u64> {
        self.skip_white_space();
        let mut value: u64 = 0;
        let start = self.position;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
            self.position += 1;
        }
        (self.position > start).then_some(value)
    }

    /// Takes `12 0 obj` or `12 0 R`, as `word` says.
    pub(crate) fn take_id(&mut self, word: &[u8]) -> Option<crate::ObjectId> {
        let start = self.position;
        let id = self.try_id(word);
        if id.is_none() {
            self.position = start;
        }
        id
    }

    fn try_id(&mut self, word: &[u8]) -> Option<crate::ObjectId> {
        let number = u32::try_from(self.take_unsigned()?).ok()?;
        if !self.peek().is_some_and(is_white_space) {
            return None;
        }
        let generation = u16::try_from(self.take_unsigned()?).ok()?;
        self.skip_white_space();
        // Some writers put the dictionary right after `obj`, and some even a number.
        (self.take(word) && (word == b"obj" || self.peek().is_none_or(is_boundary)))
            .then_some(crate::ObjectId { number, generation })
    }

    /// The next token.
    pub(crate) fn token(&mut self) -> Token<'a> {
        self.skip_white_space();
        let Some(byte) = self.next() else {
            return Token::End;
        };
        match byte {
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(byte),
            b'/' => Token::Name(self.name()),
            b'(' => Token::String(self.literal_string()),
            b'<' if self.take(b"<") => Token::DictionaryOpen,
            b'<' => Token::String(self.hex_string()),
            b'>' if self.take(b">") => Token::DictionaryClose,
            b'[' => Token::ArrayOpen,
            b']' => Token::ArrayClose,
            _ => self.keyword(),
        }
    }

    fn number(&mut self, first: u8) -> Token<'a> {
        let start = self.position - 1;
        let mut value = if first.is_ascii_digit() {
            i64::from(first - b'0')
        } else {
            0
        };
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
            self.position += 1;
        }
        let simple = first != b'.'
            && self.position - start <= 18 + usize::from(!first.is_ascii_digit())
            && self.peek().is_none_or(is_boundary);
        match first {
            b'-' if simple && self.position > start + 1 => Token::Integer(-value),
            _ if simple => Token::Integer(value),
            _ => self.odd_number(start),
        }
    }

    /// Reals, very long integers, and what only looks like a number.
    fn odd_number(&mut self, start: usize) -> Token<'a> {
        while self.peek().is_some_and(|byte| !is_boundary(byte)) {
            self.position += 1;
        }
        let word = self.bytes.get(start..self.position).unwrap_or_default();
        match std::str::from_utf8(word).ok().and_then(parse_real) {
            Some(value) => Token::Real(value),
            None => Token::Keyword(word),
        }
    }

    fn keyword(&mut self) -> Token<'a> {
        let start = self.position - 1;
        // A lone delimiter such as `)` is a token of its own, so that the reader moves on.
        if self.bytes.get(start).is_some_and(|byte| !is_delimiter(*byte)) {
            while self.peek().is_some_and(|byte| !is_boundary(byte)) {
                self.position += 1;
            }
        }
        Token::Keyword(self.bytes.get(start..self.position).unwrap_or_default())
    }

    fn name(&mut self) -> Name {
        let rest = self.rest();
        let length = rest
            .iter()
            .position(|byte| is_boundary(*byte))
            .unwrap_or(rest.len());
        let raw = rest.get(..length).unwrap_or_default();
        self.position += length;
        if memchr::memchr(b'#', raw).is_none() {
            Name::new(raw)
        } else {
            Name::new(unescape_name(raw))
        }
    }

    fn literal_string(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut open = 1;
        while let Some(byte) = self.next() {
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                // ISO 32000-2 §7.3.4.2: any end of line reads as one line feed.
                b'\r' => {
                    self.take(b"\n");
                    out.push(b'\n');
                    continue;
                }
                _ => {}
            }
            if open == 0 {
                break;
            }
            out.push(byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        match self.next() {
            Some(b'n') => out.push(b'\n'),
            Some(b'r') => out.push(b'\r'),
            Some(b't') => out.push(b'\t'),
            Some(b'b') => out.push(8),
            Some(b'f') => out.push(12),
            Some(b'\n') | None => {}
            Some(b'\r') => {
                self.take(b"\n");
            }
            Some(digit @ b'0'..=b'7') => out.push(self.octal(digit)),
            Some(other) => out.push(other),
        }
    }

    fn octal(&mut self, first: u8) -> u8 {
        let mut value = first - b'0';
        for _ in 0..2 {
            let Some(digit @ b'0'..=b'7') = self.peek() else {
                break;
            };
            value = value.wrapping_mul(8).wrapping_add(digit - b'0');
            self.position += 1;
        }
        value
    }

    fn hex_string(&mut self) -> Vec<u8> {
        let rest = self.rest();
        let length = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        self.position += (length + 1).min(rest.len());
        decode_hex(rest.get(..length).unwrap_or_default())
    }
}

/// Decodes hexadecimal digits, passing over everything else; an odd last digit counts as followed by 0.
pub(crate) fn decode_hex(digits: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(digits.len() / 2 + 1);
    // Nearly all strings are nothing but pairs of digits, and those of signatures are long.
    let (pairs, _) = digits.as_chunks::<2>();
    out.extend(
        pairs
            .iter()
            .map_while(|[high, low]| Some(hex_digit(*high)? << 4 | hex_digit(*low)?)),
    );
    let mut high = None;
    let left = digits.get(out.len() * 2..).unwrap_or_default();
    for nibble in left.iter().filter_map(|byte| hex_digit(*byte)) {
        match high.take() {
            None => high = Some(nibble),
            Some(first) => out.push(first << 4 | nibble),
        }
    }
    out.extend(high.map(|first| first << 4));
    out
}

pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    let value = *HEX_DIGITS.get(usize::from(byte))?;
    (value != NO_DIGIT).then_some(value)
}

const NO_DIGIT: u8 = 0xFF;

/// What each byte is worth as a hexadecimal digit.
static HEX_DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789ABCDEF"[value as usize];
        digits[digit as usize] = value;
        digits[digit.to_ascii_lowercase() as usize] = value;
        value += 1;
    }
    digits
};

/// Whether a word ends before this byte.
pub(crate) fn is_boundary(byte: u8) -> bool {
    is_white_space(byte) || is_delimiter(byte)
}

fn unescape_name(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        let escaped = match (byte, tail) {
            (b'#', [high, low, ..]) => hex_digit(*high).zip(hex_digit(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                out.push(high << 4 | low);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => out.push(*byte),
        }
    }
    out
}

/// Reads a real as lenient readers do: `1.`, `.5`, `--5`, `1.2.3` (as 1.2) and `5-3` (as 5) count; words do not.
fn parse_real(word: &str) -> Option<f64> {
    let unsigned = word.trim_start_matches(['+', '-']);
    let negative = word.starts_with('-');
    let mut dots = 0;
    let end = unsigned.find(|c: char| {
        dots += usize::from(c == '.');
        !(c.is_ascii_digit() || c == '.' && dots < 2)
    });
    let digits = unsigned.get(..end.unwrap_or(unsigned.len()))?;
    let tail = unsigned.get(digits.len()..)?;
    if !tail.is_empty() && !tail.starts_with(['-', '.', 'e', 'E']) {
        return None;
    }
    let value: f64 = match digits {
        "" | "." if tail.is_empty() => 0.0,
        _ => digits.parse().ok()?,
    };
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_strings_are_read_whatever_stands_between_the_digits() {
        for (digits, bytes) in [
            ("", &[][..]),
            ("00fFa9", &[0x00, 0xFF, 0xA9]),
            ("00fFa", &[0x00, 0xFF, 0xA0]),
            ("00 ff\na9", &[0x00, 0xFF, 0xA9]),
            ("0 0x-ff", &[0x00, 0xFF]),
            (" 7", &[0x70]),
        ] {
            assert_eq!(decode_hex(digits.as_bytes()), bytes, "{digits}");
        }
        for byte in 0..=u8::MAX {
            let expected = char::from(byte).to_digit(16).map(|value| value as u8);
            assert_eq!(hex_digit(byte), expected);
        }
    }

    fn tokens(text: &str) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(text.as_bytes(), 0);
        let mut all = Vec::new();
        loop {
            match lexer.token() {
                Token::End => return all,
                token => all.push(token),
            }
        }
    }

    #[test]
    fn numbers_as_files_write_them() {
        use Token::{Integer, Keyword, Real};
        assert_eq!(
            tokens("1 -10000000000000000 +3 4. .5 -.5 --6 1.2.3 99999999999999999999 - 5-3 7x"),
            vec![
                Integer(1),
                Integer(-10_000_000_000_000_000),
                Integer(3),
                Real(4.0),
                Real(0.5),
                Real(-0.5),
                Real(-6.0),
                Real(1.2),
                Real(1e20),
                Integer(0),
                Real(5.0),
                Keyword(b"7x")
            ]
        );
    }

    #[test]
    fn strings_with_every_escape() {
        assert_eq!(
            tokens("(a(b)\\)\\n\\101\\7x\\\r\nz\r\n) <4 1 4> ()"),
            vec![
                Token::String(b"a(b))\nA\x07xz\n".to_vec()),
                Token::String(b"A@".to_vec()),
                Token::String(Vec::new())
            ]
        );
    }

    #[test]
    fn names_and_stray_delimiters() {
        assert_eq!(
            tokens("/A#20B/#zz/ )>%c\n<<>>"),
            vec![
                Token::Name(Name::new("A B")),
                Token::Name(Name::new("#zz")),
                Token::Name(Name::new("")),
                Token::Keyword(b")"),
                Token::Keyword(b">"),
                Token::DictionaryOpen,
                Token::DictionaryClose
            ]
        );
    }
}
