//! What a request gets when it does not get what it asked for: a page in the visitor's language, or `{code, message}` for a script.
//!
//! Which error to use where: handlers return [`Problem`], made from `app::Error` by `?`. What a form can mend goes back into the form
//! ([`Complaint`]) instead. Internal text never leaves: a fault of ours is logged once, here, under an incident number that the page shows.

use crate::Shared;
use crate::api::ApiError;
use crate::language::Words;
use crate::pages::account::Message;
use crate::pages::{Shell, Theme};
use crate::visitor;
use app::ports::OutsideError;
use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::fields::{FieldFault, FormulaFault};
use domain::refusal::DraftProblem;
use uuid::Uuid;

/// Why a request was not done.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    /// The code that scripts read, `SCREAMING_SNAKE_CASE`.
    code: String,
    /// The key of the sentence.
    key: String,
    /// The title's key; the sentence stands alone for scripts.
    title: Option<String>,
    seconds: usize,
    incident: Option<String>,
    /// The language of whoever is answered, where it is not what their browser asks for.
    words: Option<Words>,
}

/// What a person can mend in a form: the field, and the key of the sentence.
#[derive(Clone, Debug)]
pub(crate) struct Complaint {
    /// The name of the input as the use case calls it; empty for the whole form.
    pub(crate) field: String,
    key: String,
    seconds: usize,
}

impl Complaint {
    /// The key of the sentence.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// The sentence.
    pub(crate) fn text(&self, words: Words) -> String {
        words.with(&self.key, &[("seconds", &self.seconds)])
    }
}

impl Problem {
    /// A problem that has a page of words, `error-<name>-title` and `error-<name>`.
    pub(crate) fn page(status: StatusCode, name: &str) -> Problem {
        let (key, title) = (format!("error-{name}"), Some(format!("error-{name}-title")));
        Problem {
            status,
            code: name.to_uppercase().replace('-', "_"),
            key,
            title,
            seconds: 0,
            incident: None,
            words: None,
        }
    }

    /// A problem whose sentence is `problem-<code>`.
    pub(crate) fn code(status: StatusCode, code: &str) -> Problem {
        Problem {
            status,
            code: code.to_owned(),
            key: key_of(code),
            title: None,
            seconds: 0,
            incident: None,
            words: None,
        }
    }

    /// There is nothing here, at least not for this visitor.
    pub(crate) fn not_found() -> Problem {
        Problem::page(StatusCode::NOT_FOUND, "not-found")
    }

    /// A fault of ours.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Problem {
        let incident = Uuid::now_v7().simple().to_string();
        tracing::error!(incident, "a request failed: {error}");
        let problem = Problem::page(StatusCode::INTERNAL_SERVER_ERROR, "internal");
        Problem {
            incident: Some(incident),
            ..problem
        }
    }

    /// A recipient is answered in the language of their page.
    pub(crate) fn said_in(self, words: Words) -> Problem {
        Problem {
            words: Some(words),
            ..self
        }
    }
}

/// The sentence of a code: `WRONG_PASSWORD` is `problem-wrong-password`.
pub(crate) fn key_of(code: &str) -> String {
    format!("problem-{}", code.to_lowercase().replace('_', "-"))
}

/// What keeps a draft back, in a sentence; of a formula also why.
pub(crate) fn draft_problem(words: Words, problem: &DraftProblem) -> String {
    let said = words.text(&key_of(problem.code()));
    match problem {
        DraftProblem::FieldFault {
            fault: FieldFault::Formula { fault },
            ..
        } => format!("{said} {}", formula_fault(words, fault)),
        _ => said,
    }
}

