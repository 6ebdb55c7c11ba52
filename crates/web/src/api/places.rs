//! Who reads an agreement without taking part, and what the caller does in their own place in one: hand it over, decline.

use super::agreement_parts::no_set;
use super::agreements::id;
use super::error::ErrorBody;
use super::model::PhoneInfo;
use super::{ApiError, ApiResult, Key, etag, members};
use crate::Shared;
use app::people::Delegate;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use domain::Refusal;
use domain::agreement::{Agreement, Share, Status};
use domain::contact::Email;
use domain::ids::{AgreementId, ParticipantSetId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// With whom an agreement is to be shared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareCreationInfoList {
    /// All of them.
    share_creation_info: Vec<ShareCreationInfo>,
}

/// Somebody with whom it is to be shared.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ShareCreationInfo {
    /// Where the link goes.
    email: String,
    /// Words to them.
    #[serde(default)]
    message: String,
}

/// With whom it is shared now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareCreationResponseList {
    /// All who were asked for.
    share_creation_response_list: Vec<ShareCreationResponse>,
}

/// Somebody with whom it is shared.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareCreationResponse {
    /// Their address.
    email: String,
    /// Their identity in this agreement.
    participant_id: String,
}

fn email(text: &str) -> ApiResult<Email> {
    let unusable = || ApiError::bad("INVALID_EMAIL", format!("{text} is not an e-mail address"));
    Email::parse(text.trim()).ok_or_else(unusable)
}

/// Let others read an agreement: by a link of their own, which is mailed to them and lives as long as a signing link, and, with an
/// account in the same organisation, by this interface.
#[utoipa::path(post, path = "/agreements/{agreementId}/members/share", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path)), request_body = ShareCreationInfoList,
    responses((status = 201, body = ShareCreationResponseList), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(super) async fn share(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<ShareCreationInfoList>, JsonRejection>,
) -> ApiResult<(StatusCode, Json<ShareCreationResponseList>)> {
    let (caller, id) = (key.with("agreement_write")?, id(path)?);
    let agreement = web.app.owned(caller, id).await?;
    if agreement.status == Status::Draft {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "AGREEMENT_IN_DRAFT_STATE",
            "The agreement is a draft",
        ));
    }
    let Json(list) = body?;
    let with = list.share_creation_info.into_iter();
    let with: ApiResult<Vec<_>> = with.map(|info| Ok((email(&info.email)?, info.message))).collect();
    let shared = web.app.share(caller, id, &with?).await?;
    let response = |share: Share| ShareCreationResponse {
        email: share.email.value.to_string(),
        participant_id: share.id.to_string(),
    };
    Ok((
        StatusCode::CREATED,
        Json(ShareCreationResponseList {
            share_creation_response_list: shared.into_iter().map(response).collect(),
        }),
    ))
}

/// Who is to act instead of the caller.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DelegatedParticipantSetInfo {
    /// One person.
    member_infos: Vec<DelegatedParticipantInfo>,
    /// Words to them.
    #[serde(default)]
    private_message: String,
}

/// Somebody who is to act instead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DelegatedParticipantInfo {
    /// Their address.
    email: String,
    /// How they prove who they are.
    security_option: Option<DelegatedParticipantSecurityOption>,
}

/// How whoever acts instead proves who they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DelegatedParticipantSecurityOption {
    /// A code is sent to this number.
    phone_info: Option<PhoneInfo>,
}

/// Where it went.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DelegationResponse {
    /// The participant set in which somebody else stands now.
    id: String,
}

