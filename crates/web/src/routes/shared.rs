//! What opens without signing in, for those whom somebody let read: the page of a share, its file, and pictures of pages for programs.

use super::agreement::agreement_id;
use super::documents::{image, picture_index};
use super::{Answer, file, page};
use crate::Shared;
use crate::error::Problem;
use crate::pages::agreement::Fact;
use crate::pages::shared::SharedPage;
use crate::visitor::Visitor;
use app::keys::Token;
use app::pictures::Picture;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use domain::agreement::{Agreement, Status};
use serde::Deserialize;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/shared/{agreement}/{token}", get(show))
        .route("/shared/{agreement}/{token}/document.pdf", get(document))
        .route("/pictures/{agreement}/{page}", get(picture))
}

async fn show(
    State(web): State<Shared>,
    visitor: Visitor,
    Path((agreement, token)): Path<(String, String)>,
) -> Answer {
    let (id, link) = (agreement_id(&agreement)?, Token::from_text(&token));
    let (agreement, share) = web.app.shared(id, &link).await?;
    let base = format!("/shared/{id}/{token}");
    let sender = &agreement.sender.value.name;
    let shown = page(&SharedPage {
        words: visitor.words,
        shell: visitor.shell_at(&base),
        name: agreement.details.name.clone(),
        sentence: visitor.words.with(
            "shared-lead",
            &[("sender", sender), ("organisation", &agreement.organisation)],
        ),
        message: share.message.map(|message| message.value).unwrap_or_default(),
        facts: facts(&visitor, &agreement),
        download: agreement.last_revision().map(|_| format!("{base}/document.pdf")),
    })?;
    Ok(private(shown))
}

fn facts(visitor: &Visitor, agreement: &Agreement) -> Vec<Fact> {
    let words = visitor.words;
    let fact = |key: &str, value: String| Fact {
        label: words.text(key),
        value,
        code: false,
    };
    let key = match agreement.status {
        Status::Completed => "status-completed",
        Status::Cancelled { .. } => "status-cancelled",
        Status::Expired => "status-expired",
        Status::Closing => "status-closing",
        Status::Preparing => "status-preparing",
        Status::Draft | Status::Deleted => "status-draft",
        Status::InProgress => "status-in-progress",
    };
    let people = agreement.sets.iter().filter(|set| set.role.acts());
    let people = people.flat_map(|set| &set.members);
    let names: Vec<String> = people.map(|member| member.person.value.name.clone()).collect();
    vec![
        fact("shared-status", words.text(key)),
        fact("shared-people", names.join(", ")),
    ]
}

async fn document(State(web): State<Shared>, Path((agreement, token)): Path<(String, String)>) -> Answer {
    let (id, link) = (agreement_id(&agreement)?, Token::from_text(&token));
    let found = web.app.shared_file(id, &link).await?;
    Ok(private(file(&found.name, found.mime, found.bytes)))
}

/// The address is the key: no search engine, no other page and no cache may keep it.
fn private(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    answer
}

#[derive(Deserialize)]
struct Asked {
    w: u32,
    until: i64,
    key: String,
}

/// `GET /pictures/{agreement}/0.png?w=…&until=…&key=…`, as the API has handed it out.
async fn picture(
    State(web): State<Shared>,
    Path((agreement, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let wanted = Picture {
        agreement: agreement_id(&agreement)?,
        page: picture_index(&name)?,
        width: asked.w,
        until: asked.until,
    };
    let png = web.app.picture(&wanted, &Token::from_text(&asked.key)).await?;
    Ok(image(png))
}
