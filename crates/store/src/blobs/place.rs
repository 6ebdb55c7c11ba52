//! Where blobs lie: a folder or a bucket, both through OpenDAL. It sees only ciphertext.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::services::{Fs, S3};
use opendal::{ErrorKind, Operator};

use crate::error::{Error, Result};

/// How to reach a bucket.
#[derive(Clone)]
pub struct S3Settings {
    /// `https://s3.example.org`
    pub endpoint: String,
    /// The bucket, which must exist.
    pub bucket: String,
    /// The region, `us-east-1` where the service has none.
    pub region: String,
    /// The key's identifier.
    pub access_key_id: String,
    /// The key's secret.
    pub secret_access_key: String,
    /// Folder inside the bucket, perhaps empty.
    pub prefix: String,
    /// `true`: `endpoint/bucket/key`; `false`: `bucket.endpoint/key`.
    pub path_style: bool,
}

#[derive(Clone)]
pub(super) struct Place {
    operator: Operator,
    /// The folder, when it is one: its entries must be made durable by hand.
    folder: Option<PathBuf>,
}

/// Files that are being written lie here, on the same file system, until they are whole.
const UNFINISHED: &str = ".unfinished";

impl Place {
    pub(super) fn folder(folder: &Path) -> Result<Place> {
        let path = folder
            .to_str()
            .ok_or_else(|| Error::Setting("the blob folder's path is not UTF-8".into()))?;
        std::fs::create_dir_all(folder.join(UNFINISHED))?;
        remove_leftovers(&folder.join(UNFINISHED))?;
        let builder = Fs::default()
            .root(path)
            .atomic_write_dir(&format!("{path}/{UNFINISHED}"));
        let operator = Operator::new(builder).map_err(from_opendal)?;
        Ok(Place {
            operator,
            folder: Some(folder.to_owned()),
        })
    }

    pub(super) fn s3(settings: &S3Settings) -> Result<Place> {
        // The process normally has a provider by now; a second one is refused and that is fine.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        opendal_http_transport_reqwest::install_default();
        let mut builder = S3::default()
            .endpoint(&settings.endpoint)
            .bucket(&settings.bucket)
            .region(&settings.region)
            .root(&settings.prefix)
            .access_key_id(&settings.access_key_id)
            .secret_access_key(&settings.secret_access_key)
            // Only what is written in our own configuration counts.
            .disable_config_load()
            .disable_ec2_metadata();
        if !settings.path_style {
            builder = builder.enable_virtual_host_style();
        }
        let operator = Operator::new(builder).map_err(from_opendal)?;
        let operator = operator
            .layer(
                TimeoutLayer::new()
                    .with_timeout(Duration::from_secs(60))
                    .with_io_timeout(Duration::from_secs(60)),
            )
            .layer(RetryLayer::new().with_max_times(3).with_jitter());
        Ok(Place {
            operator,
            folder: None,
        })
    }

    /// Writes a whole file under a name that is free; when it is taken, the file there stays and all is well.
    pub(super) async fn write_once(&self, path: &str, bytes: Vec<u8>) -> Result<()> {
        // A look into a folder is cheaper than a file that is written and synced for nothing; a bucket would be asked twice.
        if self.folder.is_some() && self.exists(path).await? {
            return Ok(());
        }
        match self.write_whole(path, bytes).await {
            Ok(()) => self.make_durable(path).await,
            Err(error) if error.kind() == ErrorKind::ConditionNotMatch => Ok(()),
            Err(error) => Err(from_opendal(error)),
        }
    }

    async fn write_whole(&self, path: &str, bytes: Vec<u8>) -> opendal::Result<()> {
        let mut writer = self.operator.writer_with(path).if_not_exists(true).await?;
        let written = match writer.write(bytes).await {
            Ok(()) => writer.close().await.map(drop),
            failed => failed,
        };
        if written.is_err() {
            // On a full disk, what is half written must not stay. That it could not be removed says less than why.
            let _ = writer.abort().await;
        }
        written
    }

