//! Reads, draws on and extends PDF files; it knows nothing of certificates and opens no file, socket or clock.
//!
//! Start at [`Document`] to read and at [`Update`] to append; [`inspect()`] answers all that an upload asks.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        reason = "a test that cannot go on must stop"
    )
)]

pub mod act;
pub mod attachment;
pub mod compare;
pub mod compose;
pub mod crypt;
pub mod difference;
pub mod document;
pub mod draw;
pub mod error;
mod extensions;
pub mod filter;
#[cfg(test)]
mod fixture;
pub mod font;
pub mod form;
pub mod geometry;
pub mod image;
pub mod inspect;
mod lexer;
pub mod limits;
pub mod merge;
pub mod object;
mod object_stream;
pub mod page;
mod parser;
pub mod prepare;
pub mod render;
mod repair;
pub mod resolve;
pub mod rewrite;
pub mod security_store;
pub mod seed_value;
pub mod signatures;
pub mod slot;
pub mod text;
pub mod update;
mod xref;

pub use act::{Act, FieldValue, SignatureAppearance, act, timestamp_place};
pub use attachment::{Attached, attachments};
pub use compare::{Change, ChangeKind, Comparison, ModificationLevel, compare};
pub use crypt::{Encryption, EncryptionFacts, Permissions};
pub use document::{Document, Place, Revision};
pub use draw::{Ink, InkPoint};
pub use error::{Error, Result};
pub use font::Fonts;
pub use form::{Alignment, ChoiceOption, NewField, NewFieldKind, Value};
pub use geometry::{PageSpace, Rect};
pub use inspect::{Inspection, Xfa, inspect};
pub use limits::Limits;
pub use object::{Dictionary, Name, Object, ObjectId, Stream, decode_text, encode_text};
pub use page::Page;
pub use prepare::{PrepareOptions, Prepared, prepare};
pub use resolve::Resolve;
pub use rewrite::Rewrite;
pub use security_store::{
    Related, SecurityStore, ValidationData, add_validation_data, related_key, security_store,
};
pub use seed_value::{CertificateSeed, SeedValue, Wish, field_demands};
pub use signatures::{Coverage, Problem, Signature, SignatureKind};
pub use slot::{FieldLock, PreparedRevision, SignatureDictionary, SubFilter};
pub use update::{Edit, Update};
