//! The state of an agreement. Data only; what may change it stands in `decide`, what changes it in `apply`.

use super::lasting::{Lasting, SignedFile};
use crate::contact::Email;
use crate::fields::{Field, FieldValue};
use crate::identity::{Challenge, FreshFactor, IdentityPolicy, IdentityProof, Method, MethodKind};
use crate::ids::{
    AccountId, AgreementId, DocumentId, FieldId, GroupId, ParticipantId, ParticipantSetId, UserId, VisitId,
};
use crate::language::Language;
use crate::level::Level;
use crate::personal::Personal;
use crate::schedule::{self, ReminderFrequency};
use crate::seal::SealUse;
use crate::tags::bind::TagReport;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One signing transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Its identity.
    pub id: AgreementId,
    /// The tenant.
    pub account: AccountId,
    /// The group it is sent from.
    pub group: GroupId,
    /// Who owns it.
    pub owner: UserId,
    /// The owner as recipients see them.
    pub sender: Personal<Person>,
    /// The organisation as recipients see it.
    pub organisation: String,
    /// How many events made this state; also the number of the next event.
    pub version: u64,
    /// Where it stands.
    pub status: Status,
    /// Name, message, deadline and the like.
    pub details: Details,
    /// What was uploaded, in order.
    pub documents: Vec<Document>,
    /// The pages of the working document, in order, as displayed.
    pub pages: Vec<PageSize>,
    /// Who takes part.
    pub sets: Vec<ParticipantSet>,
    /// Who took part until somebody else took their place; what they did is still in the history.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Member>,
    /// Who may read it without taking part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Share>,
    /// Where they write.
    pub fields: Vec<Field>,
    /// The thresholds frozen at sending.
    pub policy: IdentityPolicy,
    /// Revisions of the file, oldest first.
    pub revisions: Vec<RevisionFacts>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When its owner put it into the bin. It stands in no list then, and a draft cannot be changed; nothing is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binned_at: Option<Timestamp>,
    /// Whom it serves as a template; a template is a draft that is never sent, only copied (M-39).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Sharing>,
    /// Its owner has taken note that somebody else ended it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end_noted: bool,
    /// Why preparing the document failed the last time (a code of the document's problem).
    #[serde(default)]
    pub preparation_problem: Option<String>,
    /// The hash of the sealed audit report.
    #[serde(default)]
    pub report_sha256: Option<String>,
    /// How long the finished document can be checked by itself, where that was seen to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasting: Option<Lasting>,
    /// What was added to the sealed audit report since, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report_revisions: Vec<RevisionFacts>,
    /// The same for the audit report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_lasting: Option<Lasting>,
}

/// Somebody who may read an agreement without taking part in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Their identity in this agreement; their link is made of it.
    pub id: ParticipantId,
    /// Where the link goes.
    pub email: Personal<Email>,
    /// What the owner says to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Personal<String>>,
    /// When the link dies, or when the owner took it back.
    pub until: Timestamp,
}

/// Who may make agreements of a template. Its owner and administrators change it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sharing {
    /// Everybody of the account.
    #[default]
    Account,
    /// Its owner, and administrators.
    User,
}

/// Where an agreement stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Sent; the file is being prepared.
    Preparing,
    /// With the people.
    InProgress,
    /// Everybody has signed; the closing seal and the report are being made.
    Closing,
    /// Done. Terminal.
    Completed,
    /// Ended before its time. Terminal.
    Cancelled {
        /// Why.
        reason: CancelReason,
    },
    /// The draft was thrown away. Terminal.
    Deleted,
    /// The deadline passed. Terminal.
    Expired,
}

impl Status {
    /// Whether nothing leads out of this state.
    pub fn is_terminal(&self) -> bool {
        matches!(
            self,
            Status::Completed | Status::Cancelled { .. } | Status::Deleted | Status::Expired
        )
    }

    /// A short stable name for lists.
    pub fn name(&self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Preparing => "preparing",
            Status::InProgress => "in_progress",
            Status::Closing => "closing",
            Status::Completed => "completed",
            Status::Cancelled { .. } => "cancelled",
            Status::Deleted => "deleted",
            Status::Expired => "expired",
        }
    }
}

