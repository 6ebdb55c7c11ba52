//! A PostgreSQL of the distribution's package, one cluster per test binary, one database per test.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use tokio::sync::OnceCell;

use super::watched::{self, Watched};
use crate::connect::{PostgresSettings, Store};

/// A running PostgreSQL that ends with this process.
pub struct Cluster {
    _server: Watched,
    folder: String,
    databases: AtomicU32,
    template: OnceCell<()>,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// $1: folder of PostgreSQL's programs. Prints the cluster's folder when the server is ready.
const SCRIPT: &str = r#"
    dir=$(mktemp -d /tmp/podpis-postgres-XXXXXX) || exit 1
    "$1/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 &&
    "$1/pg_ctl" -D "$dir/data" -w -t 120 -l "$dir/log" start -o "-k $dir -c listen_addresses= -c fsync=off \
        -c full_page_writes=off -c synchronous_commit=off -c max_connections=300 -c shared_buffers=32MB" >/dev/null 2>&1 &&
    echo "$dir" || cat "$dir/log" >&2
    exec >/dev/null
    cat
    "$1/pg_ctl" -D "$dir/data" -m immediate stop
    rm -rf "$dir"
"#;

impl Cluster {
    /// The cluster of this test binary, started at the first call.
    pub fn of_this_process() -> &'static Cluster {
        CLUSTER.get_or_init(Cluster::start)
    }

    fn start() -> Cluster {
        let programs = programs().expect(
            "these tests need PostgreSQL: install the package `postgresql` (Debian, Ubuntu: apt-get install postgresql)",
        );
        let programs = programs.to_str().expect("a plain path");
        let started = watched::start(watched::as_user("postgres"), SCRIPT, &[programs]);
        let (server, folder) = started.expect("PostgreSQL did not start");
        Cluster {
            _server: server,
            folder,
            databases: AtomicU32::new(0),
            template: OnceCell::new(),
        }
    }

    /// Makes a database with the current schema and returns its address.
    pub async fn new_database(&self) -> String {
        self.template.get_or_init(|| self.make_template()).await;
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.admin(format!("CREATE DATABASE {name} TEMPLATE podpis_template"))
            .await;
        self.address(&name)
    }

    /// Makes an empty database, without the schema, and returns its address.
    pub async fn empty_database(&self) -> String {
        let name = format!("empty_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.admin(format!("CREATE DATABASE {name}")).await;
        self.address(&name)
    }

    async fn make_template(&self) {
        self.admin("CREATE DATABASE podpis_template".into()).await;
        let settings = PostgresSettings {
            url: self.address("podpis_template"),
            connections: 1,
        };
        Store::open_postgres(&settings)
            .await
            .expect("the schema")
            .close()
            .await;
    }

    async fn admin(&self, statement: String) {
        let options = PgConnectOptions::from_str(&self.address("postgres")).expect("an address");
        let mut connection = options.connect().await.expect("a connection");
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .expect("a database");
    }

    fn address(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=postgres", self.folder)
    }
}

/// Where the package puts `initdb` and `pg_ctl`, the newest version first.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.extend([PathBuf::from("/usr/local/bin"), PathBuf::from("/usr/bin")]);
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}
