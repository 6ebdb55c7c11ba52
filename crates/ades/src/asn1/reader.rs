//! Reads BER and DER in place: every element keeps its exact bytes. It never allocates for what it only looks at.

use std::borrow::Cow;

use super::{Oid, tag};
use crate::error::Error;

/// Nesting beyond this is an attack, not a certificate.
const MAX_DEPTH: usize = 32;

/// One encoded value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    /// Identifier, length and content, as they stand.
    pub(crate) raw: &'a [u8],
    pub(crate) content: &'a [u8],
}

/// Walks over a run of elements.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    what: &'static str,
}

impl<'a> Reader<'a> {
    /// `what` names the structure in error messages.
    pub(crate) fn new(input: &'a [u8], what: &'static str) -> Self {
        Self { rest: input, what }
    }

    /// Opens `input`, which must be exactly one element with this tag.
    pub(crate) fn only(input: &'a [u8], tag: u8, what: &'static str) -> Result<Self, Error> {
        let mut outer = Self::new(input, what);
        let inner = outer.nested(tag)?;
        outer.finish()?;
        Ok(inner)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The tag of the next element.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, whatever it is.
    pub(crate) fn read(&mut self) -> Result<Element<'a>, Error> {
        let (element, rest) = split(self.rest, MAX_DEPTH).ok_or(self.malformed())?;
        self.rest = rest;
        Ok(element)
    }

    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>, Error> {
        self.optional(tag)?.ok_or(self.malformed())
    }

    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, Error> {
        match self.peek() {
            Some(next) if next == tag => self.read().map(Some),
            _ => Ok(None),
        }
    }

    /// Steps into a constructed element.
    pub(crate) fn nested(&mut self, tag: u8) -> Result<Reader<'a>, Error> {
        let element = self.expect(tag)?;
        Ok(Reader::new(element.content, self.what))
    }

    pub(crate) fn optional_nested(&mut self, tag: u8) -> Result<Option<Reader<'a>>, Error> {
        let what = self.what;
        Ok(self
            .optional(tag)?
            .map(|element| Reader::new(element.content, what)))
    }

    pub(crate) fn sequence(&mut self) -> Result<Reader<'a>, Error> {
        self.nested(tag::SEQUENCE)
    }

    pub(crate) fn oid(&mut self) -> Result<Oid, Error> {
        let element = self.expect(tag::OID)?;
        Oid::from_bytes(element.content).map_err(|_| self.malformed())
    }

    /// An INTEGER's content octets, two's complement.
    pub(crate) fn integer(&mut self) -> Result<&'a [u8], Error> {
        let element = self.expect(tag::INTEGER)?;
        match element.content {
            [] => Err(self.malformed()),
            content => Ok(content),
        }
    }

    /// A small non-negative INTEGER.
    pub(crate) fn small(&mut self) -> Result<u64, Error> {
        let content = self.integer()?;
        small_unsigned(content).ok_or(self.malformed())
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, Error> {
        match self.expect(tag::BOOLEAN)?.content {
            [value] => Ok(*value != 0),
            _ => Err(self.malformed()),
        }
    }

    pub(crate) fn octets(&mut self) -> Result<Cow<'a, [u8]>, Error> {
        let element = self.read()?;
        joined_octets(element, MAX_DEPTH).ok_or(self.malformed())
    }

    /// A BIT STRING of whole octets.
    pub(crate) fn bits(&mut self) -> Result<&'a [u8], Error> {
        match self.expect(tag::BIT_STRING)?.content {
            [0, octets @ ..] => Ok(octets),
            _ => Err(self.malformed()),
        }
    }

    /// A BIT STRING used as a list of flags, bit 0 first.
    pub(crate) fn flags(&mut self) -> Result<u32, Error> {
        let content = self.expect(tag::BIT_STRING)?.content;
        let (unused, octets) = content.split_first().ok_or(self.malformed())?;
        if *unused > 7 || octets.len() > 4 {
            return Err(self.malformed());
        }
        Ok(octets.iter().enumerate().fold(0, |flags, (index, octet)| {
            flags | (u32::from(octet.reverse_bits()) << (8 * index))
        }))
    }

    /// Fails if anything is left: trailing data is where attackers hide things.
    pub(crate) fn finish(&self) -> Result<(), Error> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.malformed())
        }
    }

    pub(crate) fn malformed(&self) -> Error {
        Error::Malformed { what: self.what }
    }
}

/// Whether an encoding is DER in its lengths: definite and shortest everywhere, strings never in pieces. X.690 §10.1, §10.2.
pub(crate) fn has_der_lengths(input: &[u8]) -> bool {
    has_der_lengths_within(input, MAX_DEPTH)
}

/// The value of a non-negative INTEGER that fits.
pub(crate) fn small_unsigned(content: &[u8]) -> Option<u64> {
    if content.first()? & 0x80 != 0 || content.len() > 8 {
        return None;
    }
    Some(
        content
            .iter()
            .fold(0, |value, octet| (value << 8) | u64::from(*octet)),
    )
}

