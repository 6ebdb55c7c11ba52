//! What can go wrong in a use case, split by who can mend it.

use crate::ports::{DocumentRefusal, OutsideError, SignerError};
use domain::Refusal;
use domain::seal::SealRefusal;

/// A use case's answer when it did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The rules do not allow it.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The input cannot be what it should be; `field` names it, `code` says why.
    #[error("{field}: {code}")]
    BadInput {
        /// Which input.
        field: &'static str,
        /// A stable code that interfaces translate.
        code: &'static str,
    },
    /// A setting cannot be settled so.
    #[error("{0}")]
    Setting(domain::settings::SettingFault),
    /// The uploaded document cannot be used.
    #[error("{0}")]
    Document(#[from] DocumentRefusal),
    /// There is nothing of that identity for this caller; another account's things are not told apart from nothing.
    #[error("not found")]
    NotFound,
    /// The caller may not do this.
    #[error("not allowed")]
    Forbidden,
    /// The caller is not signed in, or the credentials are wrong.
    #[error("not signed in")]
    Unauthenticated,
    /// Too many tries; wait so many seconds.
    #[error("too many tries, wait {wait} s")]
    TooManyTries {
        /// Seconds.
        wait: u32,
    },
    /// The organisation's key may not be used for this.
    #[error("{0}")]
    Seal(#[from] SealRefusal),
    /// The signer did not sign.
    #[error("{0}")]
    Signer(#[from] SignerError),
    /// A party outside did not do what it was asked for.
    #[error("{0}")]
    Outside(#[from] OutsideError),
    /// The timestamping authority's answer is no good.
    #[error("timestamp: {0}")]
    Timestamp(String),
    /// The PDF could not be written or signed.
    #[error("signing: {0}")]
    Signing(String),
    /// The database or the blobs failed.
    #[error("{0}")]
    Store(store::Error),
    /// The key file does not fit the data.
    #[error("{0}")]
    Keys(#[from] crate::keys::KeyFault),
    /// Kept data cannot be read; this is a fault of ours.
    #[error("damaged: {0}")]
    Damaged(String),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        match error {
            store::Error::NotFound => Error::NotFound,
            other => Error::Store(other),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Damaged(error.to_string())
    }
}

impl From<pdf::Error> for Error {
    fn from(error: pdf::Error) -> Error {
        Error::Signing(error.to_string())
    }
}

impl From<ades::Error> for Error {
    fn from(error: ades::Error) -> Error {
        Error::Signing(error.to_string())
    }
}

/// A use case's answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;
