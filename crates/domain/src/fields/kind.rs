//! What a field asks for.

use serde::{Deserialize, Serialize};

/// What a field asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A file that the signer hands in.
    Attachment,
    /// A tick; several may form a group of which a number must be ticked.
    Checkbox,
    /// The signer's company.
    Company,
    /// A calendar date.
    Date,
    /// One of a list of choices.
    Dropdown,
    /// The signer's address: the one that they were written to, filled in by itself.
    Email,
    /// The short form of a signature (parafa).
    Initials,
    /// Any number of a list of choices.
    List,
    /// Words in several lines.
    Multiline,
    /// The signer's name, filled in beforehand.
    Name,
    /// A decimal number.
    Number,
    /// One button of a group; at most one of the group is chosen.
    Radio,
    /// A signature.
    Signature,
    /// The day of the signature, filled in by itself at the click, in the account's time zone.
    SigningDate,
    /// Words in one line; in several, where the field is high enough.
    Text,
    /// The signer's title.
    Title,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [FieldKind; 16] = [
        FieldKind::Attachment,
        FieldKind::Checkbox,
        FieldKind::Company,
        FieldKind::Date,
        FieldKind::Dropdown,
        FieldKind::Email,
        FieldKind::Initials,
        FieldKind::List,
        FieldKind::Multiline,
        FieldKind::Name,
        FieldKind::Number,
        FieldKind::Radio,
        FieldKind::Signature,
        FieldKind::SigningDate,
        FieldKind::Text,
        FieldKind::Title,
    ];

    /// The name used in PDF field names and JSON.
    pub fn name(self) -> &'static str {
        match self {
            FieldKind::Attachment => "attachment",
            FieldKind::Checkbox => "checkbox",
            FieldKind::Company => "company",
            FieldKind::Date => "date",
            FieldKind::Dropdown => "dropdown",
            FieldKind::Email => "email",
            FieldKind::Initials => "initials",
            FieldKind::List => "list",
            FieldKind::Multiline => "multiline",
            FieldKind::Name => "name",
            FieldKind::Number => "number",
            FieldKind::Radio => "radio",
            FieldKind::Signature => "signature",
            FieldKind::SigningDate => "signing_date",
            FieldKind::Text => "text",
            FieldKind::Title => "title",
        }
    }

    /// Whether people type words into it that length, pattern and mask can bound.
    pub fn is_words(self) -> bool {
        matches!(
            self,
            FieldKind::Company | FieldKind::Multiline | FieldKind::Name | FieldKind::Text | FieldKind::Title
        )
    }

    /// Whether its value is a text, and not a tick, a drawing, a file or several choices.
    pub fn is_text(self) -> bool {
        self.is_words()
            || matches!(
                self,
                FieldKind::Date
                    | FieldKind::Dropdown
                    | FieldKind::Email
                    | FieldKind::Number
                    | FieldKind::SigningDate
            )
    }

    /// Whether it is filled in by itself, and nobody can change that.
    pub fn is_automatic(self) -> bool {
        matches!(self, FieldKind::Email | FieldKind::SigningDate)
    }

    /// Whether a person draws or types their name into it by hand.
    pub fn is_mark(self) -> bool {
        matches!(self, FieldKind::Initials | FieldKind::Signature)
    }

    /// Whether it is ticked or not.
    pub fn is_switch(self) -> bool {
        matches!(self, FieldKind::Checkbox | FieldKind::Radio)
    }

    /// Whether it offers choices.
    pub fn has_choices(self) -> bool {
        matches!(self, FieldKind::Dropdown | FieldKind::List)
    }
}
