//! The recipient's pages at `/s/{token}`: where the visit stands, and one use case per step.
//!
//! A GET changes nothing but the visit itself: a code leaves only on a POST, and that the document was seen is said by its page
//! (decision 25).

mod account_login;
mod recipient;
mod state;
mod values;
mod views;

use super::agreements::read_files;
use super::documents::{image, picture_index};
use super::{Answer, file, page};
use crate::Shared;
use crate::error::Problem;
use crate::pages::sign::document::consent_sha256;
use crate::pages::sign::gate::Challenge;
use crate::visitor::User;
use app::Error;
use app::ceremony::{Signing, Stage};
use app::seals::SealDelay;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Form, Json, Router};
use domain::Refusal;
use domain::fields::{FieldValue, Filled};
use domain::identity::{CodeChannel, MethodKind};
use domain::ids::FieldId;
use domain::language::Language;
use domain::refusal::FieldComplaint;
use recipient::Recipient;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use values::{Act, Typed};

/// Twenty thousand points of a drawn signature.
const MAX_ACT: usize = 2 << 20;

pub(super) fn router(max_upload: u64) -> Router<Shared> {
    let most = usize::try_from(max_upload)
        .unwrap_or(usize::MAX)
        .saturating_add(64 << 10);
    Router::new()
        .route("/s/{token}", get(show))
        .route("/s/{token}/code", post(send_code))
        .route("/s/{token}/verify", post(verify))
        .route("/s/{token}/password", post(password))
        .route("/s/{token}/account", post(account_login::answer))
        .route("/s/{token}/pin", post(pin))
        .route("/s/{token}/opened", post(opened))
        .route("/s/{token}/consent", post(consent))
        .route(
            "/s/{token}/values",
            put(keep).layer(DefaultBodyLimit::max(MAX_ACT)),
        )
        .route(
            "/s/{token}/files/{field}",
            post(attach).delete(detach).layer(DefaultBodyLimit::max(most)),
        )
        .route(
            "/s/{token}/sign",
            post(sign).layer(DefaultBodyLimit::max(MAX_ACT)),
        )
        .route("/s/{token}/decline", post(decline))
        .route("/s/{token}/paper", get(ask_paper).post(withdraw))
        .route("/s/{token}/not-me", get(ask_not_me).post(not_me))
        .route("/s/{token}/extension", post(extension))
        .route("/s/{token}/state", get(state))
        .route("/s/{token}/pages/{page}", get(picture))
        .route("/s/{token}/document.pdf", get(document))
        .route("/s/{token}/report.pdf", get(report))
}

/// The page of the stage at which the visit is.
async fn show(
    State(web): State<Shared>,
    mut visitor: Recipient,
    user: Option<User>,
    headers: HeaderMap,
) -> Answer {
    if let Some(user) = &user {
        visitor.signed_in(user);
    }
    if account_login::session_is_enough(&web, &visitor, &headers).await? {
        return Ok(visitor.back());
    }
    let shown = match &visitor.visit.stage {
        Stage::Challenge {
            asked: MethodKind::Password,
            ..
        } => page(&views::password(&visitor, None)?)?,
        Stage::Challenge {
            asked: MethodKind::Pin,
            ..
        } => page(&views::pin(&visitor, None)?)?,
        Stage::Challenge {
            asked: MethodKind::Account,
            ..
        } => page(&account_login::challenge(&visitor, user.as_ref(), None)?)?,
        Stage::Challenge { .. } => page(&challenge(&web, &visitor, None)?)?,
        Stage::Document => {
            let kept = web
                .app
                .kept_values(&visitor.visit)
                .await
                .map_err(|error| visitor.says(error))?;
            let filled = filled(&web, &visitor, &kept).await?;
            let now = web.app.ports.clock.now();
            page(&views::document(&visitor, kept, &filled, (&web.app, now))?)?
        }
        Stage::Sealing | Stage::NotYet => page(&views::waiting(&visitor, delay(&web, &visitor).await?)?)?,
        Stage::WaitingForOthers | Stage::Completed => {
            page(&views::done(&visitor, delay(&web, &visitor).await?)?)?
        }
        _ => page(&views::ended(&visitor)?)?,
    };
    Ok(visitor.with_cookie(shown))
}

