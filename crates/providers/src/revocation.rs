//! OCSP (RFC 6960 Appendix A, RFC 5019), revocation lists and issuers' certificates over HTTP, with bounds on size and time,
//! and kept while they are current. It carries bytes: whether they say anything is for `ades` to judge.
//!
//! Settings (for `docs/config.md`), section `[revocation]`:
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `allow_private` | false | the places that certificates name may be on this machine or in a private network |
//! | `list_mib` | 32 | how large a revocation list may be |
//! | `verify_asks` | true | whether the places that certificates in strangers' files name are asked for the verify page |

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ades::revocation::{OcspResponse, RevocationList};
use app::ports::{Clock, OutsideError, RevocationSource};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;

use crate::http::{HttpClient, HttpError, HttpRequest, HttpSettings, PrivateAddresses};

/// RFC 5019 §5: requests whose address stays shorter than this go out by GET, which others may have kept.
const GET_LENGTH: usize = 255;

/// Answers without an end of their own are asked for again after this.
const WITHOUT_END: SignedDuration = SignedDuration::from_mins(5);

/// Nothing is kept for longer, whatever it says of itself.
const KEPT_TIME: SignedDuration = SignedDuration::from_hours(24);

/// Answers that are kept at most.
const KEPT_ANSWERS: usize = 2000;

/// How the places are asked.
#[derive(Clone, Debug)]
pub struct RevocationSettings {
    /// Whether they may be on this machine or in a private network.
    pub private_addresses: PrivateAddresses,
    /// Bytes that a revocation list may have.
    pub list_bytes: usize,
    /// For an answer of a responder.
    pub timeout: Duration,
    /// For a list.
    pub list_timeout: Duration,
    /// Bytes that are kept at most, addresses and questions too.
    pub kept_bytes: usize,
    /// For so long a place that failed is not asked again.
    pub failure_kept: SignedDuration,
}

impl RevocationSettings {
    /// For files of strangers: less, and faster, and a place that failed has a minute's peace from all of them.
    pub fn for_strangers(private_addresses: PrivateAddresses) -> RevocationSettings {
        RevocationSettings {
            private_addresses,
            list_bytes: 4 << 20,
            timeout: Duration::from_secs(5),
            list_timeout: Duration::from_secs(7),
            kept_bytes: 16 << 20,
            failure_kept: SignedDuration::from_mins(1),
        }
    }
}

impl Default for RevocationSettings {
    fn default() -> RevocationSettings {
        RevocationSettings {
            private_addresses: PrivateAddresses::Refuse,
            list_bytes: 32 << 20,
            timeout: Duration::from_secs(15),
            list_timeout: Duration::from_secs(60),
            kept_bytes: 64 << 20,
            failure_kept: SignedDuration::ZERO,
        }
    }
}

/// The places that certificates name, behind HTTP.
pub struct HttpRevocationSource {
    small: HttpClient,
    large: HttpClient,
    clock: Arc<dyn Clock>,
    kept_bytes: usize,
    failure_kept: SignedDuration,
    kept: Mutex<BTreeMap<Key, Kept>>,
}

/// An address, and what was asked there.
type Key = (String, Vec<u8>);

/// An answer, or why there was none.
struct Kept {
    outcome: Result<Vec<u8>, String>,
    issued: Timestamp,
    until: Timestamp,
}

impl Kept {
    fn size(&self, key: &Key) -> usize {
        let outcome = match &self.outcome {
            Ok(bytes) => bytes.len(),
            Err(why) => why.len(),
        };
        outcome + key.0.len() + key.1.len()
    }
}

impl HttpRevocationSource {
    /// Sets the client up; calls nobody.
    pub fn new(settings: &RevocationSettings, clock: Arc<dyn Clock>) -> Result<Self, HttpError> {
        let small = HttpSettings {
            private_addresses: settings.private_addresses,
            timeout: settings.timeout,
            ..HttpSettings::default()
        };
        let small = HttpClient::new(&small)?;
        Ok(Self {
            large: small.within(settings.list_timeout, settings.list_bytes),
            small,
            clock,
            kept_bytes: settings.kept_bytes,
            failure_kept: settings.failure_kept,
            kept: Mutex::default(),
        })
    }

