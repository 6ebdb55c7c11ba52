//! The REST API in the shape of Acrobat Sign v6. Bearer keys only, never a cookie (decision 34). Own additions to v6 are
//! marked `x-podpis` in the description at `/api/openapi.json`.

mod agreement_events;
mod agreement_parts;
mod agreements;
mod caller;
mod error;
mod etag;
mod files;
mod form_fields;
#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(all(test, not(fuzzing)))]
mod fuzzing;
mod generators;
mod groups;
mod idempotency;
mod image_urls;
mod json;
mod library_documents;
mod library_parts;
mod members;
mod model;
mod notes;
mod oauth;
mod paging;
mod places;
mod reminders;
mod settings;
mod transient_documents;
mod unserved;
mod users;
mod verify;
mod webhook_payload;
mod webhooks;

pub(crate) use caller::Key;
pub(crate) use error::{ApiError, ApiResult};
pub use webhook_payload::WebhookShape;

use crate::Shared;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use std::sync::Arc;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Under which path everything stands.
const BASE: &str = "/api/rest/v6";

/// The largest request that is no upload: thousands of fields, or of people.
const MAX_JSON: usize = 4 << 20;

/// What is served, with uploads of up to so many bytes.
fn described(max_upload: usize) -> (Router<Shared>, OpenApi) {
    let uploads = OpenApiRouter::new()
        .routes(routes!(transient_documents::create))
        .routes(routes!(verify::verify))
        .layer(DefaultBodyLimit::max(max_upload));
    let routes = of_agreements()
        .merge(of_library())
        .merge(of_accounts())
        .layer(DefaultBodyLimit::max(MAX_JSON));
    let info = InfoBuilder::new()
        .title("Podpis, in the shape of Acrobat Sign v6")
        .version("6")
        .description(Some(
            "Existing clients of the Acrobat Sign REST API v6 can talk to this one. Keys are made under Settings, Integration keys, and sent as \
             `Authorization: Bearer …`. Errors are `{code, message}`. Coordinates are points from the bottom left corner of the page.",
        ))
        .build();
    let mut whole = OpenApiBuilder::new().info(info).build();
    let (router, described) = OpenApiRouter::with_openapi(OpenApi::default())
        .nest(BASE, uploads.merge(routes))
        .split_for_parts();
    whole.merge(described);
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    whole
        .components
        .get_or_insert_default()
        .add_security_scheme("key", bearer);
    (router, whole)
}

/// Agreements and what belongs to them.
fn of_agreements() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(base_uris))
        .routes(routes!(agreements::create, agreements::list))
        .routes(routes!(agreements::get, agreement_parts::update))
        .routes(routes!(agreement_parts::pages_info))
        .routes(routes!(
            agreement_parts::participant_set,
            agreement_parts::put_participant_set
        ))
        .routes(routes!(agreement_parts::views))
        .routes(routes!(agreements::put_state))
        .routes(routes!(agreement_events::events))
        .routes(routes!(files::documents, files::delete_documents))
        .routes(routes!(image_urls::all))
        .routes(routes!(image_urls::one))
        .routes(routes!(notes::note))
        .routes(routes!(notes::visibility))
        .routes(routes!(places::share))
        .routes(routes!(places::delegate))
        .routes(routes!(places::reject))
        .routes(routes!(files::document))
        .routes(routes!(files::combined_document))
        .routes(routes!(files::audit_trail))
        .routes(routes!(files::form_data))
        .routes(routes!(
            form_fields::get,
            form_fields::put,
            form_fields::template::post
        ))
        .routes(routes!(
            form_fields::merge::merge_info,
            form_fields::merge::put_merge_info
        ))
        .routes(routes!(members::members))
        .routes(routes!(members::signing_urls))
        .routes(routes!(reminders::create, reminders::list))
}

