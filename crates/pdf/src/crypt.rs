//! The standard security handler (ISO 32000-2 §7.6): opens with a password, decrypts, and encrypts what is appended.
//!
//! It makes no key and takes no randomness: initialisation vectors are derived from key, place and content.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{Dictionary, Error, Object, ObjectId, Resolve, Result, Stream};

mod cipher;
mod password;

use cipher::{aes_cbc_decrypt, aes_cbc_encrypt, md5, rc4};

/// How an encrypted document was opened and what it allows.
#[derive(Clone)]
pub struct Encryption {
    key: Vec<u8>,
    strings: Method,
    streams: Method,
    embedded_files: Method,
    encrypt_metadata: bool,
    /// The reference of the encryption dictionary, whose own strings are never encrypted.
    dictionary_id: Option<ObjectId>,
    facts: EncryptionFacts,
}

/// What people are told about an encryption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncryptionFacts {
    /// `RC4-40`, `RC4-128`, `AES-128`, `AES-256` or `none`.
    pub algorithm: String,
    /// Revision of the standard security handler, 2 to 6.
    pub revision: u8,
    /// The owner password opened it, so nothing is restricted.
    pub opened_as_owner: bool,
    /// It opens without a password: only the owner's restrictions stand.
    pub opens_without_password: bool,
    /// What people without the owner password may do.
    pub permissions: Permissions,
}

/// The access permissions of ISO 32000-2 Table 22.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// Print at all.
    pub print: bool,
    /// Change the contents.
    pub modify: bool,
    /// Copy text.
    pub copy: bool,
    /// Add annotations and fill form fields.
    pub annotate: bool,
    /// Fill existing form fields and sign, even without `annotate`.
    pub fill: bool,
    /// Insert, turn and delete pages.
    pub assemble: bool,
}

/// How strings or streams are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Identity,
    Rc4,
    AesV2,
    AesV3,
}

/// The encryption dictionary, read.
struct Parameters {
    version: i64,
    revision: u8,
    key_bytes: usize,
    owner: Vec<u8>,
    user: Vec<u8>,
    owner_key: Vec<u8>,
    user_key: Vec<u8>,
    permissions: i32,
    first_id: Vec<u8>,
    encrypt_metadata: bool,
}

impl Encryption {
    /// Opens a document with a password, or without one.
    ///
    /// `objects` must give the objects as they stand, not decrypted.
    pub(crate) fn open(
        objects: &dyn Resolve,
        trailer: &Dictionary,
        password: Option<&[u8]>,
    ) -> Result<Option<Encryption>> {
        let Some(entry) = trailer.get("Encrypt") else {
            return Ok(None);
        };
        let Object::Dictionary(mut dictionary) = objects.resolve(entry)? else {
            return Err(Error::malformed("the encryption dictionary is missing"));
        };
        for (_, value) in dictionary.iter_mut() {
            *value = objects.resolve(value)?;
        }
        check_handler(&dictionary)?;
        let parameters = Parameters::read(&dictionary, first_id(objects, trailer)?)?;
        let methods = Methods::read(objects, &dictionary, parameters.version)?;
        let opened = password::open(&parameters, password)?;
        Ok(Some(Encryption {
            strings: methods.strings,
            streams: methods.streams,
            embedded_files: methods.embedded_files,
            encrypt_metadata: parameters.encrypt_metadata,
            dictionary_id: entry.as_reference(),
            facts: EncryptionFacts {
                algorithm: methods.streams.words(opened.key.len()),
                revision: parameters.revision,
                opened_as_owner: opened.as_owner,
                opens_without_password: opened.without_password,
                permissions: Permissions::from_bits(parameters.permissions),
            },
            key: opened.key,
        }))
    }

    /// What people are told about it.
    pub fn facts(&self) -> &EncryptionFacts {
        &self.facts
    }

