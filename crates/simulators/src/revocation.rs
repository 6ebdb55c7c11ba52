//! A simulated certification authority's public side: OCSP (RFC 6960), its revocation list and its own certificate over HTTP on
//! a loopback socket. What it says is signed in earnest, by a test key: nobody outside should believe it.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ades::issue::revocation::{
    Answer, ListTemplate, OcspRefusal, Responder, Revoked, refuse_ocsp, revocation_list,
};
use ades::key::PrivateKey;
use ades::revocation::{CertificateId, OcspRequest, State as CertificateState};
use ades::x509::Certificate;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};

use crate::Clock;
use crate::failure::{Failure, Failures, Party};
use crate::web::{failure_after, failure_before};

/// How long what it says is meant to be used.
const CURRENT: SignedDuration = SignedDuration::from_hours(24);

/// The authority. Clones share what it knows.
#[derive(Clone)]
pub struct RevocationAuthority {
    certificate: Certificate,
    key: Arc<PrivateKey>,
    revoked: Arc<Mutex<BTreeMap<Vec<u8>, Timestamp>>>,
    failures: Failures,
    clock: Clock,
}

impl RevocationAuthority {
    /// Speaks for the certificates that `certificate` issued.
    pub fn new(
        certificate: Certificate,
        key: Arc<PrivateKey>,
        failures: Failures,
        clock: Clock,
    ) -> RevocationAuthority {
        RevocationAuthority {
            certificate,
            key,
            revoked: Arc::default(),
            failures,
            clock,
        }
    }

    /// From now on a certificate is revoked, since `time`.
    pub fn revoke(&self, certificate: &Certificate, time: Timestamp) {
        let mut revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        revoked.insert(certificate.serial().to_vec(), time);
    }

    fn ocsp(&self, request: &[u8]) -> Result<Vec<u8>, ades::Error> {
        let Ok(request) = OcspRequest::from_der(request) else {
            return Ok(refuse_ocsp(OcspRefusal::MalformedRequest));
        };
        let now = (self.clock)();
        let answers: Vec<Answer> = request
            .certificates
            .into_iter()
            .map(|about| Answer {
                state: self.state(&about),
                about,
                this_update: now,
                next_update: now.saturating_add(CURRENT).ok(),
            })
            .collect();
        let responder = Responder {
            key: &self.key,
            certificate: &self.certificate,
            include_certificate: false,
        };
        responder.answer(&answers, request.nonce.as_deref(), now)
    }

    fn state(&self, about: &CertificateId) -> CertificateState {
        if !about.names_issuer(&self.certificate) {
            return CertificateState::Unknown;
        }
        let revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        match revoked.get(about.serial()) {
            Some(time) => CertificateState::Revoked {
                time: *time,
                reason: Some(1),
            },
            None => CertificateState::Good,
        }
    }

    fn list(&self) -> Result<Vec<u8>, ades::Error> {
        let now = (self.clock)();
        let revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        let revoked: Vec<Revoked> = revoked
            .iter()
            .map(|(serial, time)| Revoked {
                serial: serial.clone(),
                time: *time,
                reason: Some(1),
            })
            .collect();
        let template = ListTemplate {
            issuer: &self.certificate,
            number: now.as_second().unsigned_abs(),
            this_update: now,
            next_update: now.saturating_add(CURRENT).unwrap_or(now),
            revoked: &revoked,
            distribution_point: None,
        };
        revocation_list(&template, &self.key)
    }

