//! Who sends a request, in which language and look they want the answer, and what the request before has to say to them.

use crate::Shared;
use crate::error::Problem;
use crate::language::Words;
use crate::pages::{Notice, Section, Shell, SignedIn, Theme};
use crate::session;
use app::Caller;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::UserRole;
use domain::agreement::Client;
use domain::language::Language;
use jiff::tz::TimeZone;
use std::net::IpAddr;
use uuid::Uuid;

const NOTICE: &str = "notice";

/// Anybody.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// In their language.
    pub(crate) words: Words,
    /// From where.
    pub(crate) client: Client,
    theme: Theme,
    path: String,
    notice: Option<Notice>,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct User {
    /// In their language.
    pub(crate) words: Words,
    /// Who asks.
    pub(crate) caller: Caller,
    /// The time zone of their account.
    pub(crate) zone: TimeZone,
    shell: Shell,
}

/// An administrator.
#[derive(Clone, Debug)]
pub(crate) struct Admin(pub(crate) User);

/// The language that a request wants: what was chosen here, else what the browser prefers, else English.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    let chosen = session::read(headers, "language").and_then(|tag| Language::parse(&tag));
    chosen.or_else(|| preferred(headers)).unwrap_or_default()
}

/// The best known language of `Accept-Language` (RFC 9110 §12.5.4).
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let weigh = |part: &str| {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        Some((Language::parse(tag.trim())?, weight.trim().parse::<f32>().ok()?))
    };
    let mut known: Vec<(Language, f32)> = accepted
        .split(',')
        .filter_map(weigh)
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    // Stable: of equal weights the first one wins.
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    known.first().map(|(language, _)| *language)
}

impl Theme {
    /// The look that a request wants.
    pub(crate) fn of(headers: &HeaderMap) -> Theme {
        session::read(headers, "theme")
            .map(|name| Theme::parse(&name))
            .unwrap_or_default()
    }
}

impl Visitor {
    /// Reads it off a request.
    pub(crate) fn of(web: &Shared, parts: &Parts) -> Visitor {
        let words = Words::of(language(&parts.headers));
        Visitor {
            words,
            client: web.proxies.client(parts),
            theme: Theme::of(&parts.headers),
            path: parts
                .uri
                .path_and_query()
                .map(|path| path.as_str().to_owned())
                .unwrap_or_default(),
            notice: session::read(&parts.headers, NOTICE).and_then(|text| read_notice(words, &text)),
        }
    }

    /// Whether the answer has the frame of a page; the editor's saves and the pictures of pages have none, and there are many.
    fn sees_a_page(&self) -> bool {
        !self.path.starts_with("/ui/") && !self.path.contains("/pages/")
    }

    /// The frame of a page outside the app.
    pub(crate) fn shell(&self) -> Shell {
        Shell {
            notice: self.notice.clone(),
            ..Shell::visitor(self.words, self.theme, &self.path)
        }
    }

    /// The frame of a page that answers a form: its switches lead to the form's page.
    pub(crate) fn shell_at(&self, path: &str) -> Shell {
        Shell {
            path: path.to_owned(),
            ..self.shell()
        }
    }

    /// Whether the request comes from this very machine.
    pub(crate) fn is_local(&self) -> bool {
        self.client
            .ip
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
    }
}

impl User {
    /// The frame of a page of the app.
    pub(crate) fn shell(&self, here: Section) -> Shell {
        Shell {
            here,
            ..self.shell.clone()
        }
    }

    /// The frame of a page that answers a form.
    pub(crate) fn shell_at(&self, here: Section, path: &str) -> Shell {
        Shell {
            path: path.to_owned(),
            ..self.shell(here)
        }
    }

    /// A moment for people.
    pub(crate) fn when(&self, at: jiff::Timestamp) -> String {
        self.words.moment(at, &self.zone)
    }

    /// A moment to the second.
    pub(crate) fn exact(&self, at: jiff::Timestamp) -> String {
        self.words.exact(at, &self.zone)
    }

    /// A day for people.
    pub(crate) fn day(&self, at: jiff::Timestamp) -> String {
        self.words.date(at.to_zoned(self.zone.clone()).date())
    }
}

