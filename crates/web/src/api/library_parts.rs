//! Further operations on one template: where the product shows it, what happened to it, its report.

use super::error::ErrorBody;
use super::files::file;
use super::library_documents::{found, id};
use super::users::{View, ViewInfo, wanted};
use super::{ApiResult, Key, etag};
use crate::Shared;
use app::templates::may_change;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::agreement::{Event, Recorded};
use serde::Serialize;
use utoipa::ToSchema;

/// Pages of the product about a template.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LibraryDocumentViewResponse {
    /// All that were asked for.
    library_view_list: Vec<View>,
}

/// Where the caller finds a template: what becomes of it, and the editor for whoever may change it.
#[utoipa::path(post, path = "/libraryDocuments/{libraryDocumentId}/views", tag = "libraryDocuments", security(("key" = ["library_read"])),
    params(("libraryDocumentId" = String, Path)), request_body = ViewInfo,
    responses((status = 200, body = LibraryDocumentViewResponse), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(super) async fn views(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    body: Result<Json<ViewInfo>, JsonRejection>,
) -> ApiResult<Json<LibraryDocumentViewResponse>> {
    let caller = key.with("library_read")?;
    let template = found(web.app.template(caller, id(path)?).await)?;
    let Json(info) = body?;
    let base = &web.app.config.public_url;
    let view = |name, url: String| View { name, url };
    let mut views = vec![
        view("MANAGE", format!("{base}/templates")),
        view("SEND", format!("{base}/templates/{}/use", template.id)),
    ];
    if may_change(caller, &template) {
        views.push(view("EDIT", format!("{base}/agreements/{}/edit", template.id)));
        views.push(view(
            "DOCUMENT",
            format!("{base}/agreements/{}/document", template.id),
        ));
    }
    Ok(Json(LibraryDocumentViewResponse {
        library_view_list: wanted(&info, &views)?,
    }))
}

/// What happened to a template.
#[derive(Serialize, ToSchema)]
pub(super) struct LibraryDocumentEventList {
    /// Oldest first.
    events: Vec<LibraryDocumentEvent>,
}

/// Something that happened to a template.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LibraryDocumentEvent {
    /// `CREATED` or `MODIFIED`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// When.
    date: String,
    /// From where.
    #[serde(skip_serializing_if = "Option::is_none")]
    acting_user_ip_address: Option<String>,
}

/// What happened to a template.
#[utoipa::path(get, path = "/libraryDocuments/{libraryDocumentId}/events", tag = "libraryDocuments", security(("key" = ["library_read"])),
    params(("libraryDocumentId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = LibraryDocumentEventList), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn events(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let caller = key.with("library_read")?;
    let template = found(web.app.template(caller, id(path)?).await)?;
    if let Some(same) = etag::unchanged(&headers, template.version) {
        return Ok(same);
    }
    let history = web.app.template_history(&template).await?;
    let events = history.iter().filter_map(event).collect();
    Ok(etag::tagged(
        template.version,
        Json(LibraryDocumentEventList { events }),
    ))
}

fn event(recorded: &Recorded) -> Option<LibraryDocumentEvent> {
    let kind = match &recorded.event {
        Event::Created { .. } => "CREATED",
        Event::DraftSaved { .. } | Event::TemplateShared { .. } => "MODIFIED",
        _ => return None,
    };
    Some(LibraryDocumentEvent {
        kind,
        date: recorded.at.to_string(),
        acting_user_ip_address: recorded.client.as_ref().map(|client| client.value.ip.clone()),
    })
}

/// What happened to a template, as a report.
#[utoipa::path(get, path = "/libraryDocuments/{libraryDocumentId}/auditTrail", tag = "libraryDocuments", security(("key" = ["library_read"])),
    params(("libraryDocumentId" = String, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(super) async fn audit_trail(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Response> {
    let template = found(web.app.template(key.with("library_read")?, id(path)?).await)?;
    Ok(file(web.app.template_report(&template).await?))
}
