//! What `doctor` and `backup` ask of the database. It changes nothing.

use std::path::Path;

use crate::connect::{Store, create_private};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::migrations;
use crate::query::query;

/// How the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// SQLite or PostgreSQL.
    pub dialect: Dialect,
    /// The version that the database names.
    pub server_version: String,
    /// The newest schema step in the database.
    pub schema: i64,
    /// The newest schema step that this program knows.
    pub schema_known: i64,
    /// Whether a write was taken (and undone).
    pub writeable: bool,
    /// Bytes that the database takes.
    pub size_bytes: i64,
}

impl Store {
    /// Looks at the schema, the size and whether a write is possible.
    pub async fn check(&self) -> Result<Health> {
        let dialect = self.dialect();
        let server_version = self
            .one(dialect.version_query(), |row| row.text("version"))
            .await?;
        let size_bytes = self
            .one(dialect.size_query(), |row| row.get("size_bytes"))
            .await?;
        let schema = "SELECT MAX(version) AS schema_step FROM _sqlx_migrations";
        let schema = self.one(schema, |row| row.get("schema_step")).await?;
        let writeable = self.try_write().await.is_ok();
        Ok(Health {
            dialect,
            server_version,
            schema,
            schema_known: migrations::newest(),
            writeable,
            size_bytes,
        })
    }

    /// Answers whether the database can be asked at all (for `/readyz`).
    pub async fn ping(&self) -> Result<()> {
        self.one("SELECT 1 AS answer", |_| Ok(())).await
    }

    /// What is damaged in the database's file; empty when nothing is found. PostgreSQL checks its pages itself.
    pub async fn integrity(&self) -> Result<Vec<String>> {
        let rows = self.rows(query(self.dialect().integrity_query())).await?;
        let findings: Result<Vec<String>> = rows.iter().map(|row| row.text("finding")).collect();
        Ok(findings?.into_iter().filter(|finding| finding != "ok").collect())
    }

    /// Writes a whole, consistent copy of a SQLite database to a new file, while work goes on.
    /// A PostgreSQL is backed up with its own tools.
    pub async fn backup(&self, to: &Path) -> Result<()> {
        if self.dialect() != Dialect::Sqlite {
            return Err(Error::Setting(
                "PostgreSQL is backed up with pg_dump or its own archive".into(),
            ));
        }
        let name = to
            .to_str()
            .ok_or_else(|| Error::Setting("the path of the copy is not UTF-8".into()))?;
        create_private(to)?;
        // Reads under a snapshot of its own: the writer goes on.
        self.copy(name.to_owned()).await?;
        std::fs::File::open(to)?.sync_all()?;
        Ok(())
    }

    async fn try_write(&self) -> Result<()> {
        let mut tx = self.begin().await?;
        tx.execute(query(
            "INSERT INTO counter (counter_key, value, window_start) VALUES ('doctor', 0, 0)",
        ))
        .await?;
        tx.rollback().await
    }

    async fn one<T>(&self, text: &'static str, read: impl Fn(&crate::query::Row) -> Result<T>) -> Result<T> {
        let rows = self.rows(query(text)).await?;
        read(rows.first().ok_or(Error::NotFound)?)
    }
}
