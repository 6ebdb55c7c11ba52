//! `/bounces`: where a mail system hands in delivery reports (RFC 3464), with an integration key.

use crate::Shared;
use crate::api::{ApiError, Key};
use app::bounces::{Bounce, MAX_REPORT};
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::post;
use axum::{Json, Router};
use bytes::Bytes;
use serde_json::{Value, json};

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/bounces", post(take).layer(DefaultBodyLimit::max(MAX_REPORT)))
}

/// A key may only tell of mails of its own account.
async fn take(State(web): State<Shared>, key: Key, report: Bytes) -> Result<Json<Value>, ApiError> {
    let caller = key.with("agreement_write")?;
    let bounce = web.app.take_bounce(Some(caller.account), &report).await?;
    let result = match bounce {
        Bounce::Kept => "KEPT",
        Bounce::KeptWithMessage => "KEPT_WITH_MESSAGE",
        Bounce::Known => "KNOWN",
        Bounce::NotFinal => "NOT_FINAL",
        Bounce::NotOurs => "NOT_OURS",
    };
    Ok(Json(json!({ "result": result })))
}
