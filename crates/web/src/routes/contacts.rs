//! `/contacts`: the user's address book, its import and export; and what the people step asks of it.

use super::agreements::read_files;
use super::{Answer, file_headers, page};
use crate::Shared;
use crate::error::{Problem, complaint, key_of};
use crate::language::Words;
use crate::pages::agreement::{Action, Way};
use crate::pages::contacts::{ContactPin, Contacts, Edit, Import, ImportRow, Row};
use crate::pages::{Choice, Problems, Section, own_name};
use crate::visitor::{User, initials, redirect_saying};
use app::address_list::{self, Fault, MOST_BYTES, MOST_CONTACTS, MOST_RECIPIENTS};
use app::contacts::{Contact, ContactEdit, PAGE};
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use bytes::Bytes;
use domain::contact::Country;
use domain::identity::Pin;
use domain::language::Language;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// Rows of a preview that people look at; the rest is counted.
const PREVIEWED: usize = 200;
/// A list in a form: each of its signs may take three there.
const MAX_FORM: usize = 3 * MOST_BYTES + (64 << 10);

pub(super) fn router() -> Router<Shared> {
    let limit = || DefaultBodyLimit::max(MAX_FORM);
    Router::new()
        .route("/contacts", get(list).post(add))
        .route("/contacts.csv", get(export))
        .route("/contacts/new", get(new))
        .route("/contacts/import", post(import).layer(limit()))
        .route("/contacts/import/keep", post(keep).layer(limit()))
        .route("/contacts/{id}", get(show).post(change))
        .route("/contacts/{id}/pin", post(set_pin))
        .route("/contacts/{id}/pin/remove", post(remove_pin))
        .route("/contacts/{id}/remove", post(remove))
        .route("/contacts/{id}/restore", post(restore))
        .route("/ui/people", get(suggest))
        .route("/ui/people/read", post(read).layer(limit()))
}

fn contact_id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    q: String,
    page: u32,
}

impl Wanted {
    fn address(&self, page: u32) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", self.q.trim());
        query.append_pair("page", &page.to_string());
        format!("/contacts?{}", query.finish())
    }
}

async fn list(State(web): State<Shared>, user: User, Query(wanted): Query<Wanted>) -> Answer {
    page(&book(&web, &user, &wanted, Problems::default()).await?)
}

async fn book(web: &Shared, user: &User, wanted: &Wanted, problems: Problems) -> Result<Contacts, Problem> {
    let (found, count) = web.app.contacts(&user.caller, &wanted.q, wanted.page).await?;
    let shown = u64::from(wanted.page) * u64::from(PAGE) + u64::try_from(found.len()).unwrap_or(0);
    let more = shown < u64::try_from(count).unwrap_or(0);
    Ok(Contacts {
        words: user.words,
        shell: user.shell_at(Section::Contacts, "/contacts"),
        search: wanted.q.trim().to_owned(),
        count,
        rows: found.iter().map(|one| row(user, one)).collect(),
        before: wanted.page.checked_sub(1).map(|page| wanted.address(page)),
        next: more.then(|| wanted.address(wanted.page.saturating_add(1))),
        most: MOST_CONTACTS.to_string(),
        problems,
    })
}

fn row(user: &User, contact: &Contact) -> Row {
    let name = if contact.name.is_empty() {
        &contact.email
    } else {
        &contact.name
    };
    let more = [&contact.phone, &contact.title, &contact.company].into_iter();
    let more: Vec<&str> = more.map(String::as_str).filter(|part| !part.is_empty()).collect();
    let href = format!("/contacts/{}", contact.id);
    let used = contact.used_at.map(|at| {
        let date = user.day(at);
        user.words.with("contacts-used", &[("date", &date)])
    });
    Row {
        name: name.clone(),
        email: contact.email.clone(),
        initials: initials(name),
        more: more.join(" · "),
        used: used.unwrap_or_default(),
        actions: vec![
            Action {
                label: user.words.text("contacts-edit"),
                icon: "pencil",
                way: Way::Go(href.clone()),
                danger: false,
            },
            remove_action(user.words, contact),
        ],
        href,
    }
}