/// Why an agreement was cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CancelReason {
    /// The owner took it back.
    ByOwner,
    /// A recipient declined.
    Declined {
        /// Who.
        participant: ParticipantId,
    },
    /// Somebody answered wrongly too often.
    TooManyAttempts {
        /// Whose link it was.
        participant: ParticipantId,
    },
}

/// What the sender says about an agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// Its name, shown everywhere.
    pub name: String,
    /// The subject of the invitation; the name where it is empty.
    #[serde(default)]
    pub subject: String,
    /// A message to the recipients.
    #[serde(default)]
    pub message: String,
    /// The language of the agreement, its report and, by default, its recipients.
    pub language: Language,
    /// The last day.
    #[serde(default)]
    pub deadline: Option<Date>,
    /// How often people are reminded.
    #[serde(default)]
    pub reminder: ReminderFrequency,
    /// How many days a link is good (M-81).
    pub link_days: u16,
    /// The account's time zone, frozen at sending.
    pub time_zone: String,
    /// Whether mails leave at all; an integration may say no.
    pub sends_mail: bool,
    /// What a program calls it in its own books.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its identity.
    pub id: DocumentId,
    /// Its file name.
    pub name: String,
    /// SHA-256 of the uploaded bytes, in hexadecimal.
    pub sha256: String,
    /// How many pages it has.
    pub pages: usize,
    /// It carried signatures when it came: it is only appended to (decision 8).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signed: bool,
    /// What was left out or changed when it was read and its owner should know (codes).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// What became of the tags in it (M-41).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagReport>,
}

/// The size of a page as displayed, in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageSize {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A place in the order of signing. One of the members acts for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParticipantSet {
    /// Its identity; fields belong to it.
    pub id: ParticipantSetId,
    /// Equal orders act at once, higher ones later.
    pub order: u32,
    /// What the set is to do.
    pub role: Role,
    /// Who may act.
    pub members: Vec<Member>,
    /// What tags or a role in the document call the place, where it was made for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// What a place in the order is called before anybody is named for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum Place {
    /// The sender.
    Owner,
    /// The recipient with this number, from 1 (M-62).
    Party(u32),
    /// A role with a name of its own.
    Role(String),
}

/// What somebody is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Approves, without a visible signature.
    Approver,
    /// Gets a copy at the end.
    Cc,
    /// Signs.
    Signer,
}

impl Role {
    /// Whether the agreement waits for people of this role.
    pub fn acts(self) -> bool {
        self != Role::Cc
    }
}

/// A person's name and addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// How they are called.
    pub name: String,
    /// Where the link goes.
    pub email: Email,
}

/// One person in one agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Their identity in this agreement.
    pub id: ParticipantId,
    /// Who they are.
    pub person: Personal<Person>,
    /// How they prove it.
    pub method: Personal<Method>,
    /// Their PIN is asked for as well, after what the method asks for (X4). It belongs to the person and is no part of the agreement.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pin: bool,
    /// The language in which they are written to.
    pub language: Language,
    /// The active user of the same account whose address this is, if any; judged when the turn starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// Where they stand.
    pub state: ParticipantState,
    /// Counts the links made; a new one kills the old.
    pub link_generation: u32,
    /// When the link dies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_expires_at: Option<Timestamp>,
    /// When their turn started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_started_at: Option<Timestamp>,
    /// The last reminder, or the invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_at: Option<Timestamp>,
    /// The code they asked for last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Challenge>,
    /// When they asked for codes within the last hour.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code_requests: Vec<Timestamp>,
    /// Wrong answers so far; set back only with the signing password that they were about.
    #[serde(default)]
    pub failed_attempts: u32,
    /// Wrong PINs so far.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub pin_failures: u32,
    /// What they proved, by visit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<IdentityProof>,
    /// When they first saw the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewed_at: Option<Timestamp>,
    /// The last visit in which they saw it; seeing it again there is no second event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_in: Option<VisitId>,
    /// What they agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// That they do not want to sign electronically; a new consent ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// What they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<SignedAct>,
    /// Whether the link was asked to be extended and the owner has not answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub extension_requested: bool,
    /// A message to them alone: in what is written to them and on their page, nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_message: Option<Personal<String>>,
    /// When a mail server refused their address; sending the link again tries it anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounced_at: Option<Timestamp>,
    /// Who handed the place over to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated_by: Option<ParticipantId>,
}

