//! The schema's steps, in order, for both databases. A step never changes after it has landed; a new one is added with the same number on both sides.

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{PgPool, SqlSafeStr, SqlitePool};

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
];

/// The newest step that this program knows.
pub(crate) fn newest() -> i64 {
    STEPS.last().map_or(0, |step| step.0)
}

pub(crate) async fn run_sqlite(pool: &SqlitePool) -> Result<()> {
    migrator(|step| step.2).run(pool).await.map_err(refused)
}

pub(crate) async fn run_postgres(pool: &PgPool) -> Result<()> {
    migrator(|step| step.3).run(pool).await.map_err(refused)
}

/// The steps before this one, for tests of what is left to do.
#[cfg(feature = "testing")]
pub(crate) async fn run_sqlite_before(pool: &SqlitePool, step: i64) -> Result<()> {
    let older = migrator_of(older_than(step), |step| step.2);
    older.run(pool).await.map_err(refused)
}

/// The same on PostgreSQL.
#[cfg(feature = "testing")]
pub(crate) async fn run_postgres_before(pool: &PgPool, step: i64) -> Result<()> {
    let older = migrator_of(older_than(step), |step| step.3);
    older.run(pool).await.map_err(refused)
}

#[cfg(feature = "testing")]
fn older_than(step: i64) -> &'static [Step] {
    let count = STEPS.iter().take_while(|known| known.0 < step).count();
    STEPS.split_at(count).0
}

type Step = (i64, &'static str, &'static str, &'static str);

fn migrator(text: fn(&Step) -> &'static str) -> Migrator {
    migrator_of(STEPS, text)
}

fn migrator_of(steps: &[Step], text: fn(&Step) -> &'static str) -> Migrator {
    let steps = steps.iter().map(|step| {
        Migration::new(
            step.0,
            step.1.into(),
            MigrationType::Simple,
            text(step).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(steps.collect())
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
