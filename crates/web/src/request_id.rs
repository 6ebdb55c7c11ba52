//! A name for every request: in all that is logged on its behalf, and in its answer, so that whoever complains can be found in the log.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

const NAME: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request; never by what its sender wrote, which could be anything.
pub(crate) async fn name(request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().simple().to_string();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(NAME, id);
    }
    response
}
