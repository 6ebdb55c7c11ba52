//! The signer's folder: wrapped keys, one file each, and how often their PINs were tried. Nobody but the signer's user may look into
//! it. A try is counted on the disk before it is made, so that neither a crash nor a power cut gives it back.

use app::keys::Keys;
use app::vault::{KeyRecord, VaultFault};
use rustix::fs::{FlockOperation, flock};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Wrong PINs in a row after which a key stays shut.
pub const MAX_TRIES: u32 = 5;

/// Why a key of the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderFault {
    /// The disk.
    #[error("{path}: {error}")]
    Disk {
        /// Which file.
        path: String,
        /// What it said.
        error: io::Error,
    },
    /// Others may look into it.
    #[error("{0} may be read by others; run `chmod 700 {0}`")]
    Open(String),
    /// The PIN was wrong too often.
    #[error(
        "the PIN of key {0} was wrong {MAX_TRIES} times; it stays shut until the operator says `podpis signer unlock`"
    )]
    Locked(String),
    /// The key does not open.
    #[error("key {id}: {fault}")]
    Vault {
        /// Which.
        id: String,
        /// Why.
        fault: VaultFault,
    },
}

/// The folder.
#[derive(Clone, Debug)]
pub struct SignerFolder {
    path: PathBuf,
}

impl SignerFolder {
    /// Opens the folder; makes it, for its user alone, if it is not there.
    pub fn open(path: &Path) -> Result<SignerFolder, FolderFault> {
        let keys = path.join("keys");
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&keys);
        made.map_err(|error| disk(&keys, error))?;
        let metadata = fs::metadata(path).map_err(|error| disk(path, error))?;
        if metadata.mode() & 0o077 != 0 {
            return Err(FolderFault::Open(path.display().to_string()));
        }
        Ok(SignerFolder {
            path: path.to_owned(),
        })
    }

    /// Where the log of uses is.
    pub fn log(&self) -> PathBuf {
        self.path.join("uses.jsonl")
    }

    /// All keys, oldest first.
    pub fn records(&self) -> Result<Vec<KeyRecord>, FolderFault> {
        let folder = self.path.join("keys");
        let entries = fs::read_dir(&folder).map_err(|error| disk(&folder, error))?;
        let mut records: Vec<KeyRecord> = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| disk(&folder, error))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let bytes = fs::read(&path).map_err(|error| disk(&path, error))?;
                let record = serde_json::from_slice(&bytes);
                records.push(record.map_err(|error| disk(&path, error.into()))?);
            }
        }
        records.sort_by(|a, b| (a.header.created_at, &a.header.id).cmp(&(b.header.created_at, &b.header.id)));
        Ok(records)
    }

    /// Keeps a key, whole or not at all.
    pub fn keep(&self, record: &KeyRecord) -> Result<(), FolderFault> {
        let path = self.file(&record.header.id, "json");
        let bytes = serde_json::to_vec_pretty(record).map_err(|error| disk(&path, error.into()))?;
        write_whole(&path, &bytes).map_err(|error| disk(&path, error))
    }

    /// Takes a key out for good.
    pub fn remove(&self, id: &str) -> Result<(), FolderFault> {
        let path = self.file(id, "json");
        fs::remove_file(&path).map_err(|error| disk(&path, error))
    }

    /// Opens a key. With a PIN, the try is counted before it is made; a right one begins the count anew.
    pub fn unwrap(
        &self,
        record: &KeyRecord,
        key_file: &Keys,
        pin: Option<&str>,
    ) -> Result<Zeroizing<Vec<u8>>, FolderFault> {
        let id = &record.header.id;
        let vault = |fault| FolderFault::Vault {
            id: id.clone(),
            fault,
        };
        if record.header.pin.is_none() {
            return record.open(key_file, None).map_err(vault);
        }
        // Asking for a PIN is no try.
        let pin = pin.ok_or_else(|| vault(VaultFault::PinNeeded))?;
        // One try at a time, whichever process makes it: else two would count as one.
        let _alone = self.locked()?;
        let tries = self.tries(id)?;
        if tries >= MAX_TRIES {
            return Err(FolderFault::Locked(id.clone()));
        }
        self.set_tries(id, tries + 1)?;
        match record.open(key_file, Some(pin)) {
            Ok(key) => {
                self.set_tries(id, 0)?;
                Ok(key)
            }
            Err(VaultFault::WrongPin) => Err(vault(VaultFault::WrongPin)),
            // Whatever else it was, the PIN was not looked at.
            Err(fault) => {
                self.set_tries(id, tries)?;
                Err(vault(fault))
            }
        }
    }

    /// Begins the count of a key anew: the operator knows who tried.
    pub fn unlock(&self, id: &str) -> Result<(), FolderFault> {
        self.set_tries(id, 0)
    }

    /// Holds every other process off the counts until it is dropped.
    fn locked(&self) -> Result<File, FolderFault> {
        let path = self.path.join("keys").join("lock");
        let opened = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(&path);
        let file = opened.map_err(|error| disk(&path, error))?;
        flock(&file, FlockOperation::LockExclusive).map_err(|error| disk(&path, error.into()))?;
        Ok(file)
    }

    /// A count that cannot be read counts as full: else whoever can spoil the file could try for ever.
    fn tries(&self, id: &str) -> Result<u32, FolderFault> {
        let path = self.file(id, "tries");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim().parse().unwrap_or(MAX_TRIES)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(disk(&path, error)),
        }
    }

    fn set_tries(&self, id: &str, tries: u32) -> Result<(), FolderFault> {
        let path = self.file(id, "tries");
        write_whole(&path, tries.to_string().as_bytes()).map_err(|error| disk(&path, error))
    }

    /// Identities come from records, which somebody may have written by hand: they never leave the folder.
    fn file(&self, id: &str, extension: &str) -> PathBuf {
        let plain: String = id
            .chars()
            .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
            .collect();
        self.path.join("keys").join(format!("{plain}.{extension}"))
    }
}

