//! A simulated text message gateway: an HTTP API like those of real ones, on a loopback socket. It never sends a text message.
//!
//! `POST /messages` with JSON `{"to", "text", "reference"}` answers 202 `{"id", "status": "accepted", "simulated": true}`. The same
//! reference again (in the body or in `Idempotency-Key`) gives the same answer and sends nothing. `GET /` says that it is there.
//! At the same socket stand the addresses of Twilio ([`crate::twilio`]) and of Vonage ([`crate::vonage`]), simulated too.
//! `POST /calls` with `{"to", "text", "language", "reference"}` is the same for a call that says the text; nobody is called.

use std::io;
use std::net::SocketAddr;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use crate::failure::{Failure, Failures, Party};
use crate::outbox::{Arrival, Channel, Outbox};
use crate::web::{failure_after, failure_before};

/// The gateway.
#[derive(Clone)]
pub struct SmsGateway {
    pub(crate) outbox: Outbox,
    pub(crate) failures: Failures,
    token: Option<String>,
}

#[derive(Deserialize)]
struct Request {
    to: String,
    text: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    reference: String,
}

impl SmsGateway {
    /// A gateway that puts everything into `outbox`. With a `token` it takes nothing without `Authorization: Bearer <token>`.
    pub fn new(outbox: Outbox, failures: Failures, token: Option<String>) -> SmsGateway {
        SmsGateway {
            outbox,
            failures,
            token,
        }
    }

    fn lets_in(&self, headers: &HeaderMap) -> bool {
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        self.token
            .as_ref()
            .is_none_or(|token| given == Some(&format!("Bearer {token}")))
    }
}

pub(crate) async fn start(gateway: SmsGateway, address: SocketAddr) -> io::Result<crate::Running> {
    let gate = Some((gateway.failures.clone(), Party::Sms));
    let router = Router::new()
        .route("/", get(async || "simulated text message gateway\n"))
        .route("/messages", post(send))
        .route("/calls", post(call))
        .merge(crate::twilio::router())
        .merge(crate::vonage::router())
        .with_state(gateway);
    crate::web::start(router, address, gate).await
}

async fn send(
    State(gateway): State<SmsGateway>,
    headers: HeaderMap,
    Json(request): Json<Request>,
) -> Response {
    take(&gateway, &headers, request, Channel::Sms).await
}

async fn call(
    State(gateway): State<SmsGateway>,
    headers: HeaderMap,
    Json(request): Json<Request>,
) -> Response {
    take(&gateway, &headers, request, Channel::Call).await
}

async fn take(gateway: &SmsGateway, headers: &HeaderMap, request: Request, channel: Channel) -> Response {
    let failure = gateway.failures.at(Party::Sms);
    if let Some(response) = failure_before(failure) {
        return response;
    }
    if !gateway.lets_in(headers) {
        return (StatusCode::UNAUTHORIZED, "who are you?").into_response();
    }
    if failure == Failure::Refuse || !request.to.starts_with('+') {
        return (
            StatusCode::BAD_REQUEST,
            Json(json!({"error": "simulated: no such number"})),
        )
            .into_response();
    }
    let key = headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok());
    let reference = key.map_or_else(|| request.reference.clone(), str::to_owned);
    let known = gateway
        .outbox
        .known(channel, &reference)
        .filter(|_| !reference.is_empty());
    let taken = match known {
        Some(id) => Ok(id),
        None => {
            let arrival = Arrival {
                language: request.language,
                reference,
                ..arrival(channel, request.to, request.text)
            };
            gateway.outbox.record(arrival).map(|message| message.id)
        }
    };
    match (failure_after(failure).await, taken) {
        (Some(failure), _) => failure,
        (None, Ok(id)) => accepted(id),
        (None, Err(error)) => (StatusCode::INSUFFICIENT_STORAGE, error.to_string()).into_response(),
    }
}

fn accepted(id: u64) -> Response {
    let body = json!({"id": format!("simulated-{id}"), "status": "accepted", "simulated": true});
    (StatusCode::ACCEPTED, Json(body)).into_response()
}

/// A message that holds nothing but its text.
pub(crate) fn arrival(channel: Channel, to: String, text: String) -> Arrival {
    Arrival {
        channel,
        to,
        from: String::new(),
        reply_to: String::new(),
        subject: String::new(),
        language: String::new(),
        text,
        html: None,
        reference: String::new(),
        attachments: Vec::new(),
    }
}

/// Whether somebody says this name and this password (RFC 7617 §2).
pub(crate) fn basic(headers: &HeaderMap, user: &str, password: &str) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    given
        == Some(&format!(
            "Basic {}",
            STANDARD.encode(format!("{user}:{password}"))
        ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system_clock;
    use crate::tests::{exchange, request};

    struct Fixture {
        outbox: Outbox,
        failures: Failures,
        running: crate::Running,
        _folder: tempfile::TempDir,
    }

    async fn fixture(token: Option<&str>) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(folder.path(), system_clock()).unwrap();
        let failures = Failures::default();
        let gateway = SmsGateway::new(outbox.clone(), failures.clone(), token.map(str::to_owned));
        let running = start(gateway, "127.0.0.1:0".parse().unwrap()).await.unwrap();
        Fixture {
            outbox,
            failures,
            running,
            _folder: folder,
        }
    }

    const CODE: &str = r#"{"to":"+38641234567","text":"Koda: 123456","reference":"r1"}"#;

    async fn send(fixture: &Fixture, more: &str, body: &str) -> String {
        let more = format!("content-type: application/json\r\n{more}");
        exchange(
            fixture.running.address(),
            &request("POST", "/messages", &more, body.as_bytes()),
        )
        .await
    }

    #[tokio::test]
    async fn a_message_arrives_once_however_often_it_is_sent() {
        let fixture = fixture(None).await;
        let first = send(&fixture, "", CODE).await;
        assert!(
            first.starts_with("HTTP/1.1 202") && first.contains("simulated-1"),
            "{first}"
        );
        assert!(send(&fixture, "", CODE).await.contains("simulated-1"));
        assert!(
            send(&fixture, "idempotency-key: r2\r\n", CODE)
                .await
                .contains("simulated-2")
        );
        let messages = fixture.outbox.messages();
        assert_eq!(messages.len(), 2);
        assert_eq!(
            (messages[0].to.as_str(), &messages[0].codes[0][..]),
            ("+38641234567", "123456")
        );
    }

    #[tokio::test]
    async fn only_who_knows_the_token_gets_in() {
        let fixture = fixture(Some("t")).await;
        assert!(send(&fixture, "", CODE).await.starts_with("HTTP/1.1 401"));
        assert!(
            send(&fixture, "authorization: Bearer t\r\n", CODE)
                .await
                .starts_with("HTTP/1.1 202")
        );
    }

    #[tokio::test]
    async fn it_fails_as_it_is_told_to() {
        let fixture = fixture(None).await;
        let cases = [
            (Failure::Busy, "HTTP/1.1 503"),
            (Failure::Refuse, "HTTP/1.1 400"),
            (Failure::Down, ""),
        ];
        for (failure, start) in cases {
            fixture.failures.set(Party::Sms, failure).unwrap();
            let answer = send(&fixture, "", CODE).await;
            assert!(
                answer.starts_with(start) && (!start.is_empty() || answer.is_empty()),
                "{failure}: {answer}"
            );
        }
        assert!(fixture.outbox.messages().is_empty());
        fixture.failures.set(Party::Sms, Failure::Drop).unwrap();
        send(&fixture, "", CODE).await;
        assert_eq!(fixture.outbox.messages().len(), 1);
    }
}
