//! The list of agreements: searched, filtered, kept under a name, and taken home as CSV or ZIP.

use super::rows::{Person, Summary, concerns, list_view, row, status_words};
use super::{Answer, file_headers, page};
use crate::Shared;
use crate::error::{Problem, complaint};
use crate::pages::list::{Filters, Kept, List, View};
use crate::pages::{Choice, Section};
use crate::visitor::{User, redirect_saying};
use app::lists::{Cursor, ListQuery};
use app::table::{BYTE_ORDER_MARK, Table};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, RawForm, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use domain::account::UserRole;
use domain::ids::AgreementId;
use futures_util::StreamExt as _;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

const ROWS: u32 = 25;
/// Rows that an export reads at once.
const EXPORT_ROWS: u32 = 200;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/agreements", get(list))
        .route("/agreements.csv", get(csv_file))
        .route("/agreements/archive", post(archive))
        .route("/agreements/views", post(save))
        .route("/agreements/views/{id}/delete", post(forget))
}

/// The query of the address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    view: String,
    q: String,
    of: String,
    from: String,
    to: String,
    after: String,
}

impl Wanted {
    /// What is asked for, and what to call it in an address; the place within the list is not part of it.
    fn query(&self, after: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let pairs = [
            ("view", self.view.as_str()),
            ("q", self.q.trim()),
            ("of", &self.of),
            ("from", &self.from),
            ("to", &self.to),
            ("after", after),
        ];
        pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .for_each(|(name, value)| {
                query.append_pair(name, value);
            });
        query.finish()
    }

    fn address(&self, after: &str) -> String {
        format!("/agreements?{}", self.query(after))
    }

    /// A day that cannot be is no bound: the page shows what it understood.
    fn list(&self, user: &User) -> ListQuery {
        let text = self.q.trim();
        let start = |day: Date| day.to_zoned(user.zone.clone()).ok().map(|at| at.timestamp());
        ListQuery {
            view: list_view(View::parse(&self.view)),
            everybody: self.of == "all",
            text: (!text.is_empty()).then(|| text.to_owned()),
            changed_from: day(&self.from).and_then(start),
            external_id: None,
            with_hidden: false,
            with_received: false,
            changed_before: day(&self.to).and_then(|day| day.tomorrow().ok()).and_then(start),
        }
    }

