//! The object model of a PDF file and its serialiser; it never follows a reference and never decodes a stream.

mod name;

use std::collections::BTreeSet;
use std::fmt;

use bytes::Bytes;

pub use name::Name;

/// One PDF object (ISO 32000-2 §7.3).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Object {
    /// The null object; as a dictionary value it is the same as an absent key.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number written without a decimal point.
    Integer(i64),
    /// A number written with a decimal point.
    Real(f64),
    /// A string's bytes, without the escapes of the file.
    String(Vec<u8>),
    /// A name without its solidus and without `#` escapes.
    Name(Name),
    /// An array.
    Array(Vec<Object>),
    /// A dictionary.
    Dictionary(Dictionary),
    /// A stream; only ever an indirect object.
    Stream(Box<Stream>),
    /// A reference to an indirect object.
    Reference(ObjectId),
}

/// The number and generation of an indirect object.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct ObjectId {
    /// Object number, from 1.
    pub number: u32,
    /// Generation, 0 for nearly everything.
    pub generation: u16,
}

/// A dictionary that keeps the order of the file, and keys that the file gives twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionary {
    entries: Vec<(Name, Object)>,
}

/// A stream: its dictionary and its still encoded (but no longer encrypted) data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stream {
    /// The stream dictionary.
    pub dictionary: Dictionary,
    /// The data as it stands in the file; a cheap slice of the file where it came from one.
    pub data: Bytes,
}

impl Object {
    /// A name object.
    pub fn name(name: impl AsRef<[u8]>) -> Object {
        Object::Name(Name::new(name))
    }

    /// A string object from bytes that are already encoded as the place asks.
    pub fn string(bytes: impl Into<Vec<u8>>) -> Object {
        Object::String(bytes.into())
    }

    /// A text string: PDFDocEncoding's ASCII part where that is enough, else UTF-16BE with a byte order mark.
    pub fn text(text: &str) -> Object {
        // ISO 32000-2 §7.9.2.2
        Object::String(encode_text(text))
    }

    /// An array of four numbers.
    pub fn rectangle(rectangle: [f64; 4]) -> Object {
        Object::Array(rectangle.iter().map(|number| Object::Real(*number)).collect())
    }

    /// Whether this is the null object.
    pub fn is_null(&self) -> bool {
        matches!(self, Object::Null)
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Object::Bool(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    /// The whole number, if it is one (a real without a fraction counts).
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Object::Integer(value) => Some(*value),
            Object::Real(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(*value as i64),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Object::Integer(value) => Some(*value as f64),
            Object::Real(value) => Some(*value),
            _ => None,
        }
    }

    /// The string's bytes, if it is a string.
    pub fn as_string(&self) -> Option<&[u8]> {
        if let Object::String(bytes) = self {
            Some(bytes)
        } else {
            None
        }
    }

    /// The string decoded as a text string, if it is a string.
    pub fn as_text(&self) -> Option<String> {
        self.as_string().map(decode_text)
    }

    /// The name's bytes, if it is a name.
    pub fn as_name(&self) -> Option<&[u8]> {
        if let Object::Name(name) = self {
            Some(name.as_bytes())
        } else {
            None
        }
    }

    /// The elements, if it is an array.
    pub fn as_array(&self) -> Option<&[Object]> {
        if let Object::Array(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// The dictionary, if it is one, or the one of a stream.
    pub fn as_dictionary(&self) -> Option<&Dictionary> {
        match self {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dictionary),
            _ => None,
        }
    }

    /// The dictionary, if it is one, or the one of a stream, to change.
    pub fn as_dictionary_mut(&mut self) -> Option<&mut Dictionary> {
        match self {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&mut stream.dictionary),
            _ => None,
        }
    }

    /// The stream, if it is one.
    pub fn as_stream(&self) -> Option<&Stream> {
        if let Object::Stream(stream) = self {
            Some(stream)
        } else {
            None
        }
    }

    /// The object referred to, if it is a reference.
    pub fn as_reference(&self) -> Option<ObjectId> {
        if let Object::Reference(id) = self {
            Some(*id)
        } else {
            None
        }
    }

    /// The four numbers of a rectangle, ordered as lower left and upper right.
    pub fn as_rectangle(&self) -> Option<[f64; 4]> {
        let [a, b, c, d] = self.as_array()? else {
            return None;
        };
        let [a, b, c, d] = [a.as_number()?, b.as_number()?, c.as_number()?, d.as_number()?];
        Some([a.min(c), b.min(d), a.max(c), b.max(d)])
    }

    /// Appends the object as the file holds it.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Object::Null => out.extend_from_slice(b"null"),
            Object::Bool(true) => out.extend_from_slice(b"true"),
            Object::Bool(false) => out.extend_from_slice(b"false"),
            Object::Integer(value) => write_integer(*value, out),
            Object::Real(value) => write_real(*value, out),
            Object::String(bytes) => write_string(bytes, out),
            Object::Name(name) => name.write(out),
            Object::Array(items) => write_array(items, out),
            Object::Dictionary(dictionary) => dictionary.write(out),
            Object::Stream(stream) => stream.write(out),
            Object::Reference(id) => id.write(out),
        }
    }
}

