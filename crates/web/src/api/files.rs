//! The files of an agreement: uploads, the one document, the audit report.

use super::agreements::id;
use super::error::ErrorBody;
use super::{ApiError, ApiResult, Key, etag};
use crate::Shared;
use app::attachments::attachments;
use app::uploads::Download;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::fields::{Attached, Field};
use serde::Serialize;
use utoipa::ToSchema;

/// The files that were uploaded.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgreementDocuments {
    /// In order.
    documents: Vec<DocumentInfo>,
    /// What signers have handed in.
    supporting_documents: Vec<SupportingDocument>,
}

/// A file that a signer has handed in. Nobody has opened it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SupportingDocument {
    /// Its identity; it is fetched like a document.
    id: String,
    /// Its name.
    display_label: String,
    /// The field that asked for it.
    field_name: String,
    /// Always `application/octet-stream`.
    mime_type: &'static str,
    /// Not known: nobody has opened it.
    num_pages: usize,
    /// The participant set that handed it in.
    participant_id: String,
}

/// A file that was uploaded.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentInfo {
    /// Its identity.
    id: String,
    /// Its name.
    name: String,
    /// Of what is served: the PDF.
    mime_type: &'static str,
    /// Its pages.
    num_pages: usize,
    /// Own addition `x-podpis`: what was left out or changed when it was read (`ACTIVE_CONTENT:…`, `REPAIRED`, …).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
}

pub(super) fn no_document() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "INVALID_DOCUMENT_ID",
        "The document ID specified is invalid",
    )
}

/// Take the files out of a draft. What has gone out is evidence and stays.
#[utoipa::path(delete, path = "/agreements/{agreementId}/documents", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 412, body = ErrorBody)))]
pub(super) async fn delete_documents(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<StatusCode> {
    let (caller, id) = (key.with("agreement_write")?, id(path)?);
    let agreement = web.app.owned(caller, id).await?;
    let read = etag::demanded(&headers)?;
    if agreement.status != domain::agreement::Status::Draft {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "PERMISSION_DENIED",
            "What has gone out is evidence and is kept",
        ));
    }
    let removed = web.app.remove_documents(caller, id, read).await;
    removed.map_err(|error| etag::modified(error, read))?;
    Ok(StatusCode::NO_CONTENT)
}

/// The files that were uploaded.
#[utoipa::path(get, path = "/agreements/{agreementId}/documents", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = AgreementDocuments), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn documents(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let agreement = web.app.readable(key.with("agreement_read")?, id(path)?).await?;
    if let Some(same) = etag::unchanged(&headers, agreement.version) {
        return Ok(same);
    }
    let list = AgreementDocuments {
        documents: agreement.documents.iter().map(document_info).collect(),
        supporting_documents: attachments(&agreement).into_iter().map(supporting).collect(),
    };
    Ok(etag::tagged(agreement.version, Json(list)))
}

/// A file of an agreement or a template.
pub(super) fn document_info(document: &domain::agreement::Document) -> DocumentInfo {
    DocumentInfo {
        id: document.id.to_string(),
        name: document.name.clone(),
        mime_type: "application/pdf",
        num_pages: document.pages,
        remarks: document.remarks.clone(),
    }
}

fn supporting((field, file): (&Field, &Attached)) -> SupportingDocument {
    SupportingDocument {
        id: file.document.to_string(),
        display_label: file.name.clone(),
        field_name: field.pdf_name.clone().unwrap_or_default(),
        mime_type: "application/octet-stream",
        num_pages: 0,
        participant_id: field.assignee.to_string(),
    }
}

/// The values of the fields, one row for each person, in UTF-8 with a byte order mark.
#[utoipa::path(get, path = "/agreements/{agreementId}/formData", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, content_type = "text/csv"), (status = 304), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(super) async fn form_data(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let (caller, id) = (key.with("agreement_read")?, id(path)?);
    let agreement = web.app.owned(caller, id).await?;
    if agreement.status == domain::agreement::Status::Draft {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "AGREEMENT_IN_DRAFT_STATE",
            "The agreement is a draft",
        ));
    }
    if let Some(same) = etag::unchanged(&headers, agreement.version) {
        return Ok(same);
    }
    let data = web.app.form_data(caller, id).await?;
    Ok(etag::tagged(agreement.version, file(data.csv()?)))
}

/// One file as it was uploaded.
#[utoipa::path(get, path = "/agreements/{agreementId}/documents/{documentId}", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("documentId" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ErrorBody)))]
pub(super) async fn document(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<(String, String)>, PathRejection>,
) -> ApiResult<Response> {
    let Path((agreement, document)) = path?;
    let agreement = agreement.parse().map_err(|_| ApiError::no_agreement())?;
    let document = document.parse().map_err(|_| no_document())?;
    let caller = key.with("agreement_read")?;
    web.app.readable(caller, agreement).await?;
    match web.app.original(caller, agreement, document).await {
        Err(app::Error::NotFound) => Err(no_document()),
        other => Ok(file(other?)),
    }
}

/// The one PDF: signed as far as it is.
#[utoipa::path(get, path = "/agreements/{agreementId}/combinedDocument", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, content_type = "application/pdf"), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn combined_document(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let (caller, id) = (key.with("agreement_read")?, id(path)?);
    // The version first: a file that is newer than its tag is only fetched once more.
    let version = web.app.readable(caller, id).await?.version;
    if let Some(same) = etag::unchanged(&headers, version) {
        return Ok(same);
    }
    Ok(etag::tagged(version, file(web.app.download(caller, id).await?)))
}

/// The audit report: the sealed one, or an interim one while the agreement is open.
#[utoipa::path(get, path = "/agreements/{agreementId}/auditTrail", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path)), responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(super) async fn audit_trail(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Response> {
    Ok(file(
        web.app
            .audit_report(key.with("agreement_read")?, id(path)?, None)
            .await?,
    ))
}

/// A file with its name in both forms of RFC 6266.
pub(crate) fn file(download: Download) -> Response {
    let ascii: String = download
        .name
        .chars()
        .map(|c| {
            if c.is_ascii() && c != '"' && c != '\\' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = download.name.bytes().map(percent).collect();
    let disposition = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    (
        [
            (CONTENT_TYPE, HeaderValue::from_static(download.mime)),
            (CONTENT_DISPOSITION, disposition),
        ],
        download.bytes,
    )
        .into_response()
}

/// RFC 8187 §3.2.
fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
