//! What can go wrong in the store, split by whose turn it is to act; it never carries SQL text or stored values.

use crate::dialect::refusal_code;

/// Everything that the store can answer instead of a result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Somebody else changed the row since it was read: read again and decide again.
    #[error("the row was changed by somebody else")]
    Conflict,
    /// A value that must be unique exists already (an address, a token, an authorisation).
    #[error("this value exists already")]
    Duplicate,
    /// The row to change does not exist.
    #[error("there is no such row")]
    NotFound,
    /// The lease of a job has passed to another worker; its result must be dropped.
    #[error("the lease of this job has passed to another worker")]
    LeaseLost,
    /// An attempt to change what is written once (events, revisions, seal uses, roots).
    #[error("this record is append-only")]
    AppendOnly,
    /// A row names another one that does not exist.
    #[error("a row names another one that does not exist")]
    BrokenReference,
    /// No room left: on the disk, in the database or in the bucket.
    #[error("the storage is full")]
    StorageFull,
    /// The database or the object store cannot be reached now, or is too busy.
    #[error("the storage cannot be reached: {0}")]
    Unavailable(String),
    /// A blob was asked for that is not there.
    #[error("the blob is missing: {0}")]
    BlobMissing(String),
    /// Stored bytes do not decrypt: damaged, exchanged, or written under another key.
    #[error("stored data is damaged: {0}")]
    Damaged(&'static str),
    /// A path, an address or a setting of the store that cannot work.
    #[error("the storage setting is wrong: {0}")]
    Setting(String),
    /// The schema in the database is not the one that this program knows.
    #[error("the database schema does not fit: {0}")]
    Schema(String),
    /// The database refused what we asked: our mistake.
    #[error("the database refused a statement")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The object store answered something unexpected.
    #[error("the object store failed")]
    ObjectStore(#[source] opendal::Error),
    /// The file system answered something unexpected.
    #[error("the file system failed")]
    Io(#[source] std::io::Error),
    /// The random number generator or a cipher failed.
    #[error("a cryptographic operation failed")]
    Crypto,
}

/// The store's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        match &error {
            sqlx::Error::Database(refusal) => {
                let code = refusal.code().unwrap_or_default();
                refusal_code(&code, refusal.message()).unwrap_or_else(|| Error::Database(Box::new(error)))
            }
            sqlx::Error::PoolTimedOut => Error::Unavailable("all connections are busy".into()),
            sqlx::Error::Io(io) => Error::Unavailable(io.to_string()),
            _ => Error::Database(Box::new(error)),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        let refusal = match &error {
            rusqlite::Error::SqliteFailure(refusal, message) => {
                let message = message.as_deref().unwrap_or_default();
                refusal_code(&refusal.extended_code.to_string(), message)
            }
            _ => None,
        };
        refusal.unwrap_or_else(|| Error::Database(Box::new(error)))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        if is_full(error.kind()) {
            Error::StorageFull
        } else {
            Error::Io(error)
        }
    }
}

/// Whether an I/O error means that there is no room.
pub(crate) fn is_full(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind;
    matches!(
        kind,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
    )
}
