//! The place that an incremental save leaves open for a signature (ISO 32000-2 §12.8.1); it signs nothing itself.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::lexer::decode_hex;
use crate::object::hex_pair;
use crate::{Dictionary, Encryption, Error, Object, ObjectId, Result};

/// The form of what goes into the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubFilter {
    /// `ETSI.CAdES.detached`: a PAdES signature (EN 319 142-1 §5.3).
    CadesDetached,
    /// `ETSI.RFC3161`: a document timestamp (EN 319 142-1 §5.4.3).
    Rfc3161,
}

/// Which fields a signature locks (ISO 32000-2 §12.8.2.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldLock {
    /// Every field.
    All,
    /// These fields, by full name.
    Include(Vec<String>),
    /// All fields but these, by full name.
    Exclude(Vec<String>),
}

/// What a signature dictionary says besides the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureDictionary {
    /// The form of the signature.
    pub sub_filter: SubFilter,
    /// Who signs.
    pub name: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// How to reach the signer.
    pub contact: Option<String>,
    /// The signer's own claim of the time, as a PDF date such as `D:20261122080000Z`.
    pub claimed_time: Option<String>,
    /// Room for the signature, in bytes.
    pub contents_size: usize,
    /// Fields that nobody may change afterwards.
    pub lock: Option<FieldLock>,
    /// Certification: what may be done afterwards, 1 to 3 (ISO 32000-2 §12.8.2.2).
    pub certification: Option<u8>,
    /// The file declares that it uses ISO/TS 32002 (ECDSA beyond the standard's curves, EdDSA).
    pub declares_iso_32002: bool,
}

/// An incremental save whose signature is still missing. It can be stored until the signature is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedRevision {
    /// The bytes to append, with zeros where the signature will stand.
    #[serde(with = "hexadecimal")]
    pub bytes: Vec<u8>,
    original_length: usize,
    /// The hexadecimal string with its brackets, within `bytes`.
    contents: Range<usize>,
}

/// Where within the appended bytes the two values stand that are filled in later.
#[derive(Clone, Debug)]
pub(crate) struct SlotPlace {
    byte_range: Range<usize>,
    pub(crate) contents: Range<usize>,
}

impl SignatureDictionary {
    /// A dictionary that says nothing, with room for a signature of so many bytes.
    pub fn new(sub_filter: SubFilter, contents_size: usize) -> SignatureDictionary {
        SignatureDictionary {
            sub_filter,
            name: None,
            reason: None,
            location: None,
            contact: None,
            claimed_time: None,
            contents_size,
            lock: None,
            certification: None,
            declares_iso_32002: false,
        }
    }

    fn head(&self) -> Dictionary {
        let (kind, form) = match self.sub_filter {
            SubFilter::CadesDetached => ("Sig", "ETSI.CAdES.detached"),
            SubFilter::Rfc3161 => ("DocTimeStamp", "ETSI.RFC3161"),
        };
        let names = [("Type", kind), ("Filter", "Adobe.PPKLite"), ("SubFilter", form)];
        Dictionary::from_entries(names.map(|(key, value)| (key, Object::name(value))))
    }

    fn tail(&self) -> Dictionary {
        let texts = [
            ("Name", &self.name),
            ("Reason", &self.reason),
            ("Location", &self.location),
            ("ContactInfo", &self.contact),
            ("M", &self.claimed_time),
        ];
        let present = texts
            .iter()
            .filter_map(|(key, text)| Some((*key, Object::text(text.as_ref()?))));
        let mut tail = Dictionary::from_entries(present);
        let references: Vec<Object> = [self.certification_reference(), self.lock_reference()]
            .into_iter()
            .flatten()
            .collect();
        if !references.is_empty() {
            tail.set("Reference", references);
        }
        tail
    }

    fn certification_reference(&self) -> Option<Object> {
        let parameters = [("P", Object::Integer(i64::from(self.certification?)))];
        Some(reference("DocMDP", parameters))
    }

    fn lock_reference(&self) -> Option<Object> {
        Some(reference("FieldMDP", self.lock.as_ref()?.entries()))
    }
}

