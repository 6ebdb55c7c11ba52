//! Vonage's SMS API, simulated: strict about who asks and what is asked. Nobody gets a message; every answer says
//! `"simulated": true`, which Vonage's do not. What it refuses it refuses with status 200 and a status of the message, as Vonage does.
//!
//! The account is [`KEY`] with [`SECRET`].

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::failure::{Failure, Party};
use crate::outbox::{Arrival, Channel};
use crate::sms::{SmsGateway, arrival, basic};
use crate::web::{failure_after, failure_before};

/// The API key of the only account.
pub const KEY: &str = "simulated";
/// Its secret.
pub const SECRET: &str = "simulated-api-secret";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    from: String,
    to: String,
    text: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "client-ref")]
    reference: String,
}

pub(crate) fn router() -> Router<SmsGateway> {
    Router::new()
        .route("/sms/json", post(send))
        .route("/account/get-balance", get(look))
}

async fn look(State(gateway): State<SmsGateway>, headers: HeaderMap) -> Response {
    if let Some(response) = before(&gateway) {
        return response;
    }
    if !basic(&headers, KEY, SECRET) {
        let body = json!({"title": "Unauthorized", "simulated": true});
        return (StatusCode::UNAUTHORIZED, Json(body)).into_response();
    }
    Json(json!({"value": 10.28, "autoReload": false, "simulated": true})).into_response()
}

async fn send(
    State(gateway): State<SmsGateway>,
    headers: HeaderMap,
    form: Result<Form<Message>, FormRejection>,
) -> Response {
    if let Some(response) = before(&gateway) {
        return response;
    }
    if !basic(&headers, KEY, SECRET) {
        return refused("4");
    }
    let Ok(Form(message)) = form else {
        return refused("2");
    };
    if let Some(status) = wrong(&message) {
        return refused(status);
    }
    let failure = gateway.failures.at(Party::Sms);
    if failure == Failure::Refuse {
        return refused("7");
    }
    let arrival = Arrival {
        from: message.from,
        reference: message.reference,
        ..arrival(Channel::Sms, format!("+{}", message.to), message.text)
    };
    let taken = gateway.outbox.record(arrival);
    if let Some(response) = failure_after(failure).await {
        return response;
    }
    match taken {
        Ok(kept) => accepted(kept.id, &message.to),
        Err(_) => refused("5"),
    }
}

fn before(gateway: &SmsGateway) -> Option<Response> {
    match gateway.failures.at(Party::Sms) {
        Failure::Throttle => Some(refused("1")),
        failure => failure_before(failure),
    }
}

/// The status that a message is refused with for what it is.
fn wrong(message: &Message) -> Option<&'static str> {
    let empty = message.from.is_empty() || message.to.is_empty() || message.text.is_empty();
    let digits = message.to.bytes().all(|byte| byte.is_ascii_digit());
    let announced = message.kind == "unicode" || (message.kind == "text" && message.text.is_ascii());
    match (empty, digits && announced) {
        (true, _) => Some("2"),
        (false, false) => Some("3"),
        (false, true) => None,
    }
}

fn accepted(id: u64, to: &str) -> Response {
    let message = json!({"to": to, "message-id": format!("{id:016X}"), "status": "0"});
    Json(json!({"message-count": "1", "messages": [message], "simulated": true})).into_response()
}

fn refused(status: &str) -> Response {
    let message = json!({"status": status, "error-text": "simulated"});
    Json(json!({"message-count": "1", "messages": [message], "simulated": true})).into_response()
}

#[cfg(test)]
mod tests {
    use crate::tests::{exchange, request};
    use crate::{Options, Simulators};

    /// `simulated:simulated-api-secret`.
    const KNOWN: &str = "authorization: Basic c2ltdWxhdGVkOnNpbXVsYXRlZC1hcGktc2VjcmV0\r\n";

    #[tokio::test]
    async fn it_takes_what_vonage_would_take_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let simulators = Simulators::start(folder.path(), Options::default())
            .await
            .unwrap();
        let body = "from=Podpis&to=38640555777&text=123456&type=text&client-ref=r";
        let (form, json) = ("application/x-www-form-urlencoded", "application/json");
        let letters = body.replace("123456", "%C4%8D");
        let cases = [
            (form, KNOWN, body.to_owned(), "0"),
            (form, "", body.to_owned(), "4"),
            (json, KNOWN, body.to_owned(), "2"),
            (form, KNOWN, body.replace("&type=text", ""), "2"),
            (form, KNOWN, body.replace("to=", "to=%2B"), "3"),
            (form, KNOWN, letters.clone(), "3"),
            (form, KNOWN, letters.replace("type=text", "type=unicode"), "0"),
        ];
        for (kind, known, body, status) in cases {
            let headers = format!("content-type: {kind}\r\n{known}");
            let request = request("POST", "/sms/json", &headers, body.as_bytes());
            let answer = exchange(simulators.sms.address(), &request).await;
            let said = format!("\"status\":\"{status}\"");
            assert!(
                answer.starts_with("HTTP/1.1 200") && answer.contains(&said),
                "{body}: {answer}"
            );
            assert!(answer.contains("\"simulated\":true"), "{answer}");
        }
        assert_eq!(simulators.outbox.messages().len(), 2);
    }
}
