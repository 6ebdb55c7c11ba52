//! An agreement's page and what its owner does there: remind, extend, cancel, copy, delete, try again, sign.

use super::agreement_page::{PageWriter, reading};
use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::visitor::{User, redirect_saying};
use app::agreements::AgreementView;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use domain::agreement::{Actor, Recorded, Status};
use domain::contact::Email;
use domain::identity::SigningPassword;
use domain::ids::{AgreementId, ParticipantId, UserId};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/agreements/{id}", get(show))
        .route("/agreements/{id}/bin", post(bin))
        .route("/agreements/{id}/cancel", post(cancel))
        .route("/agreements/{id}/copy", post(copy))
        .route("/agreements/{id}/delete", post(delete))
        .route("/agreements/{id}/pulse", get(pulse))
        .route("/agreements/{id}/hide", post(hide))
        .route("/agreements/{id}/note", post(note))
        .route("/agreements/{id}/noted", post(noted))
        .route("/agreements/{id}/people/{person}/extend", post(extend))
        .route("/agreements/{id}/people/{person}/password", post(password))
        .route("/agreements/{id}/people/{person}/remind", post(remind_one))
        .route("/agreements/{id}/remind", post(remind))
        .route("/agreements/{id}/restore", post(restore))
        .route("/agreements/{id}/retry", post(retry))
        .route("/agreements/{id}/share", post(share))
        .route("/agreements/{id}/readers/{share}/remove", post(unshare))
        .route("/agreements/{id}/show", post(show_again))
        .route("/agreements/{id}/sign", get(sign))
        .route("/agreements/{id}/withdraw", post(withdraw))
}

/// An id in an address; what cannot be one is not found.
pub(super) fn agreement_id(text: &str) -> Result<AgreementId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

pub(super) fn participant_id(text: &str) -> Result<ParticipantId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// The page of whoever manages it; whom it is shared with reads how it stands.
async fn show(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    match web.app.view(&user.caller, id).await {
        Ok(view) if view.agreement.template.is_some() && view.agreement.binned_at.is_none() => {
            Ok(Redirect::to(&format!("/templates/{id}/use")).into_response())
        }
        Ok(view) => managed(&web, &user, &view, None).await,
        Err(app::Error::NotFound) => {
            let agreement = web.app.readable(&user.caller, id).await?;
            page(&reading(&user, &agreement, web.app.ports.clock.now()))
        }
        Err(error) => Err(error.into()),
    }
}

async fn managed(
    web: &Shared,
    user: &User,
    view: &AgreementView,
    refused_reader: Option<(String, String, String)>,
) -> Answer {
    page(
        &PageWriter {
            view,
            user,
            now: web.app.ports.clock.now(),
            names: names(web, &view.history).await?,
            verify_code: web.app.verify_code(&view.agreement).map(|code| code.to_string()),
            public_url: &web.app.config.public_url,
            note: web.app.note(&user.caller, &view.agreement).await?,
            hidden: web.app.is_hidden(&user.caller, &view.agreement).await?,
            refused_reader,
        }
        .page(),
    )
}

/// For the page that goes on by itself.
async fn pulse(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let pulse = web.app.agreement_pulse(&user.caller, agreement_id(&id)?).await?;
    Ok(Json(json!({ "pulse": pulse })).into_response())
}

/// The names of the users who did something; the audit keeps only their ids.
pub(super) async fn names(web: &Shared, history: &[Recorded]) -> Result<BTreeMap<UserId, String>, Problem> {
    let users: BTreeSet<UserId> = history
        .iter()
        .filter_map(|recorded| match &recorded.actor {
            Actor::User { id, .. } => Some(*id),
            _ => None,
        })
        .collect();
    let mut names = BTreeMap::new();
    for id in users {
        let user = web
            .app
            .store
            .user(&id.to_string())
            .await
            .map_err(app::Error::from)?;
        names.extend(user.map(|user| (id, user.name)));
    }
    Ok(names)
}

/// Back to the page, saying what was done, or why it was not.
fn answer<T>(
    web: &Shared,
    path: &str,
    done: app::Result<T>,
    key: &str,
    arguments: &[(&str, &str)],
) -> Answer {
    match done {
        Ok(_) => Ok(redirect_saying(web, path, key, arguments)),
        Err(error) => Ok(refused(web, path, error)?),
    }
}

fn refused(web: &Shared, path: &str, error: app::Error) -> Result<Response, Problem> {
    let complaint = complaint(error)?;
    Ok(redirect_saying(web, path, complaint.key(), &[]))
}

