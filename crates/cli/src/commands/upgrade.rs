//! `podpis upgrade`: brings the database to this program's schema, after a backup; with `--dry-run` it only says what it would do, and tries
//! it where it does no harm.

use super::backup::{BLOBS, copy_new};
use crate::config::{Common, Config};
use crate::wire::{self, DATABASE};
use anyhow::{Context, bail};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::PostgresSettings;
use store::upgrade::{self, Plan};

/// Bring the database to this program's schema, after a backup.
#[derive(Args)]
pub struct Upgrade {
    #[command(flatten)]
    common: Common,
    /// Only say which steps there are, and try them: on a copy (SQLite) or in a transaction that is taken back (PostgreSQL)
    #[arg(long)]
    dry_run: bool,
    /// A folder that does not exist yet, for a backup of database and documents as they are now
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run")]
    backup: Option<PathBuf>,
    /// Go on without a backup of our own making
    #[arg(long, conflicts_with_all = ["backup", "dry_run"])]
    without_backup: bool,
}

impl Upgrade {
    /// Exit code 0: nothing is left to do; 2 with `--dry-run`: there are steps, and they work.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let config = Config::load(&self.common)?;
        wire::must_exist(&config)?;
        let target = Target::of(&config)?;
        let plan = target
            .plan()
            .await
            .context("the database cannot be brought up to date")?;
        if plan.steps.is_empty() {
            println!(
                "The schema is at step {}, the newest one that this program knows.",
                plan.from
            );
            return Ok(ExitCode::SUCCESS);
        }
        for (number, name) in &plan.steps {
            println!("step {number}: {name}");
        }
        if self.dry_run {
            target
                .attempt()
                .await
                .context("the steps were tried and do not work; nothing was changed")?;
            println!(
                "{} steps tried: they work. Nothing was changed.",
                plan.steps.len()
            );
            return Ok(ExitCode::from(2));
        }
        self.save(&config, &target).await?;
        let store = wire::open_store(&config).await?;
        let now = store.check().await?.schema;
        store.close().await;
        println!("The schema is at step {now}. Start the servers again.");
        Ok(ExitCode::SUCCESS)
    }

    async fn save(&self, config: &Config, target: &Target) -> anyhow::Result<()> {
        if self.without_backup {
            return Ok(());
        }
        let Target::Sqlite(file) = target else {
            bail!("the database is PostgreSQL: make a backup with pg_dump, then say --without-backup");
        };
        let Some(to) = &self.backup else {
            bail!("name a folder with --backup DIR, or say --without-backup");
        };
        if to.exists() {
            bail!("{} exists already", to.display());
        }
        fs::create_dir_all(to)?;
        upgrade::copy_sqlite(file, &to.join(DATABASE)).await?;
        let (files, bytes) = match config.blobs.s3 {
            Some(_) => (0, 0),
            None => copy_new(&config.data.join(BLOBS), &to.join(BLOBS))?,
        };
        println!(
            "{}: database and {files} documents ({bytes} bytes).",
            to.display()
        );
        Ok(())
    }
}

/// The database that is meant.
enum Target {
    Postgres(PostgresSettings),
    Sqlite(PathBuf),
}

impl Target {
    fn of(config: &Config) -> anyhow::Result<Target> {
        Ok(match wire::postgres(config)? {
            Some(settings) => Target::Postgres(settings),
            None => Target::Sqlite(config.data.join(DATABASE)),
        })
    }

    async fn plan(&self) -> store::Result<Plan> {
        match self {
            Target::Postgres(settings) => upgrade::plan_postgres(settings).await,
            Target::Sqlite(file) => upgrade::plan_sqlite(file).await,
        }
    }

    /// The copy lies beside the database: there is room for both, or there would be none for the upgrade.
    async fn attempt(&self) -> store::Result<()> {
        match self {
            Target::Postgres(settings) => upgrade::try_postgres(settings).await,
            Target::Sqlite(file) => upgrade::try_sqlite(file, &trial(file)).await,
        }
    }
}

fn trial(file: &Path) -> PathBuf {
    let process = std::process::id();
    file.with_extension(format!("trial-{process}"))
}