impl FieldLock {
    /// `Action` and `Fields`, as a lock dictionary and the parameters of FieldMDP have them.
    pub fn entries(&self) -> Vec<(&'static str, Object)> {
        let names = |names: &[String]| Object::Array(names.iter().map(|name| Object::text(name)).collect());
        match self {
            FieldLock::All => vec![("Action", Object::name("All"))],
            FieldLock::Include(fields) => {
                vec![("Action", Object::name("Include")), ("Fields", names(fields))]
            }
            FieldLock::Exclude(fields) => {
                vec![("Action", Object::name("Exclude")), ("Fields", names(fields))]
            }
        }
    }
}

/// ISO 32000-2 Table 256.
fn reference(method: &str, parameters: impl IntoIterator<Item = (&'static str, Object)>) -> Object {
    let mut dictionary = Dictionary::from_entries([
        ("Type", Object::name("TransformParams")),
        ("V", Object::name("1.2")),
    ]);
    for (key, value) in parameters {
        dictionary.set(key, value);
    }
    let entries = [
        ("Type", Object::name("SigRef")),
        ("TransformMethod", Object::name(method)),
        ("TransformParams", dictionary.into()),
    ];
    Dictionary::from_entries(entries).into()
}

impl PreparedRevision {
    /// Fills in the byte range, which is known now.
    pub(crate) fn new(
        original_length: usize,
        mut bytes: Vec<u8>,
        place: SlotPlace,
    ) -> Result<PreparedRevision> {
        let start = original_length + place.contents.start;
        let end = original_length + place.contents.end;
        let rest = original_length + bytes.len() - end;
        let text = format!("0 {start} {end} {rest}");
        let room = bytes
            .get_mut(place.byte_range)
            .filter(|room| room.len() >= text.len());
        let room = room.ok_or_else(|| Error::malformed("the file is too long for a byte range"))?;
        room.fill(b' ');
        room.iter_mut()
            .zip(text.bytes())
            .for_each(|(slot, byte)| *slot = byte);
        Ok(PreparedRevision {
            bytes,
            original_length,
            contents: place.contents,
        })
    }

    /// The bytes that the signature covers, in three parts: the original, then what stands before and behind the place.
    pub fn signed_parts<'a>(&'a self, original: &'a [u8]) -> Result<[&'a [u8]; 3]> {
        let before = self.bytes.get(..self.contents.start);
        let behind = self.bytes.get(self.contents.end..);
        match (before, behind) {
            (Some(before), Some(behind)) if original.len() == self.original_length => {
                Ok([original, before, behind])
            }
            _ => Err(Error::DamagedPreparation),
        }
    }

    /// How many bytes a signature may have.
    pub fn room(&self) -> usize {
        self.contents.len().saturating_sub(2) / 2
    }

    /// Length of the document that this revision is to be appended to.
    pub fn original_length(&self) -> usize {
        self.original_length
    }

    /// The bytes to append, with the signature in its place.
    pub fn embed(mut self, contents: &[u8]) -> Result<Vec<u8>> {
        let room = self.room();
        if contents.len() > room {
            return Err(Error::ContentsTooLong {
                length: contents.len(),
                room,
            });
        }
        let place = self
            .bytes
            .get_mut(self.contents.start + 1..)
            .ok_or(Error::DamagedPreparation)?;
        place
            .chunks_exact_mut(2)
            .zip(contents)
            .for_each(|(slot, byte)| slot.copy_from_slice(&hex_pair(*byte)));
        Ok(self.bytes)
    }
}

/// Appends a signature dictionary with open places.
pub(crate) fn write(
    dictionary: &SignatureDictionary,
    id: ObjectId,
    encryption: Option<&Encryption>,
    out: &mut Vec<u8>,
) -> Result<SlotPlace> {
    let mut tail = Object::Dictionary(dictionary.tail());
    if let Some(encryption) = encryption {
        encryption.encrypt(id, &mut tail)?;
    }
    open(&dictionary.head(), out);
    out.extend_from_slice(b"/ByteRange[");
    let byte_range = filled(out, b' ', BYTE_RANGE_ROOM);
    // ISO 32000-2 §7.6.2: Contents is never encrypted.
    out.extend_from_slice(b"]/Contents");
    let start = out.len();
    out.push(b'<');
    filled(out, b'0', dictionary.contents_size * 2);
    out.push(b'>');
    let contents = start..out.len();
    if let Some(tail) = tail.as_dictionary() {
        entries(tail, out);
    }
    out.extend_from_slice(b">>");
    Ok(SlotPlace { byte_range, contents })
}

