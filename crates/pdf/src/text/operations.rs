//! Splits a content stream into operations (ISO 32000-2 §7.8.2), inline images left out; it runs none.

use std::ops::Range;

use crate::lexer::{Lexer, Token};
use crate::object::is_white_space;
use crate::{Dictionary, Object};

/// Operands of one operation; the longest that the standard knows has six, arrays aside.
const OPERANDS: usize = 33;
const ELEMENTS: usize = 100_000;
const DEPTH: usize = 16;

/// One operator with what stands before it.
pub(crate) struct Operations<'a> {
    lexer: Lexer<'a>,
    bytes: &'a [u8],
    /// What stood before the operator that was returned last.
    pub(crate) operands: Vec<Object>,
}

impl<'a> Operations<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Operations<'a> {
        Operations {
            lexer: Lexer::new(bytes, 0),
            bytes,
            operands: Vec::new(),
        }
    }

    /// The next operator and the bytes that it and its operands take.
    pub(crate) fn next(&mut self) -> Option<(&'a [u8], Range<usize>)> {
        self.operands.clear();
        self.lexer.skip_white_space();
        let mut start = self.lexer.position();
        loop {
            match self.lexer.token() {
                Token::End => return None,
                Token::Keyword(b"BI") => {
                    self.skip_image();
                    self.operands.clear();
                    self.lexer.skip_white_space();
                    start = self.lexer.position();
                }
                Token::Keyword(b"true") => self.push(Object::Bool(true)),
                Token::Keyword(b"false") => self.push(Object::Bool(false)),
                Token::Keyword(b"null") => self.push(Object::Null),
                Token::Keyword(word) => return Some((word, start..self.lexer.position())),
                token => {
                    let operand = self.operand(token, DEPTH);
                    self.push(operand);
                }
            }
        }
    }

    /// The number at this place among the operands.
    pub(crate) fn number(&self, place: usize) -> Option<f64> {
        self.operands
            .get(place)?
            .as_number()
            .filter(|number| number.is_finite())
    }

    /// The first so many operands, all of them numbers.
    pub(crate) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let mut numbers = [0.0; N];
        for (place, number) in numbers.iter_mut().enumerate() {
            *number = self.number(place)?;
        }
        Some(numbers)
    }

    /// Operands that no operator takes are nonsense: the last ones count, as in other readers.
    fn push(&mut self, operand: Object) {
        if self.operands.len() >= OPERANDS {
            self.operands.remove(0);
        }
        self.operands.push(operand);
    }

    fn operand(&mut self, token: Token<'_>, depth: usize) -> Object {
        match token {
            Token::Integer(value) => Object::Integer(value),
            Token::Real(value) => Object::Real(value),
            Token::String(bytes) => Object::String(bytes),
            Token::Name(name) => Object::Name(name),
            Token::ArrayOpen => self.array(depth),
            Token::DictionaryOpen => self.dictionary(depth),
            Token::Keyword(b"true") => Object::Bool(true),
            Token::Keyword(b"false") => Object::Bool(false),
            Token::Keyword(_) | Token::ArrayClose | Token::DictionaryClose | Token::End => Object::Null,
        }
    }

    fn array(&mut self, depth: usize) -> Object {
        let mut items = Vec::new();
        loop {
            match self.lexer.token() {
                Token::ArrayClose | Token::End => return Object::Array(items),
                token => {
                    let item = if depth > 0 {
                        self.operand(token, depth - 1)
                    } else {
                        Object::Null
                    };
                    if items.len() < ELEMENTS {
                        items.push(item);
                    }
                }
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Object {
        let mut dictionary = Dictionary::new();
        loop {
            match self.lexer.token() {
                Token::DictionaryClose | Token::End => return Object::Dictionary(dictionary),
                Token::Name(key) if depth > 0 => {
                    let token = self.lexer.token();
                    if matches!(token, Token::DictionaryClose | Token::End) {
                        return Object::Dictionary(dictionary);
                    }
                    let value = self.operand(token, depth - 1);
                    dictionary.push(key, value);
                }
                _ => {}
            }
        }
    }

    /// From after `BI` to after `EI` (ISO 32000-2 §8.9.7). Image data may hold any byte, so what follows `EI` must look like text.
    fn skip_image(&mut self) {
        loop {
            match self.lexer.token() {
                Token::End => return,
                Token::Keyword(b"ID") => break,
                _ => {}
            }
        }
        let mut from = self.lexer.position();
        while let Some(found) = memchr::memmem::find(self.bytes.get(from..).unwrap_or_default(), b"EI") {
            let at = from + found;
            from = at + 2;
            let before = at.checked_sub(1).and_then(|before| self.bytes.get(before));
            let after = self.bytes.get(from..).unwrap_or_default();
            let ends = after.first().is_none_or(|byte| is_white_space(*byte));
            let plain = |byte: &u8| is_white_space(*byte) || byte.is_ascii_graphic();
            if before.is_some_and(|byte| is_white_space(*byte)) && ends && after.iter().take(12).all(plain) {
                return self.lexer.seek(from);
            }
        }
        self.lexer.seek(self.bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inline_image_is_passed_over_whatever_it_holds() {
        let content = b"q BI /W 2 /H 2 ID \xFF EI \x80(x) Tj EI Q (a) Tj";
        let mut operations = Operations::new(content);
        let mut words = Vec::new();
        while let Some((word, range)) = operations.next() {
            words.push((word.to_vec(), content.get(range).unwrap().to_vec()));
        }
        assert_eq!(
            words,
            [
                (b"q".to_vec(), b"q".to_vec()),
                (b"Q".to_vec(), b"Q".to_vec()),
                (b"Tj".to_vec(), b"(a) Tj".to_vec())
            ]
        );
    }

    #[test]
    fn operands_without_end_are_forgotten_and_nesting_stops() {
        let deep = [b"[".repeat(200), b"(x) Tj ".to_vec()].concat();
        assert!(Operations::new(&deep).next().is_none());
        let many = [b"1 ".repeat(1000), b"2 Tc".to_vec()].concat();
        let mut operations = Operations::new(&many);
        assert_eq!(operations.next().map(|(word, _)| word), Some(&b"Tc"[..]));
        assert_eq!(operations.operands.last(), Some(&Object::Integer(2)));
    }
}