fn path_of(id: AgreementId) -> String {
    format!("/agreements/{id}")
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reason {
    text: String,
}

async fn cancel(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Answer {
    let id = agreement_id(&id)?;
    let done = web.app.cancel(&user.caller, id, form.text.trim(), None).await;
    answer(&web, &path_of(id), done, "agreement-done-cancelled", &[])
}

async fn copy(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    match web.app.copy_as_new(&user.caller, id).await {
        Ok(draft) => Ok(redirect_saying(
            &web,
            &format!("{}/edit", path_of(draft.id)),
            "agreement-done-copied",
            &[],
        )),
        Err(error) => refused(&web, &path_of(id), error),
    }
}

async fn withdraw(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Answer {
    let id = agreement_id(&id)?;
    match web
        .app
        .withdraw_and_edit(&user.caller, id, form.text.trim())
        .await
    {
        Ok(draft) => Ok(redirect_saying(
            &web,
            &format!("{}/edit", path_of(draft.id)),
            "agreement-done-withdrawn",
            &[],
        )),
        Err(error) => refused(&web, &path_of(id), error),
    }
}

async fn bin(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    let done = web.app.bin(&user.caller, id).await;
    let path = match &done {
        Ok(agreement) if agreement.template.is_some() => "/templates",
        Ok(agreement) if agreement.status == Status::Draft => "/agreements?view=drafts",
        Ok(_) => "/agreements",
        Err(_) => &path_of(id),
    };
    let said = [("id", &*id.to_string())];
    answer(&web, path, done, "agreement-done-binned", &said)
}

async fn restore(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    let done = web.app.restore(&user.caller, id).await;
    let path = match &done {
        Ok(agreement) if agreement.template.is_some() => "/templates",
        _ => &path_of(id),
    };
    answer(&web, path, done, "agreement-done-restored", &[])
}

async fn delete(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    match web.app.delete_draft(&user.caller, id).await {
        Ok(_) => Ok(redirect_saying(
            &web,
            "/agreements?view=bin",
            "agreement-done-deleted",
            &[],
        )),
        Err(error) => refused(&web, &path_of(id), error),
    }
}

#[derive(Deserialize)]
struct Days {
    days: String,
}

async fn extend(
    State(web): State<Shared>,
    user: User,
    Path((id, person)): Path<(String, String)>,
    Form(form): Form<Days>,
) -> Answer {
    let (id, person) = (agreement_id(&id)?, participant_id(&person)?);
    // What is no number is out of range, and the use case says so.
    let days = form.days.trim().parse().unwrap_or(0);
    let done = web.app.extend_link(&user.caller, id, person, days).await;
    let until = done
        .as_ref()
        .ok()
        .and_then(|agreement| agreement.member(person)?.link_expires_at);
    let until = until.map(|at| user.when(at)).unwrap_or_default();
    answer(
        &web,
        &path_of(id),
        done,
        "agreement-done-extended",
        &[("date", &until)],
    )
}

#[derive(Deserialize)]
struct NewPassword {
    password: String,
    again: String,
}

/// Another signing password for somebody who has still to act; it is told to nobody by us.
async fn password(
    State(web): State<Shared>,
    user: User,
    Path((id, person)): Path<(String, String)>,
    Form(form): Form<NewPassword>,
) -> Answer {
    let (id, person) = (agreement_id(&id)?, participant_id(&person)?);
    let done = match SigningPassword::new(&form.password, Some(&form.again)) {
        Ok(password) => {
            web.app
                .set_signing_password(&user.caller, id, person, &password)
                .await
        }
        Err(fault) => Err(app::Error::BadInput {
            field: "password",
            code: fault.code(),
        }),
    };
    answer(&web, &path_of(id), done, "agreement-done-password", &[])
}

async fn remind(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    let done = web.app.remind(&user.caller, id, BTreeSet::new()).await;
    answer(&web, &path_of(id), done, "agreement-done-reminded", &[])
}

async fn remind_one(
    State(web): State<Shared>,
    user: User,
    Path((id, person)): Path<(String, String)>,
) -> Answer {
    let (id, person) = (agreement_id(&id)?, participant_id(&person)?);
    let done = web.app.remind(&user.caller, id, BTreeSet::from([person])).await;
    answer(&web, &path_of(id), done, "agreement-done-resent", &[])
}

async fn retry(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    let done = web.app.retry_jobs(&user.caller, id).await;
    answer(&web, &path_of(id), done, "agreement-done-retried", &[])
}

async fn noted(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    let done = web.app.take_note(&user.caller, id).await;
    answer(&web, &path_of(id), done, "agreement-done-noted", &[])
}

async fn hide(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    hidden(&web, &user, &id, true, "agreement-done-hidden").await
}

async fn show_again(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    hidden(&web, &user, &id, false, "agreement-done-shown").await
}

async fn hidden(web: &Shared, user: &User, id: &str, hidden: bool, key: &str) -> Answer {
    let agreement = web.app.owned(&user.caller, agreement_id(id)?).await?;
    let done = web.app.hide(&user.caller, &agreement, hidden).await;
    answer(web, &path_of(agreement.id), done, key, &[])
}

async fn note(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Answer {
    let agreement = web.app.owned(&user.caller, agreement_id(&id)?).await?;
    let done = web.app.keep_note(&user.caller, &agreement, &form.text).await;
    answer(&web, &path_of(agreement.id), done, "agreement-done-note", &[])
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reader {
    email: String,
    text: String,
}

/// Lets somebody read it, by a link of their own.
async fn share(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Form(form): Form<Reader>,
) -> Answer {
    let id = agreement_id(&id)?;
    let done = match Email::parse(form.email.trim()) {
        Some(email) => {
            let with = [(email, form.text.clone())];
            web.app.share(&user.caller, id, &with).await.map(drop)
        }
        None => Err(app::Error::BadInput {
            field: "email",
            code: "BAD_EMAIL",
        }),
    };
    let Err(error) = done else {
        return Ok(redirect_saying(&web, &path_of(id), "agreement-done-shared", &[]));
    };
    let view = web.app.view(&user.caller, id).await?;
    // Asked again with what was typed: nothing of it is lost for a wrong letter.
    let why = complaint(error)?.text(user.words);
    let shown = managed(&web, &user, &view, Some((form.email, form.text, why))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

/// Takes back what somebody may read.
async fn unshare(State(web): State<Shared>, user: User, Path((id, share)): Path<(String, String)>) -> Answer {
    let id = agreement_id(&id)?;
    let share = participant_id(&share)?;
    let done = web.app.unshare(&user.caller, id, share).await;
    answer(&web, &path_of(id), done, "agreement-done-unshared", &[])
}

/// To the same place that the mail's link opens.
async fn sign(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let link = web.app.my_signing_link(&user.caller, agreement_id(&id)?).await?;
    let path = link.strip_prefix(&web.app.config.public_url).unwrap_or(&link);
    Ok(Redirect::to(path).into_response())
}