    /// What is known already: an answer that is current and late enough, or a failure of just now.
    fn kept(&self, key: &Key, issued_after: Option<Timestamp>) -> Option<Result<Vec<u8>, OutsideError>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(key).filter(|found| self.clock.now() < found.until)?;
        match &found.outcome {
            Ok(bytes) => issued_after
                .is_none_or(|after| found.issued >= after)
                .then(|| Ok(bytes.clone())),
            Err(why) => Some(Err(OutsideError::Unavailable(why.clone()))),
        }
    }

    /// Keeps what has a time, no longer than [`KEPT_TIME`]; drops what has ended, and what ends first where there is too much.
    fn keep(&self, key: Key, bytes: &[u8], times: Option<(Timestamp, Option<Timestamp>)>) {
        let Some((issued, next)) = times else { return };
        let after = |pause| self.clock.now().saturating_add(pause).unwrap_or(Timestamp::MAX);
        let until = next.unwrap_or_else(|| after(WITHOUT_END)).min(after(KEPT_TIME));
        let outcome = Ok(bytes.to_vec());
        self.insert(
            key,
            Kept {
                outcome,
                issued,
                until,
            },
        );
    }

    /// Keeps that a place failed, where that is wanted.
    fn note<T>(&self, key: &Key, outcome: Result<T, OutsideError>) -> Result<T, OutsideError> {
        if let (Err(error), false) = (&outcome, self.failure_kept.is_zero()) {
            let issued = self.clock.now();
            let until = issued.saturating_add(self.failure_kept).unwrap_or(issued);
            let outcome = Err(error.to_string());
            self.insert(
                key.clone(),
                Kept {
                    outcome,
                    issued,
                    until,
                },
            );
        }
        outcome
    }

    fn insert(&self, key: Key, new: Kept) {
        let now = self.clock.now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, one| now < one.until);
        if new.size(&key) > self.kept_bytes {
            return;
        }
        let mut total = new.size(&key) + kept.iter().map(|(key, one)| one.size(key)).sum::<usize>();
        while total > self.kept_bytes || kept.len() >= KEPT_ANSWERS {
            let first = kept
                .iter()
                .min_by_key(|(_, one)| one.until)
                .map(|(key, _)| key.clone());
            let Some(dropped) = first.and_then(|first| Some((kept.remove(&first)?, first))) else {
                break;
            };
            total -= dropped.0.size(&dropped.1);
        }
        kept.insert(key, new);
    }
}

#[async_trait]
impl RevocationSource for HttpRevocationSource {
    async fn ocsp(
        &self,
        address: &str,
        request: &[u8],
        issued_after: Option<Timestamp>,
    ) -> Result<Vec<u8>, OutsideError> {
        let key = (address.to_owned(), request.to_vec());
        if let Some(kept) = self.kept(&key, issued_after) {
            return kept;
        }
        // What must be new is asked of the responder itself, not of something in between that remembers.
        let by_get = issued_after.is_none().then(|| get(address, request)).flatten();
        let answer = match by_get {
            Some(get) => match body(&self.small, get).await {
                Err(_) => body(&self.small, post(address, request)?).await,
                answer => answer,
            },
            None => body(&self.small, post(address, request)?).await,
        };
        let answer = self.note(&key, answer)?;
        let times = OcspResponse::from_der(&answer)
            .ok()
            .map(|response| (response.issued(), response.next_update()));
        self.keep(key, &answer, times);
        Ok(answer)
    }

    async fn revocation_list(
        &self,
        address: &str,
        issued_after: Option<Timestamp>,
    ) -> Result<Vec<u8>, OutsideError> {
        let key = (address.to_owned(), Vec::new());
        if let Some(kept) = self.kept(&key, issued_after) {
            return kept;
        }
        let list = self.note(&key, body(&self.large, plain_get(address)?).await)?;
        let times = RevocationList::from_der(&list)
            .ok()
            .map(|list| (list.this_update(), list.next_update()));
        self.keep(key, &list, times);
        Ok(list)
    }

    async fn certificate(&self, address: &str) -> Result<Vec<u8>, OutsideError> {
        body(&self.small, plain_get(address)?).await
    }
}

/// RFC 6960 A.1: the request in base 64, percent-encoded, as one more segment of the path.
fn get(address: &str, request: &[u8]) -> Option<HttpRequest> {
    let mut url = Url::parse(address).ok()?;
    let encoded = STANDARD
        .encode(request)
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let path = format!("{}/{encoded}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    (url.as_str().len() <= GET_LENGTH).then(|| HttpRequest {
        method: Method::GET,
        url,
        headers: HeaderMap::new(),
        body: Bytes::new(),
    })
}

fn post(address: &str, request: &[u8]) -> Result<HttpRequest, OutsideError> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/ocsp-request"));
    Ok(HttpRequest {
        method: Method::POST,
        url: parsed(address)?,
        headers,
        body: Bytes::copy_from_slice(request),
    })
}

fn plain_get(address: &str) -> Result<HttpRequest, OutsideError> {
    Ok(HttpRequest {
        method: Method::GET,
        url: parsed(address)?,
        headers: HeaderMap::new(),
        body: Bytes::new(),
    })
}