fn challenge(web: &Shared, visitor: &Recipient, complaint: Option<&str>) -> Result<Challenge, Problem> {
    let ports = &web.app.ports;
    views::challenge(visitor, ports.clock.now(), ports.voice.is_some(), complaint)
}

/// How the code is to come; forms that do not ask say nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Channel {
    channel: CodeChannel,
}

/// "Send code", "Call me". Too soon is said on the page; any other refusal shows where the visit stands now.
async fn send_code(State(web): State<Shared>, visitor: Recipient, Form(form): Form<Channel>) -> Answer {
    match web.app.request_code(&visitor.visit, form.channel).await {
        Err(Error::Refused(Refusal::TooManyCodes { wait })) => {
            let mut challenge = challenge(&web, &visitor, None)?;
            challenge.wait = Some(views::wait(visitor.words, wait));
            Ok(visitor.with_cookie((StatusCode::TOO_MANY_REQUESTS, page(&challenge)?).into_response()))
        }
        Ok(_) | Err(Error::Refused(_)) => Ok(visitor.back()),
        Err(error) => Err(visitor.says(error)),
    }
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// A wrong code is said with the attempts that are left, and what is none without counting it; after the last one the agreement has ended, which its page says.
async fn verify(State(web): State<Shared>, visitor: Recipient, Form(form): Form<Code>) -> Answer {
    let (complaint, left) = if form.code.trim().is_empty() {
        ("sign-code-empty", None)
    } else {
        match web.app.answer_code(&visitor.visit, &form.code).await {
            Err(Error::BadInput { .. }) => ("sign-code-malformed", None),
            Err(Error::Refused(Refusal::CodeWrong { left })) => {
                ("sign-code-wrong", usize::try_from(left).ok())
            }
            Err(Error::Refused(Refusal::CodeExpired)) => ("sign-code-expired", None),
            Err(Error::Refused(Refusal::CodeNotRequested)) => ("sign-code-none", None),
            Ok(_) | Err(Error::Refused(_)) => return Ok(visitor.back()),
            Err(error) => return Err(visitor.says(error)),
        }
    };
    let mut challenge = challenge(&web, &visitor, Some(complaint))?;
    challenge.attempts_left = left.or(challenge.attempts_left);
    Ok(visitor.with_cookie((StatusCode::UNPROCESSABLE_ENTITY, page(&challenge)?).into_response()))
}

#[derive(Deserialize)]
struct Password {
    password: String,
}

/// The same for a signing password.
async fn password(State(web): State<Shared>, visitor: Recipient, Form(form): Form<Password>) -> Answer {
    let answered = form.password.trim();
    let (complaint, left) = if answered.is_empty() {
        ("sign-password-empty", None)
    } else {
        match web.app.answer_password(&visitor.visit, answered).await {
            Err(Error::Refused(Refusal::PasswordWrong { left })) => {
                ("sign-password-wrong", usize::try_from(left).ok())
            }
            Ok(_) | Err(Error::Refused(_)) => return Ok(visitor.back()),
            Err(error) => return Err(visitor.says(error)),
        }
    };
    let mut asked = views::password(&visitor, Some(complaint))?;
    asked.attempts_left = left.or(asked.attempts_left);
    Ok(visitor.with_cookie((StatusCode::UNPROCESSABLE_ENTITY, page(&asked)?).into_response()))
}

#[derive(Deserialize)]
struct Pin {
    pin: String,
}

/// The same for a PIN.
async fn pin(State(web): State<Shared>, visitor: Recipient, Form(form): Form<Pin>) -> Answer {
    let (complaint, left) = if form.pin.trim().is_empty() {
        ("sign-pin-empty", None)
    } else {
        match web.app.answer_pin(&visitor.visit, &form.pin).await {
            Err(Error::BadInput {
                code: "PIN_NOT_SET", ..
            }) => ("sign-pin-none", None),
            Err(Error::BadInput { .. }) => ("sign-pin-malformed", None),
            Err(Error::Refused(Refusal::PinWrong { left })) => ("sign-pin-wrong", usize::try_from(left).ok()),
            Ok(_) | Err(Error::Refused(_)) => return Ok(visitor.back()),
            Err(error) => return Err(visitor.says(error)),
        }
    };
    if !matches!(&visitor.visit.stage, Stage::Challenge { asked, .. } if *asked == MethodKind::Pin) {
        return Ok(visitor.back());
    }
    let mut asked = views::pin(&visitor, Some(complaint))?;
    asked.attempts_left = left.or(asked.attempts_left);
    Ok(visitor.with_cookie((StatusCode::UNPROCESSABLE_ENTITY, page(&asked)?).into_response()))
}

async fn opened(State(web): State<Shared>, visitor: Recipient) -> Answer {
    web.app
        .viewed(&visitor.visit)
        .await
        .map_err(|error| visitor.says(error))?;
    Ok(Json(json!({})).into_response())
}

#[derive(Deserialize)]
struct Consent {
    version: String,
}

/// Consent holds for the words that were read: their hash says which, and in which language (C-40).
async fn consent(
    State(web): State<Shared>,
    visitor: Recipient,
    headers: HeaderMap,
    Form(form): Form<Consent>,
) -> Answer {
    let read = Language::ALL
        .into_iter()
        .find(|language| consent_sha256(*language) == form.version);
    let Some(language) = read else {
        return Err(Problem::code(StatusCode::CONFLICT, "CONSENT_CHANGED").said_in(visitor.words));
    };
    web.app
        .accept_consent(&visitor.visit, form.version, language)
        .await
        .map_err(|error| visitor.says(error))?;
    let script = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    Ok(if script {
        Json(json!({})).into_response()
    } else {
        visitor.back()
    })
}

async fn keep(State(web): State<Shared>, visitor: Recipient, Json(typed): Json<Typed>) -> Answer {
    let values = typed.values(&visitor.visit);
    web.app
        .keep_values(&visitor.visit, &values)
        .await
        .map_err(|error| visitor.says(error))?;
    let filled = filled(&web, &visitor, &values).await?;
    Ok(Json(state::of(&visitor, &filled)).into_response())
}

async fn filled(
    web: &Shared,
    visitor: &Recipient,
    values: &BTreeMap<FieldId, FieldValue>,
) -> Result<Filled, Problem> {
    let filled = web.app.filled(&visitor.visit, values).await;
    filled.map_err(|error| visitor.says(error))
}

/// Takes a file for a field. Nobody opens it.
async fn attach(
    State(web): State<Shared>,
    visitor: Recipient,
    Path((_, field)): Path<(String, String)>,
    form: Multipart,
) -> Answer {
    let field = field.parse().map_err(|_| Problem::not_found())?;
    let mut files = read_files(form, web.app.config.max_upload).await?;
    let file = files.pop().ok_or_else(Problem::not_found)?;
    let attached = web
        .app
        .attach(&visitor.visit, field, file)
        .await
        .map_err(|error| visitor.says(error))?;
    Ok(
        Json(json!({ "name": attached.name, "size": attached.size, "sha256": attached.sha256 }))
            .into_response(),
    )
}

async fn detach(
    State(web): State<Shared>,
    visitor: Recipient,
    Path((_, field)): Path<(String, String)>,
) -> Answer {
    let field = field.parse().map_err(|_| Problem::not_found())?;
    web.app
        .detach(&visitor.visit, field)
        .await
        .map_err(|error| visitor.says(error))?;
    Ok(Json(json!({})).into_response())
}

/// *Click to Sign*. What happens next is on the visit's page.
async fn sign(State(web): State<Shared>, visitor: Recipient, Json(act): Json<Act>) -> Answer {
    let signing = Signing {
        values: act.values(&visitor.visit),
        shown_revision: act.revision,
        password: act.password,
    };
    match web.app.sign(&visitor.visit, signing).await {
        Ok(_) => Ok(Json(json!({ "location": visitor.base })).into_response()),
        Err(Error::Refused(Refusal::FieldsIncomplete { problems })) => Ok(incomplete(&visitor, &problems)),
        Err(error) => Err(visitor.says(error)),
    }
}

/// Which fields do not fit, each with its sentence.
fn incomplete(visitor: &Recipient, problems: &[FieldComplaint]) -> Response {
    let problems = problems.iter().map(|one| (one.field, one.problem));
    let body = json!({
        "code": "FIELDS_INCOMPLETE",
        "message": visitor.words.text("problem-fields-incomplete"),
        "problems": state::problems(visitor, problems),
    });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
}

#[derive(Deserialize)]
struct Decline {
    reason: String,
}

async fn decline(State(web): State<Shared>, visitor: Recipient, Form(form): Form<Decline>) -> Answer {
    web.app
        .decline(&visitor.visit, &form.reason)
        .await
        .map_err(|error| visitor.says(error))?;
    Ok(visitor.back())
}

#[derive(Deserialize)]
struct Withdraw {
    wish: Wish,
    #[serde(default)]
    message: String,
}

/// What somebody wants instead of signing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wish {
    Paper,
    Withdraw,
}

