//! Who calls: a bearer key or an access token, its scopes, and the user for whom an administrator's program acts.

use super::error::ApiError;
use crate::Shared;
use app::integration::{ActsFor, KeyHolder};
use app::keys::Token;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use domain::contact::Email;

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
    /// The caller in their own place of an agreement: not somebody for whom an administrator's program speaks.
    pub(super) fn in_own_place(&self, scope: &str) -> Result<&app::Caller, ApiError> {
        if self.0.is_lent() {
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "PERMISSION_DENIED",
                "In their own place people act with a key of their own",
            ));
        }
        self.with(scope)
    }

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
        let holder = holder.map_err(|error| match error {
            app::Error::Unauthenticated => ApiError::invalid_key(),
            other => other.into(),
        })?;
        let holder = match named(parts, API_USER)? {
            None => holder,
            Some(wanted) => acting_for(web, holder, &wanted).await?,
        };
        match named(parts, ON_BEHALF)? {
            // Nobody shares an account with others here.
            Some(other) if !other.is(&holder.caller) => Err(ON_BEHALF.unknown()),
            _ => Ok(Key(holder)),
        }
    }
}

/// A header that names a user as `userid:…` or `email:…`.
#[derive(Clone, Copy)]
struct UserHeader {
    name: &'static str,
    malformed: &'static str,
    unknown: &'static str,
}

/// The user for whom an administrator's program acts.
const API_USER: UserHeader = UserHeader {
    name: "x-api-user",
    malformed: "INVALID_X_API_USER_HEADER",
    unknown: "INVALID_USER",
};
/// A user who has shared their account.
const ON_BEHALF: UserHeader = UserHeader {
    name: "x-on-behalf-of-user",
    malformed: "INVALID_ON_BEHALF_OF_USER_HEADER",
    unknown: "INVALID_ON_BEHALF_OF_USER",
};

impl UserHeader {
    fn malformed(self) -> ApiError {
        let message = format!("Value provided in {} header is in invalid format", self.name);
        ApiError::bad(self.malformed, message)
    }

    fn unknown(self) -> ApiError {
        let message = format!("Invalid user ID or email provided in {} header", self.name);
        ApiError::new(StatusCode::UNAUTHORIZED, self.unknown, message)
    }

    fn read(self, text: &str) -> Option<ActsFor> {
        match text.split_once(':')? {
            ("userid", id) => id.trim().parse().ok().map(ActsFor::Id),
            ("email", email) => Email::parse(email.trim()).map(ActsFor::Email),
            _ => None,
        }
    }
}

fn named(parts: &Parts, header: UserHeader) -> Result<Option<ActsFor>, ApiError> {
    let Some(value) = parts.headers.get(header.name) else {
        return Ok(None);
    };
    let read = value.to_str().ok().and_then(|text| header.read(text));
    read.map(Some).ok_or_else(|| header.malformed())
}

async fn acting_for(web: &Shared, holder: KeyHolder, wanted: &ActsFor) -> Result<KeyHolder, ApiError> {
    web.app
        .acting_for(holder, wanted)
        .await
        .map_err(|error| match error {
            app::Error::NotFound => API_USER.unknown(),
            other => other.into(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_a_user_by_id_or_address() {
        let read = |text| API_USER.read(text);
        assert!(matches!(read("email:ana@banka.si"), Some(ActsFor::Email(_))));
        assert!(matches!(
            read("userid:0198f000-0000-7000-8000-000000000000"),
            Some(ActsFor::Id(_))
        ));
        for bad in ["", "ana@banka.si", "email:", "email:ana", "userid:7", "name:Ana"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