    /// Decrypts all strings and the data of an object that stands in the file itself (not in an object stream).
    pub(crate) fn decrypt(&self, id: ObjectId, object: &mut Object) -> Result<()> {
        if self.dictionary_id == Some(id) {
            return Ok(());
        }
        if let Object::Stream(stream) = object {
            let method = self.method_of(stream);
            if method == Method::Identity && is_cross_reference(stream) {
                return Ok(());
            }
            stream.data = Bytes::from(self.decrypt_bytes(method, id, &stream.data)?);
        }
        self.each_string(object, &mut |string| {
            *string = self.decrypt_bytes(self.strings, id, string)?;
            Ok(())
        })
    }

    /// Encrypts all strings and the data of an object that will stand in the file itself.
    pub(crate) fn encrypt(&self, id: ObjectId, object: &mut Object) -> Result<()> {
        if let Object::Stream(stream) = object {
            let data = self.encrypt_bytes(self.method_of(stream), id, &stream.data)?;
            stream.data = Bytes::from(data);
        }
        self.each_string(object, &mut |string| {
            *string = self.encrypt_string(id, string)?;
            Ok(())
        })
    }

    /// Encrypts one string of the object `id`.
    pub(crate) fn encrypt_string(&self, id: ObjectId, string: &[u8]) -> Result<Vec<u8>> {
        self.encrypt_bytes(self.strings, id, string)
    }

    fn method_of(&self, stream: &Stream) -> Method {
        let kind = stream.dictionary.get_name("Type");
        if is_cross_reference(stream) || names_identity_filter(&stream.dictionary) {
            return Method::Identity;
        }
        match kind {
            Some(b"Metadata") if !self.encrypt_metadata => Method::Identity,
            Some(b"EmbeddedFile") => self.embedded_files,
            _ => self.streams,
        }
    }

    fn each_string(
        &self,
        object: &mut Object,
        change: &mut dyn FnMut(&mut Vec<u8>) -> Result<()>,
    ) -> Result<()> {
        match object {
            Object::String(bytes) => change(bytes),
            Object::Array(items) => items
                .iter_mut()
                .try_for_each(|item| self.each_string(item, change)),
            Object::Dictionary(dictionary) => self.each_string_within(dictionary, change),
            Object::Stream(stream) => self.each_string_within(&mut stream.dictionary, change),
            _ => Ok(()),
        }
    }

    fn each_string_within(
        &self,
        dictionary: &mut Dictionary,
        change: &mut dyn FnMut(&mut Vec<u8>) -> Result<()>,
    ) -> Result<()> {
        let signature = is_signature(dictionary);
        for (key, value) in dictionary.iter_mut() {
            // ISO 32000-2 §7.6.2: the value of Contents in a signature dictionary is not encrypted.
            if !(signature && key.as_bytes() == b"Contents") {
                self.each_string(value, change)?;
            }
        }
        Ok(())
    }

    fn decrypt_bytes(&self, method: Method, id: ObjectId, data: &[u8]) -> Result<Vec<u8>> {
        match method {
            Method::Identity => Ok(data.to_vec()),
            Method::Rc4 => Ok(rc4(&self.object_key(id, method), data)),
            Method::AesV2 | Method::AesV3 => decrypt_padded(&self.object_key(id, method), data),
        }
    }

    fn encrypt_bytes(&self, method: Method, id: ObjectId, data: &[u8]) -> Result<Vec<u8>> {
        match method {
            Method::Identity => Ok(data.to_vec()),
            Method::Rc4 => Ok(rc4(&self.object_key(id, method), data)),
            Method::AesV2 | Method::AesV3 => self.encrypt_padded(&self.object_key(id, method), id, data),
        }
    }

