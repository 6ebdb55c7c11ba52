//! Files that come in, and the bytes that go out: originals, working documents, revisions.

use crate::error::{Error, Result};
use crate::keys::sha256_hex;
use crate::ports::UploadedFile;
use crate::{App, Caller};
use bytes::Bytes;
use domain::agreement::{Agreement, Document, PageSize};
use domain::ids::{AccountId, AgreementId, DocumentId};
use domain::tags::ReadTag;
use jiff::Timestamp;
use store::BlobKey;
use uuid::Uuid;

/// The media types under which rows of one agreement are told apart.
const OPENED: &str = "application/pdf; stage=opened";
const WORKING: &str = "application/pdf; stage=working";

/// A file to be sent to somebody.
#[derive(Clone, Debug)]
pub struct Download {
    /// Its file name.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

/// An upload that was opened: the original and the PDF made of it, both kept, not yet part of an agreement.
pub(crate) struct Opened {
    pub(crate) document: Document,
    pub(crate) rows: Vec<store::Document>,
    pub(crate) tags: Vec<ReadTag>,
    pages: Vec<PageSize>,
    fields: Vec<pdf::form::Field>,
}

/// All uploads of a draft as one document.
pub(crate) struct Combined {
    pub(crate) pages: Vec<PageSize>,
    pub(crate) remarks: Vec<String>,
    pub(crate) fields: Vec<pdf::form::Field>,
    pub(crate) row: store::Document,
}

impl Opened {
    fn opened_row(&self) -> Option<&store::Document> {
        self.rows.iter().find(|row| row.mime == OPENED)
    }
}

impl App {
    /// Refuses what is too large before anything is read.
    pub(crate) fn check_size(&self, size: u64) -> Result<()> {
        if size == 0 {
            return Err(refusal("EMPTY_FILE"));
        }
        if size > self.config.max_upload {
            Err(refusal("TOO_LARGE"))
        } else {
            Ok(())
        }
    }

    /// Opens an upload in the child process and keeps the original and what was made of it. The password is not kept.
    pub(crate) async fn open_upload(
        &self,
        account: AccountId,
        agreement: AgreementId,
        file: UploadedFile,
    ) -> Result<Opened> {
        self.check_size(file.bytes.len() as u64)?;
        let now = self.ports.clock.now();
        let (name, original) = (clean_name(&file.name), file.bytes.clone());
        let dictionary = self.tag_words(account).await?;
        let opened = self.ports.documents.open(vec![file], Some(dictionary)).await?;
        let id = DocumentId(Uuid::now_v7());
        let owner = (account, Some(agreement));
        let kept = [
            self.keep(
                owner,
                id.to_string(),
                &name,
                "application/octet-stream",
                original.clone(),
                now,
            )
            .await?,
            self.keep(owner, opened_id(id), &name, OPENED, opened.bytes, now)
                .await?,
        ];
        let document = Document {
            id,
            name,
            sha256: sha256_hex(&original),
            pages: opened.pages.len(),
            signed: opened.signatures > 0,
            remarks: opened.remarks,
            tags: Vec::new(),
        };
        Ok(Opened {
            document,
            rows: kept.into(),
            tags: opened.tags,
            pages: opened.pages,
            fields: opened.fields,
        })
    }

    pub(crate) async fn keep(
        &self,
        (account, agreement): (AccountId, Option<AgreementId>),
        id: String,
        name: &str,
        mime: &str,
        bytes: Bytes,
        now: Timestamp,
    ) -> Result<store::Document> {
        let (sha256, size) = (sha256_hex(&bytes), bytes.len());
        let blob = self.blobs.put(&account.to_string(), bytes).await?;
        Ok(store::Document {
            id,
            account_id: account.to_string(),
            agreement_id: agreement.map(|agreement| agreement.to_string()),
            name: name.to_owned(),
            mime: mime.to_owned(),
            blob_key: blob.as_str().to_owned(),
            sha256,
            size: i64::try_from(size).unwrap_or(i64::MAX),
            created_at: now,
        })
    }

    /// Makes one document of the uploads in this order (M-60) and keeps it. One upload stays byte for byte what was opened.
    pub(crate) async fn combine(
        &self,
        (account, agreement): (AccountId, AgreementId),
        documents: &[Document],
        fresh: &[Opened],
    ) -> Result<Combined> {
        let now = self.ports.clock.now();
        let id = Uuid::now_v7().to_string();
        if let ([alone], [opened]) = (documents, fresh)
            && alone.id == opened.document.id
            && let Some(row) = opened.opened_row()
        {
            // A reader opened it a moment ago; asked again it would say the same.
            let row = store::Document {
                id,
                name: "working".to_owned(),
                mime: WORKING.to_owned(),
                created_at: now,
                ..row.clone()
            };
            return Ok(Combined {
                pages: opened.pages.clone(),
                remarks: Vec::new(),
                fields: opened.fields.clone(),
                row,
            });
        }
        let mut files = Vec::with_capacity(documents.len());
        for document in documents {
            let bytes = self.opened_bytes(document.id, fresh).await?;
            files.push(UploadedFile {
                name: document.name.clone(),
                bytes,
                password: None,
            });
        }
        let working = self.ports.documents.open(files, None).await?;
        let row = self
            .keep(
                (account, Some(agreement)),
                id,
                "working",
                WORKING,
                working.bytes,
                now,
            )
            .await?;
        Ok(Combined {
            pages: working.pages,
            remarks: working.remarks,
            fields: working.fields,
            row,
        })
    }

