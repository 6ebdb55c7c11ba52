//! The audit chain: one per agreement, one per account. Each record carries the hash of the one before (decision 20).
//!
//! A record is kept as the exact text that was hashed; personal values stand in it only as commitments.

use crate::personal::{Withheld, restore, withhold};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The hash before the first record.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number in the stream, from 0.
    pub seq: u64,
    /// The exact text that was hashed.
    pub text: String,
    /// SHA-256 over stream, number, previous hash and text, in hexadecimal.
    pub hash: String,
}

/// Adds a record to a chain: withholds personal values and hashes the rest.
pub fn link(
    stream: &str,
    seq: u64,
    previous: &str,
    record: &impl Serialize,
    salt: &mut dyn FnMut() -> [u8; 16],
) -> Result<(Link, Vec<Withheld>), serde_json::Error> {
    let mut value = serde_json::to_value(record)?;
    let withheld = withhold(&mut value, salt);
    let text = value.to_string();
    let hash = hash(stream, seq, previous, &text);
    Ok((Link { seq, text, hash }, withheld))
}

/// The hash of a record.
pub fn hash(stream: &str, seq: u64, previous: &str, text: &str) -> String {
    let mut hash = Sha256::new();
    for part in [stream, &seq.to_string(), previous, text] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// A record's text does not give its hash: it, or one before it, was edited.
    #[error("record {seq} was changed")]
    Edited {
        /// Which record.
        seq: u64,
    },
    /// Numbers are not consecutive from 0.
    #[error("record {expected} is missing")]
    Gap {
        /// The number that was expected.
        expected: u64,
    },
    /// A personal value does not fit its commitment.
    #[error("a personal value of record {seq} was changed ({path})")]
    PersonalValue {
        /// Which record.
        seq: u64,
        /// Where in the record.
        path: String,
    },
    /// The record cannot be read.
    #[error("record {seq} cannot be read")]
    Unreadable {
        /// Which record.
        seq: u64,
    },
}

/// Checks a chain from its first record and returns its head.
pub fn verify<'a>(stream: &str, links: impl IntoIterator<Item = &'a Link>) -> Result<String, ChainFault> {
    let mut head = GENESIS.to_owned();
    for (expected, link) in (0_u64..).zip(links) {
        if link.seq != expected {
            return Err(ChainFault::Gap { expected });
        }
        if hash(stream, link.seq, &head, &link.text) != link.hash {
            return Err(ChainFault::Edited { seq: link.seq });
        }
        head.clone_from(&link.hash);
    }
    Ok(head)
}

/// Reads a record with its personal values put back.
pub fn read<T: DeserializeOwned>(link: &Link, personal: &[Withheld]) -> Result<T, ChainFault> {
    let mut value: Value =
        serde_json::from_str(&link.text).map_err(|_| ChainFault::Unreadable { seq: link.seq })?;
    restore(&mut value, personal).map_err(|path| ChainFault::PersonalValue { seq: link.seq, path })?;
    serde_json::from_value(value).map_err(|_| ChainFault::Unreadable { seq: link.seq })
}
