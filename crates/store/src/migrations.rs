//! The schema's steps, in order, for both databases. A step never changes after it has landed; a new one is added with the same number on both sides.

use std::collections::BTreeMap;

use rusqlite::TransactionBehavior;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{PgPool, SqlSafeStr};

use crate::error::{Error, Result};

/// Number, name, SQLite's text, PostgreSQL's text.
pub(crate) const STEPS: &[Step] = &[
    (
        1,
        "first",
        include_str!("../migrations/sqlite/0001_first.sql"),
        include_str!("../migrations/postgres/0001_first.sql"),
    ),
    (
        2,
        "saved_views",
        include_str!("../migrations/sqlite/0002_saved_views.sql"),
        include_str!("../migrations/postgres/0002_saved_views.sql"),
    ),
    (
        3,
        "tag_words",
        include_str!("../migrations/sqlite/0003_tag_words.sql"),
        include_str!("../migrations/postgres/0003_tag_words.sql"),
    ),
    (
        4,
        "webhooks",
        include_str!("../migrations/sqlite/0004_webhooks.sql"),
        include_str!("../migrations/postgres/0004_webhooks.sql"),
    ),
    (
        5,
        "oauth",
        include_str!("../migrations/sqlite/0005_oauth.sql"),
        include_str!("../migrations/postgres/0005_oauth.sql"),
    ),
    (
        6,
        "secrets",
        include_str!("../migrations/sqlite/0006_secrets.sql"),
        include_str!("../migrations/postgres/0006_secrets.sql"),
    ),
    (
        7,
        "verify",
        include_str!("../migrations/sqlite/0007_verify.sql"),
        include_str!("../migrations/postgres/0007_verify.sql"),
    ),
    (
        8,
        "contacts",
        include_str!("../migrations/sqlite/0008_contacts.sql"),
        include_str!("../migrations/postgres/0008_contacts.sql"),
    ),
    (
        9,
        "marks",
        include_str!("../migrations/sqlite/0009_marks.sql"),
        include_str!("../migrations/postgres/0009_marks.sql"),
    ),
    (
        10,
        "user_search",
        include_str!("../migrations/sqlite/0010_user_search.sql"),
        include_str!("../migrations/postgres/0010_user_search.sql"),
    ),
    (
        11,
        "presence",
        include_str!("../migrations/sqlite/0011_presence.sql"),
        include_str!("../migrations/postgres/0011_presence.sql"),
    ),
    (
        12,
        "list_search",
        include_str!("../migrations/sqlite/0012_list_search.sql"),
        include_str!("../migrations/postgres/0012_list_search.sql"),
    ),
    (
        13,
        "trigrams",
        include_str!("../migrations/sqlite/0013_trigrams.sql"),
        include_str!("../migrations/postgres/0013_trigrams.sql"),
    ),
    (
        14,
        "lasting",
        include_str!("../migrations/sqlite/0014_lasting.sql"),
        include_str!("../migrations/postgres/0014_lasting.sql"),
    ),
    (
        15,
        "shares",
        include_str!("../migrations/sqlite/0015_shares.sql"),
        include_str!("../migrations/postgres/0015_shares.sql"),
    ),
    (
        16,
        "settings",
        include_str!("../migrations/sqlite/0016_settings.sql"),
        include_str!("../migrations/postgres/0016_settings.sql"),
    ),
    (
        17,
        "pins",
        include_str!("../migrations/sqlite/0017_pins.sql"),
        include_str!("../migrations/postgres/0017_pins.sql"),
    ),
];

/// The newest step that this program knows.
pub(crate) fn newest() -> i64 {
    STEPS.last().map_or(0, |step| step.0)
}

/// Takes the steps that are missing, in one transaction. The record of them is the one that sqlx keeps in PostgreSQL.
pub(crate) fn run_sqlite(db: &mut rusqlite::Connection) -> Result<()> {
    take_sqlite(db, STEPS)
}

pub(crate) async fn run_postgres(pool: &PgPool) -> Result<()> {
    let migrator = Migrator::with_migrations(STEPS.iter().map(|step| migration(step, step.3)).collect());
    migrator.run(pool).await.map_err(refused)
}

/// The steps before this one, for tests of what is left to do.
#[cfg(feature = "testing")]
pub(crate) fn run_sqlite_before(db: &mut rusqlite::Connection, step: i64) -> Result<()> {
    take_sqlite(db, older_than(step))
}

/// The same on PostgreSQL.
#[cfg(feature = "testing")]
pub(crate) async fn run_postgres_before(pool: &PgPool, step: i64) -> Result<()> {
    let older = older_than(step).iter();
    let migrator = Migrator::with_migrations(older.map(|step| migration(step, step.3)).collect());
    migrator.run(pool).await.map_err(refused)
}

#[cfg(feature = "testing")]
fn older_than(step: i64) -> &'static [Step] {
    let count = STEPS.iter().take_while(|known| known.0 < step).count();
    STEPS.split_at(count).0
}

type Step = (i64, &'static str, &'static str, &'static str);

fn migration(step: &Step, text: &'static str) -> Migration {
    let kind = MigrationType::Simple;
    Migration::new(step.0, step.1.into(), kind, text.into_sql_str(), false)
}

const RECORD: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
     installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, \
     execution_time BIGINT NOT NULL)";

fn take_sqlite(db: &mut rusqlite::Connection, steps: &[Step]) -> Result<()> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(RECORD)?;
    let applied = tx
        .prepare("SELECT version, checksum FROM _sqlx_migrations")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<BTreeMap<i64, Vec<u8>>>>()?;
    if let Some((version, _)) = applied.iter().find(|(version, _)| **version > newest()) {
        return Err(refused(MigrateError::VersionMissing(*version)));
    }
    for step in steps {
        let migration = migration(step, step.2);
        match applied.get(&step.0) {
            Some(checksum) if checksum[..] == migration.checksum[..] => {}
            Some(_) => return Err(refused(MigrateError::VersionMismatch(step.0))),
            None => {
                tx.execute_batch(step.2)?;
                tx.execute(
                    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (?, ?, TRUE, ?, 0)",
                    (step.0, step.1, &migration.checksum[..]),
                )?;
            }
        }
    }
    Ok(tx.commit()?)
}

fn refused(error: MigrateError) -> Error {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        MigrateError::VersionMissing(version) => Error::Schema(format!(
            "it was made by a newer program (step {version}); this one knows up to {}",
            newest()
        )),
        MigrateError::VersionMismatch(version) => {
            Error::Schema(format!("step {version} is not the one that was applied"))
        }
        other => Error::Schema(other.to_string()),
    }
}
