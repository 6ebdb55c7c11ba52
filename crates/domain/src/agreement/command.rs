//! What can be asked of an agreement.

use super::lasting::{Lasting, SignedFile};
use super::state::{Details, Document, Member, PageSize, ParticipantSet, Person, RevisionFacts, Sharing};
use crate::contact::Email;
use crate::fields::{Field, FieldValue};
use crate::identity::{AccountLogin, Code, CodeChannel, FreshFactor, IdentityPolicy, PinSource};
use crate::ids::{
    AccountId, AgreementId, ChallengeId, FieldId, GroupId, ParticipantId, SecretId, UserId, VisitId,
};
use crate::language::Language;
use crate::personal::Personal;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// One request to change an agreement.
#[derive(Clone)]
pub enum Command {
    /// A recipient agrees to sign electronically.
    AcceptConsent {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// SHA-256 of the text that was shown.
        text_sha256: String,
        /// The language of the text.
        language: Language,
    },
    /// A recipient answers with a code.
    AnswerCode {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// The code that was sent, derived anew.
        expected: Code,
        /// What was typed.
        answered: Code,
    },
    /// The owner puts a draft, or an agreement that has ended, into the bin.
    Bin,
    /// A mail server refused the address of a recipient.
    Bounce {
        /// Whose.
        participant: ParticipantId,
    },
    /// The owner takes the agreement back.
    Cancel {
        /// A reason that everybody may read.
        reason: String,
    },
    /// The closing seal and the report are made.
    Close {
        /// The closing revision.
        revision: RevisionFacts,
        /// SHA-256 of the sealed report.
        report_sha256: String,
        /// When what makes the document last is to be added, if that is wanted.
        extend_at: Option<Timestamp>,
    },
    /// What makes a finished file last was added, or nothing was to be had.
    Extend {
        /// Which file.
        file: SignedFile,
        /// The new revision, if there is one.
        revision: Option<RevisionFacts>,
        /// How long it lasts now.
        lasting: Lasting,
    },
    /// A recipient answered with a signing password.
    AnswerPassword {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// With which password the answer was compared.
        secret: SecretId,
        /// Whether it was that one.
        is_right: bool,
    },
    /// A recipient signed in with their own account, or was signed in already.
    AnswerAccount {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// What came of it.
        login: AccountLogin,
    },
    /// A recipient answered with their PIN.
    AnswerPin {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// Whose PIN the answer was compared with.
        source: PinSource,
        /// Whether it was that one.
        is_right: bool,
    },
    /// The gateway took a code.
    CodeHandedOver {
        /// For whom.
        participant: ParticipantId,
        /// Which challenge.
        challenge: ChallengeId,
    },
    /// A new draft.
    Create(Box<NewAgreement>),
    /// A recipient refuses.
    Decline {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// Why, in their words.
        reason: String,
    },
    /// A recipient hands their place over to somebody else.
    Delegate {
        /// Whose place.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// Who takes it; nothing of a past is kept.
        by: Box<Member>,
        /// The active user of the account with that address.
        user: Option<UserId>,
    },
    /// The draft is thrown away.
    DeleteDraft,
    /// The deadline is reached.
    Expire,
    /// The sender's side takes the links of those whose turn it is, to show them by its own means.
    FetchLinks,
    /// The owner gives a link more days (M-82).
    ExtendLink {
        /// Whose.
        participant: ParticipantId,
        /// How many days from now.
        days: u16,
    },
    /// The people's link is asked to be extended by themselves.
    RequestExtension {
        /// Who asks.
        participant: ParticipantId,
    },
    /// The owner takes note that somebody else ended it.
    TakeNote,
    /// A recipient withdraws the consent to sign electronically, or asks for paper, before or after giving it (C-41).
    WithdrawConsent {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// They ask for the document on paper.
        paper: bool,
        /// What they say to the sender; may be empty.
        message: String,
    },
    /// The page showed the document.
    View {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
    },
    /// The file is prepared.
    Prepared {
        /// The first revision.
        revision: RevisionFacts,
        /// The addresses of the account's active users, to judge who is internal.
        internal: BTreeMap<ParticipantId, UserId>,
    },
    /// The file could not be prepared.
    PreparationFailed {
        /// A code of the document's problem.
        problem: String,
    },
    /// Reminders or a new copy of the invitation.
    Remind {
        /// To whom; everybody whose turn it is, if empty.
        participants: BTreeSet<ParticipantId>,
        /// The schedule asks, not the owner.
        scheduled: bool,
    },
    /// A recipient asks for a code.
    RequestCode {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// The new challenge.
        challenge: ChallengeId,
        /// How the code is to be brought.
        channel: CodeChannel,
    },
    /// The owner sets another signing password; the old one is dead.
    ResetPassword {
        /// Whose.
        participant: ParticipantId,
        /// The new one.
        secret: SecretId,
    },
    /// The owner puts another person, or the same one with another address, into the place of somebody who has not acted.
    ReplaceParticipant {
        /// Whose place.
        participant: ParticipantId,
        /// Who takes it; nothing of a past is kept.
        by: Box<Member>,
        /// The active user of the account with that address.
        user: Option<UserId>,
    },
    /// Whoever got a link says that it is not meant for them.
    ReportMisdirected {
        /// Whose link it is.
        participant: ParticipantId,
        /// A word to the owner; may be empty.
        comment: String,
    },
    /// The owner takes it out of the bin.
    Restore,
    /// The owner lets others read it.
    Share {
        /// Whom.
        with: Vec<NewShare>,
    },
    /// The owner takes back what somebody may read.
    Unshare {
        /// Which share.
        share: ParticipantId,
    },
    /// Others than before may use the template.
    ShareTemplate {
        /// Who.
        sharing: Sharing,
    },
    /// The draft changes.
    SaveDraft {
        /// The version that was read; another one means that somebody else changed the draft.
        expected_version: Option<u64>,
        /// What changes.
        changes: Box<DraftChanges>,
    },
    /// A person's act is sealed into the file.
    Seal {
        /// Whose act.
        participant: ParticipantId,
        /// The new revision.
        revision: RevisionFacts,
        /// The addresses of the account's active users, to judge who is internal when a turn starts.
        internal: BTreeMap<ParticipantId, UserId>,
    },
    /// The draft goes out.
    Send {
        /// The thresholds in force.
        policy: IdentityPolicy,
        /// The account's time zone, frozen now.
        time_zone: String,
    },
    /// *Click to Sign*, or *Approve*.
    Sign {
        /// Who.
        participant: ParticipantId,
        /// In which visit.
        visit: VisitId,
        /// The values of their fields.
        values: BTreeMap<FieldId, FieldValue>,
        /// SHA-256 of the revision that they were shown.
        shown_revision: String,
        /// For an internal user: the factor given just now.
        fresh_factor: Option<FreshFactor>,
    },
}

