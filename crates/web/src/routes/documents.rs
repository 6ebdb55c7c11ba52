//! An agreement's files and pictures: the document page by page, the signed file, the report, the evidence, the uploads.

use super::agreement::agreement_id;
use super::agreement_page::role_key;
use super::{Answer, file, page};
use crate::Shared;
use crate::error::Problem;
use crate::pages::Section;
use crate::pages::agreement::DocumentPage;
use crate::visitor::User;
use app::uploads::Download;
use app::values::{FormData, SheetWords};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::language::Language;
use serde::Deserialize;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/agreements/{id}/document", get(document))
        .route("/agreements/{id}/documents/{document}", get(original))
        .route("/agreements/{id}/download", get(download))
        .route("/agreements/{id}/evidence", get(evidence))
        .route("/agreements/{id}/files/{field}", get(attachment))
        .route("/agreements/{id}/pages/{page}", get(picture))
        .route("/agreements/{id}/report", get(report))
        .route("/agreements/{id}/values/{format}", get(values))
}

async fn document(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let agreement = web.app.readable(&user.caller, agreement_id(&id)?).await?;
    let href = format!("/agreements/{}", agreement.id);
    let ratio = |width: f64, height: f64| height / width.max(1.0);
    page(&DocumentPage {
        words: user.words,
        shell: user.shell(Section::Agreements),
        name: agreement.details.name.clone(),
        pages: agreement
            .pages
            .iter()
            .enumerate()
            .map(|(index, page)| {
                (
                    format!("{href}/pages/{index}.png?w=1400&v={}", agreement.version),
                    format!("{:.4}", 1000.0 * ratio(page.width, page.height)),
                )
            })
            .collect(),
        download: agreement.last_revision().map(|_| format!("{href}/download")),
        href,
    })
}

#[derive(Deserialize)]
struct Width {
    w: Option<u32>,
}

/// `GET …/pages/0.png?w=480`: a page as it stands, counted from 0.
async fn picture(
    State(web): State<Shared>,
    user: User,
    Path((id, name)): Path<(String, String)>,
    Query(query): Query<Width>,
) -> Answer {
    let index = picture_index(&name)?;
    let png = web
        .app
        .page_image(&user.caller, agreement_id(&id)?, index, query.w.unwrap_or(800))
        .await?;
    Ok(image(png))
}

/// `0.png` is the first page; any other name is nothing.
pub(super) fn picture_index(name: &str) -> Result<usize, Problem> {
    let index = name.strip_suffix(".png").and_then(|index| index.parse().ok());
    index.ok_or_else(Problem::not_found)
}

/// A picture of a page may stay in this person's browser for a while: its address changes with the document.
pub(crate) fn image(png: bytes::Bytes) -> Response {
    let mut response = png.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=3600"),
    );
    response
}

async fn download(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let found = web.app.download(&user.caller, agreement_id(&id)?).await?;
    Ok(file(&found.name, found.mime, found.bytes))
}

async fn evidence(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    let found = web.app.evidence(&user.caller, agreement_id(&id)?).await?;
    Ok(file(&found.name, found.mime, found.bytes))
}

/// A file that a signer has handed in, as it came.
async fn attachment(
    State(web): State<Shared>,
    user: User,
    Path((id, field)): Path<(String, String)>,
) -> Answer {
    let field = field.parse().map_err(|_| Problem::not_found())?;
    let found = web
        .app
        .attachment(&user.caller, agreement_id(&id)?, field)
        .await?;
    Ok(file(&found.name, found.mime, found.bytes))
}

/// What was filled in, as JSON or as a table (M-59).
async fn values(State(web): State<Shared>, user: User, Path((id, format)): Path<(String, String)>) -> Answer {
    let data = web.app.form_data(&user.caller, agreement_id(&id)?).await?;
    let found = match format.as_str() {
        "csv" => sheet(&data, &user)?,
        "json" => data.json(),
        _ => return Err(Problem::not_found()),
    };
    Ok(file(&found.name, found.mime, found.bytes))
}

/// A table for people: in their language and in their time.
fn sheet(data: &FormData, user: &User) -> app::Result<Download> {
    let words = user.words;
    let column = |name: &str| words.text(&format!("agreement-values-{name}"));
    data.sheet(&SheetWords {
        language: words.language(),
        columns: ["person", "email", "role", "acted"].map(column),
        kind: &|kind| words.text(&format!("sign-kind-{kind}")),
        role: &|role| words.text(role_key(role)),
        when: &|at| user.exact(at),
    })
}

async fn original(
    State(web): State<Shared>,
    user: User,
    Path((id, document)): Path<(String, String)>,
) -> Answer {
    let document = document.parse().map_err(|_| Problem::not_found())?;
    let found = web
        .app
        .original(&user.caller, agreement_id(&id)?, document)
        .await?;
    Ok(file(&found.name, found.mime, found.bytes))
}

#[derive(Deserialize)]
struct Wanted {
    language: Option<String>,
}

async fn report(
    State(web): State<Shared>,
    user: User,
    Path(id): Path<String>,
    Query(query): Query<Wanted>,
) -> Answer {
    let language = query.language.and_then(|tag| Language::parse(&tag));
    let found = web
        .app
        .audit_report(&user.caller, agreement_id(&id)?, language)
        .await?;
    Ok(file(&found.name, found.mime, found.bytes))
}
