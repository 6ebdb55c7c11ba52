//! Further operations on one agreement: its pages, a participant set, where the product shows it, changing a draft.

use super::agreements::{self, id};
use super::error::ErrorBody;
use super::members::{self, role_word};
use super::model::{AgreementCreationInfo, MemberInfo, ParticipantSetInfo, ParticipantSetView};
use super::users::{View, ViewInfo, wanted};
use super::{ApiError, ApiResult, Key, etag};
use crate::Shared;
use app::Caller;
use app::agreements::DraftEdit;
use app::people::Replacement;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::Refusal;
use domain::agreement::{Agreement, Member, ParticipantSet, Status};
use domain::ids::{AgreementId, ParticipantSetId};
use serde::Serialize;
use utoipa::ToSchema;

/// The pages of the one document.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CombinedDocumentPagesInfo {
    /// In order.
    document_pages_info: Vec<DocumentPageInfo>,
}

/// A page.
#[derive(Serialize, ToSchema)]
pub(super) struct DocumentPageInfo {
    /// Its number, from 1.
    index: usize,
    /// In points, as it is shown.
    width: f64,
    /// In points, as it is shown.
    height: f64,
    /// Always 0: sizes are those of the page as it is shown.
    rotation: f64,
}

/// The pages of the one document.
#[utoipa::path(get, path = "/agreements/{agreementId}/combinedDocument/pagesInfo", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = CombinedDocumentPagesInfo), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn pages_info(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let agreement = web.app.readable(key.with("agreement_read")?, id(path)?).await?;
    if let Some(same) = etag::unchanged(&headers, agreement.version) {
        return Ok(same);
    }
    let pages = agreement.pages.iter().enumerate();
    let info = pages.map(|(at, page)| DocumentPageInfo {
        index: at + 1,
        width: page.width,
        height: page.height,
        rotation: 0.0,
    });
    let info = CombinedDocumentPagesInfo {
        document_pages_info: info.collect(),
    };
    Ok(etag::tagged(agreement.version, Json(info)))
}

pub(super) fn no_set() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "INVALID_PARTICIPANT_SET_ID",
        "The participant set ID specified is invalid",
    )
}

fn ids(path: Result<Path<(String, String)>, PathRejection>) -> ApiResult<(AgreementId, String)> {
    let Path((agreement, set)) = path?;
    Ok((agreement.parse().map_err(|_| ApiError::no_agreement())?, set))
}

fn set_of<'a>(agreement: &'a Agreement, id: &str) -> ApiResult<&'a ParticipantSet> {
    let id: ParticipantSetId = id.parse().map_err(|_| no_set())?;
    let mut acting = agreement.sets.iter().filter(|set| set.role.acts());
    acting.find(|set| set.id == id).ok_or_else(no_set)
}

/// One participant set.
#[utoipa::path(get, path = "/agreements/{agreementId}/members/participantSets/{participantSetId}", tag = "agreements",
    security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("participantSetId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = ParticipantSetView), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn participant_set(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let caller = key.with("agreement_read")?;
    let (agreement, set) = ids(path)?;
    let agreement = web.app.visible(caller, agreement).await?;
    let set = set_of(&agreement, &set)?;
    if let Some(same) = etag::unchanged(&headers, agreement.version) {
        return Ok(same);
    }
    let view = members::set_view(&agreement, set, caller);
    Ok(etag::tagged(agreement.version, Json(view)))
}

