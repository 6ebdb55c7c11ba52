//! `/profile`: one's own name, language and password, and the programs that one lets act for oneself.

use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::pages::system::{AllowedProgram, Profile};
use crate::pages::{Choice, Problems, Section, own_name};
use crate::visitor::{User, redirect_saying};
use app::oauth::Allowed;
use axum::extract::{Path, State};
use axum::http::header;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::identity::Pin;
use domain::language::Language;
use serde::Deserialize;

const PATH: &str = "/profile";

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(PATH, get(show).post(save))
        .route("/profile/applications/{id}/revoke", post(disallow))
        .route("/profile/password", post(change_password))
        .route("/profile/pin", post(set_pin))
        .route("/profile/pin/remove", post(remove_pin))
}

async fn show(State(web): State<Shared>, user: User) -> Answer {
    let (name, language) = (user.caller.name.clone(), user.caller.language.tag());
    form(&web, &user, name, language, Problems::default()).await
}

/// Takes back what was said to a program.
async fn disallow(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    web.app.disallow(&user.caller, id).await?;
    Ok(redirect_saying(&web, PATH, "profile-application-stopped", &[]))
}

fn application(user: &User, allowed: &Allowed) -> AllowedProgram {
    let said = |scope: &String| {
        let (plain, reach) = scope.split_once(':').unwrap_or((scope, ""));
        let key = format!("settings-scope-{}", plain.replace('_', "-"));
        let what = if user.words.has(&key) {
            user.words.text(&key)
        } else {
            plain.to_owned()
        };
        match reach {
            "" | "self" => what,
            reach => format!("{what} ({reach})"),
        }
    };
    AllowedProgram {
        name: allowed.name.clone(),
        scopes: allowed.scopes.iter().map(said).collect::<Vec<_>>().join(", "),
        since: user
            .words
            .with("profile-application-since", &[("date", &user.day(allowed.since))]),
        action: format!("{PATH}/applications/{}/revoke", allowed.application),
    }
}

async fn form(web: &Shared, user: &User, name: String, language: &str, problems: Problems) -> Answer {
    let allowed = web.app.allowed(&user.caller).await?;
    let pin_since = web.app.own_pin_since(&user.caller).await?;
    let pins = pin_since.is_some() || web.app.offers_pins(&user.caller).await?;
    let languages: Vec<(&str, String)> = Language::ALL
        .map(|language| (language.tag(), own_name(language).to_owned()))
        .to_vec();
    page(&Profile {
        words: user.words,
        shell: user.shell_at(Section::Profile, PATH),
        name,
        email: user.caller.email.to_string(),
        languages: Choice::list(&languages, language),
        pins,
        pin_since: pin_since.map(|at| user.words.with("pin-since", &[("date", &user.day(at))])),
        applications: allowed.iter().map(|one| application(user, one)).collect(),
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
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            form(&web, &user, typed.name, &typed.language, problems).await
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PinTyped {
    pin: String,
    pin_again: String,
    pin_password: String,
}

async fn set_pin(State(web): State<Shared>, user: User, Form(typed): Form<PinTyped>) -> Answer {
    let pin = match Pin::new(&typed.pin, Some(&typed.pin_again)) {
        Ok(pin) => pin,
        Err(fault) => {
            let problems = super::pin_problem(user.words, fault);
            let name = user.caller.name.clone();
            return form(&web, &user, name, user.caller.language.tag(), problems).await;
        }
    };
    keep_pin(&web, &user, &typed, Some(&pin)).await
}

async fn remove_pin(State(web): State<Shared>, user: User, Form(typed): Form<PinTyped>) -> Answer {
    keep_pin(&web, &user, &typed, None).await
}

async fn keep_pin(web: &Shared, user: &User, typed: &PinTyped, pin: Option<&Pin>) -> Answer {
    let done = web.app.set_own_pin(&user.caller, &typed.pin_password, pin).await;
    match done {
        Ok(()) if pin.is_some() => Ok(redirect_saying(web, PATH, "profile-done-pin", &[])),
        Ok(()) => Ok(redirect_saying(web, PATH, "profile-done-pin-removed", &[])),
        Err(app::Error::BadInput {
            field: "pin_password",
            ..
        }) => {
            let problems = Problems::one("pin_password", user.words.text("profile-old-wrong"));
            let name = user.caller.name.clone();
            form(web, user, name, user.caller.language.tag(), problems).await
        }
        Err(error) => Err(error.into()),
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
    let again = async |problems| {
        let name = user.caller.name.clone();
        form(&web, &user, name, user.caller.language.tag(), problems).await
    };
    if typed.password != typed.again {
        return again(Problems::one("again", words.text("account-not-same"))).await;
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
        ) => again(Problems::one("old", words.text("profile-old-wrong"))).await,
        Err(error) => {
            let complaint = complaint(error)?;
            again(Problems::one(&complaint.field, complaint.text(words))).await
        }
    }
}