impl ObjectId {
    /// The object with this number and generation 0.
    pub fn new(number: u32) -> ObjectId {
        ObjectId {
            number,
            generation: 0,
        }
    }

    /// Appends `12 0 R`.
    pub fn write(&self, out: &mut Vec<u8>) {
        write_integer(i64::from(self.number), out);
        out.push(b' ');
        write_integer(i64::from(self.generation), out);
        out.extend_from_slice(b" R");
    }
}

impl Dictionary {
    /// An empty dictionary.
    pub fn new() -> Dictionary {
        Dictionary::default()
    }

    /// An empty dictionary with room for as many entries as most have, which saves moving them while it is read.
    pub(crate) fn with_room() -> Dictionary {
        Dictionary {
            entries: Vec::with_capacity(8),
        }
    }

    /// A dictionary from keys and values.
    pub fn from_entries<K: AsRef<[u8]>>(entries: impl IntoIterator<Item = (K, Object)>) -> Dictionary {
        Dictionary {
            entries: entries
                .into_iter()
                .map(|(key, value)| (Name::new(key), value))
                .collect(),
        }
    }

    /// The value of `key`; null counts as absent, and of a key given twice the last one counts.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<&Object> {
        let key = key.as_ref();
        let (_, value) = self
            .entries
            .iter()
            .rev()
            .find(|(name, _)| name.as_bytes() == key)?;
        if value.is_null() { None } else { Some(value) }
    }

    /// The value of `key`, to change.
    pub fn get_mut(&mut self, key: impl AsRef<[u8]>) -> Option<&mut Object> {
        let key = key.as_ref();
        self.entries
            .iter_mut()
            .rev()
            .find(|(name, _)| name.as_bytes() == key)
            .map(|(_, value)| value)
    }

    /// Whether `key` has a value.
    pub fn contains(&self, key: impl AsRef<[u8]>) -> bool {
        self.get(key).is_some()
    }

    /// The direct truth value of `key`.
    pub fn get_bool(&self, key: impl AsRef<[u8]>) -> Option<bool> {
        self.get(key)?.as_bool()
    }

    /// The direct whole number of `key`.
    pub fn get_integer(&self, key: impl AsRef<[u8]>) -> Option<i64> {
        self.get(key)?.as_integer()
    }

    /// The direct number of `key`.
    pub fn get_number(&self, key: impl AsRef<[u8]>) -> Option<f64> {
        self.get(key)?.as_number()
    }

    /// The direct string of `key`.
    pub fn get_string(&self, key: impl AsRef<[u8]>) -> Option<&[u8]> {
        self.get(key)?.as_string()
    }

    /// The direct name of `key`.
    pub fn get_name(&self, key: impl AsRef<[u8]>) -> Option<&[u8]> {
        self.get(key)?.as_name()
    }

    /// The direct array of `key`.
    pub fn get_array(&self, key: impl AsRef<[u8]>) -> Option<&[Object]> {
        self.get(key)?.as_array()
    }

    /// The direct dictionary of `key`.
    pub fn get_dictionary(&self, key: impl AsRef<[u8]>) -> Option<&Dictionary> {
        self.get(key)?.as_dictionary()
    }

    /// The reference that stands under `key`.
    pub fn get_reference(&self, key: impl AsRef<[u8]>) -> Option<ObjectId> {
        self.get(key)?.as_reference()
    }

    /// Gives `key` this value, in its old place if it had one, else at the end.
    pub fn set(&mut self, key: impl AsRef<[u8]>, value: impl Into<Object>) {
        let key = key.as_ref();
        let value = value.into();
        let Some(place) = self.entries.iter().position(|(name, _)| name.as_bytes() == key) else {
            self.entries.push((Name::new(key), value));
            return;
        };
        if let Some(entry) = self.entries.get_mut(place) {
            entry.1 = value;
        }
        let mut first = true;
        self.entries
            .retain(|(name, _)| name.as_bytes() != key || std::mem::take(&mut first));
    }

    /// Takes `key` out and returns what counted as its value.
    pub fn remove(&mut self, key: impl AsRef<[u8]>) -> Option<Object> {
        let key = key.as_ref();
        let value = self.get(key).cloned();
        self.entries.retain(|(name, _)| name.as_bytes() != key);
        value
    }

    /// Appends an entry without looking whether the key is there: only the parser needs that.
    pub(crate) fn push(&mut self, key: Name, value: Object) {
        self.entries.push((key, value));
    }

    /// Keys and values in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Object)> {
        self.entries.iter().map(|(name, value)| (name, value))
    }

    /// Keys and values in the order of the file, the values to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&Name, &mut Object)> {
        self.entries.iter_mut().map(|(name, value)| (&*name, value))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys that the file gives more than once, which readers treat differently.
    pub fn duplicate_keys(&self) -> Vec<&Name> {
        let mut names: Vec<&Name> = self.entries.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        let mut twice: Vec<&Name> = names
            .windows(2)
            .filter(|pair| pair.first() == pair.last())
            .filter_map(|pair| pair.first().copied())
            .collect();
        twice.dedup();
        twice
    }

    /// Keeps of every key given more than once only the entry that counts.
    pub(crate) fn drop_duplicates(&mut self) {
        if self.duplicate_keys().is_empty() {
            return;
        }
        let mut seen = BTreeSet::new();
        self.entries.reverse();
        self.entries.retain(|(name, _)| seen.insert(name.clone()));
        self.entries.reverse();
    }

    /// Appends the dictionary as the file holds it.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"<<");
        for (key, value) in &self.entries {
            key.write(out);
            if needs_space_after_name(value) {
                out.push(b' ');
            }
            value.write(out);
        }
        out.extend_from_slice(b">>");
    }
}

