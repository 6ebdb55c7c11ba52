//! A private key at rest under two independent factors: a key file, and a PIN that is kept nowhere. It reads no file and counts no
//! tries.
//!
//! ```text
//! outer = AES-256-GCM( HKDF(key file, key's identity),      inner )
//! inner = AES-256-GCM( HKDF(argon2id(PIN), key's identity), private key )
//! ```
//! Both bind what stands beside them: identity, account, certificates, parameters. As the PIN is inside, the key file is changed
//! without it ([`KeyRecord::rewrapped`]). Without a PIN there is the outer layer alone.

use crate::keys::{Keys, random_bytes, sha256_hex};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The shortest PIN that is taken.
pub const MIN_PIN: usize = 8;

/// How a PIN becomes a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinParameters {
    /// Hexadecimal.
    pub salt: String,
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

/// What a key is, beside the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyHeader {
    /// The form of this record.
    pub version: u32,
    /// The key's identity.
    pub id: String,
    /// The one account that it serves; `None`: every account without a key of its own.
    pub account: Option<String>,
    /// Its certificate and the chain above it, PEM.
    pub certificate_chain_pem: String,
    /// When it came.
    pub created_at: Timestamp,
    /// How the PIN is used; `None`: there is none.
    pub pin: Option<PinParameters>,
}

/// A key as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// What it is; bound by both layers.
    pub header: KeyHeader,
    /// Which key file the outer layer is under, by its fingerprint.
    pub key_file: String,
    /// Base 64.
    wrapped: String,
}

/// Why a key does not open.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultFault {
    /// The outer layer does not open.
    #[error("the key file is not the one of this key, or the record was changed")]
    KeyFile,
    /// The inner layer does not open.
    #[error("the PIN is wrong")]
    WrongPin,
    /// The key has a PIN, and none was given.
    #[error("this key needs its PIN")]
    PinNeeded,
    /// The PIN is too short to be one.
    #[error("a PIN has {MIN_PIN} characters or more")]
    PinTooShort,
    /// The record cannot be what it says.
    #[error("the record cannot be read")]
    Damaged,
}

impl PinParameters {
    /// RFC 9106 §4, second recommended option: 64 MiB, three passes.
    pub fn usual() -> PinParameters {
        PinParameters {
            salt: hex::encode(random_bytes::<16>()),
            memory_kib: 64 * 1024,
            passes: 3,
        }
    }

    /// Nothing that a file says may take the machine.
    fn key(&self, pin: &str) -> Result<Keys, VaultFault> {
        if !(8..=1024 * 1024).contains(&self.memory_kib) || !(1..=20).contains(&self.passes) {
            return Err(VaultFault::Damaged);
        }
        let damaged = |_| VaultFault::Damaged;
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32)).map_err(damaged)?;
        let salt = hex::decode(&self.salt).map_err(|_| VaultFault::Damaged)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.as_bytes(), &salt, key.as_mut_slice())
            .map_err(damaged)?;
        Ok(Keys::new(&key))
    }
}

impl KeyHeader {
    /// What both layers bind: the header as it is written.
    fn bound(&self) -> Result<Vec<u8>, VaultFault> {
        serde_json::to_vec(self).map_err(|_| VaultFault::Damaged)
    }

    /// A key of its own for each layer of each key.
    fn purpose(&self, layer: &str) -> String {
        let certificates = sha256_hex(self.certificate_chain_pem.as_bytes());
        format!("vault {layer} v1 {} {certificates}", self.id)
    }
}

impl KeyRecord {
    /// Wraps a private key (PKCS#8). The PIN must be there exactly where the header has parameters for one.
    pub fn new(
        header: KeyHeader,
        private: &[u8],
        key_file: &Keys,
        pin: Option<&str>,
    ) -> Result<KeyRecord, VaultFault> {
        let bound = header.bound()?;
        let inner = match (&header.pin, pin) {
            (Some(_), Some(pin)) if pin.chars().count() < MIN_PIN => return Err(VaultFault::PinTooShort),
            (Some(parameters), Some(pin)) => {
                let key = parameters.key(pin)?;
                let wrapped = key.wrap(&header.purpose("inner"), &bound, private);
                Zeroizing::new(wrapped.map_err(|_| VaultFault::Damaged)?)
            }
            (None, None) => Zeroizing::new(private.to_vec()),
            _ => return Err(VaultFault::PinNeeded),
        };
        Self::outer(header, &inner, key_file)
    }

    fn outer(header: KeyHeader, inner: &[u8], key_file: &Keys) -> Result<KeyRecord, VaultFault> {
        let wrapped = key_file.wrap(&header.purpose("outer"), &header.bound()?, inner);
        Ok(KeyRecord {
            key_file: key_file.fingerprint(),
            wrapped: STANDARD.encode(wrapped.map_err(|_| VaultFault::Damaged)?),
            header,
        })
    }

