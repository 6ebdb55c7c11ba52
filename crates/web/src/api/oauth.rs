//! Where programs exchange codes and refresh tokens for access tokens (RFC 6749, RFC 7009). The addresses and the fields are those of
//! Acrobat Sign; a refresh token works once, and a new one comes with each answer.

use crate::Shared;
use app::keys::Token;
use app::oauth::{ACCESS, Issued, TokenRefusal};
use axum::extract::{Form, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

/// The routes, outside of v6's own base.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/oauth/v2/token", post(token))
        .route("/oauth/v2/refresh", post(token))
        .route("/oauth/v2/revoke", post(revoke))
}

/// What programs send; each request needs a part of it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenForm {
    grant_type: String,
    client_id: String,
    client_secret: String,
    code: String,
    redirect_uri: String,
    code_verifier: Option<String>,
    refresh_token: String,
    token: String,
}

/// A refusal in the words of RFC 6749 §5.2.
struct Refused(StatusCode, &'static str);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<TokenRefusal> for Refused {
    fn from(refusal: TokenRefusal) -> Refused {
        match refusal {
            TokenRefusal::Client => Refused(StatusCode::UNAUTHORIZED, "invalid_client"),
            TokenRefusal::Grant => Refused(StatusCode::BAD_REQUEST, "invalid_grant"),
            TokenRefusal::Failed(error) => {
                tracing::error!(%error, "a token could not be issued");
                Refused(StatusCode::INTERNAL_SERVER_ERROR, "server_error")
            }
        }
    }
}

impl TokenForm {
    /// The program's identity and secret: from the form, or from the header (RFC 6749 §2.3.1).
    fn program(&self, headers: &HeaderMap) -> (String, Token) {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let basic = header.and_then(|text| text.strip_prefix("Basic "));
        let pair = basic.and_then(|text| String::from_utf8(STANDARD.decode(text).ok()?).ok());
        match pair.as_deref().and_then(|pair| pair.split_once(':')) {
            Some((id, secret)) => (id.to_owned(), Token::from_text(secret)),
            None => (self.client_id.clone(), Token::from_text(&self.client_secret)),
        }
    }
}

async fn token(
    State(web): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<TokenForm>,
) -> Result<Response, Refused> {
    let (id, secret) = form.program(&headers);
    let program = (id.as_str(), &secret);
    let issued = match form.grant_type.as_str() {
        "authorization_code" => {
            let code = Token::from_text(&form.code);
            let verifier = form.code_verifier.as_deref();
            web.app
                .exchange_code(program, &code, &form.redirect_uri, verifier)
                .await?
        }
        "refresh_token" => {
            web.app
                .refresh(program, &Token::from_text(&form.refresh_token))
                .await?
        }
        _ => return Err(Refused(StatusCode::BAD_REQUEST, "unsupported_grant_type")),
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(answer(&web, &issued))).into_response())
}

fn answer(web: &Shared, issued: &Issued) -> Value {
    let base = format!("{}/", web.app.config.public_url);
    json!({
        "access_token": issued.access.reveal(),
        "refresh_token": issued.refresh.reveal(),
        "token_type": "Bearer",
        "expires_in": ACCESS.as_secs(),
        "api_access_point": base,
        "web_access_point": base,
    })
}

/// The answer is the same whether there was such a token or not (RFC 7009 §2.2).
async fn revoke(
    State(web): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<TokenForm>,
) -> Result<StatusCode, Refused> {
    let (id, secret) = form.program(&headers);
    web.app
        .give_back((&id, &secret), &Token::from_text(&form.token))
        .await?;
    Ok(StatusCode::OK)
}