    async fn opened_bytes(&self, document: DocumentId, fresh: &[Opened]) -> Result<Bytes> {
        let row = match fresh
            .iter()
            .find(|opened| opened.document.id == document)
            .and_then(Opened::opened_row)
        {
            Some(row) => row.clone(),
            None => self
                .store
                .document(&opened_id(document))
                .await?
                .ok_or(Error::NotFound)?,
        };
        self.blob(&row.blob_key).await
    }

    /// The newest working document of a draft.
    pub(crate) async fn working_bytes(&self, agreement: AgreementId) -> Result<Bytes> {
        let rows = self.store.documents(&agreement.to_string()).await?;
        let newest = rows
            .into_iter()
            .filter(|row| row.mime == WORKING)
            .max_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        self.blob(&newest.ok_or(Error::NotFound)?.blob_key).await
    }

    /// The file up to and including revision `number`.
    pub(crate) async fn revision_bytes(&self, agreement: AgreementId, number: u32) -> Result<Bytes> {
        let rows = self.store.revisions(&agreement.to_string()).await?;
        let wanted: Vec<_> = rows
            .into_iter()
            .filter(|row| row.number <= i64::from(number))
            .collect();
        if wanted.last().is_none_or(|last| last.number != i64::from(number)) {
            return Err(Error::NotFound);
        }
        let mut whole = Vec::new();
        for row in &wanted {
            whole.extend_from_slice(&self.blob(&row.blob_key).await?);
        }
        let expected = wanted.last().map(|row| row.whole_sha256.as_str());
        if expected != Some(sha256_hex(&whole).as_str()) {
            return Err(Error::Damaged(format!("revision {number} of {agreement}")));
        }
        Ok(whole.into())
    }

    /// The bytes that people see now: the newest revision, or the draft's working document.
    pub(crate) async fn current_bytes(&self, agreement: &Agreement) -> Result<Bytes> {
        match agreement.last_revision() {
            Some(revision) => self.revision_bytes(agreement.id, revision.number).await,
            None => self.working_bytes(agreement.id).await,
        }
    }

    pub(crate) async fn blob(&self, key: &str) -> Result<Bytes> {
        let key: BlobKey = key.parse().map_err(|_| Error::Damaged("blob key".into()))?;
        Ok(self.blobs.get(&key).await?)
    }

    /// Keeps a file for seven days, for an integration to use in an agreement (v6 transientDocuments).
    pub async fn keep_transient(
        &self,
        caller: &Caller,
        name: &str,
        mime: &str,
        bytes: Bytes,
    ) -> Result<String> {
        self.check_size(bytes.len() as u64)?;
        if !is_of_a_kind_we_read(&bytes) {
            return Err(refusal("NOT_A_PDF"));
        }
        let (id, now) = (Uuid::now_v7().to_string(), self.ports.clock.now());
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let blob = self.blobs.put(&caller.account.to_string(), bytes).await?;
        let row = store::TransientDocument {
            id: id.clone(),
            account_id: caller.account.to_string(),
            user_id: caller.user.to_string(),
            name: clean_name(name),
            mime: mime.to_owned(),
            blob_key: blob.as_str().to_owned(),
            size,
            created_at: now,
            expires_at: domain::schedule::in_days(now, 7),
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_transient_document(&row).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// A file that an integration kept; only for the same account, and only for seven days.
    pub async fn transient(&self, caller: &Caller, id: &str) -> Result<UploadedFile> {
        let now = self.ports.clock.now();
        let row = self
            .store
            .transient_document(&caller.account.to_string(), id, now)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(UploadedFile {
            name: row.name,
            bytes: self.blob(&row.blob_key).await?,
            password: None,
        })
    }
}

/// Whether a file begins as one that is read at all: a PDF, whose header may stand anywhere within its first kilobyte, or a picture. More
/// is not looked at before the child process opens it, with the agreement that it becomes part of: opening it here as well would cost
/// every file twice.
fn is_of_a_kind_we_read(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let picture = head.starts_with(b"\x89PNG") || head.starts_with(b"\xFF\xD8\xFF");
    picture || head.windows(5).any(|word| word == b"%PDF-")
}

fn opened_id(document: DocumentId) -> String {
    format!("{document}.opened")
}

pub(crate) fn refusal(code: &str) -> Error {
    Error::Document(crate::ports::DocumentRefusal {
        code: code.to_owned(),
        detail: String::new(),
    })
}

/// A file name without folders and control characters, and not endless.
pub(crate) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if clean.trim().is_empty() {
        "document.pdf".to_owned()
    } else {
        clean
    }
}
