//! What arrived at simulated parties: for the page that shows it in a demo. There is none in production.

use jiff::Timestamp;
use serde::Serialize;

/// A message that a simulated mail relay or gateway took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutboxMessage {
    /// Its number, growing.
    pub id: u64,
    /// `mail` or `sms`.
    pub channel: String,
    /// When it arrived.
    pub at: Timestamp,
    /// To whom.
    pub to: String,
    /// From whom; empty for text messages.
    pub from: String,
    /// Subject; empty for text messages.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The words as HTML, if there are any.
    pub html: Option<String>,
    /// Addresses in the words.
    pub links: Vec<String>,
    /// Six-digit codes in the words.
    pub codes: Vec<String>,
    /// `Message-ID` of a mail without its brackets; what the sender calls a text message.
    pub reference: String,
    /// Names of the files that came with it.
    pub attachments: Vec<String>,
}

/// Shows what arrived.
pub trait SimulatedOutbox: Send + Sync {
    /// Everything that arrived, oldest first.
    fn messages(&self) -> Vec<OutboxMessage>;
}
