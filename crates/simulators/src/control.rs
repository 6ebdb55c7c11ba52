//! Where a person or a test looks at the outbox and tells a party to fail, over HTTP on a loopback socket; it answers only requests
//! that were meant for this machine.
//!
//! `GET /outbox.json` · `GET /attachments/{message}/{index}` · `GET /failures` · `POST /failures` with `{"mail": "down"}`.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;

use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use crate::failure::{Failure, Failures, NoSuchFailure, Party};
use crate::outbox::Outbox;

pub(crate) async fn start(
    outbox: Outbox,
    failures: Failures,
    address: SocketAddr,
) -> io::Result<crate::Running> {
    let router = Router::new()
        .route("/outbox.json", get(listing))
        .route("/attachments/{message}/{index}", get(attachment))
        .with_state(outbox)
        .merge(
            Router::new()
                .route("/failures", get(all).post(set))
                .with_state(failures),
        )
        .layer(from_fn(only_for_this_machine));
    crate::web::start(router, address, None).await
}

/// A name that an attacker lets point here (DNS rebinding) is not ours.
async fn only_for_this_machine(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if ["127.0.0.1", "localhost", "[::1]"].contains(&name) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "loopback only").into_response()
    }
}

async fn listing(State(outbox): State<Outbox>) -> Response {
    match outbox.json() {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn attachment(State(outbox): State<Outbox>, Path((message, index)): Path<(u64, usize)>) -> Response {
    match outbox.attachment(message, index) {
        Ok(bytes) => ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn all(State(failures): State<Failures>) -> Json<BTreeMap<&'static str, &'static str>> {
    Json(failures.all())
}

async fn set(State(failures): State<Failures>, Json(wanted): Json<BTreeMap<String, String>>) -> Response {
    let set = || -> Result<(), NoSuchFailure> {
        for (party, failure) in &wanted {
            failures.set(party.parse::<Party>()?, failure.parse::<Failure>()?)?;
        }
        Ok(())
    };
    match set() {
        Ok(()) => Json(failures.all()).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system_clock;
    use crate::tests::{exchange, request};

    #[tokio::test]
    async fn failures_are_set_and_the_outbox_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(folder.path(), system_clock()).unwrap();
        let failures = Failures::default();
        let running = start(outbox, failures.clone(), "127.0.0.1:0".parse().unwrap())
            .await
            .unwrap();
        let json = "content-type: application/json\r\n";
        let down = request("POST", "/failures", json, br#"{"mail":"down"}"#);
        let answer = exchange(running.address(), &down).await;
        assert!(
            answer.contains(r#"{"mail":"down","revocation":"none","sms":"none","timestamp":"none"}"#),
            "{answer}"
        );
        assert_eq!(failures.at(Party::Mail), Failure::Down);
        let wrong = request("POST", "/failures", json, br#"{"mail":"wrong-imprint"}"#);
        assert!(
            exchange(running.address(), &wrong)
                .await
                .starts_with("HTTP/1.1 400")
        );
        let listing = exchange(running.address(), &request("GET", "/outbox.json", "", b"")).await;
        assert!(listing.contains(r#"{"messages":[]}"#), "{listing}");
    }

    #[tokio::test]
    async fn requests_for_another_name_are_not_answered() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(folder.path(), system_clock()).unwrap();
        let running = start(outbox, Failures::default(), "127.0.0.1:0".parse().unwrap())
            .await
            .unwrap();
        let foreign = b"GET /outbox.json HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
        assert!(
            exchange(running.address(), foreign)
                .await
                .starts_with("HTTP/1.1 421")
        );
    }
}
