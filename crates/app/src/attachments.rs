//! Files that signers hand in. They are kept as they come and read by nobody; the act names them by their hash.

use crate::ceremony::{Stage, Visit};
use crate::error::{Error, Result};
use crate::ports::UploadedFile;
use crate::uploads::{Download, clean_name, refusal};
use crate::{App, Caller};
use domain::Refusal;
use domain::agreement::Agreement;
use domain::fields::{Attached, Field, FieldKind, FieldValue};
use domain::ids::{AgreementId, DocumentId, FieldId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The media type under which the rows are told apart; what the file is, nobody has looked.
const ATTACHMENT: &str = "application/octet-stream; stage=attachment";
/// How often files may be handed in for one agreement, replaced ones counted.
const MOST: usize = 200;

impl App {
    /// Takes a file for one of the visitor's fields, in place of the one that was there.
    pub async fn attach(&self, visit: &Visit, field: FieldId, file: UploadedFile) -> Result<Attached> {
        own_place(visit, field)?;
        self.check_size(file.bytes.len() as u64)?;
        let agreement = &visit.agreement;
        let rows = self.store.documents(&agreement.id.to_string()).await?;
        if rows.iter().filter(|row| row.mime == ATTACHMENT).count() >= MOST {
            return Err(refusal("TOO_MANY_FILES"));
        }
        let id = DocumentId(Uuid::now_v7());
        let owner = (agreement.account, Some(agreement.id));
        let (name, size, now) = (
            clean_name(&file.name),
            file.bytes.len() as u64,
            self.ports.clock.now(),
        );
        let row = self
            .keep(owner, id.to_string(), &name, ATTACHMENT, file.bytes, now)
            .await?;
        let attached = Attached {
            document: id,
            name,
            sha256: row.sha256.clone(),
            size,
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_document(&row).await?;
        transaction.commit().await?;
        let mut kept = self.kept_values(visit).await?;
        kept.insert(field, FieldValue::File(attached.clone()));
        self.write_values(visit, &kept).await?;
        Ok(attached)
    }

    /// Takes the file out of the field again.
    pub async fn detach(&self, visit: &Visit, field: FieldId) -> Result<()> {
        own_place(visit, field)?;
        let mut kept = self.kept_values(visit).await?;
        kept.remove(&field);
        self.write_values(visit, &kept).await
    }

    /// What was typed, with the files that were handed in before: no page can name one that it has not handed in.
    pub(crate) async fn with_files(
        &self,
        visit: &Visit,
        typed: &BTreeMap<FieldId, FieldValue>,
    ) -> Result<BTreeMap<FieldId, FieldValue>> {
        let is_file = |value: &FieldValue| matches!(value, FieldValue::File(_));
        let mut values: BTreeMap<FieldId, FieldValue> = typed
            .iter()
            .filter(|(_, value)| !is_file(value))
            .map(|(field, value)| (*field, value.clone()))
            .collect();
        if visit.agreement.fields_of(visit.participant).any(is_place) {
            let kept = self.kept_values(visit).await?;
            values.extend(kept.into_iter().filter(|(_, value)| is_file(value)));
        }
        Ok(values)
    }

    /// A file that belongs to an act, for the owner.
    pub async fn attachment(&self, caller: &Caller, id: AgreementId, field: FieldId) -> Result<Download> {
        let agreement = self.owned(caller, id).await?;
        let (_, file) = attachments(&agreement)
            .into_iter()
            .find(|(place, _)| place.id == field)
            .ok_or(Error::NotFound)?;
        let row = self
            .store
            .document(&file.document.to_string())
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Download {
            name: row.name,
            mime: "application/octet-stream",
            bytes: self.blob(&row.blob_key).await?,
        })
    }
}

/// The files of an agreement's acts, with the fields that asked for them.
pub fn attachments(agreement: &Agreement) -> Vec<(&Field, &Attached)> {
    let values = agreement.values();
    let mut found = Vec::new();
    for field in &agreement.fields {
        if let Some(FieldValue::File(file)) = values.get(&field.id).copied() {
            found.push((field, file));
        }
    }
    found
}

fn is_place(field: &Field) -> bool {
    field.kind == FieldKind::Attachment
}

fn own_place(visit: &Visit, field: FieldId) -> Result<()> {
    if visit.stage != Stage::Document {
        return Err(Refusal::NotNow.into());
    }
    let mut own = visit.agreement.fields_of(visit.participant);
    if own.any(|own| own.id == field && is_place(own)) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}
