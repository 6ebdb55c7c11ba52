//! Why something is not done. A refusal is an answer, not a failure: it has a code that interfaces turn into words.

use crate::fields::{FieldFault, FieldProblem};
use crate::identity::MethodFault;
use crate::ids::{FieldId, ParticipantId, ParticipantSetId};
use serde::{Deserialize, Serialize};

/// A command that the rules do not allow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Refusal {
    /// The agreement has ended; nothing brings it back.
    #[error("the agreement has ended")]
    AgreementEnded,
    /// The recipient has acted already.
    #[error("the recipient has acted already")]
    AlreadyActed,
    /// A code is wrong.
    #[error("the code is wrong; {left} attempts are left")]
    CodeWrong {
        /// How many more wrong answers are allowed.
        left: u32,
    },
    /// A code was right, but its time is over.
    #[error("the code has expired")]
    CodeExpired,
    /// No code was asked for, or it belongs to another visit.
    #[error("no code was asked for")]
    CodeNotRequested,
    /// Electronic signing was not agreed to.
    #[error("consent is missing")]
    ConsentMissing,
    /// The deadline is over, or was set in the past.
    #[error("the deadline is over")]
    DeadlinePassed,
    /// Whoever got a place from another recipient hands it to nobody else.
    #[error("the place was handed over once already")]
    DelegatedAlready,
    /// The draft was changed by somebody else in the meantime.
    #[error("the draft was changed in the meantime")]
    DraftChanged,
    /// Values do not fit their fields.
    #[error("{} fields need attention", problems.len())]
    FieldsIncomplete {
        /// Which, and why.
        problems: Vec<FieldComplaint>,
    },
    /// An internal user did not prove themself anew.
    #[error("the password is needed once more")]
    FreshFactorMissing,
    /// The recipient did not prove who they are.
    #[error("the identity is not proved")]
    IdentityNotProved,
    /// The link has expired; the owner can extend it.
    #[error("the link has expired")]
    LinkExpired,
    /// A signing password is wrong.
    #[error("the password is wrong; {left} attempts are left")]
    PasswordWrong {
        /// How many more wrong answers are allowed.
        left: u32,
    },
    /// A PIN is wrong.
    #[error("the PIN is wrong; {left} attempts are left")]
    PinWrong {
        /// How many more wrong answers are allowed.
        left: u32,
    },
    /// What is asked cannot be meant: an identity occurs twice, a coordinate is not a number, a link lives for no day or for years.
    #[error("the request contradicts itself")]
    Malformed,
    /// It is not this recipient's turn.
    #[error("it is not the recipient's turn")]
    NotYourTurn,
    /// The action does not fit the state of the agreement.
    #[error("this cannot be done now")]
    NotNow,
    /// The draft cannot be sent yet.
    #[error("the draft has {} problems", problems.len())]
    NotReady {
        /// What is missing.
        problems: Vec<DraftProblem>,
    },
    /// A text is empty or too long.
    #[error("{what} is empty or too long")]
    BadText {
        /// Which text.
        what: TextKind,
    },
    /// The document was not shown, or went on between showing and signing, or a revision was made on one that is not the last.
    #[error("the document shown is not the one to be signed")]
    ShownRevisionStale,
    /// Codes were asked for too often.
    #[error("codes were asked for too often")]
    TooManyCodes {
        /// Seconds to wait.
        wait: u32,
    },
    /// Nothing of that name is part of the agreement.
    #[error("no such part of the agreement")]
    Unknown,
}

impl Refusal {
    /// Every code, for those who translate them.
    pub const CODES: [&str; 23] = [
        "AGREEMENT_ENDED",
        "ALREADY_ACTED",
        "BAD_TEXT",
        "CODE_EXPIRED",
        "CODE_NOT_REQUESTED",
        "CODE_WRONG",
        "CONSENT_MISSING",
        "DEADLINE_PASSED",
        "DELEGATED_ALREADY",
        "DRAFT_CHANGED",
        "FIELDS_INCOMPLETE",
        "FRESH_FACTOR_MISSING",
        "IDENTITY_NOT_PROVED",
        "LINK_EXPIRED",
        "MALFORMED",
        "NOT_NOW",
        "NOT_READY",
        "NOT_YOUR_TURN",
        "PASSWORD_WRONG",
        "PIN_WRONG",
        "SHOWN_REVISION_STALE",
        "TOO_MANY_CODES",
        "UNKNOWN",
    ];