    async fn respond(&self, kind: &'static str, made: Result<Vec<u8>, ades::Error>) -> Response {
        match (failure_after(self.failures.at(Party::Revocation)).await, made) {
            (Some(failure), _) => failure,
            (None, Ok(bytes)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
            (None, Err(error)) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
        }
    }
}

/// Its running server. It stops when this is dropped.
pub struct RevocationServer(crate::Running);

impl RevocationServer {
    /// Starts it; port 0 takes a free one.
    pub async fn start(authority: RevocationAuthority, address: SocketAddr) -> io::Result<RevocationServer> {
        crate::only_loopback(address)?;
        let gate = Some((authority.failures.clone(), Party::Revocation));
        let there = async || "simulated certification authority\n";
        let router = Router::new()
            .route("/", get(there))
            .route("/ocsp", post(by_post))
            .route("/ocsp/{request}", get(by_get))
            .route("/list.crl", get(list))
            .route("/issuer.cer", get(issuer))
            .with_state(authority);
        Ok(RevocationServer(crate::web::start(router, address, gate).await?))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.0.address()
    }
}

/// The addresses that certificates name when the server listens there.
pub fn sources(address: SocketAddr) -> ades::issue::certificate::Sources {
    ades::issue::certificate::Sources {
        ocsp: Some(format!("http://{address}/ocsp")),
        revocation_list: Some(format!("http://{address}/list.crl")),
        issuer: Some(format!("http://{address}/issuer.cer")),
    }
}

async fn by_post(State(authority): State<RevocationAuthority>, request: Bytes) -> Response {
    answer(&authority, &request).await
}

/// RFC 6960 A.1.
async fn by_get(State(authority): State<RevocationAuthority>, Path(request): Path<String>) -> Response {
    answer(&authority, &STANDARD.decode(request).unwrap_or_default()).await
}

async fn answer(authority: &RevocationAuthority, request: &[u8]) -> Response {
    let failure = authority.failures.at(Party::Revocation);
    if let Some(response) = failure_before(failure) {
        return response;
    }
    let made = match failure {
        Failure::Refuse => Ok(refuse_ocsp(OcspRefusal::TryLater)),
        _ => authority.ocsp(request),
    };
    authority.respond("application/ocsp-response", made).await
}

async fn list(State(authority): State<RevocationAuthority>) -> Response {
    let failure = authority.failures.at(Party::Revocation);
    match failure_before(failure) {
        Some(response) => response,
        None if failure == Failure::Refuse => StatusCode::NOT_FOUND.into_response(),
        None => authority.respond("application/pkix-crl", authority.list()).await,
    }
}

async fn issuer(State(authority): State<RevocationAuthority>) -> Response {
    let certificate = authority.certificate.as_der().to_vec();
    authority.respond("application/pkix-cert", Ok(certificate)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{exchange_bytes, request};
    use ades::revocation::{Evidence, OcspResponse, RevocationList};
    use ades::test_pki::{TestPki, now};

    async fn body(server: &RevocationServer, method: &str, path: &str, sent: &[u8]) -> Vec<u8> {
        let answer = exchange_bytes(server.address(), &request(method, path, "", sent)).await;
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        end.map_or(Vec::new(), |at| answer[at + 4..].to_vec())
    }

    #[tokio::test]
    async fn it_says_of_its_certificates_what_it_knows_and_fails_as_it_is_told_to() {
        let pki = TestPki::new().unwrap();
        let failures = Failures::default();
        let authority =
            RevocationAuthority::new(pki.root.clone(), pki.root_key(), failures.clone(), Arc::new(now));
        let server = RevocationServer::start(authority.clone(), "127.0.0.1:0".parse().unwrap());
        let server = server.await.unwrap();
        let seal = pki.seal.certificate().unwrap();
        let asked = OcspRequest::about(seal, &pki.root).to_der();
        let revoked = CertificateState::Revoked {
            time: now(),
            reason: Some(1),
        };
        for expected in [CertificateState::Good, revoked] {
            let path = format!(
                "/ocsp/{}",
                STANDARD.encode(&asked).replace('/', "%2F").replace('+', "%2B")
            );
            for answer in [
                body(&server, "POST", "/ocsp", &asked).await,
                body(&server, "GET", &path, b"").await,
            ] {
                let evidence = Evidence::Ocsp(OcspResponse::from_der(&answer).unwrap());
                assert_eq!(evidence.statement(seal, &pki.root).unwrap().state, expected);
            }
            let list = body(&server, "GET", "/list.crl", b"").await;
            let evidence = Evidence::List(RevocationList::from_der(&list).unwrap());
            assert_eq!(evidence.statement(seal, &pki.root).unwrap().state, expected);
            authority.revoke(seal, now());
        }
        assert_eq!(body(&server, "GET", "/issuer.cer", b"").await, pki.root.as_der());
        failures.set(Party::Revocation, Failure::Refuse).unwrap();
        let refused = body(&server, "POST", "/ocsp", &asked).await;
        assert!(matches!(
            OcspResponse::from_der(&refused),
            Err(ades::Error::OcspRefused { .. })
        ));
    }
}
