//! `podpis backup` and `podpis restore`: database and documents; never the key file, which is kept apart.

use crate::config::{Common, Config};
use crate::wire::{self, DATABASE};
use anyhow::{Context, bail};
use app::ports::Clock;
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) const BLOBS: &str = "blobs";

/// Copy database and documents to a folder while the server runs.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    common: Common,
    /// A folder that does not exist yet
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// Put a backup back into an empty installation.
#[derive(Args)]
pub struct Restore {
    #[command(flatten)]
    common: Common,
    /// The folder that `podpis backup` made
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
}

impl Backup {
    /// Database first, documents after it: every document that the copy names is then in the copy.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let config = Config::load(&self.common)?;
        if config.database.url.is_some() || config.database.url_file.is_some() {
            bail!(
                "the database is PostgreSQL: use pg_dump for it, and your S3 provider's tools for documents kept there"
            );
        }
        if self.to.exists() {
            bail!("{} exists already", self.to.display());
        }
        wire::must_exist(&config)?;
        let store = wire::open_store(&config).await?;
        fs::create_dir_all(&self.to)?;
        store.backup(&self.to.join(DATABASE)).await?;
        let (files, bytes) = match config.blobs.s3 {
            Some(_) => (0, 0),
            None => copy_new(&config.data.join(BLOBS), &self.to.join(BLOBS))?,
        };
        let mut transaction = store.begin().await?;
        let done = store::Upkeep {
            name: app::system::BACKUP.to_owned(),
            detail: self.to.display().to_string(),
            at: providers::clock::SystemClock.now(),
        };
        transaction.note_upkeep(&done).await?;
        transaction.commit().await?;
        println!(
            "{}: database and {files} documents ({bytes} bytes). Keep the key file apart from it.",
            self.to.display()
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    /// Refuses to write over an installation.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let config = Config::load(&self.common)?;
        if config.data.join(DATABASE).exists() {
            bail!("{} holds an installation already", config.data.display());
        }
        if !self.from.join(DATABASE).exists() {
            bail!("{} is not a backup", self.from.display());
        }
        fs::create_dir_all(&config.data)?;
        let (files, bytes) = copy_new(&self.from.join(BLOBS), &config.data.join(BLOBS))?;
        // What an earlier database left behind would be read into this one.
        for left in ["-wal", "-shm"] {
            let file = config.data.join(format!("{DATABASE}{left}"));
            if file.exists() {
                fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
            }
        }
        fs::copy(self.from.join(DATABASE), config.data.join(DATABASE))?;
        println!(
            "{}: database and {files} documents ({bytes} bytes). Run `podpis doctor` and `podpis audit verify`.",
            config.data.display()
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// Copies what is not there yet; documents never change, so what is there is right.
pub(super) fn copy_new(from: &Path, to: &Path) -> anyhow::Result<(u64, u64)> {
    let (mut files, mut bytes) = (0, 0);
    if !from.exists() {
        return Ok((0, 0));
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            let (more_files, more_bytes) = copy_new(&entry.path(), &target)?;
            files += more_files;
            bytes += more_bytes;
        } else if !target.exists() {
            bytes += fs::copy(entry.path(), &target)?;
            files += 1;
        }
    }
    Ok((files, bytes))
}
