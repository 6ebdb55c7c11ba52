//! Templates: documents with fields and places, of which agreements are made with a few words (M-39). They are drafts that are never
//! sent; what there is for drafts serves them, too.

use crate::copies::fresh_people;
use crate::error::{Error, Result};
use crate::lists::{Cursor, ListQuery, ListView};
use crate::ports::UploadedFile;
use crate::uploads::Download;
use crate::{App, By, Caller};
use bytes::Bytes;
use domain::account::UserRole;
use domain::agreement::{
    Agreement, Command, ParticipantSet, Person, Recorded, Sharing, Status, draft_problems,
};
use domain::fields::Field;
use domain::ids::{AgreementId, DocumentId, ParticipantSetId};
use domain::refusal::{DraftProblem, DraftWarning};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many templates are read at once.
const AT_ONCE: u32 = 100;
/// The most templates that a list shows.
const MOST: usize = 1000;

/// What a template lacks to become an agreement; what is `None` stays as the template has it.
#[derive(Clone, Debug, Default)]
pub struct Filling {
    /// The name of the agreement.
    pub name: Option<String>,
    /// Who stands in its places.
    pub people: BTreeMap<ParticipantSetId, Person>,
}

impl Filling {
    /// The agreement that would come of it.
    fn of(&self, template: &Agreement) -> Agreement {
        let mut filled = template.with_people(&self.people, &mut Uuid::now_v7);
        if let Some(name) = &self.name {
            filled.details.name.clone_from(name);
        }
        filled.details.deadline = None;
        filled
    }
}

/// Whether this caller may make agreements of a template.
fn may_use(caller: &Caller, template: &Agreement) -> bool {
    let at_hand = template.status == Status::Draft && template.binned_at.is_none();
    let shared = match template.template {
        Some(Sharing::Account) => true,
        Some(Sharing::User) => may_change(caller, template),
        None => false,
    };
    at_hand && shared && template.account == caller.account
}

/// Whether this caller may change a template of their account.
pub fn may_change(caller: &Caller, template: &Agreement) -> bool {
    template.owner == caller.user || caller.role == UserRole::Admin
}

impl App {
    /// A template that the caller may use; of another account, or another user's own: not found.
    pub async fn template(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        let template = self.load(id).await?;
        if may_use(caller, &template) {
            Ok(template)
        } else {
            Err(Error::NotFound)
        }
    }

    /// A template that the caller may change.
    pub async fn own_template(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        let template = self.owned(caller, id).await?;
        match template.template {
            Some(_) if template.status == Status::Draft => Ok(template),
            _ => Err(Error::NotFound),
        }
    }

    /// The templates that the caller may use, the one that changed last first.
    pub async fn templates(&self, caller: &Caller) -> Result<Vec<(Agreement, jiff::Timestamp)>> {
        let (mut found, mut after) = (Vec::new(), None::<Cursor>);
        loop {
            let wanted = ListQuery {
                with_hidden: true,
                ..ListQuery::of(ListView::Templates)
            };
            let page = self.list(caller, &wanted, after.as_ref(), AT_ONCE).await?;
            for item in page.items {
                let id = item
                    .id
                    .parse()
                    .map_err(|_| Error::Damaged("agreement id".into()))?;
                let template = self.load(id).await?;
                if may_use(caller, &template) {
                    found.push((template, item.updated_at));
                }
            }
            after = page.next;
            if after.is_none() || found.len() >= MOST {
                return Ok(found);
            }
        }
    }

    /// A template of files.
    pub async fn create_template(
        &self,
        caller: &Caller,
        name: &str,
        files: Vec<UploadedFile>,
        sharing: Sharing,
    ) -> Result<Agreement> {
        let draft = self.create_empty(caller, name, Some(sharing)).await?;
        let made = self.add_documents(caller, draft.id, files).await;
        if made.is_err() {
            self.delete_draft(caller, draft.id).await?;
        }
        made
    }

    /// A template of an agreement: its documents and fields, with places instead of people.
    pub async fn save_as_template(
        &self,
        caller: &Caller,
        id: AgreementId,
        sharing: Sharing,
    ) -> Result<Agreement> {
        let mut source = self.owned(caller, id).await?;
        source.sets = source.places();
        self.copy(caller, &source, Some(sharing)).await
    }

    /// Others than before may use the template.
    pub async fn share_template(
        &self,
        caller: &Caller,
        id: AgreementId,
        sharing: Sharing,
    ) -> Result<Agreement> {
        self.own_template(caller, id).await?;
        self.execute(id, &By::from(caller), |_| Ok(Command::ShareTemplate { sharing }))
            .await
    }

    /// What would keep the agreement that comes of a template from being sent, and what its sender should know.
    pub async fn judge_filling(
        &self,
        caller: &Caller,
        id: AgreementId,
        filling: &Filling,
    ) -> Result<(Vec<DraftProblem>, Vec<DraftWarning>)> {
        let filled = filling.of(&self.template(caller, id).await?);
        let mut problems = draft_problems(&filled, self.ports.clock.now());
        problems.extend(self.sending_problems(caller.chooser, &filled).await?);
        Ok((problems, self.draft_warnings(&filled)))
    }

    /// A draft of the caller's, made of a template.
    pub async fn use_template(
        &self,
        caller: &Caller,
        id: AgreementId,
        filling: &Filling,
    ) -> Result<Agreement> {
        let template = self.template(caller, id).await?;
        self.copy(caller, &filling.of(&template), None).await
    }

    /// Puts the documents of a template after those of a draft. The answer has the template's people's places and its fields, as they
    /// stand in the draft; binding them to the draft's people is the caller's.
    pub async fn add_template(
        &self,
        caller: &Caller,
        draft: AgreementId,
        template: AgreementId,
    ) -> Result<(Agreement, Vec<ParticipantSet>, Vec<Field>)> {
        let template = self.template(caller, template).await?;
        let files = self.opened_files(&template).await?;
        let before = self.owned(caller, draft).await?;
        let first_page = before.pages.len();
        let mut draft = if files.is_empty() {
            before
        } else {
            self.add_documents(caller, draft, files).await?
        };
        // What the files bring by themselves the template has, too, as it was changed there.
        draft.fields.retain(|field| field.page < first_page);
        let (sets, mut fields) = fresh_people(&template);
        for field in &mut fields {
            field.page += first_page;
        }
        Ok((draft, sets, fields))
    }

    /// The places of a template and its fields, with new identities.
    pub async fn template_fields(
        &self,
        caller: &Caller,
        id: AgreementId,
    ) -> Result<(Vec<ParticipantSet>, Vec<Field>)> {
        Ok(fresh_people(&self.template(caller, id).await?))
    }

    /// What happened to a template that was found before.
    pub async fn template_history(&self, template: &Agreement) -> Result<Vec<Recorded>> {
        self.history(template.id).await
    }

    /// An upload of a template that was found before, as it came in.
    pub async fn template_original(&self, template: &Agreement, document: DocumentId) -> Result<Download> {
        if !template.documents.iter().any(|known| known.id == document) {
            return Err(Error::NotFound);
        }
        self.kept_upload(document).await
    }

    /// The one PDF of a template that was found before.
    pub async fn template_file(&self, template: &Agreement) -> Result<Download> {
        self.signed_file(template).await
    }

    /// An image of a page of a template.
    pub async fn template_image(
        &self,
        caller: &Caller,
        id: AgreementId,
        page: usize,
        width: u32,
    ) -> Result<Bytes> {
        let template = self.template(caller, id).await?;
        self.image_of(&template, page, width).await
    }
}
