//! Errors as v6 answers them: `{code, message}`, in English, with v6's own codes where it has one.

use super::form_fields::name_of;
use super::json;
use crate::error::{document_key, draft_problem, input_key, key_of};
use crate::language::Words;
use app::Error;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use domain::agreement::Agreement;
use domain::language::Language;
use domain::refusal::{DraftProblem, TextKind};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What every error answers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// Stable; programs decide by it.
    code: String,
    /// For people.
    message: String,
    /// Own addition `x-podpis`: what keeps a draft from being sent, each with its code and, where it has one, its participant, or its field
    /// and what `formFields` calls it (`fieldName`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    problems: Vec<NamedProblem>,
}

/// A problem of a draft, with the name that programs know its field by.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct NamedProblem {
    #[serde(flatten)]
    problem: DraftProblem,
    #[serde(skip_serializing_if = "Option::is_none")]
    field_name: Option<String>,
    /// Whom it is about; the identity of a set that was never kept tells programs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    member_email: Option<String>,
}

impl NamedProblem {
    fn sentence(&self, words: Words) -> String {
        let said = draft_problem(words, &self.problem);
        match &self.field_name {
            Some(name) => format!("The field “{name}”: {said}"),
            None => match &self.member_email {
                Some(email) => format!("{email}: {said}"),
                None => said,
            },
        }
    }
}

/// An error with its status.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    body: ErrorBody,
    /// Seconds to wait.
    retry_after: Option<u32>,
}

/// An operation's answer.
pub(crate) type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> ApiError {
        ApiError {
            status,
            body: ErrorBody {
                code: code.to_owned(),
                message: message.into(),
                problems: Vec::new(),
            },
            retry_after: None,
        }
    }

    /// Why this draft is not sent: a problem of a field is said with the field's name, its identity tells programs nothing.
    pub(crate) fn of_draft(error: Error, draft: &Agreement) -> ApiError {
        match &error {
            Error::Refused(Refusal::NotReady { problems }) => ApiError::not_ready(problems, Some(draft)),
            _ => error.into(),
        }
    }

    /// A draft that cannot be sent, said in a sentence for each problem.
    fn not_ready(problems: &[DraftProblem], draft: Option<&Agreement>) -> ApiError {
        let words = Words::of(Language::English);
        let name = |problem: &DraftProblem| {
            let id = problem.field()?;
            let mut fields = draft?.fields.iter();
            fields.find(|field| field.id == id).map(name_of)
        };
        let email = |problem: &DraftProblem| {
            let DraftProblem::MethodNotAllowed { participant, .. } = problem else {
                return None;
            };
            let set = draft?.sets.iter().find(|set| set.id == *participant)?;
            Some(set.members.first()?.person.value.email.to_string())
        };
        let named = problems.iter().map(|problem| NamedProblem {
            problem: problem.clone(),
            field_name: name(problem),
            member_email: email(problem),
        });
        let named: Vec<NamedProblem> = named.collect();
        let mut sentences: Vec<String> = Vec::new();
        for sentence in named.iter().map(|problem| problem.sentence(words)) {
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        let message = format!("The agreement cannot be sent. {}", sentences.join(" "));
        // A method that may not be chosen is what an integration must know by its code.
        let method = problems.iter().find_map(|problem| match problem {
            DraftProblem::MethodNotAllowed { fault, .. } => Some(fault.code()),
            _ => None,
        });
        let mut error = ApiError::bad(method.unwrap_or("INVALID_ARGUMENTS"), message);
        error.body.problems = named;
        error
    }

    pub(crate) fn bad(code: &str, message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn no_key() -> ApiError {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "NO_AUTHORIZATION_HEADER",
            "Authorization header not provided",
        )
    }

    pub(crate) fn invalid_key() -> ApiError {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "INVALID_ACCESS_TOKEN",
            "Access token provided is invalid or has expired",
        )
    }

    pub(crate) fn permission_denied(scope: &str) -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "PERMISSION_DENIED",
            format!("The key does not carry the scope {scope}"),
        )
    }

    /// What the server says when no operation has: no such address or method, too many requests, a fault.
    pub(crate) fn unreached(status: StatusCode, incident: Option<&str>) -> ApiError {
        let (code, message) = match status {
            StatusCode::NOT_FOUND => ("NOT_FOUND", "There is no such operation"),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("METHOD_NOT_ALLOWED", "The operation does not take this method")
            }
            StatusCode::TOO_MANY_REQUESTS => (
                "THROTTLING_TOO_MANY_REQUESTS",
                "Too many requests; see Retry-After",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => ("TOO_LARGE", "The request is too large"),
            status if status.is_server_error() => ("MISC_SERVER_ERROR", "The request failed"),
            _ => ("INVALID_REQUEST", "The request could not be read"),
        };
        let message = incident.map_or_else(|| message.to_owned(), |incident| format!("Incident {incident}"));
        ApiError::new(status, code, message)
    }

    pub(crate) fn no_agreement() -> ApiError {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "INVALID_AGREEMENT_ID",
            "The agreement ID specified is invalid",
        )
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> ApiError {
        let text = error.to_string();
        match &error {
            Error::NotFound => ApiError::no_agreement(),
            Error::Refused(Refusal::NotReady { problems }) => ApiError::not_ready(problems, None),
            Error::Refused(refusal @ Refusal::BadText { what }) => ApiError::bad(
                refusal.code(),
                format!("{} is empty or too long", text_name(*what)),
            ),
            Error::Refused(Refusal::AgreementEnded | Refusal::NotNow | Refusal::DraftChanged) => {
                ApiError::new(StatusCode::CONFLICT, "AGREEMENT_STATE_CONFLICT", text)
            }
            Error::TooManyTries { wait } => {
                let error = ApiError::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "THROTTLING_TOO_MANY_REQUESTS",
                    text,
                );
                ApiError {
                    retry_after: Some(*wait),
                    ..error
                }
            }
            Error::Refused(refusal) => ApiError::bad(refusal.code(), text),
            Error::BadInput { field, code } => {
                let sentence = english(&input_key(field, code)).unwrap_or_else(|| (*code).to_owned());
                ApiError::bad(code, format!("{}: {sentence}", input_name(field)))
            }
            Error::Setting(fault) => {
                let sentence = english(&key_of(fault.code)).unwrap_or_else(|| fault.code.to_owned());
                ApiError::bad(fault.code, format!("{}: {sentence}", fault.setting))
            }
            Error::Document(refusal) => {
                let sentence = english(&document_key(&refusal.code)).unwrap_or(text);
                let status = match refusal.code.as_str() {
                    "TOO_LARGE" => StatusCode::PAYLOAD_TOO_LARGE,
                    _ => StatusCode::BAD_REQUEST,
                };
                ApiError::new(status, &refusal.code, sentence)
            }
            Error::Forbidden => ApiError::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", text),
            Error::Unauthenticated => ApiError::invalid_key(),
            _ => {
                let incident = Uuid::now_v7();
                tracing::error!(%incident, %error, "an operation failed");
                ApiError::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "MISC_SERVER_ERROR",
                    format!("Incident {incident}"),
                )
            }
        }
    }
}

