//! The only place where the two databases differ: locking words, error codes, schema and size questions, and where a search begins.

use crate::error::Error;

/// Which database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// One file, one writer.
    Sqlite,
    /// A server, many nodes.
    Postgres,
}

impl Dialect {
    /// The product's name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SQLite",
            Dialect::Postgres => "PostgreSQL",
        }
    }

    /// Holds the rows that are read until the transaction ends. SQLite's transactions are alone anyway.
    pub(crate) fn for_update(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE",
        }
    }

    /// Like [`Dialect::for_update`], passing over rows that another transaction holds.
    pub(crate) fn for_update_skip_locked(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// How to ask the index of trigrams before a search of agreements; `None` where the database itself knows when the index pays.
    pub(crate) fn trigrams(self) -> Option<Trigrams> {
        match self {
            Dialect::Sqlite => Some(Trigrams {
                holding: "SELECT rowid AS found FROM agreement_trigram WHERE agreement_trigram MATCH ?",
                beginning: "SELECT doc AS found FROM agreement_trigram_term WHERE term >= ? AND term < ?",
                // CROSS JOIN is SQLite's word for "in this order".
                from: "agreement_number CROSS JOIN agreement ON id = agreement_id WHERE number IN",
            }),
            Dialect::Postgres => None,
        }
    }

    /// One row, `size_bytes`: how much room the database takes.
    pub(crate) fn size_query(self) -> &'static str {
        match self {
            Dialect::Sqlite => {
                "SELECT page_count * page_size AS size_bytes FROM pragma_page_count(), pragma_page_size()"
            }
            Dialect::Postgres => "SELECT pg_database_size(current_database()) AS size_bytes",
        }
    }

    /// One row, `version`: what the server calls itself.
    pub(crate) fn version_query(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT sqlite_version() AS version",
            Dialect::Postgres => "SELECT current_setting('server_version') AS version",
        }
    }

    /// Rows of `finding`: what is damaged in the file; `ok` when nothing is. PostgreSQL has no such question.
    pub(crate) fn integrity_query(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT integrity_check AS finding FROM pragma_integrity_check()",
            Dialect::Postgres => "SELECT 'ok' AS finding",
        }
    }
}

/// Parts of statements over an index that names the agreements which hold some groups of three letters. What it is asked comes from
/// [`crate::fold::Groups`].
pub(crate) struct Trigrams {
    /// Those that hold all of some groups, as `found`.
    pub(crate) holding: &'static str,
    /// Those that hold a group from the first to before the second, as `found`, perhaps several times.
    pub(crate) beginning: &'static str,
    /// What to select from, and what is one of the found.
    pub(crate) from: &'static str,
}

/// What an error code of either database means; `None` for a plain mistake of ours.
/// SQLite's codes are decimal result codes, PostgreSQL's are SQLSTATEs: they do not meet.
pub(crate) fn refusal_code(code: &str, message: &str) -> Option<Error> {
    if message.contains("append-only") {
        return Some(Error::AppendOnly);
    }
    match code {
        // SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE and _ROWID; unique_violation.
        "1555" | "2067" | "2579" | "23505" => Some(Error::Duplicate),
        // SQLITE_CONSTRAINT_FOREIGNKEY; foreign_key_violation.
        "787" | "23503" => Some(Error::BrokenReference),
        "13" | "53100" => Some(Error::StorageFull),
        // SQLITE_IOERR_WRITE and SQLITE_IOERR_FSYNC: how a full disk can look from below.
        "778" | "1034" => Some(Error::StorageFull),
        "5" | "6" | "261" | "517" | "773" => Some(Error::Unavailable("the database is busy".into())),
        // serialization_failure, deadlock_detected: the same as a version that changed.
        "40001" | "40P01" => Some(Error::Conflict),
        "57P01" | "57P02" | "57P03" | "53300" => Some(Error::Unavailable(message.to_owned())),
        _ => None,
    }
}
