//! A folder of page images that can be made again: encrypted, with an expiry, never backed up, never the only copy.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::check_account;
use super::cipher::{self, AccountKeys, MasterKey};
use crate::error::{Error, Result};

/// Images of pages, by account and name. Each node has its own. Cheap to clone.
#[derive(Clone)]
pub struct PageCache {
    folder: PathBuf,
    master: Arc<MasterKey>,
}

/// A file begins with its expiry in microseconds; the encrypted bytes follow.
const EXPIRY_LENGTH: usize = 8;

impl PageCache {
    /// A cache in a folder, which is made when it is not there.
    pub fn in_folder(folder: &Path, master: MasterKey) -> Result<PageCache> {
        std::fs::create_dir_all(folder)?;
        Ok(PageCache {
            folder: folder.to_owned(),
            master: Arc::new(master),
        })
    }

    /// Keeps bytes under a name until a time.
    pub async fn put(&self, account: &str, name: &str, bytes: &[u8], expires_at: Timestamp) -> Result<()> {
        let (keys, path) = self.place(account, name)?;
        let expiry = expires_at.as_microsecond().to_be_bytes();
        let sealed = cipher::seal(&keys, &bound(name, expiry), bytes)?;
        blocking(move || write(&path, &[expiry.as_slice(), &sealed].concat())).await
    }

    /// The bytes under a name, unless they are over, missing or damaged.
    pub async fn get(&self, account: &str, name: &str, now: Timestamp) -> Result<Option<Bytes>> {
        let (keys, path) = self.place(account, name)?;
        let file = match blocking(move || std::fs::read(path)).await {
            Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let Some((expiry, sealed)) = file.split_first_chunk::<EXPIRY_LENGTH>() else {
            return Ok(None);
        };
        if i64::from_be_bytes(*expiry) <= now.as_microsecond() {
            return Ok(None);
        }
        Ok(cipher::open(&keys, &bound(name, *expiry), sealed)
            .ok()
            .map(Bytes::from))
    }

    /// Removes what is over, and tells how many files.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64> {
        let folder = self.folder.clone();
        blocking(move || sweep(&folder, now.as_microsecond())).await
    }

    fn place(&self, account: &str, name: &str) -> Result<(AccountKeys, PathBuf)> {
        check_account(account)?;
        let keys = AccountKeys::derive(&self.master, account)?;
        let file = hex::encode(keys.tag(format!("page cache {name}").as_bytes()));
        Ok((keys, self.folder.join(account).join(file)))
    }
}

/// What the encryption binds the bytes to.
fn bound(name: &str, expiry: [u8; EXPIRY_LENGTH]) -> Vec<u8> {
    [b"page cache ", expiry.as_slice(), name.as_bytes()].concat()
}

/// Whole or not at all for readers; a power cut may lose it.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!("{}.unfinished", uuid::Uuid::now_v7()));
    std::fs::write(&unfinished, bytes)?;
    std::fs::rename(&unfinished, path)
}

fn sweep(folder: &Path, now: i64) -> std::io::Result<u64> {
    let mut removed = 0;
    for account in std::fs::read_dir(folder)? {
        for file in std::fs::read_dir(account?.path())? {
            let path = file?.path();
            if is_over(&path, now)? {
                std::fs::remove_file(&path)?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

fn is_over(path: &Path, now: i64) -> std::io::Result<bool> {
    use std::io::Read as _;
    let mut expiry = [0; EXPIRY_LENGTH];
    match std::fs::File::open(path)?.read_exact(&mut expiry) {
        Ok(()) => Ok(i64::from_be_bytes(expiry) <= now),
        // Too short: being written just now, or a leftover of no use.
        Err(_) => Ok(path.extension().is_none()),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Io(error.into()))?
        .map_err(Error::from)
}
