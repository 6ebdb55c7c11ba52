//! `/users`: who is in the account, inviting and deactivating.

use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::pages::agreement::{Action, Question, Way};
use crate::pages::settings::{User as UserRow, Users};
use crate::pages::{Choice, Problems, Section, own_name};
use crate::visitor::{Admin, User, initials, redirect_saying};
use app::accounts::{InviteUser, UserView};
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::account::{UserRole, UserState};
use domain::ids::UserId;
use domain::language::Language;
use serde::Deserialize;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/users", get(show).post(invite))
        .route("/users/{id}/deactivate", post(deactivate))
        .route("/users/{id}/invite", post(invite_again))
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Invitation {
    name: String,
    email: String,
    role: String,
    language: String,
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    form(&web, &user, Invitation::default(), Problems::default()).await
}

async fn form(web: &Shared, user: &User, typed: Invitation, problems: Problems) -> Answer {
    let words = user.words;
    let users = web.app.users(&user.caller).await?;
    let language = if typed.language.is_empty() {
        user.caller.language.tag()
    } else {
        &typed.language
    };
    let languages: Vec<(&str, String)> = Language::ALL
        .map(|language| (language.tag(), own_name(language).to_owned()))
        .to_vec();
    let roles = [
        ("sender", words.text("role-sender")),
        ("admin", words.text("role-admin")),
    ];
    page(&Users {
        words,
        shell: user.shell_at(Section::Users, "/users"),
        users: users.iter().map(|found| row(user, found)).collect(),
        languages: Choice::list(&languages, language),
        roles: Choice::list(&roles, if typed.role == "admin" { "admin" } else { "sender" }),
        name: typed.name,
        email: typed.email,
        problems,
        questions: users
            .iter()
            .filter(|found| can_deactivate(user, found))
            .map(|found| question(user, found))
            .collect(),
    })
}

fn can_deactivate(user: &User, found: &UserView) -> bool {
    found.state != UserState::Inactive && found.id != user.caller.user
}

fn row(user: &User, found: &UserView) -> UserRow {
    let words = user.words;
    let (tone, state) = match found.state {
        UserState::Active => ("good", "settings-state-active"),
        UserState::Inactive => ("", "settings-state-inactive"),
        UserState::Invited => ("wait", "settings-state-invited"),
    };
    let again = (found.state == UserState::Invited).then(|| Action {
        label: words.text("settings-invite-again"),
        icon: "send",
        way: Way::Post(format!("/users/{}/invite", found.id)),
        danger: false,
    });
    let out = can_deactivate(user, found).then(|| Action {
        label: words.text("settings-deactivate"),
        icon: "user-minus",
        way: Way::Ask(format!("deactivate-{}", found.id)),
        danger: true,
    });
    UserRow {
        name: found.name.clone(),
        email: found.email.clone(),
        initials: initials(&found.name),
        role: words.text(if found.role == UserRole::Admin {
            "role-admin"
        } else {
            "role-sender"
        }),
        tone,
        state: words.text(state),
        since: words.with("settings-since", &[("date", &user.day(found.created_at))]),
        actions: again.into_iter().chain(out).collect(),
    }
}

fn question(user: &User, found: &UserView) -> Question {
    let person = &found.name;
    Question {
        id: format!("deactivate-{}", found.id),
        title: user
            .words
            .with("settings-deactivate-title", &[("person", person)]),
        text: user.words.with("settings-deactivate-text", &[("person", person)]),
        action: format!("/users/{}/deactivate", found.id),
        field: None,
        go: user.words.text("settings-deactivate"),
        danger: true,
    }
}

async fn invite(State(web): State<Shared>, Admin(user): Admin, Form(typed): Form<Invitation>) -> Answer {
    let invite = InviteUser {
        name: typed.name.trim().to_owned(),
        email: typed.email.trim().to_owned(),
        role: if typed.role == "admin" {
            UserRole::Admin
        } else {
            UserRole::Sender
        },
        language: Language::parse(&typed.language).unwrap_or(user.caller.language),
    };
    match web.app.invite_user(&user.caller, invite).await {
        Ok(_) => Ok(redirect_saying(
            &web,
            "/users",
            "settings-invited",
            &[("email", typed.email.trim())],
        )),
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            form(&web, &user, typed, problems).await
        }
    }
}

fn user_id(text: &str) -> Result<UserId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

async fn invite_again(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<String>) -> Answer {
    let found = known(&web, &user, user_id(&id)?).await?;
    match web.app.invite_again(&user.caller, found.id).await {
        Ok(()) => Ok(redirect_saying(
            &web,
            "/users",
            "settings-invited",
            &[("email", &found.email)],
        )),
        Err(error) => Ok(redirect_saying(&web, "/users", complaint(error)?.key(), &[])),
    }
}

async fn deactivate(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<String>) -> Answer {
    let found = known(&web, &user, user_id(&id)?).await?;
    match web.app.deactivate_user(&user.caller, found.id).await {
        Ok(()) => Ok(redirect_saying(
            &web,
            "/users",
            "settings-deactivated",
            &[("person", &found.name)],
        )),
        Err(error) => Ok(redirect_saying(&web, "/users", complaint(error)?.key(), &[])),
    }
}

async fn known(web: &Shared, user: &User, id: UserId) -> Result<UserView, Problem> {
    let users = web.app.users(&user.caller).await?;
    users
        .into_iter()
        .find(|found| found.id == id)
        .ok_or_else(Problem::not_found)
}
