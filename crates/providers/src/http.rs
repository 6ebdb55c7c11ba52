//! The one HTTP client: time limits, a cap on what an answer may weigh, no redirects, no proxies from the environment, and no
//! connection to this machine or its network unless that is allowed. It knows no protocol above HTTP.
//!
//! Names are resolved here, the addresses are checked, and the connection goes to exactly those: a name that points elsewhere a
//! moment later (DNS rebinding) gains nothing.
//!
//! Settings (for `docs/config.md`), each provider that speaks HTTP has them:
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `allow_private` | false | the other side may be on this machine or in a private network |

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use app::ports::OutsideError;
use bytes::{Bytes, BytesMut};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, redirect};
use url::{Host, Url};

use crate::address::is_public;

/// Whether addresses of this machine and of private networks may be called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrivateAddresses {
    /// They may: the operator runs the other side.
    Allow,
    /// They may not.
    #[default]
    Refuse,
}

/// How the client behaves.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// For the whole exchange.
    pub timeout: Duration,
    /// For the connection alone.
    pub connect_timeout: Duration,
    /// Bytes that an answer may have.
    pub answer_bytes: usize,
    /// Whether private addresses may be called.
    pub private_addresses: PrivateAddresses,
    /// PEM of further authorities that may certify the other side.
    pub authorities: Vec<Vec<u8>>,
}

impl Default for HttpSettings {
    fn default() -> HttpSettings {
        HttpSettings {
            timeout: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(5),
            answer_bytes: 256 << 10,
            private_addresses: PrivateAddresses::Refuse,
            authorities: Vec::new(),
        }
    }
}

/// Why an exchange did not happen or did not end. Texts never hold the address's query, which may carry secrets.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The configuration cannot work.
    #[error("{0}")]
    Settings(String),
    /// The address may not be called.
    #[error("{0} is not an address that may be called")]
    Forbidden(String),
    /// Nothing was sent.
    #[error("no connection: {0}")]
    NotSent(String),
    /// The request went out; no whole answer came.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The answer is larger than allowed.
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
}

impl From<HttpError> for OutsideError {
    /// What the operator can mend (an address that may not be called, too) does not refuse the message that waits for it.
    fn from(error: HttpError) -> OutsideError {
        match error {
            HttpError::Settings(_) | HttpError::NotSent(_) | HttpError::Forbidden(_) => {
                OutsideError::Unavailable(error.to_string())
            }
            HttpError::Broken(_) | HttpError::TooLarge(_) => OutsideError::Uncertain(error.to_string()),
        }
    }
}

/// What is sent.
pub(crate) struct HttpRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What came back, whatever its status.
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl HttpAnswer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The client; clones share its connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: reqwest::Client,
    private_addresses: PrivateAddresses,
    timeout: Duration,
    answer_bytes: usize,
}

