//! `/agreements/{id}/people/{person}/replace`: another person in a place, or a corrected address.

use super::agreement::{agreement_id, participant_id};
use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint, draft_problem};
use crate::language::Words;
use crate::pages::people::Replace;
use crate::pages::{Choice, Problems, Section, own_name};
use crate::visitor::{User, redirect_saying};
use app::people::Replacement;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Form, Router};
use domain::Refusal;
use domain::agreement::{Agreement, Member, ParticipantState, Person, Role, Status};
use domain::contact::{Email, Phone};
use domain::identity::{Method, PasswordFault, SigningPassword};
use domain::language::Language;
use domain::refusal::DraftProblem;
use serde::Deserialize;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/agreements/{id}/people/{person}/replace",
        get(show).post(replace),
    )
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    version: String,
    name: String,
    email: String,
    method: String,
    phone: String,
    password: String,
    again: String,
    pin: bool,
    language: String,
    message: String,
}

impl Typed {
    /// As the person is now: to correct an address only the address is changed.
    fn of(agreement: &Agreement, member: &Member) -> Typed {
        let person = &member.person.value;
        let (method, phone) = match &member.method.value {
            Method::Email => ("email", String::new()),
            Method::Password { .. } => ("password", String::new()),
            Method::Account => ("account", String::new()),
            Method::Phone { phone } => ("phone", phone.as_str().to_owned()),
        };
        let message = member.private_message.as_ref();
        Typed {
            version: agreement.version.to_string(),
            name: person.name.clone(),
            email: person.email.to_string(),
            method: method.to_owned(),
            phone,
            password: String::new(),
            again: String::new(),
            pin: member.pin,
            language: member.language.tag().to_owned(),
            message: message.map(|message| message.value.clone()).unwrap_or_default(),
        }
    }

    /// What can be, or what is wrong with each field: the field and the code of its sentence.
    fn read(&self, acts: bool, language: Language) -> Result<Replacement, Vec<(&'static str, &'static str)>> {
        let (email, name) = (Email::parse(&self.email), self.name.trim());
        let phone = Phone::parse(&self.phone);
        let by_phone = acts && self.method == "phone";
        let mut wrong = Vec::new();
        if name.is_empty() {
            wrong.push(("name", "problem-person-name-missing"));
        }
        if email.is_none() {
            wrong.push(("email", "problem-bad-email"));
        }
        if by_phone && phone.is_none() {
            wrong.push(("phone", "problem-bad-phone"));
        }
        let by_password = acts && self.method == "password";
        let password = match SigningPassword::new(&self.password, Some(&self.again)) {
            Ok(password) if by_password => Some(password),
            Err(fault) if by_password => {
                wrong.push(("password", fault_key(fault)));
                None
            }
            _ => None,
        };
        let method = match phone {
            Some(phone) if by_phone => Method::Phone { phone },
            _ if acts && self.method == "account" => Method::Account,
            _ if by_password => Method::Password { secret: None },
            _ => Method::Email,
        };
        match email {
            Some(email) if wrong.is_empty() => Ok(Replacement {
                person: Person {
                    name: name.to_owned(),
                    email,
                },
                method,
                password,
                pin: self.pin,
                language: Language::parse(&self.language).unwrap_or(language),
                private_message: self.message.clone(),
            }),
            _ => Err(wrong),
        }
    }
}

async fn show(State(web): State<Shared>, user: User, Path((id, person)): Path<(String, String)>) -> Answer {
    let agreement = web.app.owned(&user.caller, agreement_id(&id)?).await?;
    let member = member(&agreement, &person)?;
    if !may_be_replaced(&agreement, member) {
        let path = format!("/agreements/{}", agreement.id);
        return Ok(redirect_saying(&web, &path, "problem-already-acted", &[]));
    }
    page(&form(
        &user,
        &agreement,
        member,
        Typed::of(&agreement, member),
        Problems::default(),
    ))
}

