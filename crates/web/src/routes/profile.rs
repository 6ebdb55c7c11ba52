//! `/profile`: one's own name, language and password.

use super::{Answer, page};
use crate::Shared;
use crate::error::complaint;
use crate::pages::system::Profile;
use crate::pages::{Choice, Problems, Section, own_name};
use crate::visitor::{User, redirect_saying};
use axum::extract::State;
use axum::http::header;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::language::Language;
use serde::Deserialize;

const PATH: &str = "/profile";

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(PATH, get(show).post(save))
        .route("/profile/password", post(change_password))
}

async fn show(user: User) -> Answer {
    let (name, language) = (user.caller.name.clone(), user.caller.language.tag());
    form(&user, name, language, Problems::default())
}

fn form(user: &User, name: String, language: &str, problems: Problems) -> Answer {
    let languages: Vec<(&str, String)> = Language::ALL
        .map(|language| (language.tag(), own_name(language).to_owned()))
        .to_vec();
    page(&Profile {
        words: user.words,
        shell: user.shell_at(Section::Profile, PATH),
        name,
        email: user.caller.email.to_string(),
        languages: Choice::list(&languages, language),
        problems,
    })
}

#[derive(Deserialize)]
struct About {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
}

async fn save(State(web): State<Shared>, user: User, Form(typed): Form<About>) -> Answer {
    let language = Language::parse(&typed.language).unwrap_or(user.caller.language);
    match web
        .app
        .update_profile(&user.caller, typed.name.trim(), language)
        .await
    {
        Ok(()) => {
            let mut response = redirect_saying(&web, PATH, "profile-saved", &[]);
            response
                .headers_mut()
                .append(header::SET_COOKIE, web.cookies.keep("language", language.tag()));
            Ok(response)
        }
        Err(error) => {
            let complaint = complaint(error)?;
            form(
                &user,
                typed.name,
                &typed.language,
                Problems::one(&complaint.field, complaint.text(user.words)),
            )
        }
    }
}

#[derive(Deserialize)]
struct Passwords {
    #[serde(default)]
    old: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

async fn change_password(State(web): State<Shared>, user: User, Form(typed): Form<Passwords>) -> Answer {
    let words = user.words;
    let again = |problems| {
        form(
            &user,
            user.caller.name.clone(),
            user.caller.language.tag(),
            problems,
        )
    };
    if typed.password != typed.again {
        return again(Problems::one("again", words.text("account-not-same")));
    }
    match web
        .app
        .change_password(&user.caller, &typed.old, &typed.password)
        .await
    {
        Ok(()) => Ok(redirect_saying(&web, PATH, "profile-password-saved", &[])),
        Err(
            app::Error::BadInput {
                field: "old_password",
                ..
            }
            | app::Error::Unauthenticated,
        ) => again(Problems::one("old", words.text("profile-old-wrong"))),
        Err(error) => {
            let complaint = complaint(error)?;
            again(Problems::one(&complaint.field, complaint.text(words)))
        }
    }
}
