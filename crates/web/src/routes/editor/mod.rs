//! The editor's page and its JSON under `/ui/drafts/{id}`: one use case per request.

mod draft;

pub(super) use draft::place_name;

use super::agreements::read_files;
use super::{Answer, page};
use crate::Shared;
use crate::assets;
use crate::error::Problem;
use crate::pages::Section;
use crate::pages::editor::{self, Choice, Edit, Me, SendingGroup, SendingRules, Setup};
use crate::visitor::User;
use app::Error;
use app::groups::GroupView;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use domain::Refusal;
use domain::account::UserRole;
use domain::agreement::{Agreement, Member, Place, Status};
use domain::identity::{IdentityRules, MethodKind, MethodRules, SigningPassword};
use domain::ids::{AgreementId, DocumentId, ParticipantSetId};
use domain::language::Language;
use domain::refusal::DraftProblem;
use domain::schedule::LINK_DAYS;
use draft::Input;
use serde::Deserialize;
use serde_json::{Value, json};

/// What the form around the files may take.
const FORM_AROUND: u64 = 64 << 10;
/// Thousands of fields are some hundred bytes each.
const MAX_DRAFT: usize = 4 << 20;

pub(super) fn router(web: &Shared) -> Router<Shared> {
    let most = usize::try_from(web.app.config.max_upload + FORM_AROUND).unwrap_or(usize::MAX);
    Router::new()
        .route("/agreements/{id}/edit", get(edit))
        .route(
            "/ui/drafts/{id}",
            get(read).put(save).layer(DefaultBodyLimit::max(MAX_DRAFT)),
        )
        .route(
            "/ui/drafts/{id}/documents",
            post(add).put(reorder).layer(DefaultBodyLimit::max(most)),
        )
        .route("/ui/drafts/{id}/documents/{document}", delete(remove))
        .route("/ui/drafts/{id}/people/{set}/password", post(password))
        .route("/ui/drafts/{id}/presence", post(presence))
        .route("/ui/drafts/{id}/send", post(send))
        .route("/ui/drafts/{id}/text", get(find))
}

#[derive(Deserialize)]
struct Present {
    tab: String,
    #[serde(default)]
    leaving: bool,
}

/// Who else has the draft open; by asking, a tab says that it has.
async fn presence(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Json(present): Json<Present>,
) -> Answer {
    let id = parse(&id)?;
    if present.leaving {
        web.app.be_gone(&user.caller, id, &present.tab).await?;
        return Ok(Json(json!({ "others": [] })).into_response());
    }
    let others = web.app.be_present(&user.caller, id, &present.tab).await?;
    let others: Vec<Value> = others
        .into_iter()
        .map(|one| json!({"tab": one.tab, "name": one.name, "own": one.own}))
        .collect();
    Ok(Json(json!({ "others": others })).into_response())
}

/// Anything that is no identity names nothing.
fn parse<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

async fn edit(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let agreement = web.app.owned(&user.caller, parse(&id)?).await?;
    if agreement.status != Status::Draft {
        return Ok(Redirect::to(&format!("/agreements/{id}")).into_response());
    }
    page(&Edit {
        words: user.words,
        shell: user.shell(if agreement.template.is_some() {
            Section::Templates
        } else {
            Section::Agreements
        }),
        setup: setup(&web, &user, &agreement).await?,
        draft: shown(&web, &user, &agreement).await?,
    })
}

/// The draft with what keeps it back beyond its own rules.
async fn shown(web: &Shared, user: &User, agreement: &Agreement) -> Result<editor::Draft, Problem> {
    let blockers = blockers(web, user, agreement).await?;
    let warnings = web.app.draft_warnings(agreement);
    Ok(draft::shown(agreement, user.words, blockers, &warnings))
}

async fn blockers(web: &Shared, user: &User, agreement: &Agreement) -> Result<Vec<editor::Blocker>, Problem> {
    // A template is not sent; what is made of it is judged then.
    if agreement.template.is_some() {
        return Ok(Vec::new());
    }
    let problems = web.app.sending_problems(user.caller.chooser, agreement).await?;
    Ok(draft::blockers(
        agreement,
        user.words,
        user.caller.role,
        &problems,
    ))
}