fn parsed(address: &str) -> Result<Url, OutsideError> {
    Url::parse(address).map_err(|_| OutsideError::Refused("it is no address".to_owned()))
}

/// Never `Uncertain`: asking again does nothing to anybody.
async fn body(client: &HttpClient, request: HttpRequest) -> Result<Vec<u8>, OutsideError> {
    let unavailable = |error: HttpError| OutsideError::Unavailable(error.to_string());
    let answer = client.exchange(request).await.map_err(unavailable)?;
    if !answer.is_success() {
        return Err(OutsideError::Unavailable(format!(
            "answered with status {}",
            answer.status
        )));
    }
    Ok(answer.body.to_vec())
}

#[cfg(test)]
mod tests {
    use ades::issue::revocation::Answer;
    use ades::revocation::{CertificateId, OcspRequest, State};
    use ades::test_pki::{TestPki, now};
    use jiff::ToSpan;
    use served::serve;

    use super::*;

    struct Frozen(Mutex<Timestamp>);

    impl Clock for Frozen {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }
    }

    fn source(clock: &Arc<Frozen>) -> HttpRevocationSource {
        let settings = RevocationSettings {
            private_addresses: PrivateAddresses::Allow,
            list_bytes: 1000,
            ..RevocationSettings::default()
        };
        HttpRevocationSource::new(&settings, clock.clone()).unwrap()
    }

    fn answer(pki: &TestPki, time: Timestamp) -> Vec<u8> {
        let answer = Answer {
            about: CertificateId::of(pki.seal.certificate().unwrap(), &pki.root),
            state: State::Good,
            this_update: time,
            next_update: Some(time + 1.hour()),
        };
        pki.responder().answer(&[answer], None, time).unwrap()
    }

    #[tokio::test]
    async fn answers_are_kept_while_they_are_current_and_late_enough() {
        let pki = TestPki::new().unwrap();
        let clock = Arc::new(Frozen(Mutex::new(now())));
        let request = OcspRequest::about(pki.seal.certificate().unwrap(), &pki.root).to_der();
        let answer = answer(&pki, now());
        let server = serve(answer.clone()).await;
        let source = source(&clock);
        for _ in 0..2 {
            assert_eq!(source.ocsp(&server.url, &request, None).await.unwrap(), answer);
        }
        let seen = server.requests();
        assert_eq!(seen.len(), 1, "{seen:?}");
        assert!(seen[0].starts_with("GET /M"), "{seen:?}");
        // A signature made after the answer wants another one, from the responder itself.
        source
            .ocsp(&server.url, &request, Some(now() + 1.second()))
            .await
            .unwrap();
        let seen = server.requests();
        assert!(seen[1].starts_with("POST / "), "{seen:?}");
        assert!(
            seen[1].contains("content-type: application/ocsp-request"),
            "{seen:?}"
        );
        *clock.0.lock().unwrap() = now() + 2.hours();
        source.ocsp(&server.url, &request, None).await.unwrap();
        assert_eq!(server.requests().len(), 3);
    }

    #[tokio::test]
    async fn lists_are_bounded_and_strange_places_are_not_called() {
        let pki = TestPki::new().unwrap();
        let source = source(&Arc::new(Frozen(Mutex::new(now()))));
        let list = pki.revocation_list(&[], now(), now() + 1.hour()).unwrap();
        let server = serve(list.clone()).await;
        for _ in 0..2 {
            assert_eq!(source.revocation_list(&server.url, None).await.unwrap(), list);
        }
        assert_eq!(server.requests().len(), 1);
        let large = serve(vec![0; 2000]).await;
        let error = source.revocation_list(&large.url, None).await.unwrap_err();
        assert!(error.to_string().contains("more than 1000 bytes"), "{error}");
        for strange in ["ldap://example.com/cn=x", "file:///etc/passwd", "no address"] {
            assert!(source.revocation_list(strange, None).await.is_err(), "{strange}");
        }
        let guarded = HttpRevocationSource::new(
            &RevocationSettings::default(),
            Arc::new(Frozen(Mutex::new(now()))),
        );
        let error = guarded.unwrap().certificate(&server.url).await.unwrap_err();
        assert!(
            error.to_string().contains("not an address that may be called"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded_in_time_and_size() {
        let pki = TestPki::new().unwrap();
        let clock = Arc::new(Frozen(Mutex::new(now())));
        // It says that it is good for ten years; it is asked again after a day.
        let list = pki.revocation_list(&[], now(), now() + 87_600.hours()).unwrap();
        let server = serve(list.clone()).await;
        let source = source(&clock);
        for (later, asked) in [(0.hours(), 1), (23.hours(), 1), (25.hours(), 2)] {
            *clock.0.lock().unwrap() = now() + later;
            source.revocation_list(&server.url, None).await.unwrap();
            assert_eq!(server.requests().len(), asked, "{later:?}");
        }
        let settings = RevocationSettings {
            private_addresses: PrivateAddresses::Allow,
            kept_bytes: 2 * list.len() + 100,
            ..RevocationSettings::default()
        };
        let small = HttpRevocationSource::new(&settings, clock.clone()).unwrap();
        for path in ["a", "b", "c", "d"] {
            small
                .revocation_list(&format!("{}{path}", server.url), None)
                .await
                .unwrap();
        }
        let kept = small.kept.lock().unwrap();
        assert!((1..=2).contains(&kept.len()), "{}", kept.len());
        let total: usize = kept.iter().map(|(key, one)| one.size(key)).sum();
        assert!(total <= settings.kept_bytes);
        assert!(kept.keys().any(|key| key.0.ends_with('d')), "the newest is there");
    }

    fn for_strangers(clock: &Arc<Frozen>) -> HttpRevocationSource {
        let settings = RevocationSettings {
            timeout: Duration::from_millis(300),
            list_timeout: Duration::from_millis(300),
            ..RevocationSettings::for_strangers(PrivateAddresses::Allow)
        };
        HttpRevocationSource::new(&settings, clock.clone()).unwrap()
    }

    #[tokio::test]
    async fn places_that_do_not_behave_cost_little_and_have_a_minute_s_peace() {
        use crate::tests::{Canned, canned};
        let clock = Arc::new(Frozen(Mutex::new(now())));
        let source = for_strangers(&clock);
        // It takes the question and never answers.
        let silent = canned(Canned::Silence).await;
        for _ in 0..2 {
            assert!(source.revocation_list(&silent.url(), None).await.is_err());
        }
        assert_eq!(silent.requests().len(), 1, "it is not asked again at once");
        *clock.0.lock().unwrap() = now() + 61.seconds();
        assert!(source.revocation_list(&silent.url(), None).await.is_err());
        assert_eq!(silent.requests().len(), 2);
        // It answers 200 MB.
        let large = serve(vec![0; 200 << 20]).await;
        let error = source.revocation_list(&large.url, None).await.unwrap_err();
        assert!(
            error.to_string().contains("bytes") || error.to_string().contains("broke"),
            "{error}"
        );
        let error = source.ocsp(&large.url, &[0; 10], None).await.unwrap_err();
        assert!(
            error.to_string().contains("bytes") || error.to_string().contains("broke"),
            "{error}"
        );
        // It sends us on, to this very machine: nobody follows.
        let inside = serve(b"secret".to_vec()).await;
        let head = format!(
            "HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
            inside.url
        );
        let redirects = canned(Canned::Answer(Box::leak(head.into_boxed_str()))).await;
        let error = source.revocation_list(&redirects.url(), None).await.unwrap_err();
        assert!(error.to_string().contains("302"), "{error}");
        assert_eq!(inside.requests().len(), 0);
        // The usual source of the operator's own jobs is not kept from asking again.
        let own = self::source(&clock);
        let refusing = canned(Canned::Answer("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n")).await;
        for _ in 0..2 {
            assert!(own.revocation_list(&refusing.url(), None).await.is_err());
        }
        assert_eq!(refusing.requests().len(), 2);
    }

    /// A server that gives everybody the same bytes.
    mod served {
        use super::super::*;
        use tokio::io::{AsyncReadExt, AsyncWriteExt};

        pub(super) struct Served {
            pub(super) url: String,
            seen: Arc<Mutex<Vec<String>>>,
        }

        impl Served {
            pub(super) fn requests(&self) -> Vec<String> {
                self.seen.lock().unwrap().clone()
            }
        }

        pub(super) async fn serve(bytes: Vec<u8>) -> Served {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}/", listener.local_addr().unwrap());
            let seen = Arc::new(Mutex::new(Vec::new()));
            let noted = seen.clone();
            tokio::spawn(async move {
                while let Ok((mut stream, _)) = listener.accept().await {
                    let mut request = vec![0; 8192];
                    let count = stream.read(&mut request).await.unwrap();
                    noted
                        .lock()
                        .unwrap()
                        .push(String::from_utf8_lossy(&request[..count]).into_owned());
                    let head = format!(
                        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                        bytes.len()
                    );
                    stream.write_all(head.as_bytes()).await.unwrap();
                    let _ = stream.write_all(&bytes).await;
                }
            });
            Served { url, seen }
        }
    }
}
