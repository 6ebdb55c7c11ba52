//! From a password to the file's key (ISO 32000-2 §7.6.4); it never keeps a password.

use aws_lc_rs::digest;

use super::Parameters;
use super::cipher::{aes_cbc_decrypt, aes_cbc_encrypt, md5, rc4, sha2, sha256};
use crate::{Error, Result};

/// The file's key and how it was come by.
pub(super) struct Opened {
    pub(super) key: Vec<u8>,
    pub(super) as_owner: bool,
    pub(super) without_password: bool,
}

/// Tries the password as the owner's and the user's, then no password at all.
pub(super) fn open(parameters: &Parameters, password: Option<&[u8]>) -> Result<Opened> {
    check_lengths(parameters)?;
    let empty = user_key(parameters, b"")?;
    for candidate in password.map(spellings).unwrap_or_default() {
        if let Some(key) = owner_key(parameters, &candidate)? {
            return Ok(Opened {
                key,
                as_owner: true,
                without_password: empty.is_some(),
            });
        }
        if let Some(key) = user_key(parameters, &candidate)? {
            return Ok(Opened {
                key,
                as_owner: false,
                without_password: empty.is_some(),
            });
        }
    }
    match (empty, password) {
        (Some(key), _) => Ok(Opened {
            key,
            as_owner: false,
            without_password: true,
        }),
        (None, None | Some(b"")) => Err(Error::NeedsPassword),
        (None, Some(_)) => Err(Error::WrongPassword),
    }
}

fn check_lengths(parameters: &Parameters) -> Result<()> {
    let modern = parameters.revision >= 5;
    let least = if modern { 48 } else { 32 };
    let keys_fit = !modern || (parameters.owner_key.len() == 32 && parameters.user_key.len() == 32);
    if parameters.owner.len() < least || parameters.user.len() < least || !keys_fit {
        return Err(Error::malformed(
            "the encryption dictionary has entries of wrong length",
        ));
    }
    Ok(())
}

/// As typed (UTF-8), and as Latin-1, which old writers used.
fn spellings(password: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![password.to_vec()];
    let latin: Option<Vec<u8>> = std::str::from_utf8(password)
        .ok()
        .and_then(|text| text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect());
    all.extend(latin.filter(|latin| latin != password));
    all
}

fn user_key(parameters: &Parameters, password: &[u8]) -> Result<Option<Vec<u8>>> {
    if parameters.revision >= 5 {
        return modern_key(parameters, password, &parameters.user, b"", &parameters.user_key);
    }
    let key = old_key(parameters, password);
    let (expected, known) = match parameters.revision {
        2 => (rc4(&key, &PADDING), parameters.user.as_slice()),
        _ => (
            old_user_check(parameters, &key),
            parameters.user.get(..16).unwrap_or_default(),
        ),
    };
    Ok((expected.as_slice() == known.get(..expected.len()).unwrap_or_default()).then_some(key))
}

fn owner_key(parameters: &Parameters, password: &[u8]) -> Result<Option<Vec<u8>>> {
    if parameters.revision >= 5 {
        let user = parameters.user.get(..48).unwrap_or_default();
        return modern_key(
            parameters,
            password,
            &parameters.owner,
            user,
            &parameters.owner_key,
        );
    }
    user_key(parameters, &user_password_of_owner(parameters, password))
}

/// ISO 32000-1 §7.6.3.3 algorithm 2.
fn old_key(parameters: &Parameters, password: &[u8]) -> Vec<u8> {
    let permissions = parameters.permissions.to_le_bytes();
    let unencrypted_metadata: &[u8] = if parameters.revision >= 4 && !parameters.encrypt_metadata {
        &[0xFF; 4]
    } else {
        &[]
    };
    let owner = parameters.owner.get(..32).unwrap_or_default();
    let first = md5(&[
        &padded(password),
        owner,
        &permissions,
        &parameters.first_id,
        unencrypted_metadata,
    ]);
    stretch(first, parameters)
}

/// Fifty more rounds from revision 3 on, over as many bytes as the key has.
fn stretch(first: [u8; 16], parameters: &Parameters) -> Vec<u8> {
    let length = parameters.key_bytes.min(16);
    let rounds = if parameters.revision >= 3 { 50 } else { 0 };
    let last = (0..rounds).fold(first, |digest, _| {
        md5(&[digest.get(..length).unwrap_or_default()])
    });
    last.into_iter().take(length).collect()
}

/// ISO 32000-1 §7.6.3.4 algorithm 5.
fn old_user_check(parameters: &Parameters, key: &[u8]) -> Vec<u8> {
    let digest = md5(&[&PADDING, &parameters.first_id]).to_vec();
    (0..20u8).fold(digest, |data, round| rc4(&varied(key, round), &data))
}