/// Library documents: templates.
fn of_library() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(image_urls::of_template))
        .routes(routes!(notes::template_note))
        .routes(routes!(notes::template_visibility))
        .routes(routes!(library_parts::views))
        .routes(routes!(library_parts::events))
        .routes(routes!(library_parts::audit_trail))
        .routes(routes!(library_documents::create, library_documents::list))
        .routes(routes!(library_documents::get, library_documents::update))
        .routes(routes!(library_documents::put_state))
        .routes(routes!(library_documents::documents))
        .routes(routes!(library_documents::document))
        .routes(routes!(library_documents::combined_document))
}

/// Users, groups, webhooks.
fn of_accounts() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(webhooks::create, webhooks::list))
        .routes(routes!(webhooks::get, webhooks::update, webhooks::delete))
        .routes(routes!(webhooks::put_state))
        .routes(routes!(users::list))
        .routes(routes!(users::get, users::changes::put))
        .routes(routes!(users::groups_of, users::changes::put_groups))
        .routes(routes!(users::changes::put_state))
        .routes(routes!(users::views))
        .routes(routes!(groups::groups, groups::create))
        .routes(routes!(groups::group, groups::rename))
        .routes(routes!(groups::users_of_group))
        .routes(routes!(settings::methods))
        .routes(routes!(settings::get, settings::put))
        .routes(routes!(settings::override_page, settings::inherit_page))
}

/// The routes of the API and its description.
pub(crate) fn routes(web: &Shared) -> Router<Shared> {
    // The multipart form around a file weighs a little itself.
    let limit = usize::try_from(web.app.config.max_upload)
        .unwrap_or(usize::MAX)
        .saturating_add(64 << 10);
    let (router, description) = described(limit);
    router
        .merge(unserved::routes(BASE))
        .merge(oauth::routes())
        .layer(from_fn_with_state(Arc::clone(web), idempotency::once))
        .layer(from_fn(move |request, next| too_large(limit, request, next)))
        .route("/api/openapi.json", get(async move || Json(description.clone())))
}

/// Refuses what says itself that it is too large, before a byte of it is read.
async fn too_large(upload: usize, request: Request, next: Next) -> Response {
    let takes_files = ["/transientDocuments", "/v6/verify"];
    let limit = if takes_files
        .iter()
        .any(|path| request.uri().path().ends_with(path))
    {
        upload
    } else {
        MAX_JSON
    };
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > limit) {
        return ApiError::unreached(StatusCode::PAYLOAD_TOO_LARGE, None).into_response();
    }
    next.run(request).await
}

/// Where a client finds the other addresses.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct BaseUriInfo {
    /// Base address of the API; clients append `api/rest/v6`.
    api_access_point: String,
    /// Base address of the pages.
    web_access_point: String,
}

/// Where this account's API and pages are.
#[utoipa::path(get, path = "/baseUris", tag = "baseUris", security(("key" = [])),
    responses((status = 200, body = BaseUriInfo), (status = 401, body = error::ErrorBody)))]
async fn base_uris(State(web): State<Shared>, _: Key) -> Json<BaseUriInfo> {
    let base = format!("{}/", web.app.config.public_url);
    Json(BaseUriInfo {
        api_access_point: base.clone(),
        web_access_point: base,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_said_to_stand_in_a_path_stands_there() {
        let (_, description) = super::described(1);
        let description = serde_json::to_value(description).unwrap();
        let mut parameters = 0;
        for (path, item) in description["paths"].as_object().unwrap() {
            for operation in item.as_object().unwrap().values() {
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    parameters += 1;
                    let name = parameter["name"].as_str().unwrap();
                    let in_path = parameter["in"] == "path";
                    assert_eq!(in_path, path.contains(&format!("{{{name}}}")), "{path}: {name}");
                }
            }
        }
        assert!(parameters > 100, "{parameters}");
    }

    #[test]
    fn the_description_is_the_one_that_was_looked_at() {
        let (_, description) = super::described(1);
        insta::assert_json_snapshot!(description);
    }
}