    /// ISO 32000-2 §7.6.3.2 algorithm 1, and algorithm 1.A, which uses the file's key itself.
    fn object_key(&self, id: ObjectId, method: Method) -> Cow<'_, [u8]> {
        if method == Method::AesV3 {
            return Cow::Borrowed(&self.key);
        }
        let number = id.number.to_le_bytes();
        let generation = id.generation.to_le_bytes();
        let salt: &[u8] = if method == Method::AesV2 { b"sAlT" } else { b"" };
        let digest = md5(&[&self.key, number.get(..3).unwrap_or_default(), &generation, salt]);
        let length = (self.key.len() + 5).min(16);
        Cow::Owned(digest.into_iter().take(length).collect())
    }

    /// The initialisation vector depends on key, place and content: equal vectors only for equal strings in one place.
    fn encrypt_padded(&self, key: &[u8], id: ObjectId, data: &[u8]) -> Result<Vec<u8>> {
        let number = id.number.to_le_bytes();
        let seed = cipher::sha256(&[
            b"initialisation vector",
            &self.key,
            &number,
            &id.generation.to_le_bytes(),
            data,
        ]);
        let iv: [u8; 16] = std::array::from_fn(|index| seed.get(index).copied().unwrap_or(0));
        let padding = 16 - data.len() % 16;
        let mut padded = data.to_vec();
        padded.resize(data.len() + padding, padding as u8);
        Ok([iv.as_slice(), &aes_cbc_encrypt(key, iv, padded)?].concat())
    }
}

impl std::fmt::Debug for Encryption {
    /// Shows the facts and never the key.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.facts.fmt(formatter)
    }
}

impl Permissions {
    fn from_bits(bits: i32) -> Permissions {
        let bit = |number: u32| bits & (1 << (number - 1)) != 0;
        Permissions {
            print: bit(3),
            modify: bit(4),
            copy: bit(5),
            annotate: bit(6),
            fill: bit(9) || bit(6),
            assemble: bit(11) || bit(4),
        }
    }

    /// Whether nothing is withheld.
    pub fn everything(&self) -> bool {
        self.print && self.modify && self.copy && self.annotate && self.fill && self.assemble
    }
}

impl Method {
    fn words(self, key_bytes: usize) -> String {
        match self {
            Method::Identity => "none".into(),
            Method::Rc4 => format!("RC4-{}", key_bytes * 8),
            Method::AesV2 => "AES-128".into(),
            Method::AesV3 => "AES-256".into(),
        }
    }
}

impl Parameters {
    fn read(dictionary: &Dictionary, first_id: Vec<u8>) -> Result<Parameters> {
        let version = dictionary.get_integer("V").unwrap_or(0);
        let revision = dictionary.get_integer("R").unwrap_or(0);
        let string = |key: &str| dictionary.get_string(key).map(<[u8]>::to_vec).unwrap_or_default();
        let bits = dictionary.get_integer("Length").unwrap_or(40);
        let key_bytes = match version {
            1 => 5,
            // Some writers state bytes instead of bits.
            2 | 3 if bits < 40 => usize::try_from(bits).unwrap_or(5).max(5),
            2 | 3 => usize::try_from(bits / 8).unwrap_or(5).min(16),
            4 => 16,
            5 => 32,
            other => return Err(unsupported(format!("version {other}"))),
        };
        if !(2..=6).contains(&revision) || (version == 5) != (revision >= 5) {
            return Err(unsupported(format!("revision {revision} of version {version}")));
        }
        Ok(Parameters {
            version,
            revision: revision as u8,
            key_bytes,
            owner: string("O"),
            user: string("U"),
            owner_key: string("OE"),
            user_key: string("UE"),
            // The number is unsigned in the standard and signed in files, and some write it as 4294967292.
            permissions: dictionary.get_integer("P").unwrap_or(-1) as i32,
            first_id,
            encrypt_metadata: dictionary.get_bool("EncryptMetadata").unwrap_or(true),
        })
    }
}

/// The methods that the crypt filters name (ISO 32000-2 §7.6.6).
struct Methods {
    strings: Method,
    streams: Method,
    embedded_files: Method,
}

