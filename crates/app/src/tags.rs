//! Tags in uploads become people and fields (M-41, M-47, M-61 to M-64); an admin looks after the account's own ones.

use crate::agreements::DraftEdit;
use crate::error::{Error, Result};
use crate::ports::TextPlace;
use crate::uploads::Opened;
use crate::{App, By, Caller};
use domain::account::AccountEvent;
use domain::agreement::{Agreement, Document, PageSize, ParticipantSet};
use domain::contact::Email;
use domain::fields::{Field, MAX_FIELDS, Rect};
use domain::ids::{AccountId, AgreementId, FieldId};
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
            group: None,
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
            group: None,
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

/// The longest text that is looked for, in characters.
const MAX_NEEDLE: usize = 200;

/// A field to be placed wherever these words stand.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The words, within a line, as they are written.
    pub text: String,
    /// Only in this file, counted from 0; in all if none is named.
    pub document: Option<usize>,
    /// The field, with its size; page and place follow from the words.
    pub field: Field,
    /// From the left end of the words to that of the field, in points.
    pub right: f64,
    /// From the foot of the words up to that of the field, in points.
    pub up: f64,
}

impl App {
    /// Where these words stand in a draft's pages, for its owner to place fields there.
    pub async fn find_text(&self, caller: &Caller, id: AgreementId, text: &str) -> Result<Vec<TextPlace>> {
        let agreement = self.owned(caller, id).await?;
        if agreement.documents.is_empty() || text.chars().count() > MAX_NEEDLE {
            return Ok(Vec::new());
        }
        let bytes = self.current_bytes(&agreement).await?;
        Ok(self
            .ports
            .documents
            .find(bytes, vec![text.trim().to_owned()])
            .await?)
    }

    /// Places fields at words of a draft; says of each anchor how many were placed.
    pub async fn place_at_anchors(
        &self,
        caller: &Caller,
        id: AgreementId,
        anchors: &[Anchor],
    ) -> Result<Vec<usize>> {
        let agreement = self.owned(caller, id).await?;
        let bytes = self.current_bytes(&agreement).await?;
        let needles = anchors
            .iter()
            .map(|anchor| anchor.text.trim().to_owned())
            .collect();
        let places = self.ports.documents.find(bytes, needles).await?;
        let mut counts = vec![0; anchors.len()];
        let mut fields = agreement.fields.clone();
        for place in &places {
            let Some((anchor, size)) = anchors.get(place.needle).zip(agreement.pages.get(place.page)) else {
                continue;
            };
            let wanted = anchor
                .document
                .is_none_or(|wanted| document_of(&agreement, place.page) == Some(wanted));
            if wanted && fields.len() < MAX_FIELDS {
                fields.push(anchored(anchor, place, *size, counts[place.needle]));
                counts[place.needle] += 1;
            }
        }
        let edit = DraftEdit {
            version: Some(agreement.version),
            fields: Some(fields),
            ..DraftEdit::default()
        };
        self.edit_draft(caller, id, edit).await?;
        Ok(counts)
    }
}

/// Which file, counted from 0, a page of the whole belongs to.
fn document_of(agreement: &Agreement, page: usize) -> Option<usize> {
    let ends = agreement.documents.iter().scan(0, |end, document| {
        *end += document.pages;
        Some(*end)
    });
    ends.into_iter().position(|end| page < end)
}

/// The field stays on its page. One that has a name gives it to its first place; the others are called after it.
fn anchored(anchor: &Anchor, place: &TextPlace, page: PageSize, number: usize) -> Field {
    let within = |start: f64, length: f64, whole: f64| start.min(whole - length).max(0.0);
    let (width, height) = (
        anchor.field.rect.width.min(page.width),
        anchor.field.rect.height.min(page.height),
    );
    let foot = place.rect.y + place.rect.height - anchor.up;
    let mut field = Field {
        id: FieldId(Uuid::now_v7()),
        page: place.page,
        rect: Rect {
            x: within(place.rect.x + anchor.right, width, page.width),
            y: within(foot - height, height, page.height),
            width,
            height,
        },
        ..anchor.field.clone()
    };
    if number > 0 && !field.options.name.is_empty() {
        field.options.name = format!("{}_{number}", field.options.name);
    }
    field
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
