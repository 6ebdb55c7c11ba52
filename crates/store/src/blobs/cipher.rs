//! How a blob is encrypted: AES-256-GCM in segments of 64 KiB under a key of its own. It knows no files.
//!
//! File = header ‖ segment 0 ‖ segment 1 …; header = magic (8) ‖ length of the plain bytes (8, big endian) ‖ salt (32);
//! a segment is the ciphertext of at most 64 KiB and its tag (16). The key of a file is HKDF(account key, salt), so that
//! no nonce repeats under one key. The nonce of a segment is its number; header and name are additional data of
//! every segment. So exchanged, moved, missing or added segments and files under another name do not open.

use std::ops::Range;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::{digest, hkdf, hmac};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

const MAGIC: &[u8; 8] = b"PODPISB1";
pub(super) const HEADER_LENGTH: u64 = 48;
const SEGMENT: u64 = 64 * 1024;
const TAG: u64 = 16;

/// The secret from which the keys of all accounts are derived. It lives outside the database and cannot be printed.
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Takes 32 secret bytes.
    pub fn new(bytes: [u8; 32]) -> MasterKey {
        MasterKey(Zeroizing::new(bytes))
    }
}

/// The two keys of an account: one names blobs, one encrypts them.
pub(super) struct AccountKeys {
    name: hmac::Key,
    content: Zeroizing<[u8; 32]>,
}

impl AccountKeys {
    pub(super) fn derive(master: &MasterKey, account: &str) -> Result<AccountKeys> {
        let derive = |purpose: &str| {
            derive_key(
                &master.0[..],
                b"podpis blobs 1",
                &[purpose.as_bytes(), account.as_bytes()],
            )
        };
        let name = derive("name ")?;
        Ok(AccountKeys {
            name: hmac::Key::new(hmac::HMAC_SHA256, &name[..]),
            content: derive("content ")?,
        })
    }

    /// What content is called in this account.
    pub(super) fn name_of(&self, content: &[u8]) -> [u8; 32] {
        self.tag(digest::digest(&digest::SHA256, content).as_ref())
    }

    pub(super) fn tag(&self, bytes: &[u8]) -> [u8; 32] {
        let mut tag = [0; 32];
        tag.copy_from_slice(hmac::sign(&self.name, bytes).as_ref());
        tag
    }

    fn file_key(&self, salt: &[u8; 32]) -> Result<LessSafeKey> {
        let key = derive_key(&self.content[..], salt, &[b"podpis file 1"])?;
        Ok(LessSafeKey::new(
            UnboundKey::new(&AES_256_GCM, &key[..]).map_err(|_| Error::Crypto)?,
        ))
    }
}

// RFC 5869 §2
fn derive_key(secret: &[u8], salt: &[u8], info: &[&[u8]]) -> Result<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    let expanded = extracted
        .expand(info, hkdf::HKDF_SHA256)
        .map_err(|_| Error::Crypto)?;
    expanded.fill(&mut key[..]).map_err(|_| Error::Crypto)?;
    Ok(key)
}

/// The first bytes of a file.
pub(super) struct Header {
    /// Number of plain bytes.
    pub(super) length: u64,
    salt: [u8; 32],
}

impl Header {
    pub(super) fn read(bytes: &[u8]) -> Result<Header> {
        let bytes: &[u8; 48] = bytes
            .first_chunk()
            .ok_or(Error::Damaged("a blob without a header"))?;
        let (magic, rest) = bytes.split_at(8);
        let (length, salt) = rest.split_at(8);
        match (magic == MAGIC, length.try_into(), salt.try_into()) {
            (true, Ok(length), Ok(salt)) => Ok(Header {
                length: u64::from_be_bytes(length),
                salt,
            }),
            _ => Err(Error::Damaged("a blob with a foreign header")),
        }
    }

    fn write(&self) -> Vec<u8> {
        [MAGIC.as_slice(), &self.length.to_be_bytes(), &self.salt].concat()
    }

