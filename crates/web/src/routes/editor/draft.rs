//! A draft between the domain and the editor's JSON.
//!
//! A person whose address or number cannot exist yet stands in the draft as a place without a member: fields keep their owner,
//! nothing can be sent, and the editor keeps what was typed until it is complete.

use crate::language::Words;
use crate::pages::editor::{Document, Draft, Field, Page, Participant, Rect};
use app::agreements::DraftEdit;
use domain::Refusal;
use domain::agreement::{Agreement, Details, Member, ParticipantSet, Person, Role};
use domain::contact::{Email, Phone};
use domain::fields::{self, FieldKind};
use domain::identity::Method;
use domain::ids::{FieldId, ParticipantId, ParticipantSetId};
use domain::language::Language;
use domain::schedule::ReminderFrequency;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

/// What the editor sends.
#[derive(Debug, Deserialize)]
pub(super) struct Input {
    version: u64,
    name: String,
    subject: String,
    message: String,
    language: Language,
    deadline: Option<Date>,
    reminder: ReminderFrequency,
    participants: Vec<PersonInput>,
    fields: Vec<FieldInput>,
}

#[derive(Debug, Deserialize)]
struct PersonInput {
    id: ParticipantSetId,
    name: String,
    email: String,
    role: Role,
    order: u32,
    method: MethodInput,
    phone: String,
    language: Option<Language>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MethodInput {
    Email,
    Phone,
}

#[derive(Debug, Deserialize)]
struct FieldInput {
    id: FieldId,
    kind: FieldKind,
    page: usize,
    rect: fields::Rect,
    participant: Option<ParticipantSetId>,
    required: bool,
    label: String,
}

/// The change that makes the draft what the editor shows, and who is not complete enough to be kept.
pub(super) fn edit(current: &Agreement, input: Input) -> Result<(DraftEdit, Vec<ParticipantSetId>), Refusal> {
    if input.fields.len() > fields::MAX_FIELDS {
        return Err(Refusal::Malformed);
    }
    let language = input.language;
    let sets: Vec<ParticipantSet> = input
        .participants
        .iter()
        .map(|person| set(current, person, language))
        .collect();
    let incomplete = sets
        .iter()
        .filter(|set| set.members.is_empty())
        .map(|set| set.id)
        .collect();
    let fields = input.fields.into_iter().map(field).collect();
    let details = Details {
        name: input.name,
        subject: input.subject,
        message: input.message,
        language,
        deadline: input.deadline,
        reminder: input.reminder,
        ..current.details.clone()
    };
    Ok((
        DraftEdit {
            version: Some(input.version),
            details: Some(details),
            sets: Some(sets),
            fields: Some(fields),
        },
        incomplete,
    ))
}

fn set(current: &Agreement, person: &PersonInput, language: Language) -> ParticipantSet {
    ParticipantSet {
        id: person.id,
        order: person.order,
        role: person.role,
        members: member(current, person, language).into_iter().collect(),
    }
}

/// The person, where address and number can exist. The identity stays the one that the draft has given them.
fn member(current: &Agreement, person: &PersonInput, language: Language) -> Option<Member> {
    let email = Email::parse(&person.email)?;
    let method = match person.method {
        MethodInput::Phone if person.role.acts() => Method::Phone {
            phone: Phone::parse(&person.phone)?,
        },
        MethodInput::Phone | MethodInput::Email => Method::Email,
    };
    let known = current
        .sets
        .iter()
        .find(|set| set.id == person.id)
        .and_then(|set| set.members.first());
    let id = known.map_or_else(|| ParticipantId(Uuid::now_v7()), |member| member.id);
    let name = person.name.trim().to_owned();
    Some(Member::new(
        id,
        Person { name, email },
        method,
        person.language.unwrap_or(language),
    ))
}

fn field(input: FieldInput) -> fields::Field {
    fields::Field {
        id: input.id,
        kind: input.kind,
        page: input.page,
        rect: input.rect,
        // Nobody's field has an owner that does not exist: sending names it as a problem.
        assignee: input.participant.unwrap_or(ParticipantSetId(Uuid::nil())),
        required: input.required,
        label: input.label.trim().chars().take(200).collect(),
        pdf_name: None,
    }
}

/// The draft for the editor. `remarks` are about the file that was added last.
pub(super) fn shown(agreement: &Agreement, words: Words, remarks: &[String]) -> Draft {
    let details = &agreement.details;
    Draft {
        version: agreement.version,
        name: details.name.clone(),
        subject: details.subject.clone(),
        message: details.message.clone(),
        language: details.language.tag().to_owned(),
        deadline: details.deadline.map(|day| day.to_string()),
        reminder: code(&details.reminder),
        pages: pages(agreement),
        documents: documents(agreement, words, remarks),
        participants: agreement
            .sets
            .iter()
            .map(|set| participant(set, details.language))
            .collect(),
        fields: agreement
            .fields
            .iter()
            .map(|field| placed(agreement, field))
            .collect(),
    }
}

/// The name under which a plain enumeration is serialised.
fn code(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Addresses of images change when the files or their order do: browsers keep them.
fn pages(agreement: &Agreement) -> Vec<Page> {
    let key: String = agreement
        .documents
        .iter()
        .map(|document| document.id.0.simple().to_string().split_off(24))
        .collect();
    let page = |(index, size): (usize, &domain::agreement::PageSize)| Page {
        index,
        width: size.width,
        height: size.height,
        image: format!("/agreements/{}/pages/{index}.png?of={key}", agreement.id),
    };
    agreement.pages.iter().enumerate().map(page).collect()
}

fn documents(agreement: &Agreement, words: Words, remarks: &[String]) -> Vec<Document> {
    let last = agreement.documents.len().saturating_sub(1);
    let document = |(place, document): (usize, &domain::agreement::Document)| Document {
        id: document.id.to_string(),
        name: document.name.clone(),
        pages: document.pages,
        notices: if place == last {
            notices(words, remarks)
        } else {
            Vec::new()
        },
    };
    agreement.documents.iter().enumerate().map(document).collect()
}

/// `ACTIVE_CONTENT:JavaScript` and the like in words; several of a kind are one sentence.
fn notices(words: Words, remarks: &[String]) -> Vec<String> {
    let key = |remark: &String| {
        format!(
            "editor-remark-{}",
            remark
                .split(':')
                .next()
                .unwrap_or_default()
                .to_lowercase()
                .replace('_', "-")
        )
    };
    let mut keys: Vec<String> = remarks.iter().map(key).filter(|key| words.has(key)).collect();
    keys.dedup();
    keys.iter().map(|key| words.text(key)).collect()
}

fn participant(set: &ParticipantSet, language: Language) -> Participant {
    let member = set.members.first();
    let phone = member.and_then(|member| match &member.method.value {
        Method::Phone { phone } => Some(phone.as_str().to_owned()),
        Method::Email => None,
    });
    Participant {
        id: set.id.to_string(),
        name: member
            .map(|member| member.person.value.name.clone())
            .unwrap_or_default(),
        email: member
            .map(|member| member.person.value.email.to_string())
            .unwrap_or_default(),
        role: match set.role {
            Role::Approver => "approver",
            Role::Cc => "cc",
            Role::Signer => "signer",
        },
        order: set.order,
        method: if phone.is_some() { "phone" } else { "email" },
        phone: phone.unwrap_or_default(),
        language: member
            .map(|member| member.language)
            .filter(|own| *own != language)
            .map(|own| own.tag().to_owned()),
    }
}

fn placed(agreement: &Agreement, field: &fields::Field) -> Field {
    let owner = agreement.sets.iter().find(|set| set.id == field.assignee);
    let fields::Rect { x, y, width, height } = field.rect;
    Field {
        id: field.id.to_string(),
        kind: field.kind.name(),
        page: field.page,
        rect: Rect { x, y, width, height },
        participant: owner.map(|set| set.id.to_string()),
        required: field.required,
        label: field.label.clone(),
    }
}
