//! A draft between the domain and the editor's JSON.
//!
//! A person whose address or number cannot exist yet stands in the draft as a place without a member: fields keep their owner,
//! nothing can be sent, and the editor keeps what was typed until it is complete.

use crate::error::{draft_problem, key_of};
use crate::language::Words;
use crate::pages::editor::{Blocker, Document, Draft, Field, Other, Page, Participant, Rect, Tag, Warning};
use app::agreements::DraftEdit;
use domain::Refusal;
use domain::account::UserRole;
use domain::agreement::{Agreement, Details, Member, ParticipantSet, Person, Place, Role};
use domain::contact::{Email, Phone};
use domain::fields::{self, FieldKind, FieldOptions, FieldValue};
use domain::identity::{Method, MethodKind};
use domain::ids::{FieldId, GroupId, ParticipantId, ParticipantSetId};
use domain::language::Language;
use domain::refusal::{DraftProblem, DraftWarning};
use domain::schedule::ReminderFrequency;
use domain::tags::bind::{TagOutcome, TagReport};
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

/// What the editor sends.
#[derive(Debug, Deserialize)]
pub(super) struct Input {
    version: u64,
    /// The group that it is sent from.
    #[serde(default)]
    group: Option<GroupId>,
    name: String,
    subject: String,
    message: String,
    language: Language,
    deadline: Option<Date>,
    reminder: ReminderFrequency,
    #[serde(rename = "linkDays")]
    link_days: u16,
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
    /// What a template calls the place.
    #[serde(default)]
    place: String,
    /// A message to them alone.
    #[serde(default)]
    message: String,
    #[serde(default)]
    pin: bool,
    /// Who may act instead.
    #[serde(default)]
    others: Vec<OtherInput>,
}

#[derive(Debug, Deserialize)]
struct OtherInput {
    name: String,
    email: String,
    method: MethodInput,
    phone: String,
    language: Option<Language>,
}

