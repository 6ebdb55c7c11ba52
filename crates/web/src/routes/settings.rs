//! `/settings/account/{page}` and `/groups/{id}/settings/{page}`: what an account settles, what its groups inherit and what they override.

use super::{Answer, methods, page as html};
use crate::Shared;
use crate::error::{Problem, key_of};
use crate::pages::agreement::{Action, Question, Way};
use crate::pages::values::{Control, Inheritance, Input, Openness, Section as Part, Tab, Values};
use crate::pages::{Choice, Problems, Section};
use crate::visitor::{User, redirect_saying};
use app::settings::SettingsView;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::identity::MethodKind;
use domain::ids::GroupId;
use domain::settings::{
    INTERNAL_DEFAULT, Kind, Level, METHOD_DEFAULT, METHODS_ENABLED, Needs, Setting, SettingsPage, Value,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn router() -> Router<Shared> {
    let first = || async { Redirect::to("/settings/account/send") };
    Router::new()
        .route("/settings/account", get(first))
        .route("/settings/account/{page}", get(show_account).post(save_account))
        .route("/settings/account/{page}/groups", post(open))
        .route("/groups/{id}/settings/{page}", get(show_group).post(save_group))
        .route("/groups/{id}/settings/{page}/override", post(override_page))
        .route("/groups/{id}/settings/{page}/inherit", post(inherit_page))
}

/// What a form sends: an input may occur several times, or, where nothing is ticked, not at all.
type Typed = Vec<(String, String)>;

/// Whose page it is.
#[derive(Clone, Copy)]
struct Place {
    group: Option<GroupId>,
    page: SettingsPage,
}

impl Place {
    fn account(page: &str) -> Result<Place, Problem> {
        let page = SettingsPage::from_name(page).ok_or_else(Problem::not_found)?;
        Ok(Place { group: None, page })
    }

    fn group(id: &str, page: &str) -> Result<Place, Problem> {
        let group = Some(id.parse().map_err(|_| Problem::not_found())?);
        Ok(Place {
            group,
            ..Place::account(page)?
        })
    }

    fn at(self, page: SettingsPage) -> String {
        match self.group {
            Some(group) => format!("/groups/{group}/settings/{}", page.name()),
            None => format!("/settings/account/{}", page.name()),
        }
    }

    fn path(self) -> String {
        self.at(self.page)
    }
}

async fn show_account(State(web): State<Shared>, user: User, Path(page): Path<String>) -> Answer {
    show(&web, &user, Place::account(&page)?, None, Problems::default()).await
}

async fn show_group(
    State(web): State<Shared>,
    user: User,
    Path((id, page)): Path<(String, String)>,
) -> Answer {
    show(&web, &user, Place::group(&id, &page)?, None, Problems::default()).await
}

async fn save_account(
    State(web): State<Shared>,
    user: User,
    Path(page): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    save(&web, &user, Place::account(&page)?, typed).await
}

async fn save_group(
    State(web): State<Shared>,
    user: User,
    Path((id, page)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Answer {
    save(&web, &user, Place::group(&id, &page)?, typed).await
}

async fn save(web: &Shared, user: &User, place: Place, typed: Typed) -> Answer {
    let view = web.app.settings(&user.caller, place.group).await?;
    let new = values(&view, place.page, &typed);
    let changed = web
        .app
        .change_settings(&user.caller, place.group, place.page, &new);
    match changed.await {
        Ok(()) => Ok(redirect_saying(web, &place.path(), "settings-done-saved", &[])),
        Err(app::Error::Setting(fault)) if Setting::of(&fault.setting).is_some() => {
            let words = user.words;
            let problems = Problems::one(&fault.setting, words.text(&key_of(fault.code)));
            show(web, user, place, Some(&typed), problems).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct Opening {
    open: String,
}

async fn open(
    State(web): State<Shared>,
    user: User,
    Path(page): Path<String>,
    Form(opening): Form<Opening>,
) -> Answer {
    let place = Place::account(&page)?;
    let open = opening.open == "yes";
    web.app.open_settings(&user.caller, place.page, open).await?;
    let said = if open {
        "settings-done-opened"
    } else {
        "settings-done-closed"
    };
    Ok(redirect_saying(&web, &place.path(), said, &[]))
}

async fn override_page(
    State(web): State<Shared>,
    user: User,
    Path((id, page)): Path<(String, String)>,
) -> Answer {
    let place = Place::group(&id, &page)?;
    let group = place.group.ok_or_else(Problem::not_found)?;
    web.app.override_settings(&user.caller, group, place.page).await?;
    Ok(redirect_saying(
        &web,
        &place.path(),
        "settings-done-overridden",
        &[],
    ))
}

async fn inherit_page(
    State(web): State<Shared>,
    user: User,
    Path((id, page)): Path<(String, String)>,
) -> Answer {
    let place = Place::group(&id, &page)?;
    let group = place.group.ok_or_else(Problem::not_found)?;
    web.app.inherit_settings(&user.caller, group, place.page).await?;
    Ok(redirect_saying(
        &web,
        &place.path(),
        "settings-done-inherited",
        &[],
    ))
}

/// Settings that a page shows: of a method that is not enabled there is nothing to settle.
fn shown(view: &SettingsView, page: SettingsPage) -> impl Iterator<Item = &'static Setting> {
    let of_another_page = |setting: &Setting| match setting.needs {
        Some(Needs::Method(_)) => true,
        Some(Needs::On(switch)) => switch.page != page,
        None => false,
    };
    let hidden: BTreeSet<&str> = page
        .settings()
        .filter(|setting| of_another_page(setting) && !view.standing.is_shown(setting))
        .map(|setting| setting.name)
        .collect();
    page.settings()
        .filter(move |setting| !hidden.contains(setting.name))
}

/// What was typed, as values; what is no number is out of range like any other that does not do.
fn values(view: &SettingsView, page: SettingsPage, typed: &Typed) -> BTreeMap<String, Value> {
    let value = |setting: &'static Setting| {
        let mut sent = typed
            .iter()
            .filter(|(name, _)| name == setting.name)
            .map(|(_, text)| text.trim());
        match setting.kind {
            Kind::Switch { .. } => Value::Switch(sent.next().is_some()),
            Kind::Number { .. } => {
                Value::Number(sent.next().and_then(|text| text.parse().ok()).unwrap_or(u32::MAX))
            }
            Kind::Choice { .. } | Kind::Line { .. } => {
                Value::Text(sent.next().unwrap_or_default().to_owned())
            }
            Kind::Several { .. } => Value::Several(sent.map(str::to_owned).collect()),
        }
    };
    shown(view, page)
        .map(|setting| (setting.name.to_owned(), value(setting)))
        .collect()
}

async fn show(web: &Shared, user: &User, place: Place, typed: Option<&Typed>, problems: Problems) -> Answer {
    let words = user.words;
    let view = web.app.settings(&user.caller, place.group).await?;
    let overriding = match place.group {
        Some(_) => Vec::new(),
        None => overriding(web, user, place.page).await?,
    };
    let openness = place.group.is_none().then(|| Openness {
        open: !view.standing.account.closed.contains(&place.page),
        action: format!("{}/groups", place.path()),
        overriding,
    });
    let (section, path) = match place.group {
        Some(_) => (Section::Groups, place.path()),
        None => (Section::Organisation, place.path()),
    };
    html(&Values {
        words,
        shell: user.shell_at(section, &path),
        title: view.group.as_ref().map_or_else(
            || words.text("settings-account-title"),
            |group| words.with("settings-group-title", &[("group", &group.name)]),
        ),
        lead: words.text(match place.group {
            Some(_) => "settings-group-lead",
            None => "settings-account-lead",
        }),
        back: view.group.as_ref().map(|group| back(user, group)),
        tabs: SettingsPage::ALL.map(|page| tab(user, place, page)).to_vec(),
        head: words.text(&format!("settings-page-{}", place.page.name())),
        action: path,
        inheritance: view.group.as_ref().map(|_| inheritance(user, &view, place)),
        openness,
        sections: sections(user, &view, place.page, typed),
        read_only: !view.may_change(place.page),
        problems,
        questions: question(user, &view, place).into_iter().collect(),
    })
}

/// The way back: an administrator comes from the group's own page, who looks after the group alone from the list.
fn back(user: &User, group: &app::groups::GroupView) -> (String, String) {
    match user.caller.must_be_admin() {
        Ok(()) => (group.name.clone(), format!("/groups/{}", group.id)),
        Err(_) => (user.words.text("groups-title"), "/groups".to_owned()),
    }
}

/// Which groups have values of their own on a page.
async fn overriding(web: &Shared, user: &User, page: SettingsPage) -> Result<Vec<(String, String)>, Problem> {
    let matrix = web.app.settings_matrix(&user.caller).await?;
    let own = matrix.into_iter().filter(|(_, pages)| pages.contains(&page));
    Ok(own
        .map(|(group, _)| {
            (
                group.name,
                format!("/groups/{}/settings/{}", group.id, page.name()),
            )
        })
        .collect())
}

fn tab(user: &User, place: Place, page: SettingsPage) -> Tab {
    Tab {
        label: user.words.text(&format!("settings-page-{}", page.name())),
        href: place.at(page),
        here: page == place.page,
    }
}

fn inheritance(user: &User, view: &SettingsView, place: Place) -> Inheritance {
    let words = user.words;
    let overridden = view.standing.is_overridden(place.page);
    let may = view.may_override(place.page);
    let text = match (overridden, may) {
        (false, true) => "settings-inherits",
        (true, true) => "settings-overrides",
        (false, false) => "settings-inherits-closed",
        (true, false) => "settings-overrides-closed",
    };
    let change = if overridden {
        (words.text("settings-inherit"), Way::Ask("inherit".to_owned()))
    } else {
        let action = format!("{}/override", place.path());
        (words.text("settings-override"), Way::Post(action))
    };
    Inheritance {
        overridden,
        text: words.text(text),
        change: may.then_some(Action {
            label: change.0,
            icon: "",
            way: change.1,
            danger: false,
        }),
    }
}

fn question(user: &User, view: &SettingsView, place: Place) -> Option<Question> {
    let words = user.words;
    let asked = view.standing.is_overridden(place.page) && view.may_override(place.page);
    asked.then(|| Question {
        id: "inherit".to_owned(),
        title: words.text("settings-inherit-title"),
        text: words.text("settings-inherit-text"),
        action: format!("{}/inherit", place.path()),
        field: None,
        go: words.text("settings-inherit"),
        danger: true,
    })
}

fn sections(user: &User, view: &SettingsView, page: SettingsPage, typed: Option<&Typed>) -> Vec<Part> {
    let mut parts: Vec<(&str, Part)> = Vec::new();
    let typed = typed.map(|typed| values(view, page, typed));
    for setting in shown(view, page) {
        let (settled, _) = view.standing.value(setting);
        let value = typed
            .as_ref()
            .and_then(|typed| typed.get(setting.name))
            .unwrap_or(&settled);
        let input = input(user, view, setting, value);
        if parts.last().is_none_or(|(name, _)| *name != setting.section) {
            parts.push((setting.section, part(user, setting.section)));
        }
        if let Some((_, part)) = parts.last_mut() {
            match setting.needs {
                Some(Needs::On(switch)) if switch.page == page => part.switched.push(input),
                _ => part.inputs.push(input),
            }
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

fn part(user: &User, section: &str) -> Part {
    let key = format!("settings-section-{}", section.replace('_', "-"));
    Part {
        title: user.words.text(&key),
        hint: user.words.text(&format!("{key}-hint")),
        // Said once on the page, and not again for internal recipients.
        methods: if section == METHODS_ENABLED.section {
            methods::lines(user.words)
        } else {
            Vec::new()
        },
        inputs: Vec::new(),
        switched: Vec::new(),
    }
}

fn input(user: &User, view: &SettingsView, setting: &'static Setting, value: &Value) -> Input {
    let words = user.words;
    let key = format!("setting-{}", setting.name.replace('_', "-"));
    Input {
        name: setting.name.to_owned(),
        label: words.text(&key),
        hint: words.text(&format!("{key}-hint")),
        warning: warning(user, setting, value),
        origin: origin(user, view, setting),
        control: control(user, setting, value),
    }
}

/// A default that costs something for everybody who is added.
fn warning(user: &User, setting: &Setting, value: &Value) -> Option<String> {
    let is_default = [METHOD_DEFAULT.name, INTERNAL_DEFAULT.name].contains(&setting.name);
    let Value::Text(word) = value else { return None };
    let premium = MethodKind::from_name(word).is_some_and(MethodKind::is_premium);
    (is_default && premium).then(|| user.words.text("help-method-default-premium"))
}

/// Where a value comes from, and who settled it when.
fn origin(user: &User, view: &SettingsView, setting: &Setting) -> String {
    let words = user.words;
    let (_, level) = view.standing.value(setting);
    let from = words.text(match level {
        Level::Usual => "settings-from-usual",
        Level::Account => "settings-from-account",
        Level::Group => "settings-from-group",
    });
    let changed = view.standing.changed(setting);
    let by = changed.and_then(|changed| Some((view.names.get(&changed.by)?, changed.at)));
    match by {
        Some((who, at)) => words.with(
            "settings-from",
            &[("from", &from), ("who", who), ("when", &user.when(at))],
        ),
        None => from,
    }
}

fn control(user: &User, setting: &Setting, value: &Value) -> Control {
    let named = |words: &[&'static str]| -> Vec<(&'static str, String)> {
        let label = |word: &&'static str| match MethodKind::from_name(word) {
            Some(kind) => (*word, methods::name(user.words, kind)),
            None => (*word, user.words.text(&format!("setting-word-{word}"))),
        };
        words.iter().map(label).collect()
    };
    match (&setting.kind, value) {
        (Kind::Switch { .. }, Value::Switch(on)) => Control::Switch(*on),
        (Kind::Choice { among, .. }, Value::Text(word)) => Control::Choice(Choice::list(&named(among), word)),
        (Kind::Several { among, .. }, Value::Several(words)) => {
            let mut choices = Choice::list(&named(among), "");
            for choice in &mut choices {
                choice.chosen = words.contains(&choice.value);
            }
            Control::Several(choices)
        }
        (Kind::Number { least, most, .. }, Value::Number(number)) => {
            // What could not be read is shown as nothing.
            let text = if *number == u32::MAX {
                String::new()
            } else {
                number.to_string()
            };
            Control::Number(text, *least, *most)
        }
        (Kind::Line { longest }, Value::Text(text)) => Control::Line(text.clone(), *longest),
        (_, value) => Control::Line(value.to_string(), 0),
    }
}
