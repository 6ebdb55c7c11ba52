//! ASN.1 by hand: a reader that keeps the exact bytes it saw, and a writer that makes DER. It never re-encodes what it read.
//!
//! A signature is made over bytes, not over meanings, so a validator must digest what stands in the file. Typed decoders
//! lose that, and they refuse the BER that real signatures use. This pair is small enough to be read in one sitting.

pub(crate) mod oid;
pub(crate) mod pem;
pub(crate) mod reader;
pub(crate) mod time;
pub(crate) mod writer;

pub(crate) use oid::Oid;
pub(crate) use reader::{Element, Reader};
pub(crate) use writer::Writer;

/// Identifier octets, X.690 §8.1.2.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const TELETEX_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const UNIVERSAL_STRING: u8 = 0x1c;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// Context tag around a constructed value.
    pub(crate) const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }

    /// Context tag of a primitive value.
    pub(crate) const fn primitive(number: u8) -> u8 {
        0x80 | number
    }
}