impl FromRequestParts<Shared> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Shared) -> Result<Visitor, Self::Rejection> {
        Ok(Visitor::of(web, parts))
    }
}

impl FromRequestParts<Shared> for User {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Shared) -> Result<User, Response> {
        let visitor = Visitor::of(web, parts);
        let token = web.cookies.session(&parts.headers);
        let Some(token) = token else {
            return Err(to_sign_in(parts));
        };
        let caller = web
            .app
            .session(&token, visitor.client.clone())
            .await
            .map_err(|error| Problem::from(error).into_response())?;
        let Some(caller) = caller else {
            return Err(to_sign_in(parts));
        };
        user(web, visitor, caller)
            .await
            .map_err(IntoResponse::into_response)
    }
}

impl axum::extract::OptionalFromRequestParts<Shared> for User {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Shared) -> Result<Option<User>, Self::Rejection> {
        Ok(<User as FromRequestParts<Shared>>::from_request_parts(parts, web)
            .await
            .ok())
    }
}

impl FromRequestParts<Shared> for Admin {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Shared) -> Result<Admin, Response> {
        let user = <User as FromRequestParts<Shared>>::from_request_parts(parts, web).await?;
        if user.caller.role == UserRole::Admin {
            return Ok(Admin(user));
        }
        Err(Problem::page(StatusCode::FORBIDDEN, "forbidden").into_response())
    }
}

async fn user(web: &Shared, visitor: Visitor, caller: Caller) -> Result<User, Problem> {
    let account = web
        .app
        .store
        .account(&caller.account.to_string())
        .await
        .map_err(app::Error::from)?;
    let account = account.ok_or_else(Problem::not_found)?;
    let waiting = if visitor.sees_a_page() {
        web.app.waiting_for_me(&caller).await?
    } else {
        0
    };
    let group_admin = visitor.sees_a_page() && web.app.looks_after_groups(&caller).await?;
    let signed_in = SignedIn {
        name: caller.name.clone(),
        email: caller.email.to_string(),
        initials: initials(&caller.name),
        account: account.name,
        admin: caller.role == UserRole::Admin,
        group_admin,
        waiting: usize::try_from(waiting).unwrap_or(usize::MAX),
    };
    let demo = web.app.ports.outbox.is_some() && visitor.is_local();
    let shell = Shell {
        user: Some(signed_in),
        demo,
        ..visitor.shell()
    };
    let zone = TimeZone::get(&account.time_zone).unwrap_or(TimeZone::UTC);
    Ok(User {
        words: visitor.words,
        caller,
        zone,
        shell,
    })
}

/// Pages lead to the sign-in page and back; scripts are told.
fn to_sign_in(parts: &Parts) -> Response {
    let asks_for_page = parts.method == Method::GET && !parts.uri.path().starts_with("/ui/");
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    if asks_for_page && path != "/" {
        let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        return Redirect::to(&format!("/sign-in?next={next}")).into_response();
    }
    Problem::code(StatusCode::UNAUTHORIZED, "SIGN_IN").into_response()
}

/// One or two letters for the round avatar: of the first and the last name.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let (first, last) = (words.next(), words.next_back());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

/// The colour of a person's avatar: the same for the same place in an agreement.
pub(crate) fn colour(place: usize) -> u8 {
    u8::try_from(place % 8).unwrap_or(0) + 1
}

/// Goes to `path` and says there what was done.
pub(crate) fn redirect_saying(web: &Shared, path: &str, key: &str, arguments: &[(&str, &str)]) -> Response {
    debug_assert!(may_be_said(key), "{key} would never be read");
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.append_pair("say", key);
    arguments.iter().for_each(|(name, value)| {
        text.append_pair(name, value);
    });
    let mut response = Redirect::to(path).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, web.cookies.pass_on(NOTICE, &text.finish()));
    response
}

/// What a notice may begin with.
const SAID: &[&str] = &[
    "agreement-done-",
    "contacts-done-",
    "settings-done-",
    "settings-invited",
    "settings-deactivated",
    "account-",
    "profile-",
    "system-discarded",
    "system-retried",
    "tags-words-",
    "template-done-",
    "problem-",
];

