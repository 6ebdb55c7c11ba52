//! The routes: each handler turns a request into one use case and its answer into a page.

/// Takes from a kept row what lists need; the row's own type belongs to the store, which this crate does not know by name.
macro_rules! summary {
    ($item:expr) => {
        Summary {
            id: $item.id.clone(),
            name: $item.name.clone(),
            state: $item.state.clone(),
            owner: $item.owner_id.clone(),
            updated_at: $item.updated_at,
            ends_at: app::lists::asked_end($item),
            people: $item
                .participants
                .iter()
                .map(|person| Person {
                    name: person.name.clone(),
                    email: person.email_norm.clone(),
                    role: person.role.clone(),
                    state: person.state.clone(),
                    link_expires_at: person.link_expires_at,
                })
                .collect(),
        }
    };
}

mod account;
mod activity;
mod agreement;
mod agreement_page;
mod agreements;
mod applications;
mod bounces;
mod contacts;
mod documents;
mod editor;
mod groups;
mod health;
mod home;
mod keys;
mod list;
mod methods;
mod oauth;
mod outbox;
mod people;
mod preferences;
mod profile;
mod rows;
#[cfg(test)]
pub(crate) mod sample;
mod seal;
mod settings;
mod shared;
mod sign;
mod system;
mod tags;
mod templates;
mod timeline;
pub(crate) mod tsa;
mod users;
mod verify;
mod webhooks;

use crate::Shared;
use crate::error::{Problem, key_of};
use crate::language::Words;
use crate::pages::Problems;
use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use domain::identity::PinFault;

/// A handler's answer.
type Answer = Result<Response, Problem>;

/// Every page and its forms.
pub(crate) fn all(web: &Shared) -> Router<Shared> {
    Router::new()
        .merge(account::router())
        .merge(activity::router())
        .merge(agreement::router())
        .merge(agreements::router(web))
        .merge(applications::router())
        .merge(bounces::router())
        .merge(contacts::router())
        .merge(documents::router())
        .merge(editor::router(web))
        .merge(groups::router())
        .merge(health::router())
        .merge(home::router())
        .merge(keys::router())
        .merge(list::router())
        .merge(oauth::router())
        .merge(outbox::router())
        .merge(people::router())
        .merge(preferences::router())
        .merge(profile::router())
        .merge(seal::router())
        .merge(settings::router())
        .merge(shared::router())
        .merge(sign::router(web.app.config.max_upload))
        .merge(system::router())
        .merge(tags::router())
        .merge(methods::router())
        .merge(templates::router(web))
        .merge(users::router())
        .merge(verify::router(web))
        .merge(webhooks::router())
}

/// What is wrong with a new PIN, at its input.
fn pin_problem(words: Words, fault: PinFault) -> Problems {
    let field = match fault {
        PinFault::Mismatch => "pin_again",
        _ => "pin",
    };
    Problems::one(field, words.text(&key_of(fault.code())))
}

/// Renders a page.
fn page(template: &impl Template) -> Answer {
    let html = template.render().map_err(|error| Problem::internal(&error))?;
    Ok(Html(html).into_response())
}

/// Sends a file to be kept, under its name.
fn file(name: &str, mime: &'static str, bytes: Bytes) -> Response {
    let mut response = bytes.into_response();
    file_headers(&mut response, name, mime);
    response
}

/// Says that an answer is a file to be kept, and its name.
fn file_headers(response: &mut Response, name: &str, mime: &'static str) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    if let Ok(value) = HeaderValue::from_str(&disposition(name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
}

/// RFC 6266 §4.1: a plain name for old programs, and the whole one in UTF-8 (RFC 8187).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || " -_.()".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let whole: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn file_names_keep_their_letters_and_cannot_break_the_header() {
        assert_eq!(
            disposition("Pogodba č. 1\"\r\n.pdf"),
            "attachment; filename=\"Pogodba _. 1___.pdf\"; filename*=UTF-8''Pogodba%20%C4%8D.%201%22%0D%0A.pdf"
        );
    }
}