impl Methods {
    fn read(objects: &dyn Resolve, dictionary: &Dictionary, version: i64) -> Result<Methods> {
        if version < 4 {
            return Ok(Methods {
                strings: Method::Rc4,
                streams: Method::Rc4,
                embedded_files: Method::Rc4,
            });
        }
        let filters = objects.lookup_dictionary(dictionary, "CF")?.unwrap_or_default();
        let named = |key: &str| -> Result<Option<Method>> {
            dictionary
                .get_name(key)
                .map(|name| filter_method(objects, &filters, name))
                .transpose()
        };
        let streams = named("StmF")?.unwrap_or(Method::Identity);
        let strings = named("StrF")?.unwrap_or(Method::Identity);
        Ok(Methods {
            strings,
            streams,
            embedded_files: named("EFF")?.unwrap_or(streams),
        })
    }
}

fn filter_method(objects: &dyn Resolve, filters: &Dictionary, name: &[u8]) -> Result<Method> {
    if name == b"Identity" {
        return Ok(Method::Identity);
    }
    let name = String::from_utf8_lossy(name);
    let filter = objects.lookup_dictionary(filters, &name)?.unwrap_or_default();
    match filter.get_name("CFM") {
        Some(b"V2") => Ok(Method::Rc4),
        Some(b"AESV2") => Ok(Method::AesV2),
        Some(b"AESV3") => Ok(Method::AesV3),
        Some(b"None") => Ok(Method::Identity),
        _ => Err(unsupported(format!("crypt filter {name}"))),
    }
}

fn check_handler(dictionary: &Dictionary) -> Result<()> {
    match dictionary.get_name("Filter") {
        Some(b"Standard") => Ok(()),
        Some(other) => Err(unsupported(format!(
            "security handler {}",
            String::from_utf8_lossy(other)
        ))),
        None => Err(Error::malformed("the encryption dictionary names no handler")),
    }
}

fn unsupported(what: String) -> Error {
    Error::UnsupportedEncryption(what.into())
}

fn first_id(objects: &dyn Resolve, trailer: &Dictionary) -> Result<Vec<u8>> {
    let ids = objects.lookup_array(trailer, "ID")?.unwrap_or_default();
    let first = ids.first().map(|id| objects.resolve(id)).transpose()?;
    Ok(first
        .and_then(|id| id.as_string().map(<[u8]>::to_vec))
        .unwrap_or_default())
}

fn is_cross_reference(stream: &Stream) -> bool {
    stream.dictionary.get_name("Type") == Some(b"XRef")
}

fn names_identity_filter(dictionary: &Dictionary) -> bool {
    let first = match dictionary.get("Filter") {
        Some(Object::Array(items)) => items.first().and_then(Object::as_name),
        Some(single) => single.as_name(),
        None => None,
    };
    let parameters = match dictionary.get("DecodeParms") {
        Some(Object::Array(items)) => items.first().and_then(Object::as_dictionary),
        other => other.and_then(Object::as_dictionary),
    };
    let name = parameters
        .and_then(|parameters| parameters.get_name("Name"))
        .unwrap_or(b"Identity");
    first == Some(b"Crypt") && name == b"Identity"
}

fn is_signature(dictionary: &Dictionary) -> bool {
    dictionary.contains("ByteRange")
        && matches!(dictionary.get_name("Type"), None | Some(b"Sig" | b"DocTimeStamp"))
        && matches!(dictionary.get("Contents"), Some(Object::String(_)))
}

/// A short digest that tells savings of a file apart (ISO 32000-2 §14.4); nothing rests on its strength.
pub(crate) fn fingerprint(parts: &[&[u8]]) -> [u8; 16] {
    md5(parts)
}

fn decrypt_padded(key: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    let Some((iv, body)) = data.split_first_chunk::<16>() else {
        return Ok(Vec::new());
    };
    let whole = body.len() / 16 * 16;
    let mut plain = aes_cbc_decrypt(key, *iv, body.get(..whole).unwrap_or_default().to_vec())?;
    if let Some(padding @ 1..=16) = plain.last().copied() {
        plain.truncate(plain.len().saturating_sub(usize::from(padding)));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests;
