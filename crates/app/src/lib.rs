//! The use cases: load, decide, save, do.
//!
//! A request becomes one domain command; [`history`] loads the agreement, decides, and keeps events, state and one job row per effect
//! in one transaction. Jobs do the rest. [`sealing`] is the only place where `pdf`, `ades` and `domain` meet.
//!
//! This crate knows no HTTP, no HTML and no SQL, opens no connection and reads no environment: the outside comes in as [`ports`].

mod account_login;
pub mod accounts;
pub mod activity;
pub mod address_list;
pub mod agreements;
pub mod archive;
pub mod attachments;
pub mod audit;
mod bin;
pub mod bounces;
pub mod ceremony;
pub mod contacts;
mod copies;
mod error;
pub mod events;
pub mod extending;
pub mod failpoint;
pub mod groups;
pub mod history;
pub mod idempotency;
pub mod integration;
pub mod jobs;
pub mod keys;
pub mod lasting;
pub mod lists;
pub mod notes;
mod notices;
pub mod oauth;
mod passwords;
pub mod people;
pub mod pictures;
mod pins;
pub mod ports;
pub mod presence;
pub mod qr;
mod report;
mod sample_templates;
pub mod sealing;
pub mod seals;
pub mod settings;
pub mod sharing;
pub mod system;
pub mod table;
pub mod tags;
pub mod templates;
pub mod tsa;
pub mod uploads;
pub mod values;
pub mod vault;
pub mod verify;
pub mod webhooks;

pub use error::{Error, Result};
pub use lists::Home;
pub use ports::Ports;

use domain::account::UserRole;
use domain::agreement::{Actor, Client};
use domain::contact::Email;
use domain::identity::Chooser;
use domain::ids::{AccountId, UserId};
use domain::language::Language;
use jiff::SignedDuration;
use keys::Keys;
use std::sync::Arc;
use store::{Blobs, PageCache, Store};

/// The product: what it keeps, what it may use, how it is set up.
pub struct App {
    /// The database.
    pub store: Store,
    /// Documents and revisions.
    pub blobs: Blobs,
    /// Images of pages.
    pub pages: PageCache,
    /// The outside world.
    pub ports: Ports,
    /// The built-in timestamping authority, where the operator wants one.
    pub tsa: Option<Arc<tsa::Tsa>>,
    /// The secrets of this installation.
    pub keys: Keys,
    /// What the operator decided.
    pub config: Config,
    /// The fonts of everything that is drawn.
    pub fonts: Arc<pdf::font::Fonts>,
}

/// What the operator decided, and the use cases need to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address under which people reach this installation, without a slash at its end.
    pub public_url: String,
    /// The largest upload, in bytes.
    pub max_upload: u64,
    /// How long a session lives without a request, in minutes.
    pub idle_minutes: u32,
    /// The most completed documents that are attached to a mail, in bytes; larger ones are linked.
    pub max_attachment: u64,
    /// Whether the interface for integrations may hand out signing links (decision 26 and the issue: off by default).
    pub signing_urls: bool,
    /// Whether webhooks may be called without TLS.
    pub plain_webhooks: bool,
    /// Authorities that the verify page believes besides those above our own seals, as PEM.
    pub verify_anchors_pem: String,
    /// What happens when no timestamp is to be had.
    pub without_timestamp: WithoutTimestamp,
    /// How long completed documents shall be checkable by themselves; `None`: as long as can be had.
    pub completed_level: Option<ades::pades::Level>,
    /// The pause after a webhook's first failed try; it doubles with each further one.
    pub webhook_pause: SignedDuration,
    /// Stop the process at this named point (tests only).
    pub failpoint: Option<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            public_url: "http://127.0.0.1:8080".into(),
            max_upload: 100 << 20,
            idle_minutes: 30,
            max_attachment: 10 << 20,
            signing_urls: false,
            plain_webhooks: false,
            verify_anchors_pem: String::new(),
            without_timestamp: WithoutTimestamp::Wait,
            completed_level: None,
            webhook_pause: SignedDuration::from_mins(1),
            failpoint: None,
        }
    }
}

/// What happens to a seal when no timestamping authority answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WithoutTimestamp {
    /// It waits until one does.
    #[default]
    Wait,
    /// It is given up, and somebody must look after it.
    Fail,
    /// It is made without one, and every record of it says so.
    Degrade,
}

/// Who asks: somebody signed in, or an integration with their key.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Their tenant.
    pub account: AccountId,
    /// Who.
    pub user: UserId,
    /// What they may do.
    pub role: UserRole,
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: Email,
    /// Their language.
    pub language: Language,
    /// The integration key that speaks for them, by name.
    pub key: Option<String>,
    /// As whom they choose methods of identity.
    pub chooser: Chooser,
    /// From where.
    pub client: Client,
}

/// Who does something, and from where, for the audit trail.
#[derive(Clone, Debug)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// From where; `None` for the product itself.
    pub client: Option<Client>,
}

impl By {
    /// The product itself.
    pub fn system() -> By {
        By {
            actor: Actor::System,
            client: None,
        }
    }

    /// The operator at the console.
    pub fn operator() -> By {
        By {
            actor: Actor::Operator,
            client: None,
        }
    }
}

impl From<&Caller> for By {
    fn from(caller: &Caller) -> By {
        let actor = Actor::User {
            id: caller.user,
            key: caller.key.clone(),
        };
        By {
            actor,
            client: Some(caller.client.clone()),
        }
    }
}