    fn filters(&self) -> Filters {
        let understood = |text: &str| day(text).map(|day| day.to_string()).unwrap_or_default();
        Filters {
            search: self.q.clone(),
            from: understood(&self.from),
            to: understood(&self.to),
        }
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

async fn list(State(web): State<Shared>, user: User, Query(wanted): Query<Wanted>) -> Answer {
    let view = View::parse(&wanted.view);
    // A page's cursor that nobody made begins at the start.
    let after: Option<Cursor> = wanted.after.parse().ok();
    let found = web
        .app
        .list(&user.caller, &wanted.list(&user), after.as_ref(), ROWS)
        .await?;
    let now = web.app.ports.clock.now();
    let mut rows = Vec::new();
    for item in &found.items {
        let concerns = concerns(&web, view, item).await?;
        rows.push(row(&web, &user, summary!(item), (view, &concerns), now).await);
    }
    let kept = web.app.saved_views(&user.caller).await?;
    let query = wanted.query("");
    page(&List {
        words: user.words,
        shell: user.shell(Section::Agreements),
        view,
        tabs: std::iter::once(None).chain(View::ALL.map(Some)).collect(),
        filters: wanted.filters(),
        scopes: scopes(&user, view, &wanted.of),
        kept: kept
            .into_iter()
            .map(|kept| Kept {
                current: kept.query == query,
                href: format!("/agreements?{}", kept.query),
                id: kept.id,
                name: kept.name,
            })
            .collect(),
        query,
        rows,
        start: after.map(|_| wanted.address("")),
        after: found.next.map(|cursor| wanted.address(&cursor.to_string())),
    })
}

/// Administrators may look at everybody's agreements; what waits for oneself, or was given to oneself to read, is always one's own.
fn scopes(user: &User, view: Option<View>, of: &str) -> Vec<Choice> {
    if user.caller.role != UserRole::Admin || matches!(view, Some(View::Mine | View::Shared)) {
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

/// What is kept is what the page understands, written as the page writes it.
fn readable(query: &str) -> Wanted {
    let mut wanted = Wanted::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let place = match name.as_ref() {
            "view" => &mut wanted.view,
            "q" => &mut wanted.q,
            "of" => &mut wanted.of,
            "from" => &mut wanted.from,
            "to" => &mut wanted.to,
            _ => continue,
        };
        *place = value.into_owned();
    }
    wanted
}

async fn save(State(web): State<Shared>, user: User, RawForm(form): RawForm) -> Answer {
    let field = |wanted: &str| {
        url::form_urlencoded::parse(&form)
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let wanted = readable(&field("query"));
    let kept = web
        .app
        .save_view(&user.caller, &field("name"), &wanted.query(""))
        .await;
    said(&web, &wanted.address(""), kept, "agreement-done-view-kept")
}

async fn forget(State(web): State<Shared>, user: User, Path(id): Path<String>) -> Answer {
    web.app.forget_view(&user.caller, &id).await?;
    Ok(redirect_saying(
        &web,
        "/agreements",
        "agreement-done-view-forgotten",
        &[],
    ))
}

fn said(web: &Shared, path: &str, done: app::Result<()>, key: &str) -> Answer {
    let key = match done {
        Ok(()) => key.to_owned(),
        Err(error) => complaint(error)?.key().to_owned(),
    };
    Ok(redirect_saying(web, path, &key, &[]))
}

/// The ticked agreements as a ZIP; with nothing ticked, all that the list shows, up to a limit that is said.
async fn archive(State(web): State<Shared>, user: User, RawForm(form): RawForm) -> Answer {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&form).into_owned().collect();
    let of = |wanted: &str| {
        pairs
            .iter()
            .filter(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
    };
    let wanted = readable(of("query").first().unwrap_or(&""));
    let ticked: Option<Vec<AgreementId>> = of("id").iter().map(|id| id.parse().ok()).collect();
    let ids = match ticked {
        Some(ids) if !ids.is_empty() => ids,
        Some(_) => everything(&web, &user, &wanted).await?,
        None => return Err(Problem::not_found()),
    };
    match web.app.archive(&user.caller, &ids).await {
        Ok(pieces) => Ok(zip_file(pieces)),
        Err(app::Error::NotFound) if of("id").is_empty() => Ok(redirect_saying(
            &web,
            &wanted.address(""),
            "problem-nothing-to-archive",
            &[],
        )),
        Err(error) => said(&web, &wanted.address(""), Err(error), ""),
    }
}

async fn everything(web: &Shared, user: &User, wanted: &Wanted) -> Result<Vec<AgreementId>, Problem> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let found = web
            .app
            .list(&user.caller, &wanted.list(user), after.as_ref(), EXPORT_ROWS)
            .await?;
        ids.extend(
            found
                .items
                .iter()
                .filter_map(|item| item.id.parse::<AgreementId>().ok()),
        );
        match found.next {
            Some(next) if ids.len() <= app::archive::MOST => after = Some(next),
            _ => return Ok(ids),
        }
    }
}

fn zip_file(pieces: tokio::sync::mpsc::Receiver<std::io::Result<Bytes>>) -> Response {
    let stream = futures_util::stream::unfold(pieces, async |mut pieces| {
        pieces.recv().await.map(|piece| (piece, pieces))
    });
    // Whoever compresses the answer may ask once more after its end.
    let mut response = Body::from_stream(stream.fuse()).into_response();
    file_headers(&mut response, "podpis.zip", "application/zip");
    response
}

async fn csv_file(State(web): State<Shared>, user: User, Query(wanted): Query<Wanted>) -> Answer {
    let state = Export {
        query: wanted.list(&user),
        next: Next::Heading,
        owners: BTreeMap::new(),
        user,
        web,
    };
    let stream = futures_util::stream::unfold(state, async |mut state| {
        let piece = state.piece().await?;
        Some((piece, state))
    });
    // Whoever compresses the answer may ask once more after its end.
    let mut response = Body::from_stream(stream.fuse()).into_response();
    file_headers(&mut response, "podpis.csv", "text/csv; charset=utf-8");
    Ok(response)
}

/// A list on its way out, page by page.
struct Export {
    web: Shared,
    user: User,
    query: ListQuery,
    next: Next,
    /// Names of owners by id.
    owners: BTreeMap<String, String>,
}

enum Next {
    Heading,
    Rows(Option<Cursor>),
    Nothing,
}

impl Export {
    async fn piece(&mut self) -> Option<std::io::Result<Vec<u8>>> {
        match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Heading => {
                self.next = Next::Rows(None);
                Some(self.heading())
            }
            Next::Rows(after) => Some(self.rows(after).await),
            Next::Nothing => None,
        }
    }

    fn table(&self) -> Table {
        Table::of(self.user.words.language())
    }

    fn heading(&self) -> std::io::Result<Vec<u8>> {
        let columns = [
            "id", "name", "status", "owner", "people", "created", "sent", "changed", "ended",
        ];
        let mut table = self.table();
        table.row(columns.map(|column| self.user.words.text(&format!("list-column-{column}"))))?;
        Ok([BYTE_ORDER_MARK, &table.bytes()?].concat())
    }

    async fn rows(&mut self, after: Option<Cursor>) -> std::io::Result<Vec<u8>> {
        let found = self
            .web
            .app
            .list(&self.user.caller, &self.query, after.as_ref(), EXPORT_ROWS)
            .await
            .map_err(std::io::Error::other)?;
        let (mut table, now) = (self.table(), self.web.app.ports.clock.now());
        for item in &found.items {
            let people = item
                .participants
                .iter()
                .map(|person| format!("{} <{}>", person.name, person.email_norm));
            let people = people.collect::<Vec<_>>().join(", ");
            let when = |at: Option<jiff::Timestamp>| at.map(|at| self.user.exact(at)).unwrap_or_default();
            let dates = [
                Some(item.created_at),
                item.sent_at,
                Some(item.updated_at),
                item.ended_at,
            ]
            .map(when);
            let status = status_words(&self.user, &summary!(item), now);
            let owner = self.owner(&item.owner_id).await;
            let cells = [item.id.clone(), item.name.clone(), status, owner, people];
            table.row(cells.into_iter().chain(dates))?;
        }
        if let Some(next) = found.next {
            self.next = Next::Rows(Some(next));
        }
        table.bytes()
    }

    async fn owner(&mut self, id: &str) -> String {
        if let Some(name) = self.owners.get(id) {
            return name.clone();
        }
        let found = self.web.app.store.user(id).await.ok().flatten();
        let name = found.map(|user| user.name).unwrap_or_default();
        self.owners.insert(id.to_owned(), name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_kept_search_holds_only_what_the_page_understands() {
        let kept = readable("view=done&after=1.x&q=%C5%BDiva&evil=1&from=2026-01-01").query("");
        assert_eq!(kept, "view=done&q=%C5%BDiva&from=2026-01-01");
    }
}
