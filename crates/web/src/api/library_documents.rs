//! `/libraryDocuments`: templates, as v6 calls them. A template is there to be used as soon as it is made; it has no state of its own
//! while its fields are being placed.

#![allow(
    unused_qualifications,
    reason = "written by utoipa's macro for query parameters"
)]

use super::error::ErrorBody;
use super::files::{DocumentInfo, document_info, file, no_document};
use super::model::{FileInfo, PageInfo};
use super::paging::{self, Paged};
use super::{ApiError, ApiResult, Key, etag};
use crate::Shared;
use app::Caller;
use app::agreements::DraftEdit;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::agreement::{Agreement, ParticipantSet, Sharing};
use domain::fields::Field;
use domain::ids::AgreementId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// What every template is for: its documents, with their fields.
const TEMPLATE_TYPE: &str = "DOCUMENT";

pub(super) fn no_library_document() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "INVALID_LIBRARYDOCUMENT_ID",
        "The library document ID specified is invalid",
    )
}

pub(super) fn id(path: Result<Path<String>, PathRejection>) -> ApiResult<AgreementId> {
    let path = path.map_err(|_| no_library_document())?;
    path.0.parse().map_err(|_| no_library_document())
}

/// What is not there is not found as a library document.
pub(super) fn found<T>(result: app::Result<T>) -> ApiResult<T> {
    result.map_err(|error| match error {
        app::Error::NotFound => no_library_document(),
        other => other.into(),
    })
}

/// A template to be made, or to be changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LibraryDocumentInput {
    /// Its name.
    name: String,
    /// `USER` or `ACCOUNT`.
    sharing_mode: String,
    /// `ACTIVE` or `AUTHORING`; both can be used and changed at once.
    state: Option<String>,
    /// `DOCUMENT`; a layer of fields alone is not served.
    #[serde(default)]
    template_types: Vec<String>,
    /// The files, in order; they become one document. Only for a new one.
    #[serde(default)]
    file_infos: Vec<FileInfo>,
}

/// The identity of a new template.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LibraryDocumentCreationResponse {
    id: String,
}

/// A template.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LibraryDocumentInfo {
    /// Its identity.
    id: String,
    /// Its name.
    name: String,
    /// When it was made.
    created_date: String,
    /// Who made it.
    creator_email: String,
    /// `USER` or `ACCOUNT`.
    sharing_mode: &'static str,
    /// Always `ACTIVE`.
    status: &'static str,
    /// Always `DOCUMENT`.
    template_types: [&'static str; 1],
    /// Own addition `x-podpis`: its places in order; `participantSetsInfo` of an agreement fills them in this order.
    participant_sets_info: Vec<LibraryPlace>,
}

/// A place in the order of signing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LibraryPlace {
    /// Its identity; `PUT /agreements/{libraryDocumentId}/formFields` names it as assignee.
    id: String,
    /// Its place in the order.
    order: u32,
    /// v6's word.
    role: &'static str,
}

/// A template in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LibraryDocument {
    /// Its identity.
    id: String,
    /// Its name.
    name: String,
    /// Who made it.
    creator_email: String,
    /// Whether the caller has hidden it.
    hidden: bool,
    /// When it last changed.
    modified_date: String,
    /// `USER` or `ACCOUNT`.
    sharing_mode: &'static str,
    /// Always `ACTIVE`.
    status: &'static str,
    /// Always `DOCUMENT`.
    template_types: [&'static str; 1],
}

/// A page of templates.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LibraryDocuments {
    /// Where the next page begins.
    page: PageInfo,
    /// The templates.
    library_document_list: Vec<LibraryDocument>,
}

/// The files of a template.
#[derive(Serialize, ToSchema)]
pub(super) struct LibraryFiles {
    /// In order.
    documents: Vec<DocumentInfo>,
}

/// Another state for a template.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct LibraryDocumentStateInfo {
    /// `ACTIVE` and `AUTHORING` change nothing, `REMOVED` puts it into the bin.
    state: String,
}

fn sharing(word: &str) -> ApiResult<Sharing> {
    match word {
        "ACCOUNT" => Ok(Sharing::Account),
        "USER" => Ok(Sharing::User),
        other => Err(ApiError::bad(
            "INVALID_SHARING_MODE",
            format!("The sharing mode {other} is not served"),
        )),
    }
}

fn sharing_word(template: &Agreement) -> &'static str {
    match template.template {
        Some(Sharing::User) => "USER",
        Some(Sharing::Account) | None => "ACCOUNT",
    }
}

fn check(input: &LibraryDocumentInput) -> ApiResult<Sharing> {
    if input.name.trim().is_empty() {
        return Err(ApiError::bad(
            "MISSING_REQUIRED_PARAM",
            "The library document needs a name",
        ));
    }
    if input.template_types.iter().all(|kind| kind == "FORM_FIELD_LAYER") && !input.template_types.is_empty()
    {
        return Err(ApiError::bad(
            "INVALID_TEMPLATE_TYPE",
            "FORM_FIELD_LAYER alone is not served",
        ));
    }
    if !matches!(input.state.as_deref(), None | Some("ACTIVE" | "AUTHORING")) {
        return Err(ApiError::bad("INVALID_STATE", "state is ACTIVE or AUTHORING"));
    }
    sharing(&input.sharing_mode)
}