impl PersonInput {
    /// Somebody is begun here; in a template a place without anybody is whole.
    fn is_begun(&self) -> bool {
        !(self.name.trim().is_empty() && self.email.trim().is_empty())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MethodInput {
    Account,
    Email,
    Password,
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
    #[serde(default)]
    options: FieldOptions,
    #[serde(default)]
    value: Option<FieldValue>,
}

/// The change that makes the draft what the editor shows, and who is not complete enough to be kept.
pub(super) fn edit(
    current: &Agreement,
    input: Input,
    words: Words,
) -> Result<(DraftEdit, Vec<ParticipantSetId>), Refusal> {
    if input.fields.len() > fields::MAX_FIELDS {
        return Err(Refusal::Malformed);
    }
    let language = input.language;
    let sets: Vec<ParticipantSet> = input
        .participants
        .iter()
        .map(|person| set(current, person, language, words))
        .collect();
    let incomplete = sets
        .iter()
        .zip(&input.participants)
        .filter(|(set, person)| set.members.is_empty() && (current.template.is_none() || person.is_begun()))
        .map(|(set, _)| set.id)
        .collect();
    let fields = input.fields.into_iter().map(field).collect();
    let details = Details {
        name: input.name,
        subject: input.subject,
        message: input.message,
        language,
        deadline: input.deadline,
        reminder: input.reminder,
        link_days: input.link_days,
        ..current.details.clone()
    };
    Ok((
        DraftEdit {
            group: input.group,
            version: Some(input.version),
            details: Some(details),
            sets: Some(sets),
            fields: Some(fields),
        },
        incomplete,
    ))
}

fn set(current: &Agreement, person: &PersonInput, language: Language, words: Words) -> ParticipantSet {
    let known = current.sets.iter().find(|set| set.id == person.id);
    let place = if current.template.is_some() {
        read_place(&person.place, words)
    } else {
        known.and_then(|set| set.place.clone())
    };
    ParticipantSet {
        id: person.id,
        order: person.order,
        role: person.role,
        members: members(current, person, language).unwrap_or_default(),
        place,
    }
}

/// The person, and who may act instead, where all addresses and numbers can exist. Identities stay those that the draft has given.
fn members(current: &Agreement, person: &PersonInput, language: Language) -> Option<Vec<Member>> {
    let known = current.sets.iter().find(|set| set.id == person.id);
    let id = |number: usize| {
        let member = known.and_then(|set| set.members.get(number));
        member.map_or_else(|| ParticipantId(Uuid::now_v7()), |member| member.id)
    };
    let first = OtherInput {
        name: person.name.clone(),
        email: person.email.clone(),
        method: person.method,
        phone: person.phone.clone(),
        language: person.language,
    };
    // Of those who get a copy each gets it: there is nothing that one could do instead of another.
    let others = person.others.iter().filter(|_| person.role.acts());
    std::iter::once(&first)
        .chain(others)
        .enumerate()
        .map(|(number, one)| {
            let member = member(id(number), one, person.role, language)?;
            let pin = person.pin && person.role.acts();
            Some(member.with_private_message(&person.message).with_pin(pin))
        })
        .collect()
}

fn member(id: ParticipantId, typed: &OtherInput, role: Role, language: Language) -> Option<Member> {
    let email = Email::parse(&typed.email)?;
    let method = match typed.method {
        MethodInput::Phone if role.acts() => Method::Phone {
            phone: Phone::parse(&typed.phone)?,
        },
        // Which password it is stands in the draft and is not the editor's to say.
        MethodInput::Password if role.acts() => Method::Password { secret: None },
        MethodInput::Account if role.acts() => Method::Account,
        _ => Method::Email,
    };
    let name = typed.name.trim().to_owned();
    let language = typed.language.unwrap_or(language);
    Some(Member::new(id, Person { name, email }, method, language))
}

fn field(input: FieldInput) -> fields::Field {
    let mut field = fields::Field {
        id: input.id,
        kind: input.kind,
        page: input.page,
        rect: input.rect,
        // Nobody's field has an owner that does not exist: sending names it as a problem.
        assignee: input.participant.unwrap_or(ParticipantSetId(Uuid::nil())),
        required: input.required,
        label: input.label.trim().chars().take(200).collect(),
        options: input.options,
        pdf_name: None,
    };
    field.prefill(input.value.filter(|value| !value.is_empty()));
    field
}

/// The draft for the editor.
pub(super) fn shown(
    agreement: &Agreement,
    words: Words,
    problems: Vec<Blocker>,
    said: &[DraftWarning],
) -> Draft {
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
        documents: documents(agreement, words),
        participants: agreement
            .sets
            .iter()
            .map(|set| participant(set, details.language, words))
            .collect(),
        fields: agreement
            .fields
            .iter()
            .map(|field| placed(agreement, field))
            .collect(),
        group: agreement.group.to_string(),
        link_days: details.link_days,
        warnings: warnings(agreement, words, said),
        problems,
    }
}

/// What the organisation's seal lacks, with the page on which an administrator mends it.
pub(super) fn blockers(
    agreement: &Agreement,
    words: Words,
    role: UserRole,
    problems: &[DraftProblem],
) -> Vec<Blocker> {
    let href = (role == UserRole::Admin).then_some("/settings/seal");
    let blocker = |problem: &DraftProblem| Blocker {
        code: problem.code(),
        message: problem_text(agreement, words, problem),
        href: match problem {
            DraftProblem::PersonWithoutPin { .. } => Some("/contacts"),
            problem => seal_is_missing(problem).then_some(href).flatten(),
        },
    };
    problems.iter().map(blocker).collect()
}

/// Whether the problem is mended on the page of the organisation's seal.
pub(super) fn seal_is_missing(problem: &DraftProblem) -> bool {
    matches!(
        problem,
        DraftProblem::NoMandate | DraftProblem::PersonWithoutBinding { .. }
    )
}

/// A problem in words; of an unbound user the name is said.
pub(super) fn problem_text(agreement: &Agreement, words: Words, problem: &DraftProblem) -> String {
    let (DraftProblem::PersonWithoutBinding { participant }
    | DraftProblem::PersonWithoutPin { participant }
    | DraftProblem::MethodNotAllowed { participant, .. }) = problem
    else {
        return draft_problem(words, problem);
    };
    let set = agreement.sets.iter().find(|set| set.id == *participant);
    let person = set.and_then(|set| set.members.first());
    let name = person
        .map(|member| member.person.value.name.clone())
        .unwrap_or_default();
    if let DraftProblem::MethodNotAllowed { .. } = problem {
        return format!("{name}: {}", draft_problem(words, problem));
    }
    let key = match problem {
        DraftProblem::PersonWithoutPin { .. } => "editor-person-without-pin",
        _ => "editor-person-without-binding",
    };
    words.with(key, &[("person", &name)])
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

fn documents(agreement: &Agreement, words: Words) -> Vec<Document> {
    let mut first_page = 0;
    let document = |document: &domain::agreement::Document| {
        let tags = document
            .tags
            .iter()
            .map(|tag| shown_tag(tag, first_page, words))
            .collect();
        first_page += document.pages;
        Document {
            id: document.id.to_string(),
            name: document.name.clone(),
            pages: document.pages,
            notices: notices(words, document),
            signed: document.signed,
            tags,
        }
    };
    agreement.documents.iter().map(document).collect()
}

/// What became of a tag, and what it asks for; parts of it that are not used are named.
fn shown_tag(tag: &TagReport, first_page: usize, words: Words) -> Tag {
    let kind = tag
        .kind
        .map(|kind| words.text(&format!("tags-kind-{}", code(&kind).replace('_', "-"))));
    let outcome = code(&tag.outcome).replace('_', "-");
    let mut message = match (&tag.outcome, kind) {
        (TagOutcome::Read, Some(kind)) => kind,
        (_, kind) => words.with(
            &format!("tags-outcome-{outcome}"),
            &[("kind", &kind.unwrap_or_default())],
        ),
    };
    if !tag.ignored.is_empty() {
        let ignored = words.with("tags-ignored", &[("parts", &tag.ignored.join(", "))]);
        message = format!("{message} {ignored}");
    }
    Tag {
        page: first_page + tag.page,
        raw: tag.raw.clone(),
        good: tag.outcome.is_good(),
        message,
        field: tag.field.map(|field| field.to_string()),
    }
}

/// The longest name of a role, in characters.
const LONGEST_ROLE: usize = 80;
/// The parties that have a number.
const PARTIES: u32 = 100;

/// What somebody calls a place, as [`place_name`] says it; any other name is a role's own.
fn read_place(typed: &str, words: Words) -> Option<Place> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let numbered = std::iter::once(Place::Owner).chain((1..=PARTIES).map(Place::Party));
    let known = numbered
        .into_iter()
        .find(|place| place_name(Some(place), words) == typed);
    Some(known.unwrap_or_else(|| Place::Role(typed.chars().take(LONGEST_ROLE).collect())))
}

/// What tags call a place in the order.
pub(in crate::routes) fn place_name(place: Option<&Place>, words: Words) -> String {
    match place {
        Some(Place::Owner) => words.text("tags-place-owner"),
        Some(Place::Party(number)) => words.with("tags-place-party", &[("number", &number.to_string())]),
        Some(Place::Role(name)) => name.clone(),
        None => String::new(),
    }
}

/// What should be said before sending, with the places of the people whom it is about.
pub(super) fn warnings(agreement: &Agreement, words: Words, said: &[DraftWarning]) -> Vec<Warning> {
    let place = |member: &ParticipantId| agreement.set_of(*member).map(|set| set.id.to_string());
    let warning = |warning: &DraftWarning| Warning {
        code: warning.code(),
        message: words.text(&key_of(warning.code())),
        participants: warning.participants().iter().filter_map(place).collect(),
        fields: warning.fields().iter().map(ToString::to_string).collect(),
    };
    said.iter().map(warning).collect()
}

/// `ACTIVE_CONTENT:JavaScript` and the like in words; several of a kind are one sentence.
fn notices(words: Words, document: &domain::agreement::Document) -> Vec<String> {
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
    let known = document.remarks.iter().map(key).filter(|key| words.has(key));
    let signed = document.signed.then(|| "editor-remark-signed".to_owned());
    let mut keys: Vec<String> = signed.into_iter().chain(known).collect();
    keys.dedup();
    keys.iter().map(|key| words.text(key)).collect()
}

fn participant(set: &ParticipantSet, language: Language, words: Words) -> Participant {
    let mut members = set.members.iter().map(|member| other(member, language));
    let first = members.next();
    let message = set
        .members
        .first()
        .and_then(|member| member.private_message.as_ref());
    let (name, email) = first
        .as_ref()
        .map(|one| (one.name.clone(), one.email.clone()))
        .unwrap_or_default();
    Participant {
        id: set.id.to_string(),
        name,
        email,
        role: match set.role {
            Role::Approver => "approver",
            Role::Cc => "cc",
            Role::Signer => "signer",
        },
        order: set.order,
        method: first.as_ref().map_or("email", |one| one.method),
        password_set: has_password(set),
        pin: set.members.iter().any(|member| member.pin),
        phone: first.as_ref().map(|one| one.phone.clone()).unwrap_or_default(),
        language: first.and_then(|one| one.language),
        place: place_name(set.place.as_ref(), words),
        message: message.map(|message| message.value.clone()).unwrap_or_default(),
        others: members.collect(),
    }
}

/// The places whose people have the signing password that they are to be asked for.
pub(super) fn with_passwords(agreement: &Agreement) -> Vec<ParticipantSetId> {
    let sets = agreement.sets.iter().filter(|set| has_password(set));
    sets.map(|set| set.id).collect()
}

/// Somebody of the place is to be asked for a password, and for nobody of them it is missing.
fn has_password(set: &ParticipantSet) -> bool {
    let methods = || set.members.iter().map(|member| &member.method.value);
    methods().any(|method| method.kind() == MethodKind::Password)
        && methods().all(|method| *method != Method::Password { secret: None })
}

fn other(member: &Member, language: Language) -> Other {
    let person = &member.person.value;
    let (method, phone) = match &member.method.value {
        Method::Phone { phone } => ("phone", phone.as_str().to_owned()),
        Method::Password { .. } => ("password", String::new()),
        Method::Account => ("account", String::new()),
        Method::Email => ("email", String::new()),
    };
    Other {
        name: person.name.clone(),
        email: person.email.to_string(),
        method,
        phone,
        language: Some(member.language)
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
        options: FieldOptions {
            default: None,
            ..field.options.clone()
        },
        value: field.default_value().cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;
    use serde_json::{Value, json};

    fn people(people: Value) -> Input {
        let draft = json!({
            "version": 7, "name": "Pogodba", "subject": "", "message": "", "language": "sl", "deadline": "2026-12-31",
            "reminder": "WEEKLY_UNTIL_SIGNED", "linkDays": 14, "participants": people, "fields": [],
        });
        serde_json::from_value(draft).unwrap()
    }

    fn ana(email: &str, method: &str, phone: &str) -> Value {
        json!([{ "id": sample::id(10), "name": "Ana", "email": email, "role": "signer", "order": 1, "method": method, "phone": phone, "language": null }])
    }

    #[test]
    fn a_person_keeps_their_identity_when_they_are_edited() {
        let (edit, incomplete) = edit(
            &sample::draft(),
            people(ana("ana@elsewhere.example", "email", "")),
            Words::of(Language::English),
        )
        .unwrap();
        let member = &edit.sets.unwrap()[0].members[0];
        assert_eq!(member.id, ParticipantId(sample::id(1010)));
        assert_eq!(member.person.value.email.as_str(), "ana@elsewhere.example");
        assert!(incomplete.is_empty());
        assert_eq!(edit.version, Some(7));
    }

    /// Never e-mail alone where a code was asked for: until the number is whole, there is nobody to send to.
    #[test]
    fn half_an_address_or_number_is_a_place_without_a_person() {
        for half in [
            ana("ana@", "email", ""),
            ana("ana@example.com", "phone", "040"),
            ana("", "email", ""),
        ] {
            let (edit, incomplete) =
                edit(&sample::draft(), people(half), Words::of(Language::English)).unwrap();
            assert!(edit.sets.unwrap()[0].members.is_empty());
            assert_eq!(incomplete, [ParticipantSetId(sample::id(10))]);
        }
    }

    #[test]
    fn the_editor_gets_back_what_it_saved() {
        let mut draft = sample::draft();
        let ana = people(ana("ana@example.com", "phone", "+386 40 123 456"));
        let (edit, _) = edit(&draft, ana, Words::of(Language::English)).unwrap();
        (draft.details, draft.sets) = (edit.details.unwrap(), edit.sets.unwrap());
        draft.documents[0].remarks = vec![
            "ACTIVE_CONTENT:JavaScript".to_owned(),
            "ACTIVE_CONTENT:AA".to_owned(),
        ];
        let shown = shown(&draft, Words::of(Language::English), Vec::new(), &[]);
        let person = &shown.participants[0];
        assert_eq!(
            (person.method, person.phone.as_str(), person.language.as_deref()),
            ("phone", "+38640123456", None)
        );
        assert_eq!(
            (
                shown.deadline.as_deref(),
                shown.reminder.as_str(),
                shown.link_days
            ),
            (Some("2026-12-31"), "WEEKLY_UNTIL_SIGNED", 14)
        );
        assert_eq!(
            shown.documents[0].notices,
            ["Active content such as scripts was removed."]
        );
    }

    /// A template's place has a name of its own and needs nobody; those that tags number keep their meaning in every language.
    #[test]
    fn a_templates_places_are_named_and_may_be_empty() {
        let words = Words::of(Language::Slovenian);
        let mut template = sample::draft();
        let place = |template: &Agreement, name: &str| {
            let mut person = ana("", "email", "");
            person[0]["name"] = "".into();
            person[0]["place"] = name.into();
            let (edit, incomplete) = edit(template, people(person), words).unwrap();
            (edit.sets.unwrap().remove(0).place, incomplete.len())
        };
        assert_eq!(place(&template, "Direktor"), (None, 1), "an agreement has people");
        template.template = Some(domain::agreement::Sharing::Account);
        assert_eq!(
            place(&template, " Direktor "),
            (Some(Place::Role("Direktor".into())), 0)
        );
        assert_eq!(place(&template, "Pošiljatelj"), (Some(Place::Owner), 0));
        assert_eq!(place(&template, "Stranka 2"), (Some(Place::Party(2)), 0));
        assert_eq!(place(&template, " "), (None, 0));
        let (_, incomplete) = edit(&template, people(ana("ana@", "email", "")), words).unwrap();
        assert_eq!(incomplete.len(), 1, "somebody is begun");
    }

    #[test]
    fn a_field_of_nobody_is_nobodys_again() {
        let input = FieldInput {
            id: FieldId(sample::id(30)),
            kind: FieldKind::Text,
            page: 0,
            rect: fields::Rect {
                x: 1.0,
                y: 2.0,
                width: 30.0,
                height: 12.0,
            },
            participant: None,
            required: false,
            label: "  Kraj ".to_owned(),
            options: FieldOptions::default(),
            value: None,
        };
        let mut draft = sample::draft();
        draft.fields = vec![field(input)];
        let shown = shown(&draft, Words::of(Language::English), Vec::new(), &[]);
        assert_eq!(
            (
                shown.fields[0].participant.as_deref(),
                shown.fields[0].label.as_str()
            ),
            (None, "Kraj")
        );
    }

    /// said with the places of the people in the editor, who are not the members.
    #[test]
    fn a_shared_address_is_said_of_both_places() {
        let mut draft = sample::draft();
        draft
            .sets
            .push(sample::set(11, sample::person("Bo", "Ana@example.com")));
        let said = shown(
            &draft,
            Words::of(Language::English),
            Vec::new(),
            &domain::agreement::draft_warnings(&draft),
        )
        .warnings;
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].code, "SHARED_ADDRESS");
        assert_eq!(
            said[0].participants,
            [sample::id(10), sample::id(11)].map(|id| id.to_string())
        );
    }

    /// An administrator is led to where it is mended, anybody else is told whom to ask; of a person the name is said.
    #[test]
    fn what_the_seal_lacks_is_said_with_its_place() {
        let draft = sample::draft();
        let problems = [
            DraftProblem::NoMandate,
            DraftProblem::PersonWithoutBinding {
                participant: ParticipantSetId(sample::id(10)),
            },
        ];
        let words = Words::of(Language::English);
        let admin = blockers(&draft, words, UserRole::Admin, &problems);
        assert!(admin.iter().all(|one| one.href == Some("/settings/seal")));
        assert!(admin[1].message.contains("Ana"));
        let user = blockers(&draft, words, UserRole::Sender, &problems);
        assert!(user.iter().all(|one| one.href.is_none()));
        assert!(user[0].message.contains("administrator"));
    }
}
