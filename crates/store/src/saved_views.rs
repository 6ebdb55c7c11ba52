//! Searches that users keep under a name. It knows no list: `query` is a text of the interface.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// A search kept under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Identifier.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// What they call it.
    pub name: String,
    /// The query text of the address.
    pub query: String,
    /// When it was kept.
    pub created_at: Timestamp,
}

impl FromRow for SavedView {
    fn from_row(row: &Row) -> Result<SavedView> {
        Ok(SavedView {
            id: row.text("id")?,
            user_id: row.text("user_id")?,
            name: row.text("name")?,
            query: row.text("query")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl View {
    /// A user's kept searches, the oldest first.
    pub async fn saved_views(&self, user_id: &str) -> Result<Vec<SavedView>> {
        self.all(query("SELECT * FROM saved_view WHERE user_id = $1 ORDER BY created_at, id").bind(user_id))
            .await
    }
}

impl Transaction {
    /// Keeps a search.
    pub async fn insert_saved_view(&mut self, view: &SavedView) -> Result<()> {
        let statement = query(
            "INSERT INTO saved_view (id, user_id, name, query, created_at) VALUES ($1, $2, $3, $4, $5)",
        );
        let statement = statement.bind(&view.id).bind(&view.user_id).bind(&view.name);
        self.execute_one(statement.bind(&view.query).bind(view.created_at))
            .await
    }

    /// Forgets a search of this user; `false` when there is none of that identity.
    pub async fn delete_saved_view(&mut self, user_id: &str, id: &str) -> Result<bool> {
        let statement = query("DELETE FROM saved_view WHERE user_id = $1 AND id = $2");
        Ok(self.execute(statement.bind(user_id).bind(id)).await? > 0)
    }
}