/// Make a template of files.
#[utoipa::path(post, path = "/libraryDocuments", tag = "libraryDocuments", security(("key" = ["library_write"])),
    request_body = LibraryDocumentInput,
    responses((status = 201, body = LibraryDocumentCreationResponse), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub(super) async fn create(
    State(web): State<Shared>,
    key: Key,
    body: Result<Json<LibraryDocumentInput>, JsonRejection>,
) -> ApiResult<(StatusCode, Json<LibraryDocumentCreationResponse>)> {
    let caller = key.with("library_write")?;
    let Json(input) = body?;
    let sharing = check(&input)?;
    if input.file_infos.is_empty() {
        return Err(ApiError::bad("INVALID_ARGUMENTS", "fileInfos is empty"));
    }
    let mut files = Vec::new();
    for info in &input.file_infos {
        let (Some(transient), None) = (&info.transient_document_id, &info.library_document_id) else {
            return Err(ApiError::bad(
                "INVALID_ARGUMENTS",
                "Each of fileInfos needs a transientDocumentId",
            ));
        };
        let kept = web.app.transient(caller, transient).await;
        files.push(kept.map_err(|error| match error {
            app::Error::NotFound => ApiError::bad(
                "INVALID_TRANSIENTDOCUMENT_ID",
                "The transient document ID specified is invalid",
            ),
            other => other.into(),
        })?);
    }
    let template = web
        .app
        .create_template(caller, &input.name, files, sharing)
        .await?;
    let id = template.id.to_string();
    Ok((StatusCode::CREATED, Json(LibraryDocumentCreationResponse { id })))
}

/// Which templates, and from where on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListQuery {
    /// How many at once, 1 to 500.
    page_size: Option<u32>,
    /// Where the last page ended.
    cursor: Option<String>,
    /// Also those that the caller has hidden.
    #[serde(default)]
    show_hidden_library_documents: bool,
}

/// The templates that the caller may use, the one that changed last first.
#[utoipa::path(get, path = "/libraryDocuments", tag = "libraryDocuments", security(("key" = ["library_read"])), params(ListQuery),
    responses((status = 200, body = LibraryDocuments), (status = 400, body = ErrorBody)))]
