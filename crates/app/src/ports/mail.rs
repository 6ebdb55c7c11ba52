//! E-mail: what is said (templates) and how it leaves (senders).

use super::{HandedOver, OutsideError};
use async_trait::async_trait;
use bytes::Bytes;
use domain::contact::Email;
use domain::language::Language;

/// A name and an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name; may be empty.
    pub name: String,
    /// The address.
    pub email: Email,
}

/// A mail that is ready to leave.
#[derive(Clone, Debug)]
pub struct Mail {
    /// To whom.
    pub to: Mailbox,
    /// Where answers go: the sender of the agreement.
    pub reply_to: Option<Mailbox>,
    /// Stable for this message, without angle brackets: a second copy carries the same one.
    pub message_id: String,
    /// Its language (for `Content-Language`).
    pub language: Language,
    /// Subject, text and HTML.
    pub content: RenderedMail,
    /// Files that go with it.
    pub attachments: Vec<MailAttachment>,
}

/// A file that goes with a mail.
#[derive(Clone, Debug)]
pub struct MailAttachment {
    /// Its file name.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// The words of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedMail {
    /// One line.
    pub subject: String,
    /// Complete without the HTML.
    pub text: String,
    /// The same, for programs that show it.
    pub html: String,
}

/// Hands mails over to a relay.
#[async_trait]
pub trait MailSender: Send + Sync {
    /// Hands one mail over. The answer is the relay's, never "delivered".
    async fn send(&self, mail: &Mail) -> Result<HandedOver, OutsideError>;

    /// Whether the relay can be reached and takes our credentials, without sending anything.
    async fn check(&self) -> Result<(), OutsideError>;

    /// Whether the party behind it is simulated; said wherever a person sees it.
    fn is_simulated(&self) -> bool;
}

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailKind {
    /// To a recipient: another one of their group acted.
    ActedByOther,
    /// To the owner: ended by too many wrong answers.
    AutoCancelled,
    /// To a recipient: taken back by the owner.
    Cancelled,
    /// To a recipient: all done.
    Completed,
    /// To the owner: somebody withdrew the consent to sign electronically.
    ConsentWithdrawn,
    /// To a recipient: somebody declined.
    Declined,
    /// To the owner: somebody handed their place over.
    Delegated,
    /// To a recipient: the deadline passed.
    Expired,
    /// To the owner: somebody asks for a longer link.
    ExtensionRequested,
    /// To a recipient: please sign, or approve.
    Invitation,
    /// To an administrator: files of finished agreements may not last.
    LastingAlarm,
    /// To a recipient: the link lives longer.
    LinkExtended,
    /// To the owner: whoever got a link says that it is not meant for them.
    Misdirected,
    /// To the owner: the document could not be prepared.
    NotPrepared,
    /// To the owner: all done.
    OwnerCompleted,
    /// To the owner: somebody declined.
    OwnerDeclined,
    /// To the owner: the deadline passed.
    OwnerExpired,
    /// To the owner: somebody asks for the document on paper.
    PaperRequested,
    /// To a user: choose a new password.
    PasswordReset,
    /// To a recipient: please remember.
    Reminder,
    /// To somebody who may read it.
    Shared,
    /// To a new user: welcome, choose a password.
    UserInvited,
    /// To whoever made a webhook: it failed for too long and is switched off.
    WebhookDisabled,
}

impl MailKind {
    /// Its name in message logs and template files.
    pub fn name(self) -> &'static str {
        match self {
            MailKind::ActedByOther => "acted-by-other",
            MailKind::AutoCancelled => "auto-cancelled",
            MailKind::Cancelled => "cancelled",
            MailKind::Completed => "completed",
            MailKind::ConsentWithdrawn => "consent-withdrawn",
            MailKind::Declined => "declined",
            MailKind::Delegated => "delegated",
            MailKind::Expired => "expired",
            MailKind::ExtensionRequested => "extension-requested",
            MailKind::Invitation => "invitation",
            MailKind::LastingAlarm => "lasting-alarm",
            MailKind::LinkExtended => "link-extended",
            MailKind::Misdirected => "misdirected",
            MailKind::NotPrepared => "not-prepared",
            MailKind::OwnerCompleted => "owner-completed",
            MailKind::OwnerDeclined => "owner-declined",
            MailKind::OwnerExpired => "owner-expired",
            MailKind::PaperRequested => "paper-requested",
            MailKind::PasswordReset => "password-reset",
            MailKind::Reminder => "reminder",
            MailKind::Shared => "shared",
            MailKind::UserInvited => "user-invited",
            MailKind::WebhookDisabled => "webhook-disabled",
        }
    }
}

/// What a mail may speak of. Each kind uses what it needs; what it does not need is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailContent {
    /// How the reader is called.
    pub reader: String,
    /// Who sent the agreement, or invited the user.
    pub sender: String,
    /// The sender's organisation.
    pub organisation: String,
    /// The name of the agreement. Empty where the reader has not proved who they are and the document's name is not to be shown.
    pub agreement: String,
    /// The subject that the sender chose; empty: the template's own.
    pub subject: String,
    /// The sender's message.
    pub message: String,
    /// The sender's message to this reader alone.
    pub private_message: String,
    /// The one address that the mail's button opens.
    pub link: String,
    /// Until when the link is good, written for the reader.
    pub link_expires: String,
    /// The last day, written for the reader; empty where there is none.
    pub deadline: String,
    /// Another person the mail speaks of (who declined, who asks for time), or a program.
    pub person: String,
    /// Their words (a reason).
    pub reason: String,
    /// The reader is asked to approve, not to sign.
    pub approves: bool,
    /// The reader will be asked for a signing password; it stands in no mail.
    pub asks_password: bool,
    /// The reader will be asked for their PIN; it stands in no mail.
    pub asks_pin: bool,
    /// Whom the mail speaks of has not proved who they are.
    pub unproved: bool,
    /// The signed document is attached.
    pub attached: bool,
    /// SHA-256 of the file that is told of.
    pub sha256: String,
    /// The mail leaves through a simulated party; it says so.
    pub simulated: bool,
}

/// The words of mails, in every language.
pub trait MailTemplates: Send + Sync {
    /// Makes the words of a mail.
    fn render(&self, kind: MailKind, language: Language, content: &MailContent) -> RenderedMail;
}