/// Somebody who is to read an agreement.
#[derive(Clone)]
pub struct NewShare {
    /// Their identity, where they have none yet.
    pub id: ParticipantId,
    /// Their address.
    pub email: Email,
    /// What the owner says to them; may be empty.
    pub message: String,
}

/// What a new draft starts from.
#[derive(Clone)]
pub struct NewAgreement {
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
    /// Name, language and the like.
    pub details: Details,
    /// The agreement that this one copies.
    pub copy_of: Option<AgreementId>,
    /// Whom it serves as a template, if it is one.
    pub template: Option<Sharing>,
}

/// Changes to a draft; what is `None` stays.
#[derive(Clone, Default)]
pub struct DraftChanges {
    /// The group that it is sent from.
    pub group: Option<GroupId>,
    /// Name, message, deadline.
    pub details: Option<Details>,
    /// The uploaded files, with the pages of the working document that they give.
    pub documents: Option<(Vec<Document>, Vec<PageSize>)>,
    /// The people.
    pub sets: Option<Vec<ParticipantSet>>,
    /// The fields.
    pub fields: Option<Vec<Field>>,
}

impl Member {
    /// A person who has just been added to a draft.
    pub fn new(
        id: ParticipantId,
        person: Person,
        method: crate::identity::Method,
        language: Language,
    ) -> Member {
        Member {
            id,
            person: Personal::new(id, person),
            method: Personal::new(id, method),
            language,
            user: None,
            state: super::ParticipantState::NotYet,
            link_generation: 0,
            link_expires_at: None,
            turn_started_at: None,
            reminded_at: None,
            challenge: None,
            code_requests: Vec::new(),
            failed_attempts: 0,
            pin: false,
            pin_failures: 0,
            proofs: Vec::new(),
            viewed_at: None,
            seen_in: None,
            consent: None,
            withdrawal: None,
            act: None,
            extension_requested: false,
            private_message: None,
            bounced_at: None,
            delegated_by: None,
        }
    }

    /// The same with a message to them alone; an empty one is none.
    #[must_use]
    pub fn with_private_message(self, text: &str) -> Member {
        let text = text.trim();
        Member {
            private_message: (!text.is_empty()).then(|| Personal::new(self.id, text.to_owned())),
            ..self
        }
    }

    /// The same, and whether their PIN is asked for as well.
    #[must_use]
    pub fn with_pin(self, pin: bool) -> Member {
        Member { pin, ..self }
    }

    /// What the owner wrote of them, without anything that happened since.
    #[must_use]
    pub fn without_a_past(&self) -> Member {
        let (person, method) = (self.person.value.clone(), self.method.value.clone());
        Member {
            pin: self.pin,
            private_message: self.private_message.clone(),
            ..Member::new(self.id, person, method, self.language)
        }
    }
}