fn formula_fault(words: Words, fault: &FormulaFault) -> String {
    let named = |key: &str, name: &String| words.with(key, &[("name", name)]);
    match fault {
        FormulaFault::DivisionByZero => words.text("problem-fault-division-by-zero"),
        FormulaFault::EndsEarly => words.text("problem-fault-ends-early"),
        FormulaFault::FilledLater { name } => named("problem-fault-filled-later", name),
        FormulaFault::NotANumber { name } => named("problem-fault-not-a-number", name),
        FormulaFault::TooLarge => words.text("problem-fault-too-large"),
        FormulaFault::TooLong => words.text("problem-fault-too-long"),
        FormulaFault::Unexpected { at, found } => {
            words.with("problem-fault-unexpected", &[("at", at), ("found", found)])
        }
        FormulaFault::UnknownFunction { name } => named("problem-fault-unknown-function", name),
        FormulaFault::UnknownName { name } => named("problem-fault-unknown-name", name),
        FormulaFault::WrongArguments => words.text("problem-fault-wrong-arguments"),
    }
}

/// A document's wrong password is said otherwise than a person's.
pub(crate) fn document_key(code: &str) -> String {
    if code == "WRONG_PASSWORD" {
        "problem-document-wrong-password".to_owned()
    } else {
        key_of(code)
    }
}

impl From<app::Error> for Problem {
    fn from(error: app::Error) -> Problem {
        match &error {
            app::Error::Refused(refusal) => Problem::code(StatusCode::CONFLICT, refusal.code()),
            app::Error::BadInput { code, .. } => Problem::code(StatusCode::UNPROCESSABLE_ENTITY, code),
            app::Error::Setting(fault) => Problem::code(StatusCode::UNPROCESSABLE_ENTITY, fault.code),
            app::Error::Document(refusal) => {
                let problem = Problem::code(StatusCode::UNPROCESSABLE_ENTITY, &refusal.code);
                Problem {
                    key: document_key(&refusal.code),
                    ..problem
                }
            }
            app::Error::NotFound => Problem::not_found(),
            app::Error::Forbidden => Problem::page(StatusCode::FORBIDDEN, "forbidden"),
            app::Error::Unauthenticated => Problem::code(StatusCode::UNAUTHORIZED, "SIGN_IN"),
            app::Error::TooManyTries { wait } => Problem {
                key: "account-slow".to_owned(),
                seconds: usize::try_from(*wait).unwrap_or(usize::MAX),
                ..Problem::code(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_TRIES")
            },
            app::Error::Seal(refusal) => Problem::code(StatusCode::CONFLICT, seal_code(refusal)),
            app::Error::Outside(OutsideError::Unavailable(_) | OutsideError::Uncertain(_)) => {
                tracing::warn!("an outside party did not answer: {error}");
                Problem::code(StatusCode::SERVICE_UNAVAILABLE, "OUTSIDE")
            }
            _ => Problem::internal(&error),
        }
    }
}

fn seal_code(refusal: &domain::seal::SealRefusal) -> &'static str {
    use domain::seal::SealRefusal;
    match refusal {
        SealRefusal::NoBinding => "NO_BINDING",
        SealRefusal::NoMandate => "NO_MANDATE",
        SealRefusal::NoFreshFactor => "NO_FRESH_FACTOR",
        SealRefusal::RateExceeded => "RATE_EXCEEDED",
        SealRefusal::UserInactive => "USER_INACTIVE",
    }
}

/// What of an error a person can mend in the form; the rest is a [`Problem`].
pub(crate) fn complaint(error: app::Error) -> Result<Complaint, Problem> {
    let about = |field: &str, key: String| Complaint {
        field: field.to_owned(),
        key,
        seconds: 0,
    };
    match &error {
        app::Error::BadInput { field, code } => Ok(about(field, input_key(field, code))),
        app::Error::Refused(refusal) => Ok(about("", key_of(refusal.code()))),
        app::Error::Setting(fault) => Ok(about(&fault.setting, key_of(fault.code))),
        app::Error::Document(refusal) => Ok(about("file", document_key(&refusal.code))),
        app::Error::Seal(refusal) => Ok(about("", key_of(seal_code(refusal)))),
        app::Error::TooManyTries { wait } => Ok(Complaint {
            field: String::new(),
            key: "account-slow".to_owned(),
            seconds: usize::try_from(*wait).unwrap_or(usize::MAX),
        }),
        _ => Err(error.into()),
    }
}

