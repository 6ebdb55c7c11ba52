//! Password-based encryption as keys at rest have it: PBES2 (RFC 8018) and PKCS#12's own old schemes (RFC 7292 appendices B
//! and C). It only decrypts.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::pbkdf2;
use zeroize::Zeroizing;

use super::rc2;
use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::asn1::{Oid, Reader, oid, tag};
use crate::error::Error;

/// More rounds than any writer uses would only keep the machine busy.
const MAX_ITERATIONS: u64 = 10_000_000;

/// What a key derived by PKCS#12's own function is for, RFC 7292 appendix B.3.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    InitialVector = 2,
    Mac = 3,
}

/// Takes off one layer of encryption.
pub(super) fn decrypt(
    algorithm: &AlgorithmIdentifier,
    password: &[u8],
    encrypted: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let parameters = algorithm.parameters.as_deref().unwrap_or_default();
    match algorithm.oid {
        oid::PBES2 => decrypt_pbes2(parameters, password, encrypted),
        oid::PBE_SHA_3DES => decrypt_pkcs12(parameters, password, encrypted, 24, |key, iv, data| {
            decrypt_block::<8>(triple_des(), key, iv, data)
        }),
        oid::PBE_SHA_RC2_128 => decrypt_pkcs12(parameters, password, encrypted, 16, rc2::decrypt_cbc),
        oid::PBE_SHA_RC2_40 => decrypt_pkcs12(parameters, password, encrypted, 5, rc2::decrypt_cbc),
        _ => Err(Error::Unsupported {
            what: "key encryption",
        }),
    }
}

/// PBKDF2's output, RFC 8018 §5.2, from its parameters. `length` rules unless the parameters name one.
pub(super) fn pbkdf2_key(
    parameters: &AlgorithmIdentifier,
    password: &[u8],
    length: usize,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if parameters.oid != oid::PBKDF2 {
        return Err(Error::Unsupported {
            what: "key derivation",
        });
    }
    let encoded = parameters.parameters.as_deref().unwrap_or_default();
    let mut fields = Reader::only(encoded, tag::SEQUENCE, "PBKDF2 parameters")?;
    let salt = fields.octets()?;
    let rounds = iterations(fields.small()?)?;
    if fields.peek() == Some(tag::INTEGER) && fields.small()? != length as u64 {
        return Err(fields.malformed());
    }
    let function = match fields.is_empty() {
        true => oid::HMAC_SHA1,
        false => AlgorithmIdentifier::read(&mut fields)?.oid,
    };
    let mut key = Zeroizing::new(vec![0; length]);
    pbkdf2::derive(
        pseudorandom_function(function)?,
        rounds,
        &salt,
        password,
        &mut key,
    );
    Ok(key)
}

/// RFC 7292 appendix B.2, with the password as a null-terminated BMPString (B.1).
pub(super) fn pkcs12_key(
    digest: DigestAlgorithm,
    purpose: Purpose,
    password: &[u8],
    salt: &[u8],
    rounds: u64,
    length: usize,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let rounds = iterations(rounds)?.get();
    let block = if digest.length() > 32 { 128 } else { 64 };
    let diversifier = vec![purpose as u8; block];
    let mut input = Zeroizing::new(repeated(salt, block));
    input.extend(repeated(&bmp_string(password)?, block));
    let mut key = Zeroizing::new(Vec::with_capacity(length + digest.length()));
    while key.len() < length {
        let mut hash = Zeroizing::new(digest.digest(&[&diversifier, &input]));
        for _ in 1..rounds {
            hash = Zeroizing::new(digest.digest(&[&hash]));
        }
        key.extend_from_slice(&hash);
        let addend = repeated(&hash, block);
        input
            .chunks_exact_mut(block)
            .for_each(|chunk| add_one_more(chunk, &addend));
    }
    key.truncate(length);
    Ok(key)
}

fn decrypt_pbes2(parameters: &[u8], password: &[u8], encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut fields = Reader::only(parameters, tag::SEQUENCE, "PBES2 parameters")?;
    let derivation = AlgorithmIdentifier::read(&mut fields)?;
    let scheme = AlgorithmIdentifier::read(&mut fields)?;
    fields.finish()?;
    let mut iv = Reader::new(
        scheme.parameters.as_deref().unwrap_or_default(),
        "initialisation vector",
    );
    let iv = iv.octets()?;
    let key = |length| pbkdf2_key(&derivation, password, length);
    match scheme.oid {
        oid::AES128_CBC => decrypt_block::<16>(&AES_128, &key(16)?, &iv, encrypted),
        oid::AES192_CBC => decrypt_block::<16>(&AES_192, &key(24)?, &iv, encrypted),
        oid::AES256_CBC => decrypt_block::<16>(&AES_256, &key(32)?, &iv, encrypted),
        oid::DES_EDE3_CBC => decrypt_block::<8>(triple_des(), &key(24)?, &iv, encrypted),
        _ => Err(Error::Unsupported {
            what: "key encryption",
        }),
    }
}