impl Stream {
    /// A stream of data that is encoded as `dictionary` says; `/Length` is set.
    pub fn new(mut dictionary: Dictionary, data: impl Into<Bytes>) -> Stream {
        let data = data.into();
        dictionary.set("Length", data.len() as i64);
        Stream { dictionary, data }
    }

    /// Appends the stream with a `/Length` that is true.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut dictionary = self.dictionary.clone();
        dictionary.set("Length", self.data.len() as i64);
        dictionary.write(out);
        out.extend_from_slice(b"\nstream\n");
        out.extend_from_slice(&self.data);
        out.extend_from_slice(b"\nendstream");
    }
}

impl From<bool> for Object {
    fn from(value: bool) -> Object {
        Object::Bool(value)
    }
}

impl From<i64> for Object {
    fn from(value: i64) -> Object {
        Object::Integer(value)
    }
}

impl From<f64> for Object {
    fn from(value: f64) -> Object {
        Object::Real(value)
    }
}

impl From<Name> for Object {
    fn from(value: Name) -> Object {
        Object::Name(value)
    }
}

impl From<Vec<Object>> for Object {
    fn from(value: Vec<Object>) -> Object {
        Object::Array(value)
    }
}

impl From<Dictionary> for Object {
    fn from(value: Dictionary) -> Object {
        Object::Dictionary(value)
    }
}