/// Put other people, another order or another role into a participant set of a draft; once it is sent, other people in the place of
/// those who have not acted. Its fields stay with it.
#[utoipa::path(put, path = "/agreements/{agreementId}/members/participantSets/{participantSetId}", tag = "agreements",
    security(("key" = ["agreement_write"])), request_body = ParticipantSetInfo,
    params(("agreementId" = String, Path), ("participantSetId" = String, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn put_participant_set(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<ParticipantSetInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("agreement_write")?;
    let (agreement, set) = ids(path)?;
    let agreement = web.app.owned(caller, agreement).await?;
    let known = set_of(&agreement, &set)?;
    let read = etag::demanded(&headers)?;
    let Json(info) = body?;
    if agreement.status == Status::InProgress {
        return replace(&web, caller, &agreement, known, &info, read).await;
    }
    in_draft(&agreement)?;
    let mut passwords = members::Passwords::new();
    let fresh = ParticipantSet {
        id: known.id,
        ..members::set(&info, agreement.details.language, &mut passwords)?
    };
    let sets = agreement.sets.iter().map(|set| match set.id == fresh.id {
        true => fresh.clone(),
        false => set.clone(),
    });
    let edit = DraftEdit {
        version: read,
        sets: Some(sets.collect()),
        ..DraftEdit::default()
    };
    let edited = web.app.edit_draft(caller, agreement.id, edit).await;
    edited.map_err(|error| etag::modified(error, read))?;
    members::set_passwords(&web, caller, agreement.id, &passwords).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Replaces whoever of a sent set is another one in the request; the rest stays as it is, with its links and proofs.
async fn replace(
    web: &Shared,
    caller: &Caller,
    agreement: &Agreement,
    known: &ParticipantSet,
    info: &ParticipantSetInfo,
    read: Option<u64>,
) -> ApiResult<StatusCode> {
    let not_allowed = |message| ApiError::bad("UPDATE_NOT_ALLOWED", message);
    if info.member_infos.len() != known.members.len()
        || info.order != known.order
        || info.role != role_word(known.role)
    {
        return Err(not_allowed(
            "Of a sent agreement only the people can be replaced, one by one",
        ));
    }
    let other = |(member, info): &(&Member, &MemberInfo)| {
        member.person.value.email.normalised() != info.email.trim().to_lowercase()
    };
    let mut replaced = known.members.iter().zip(&info.member_infos).filter(other);
    let Some((member, other)) = replaced.next() else {
        return Ok(StatusCode::NO_CONTENT);
    };
    if replaced.next().is_some() {
        return Err(not_allowed("Replace one person at a time"));
    }
    let mut passwords = members::Passwords::new();
    let by = members::member(other, member.language, &mut passwords)?;
    if by.method.value.kind() != member.method.value.kind() {
        return Err(not_allowed(
            "The method of identification stays; say its parameters for the new person",
        ));
    }
    let replacement = Replacement {
        person: by.person.value,
        method: by.method.value,
        password: passwords.pop().map(|(_, password)| password),
        pin: member.pin,
        language: member.language,
        private_message: info.private_message.clone().unwrap_or_default(),
    };
    let done = web
        .app
        .replace_participant(caller, agreement.id, member.id, replacement, read)
        .await;
    done.map(|_| StatusCode::NO_CONTENT).map_err(|error| match error {
        app::Error::Refused(Refusal::AlreadyActed) => ApiError::new(
            StatusCode::CONFLICT,
            "AGREEMENT_ALREADY_SIGNED",
            "This participant set has acted already",
        ),
        error => etag::modified(error, read),
    })
}

fn in_draft(agreement: &Agreement) -> ApiResult<()> {
    if agreement.status == Status::Draft {
        return Ok(());
    }
    Err(ApiError::bad(
        "UPDATE_NOT_ALLOWED",
        "Only drafts can be changed; take the agreement back and copy it",
    ))
}

/// Change a draft: name, message, language, deadline, reminders, mails. People and files stay.
#[utoipa::path(put, path = "/agreements/{agreementId}", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path), ("If-Match" = String, Header)), request_body = AgreementCreationInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn update(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<AgreementCreationInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("agreement_write")?;
    let agreement = web.app.owned(caller, id(path)?).await?;
    let read = etag::demanded(&headers)?;
    let Json(info) = body?;
    in_draft(&agreement)?;
    same_people(&agreement, &info.participant_sets_info)?;
    let mut details = agreements::details(&info, &agreement)?;
    info.name.trim().clone_into(&mut details.name);
    let edit = DraftEdit {
        version: read,
        details: Some(details),
        ..DraftEdit::default()
    };
    let edited = web.app.edit_draft(caller, agreement.id, edit).await;
    edited.map_err(|error| etag::modified(error, read))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Clients send back what they got. Other people in it would be lost in silence, so they are refused.
fn same_people(agreement: &Agreement, infos: &[ParticipantSetInfo]) -> ApiResult<()> {
    let addresses = |members: &[MemberInfo]| -> Vec<String> {
        members
            .iter()
            .map(|member| member.email.trim().to_lowercase())
            .collect()
    };
    let given: Vec<Vec<String>> = infos.iter().map(|info| addresses(&info.member_infos)).collect();
    let known = agreement.sets.iter().filter(|set| set.role.acts());
    let known: Vec<Vec<String>> = known
        .map(|set| {
            let members = set.members.iter();
            members
                .map(|member| member.person.value.email.as_str().to_lowercase())
                .collect()
        })
        .collect();
    if given.is_empty() || given == known {
        return Ok(());
    }
    Err(ApiError::bad(
        "UPDATE_NOT_ALLOWED",
        "People are changed with PUT …/members/participantSets/{participantSetId}",
    ))
}

/// Pages of the product about an agreement.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgreementViews {
    /// All that were asked for.
    agreement_view_list: Vec<View>,
}

/// Where the caller finds an agreement: its page, and the editor while it is a draft.
#[utoipa::path(post, path = "/agreements/{agreementId}/views", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path)), request_body = ViewInfo,
    responses((status = 200, body = AgreementViews), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn views(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<ViewInfo>, JsonRejection>,
) -> ApiResult<Json<AgreementViews>> {
    let agreement = web.app.owned(key.with("agreement_read")?, id(path)?).await?;
    let Json(info) = body?;
    let page = format!("{}/agreements/{}", web.app.config.public_url, agreement.id);
    let view = |name, url: &str| View {
        name,
        url: url.to_owned(),
    };
    let views = if agreement.status == Status::Draft {
        let editor = format!("{page}/edit");
        vec![view("AUTHORING", &editor), view("COMPOSE", &editor)]
    } else {
        ["DOCUMENT", "MANAGE", "POST_CREATE"]
            .map(|name| view(name, &page))
            .to_vec()
    };
    Ok(Json(AgreementViews {
        agreement_view_list: wanted(&info, &views)?,
    }))
}
