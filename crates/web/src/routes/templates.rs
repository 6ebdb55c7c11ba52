//! Templates (M-39): their list, a new one from files or from an agreement, and the short form that makes an agreement of one.

use super::agreement::agreement_id;
use super::agreements::{read_files, stem};
use super::documents::{image, picture_index};
use super::editor::place_name;
use super::{Answer, page};
use crate::Shared;
use crate::error::{complaint, draft_problem, key_of};
use crate::pages::agreement::{Action, New, Way};
use crate::pages::template::{Role as RoleForm, Template, Templates, UseTemplate};
use crate::pages::{Problems, Section};
use crate::visitor::{User, colour, redirect_saying};
use app::templates::{Filling, may_change};
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use domain::agreement::{Agreement, ParticipantSet, Person, Place, Role, Sharing};
use domain::contact::Email;
use domain::ids::AgreementId;
use domain::refusal::{DraftProblem, DraftWarning};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// What the form around the files may take.
const FORM_AROUND: u64 = 64 << 10;
/// What the picture of the first page may take in a list, in points.
const PICTURE: (f64, f64) = (200.0, 150.0);
/// The longest name that is typed into a form.
const LONGEST: usize = 200;

pub(super) fn router(web: &Shared) -> Router<Shared> {
    let most = usize::try_from(web.app.config.max_upload + FORM_AROUND).unwrap_or(usize::MAX);
    Router::new()
        .route("/agreements/{id}/template", post(save_as))
        .route("/templates", get(list))
        .route(
            "/templates/new",
            get(new).post(create).layer(DefaultBodyLimit::max(most)),
        )
        .route("/templates/samples", post(samples))
        .route("/templates/{id}/pages/{page}", get(picture))
        .route("/templates/{id}/share", post(share))
        .route("/templates/{id}/use", get(use_form).post(use_it))
        .route("/ui/drafts/{id}/template", post(save_draft_as))
}

async fn list(State(web): State<Shared>, user: User) -> Answer {
    let now = web.app.ports.clock.now();
    let templates = web.app.templates(&user.caller).await?;
    let shown = templates
        .iter()
        .map(|(template, changed)| shown(&user, template, *changed, now));
    page(&Templates {
        words: user.words,
        shell: user.shell(Section::Templates),
        templates: shown.collect(),
    })
}

/// Templates of three trades to begin with (M-26).
async fn samples(State(web): State<Shared>, user: User) -> Answer {
    web.app.create_sample_templates(&user.caller).await?;
    Ok(redirect_saying(&web, "/templates", "template-done-samples", &[]))
}

fn shown(user: &User, template: &Agreement, changed: Timestamp, now: Timestamp) -> Template {
    let words = user.words;
    let roles = template.sets.iter().enumerate();
    let roles: Vec<String> = roles.map(|(index, set)| role_name(user, index, set)).collect();
    let private = template.template == Some(Sharing::User);
    Template {
        href: format!("/templates/{}/use", template.id),
        name: name_of(user, template),
        roles: roles.join(", "),
        by: words.with("template-by", &[("person", &template.sender.value.name)]),
        when: words.ago(changed, now, &user.zone),
        exact: user.exact(changed),
        private,
        picture: picture_of(template),
        actions: if may_change(&user.caller, template) {
            actions(user, template, private)
        } else {
            Vec::new()
        },
    }
}

fn actions(user: &User, template: &Agreement, private: bool) -> Vec<Action> {
    let id = template.id;
    let action = |key: &str, icon, way| Action {
        label: user.words.text(key),
        icon,
        way,
        danger: false,
    };
    let sharing = if private {
        ("template-do-share", "users", "account")
    } else {
        ("template-do-keep", "lock", "user")
    };
    vec![
        action(
            "template-do-edit",
            "pencil",
            Way::Go(format!("/agreements/{id}/edit")),
        ),
        action(
            sharing.0,
            sharing.1,
            Way::Post(format!("/templates/{id}/share?with={}", sharing.2)),
        ),
        action(
            "agreement-do-bin",
            "trash-2",
            Way::Post(format!("/agreements/{id}/bin")),
        ),
    ]
}

fn name_of(user: &User, template: &Agreement) -> String {
    match template.details.name.trim() {
        "" => user.words.text("list-untitled"),
        name => name.to_owned(),
    }
}

/// How a place is called: by its name, by who stands there, or by its number.
fn role_name(user: &User, index: usize, set: &ParticipantSet) -> String {
    let person = set.members.first().map(|member| &member.person.value.name);
    match (place_name(set.place.as_ref(), user.words), person) {
        (place, _) if !place.is_empty() => place,
        (_, Some(name)) if !name.is_empty() => name.clone(),
        _ => user
            .words
            .with("editor-ui-person-n", &[("n", &(index + 1).to_string())]),
    }
}