/// The sentence about an input of a form.
pub(crate) fn input_key(field: &str, code: &str) -> String {
    if code == "REQUIRED" {
        required_key(field)
    } else {
        key_of(code)
    }
}

/// What an empty field asks for; the general word where there is none of its own.
fn required_key(field: &str) -> String {
    match field {
        "name" => "account-name-missing".to_owned(),
        "organisation" => "account-organisation-missing".to_owned(),
        "purpose" => "problem-required-purpose".to_owned(),
        _ => "problem-required".to_owned(),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every refused request its page or its JSON. Operations of the API speak for themselves, except where they were not reached.
pub(crate) async fn finish(State(web): State<Shared>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let path = request
        .uri()
        .path_and_query()
        .map(|path| path.as_str().to_owned())
        .unwrap_or_default();
    let response = next.run(request).await;
    let Some(problem) = problem_of(&response) else {
        return response;
    };
    let words = problem
        .words
        .unwrap_or_else(|| Words::of(visitor::language(&headers)));
    let mut shown = present(&web, &headers, words, &path, &problem);
    for (name, value) in response.headers() {
        if *name == header::SET_COOKIE || *name == header::RETRY_AFTER || *name == header::ALLOW {
            shown.headers_mut().append(name, value.clone());
        }
    }
    shown
}

/// Problems are marked by their handlers; refusals of the framework (no such route, a broken form, too large) are not.
fn problem_of(response: &Response) -> Option<Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let content = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if !content.is_none_or(|kind| kind.starts_with("text/plain")) {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Problem::not_found()),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::page(StatusCode::PAYLOAD_TOO_LARGE, "too-large")),
        StatusCode::SERVICE_UNAVAILABLE => {
            Some(Problem::page(StatusCode::SERVICE_UNAVAILABLE, "unavailable"))
        }
        status if status.is_server_error() => Some(Problem::internal(&status)),
        status if status.is_client_error() => Some(Problem::page(status, "bad-request")),
        _ => None,
    }
}

fn present(web: &Shared, headers: &HeaderMap, words: Words, path: &str, problem: &Problem) -> Response {
    if path.starts_with("/api/") {
        return ApiError::unreached(problem.status, problem.incident.as_deref()).into_response();
    }
    let limit = words.bytes(web.app.config.max_upload);
    let text = words.with(&problem.key, &[("seconds", &problem.seconds), ("limit", &limit)]);
    if wants_json(headers) || path.starts_with("/ui/") {
        let mut body = serde_json::json!({ "code": problem.code, "message": text });
        if let (Some(incident), Some(body)) = (&problem.incident, body.as_object_mut()) {
            body.insert("incident".to_owned(), incident.clone().into());
        }
        return (problem.status, Json(body)).into_response();
    }
    if problem.status == StatusCode::UNAUTHORIZED {
        return Redirect::to("/sign-in").into_response();
    }
    let title = problem
        .title
        .clone()
        .unwrap_or_else(|| "error-conflict-title".to_owned());
    let page = Message {
        words,
        shell: Shell::visitor(words, Theme::of(headers), "/"),
        icon: if problem.status.is_server_error() {
            "triangle-alert"
        } else {
            "circle-alert"
        },
        tone: if problem.status.is_server_error() {
            "bad"
        } else {
            "wait"
        },
        title: words.text(&title),
        text,
        incident: problem.incident.clone().unwrap_or_default(),
        way: Some((words.text("error-home"), "/".to_owned())),
    };
    match page.render() {
        Ok(html) => (problem.status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of an error could not be written");
            problem.status.into_response()
        }
    }
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}
