//! `/settings/webhooks`: programs that are told of events, what they were told, and the buttons that tell them again.

use super::{Answer, page};
use crate::Shared;
use crate::error::complaint;
use crate::pages::agreement::{Action, Fact, Question, Way};
use crate::pages::settings::{Delivery, FreshKey, Webhook, WebhookRow, Webhooks};
use crate::pages::{Choice, Problems, Section};
use crate::visitor::{Admin, User, redirect_saying};
use app::webhooks::{DeliveryView, EVENTS, Include, NewWebhook, Scope, Webhook as Known, WebhookEdit};
use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::routing::{get, post};
use uuid::Uuid;

const PATH: &str = "/settings/webhooks";
const INCLUDES: [&str; 4] = ["detailed", "documents", "participants", "signed"];

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(PATH, get(show).post(create))
        .route("/settings/webhooks/{id}", get(show_one))
        .route("/settings/webhooks/{id}/delete", post(delete))
        .route("/settings/webhooks/{id}/off", post(off))
        .route("/settings/webhooks/{id}/on", post(on))
        .route(
            "/settings/webhooks/{id}/deliveries/{delivery}/replay",
            post(replay),
        )
}

struct Typed {
    name: String,
    url: String,
    scope: String,
    events: Vec<String>,
    include: Vec<String>,
}

impl Default for Typed {
    fn default() -> Typed {
        Typed {
            name: String::new(),
            url: String::new(),
            scope: Scope::Account.word().to_owned(),
            events: vec!["AGREEMENT_ALL".to_owned()],
            include: Vec::new(),
        }
    }
}

impl Typed {
    fn read(form: &[u8]) -> Typed {
        let mut typed = Typed {
            events: Vec::new(),
            ..Typed::default()
        };
        for (name, value) in url::form_urlencoded::parse(form) {
            match name.as_ref() {
                "name" => typed.name = value.into_owned(),
                "url" => value.trim().clone_into(&mut typed.url),
                "scope" => typed.scope = value.into_owned(),
                "events" => typed.events.push(value.into_owned()),
                "include" => typed.include.push(value.into_owned()),
                _ => {}
            }
        }
        typed
    }

    fn wants(&self, part: &str) -> bool {
        self.include.iter().any(|wanted| wanted == part)
    }

    fn webhook(&self, user: &User) -> NewWebhook {
        NewWebhook {
            name: self.name.clone(),
            scope: Scope::parse(&self.scope).unwrap_or(Scope::Account),
            resource: None,
            url: self.url.clone(),
            events: self.events.clone(),
            include: Include {
                detailed: self.wants("detailed"),
                documents: self.wants("documents"),
                participants: self.wants("participants"),
                signed_document: self.wants("signed"),
            },
            client_id: user.caller.account.to_string(),
        }
    }
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    form(&web, &user, Typed::default(), None, Problems::default()).await
}

async fn form(
    web: &Shared,
    user: &User,
    typed: Typed,
    fresh: Option<FreshKey>,
    problems: Problems,
) -> Answer {
    let words = user.words;
    let known = web.app.webhooks(&user.caller).await?;
    let scope = |scope: &Scope| Choice {
        value: scope.word().to_owned(),
        label: words.text(&format!("settings-webhook-scope-{}", scope.word().to_lowercase())),
        chosen: typed.scope == scope.word(),
    };
    let event = |event: &&str| Choice {
        value: (*event).to_owned(),
        label: (*event).to_owned(),
        chosen: typed.events.iter().any(|chosen| chosen == event),
    };
    let include = |part: &&str| Choice {
        value: (*part).to_owned(),
        label: words.text(&format!("settings-webhook-include-{part}")),
        chosen: typed.wants(part),
    };
    page(&Webhooks {
        words,
        shell: user.shell_at(Section::Webhooks, PATH),
        fresh,
        webhooks: known.iter().map(|one| row(user, one)).collect(),
        client_id: user.caller.account.to_string(),
        scopes: [Scope::Account, Scope::User].iter().map(scope).collect(),
        events: EVENTS.iter().map(event).collect(),
        includes: INCLUDES.iter().map(include).collect(),
        name: typed.name,
        url: typed.url,
        problems,
    })
}

/// The tone and the words of how a webhook is.
fn state(user: &User, one: &Known) -> (&'static str, String) {
    let (tone, key) = match (one.active, &one.disabled_because, one.failing) {
        (true, _, false) => ("good", "settings-webhook-active"),
        (true, _, true) => ("wait", "settings-webhook-failing"),
        (false, Some(_), _) => ("bad", "settings-webhook-disabled"),
        (false, None, _) => ("", "settings-webhook-inactive"),
    };
    (tone, user.words.text(key))
}

fn row(user: &User, one: &Known) -> WebhookRow {
    let (tone, state) = state(user, one);
    WebhookRow {
        href: format!("{PATH}/{}", one.id),
        name: one.name.clone(),
        url: one.url.clone(),
        events: one.events.join(", "),
        tone,
        state,
    }
}