/// Does not want to sign electronically (C-41): the owner is told, and the page says so.
async fn withdraw(State(web): State<Shared>, visitor: Recipient, Form(form): Form<Withdraw>) -> Answer {
    web.app
        .withdraw_consent(&visitor.visit, form.wish == Wish::Paper, &form.message)
        .await
        .map_err(|error| visitor.says(error))?;
    Ok(visitor.back())
}

/// The same question for whom the document is not open yet: it says nothing of it.
async fn ask_paper(visitor: Recipient) -> Answer {
    if !matches!(visitor.visit.stage, Stage::Challenge { .. }) || !views::may_refuse(&visitor)? {
        return Ok(visitor.back());
    }
    let asked = crate::pages::sign::gate::Paper {
        frame: visitor.frame(),
    };
    Ok(visitor.with_cookie(page(&asked)?))
}

#[derive(Deserialize)]
struct NotMe {
    #[serde(default)]
    comment: String,
}

/// Asks once more before the link is given up. It says nothing of the document and wants no proof: whom the link is not meant for has
/// none to give.
async fn ask_not_me(visitor: Recipient) -> Answer {
    if !matches!(visitor.visit.stage, Stage::Challenge { .. } | Stage::Document) {
        return Ok(visitor.back());
    }
    let asked = crate::pages::sign::gate::NotMe {
        frame: visitor.frame(),
    };
    Ok(visitor.with_cookie(page(&asked)?))
}