fn remove_action(words: Words, contact: &Contact) -> Action {
    Action {
        label: words.text("contacts-remove"),
        icon: "trash-2",
        way: Way::Post(format!("/contacts/{}/remove", contact.id)),
        danger: true,
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    name: String,
    email: String,
    phone: String,
    language: String,
    company: String,
    title: String,
}

impl Typed {
    fn edit(&self) -> ContactEdit {
        ContactEdit {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            language: self.language.clone(),
            company: self.company.clone(),
            title: self.title.clone(),
        }
    }
}

impl From<&Contact> for Typed {
    fn from(contact: &Contact) -> Typed {
        let contact = contact.clone();
        Typed {
            name: contact.name,
            email: contact.email,
            phone: contact.phone,
            language: contact.language,
            company: contact.company,
            title: contact.title,
        }
    }
}

/// The form of a contact, or of a new one.
fn form(user: &User, contact: Option<&Contact>, typed: Typed, problems: Problems) -> Edit {
    let words = user.words;
    let same = ("", words.text("contacts-language-same"));
    let own = Language::ALL.map(|language| (language.tag(), own_name(language).to_owned()));
    let languages: Vec<(&str, String)> = std::iter::once(same).chain(own).collect();
    let action = contact.map_or_else(|| "/contacts".to_owned(), |one| format!("/contacts/{}", one.id));
    let path = contact.map_or_else(|| "/contacts/new".to_owned(), |_| action.clone());
    Edit {
        words,
        shell: user.shell_at(Section::Contacts, &path),
        title: match contact {
            Some(contact) if contact.name.is_empty() => contact.email.clone(),
            Some(contact) => contact.name.clone(),
            None => words.text("contacts-new"),
        },
        action,
        remove: contact.map(|one| remove_action(words, one)),
        languages: Choice::list(&languages, &typed.language),
        name: typed.name,
        email: typed.email,
        phone: typed.phone,
        company: typed.company,
        job: typed.title,
        pin: None,
        problems,
    }
}

async fn new(user: User) -> Answer {
    page(&form(&user, None, Typed::default(), Problems::default()))
}

async fn show(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let contact = web.app.contact(&user.caller, contact_id(&id)?).await?;
    page(&card(&web, &user, &contact, Typed::from(&contact), Problems::default()).await?)
}

/// The form of a contact, with the PIN that may be set for them.
async fn card(
    web: &Shared,
    user: &User,
    contact: &Contact,
    typed: Typed,
    problems: Problems,
) -> Result<Edit, Problem> {
    let since = web
        .app
        .contact_pin_since(&user.caller, contact_id(&contact.id)?)
        .await?;
    let offered = since.is_some() || web.app.offers_pins(&user.caller).await?;
    Ok(Edit {
        pin: offered.then(|| ContactPin {
            since: since.map(|at| user.words.with("pin-since", &[("date", &user.day(at))])),
            action: format!("/contacts/{}/pin", contact.id),
        }),
        ..form(user, Some(contact), typed, problems)
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PinTyped {
    pin: String,
    pin_again: String,
}

/// Sets a PIN for somebody in the book; the owner tells it to them by another way (M-17).
async fn set_pin(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Form(typed): Form<PinTyped>,
) -> Answer {
    let contact = web.app.contact(&user.caller, contact_id(&id)?).await?;
    match Pin::new(&typed.pin, Some(&typed.pin_again)) {
        Ok(pin) => keep_pin(&web, &user, &id, Some(&pin)).await,
        Err(fault) => {
            let problems = super::pin_problem(user.words, fault);
            let form = card(&web, &user, &contact, Typed::from(&contact), problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&form)?).into_response())
        }
    }
}

async fn remove_pin(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    keep_pin(&web, &user, &id, None).await
}

async fn keep_pin(web: &Shared, user: &User, id: &str, pin: Option<&Pin>) -> Answer {
    let contact = contact_id(id)?;
    web.app.set_contact_pin(&user.caller, contact, pin).await?;
    let said = match pin {
        Some(_) => "contacts-done-pin",
        None => "contacts-done-pin-removed",
    };
    Ok(redirect_saying(web, &format!("/contacts/{contact}"), said, &[]))
}

async fn add(State(web): State<Shared>, user: User, Form(typed): Form<Typed>) -> Answer {
    let done = web.app.add_contact(&user.caller, typed.edit()).await;
    saved(&web, &user, None, typed, done).await
}

async fn change(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let contact = web.app.contact(&user.caller, contact_id(&id)?).await?;
    let done = web
        .app
        .change_contact(&user.caller, contact_id(&id)?, typed.edit())
        .await;
    saved(&web, &user, Some(&contact), typed, done).await
}

async fn saved(
    web: &Shared,
    user: &User,
    contact: Option<&Contact>,
    typed: Typed,
    done: app::Result<Contact>,
) -> Answer {
    match done {
        Ok(_) => Ok(redirect_saying(web, "/contacts", "contacts-done-saved", &[])),
        Err(error) => {
            let complaint = complaint(error)?;
            let problems = Problems::one(&complaint.field, complaint.text(user.words));
            let shown = match contact {
                Some(contact) => card(web, user, contact, typed, problems).await?,
                None => form(user, None, typed, problems),
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
        }
    }
}

async fn remove(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let contact = web.app.remove_contact(&user.caller, contact_id(&id)?).await?;
    let said = [("id", contact.id.as_str()), ("person", contact.email.as_str())];
    Ok(redirect_saying(&web, "/contacts", "contacts-done-removed", &said))
}

async fn restore(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    web.app.restore_contact(&user.caller, contact_id(&id)?).await?;
    Ok(redirect_saying(&web, "/contacts", "contacts-done-restored", &[]))
}

async fn export(State(web): State<Shared>, user: User) -> Answer {
    let words = user.words;
    let headers = [
        words.text("people-name"),
        words.text("account-email"),
        words.text("people-phone"),
        words.text("contacts-column-language"),
        words.text("contacts-company"),
        words.text("contacts-job"),
    ];
    let table = web.app.contacts_csv(&user.caller, headers).await?;
    let mut response = Bytes::from(table).into_response();
    file_headers(&mut response, "contacts.csv", "text/csv; charset=utf-8");
    Ok(response)
}

/// Where numbers without a country are at home: with the account, as its time zone says.
fn country(user: &User) -> Option<Country> {
    user.zone.iana_name().and_then(Country::of_time_zone)
}

/// Reads a file and shows what would be kept; nothing is kept yet.
async fn import(State(web): State<Shared>, user: User, files: Multipart) -> Answer {
    let file = read_files(files, MOST_BYTES as u64).await?.pop();
    let text = file
        .map(|file| address_list::decode(&file.bytes))
        .unwrap_or_default();
    match address_list::read(&text, MOST_CONTACTS, country(&user)) {
        Ok(rows) if !rows.is_empty() => page(&preview(&user, text, &rows)),
        Ok(_) => unread(&web, &user, "problem-list-empty").await,
        Err(app::Error::BadInput { code, .. }) => unread(&web, &user, &key_of(code)).await,
        Err(error) => Err(error.into()),
    }
}

async fn unread(web: &Shared, user: &User, key: &str) -> Answer {
    let most = MOST_CONTACTS.to_string();
    let problems = Problems::one("file", user.words.with(key, &[("most", &most)]));
    let book = book(web, user, &Wanted::default(), problems).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&book)?).into_response())
}

