//! What happened, and what must be done about it. The events are the audit trail (decision 20): types and parameters, never sentences.

use super::lasting::{Lasting, SignedFile};
use super::state::{
    CancelReason, Consent, Details, Document, Member, PageSize, ParticipantSet, Person, RevisionFacts, Share,
    Sharing, SignedAct,
};
use crate::fields::Field;
use crate::identity::{Challenge, IdentityPolicy, IdentityProof, MethodKind};
use crate::ids::{AccountId, AgreementId, ChallengeId, GroupId, ParticipantId, SecretId, UserId, VisitId};
use crate::personal::Personal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that happened to an agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Event {
    /// A wrong code was entered.
    AuthenticationFailed {
        /// By whom.
        participant: ParticipantId,
        /// With which method.
        method: MethodKind,
        /// How many wrong answers in all.
        failures: u32,
    },
    /// The owner put it into the bin.
    Binned,
    /// The agreement was cancelled.
    Cancelled {
        /// Why.
        reason: CancelReason,
        /// In their words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Personal<String>>,
    },
    /// The gateway took the code; ten minutes start.
    CodeHandedOver {
        /// For whom.
        participant: ParticipantId,
        /// Which challenge.
        challenge: ChallengeId,
    },
    /// A code was asked for.
    CodeRequested {
        /// By whom.
        participant: ParticipantId,
        /// The challenge.
        challenge: Challenge,
    },
    /// The closing seal and the report are made: the end.
    Completed {
        /// The closing revision.
        revision: RevisionFacts,
        /// SHA-256 of the sealed report.
        report_sha256: String,
    },
    /// Electronic signing was agreed to.
    ConsentAccepted {
        /// By whom.
        participant: ParticipantId,
        /// To what.
        consent: Consent,
    },
    /// Electronic signing was refused, for now (C-41): who withdrew must agree again before they can sign.
    ConsentWithdrawn {
        /// By whom.
        participant: ParticipantId,
        /// They ask for the document on paper.
        paper: bool,
        /// Whoever said it had the link, and had not proved yet who they are.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unproved: bool,
        /// What they say to the sender.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<Personal<String>>,
    },
    /// A draft was begun.
    Created {
        /// The agreement.
        id: AgreementId,
        /// The tenant.
        account: AccountId,
        /// The group.
        group: GroupId,
        /// Who owns it.
        owner: UserId,
        /// The owner as recipients see them.
        sender: Personal<Person>,
        /// The organisation as recipients see it.
        organisation: String,
        /// Name, language and the like.
        details: Details,
        /// The agreement that this one copies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copy_of: Option<AgreementId>,
        /// Whom it serves as a template, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        template: Option<Sharing>,
    },
    /// A recipient handed their place over.
    Delegated {
        /// Whose place.
        participant: ParticipantId,
        /// Who takes part from now on.
        by: Box<Member>,
    },
    /// The document was shown to a recipient.
    DocumentsViewed {
        /// To whom.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
    },
    /// The draft was thrown away.
    DraftDeleted,
    /// The draft changed.
    DraftSaved {
        /// The group that it is sent from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
        /// Name, message, deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        details: Option<Details>,
        /// The uploaded files.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        documents: Option<Vec<Document>>,
        /// The pages that they give.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pages: Option<Vec<PageSize>>,
        /// The people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sets: Option<Vec<ParticipantSet>>,
        /// The fields.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fields: Option<Vec<Field>>,
    },
    /// A mail server refused the address of a recipient.
    EmailBounced {
        /// Whose.
        participant: ParticipantId,
    },
    /// The owner took note that somebody else had ended it.
    EndNoted,
    /// The deadline passed.
    Expired,
    /// What makes the finished document last was added to it, or there was nothing to add.
    Extended {
        /// The new revision, if there is one.
        revision: Option<RevisionFacts>,
        /// How long it lasts now.
        lasting: Lasting,
    },
    /// The same for the sealed audit report.
    ReportExtended {
        /// What was added to the report, if anything; its number counts what was added to it.
        report: Option<RevisionFacts>,
        /// How long it lasts now.
        lasting: Lasting,
    },
    /// A recipient asked for a longer link.
    ExtensionRequested {
        /// Who.
        participant: ParticipantId,
    },
    /// A second factor was passed. Each method has its own sentence in the report.
    IdentityVerified {
        /// By whom.
        participant: ParticipantId,
        /// The proof.
        proof: IdentityProof,
        /// What it was sent to, masked (`+386 *** **67`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<Personal<String>>,
    },
    /// The sender's side fetched signing links: whoever holds one can act as the recipient (decision 16).
    LinksFetched {
        /// Whose.
        participants: Vec<ParticipantId>,
    },
    /// Whoever got the link said that it is not meant for them.
    Misdirected {
        /// Whose link it was.
        participant: ParticipantId,
        /// Their word to the owner.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Personal<String>>,
    },
    /// Another person, or the same one with another address, took the place of somebody who had not acted.
    ParticipantReplaced {
        /// Whose place.
        participant: ParticipantId,
        /// Who takes part from now on.
        by: Box<Member>,
    },
    /// The file is prepared for signing.
    Prepared {
        /// The first revision.
        revision: RevisionFacts,
    },
    /// The file could not be prepared; the agreement is a draft again.
    PreparationFailed {
        /// A code of the document's problem.
        problem: String,
    },
    /// People were reminded, or sent their link again.
    Reminded {
        /// Who.
        participants: Vec<ParticipantId>,
        /// Asked for by the schedule.
        scheduled: bool,
    },
    /// The owner took it out of the bin.
    Restored,
    /// A person's act is part of the file.
    Sealed {
        /// Whose act.
        participant: ParticipantId,
        /// The revision that holds it.
        revision: RevisionFacts,
    },
    /// The draft went out.
    Sent {
        /// The thresholds frozen for this agreement.
        policy: IdentityPolicy,
        /// Names of the fields in the PDF, frozen now.
        fields: Vec<Field>,
        /// The people, with orders renumbered.
        sets: Vec<ParticipantSet>,
        /// The account's time zone, frozen now.
        time_zone: String,
        /// When the agreement ends by itself.
        expires_at: Timestamp,
    },
    /// Somebody may read it from now on.
    Shared {
        /// Who, and until when.
        share: Share,
    },
    /// *Click to Sign* was pressed: the act is frozen and waits for its seal.
    Signed {
        /// By whom.
        participant: ParticipantId,
        /// What was done.
        act: Box<SignedAct>,
    },
    /// The owner set another signing password.
    SigningPasswordReset {
        /// Whose.
        participant: ParticipantId,
        /// Which one; the password itself is nowhere.
        secret: SecretId,
    },
    /// Others than before may use the template.
    TemplateShared {
        /// Who.
        sharing: Sharing,
    },
    /// A link lives longer.
    TokenExtended {
        /// Whose.
        participant: ParticipantId,
        /// Until when.
        until: Timestamp,
    },
    /// It is somebody's turn.
    TurnStarted {
        /// Whose.
        participant: ParticipantId,
        /// The active user of the account with this address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<UserId>,
        /// When the link dies.
        link_expires_at: Timestamp,
    },
    /// Somebody may not read it any more.
    Unshared {
        /// Which share ended.
        share: ParticipantId,
    },
}

