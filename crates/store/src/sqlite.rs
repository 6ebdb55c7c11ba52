//! SQLite within this process. A statement runs on the thread that asks, because handing it to another one costs more than the
//! statement; what may take long goes to a thread of its own: a commit, which waits for the disk, and a read that turns out to be long.
//! Why not a driver with threads: docs/decisions/0016-sqlite-on-the-thread-that-asks.md.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use rusqlite::types::{FromSql, Value as Cell, ValueRef};
use rusqlite::{OpenFlags, Statement};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::connect::{PATIENCE, STATEMENTS, create_private};
use crate::error::{Error, Result};
use crate::migrations;
use crate::query::{Query, Value};

/// Readers beside the one writer.
const READERS: usize = 4;
/// A read is long after one to two times so many of SQLite's instructions; that is less than a millisecond.
const SHORT: i32 = 10_000;
/// How long to wait before asking again whether another process has ended its write, at first and at most.
const AGAIN: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));

/// One file: a connection that writes, and some that cannot.
#[derive(Clone)]
pub(crate) struct Sqlite {
    writer: Place,
    readers: Arc<[Place]>,
    /// Which reader the next one waits for when all are in use.
    turn: Arc<AtomicUsize>,
}

/// A transaction that is open. `None` after a statement was given up while it ran.
pub(crate) struct Open(Option<Lease>);

/// One row of an answer.
pub(crate) struct SqliteRow {
    columns: Arc<[String]>,
    cells: Vec<Cell>,
}

impl Sqlite {
    /// Opens (or makes) the file and brings its schema up to date.
    pub(crate) async fn open(file: &Path) -> Result<Sqlite> {
        let file = file.to_owned();
        blocking(move || {
            let mut writer = open_writer(&file)?;
            migrations::run_sqlite(&mut writer)?;
            // From here on whoever waits for another process does it without a thread: `begin`.
            writer.busy_timeout(Duration::ZERO)?;
            let readers = (0..READERS).map(|_| Ok(place(Connection::over(open_reader(&file)?)?)));
            Ok(Sqlite {
                writer: place(Connection::over(writer)?),
                readers: readers.collect::<Result<_>>()?,
                turn: Arc::default(),
            })
        })
        .await
    }

    /// Reads; all rows or the first so many.
    pub(crate) async fn rows(&self, query: Query, most: usize) -> Result<Vec<SqliteRow>> {
        Open(Some(self.reader().await?)).rows(query, most).await
    }

    /// Runs one statement that writes and answers, in a transaction of its own.
    pub(crate) async fn write_rows(&self, query: Query) -> Result<Vec<SqliteRow>> {
        let mut open = self.begin().await?;
        let rows = open.rows(query, usize::MAX).await?;
        open.commit().await?;
        Ok(rows)
    }

    /// Waits for the writer's turn, in this process and among others.
    pub(crate) async fn begin(&self) -> Result<Open> {
        let lease = Lease::of(&self.writer).await?;
        let patience = tokio::time::Instant::now() + PATIENCE;
        let (mut pause, most) = AGAIN;
        loop {
            // IMMEDIATE: two writers wait in line at the start instead of failing in the middle.
            match lease
                .connection()?
                .db
                .execute_batch("BEGIN IMMEDIATE")
                .map_err(Error::from)
            {
                Ok(()) => return Ok(Open(Some(lease))),
                Err(Error::Unavailable(_)) if tokio::time::Instant::now() < patience => {}
                Err(error) => return Err(error),
            }
            tokio::time::sleep(pause).await;
            pause = most.min(pause * 2);
        }
    }

    /// Writes a whole, consistent copy while work goes on.
    pub(crate) async fn copy(&self, name: String) -> Result<()> {
        let lease = self.reader().await?;
        blocking(move || vacuum_into(&lease.connection()?.db, &name)).await
    }

    /// Waits for who is at it, and closes; SQLite folds its log into the file when the last connection goes.
    pub(crate) async fn close(&self) {
        for place in self.readers.iter().chain([&self.writer]) {
            let connection = place.lock().await.take();
            // Folding waits for the disk; a connection whose thread ended with a panic is closed, too.
            let _ = blocking(move || {
                drop(connection);
                Ok(())
            })
            .await;
        }
    }