/// Hand the caller's own place over, once.
#[utoipa::path(post, path = "/agreements/{agreementId}/members/participantSets/{participantSetId}/delegatedParticipantSets", tag = "agreements",
    security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path), ("participantSetId" = String, Path)), request_body = DelegatedParticipantSetInfo,
    responses((status = 201, body = DelegationResponse), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(super) async fn delegate(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<(String, String)>, PathRejection>,
    body: Result<Json<DelegatedParticipantSetInfo>, JsonRejection>,
) -> ApiResult<(StatusCode, Json<DelegationResponse>)> {
    let caller = key.in_own_place("agreement_write")?;
    let Path((agreement, set)) = path?;
    let agreement: AgreementId = agreement.parse().map_err(|_| ApiError::no_agreement())?;
    let before = web.app.visible(caller, agreement).await?;
    let set = set_of(&before, &set)?;
    let Json(info) = body?;
    let [member] = info.member_infos.as_slice() else {
        return Err(ApiError::bad("BAD_REQUEST", "memberInfos names one person"));
    };
    let phone = member.security_option.as_ref();
    let phone = phone.and_then(|option| option.phone_info.as_ref());
    let to = Delegate {
        email: email(&member.email)?,
        phone: phone.map(members::phone).transpose()?,
        private_message: info.private_message,
    };
    let done = web.app.delegate(caller, agreement, set, to).await;
    done.map_err(|error| in_place(error, &before, None))?;
    Ok((
        StatusCode::CREATED,
        Json(DelegationResponse { id: set.to_string() }),
    ))
}

/// Why the caller declines.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct AgreementRejectionInfo {
    /// Read by everybody who is told.
    #[serde(default)]
    comment: String,
}

/// Decline in the caller's own place. That ends the agreement.
#[utoipa::path(put, path = "/agreements/{agreementId}/members/participantSets/{participantSetId}/participants/{participantId}/reject",
    tag = "agreements", security(("key" = ["agreement_write"])), request_body = AgreementRejectionInfo,
    params(("agreementId" = String, Path), ("participantSetId" = String, Path), ("participantId" = String, Path),
        ("If-Match" = String, Header)),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn reject(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<(String, String, String)>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<AgreementRejectionInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.in_own_place("agreement_write")?;
    let Path((agreement, set, participant)) = path?;
    let agreement: AgreementId = agreement.parse().map_err(|_| ApiError::no_agreement())?;
    let before = web.app.visible(caller, agreement).await?;
    let set = set_of(&before, &set)?;
    let no_participant = || {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "INVALID_PARTICIPANT_ID",
            "The participant ID specified is invalid",
        )
    };
    let participant = participant.parse().map_err(|_| no_participant())?;
    if before.set_of(participant).map(|known| known.id) != Some(set) {
        return Err(no_participant());
    }
    let read = etag::demanded(&headers)?;
    let Json(info) = body?;
    let done = web
        .app
        .decline_as(caller, agreement, (set, participant), &info.comment, read)
        .await;
    done.map_err(|error| in_place(error, &before, read))?;
    Ok(StatusCode::NO_CONTENT)
}

fn set_of(agreement: &Agreement, text: &str) -> ApiResult<ParticipantSetId> {
    let wanted: ParticipantSetId = text.parse().map_err(|_| no_set())?;
    let mut acting = agreement.sets.iter().filter(|set| set.role.acts());
    acting
        .find(|set| set.id == wanted)
        .map(|set| set.id)
        .ok_or_else(no_set)
}

/// v6's words for why something cannot be done in a place.
fn in_place(error: app::Error, agreement: &Agreement, read: Option<u64>) -> ApiError {
    let text = error.to_string();
    let conflict = |code| ApiError::new(StatusCode::CONFLICT, code, text.clone());
    match &error {
        app::Error::Refused(Refusal::DelegatedAlready) => {
            ApiError::bad("MULTIPLE_DELEGATIONS_NOT_SUPPORTED", text)
        }
        app::Error::Refused(Refusal::IdentityNotProved) => {
            ApiError::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", text)
        }
        app::Error::Refused(Refusal::NotYourTurn) => {
            ApiError::new(StatusCode::NOT_FOUND, "AGREEMENT_NOT_VISIBLE", text)
        }
        app::Error::Refused(Refusal::AlreadyActed) => conflict("AGREEMENT_ALREADY_SIGNED"),
        app::Error::Refused(Refusal::AgreementEnded) => match &agreement.status {
            Status::Completed => conflict("AGREEMENT_ALREADY_SIGNED"),
            Status::Expired => ApiError::new(StatusCode::NOT_FOUND, "AGREEMENT_EXPIRED", text),
            _ => conflict("AGREEMENT_ALREADY_CANCELLED"),
        },
        app::Error::Refused(Refusal::BadText { .. }) => ApiError::bad("MISSING_REQUIRED_PARAM", text),
        _ => etag::modified(error, read),
    }
}
