//! An account's own tags. What a word means is JSON that this crate does not read.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// A word and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagWord {
    /// Identifier.
    pub id: String,
    /// Its account.
    pub account_id: String,
    /// As it stands in documents; once in an account.
    pub word: String,
    /// What it means, as JSON.
    pub meaning: String,
    /// When it was added.
    pub created_at: Timestamp,
}

impl FromRow for TagWord {
    fn from_row(row: &Row) -> Result<TagWord> {
        Ok(TagWord {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            word: row.text("word")?,
            meaning: row.text("meaning")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl View {
    /// The words of an account, by the alphabet.
    pub async fn tag_words(&self, account_id: &str) -> Result<Vec<TagWord>> {
        let statement = query("SELECT * FROM tag_word WHERE account_id = $1 ORDER BY word, id");
        self.all(statement.bind(account_id)).await
    }
}

impl Transaction {
    /// Adds a word, or gives a known one another meaning.
    pub async fn save_tag_word(&mut self, word: &TagWord) -> Result<()> {
        let statement = query(
            "INSERT INTO tag_word (id, account_id, word, meaning, created_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (account_id, word) DO UPDATE SET meaning = excluded.meaning",
        );
        let statement = statement.bind(&word.id).bind(&word.account_id).bind(&word.word);
        self.execute_one(statement.bind(&word.meaning).bind(word.created_at))
            .await
    }

    /// Deletes a word of this account; `false` where there is none.
    pub async fn delete_tag_word(&mut self, account_id: &str, id: &str) -> Result<bool> {
        let statement = query("DELETE FROM tag_word WHERE account_id = $1 AND id = $2");
        Ok(self.execute(statement.bind(account_id).bind(id)).await? > 0)
    }
}
