//! Tags in uploads become people and fields (M-41, M-47, M-61 to M-64); an admin looks after the account's own ones.

use crate::App;
use crate::error::Result;
use crate::uploads::Opened;
use domain::agreement::{Agreement, Document, PageSize, ParticipantSet};
use domain::fields::Field;
use domain::ids::AccountId;
use domain::tags::TagWord;
use domain::tags::bind::bind;
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

impl App {
    /// The account's own tags.
    pub(crate) async fn tag_words(&self, _account: AccountId) -> Result<Vec<TagWord>> {
        Ok(Vec::new())
    }
}
