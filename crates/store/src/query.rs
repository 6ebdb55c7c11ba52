//! One statement with its values, and one row of its answer, the same for both databases; nothing here knows a table.

use std::borrow::Cow;

use jiff::Timestamp;
use rusqlite::types::FromSql;
use sqlx::{Decode, Postgres, Row as _, Type};

use crate::error::{Error, Result};
use crate::sqlite::SqliteRow;

/// A statement with `$n` placeholders and the values for them, in order.
pub(crate) struct Query {
    pub(crate) text: Cow<'static, str>,
    pub(crate) values: Vec<Value>,
}

/// The three kinds of value that our tables hold. `None` keeps its kind: PostgreSQL wants the type of a NULL.
pub(crate) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

/// Starts a statement.
pub(crate) fn query(text: impl Into<Cow<'static, str>>) -> Query {
    Query {
        text: text.into(),
        values: Vec::new(),
    }
}

impl Query {
    /// The value of the next `$n`.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Query {
        self.values.push(value.into());
        self
    }
}

macro_rules! into_value {
    ($($from:ty, $kind:ident, $convert:expr;)*) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Value { Value::$kind(Some($convert(value))) }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Value { Value::$kind(value.map($convert)) }
        }
    )*};
}

into_value! {
    &str, Text, str::to_owned;
    &String, Text, String::clone;
    String, Text, std::convert::identity;
    i64, Integer, std::convert::identity;
    u32, Integer, i64::from;
    Timestamp, Integer, micros;
    &[u8], Bytes, <[u8]>::to_vec;
    Vec<u8>, Bytes, std::convert::identity;
}

/// Times are stored as microseconds since 1970, UTC.
fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

/// One row of an answer.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

impl Row {
    /// The value of a column: `String`, `i64`, `Vec<u8>` or an `Option` of one.
    pub(crate) fn get<T>(&self, name: &str) -> Result<T>
    where
        T: FromSql + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        match self {
            Row::Sqlite(row) => row.get(name),
            Row::Postgres(row) => Ok(row.try_get(name)?),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<String> {
        self.get(name)
    }

    pub(crate) fn time(&self, name: &str) -> Result<Timestamp> {
        to_time(self.get(name)?)
    }

    pub(crate) fn maybe_time(&self, name: &str) -> Result<Option<Timestamp>> {
        self.get::<Option<i64>>(name)?.map(to_time).transpose()
    }

    /// A column that holds the word of one of our enums.
    pub(crate) fn word<T: std::str::FromStr<Err = Error>>(&self, name: &str) -> Result<T> {
        self.text(name)?.parse()
    }
}

fn to_time(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| Error::Damaged("a time is out of range"))
}

/// Something that one row describes.
pub(crate) trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self>;
}

/// Declares an enum whose variants are stored as fixed words.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// The word in the database.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(word: &str) -> $crate::Result<$name> {
                match word {
                    $($word => Ok($name::$variant),)*
                    _ => Err($crate::Error::Damaged(concat!("unknown ", stringify!($name)))),
                }
            }
        }

        impl From<$name> for $crate::query::Value {
            fn from(value: $name) -> $crate::query::Value { value.as_str().into() }
        }
    };
}
pub(crate) use words;

/// `$5, $6, $7`
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let numbers: Vec<String> = (first..first + count)
        .map(|number| format!("${number}"))
        .collect();
    numbers.join(", ")
}
