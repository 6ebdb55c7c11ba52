//! `/settings/applications`: programs that users may let act for them. The secret of a new one is in the answer to its form and
//! nowhere else.

use super::{Answer, page};
use crate::Shared;
use crate::error::complaint;
use crate::pages::agreement::{Action, Question, Way};
use crate::pages::settings::{Application, Applications, FreshApplication};
use crate::pages::{Choice, Problems, Section};
use crate::visitor::{Admin, User, redirect_saying};
use app::integration::SCOPES;
use app::oauth::ApplicationView;
use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::routing::{get, post};
use uuid::Uuid;

const PATH: &str = "/settings/applications";

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(PATH, get(show).post(create))
        .route("/settings/applications/{id}/revoke", post(revoke))
}

#[derive(Default)]
struct Typed {
    name: String,
    redirect: String,
    scopes: Vec<String>,
}

impl Typed {
    fn read(form: &[u8]) -> Typed {
        let mut typed = Typed::default();
        for (name, value) in url::form_urlencoded::parse(form) {
            match name.as_ref() {
                "name" => typed.name = value.into_owned(),
                "redirect" => typed.redirect = value.into_owned(),
                "scopes" => typed.scopes.push(value.into_owned()),
                _ => {}
            }
        }
        typed
    }
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    form(&web, &user, Typed::default(), None, Problems::default()).await
}

async fn form(
    web: &Shared,
    user: &User,
    typed: Typed,
    fresh: Option<FreshApplication>,
    problems: Problems,
) -> Answer {
    let words = user.words;
    let known = web.app.applications(&user.caller).await?;
    let scope = |scope: &&str| Choice {
        value: (*scope).to_owned(),
        label: words.text(&format!("settings-scope-{}", scope.replace('_', "-"))),
        chosen: typed.scopes.iter().any(|chosen| chosen == scope),
    };
    page(&Applications {
        words,
        shell: user.shell_at(Section::Applications, PATH),
        fresh,
        applications: known.iter().map(|one| row(user, one)).collect(),
        name: typed.name,
        redirect: typed.redirect,
        scopes: SCOPES.iter().map(scope).collect(),
        problems,
        questions: known
            .iter()
            .filter(|one| one.revoked_at.is_none())
            .map(|one| question(user, one))
            .collect(),
    })
}

fn row(user: &User, one: &ApplicationView) -> Application {
    let words = user.words;
    let revoke = Action {
        label: words.text("settings-revoke"),
        icon: "",
        way: Way::Ask(format!("revoke-{}", one.id)),
        danger: true,
    };
    Application {
        name: one.name.clone(),
        client_id: one.id.to_string(),
        scopes: one.scopes.join(", "),
        redirects: one.redirect_uris.join(", "),
        created: words.with("settings-key-created", &[("date", &user.day(one.created_at))]),
        revoked: one.revoked_at.is_some(),
        actions: one.revoked_at.is_none().then_some(revoke).into_iter().collect(),
    }
}

fn question(user: &User, one: &ApplicationView) -> Question {
    Question {
        id: format!("revoke-{}", one.id),
        title: user
            .words
            .with("settings-application-revoke-title", &[("name", &one.name)]),
        text: user.words.text("settings-application-revoke-text"),
        action: format!("{PATH}/{}/revoke", one.id),
        field: None,
        go: user.words.text("settings-revoke"),
        danger: true,
    }
}

async fn create(State(web): State<Shared>, Admin(user): Admin, RawForm(body): RawForm) -> Answer {
    let typed = Typed::read(&body);
    let redirects: Vec<String> = typed.redirect.split_whitespace().map(str::to_owned).collect();
    let made = web
        .app
        .register_application(&user.caller, &typed.name, &redirects, &typed.scopes)
        .await;
    match made {
        Ok((id, secret)) => {
            let fresh = FreshApplication {
                name: typed.name.trim().to_owned(),
                client_id: id.to_string(),
                secret: secret.reveal().to_owned(),
            };
            form(&web, &user, Typed::default(), Some(fresh), Problems::default()).await
        }
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            form(&web, &user, typed, None, problems).await
        }
    }
}

async fn revoke(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<Uuid>) -> Answer {
    web.app.revoke_application(&user.caller, id).await?;
    Ok(redirect_saying(&web, PATH, "settings-done-revoked", &[]))
}
