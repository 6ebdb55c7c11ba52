//! What is asked: commands in their plain form, and the draft that they begin with.

use crate::people::{AGREEMENT, OWNER, TERMS, note, set_id, signature};
use domain::agreement::{Command, Details, Document, DraftChanges, Member, NewAgreement, PageSize, Person};
use domain::contact::Email;
use domain::fields::{Field, FieldKind, FieldOptions, Rect};
use domain::identity::{Code, IdentityPolicy, Method, PinSource};
use domain::ids::{AccountId, ChallengeId, DocumentId, GroupId, ParticipantId, VisitId};
use domain::language::Language;
use domain::personal::Personal;
use domain::schedule::ReminderFrequency;
use std::collections::BTreeSet;
use uuid::Uuid;

pub(crate) fn code_of(challenge: ChallengeId) -> Code {
    Code::new(&format!("{:06}", 100_000 + challenge.0.as_u128() % 900_000))
}

pub(crate) fn consent(who: ParticipantId, visit: VisitId) -> Command {
    Command::AcceptConsent {
        participant: who,
        visit,
        text_sha256: TERMS.into(),
        language: Language::Slovenian,
    }
}

/// The PIN on the contact card, or a wrong one.
pub(crate) fn answer_pin(participant: ParticipantId, visit: VisitId, is_right: bool) -> Command {
    Command::AnswerPin {
        participant,
        visit,
        source: PinSource::Contact,
        is_right,
    }
}

pub(crate) fn view(who: ParticipantId, visit: VisitId) -> Command {
    Command::View {
        participant: who,
        visit,
    }
}

pub(crate) fn saving(changes: DraftChanges) -> Command {
    Command::SaveDraft {
        expected_version: None,
        changes: Box::new(changes),
    }
}

pub(crate) fn decline(who: ParticipantId, visit: VisitId) -> Command {
    Command::Decline {
        participant: who,
        visit,
        reason: "Znesek ni pravi.".into(),
    }
}

/// Whoever got the link says that it is not meant for them.
pub(crate) fn misdirected(who: ParticipantId) -> Command {
    Command::ReportMisdirected {
        participant: who,
        comment: "Nisem prava oseba.".into(),
    }
}

/// The id of whoever takes the place of this person.
pub(crate) fn another(who: ParticipantId) -> ParticipantId {
    ParticipantId(Uuid::from_u128(who.0.as_u128() + 0x10))
}

/// Somebody with this address takes the place of `who`.
pub(crate) fn replace(who: ParticipantId, by: ParticipantId, address: &str) -> Command {
    let person = Person {
        name: "Nova Oseba".into(),
        email: Email::parse(address).unwrap(),
    };
    Command::ReplaceParticipant {
        participant: who,
        by: Box::new(Member::new(by, person, Method::Email, Language::English)),
        user: None,
    }
}

pub(crate) fn cancel() -> Command {
    Command::Cancel {
        reason: "Napaka v besedilu.".into(),
    }
}

pub(crate) fn remind(who: impl IntoIterator<Item = ParticipantId>) -> Command {
    Command::Remind {
        participants: BTreeSet::from_iter(who),
        scheduled: false,
    }
}

pub(crate) fn schedule_runs() -> Command {
    Command::Remind {
        participants: BTreeSet::new(),
        scheduled: true,
    }
}

pub(crate) fn extend(who: ParticipantId, days: u16) -> Command {
    Command::ExtendLink {
        participant: who,
        days,
    }
}

pub(crate) fn send() -> Command {
    Command::Send {
        policy: IdentityPolicy::default(),
        time_zone: "Europe/Ljubljana".into(),
    }
}

pub(crate) fn create() -> Command {
    Command::Create(Box::new(new_agreement()))
}

pub(crate) fn new_agreement() -> NewAgreement {
    let sender = Person {
        name: "Boris Kos".into(),
        email: Email::parse("boris@banka.example").unwrap(),
    };
    NewAgreement {
        id: AGREEMENT,
        account: AccountId(Uuid::from_u128(0xacc)),
        group: GroupId(Uuid::from_u128(0x960)),
        owner: OWNER,
        sender: Personal::new(OWNER, sender),
        organisation: "Banka d.d.".into(),
        details: details(),
        copy_of: None,
        template: None,
    }
}

pub(crate) fn details() -> Details {
    Details {
        name: "Pogodba".into(),
        subject: String::new(),
        message: String::new(),
        language: Language::Slovenian,
        deadline: None,
        reminder: ReminderFrequency::None,
        link_days: 7,
        time_zone: "Europe/Ljubljana".into(),
        sends_mail: true,
        external_id: None,
    }
}

pub(crate) fn documents() -> (Vec<Document>, Vec<PageSize>) {
    let id = DocumentId(Uuid::from_u128(0xd0c));
    let document = Document {
        id,
        name: "pogodba.pdf".into(),
        sha256: "0d0c".into(),
        pages: 2,
        signed: false,
        remarks: Vec::new(),
        tags: Vec::new(),
    };
    (
        vec![document],
        vec![
            PageSize {
                width: 595.0,
                height: 842.0
            };
            2
        ],
    )
}

pub(crate) fn fields_of(set: u32) -> [Field; 2] {
    let field = |id, kind, y, required| Field {
        id,
        kind,
        page: 1,
        rect: Rect {
            // Two people stand beside one another.
            x: 72.0 + 250.0 * f64::from((set - 1) % 2),
            y,
            width: 180.0,
            height: 36.0,
        },
        assignee: set_id(set),
        required,
        label: String::new(),
        options: FieldOptions::default(),
        pdf_name: None,
    };
    [
        field(signature(set), FieldKind::Signature, 600.0, true),
        field(note(set), FieldKind::Text, 500.0, false),
    ]
}
