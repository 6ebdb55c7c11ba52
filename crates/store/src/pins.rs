//! PINs of people, as hashes: of users, who set their own, and of contacts, for whom the owner of the book does.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// Whose PIN it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinHolder {
    /// A user, by identifier.
    User(String),
    /// A contact in somebody's book, by identifier.
    Contact(String),
}

/// A hash that somebody's PIN is compared with.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin {
    /// The slow hash.
    pub hash: String,
    /// When it was set.
    pub set_at: Timestamp,
}

impl FromRow for Pin {
    fn from_row(row: &Row) -> Result<Pin> {
        Ok(Pin {
            hash: row.text("hash")?,
            set_at: row.time("set_at")?,
        })
    }
}

impl View {
    /// The PIN of a person; `None` where none is set.
    pub async fn pin(&self, holder: &PinHolder) -> Result<Option<Pin>> {
        let statement = match holder {
            PinHolder::User(id) => query("SELECT hash, set_at FROM user_pin WHERE user_id = $1").bind(id),
            PinHolder::Contact(id) => {
                query("SELECT hash, set_at FROM contact_pin WHERE contact_id = $1").bind(id)
            }
        };
        self.first(statement).await
    }
}

impl Transaction {
    /// Sets the PIN of a person; the one before is gone.
    pub async fn set_pin(&mut self, holder: &PinHolder, pin: &Pin) -> Result<()> {
        let statement = match holder {
            PinHolder::User(id) => query(
                "INSERT INTO user_pin (user_id, hash, set_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at",
            )
            .bind(id),
            PinHolder::Contact(id) => query(
                "INSERT INTO contact_pin (contact_id, hash, set_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (contact_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at",
            )
            .bind(id),
        };
        self.execute_one(statement.bind(&pin.hash).bind(pin.set_at)).await
    }

    /// Takes the PIN of a person away; whether there was one.
    pub async fn remove_pin(&mut self, holder: &PinHolder) -> Result<bool> {
        let statement = match holder {
            PinHolder::User(id) => query("DELETE FROM user_pin WHERE user_id = $1").bind(id),
            PinHolder::Contact(id) => query("DELETE FROM contact_pin WHERE contact_id = $1").bind(id),
        };
        Ok(self.execute(statement).await? > 0)
    }
}
