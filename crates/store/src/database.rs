//! The two kinds of connection and how a statement runs on them; it never decides what a statement says.

use sqlx::postgres::PgArguments;
use sqlx::{AssertSqlSafe, Executor, PgPool, Postgres};

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::query::{Query, Row, Value};
use crate::sqlite::{self, Sqlite, SqliteRow};

/// The database behind the store.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(PgPool),
}

/// A transaction that is open on one of them.
pub(crate) enum Open {
    Sqlite(sqlite::Open),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Database {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Database::Sqlite(_) => Dialect::Sqlite,
            Database::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) async fn begin(&self) -> Result<Open> {
        Ok(match self {
            Database::Sqlite(file) => Open::Sqlite(file.begin().await?),
            Database::Postgres(pool) => Open::Postgres(pool.begin().await?),
        })
    }

    /// Reads.
    pub(crate) async fn rows(&self, query: Query) -> Result<Vec<Row>> {
        match self {
            Database::Sqlite(file) => Ok(rows(file.rows(query, usize::MAX).await?)),
            Database::Postgres(pool) => postgres_rows(pool, query).await,
        }
    }

    /// Runs one statement that writes and answers; it is a transaction of its own.
    pub(crate) async fn write_rows(&self, query: Query) -> Result<Vec<Row>> {
        match self {
            Database::Sqlite(file) => Ok(rows(file.write_rows(query).await?)),
            Database::Postgres(pool) => postgres_rows(pool, query).await,
        }
    }

    /// The first row alone: whoever asks goes on when it is there, not when the statement has ended.
    pub(crate) async fn first(&self, query: Query) -> Result<Option<Row>> {
        Ok(match self {
            Database::Sqlite(file) => rows(file.rows(query, 1).await?).pop(),
            Database::Postgres(pool) => for_postgres(query).fetch_optional(pool).await?.map(Row::Postgres),
        })
    }

    /// A copy of SQLite's file. A PostgreSQL is backed up with its own tools.
    pub(crate) async fn copy(&self, to: String) -> Result<()> {
        match self {
            Database::Sqlite(file) => file.copy(to).await,
            Database::Postgres(_) => Err(Error::Setting(
                "PostgreSQL is backed up with pg_dump or its own archive".into(),
            )),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Database::Sqlite(file) => file.close().await,
            Database::Postgres(pool) => pool.close().await,
        }
    }
}

impl Open {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Open::Sqlite(_) => Dialect::Sqlite,
            Open::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) async fn rows(&mut self, query: Query) -> Result<Vec<Row>> {
        match self {
            Open::Sqlite(tx) => Ok(rows(tx.rows(query, usize::MAX).await?)),
            Open::Postgres(tx) => postgres_rows(&mut **tx, query).await,
        }
    }

    pub(crate) async fn first(&mut self, query: Query) -> Result<Option<Row>> {
        Ok(match self {
            Open::Sqlite(tx) => rows(tx.rows(query, 1).await?).pop(),
            Open::Postgres(tx) => for_postgres(query)
                .fetch_optional(&mut **tx)
                .await?
                .map(Row::Postgres),
        })
    }

    pub(crate) async fn execute(&mut self, query: Query) -> Result<u64> {
        Ok(match self {
            Open::Sqlite(tx) => tx.execute(query).await?,
            Open::Postgres(tx) => for_postgres(query).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// [`Open::execute`] of what may touch very many rows.
    pub(crate) async fn sweep(&mut self, query: Query) -> Result<u64> {
        match self {
            Open::Sqlite(tx) => tx.sweep(query).await,
            Open::Postgres(_) => self.execute(query).await,
        }
    }

    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        match self {
            Open::Sqlite(tx) => tx.rollback()?,
            Open::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

fn rows(found: Vec<SqliteRow>) -> Vec<Row> {
    found.into_iter().map(Row::Sqlite).collect()
}

async fn postgres_rows<'c>(on: impl Executor<'c, Database = Postgres>, query: Query) -> Result<Vec<Row>> {
    let rows = for_postgres(query).fetch_all(on).await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

// AssertSqlSafe: every text is put together from literals of this crate; whatever comes from outside is a bound value.

fn for_postgres(query: Query) -> sqlx::query::Query<'static, Postgres, PgArguments> {
    let statement = sqlx::query::<Postgres>(AssertSqlSafe(query.text));
    query
        .values
        .into_iter()
        .fold(statement, |statement, value| match value {
            Value::Text(value) => statement.bind(value),
            Value::Integer(value) => statement.bind(value),
            Value::Bytes(value) => statement.bind(value),
        })
}
