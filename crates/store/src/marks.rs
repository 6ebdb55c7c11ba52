//! What users keep for themselves about agreements: notes, and which of them their lists leave out. It changes no agreement.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// What one user keeps about one agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The agreement.
    pub agreement_id: String,
    /// Whose mark it is.
    pub user_id: String,
    /// Whether their lists leave it out.
    pub hidden: bool,
    /// Their note; empty where there is none.
    pub note: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl FromRow for Mark {
    fn from_row(row: &Row) -> Result<Mark> {
        Ok(Mark {
            agreement_id: row.text("agreement_id")?,
            user_id: row.text("user_id")?,
            hidden: row.get::<i64>("hidden")? == 1,
            note: row.text("note")?,
            updated_at: row.time("updated_at")?,
        })
    }
}

impl View {
    /// What a user keeps about an agreement.
    pub async fn mark(&self, user_id: &str, agreement_id: &str) -> Result<Option<Mark>> {
        let statement = query("SELECT * FROM agreement_mark WHERE user_id = $1 AND agreement_id = $2");
        self.first(statement.bind(user_id).bind(agreement_id)).await
    }

    /// The agreements that a user has hidden.
    pub async fn hidden_agreements(&self, user_id: &str) -> Result<Vec<String>> {
        let statement = query(
            "SELECT agreement_id FROM agreement_mark WHERE user_id = $1 AND hidden = 1 ORDER BY agreement_id",
        );
        let rows = self.rows(statement.bind(user_id)).await?;
        rows.iter().map(|row| row.text("agreement_id")).collect()
    }
}

impl Transaction {
    /// Keeps what a user says about an agreement, in the place of what they said before.
    pub async fn save_mark(&mut self, mark: &Mark) -> Result<()> {
        let statement = query(
            "INSERT INTO agreement_mark (agreement_id, user_id, hidden, note, updated_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (user_id, agreement_id) DO UPDATE SET hidden = excluded.hidden, note = excluded.note, \
             updated_at = excluded.updated_at",
        );
        let statement = statement.bind(&mark.agreement_id).bind(&mark.user_id);
        let statement = statement.bind(i64::from(mark.hidden)).bind(&mark.note);
        self.execute_one(statement.bind(mark.updated_at)).await
    }
}
