//! The agreement: one signing transaction from draft to its end.
//!
//! `decide` is the only way to change one, `apply` the only way to read a history.

mod apply;
mod attention;
mod codes;
mod command;
mod decide;
mod draft;
mod event;
mod lasting;
mod names;
mod people;
mod recipient;
mod remind;
mod saving;
mod signing;
mod state;
mod template;

pub use apply::{apply, replay};
pub use attention::Attention;
pub use command::{Command, DraftChanges, NewAgreement, NewShare};
pub use decide::{BIN, Decision, TEMPLATE, decide};
pub use draft::{draft_problems, draft_warnings, link_alone, seal_problems, settings_problems};
pub use event::{Actor, Client, Effect, Event, Notice, Recorded};
pub use lasting::{Lack, Lasting, Reach, SignedFile};
pub use state::{
    Agreement, CancelReason, Consent, Details, Document, Member, PageSize, ParticipantSet, ParticipantState,
    Person, Place, RevisionFacts, RevisionKind, Role, Share, Sharing, SignedAct, Status, Withdrawal,
};
