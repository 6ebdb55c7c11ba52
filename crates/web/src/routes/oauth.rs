//! `/public/oauth/v2`: a program asks the user to let it act for them; the user says yes or no and is sent back.

use super::{Answer, page};
use crate::Shared;
use crate::error::Problem;
use crate::headers::POLICY;
use crate::pages::Section;
use crate::pages::settings::Consent;
use crate::visitor::User;
use app::oauth::{Wish, WishRefusal};
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use url::Url;

const PATH: &str = "/public/oauth/v2";

pub(super) fn router() -> Router<Shared> {
    Router::new().route(PATH, get(show).post(decide))
}

/// What a program sends with the user.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: String,
    code_challenge: String,
    code_challenge_method: String,
    /// What the user said.
    answer: String,
}

impl Asked {
    fn wish(&self) -> Wish {
        Wish {
            client_id: self.client_id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            scope: self.scope.clone(),
            challenge: Some(self.code_challenge.clone()).filter(|challenge| !challenge.is_empty()),
        }
    }

    /// What is wrong with the request itself, in the words of RFC 6749 §4.1.2.1.
    fn fault(&self) -> Option<&'static str> {
        let challenged = !self.code_challenge.is_empty() || !self.code_challenge_method.is_empty();
        if self.response_type != "code" {
            Some("unsupported_response_type")
        } else if challenged && (self.code_challenge_method != "S256" || self.code_challenge.len() != 43) {
            Some("invalid_request")
        } else {
            None
        }
    }

    /// Back to the program, with an answer and its own state.
    fn back(&self, answer: &[(&str, &str)]) -> Answer {
        let mut url = Url::parse(&self.redirect_uri).map_err(|_| unknown())?;
        url.query_pairs_mut().extend_pairs(answer);
        if !self.state.is_empty() {
            url.query_pairs_mut().append_pair("state", &self.state);
        }
        Ok(Redirect::to(url.as_str()).into_response())
    }
}

/// Nobody is sent to an address that is not a known program's.
fn unknown() -> Problem {
    Problem::code(StatusCode::BAD_REQUEST, "OAUTH_UNKNOWN")
}

async fn show(State(web): State<Shared>, user: User, Query(asked): Query<Asked>) -> Answer {
    let consent = match web.app.wish(&user.caller, &asked.wish()).await? {
        Ok(consent) => consent,
        Err(WishRefusal::Unknown) => return Err(unknown()),
        Err(WishRefusal::Scope) => return asked.back(&[("error", "invalid_scope")]),
    };
    if let Some(fault) = asked.fault() {
        return asked.back(&[("error", fault)]);
    }
    let words = user.words;
    let url = Url::parse(&asked.redirect_uri).map_err(|_| unknown())?;
    let answer = page(&Consent {
        words,
        shell: user.shell_at(Section::None, "/"),
        application: consent.application,
        scopes: consent.scopes.iter().map(|scope| said(&user, scope)).collect(),
        host: url.host_str().unwrap_or_default().to_owned(),
        fields: vec![
            ("response_type", asked.response_type),
            ("client_id", asked.client_id),
            ("redirect_uri", asked.redirect_uri),
            ("scope", asked.scope),
            ("state", asked.state),
            ("code_challenge", asked.code_challenge),
            ("code_challenge_method", asked.code_challenge_method),
        ],
    })?;
    Ok(may_go_to(answer, &url.origin().ascii_serialization()))
}

/// A scope in words, and how far it reaches.
fn said(user: &User, scope: &str) -> (String, String) {
    let words = user.words;
    let (name, modifier) = scope.split_once(':').unwrap_or((scope, "self"));
    (
        words.text(&format!("settings-scope-{}", name.replace('_', "-"))),
        words.text(&format!("settings-reach-{modifier}")),
    )
}

/// The answer to the form leads to the program, which the policy of other pages forbids.
fn may_go_to(mut answer: Response, origin: &str) -> Response {
    let policy = POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        answer
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

async fn decide(State(web): State<Shared>, user: User, Form(asked): Form<Asked>) -> Answer {
    if let Err(refusal) = web.app.wish(&user.caller, &asked.wish()).await? {
        return match refusal {
            WishRefusal::Unknown => Err(unknown()),
            WishRefusal::Scope => asked.back(&[("error", "invalid_scope")]),
        };
    }
    if let Some(fault) = asked.fault() {
        return asked.back(&[("error", fault)]);
    }
    if asked.answer != "allow" {
        return asked.back(&[("error", "access_denied")]);
    }
    let code = match web.app.grant(&user.caller, &asked.wish()).await? {
        Ok(code) => code,
        Err(_) => return Err(unknown()),
    };
    let base = format!("{}/", web.app.config.public_url);
    asked.back(&[
        ("code", code.reveal()),
        ("api_access_point", &base),
        ("web_access_point", &base),
    ])
}