impl HttpClient {
    /// Sets the client up. The first one makes aws-lc the process's TLS library.
    pub fn new(settings: &HttpSettings) -> Result<HttpClient, HttpError> {
        // Err means that somebody did it before.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let unusable = |error: reqwest::Error| HttpError::Settings(text(error));
        let mut authorities = Vec::new();
        for pem in &settings.authorities {
            authorities.extend(reqwest::Certificate::from_pem_bundle(pem).map_err(unusable)?);
        }
        let resolver = CheckedNames {
            private_addresses: settings.private_addresses,
        };
        let client = reqwest::Client::builder()
            .user_agent(concat!("podpis/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.connect_timeout)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(resolver))
            .tls_certs_merge(authorities)
            .build()
            .map_err(unusable)?;
        Ok(HttpClient {
            client,
            private_addresses: settings.private_addresses,
            timeout: settings.timeout,
            answer_bytes: settings.answer_bytes,
        })
    }

    /// The same client, connections and trusted authorities, for answers that may take longer and be larger.
    pub(crate) fn within(&self, timeout: Duration, answer_bytes: usize) -> HttpClient {
        HttpClient {
            timeout,
            answer_bytes,
            ..self.clone()
        }
    }

    pub(crate) async fn exchange(&self, request: HttpRequest) -> Result<HttpAnswer, HttpError> {
        self.check(&request.url)?;
        let mut response = self
            .client
            .request(request.method, request.url)
            .timeout(self.timeout)
            .headers(request.headers)
            .body(request.body)
            .send()
            .await
            .map_err(not_sent_or_broken)?;
        let content_type = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = self.body(&mut response).await?;
        Ok(HttpAnswer {
            status,
            content_type,
            headers,
            body,
        })
    }

    async fn body(&self, response: &mut reqwest::Response) -> Result<Bytes, HttpError> {
        let mut body = BytesMut::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| HttpError::Broken(text(error)))?
        {
            if body.len() + chunk.len() > self.answer_bytes {
                return Err(HttpError::TooLarge(self.answer_bytes));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    /// An address written as a number is never resolved, so it is checked here.
    fn check(&self, url: &Url) -> Result<(), HttpError> {
        let address: Option<IpAddr> = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(HttpError::Forbidden(url.scheme().to_owned())),
        };
        let allowed = address.is_none_or(|address| may_call(self.private_addresses, address));
        let web = ["http", "https"].contains(&url.scheme());
        if web && allowed {
            Ok(())
        } else {
            Err(HttpError::Forbidden(
                url.host_str().unwrap_or_default().to_owned(),
            ))
        }
    }
}

fn may_call(private_addresses: PrivateAddresses, address: IpAddr) -> bool {
    private_addresses == PrivateAddresses::Allow || is_public(address)
}

/// Resolves names and lets only allowed addresses through.
struct CheckedNames {
    private_addresses: PrivateAddresses,
}

impl Resolve for CheckedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let private_addresses = self.private_addresses;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found
                .filter(|address| may_call(private_addresses, address.ip()))
                .collect();
            if allowed.is_empty() {
                return Err(HttpError::Forbidden(name.as_str().to_owned()).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn not_sent_or_broken(error: reqwest::Error) -> HttpError {
    if let Some(HttpError::Forbidden(host)) = cause::<HttpError>(&error) {
        return HttpError::Forbidden(host.clone());
    }
    if error.is_builder() || error.is_connect() {
        return HttpError::NotSent(text(error));
    }
    HttpError::Broken(text(error))
}

fn cause<'a, T: std::error::Error + 'static>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The error with its causes, without the address.
fn text(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Canned, canned};

    fn get(url: &str) -> HttpRequest {
        HttpRequest {
            method: Method::GET,
            url: url.parse().unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    fn client(private_addresses: PrivateAddresses) -> HttpClient {
        let settings = HttpSettings {
            private_addresses,
            timeout: Duration::from_millis(400),
            answer_bytes: 10,
            ..HttpSettings::default()
        };
        HttpClient::new(&settings).unwrap()
    }

    #[tokio::test]
    async fn addresses_of_this_machine_are_not_called_by_number_or_by_name() {
        let server = canned(Canned::Answer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")).await;
        let port = server.address.port();
        for host in [
            "127.0.0.1",
            "localhost",
            "[::ffff:127.0.0.1]",
            "0x7f000001",
            "169.254.169.254",
        ] {
            let answer = client(PrivateAddresses::Refuse)
                .exchange(get(&format!("http://{host}:{port}/")))
                .await;
            assert!(matches!(answer, Err(HttpError::Forbidden(_))), "{host}");
        }
        let answer = client(PrivateAddresses::Allow)
            .exchange(get(&format!("http://localhost:{port}/")))
            .await
            .unwrap();
        assert_eq!((answer.status, &answer.body[..]), (200, &b"hi"[..]));
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn redirects_are_answers_and_large_answers_are_cut() {
        let allowed = client(PrivateAddresses::Allow);
        let head = "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
        let server = canned(Canned::Answer(head)).await;
        assert_eq!(allowed.exchange(get(&server.url())).await.unwrap().status, 302);
        let server = canned(Canned::Answer("HTTP/1.1 200 OK\r\n\r\n01234567890")).await;
        assert!(matches!(
            allowed.exchange(get(&server.url())).await,
            Err(HttpError::TooLarge(10))
        ));
    }

    #[tokio::test]
    async fn what_was_not_sent_is_told_from_what_may_have_been_done() {
        let allowed = client(PrivateAddresses::Allow);
        let nobody = "http://127.0.0.1:1/?password=secret";
        let error = allowed.exchange(get(nobody)).await.err().unwrap();
        assert!(matches!(error, HttpError::NotSent(_)), "{error:?}");
        assert!(!error.to_string().contains("secret"));
        for trouble in [Canned::Silence, Canned::Answer("")] {
            let server = canned(trouble).await;
            let error = allowed.exchange(get(&server.url())).await.err().unwrap();
            assert!(matches!(error, HttpError::Broken(_)), "{error:?}");
        }
    }

    #[tokio::test]
    async fn other_schemes_are_not_spoken() {
        for url in ["file:///etc/passwd", "ftp://example.com/"] {
            let answer = client(PrivateAddresses::Allow).exchange(get(url)).await;
            assert!(matches!(answer, Err(HttpError::Forbidden(_))), "{url}");
        }
    }
}
