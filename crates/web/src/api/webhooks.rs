//! `/webhooks`: programs that are told of events.

#![allow(
    unused_qualifications,
    reason = "written by utoipa's macro for query parameters"
)]

use super::error::ErrorBody;
use super::model::PageInfo;
use super::paging::{self, Paged};
use super::{ApiError, ApiResult, Key, etag};
use crate::Shared;
use app::webhooks::{Include, NewWebhook, Scope, Webhook, WebhookEdit};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A webhook, as it is made and shown.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookInfo {
    /// Its identity.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// What people call it.
    name: String,
    /// `ACCOUNT`, `GROUP`, `USER` or `RESOURCE`; the first two are for administrators.
    scope: String,
    /// `ACTIVE`; on creation and update nothing else can be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    /// What it is told of: `AGREEMENT_ALL`, or names of single events.
    webhook_subscription_events: Vec<String>,
    /// Where it is told.
    webhook_url_info: WebhookUrlInfo,
    /// How much it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhook_conditional_params: Option<WebhookConditionalParams>,
    /// The agreement, for `RESOURCE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resource_id: Option<String>,
    /// `AGREEMENT`, for `RESOURCE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resource_type: Option<String>,
    /// When it was made.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    /// When it changed last.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
    /// Own addition `x-podpis`: why it was switched off.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    disabled_because: Option<String>,
}

/// Where a webhook is told.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(super) struct WebhookUrlInfo {
    /// `https://…`.
    url: String,
}

/// How much a webhook is told.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookConditionalParams {
    /// Of agreements; v6 has the like for web forms and bulk sends.
    webhook_agreement_events: Option<WebhookAgreementEvents>,
}

/// How much a webhook is told of an agreement.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WebhookAgreementEvents {
    /// Its own facts.
    include_detailed_info: bool,
    /// Its files.
    include_documents_info: bool,
    /// Its people.
    include_participants_info: bool,
    /// The signed file, with `AGREEMENT_WORKFLOW_COMPLETED`.
    include_signed_documents: bool,
}

/// A webhook that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct WebhookCreationResponse {
    /// Its identity.
    id: String,
    /// Own addition `x-podpis`: the key of `x-podpis-signature`, said this once.
    secret: String,
}

/// A page of webhooks.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserWebhooks {
    /// Where the next page begins.
    page: PageInfo,
    /// The webhooks.
    user_webhook_list: Vec<WebhookInfo>,
}

/// Another state for a webhook.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct WebhookStateInfo {
    /// `ACTIVE` or `INACTIVE`.
    state: String,
}

/// Which webhooks, and from where on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookQuery {
    /// Those that are switched off, too.
    #[serde(default)]
    show_in_active_webhooks: bool,
    /// Only those of this scope.
    scope: Option<String>,
    /// `AGREEMENT`: only those of one.
    resource_type: Option<String>,
    /// How many at once, 1 to 500.
    page_size: Option<u32>,
    /// Where the last page ended.
    cursor: Option<String>,
}

fn no_webhook() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "INVALID_WEBHOOK_ID",
        "The webhook id specified is invalid",
    )
}

fn id(path: Result<Path<String>, PathRejection>) -> ApiResult<Uuid> {
    let Path(text) = path.map_err(|_| no_webhook())?;
    text.parse().map_err(|_| no_webhook())
}

/// What can go wrong with a webhook in v6's words.
fn said(error: app::Error) -> ApiError {
    let message = match &error {
        app::Error::NotFound => return no_webhook(),
        app::Error::BadInput { code, .. } => match *code {
            "WEBHOOK_URL_FORBIDDEN" => {
                "The address may not be called: it is of this machine or a private network"
            }
            "WEBHOOK_NOT_REACHED" => "The address did not answer in time",
            "WEBHOOK_NOT_VERIFIED" => {
                "The address did not answer with a good status and X-AdobeSign-ClientId as it was sent"
            }
            "INVALID_WEBHOOK_URL" => "Please provide a well-formatted https based url",
            "REQUIRED" => return ApiError::bad("MISSING_REQUIRED_PARAM", "name is missing or too long"),
            code => return ApiError::bad(code, error.to_string()),
        },
        _ => return error.into(),
    };
    // v6 has one code for all that is wrong with an address.
    ApiError::bad("INVALID_WEBHOOK_URL", message)
}

