//! `POST /transientDocuments`: a file for a later agreement, kept for seven days. What is no PDF and no picture, or empty, is refused at once.

use super::error::ErrorBody;
use super::{ApiError, ApiResult, Key};
use crate::Shared;
use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// The file's identity.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TransientDocumentResponse {
    transient_document_id: String,
}

/// A file, as v6 names the parts.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described")]
pub(super) struct TransientDocumentForm {
    /// The file.
    #[schema(value_type = String, format = Binary, rename = "File")]
    file: Vec<u8>,
    /// Its name, where it differs.
    #[schema(rename = "File-Name")]
    file_name: Option<String>,
}

/// Keep a file.
#[utoipa::path(post, path = "/transientDocuments", tag = "transientDocuments", security(("key" = ["agreement_write"])),
    request_body(content = TransientDocumentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = TransientDocumentResponse), (status = 400, body = ErrorBody), (status = 413, body = ErrorBody)))]
pub(super) async fn create(
    State(web): State<Shared>,
    key: Key,
    mut form: Multipart,
) -> ApiResult<(StatusCode, Json<TransientDocumentResponse>)> {
    let caller = key.with("agreement_write")?;
    let (mut file, mut name, mut mime) = (None, None, None);
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        match part.name() {
            Some("File") => {
                name = name.or(part.file_name().map(str::to_owned));
                mime = mime.or(part.content_type().map(str::to_owned));
                file = Some(part.bytes().await.map_err(unreadable)?);
            }
            Some("File-Name") => name = Some(part.text().await.map_err(unreadable)?),
            Some("Mime-Type") => mime = Some(part.text().await.map_err(unreadable)?),
            _ => {}
        }
    }
    let file = file.ok_or_else(|| ApiError::bad("NO_FILE_CONTENT", "The form has no part File"))?;
    let name = name.unwrap_or_else(|| "document.pdf".to_owned());
    let mime = mime.unwrap_or_else(|| "application/octet-stream".to_owned());
    let transient_document_id = web.app.keep_transient(caller, &name, &mime, file).await?;
    Ok((
        StatusCode::CREATED,
        Json(TransientDocumentResponse {
            transient_document_id,
        }),
    ))
}

pub(super) fn unreadable(error: axum::extract::multipart::MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "TOO_LARGE",
            "The file is larger than this installation takes",
        );
    }
    ApiError::bad("INVALID_MULTIPART", error.body_text())
}