    /// The stable code that interfaces translate and the API returns.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::AgreementEnded => "AGREEMENT_ENDED",
            Refusal::AlreadyActed => "ALREADY_ACTED",
            Refusal::BadText { .. } => "BAD_TEXT",
            Refusal::CodeExpired => "CODE_EXPIRED",
            Refusal::CodeNotRequested => "CODE_NOT_REQUESTED",
            Refusal::CodeWrong { .. } => "CODE_WRONG",
            Refusal::ConsentMissing => "CONSENT_MISSING",
            Refusal::DeadlinePassed => "DEADLINE_PASSED",
            Refusal::DelegatedAlready => "DELEGATED_ALREADY",
            Refusal::DraftChanged => "DRAFT_CHANGED",
            Refusal::FieldsIncomplete { .. } => "FIELDS_INCOMPLETE",
            Refusal::FreshFactorMissing => "FRESH_FACTOR_MISSING",
            Refusal::IdentityNotProved => "IDENTITY_NOT_PROVED",
            Refusal::LinkExpired => "LINK_EXPIRED",
            Refusal::Malformed => "MALFORMED",
            Refusal::NotNow => "NOT_NOW",
            Refusal::NotReady { .. } => "NOT_READY",
            Refusal::NotYourTurn => "NOT_YOUR_TURN",
            Refusal::PasswordWrong { .. } => "PASSWORD_WRONG",
            Refusal::PinWrong { .. } => "PIN_WRONG",
            Refusal::ShownRevisionStale => "SHOWN_REVISION_STALE",
            Refusal::TooManyCodes { .. } => "TOO_MANY_CODES",
            Refusal::Unknown => "UNKNOWN",
        }
    }
}

/// A field whose value does not fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldComplaint {
    /// Which field.
    pub field: FieldId,
    /// What is wrong.
    pub problem: FieldProblem,
}

/// A text that a person wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextKind {
    /// The name of the agreement.
    Name,
    /// The subject of its invitation.
    Subject,
    /// Its message.
    Message,
    /// The name of a person.
    PersonName,
    /// The reason of a decline or a cancellation.
    Reason,
}

impl std::fmt::Display for TextKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            TextKind::Name => "name",
            TextKind::Subject => "subject",
            TextKind::Message => "message",
            TextKind::PersonName => "person_name",
            TextKind::Reason => "reason",
        })
    }
}

/// What keeps a draft from being sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DraftProblem {
    /// The deadline lies in the past.
    DeadlinePassed,
    /// The deadline is further away than a sender may set it.
    DeadlineTooFar,
    /// What a field asks for contradicts itself.
    FieldFault {
        /// Which field.
        field: FieldId,
        /// What is wrong.
        fault: FieldFault,
    },
    /// A field belongs to nobody of the agreement, or to somebody who gets a copy only.
    FieldWithoutPerson {
        /// Which field.
        field: FieldId,
    },
    /// The document came with signatures, which this field or what the sender put into it would break.
    FieldInSignedFile {
        /// Which field.
        field: FieldId,
    },
    /// What the sender put into a field has characters that the letters of the file lack.
    FieldNotWritable {
        /// Which field.
        field: FieldId,
    },
    /// A field lies off its page, or its page is gone.
    FieldOffPage {
        /// Which field.
        field: FieldId,
    },
    /// A person's method is none that may be chosen where the agreement is sent from.
    MethodNotAllowed {
        /// Which participant set.
        participant: ParticipantSetId,
        /// Why.
        fault: MethodFault,
    },
    /// The name of the agreement is empty or too long.
    NameMissing,
    /// No document is there.
    NoDocument,
    /// No seal mandate of the account is in force: nothing that outsiders sign, nor the end of it, could be sealed (M-77).
    NoMandate,
    /// Nobody is to sign.
    NoSigner,
    /// A person has no name.
    PersonNameMissing {
        /// Which participant set.
        participant: ParticipantSetId,
    },
    /// A user of the account is to act whom no binding in force lets use the seal (M-77).
    PersonWithoutBinding {
        /// Which participant set.
        participant: ParticipantSetId,
    },
    /// No signing password was set for a person who is to be asked for one.
    PersonWithoutPassword {
        /// Which participant set.
        participant: ParticipantSetId,
    },
    /// Nobody has set a PIN for a person who is to be asked for it: neither they themselves nor the sender, on their contact card (M-17).
    PersonWithoutPin {
        /// Which participant set.
        participant: ParticipantSetId,
    },
    /// No mail leaves, nothing but the link would prove who this is, and the account does not allow that.
    PersonWithoutSecondFactor {
        /// Which participant set.
        participant: ParticipantSetId,
    },
    /// A signer has no place to sign.
    SignerWithoutSignature {
        /// Which participant set.
        participant: ParticipantSetId,
    },
    /// There are more fields than an agreement may carry.
    TooManyFields,
}

impl DraftProblem {
    /// Every code of its own, for those who translate them; those of [`FieldFault`] stand there.
    pub const CODES: [&str; 21] = [
        "AUTHENTICATION_METHOD_FIXED",
        "AUTHENTICATION_METHOD_NOT_ENABLED",
        "AUTHENTICATION_METHOD_REQUIRED",
        "DEADLINE_PASSED",
        "DEADLINE_TOO_FAR",
        "FIELD_IN_SIGNED_FILE",
        "FIELD_NOT_WRITABLE",
        "FIELD_OFF_PAGE",
        "FIELD_WITHOUT_PERSON",
        "NAME_MISSING",
        "NO_DOCUMENT",
        "NO_MANDATE",
        "NO_SIGNER",
        "PERSON_NAME_MISSING",
        "PERSON_WITHOUT_BINDING",
        "PERSON_WITHOUT_PASSWORD",
        "PERSON_WITHOUT_PIN",
        "PERSON_WITHOUT_SECOND_FACTOR",
        "PIN_NOT_ENABLED",
        "SIGNER_WITHOUT_SIGNATURE",
        "TOO_MANY_FIELDS",
    ];

