//! A new agreement from files.

use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::pages::agreement::New;
use crate::pages::{Problems, Section};
use crate::visitor::User;
use app::ports::UploadedFile;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use serde_json::json;

/// What the form around the files may take.
const FORM_AROUND: u64 = 64 << 10;

pub(super) fn router(web: &Shared) -> Router<Shared> {
    let most = usize::try_from(web.app.config.max_upload + FORM_AROUND).unwrap_or(usize::MAX);
    Router::new().route(
        "/agreements/new",
        get(new).post(create).layer(DefaultBodyLimit::max(most)),
    )
}

async fn new(State(web): State<Shared>, user: User) -> Answer {
    page(&new_page(&web, &user, Problems::default(), false))
}

fn new_page(web: &Shared, user: &User, problems: Problems, asks_password: bool) -> New {
    New {
        words: user.words,
        shell: user.shell_at(Section::Agreements, "/agreements/new"),
        limit: web.app.config.max_upload,
        template: false,
        problems,
        asks_password,
    }
}

/// Makes a draft of the files. A refusal leaves no draft behind and says why, in the page or to its script.
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
    match begin(&web, &user, files).await {
        Ok(location) if script => Ok(Json(json!({ "location": location })).into_response()),
        Ok(location) => Ok(Redirect::to(&location).into_response()),
        Err(error) if script => Err(error.into()),
        Err(error) => {
            let asks_password =
                matches!(&error, app::Error::Document(refusal) if refusal.code.ends_with("PASSWORD"));
            let complaint = complaint(error)?;
            let field = if asks_password { "password" } else { "file" };
            page(&new_page(
                &web,
                &user,
                Problems::one(field, complaint.text(user.words)),
                asks_password,
            ))
        }
    }
}

async fn begin(web: &Shared, user: &User, files: Vec<UploadedFile>) -> app::Result<String> {
    let name = files.first().map(|file| stem(&file.name)).unwrap_or_default();
    let draft = web.app.create_draft(&user.caller, &name).await?;
    if let Err(error) = web.app.add_documents(&user.caller, draft.id, files).await {
        web.app.delete_draft(&user.caller, draft.id).await?;
        return Err(error);
    }
    Ok(format!("/agreements/{}/edit", draft.id))
}

/// `Pogodba 12.pdf` begins an agreement of the name `Pogodba 12`.
pub(super) fn stem(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    if stem.is_empty() {
        file.to_owned()
    } else {
        stem.chars().take(200).collect()
    }
}

/// Reads the files of a form; stops at the limit, before the rest has arrived.
pub(super) async fn read_files(mut form: Multipart, limit: u64) -> Result<Vec<UploadedFile>, Problem> {
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::page(StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
        _ => Problem::page(StatusCode::BAD_REQUEST, "bad-request"),
    };
    let (mut files, mut password, mut total) = (Vec::new(), None, 0_u64);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("password") {
            password = Some(field.text().await.map_err(broken)?).filter(|text| !text.is_empty());
            continue;
        }
        let Some(name) = field.file_name().map(str::to_owned) else {
            continue;
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            total += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            if total > limit {
                return Err(Problem::page(StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
            }
            bytes.extend_from_slice(&chunk);
        }
        if !(name.is_empty() && bytes.is_empty()) {
            files.push(UploadedFile {
                name,
                bytes: Bytes::from(bytes),
                password: None,
            });
        }
    }
    files
        .iter_mut()
        .for_each(|file| file.password.clone_from(&password));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_draft_is_called_like_its_file() {
        assert_eq!(stem("Pogodba 12.pdf"), "Pogodba 12");
        assert_eq!(stem("aneks"), "aneks");
        assert_eq!(stem(".pdf"), ".pdf");
    }
}