fn disk(path: &Path, error: io::Error) -> FolderFault {
    FolderFault::Disk {
        path: path.display().to_string(),
        error,
    }
}

/// Beside its place first, then in it, and on the disk before this returns.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::vault::{KeyHeader, PinParameters};
    use std::os::unix::fs::PermissionsExt;

    const PIN: &str = "dolga skrivnost";

    fn record(key_file: &Keys) -> KeyRecord {
        let header = KeyHeader {
            version: 1,
            id: "../seal".into(),
            account: None,
            certificate_chain_pem: String::new(),
            created_at: jiff::Timestamp::UNIX_EPOCH,
            pin: Some(PinParameters {
                memory_kib: 8,
                passes: 1,
                ..PinParameters::usual()
            }),
        };
        KeyRecord::new(header, b"key", key_file, Some(PIN)).unwrap()
    }

    #[test]
    fn wrong_pins_are_counted_over_restarts_and_shut_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let (path, key_file) = (folder.path().join("signer"), Keys::new(&[1; 32]));
        SignerFolder::open(&path)
            .unwrap()
            .keep(&record(&key_file))
            .unwrap();
        let wrong = |pin: Option<&str>, key_file: &Keys| {
            // As after a restart, each time.
            let folder = SignerFolder::open(&path).unwrap();
            let record = folder.records().unwrap().remove(0);
            folder.unwrap(&record, key_file, pin).map(|key| key.to_vec())
        };
        for _ in 0..2 {
            for _ in 1..MAX_TRIES {
                assert!(wrong(Some("napačen PIN"), &key_file).is_err());
            }
            assert_eq!(
                wrong(Some(PIN), &key_file).unwrap(),
                b"key",
                "a right one begins anew"
            );
        }
        // Neither no PIN nor another key file is a try.
        for _ in 0..20 {
            assert!(wrong(None, &key_file).is_err() && wrong(Some(PIN), &Keys::new(&[2; 32])).is_err());
        }
        for _ in 0..MAX_TRIES {
            assert!(wrong(Some("napačen PIN"), &key_file).is_err());
        }
        assert!(matches!(wrong(Some(PIN), &key_file), Err(FolderFault::Locked(_))));
        SignerFolder::open(&path).unwrap().unlock("../seal").unwrap();
        assert!(wrong(Some(PIN), &key_file).is_ok());
        assert!(
            !folder.path().join("seal.json").exists(),
            "names do not lead elsewhere"
        );
    }

    #[test]
    fn a_try_counts_before_it_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signer");
        let key_file = Keys::new(&[1; 32]);
        let folder = SignerFolder::open(&path).unwrap();
        folder.keep(&record(&key_file)).unwrap();
        // Where the count cannot be kept, nothing is tried: a wrong PIN is not even called wrong.
        fs::create_dir(folder.file("../seal", "new")).unwrap();
        let record = folder.records().unwrap().remove(0);
        for pin in [PIN, "napačen PIN"] {
            assert!(matches!(
                folder.unwrap(&record, &key_file, Some(pin)),
                Err(FolderFault::Disk { .. })
            ));
        }
        fs::remove_dir(folder.file("../seal", "new")).unwrap();
        fs::write(folder.file("../seal", "tries"), "many").unwrap();
        assert!(matches!(
            folder.unwrap(&record, &key_file, Some(PIN)),
            Err(FolderFault::Locked(_))
        ));
    }

    #[test]
    fn a_folder_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o750)).unwrap();
        assert!(matches!(
            SignerFolder::open(folder.path()),
            Err(FolderFault::Open(_))
        ));
    }
}