fn preview(user: &User, list: String, rows: &[address_list::Row]) -> Import {
    let words = user.words;
    let bad = rows.iter().filter(|row| row.is_left_out()).count();
    let (wrong, right): (Vec<_>, Vec<_>) = rows.iter().partition(|row| !row.faults.is_empty());
    let shown = wrong.into_iter().chain(right).take(PREVIEWED);
    Import {
        words,
        shell: user.shell_at(Section::Contacts, "/contacts"),
        good: rows.len() - bad,
        bad,
        rows: shown
            .map(|row| ImportRow {
                number: row.number,
                name: row.name.clone(),
                email: row.email.clone(),
                phone: row.phone.clone(),
                fault: faults(words, row),
                left_out: row.is_left_out(),
            })
            .collect(),
        more: rows.len().saturating_sub(PREVIEWED),
        list,
    }
}

fn faults(words: Words, row: &address_list::Row) -> String {
    let said = row.faults.iter().map(|fault| fault_text(words, *fault));
    said.collect::<Vec<_>>().join(" ")
}

fn fault_text(words: Words, fault: Fault) -> String {
    match fault {
        Fault::BadEmail => words.text("contacts-fault-bad-email"),
        Fault::BadLanguage => words.text("contacts-fault-bad-language"),
        Fault::BadPhone => words.text("contacts-fault-bad-phone"),
        Fault::Double { first } => words.with("contacts-fault-double", &[("row", &first.to_string())]),
        Fault::NoEmail => words.text("contacts-fault-no-email"),
    }
}

