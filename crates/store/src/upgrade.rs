//! Bringing a schema up to date with care: what would be done, and that it can be done, tried where it does no harm. Nothing here changes
//! the database that is asked about.

use std::path::Path;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, Row as _};

use crate::connect::{PostgresSettings, Store, create_private};
use crate::error::{Error, Result};
use crate::migrations::{STEPS, newest};
use crate::sqlite::{blocking, open_reader, vacuum_into};

/// What stands between a database and this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The newest step in the database; 0 for an empty one.
    pub from: i64,
    /// The steps that would be taken: number and name.
    pub steps: Vec<(i64, &'static str)>,
}

const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";

impl Plan {
    fn after(applied: &[i64]) -> Result<Plan> {
        let from = applied.last().copied().unwrap_or(0);
        if from > newest() {
            return Err(Error::Schema(format!(
                "it was made by a newer program (step {from}); this one knows up to {}",
                newest()
            )));
        }
        let steps = STEPS.iter().filter(|step| !applied.contains(&step.0));
        Ok(Plan {
            from,
            steps: steps.map(|step| (step.0, step.1)).collect(),
        })
    }
}

/// What would be done to a SQLite file.
pub async fn plan_sqlite(file: &Path) -> Result<Plan> {
    let file = file.to_owned();
    blocking(move || {
        let connection = open_reader(&file)?;
        let mut statement = connection.prepare(APPLIED)?;
        let applied = statement.query_map([], |row| row.get(0))?;
        Plan::after(&applied.collect::<rusqlite::Result<Vec<i64>>>()?)
    })
    .await
}

/// Writes a whole, consistent copy of a SQLite file as it is, whatever schema it has.
pub async fn copy_sqlite(file: &Path, to: &Path) -> Result<()> {
    let name = to
        .to_str()
        .ok_or_else(|| Error::Setting("the path of the copy is not UTF-8".into()))?;
    let (file, name) = (file.to_owned(), name.to_owned());
    blocking(move || {
        create_private(Path::new(&name))?;
        vacuum_into(&open_reader(&file)?, &name)?;
        Ok(std::fs::File::open(name)?.sync_all()?)
    })
    .await
}

/// Takes the steps on a copy, looks at it, and throws it away. `copy` must not exist.
pub async fn try_sqlite(file: &Path, copy: &Path) -> Result<()> {
    copy_sqlite(file, copy).await?;
    let tried = async {
        let store = Store::open_sqlite(copy).await?;
        let findings = store.integrity().await?;
        store.close().await;
        match findings.first() {
            None => Ok(()),
            Some(finding) => Err(Error::Schema(format!("after the steps: {finding}"))),
        }
    }
    .await;
    for end in ["", "-wal", "-shm"] {
        let mut name = copy.as_os_str().to_owned();
        name.push(end);
        // What is not there need not be removed.
        let _ = std::fs::remove_file(Path::new(&name));
    }
    tried
}

/// What would be done to a PostgreSQL database.
pub async fn plan_postgres(settings: &PostgresSettings) -> Result<Plan> {
    let mut connection = connect(settings).await?;
    let plan = plan_on(&mut connection).await;
    connection.close().await?;
    plan
}

/// Takes the steps in a transaction that is never committed. Others wait for the tables meanwhile, as they would for the upgrade itself.
pub async fn try_postgres(settings: &PostgresSettings) -> Result<()> {
    let mut connection = connect(settings).await?;
    let plan = plan_on(&mut connection).await?;
    let mut transaction = connection.begin().await?;
    for (number, _, _, text) in STEPS {
        if plan.steps.iter().any(|step| step.0 == *number) {
            sqlx::raw_sql(AssertSqlSafe(*text))
                .execute(&mut *transaction)
                .await?;
        }
    }
    transaction.rollback().await?;
    connection.close().await?;
    Ok(())
}

async fn plan_on(connection: &mut PgConnection) -> Result<Plan> {
    let known = sqlx::query("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    if !known.try_get::<bool, _>(0)? {
        return Plan::after(&[]);
    }
    let rows = sqlx::query(APPLIED).fetch_all(&mut *connection).await?;
    let applied: Vec<i64> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    Plan::after(&applied)
}

async fn connect(settings: &PostgresSettings) -> Result<PgConnection> {
    let options = PgConnectOptions::from_str(&settings.url)
        .map_err(|error| Error::Setting(format!("database address: {error}")))?;
    Ok(options.connect().await?)
}
