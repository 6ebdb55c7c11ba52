//! `/settings/organisation`: what the account settles for all that is begun or sent in it.

use super::{Answer, page};
use crate::Shared;
use crate::error::complaint;
use crate::pages::settings::Organisation;
use crate::pages::{Problems, Section};
use crate::visitor::{Admin, User, redirect_saying};
use axum::extract::State;
use axum::routing::get;
use axum::{Form, Router};
use domain::account::AccountSettings;
use domain::schedule::LINK_DAYS;
use serde::Deserialize;

const PATH: &str = "/settings/organisation";

pub(super) fn router() -> Router<Shared> {
    Router::new().route(PATH, get(show).post(save))
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    link_days: String,
    /// Only a ticked box is sent.
    #[serde(default)]
    second_factor: Option<String>,
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    let settings = web.app.account_settings(user.caller.account).await?;
    let typed = Typed {
        link_days: settings.link_days.to_string(),
        second_factor: settings.second_factor_without_mail.then(String::new),
    };
    form(&user, typed, Problems::default())
}

fn form(user: &User, typed: Typed, problems: Problems) -> Answer {
    page(&Organisation {
        words: user.words,
        shell: user.shell_at(Section::Organisation, PATH),
        link_days: typed.link_days,
        most_days: *LINK_DAYS.end(),
        second_factor: typed.second_factor.is_some(),
        problems,
    })
}

async fn save(State(web): State<Shared>, Admin(user): Admin, Form(typed): Form<Typed>) -> Answer {
    let settings = AccountSettings {
        // What is no number is out of range like any other that does not do.
        link_days: typed.link_days.trim().parse().unwrap_or(0),
        second_factor_without_mail: typed.second_factor.is_some(),
    };
    match web.app.change_account_settings(&user.caller, &settings).await {
        Ok(()) => Ok(redirect_saying(&web, PATH, "settings-done-organisation", &[])),
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            form(&user, typed, problems)
        }
    }
}
