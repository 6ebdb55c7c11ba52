//! Why a PDF could not be read or extended, split by blame; it never carries the document's content.
//!
//! `NotPdf` to `Malformed` blame the file, `NeedsPassword` and `WrongPassword` the person who opens it, the rest the caller.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The result of reading or writing PDF.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something could not be done with this document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Error {
    /// There is not one byte.
    #[error("the file is empty")]
    Empty,
    /// No PDF header in the first kilobyte.
    #[error("the file is not a PDF")]
    NotPdf,
    /// The file ends before its own end.
    #[error("the file is cut off")]
    Truncated,
    /// The file breaks a rule that cannot be got around.
    #[error("the file is damaged: {what}")]
    Malformed {
        /// Which rule.
        what: Cow<'static, str>,
    },
    /// The file asks for more than [`crate::Limits`] grants.
    #[error("the file is too large: {what} beyond {limit}")]
    TooLarge {
        /// What there is too much of.
        what: Cow<'static, str>,
        /// How much is granted.
        limit: u64,
    },
    /// A filter that we do not decode.
    #[error("the stream filter {0} is not supported")]
    UnsupportedFilter(String),
    /// An encryption that we do not decrypt.
    #[error("the encryption is not supported: {0}")]
    UnsupportedEncryption(Cow<'static, str>),
    /// The file opens only with a password.
    #[error("the file needs a password")]
    NeedsPassword,
    /// The password is neither the user's nor the owner's.
    #[error("the password is wrong")]
    WrongPassword,
    /// The document has no such page.
    #[error("there is no page {0}")]
    NoSuchPage(usize),
    /// The cross-reference table was rebuilt, so an incremental update would hide the file's objects.
    #[error("a file with a broken cross-reference table cannot be extended")]
    CannotExtendRepaired,
    /// The document carries signatures, which this operation would break.
    #[error("the document is signed and may only be extended")]
    Signed,
    /// A signature does not fit its placeholder.
    #[error("the signature has {length} bytes, its place {room}")]
    ContentsTooLong {
        /// Bytes of the signature.
        length: usize,
        /// Bytes that were reserved.
        room: usize,
    },
    /// The bytes handed in are not those that were prepared.
    #[error("the prepared revision is damaged")]
    DamagedPreparation,
    /// A face that the product brings along cannot be used.
    #[error("the font cannot be used: {0}")]
    Font(Cow<'static, str>),
    /// Drawn ink that is empty or not made of numbers.
    #[error("the drawing is empty or broken")]
    Ink,
    /// A picture that cannot be read.
    #[error("the picture cannot be read: {0}")]
    Image(Cow<'static, str>),
    /// The document has no such field.
    #[error("there is no field {0}")]
    NoSuchField(String),
    /// A field that is locked, read-only or signed already.
    #[error("the field {0} is locked")]
    FieldLocked(String),
    /// A value of another kind than the field takes, or none of its choices.
    #[error("the value does not suit the field {0}")]
    WrongValue(String),
    /// A field name that is taken, empty, or the beginning of another.
    #[error("the field name {0} cannot be used")]
    FieldName(String),
    /// A form that a viewer's program makes up while it runs.
    #[error("forms of the dynamic XFA kind are not supported")]
    DynamicXfa,
    /// The document could not be composed.
    #[error("the document could not be composed: {0}")]
    Compose(Cow<'static, str>),
    /// The page could not be turned into a picture.
    #[error("the page cannot be drawn: {0}")]
    Render(Cow<'static, str>),
}

impl Error {
    /// The file breaks the rule `what`.
    pub fn malformed(what: impl Into<Cow<'static, str>>) -> Error {
        Error::Malformed { what: what.into() }
    }

    /// There is more of `what` than `limit`.
    pub fn too_large(what: impl Into<Cow<'static, str>>, limit: u64) -> Error {
        Error::TooLarge {
            what: what.into(),
            limit,
        }
    }

    /// A stable word for messages and interfaces.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Empty => "empty",
            Error::NotPdf => "not_pdf",
            Error::Truncated => "truncated",
            Error::Malformed { .. } => "malformed",
            Error::TooLarge { .. } => "too_large",
            Error::UnsupportedFilter(_) => "unsupported_filter",
            Error::UnsupportedEncryption(_) => "unsupported_encryption",
            Error::NeedsPassword => "needs_password",
            Error::WrongPassword => "wrong_password",
            Error::NoSuchPage(_) => "no_such_page",
            Error::CannotExtendRepaired => "cannot_extend_repaired",
            Error::Signed => "signed",
            Error::ContentsTooLong { .. } => "contents_too_long",
            Error::DamagedPreparation => "damaged_preparation",
            Error::Font(_) => "font",
            Error::Ink => "ink",
            Error::Image(_) => "image",
            Error::NoSuchField(_) => "no_such_field",
            Error::FieldLocked(_) => "field_locked",
            Error::WrongValue(_) => "wrong_value",
            Error::FieldName(_) => "field_name",
            Error::DynamicXfa => "dynamic_xfa",
            Error::Compose(_) => "compose",
            Error::Render(_) => "render",
        }
    }
}
