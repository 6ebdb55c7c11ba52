//! `/groups`: the groups of an account, who is in them, and the way to their settings.

use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::pages::agreement::{Action, Way};
use crate::pages::values::{Group, GroupRow, Groups, MemberRow};
use crate::pages::{Choice, Problems, Section};
use crate::visitor::{Admin, User, initials, redirect_saying};
use app::groups::{GroupMember, GroupView};
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::account::UserState;
use domain::ids::{GroupId, UserId};
use domain::settings::SettingsPage;
use serde::Deserialize;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/groups", get(list).post(create))
        .route("/groups/{id}", get(show))
        .route("/groups/{id}/name", post(rename))
        .route("/groups/{id}/members", post(add))
        .route("/groups/{id}/members/{user}/{what}", post(change))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    name: String,
}

async fn list(State(web): State<Shared>, user: User) -> Answer {
    listed(&web, &user, String::new(), Problems::default()).await
}

/// An administrator sees every group of the account, whoever looks after groups sees those.
async fn listed(web: &Shared, user: &User, name: String, problems: Problems) -> Answer {
    let admin = user.caller.must_be_admin().is_ok();
    let groups = if admin {
        let matrix = web.app.settings_matrix(&user.caller).await?;
        let row = |(group, pages): (GroupView, Vec<SettingsPage>)| {
            let href = format!("/groups/{}", group.id);
            row(group, href, own_pages(user, &pages))
        };
        matrix.into_iter().map(row).collect()
    } else {
        let own = web.app.own_groups(&user.caller).await?;
        let looked_after = own.into_iter().filter(|own| own.is_admin);
        let row = |own: app::groups::OwnGroup| {
            let href = format!("/groups/{}/settings/send", own.group.id);
            row(own.group, href, user.words.text("groups-admin"))
        };
        looked_after.map(row).collect::<Vec<_>>()
    };
    if groups.is_empty() {
        return Err(app::Error::Forbidden.into());
    }
    page(&Groups {
        words: user.words,
        shell: user.shell_at(Section::Groups, "/groups"),
        admin,
        groups,
        name,
        problems,
    })
}

fn row(group: GroupView, href: String, own: String) -> GroupRow {
    GroupRow {
        name: group.name,
        href,
        own,
        first: group.is_default,
    }
}

/// The pages that a group has for itself, in words.
fn own_pages(user: &User, pages: &[SettingsPage]) -> String {
    let names: Vec<String> = pages
        .iter()
        .map(|page| user.words.text(&format!("settings-page-{}", page.name())))
        .collect();
    if names.is_empty() {
        user.words.text("groups-inherits")
    } else {
        user.words
            .with("groups-overrides", &[("pages", &names.join(", "))])
    }
}

async fn create(State(web): State<Shared>, user: User, Form(typed): Form<Named>) -> Answer {
    match web.app.create_group(&user.caller, &typed.name).await {
        Ok(group) => {
            let name = typed.name.trim();
            let path = format!("/groups/{group}");
            Ok(redirect_saying(
                &web,
                &path,
                "settings-done-group",
                &[("group", name)],
            ))
        }
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            listed(&web, &user, typed.name, problems).await
        }
    }
}

fn group_id(text: &str) -> Result<GroupId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

async fn show(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<String>) -> Answer {
    shown(&web, &user, group_id(&id)?, None, Problems::default()).await
}

async fn shown(web: &Shared, user: &User, id: GroupId, typed: Option<String>, problems: Problems) -> Answer {
    let members = web.app.group_members(&user.caller, id).await?;
    let groups = web.app.groups(&user.caller).await?;
    let group = groups.into_iter().find(|group| group.id == id);
    let group = group.ok_or_else(Problem::not_found)?;
    let users = web.app.users(&user.caller).await?;
    let others = users.iter().filter(|known| {
        known.state != UserState::Inactive && members.iter().all(|member| member.user != known.id)
    });
    page(&Group {
        words: user.words,
        shell: user.shell_at(Section::Groups, &format!("/groups/{id}")),
        id: id.to_string(),
        title: group.name.clone(),
        others: others
            .map(|known| Choice {
                value: known.id.to_string(),
                label: format!("{} ({})", known.name, known.email),
                chosen: false,
            })
            .collect(),
        members: members
            .iter()
            .map(|member| member_row(user, id, member))
            .collect(),
        name: typed.unwrap_or(group.name),
        problems,
    })
}

fn member_row(user: &User, group: GroupId, member: &GroupMember) -> MemberRow {
    let action = |what: &str, key: &str, icon, danger| Action {
        label: user.words.text(key),
        icon,
        way: Way::Post(format!("/groups/{group}/members/{}/{what}", member.user)),
        danger,
    };
    let role = if member.is_admin {
        action("member", "groups-make-member", "users", false)
    } else {
        action("admin", "groups-make-admin", "user-check", false)
    };
    MemberRow {
        name: member.name.clone(),
        email: member.email.clone(),
        initials: initials(&member.name),
        admin: member.is_admin,
        actions: vec![role, action("remove", "groups-remove", "user-minus", true)],
    }
}

async fn rename(
    State(web): State<Shared>,
    Admin(user): Admin,
    Path(id): Path<String>,
    Form(typed): Form<Named>,
) -> Answer {
    let group = group_id(&id)?;
    match web.app.rename_group(&user.caller, group, &typed.name).await {
        Ok(()) => Ok(said(&web, group, "settings-done-renamed")),
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            shown(&web, &user, group, Some(typed.name), problems).await
        }
    }
}

#[derive(Deserialize)]
struct Adding {
    user: String,
    /// Only a ticked box is sent.
    admin: Option<String>,
}

async fn add(
    State(web): State<Shared>,
    Admin(user): Admin,
    Path(id): Path<String>,
    Form(adding): Form<Adding>,
) -> Answer {
    let (group, who) = (group_id(&id)?, user_id(&adding.user)?);
    let admin = adding.admin.is_some();
    web.app.set_group_member(&user.caller, group, who, admin).await?;
    Ok(said(&web, group, "settings-done-member"))
}

async fn change(
    State(web): State<Shared>,
    Admin(user): Admin,
    Path((id, who, what)): Path<(String, String, String)>,
) -> Answer {
    let (group, who) = (group_id(&id)?, user_id(&who)?);
    let changed = match what.as_str() {
        "admin" => web.app.set_group_member(&user.caller, group, who, true).await,
        "member" => web.app.set_group_member(&user.caller, group, who, false).await,
        "remove" => web.app.remove_group_member(&user.caller, group, who).await,
        _ => return Err(Problem::not_found()),
    };
    match changed {
        Ok(()) => Ok(said(&web, group, "settings-done-member")),
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one("", complaint.text(user.words));
            shown(&web, &user, group, None, problems).await
        }
    }
}

fn user_id(text: &str) -> Result<UserId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

fn said(web: &Shared, group: GroupId, key: &str) -> axum::response::Response {
    redirect_saying(web, &format!("/groups/{group}"), key, &[])
}