/// Where a person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParticipantState {
    /// Their turn has not come.
    NotYet,
    /// It is their turn.
    Waiting,
    /// They clicked; the seal is being made (decision 12).
    Sealing,
    /// Their act is sealed.
    Completed,
    /// Another member of their set acted.
    CompletedByOther,
    /// They refused.
    Declined,
    /// Whoever got the link says that it is not meant for them; it opens nothing any more, and the place waits for another person.
    Misdirected,
}

/// That somebody agreed to sign electronically (C-40).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// The version of the text, as its SHA-256.
    pub text_sha256: String,
    /// The language in which it was read.
    pub language: Language,
    /// When.
    pub at: Timestamp,
}

/// That somebody does not want to sign electronically (C-41).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// When.
    pub at: Timestamp,
    /// They ask for the document on paper.
    pub paper: bool,
    /// Whoever said it had the link, and had not proved yet who they are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unproved: bool,
    /// What they say to the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Personal<String>>,
}

/// What a person did at *Click to Sign*: frozen, whatever happens later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedAct {
    /// When they clicked; deadlines are judged by it.
    pub at: Timestamp,
    /// The visit in which they clicked.
    pub visit: VisitId,
    /// The values of their fields.
    pub values: Personal<BTreeMap<FieldId, FieldValue>>,
    /// SHA-256 of the revision that they were shown.
    pub shown_revision: String,
    /// What the signature is worth.
    pub level: Level,
    /// For an internal user: the factor given at the click.
    #[serde(default)]
    pub fresh_factor: Option<FreshFactor>,
}

/// A revision of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevisionFacts {
    /// Counted from 0 (the prepared file).
    pub number: u32,
    /// What made it.
    pub kind: RevisionKind,
    /// SHA-256 of the whole file up to its end, in hexadecimal.
    pub sha256: String,
    /// Length of the whole file, in bytes.
    pub length: u64,
    /// The time of its timestamp, where it has one.
    #[serde(default)]
    pub timestamp: Option<Timestamp>,
    /// The use of the organisation's key that sealed it (M-77).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<SealUse>,
    /// When it was made.
    pub at: Timestamp,
}

/// What made a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RevisionKind {
    /// Sending: fields became form fields.
    Prepared,
    /// A person's act.
    Act {
        /// Whose.
        participant: ParticipantId,
    },
    /// The closing seal.
    Closing,
    /// What makes the finished document last, added later.
    Extended,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Agreement {
    /// How long one of its files can be checked by itself, where that was seen to.
    pub fn lasting_of(&self, file: SignedFile) -> Option<Lasting> {
        match file {
            SignedFile::Document => self.lasting,
            SignedFile::Report => self.report_lasting,
        }
    }

    /// When it ends by its sender's wish; of what has no deadline the day on which it is given up all the same is not one.
    pub fn asked_end(&self) -> Option<Timestamp> {
        let day = self.details.deadline?;
        let end = || schedule::end_of_day(day, &self.details.time_zone);
        Some(self.expires_at.unwrap_or_else(end))
    }

    /// The member with this id.
    pub fn member(&self, id: ParticipantId) -> Option<&Member> {
        self.sets
            .iter()
            .flat_map(|set| &set.members)
            .find(|member| member.id == id)
    }

    /// The member with this id, also one who was replaced: for what tells of the past.
    pub fn member_or_former(&self, id: ParticipantId) -> Option<&Member> {
        let former = || self.former.iter().find(|member| member.id == id);
        self.member(id).or_else(former)
    }

    /// The set that this member belongs to.
    pub fn set_of(&self, id: ParticipantId) -> Option<&ParticipantSet> {
        self.sets
            .iter()
            .find(|set| set.members.iter().any(|member| member.id == id))
    }

    /// Every member, in order of the sets.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.sets.iter().flat_map(|set| &set.members)
    }

    /// The fields that this member fills.
    pub fn fields_of(&self, id: ParticipantId) -> impl Iterator<Item = &Field> {
        let set = self.set_of(id).map(|set| set.id);
        self.fields
            .iter()
            .filter(move |field| Some(field.assignee) == set)
    }

    /// The newest revision.
    pub fn last_revision(&self) -> Option<&RevisionFacts> {
        self.revisions.last()
    }

    /// Whether somebody's signature is in the file already.
    pub fn has_signatures(&self) -> bool {
        self.revisions
            .iter()
            .any(|revision| matches!(revision.kind, RevisionKind::Act { .. }))
    }

    /// What lets this address read it at `now`.
    pub fn share_for(&self, email: &Email, now: Timestamp) -> Option<&Share> {
        let wanted = email.normalised();
        let mut open = self.shares.iter().filter(|share| now < share.until);
        open.find(|share| share.email.value.normalised() == wanted)
    }

    /// Whether this member is the owner (M-46). Known from the start of their turn.
    pub fn is_owner(&self, member: &Member) -> bool {
        member.user == Some(self.owner)
    }

    /// How many more wrong answers this member may give to this question before the agreement is cancelled; `None` where nothing
    /// can be guessed.
    pub fn attempts_left(&self, member: &Member, asked: MethodKind) -> Option<u32> {
        let threshold = self.policy.threshold(asked)?;
        Some(threshold.saturating_sub(member.failures(asked)))
    }

    /// What this member has answered wrongly as often as it may be.
    pub fn guessed_out(&self, member: &Member) -> Option<MethodKind> {
        let questions = member.questions();
        questions
            .into_iter()
            .flatten()
            .find(|asked| self.attempts_left(member, *asked) == Some(0))
    }

    pub(super) fn member_mut(&mut self, id: ParticipantId) -> Option<&mut Member> {
        self.sets
            .iter_mut()
            .flat_map(|set| &mut set.members)
            .find(|member| member.id == id)
    }
}

