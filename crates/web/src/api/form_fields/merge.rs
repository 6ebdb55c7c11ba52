//! What stands in the fields of a draft from the start, by name. It changes no field otherwise.

use super::{read, view};
use crate::Shared;
use crate::api::agreements::id;
use crate::api::error::ErrorBody;
use crate::api::{ApiError, ApiResult, Key, etag};
use app::agreements::DraftEdit;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::agreement::{Agreement, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What stands in fields from the start.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct FormFieldMergeInfo {
    /// Each field with something in it.
    #[serde(default)]
    field_merge_infos: Vec<MergefieldInfo>,
}

/// One field.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct MergefieldInfo {
    /// What stands in it.
    default_value: String,
    /// Its name.
    field_name: String,
}

/// What stands in the fields of a draft from the start.
#[utoipa::path(get, path = "/agreements/{agreementId}/formFields/mergeInfo", tag = "agreements", security(("key" = ["agreement_read"])),
    params(("agreementId" = String, Path)),
    responses((status = 200, body = FormFieldMergeInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(in crate::api) async fn merge_info(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Response> {
    let agreement = web.app.owned(key.with("agreement_read")?, id(path)?).await?;
    in_authoring(&agreement)?;
    let filled = view::views(&agreement).into_iter().filter_map(|field| {
        Some(MergefieldInfo {
            default_value: field.default_value?,
            field_name: field.name,
        })
    });
    let info = FormFieldMergeInfo {
        field_merge_infos: filled.collect(),
    };
    Ok(etag::tagged(agreement.version, Json(info)))
}

/// Puts something else into fields of a draft; fields that are not named stay as they are, an empty text takes out what stood there.
#[utoipa::path(put, path = "/agreements/{agreementId}/formFields/mergeInfo", tag = "agreements", security(("key" = ["agreement_write"])),
    params(("agreementId" = String, Path), ("If-Match" = String, Header)), request_body = FormFieldMergeInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 412, body = ErrorBody)))]
pub(in crate::api) async fn put_merge_info(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<FormFieldMergeInfo>, JsonRejection>,
) -> ApiResult<Response> {
    let caller = key.with("agreement_write")?;
    let agreement = web.app.owned(caller, id(path)?).await?;
    let version = etag::demanded(&headers)?;
    let Json(info) = body?;
    in_authoring(&agreement)?;
    let mut wanted: BTreeMap<String, String> = info
        .field_merge_infos
        .into_iter()
        .map(|field| (field.field_name, field.default_value))
        .collect();
    let mut fields = view::views(&agreement);
    for field in &mut fields {
        if let Some(value) = wanted.remove(&field.name) {
            field.default_value = Some(value).filter(|value| !value.is_empty());
        }
    }
    if let Some(unknown) = wanted.keys().next() {
        return Err(ApiError::bad(
            "INVALID_ARGUMENTS",
            format!("There is no field {unknown}"),
        ));
    }
    let edit = DraftEdit {
        version,
        fields: Some(read::fields(&agreement, &fields)?),
        ..DraftEdit::default()
    };
    let saved = web.app.edit_draft(caller, agreement.id, edit).await;
    let saved = saved.map_err(|error| etag::modified(error, version))?;
    Ok(etag::tagged(saved.version, StatusCode::NO_CONTENT))
}

fn in_authoring(agreement: &Agreement) -> ApiResult<()> {
    if agreement.status == Status::Draft {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "AGREEMENT_NOT_IN_AUTHORING_STATE",
        "The agreement is not in authoring state",
    ))
}
