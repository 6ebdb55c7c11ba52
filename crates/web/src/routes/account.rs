//! Signing in and out, a forgotten password, choosing one, and the first visit to a new installation.

use super::{Answer, page};
use crate::Shared;
use crate::error::{complaint, input_key};
use crate::language::Words;
use crate::pages::Problems;
use crate::pages::account::{Choose, DemoUser, Forgot, Message, Occasion, SignIn};
use crate::visitor::{Visitor, redirect_saying, safe_path};
use app::accounts::{NewAccount, OneTimePurpose, SignedIn, password_fault, problems_of};
use app::keys::Token;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::contact::Email;
use domain::language::Language;
use serde::Deserialize;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/forgot", get(forgot_page).post(forgot))
        .route("/reset/{token}", get(choose_page).post(choose))
        .route("/welcome/{token}", get(choose_page).post(choose))
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn sign_in_page(State(web): State<Shared>, visitor: Visitor, Query(query): Query<Next>) -> Answer {
    page(&sign_in_form(
        &web,
        &visitor,
        String::new(),
        &query.next,
        Problems::default(),
    ))
}

fn sign_in_form(web: &Shared, visitor: &Visitor, email: String, next: &str, problems: Problems) -> SignIn {
    let next = safe_path(next).to_owned();
    let query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    SignIn {
        words: visitor.words,
        shell: visitor.shell_at(&format!("/sign-in?next={query}")),
        email,
        next,
        problems,
        demo_users: demo_users(web, visitor),
    }
}

/// A demo offers its users, once they are there, to whoever sits at this machine.
fn demo_users(web: &Shared, visitor: &Visitor) -> Vec<DemoUser> {
    let role = |admin| {
        visitor
            .words
            .text(if admin { "role-admin" } else { "role-sender" })
    };
    let offered = web
        .demo_users
        .iter()
        .filter(|_| visitor.is_local() && web.is_made());
    let offer = |user: &crate::DemoUser| DemoUser {
        name: user.name.clone(),
        role: role(user.admin),
        email: user.email.clone(),
        password: user.password.clone(),
    };
    offered.map(offer).collect()
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(State(web): State<Shared>, visitor: Visitor, Form(form): Form<Credentials>) -> Answer {
    let words = visitor.words;
    let again = |problems| {
        page(&sign_in_form(
            &web,
            &visitor,
            form.email.clone(),
            &form.next,
            problems,
        ))
    };
    let mut problems = Problems::default();
    check_email(words, &form.email, &mut problems);
    if form.password.is_empty() {
        problems.add("password", words.text("account-password-missing"));
    }
    if !problems.is_empty() {
        return again(problems);
    }
    match web
        .app
        .sign_in(form.email.trim(), &form.password, visitor.client.clone())
        .await
    {
        Ok(signed_in) => Ok(welcome(&web, &signed_in, &form.next)),
        Err(app::Error::Unauthenticated) => again(Problems::one("password", words.text("account-wrong"))),
        Err(error) => again(Problems::one("password", complaint(error)?.text(words))),
    }
}

/// Begins the session in the browser; the pages speak the user's language from now on.
fn welcome(web: &Shared, signed_in: &SignedIn, next: &str) -> Response {
    let mut response = Redirect::to(safe_path(next)).into_response();
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, web.cookies.begin_session(&signed_in.token));
    headers.append(
        header::SET_COOKIE,
        web.cookies.keep("language", signed_in.caller.language.tag()),
    );
    response
}

async fn sign_out(State(web): State<Shared>, headers: HeaderMap) -> Answer {
    if let Some(token) = web.cookies.session(&headers) {
        web.app.sign_out(&token).await?;
    }
    let mut response = redirect_saying(&web, "/sign-in", "account-signed-out", &[]);
    response
        .headers_mut()
        .append(header::SET_COOKIE, web.cookies.end_session());
    Ok(response)
}

async fn forgot_page(visitor: Visitor) -> Answer {
    page(&forgot_form(&visitor, String::new(), false, Problems::default()))
}

fn forgot_form(visitor: &Visitor, email: String, sent: bool, problems: Problems) -> Forgot {
    Forgot {
        words: visitor.words,
        shell: visitor.shell_at("/forgot"),
        email,
        sent,
        problems,
    }
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    email: String,
}

async fn forgot(State(web): State<Shared>, visitor: Visitor, Form(form): Form<Address>) -> Answer {
    let mut problems = Problems::default();
    check_email(visitor.words, &form.email, &mut problems);
    let good = problems.is_empty();
    if good {
        web.app.forgot_password(form.email.trim()).await?;
    }
    page(&forgot_form(&visitor, form.email, good, problems))
}