    /// A reader that is free, or else the next one in turn.
    async fn reader(&self) -> Result<Lease> {
        for place in self.readers.iter() {
            if let Ok(free) = Arc::clone(place).try_lock_owned() {
                return Ok(Lease(free));
            }
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.readers.len();
        Lease::of(&self.readers[turn]).await
    }
}

impl Open {
    pub(crate) async fn rows(&mut self, query: Query, most: usize) -> Result<Vec<SqliteRow>> {
        // Nothing here waits for anybody: without this, a task that asks and asks would never let others run.
        tokio::task::coop::consume_budget().await;
        let found = self.connection()?.rows(&query, most, true)?;
        if let Some(rows) = found {
            return Ok(rows);
        }
        let whole = self.apart(move |connection| connection.rows(&query, most, false));
        whole.await?.ok_or(Error::Damaged("a read without end"))
    }

    pub(crate) async fn execute(&mut self, query: Query) -> Result<u64> {
        tokio::task::coop::consume_budget().await;
        self.connection()?.execute(&query)
    }

    /// [`Open::execute`] of what may touch very many rows, on a thread of its own.
    pub(crate) async fn sweep(&mut self, query: Query) -> Result<u64> {
        self.apart(move |connection| connection.execute(&query)).await
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        self.apart(|connection| Ok(connection.db.execute_batch("COMMIT")?))
            .await
    }

    pub(crate) fn rollback(self) -> Result<()> {
        Ok(self.connection()?.db.execute_batch("ROLLBACK")?)
    }

    fn connection(&self) -> Result<&Connection> {
        self.0.as_ref().ok_or_else(given_up)?.connection()
    }

    /// Does what may take long where it holds up nobody. Given up in the middle, the transaction is undone when the work has ended.
    async fn apart<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let lease = self.0.take().ok_or_else(given_up)?;
        let (lease, answer) = blocking(move || {
            let answer = lease.connection().and_then(work);
            Ok((lease, answer))
        })
        .await?;
        self.0 = Some(lease);
        answer
    }
}

/// A connection with a bound on what it does in one go.
struct Connection {
    db: rusqlite::Connection,
    /// So many more times SQLite may report [`SHORT`] instructions before it is stopped.
    reports: Arc<AtomicU32>,
}

impl Connection {
    fn over(db: rusqlite::Connection) -> Result<Connection> {
        let reports = Arc::new(AtomicU32::new(u32::MAX));
        let left = Arc::clone(&reports);
        let stop = move || left.fetch_sub(1, Ordering::Relaxed) == 0;
        db.progress_handler(SHORT, Some(stop))?;
        Ok(Connection { db, reports })
    }