pub(super) async fn list(
    State(web): State<Shared>,
    key: Key,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> ApiResult<Json<LibraryDocuments>> {
    let caller = key.with("library_read")?;
    let Query(query) = query?;
    let mut templates = web.app.templates(caller).await?;
    let hidden = web.app.hidden(caller).await?;
    templates.retain(|(template, _)| {
        query.show_hidden_library_documents || !hidden.contains(&template.id.to_string())
    });
    let Paged { items, page } = paging::page(templates, query.page_size, query.cursor.as_deref())?;
    let one = |(template, changed): (Agreement, jiff::Timestamp)| LibraryDocument {
        id: template.id.to_string(),
        name: template.details.name.clone(),
        creator_email: template.sender.value.email.to_string(),
        hidden: hidden.contains(&template.id.to_string()),
        modified_date: changed.to_string(),
        sharing_mode: sharing_word(&template),
        status: "ACTIVE",
        template_types: [TEMPLATE_TYPE],
    };
    Ok(Json(LibraryDocuments {
        page,
        library_document_list: items.into_iter().map(one).collect(),
    }))
}

/// One template.
#[utoipa::path(get, path = "/libraryDocuments/{libraryDocumentId}", tag = "libraryDocuments", security(("key" = ["library_read"])),
    params(("libraryDocumentId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = LibraryDocumentInfo), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn get(
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
    let place = |set: &ParticipantSet| LibraryPlace {
        id: set.id.to_string(),
        order: set.order,
        role: if set.role == domain::agreement::Role::Approver {
            "APPROVER"
        } else {
            "SIGNER"
        },
    };
    let info = LibraryDocumentInfo {
        id: template.id.to_string(),
        name: template.details.name.clone(),
        created_date: template.created_at.to_string(),
        creator_email: template.sender.value.email.to_string(),
        sharing_mode: sharing_word(&template),
        status: "ACTIVE",
        template_types: [TEMPLATE_TYPE],
        participant_sets_info: acting(&template).map(place).collect(),
    };
    Ok(etag::tagged(template.version, Json(info)))
}

fn acting(agreement: &Agreement) -> impl Iterator<Item = &ParticipantSet> {
    agreement.sets.iter().filter(|set| set.role.acts())
}

/// Another name, or other people who may use it.
#[utoipa::path(put, path = "/libraryDocuments/{libraryDocumentId}", tag = "libraryDocuments", security(("key" = ["library_write"])),
    params(("libraryDocumentId" = String, Path), ("If-Match" = Option<String>, Header)), request_body = LibraryDocumentInput,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn update(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<LibraryDocumentInput>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("library_write")?;
    let id = id(path)?;
    let template = found(web.app.own_template(caller, id).await)?;
    let Json(input) = body?;
    let sharing = check(&input)?;
    let version = etag::demanded(&headers)?;
    let mut details = template.details.clone();
    input.name.trim().clone_into(&mut details.name);
    let edit = DraftEdit {
        version,
        details: Some(details),
        ..DraftEdit::default()
    };
    let saved = web.app.edit_draft(caller, id, edit).await;
    saved.map_err(|error| etag::modified(error, version))?;
    web.app.share_template(caller, id, sharing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a template away.
#[utoipa::path(put, path = "/libraryDocuments/{libraryDocumentId}/state", tag = "libraryDocuments", security(("key" = ["library_write"])),
    params(("libraryDocumentId" = String, Path), ("If-Match" = Option<String>, Header)), request_body = LibraryDocumentStateInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn put_state(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<LibraryDocumentStateInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("library_write")?;
    let id = id(path)?;
    let template = found(web.app.own_template(caller, id).await)?;
    let Json(info) = body?;
    if etag::demanded(&headers)?.is_some_and(|version| version != template.version) {
        return Err(etag::modified(
            app::Error::Refused(domain::Refusal::DraftChanged),
            Some(template.version),
        ));
    }
    match info.state.as_str() {
        "ACTIVE" | "AUTHORING" => {}
        "REMOVED" => drop(web.app.bin(caller, id).await?),
        other => {
            return Err(ApiError::bad(
                "INVALID_STATE",
                format!("{other} cannot be asked for"),
            ));
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The files of a template.
#[utoipa::path(get, path = "/libraryDocuments/{libraryDocumentId}/documents", tag = "libraryDocuments", security(("key" = ["library_read"])),
    params(("libraryDocumentId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = LibraryFiles), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn documents(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let template = found(web.app.template(key.with("library_read")?, id(path)?).await)?;
    if let Some(same) = etag::unchanged(&headers, template.version) {
        return Ok(same);
    }
    let documents = template.documents.iter().map(document_info).collect();
    Ok(etag::tagged(template.version, Json(LibraryFiles { documents })))
}

/// One file as it was uploaded.
#[utoipa::path(get, path = "/libraryDocuments/{libraryDocumentId}/documents/{documentId}", tag = "libraryDocuments",
    security(("key" = ["library_read"])), params(("libraryDocumentId" = String, Path), ("documentId" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ErrorBody)))]
pub(super) async fn document(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<(String, String)>, PathRejection>,
) -> ApiResult<Response> {
    let Path((template, document)) = path.map_err(|_| no_library_document())?;
    let caller = key.with("library_read")?;
    let template = template.parse().map_err(|_| no_library_document())?;
    let template = found(web.app.template(caller, template).await)?;
    let document = document.parse().map_err(|_| no_document())?;
    match web.app.template_original(&template, document).await {
        Err(app::Error::NotFound) => Err(no_document()),
        other => Ok(file(other?)),
    }
}

/// The one PDF that its files make.
#[utoipa::path(get, path = "/libraryDocuments/{libraryDocumentId}/combinedDocument", tag = "libraryDocuments",
    security(("key" = ["library_read"])), params(("libraryDocumentId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, content_type = "application/pdf"), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn combined_document(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let template = found(web.app.template(key.with("library_read")?, id(path)?).await)?;
    if let Some(same) = etag::unchanged(&headers, template.version) {
        return Ok(same);
    }
    let combined = file(web.app.template_file(&template).await?);
    Ok(etag::tagged(template.version, combined))
}

/// A template's fields, bound to the acting sets of a draft in order: those of its first place are the first set's.
pub(super) fn bound(places: &[ParticipantSet], draft: &Agreement, brought: Vec<Field>) -> Vec<Field> {
    let theirs = places.iter().filter(|set| set.role.acts()).map(|set| set.id);
    let bound: BTreeMap<_, _> = theirs.zip(acting(draft).map(|set| set.id)).collect();
    let bind = |field: Field| Field {
        assignee: bound.get(&field.assignee).copied().unwrap_or(field.assignee),
        ..field
    };
    brought.into_iter().map(bind).collect()
}

/// Puts a template's documents after those of a draft that has its people, and binds its fields to them in order: the first of its
/// places is the first participant set's. A field of a place that has no participant set is nobody's, and keeps the draft from being sent.
pub(super) async fn add_to(
    web: &Shared,
    caller: &Caller,
    draft: AgreementId,
    library_document: &str,
) -> ApiResult<()> {
    let invalid = || {
        ApiError::bad(
            "INVALID_LIBRARYDOCUMENT_ID",
            "The library document ID specified is invalid",
        )
    };
    let template = library_document.parse().map_err(|_| invalid())?;
    let added = web.app.add_template(caller, draft, template).await;
    let (filled, places, brought) = added.map_err(|error| match error {
        app::Error::NotFound => invalid(),
        other => other.into(),
    })?;
    let fields = filled
        .fields
        .iter()
        .cloned()
        .chain(bound(&places, &filled, brought));
    let edit = DraftEdit {
        fields: Some(fields.collect()),
        ..DraftEdit::default()
    };
    web.app.edit_draft(caller, draft, edit).await?;
    Ok(())
}
