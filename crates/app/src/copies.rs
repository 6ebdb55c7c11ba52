//! One agreement made of another: a copy, and what is withdrawn to be mended.

use crate::agreements::DraftEdit;
use crate::error::{Error, Result};
use crate::ports::UploadedFile;
use crate::{App, By, Caller};
use domain::Refusal;
use domain::agreement::{Agreement, Command, Details, Member, ParticipantSet, Sharing};
use domain::fields::Field;
use domain::ids::{AgreementId, FieldId, ParticipantId, ParticipantSetId};
use std::collections::BTreeMap;
use uuid::Uuid;

impl App {
    /// A new draft with the same documents, people and fields, and nothing of what happened.
    pub async fn copy_as_new(&self, caller: &Caller, id: AgreementId) -> Result<Agreement> {
        let old = self.owned(caller, id).await?;
        self.copy(caller, &old, None).await
    }

    /// Makes a draft, or a template, of what `old` says; a refusal leaves nothing half-made behind. Who may read `old` was asked before.
    pub(crate) async fn copy(
        &self,
        caller: &Caller,
        old: &Agreement,
        template: Option<Sharing>,
    ) -> Result<Agreement> {
        let account = self
            .store
            .account(&caller.account.to_string())
            .await?
            .ok_or(Error::NotFound)?;
        let details = Details {
            deadline: None,
            external_id: None,
            ..old.details.clone()
        };
        let files = self.opened_files(old).await?;
        let group = match self.may_send_from(caller, old.group).await? {
            true => old.group,
            false => self.usual_group(caller).await?,
        };
        let draft = self
            .begin_draft(caller, (account.name, group), details, Some(old.id), template)
            .await?;
        let copied = self.fill_copy(caller, &draft, old, files).await;
        if copied.is_err() {
            self.delete_draft(caller, draft.id).await?;
        }
        copied
    }

    async fn fill_copy(
        &self,
        caller: &Caller,
        draft: &Agreement,
        old: &Agreement,
        files: Vec<UploadedFile>,
    ) -> Result<Agreement> {
        let version = if files.is_empty() {
            draft.version
        } else {
            self.add_documents(caller, draft.id, files).await?.version
        };
        let (sets, fields) = fresh_people(old);
        let edit = DraftEdit {
            group: None,
            version: Some(version),
            details: None,
            sets: Some(sets),
            fields: Some(fields),
        };
        self.edit_draft(caller, draft.id, edit).await
    }

    /// The files of an agreement as they were opened, to be put into another one. Their tags are out of them.
    pub(crate) async fn opened_files(&self, agreement: &Agreement) -> Result<Vec<UploadedFile>> {
        let mut files = Vec::new();
        for document in &agreement.documents {
            let row = self
                .store
                .document(&format!("{}.opened", document.id))
                .await?
                .ok_or(Error::NotFound)?;
            files.push(UploadedFile {
                name: document.name.clone(),
                bytes: self.blob(&row.blob_key).await?,
                password: None,
            });
        }
        Ok(files)
    }

    /// Takes back what nobody has signed yet, and opens it again as a draft of its own (its links stay dead for good).
    pub async fn withdraw_and_edit(
        &self,
        caller: &Caller,
        id: AgreementId,
        reason: &str,
    ) -> Result<Agreement> {
        let untouched = |agreement: &Agreement| {
            let signed = agreement.members().any(|member| member.act.is_some());
            if signed {
                Err(Error::from(Refusal::NotNow))
            } else {
                Ok(())
            }
        };
        untouched(&self.owned(caller, id).await?)?;
        // The copy first: whoever cannot have it has lost nothing.
        let draft = self.copy_as_new(caller, id).await?;
        let command = Command::Cancel {
            reason: reason.to_owned(),
        };
        let withdrawn = self
            .execute(id, &By::from(caller), |now| untouched(now).map(|()| command))
            .await;
        if let Err(error) = withdrawn {
            self.delete_draft(caller, draft.id).await?;
            return Err(error);
        }
        Ok(draft)
    }
}

/// The same people and fields with new identities and an empty past.
pub(crate) fn fresh_people(old: &Agreement) -> (Vec<ParticipantSet>, Vec<Field>) {
    let fresh_member = |member: &Member| {
        // A signing password was for those who were told it: the sender sets another.
        let (person, method) = (member.person.value.clone(), member.method.value.without_secret());
        let message = member
            .private_message
            .as_ref()
            .map(|message| message.value.as_str());
        Member::new(ParticipantId(Uuid::now_v7()), person, method, member.language)
            .with_private_message(message.unwrap_or_default())
            .with_pin(member.pin)
    };
    let new_ids: BTreeMap<ParticipantSetId, ParticipantSetId> = old
        .sets
        .iter()
        .map(|set| (set.id, ParticipantSetId(Uuid::now_v7())))
        .collect();
    let set = |set: &ParticipantSet| ParticipantSet {
        id: new_ids[&set.id],
        order: set.order,
        role: set.role,
        members: set.members.iter().map(fresh_member).collect(),
        place: set.place.clone(),
    };
    let new_fields: BTreeMap<FieldId, FieldId> = old
        .fields
        .iter()
        .map(|field| (field.id, FieldId(Uuid::now_v7())))
        .collect();
    let field = |field: &Field| {
        let assignee = *new_ids.get(&field.assignee)?;
        let mut copy = Field {
            id: new_fields[&field.id],
            assignee,
            pdf_name: None,
            ..field.clone()
        };
        copy.prefill(field.default_value().cloned());
        let tests = copy
            .options
            .condition
            .iter_mut()
            .flat_map(|condition| &mut condition.tests);
        for test in tests {
            test.field = new_fields.get(&test.field).copied().unwrap_or(test.field);
        }
        Some(copy)
    };
    (
        old.sets.iter().map(set).collect(),
        old.fields.iter().filter_map(field).collect(),
    )
}