    /// The bytes of the file that hold these plain bytes.
    pub(super) fn sealed_range(&self, plain: &Range<u64>) -> Range<u64> {
        let first = plain.start / SEGMENT;
        let last = plain.end.saturating_sub(1) / SEGMENT;
        let end = self.length.min((last + 1) * SEGMENT) + (last + 1) * TAG;
        HEADER_LENGTH + first * (SEGMENT + TAG)..HEADER_LENGTH + end
    }

    /// The header and the name of the file, bound to every segment.
    fn additional_data(&self, name: &[u8]) -> Vec<u8> {
        [&self.write(), name].concat()
    }
}

/// Encrypts bytes into a file of this name.
pub(super) fn seal(keys: &AccountKeys, name: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let mut salt = [0; 32];
    SystemRandom::new().fill(&mut salt).map_err(|_| Error::Crypto)?;
    let header = Header {
        length: plain.len() as u64,
        salt,
    };
    let (key, additional) = (keys.file_key(&salt)?, header.additional_data(name));
    let mut file = header.write();
    file.reserve(plain.len() + (plain.len() / SEGMENT as usize + 1) * TAG as usize);
    for (number, segment) in segments(plain).enumerate() {
        let start = file.len();
        file.extend_from_slice(segment);
        let tag = key
            .seal_in_place_separate_tag(nonce(number as u64)?, Aad::from(&additional), &mut file[start..])
            .map_err(|_| Error::Crypto)?;
        file.extend_from_slice(tag.as_ref());
    }
    Ok(file)
}

/// Decrypts a whole file.
pub(super) fn open(keys: &AccountKeys, name: &[u8], file: &[u8]) -> Result<Vec<u8>> {
    let header = Header::read(file)?;
    let sealed = &file[HEADER_LENGTH as usize..];
    open_segments(keys, name, &header, 0, header.length, sealed)
}

/// Decrypts a part, given the bytes at [`Header::sealed_range`].
pub(super) fn open_range(
    keys: &AccountKeys,
    name: &[u8],
    header: &Header,
    range: &Range<u64>,
    sealed: &[u8],
) -> Result<Vec<u8>> {
    let first = range.start / SEGMENT;
    let end = range
        .end
        .div_ceil(SEGMENT)
        .saturating_mul(SEGMENT)
        .min(header.length);
    let mut plain = open_segments(keys, name, header, first, end - first * SEGMENT, sealed)?;
    plain.truncate((range.end - first * SEGMENT) as usize);
    plain.drain(..(range.start - first * SEGMENT) as usize);
    Ok(plain)
}

/// Decrypts `sealed`, which must be exactly the segments from `first` on that hold `length` plain bytes.
fn open_segments(
    keys: &AccountKeys,
    name: &[u8],
    header: &Header,
    first: u64,
    length: u64,
    sealed: &[u8],
) -> Result<Vec<u8>> {
    let expected = length
        .div_ceil(SEGMENT)
        .max(1)
        .checked_mul(TAG)
        .and_then(|tags| tags.checked_add(length));
    if expected != Some(sealed.len() as u64) {
        return Err(Error::Damaged("a blob is longer or shorter than it was"));
    }
    let (key, additional) = (keys.file_key(&header.salt)?, header.additional_data(name));
    let mut plain = vec![0; length as usize];
    let mut rest = plain.as_mut_slice();
    for (index, segment) in sealed.chunks((SEGMENT + TAG) as usize).enumerate() {
        let (ciphertext, tag) = segment.split_at(segment.len() - TAG as usize);
        let (out, after) = rest.split_at_mut(ciphertext.len());
        key.open_separate_gather(
            nonce(first + index as u64)?,
            Aad::from(&additional),
            ciphertext,
            tag,
            out,
        )
        .map_err(|_| Error::Damaged("a blob does not decrypt"))?;
        rest = after;
    }
    Ok(plain)
}

/// The segments of plain bytes; no bytes are one empty segment, so that there is always a tag.
fn segments(plain: &[u8]) -> impl Iterator<Item = &[u8]> {
    let empty = plain.is_empty().then_some(plain);
    plain.chunks(SEGMENT as usize).chain(empty)
}

fn nonce(number: u64) -> Result<Nonce> {
    let number = u32::try_from(number).map_err(|_| Error::Crypto)?;
    let mut bytes = [0; 12];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    Ok(Nonce::assume_unique_for_key(bytes))
}
