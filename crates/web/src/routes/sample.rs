//! An agreement for tests of the routes.

use domain::Personal;
use domain::agreement::{
    Agreement, Details, Document, Member, PageSize, ParticipantSet, Person, Role, Status,
};
use domain::contact::Email;
use domain::fields::{Field, FieldKind, FieldOptions, Rect};
use domain::identity::{IdentityPolicy, Method};
use domain::ids::{
    AccountId, AgreementId, DocumentId, FieldId, GroupId, ParticipantId, ParticipantSetId, UserId,
};
use domain::language::Language;
use domain::schedule::ReminderFrequency;
use jiff::Timestamp;
use uuid::Uuid;

/// A draft with one page and one signer, Ana, who has one signature field.
pub(crate) fn draft() -> Agreement {
    let owner = UserId(id(3));
    Agreement {
        id: AgreementId(id(1)),
        account: AccountId(id(2)),
        group: GroupId(id(4)),
        owner,
        sender: Personal::new(owner, person("Maja Kovačič", "maja@example.com")),
        organisation: "Banka d.d.".to_owned(),
        version: 7,
        status: Status::Draft,
        details: details(),
        documents: vec![Document {
            id: DocumentId(id(5)),
            name: "a.pdf".to_owned(),
            sha256: String::new(),
            pages: 1,
            signed: false,
            tags: Vec::new(),
            remarks: Vec::new(),
        }],
        pages: vec![PageSize {
            width: 595.0,
            height: 842.0,
        }],
        former: Vec::new(),
        shares: Vec::new(),
        sets: vec![set(10, person("Ana Novak", "ana@example.com"))],
        fields: vec![field(20, FieldKind::Signature, 10)],
        policy: IdentityPolicy::default(),
        revisions: Vec::new(),
        created_at: Timestamp::UNIX_EPOCH,
        sent_at: None,
        expires_at: None,
        ended_at: None,
        binned_at: None,
        template: None,
        end_noted: false,
        preparation_problem: None,
        report_sha256: None,
        lasting: None,
        report_revisions: Vec::new(),
        report_lasting: None,
    }
}

/// An identity that tests can write down.
pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A place in the order with one signer in it; the member's identity is a thousand higher.
pub(crate) fn set(number: u128, person: Person) -> ParticipantSet {
    let member = Member::new(
        ParticipantId(id(number + 1000)),
        person,
        Method::Email,
        Language::Slovenian,
    );
    ParticipantSet {
        id: ParticipantSetId(id(number)),
        order: 1,
        role: Role::Signer,
        members: vec![member],
        place: None,
    }
}

/// Somebody.
pub(crate) fn person(name: &str, email: &str) -> Person {
    Person {
        name: name.to_owned(),
        email: Email::parse(email).expect("tests write addresses that can exist"),
    }
}

/// A required field on the first page.
pub(crate) fn field(number: u128, kind: FieldKind, owner: u128) -> Field {
    Field {
        id: FieldId(id(number)),
        kind,
        page: 0,
        rect: Rect {
            x: 70.0,
            y: 600.0,
            width: 160.0,
            height: 44.0,
        },
        assignee: ParticipantSetId(id(owner)),
        required: true,
        label: String::new(),
        options: FieldOptions::default(),
        pdf_name: None,
    }
}

fn details() -> Details {
    Details {
        name: "Pogodba".to_owned(),
        subject: String::new(),
        message: String::new(),
        language: Language::Slovenian,
        deadline: None,
        reminder: ReminderFrequency::None,
        link_days: 7,
        time_zone: "Europe/Ljubljana".to_owned(),
        sends_mail: true,
        external_id: None,
    }
}