/// Make a webhook. Its address is asked with a GET that carries `X-AdobeSign-ClientId`, and must echo it.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", security(("key" = ["webhook_write"])), request_body = WebhookInfo,
    responses((status = 201, body = WebhookCreationResponse), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub(super) async fn create(
    State(web): State<Shared>,
    key: Key,
    body: Result<Json<WebhookInfo>, JsonRejection>,
) -> ApiResult<(StatusCode, Json<WebhookCreationResponse>)> {
    let caller = key.with("webhook_write")?;
    let Json(info) = body?;
    let scope = scope(&info.scope)?;
    check_state(info.state.as_deref())?;
    let new = NewWebhook {
        resource: resource(scope, &info)?,
        scope,
        name: info.name,
        url: info.webhook_url_info.url,
        events: info.webhook_subscription_events,
        include: include(info.webhook_conditional_params),
        client_id: key.client_id().to_owned(),
    };
    let (webhook, secret) = web.app.create_webhook(caller, new).await.map_err(said)?;
    Ok((
        StatusCode::CREATED,
        Json(WebhookCreationResponse {
            id: webhook.id.to_string(),
            secret: secret.reveal().to_owned(),
        }),
    ))
}

fn scope(word: &str) -> ApiResult<Scope> {
    Scope::parse(word).ok_or_else(|| ApiError::bad("INVALID_ARGUMENTS", format!("{word} is not a scope")))
}

fn check_state(state: Option<&str>) -> ApiResult<()> {
    if state.is_some_and(|state| state != "ACTIVE") {
        return Err(ApiError::bad(
            "INVALID_WEBHOOK_STATE",
            "A webhook begins as ACTIVE",
        ));
    }
    Ok(())
}

fn resource(scope: Scope, info: &WebhookInfo) -> ApiResult<Option<domain::ids::AgreementId>> {
    if scope != Scope::Resource {
        return Ok(None);
    }
    if info.resource_type.as_deref() != Some("AGREEMENT") {
        return Err(ApiError::bad(
            "INVALID_WEBHOOK_RESOURCE_TYPE",
            "resourceType: only AGREEMENT is served",
        ));
    }
    let id = info.resource_id.as_deref().and_then(|id| id.parse().ok());
    id.map(Some).ok_or_else(|| {
        ApiError::bad(
            "INVALID_WEBHOOK_RESOURCE_ID",
            "The resource id specified is invalid",
        )
    })
}

fn include(params: Option<WebhookConditionalParams>) -> Include {
    let wanted = params
        .and_then(|params| params.webhook_agreement_events)
        .unwrap_or_default();
    Include {
        detailed: wanted.include_detailed_info,
        documents: wanted.include_documents_info,
        participants: wanted.include_participants_info,
        signed_document: wanted.include_signed_documents,
    }
}

/// The webhooks that the caller may look after, the oldest first.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", security(("key" = ["webhook_read"])), params(WebhookQuery),
    responses((status = 200, body = UserWebhooks), (status = 400, body = ErrorBody)))]
pub(super) async fn list(
    State(web): State<Shared>,
    key: Key,
    query: Result<Query<WebhookQuery>, QueryRejection>,
) -> ApiResult<Json<UserWebhooks>> {
    let caller = key.with("webhook_read")?;
    let Query(query) = query?;
    let wanted = query.scope.as_deref().map(scope).transpose()?;
    let of_agreements = match query.resource_type.as_deref() {
        None => false,
        Some("AGREEMENT") => true,
        // v6 knows web forms and bulk sends, too; there are none.
        Some(_) => {
            return Ok(Json(UserWebhooks {
                page: PageInfo::default(),
                user_webhook_list: Vec::new(),
            }));
        }
    };
    let mut webhooks = web.app.webhooks(caller).await?;
    webhooks.retain(|webhook| {
        (webhook.active || query.show_in_active_webhooks)
            && wanted.is_none_or(|scope| webhook.scope == scope)
            && (!of_agreements || webhook.scope == Scope::Resource)
    });
    let Paged { items, page } = paging::page(webhooks, query.page_size, query.cursor.as_deref())?;
    Ok(Json(UserWebhooks {
        page,
        user_webhook_list: items.iter().map(shown).collect(),
    }))
}

/// One webhook.
#[utoipa::path(get, path = "/webhooks/{webhookId}", tag = "webhooks", security(("key" = ["webhook_read"])),
    params(("webhookId" = String, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = WebhookInfo), (status = 304), (status = 404, body = ErrorBody)))]
