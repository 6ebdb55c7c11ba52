//! Opening and closing a store. It applies the migrations; it never creates a PostgreSQL database or role.

use std::ops::Deref;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::watch;

use crate::database::Database;
use crate::error::{Error, Result};
use crate::migrations;
use crate::query::{Query, Row};
use crate::sqlite::Sqlite;
use crate::transaction::{Transaction, View};

/// The product's database. Cheap to clone; reads through [`View`], writes through [`Store::begin`].
#[derive(Clone)]
pub struct Store {
    view: Arc<View>,
    database: Database,
    jobs: watch::Sender<u64>,
}

/// How to reach a PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresSettings {
    /// `postgres://user:password@host:port/database?sslmode=…`
    pub url: String,
    /// The most connections that this process opens.
    pub connections: u32,
}

impl Deref for Store {
    type Target = View;
    fn deref(&self) -> &View {
        &self.view
    }
}

/// How long a caller waits for a free connection (on SQLite: for its turn to write).
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// Prepared statements kept per connection: all of ours.
pub(crate) const STATEMENTS: usize = 256;

impl Store {
    /// Opens (or makes) the SQLite file and brings its schema up to date. Not for network file systems.
    pub async fn open_sqlite(file: &Path) -> Result<Store> {
        Ok(Store::over(Database::Sqlite(Sqlite::open(file).await?)))
    }

    /// Connects to PostgreSQL and brings the schema up to date (several nodes may do so at once).
    pub async fn open_postgres(settings: &PostgresSettings) -> Result<Store> {
        if !settings.url.starts_with("postgres://") && !settings.url.starts_with("postgresql://") {
            return Err(Error::Setting(
                "the database address does not begin with postgres://".into(),
            ));
        }
        let options = PgConnectOptions::from_str(&settings.url)
            .map_err(|error| Error::Setting(format!("database address: {error}")))?;
        Store::connect_postgres(options, settings.connections).await
    }

    pub(crate) async fn connect_postgres(options: PgConnectOptions, connections: u32) -> Result<Store> {
        let options = options
            .application_name("podpis")
            .statement_cache_capacity(STATEMENTS)
            .options([
                ("timezone", "UTC"),
                ("default_transaction_isolation", "read committed"),
            ]);
        // A pool would go on trying for long and then only say that it is busy: ask once, and say why not.
        options.connect().await?.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(connections.max(1))
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await?;
        migrations::run_postgres(&pool).await?;
        Ok(Store::over(Database::Postgres(pool)))
    }

    fn over(database: Database) -> Store {
        let view = Arc::new(View::of(database.clone()));
        Store {
            view,
            database,
            jobs: watch::Sender::new(0),
        }
    }

    /// Starts a write. On SQLite this waits for the one writer's turn.
    pub async fn begin(&self) -> Result<Transaction> {
        Ok(Transaction::new(self.database.begin().await?, self.jobs.clone()))
    }

    /// One statement that writes and answers, in a transaction of its own.
    pub(crate) async fn write_rows(&self, query: Query) -> Result<Vec<Row>> {
        self.database.write_rows(query).await
    }

    /// Changes each time this process commits a job: workers wait on it instead of polling fast.
    pub fn job_signal(&self) -> watch::Receiver<u64> {
        self.jobs.subscribe()
    }

    /// Writes a whole, consistent copy of SQLite's file to a new one, while work goes on.
    pub(crate) async fn copy(&self, to: String) -> Result<()> {
        self.database.copy(to).await
    }

    /// Finishes open statements and closes all connections; SQLite folds its log into the file.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

/// Makes a new file that only its owner may read; SQLite gives its log the same rights.
pub(crate) fn create_private(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .map(drop)
}
