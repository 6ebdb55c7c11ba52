//! Reading documents that nobody has looked at yet. An implementation does it in a child process with limits of its own (decision 32).

use super::verify::{Verified, VerifyTerms};
use async_trait::async_trait;
use bytes::Bytes;
use domain::agreement::PageSize;
use domain::fields::Rect;
use domain::tags::{ReadTag, TagWord};
use serde::{Deserialize, Serialize};

/// A file as it was uploaded.
#[derive(Clone, Debug)]
pub struct UploadedFile {
    /// Its file name.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// A password to open it with.
    pub password: Option<String>,
}

/// The document that people will see and sign, made from one or more uploads.
#[derive(Clone, Debug)]
pub struct WorkingDocument {
    /// The PDF.
    pub bytes: Bytes,
    /// Its pages as displayed.
    pub pages: Vec<PageSize>,
    /// How many pages each upload gave, in order.
    pub pages_of: Vec<usize>,
    /// How many signatures the upload carries already; they are kept (decision 8).
    pub signatures: usize,
    /// What was left out or changed and the owner should know (codes).
    pub remarks: Vec<String>,
    /// The form fields that it brings.
    pub fields: Vec<pdf::form::Field>,
    /// The tags that were read, in no particular order; those that become fields are not in the PDF any more, unless it is signed.
    pub tags: Vec<ReadTag>,
}

/// Words that were looked for, where they stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextPlace {
    /// Which of the words, by their place in the question.
    pub needle: usize,
    /// The page, from 0.
    pub page: usize,
    /// What they cover.
    pub rect: Rect,
}

/// A page as an image.
#[derive(Clone, Debug)]
pub struct RenderedPage {
    /// The PNG.
    pub png: Bytes,
}

/// Why a document cannot be used: a stable code that interfaces turn into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct DocumentRefusal {
    /// `NOT_A_PDF`, `EMPTY_FILE`, `TRUNCATED`, `TOO_LARGE`, `NEEDS_PASSWORD`, `WRONG_PASSWORD`, `BROKEN`, `TOO_COMPLEX`, `DYNAMIC_XFA`,
    /// `LOCKED_BY_CERTIFICATION`, `LOCKED_BY_SIGNATURE`, `SIGNED_CANNOT_MERGE`, `UNSUPPORTED_ENCRYPTION`, `SIGNED_AND_BROKEN`, `SIGNED_NEEDS_PASSWORD`, `READER_FAILED`, `NO_SUCH_PAGE`.
    pub code: String,
    /// For the log and the operator, in English.
    pub detail: String,
}

/// Reads documents.
#[async_trait]
pub trait DocumentReader: Send + Sync {
    /// Opens every file, checks it, and makes one document of them (M-60). A single signed PDF stays byte for byte.
    /// With a dictionary, tags of a single file are read and taken out (decision 2); without one the text stays as it is.
    async fn open(
        &self,
        files: Vec<UploadedFile>,
        dictionary: Option<Vec<TagWord>>,
    ) -> Result<WorkingDocument, DocumentRefusal>;

    /// Finds these words in a document that was opened before, each within a line, as they are written.
    async fn find(&self, document: Bytes, needles: Vec<String>) -> Result<Vec<TextPlace>, DocumentRefusal>;

    /// Looks at the signatures of a document that anybody may have made, and at what came after each of them. Nothing in it is repaired
    /// or changed.
    async fn verify(&self, file: UploadedFile, terms: VerifyTerms) -> Result<Verified, DocumentRefusal>;

    /// Draws one page of a document that was opened before. `width` is in pixels.
    async fn render(&self, document: Bytes, page: usize, width: u32)
    -> Result<RenderedPage, DocumentRefusal>;
}