    /// `None` where a read was stopped because it is long. What writes is never stopped: that would undo its transaction.
    fn rows(&self, query: &Query, most: usize, short: bool) -> Result<Option<Vec<SqliteRow>>> {
        let mut statement = self.statement(query)?;
        // The first report counts from an instruction of an earlier run of the same statement.
        let reports = if short && statement.readonly() {
            1
        } else {
            u32::MAX
        };
        self.reports.store(reports, Ordering::Relaxed);
        let rows = read(&mut statement, most);
        self.reports.store(u32::MAX, Ordering::Relaxed);
        match rows {
            Ok(rows) => Ok(Some(rows)),
            Err(error) if short && is_stopped(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// How many rows a statement touched.
    fn execute(&self, query: &Query) -> Result<u64> {
        let mut statement = self.statement(query)?;
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        Ok(self.db.changes())
    }

    fn statement(&self, query: &Query) -> Result<rusqlite::CachedStatement<'_>> {
        let mut statement = self.db.prepare_cached(&query.text)?;
        bind(&mut statement, &query.values)?;
        Ok(statement)
    }
}

/// `$n` is the n-th value, as for PostgreSQL; a bare `?` is the next one.
fn bind(statement: &mut Statement<'_>, values: &[Value]) -> Result<()> {
    let mut next = 0;
    for place in 1..=statement.parameter_count() {
        let number = match statement.parameter_name(place) {
            Some(name) => name[1..].parse::<usize>().ok(),
            None => {
                next += 1;
                Some(next)
            }
        };
        let value = number.and_then(|number| values.get(number.checked_sub(1)?));
        match value.ok_or(Error::Damaged("a statement without its value"))? {
            Value::Text(value) => statement.raw_bind_parameter(place, value)?,
            Value::Integer(value) => statement.raw_bind_parameter(place, value)?,
            Value::Bytes(value) => statement.raw_bind_parameter(place, value)?,
        }
    }
    Ok(())
}

fn read(statement: &mut Statement<'_>, most: usize) -> rusqlite::Result<Vec<SqliteRow>> {
    let columns: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while found.len() < most
        && let Some(row) = rows.next()?
    {
        let cells = (0..columns.len()).map(|place| row.get(place));
        found.push(SqliteRow {
            columns: Arc::clone(&columns),
            cells: cells.collect::<rusqlite::Result<_>>()?,
        });
    }
    Ok(found)
}

fn is_stopped(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted)
}

impl SqliteRow {
    pub(crate) fn get<T: FromSql>(&self, name: &str) -> Result<T> {
        let place = self.columns.iter().position(|column| column == name);
        let cell = place.and_then(|place| self.cells.get(place));
        let cell = cell.ok_or(Error::Damaged("a row without a column that was asked for"))?;
        T::column_result(ValueRef::from(cell)).map_err(|error| Error::Database(Box::new(error)))
    }
}

/// A place for a connection, for one user at a time; empty when the store is closed.
type Place = Arc<Mutex<Option<Connection>>>;

fn place(connection: Connection) -> Place {
    Arc::new(Mutex::new(Some(connection)))
}

/// A connection that is in use. It goes back as it came: what was begun and not committed is undone.
struct Lease(OwnedMutexGuard<Option<Connection>>);

impl Lease {
    async fn of(place: &Place) -> Result<Lease> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(place).lock_owned());
        turn.await.map(Lease).map_err(|_| busy())
    }

    fn connection(&self) -> Result<&Connection> {
        self.0
            .as_ref()
            .ok_or_else(|| Error::Unavailable("the database was closed".into()))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = &*self.0
            && !connection.db.is_autocommit()
        {
            // It can fail only where SQLite has undone everything already.
            let _ = connection.db.execute_batch("ROLLBACK");
        }
    }
}

fn open_writer(file: &Path) -> Result<rusqlite::Connection> {
    match create_private(file) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        created => created?,
    }
    let writer = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // FULL: a commit that was answered survives a power cut.
    writer.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
    Ok(writer)
}

