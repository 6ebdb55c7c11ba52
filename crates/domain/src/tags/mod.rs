//! Tags: words in a document that say where somebody signs or writes (M-41, M-47). One file for each language of tags; all give a [`Tag`].
//!
//! [`scan()`] finds tags in lines of text, [`resolve`] joins short tags with their definitions, [`bind()`](bind::bind) makes people and fields of
//! them. A tag that is not understood is found too, with a reason: its owner is told.

mod acrobat;
pub mod bind;
mod boldsign;
pub mod dictionary;
mod documenso;
mod docuseal;
mod dropbox;
mod options;
mod pandadoc;
pub mod place;
mod scan;
pub mod short;
mod signnow;
#[cfg(test)]
mod testing;
mod words;

pub use dictionary::{TagWord, Target};
pub use scan::{Found, Part, TextLine, resolve, scan};

use crate::fields::Rect;
use serde::{Deserialize, Serialize};

/// The most tags that are read in one document.
pub const MAX_TAGS: usize = 5_000;
/// The longest text of a tag that is kept for its owner to read, in characters.
pub const MAX_RAW: usize = 200;

/// Whose language a tag is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// Acrobat Sign's text tags.
    Acrobat,
    /// BoldSign's text tags.
    Boldsign,
    /// A word of the account's own dictionary (M-47).
    Dictionary,
    /// Documenso's placeholders.
    Documenso,
    /// DocuSeal's field tags.
    Docuseal,
    /// Dropbox Sign's text tags.
    Dropbox,
    /// PandaDoc's field tags.
    Pandadoc,
    /// The short form of this product.
    Podpis,
    /// SignNow's simple text tags.
    Signnow,
}

/// What a tag asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagKind {
    /// A file from the recipient.
    Attachment,
    /// A tick.
    Checkbox,
    /// The recipient's company.
    Company,
    /// A day that the recipient chooses.
    Date,
    /// One of several values.
    Dropdown,
    /// The recipient's address.
    Email,
    /// Initials (parafa).
    Initials,
    /// Several of several values.
    List,
    /// Words in several lines.
    Multiline,
    /// The recipient's name.
    Name,
    /// A number.
    Number,
    /// Something that is not served: a payment, a photo, a stamp.
    Other,
    /// One button of a group.
    Radio,
    /// A signature.
    Signature,
    /// The day of signing.
    SigningDate,
    /// Words in one line.
    Text,
    /// The recipient's job title.
    Title,
}

impl TagKind {
    /// Whether the kinds are bound to people in the order of reading (M-61); all others are form fields (M-64).
    pub fn is_mark(self) -> bool {
        matches!(self, TagKind::Initials | TagKind::Signature)
    }
}

/// Whose field a tag asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagRole {
    /// Everybody, or nobody in particular.
    Anybody,
    /// A name of a role.
    Named(String),
    /// By the order of reading (M-61 to M-64).
    Order,
    /// The sender.
    Owner,
    /// The recipient with this number, from 1.
    Party(u32),
    /// A person that the account's dictionary names.
    Person {
        /// How they are called.
        name: String,
        /// Their address.
        email: String,
    },
}

/// When a field is there, by another field's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagCondition {
    /// What happens when it is met.
    pub effect: ConditionEffect,
    /// Any of the conditions is enough.
    pub any: bool,
    /// The other field's name.
    pub field: String,
    /// `=`, `!=`, `<`, `>`, `<=`, `>=`.
    pub comparison: String,
    /// What its value is compared with.
    pub value: String,
}

/// What a condition does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionEffect {
    /// The field cannot be filled.
    Disable,
    /// The field can be filled.
    Enable,
    /// The field is not there.
    Hide,
    /// The field is there.
    Show,
}

/// What a value must look like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagPattern {
    /// An address.
    Email,
    /// Letters only.
    Letters,
    /// A number between bounds.
    Number {
        /// The least.
        least: Option<String>,
        /// The most.
        most: Option<String>,
    },
    /// A telephone number.
    Phone,
    /// A regular expression.
    Regex(String),
}

/// A choice of a list, a drop-down or a group of radio buttons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagOption {
    /// What is kept.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl TagOption {
    fn same(text: &str) -> TagOption {
        TagOption {
            value: text.to_owned(),
            label: text.to_owned(),
        }
    }
}

/// A tag as it was read, whatever language it is written in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    /// Whose language.
    pub vendor: Vendor,
    /// What it asks for.
    pub kind: TagKind,
    /// Whose field.
    pub role: TagRole,
    /// The field's name in that language.
    #[serde(default)]
    pub name: String,
    /// What people are told about it.
    #[serde(default)]
    pub label: String,
    /// Whether it must be filled, if the tag says.
    #[serde(default)]
    pub required: Option<bool>,
    /// It cannot be changed.
    #[serde(default)]
    pub read_only: bool,
    /// What stands in it at first.
    #[serde(default)]
    pub default: Option<String>,
    /// What can be chosen.
    #[serde(default)]
    pub options: Vec<TagOption>,
    /// How a date or a number is written.
    #[serde(default)]
    pub format: Option<String>,
    /// What a value must look like.
    #[serde(default)]
    pub pattern: Option<TagPattern>,
    /// The most characters.
    #[serde(default)]
    pub max_length: Option<u32>,
    /// When it is there.
    #[serde(default)]
    pub conditions: Vec<TagCondition>,
    /// How its value follows from others.
    #[serde(default)]
    pub calculation: Option<String>,
    /// In points, if the tag says.
    #[serde(default)]
    pub width: Option<f64>,
    /// In points, if the tag says.
    #[serde(default)]
    pub height: Option<f64>,
    /// In points, if the tag says.
    #[serde(default)]
    pub font_size: Option<f64>,
    /// Parts that this product does not use.
    #[serde(default)]
    pub ignored: Vec<String>,
}

impl Tag {
    /// A tag that says nothing more.
    pub fn new(vendor: Vendor, kind: TagKind, role: TagRole) -> Tag {
        Tag {
            vendor,
            kind,
            role,
            name: String::new(),
            label: String::new(),
            required: None,
            read_only: false,
            default: None,
            options: Vec::new(),
            format: None,
            pattern: None,
            max_length: None,
            conditions: Vec::new(),
            calculation: None,
            width: None,
            height: None,
            font_size: None,
            ignored: Vec::new(),
        }
    }
}

/// What became of words that look like a tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Says what a short tag means, and stands for no field itself.
    Definition {
        /// The short tag's name.
        name: String,
        /// What it means.
        tag: Box<Tag>,
    },
    /// It is not understood.
    Fault(Fault),
    /// It is a field.
    Field(Box<Tag>),
    /// A short tag, whose definition may stand anywhere.
    Short {
        /// Its name.
        name: String,
        /// Whose language it is written in.
        vendor: Vendor,
    },
}

/// Why a tag is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A short tag without a definition.
    NotDefined,
    /// No language that is known.
    NotUnderstood,
    /// It begins and does not end.
    Unclosed,
}

/// A tag with its place in a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadTag {
    /// As it stands in the document, shortened.
    pub raw: String,
    /// The page, from 0.
    pub page: usize,
    /// What its characters cover.
    pub rect: Rect,
    /// The size of its first character, in points.
    pub font_size: f64,
    /// What it says.
    pub reading: Reading,
}
