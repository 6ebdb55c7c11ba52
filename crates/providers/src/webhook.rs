//! Calls webhooks over HTTP: one exchange with a time limit, a small answer, no redirect, and only to addresses that may be called.
//!
//! Settings (for `docs/config.md`), section `[webhooks]`: `allow_private` and `time_limit_seconds`, as the HTTP client has them.

use std::time::Duration;

use app::ports::{OutsideError, WebhookAnswer, WebhookCall, WebhookTarget};
use async_trait::async_trait;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::http::{HttpClient, HttpError, HttpRequest, HttpSettings, PrivateAddresses};

const CLIENT_ID: HeaderName = HeaderName::from_static("x-adobesign-clientid");
const NOTIFICATION: HeaderName = HeaderName::from_static("x-podpis-notification-id");
const SIGNATURE: HeaderName = HeaderName::from_static("x-podpis-signature");
/// Bytes that an answer may have: an echo is small.
const ANSWER_BYTES: usize = 64 << 10;

/// Programs that are told of events.
#[derive(Clone, Debug)]
pub struct HttpWebhookTarget {
    client: HttpClient,
}

impl HttpWebhookTarget {
    /// Sets the client up.
    pub fn new(
        private_addresses: PrivateAddresses,
        timeout: Duration,
    ) -> Result<HttpWebhookTarget, HttpError> {
        let client = HttpClient::new(&HttpSettings {
            timeout,
            connect_timeout: timeout,
            answer_bytes: ANSWER_BYTES,
            private_addresses,
            ..HttpSettings::default()
        })?;
        Ok(HttpWebhookTarget { client })
    }
}

#[async_trait]
impl WebhookTarget for HttpWebhookTarget {
    async fn call(&self, call: &WebhookCall) -> Result<WebhookAnswer, OutsideError> {
        let answer = self
            .client
            .exchange(request(call)?)
            .await
            .map_err(|error| match error {
                HttpError::Forbidden(_) => OutsideError::Refused(error.to_string()),
                other => other.into(),
            })?;
        let echoed = answer
            .headers
            .get(CLIENT_ID)
            .and_then(|value| value.to_str().ok());
        Ok(WebhookAnswer {
            status: answer.status,
            client_id: echoed.map(str::to_owned),
            body: answer.body,
        })
    }
}

fn request(call: &WebhookCall) -> Result<HttpRequest, OutsideError> {
    let refused = |what: &str| OutsideError::Refused(what.to_owned());
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| refused("a header that cannot be sent"));
    let url = call.url.parse().map_err(|_| refused("not an address"))?;
    let mut headers = HeaderMap::new();
    headers.insert(CLIENT_ID, value(&call.client_id)?);
    let Some(message) = &call.message else {
        return Ok(HttpRequest {
            method: Method::GET,
            url,
            headers,
            body: Bytes::new(),
        });
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(NOTIFICATION, value(&message.notification.to_string())?);
    headers.insert(SIGNATURE, value(&message.signature)?);
    Ok(HttpRequest {
        method: Method::POST,
        url,
        headers,
        body: message.json.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Canned, canned};
    use app::ports::WebhookBody;

    fn target(private_addresses: PrivateAddresses) -> HttpWebhookTarget {
        HttpWebhookTarget::new(private_addresses, Duration::from_millis(400)).unwrap()
    }

    fn call(url: String, message: bool) -> WebhookCall {
        let message = message.then(|| WebhookBody {
            notification: uuid::Uuid::nil(),
            signature: "t=1,v1=00".into(),
            json: Bytes::from_static(b"{}"),
        });
        WebhookCall {
            url,
            client_id: "app".into(),
            message,
        }
    }

    #[tokio::test]
    async fn a_message_says_whose_it_is_and_the_echo_comes_back() {
        let echo = "HTTP/1.1 200 OK\r\nX-AdobeSign-ClientId: app\r\ncontent-length: 0\r\n\r\n";
        let server = canned(Canned::Answer(echo)).await;
        let target = target(PrivateAddresses::Allow);
        let answer = target.call(&call(server.url(), false)).await.unwrap();
        assert_eq!((answer.status, answer.client_id.as_deref()), (200, Some("app")));
        target.call(&call(server.url(), true)).await.unwrap();
        let requests = server.requests();
        assert!(requests[0].starts_with("GET / "), "{}", requests[0]);
        assert!(requests[0].contains("x-adobesign-clientid: app"));
        assert!(requests[1].starts_with("POST / "), "{}", requests[1]);
        for line in [
            "x-adobesign-clientid: app",
            "x-podpis-signature: t=1,v1=00",
            "x-podpis-notification-id: 00000000-0000-0000-0000-000000000000",
            "content-type: application/json",
        ] {
            assert!(requests[1].contains(line), "{line} is not in {}", requests[1]);
        }
    }

    #[tokio::test]
    async fn a_target_that_hangs_redirects_or_hides_gains_nothing() {
        let hangs = canned(Canned::Silence).await;
        let allowed = target(PrivateAddresses::Allow);
        let error = allowed.call(&call(hangs.url(), true)).await.unwrap_err();
        assert!(matches!(error, OutsideError::Uncertain(_)), "{error}");
        let inside = canned(Canned::Answer("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")).await;
        let head = format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
            inside.url()
        );
        let redirects = canned(Canned::Answer(Box::leak(head.into_boxed_str()))).await;
        let answer = allowed.call(&call(redirects.url(), true)).await.unwrap();
        assert_eq!(answer.status, 307);
        let refusing = target(PrivateAddresses::Refuse);
        let port = inside.address.port();
        for host in [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "10.0.0.1",
        ] {
            let error = refusing
                .call(&call(format!("http://{host}:{port}/"), true))
                .await
                .unwrap_err();
            assert!(matches!(error, OutsideError::Refused(_)), "{host}: {error}");
        }
        assert_eq!(inside.requests().len(), 0, "nobody was led there");
    }
}
