//! The two kinds of connection and how a statement runs on them; it never decides what a statement says.

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Executor, PgPool, Postgres, Sqlite, SqlitePool};

use crate::dialect::Dialect;
use crate::error::Result;
use crate::query::{Query, Row, Value};

/// The database behind the store.
#[derive(Clone)]
pub(crate) enum Database {
    /// `writer` has one connection; `reader` cannot write.
    Sqlite {
        writer: SqlitePool,
        reader: SqlitePool,
    },
    Postgres(PgPool),
}

/// A transaction that is open on one of them.
pub(crate) enum Open {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Database {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Database::Sqlite { .. } => Dialect::Sqlite,
            Database::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) async fn begin(&self) -> Result<Open> {
        Ok(match self {
            // IMMEDIATE: two writers wait in line at the start instead of failing in the middle.
            Database::Sqlite { writer, .. } => Open::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Database::Postgres(pool) => Open::Postgres(pool.begin().await?),
        })
    }

    /// Reads.
    pub(crate) async fn rows(&self, query: Query) -> Result<Vec<Row>> {
        match self {
            Database::Sqlite { reader, .. } => sqlite_rows(reader, query).await,
            Database::Postgres(pool) => postgres_rows(pool, query).await,
        }
    }

    /// Runs one statement that writes and answers; it is a transaction of its own.
    pub(crate) async fn write_rows(&self, query: Query) -> Result<Vec<Row>> {
        match self {
            Database::Sqlite { writer, .. } => sqlite_rows(writer, query).await,
            Database::Postgres(pool) => postgres_rows(pool, query).await,
        }
    }

    /// The first row alone: whoever asks goes on when it is there, not when the statement has ended.
    pub(crate) async fn first(&self, query: Query) -> Result<Option<Row>> {
        Ok(match self {
            Database::Sqlite { reader, .. } => {
                for_sqlite(query).fetch_optional(reader).await?.map(Row::Sqlite)
            }
            Database::Postgres(pool) => for_postgres(query).fetch_optional(pool).await?.map(Row::Postgres),
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Database::Sqlite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
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
            Open::Sqlite(tx) => sqlite_rows(&mut **tx, query).await,
            Open::Postgres(tx) => postgres_rows(&mut **tx, query).await,
        }
    }

    pub(crate) async fn first(&mut self, query: Query) -> Result<Option<Row>> {
        Ok(match self {
            Open::Sqlite(tx) => for_sqlite(query)
                .fetch_optional(&mut **tx)
                .await?
                .map(Row::Sqlite),
            Open::Postgres(tx) => for_postgres(query)
                .fetch_optional(&mut **tx)
                .await?
                .map(Row::Postgres),
        })
    }

    pub(crate) async fn execute(&mut self, query: Query) -> Result<u64> {
        Ok(match self {
            Open::Sqlite(tx) => for_sqlite(query).execute(&mut **tx).await?.rows_affected(),
            Open::Postgres(tx) => for_postgres(query).execute(&mut **tx).await?.rows_affected(),
        })
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
            Open::Sqlite(tx) => tx.rollback().await?,
            Open::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

async fn sqlite_rows<'c>(on: impl Executor<'c, Database = Sqlite>, query: Query) -> Result<Vec<Row>> {
    let rows = for_sqlite(query).fetch_all(on).await?;
    Ok(rows.into_iter().map(Row::Sqlite).collect())
}

async fn postgres_rows<'c>(on: impl Executor<'c, Database = Postgres>, query: Query) -> Result<Vec<Row>> {
    let rows = for_postgres(query).fetch_all(on).await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

// AssertSqlSafe: every text is put together from literals of this crate; whatever comes from outside is a bound value.

fn for_sqlite(query: Query) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
    let statement = sqlx::query::<Sqlite>(AssertSqlSafe(query.text));
    query
        .values
        .into_iter()
        .fold(statement, |statement, value| match value {
            Value::Text(value) => statement.bind(value),
            Value::Integer(value) => statement.bind(value),
            Value::Bytes(value) => statement.bind(value),
        })
}

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
