//! A recipient who comes through their link: the visit, its cookie, and the language in which they are answered.

use crate::Shared;
use crate::error::Problem;
use crate::language::Words;
use crate::pages::Shell;
use crate::pages::sign::Frame;
use crate::pages::sign::outcome::{Ended, Ending};
use crate::session;
use crate::visitor::{User, Visitor};
use app::ceremony::Visit;
use app::keys::Token;
use askama::Template;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::account::UserRole;
use domain::language::Language;
use std::collections::HashMap;

/// Somebody at the door of one agreement.
pub(super) struct Recipient {
    /// Their visit.
    pub(super) visit: Visit,
    /// The address of the visit, `/s/{token}`.
    pub(super) base: String,
    /// The language they chose, else the one they are written to in.
    pub(super) words: Words,
    shell: Shell,
    cookie: Option<HeaderValue>,
    back: Option<(String, String)>,
}

impl Recipient {
    /// What all pages of the visit show.
    pub(super) fn frame(&self) -> Frame {
        Frame {
            words: self.words,
            shell: self.shell.clone(),
            base: self.base.clone(),
            organisation: self.visit.agreement.organisation.clone(),
            sender: self.visit.agreement.sender.value.name.clone(),
            back: self.back.clone(),
        }
    }

    /// Shows a signed-in user the way back: to the agreement where it is theirs, else to what waits for them.
    pub(super) fn signed_in(&mut self, user: &User) {
        let agreement = &self.visit.agreement;
        let own = agreement.account == user.caller.account
            && (agreement.owner == user.caller.user || user.caller.role == UserRole::Admin);
        self.back = Some(if own {
            let label = self.words.text("sign-back-to-agreement");
            (label, format!("/agreements/{}", agreement.id))
        } else {
            (self.words.text("sign-back-home"), "/".to_owned())
        });
    }

    /// Whether this visit has earned to know the document.
    pub(super) fn may_know(&self) -> bool {
        self.visit
            .member()
            .is_ok_and(|member| member.may_see(self.visit.id))
    }

    /// Gives the browser the cookie of a visit that has just begun.
    pub(super) fn with_cookie(&self, mut response: Response) -> Response {
        if let Some(cookie) = &self.cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        response
    }

    /// Back to the visit's page, which shows where it stands now.
    pub(super) fn back(&self) -> Response {
        self.with_cookie(Redirect::to(&self.base).into_response())
    }

    /// An error in their language.
    pub(super) fn says(&self, error: app::Error) -> Problem {
        Problem::from(error).said_in(self.words)
    }
}

impl FromRequestParts<Shared> for Recipient {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Shared) -> Result<Recipient, Response> {
        let visitor = Visitor::of(web, parts);
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, web).await;
        let token = path
            .ok()
            .and_then(|Path(mut values)| values.remove("token"))
            .unwrap_or_default();
        let (base, link) = (format!("/s/{token}"), Token::from_text(&token));
        let name = cookie_name(&link);
        let known = web.cookies.secret(&parts.headers, &name);
        let visit = match web.app.visit(&link, known.as_ref(), visitor.client.clone()).await {
            Ok(visit) => visit,
            Err(app::Error::NotFound) => return Err(nothing_here(parts, &visitor)),
            Err(error) => return Err(Problem::from(error).into_response()),
        };
        let chosen = session::read(&parts.headers, "language").and_then(|tag| Language::parse(&tag));
        let written = visit
            .member()
            .map_err(|error| Problem::from(error).into_response())?
            .language;
        let words = Words::of(chosen.unwrap_or(written));
        let shell = Shell {
            words,
            ..visitor.shell_at(&base)
        };
        let cookie = visit
            .new_cookie
            .as_ref()
            .map(|token| web.cookies.set_secret(&name, token));
        Ok(Recipient {
            visit,
            base,
            words,
            shell,
            cookie,
            back: None,
        })
    }
}

/// Each link has a cookie of its own: two recipients at one computer do not meet.
fn cookie_name(link: &Token) -> String {
    let hash = link.hash();
    format!("visit-{}", hash.get(..12).unwrap_or_default())
}

/// A link that opens nothing: a page for people, a code for scripts.
fn nothing_here(parts: &Parts, visitor: &Visitor) -> Response {
    let page = Ended {
        frame: Frame {
            words: visitor.words,
            shell: visitor.shell_at("/"),
            base: String::new(),
            organisation: "Podpis".to_owned(),
            sender: String::new(),
            back: None,
        },
        ending: Ending::NotFound,
        name: String::new(),
    };
    let script = parts
        .headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    match page.render() {
        Ok(html) if parts.method == Method::GET && !script => {
            (StatusCode::NOT_FOUND, Html(html)).into_response()
        }
        _ => Problem::not_found().into_response(),
    }
}
