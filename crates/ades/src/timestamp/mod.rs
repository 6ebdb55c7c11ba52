//! RFC 3161 timestamps: asking for one, reading the answer, checking the token. It never talks to an authority: bytes go out,
//! bytes come in.

mod request;
mod response;
mod token;

pub use request::Request;
pub(crate) use request::{parse_oid, write_imprint};
pub use token::Token;
pub(crate) use token::{IssuedToken, check_purpose, known_certificates};

use crate::algorithm::DigestAlgorithm;

/// The fingerprint that is stamped, RFC 3161 §2.4.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageImprint {
    /// How it was made.
    pub algorithm: DigestAlgorithm,
    /// The digest.
    pub digest: Vec<u8>,
}

impl MessageImprint {
    /// The imprint of some bytes.
    pub fn of(algorithm: DigestAlgorithm, bytes: &[u8]) -> Self {
        Self {
            algorithm,
            digest: algorithm.digest(&[bytes]),
        }
    }
}

/// Why an authority's answer was not accepted: its fault, not ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// The authority said no.
    #[error("the timestamp authority refused: {reason}")]
    Refused {
        /// Its status, failure and text as far as it gave them.
        reason: String,
    },
    /// The answer is not a TimeStampResp.
    #[error("the timestamp authority's answer is not a timestamp response")]
    NotAResponse,
    /// The token's CMS or TSTInfo is not as RFC 3161 has it.
    #[error("malformed timestamp token: {reason}")]
    Malformed {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The token stamps something else.
    #[error("the timestamp is over other data")]
    WrongImprint,
    /// The token answers another request.
    #[error("the timestamp carries another nonce")]
    WrongNonce,
    /// The token was made under another policy than asked for.
    #[error("the timestamp was made under policy {found}")]
    WrongPolicy {
        /// The policy's object identifier.
        found: String,
    },
    /// The token's signature does not verify.
    #[error("the timestamp's signature does not verify")]
    WrongSignature,
    /// The signer's certificate is missing from the token or is not the one it names.
    #[error("the timestamp does not identify its signer's certificate")]
    UnknownSigner,
    /// The signer may not make timestamps, RFC 3161 §2.3.
    #[error("the timestamp's signer is no timestamp authority: {reason}")]
    UnfitSigner {
        /// What speaks against it.
        reason: &'static str,
    },
    /// The stamped time is too far from now.
    #[error("the timestamp says {found}, which is too far from now")]
    WrongTime {
        /// The time in the token.
        found: jiff::Timestamp,
    },
}

impl TimestampError {
    /// A stable word for messages in other languages.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "timestampRefused",
            Self::NotAResponse => "timestampNotAResponse",
            Self::Malformed { .. } => "timestampMalformed",
            Self::WrongImprint => "timestampWrongImprint",
            Self::WrongNonce => "timestampWrongNonce",
            Self::WrongPolicy { .. } => "timestampWrongPolicy",
            Self::WrongSignature => "timestampWrongSignature",
            Self::UnknownSigner => "timestampUnknownSigner",
            Self::UnfitSigner { .. } => "timestampUnfitSigner",
            Self::WrongTime { .. } => "timestampWrongTime",
        }
    }
}

#[cfg(test)]
mod tests;
