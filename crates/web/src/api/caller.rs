//! Who calls: a bearer key or an access token, and its scopes.

use super::error::ApiError;
use crate::Shared;
use app::integration::KeyHolder;
use app::keys::Token;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

/// A caller with a good key.
pub(crate) struct Key(KeyHolder);

impl Key {
    /// The caller, if the key carries `scope`.
    pub(crate) fn with(&self, scope: &str) -> Result<&app::Caller, ApiError> {
        self.0
            .acting(scope)
            .ok_or_else(|| ApiError::permission_denied(scope))
    }
}

impl Key {
    /// Who calls, whatever the key may do.
    pub(super) fn caller(&self) -> &app::Caller {
        &self.0.caller
    }

    /// The program, as webhooks of its making must echo it.
    pub(super) fn client_id(&self) -> &str {
        &self.0.client_id
    }
}

impl FromRequestParts<Shared> for Key {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, web: &Shared) -> Result<Key, ApiError> {
        let given = parts.headers.get(AUTHORIZATION).ok_or_else(ApiError::no_key)?;
        let text = given
            .to_str()
            .ok()
            .and_then(|text| text.strip_prefix("Bearer "))
            .ok_or_else(ApiError::invalid_key)?;
        let client = web.proxies.client(parts);
        let holder = web.app.key_holder(&Token::from_text(text.trim()), client).await;
        holder.map(Key).map_err(|error| match error {
            app::Error::Unauthenticated => ApiError::invalid_key(),
            other => other.into(),
        })
    }
}
