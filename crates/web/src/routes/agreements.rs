//! The list of agreements, and a new one from files.

use super::rows::{Person, Summary, list_view, row};
use super::{Answer, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::pages::agreement::New;
use crate::pages::list::{List, View};
use crate::pages::{Choice, Problems, Section};
use crate::visitor::User;
use app::ports::UploadedFile;
use axum::extract::{DefaultBodyLimit, Multipart, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use domain::account::UserRole;
use serde::Deserialize;
use serde_json::json;

const ROWS: u32 = 25;
/// What the form around the files may take.
const FORM_AROUND: u64 = 64 << 10;

pub(super) fn router(web: &Shared) -> Router<Shared> {
    let most = usize::try_from(web.app.config.max_upload + FORM_AROUND).unwrap_or(usize::MAX);
    Router::new().route("/agreements", get(list)).route(
        "/agreements/new",
        get(new).post(create).layer(DefaultBodyLimit::max(most)),
    )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    view: String,
    q: String,
    of: String,
    after: String,
}

impl Wanted {
    fn address(&self, after: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let pairs = [
            ("view", self.view.as_str()),
            ("q", &self.q),
            ("of", &self.of),
            ("after", after),
        ];
        pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .for_each(|(name, value)| {
                query.append_pair(name, value);
            });
        format!("/agreements?{}", query.finish())
    }
}

async fn list(State(web): State<Shared>, user: User, Query(wanted): Query<Wanted>) -> Answer {
    let view = View::parse(&wanted.view);
    let text = (!wanted.q.trim().is_empty()).then(|| wanted.q.trim().to_owned());
    // A page's mark that nobody made begins at the start.
    let after = wanted.after.parse().ok();
    let found = web
        .app
        .list(
            &user.caller,
            list_view(view),
            wanted.of == "all",
            text,
            after.as_ref(),
            ROWS,
        )
        .await?;
    let now = web.app.ports.clock.now();
    let mut rows = Vec::new();
    for item in &found.items {
        rows.push(row(&web, &user, summary!(item), view, now).await);
    }
    page(&List {
        words: user.words,
        shell: user.shell(Section::Agreements),
        view,
        tabs: std::iter::once(None).chain(View::ALL.map(Some)).collect(),
        search: wanted.q.clone(),
        scopes: scopes(&user, view, &wanted.of),
        rows,
        start: after.map(|_| wanted.address("")),
        after: found.next.map(|cursor| wanted.address(&cursor.to_string())),
    })
}

/// Administrators may look at everybody's agreements; what waits for oneself is always one's own.
fn scopes(user: &User, view: Option<View>, of: &str) -> Vec<Choice> {
    if user.caller.role != UserRole::Admin || view == Some(View::Mine) {
        return Vec::new();
    }
    let words = user.words;
    Choice::list(
        &[
            ("mine", words.text("list-scope-mine")),
            ("all", words.text("list-scope-all")),
        ],
        if of == "all" { of } else { "mine" },
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
fn stem(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    if stem.is_empty() {
        file.to_owned()
    } else {
        stem.chars().take(200).collect()
    }
}

/// Reads the files of a form; stops at the limit, before the rest has arrived.
pub(super) async fn read_files(mut form: Multipart, limit: u64) -> Result<Vec<UploadedFile>, Problem> {
    let broken = |_| Problem::page(StatusCode::BAD_REQUEST, "bad-request");
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