    fn inner(&self, key_file: &Keys) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        let wrapped = STANDARD.decode(&self.wrapped).map_err(|_| VaultFault::Damaged)?;
        let purpose = self.header.purpose("outer");
        key_file
            .unwrap(&purpose, &self.header.bound()?, &wrapped)
            .map_err(|_| VaultFault::KeyFile)
    }

    /// The private key (PKCS#8). Count the try before: a wrong PIN is told apart from everything else.
    pub fn open(&self, key_file: &Keys, pin: Option<&str>) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        let inner = self.inner(key_file)?;
        let Some(parameters) = &self.header.pin else {
            return Ok(inner);
        };
        let key = parameters.key(pin.ok_or(VaultFault::PinNeeded)?)?;
        let purpose = self.header.purpose("inner");
        key.unwrap(&purpose, &self.header.bound()?, &inner)
            .map_err(|_| VaultFault::WrongPin)
    }

    /// The same key under another key file. Nobody needs the PIN for that, and nobody learns anything by it.
    pub fn rewrapped(&self, old: &Keys, new: &Keys) -> Result<KeyRecord, VaultFault> {
        Self::outer(self.header.clone(), &self.inner(old)?, new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVATE: &[u8] = b"a private key in PKCS#8";
    const PIN: &str = "dolga skrivnost";

    fn header(pin: bool) -> KeyHeader {
        KeyHeader {
            version: 1,
            id: "seal-1".into(),
            account: None,
            certificate_chain_pem: "-----BEGIN CERTIFICATE-----".into(),
            created_at: Timestamp::UNIX_EPOCH,
            pin: pin.then(|| PinParameters {
                memory_kib: 8,
                passes: 1,
                ..PinParameters::usual()
            }),
        }
    }

    fn record(key_file: &Keys) -> KeyRecord {
        KeyRecord::new(header(true), PRIVATE, key_file, Some(PIN)).unwrap()
    }

    #[test]
    fn a_key_opens_with_both_factors_and_with_nothing_less() {
        let (file, other) = (Keys::new(&[1; 32]), Keys::new(&[2; 32]));
        let record = record(&file);
        assert_eq!(&**record.open(&file, Some(PIN)).unwrap(), PRIVATE);
        assert_eq!(record.open(&other, Some(PIN)).unwrap_err(), VaultFault::KeyFile);
        assert_eq!(
            record.open(&file, Some("Dolga skrivnost")).unwrap_err(),
            VaultFault::WrongPin
        );
        assert_eq!(record.open(&file, None).unwrap_err(), VaultFault::PinNeeded);
        // Whoever has the key file and the record sees ciphertext: the outer layer alone holds no key.
        let inner = record.inner(&file).unwrap();
        assert!(!inner.windows(PRIVATE.len()).any(|window| window == PRIVATE));
    }

    #[test]
    fn the_key_file_is_changed_without_the_pin() {
        let (old, new) = (Keys::new(&[1; 32]), Keys::new(&[2; 32]));
        let record = record(&old);
        let rewrapped = record.rewrapped(&old, &new).unwrap();
        assert_eq!(&**rewrapped.open(&new, Some(PIN)).unwrap(), PRIVATE);
        assert_eq!(rewrapped.open(&old, Some(PIN)).unwrap_err(), VaultFault::KeyFile);
        assert_ne!(record.key_file, rewrapped.key_file);
        assert_eq!(record.rewrapped(&new, &old).unwrap_err(), VaultFault::KeyFile);
    }

    #[test]
    fn what_stands_beside_a_key_cannot_be_changed() {
        let file = Keys::new(&[1; 32]);
        let changes: [fn(&mut KeyHeader); 5] = [
            |header| header.id = "seal-2".into(),
            |header| header.account = Some("a".into()),
            |header| header.certificate_chain_pem.push('x'),
            |header| header.pin = None,
            |header| header.pin.iter_mut().for_each(|pin| pin.passes = 2),
        ];
        for change in changes {
            let mut record = record(&file);
            change(&mut record.header);
            assert_eq!(record.open(&file, Some(PIN)).unwrap_err(), VaultFault::KeyFile);
        }
    }

    #[test]
    fn a_pin_is_long_enough_and_there_where_it_should_be() {
        let file = Keys::new(&[1; 32]);
        let new = |with, pin| KeyRecord::new(header(with), PRIVATE, &file, pin).map(|_| ());
        assert_eq!(new(true, Some("kratek1")), Err(VaultFault::PinTooShort));
        assert_eq!(new(true, None), Err(VaultFault::PinNeeded));
        assert_eq!(new(false, Some(PIN)), Err(VaultFault::PinNeeded));
        let plain = KeyRecord::new(header(false), PRIVATE, &file, None).unwrap();
        assert_eq!(&**plain.open(&file, None).unwrap(), PRIVATE);
        let mut greedy = header(true);
        greedy.pin.iter_mut().for_each(|pin| pin.memory_kib = u32::MAX);
        let refused = KeyRecord::new(greedy, PRIVATE, &file, Some(PIN)).map(|_| ());
        assert_eq!(refused, Err(VaultFault::Damaged));
    }
}