/// A connection that cannot write.
pub(crate) fn open_reader(file: &Path) -> Result<rusqlite::Connection> {
    connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn connect(file: &Path, flags: OpenFlags) -> Result<rusqlite::Connection> {
    // No lock of its own: a connection is in one place at a time.
    let db = rusqlite::Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

/// Runs what waits for the disk, or computes long, on a thread for such work.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Error::Unavailable("a statement was broken off".into())))
}

/// A whole, consistent copy in a file that is there and empty.
pub(crate) fn vacuum_into(db: &rusqlite::Connection, name: &str) -> Result<()> {
    Ok(db.execute("VACUUM INTO $1", [name]).map(drop)?)
}

fn given_up() -> Error {
    Error::Unavailable("a statement was given up while it ran".into())
}

fn busy() -> Error {
    Error::Unavailable("all connections are busy".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::query;

    /// Takes a good part of a second, and answers with one row.
    const LONG: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT COUNT(*) AS n FROM n";

    async fn opened(folder: &tempfile::TempDir) -> Sqlite {
        Sqlite::open(&folder.path().join("test.sqlite")).await.unwrap()
    }

    async fn notes(file: &Sqlite) -> Vec<String> {
        let rows = file.rows(query("SELECT name FROM upkeep ORDER BY name"), usize::MAX);
        let rows = rows.await.unwrap();
        rows.iter().map(|row| row.get("name").unwrap()).collect()
    }

    async fn note(open: &mut Open, name: &str) {
        let statement = query("INSERT INTO upkeep (name, detail, at) VALUES ($2, $1, $3)");
        let statement = statement.bind("").bind(name).bind(1_i64);
        assert_eq!(open.execute(statement).await.unwrap(), 1);
    }

    /// Counts how often others had their turn on this one thread until `work` was done.
    async fn turns_beside<T>(work: impl Future<Output = T>) -> (u32, T) {
        let mut turns = 0;
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return (turns, done),
                () = tokio::time::sleep(Duration::from_millis(1)) => turns += 1,
            }
        }
    }

    #[tokio::test]
    async fn a_long_read_holds_up_nobody_and_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = opened(&folder).await;
        let (turns, _) = turns_beside(file.rows(query(LONG).bind(100_i64), 1)).await;
        assert_eq!(turns, 0, "a short one is done at once");
        let (turns, rows) = turns_beside(file.rows(query(LONG).bind(1_000_000_i64), 1)).await;
        assert!(turns > 3, "{turns}");
        assert_eq!(rows.unwrap()[0].get::<i64>("n").unwrap(), 1_000_000);
        let mut open = file.begin().await.unwrap();
        note(&mut open, "before").await;
        let rows = open.rows(query(LONG).bind(1_000_000_i64), 1).await.unwrap();
        assert_eq!(rows[0].get::<i64>("n").unwrap(), 1_000_000);
        open.commit().await.unwrap();
        assert_eq!(
            notes(&file).await,
            ["before"],
            "what was written before a long read stays"
        );
    }

    #[tokio::test]
    async fn clearing_away_very_much_holds_up_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let file = opened(&folder).await;
        let mut open = file.begin().await.unwrap();
        let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) \
                    INSERT INTO upkeep (name, detail, at) SELECT 'old ' || i, '', i FROM n";
        assert_eq!(open.sweep(query(many)).await.unwrap(), 200_000);
        let old = query("DELETE FROM upkeep WHERE at < $1").bind(200_000_i64);
        let (turns, gone) = turns_beside(open.sweep(old)).await;
        assert_eq!(gone.unwrap(), 199_999);
        assert!(turns > 3, "{turns}");
        open.commit().await.unwrap();
        assert_eq!(notes(&file).await, ["old 200000"]);
    }

    #[tokio::test]
    async fn a_read_given_up_undoes_its_transaction_and_frees_the_writer() {
        let folder = tempfile::tempdir().unwrap();
        let file = opened(&folder).await;
        let mut open = file.begin().await.unwrap();
        note(&mut open, "undone").await;
        let soon = Duration::from_millis(5);
        let long = open.rows(query(LONG).bind(3_000_000_i64), 1);
        assert!(tokio::time::timeout(soon, long).await.is_err());
        let after = open.execute(query("DELETE FROM upkeep")).await;
        assert!(matches!(after, Err(Error::Unavailable(_))));
        drop(open);
        let mut next = file.begin().await.unwrap();
        note(&mut next, "kept").await;
        next.commit().await.unwrap();
        assert_eq!(notes(&file).await, ["kept"]);
    }

    #[tokio::test]
    async fn a_write_of_another_process_is_waited_for_without_a_thread() {
        let folder = tempfile::tempdir().unwrap();
        let file = opened(&folder).await;
        let other = rusqlite::Connection::open(folder.path().join("test.sqlite")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let ends = async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            other.execute_batch("COMMIT").unwrap();
        };
        let both = async { tokio::join!(file.begin(), ends) };
        let (turns, (open, ())) = turns_beside(both).await;
        assert!(turns > 3, "{turns}");
        let mut open = open.unwrap();
        note(&mut open, "after").await;
        open.commit().await.unwrap();
        assert_eq!(notes(&file).await, ["after"]);
    }

    #[tokio::test]
    async fn a_closed_file_has_no_log_and_answers_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let file = opened(&folder).await;
        let mut open = file.begin().await.unwrap();
        note(&mut open, "last").await;
        open.commit().await.unwrap();
        file.close().await;
        assert!(!folder.path().join("test.sqlite-wal").exists());
        assert!(matches!(file.begin().await, Err(Error::Unavailable(_))));
    }
}