/// The address of the first page's picture, and its size in a list.
fn picture_of(template: &Agreement) -> Option<(String, u32, u32)> {
    let page = template.pages.first()?;
    let scale = (PICTURE.0 / page.width.max(1.0)).min(PICTURE.1 / page.height.max(1.0));
    let address = format!(
        "/templates/{}/pages/0.png?w=480&v={}",
        template.id, template.version
    );
    let (width, height) = (page.width * scale, page.height * scale);
    Some((
        address,
        super::agreement_page::whole(width),
        super::agreement_page::whole(height),
    ))
}

#[derive(Deserialize)]
struct Width {
    w: Option<u32>,
}

async fn picture(
    State(web): State<Shared>,
    user: User,
    Path((id, name)): Path<(String, String)>,
    Query(query): Query<Width>,
) -> Answer {
    let (id, index) = (agreement_id(&id)?, picture_index(&name)?);
    let png = web
        .app
        .template_image(&user.caller, id, index, query.w.unwrap_or(480))
        .await?;
    Ok(image(png))
}

async fn new(State(web): State<Shared>, user: User) -> Answer {
    page(&new_page(&web, &user, Problems::default(), false))
}

fn new_page(web: &Shared, user: &User, problems: Problems, asks_password: bool) -> New {
    New {
        words: user.words,
        shell: user.shell_at(Section::Templates, "/templates/new"),
        limit: web.app.config.max_upload,
        template: true,
        problems,
        asks_password,
    }
}

/// Makes a template of the files. A refusal leaves nothing behind and says why, in the page or to its script.
async fn create(State(web): State<Shared>, user: User, headers: HeaderMap, form: Multipart) -> Answer {
    let script = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    let files = match read_files(form, web.app.config.max_upload).await? {
        files if files.is_empty() => {
            let problems = Problems::one("file", user.words.text("new-no-file"));
            return page(&new_page(&web, &user, problems, false));
        }
        files => files,
    };
    let name = files.first().map(|file| stem(&file.name)).unwrap_or_default();
    let made = web
        .app
        .create_template(&user.caller, &name, files, Sharing::default())
        .await;
    match made.map(|template| format!("/agreements/{}/edit", template.id)) {
        Ok(location) if script => Ok(Json(json!({ "location": location })).into_response()),
        Ok(location) => Ok(Redirect::to(&location).into_response()),
        Err(error) if script => Err(error.into()),
        Err(error) => {
            let asks_password =
                matches!(&error, app::Error::Document(refusal) if refusal.code.ends_with("PASSWORD"));
            let complaint = complaint(error)?;
            let field = if asks_password { "password" } else { "file" };
            let problems = Problems::one(field, complaint.text(user.words));
            page(&new_page(&web, &user, problems, asks_password))
        }
    }
}

async fn save_as(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let id = agreement_id(&id)?;
    match web
        .app
        .save_as_template(&user.caller, id, Sharing::default())
        .await
    {
        Ok(template) => Ok(redirect_saying(
            &web,
            &format!("/agreements/{}/edit", template.id),
            "agreement-done-template",
            &[],
        )),
        Err(error) => {
            let complaint = complaint(error)?;
            Ok(redirect_saying(
                &web,
                &format!("/agreements/{id}"),
                complaint.key(),
                &[],
            ))
        }
    }
}

