//! One `Store` on SQLite or PostgreSQL, and the blobs. It keeps rows, never rules: what a row may become is decided in `domain` and `app`.
//!
//! Start with [`Store::open_sqlite`] or [`Store::open_postgres`]; read through [`View`] (which [`Store`] and [`Transaction`] both are), write through
//! [`Store::begin`] and [`Transaction::commit`]. Large bytes go to [`Blobs`], pages' images to [`PageCache`].
//!
//! Invariants: one SQL text for both databases (only `dialect.rs` differs); no clock (time is an argument);
//! events, revisions, seal uses and roots are refused any change by the database itself; secrets arrive hashed or wrapped.

mod accounts;
mod agreements;
mod attempts;
mod audit;
mod blobs;
mod connect;
mod contacts;
mod database;
mod dialect;
mod documents;
mod error;
mod fold;
mod groups;
mod health;
mod jobs;
mod keys;
mod lasting;
mod lists;
mod messages;
mod migrations;
mod notes;
mod oauth;
mod pins;
mod presence;
mod query;
mod saved_views;
mod seals;
mod secrets;
mod sessions;
mod shares;
mod sqlite;
mod tags;
#[cfg(feature = "testing")]
pub mod testing;
mod transaction;
pub mod upgrade;
mod upkeep;
mod values;
mod visits;
mod webhooks;

pub use accounts::{Account, Role, SignInAttempt, User, UserState};
pub use agreements::{Agreement, Participant};
pub use attempts::Attempt;
pub use audit::{AuditRoot, Event, Head, PersonKey, PersonalValue};
pub use blobs::{BlobKey, Blobs, MasterKey, PageCache, S3Settings};
pub use connect::{PostgresSettings, Store};
pub use contacts::Contact;
pub use dialect::Dialect;
pub use documents::{Document, Revision};
pub use error::{Error, Result};
pub use fold::fold;
pub use groups::{Group, GroupMember, OwnGroup};
pub use health::Health;
pub use jobs::{Job, JobCount, JobState, NewJob};
pub use keys::{Idempotency, IntegrationKey, TransientDocument};
pub use lasting::{DocumentRevision, Lasting, LastingCounts, LastingLimits};
pub use lists::{AgreementFilter, AgreementPage, AgreementSummary, Cursor, StateCount};
pub use messages::{Channel, Message, MessageState};
pub use notes::Note;
pub use oauth::{OauthApplication, OauthGrant, OauthToken, TokenKind};
pub use pins::{Pin, PinHolder};
pub use presence::Presence;
pub use saved_views::SavedView;
pub use seals::{KeyPurpose, SealBinding, SealMandate, SealUse, SigningKey};
pub use secrets::Secret;
pub use sessions::{LinkPurpose, OneTimeLink, Session};
pub use shares::{Reader, Share};
pub use tags::TagWord;
pub use transaction::{Transaction, View};
pub use upkeep::{Upkeep, Usage};
pub use visits::Visit;
pub use webhooks::{DeliveryState, Webhook, WebhookDelivery, WebhookState, WebhookUpdate};