impl From<Stream> for Object {
    fn from(value: Stream) -> Object {
        Object::Stream(Box::new(value))
    }
}

impl From<ObjectId> for Object {
    fn from(value: ObjectId) -> Object {
        Object::Reference(value)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} R", self.number, self.generation)
    }
}

/// Encodes a text string (ISO 32000-2 §7.9.2.2): ASCII as it is, all else as UTF-16BE with a byte order mark.
pub fn encode_text(text: &str) -> Vec<u8> {
    if text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
    {
        return text.as_bytes().to_vec();
    }
    let mut out = vec![0xFE, 0xFF];
    out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    out
}

/// Decodes a text string: UTF-16 with a byte order mark, UTF-8 with one, else PDFDocEncoding.
pub fn decode_text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| document_encoding(*byte)).collect(),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
        .map(unit);
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// PDFDocEncoding (ISO 32000-2 Annex D.3).
fn document_encoding(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ',
        'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
    ];
    let found = match byte {
        0x18..=0x1F => LOW.get(usize::from(byte - 0x18)),
        0x80..=0xA0 => HIGH.get(usize::from(byte - 0x80)),
        _ => None,
    };
    found.copied().unwrap_or(char::from(byte))
}

/// White space of ISO 32000-2 §7.2.3.
pub(crate) fn is_white_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// Delimiters of ISO 32000-2 §7.2.3.
pub(crate) fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

fn needs_space_after_name(value: &Object) -> bool {
    !matches!(
        value,
        Object::String(_) | Object::Name(_) | Object::Array(_) | Object::Dictionary(_)
    )
}

pub(crate) fn write_integer(value: i64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let mut place = digits.len();
    let mut rest = value.unsigned_abs();
    while let Some(digit) = place.checked_sub(1).and_then(|at| digits.get_mut(at)) {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        place -= 1;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(digits.get(place..).unwrap_or_default());
}

/// Writes a real without an exponent, which PDF does not know (ISO 32000-2 §7.3.3).
fn write_real(value: f64, out: &mut Vec<u8>) {
    if !value.is_finite() {
        return out.extend_from_slice(b"0");
    }
    let text = format!("{value}");
    out.extend_from_slice(text.as_bytes());
    if !text.contains('.') {
        out.extend_from_slice(b".0");
    }
}

fn write_array(items: &[Object], out: &mut Vec<u8>) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        item.write(out);
    }
    out.push(b']');
}

/// Writes printable strings as literals and all others as hexadecimal, so that no byte is open to misreading.
pub(crate) fn write_string(bytes: &[u8], out: &mut Vec<u8>) {
    if bytes.iter().any(|byte| !matches!(byte, b' '..=b'~')) {
        return write_hex_string(bytes, out);
    }
    out.push(b'(');
    for byte in bytes {
        if matches!(byte, b'(' | b')' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b')');
}

fn write_hex_string(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'<');
    out.reserve(bytes.len() * 2 + 1);
    for byte in bytes {
        write_hex_byte(*byte, out);
    }
    out.push(b'>');
}

pub(crate) fn write_hex_byte(byte: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(&hex_pair(byte));
}

/// The two digits of an octet.
pub(crate) fn hex_pair(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|nibble| {
        if nibble < 10 {
            b'0' + nibble
        } else {
            b'A' + nibble - 10
        }
    })
}

#[cfg(test)]
mod tests;
