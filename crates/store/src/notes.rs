//! Notes: what users keep for themselves about agreements, in words, and which of them their lists leave out. It changes no agreement.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// What one user keeps about one agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The agreement.
    pub agreement_id: String,
    /// Whose note it is.
    pub user_id: String,
    /// Whether their lists leave it out.
    pub hidden: bool,
    /// Its words; empty where there are none.
    pub text: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl FromRow for Note {
    fn from_row(row: &Row) -> Result<Note> {
        Ok(Note {
            agreement_id: row.text("agreement_id")?,
            user_id: row.text("user_id")?,
            hidden: row.get::<i64>("hidden")? == 1,
            text: row.text("note")?,
            updated_at: row.time("updated_at")?,
        })
    }
}

impl View {
    /// What a user keeps about an agreement.
    pub async fn note(&self, user_id: &str, agreement_id: &str) -> Result<Option<Note>> {
        let statement = query("SELECT * FROM agreement_note WHERE user_id = $1 AND agreement_id = $2");
        self.first(statement.bind(user_id).bind(agreement_id)).await
    }

    /// The agreements that a user has hidden.
    pub async fn hidden_agreements(&self, user_id: &str) -> Result<Vec<String>> {
        let statement = query(
            "SELECT agreement_id FROM agreement_note WHERE user_id = $1 AND hidden = 1 ORDER BY agreement_id",
        );
        let rows = self.rows(statement.bind(user_id)).await?;
        rows.iter().map(|row| row.text("agreement_id")).collect()
    }
}

impl Transaction {
    /// Keeps what a user says about an agreement, in the place of what they said before.
    pub async fn save_note(&mut self, note: &Note) -> Result<()> {
        let statement = query(
            "INSERT INTO agreement_note (agreement_id, user_id, hidden, note, updated_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (user_id, agreement_id) DO UPDATE SET hidden = excluded.hidden, note = excluded.note, \
             updated_at = excluded.updated_at",
        );
        let statement = statement.bind(&note.agreement_id).bind(&note.user_id);
        let statement = statement.bind(i64::from(note.hidden)).bind(&note.text);
        self.execute_one(statement.bind(note.updated_at)).await
    }
}