async fn create(State(web): State<Shared>, Admin(user): Admin, RawForm(body): RawForm) -> Answer {
    let typed = Typed::read(&body);
    match web.app.create_webhook(&user.caller, typed.webhook(&user)).await {
        Ok((webhook, secret)) => {
            let fresh = FreshKey {
                name: webhook.name,
                text: secret.reveal().to_owned(),
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

async fn show_one(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<Uuid>) -> Answer {
    let one = web.app.webhook(&user.caller, id).await?;
    let log = web.app.webhook_log(&user.caller, id).await?;
    let (words, path) = (user.words, format!("{PATH}/{id}"));
    let (tone, state) = state(&user, &one);
    let (label, way) = match one.active {
        true => ("settings-webhook-off", format!("{path}/off")),
        false => ("settings-webhook-on", format!("{path}/on")),
    };
    let switch = Action {
        label: words.text(label),
        icon: "",
        way: Way::Post(way),
        danger: false,
    };
    let remove = Action {
        label: words.text("settings-webhook-delete"),
        icon: "",
        way: Way::Ask("delete".to_owned()),
        danger: true,
    };
    page(&Webhook {
        words,
        shell: user.shell_at(Section::Webhooks, &path),
        name: one.name.clone(),
        tone,
        state,
        because: one.disabled_because.clone().unwrap_or_default(),
        facts: facts(&user, &one),
        actions: vec![switch, remove],
        deliveries: log.iter().map(|one| delivery(&user, &path, one)).collect(),
        question: Question {
            id: "delete".to_owned(),
            title: words.with("settings-webhook-delete-title", &[("name", &one.name)]),
            text: words.text("settings-webhook-delete-text"),
            action: format!("{path}/delete"),
            field: None,
            go: words.text("settings-webhook-delete"),
            danger: true,
        },
    })
}

fn facts(user: &User, one: &Known) -> Vec<Fact> {
    let words = user.words;
    let fact = |key: &str, value: String, code: bool| Fact {
        label: words.text(key),
        value,
        code,
    };
    vec![
        fact("settings-webhook-url", one.url.clone(), true),
        fact("settings-webhook-client", one.client_id.clone(), true),
        fact(
            "settings-webhook-scope",
            words.text(&format!(
                "settings-webhook-scope-{}",
                one.scope.word().to_lowercase()
            )),
            false,
        ),
        fact("settings-webhook-events", one.events.join(", "), true),
    ]
}

fn delivery(user: &User, path: &str, one: &DeliveryView) -> Delivery {
    let words = user.words;
    let (tone, key) = match one.state {
        "delivered" => ("good", "settings-delivery-delivered"),
        "failed" => ("bad", "settings-delivery-failed"),
        "stopped" => ("", "settings-delivery-stopped"),
        _ => ("wait", "settings-delivery-waiting"),
    };
    let again = Action {
        label: words.text("settings-webhook-replay"),
        icon: "rotate-ccw",
        way: Way::Post(format!("{path}/deliveries/{}/replay", one.id)),
        danger: false,
    };
    Delivery {
        event: one.event.clone(),
        agreement: format!("/agreements/{}", one.agreement),
        id: one.id.to_string(),
        when: user.exact(one.tried_at.unwrap_or(one.created_at)),
        tone,
        state: words.text(key),
        tries: words.count(
            "settings-webhook-tries",
            usize::try_from(one.attempts).unwrap_or(usize::MAX),
        ),
        said: one
            .error
            .clone()
            .or_else(|| one.status.map(|status| status.to_string()))
            .unwrap_or_default(),
        replay: (one.state != "waiting").then_some(again),
    }
}

async fn delete(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<Uuid>) -> Answer {
    web.app.delete_webhook(&user.caller, id, None).await?;
    Ok(redirect_saying(&web, PATH, "settings-done-webhook-deleted", &[]))
}

async fn off(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<Uuid>) -> Answer {
    switched(&web, &user, id, false).await
}

async fn on(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<Uuid>) -> Answer {
    switched(&web, &user, id, true).await
}

async fn switched(web: &Shared, user: &User, id: Uuid, active: bool) -> Answer {
    let edit = WebhookEdit {
        active: Some(active),
        ..WebhookEdit::default()
    };
    web.app.edit_webhook(&user.caller, id, edit).await?;
    let said = if active {
        "settings-done-webhook-on"
    } else {
        "settings-done-webhook-off"
    };
    Ok(redirect_saying(web, &format!("{PATH}/{id}"), said, &[]))
}

async fn replay(
    State(web): State<Shared>,
    Admin(user): Admin,
    Path((id, delivery)): Path<(Uuid, Uuid)>,
) -> Answer {
    web.app.replay_delivery(&user.caller, id, delivery).await?;
    Ok(redirect_saying(
        &web,
        &format!("{PATH}/{id}"),
        "settings-done-webhook-replayed",
        &[],
    ))
}