impl ParticipantState {
    /// Nothing was done that somebody else in the same place would have to answer for.
    pub fn is_untouched(self) -> bool {
        matches!(
            self,
            ParticipantState::NotYet | ParticipantState::Waiting | ParticipantState::Misdirected
        )
    }
}

impl Member {
    /// Whether the link is dead at `now` while the agreement is still open (M-80).
    pub fn link_is_expired(&self, now: Timestamp) -> bool {
        self.link_expires_at.is_some_and(|end| now >= end)
    }

    /// It is their turn, and they do not want to sign electronically (C-41).
    pub fn refuses_electronic(&self) -> bool {
        self.state == ParticipantState::Waiting && self.withdrawal.is_some()
    }

    /// The proof of identity given in this visit, if the method asks for one.
    pub fn proof_in(&self, visit: VisitId) -> Option<&IdentityProof> {
        self.proof_of(self.method.value.kind(), visit)
    }

    /// The PIN given in this visit.
    pub fn pin_proof_in(&self, visit: VisitId) -> Option<&IdentityProof> {
        self.proof_of(MethodKind::Pin, visit)
    }

    fn proof_of(&self, kind: MethodKind, visit: VisitId) -> Option<&IdentityProof> {
        let mut latest = self.proofs.iter().rev();
        latest.find(|proof| proof.visit() == visit && proof.method() == kind)
    }

    /// What must be answered before the document is shown, in this order.
    fn questions(&self) -> [Option<MethodKind>; 2] {
        let method = &self.method.value;
        [
            method.asks_a_question().then(|| method.kind()),
            self.pin.then_some(MethodKind::Pin),
        ]
    }

    /// Whether anything but the link must be given.
    pub fn asks_a_question(&self) -> bool {
        self.questions().iter().any(Option::is_some)
    }

    /// What is asked now in this visit; `None` where everything has been answered.
    pub fn asked_in(&self, visit: VisitId) -> Option<MethodKind> {
        let mut questions = self.questions().into_iter().flatten();
        questions.find(|kind| self.proof_of(*kind, visit).is_none())
    }

    /// Whether the document may be shown in this visit.
    pub fn may_see(&self, visit: VisitId) -> bool {
        self.asked_in(visit).is_none()
    }

    /// How many wrong answers were given to a question.
    pub fn failures(&self, asked: MethodKind) -> u32 {
        match asked {
            MethodKind::Pin => self.pin_failures,
            _ => self.failed_attempts,
        }
    }
}
