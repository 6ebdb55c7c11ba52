//! `/`: what waits for whom.

use super::rows::{Person, Summary, concerns, row};
use super::{Answer, page};
use crate::Shared;
use crate::pages::Section;
use crate::pages::list::{Group, Home, View};
use crate::visitor::User;
use axum::Router;
use axum::extract::State;
use axum::routing::get;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/", get(home))
}

async fn home(State(web): State<Shared>, user: User) -> Answer {
    let home = web.app.home(&user.caller).await?;
    let now = web.app.ports.clock.now();
    let mut groups = Vec::new();
    let found = [
        (View::Mine, &home.waiting_for_me),
        (View::Others, &home.waiting_for_others),
        (View::Drafts, &home.drafts),
        (View::Done, &home.done),
        (View::Attention, &home.needs_attention),
    ];
    for (view, found) in found {
        let mut rows = Vec::new();
        for item in &found.items {
            let concerns = concerns(&web, Some(view), item).await?;
            rows.push(row(&web, &user, summary!(item), (Some(view), &concerns), now).await);
        }
        groups.push(Group {
            view,
            count: usize::try_from(found.count).unwrap_or(usize::MAX),
            rows,
        });
    }
    page(&Home {
        words: user.words,
        shell: user.shell(Section::Home),
        groups,
    })
}
