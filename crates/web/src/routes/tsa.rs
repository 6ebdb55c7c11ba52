//! The built-in timestamping authority over HTTP, RFC 3161 §3.4. Not there unless the operator configured it.

use crate::Shared;
use crate::error::Problem;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;

/// A request is a digest, a policy and a nonce: larger ones are something else.
const MAX_QUERY: usize = 4 << 10;

/// No page of another site gains anything here: there is no cookie in it, and everybody may ask.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/tsa", post(answer))
        .layer(DefaultBodyLimit::max(MAX_QUERY))
}

async fn answer(State(web): State<Shared>, headers: HeaderMap, query: Bytes) -> Response {
    let Some(tsa) = &web.app.tsa else {
        return Problem::not_found().into_response();
    };
    let content_type = headers.get(header::CONTENT_TYPE);
    if content_type.is_none_or(|given| given != "application/timestamp-query") {
        return (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "application/timestamp-query, please\n",
        )
            .into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "application/timestamp-reply"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, tsa.answer(&query)).into_response()
}