pub(super) async fn get(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let caller = key.with("webhook_read")?;
    let webhook = web.app.webhook(caller, id(path)?).await.map_err(said)?;
    if let Some(same) = etag::unchanged(&headers, webhook.version) {
        return Ok(same);
    }
    Ok(etag::tagged(webhook.version, Json(shown(&webhook))))
}

fn shown(webhook: &Webhook) -> WebhookInfo {
    let status = if webhook.active { "ACTIVE" } else { "INACTIVE" };
    let include = webhook.include;
    WebhookInfo {
        id: Some(webhook.id.to_string()),
        name: webhook.name.clone(),
        scope: webhook.scope.word().to_owned(),
        state: Some("ACTIVE".to_owned()),
        status: Some(status),
        webhook_subscription_events: webhook.events.clone(),
        webhook_url_info: WebhookUrlInfo {
            url: webhook.url.clone(),
        },
        webhook_conditional_params: Some(WebhookConditionalParams {
            webhook_agreement_events: Some(WebhookAgreementEvents {
                include_detailed_info: include.detailed,
                include_documents_info: include.documents,
                include_participants_info: include.participants,
                include_signed_documents: include.signed_document,
            }),
        }),
        resource_id: webhook.resource.map(|id| id.to_string()),
        resource_type: webhook.resource.map(|_| "AGREEMENT".to_owned()),
        created: Some(webhook.created_at.to_string()),
        last_modified: Some(webhook.updated_at.to_string()),
        disabled_because: webhook.disabled_because.clone(),
    }
}

/// Change the name of a webhook, what it is told of, and how much.
#[utoipa::path(put, path = "/webhooks/{webhookId}", tag = "webhooks", security(("key" = ["webhook_write"])),
    params(("webhookId" = String, Path), ("If-Match" = String, Header)), request_body = WebhookInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn update(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<WebhookInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("webhook_write")?;
    let (id, Json(info)) = (id(path)?, body?);
    let known = web.app.webhook(caller, id).await.map_err(said)?;
    let version = etag::demanded(&headers)?;
    check_state(info.state.as_deref())?;
    let same = known.url == info.webhook_url_info.url && known.scope.word() == info.scope;
    if !same {
        return Err(ApiError::bad(
            "UPDATE_NOT_ALLOWED",
            "The address and the scope of a webhook stay as they were made",
        ));
    }
    let edit = WebhookEdit {
        version,
        name: Some(info.name),
        events: Some(info.webhook_subscription_events),
        include: info
            .webhook_conditional_params
            .map(|params| include(Some(params))),
        active: None,
    };
    changed(web.app.edit_webhook(caller, id, edit).await, version)
}

/// Switch a webhook on or off. One that is switched on is asked again whether it wants to be told.
#[utoipa::path(put, path = "/webhooks/{webhookId}/state", tag = "webhooks", security(("key" = ["webhook_write"])),
    params(("webhookId" = String, Path), ("If-Match" = String, Header)), request_body = WebhookStateInfo,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn put_state(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Json<WebhookStateInfo>, JsonRejection>,
) -> ApiResult<StatusCode> {
    let caller = key.with("webhook_write")?;
    let (id, Json(info)) = (id(path)?, body?);
    web.app.webhook(caller, id).await.map_err(said)?;
    let version = etag::demanded(&headers)?;
    let active = match info.state.as_str() {
        "ACTIVE" => true,
        "INACTIVE" => false,
        other => {
            return Err(ApiError::bad(
                "INVALID_ARGUMENTS",
                format!("{other} is not a state"),
            ));
        }
    };
    let edit = WebhookEdit {
        version,
        active: Some(active),
        ..WebhookEdit::default()
    };
    changed(web.app.edit_webhook(caller, id, edit).await, version)
}

/// Remove a webhook.
#[utoipa::path(delete, path = "/webhooks/{webhookId}", tag = "webhooks", security(("key" = ["webhook_retention"])),
    params(("webhookId" = String, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub(super) async fn delete(
    State(web): State<Shared>,
    key: Key,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> ApiResult<StatusCode> {
    let caller = key.with("webhook_retention")?;
    let id = id(path)?;
    web.app.webhook(caller, id).await.map_err(said)?;
    let version = etag::demanded(&headers)?;
    changed(web.app.delete_webhook(caller, id, version).await, version)
}

fn changed<T>(result: Result<T, app::Error>, version: Option<u64>) -> ApiResult<StatusCode> {
    match result {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(error @ app::Error::Refused(_)) => Err(etag::modified(error, version)),
        Err(error) => Err(said(error)),
    }
}
