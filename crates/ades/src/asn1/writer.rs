//! Writes DER into one growing buffer. It never writes an indefinite or a long-form length that could be short.

use super::{Oid, tag};

/// A buffer of DER.
#[derive(Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// What `build` writes.
    pub(crate) fn build(build: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut writer = Self::default();
        build(&mut writer);
        writer.out
    }

    /// A constructed value around what `build` writes.
    pub(crate) fn nested(&mut self, tag: u8, build: impl FnOnce(&mut Self)) {
        self.out.push(tag);
        let start = self.out.len();
        build(self);
        let length = self.out.len() - start;
        self.insert_length(start, length);
    }

    pub(crate) fn sequence(&mut self, build: impl FnOnce(&mut Self)) {
        self.nested(tag::SEQUENCE, build);
    }

    /// Encoded values under a SET OF tag, in the order that DER wants. X.690 §11.6.
    pub(crate) fn set_of(&mut self, tag: u8, mut values: Vec<Vec<u8>>) {
        values.sort();
        self.nested(tag, |set| values.iter().for_each(|value| set.raw(value)));
    }

    pub(crate) fn value(&mut self, tag: u8, content: &[u8]) {
        self.nested(tag, |value| value.raw(content));
    }

    /// Already encoded.
    pub(crate) fn raw(&mut self, encoded: &[u8]) {
        self.out.extend_from_slice(encoded);
    }

    pub(crate) fn oid(&mut self, oid: Oid) {
        self.value(tag::OID, oid.as_bytes());
    }

    pub(crate) fn null(&mut self) {
        self.value(tag::NULL, &[]);
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.value(tag::BOOLEAN, if value { &[0xff] } else { &[0x00] });
    }

    pub(crate) fn small(&mut self, value: u64) {
        self.unsigned(&value.to_be_bytes());
    }

    /// A non-negative INTEGER from big-endian octets of any length.
    pub(crate) fn unsigned(&mut self, octets: &[u8]) {
        self.value(tag::INTEGER, &unsigned_content(octets));
    }

    pub(crate) fn octets(&mut self, octets: &[u8]) {
        self.value(tag::OCTET_STRING, octets);
    }

    pub(crate) fn bits(&mut self, octets: &[u8]) {
        self.nested(tag::BIT_STRING, |bits| {
            bits.raw(&[0]);
            bits.raw(octets);
        });
    }

    /// A BIT STRING of flags, bit 0 first, without trailing zero bits. X.690 §11.2.2.
    pub(crate) fn flags(&mut self, flags: u32) {
        let length = (u32::BITS - flags.leading_zeros()).div_ceil(8) as usize;
        let unused = if flags == 0 { 0 } else { flags.leading_zeros() % 8 };
        let octets: Vec<u8> = flags
            .to_le_bytes()
            .iter()
            .take(length)
            .map(|octet| octet.reverse_bits())
            .collect();
        self.nested(tag::BIT_STRING, |bits| {
            bits.raw(&[unused as u8]);
            bits.raw(&octets);
        });
    }

    fn insert_length(&mut self, at: usize, length: usize) {
        if length < 0x80 {
            self.out.insert(at, length as u8);
            return;
        }
        let octets = length.to_be_bytes();
        let skip = (length.leading_zeros() / 8) as usize;
        let count = octets.len() - skip;
        self.out.splice(
            at..at,
            std::iter::once(0x80 | count as u8).chain(octets.into_iter().skip(skip)),
        );
    }
}

/// Content octets of a non-negative INTEGER: shortest, with a zero before a set sign bit. X.690 §8.3.
pub(crate) fn unsigned_content(octets: &[u8]) -> Vec<u8> {
    let significant = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
    let mut content = Vec::with_capacity(significant.len() + 1);
    if significant.first().is_none_or(|first| first & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(significant);
    content
}

#[cfg(test)]
mod tests {
    use super::super::reader::{Reader, has_der_lengths};
    use super::*;

    #[test]
    fn lengths_are_the_shortest() {
        for (length, header) in [(0usize, 2), (127, 2), (128, 3), (255, 3), (256, 4), (70_000, 5)] {
            let encoded = Writer::build(|writer| writer.octets(&vec![7; length]));
            assert_eq!(encoded.len(), length + header);
            assert!(has_der_lengths(&encoded));
            assert_eq!(Reader::new(&encoded, "test").octets().unwrap().len(), length);
        }
    }

    #[test]
    fn integers_are_shortest_and_never_negative() {
        let encode = |value| Writer::build(|writer| writer.small(value));
        assert_eq!(encode(0), [2, 1, 0]);
        assert_eq!(encode(127), [2, 1, 127]);
        assert_eq!(encode(128), [2, 2, 0, 128]);
        assert_eq!(encode(65_537), [2, 3, 1, 0, 1]);
    }

    #[test]
    fn flags_round_trip() {
        for flags in [0u32, 1, 0b11, 1 << 5 | 1 << 6, 1 << 8] {
            let encoded = Writer::build(|writer| writer.flags(flags));
            assert_eq!(
                Reader::new(&encoded, "test").flags().unwrap(),
                flags,
                "{encoded:02x?}"
            );
        }
        assert_eq!(Writer::build(|writer| writer.flags(0b11)), [3, 2, 6, 0xc0]);
    }

    #[test]
    fn sets_are_sorted() {
        let set = Writer::build(|writer| writer.set_of(tag::SET, vec![vec![2, 1, 9], vec![2, 1, 3]]));
        assert_eq!(set, [0x31, 6, 2, 1, 3, 2, 1, 9]);
    }
}