    pub(super) async fn read(&self, path: &str, range: Option<Range<u64>>) -> Result<Bytes> {
        // OpenDAL would fill megabytes with zeros for each read of a file, however small that is.
        if let Some(root) = &self.folder {
            let file = root.join(path);
            let read = tokio::task::spawn_blocking(move || read_file(&file, range));
            return match read.await.map_err(|error| Error::Io(error.into()))? {
                Ok(bytes) => Ok(bytes.into()),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    Err(Error::BlobMissing(path.to_owned()))
                }
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    Err(Error::Damaged("a blob is shorter than it was"))
                }
                Err(error) => Err(error.into()),
            };
        }
        let read = match range {
            Some(range) => self.operator.read_with(path).range(range).await,
            None => self.operator.read(path).await,
        };
        match read {
            Ok(buffer) => Ok(buffer.to_bytes()),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Error::BlobMissing(path.to_owned())),
            Err(error) if error.kind() == ErrorKind::RangeNotSatisfied => {
                Err(Error::Damaged("a blob is shorter than it was"))
            }
            Err(error) => Err(from_opendal(error)),
        }
    }

    pub(super) async fn exists(&self, path: &str) -> Result<bool> {
        self.operator.exists(path).await.map_err(from_opendal)
    }

    pub(super) async fn check(&self) -> Result<()> {
        let probe = "probe/doctor";
        self.operator.write(probe, "probe").await.map_err(from_opendal)?;
        let read = self.read(probe, None).await?;
        self.operator.delete(probe).await.map_err(from_opendal)?;
        if read.as_ref() == b"probe" {
            Ok(())
        } else {
            Err(Error::Damaged("the probe came back different"))
        }
    }

    /// OpenDAL syncs the file before it gives it its name; the folders that hold the name need it too.
    async fn make_durable(&self, path: &str) -> Result<()> {
        let Some(root) = self.folder.clone() else {
            return Ok(());
        };
        let file = root.join(path);
        let synced = tokio::task::spawn_blocking(move || {
            let mut folders = file
                .ancestors()
                .skip(1)
                .take_while(|folder| folder.starts_with(&root));
            folders.try_for_each(|folder| std::fs::File::open(folder)?.sync_all())
        });
        synced
            .await
            .map_err(|error| Error::Io(error.into()))?
            .map_err(Error::from)
    }
}

fn read_file(path: &Path, range: Option<Range<u64>>) -> std::io::Result<Vec<u8>> {
    let Some(range) = range else {
        return std::fs::read(path);
    };
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(range.start))?;
    let mut bytes = Vec::new();
    let wanted = range.end.saturating_sub(range.start);
    match file.take(wanted).read_to_end(&mut bytes)? as u64 == wanted {
        true => Ok(bytes),
        false => Err(std::io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Removes what a process that was killed left half written. Files of the last hour may be another process's work;
/// the age is measured against a new file, by the file system's own clock.
fn remove_leftovers(folder: &Path) -> std::io::Result<()> {
    let fresh = folder.join(format!("{}.opened", uuid::Uuid::now_v7()));
    std::fs::write(&fresh, b"")?;
    let now = fresh.metadata()?.modified()?;
    std::fs::remove_file(&fresh)?;
    for entry in std::fs::read_dir(folder)?.flatten() {
        let modified = entry.metadata().and_then(|file| file.modified());
        let age = modified
            .ok()
            .and_then(|modified| now.duration_since(modified).ok());
        if age.is_some_and(|age| age > Duration::from_secs(3600)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn from_opendal(error: opendal::Error) -> Error {
    let text = error.to_string();
    let io = std::error::Error::source(&error).and_then(io_kind);
    // Persistent: it stayed temporary through all repetitions.
    // S3 has no one code for it: MinIO, Ceph and Garage say it in these words, HTTP says 507.
    let full = [
        "XMinioStorageFull",
        "QuotaExceeded",
        "InsufficientStorage",
        "status: 507",
    ];
    match error.kind() {
        _ if io.is_some_and(crate::error::is_full) => Error::StorageFull,
        _ if full.iter().any(|word| text.contains(word)) => Error::StorageFull,
        ErrorKind::ConfigInvalid | ErrorKind::PermissionDenied => Error::Setting(text),
        _ if error.is_temporary() || error.is_persistent() => Error::Unavailable(text),
        _ => Error::ObjectStore(error),
    }
}

/// The kind of the I/O error somewhere below, if there is one.
fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<std::io::ErrorKind> {
    match error.downcast_ref::<std::io::Error>() {
        Some(io) => Some(io.kind()),
        None => io_kind(error.source()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_named() {
        let io = std::io::Error::from_raw_os_error(28);
        let error = opendal::Error::new(ErrorKind::Unexpected, "write").set_source(io);
        assert!(matches!(from_opendal(error), Error::StorageFull));
        let s3 = opendal::Error::new(
            ErrorKind::Unexpected,
            "XMinioStorageFull: Storage backend has reached its minimum free drive threshold",
        );
        assert!(matches!(from_opendal(s3), Error::StorageFull));
    }
}