impl Event {
    /// Whether it is upkeep of a finished file: nobody did anything, and the agreement is what it was.
    pub fn is_upkeep(&self) -> bool {
        matches!(self, Event::Extended { .. } | Event::ReportExtended { .. })
    }

    /// The type as it stands in the record.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::AuthenticationFailed { .. } => "AUTHENTICATION_FAILED",
            Event::Binned => "BINNED",
            Event::Cancelled { .. } => "CANCELLED",
            Event::CodeHandedOver { .. } => "CODE_HANDED_OVER",
            Event::CodeRequested { .. } => "CODE_REQUESTED",
            Event::Completed { .. } => "COMPLETED",
            Event::ConsentAccepted { .. } => "CONSENT_ACCEPTED",
            Event::ConsentWithdrawn { .. } => "CONSENT_WITHDRAWN",
            Event::Created { .. } => "CREATED",
            Event::Delegated { .. } => "DELEGATED",
            Event::DocumentsViewed { .. } => "DOCUMENTS_VIEWED",
            Event::DraftDeleted => "DRAFT_DELETED",
            Event::DraftSaved { .. } => "DRAFT_SAVED",
            Event::EmailBounced { .. } => "EMAIL_BOUNCED",
            Event::EndNoted => "END_NOTED",
            Event::Expired => "EXPIRED",
            Event::Extended { .. } => "EXTENDED",
            Event::ReportExtended { .. } => "REPORT_EXTENDED",
            Event::ExtensionRequested { .. } => "EXTENSION_REQUESTED",
            Event::IdentityVerified { .. } => "IDENTITY_VERIFIED",
            Event::LinksFetched { .. } => "LINKS_FETCHED",
            Event::Misdirected { .. } => "MISDIRECTED",
            Event::ParticipantReplaced { .. } => "PARTICIPANT_REPLACED",
            Event::PreparationFailed { .. } => "PREPARATION_FAILED",
            Event::Prepared { .. } => "PREPARED",
            Event::Reminded { .. } => "REMINDED",
            Event::Restored => "RESTORED",
            Event::Sealed { .. } => "SEALED",
            Event::Sent { .. } => "SENT",
            Event::Shared { .. } => "SHARED",
            Event::Signed { .. } => "SIGNED",
            Event::SigningPasswordReset { .. } => "SIGNING_PASSWORD_RESET",
            Event::TemplateShared { .. } => "TEMPLATE_SHARED",
            Event::TokenExtended { .. } => "TOKEN_EXTENDED",
            Event::TurnStarted { .. } => "TURN_STARTED",
            Event::Unshared { .. } => "UNSHARED",
        }
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// The operator of the installation, at its console.
    Operator,
    /// A recipient with their link.
    Participant {
        /// Who.
        id: ParticipantId,
    },
    /// The product itself: schedules and jobs.
    System,
    /// Somebody signed in, or an integration with that user's key.
    User {
        /// Who.
        id: UserId,
        /// The integration key that was used, by name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
}