async fn not_me(State(web): State<Shared>, visitor: Recipient, Form(form): Form<NotMe>) -> Answer {
    match web.app.report_misdirected(&visitor.visit, &form.comment).await {
        Ok(_) | Err(Error::Refused(_)) => Ok(visitor.back()),
        Err(error) => Err(visitor.says(error)),
    }
}

/// Asks the owner for more time (M-82). Asking twice, or too late, shows where the visit stands.
async fn extension(State(web): State<Shared>, visitor: Recipient) -> Answer {
    match web.app.request_extension(&visitor.visit).await {
        Ok(_) | Err(Error::Refused(_)) => Ok(visitor.back()),
        Err(error) => Err(visitor.says(error)),
    }
}

async fn state(State(web): State<Shared>, visitor: Recipient) -> Answer {
    let delay = delay(&web, &visitor).await?;
    Ok(Json(json!({ "state": views::stage_name(&visitor.visit.stage, delay) })).into_response())
}

/// Why a seal that this visit waits for is late.
async fn delay(web: &Shared, visitor: &Recipient) -> Result<Option<SealDelay>, Problem> {
    if !matches!(visitor.visit.stage, Stage::Sealing | Stage::WaitingForOthers) {
        return Ok(None);
    }
    let delay = web.app.seal_delay(visitor.visit.agreement.id).await;
    delay.map_err(|error| visitor.says(error))
}

#[derive(Deserialize)]
struct Size {
    w: Option<u32>,
}

async fn picture(
    State(web): State<Shared>,
    visitor: Recipient,
    Path((_, name)): Path<(String, String)>,
    Query(size): Query<Size>,
) -> Answer {
    let index = picture_index(&name)?;
    let png = web
        .app
        .visit_page(&visitor.visit, index, size.w.unwrap_or(828))
        .await
        .map_err(|error| visitor.says(error))?;
    Ok(image(png))
}

/// Before signing to read it with one's own tools; afterwards to keep it (C-42).
async fn document(State(web): State<Shared>, visitor: Recipient) -> Answer {
    let found = web
        .app
        .visit_file(&visitor.visit)
        .await
        .map_err(|error| visitor.says(error))?;
    let mut response = file(&found.name, found.mime, found.bytes);
    if visitor.visit.stage == Stage::Document {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    }
    Ok(response)
}

async fn report(State(web): State<Shared>, visitor: Recipient) -> Answer {
    let found = web
        .app
        .party_report(&visitor.visit)
        .await
        .map_err(|error| visitor.says(error))?;
    Ok(file(&found.name, found.mime, found.bytes))
}