/// The groups that the user sends from, and the one that the draft is in.
async fn groups(web: &Shared, user: &User, agreement: &Agreement) -> Result<Vec<SendingGroup>, Problem> {
    let caller = &user.caller;
    let mut groups: Vec<GroupView> = web
        .app
        .own_groups(caller)
        .await?
        .into_iter()
        .map(|own| own.group)
        .collect();
    if groups.iter().all(|group| group.id != agreement.group) {
        let all = web.app.groups(caller).await?;
        groups.extend(all.into_iter().find(|group| group.id == agreement.group));
    }
    let mut shown = Vec::new();
    for group in groups {
        let rules = IdentityRules::of(&web.app.standing(caller.account, group.id).await?);
        shown.push(SendingGroup {
            code: group.id.to_string(),
            name: group.name,
            external: sending_rules(&rules.external),
            internal: sending_rules(&rules.internal),
            pin: rules.pin_enabled,
        });
    }
    Ok(shown)
}

fn sending_rules(rules: &MethodRules) -> SendingRules {
    SendingRules {
        methods: rules.offered.iter().map(|kind| kind.name()).collect(),
        default: rules.default.name(),
        may_change: rules.may_change,
    }
}

async fn setup(web: &Shared, user: &User, agreement: &Agreement) -> Result<Setup, Problem> {
    let language = |language: Language| Choice {
        code: language.tag().to_owned(),
        name: crate::pages::own_name(language).to_owned(),
    };
    let zone = jiff::tz::TimeZone::get(&agreement.details.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    Ok(Setup {
        groups: groups(web, user, agreement).await?,
        premium_methods: MethodKind::ALL
            .into_iter()
            .filter(|kind| kind.is_premium())
            .map(MethodKind::name)
            .collect(),
        url: format!("/ui/drafts/{}", agreement.id),
        max_bytes: web.app.config.max_upload,
        me: Me {
            name: user.caller.name.clone(),
            email: user.caller.email.to_string(),
        },
        languages: Language::ALL.map(language).into(),
        reminders: editor::reminders(user.words),
        today: web.app.ports.clock.now().to_zoned(zone).date().to_string(),
        sprite: assets::url("sprite.svg"),
        template: agreement.template.map(|_| editor::TemplateSetup {
            href: format!("/templates/{}/use", agreement.id),
            owner: place_name(Some(&Place::Owner), user.words),
        }),
        link_days: (*LINK_DAYS.start(), *LINK_DAYS.end()),
    })
}

/// The draft. An open editor asks now and then whether somebody else has changed it: for the version that it names there is no body.
async fn read(State(web): State<Shared>, user: User, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    let agreement = in_draft(web.app.owned(&user.caller, parse(&id)?).await?)?;
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    if known == Some(format!("\"{}\"", agreement.version).as_str()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    Ok(Json(shown(&web, &user, &agreement).await?).into_response())
}

async fn save(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Json(input): Json<Input>,
) -> Answer {
    let id: AgreementId = parse(&id)?;
    let current = web.app.owned(&user.caller, id).await?;
    let (edit, incomplete) = draft::edit(&current, input, user.words).map_err(Error::from)?;
    let saved = web.app.edit_draft(&user.caller, id, edit).await?;
    let answer = json!({
        "version": saved.version,
        "incomplete": incomplete,
        "passwords": draft::with_passwords(&saved),
        "warnings": draft::warnings(&saved, user.words, &web.app.draft_warnings(&saved)),
        "problems": blockers(&web, &user, &saved).await?,
    });
    Ok(Json(answer).into_response())
}

#[derive(Deserialize)]
struct NewPassword {
    password: String,
    again: String,
}

/// A signing password for somebody of the draft. No answer holds it, and it is in no draft.
async fn password(
    State(web): State<Shared>,
    user: User,
    Path((id, set)): Path<(String, String)>,
    Json(input): Json<NewPassword>,
) -> Answer {
    let (id, set): (AgreementId, ParticipantSetId) = (parse(&id)?, parse(&set)?);
    let draft = in_draft(web.app.owned(&user.caller, id).await?)?;
    let place = draft.sets.iter().find(|place| place.id == set);
    let place = place.ok_or_else(Problem::not_found)?;
    let password =
        SigningPassword::new(&input.password, Some(&input.again)).map_err(|fault| Error::BadInput {
            field: "password",
            code: fault.code(),
        })?;
    // Whose address cannot exist yet is nobody in the draft: there is nobody to set it for.
    let asked = |member: &&Member| member.method.value.kind() == MethodKind::Password;
    if !place.members.iter().any(|member| asked(&member)) {
        return Err(Error::BadInput {
            field: "email",
            code: "BAD_EMAIL",
        }
        .into());
    }
    let mut saved = draft.clone();
    // Of a group each is asked for the same one.
    for member in place.members.iter().filter(asked) {
        let set = web
            .app
            .set_signing_password(&user.caller, id, member.id, &password);
        saved = set.await?;
    }
    let answer = json!({
        "version": saved.version,
        "problems": blockers(&web, &user, &saved).await?,
    });
    Ok(Json(answer).into_response())
}

async fn add(State(web): State<Shared>, user: User, Path(id): Path<String>, form: Multipart) -> Answer {
    let id: AgreementId = parse(&id)?;
    in_draft(web.app.owned(&user.caller, id).await?)?;
    let files = read_files(form, web.app.config.max_upload).await?;
    let agreement = web.app.add_documents(&user.caller, id, files).await?;
    Ok(Json(shown(&web, &user, &agreement).await?).into_response())
}

async fn remove(
    State(web): State<Shared>,
    user: User,
    Path((id, document)): Path<(String, String)>,
) -> Answer {
    let agreement = web
        .app
        .remove_document(&user.caller, parse(&id)?, parse(&document)?)
        .await?;
    Ok(Json(shown(&web, &user, &agreement).await?).into_response())
}

#[derive(Deserialize)]
struct Order {
    order: Vec<DocumentId>,
}

async fn reorder(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Json(order): Json<Order>,
) -> Answer {
    let agreement = web
        .app
        .reorder_documents(&user.caller, parse(&id)?, &order.order)
        .await?;
    Ok(Json(shown(&web, &user, &agreement).await?).into_response())
}

#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    find: String,
}

/// Where words stand on the pages, so that fields can be placed there.
async fn find(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Query(words): Query<Words>,
) -> Answer {
    let id: AgreementId = parse(&id)?;
    in_draft(web.app.owned(&user.caller, id).await?)?;
    let places = web.app.find_text(&user.caller, id, &words.find).await?;
    let place = |place: &app::ports::TextPlace| json!({ "page": place.page, "rect": place.rect });
    Ok(Json(places.iter().map(place).collect::<Vec<Value>>()).into_response())
}

#[derive(Deserialize)]
struct Seen {
    version: u64,
}

/// Sends what the page has shown, and not what another tab has made of it meanwhile.
async fn send(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Json(seen): Json<Seen>,
) -> Answer {
    let id: AgreementId = parse(&id)?;
    let draft = in_draft(web.app.owned(&user.caller, id).await?)?;
    match web.app.send(&user.caller, id, Some(seen.version)).await {
        Ok(_) => Ok(Json(json!({ "location": format!("/agreements/{id}") })).into_response()),
        Err(Error::Refused(Refusal::NotReady { problems })) => Ok(not_ready(&user, &draft, &problems)),
        Err(error) => Err(error.into()),
    }
}

/// Each problem with its words and its place, so that the editor can lead there.
fn not_ready(user: &User, draft: &Agreement, problems: &[DraftProblem]) -> Response {
    let one = |problem: &DraftProblem| {
        let mut value = serde_json::to_value(problem).unwrap_or(Value::Null);
        if let Some(value) = value.as_object_mut() {
            value.insert("code".to_owned(), problem.code().into());
            let message = draft::problem_text(draft, user.words, problem);
            value.insert("message".to_owned(), message.into());
            if draft::seal_is_missing(problem) {
                let admin = user.caller.role == UserRole::Admin;
                value.insert("href".to_owned(), admin.then_some("/settings/seal").into());
            }
        }
        value
    };
    let list: Vec<Value> = problems.iter().map(one).collect();
    let body =
        json!({ "code": "NOT_READY", "message": user.words.text("problem-not-ready"), "problems": list });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
}

fn in_draft(agreement: Agreement) -> Result<Agreement, Problem> {
    if agreement.status == Status::Draft {
        Ok(agreement)
    } else {
        Err(Error::from(Refusal::NotNow).into())
    }
}
