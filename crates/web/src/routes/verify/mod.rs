//! `/verify`: what a file or a code is worth, for anybody, without signing in (M-75).

mod result;

use super::agreements::read_files;
use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::language::Words;
use crate::pages::agreement::Fact;
use crate::pages::verify::{Ask, RecordPage};
use crate::pages::{Problems, Section, Shell};
use crate::visitor::Visitor;
use app::verify::VerifyCode;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use domain::agreement::{Agreement, Member, Role};
use domain::identity::MethodKind;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use result::ResultWriter;
use serde::Deserialize;
use std::time::Duration;
use tokio::time::timeout;

const PATH: &str = "/verify";
/// What the form around the file may take.
const FORM_AROUND: u64 = 64 << 10;
/// Whoever sends slower than this keeps others from their turn.
const READING_TIME: Duration = Duration::from_secs(120);
/// How long a visitor waits for others' files to be done with.
const WAITING_TIME: Duration = Duration::from_secs(20);

pub(super) fn router(web: &Shared) -> Router<Shared> {
    let most = usize::try_from(web.app.config.max_upload + FORM_AROUND).unwrap_or(usize::MAX);
    Router::new()
        .route(PATH, get(show).post(verify).layer(DefaultBodyLimit::max(most)))
        .route("/verify/{code}", get(record))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    code: String,
}

/// The empty form, or, with a code, the way to its page.
async fn show(State(web): State<Shared>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    if asked.code.is_empty() {
        return page(&ask(&web, &visitor, "", Problems::default(), false));
    }
    match VerifyCode::parse(&asked.code) {
        Some(code) => Ok(Redirect::to(&format!("{PATH}/{code}")).into_response()),
        None => {
            let problems = Problems::one("code", visitor.words.text("verify-code-bad"));
            page(&ask(&web, &visitor, &asked.code, problems, false))
        }
    }
}

fn shell(visitor: &Visitor) -> Shell {
    Shell {
        here: Section::Verify,
        ..visitor.shell_at(PATH)
    }
}

fn ask(web: &Shared, visitor: &Visitor, code: &str, problems: Problems, asks_password: bool) -> Ask {
    Ask {
        words: visitor.words,
        shell: shell(visitor),
        limit: web.app.config.max_upload,
        code: code.chars().take(40).collect(),
        asks_password,
        problems,
    }
}

async fn record(State(web): State<Shared>, visitor: Visitor, Path(text): Path<String>) -> Answer {
    let unknown = || {
        let problems = Problems::one("code", visitor.words.text("verify-code-unknown"));
        let page = page(&ask(&web, &visitor, &text, problems, false))?;
        Ok((StatusCode::NOT_FOUND, page).into_response())
    };
    let Some(code) = VerifyCode::parse(&text) else {
        return unknown();
    };
    let agreement = match web.app.by_code(code).await {
        Err(app::Error::NotFound) => return unknown(),
        found => found?,
    };
    let words = visitor.words;
    let people = acted(&agreement)
        .map(|member| person(words, &agreement, member))
        .collect();
    page(&RecordPage {
        words,
        shell: Shell {
            path: format!("{PATH}/{code}"),
            ..shell(&visitor)
        },
        code: code.to_string(),
        sentence: finished(words, &agreement),
        facts: record_facts(words, &agreement, &code.to_string()),
        people,
        limit: web.app.config.max_upload,
    })
}

/// Those who signed or approved.
fn acted(agreement: &Agreement) -> impl Iterator<Item = &Member> {
    agreement.members().filter(|member| member.act.is_some())
}

fn finished(words: Words, agreement: &Agreement) -> String {
    let when = agreement.ended_at.map(|at| moment(words, agreement, at));
    words.with(
        "verify-finished",
        &[
            ("organisation", &agreement.organisation),
            ("when", &when.unwrap_or_default()),
        ],
    )
}

/// A moment to the second, in the agreement's own time zone.
fn moment(words: Words, agreement: &Agreement, at: Timestamp) -> String {
    let zone = TimeZone::get(&agreement.details.time_zone).unwrap_or(TimeZone::UTC);
    words.exact(at, &zone)
}

fn fact(words: Words, key: &str, value: String) -> Fact {
    Fact {
        label: words.text(key),
        value,
        code: false,
    }
}

