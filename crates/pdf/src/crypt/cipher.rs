//! The ciphers and digests that PDF encryption is made of; all but MD5 and RC4 come from aws-lc.

use aws_lc_rs::cipher::{
    AES_128, AES_256, Algorithm, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext,
    UnboundCipherKey,
};
use aws_lc_rs::digest;
use aws_lc_rs::iv::FixedLength;
use md5::Digest;

use crate::{Error, Result};

/// MD5 of the parts one after another.
pub(super) fn md5(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = md5::Md5::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// SHA-256 of the parts one after another.
pub(super) fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    sha2(&digest::SHA256, parts)
}

/// A digest of the SHA-2 family of the parts one after another.
pub(super) fn sha2(algorithm: &'static digest::Algorithm, parts: &[&[u8]]) -> Vec<u8> {
    let mut context = digest::Context::new(algorithm);
    parts.iter().for_each(|part| context.update(part));
    context.finish().as_ref().to_vec()
}

/// RC4, which is its own inverse.
pub(super) fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|index| index as u8);
    let at = |state: &[u8; 256], index: u8| state.get(usize::from(index)).copied().unwrap_or(0);
    let mut j = 0u8;
    for (i, byte) in (0..=255u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(at(&state, i)).wrapping_add(*byte);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    let mut next = || {
        i = i.wrapping_add(1);
        j = j.wrapping_add(at(&state, i));
        state.swap(usize::from(i), usize::from(j));
        at(&state, at(&state, i).wrapping_add(at(&state, j)))
    };
    data.iter().map(|byte| byte ^ next()).collect()
}

/// AES-CBC over whole blocks, nothing padded.
pub(super) fn aes_cbc_decrypt(key: &[u8], iv: [u8; 16], mut data: Vec<u8>) -> Result<Vec<u8>> {
    if data.is_empty() {
        return Ok(data);
    }
    let key = DecryptingKey::cbc(bound(key)?).map_err(refused)?;
    key.decrypt(&mut data, DecryptionContext::Iv128(FixedLength::from(iv)))
        .map_err(refused)?;
    Ok(data)
}

/// AES-CBC over whole blocks, nothing padded.
pub(super) fn aes_cbc_encrypt(key: &[u8], iv: [u8; 16], mut data: Vec<u8>) -> Result<Vec<u8>> {
    let key = EncryptingKey::cbc(bound(key)?).map_err(refused)?;
    key.less_safe_encrypt(&mut data, EncryptionContext::Iv128(FixedLength::from(iv)))
        .map_err(refused)?;
    Ok(data)
}

fn bound(key: &[u8]) -> Result<UnboundCipherKey> {
    let algorithm: &'static Algorithm = if key.len() == 32 { &AES_256 } else { &AES_128 };
    UnboundCipherKey::new(algorithm, key).map_err(refused)
}

fn refused(_: aws_lc_rs::error::Unspecified) -> Error {
    Error::malformed("encrypted data of impossible length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rc4_matches_its_published_vectors() {
        assert_eq!(
            rc4(b"Key", b"Plaintext"),
            [0xBB, 0xF3, 0x16, 0xE8, 0xD9, 0x40, 0xAF, 0x0A, 0xD3]
        );
        assert_eq!(rc4(b"Wiki", b"pedia"), [0x10, 0x21, 0xBF, 0x04, 0x20]);
    }

    #[test]
    fn aes_there_and_back() {
        for key in [&[7u8; 16][..], &[9; 32]] {
            let cipher = aes_cbc_encrypt(key, [1; 16], vec![5; 48]).unwrap();
            assert_eq!(aes_cbc_decrypt(key, [1; 16], cipher).unwrap(), vec![5; 48]);
        }
        assert!(aes_cbc_decrypt(&[7; 16], [0; 16], vec![0; 5]).is_err());
    }
}