/// The sentence that people read for it, in English as all of the API, where there is one that needs no more than its key.
fn english(key: &str) -> Option<String> {
    let words = Words::of(Language::English);
    let said = words.has(key).then(|| words.text(key))?;
    (!said.contains('{')).then_some(said)
}

/// What the API calls an input of a use case.
fn input_name(field: &str) -> String {
    let mut name = String::new();
    for (index, part) in field.split('_').enumerate() {
        let (first, rest) = part.split_at(part.len().min(1));
        match index {
            0 => name.push_str(part),
            _ => name.extend([first.to_uppercase().as_str(), rest]),
        }
    }
    name
}

/// What the API calls a text of an agreement.
fn text_name(what: TextKind) -> &'static str {
    match what {
        TextKind::Name => "name",
        TextKind::Subject => "subject",
        TextKind::Message => "message",
        TextKind::PersonName => "the name of a participant",
        TextKind::Reason => "comment",
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> ApiError {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return ApiError::unreached(StatusCode::PAYLOAD_TOO_LARGE, None);
        }
        let (code, message) = json::complaint(&rejection);
        ApiError::bad(code, message)
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> ApiError {
        ApiError::bad("INVALID_ARGUMENTS", rejection.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> ApiError {
        ApiError::no_agreement()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut answer = (self.status, Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            answer.headers_mut().insert("retry-after", seconds.into());
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_draft_lacks_is_a_sentence_and_a_list_of_codes() {
        let twice = [
            DraftProblem::NoSigner,
            DraftProblem::NoSigner,
            DraftProblem::NoDocument,
        ];
        let error = ApiError::from(Error::Refused(Refusal::NotReady {
            problems: twice.to_vec(),
        }));
        assert!(!error.body.message.contains('{'), "{}", error.body.message);
        assert_eq!(
            error.body.message.matches("sign").count(),
            1,
            "{}",
            error.body.message
        );
        let body = serde_json::to_value(&error.body).unwrap();
        assert_eq!(body["problems"][2]["code"], "NO_DOCUMENT");
        let plain = serde_json::to_value(ApiError::no_key().body).unwrap();
        assert_eq!(plain.get("problems"), None);
    }

    #[test]
    fn an_input_is_named_as_the_api_names_it_and_said_in_a_sentence() {
        let error = ApiError::from(Error::BadInput {
            field: "link_days",
            code: "OUT_OF_RANGE",
        });
        assert_eq!(error.body.code, "OUT_OF_RANGE");
        assert_eq!(
            error.body.message,
            "linkDays: This number is too small or too large."
        );
        let error = ApiError::from(Error::Refused(Refusal::BadText {
            what: TextKind::PersonName,
        }));
        assert!(!error.body.message.contains('_'), "{}", error.body.message);
    }

    #[test]
    fn a_fault_names_its_incident_and_nothing_else() {
        let fault = ApiError::unreached(StatusCode::INTERNAL_SERVER_ERROR, Some("0190"));
        assert_eq!(
            (fault.body.code.as_str(), fault.body.message.as_str()),
            ("MISC_SERVER_ERROR", "Incident 0190")
        );
        let crowd = ApiError::unreached(StatusCode::TOO_MANY_REQUESTS, None);
        assert_eq!(crowd.body.code, "THROTTLING_TOO_MANY_REQUESTS");
        let unavailable = ApiError::unreached(StatusCode::SERVICE_UNAVAILABLE, None);
        assert_eq!(
            (unavailable.status, unavailable.body.code.as_str()),
            (StatusCode::SERVICE_UNAVAILABLE, "MISC_SERVER_ERROR")
        );
    }
}
