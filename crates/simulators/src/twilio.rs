//! Twilio, simulated: the part of its REST API that sends text messages and calls, strict about who asks and what is asked. Nobody gets
//! a message, nobody is called; every answer says `"simulated": true`, which Twilio's do not.
//!
//! The account is [`ACCOUNT`] with [`TOKEN`]. As at Twilio itself, [`NO_NUMBER`] is no number and [`NO_MOBILE`] takes no messages.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
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

/// The SID of the only account.
pub const ACCOUNT: &str = "AC00000000000000000000000000000000";
/// Its auth token.
pub const TOKEN: &str = "simulated-auth-token";
/// A number that is none.
pub const NO_NUMBER: &str = "+15005550001";
/// A number that takes no text messages.
pub const NO_MOBILE: &str = "+15005550009";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Message {
    to: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    messaging_service_sid: String,
    body: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Call {
    to: String,
    from: String,
    twiml: String,
}

pub(crate) fn router() -> Router<SmsGateway> {
    Router::new()
        .route("/2010-04-01/Accounts/{account}", get(look))
        .route("/2010-04-01/Accounts/{account}/Messages.json", post(send))
        .route("/2010-04-01/Accounts/{account}/Calls.json", post(call))
}

async fn look(
    State(gateway): State<SmsGateway>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    let account = account.strip_suffix(".json").unwrap_or_default();
    match before(&gateway, account, &headers) {
        Some(refused) => refused,
        None => Json(json!({"sid": ACCOUNT, "status": "active", "simulated": true})).into_response(),
    }
}

async fn send(
    State(gateway): State<SmsGateway>,
    Path(account): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Message>, FormRejection>,
) -> Response {
    if let Some(refused) = before(&gateway, &account, &headers) {
        return refused;
    }
    let Ok(Form(message)) = form else {
        return error(StatusCode::BAD_REQUEST, 20001);
    };
    let code = match (&message.from[..], &message.messaging_service_sid[..]) {
        ("", "") => Some(21603),
        _ if message.body.is_empty() => Some(21602),
        _ if message.to == NO_MOBILE => Some(21614),
        _ => not_dialled(&gateway, &message.to),
    };
    if let Some(code) = code {
        return error(StatusCode::BAD_REQUEST, code);
    }
    let from = message.from + &message.messaging_service_sid;
    let arrival = Arrival {
        from,
        ..arrival(Channel::Sms, message.to, message.body)
    };
    take(&gateway, arrival, "SM").await
}

async fn call(
    State(gateway): State<SmsGateway>,
    Path(account): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Call>, FormRejection>,
) -> Response {
    if let Some(refused) = before(&gateway, &account, &headers) {
        return refused;
    }
    let Ok(Form(call)) = form else {
        return error(StatusCode::BAD_REQUEST, 20001);
    };
    let Some((language, text)) = said(&call.twiml) else {
        return error(StatusCode::BAD_REQUEST, 12100);
    };
    if let Some(code) = not_dialled(&gateway, &call.to) {
        return error(StatusCode::BAD_REQUEST, code);
    }
    let arrival = Arrival {
        from: call.from,
        language,
        ..arrival(Channel::Call, call.to, text)
    };
    take(&gateway, arrival, "CA").await
}

/// What fails before the request is looked at: the machine, or who asks.
fn before(gateway: &SmsGateway, account: &str, headers: &HeaderMap) -> Option<Response> {
    match gateway.failures.at(Party::Sms) {
        Failure::Throttle => return Some(error(StatusCode::TOO_MANY_REQUESTS, 20429)),
        Failure::Crash => return Some(error(StatusCode::INTERNAL_SERVER_ERROR, 20500)),
        failure => {
            if let Some(response) = failure_before(failure) {
                return Some(response);
            }
        }
    }
    let known = account == ACCOUNT && basic(headers, ACCOUNT, TOKEN);
    (!known).then(|| error(StatusCode::UNAUTHORIZED, 20003))
}

fn not_dialled(gateway: &SmsGateway, to: &str) -> Option<u32> {
    let refuses = gateway.failures.at(Party::Sms) == Failure::Refuse;
    (refuses || to == NO_NUMBER || !to.starts_with('+')).then_some(21211)
}

async fn take(gateway: &SmsGateway, arrival: Arrival, kind: &str) -> Response {
    let failure = gateway.failures.at(Party::Sms);
    let taken = gateway.outbox.record(arrival);
    if let Some(response) = failure_after(failure).await {
        return response;
    }
    match taken {
        Ok(message) => {
            let sid = format!("{kind}{:032x}", message.id);
            let body = json!({"sid": sid, "account_sid": ACCOUNT, "status": "queued", "error_code": null, "simulated": true});
            (StatusCode::CREATED, Json(body)).into_response()
        }
        Err(_) => error(StatusCode::INTERNAL_SERVER_ERROR, 20500),
    }
}

fn error(status: StatusCode, code: u32) -> Response {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    let body = json!({
        "code": code, "message": "simulated", "more_info": more, "status": status.as_u16(), "simulated": true
    });
    (status, Json(body)).into_response()
}

/// Language and text of the one sentence that is to be said; `None`: something else is to be done.
fn said(twiml: &str) -> Option<(String, String)> {
    let rest = twiml.strip_prefix("<Response><Say language=\"")?;
    let (language, rest) = rest.split_once("\">")?;
    let text = rest.strip_suffix("</Say></Response>")?;
    let places = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    if text.contains(['<', '>']) {
        return None;
    }
    let plain = |text: String, (from, to): (&str, &str)| text.replace(from, to);
    Some((
        language.to_owned(),
        places.into_iter().fold(text.to_owned(), plain),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{exchange, request};
    use crate::{Options, Simulators};

    const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";
    const BODY: &str = "To=%2B38641234567&From=Podpis&Body=Koda%20123456";

    /// `AC00000000000000000000000000000000:simulated-auth-token`, and the same with another token.
    const KNOWN: &str = "authorization: Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDpzaW11bGF0ZWQtYXV0aC10b2tlbg==\r\n";
    const UNKNOWN: &str = "authorization: Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDp3cm9uZw==\r\n";

    #[tokio::test]
    async fn it_takes_what_twilio_would_take_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let simulators = Simulators::start(folder.path(), Options::default())
            .await
            .unwrap();
        let messages = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json");
        let calls = format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json");
        let other = messages.replace("AC0", "AC1");
        let form = |more: &str| format!("{FORM}{more}");
        let json = format!("content-type: application/json\r\n{KNOWN}");
        let dials =
            "To=%2B38641234567&From=%2B38640000000&Twiml=%3CResponse%3E%3CDial%2F%3E%3C%2FResponse%3E";
        let cases = [
            (&messages, form(KNOWN), BODY, 201, "\"simulated\":true"),
            (&messages, form(""), BODY, 401, "20003"),
            (&messages, form(UNKNOWN), BODY, 401, "20003"),
            (&other, form(KNOWN), BODY, 401, "20003"),
            (&messages, json, BODY, 400, "20001"),
            (&messages, form(KNOWN), "To=1&From=x&Body=x&Extra=1", 400, "20001"),
            (&messages, form(KNOWN), "To=%2B38641234567&Body=x", 400, "21603"),
            (
                &messages,
                form(KNOWN),
                "To=38641234567&From=x&Body=x",
                400,
                "21211",
            ),
            (&calls, form(KNOWN), dials, 400, "12100"),
        ];
        for (path, headers, body, status, said) in cases {
            let answer = exchange(
                simulators.sms.address(),
                &request("POST", path, &headers, body.as_bytes()),
            )
            .await;
            let start = format!("HTTP/1.1 {status}");
            assert!(
                answer.starts_with(&start) && answer.contains(said),
                "{path} {body}: {answer}"
            );
        }
        assert_eq!(simulators.outbox.messages().len(), 1);
    }
}
