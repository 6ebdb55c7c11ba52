//! A template's fields, put on the pages of a draft.

use super::super::error::ErrorBody;
use super::super::{ApiError, ApiResult, Key, etag, library_documents};
use super::{AgreementFormFields, id, shown};
use crate::Shared;
use app::agreements::DraftEdit;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::fields::Field;
use serde::Deserialize;
use utoipa::ToSchema;

/// Of which template fields are to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct FormFieldPostInfo {
    /// The library document.
    template_id: String,
}

/// Add the fields of a template to a draft: each on the page with the same number, bound to the participant sets in order. A field of
/// the draft that has the same name gives way; one whose page the draft does not have is left out.
#[utoipa::path(post, path = "/agreements/{agreementId}/formFields", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path), ("If-Match" = String, Header)), request_body = FormFieldPostInfo,
    responses((status = 200, body = AgreementFormFields), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(in crate::api) async fn post(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<FormFieldPostInfo>, JsonRejection>,
) -> ApiResult<Response> {
    let (caller, id) = (key.with("agreement_write")?, id(path)?);
    let draft = web.app.owned(caller, id).await?;
    let version = etag::demanded(&headers)?;
    let Json(info) = body?;
    let unknown = || ApiError::bad("INVALID_TEMPLATE_ID", "The template ID specified is invalid");
    let template = info.template_id.parse().map_err(|_| unknown())?;
    let brought = web.app.template_fields(caller, template).await;
    let (places, brought) = brought.map_err(|error| match error {
        app::Error::NotFound => unknown(),
        other => other.into(),
    })?;
    let mut brought = library_documents::bound(&places, &draft, brought);
    brought.retain(|field| field.page < draft.pages.len());
    let named = |field: &Field| !field.options.name.is_empty();
    let gives_way = |field: &&Field| {
        let mut new = brought.iter().filter(|new| named(new));
        !new.any(|new| new.options.name == field.options.name)
    };
    let kept = draft.fields.iter().filter(gives_way).cloned();
    let fields: Vec<Field> = kept.chain(brought.iter().cloned()).collect();
    let edit = DraftEdit {
        version,
        fields: Some(fields),
        ..DraftEdit::default()
    };
    let saved = web.app.edit_draft(caller, id, edit).await;
    let saved = saved.map_err(|error| etag::modified(error, version))?;
    Ok(etag::tagged(saved.version, Json(shown(&saved))))
}
