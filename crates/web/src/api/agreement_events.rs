//! `/agreements/{agreementId}/events`: what happened, in v6's words.

use super::agreements::id;
use super::error::ErrorBody;
use super::{ApiResult, Key, etag};
use crate::Shared;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::agreement::{Actor, Agreement, CancelReason, Event, Member, ParticipantState, Recorded};
use domain::identity::MethodKind;
use domain::ids::ParticipantId;
use serde::Serialize;
use utoipa::ToSchema;

/// What happened to an agreement.
#[derive(Serialize, ToSchema)]
pub(super) struct AgreementEventList {
    /// Oldest first.
    events: Vec<AgreementEvent>,
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgreementEvent {
    /// v6's word where it has one, else ours.
    #[serde(rename = "type")]
    kind: &'static str,
    /// When.
    date: String,
    /// Whose it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    participant_id: Option<String>,
    /// Their address.
    #[serde(skip_serializing_if = "Option::is_none")]
    participant_email: Option<String>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    acting_user_email: Option<String>,
    /// From where.
    #[serde(skip_serializing_if = "Option::is_none")]
    acting_user_ip_address: Option<String>,
    /// In their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

/// The events of an agreement.
#[utoipa::path(get, path = "/agreements/{agreementId}/events", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = AgreementEventList), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn events(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let caller = key.with("agreement_read")?;
    let view = web.app.view(caller, id(path)?).await?;
    let version = view.agreement.version;
    if let Some(same) = etag::unchanged(&headers, version) {
        return Ok(same);
    }
    let events = view
        .history
        .iter()
        .filter_map(|recorded| event(&view.agreement, recorded))
        .collect();
    Ok(etag::tagged(version, Json(AgreementEventList { events })))
}

fn event(agreement: &Agreement, recorded: &Recorded) -> Option<AgreementEvent> {
    let (kind, about) = kind_and_person(agreement, &recorded.event)?;
    let comment = match &recorded.event {
        Event::Cancelled { comment, .. } => comment.as_ref().map(|comment| comment.value.clone()),
        Event::ConsentWithdrawn { message, .. } => message.as_ref().map(|message| message.value.clone()),
        _ => None,
    };
    let member = about.and_then(|id| agreement.member_or_former(id));
    let email = |member: &Member| member.person.value.email.to_string();
    let acting = match &recorded.actor {
        // Whoever said "not me" is not the person whose link it was.
        Actor::Participant { id } => agreement
            .member_or_former(*id)
            .filter(|member| member.state != ParticipantState::Misdirected)
            .map(email),
        Actor::User { id, .. } if *id == agreement.owner => Some(agreement.sender.value.email.to_string()),
        _ => None,
    };
    Some(AgreementEvent {
        kind,
        date: recorded.at.to_string(),
        participant_id: about.map(|id| id.to_string()),
        participant_email: member.map(email),
        acting_user_email: acting,
        acting_user_ip_address: recorded.client.as_ref().map(|client| client.value.ip.clone()),
        comment,
    })
}

/// Which method was guessed at too often.
fn ended_by_guessing(agreement: &Agreement, participant: ParticipantId) -> &'static str {
    let guessed = agreement
        .member(participant)
        .and_then(|member| agreement.guessed_out(member));
    let event = guessed.and_then(MethodKind::cancel_event);
    event.unwrap_or("RECALLED")
}

/// v6's event types (B6); drafts have none there.
fn kind_and_person(agreement: &Agreement, event: &Event) -> Option<(&'static str, Option<ParticipantId>)> {
    Some(match event {
        Event::DraftSaved { .. }
        | Event::Binned
        | Event::EndNoted
        | Event::Misdirected { .. }
        | Event::Restored
        | Event::TemplateShared { .. }
        | Event::DraftDeleted
        | Event::Extended { .. }
        | Event::ReportExtended { .. }
        | Event::Sealed { .. }
        | Event::CodeHandedOver { .. } => return None,
        Event::AuthenticationFailed { participant, .. } => ("AUTHENTICATION_FAILED", Some(*participant)),
        Event::Cancelled {
            reason: CancelReason::ByOwner,
            ..
        } => ("RECALLED", None),
        Event::Cancelled {
            reason: CancelReason::Declined { participant },
            ..
        } => ("REJECTED", Some(*participant)),
        Event::Cancelled {
            reason: CancelReason::TooManyAttempts { participant },
            ..
        } => (ended_by_guessing(agreement, *participant), Some(*participant)),
        Event::CodeRequested { participant, .. } => ("ACCESS_CODE_GENERATED", Some(*participant)),
        Event::Completed { .. } => ("WORKFLOW_COMPLETED", None),
        Event::ConsentAccepted { participant, .. } => ("CONSENT_ACCEPTED", Some(*participant)),
        Event::ConsentWithdrawn { participant, .. } => ("CONSENT_WITHDRAWN", Some(*participant)),
        Event::Created { .. } => ("CREATED", None),
        Event::DocumentsViewed { participant, .. } => ("DOCUMENTS_VIEWED", Some(*participant)),
        Event::EmailBounced { participant } => ("EMAIL_BOUNCED", Some(*participant)),
        Event::Delegated { by, .. } => ("DELEGATED", Some(by.id)),
        Event::Shared { .. } => ("SHARED", None),
        Event::Unshared { .. } => ("UNSHARED", None),
        Event::Expired => ("EXPIRED", None),
        Event::ExtensionRequested { participant } => ("EXTENSION_REQUESTED", Some(*participant)),
        Event::IdentityVerified {
            participant, proof, ..
        } => (proof.method().success_event()?, Some(*participant)),
        Event::ParticipantReplaced { by, .. } => ("ACTION_REPLACED_SIGNER", Some(by.id)),
        Event::PreparationFailed { .. } => ("AUTO_CANCELLED_CONVERSION_PROBLEM", None),
        Event::LinksFetched { .. } => ("SIGNING_URL_FETCHED", None),
        Event::Prepared { .. } => ("DOCUMENTS_PROCESSED", None),
        Event::Reminded { .. } => ("REMINDER_SENT", None),
        Event::Sent { .. } => ("SENT", None),
        Event::SigningPasswordReset { participant, .. } => ("SIGNING_PASSWORD_RESET", Some(*participant)),
        Event::Signed { participant, .. } => ("ACTION_COMPLETED", Some(*participant)),
        Event::TokenExtended { participant, .. } => ("TOKEN_EXTENDED", Some(*participant)),
        Event::TurnStarted { participant, .. } => ("ACTION_REQUESTED", Some(*participant)),
    })
}
