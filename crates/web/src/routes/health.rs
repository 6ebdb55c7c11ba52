//! Whether this node lives, and whether it can work. Both say nothing else: they stand open to whoever can reach the node.

use crate::Shared;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
}

async fn ready(State(web): State<Shared>) -> (StatusCode, &'static str) {
    if !web.is_made() {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready\n");
    }
    match web.app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!("not ready: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
