//! A simulated timestamping authority: RFC 3161 over HTTP on a loopback socket, with a key and a certificate that it is given. Its
//! tokens are real, its certificate is a test one: nobody outside should believe the time.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ades::issue::timestamp::{Authority, Refusal, refuse};
use ades::timestamp::Request;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;

use crate::Clock;
use crate::failure::{Failure, Failures, Party};
use crate::web::{failure_after, failure_before};

/// The authority.
#[derive(Clone)]
pub struct TimestampAuthority {
    authority: Authority,
    failures: Failures,
    clock: Clock,
    tokens: Arc<AtomicU32>,
}

impl TimestampAuthority {
    /// Answers with `authority`'s key, at the time of `clock`.
    pub fn new(authority: Authority, failures: Failures, clock: Clock) -> TimestampAuthority {
        TimestampAuthority {
            authority,
            failures,
            clock,
            tokens: Arc::default(),
        }
    }

    fn reply(&self, query: &[u8], failure: Failure) -> Vec<u8> {
        let now = (self.clock)();
        match failure {
            Failure::Refuse => refuse(Refusal::TimeNotAvailable),
            Failure::WrongImprint => match spoilt(query) {
                Ok(spoilt) => self.authority.serve(&spoilt, &self.serial(now), Some(now)).reply,
                Err(_) => refuse(Refusal::BadDataFormat),
            },
            _ => self.authority.serve(query, &self.serial(now), Some(now)).reply,
        }
    }

    /// RFC 3161 §2.4.2: unique, and so after a restart too. Time, process and a counter make it so.
    fn serial(&self, now: Timestamp) -> Vec<u8> {
        let count = self.tokens.fetch_add(1, Ordering::Relaxed);
        let time = now.as_microsecond().to_be_bytes();
        [&time[..], &std::process::id().to_be_bytes(), &count.to_be_bytes()].concat()
    }
}

pub(crate) async fn start(authority: TimestampAuthority, address: SocketAddr) -> io::Result<crate::Running> {
    let gate = Some((authority.failures.clone(), Party::Timestamp));
    let there = async || "simulated timestamping authority\n";
    let router = Router::new()
        .route("/", get(there).post(stamp))
        .with_state(authority);
    crate::web::start(router, address, gate).await
}

/// RFC 3161 §3.4.
async fn stamp(State(authority): State<TimestampAuthority>, headers: HeaderMap, query: Bytes) -> Response {
    let failure = authority.failures.at(Party::Timestamp);
    if let Some(response) = failure_before(failure) {
        return response;
    }
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if content_type != Some("application/timestamp-query") {
        return (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "application/timestamp-query, please",
        )
            .into_response();
    }
    let reply = authority.reply(&query, failure);
    match failure_after(failure).await {
        Some(failure) => failure,
        None => ([(header::CONTENT_TYPE, "application/timestamp-reply")], reply).into_response(),
    }
}

/// The same request over another digest.
fn spoilt(query: &[u8]) -> Result<Vec<u8>, ades::Error> {
    let mut request = Request::from_der(query)?;
    request.imprint.digest.iter_mut().for_each(|byte| *byte = !*byte);
    request.to_der()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{exchange_bytes, request};
    use ades::algorithm::DigestAlgorithm;
    use ades::test_pki::{TestPki, now};

    async fn authority() -> (crate::Running, Failures) {
        let failures = Failures::default();
        let authority = TestPki::new().unwrap().authority;
        let authority = TimestampAuthority::new(authority, failures.clone(), Arc::new(now));
        (
            start(authority, "127.0.0.1:0".parse().unwrap()).await.unwrap(),
            failures,
        )
    }

    async fn ask(running: &crate::Running, query: &[u8]) -> (String, Vec<u8>) {
        let query = request(
            "POST",
            "/",
            "content-type: application/timestamp-query\r\n",
            query,
        );
        let answer = exchange_bytes(running.address(), &query).await;
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .map_or(answer.len(), |at| at + 4);
        (
            String::from_utf8_lossy(&answer[..end]).into_owned(),
            answer[end..].to_vec(),
        )
    }

    #[tokio::test]
    async fn its_tokens_are_accepted_and_never_have_the_same_number() {
        let (running, _) = authority().await;
        let query = Request::new(DigestAlgorithm::Sha256, b"hello", &[7; 8]);
        let mut serials = Vec::new();
        for _ in 0..2 {
            let (head, reply) = ask(&running, &query.to_der().unwrap()).await;
            assert!(head.contains("application/timestamp-reply"), "{head}");
            serials.push(query.accept(&reply, now()).unwrap().serial().to_vec());
        }
        assert_ne!(serials[0], serials[1]);
    }

    #[tokio::test]
    async fn it_fails_as_it_is_told_to() {
        let (running, failures) = authority().await;
        let query = Request::new(DigestAlgorithm::Sha256, b"hello", &[7; 8]);
        for (failure, code) in [
            (Failure::Refuse, "timestampRefused"),
            (Failure::WrongImprint, "timestampWrongImprint"),
        ] {
            failures.set(Party::Timestamp, failure).unwrap();
            let (_, reply) = ask(&running, &query.to_der().unwrap()).await;
            assert_eq!(query.accept(&reply, now()).unwrap_err().code(), code);
        }
        failures.set(Party::Timestamp, Failure::Busy).unwrap();
        assert!(
            ask(&running, &query.to_der().unwrap())
                .await
                .0
                .starts_with("HTTP/1.1 503")
        );
        failures.set(Party::Timestamp, Failure::Down).unwrap();
        assert_eq!(ask(&running, &query.to_der().unwrap()).await.0, "");
    }
}