/// From where it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// The address, through trusted proxies.
    pub ip: String,
    /// The program that was used.
    pub user_agent: String,
}

/// An event with its place in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its number in the stream, from 0.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// From where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Personal<Client>>,
    /// What happened.
    pub event: Event,
}

/// Something to be done outside, once the decision is kept. Each becomes one job row in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Make the closing seal, the report and the evidence.
    Close,
    /// End the agreement when its time is over.
    ExpireAt {
        /// When.
        at: Timestamp,
    },
    /// Add what makes a finished file last.
    ExtendAt {
        /// Which file.
        file: SignedFile,
        /// When.
        at: Timestamp,
    },
    /// Write to somebody.
    Notify {
        /// What about, and to whom.
        notice: Notice,
    },
    /// Make the form fields.
    Prepare,
    /// Remind those whose turn it is.
    RemindAt {
        /// When.
        at: Timestamp,
    },
    /// Seal a person's act into the file.
    Seal {
        /// Whose.
        participant: ParticipantId,
    },
    /// Send a one-time code by text message.
    SendCode {
        /// To whom.
        participant: ParticipantId,
        /// Which challenge.
        challenge: ChallengeId,
    },
}

/// A message to one person. It holds ids; the words are made when it leaves (decision 24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// To the owner: the document could not be prepared.
    NotPrepared,
    /// To the owner: ended by too many wrong answers.
    AutoCancelled {
        /// Whose answers.
        participant: ParticipantId,
    },
    /// To the owner: somebody does not want to sign electronically (C-41).
    ConsentWithdrawn {
        /// Who.
        participant: ParticipantId,
    },
    /// To the owner: somebody asks for a longer link.
    ExtensionRequested {
        /// Who.
        participant: ParticipantId,
    },
    /// To the owner: somebody handed their place over.
    Delegated {
        /// To whom.
        participant: ParticipantId,
    },
    /// To a recipient: another member of their set acted, nothing is left to do.
    ActedByOther {
        /// To whom.
        participant: ParticipantId,
    },
    /// To the owner: whoever got a link says that it is not meant for them.
    Misdirected {
        /// Whose link it was.
        participant: ParticipantId,
    },
    /// To the owner: all done.
    OwnerCompleted,
    /// To the owner: declined.
    OwnerDeclined {
        /// By whom.
        participant: ParticipantId,
    },
    /// To the owner: the deadline passed.
    OwnerExpired,
    /// To a recipient: please sign.
    Invitation {
        /// To whom.
        participant: ParticipantId,
    },
    /// To a recipient: please remember.
    Reminder {
        /// To whom.
        participant: ParticipantId,
    },
    /// To a recipient: the link lives longer.
    LinkExtended {
        /// To whom.
        participant: ParticipantId,
    },
    /// To a recipient: taken back by the owner.
    Cancelled {
        /// To whom.
        participant: ParticipantId,
    },
    /// To a recipient: somebody declined.
    Declined {
        /// To whom.
        participant: ParticipantId,
    },
    /// To a recipient: the deadline passed.
    Expired {
        /// To whom.
        participant: ParticipantId,
    },
    /// To a recipient: all done, here is the document.
    Completed {
        /// To whom.
        participant: ParticipantId,
    },
    /// To whom it is shared with: here it is to be read.
    Shared {
        /// Which share.
        share: ParticipantId,
    },
}
