//! Reads objects from bytes within the limits; it resolves nothing but a stream's length, and decrypts nothing.

use std::ops::Range;

use bytes::Bytes;

use crate::lexer::{Lexer, Token};
use crate::object::is_white_space;
use crate::{Dictionary, Error, Limits, Object, ObjectId, Result, Stream};

/// An indirect object with the place where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Indirect {
    pub(crate) id: ObjectId,
    pub(crate) object: Object,
    /// From the object number up to and with `endobj`.
    pub(crate) range: Range<usize>,
}

/// Reads objects one after another.
pub(crate) struct Parser<'a> {
    pub(crate) lexer: Lexer<'a>,
    limits: &'a Limits,
    values: usize,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(bytes: &'a [u8], position: usize, limits: &'a Limits) -> Parser<'a> {
        Parser {
            lexer: Lexer::new(bytes, position),
            limits,
            values: 0,
        }
    }

    /// The next object; what is no object reads as null.
    pub(crate) fn object(&mut self) -> Result<Object> {
        let token = self.lexer.token();
        self.object_from(token, self.limits.nesting)
    }

    fn object_from(&mut self, token: Token<'_>, depth: usize) -> Result<Object> {
        self.values += 1;
        if self.values > self.limits.object_values {
            return Err(Error::too_large(
                "values in one object",
                self.limits.object_values as u64,
            ));
        }
        Ok(match token {
            Token::Integer(value) => self.integer_or_reference(value),
            Token::Real(value) => Object::Real(value),
            Token::String(bytes) => Object::String(bytes),
            Token::Name(name) => Object::Name(name),
            Token::ArrayOpen => Object::Array(self.array(self.deeper(depth)?)?),
            Token::DictionaryOpen => Object::Dictionary(self.dictionary(self.deeper(depth)?)?),
            Token::Keyword(b"true") => Object::Bool(true),
            Token::Keyword(b"false") => Object::Bool(false),
            Token::Keyword(_) | Token::ArrayClose | Token::DictionaryClose | Token::End => Object::Null,
        })
    }

    fn deeper(&self, depth: usize) -> Result<usize> {
        depth
            .checked_sub(1)
            .ok_or_else(|| Error::too_large("nesting of objects", self.limits.nesting as u64))
    }

    fn integer_or_reference(&mut self, value: i64) -> Object {
        if let Ok(number) = u32::try_from(value)
            && let Some(generation) = self.generation_before_r()
        {
            return Object::Reference(ObjectId { number, generation });
        }
        Object::Integer(value)
    }

    /// Takes `0 R` if that is what follows.
    fn generation_before_r(&mut self) -> Option<u16> {
        let start = self.lexer.position();
        let generation = self
            .lexer
            .take_unsigned()
            .and_then(|value| u16::try_from(value).ok());
        if generation.is_some() && self.lexer.take_keyword(b"R") {
            return generation;
        }
        self.lexer.seek(start);
        None
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Object>> {
        let mut items = Vec::new();
        loop {
            let before = self.lexer.position();
            match self.lexer.token() {
                Token::ArrayClose | Token::End => return Ok(items),
                // An array that was never closed ends where its surroundings end.
                Token::DictionaryClose | Token::Keyword(b"endobj" | b"stream" | b"endstream") => {
                    self.lexer.seek(before);
                    return Ok(items);
                }
                token => items.push(self.object_from(token, depth)?),
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary> {
        let mut dictionary = Dictionary::with_room();
        loop {
            let before = self.lexer.position();
            match self.lexer.token() {
                Token::DictionaryClose | Token::End => return Ok(dictionary),
                Token::Name(key) => {
                    let value = self.dictionary_value(depth)?;
                    dictionary.push(key, value);
                }
                Token::Keyword(b"endobj" | b"stream" | b"endstream") => {
                    self.lexer.seek(before);
                    return Ok(dictionary);
                }
                // Not a key: pass over it, as other readers do.
                token => {
                    self.object_from(token, depth)?;
                }
            }
        }
    }

    fn dictionary_value(&mut self, depth: usize) -> Result<Object> {
        let before = self.lexer.position();
        let token = self.lexer.token();
        if matches!(
            token,
            Token::DictionaryClose | Token::Keyword(b"endobj" | b"stream")
        ) {
            self.lexer.seek(before);
            return Ok(Object::Null);
        }
        self.object_from(token, depth)
    }
}

/// Reads the indirect object that begins at `offset` (white space before it is allowed).
///
/// `length_of` answers what an indirect `/Length` is.
pub(crate) fn indirect(
    bytes: &Bytes,
    offset: usize,
    limits: &Limits,
    length_of: &dyn Fn(ObjectId) -> Option<u64>,
) -> Result<Indirect> {
    let mut parser = Parser::new(bytes, offset, limits);
    parser.lexer.skip_white_space();
    let start = parser.lexer.position();
    let id = parser
        .lexer
        .take_id(b"obj")
        .ok_or_else(|| Error::malformed("an object does not begin where it should"))?;
    let mut object = parser.object()?;
    if matches!(object, Object::Dictionary(_)) && parser.lexer.take_keyword(b"stream") {
        let Object::Dictionary(dictionary) = std::mem::take(&mut object) else {
            return Err(Error::malformed("stream"));
        };
        object = stream(bytes, &mut parser.lexer, dictionary, length_of).into();
    }
    parser.lexer.take_keyword(b"endobj");
    Ok(Indirect {
        id,
        object,
        range: start..parser.lexer.position(),
    })
}

/// Cuts the stream's data out of the file and leaves the lexer behind `endstream`.
fn stream(
    bytes: &Bytes,
    lexer: &mut Lexer<'_>,
    dictionary: Dictionary,
    length_of: &dyn Fn(ObjectId) -> Option<u64>,
) -> Stream {
    // ISO 32000-2 §7.3.8.1: CR LF or LF; a lone CR is wrong but seen.
    if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
        lexer.take(b"\r");
    }
    let start = lexer.position();
    let stated = match dictionary.get("Length") {
        Some(Object::Reference(id)) => length_of(*id),
        Some(other) => other.as_integer().and_then(|length| u64::try_from(length).ok()),
        None => None,
    };
    let end = stated
        .and_then(|length| end_if_true(lexer, start, length))
        .unwrap_or_else(|| search_end(lexer, start));
    Stream {
        dictionary,
        data: bytes.slice(start..end),
    }
}

/// The end of the data if `length` leads to `endstream`.
fn end_if_true(lexer: &mut Lexer<'_>, start: usize, length: u64) -> Option<usize> {
    let end = start.checked_add(usize::try_from(length).ok()?)?;
    lexer.seek(end);
    // Only white space may stand between; a comment here would be data.
    while lexer.position() == end || lexer.position() < end.saturating_add(4) {
        if lexer.take(b"endstream") {
            return Some(end);
        }
        match lexer.peek() {
            Some(byte) if is_white_space(byte) => lexer.seek(lexer.position() + 1),
            _ => return None,
        }
    }
    None
}

/// Where the data end when `/Length` is absent or wrong: before the next `endstream`, without its end of line.
fn search_end(lexer: &mut Lexer<'_>, start: usize) -> usize {
    lexer.seek(start);
    let rest = lexer.rest();
    let found = memchr::memmem::find(rest, b"endstream");
    let length = found
        .or_else(|| memchr::memmem::find(rest, b"endobj"))
        .unwrap_or(rest.len());
    lexer.seek(start + length + if found.is_some() { b"endstream".len() } else { 0 });
    let data = rest.get(..length).unwrap_or_default();
    let trimmed = data
        .strip_suffix(b"\r\n")
        .or(data.strip_suffix(b"\n"))
        .or(data.strip_suffix(b"\r"))
        .unwrap_or(data);
    start + trimmed.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &[u8]) -> Result<Object> {
        Parser::new(text, 0, &Limits::default()).object()
    }

    #[test]
    fn references_and_numbers_are_told_apart() {
        let object = parse(b"[1 0 R 2 3 4 0 R 5 0 6 R 7]").unwrap();
        let mut out = Vec::new();
        object.write(&mut out);
        assert_eq!(out, b"[1 0 R 2 3 4 0 R 5 0 6 R 7]");
        assert_eq!(object.as_array().unwrap().len(), 7);
    }

    #[test]
    fn unclosed_things_end_with_their_surroundings() {
        let object = parse(b"<</A[1 2>>").unwrap();
        assert_eq!(object.as_dictionary().unwrap().get_array("A").unwrap().len(), 2);
        assert_eq!(
            parse(b"<</A/B endobj")
                .unwrap()
                .as_dictionary()
                .unwrap()
                .get_name("A"),
            Some(&b"B"[..])
        );
    }

    #[test]
    fn nesting_beyond_the_limit_is_refused() {
        let deep = vec![b'['; 2_000_000];
        assert!(matches!(parse(&deep), Err(Error::TooLarge { .. })));
    }

    #[test]
    fn a_wrong_length_is_mended() {
        for length in ["0", "3", "900", "-1", "/X", "5 0 R"] {
            let file = Bytes::from(format!(
                "1 0 obj\n<</Length {length}>>stream\r\nhello\nendstream endobj"
            ));
            let found = indirect(&file, 0, &Limits::default(), &|_| Some(2)).unwrap();
            assert_eq!(&found.object.as_stream().unwrap().data[..], b"hello");
            assert_eq!(found.range, 0..file.len());
        }
    }

    fn any_object() -> impl Strategy<Value = Object> {
        let leaf = prop_oneof![
            Just(Object::Null),
            any::<bool>().prop_map(Object::Bool),
            (-99_999_999_999_999_999i64..99_999_999_999_999_999).prop_map(Object::Integer),
            (-1e9f64..1e9).prop_map(Object::Real),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Object::String),
            proptest::collection::vec(any::<u8>(), 0..12).prop_map(Object::name),
            (1u32..9999, 0u16..3)
                .prop_map(|(number, generation)| Object::Reference(ObjectId { number, generation })),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(Object::Array),
                proptest::collection::vec((proptest::collection::vec(any::<u8>(), 1..6), inner), 0..8)
                    .prop_map(|entries| Object::Dictionary(Dictionary::from_entries(entries))),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(object in any_object()) {
            let mut out = Vec::new();
            object.write(&mut out);
            prop_assert_eq!(parse(&out).unwrap(), object);
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&bytes);
            let _ = indirect(&Bytes::from([b"1 0 obj ".as_slice(), &bytes].concat()), 0, &Limits::default(), &|_| None);
        }
    }
}
