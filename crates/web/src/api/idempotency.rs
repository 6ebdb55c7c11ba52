//! `Idempotency-Key`: a POST that is sent again under the same key is not done again, and answers the same. An own addition to v6.

use super::error::ApiError;
use super::{ApiResult, BASE, Key};
use crate::Shared;
use app::idempotency::Claim;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The longest key.
const MOST_KEY: usize = 255;
/// The largest answer that is kept; those to POSTs are small.
const MOST_ANSWER: usize = 1 << 20;

/// An answer as it is kept.
#[derive(Deserialize, Serialize)]
struct Kept {
    status: u16,
    content_type: Option<String>,
    body: String,
}

/// Lets a named POST through once, and answers for it from then on.
pub(super) async fn once(State(web): State<Shared>, request: Request, next: Next) -> Response {
    let ours = request.method() == Method::POST && request.uri().path().starts_with(BASE);
    if !ours || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    match named(&web, request, next).await {
        Ok(answer) => answer,
        Err(error) => error.into_response(),
    }
}

async fn named(web: &Shared, request: Request, next: Next) -> ApiResult<Response> {
    let (mut parts, body) = request.into_parts();
    let name = name_of(parts.headers.get(KEY))?;
    let key = Key::from_request_parts(&mut parts, web).await?;
    let limit = usize::try_from(web.app.config.max_upload).unwrap_or(usize::MAX);
    let body = to_bytes(body, limit.saturating_add(64 << 10))
        .await
        .map_err(|_| ApiError::unreached(StatusCode::PAYLOAD_TOO_LARGE, None))?;
    let asked = [parts.uri.path().as_bytes(), b"\n", &body].concat();
    match web.app.claim_request(key.caller(), &name, &asked).await? {
        Claim::New => {
            let request = Request::from_parts(parts, Body::from(body));
            done(web, &key, &name, next.run(request).await).await
        }
        Claim::Done(kept) => replayed(&kept),
        Claim::Begun => Err(ApiError::new(
            StatusCode::CONFLICT,
            "IDEMPOTENCY_REQUEST_IN_PROGRESS",
            "A request with this Idempotency-Key has begun and has no answer yet",
        )),
        Claim::Other => Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "IDEMPOTENCY_KEY_REUSED",
            "This Idempotency-Key belongs to another request",
        )),
    }
}

fn name_of(value: Option<&HeaderValue>) -> ApiResult<String> {
    let name = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if name.trim().is_empty() || name.len() > MOST_KEY {
        return Err(ApiError::bad(
            "INVALID_ARGUMENTS",
            "Idempotency-Key has 1 to 255 characters of ASCII",
        ));
    }
    Ok(name.to_owned())
}

/// Keeps what was answered. What may go better the next time (no right, too many, a fault) is not kept.
async fn done(web: &Shared, key: &Key, name: &str, answer: Response) -> ApiResult<Response> {
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, MOST_ANSWER)
        .await
        .map_err(|_| ApiError::unreached(StatusCode::INTERNAL_SERVER_ERROR, None))?;
    let passing = [
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    if parts.status.is_server_error() || passing.contains(&parts.status) {
        web.app.forget_request(key.caller(), name).await?;
    } else {
        let content_type = parts.headers.get(header::CONTENT_TYPE);
        let kept = Kept {
            status: parts.status.as_u16(),
            content_type: content_type
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            body: STANDARD.encode(&body),
        };
        let kept = serde_json::to_vec(&kept).map_err(app::Error::from)?;
        web.app.keep_answer(key.caller(), name, &kept).await?;
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn replayed(kept: &[u8]) -> ApiResult<Response> {
    let kept: Kept = serde_json::from_slice(kept).map_err(app::Error::from)?;
    let body = STANDARD.decode(kept.body).unwrap_or_default();
    let mut answer = Body::from(body).into_response();
    *answer.status_mut() = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(value) = kept
        .content_type
        .and_then(|value| HeaderValue::from_str(&value).ok())
    {
        answer.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    answer
        .headers_mut()
        .insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(answer)
}
