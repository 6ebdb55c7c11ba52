//! Large bytes: write-once, named by their content, encrypted per account, on a folder or an S3 API. It never changes or replaces a blob.
//!
//! The name of a blob is `account / HMAC(account key, SHA-256(plain))`: the same content of one account is one blob,
//! and a name tells nothing about the content. Only database rows point to blobs, so a repeated `put` is harmless.

mod cache;
mod cipher;
mod place;

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;

pub use cache::PageCache;
pub use cipher::MasterKey;
pub use place::S3Settings;

use crate::error::{Error, Result};
use cipher::{AccountKeys, HEADER_LENGTH, Header};
use place::Place;

/// The name of a blob, as rows keep it: `<account>/<64 hex digits>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobKey(String);

impl BlobKey {
    /// The text for a row.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn new(account: &str, digest: &[u8; 32]) -> BlobKey {
        BlobKey(format!("{account}/{}", hex::encode(digest)))
    }

    fn account(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// Where it lies: one level of 256 folders keeps folders small.
    fn path(&self) -> String {
        match self.0.split_once('/') {
            Some((account, digest)) => format!("{account}/{}/{}", &digest[..2], &digest[2..]),
            None => self.0.clone(),
        }
    }
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BlobKey {
    type Err = Error;
    fn from_str(text: &str) -> Result<BlobKey> {
        let (account, digest) = text.split_once('/').ok_or(Error::Damaged("a blob's name"))?;
        check_account(account)?;
        if digest.len() != 64 || !digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(Error::Damaged("a blob's name"));
        }
        Ok(BlobKey(text.to_owned()))
    }
}

/// An account's identifier becomes a folder's name: nothing in it may lead elsewhere.
fn check_account(account: &str) -> Result<()> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    match !account.is_empty() && account.len() <= 64 && account.bytes().all(plain) {
        true => Ok(()),
        false => Err(Error::Setting(
            "an account's identifier that cannot be a folder's name".into(),
        )),
    }
}

/// The blobs of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    place: Place,
    master: Arc<MasterKey>,
}

impl Blobs {
    /// Blobs in a folder, which is made when it is not there.
    pub fn in_folder(folder: &Path, master: MasterKey) -> Result<Blobs> {
        Ok(Blobs {
            place: Place::folder(folder)?,
            master: Arc::new(master),
        })
    }

    /// Blobs in a bucket of an S3 API.
    pub fn in_s3(settings: &S3Settings, master: MasterKey) -> Result<Blobs> {
        Ok(Blobs {
            place: Place::s3(settings)?,
            master: Arc::new(master),
        })
    }

    /// Stores bytes for good and returns their name. The same bytes again are stored once.
    /// When this returns, a power cut does not lose them.
    pub async fn put(&self, account: &str, plain: impl Into<Bytes>) -> Result<BlobKey> {
        check_account(account)?;
        let keys = AccountKeys::derive(&self.master, account)?;
        let plain = plain.into();
        let (key, sealed) = off_thread(plain.len(), account.to_owned(), move |account| {
            let key = BlobKey::new(account, &keys.name_of(&plain));
            let sealed = cipher::seal(&keys, key.as_str().as_bytes(), &plain)?;
            Ok((key, sealed))
        })
        .await?;
        self.place.write_once(&key.path(), sealed).await?;
        Ok(key)
    }

    /// All bytes of a blob; [`Error::Damaged`] when one bit of it is not as it was written.
    pub async fn get(&self, key: &BlobKey) -> Result<Bytes> {
        let keys = AccountKeys::derive(&self.master, key.account())?;
        let sealed = self.place.read(&key.path(), None).await?;
        off_thread(sealed.len(), key.clone(), move |key| {
            cipher::open(&keys, key.as_str().as_bytes(), &sealed)
        })
        .await
        .map(Bytes::from)
    }

    /// A part of a blob, cut at its end. Only the segments that hold it are read and checked.
    pub async fn get_range(&self, key: &BlobKey, range: Range<u64>) -> Result<Bytes> {
        let keys = AccountKeys::derive(&self.master, key.account())?;
        let path = key.path();
        let header = Header::read(&self.place.read(&path, Some(0..HEADER_LENGTH)).await?)?;
        let wanted = range.start.min(header.length)..range.end.min(header.length);
        // A length is believed only when a segment that is bound to it opens.
        let read = if wanted.is_empty() {
            header.length.saturating_sub(1)..header.length
        } else {
            wanted.clone()
        };
        let sealed = self.place.read(&path, Some(header.sealed_range(&read))).await?;
        let plain = cipher::open_range(&keys, key.as_str().as_bytes(), &header, &read, &sealed)?;
        Ok(if wanted.is_empty() {
            Bytes::new()
        } else {
            Bytes::from(plain)
        })
    }

    /// Whether there is such a blob.
    pub async fn exists(&self, key: &BlobKey) -> Result<bool> {
        self.place.exists(&key.path()).await
    }

    /// Writes, reads back and removes a probe (for `doctor`).
    pub async fn check(&self) -> Result<()> {
        self.place.check().await
    }
}

/// Below this a cipher is quicker than handing the work to another thread.
const SMALL: usize = 256 * 1024;

/// Runs work on bytes, off the async threads when there are many.
async fn off_thread<C, T>(
    length: usize,
    context: C,
    work: impl FnOnce(&C) -> Result<T> + Send + 'static,
) -> Result<T>
where
    C: Send + 'static,
    T: Send + 'static,
{
    if length <= SMALL {
        return work(&context);
    }
    tokio::task::spawn_blocking(move || work(&context))
        .await
        .map_err(|_| Error::Crypto)?
}
