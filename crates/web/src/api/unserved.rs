//! The operations of v6 that are not served: each answers 501 and a code, to whoever has a good key, so that a client can tell them
//! from a wrong address.

use super::{ApiError, Key};
use crate::Shared;
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::routing::{MethodFilter, on};

/// Method and path of each.
pub(super) const OPERATIONS: [(Method, &str); 28] = [
    (Method::POST, "/megaSigns"),
    (Method::POST, "/megaSigns/{megaSignId}/views"),
    (Method::GET, "/megaSigns"),
    (Method::GET, "/megaSigns/{megaSignId}"),
    (Method::GET, "/megaSigns/{megaSignId}/agreements"),
    (
        Method::GET,
        "/megaSigns/{megaSignId}/childAgreementsInfo/{childAgreementsInfoFileId}",
    ),
    (Method::GET, "/megaSigns/{megaSignId}/combinedDocument"),
    (Method::GET, "/megaSigns/{megaSignId}/events"),
    (Method::GET, "/megaSigns/{megaSignId}/formData"),
    (Method::PUT, "/megaSigns/{megaSignId}/state"),
    (Method::POST, "/widgets"),
    (Method::POST, "/widgets/{widgetId}/views"),
    (Method::GET, "/widgets"),
    (Method::GET, "/widgets/{widgetId}"),
    (Method::GET, "/widgets/{widgetId}/agreements"),
    (Method::GET, "/widgets/{widgetId}/auditTrail"),
    (Method::GET, "/widgets/{widgetId}/combinedDocument"),
    (Method::GET, "/widgets/{widgetId}/documents"),
    (Method::GET, "/widgets/{widgetId}/documents/{documentId}"),
    (Method::GET, "/widgets/{widgetId}/events"),
    (Method::GET, "/widgets/{widgetId}/formData"),
    (Method::GET, "/widgets/{widgetId}/me/note"),
    (Method::GET, "/widgets/{widgetId}/members"),
    (
        Method::GET,
        "/widgets/{widgetId}/members/participantSets/{participantSetId}",
    ),
    (Method::PUT, "/widgets/{widgetId}"),
    (Method::PUT, "/widgets/{widgetId}/me/visibility"),
    (Method::PUT, "/widgets/{widgetId}/state"),
    (Method::GET, "/workflows"),
];

/// Their routes, under `base`.
pub(super) fn routes(base: &str) -> Router<Shared> {
    OPERATIONS
        .into_iter()
        .fold(Router::new(), |router, (method, path)| {
            let filter = MethodFilter::try_from(method).unwrap_or(MethodFilter::GET);
            router.route(&format!("{base}{path}"), on(filter, refuse))
        })
}

async fn refuse(_: Key) -> ApiError {
    ApiError::new(
        StatusCode::NOT_IMPLEMENTED,
        "NOT_IMPLEMENTED",
        "This operation of v6 is not served here",
    )
}
