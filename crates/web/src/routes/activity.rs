//! `/activity`: what happened lately on one's own agreements.

use super::agreement::names;
use super::timeline::Timeline;
use super::{Answer, page};
use crate::Shared;
use crate::pages::Section;
use crate::pages::list::{Activity, Lately};
use crate::visitor::User;
use app::lists::Cursor;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use serde::Deserialize;

/// Moments of one agreement; its own page has all of them.
const MOMENTS: usize = 4;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/activity", get(show))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    after: String,
}

async fn show(State(web): State<Shared>, user: User, Query(wanted): Query<Wanted>) -> Answer {
    // A page's cursor that nobody made begins at the start.
    let after: Option<Cursor> = wanted.after.parse().ok();
    let found = web.app.activity(&user.caller, after.as_ref()).await?;
    let mut agreements = Vec::new();
    for (agreement, history) in &found.items {
        let timeline = Timeline {
            agreement,
            user: &user,
            names: names(&web, history).await?,
        };
        let mut moments = timeline.moments(history);
        moments.truncate(MOMENTS);
        let name = &agreement.details.name;
        agreements.push(Lately {
            href: format!("/agreements/{}", agreement.id),
            name: if name.trim().is_empty() {
                user.words.text("list-untitled")
            } else {
                name.clone()
            },
            moments,
        });
    }
    page(&Activity {
        words: user.words,
        shell: user.shell_at(Section::Activity, "/activity"),
        agreements,
        is_first: after.is_none(),
        next: found.next.map(|next| format!("/activity?after={next}")),
    })
}