fn may_be_said(key: &str) -> bool {
    SAID.iter().any(|start| key.starts_with(start))
}

/// Only words of ours are said, and only of things that were done: a forged cookie cannot put a sentence into our mouth.
fn read_notice(words: Words, text: &str) -> Option<Notice> {
    let mut pairs = url::form_urlencoded::parse(text.as_bytes());
    let key = pairs.next().filter(|(name, _)| name == "say")?.1;
    if !may_be_said(&key) || !words.has(&key) {
        return None;
    }
    let arguments: Vec<(String, String)> = pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let id = arguments
        .iter()
        .find(|(name, _)| name == "id")
        .map(|(_, value)| value.clone());
    let arguments: Vec<(&str, &dyn crate::language::Argument)> = arguments
        .iter()
        .map(|(name, value)| (name.as_str(), value as _))
        .collect();
    let sentence = words.with(&key, &arguments);
    Some(if key.starts_with("problem-") {
        Notice::bad(sentence)
    } else {
        Notice {
            undo: undo(words, &key, id.as_deref()),
            ..Notice::good(sentence)
        }
    })
}

/// What can be taken back at once. The address is made of a fixed path and of what can be an id, never of whatever a cookie says.
fn undo(words: Words, key: &str, id: Option<&str>) -> Option<(String, String)> {
    let folder = match key {
        "agreement-done-binned" => "agreements",
        "contacts-done-removed" => "contacts",
        _ => return None,
    };
    let id: Uuid = id?.parse().ok()?;
    Some((words.text("form-undo"), format!("/{folder}/{id}/restore")))
}

/// A path of ours to go on to; anything that could lead elsewhere becomes the first page.
pub(crate) fn safe_path(path: &str) -> &str {
    let inside = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t']);
    if inside { path } else { "/" }
}

/// The notice is said once: the page that shows it takes the cookie away.
pub(crate) async fn forget_notice(
    axum::extract::State(web): axum::extract::State<Shared>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let said = session::read(request.headers(), NOTICE).is_some();
    let mut response = next.run(request).await;
    let html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if said && html {
        response
            .headers_mut()
            .append(header::SET_COOKIE, web.cookies.forget(NOTICE));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn wants(accept: &'static str) -> Language {
        language(&HeaderMap::from_iter([(
            header::ACCEPT_LANGUAGE,
            HeaderValue::from_static(accept),
        )]))
    }

    #[test]
    fn the_browsers_best_known_language_is_taken() {
        assert_eq!(wants("de-DE, sl;q=0.8, en;q=0.5"), Language::Slovenian);
        assert_eq!(wants("cs-CZ,cs;q=0.9,en;q=0.8"), Language::Czech);
        assert_eq!(wants("fr"), Language::English);
        assert_eq!(wants("sl;q=0, en"), Language::English);
    }

    #[test]
    fn nobody_is_led_away() {
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "javascript:alert(1)",
        ] {
            assert_eq!(safe_path(bad), "/", "{bad}");
        }
        assert_eq!(safe_path("/agreements?view=mine"), "/agreements?view=mine");
    }

    #[test]
    fn a_forged_notice_says_nothing() {
        let words = Words::of(Language::English);
        assert!(read_notice(words, "say=mail-a-document").is_none());
        assert!(read_notice(words, "say=nonsense").is_none());
        assert_eq!(
            read_notice(words, "say=settings-done-saved").map(|notice| notice.text),
            Some("Saved. It holds for what is begun or sent from now on.".to_owned())
        );
        assert_eq!(
            read_notice(words, "say=profile-saved")
                .map(|notice| notice.text)
                .as_deref(),
            Some("Saved.")
        );
    }

    #[test]
    fn initials_are_of_first_and_last_name() {
        assert_eq!(initials("Žiga Čeh"), "ŽČ");
        assert_eq!(initials("Ana Marija Novak"), "AN");
        assert_eq!(initials("arhiv"), "A");
    }
}
