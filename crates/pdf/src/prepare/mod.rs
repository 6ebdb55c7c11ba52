//! Makes a document ready to be signed: every field a real one, fonts embedded, everything that runs taken out. It signs nothing.
//!
//! An unsigned file is written anew as a whole; a signed one is only appended to, and takes nothing but new signature fields.

mod active;
pub(crate) mod attach;
mod clean;
mod flatten;
mod names;
mod signed;
mod tags;
mod unsigned;

use serde::{Deserialize, Serialize};

use crate::form::NewField;
use crate::{Document, FieldValue, Fonts, Result, signatures};

/// What else is to be done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PrepareOptions {
    /// Empty signature fields of the file lose what its author demanded of their signatures, and which fields they lock: whoever sends
    /// the document decides that anew, and a demand that nobody meets would spoil every signature in it.
    #[serde(default)]
    pub forget_signature_rules: bool,
    /// The name of an invisible signature field for the seal that closes everything.
    pub closing_seal: Option<String>,
    /// Fields of the file to be turned into page content with what they show.
    pub flatten: Vec<String>,
    /// What the sender put into fields of the file.
    #[serde(default)]
    pub fill: Vec<FieldValue>,
    /// Fields of the file that nobody changes any more.
    #[serde(default)]
    pub lock: Vec<String>,
}

/// The prepared document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What was taken out, for the owner to read.
    pub removed: Vec<Removed>,
}

/// Something that was taken out because it could change what people see or send data away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Removed {
    /// What it was.
    pub what: RemovedKind,
    /// Where: a field's name, `page 3`, or nothing for the document.
    pub place: String,
}

/// What kind of thing was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovedKind {
    /// JavaScript.
    JavaScript,
    /// Any other action that starts programs, sends data, hides or plays something.
    Action,
    /// What was to happen on opening.
    OpenAction,
    /// Actions on events.
    AdditionalActions,
    /// A button that starts an action.
    PushButton,
    /// The wish that viewers make the fields' looks themselves.
    NeedAppearances,
    /// The second description of a form in XML.
    Xfa,
    /// Rights that a vendor's program granted.
    UsageRights,
    /// Formatted text beside a plain value.
    RichText,
    /// What was demanded of a signature, or what it was to lock.
    SignatureRules,
}

/// Prepares the document with these new fields.
pub fn prepare(
    document: &Document,
    fields: &[NewField],
    fonts: &Fonts,
    options: &PrepareOptions,
) -> Result<Prepared> {
    if signatures::is_signed(document)? {
        signed::prepare(document, fields, options)
    } else {
        unsigned::prepare(document, fields, fonts, options)
    }
}
