//! Reminders: one now, or the schedule that the agreement has.

use super::agreements::{id, word_of};
use super::error::ErrorBody;
use super::{ApiError, ApiResult, Key};
use crate::Shared;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::ParticipantId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A reminder.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReminderInfo {
    /// Whom; everybody whose turn it is, if empty.
    #[serde(default)]
    recipient_participant_ids: Vec<String>,
    /// `ONCE`, or absent: now. Schedules are set when the agreement is made.
    frequency: Option<String>,
    /// The last one.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    last_sent_date: Option<String>,
    /// `ACTIVE`.
    #[serde(skip_deserializing)]
    status: Option<String>,
}

/// The reminders of an agreement.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RemindersResponse {
    /// All of them.
    reminder_info_list: Vec<ReminderInfo>,
}

/// Remind now; each gets the same link again.
#[utoipa::path(post, path = "/agreements/{agreementId}/reminders", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path)), request_body = ReminderInfo,
    responses((status = 201, body = ReminderInfo), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(super) async fn create(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<ReminderInfo>, JsonRejection>,
) -> ApiResult<(StatusCode, Json<ReminderInfo>)> {
    let caller = key.with("agreement_write")?;
    let (id, Json(info)) = (id(path)?, body?);
    if info
        .frequency
        .as_deref()
        .is_some_and(|frequency| frequency != "ONCE")
    {
        return Err(ApiError::bad(
            "INVALID_REMINDER_FREQUENCY",
            "A schedule is set with reminderFrequency when the agreement is made",
        ));
    }
    let parse = |id: &String| {
        id.parse::<ParticipantId>()
            .map_err(|_| ApiError::bad("INVALID_PARTICIPANT", "No such participant"))
    };
    let participants = info
        .recipient_participant_ids
        .iter()
        .map(parse)
        .collect::<ApiResult<BTreeSet<_>>>()?;
    web.app.remind(caller, id, participants).await?;
    Ok((
        StatusCode::CREATED,
        Json(ReminderInfo {
            frequency: Some("ONCE".to_owned()),
            status: Some("ACTIVE".to_owned()),
            ..info
        }),
    ))
}

/// The schedule of the agreement, if it has one.
#[utoipa::path(get, path = "/agreements/{agreementId}/reminders", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path)), responses((status = 200, body = RemindersResponse), (status = 404, body = ErrorBody)))]
pub(super) async fn list(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<RemindersResponse>> {
    let agreement = web.app.owned(key.with("agreement_read")?, id(path)?).await?;
    let last = agreement.members().filter_map(|member| member.reminded_at).max();
    let waiting = agreement
        .members()
        .filter(|member| member.state == domain::agreement::ParticipantState::Waiting);
    let schedule = word_of(agreement.details.reminder).map(|frequency| ReminderInfo {
        recipient_participant_ids: waiting.map(|member| member.id.to_string()).collect(),
        frequency: Some(frequency),
        last_sent_date: last.map(|time| time.to_string()),
        status: Some("ACTIVE".to_owned()),
    });
    Ok(Json(RemindersResponse {
        reminder_info_list: schedule.into_iter().collect(),
    }))
}