fn has_der_lengths_within(mut input: &[u8], depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    while !input.is_empty() {
        let Some((element, rest)) = split(input, depth) else {
            return false;
        };
        let header = element.raw.len() - element.content.len();
        let shortest = 1 + length_octets(element.content.len());
        // An indefinite length ends with two zero octets that belong to `raw`, so its header looks too long here.
        if header != shortest || element.tag & 0x3f == 0x24 {
            return false;
        }
        if element.tag & 0x20 != 0 && !has_der_lengths_within(element.content, depth - 1) {
            return false;
        }
        input = rest;
    }
    true
}

fn length_octets(length: usize) -> usize {
    match length {
        0..0x80 => 1,
        _ => 1 + (usize::BITS - length.leading_zeros()).div_ceil(8) as usize,
    }
}

/// Takes one element off the front. `None` on anything that is not BER or that uses tags above 30, which no structure here has.
fn split(input: &[u8], depth: usize) -> Option<(Element<'_>, &[u8])> {
    let (&tag, after_tag) = input.split_first()?;
    if tag & 0x1f == 0x1f || depth == 0 {
        return None;
    }
    let (&first, after_first) = after_tag.split_first()?;
    if first == 0x80 {
        return split_indefinite(input, tag, after_first, depth);
    }
    let (length, body) = definite_length(first, after_first)?;
    let (content, rest) = body.split_at_checked(length)?;
    let raw = input.get(..input.len() - rest.len())?;
    Some((Element { tag, raw, content }, rest))
}

fn definite_length(first: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    if first < 0x80 {
        return Some((usize::from(first), rest));
    }
    let (octets, body) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let octets = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
    if octets.len() > 4 {
        return None;
    }
    let length = octets
        .iter()
        .fold(0usize, |length, octet| (length << 8) | usize::from(*octet));
    Some((length, body))
}

/// X.690 §8.1.3.6: content up to the end-of-contents octets.
fn split_indefinite<'a>(
    input: &'a [u8],
    tag: u8,
    body: &'a [u8],
    depth: usize,
) -> Option<(Element<'a>, &'a [u8])> {
    if tag & 0x20 == 0 {
        return None;
    }
    let mut rest = body;
    while !rest.starts_with(&[0, 0]) {
        rest = split(rest, depth - 1)?.1;
    }
    let content = body.get(..body.len() - rest.len())?;
    let rest = rest.get(2..)?;
    let raw = input.get(..input.len() - rest.len())?;
    Some((Element { tag, raw, content }, rest))
}

/// An OCTET STRING's value; BER writers send long ones in pieces. X.690 §8.7.3.
fn joined_octets(element: Element<'_>, depth: usize) -> Option<Cow<'_, [u8]>> {
    if element.tag == tag::OCTET_STRING {
        return Some(Cow::Borrowed(element.content));
    }
    if element.tag != tag::OCTET_STRING | 0x20 || depth == 0 {
        return None;
    }
    let mut joined = Vec::new();
    let mut rest = element.content;
    while !rest.is_empty() {
        let (piece, after) = split(rest, depth)?;
        joined.extend_from_slice(&joined_octets(piece, depth - 1)?);
        rest = after;
    }
    Some(Cow::Owned(joined))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_definite_and_indefinite_lengths_and_keeps_the_bytes() {
        let der = [0x30, 0x03, 0x02, 0x01, 0x05];
        let ber = [0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00];
        for input in [&der[..], &ber[..]] {
            let element = Reader::new(input, "test").read().unwrap();
            assert_eq!(element.raw, input);
            assert_eq!(element.content, [0x02, 0x01, 0x05]);
            assert_eq!(
                Reader::only(input, tag::SEQUENCE, "test")
                    .unwrap()
                    .small()
                    .unwrap(),
                5
            );
        }
        assert!(has_der_lengths(&der));
        assert!(!has_der_lengths(&ber));
        assert!(
            !has_der_lengths(&[0x30, 0x81, 0x03, 0x02, 0x01, 0x05]),
            "length not the shortest"
        );
    }

    #[test]
    fn joins_an_octet_string_sent_in_pieces() {
        let ber = [0x24, 0x80, 0x04, 0x02, 1, 2, 0x04, 0x01, 3, 0, 0];
        assert_eq!(*Reader::new(&ber, "test").octets().unwrap(), [1, 2, 3]);
    }

    #[test]
    fn refuses_what_does_not_fit() {
        for input in [
            &[0x30, 0x05, 0x00][..],
            &[0x30],
            &[0x1f, 0x01, 0x00],
            &[0x30, 0x85, 1, 1, 1, 1, 1, 0],
            &[0x04, 0x80, 0, 0],
        ] {
            assert!(Reader::new(input, "test").read().is_err(), "{input:?}");
        }
        assert!(
            Reader::only(&[0x30, 0x00, 0x00], tag::SEQUENCE, "test").is_err(),
            "trailing octet"
        );
        let deep = [0x30, 0x80].repeat(100_000);
        assert!(Reader::new(&deep, "test").read().is_err());
    }

    #[test]
    fn flags_count_from_the_most_significant_bit() {
        assert_eq!(
            Reader::new(&[0x03, 0x02, 0x06, 0xc0], "test").flags().unwrap(),
            0b11
        );
        assert_eq!(
            Reader::new(&[0x03, 0x03, 0x07, 0x00, 0x80], "test")
                .flags()
                .unwrap(),
            1 << 8
        );
    }
}