fn decrypt_pkcs12(
    parameters: &[u8],
    password: &[u8],
    encrypted: &[u8],
    key_length: usize,
    cipher: impl Fn(&[u8], &[u8], &[u8]) -> Result<Zeroizing<Vec<u8>>, Error>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut fields = Reader::only(parameters, tag::SEQUENCE, "PKCS#12 encryption parameters")?;
    let salt = fields.octets()?;
    let rounds = fields.small()?;
    let derive =
        |purpose, length| pkcs12_key(DigestAlgorithm::Sha1, purpose, password, &salt, rounds, length);
    cipher(
        &derive(Purpose::Key, key_length)?,
        &derive(Purpose::InitialVector, 8)?,
        encrypted,
    )
}

fn decrypt_block<const IV: usize>(
    algorithm: &'static Algorithm,
    key: &[u8],
    iv: &[u8],
    encrypted: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error>
where
    DecryptionContext: FromIv<IV>,
{
    let iv: [u8; IV] = iv.try_into().map_err(|_| Error::Malformed {
        what: "initialisation vector",
    })?;
    let key = UnboundCipherKey::new(algorithm, key).and_then(PaddedBlockDecryptingKey::cbc_pkcs7);
    let key = key.map_err(|_| Error::Crypto {
        operation: "decryption key",
    })?;
    let mut buffer = Zeroizing::new(encrypted.to_vec());
    let context = DecryptionContext::from_iv(iv);
    // Wrong padding is how a wrong password shows.
    let opened = key
        .decrypt(&mut buffer, context)
        .map_err(|_| Error::WrongPassword)?;
    Ok(Zeroizing::new(opened.to_vec()))
}

#[expect(
    deprecated,
    reason = "old PKCS#12 files lie under it, and here it only decrypts"
)]
fn triple_des() -> &'static Algorithm {
    &aws_lc_rs::cipher::DES_EDE3_FOR_LEGACY_USE_ONLY
}

/// The library's context for an initial vector of this many octets.
trait FromIv<const IV: usize> {
    fn from_iv(iv: [u8; IV]) -> Self;
}

impl FromIv<16> for DecryptionContext {
    fn from_iv(iv: [u8; 16]) -> Self {
        Self::Iv128(FixedLength::from(iv))
    }
}

impl FromIv<8> for DecryptionContext {
    fn from_iv(iv: [u8; 8]) -> Self {
        Self::Iv64(FixedLength::from(iv))
    }
}

fn pseudorandom_function(function: Oid) -> Result<pbkdf2::Algorithm, Error> {
    Ok(match function {
        oid::HMAC_SHA1 => pbkdf2::PBKDF2_HMAC_SHA1,
        oid::HMAC_SHA256 => pbkdf2::PBKDF2_HMAC_SHA256,
        oid::HMAC_SHA384 => pbkdf2::PBKDF2_HMAC_SHA384,
        oid::HMAC_SHA512 => pbkdf2::PBKDF2_HMAC_SHA512,
        _ => {
            return Err(Error::Unsupported {
                what: "key derivation",
            });
        }
    })
}

fn iterations(rounds: u64) -> Result<NonZeroU32, Error> {
    let rounds = u32::try_from(rounds.min(MAX_ITERATIONS + 1))
        .ok()
        .and_then(NonZeroU32::new);
    rounds
        .filter(|rounds| u64::from(rounds.get()) <= MAX_ITERATIONS)
        .ok_or(Error::Malformed {
            what: "iteration count",
        })
}

fn bmp_string(password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let text = std::str::from_utf8(password).map_err(|_| Error::WrongPassword)?;
    let units = text.encode_utf16().chain([0]);
    Ok(Zeroizing::new(units.flat_map(u16::to_be_bytes).collect()))
}

/// `bytes` repeated up to the next multiple of `block`.
fn repeated(bytes: &[u8], block: usize) -> Vec<u8> {
    let length = bytes.len().div_ceil(block) * block;
    bytes.iter().copied().cycle().take(length).collect()
}

/// chunk = chunk + addend + 1, as one big-endian number without carry out.
fn add_one_more(chunk: &mut [u8], addend: &[u8]) {
    let mut carry = 1u16;
    for (octet, add) in chunk.iter_mut().zip(addend).rev() {
        let sum = u16::from(*octet) + u16::from(*add) + carry;
        *octet = sum as u8;
        carry = sum >> 8;
    }
}