/// The same for the editor's script.
async fn save_draft_as(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let template = web
        .app
        .save_as_template(&user.caller, agreement_id(&id)?, Sharing::default())
        .await?;
    Ok(Json(json!({ "location": format!("/agreements/{}/edit", template.id) })).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct With {
    with: String,
}

async fn share(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Query(query): Query<With>,
) -> Answer {
    let (sharing, said) = if query.with == "user" {
        (Sharing::User, "agreement-done-template-kept")
    } else {
        (Sharing::Account, "agreement-done-template-shared")
    };
    web.app
        .share_template(&user.caller, agreement_id(&id)?, sharing)
        .await?;
    Ok(redirect_saying(&web, "/templates", said, &[]))
}

/// What the form sends: `name`, and for each place `name-…` and `email-…`.
type Typed = BTreeMap<String, String>;

async fn use_form(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let template = web.app.template(&user.caller, agreement_id(&id)?).await?;
    page(&filled_page(
        &user,
        &template,
        &prefilled(&user, &template),
        Problems::default(),
        Vec::new(),
    ))
}

/// The sender stands in the owner's place, unless they say somebody else does.
fn prefilled(user: &User, template: &Agreement) -> Typed {
    let mut typed = Typed::from([("name".to_owned(), template.details.name.clone())]);
    for set in template.sets.iter().filter(|set| set.members.is_empty()) {
        if set.place == Some(Place::Owner) {
            typed.insert(format!("name-{}", set.id), user.caller.name.clone());
            typed.insert(format!("email-{}", set.id), user.caller.email.to_string());
        }
    }
    typed
}

fn filled_page(
    user: &User,
    template: &Agreement,
    typed: &Typed,
    problems: Problems,
    warnings: Vec<String>,
) -> UseTemplate {
    let value = |key: &str| typed.get(key).cloned().unwrap_or_default();
    let role = |(index, set): (usize, &ParticipantSet)| {
        let member = set.members.first();
        let fixed = member.map(|member| {
            let person = &member.person.value;
            (person.name.clone(), person.email.to_string())
        });
        RoleForm {
            id: set.id.to_string(),
            label: role_name(user, index, set),
            role: user.words.text(match set.role {
                Role::Approver => "agreement-role-approver",
                Role::Cc => "agreement-role-cc",
                Role::Signer => "agreement-role-signer",
            }),
            colour: colour(index),
            name: value(&format!("name-{}", set.id)),
            email: value(&format!("email-{}", set.id)),
            fixed,
        }
    };
    UseTemplate {
        words: user.words,
        shell: user.shell_at(Section::Templates, &format!("/templates/{}/use", template.id)),
        href: format!("/templates/{}/use", template.id),
        edit: may_change(&user.caller, template).then(|| format!("/agreements/{}/edit", template.id)),
        template: name_of(user, template),
        name: value("name"),
        roles: template.sets.iter().enumerate().map(role).collect(),
        picture: picture_of(template),
        pages: template.pages.len(),
        problems,
        warnings,
    }
}

/// Sends at once, or opens the draft in the editor. What is wrong is said in the form, all of it at once.
async fn use_it(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let id: AgreementId = agreement_id(&id)?;
    let template = web.app.template(&user.caller, id).await?;
    let sends = typed.get("do").is_none_or(|what| what != "edit");
    let (filling, mut problems) = read(&user, &template, &typed, sends);
    let mut warnings = Vec::new();
    if sends && problems.is_empty() {
        let (lacks, warned) = web.app.judge_filling(&user.caller, id, &filling).await?;
        problems = lacking(&user, &lacks);
        let heard = typed.contains_key("heard");
        warnings = said(&user, warned.into_iter().filter(|_| !heard));
    }
    if !problems.is_empty() || !warnings.is_empty() {
        return page(&filled_page(&user, &template, &typed, problems, warnings));
    }
    match begin(&web, &user, id, &filling, sends).await {
        Ok(location) => Ok(Redirect::to(&location).into_response()),
        Err(error) => {
            let problems = Problems::one("", complaint(error)?.text(user.words));
            page(&filled_page(&user, &template, &typed, problems, Vec::new()))
        }
    }
}

async fn begin(
    web: &Shared,
    user: &User,
    id: AgreementId,
    filling: &Filling,
    sends: bool,
) -> app::Result<String> {
    let draft = web.app.use_template(&user.caller, id, filling).await?;
    if !sends {
        return Ok(format!("/agreements/{}/edit", draft.id));
    }
    if let Err(error) = web.app.send(&user.caller, draft.id, Some(draft.version)).await {
        // Nothing half-made stays behind a refusal.
        web.app.delete_draft(&user.caller, draft.id).await?;
        return Err(error);
    }
    Ok(format!("/agreements/{}", draft.id))
}

/// The people of the form. Whoever sends must name everybody; the editor takes what is there.
fn read(user: &User, template: &Agreement, typed: &Typed, sends: bool) -> (Filling, Problems) {
    let words = user.words;
    let value = |key: &str| {
        let text = typed.get(key).map(|text| text.trim()).unwrap_or_default();
        text.chars().take(LONGEST).collect::<String>()
    };
    let mut filling = Filling {
        name: Some(value("name")),
        ..Filling::default()
    };
    let mut problems = Problems::default();
    if sends && value("name").is_empty() {
        problems.add("name", words.text("problem-name-missing"));
    }
    for (index, set) in template.sets.iter().enumerate() {
        if !set.members.is_empty() {
            continue;
        }
        let (name_field, email_field) = (format!("name-{}", set.id), format!("email-{}", set.id));
        let (name, address) = (value(&name_field), value(&email_field));
        let role = role_name(user, index, set);
        let mut complain = |field: &str, key: &str| {
            problems.add(field, format!("{role}: {}", words.text(key)));
        };
        if sends && name.is_empty() {
            complain(&name_field, "problem-person-name-missing");
        }
        match Email::parse(&address) {
            Some(email) => drop(filling.people.insert(set.id, Person { name, email })),
            None if sends || !address.is_empty() => complain(&email_field, "problem-bad-email"),
            None => {}
        }
    }
    (filling, problems)
}

/// What the template itself lacks, each said once.
fn lacking(user: &User, lacks: &[DraftProblem]) -> Problems {
    let mut problems = Problems::default();
    for problem in lacks {
        let message = draft_problem(user.words, problem);
        if problems.list().iter().all(|known| known.message != message) {
            problems.add("", message);
        }
    }
    problems
}

fn said(user: &User, warnings: impl Iterator<Item = DraftWarning>) -> Vec<String> {
    warnings
        .map(|warning| user.words.text(&key_of(warning.code())))
        .collect()
}