/// What may be known without the file: nothing of what stands in it, not even what it is called.
fn record_facts(words: Words, agreement: &Agreement, code: &str) -> Vec<Fact> {
    let acts = acted(agreement).count();
    let mut facts = vec![
        fact(words, "verify-organisation", agreement.organisation.clone()),
        fact(words, "verify-state", words.text("verify-state-completed")),
        fact(words, "verify-acts", acts.to_string()),
        Fact {
            code: true,
            ..fact(words, "verify-code", code.to_owned())
        },
    ];
    if let Some(revision) = agreement.last_revision() {
        facts.push(fact(words, "verify-size", words.bytes(revision.length)));
        facts.push(Fact {
            code: true,
            ..fact(words, "verify-sha256", revision.sha256.clone())
        });
    }
    facts
}

/// One who acted. People of the organisation stand for it and are named (M-75); of others the first letters are enough for whoever
/// has the document, and tell nothing to whoever found the code (docs/decisions/0010).
fn person(words: Words, agreement: &Agreement, member: &Member) -> Vec<Fact> {
    let name = &member.person.value.name;
    let (shown, kind) = match member.user {
        Some(_) => (name.clone(), "verify-internal"),
        None => (masked(name), "verify-external"),
    };
    let role = match agreement.set_of(member.id).map(|set| set.role) {
        Some(Role::Approver) => "report-role-approver",
        _ => "report-role-signer",
    };
    let who = format!("{shown} · {} · {}", words.text(role), words.text(kind));
    let mut facts = vec![fact(words, "verify-who", who)];
    if let Some(act) = &member.act {
        facts.push(fact(words, "verify-when", moment(words, agreement, act.at)));
    }
    facts.push(fact(words, "verify-how", proved(words, member)));
    facts
}

/// `Ana Novak` becomes `A. N.`
fn masked(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|word| word.chars().next());
    letters
        .map(|letter| format!("{letter}."))
        .collect::<Vec<_>>()
        .join(" ")
}

/// How somebody proved who they are, without addresses and numbers.
fn proved(words: Words, member: &Member) -> String {
    let mut said = vec![words.text("verify-proved-link")];
    said.extend(match member.method.value.kind() {
        MethodKind::Email | MethodKind::Pin => None,
        MethodKind::Password => Some(words.text("verify-proved-password")),
        MethodKind::Account => Some(words.text("verify-proved-account")),
        MethodKind::Phone => Some(words.text("verify-proved-phone")),
    });
    if member.pin {
        said.push(words.text("verify-proved-pin"));
    }
    if member.act.as_ref().is_some_and(|act| act.fresh_factor.is_some()) {
        said.push(words.text("verify-proved-anew"));
    }
    said.join(", ")
}

async fn verify(
    State(web): State<Shared>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    form: Multipart,
) -> Answer {
    let busy = || Problem::page(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    // Bytes of strangers lie in memory only while it is their turn.
    let turn = timeout(WAITING_TIME, web.verifying.acquire()).await;
    let _turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let reading = read_files(form, web.app.config.max_upload);
    let files = timeout(READING_TIME, reading)
        .await
        .map_err(|_| Problem::page(StatusCode::REQUEST_TIMEOUT, "bad-request"))??;
    let Some(file) = files.into_iter().next() else {
        let problems = Problems::one("file", visitor.words.text("verify-no-file"));
        return page(&ask(&web, &visitor, "", problems, false));
    };
    match web.app.verify_file(file).await {
        Ok(verification) => {
            let code = VerifyCode::parse(&asked.code);
            let writer = ResultWriter {
                words: visitor.words,
                verification: &verification,
                language: visitor.words.language(),
                app: &web.app,
                code,
            };
            page(&writer.page(shell(&visitor)))
        }
        Err(app::Error::Document(refusal)) => unreadable(&web, &visitor, refusal),
        Err(error) => Err(error.into()),
    }
}

/// A file that nobody can judge: why, and the form again.
fn unreadable(web: &Shared, visitor: &Visitor, refusal: app::ports::DocumentRefusal) -> Answer {
    let asks_password = refusal.code.ends_with("PASSWORD");
    let field = if asks_password { "password" } else { "file" };
    let why = match refusal.code.as_str() {
        // Pictures, which an agreement may begin with, hold no signature.
        "NOT_A_PDF" => visitor.words.text("verify-not-a-pdf"),
        _ => complaint(app::Error::Document(refusal))?.text(visitor.words),
    };
    let text = visitor.words.with("verify-cannot", &[("why", &why)]);
    let form = page(&ask(web, visitor, "", Problems::one(field, text), asks_password))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn names_of_others_are_masked() {
        assert_eq!(masked("Ana Marija  Novak"), "A. M. N.");
        assert_eq!(masked("Žiga"), "Ž.");
        assert_eq!(masked(""), "");
    }
}
