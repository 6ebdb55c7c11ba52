//! `/settings/keys`: integration keys. The text of a new one is in the answer to its form and nowhere else.

use super::{Answer, page};
use crate::Shared;
use crate::error::complaint;
use crate::pages::agreement::{Action, Question, Way};
use crate::pages::settings::{FreshKey, Key, Keys};
use crate::pages::{Choice, Problems, Section};
use crate::visitor::{Admin, User, redirect_saying};
use app::integration::{KeyView, SCOPES};
use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::routing::{get, post};
use uuid::Uuid;

const PATH: &str = "/settings/keys";

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(PATH, get(show).post(create))
        .route("/settings/keys/{id}/revoke", post(revoke))
}

/// A form with a field that may come several times.
#[derive(Default)]
struct Typed {
    name: String,
    scopes: Vec<String>,
}

impl Typed {
    fn read(form: &[u8]) -> Typed {
        let mut typed = Typed::default();
        for (name, value) in url::form_urlencoded::parse(form) {
            match name.as_ref() {
                "name" => typed.name = value.into_owned(),
                "scopes" => typed.scopes.push(value.into_owned()),
                _ => {}
            }
        }
        typed
    }
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    let typed = Typed {
        scopes: SCOPES.map(str::to_owned).to_vec(),
        ..Typed::default()
    };
    form(&web, &user, typed, None, Problems::default()).await
}

async fn form(
    web: &Shared,
    user: &User,
    typed: Typed,
    fresh: Option<FreshKey>,
    problems: Problems,
) -> Answer {
    let words = user.words;
    let users = web.app.users(&user.caller).await?;
    let keys = web.app.keys(&user.caller).await?;
    let name = |key: &KeyView| {
        users
            .iter()
            .find(|user| user.id == key.user)
            .map(|user| user.name.clone())
            .unwrap_or_default()
    };
    let scope = |scope: &&str| Choice {
        value: (*scope).to_owned(),
        label: words.text(&format!("settings-scope-{}", scope.replace('_', "-"))),
        chosen: typed.scopes.iter().any(|chosen| chosen == scope),
    };
    page(&Keys {
        words,
        shell: user.shell_at(Section::Keys, PATH),
        fresh,
        keys: keys.iter().map(|key| row(user, key, name(key))).collect(),
        scopes: SCOPES.iter().map(scope).collect(),
        name: typed.name,
        problems,
        questions: keys
            .iter()
            .filter(|key| key.revoked_at.is_none())
            .map(|key| question(user, key))
            .collect(),
    })
}

fn row(user: &User, key: &KeyView, holder: String) -> Key {
    let words = user.words;
    let used = key
        .last_used_at
        .map(|at| words.with("settings-key-used", &[("date", &user.when(at))]));
    let revoke = Action {
        label: words.text("settings-revoke"),
        icon: "",
        way: Way::Ask(format!("revoke-{}", key.id)),
        danger: true,
    };
    Key {
        name: key.name.clone(),
        scopes: key.scopes.join(", "),
        user: holder,
        created: words.with("settings-key-created", &[("date", &user.day(key.created_at))]),
        used: used.unwrap_or_else(|| words.text("settings-key-unused")),
        revoked: key.revoked_at.is_some(),
        actions: key.revoked_at.is_none().then_some(revoke).into_iter().collect(),
    }
}

fn question(user: &User, key: &KeyView) -> Question {
    Question {
        id: format!("revoke-{}", key.id),
        title: user.words.with("settings-revoke-title", &[("name", &key.name)]),
        text: user.words.text("settings-revoke-text"),
        action: format!("{PATH}/{}/revoke", key.id),
        field: None,
        go: user.words.text("settings-revoke"),
        danger: true,
    }
}

async fn create(State(web): State<Shared>, Admin(user): Admin, RawForm(body): RawForm) -> Answer {
    let typed = Typed::read(&body);
    match web
        .app
        .create_key(&user.caller, typed.name.trim(), &typed.scopes)
        .await
    {
        Ok((_, token)) => {
            let fresh = FreshKey {
                name: typed.name.trim().to_owned(),
                text: token.reveal().to_owned(),
            };
            let empty = Typed {
                scopes: typed.scopes,
                ..Typed::default()
            };
            form(&web, &user, empty, Some(fresh), Problems::default()).await
        }
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            form(&web, &user, typed, None, problems).await
        }
    }
}

async fn revoke(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<Uuid>) -> Answer {
    web.app.revoke_key(&user.caller, id).await?;
    Ok(redirect_saying(&web, PATH, "settings-done-revoked", &[]))
}