/// ISO 32000-1 §7.6.3.4 algorithm 7: the owner entry hides the user password.
fn user_password_of_owner(parameters: &Parameters, password: &[u8]) -> Vec<u8> {
    let key = stretch(md5(&[&padded(password)]), parameters);
    let hidden = parameters.owner.get(..32).unwrap_or_default().to_vec();
    let rounds = if parameters.revision >= 3 { 20u8 } else { 1 };
    (0..rounds)
        .rev()
        .fold(hidden, |data, round| rc4(&varied(&key, round), &data))
}

fn varied(key: &[u8], round: u8) -> Vec<u8> {
    key.iter().map(|byte| byte ^ round).collect()
}

fn padded(password: &[u8]) -> [u8; 32] {
    let mut bytes = password.iter().chain(&PADDING);
    std::array::from_fn(|_| bytes.next().copied().unwrap_or(0))
}

/// ISO 32000-2 §7.6.4.3.3 algorithm 2.A: `entry` is hash, validation salt and key salt.
fn modern_key(
    parameters: &Parameters,
    password: &[u8],
    entry: &[u8],
    user: &[u8],
    wrapped: &[u8],
) -> Result<Option<Vec<u8>>> {
    let password = password.get(..password.len().min(127)).unwrap_or_default();
    let hash = |salt: &[u8]| match parameters.revision {
        5 => Ok(sha256(&[password, salt, user])),
        _ => hardened_hash(password, salt, user),
    };
    let part = |range| entry.get(range).unwrap_or_default();
    if hash(part(32..40))? != part(0..32) {
        return Ok(None);
    }
    aes_cbc_decrypt(&hash(part(40..48))?, [0; 16], wrapped.to_vec()).map(Some)
}

/// ISO 32000-2 §7.6.4.3.4 algorithm 2.B.
fn hardened_hash(password: &[u8], salt: &[u8], user: &[u8]) -> Result<Vec<u8>> {
    let mut key = sha256(&[password, salt, user]);
    let mut round = 0u32;
    loop {
        let block = [password, &key, user].concat();
        let (cipher_key, rest) = key.split_at(key.len().min(16));
        let iv: [u8; 16] = std::array::from_fn(|index| rest.get(index).copied().unwrap_or(0));
        let scrambled = aes_cbc_encrypt(cipher_key, iv, block.repeat(64))?;
        // Sixteen bytes as a number modulo three are their sum modulo three.
        let remainder = scrambled
            .iter()
            .take(16)
            .map(|byte| u32::from(*byte))
            .sum::<u32>()
            % 3;
        let algorithm = match remainder {
            0 => &digest::SHA256,
            1 => &digest::SHA384,
            _ => &digest::SHA512,
        };
        key = sha2(algorithm, &[&scrambled]);
        round += 1;
        let last = scrambled.last().copied().unwrap_or(0);
        if round >= 64 && u32::from(last) <= round - 32 {
            key.truncate(32);
            return Ok(key);
        }
    }
}

/// ISO 32000-1 §7.6.3.3: what fills a password up to 32 bytes.
const PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E,
    0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

/// Fills in the entries for two passwords and returns the file's key.
#[cfg(test)]
pub(super) fn made_for_test(parameters: &mut Parameters, user: &[u8], owner: &[u8]) -> Vec<u8> {
    if parameters.revision >= 5 {
        let key = sha256(&[b"file key"]);
        (parameters.user, parameters.user_key) = modern_entry(parameters, user, b"", &key);
        let above = parameters.user.clone();
        (parameters.owner, parameters.owner_key) = modern_entry(parameters, owner, &above, &key);
        return key;
    }
    let hiding = stretch(md5(&[&padded(owner)]), parameters);
    let rounds = if parameters.revision >= 3 { 20u8 } else { 1 };
    parameters.owner = (0..rounds).fold(padded(user).to_vec(), |data, round| {
        rc4(&varied(&hiding, round), &data)
    });
    let key = old_key(parameters, user);
    parameters.user = match parameters.revision {
        2 => rc4(&key, &PADDING),
        _ => [old_user_check(parameters, &key), vec![0; 16]].concat(),
    };
    key
}

/// Hash with both salts, and the wrapped key.
#[cfg(test)]
fn modern_entry(parameters: &Parameters, password: &[u8], user: &[u8], key: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let hash = |salt: &[u8]| match parameters.revision {
        5 => sha256(&[password, salt, user]),
        _ => hardened_hash(password, salt, user).unwrap(),
    };
    let entry = [hash(b"validate"), b"validate".to_vec(), b"key salt".to_vec()].concat();
    (
        entry,
        aes_cbc_encrypt(&hash(b"key salt"), [0; 16], key.to_vec()).unwrap(),
    )
}
