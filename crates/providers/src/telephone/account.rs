//! An account at a provider with an address of its own: forms go out under Basic authorisation (RFC 7617). It knows no provider.

use app::ports::OutsideError;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;
use url::form_urlencoded::Serializer;

use crate::http::{HttpAnswer, HttpClient, HttpRequest};
use crate::secret::Secret;
use crate::{SettingsError, basic_authorisation, is_this_machine};

/// Who asks, and where.
pub(super) struct Account {
    client: HttpClient,
    base: String,
    authorisation: HeaderValue,
}

/// What an account needs of the settings.
pub(super) struct Access<'a> {
    pub(super) section: &'static str,
    pub(super) url: &'a str,
    pub(super) allow_plain: bool,
    pub(super) user: &'a str,
    pub(super) password: &'a Secret,
}

impl Account {
    /// Checks the address; calls nobody.
    pub(super) fn new(access: &Access<'_>, client: HttpClient) -> Result<Account, SettingsError> {
        let section = access.section;
        let unusable = || SettingsError(format!("{section}.url is not an address"));
        let url = Url::parse(access.url).map_err(|_| unusable())?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err(unusable());
        }
        let here = is_this_machine(url.host_str().unwrap_or_default());
        if url.scheme() != "https" && !access.allow_plain && !here {
            return Err(SettingsError(format!(
                "{section}.url must begin with https://, or {section}.allow_plain be set"
            )));
        }
        if access.password.reveal().is_empty() {
            return Err(SettingsError(format!("{section}.password_file is empty")));
        }
        Ok(Account {
            client,
            base: url.as_str().trim_end_matches('/').to_owned(),
            authorisation: basic_authorisation(access.user, access.password)?,
        })
    }

    /// POSTs a form, once.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<HttpAnswer, OutsideError> {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        Ok(self.exchange(Method::POST, path, Bytes::from(form)).await?)
    }

    /// Asks for something that says whether the credentials are good; nothing leaves to anybody.
    pub(super) async fn look(&self, path: &str) -> Result<serde_json::Value, OutsideError> {
        let answer = match self.exchange(Method::GET, path, Bytes::new()).await {
            Ok(answer) => answer,
            Err(error) => return Err(OutsideError::Unavailable(error.to_string())),
        };
        let text = format!("the gateway answered with status {}", answer.status);
        match answer.status {
            401 | 403 => Err(OutsideError::Refused(
                "the gateway does not take our credentials".into(),
            )),
            429 | 500.. => Err(OutsideError::Unavailable(text)),
            _ if !answer.is_success() => Err(OutsideError::Refused(text)),
            _ => serde_json::from_slice(&answer.body)
                .map_err(|_| OutsideError::Refused("what answers is not the gateway".into())),
        }
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<HttpAnswer, crate::http::HttpError> {
        let url = Url::parse(&format!("{}{path}", self.base))
            .map_err(|_| crate::http::HttpError::Settings("the address cannot be used".into()))?;
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.authorisation.clone());
        if method == Method::POST {
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            headers.insert(CONTENT_TYPE, form);
        }
        let request = HttpRequest {
            method,
            url,
            headers,
            body,
        };
        self.client.exchange(request).await
    }
}

/// What an answer means that says "taken" in words that the provider never uses: it may have been sent.
pub(super) fn not_understood() -> OutsideError {
    OutsideError::Uncertain("the gateway's answer cannot be read".into())
}
