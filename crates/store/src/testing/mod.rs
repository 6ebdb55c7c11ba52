//! Throw-away databases and an object store for tests (feature `testing`). Nothing here runs in the product.

#![expect(
    clippy::expect_used,
    reason = "equipment that is missing must stop the test with a message"
)]

mod postgres;
mod s3;
mod watched;

use std::ops::Deref;
use std::path::Path;

use sqlx::PgPool;
use tempfile::TempDir;

pub use postgres::Cluster;
pub use s3::S3Server;

use crate::connect::{PostgresSettings, Store};
use crate::migrations;
use crate::query::query;

/// A store of its own for one test; its file or database goes away with the test or the test binary.
pub struct TestStore {
    store: Store,
    place: TestDatabase,
}

/// Makes a SQLite file to which the newest step has not been done.
pub fn older_sqlite(file: &Path) {
    sqlite_before(file, migrations::newest());
}

/// Makes a SQLite file to which this step and later ones have not been done.
pub fn sqlite_before(file: &Path, step: i64) {
    let mut db = rusqlite::Connection::open(file).expect("a SQLite file");
    migrations::run_sqlite_before(&mut db, step).expect("the older steps");
}

/// Does the steps before this one to an empty PostgreSQL database.
pub async fn postgres_before(url: &str, step: i64) {
    let pool = PgPool::connect(url).await.expect("a database");
    migrations::run_postgres_before(&pool, step)
        .await
        .expect("the older steps");
    pool.close().await;
}

/// Forgets that the newest step was done; doing it again will not work.
pub async fn forget_newest_step(store: &Store) {
    write(
        store,
        "DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)",
    )
    .await;
}

/// Makes the schema one of a program of tomorrow.
pub async fn pretend_newer(store: &Store) {
    write(
        store,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 9000, 'tomorrow', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
}

async fn write(store: &Store, text: &'static str) {
    let mut transaction = store.begin().await.expect("a transaction");
    transaction.execute(query(text)).await.expect("a statement");
    transaction.commit().await.expect("a commit");
}

/// Where a test's rows are, for further nodes on the same database.
enum TestDatabase {
    Sqlite(TempDir),
    Postgres(PostgresSettings),
}

impl Deref for TestStore {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    /// A store on a new SQLite file.
    pub async fn sqlite() -> TestStore {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open_sqlite(&folder.path().join("test.db"))
            .await
            .expect("a SQLite store");
        TestStore {
            store,
            place: TestDatabase::Sqlite(folder),
        }
    }

    /// A store on a new database of this test binary's PostgreSQL.
    pub async fn postgres() -> TestStore {
        let url = Cluster::of_this_process().new_database().await;
        let settings = PostgresSettings { url, connections: 10 };
        let store = Store::open_postgres(&settings).await.expect("a PostgreSQL store");
        TestStore {
            store,
            place: TestDatabase::Postgres(settings),
        }
    }

    /// A second store on the same database, as another process would open it.
    pub async fn another_node(&self) -> Store {
        match &self.place {
            TestDatabase::Sqlite(folder) => Store::open_sqlite(&folder.path().join("test.db")).await,
            TestDatabase::Postgres(settings) => Store::open_postgres(settings).await,
        }
        .expect("a second store")
    }

    /// Lets a SQLite file grow no more, as a full disk would.
    pub async fn fill_up(&self) {
        let mut tx = self.begin().await.expect("a transaction");
        let size = tx
            .rows(query("SELECT page_count AS pages FROM pragma_page_count()"))
            .await
            .expect("its size");
        let pages: i64 = size[0].get("pages").expect("a number");
        tx.execute(query(format!("PRAGMA max_page_count = {pages}")))
            .await
            .expect("a limit");
        tx.commit().await.expect("a commit");
    }

    /// Lets PostgreSQL look at what its tables hold, as it does by itself within a minute; before that it plans for empty ones.
    pub async fn analyze(&self) {
        if self.dialect() == crate::Dialect::Postgres {
            write(self, "ANALYZE").await;
        }
    }

    /// Where SQLite's file or PostgreSQL's database is, as the command line would name it.
    pub fn address(&self) -> String {
        match &self.place {
            TestDatabase::Sqlite(folder) => folder.path().join("test.db").display().to_string(),
            TestDatabase::Postgres(settings) => settings.url.clone(),
        }
    }
}

/// Makes one test per database of each named function: `on_both_databases! { name, … }` with
/// `async fn name(store: TestStore) { … }` beside it gives the tests `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                super::$name($crate::testing::TestStore::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                super::$name($crate::testing::TestStore::postgres().await).await;
            }
        }
    )*};
}
