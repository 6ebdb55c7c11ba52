//! `POST /preferences`: language and look, kept in the browser. It works for everybody, signed in or not.

use crate::Shared;
use crate::pages::Theme;
use crate::visitor::safe_path;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Form, Router};
use domain::language::Language;
use serde::Deserialize;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/preferences", post(choose))
}

#[derive(Deserialize)]
struct Choice {
    language: Option<String>,
    theme: Option<String>,
    #[serde(rename = "return", default)]
    back: String,
}

async fn choose(State(web): State<Shared>, Form(choice): Form<Choice>) -> Response {
    let mut response = Redirect::to(safe_path(&choice.back)).into_response();
    let language = choice
        .language
        .and_then(|tag| Language::parse(&tag))
        .map(|language| web.cookies.keep("language", language.tag()));
    let theme = choice
        .theme
        .map(|name| web.cookies.keep("theme", Theme::parse(&name).name()));
    for cookie in language.into_iter().chain(theme) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