#[derive(Deserialize)]
struct List {
    list: String,
}

async fn keep(State(web): State<Shared>, user: User, Form(form): Form<List>) -> Answer {
    let rows = match address_list::read(&form.list, MOST_CONTACTS, country(&user)) {
        Ok(rows) => rows,
        Err(app::Error::BadInput { code, .. }) => return unread(&web, &user, &key_of(code)).await,
        Err(error) => return Err(error.into()),
    };
    let done = web.app.import_contacts(&user.caller, rows).await?;
    let (added, changed) = (done.added.to_string(), done.changed.to_string());
    let said = [("added", added.as_str()), ("changed", changed.as_str())];
    Ok(redirect_saying(
        &web,
        "/contacts",
        "contacts-done-imported",
        &said,
    ))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    q: String,
}

/// Whom the people step offers for what is typed, and whether that is an insider's address.
async fn suggest(State(web): State<Shared>, user: User, Query(search): Query<Search>) -> Answer {
    let people = web.app.suggest(&user.caller, &search.q).await?;
    let people: Vec<Value> = people
        .into_iter()
        .map(|one| {
            json!({"name": one.name, "email": one.email, "phone": one.phone, "language": one.language,
                "company": one.company, "internal": one.internal})
        })
        .collect();
    let internal = web.app.is_internal(&user.caller, &search.q).await?;
    Ok(Json(json!({"people": people, "internal": internal})).into_response())
}

/// Reads a list for the people step: typed, pasted or a file. Nothing is kept.
async fn read(user: User, files: Multipart) -> Result<Response, Problem> {
    let file = read_files(files, MOST_BYTES as u64).await?.pop();
    let text = file
        .map(|file| address_list::decode(&file.bytes))
        .unwrap_or_default();
    let rows = match address_list::read(&text, MOST_RECIPIENTS, country(&user)) {
        Ok(rows) => rows,
        Err(app::Error::BadInput { code, .. }) => {
            let most = MOST_RECIPIENTS.to_string();
            let message = user.words.with(&key_of(code), &[("most", &most)]);
            let body = json!({"code": code, "message": message});
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({"number": row.number, "name": row.name, "email": row.email, "phone": row.phone,
                "language": row.language, "fault": faults(user.words, row), "leftOut": row.is_left_out()})
        })
        .collect();
    Ok(Json(json!({"rows": rows})).into_response())
}
