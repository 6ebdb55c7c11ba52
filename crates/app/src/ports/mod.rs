//! What the product needs from outside: small traits. `providers` implements them; tests swap them.

mod clock;
mod document;
mod mail;
mod outbox;
mod revocation;
mod signing;
mod sms;
mod timestamp;
mod verify;
mod voice;
mod webhook;
mod words;

pub use clock::Clock;
pub use document::{DocumentReader, DocumentRefusal, RenderedPage, TextPlace, UploadedFile, WorkingDocument};
pub use mail::{
    Mail, MailAttachment, MailContent, MailKind, MailSender, MailTemplates, Mailbox, RenderedMail,
};
pub use outbox::{OutboxMessage, SimulatedOutbox};
pub use revocation::RevocationSource;
pub use signing::{Authorisation, AuthorisationKey, Grounds, Signer, SignerError, SignerIdentity};
pub use sms::SmsSender;
pub use timestamp::TimestampService;
pub use verify::{ChangedPage, Picture, Verified, VerifyTerms, VisibleStep};
pub use voice::VoiceCaller;
pub use webhook::{WebhookAnswer, WebhookBody, WebhookCall, WebhookMessage, WebhookPayloads, WebhookTarget};
pub use words::{Argument, Words};

use std::sync::Arc;

/// The outside world in one value.
#[derive(Clone)]
pub struct Ports {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Reads hostile documents, in a child process.
    pub documents: Arc<dyn DocumentReader>,
    /// Hands mails over.
    pub mail: Arc<dyn MailSender>,
    /// The words of mails.
    pub mail_templates: Arc<dyn MailTemplates>,
    /// What arrived at simulated parties; only where there are any in this process.
    pub outbox: Option<Arc<dyn SimulatedOutbox>>,
    /// Asks what is said about certificates.
    pub revocation: Arc<dyn RevocationSource>,
    /// The same for files of strangers, within narrower bounds; `None` where nobody is to be asked for them.
    pub verify_revocation: Option<Arc<dyn RevocationSource>>,
    /// Uses the organisation's key.
    pub signer: Arc<dyn Signer>,
    /// Hands text messages over.
    pub sms: Arc<dyn SmsSender>,
    /// Calls; not every installation has a party that calls.
    pub voice: Option<Arc<dyn VoiceCaller>>,
    /// Gets timestamps.
    pub timestamps: Arc<dyn TimestampService>,
    /// The shape of messages to webhooks.
    pub webhook_payloads: Arc<dyn WebhookPayloads>,
    /// Calls webhooks.
    pub webhooks: Arc<dyn WebhookTarget>,
    /// The words of reports, seals and text messages.
    pub words: Arc<dyn Words>,
}

/// What the gateway said when it took a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// The gateway's own reference, for the audit trail.
    pub reference: String,
}

/// Why an outside party did not do what it was asked for. The kind decides what happens next.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// It said no; asking again will not help.
    #[error("refused: {0}")]
    Refused(String),
    /// It says that there is no such recipient; asking again will not help, another address will.
    #[error("no such recipient: {0}")]
    NoRecipient(String),
    /// It cannot be reached or is not able to; nothing was done, ask again later.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The connection broke after the request left: it may have been done.
    #[error("uncertain: {0}")]
    Uncertain(String),
}