    /// Which field it is about.
    pub fn field(&self) -> Option<FieldId> {
        match self {
            DraftProblem::FieldFault { field, .. }
            | DraftProblem::FieldInSignedFile { field }
            | DraftProblem::FieldNotWritable { field }
            | DraftProblem::FieldOffPage { field }
            | DraftProblem::FieldWithoutPerson { field } => Some(*field),
            _ => None,
        }
    }

    /// The stable code that interfaces translate and the API returns.
    pub fn code(&self) -> &'static str {
        match self {
            DraftProblem::DeadlinePassed => "DEADLINE_PASSED",
            DraftProblem::DeadlineTooFar => "DEADLINE_TOO_FAR",
            DraftProblem::FieldFault { fault, .. } => fault.code(),
            DraftProblem::FieldInSignedFile { .. } => "FIELD_IN_SIGNED_FILE",
            DraftProblem::FieldNotWritable { .. } => "FIELD_NOT_WRITABLE",
            DraftProblem::FieldOffPage { .. } => "FIELD_OFF_PAGE",
            DraftProblem::FieldWithoutPerson { .. } => "FIELD_WITHOUT_PERSON",
            DraftProblem::MethodNotAllowed { fault, .. } => fault.code(),
            DraftProblem::NameMissing => "NAME_MISSING",
            DraftProblem::NoDocument => "NO_DOCUMENT",
            DraftProblem::NoMandate => "NO_MANDATE",
            DraftProblem::NoSigner => "NO_SIGNER",
            DraftProblem::PersonNameMissing { .. } => "PERSON_NAME_MISSING",
            DraftProblem::PersonWithoutBinding { .. } => "PERSON_WITHOUT_BINDING",
            DraftProblem::PersonWithoutPassword { .. } => "PERSON_WITHOUT_PASSWORD",
            DraftProblem::PersonWithoutPin { .. } => "PERSON_WITHOUT_PIN",
            DraftProblem::PersonWithoutSecondFactor { .. } => "PERSON_WITHOUT_SECOND_FACTOR",
            DraftProblem::SignerWithoutSignature { .. } => "SIGNER_WITHOUT_SIGNATURE",
            DraftProblem::TooManyFields => "TOO_MANY_FIELDS",
        }
    }
}

/// What does not keep a draft from being sent, but should be said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DraftWarning {
    /// Fields lie over one another: what is written in one may hide the other.
    FieldsOverlap {
        /// Which.
        fields: Vec<FieldId>,
    },
    /// No mail leaves, and nothing but the link tells who these people are.
    LinkAlone {
        /// Who has no second factor.
        participants: Vec<ParticipantId>,
    },
    /// The names of these people have characters that the letters of the file lack: a stand-in is drawn for them.
    NameNotWritable {
        /// Whose.
        participants: Vec<ParticipantId>,
    },
    /// Several people share one address, and these of them have no second factor.
    SharedAddress {
        /// Who has no second factor.
        participants: Vec<ParticipantId>,
    },
}

impl DraftWarning {
    /// Every code, for those who translate them.
    pub const CODES: [&str; 4] = [
        "FIELDS_OVERLAP",
        "LINK_ALONE",
        "NAME_NOT_WRITABLE",
        "SHARED_ADDRESS",
    ];

    /// The stable code that interfaces translate and the API returns.
    pub fn code(&self) -> &'static str {
        match self {
            DraftWarning::FieldsOverlap { .. } => "FIELDS_OVERLAP",
            DraftWarning::LinkAlone { .. } => "LINK_ALONE",
            DraftWarning::NameNotWritable { .. } => "NAME_NOT_WRITABLE",
            DraftWarning::SharedAddress { .. } => "SHARED_ADDRESS",
        }
    }

    /// Which fields it is about.
    pub fn fields(&self) -> &[FieldId] {
        match self {
            DraftWarning::FieldsOverlap { fields } => fields,
            DraftWarning::LinkAlone { .. }
            | DraftWarning::NameNotWritable { .. }
            | DraftWarning::SharedAddress { .. } => &[],
        }
    }

    /// Whom it is about.
    pub fn participants(&self) -> &[ParticipantId] {
        match self {
            DraftWarning::FieldsOverlap { .. } => &[],
            DraftWarning::LinkAlone { participants }
            | DraftWarning::NameNotWritable { participants }
            | DraftWarning::SharedAddress { participants } => participants,
        }
    }
}