async fn replace(
    State(web): State<Shared>,
    user: User,
    Path((id, person)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Answer {
    let agreement = web.app.owned(&user.caller, agreement_id(&id)?).await?;
    let member = member(&agreement, &person)?;
    let replacement = match typed.read(acts(&agreement, member), agreement.details.language) {
        Ok(replacement) => replacement,
        Err(wrong) => {
            let mut problems = Problems::default();
            wrong
                .into_iter()
                .for_each(|(field, key)| problems.add(field, user.words.text(key)));
            return again(&form(&user, &agreement, member, typed, problems));
        }
    };
    let (name, read) = (replacement.person.name.clone(), typed.version.parse().ok());
    let done = web
        .app
        .replace_participant(&user.caller, agreement.id, member.id, replacement, read)
        .await;
    match done {
        Ok(_) => Ok(redirect_saying(
            &web,
            &format!("/agreements/{}", agreement.id),
            "agreement-done-replaced",
            &[("person", &name)],
        )),
        Err(app::Error::Refused(Refusal::NotReady { problems })) => {
            let said = problems
                .first()
                .map(|problem| unsealable(user.words, &name, problem));
            let problems = Problems::one("", said.unwrap_or_default());
            again(&form(&user, &agreement, member, typed, problems))
        }
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            again(&form(&user, &agreement, member, typed, problems))
        }
    }
}

fn fault_key(fault: PasswordFault) -> &'static str {
    match fault {
        PasswordFault::Characters => "problem-signing-password-characters",
        PasswordFault::Length => "problem-signing-password-length",
        PasswordFault::Mismatch => "problem-signing-password-mismatch",
    }
}

/// What the organisation's seal lacks for the new person.
fn unsealable(words: Words, name: &str, problem: &DraftProblem) -> String {
    match problem {
        DraftProblem::PersonWithoutBinding { .. } => {
            words.with("editor-person-without-binding", &[("person", &name)])
        }
        DraftProblem::PersonWithoutPin { .. } => {
            words.with("editor-person-without-pin", &[("person", &name)])
        }
        problem => draft_problem(words, problem),
    }
}

fn again(form: &Replace) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(form)?).into_response())
}

fn member<'a>(agreement: &'a Agreement, id: &str) -> Result<&'a Member, Problem> {
    agreement
        .member(participant_id(id)?)
        .ok_or_else(Problem::not_found)
}

fn acts(agreement: &Agreement, member: &Member) -> bool {
    agreement.set_of(member.id).is_none_or(|set| set.role != Role::Cc)
}

/// Whether the rules would let somebody else into this place; they have the last word.
pub(super) fn may_be_replaced(agreement: &Agreement, member: &Member) -> bool {
    let mates = agreement.set_of(member.id).map_or(&[][..], |set| &set.members);
    agreement.status == Status::InProgress && mates.iter().all(|mate| mate.state.is_untouched())
}

/// The address of the form.
pub(super) fn replace_href(agreement: &Agreement, member: &Member) -> String {
    format!("/agreements/{}/people/{}/replace", agreement.id, member.id)
}

fn form(user: &User, agreement: &Agreement, member: &Member, typed: Typed, problems: Problems) -> Replace {
    let words = user.words;
    let methods = ["email", "phone", "password", "account"]
        .map(|code| (code, words.text(&format!("people-method-{code}"))));
    let languages = Language::ALL.map(|language| (language.tag(), own_name(language).to_owned()));
    let href = format!("/agreements/{}", agreement.id);
    Replace {
        words,
        shell: user.shell_at(Section::Agreements, &replace_href(agreement, member)),
        action: replace_href(agreement, member),
        href,
        agreement: agreement.details.name.clone(),
        before: member.person.value.name.clone(),
        version: typed.version,
        invited: member.state != ParticipantState::NotYet,
        acts: acts(agreement, member),
        name: typed.name,
        email: typed.email,
        methods: Choice::list(&methods, &typed.method),
        phone: typed.phone,
        pin: (member.pin || typed.pin).then_some(typed.pin),
        languages: Choice::list(&languages, &typed.language),
        message: typed.message,
        problems,
    }
}
