//! What the caller keeps for themselves about agreements and templates: a note, and whether their lists show them.

use super::agreements::id;
use super::error::ErrorBody;
use super::{ApiError, ApiResult, Key, library_documents};
use crate::Shared;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A note.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Note {
    /// Its words; empty where there is none.
    note: String,
}

/// Whether lists show it.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct VisibilityInfo {
    /// `SHOW` or `HIDE`.
    visibility: String,
}

impl VisibilityInfo {
    fn hides(&self) -> ApiResult<bool> {
        match self.visibility.as_str() {
            "HIDE" => Ok(true),
            "SHOW" => Ok(false),
            other => Err(ApiError::bad(
                "BAD_REQUEST",
                format!("visibility is SHOW or HIDE, not {other}"),
            )),
        }
    }
}

/// The caller's own note about an agreement. It is written on its page.
#[utoipa::path(get, path = "/agreements/{agreementId}/me/note", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path)), responses((status = 200, body = Note), (status = 404, body = ErrorBody)))]
pub(super) async fn note(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<Note>> {
    let caller = key.with("agreement_read")?;
    let agreement = web.app.visible(caller, id(path)?).await?;
    let note = web.app.note(caller, &agreement).await?;
    Ok(Json(Note { note }))
}

/// Take an agreement out of the caller's lists, or put it back. Nobody else's lists change.
#[utoipa::path(put, path = "/agreements/{agreementId}/me/visibility", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path)), request_body = VisibilityInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn visibility(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<VisibilityInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("agreement_write")?;
    let agreement = web.app.visible(caller, id(path)?).await?;
    let Json(info) = body?;
    web.app.hide(caller, &agreement, info.hides()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's own note about a template.
#[utoipa::path(get, path = "/libraryDocuments/{libraryDocumentId}/me/note", tag = "libraryDocuments", security(("key" = ["library_read"])),
    params(("libraryDocumentId" = String, Path)), responses((status = 200, body = Note), (status = 404, body = ErrorBody)))]
pub(super) async fn template_note(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<Note>> {
    let caller = key.with("library_read")?;
    let id = library_documents::id(path)?;
    let template = library_documents::found(web.app.template(caller, id).await)?;
    let note = web.app.note(caller, &template).await?;
    Ok(Json(Note { note }))
}

/// Take a template out of the caller's lists, or put it back.
#[utoipa::path(put, path = "/libraryDocuments/{libraryDocumentId}/me/visibility", tag = "libraryDocuments",
    security(("key" = ["library_write"])), params(("libraryDocumentId" = String, Path)), request_body = VisibilityInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn template_visibility(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<VisibilityInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("library_write")?;
    let id = library_documents::id(path)?;
    let template = library_documents::found(web.app.template(caller, id).await)?;
    let Json(info) = body?;
    web.app.hide(caller, &template, info.hides()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
