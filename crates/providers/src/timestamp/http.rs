//! RFC 3161 over HTTP. It carries bytes: whether a token is good is for `ades` to say.
//!
//! Settings (for `docs/config.md`), section `[timestamp]`, beside `allow_private` of the HTTP client:
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `url` | | address of the authority, `http://` or `https://` |
//! | `user`, `password_file` | | for authorities that ask for them (HTTP Basic) |

use app::ports::{OutsideError, TimestampService};
use async_trait::async_trait;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;

use crate::http::{HttpClient, HttpRequest};
use crate::secret::Secret;
use crate::{SettingsError, basic_authorisation};

/// Where and how to ask.
#[derive(Clone)]
pub struct TimestampSettings {
    /// Address of the authority.
    pub url: String,
    /// User and password.
    pub credentials: Option<(String, Secret)>,
    /// Whether the authority is simulated.
    pub simulated: bool,
}

/// A timestamping authority behind HTTP.
pub struct HttpTimestampService {
    client: HttpClient,
    url: Url,
    name: String,
    headers: HeaderMap,
    simulated: bool,
}

impl HttpTimestampService {
    /// Checks the settings; calls nobody.
    pub fn new(settings: TimestampSettings, client: HttpClient) -> Result<Self, SettingsError> {
        let url =
            Url::parse(&settings.url).map_err(|_| SettingsError("timestamp.url is not an address".into()))?;
        let mut headers = HeaderMap::new();
        // RFC 3161 §3.4
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/timestamp-query"),
        );
        if let Some((user, password)) = &settings.credentials {
            headers.insert(AUTHORIZATION, basic_authorisation(user, password)?);
        }
        let name = without_secrets(&url);
        Ok(Self {
            client,
            url,
            name,
            headers,
            simulated: settings.simulated,
        })
    }
}

#[async_trait]
impl TimestampService for HttpTimestampService {
    /// Never `Uncertain`: a token that got lost is of no use to anybody, so asking again is always right (decision 33).
    async fn timestamp(&self, request: &[u8]) -> Result<Vec<u8>, OutsideError> {
        let request = HttpRequest {
            method: Method::POST,
            url: self.url.clone(),
            headers: self.headers.clone(),
            body: Bytes::copy_from_slice(request),
        };
        let answer = self.client.exchange(request).await.map_err(ask_again)?;
        match answer.status {
            200..=299 if is_reply(&answer.content_type) => Ok(answer.body.to_vec()),
            200..=299 => Err(OutsideError::Unavailable(format!(
                "answered {:?}, not a timestamp",
                answer.content_type
            ))),
            // The operator mends address or password; the request itself is as good as before.
            status => Err(OutsideError::Unavailable(format!(
                "answered with status {status}"
            ))),
        }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn is_simulated(&self) -> bool {
        self.simulated
    }
}

fn ask_again(error: crate::http::HttpError) -> OutsideError {
    match OutsideError::from(error) {
        OutsideError::Uncertain(text) => OutsideError::Unavailable(text),
        other => other,
    }
}

/// RFC 3161 §3.4; media types have no case, and parameters do not change what they are (RFC 9110 §8.3.1).
fn is_reply(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/timestamp-reply")
}

fn without_secrets(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Canned, canned, loopback_client};

    fn service(url: &str) -> HttpTimestampService {
        let settings = TimestampSettings {
            url: url.into(),
            credentials: Some(("u".into(), Secret::new("p"))),
            simulated: true,
        };
        HttpTimestampService::new(settings, loopback_client()).unwrap()
    }

    #[tokio::test]
    async fn the_query_goes_out_and_the_reply_comes_back_as_bytes() {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: Application/Timestamp-Reply; x=y\r\ncontent-length: 3\r\n\r\nabc";
        let server = canned(Canned::Answer(head)).await;
        let service = service(&format!("{}tsa?key=secret", server.url()));
        assert_eq!(service.timestamp(b"query").await.unwrap(), b"abc");
        assert_eq!(service.name(), format!("{}tsa", server.url()));
        let request = server.requests().remove(0);
        assert!(
            request.starts_with("POST /tsa?key=secret HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(
            request.contains("content-type: application/timestamp-query"),
            "{request}"
        );
        assert!(request.contains("authorization: Basic dTpw"), "{request}");
        assert!(request.ends_with("\r\n\r\nquery"), "{request}");
    }

    #[tokio::test]
    async fn whatever_goes_wrong_may_be_asked_again() {
        let troubles = [
            Canned::Silence,
            Canned::Answer(""),
            Canned::Answer("HTTP/1.1 503 Later\r\ncontent-length: 0\r\n\r\n"),
            Canned::Answer("HTTP/1.1 401 Who\r\ncontent-length: 0\r\n\r\n"),
            Canned::Answer("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1\r\n\r\nx"),
        ];
        for trouble in troubles {
            let server = canned(trouble).await;
            let error = service(&server.url()).timestamp(b"query").await.unwrap_err();
            assert!(matches!(error, OutsideError::Unavailable(_)), "{error:?}");
        }
        let error = service("http://127.0.0.1:1/")
            .timestamp(b"query")
            .await
            .unwrap_err();
        assert!(matches!(error, OutsideError::Unavailable(_)), "{error:?}");
    }
}
