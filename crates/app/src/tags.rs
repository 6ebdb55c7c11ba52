//! Tags in uploads become people and fields (M-41, M-47, M-61 to M-64); an admin looks after the account's own ones.

use crate::error::{Error, Result};
use crate::uploads::Opened;
use crate::{App, By, Caller};
use domain::account::AccountEvent;
use domain::agreement::{Agreement, Document, PageSize, ParticipantSet};
use domain::contact::Email;
use domain::fields::Field;
use domain::ids::AccountId;
use domain::tags::bind::bind;
use domain::tags::dictionary::MAX_WORDS;
use domain::tags::{TagWord, Target};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Binds the tags of the files that have just come in; `draft` has its fields where they belong among the documents.
pub(crate) fn bind_all(
    mut draft: Agreement,
    documents: &mut [Document],
    pages: &[PageSize],
    fresh: &[Opened],
) -> (Vec<ParticipantSet>, Vec<Field>) {
    let mut first_page = 0;
    for document in documents {
        let opened = fresh.iter().find(|opened| opened.document.id == document.id);
        if let Some(opened) = opened.filter(|opened| !opened.tags.is_empty()) {
            let bound = bind(&draft, &opened.tags, (first_page, pages), &mut Uuid::now_v7);
            draft.sets = bound.sets;
            draft.fields.extend(bound.fields);
            document.tags = bound.reports;
        }
        first_page += document.pages;
    }
    (draft.sets, draft.fields)
}

/// A word as the settings page shows it.
#[derive(Clone, Debug)]
pub struct TagWordView {
    /// Its identity.
    pub id: Uuid,
    /// The word and what it means.
    pub word: TagWord,
}

/// What is kept beside the word.
#[derive(Serialize, Deserialize)]
struct Meaning {
    initials: bool,
    target: Target,
}

impl App {
    /// The account's own tags.
    pub(crate) async fn tag_words(&self, account: AccountId) -> Result<Vec<TagWord>> {
        let rows = self.store.tag_words(&account.to_string()).await?;
        rows.into_iter().map(|row| Ok(view(row)?.word)).collect()
    }

    /// The account's own tags, for everybody who prepares documents in it.
    pub async fn tag_dictionary(&self, caller: &Caller) -> Result<Vec<TagWordView>> {
        let rows = self.store.tag_words(&caller.account.to_string()).await?;
        rows.into_iter().map(view).collect()
    }

    /// Adds a word, or gives a known one another meaning (M-47).
    pub async fn save_tag_word(&self, caller: &Caller, word: TagWord) -> Result<()> {
        caller.must_be_admin()?;
        check(&word)?;
        let (account, now) = (caller.account.to_string(), self.ports.clock.now());
        let known = self.store.tag_words(&account).await?;
        let old = known.iter().find(|row| row.word == word.word);
        if old.is_none() && known.len() >= MAX_WORDS {
            return Err(bad("word", "TAG_WORDS_TOO_MANY"));
        }
        let event = AccountEvent::SettingChanged {
            name: format!("tag_words/{}", word.word),
            old: old
                .map(|row| described(&view(row.clone())?.word))
                .transpose()?
                .unwrap_or_default(),
            new: described(&word)?,
        };
        let meaning = Meaning {
            initials: word.initials,
            target: word.target,
        };
        let row = store::TagWord {
            id: Uuid::now_v7().to_string(),
            account_id: account,
            word: word.word,
            meaning: serde_json::to_string(&meaning)?,
            created_at: now,
        };
        let mut transaction = self.store.begin().await?;
        transaction.save_tag_word(&row).await?;
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Deletes a word; documents that were uploaded before keep their fields.
    pub async fn delete_tag_word(&self, caller: &Caller, id: Uuid) -> Result<()> {
        caller.must_be_admin()?;
        let known = self.tag_dictionary(caller).await?;
        let word = known
            .into_iter()
            .find(|word| word.id == id)
            .ok_or(Error::NotFound)?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        if !transaction
            .delete_tag_word(&caller.account.to_string(), &id.to_string())
            .await?
        {
            return Err(Error::NotFound);
        }
        let event = AccountEvent::SettingChanged {
            name: format!("tag_words/{}", word.word.word),
            old: described(&word.word)?,
            new: String::new(),
        };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn check(word: &TagWord) -> Result<()> {
    if !TagWord::is_usable(&word.word) {
        return Err(bad("word", "TAG_WORD_BAD"));
    }
    match &word.target {
        Target::Order { number } if *number > 100 => Err(bad("number", "TAG_NUMBER_BAD")),
        Target::Order { .. } => Ok(()),
        Target::Role { name } | Target::Person { name, .. }
            if name.is_empty() || name.chars().count() > 80 =>
        {
            Err(bad("name", "REQUIRED"))
        }
        Target::Person { email, .. } if Email::parse(email).is_none() => Err(bad("email", "BAD_EMAIL")),
        Target::Role { .. } | Target::Person { .. } => Ok(()),
    }
}

fn bad(field: &'static str, code: &'static str) -> Error {
    Error::BadInput { field, code }
}

/// For the audit trail, where nobody's name and address stand.
fn described(word: &TagWord) -> Result<String> {
    let target = match &word.target {
        Target::Person { .. } => json!({"kind": "person"}),
        other => serde_json::to_value(other)?,
    };
    Ok(json!({"initials": word.initials, "target": target}).to_string())
}

fn view(row: store::TagWord) -> Result<TagWordView> {
    let meaning: Meaning = serde_json::from_str(&row.meaning)?;
    Ok(TagWordView {
        id: row.id.parse().map_err(|_| Error::Damaged("tag word id".into()))?,
        word: TagWord {
            word: row.word,
            initials: meaning.initials,
            target: meaning.target,
        },
    })
}
