//! `/simulated/outbox`: what simulated parties received, in a demo and from this very machine only; elsewhere it does not exist.

use super::{Answer, page};
use crate::Shared;
use crate::error::Problem;
use crate::pages::Section;
use crate::pages::system::{OutboxMessage, OutboxPage};
use crate::visitor::{User, Visitor};
use app::ports::OutboxMessage as Arrived;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::tz::TimeZone;
use serde_json::json;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/simulated/outbox", get(show))
        .route("/simulated/outbox.json", get(list))
        .route("/simulated/outbox/{id}", get(mail))
}

/// The messages, for those who may see them.
struct Arrivals {
    messages: Vec<Arrived>,
    visitor: Visitor,
}

impl FromRequestParts<Shared> for Arrivals {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Shared) -> Result<Arrivals, Problem> {
        let visitor = Visitor::of(web, parts);
        let outbox = web
            .app
            .ports
            .outbox
            .as_ref()
            .filter(|_| visitor.is_local())
            .ok_or_else(Problem::not_found)?;
        Ok(Arrivals {
            messages: outbox.messages(),
            visitor,
        })
    }
}

async fn list(arrivals: Arrivals) -> Response {
    Json(json!({ "simulated": true, "messages": arrivals.messages })).into_response()
}

/// Whoever is signed in keeps their frame; the page is there without it too.
async fn show(State(web): State<Shared>, arrivals: Arrivals, user: Option<User>) -> Answer {
    let visitor = &arrivals.visitor;
    let (words, now) = (visitor.words, web.app.ports.clock.now());
    let zone = user.as_ref().map_or(TimeZone::UTC, |user| user.zone.clone());
    let row = |arrived: &Arrived| {
        let link = arrived
            .links
            .iter()
            .find(|link| link.starts_with(&web.app.config.public_url));
        OutboxMessage {
            id: arrived.id,
            telephone: arrived.channel != "mail",
            call: arrived.channel == "call",
            to: arrived.to.clone(),
            from: arrived.from.clone(),
            subject: arrived.subject.clone(),
            text: arrived.text.clone(),
            when: words.ago(arrived.at, now, &zone),
            exact: words.exact(arrived.at, &zone),
            html: arrived.html.is_some(),
            link: link
                .and_then(|link| link.strip_prefix(&web.app.config.public_url))
                .unwrap_or_default()
                .to_owned(),
            code: if arrived.channel != "mail" {
                arrived.codes.first().cloned().unwrap_or_default()
            } else {
                String::new()
            },
            files: arrived.attachments.clone(),
        }
    };
    page(&OutboxPage {
        words,
        shell: user.map_or_else(|| visitor.shell(), |user| user.shell(Section::Outbox)),
        messages: arrivals.messages.iter().rev().map(row).collect(),
    })
}

/// The HTML of a mail. Mail programs want styles in attributes, which our policy forbids: they become classes of one style
/// element that the policy names by its hash.
async fn mail(arrivals: Arrivals, Path(id): Path<u64>) -> Answer {
    let arrived = arrivals
        .messages
        .into_iter()
        .find(|arrived| arrived.id == id)
        .ok_or_else(Problem::not_found)?;
    let (html, hashes) = without_attributes(&arrived.html.ok_or_else(Problem::not_found)?);
    let policy = format!(
        "default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let mut response = Html(html).into_response();
    let policy = HeaderValue::from_str(&policy).map_err(|error| Problem::internal(&error))?;
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// The page with its style attributes turned into classes, and the hashes of its style elements.
fn without_attributes(html: &str) -> (String, String) {
    let (mut body, mut styles) = (String::new(), String::new());
    let mut pieces = html.split(" style=\"");
    body.push_str(pieces.next().unwrap_or_default());
    for (number, piece) in pieces.enumerate() {
        let (style, rest) = piece.split_once('"').unwrap_or(("", piece));
        styles.push_str(&format!(
            "[data-s=\"{number}\"]{{{}}}\n",
            style.replace("&#39;", "'")
        ));
        body.push_str(&format!(" data-s=\"{number}\"{rest}"));
    }
    let body = body.replacen("<style>", &format!("<style>{styles}</style><style>"), 1);
    let elements = body
        .split("<style>")
        .skip(1)
        .filter_map(|rest| rest.split("</style>").next());
    let hashes = elements.map(hash_source).collect::<Vec<_>>().join(" ");
    (body, hashes)
}

/// CSP Level 3 §2.3.1: `'sha256-…'`.
fn hash_source(style: &str) -> String {
    use base64::Engine;
    let digest = hex::decode(app::keys::sha256_hex(style.as_bytes())).unwrap_or_default();
    format!(
        "'sha256-{}'",
        base64::engine::general_purpose::STANDARD.encode(digest)
    )
}

#[cfg(test)]
mod tests {
    use super::without_attributes;

    #[test]
    fn style_attributes_become_rules_that_the_policy_can_name() {
        let (html, hashes) = without_attributes("<style>a{}</style><p class=\"x\" style=\"color:red\">x</p>");
        assert_eq!(
            html,
            "<style>[data-s=\"0\"]{color:red}\n</style><style>a{}</style><p class=\"x\" data-s=\"0\">x</p>"
        );
        assert_eq!(hashes.split(' ').count(), 2);
    }
}