/// Room for `0` and three numbers of ten digits.
const BYTE_RANGE_ROOM: usize = 34;

fn filled(out: &mut Vec<u8>, byte: u8, length: usize) -> Range<usize> {
    let start = out.len();
    out.resize(start + length, byte);
    start..out.len()
}

fn open(dictionary: &Dictionary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<<");
    entries(dictionary, out);
}

fn entries(dictionary: &Dictionary, out: &mut Vec<u8>) {
    let mut whole = Vec::new();
    dictionary.write(&mut whole);
    out.extend_from_slice(
        whole
            .strip_prefix(b"<<")
            .and_then(|rest| rest.strip_suffix(b">>"))
            .unwrap_or_default(),
    );
}

/// Bytes as hexadecimal digits, so that a stored preparation stays short in any text format.
mod hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::decode_hex;
    use crate::object::write_hex_byte;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let mut digits = Vec::with_capacity(bytes.len() * 2);
        bytes.iter().for_each(|byte| write_hex_byte(*byte, &mut digits));
        serializer.serialize_str(&String::from_utf8_lossy(&digits))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let digits = String::deserialize(deserializer)?;
        match digits.len() % 2 == 0 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            true => Ok(decode_hex(digits.as_bytes())),
            false => Err(D::Error::custom("not hexadecimal")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{form, open, signature};
    use crate::{Coverage, Edit, Resolve, Update, signatures};

    fn prepared(original: &[u8]) -> PreparedRevision {
        let document = open(original);
        let mut update = Update::new(&document).unwrap();
        let texts = SignatureDictionary {
            name: Some("Podpis d.o.o.".into()),
            reason: Some("Elektronski žig".into()),
            claimed_time: Some("D:20261122080000Z".into()),
            lock: Some(FieldLock::Include(vec!["amount".into()])),
            ..signature()
        };
        let value = update.add_signature(texts);
        let mut field = document.dictionary(ObjectId::new(7)).unwrap();
        field.set("V", value);
        update.set(ObjectId::new(7), field.into());
        update.finish_prepared().unwrap()
    }

    #[test]
    fn the_signature_covers_everything_but_itself() {
        let original = form();
        let prepared = prepared(&original);
        let parts = prepared.signed_parts(&original).unwrap().concat();
        let bytes = [original.as_slice(), &prepared.embed(&[0xAB; 64]).unwrap()].concat();
        let document = open(&bytes);
        let found = signatures::signatures(&document).unwrap();
        let signature = &found[0];
        assert_eq!(
            (signature.coverage, signature.problems.as_slice()),
            (Coverage::EntireFile, &[][..])
        );
        assert_eq!(signature.signed_parts(&bytes).unwrap().concat(), parts);
        assert_eq!(signature.contents, [0xAB; 64]);
        assert_eq!(signature.reason.as_deref(), Some("Elektronski žig"));
        assert_eq!(signature.lock, Some(FieldLock::Include(vec!["amount".into()])));
        assert_eq!(parts.len() + 2 * 64 + 2, bytes.len());
        // EN 319 142-1 §6.3 forbids Cert; the others are for what signed, which nobody need know.
        let value = document.dictionary(signature.value_id.unwrap()).unwrap();
        for absent in ["Cert", "Changes", "Prop_Build", "Prop_AuthTime", "Prop_AuthType"] {
            assert!(!value.contains(absent), "{absent}");
        }
        assert_eq!(value.get_array("Reference").unwrap().len(), 1, "its lock");
    }

    #[test]
    fn a_short_signature_is_padded_and_a_long_one_refused() {
        let original = form();
        let short = prepared(&original).embed(&[1, 2]).unwrap();
        let bytes = [original.as_slice(), &short].concat();
        assert_eq!(
            signatures::signatures(&open(&bytes)).unwrap()[0].contents,
            [&[1, 2][..], &[0; 62]].concat()
        );
        let refused = prepared(&original).embed(&[0; 65]);
        assert_eq!(refused, Err(Error::ContentsTooLong { length: 65, room: 64 }));
    }

    #[test]
    fn a_preparation_belongs_to_one_original() {
        let original = form();
        let longer = [original.as_slice(), b" "].concat();
        assert_eq!(
            prepared(&original).signed_parts(&longer),
            Err(Error::DamagedPreparation)
        );
    }
}