fn check_email(words: Words, email: &str, problems: &mut Problems) {
    if email.trim().is_empty() {
        problems.add("email", words.text("account-email-missing"));
    } else if Email::parse(email).is_none() {
        problems.add("email", words.text("account-email-bad"));
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Chosen {
    organisation: String,
    name: String,
    email: String,
    password: String,
    again: String,
    time_zone: String,
}

async fn choose_page(State(web): State<Shared>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    match web.app.open_one_time_link(&Token::from_text(&token)).await {
        Ok(visit) => {
            let time_zone = usual_zone(visitor.words.language).to_owned();
            let form = Chosen {
                name: visit.name,
                email: visit.email,
                time_zone,
                ..Chosen::default()
            };
            page(&choose_form(
                &visitor,
                &token,
                visit.purpose,
                form,
                Problems::default(),
            ))
        }
        Err(app::Error::NotFound) => used_up(&visitor),
        Err(error) => Err(error.into()),
    }
}

fn choose_form(
    visitor: &Visitor,
    token: &str,
    purpose: OneTimePurpose,
    form: Chosen,
    problems: Problems,
) -> Choose {
    let (occasion, path) = match purpose {
        OneTimePurpose::FirstAdmin => (Occasion::FirstAdmin, "welcome"),
        OneTimePurpose::Invitation => (Occasion::Invited, "welcome"),
        OneTimePurpose::Reset => (Occasion::Reset, "reset"),
    };
    let action = format!("/{path}/{token}");
    Choose {
        words: visitor.words,
        shell: visitor.shell_at(&action),
        occasion,
        action,
        email: form.email,
        name: form.name,
        organisation: form.organisation,
        time_zone: form.time_zone,
        problems,
    }
}

/// What stands in the form first; the page's script knows better where the browser tells it.
fn usual_zone(language: Language) -> &'static str {
    match language {
        Language::Czech => "Europe/Prague",
        Language::English => "Europe/London",
        Language::Slovenian => "Europe/Ljubljana",
    }
}

/// The same page for a link that never was, was used, or is too old.
fn used_up(visitor: &Visitor) -> Answer {
    let words = visitor.words;
    let html = page(&Message {
        words,
        shell: visitor.shell_at("/forgot"),
        icon: "link",
        tone: "wait",
        title: words.text("account-link-used-title"),
        text: words.text("account-link-used"),
        incident: String::new(),
        way: Some((words.text("account-ask-again"), "/forgot".to_owned())),
    })?;
    Ok((StatusCode::GONE, html).into_response())
}

async fn choose(
    State(web): State<Shared>,
    visitor: Visitor,
    Path(path): Path<String>,
    Form(form): Form<Chosen>,
) -> Answer {
    let token = Token::from_text(&path);
    let visit = match web.app.open_one_time_link(&token).await {
        Ok(visit) => visit,
        Err(app::Error::NotFound) => return used_up(&visitor),
        Err(error) => return Err(error.into()),
    };
    let first = visit.purpose == OneTimePurpose::FirstAdmin;
    let shown = if first {
        form
    } else {
        Chosen {
            name: visit.name,
            email: visit.email,
            ..form
        }
    };
    let mut problems = check_choice(visitor.words, &shown, first);
    if problems.is_empty() {
        let done = if first {
            set_up(&web, &visitor, &token, &shown).await
        } else {
            web.app
                .choose_password(&token, &shown.password, visitor.client.clone())
                .await
        };
        match done {
            Ok(signed_in) => return Ok(welcome(&web, &signed_in, "/")),
            Err(error) => {
                let complaint = complaint(error)?;
                problems.add(&complaint.field, complaint.text(visitor.words));
            }
        }
    }
    page(&choose_form(&visitor, &path, visit.purpose, shown, problems))
}

fn check_choice(words: Words, form: &Chosen, first: bool) -> Problems {
    let mut problems = Problems::default();
    let faults = if first {
        problems_of(&new_account(words, form))
    } else {
        password_fault(&form.password).into_iter().collect()
    };
    for (field, code) in faults {
        problems.add(field, words.text(&input_key(field, code)));
    }
    if form.password != form.again {
        problems.add("again", words.text("account-not-same"));
    }
    problems
}

async fn set_up(web: &Shared, visitor: &Visitor, token: &Token, form: &Chosen) -> app::Result<SignedIn> {
    let account = new_account(visitor.words, form);
    web.app.set_up(token, account, visitor.client.clone()).await
}

fn new_account(words: Words, form: &Chosen) -> NewAccount {
    NewAccount {
        organisation: form.organisation.clone(),
        language: words.language,
        time_zone: form.time_zone.trim().to_owned(),
        admin_name: form.name.clone(),
        admin_email: form.email.trim().to_owned(),
        password: Some(form.password.clone()),
    }
}
