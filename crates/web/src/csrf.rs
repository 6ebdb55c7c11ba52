//! Requests that change something come from our own pages, or from programs that carry no cookies.

use crate::error::Problem;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use url::Url;

/// The answer to a request from elsewhere.
pub(crate) type Refuse = fn(ProtectionError) -> Response<Body>;

/// Lets through what `Sec-Fetch-Site` or `Origin` calls our own; the public address counts as ours even where a proxy changes `Host`.
pub(crate) fn layer(public_url: &str) -> CsrfLayer<Refuse> {
    let origin = Url::parse(public_url)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    let layer = CsrfLayer::new();
    let layer = layer
        .clone()
        .add_trusted_origin(&origin)
        .unwrap_or_else(|problem| {
            tracing::warn!(origin, %problem, "the public address cannot be a trusted origin");
            layer
        });
    layer.with_rejection_response(refuse as Refuse)
}

fn refuse(error: ProtectionError) -> Response<Body> {
    tracing::warn!(%error, "a request from another site was refused");
    Problem::page(StatusCode::FORBIDDEN, "cross-site").into_response()
}
