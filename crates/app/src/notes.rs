//! Notes: what somebody keeps for themselves about an agreement or a template, in words, and that their lists leave it out. Nobody else
//! sees it, and it is no part of the agreement.

use crate::error::{Error, Result};
use crate::{App, Caller};
use domain::agreement::Agreement;
use std::collections::BTreeSet;

/// The most characters of a note.
const MAX_NOTE: usize = 2_000;

impl App {
    /// The caller's note about an agreement that they may see; empty where there is none.
    pub async fn note(&self, caller: &Caller, agreement: &Agreement) -> Result<String> {
        Ok(self.kept_note(caller, agreement).await?.text)
    }

    /// Whether the caller's lists leave it out.
    pub async fn is_hidden(&self, caller: &Caller, agreement: &Agreement) -> Result<bool> {
        Ok(self.kept_note(caller, agreement).await?.hidden)
    }

    /// Keeps the caller's note about an agreement that they may see; an empty one is none.
    pub async fn keep_note(&self, caller: &Caller, agreement: &Agreement, text: &str) -> Result<()> {
        if text.chars().count() > MAX_NOTE {
            return Err(Error::BadInput {
                field: "note",
                code: "TOO_LONG",
            });
        }
        let mut note = self.kept_note(caller, agreement).await?;
        text.trim().clone_into(&mut note.text);
        self.save_note(note).await
    }

    /// Takes an agreement that the caller may see out of their lists, or puts it back.
    pub async fn hide(&self, caller: &Caller, agreement: &Agreement, hidden: bool) -> Result<()> {
        let note = self.kept_note(caller, agreement).await?;
        self.save_note(store::Note { hidden, ..note }).await
    }

    /// What the caller has hidden.
    pub async fn hidden(&self, caller: &Caller) -> Result<BTreeSet<String>> {
        let ids = self.store.hidden_agreements(&caller.user.to_string()).await?;
        Ok(ids.into_iter().collect())
    }

    async fn kept_note(&self, caller: &Caller, agreement: &Agreement) -> Result<store::Note> {
        let (user, agreement) = (caller.user.to_string(), agreement.id.to_string());
        let kept = self.store.note(&user, &agreement).await?;
        Ok(kept.unwrap_or_else(|| store::Note {
            agreement_id: agreement,
            user_id: user,
            hidden: false,
            text: String::new(),
            updated_at: self.ports.clock.now(),
        }))
    }

    async fn save_note(&self, note: store::Note) -> Result<()> {
        let updated_at = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        transaction.save_note(&store::Note { updated_at, ..note }).await?;
        transaction.commit().await?;
        Ok(())
    }
}
