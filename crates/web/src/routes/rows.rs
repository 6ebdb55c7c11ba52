//! An agreement as a line of a list.

use super::agreement_page::job_name;
use crate::Shared;
use crate::error::Problem;
use crate::pages::list::{Row, View};
use crate::visitor::User;
use app::lists::{Concern, ListView};
use domain::agreement::{Attention, BIN, Role};
use domain::seal::SealRefusal;
use jiff::Timestamp;

/// A deadline is mentioned when it is so near.
const SOON_DAYS: i64 = 14;

/// The use case's name of a view.
pub(super) fn list_view(view: Option<View>) -> ListView {
    match view {
        None => ListView::All,
        Some(View::Attention) => ListView::NeedsAttention,
        Some(View::Bin) => ListView::Bin,
        Some(View::Done) => ListView::Done,
        Some(View::Drafts) => ListView::Drafts,
        Some(View::Ended) => ListView::Ended,
        Some(View::Hidden) => ListView::Hidden,
        Some(View::Mine) => ListView::WaitingForMe,
        Some(View::Others) => ListView::WaitingForOthers,
        Some(View::Shared) => ListView::SharedWithMe,
    }
}

/// What of a list's row is needed, whatever it is kept in.
pub(super) struct Summary {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) state: String,
    pub(super) owner: String,
    pub(super) updated_at: Timestamp,
    /// Its deadline, where one was set.
    pub(super) ends_at: Option<Timestamp>,
    pub(super) people: Vec<Person>,
}

/// A person of an agreement, as lists know them.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: String,
    pub(super) state: String,
    pub(super) link_expires_at: Option<Timestamp>,
}

impl Person {
    fn acts(&self) -> bool {
        self.role != role_word(Role::Cc)
    }

    fn waits(&self) -> bool {
        self.acts() && self.state == "waiting"
    }

    fn is_done(&self) -> bool {
        self.acts() && matches!(self.state.as_str(), "completed" | "completed_by_other")
    }
}

fn role_word(role: Role) -> String {
    serde_json::to_value(role)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Why the lines of the view that needs attention stand there; of other views nobody asks.
pub(super) async fn concerns(
    web: &Shared,
    view: Option<View>,
    item: &app::lists::Summary,
) -> Result<Vec<Concern>, Problem> {
    match view {
        Some(View::Attention) => Ok(web.app.concerns(item).await?),
        _ => Ok(Vec::new()),
    }
}

/// The line; `group` is the view in which it stands, with why it stands there.
pub(super) async fn row(
    web: &Shared,
    user: &User,
    summary: Summary,
    (group, concerns): (Option<View>, &[Concern]),
    now: Timestamp,
) -> Row {
    let mine = group == Some(View::Mine);
    let (tone, status) = status(user, &summary, group, now);
    let line = match group {
        Some(View::Mine | View::Shared) => from(web, user, &summary).await,
        Some(View::Attention) if !concerns.is_empty() => why(user, concerns),
        _ => line(user, &summary, now),
    };
    let people: Vec<&Person> = summary.people.iter().filter(|person| person.acts()).collect();
    let started = summary.state != "draft";
    Row {
        href: href(&summary, mine),
        name: if summary.name.trim().is_empty() {
            user.words.text("list-untitled")
        } else {
            summary.name.clone()
        },
        line,
        tone,
        status,
        when: user.words.ago(summary.updated_at, now, &user.zone),
        exact: user.exact(summary.updated_at),
        progress: if started {
            (
                people.iter().filter(|person| person.is_done()).count(),
                people.len(),
            )
        } else {
            (0, 0)
        },
        id: summary.id.clone(),
        // An archive holds reports, which belong to whoever manages the agreement.
        has_file: group != Some(View::Shared)
            && !matches!(summary.state.as_str(), "draft" | "preparing" | BIN),
        restore: if summary.state == BIN {
            format!("/agreements/{}/restore", summary.id)
        } else {
            String::new()
        },
        action: mine.then(|| (action(user, &summary), href(&summary, true))),
    }
}

/// The two most urgent reasons; the rest stands on the agreement's page.
fn why(user: &User, concerns: &[Concern]) -> String {
    let said: Vec<String> = concerns.iter().take(2).map(|one| concern(user, one)).collect();
    said.join(" · ")
}

fn concern(user: &User, concern: &Concern) -> String {
    let words = user.words;
    match concern {
        Concern::Rule(reason, person) => words.with(attention_key(*reason), &[("person", person)]),
        Concern::Seal(Some(SealRefusal::NoMandate)) => words.text("list-why-seal-mandate"),
        Concern::Seal(Some(SealRefusal::NoBinding)) => words.text("list-why-seal-binding"),
        Concern::Seal(_) => words.text("list-why-seal"),
        Concern::Job { kind, given_up } => {
            let key = if *given_up {
                "list-why-given-up"
            } else {
                "list-why-late"
            };
            words.with(key, &[("what", &job_name(words, kind))])
        }
        Concern::Deadline(end) => words.with("list-why-soon", &[("date", &user.when(*end))]),
    }
}

fn attention_key(reason: Attention) -> &'static str {
    match reason {
        Attention::Bounced(_) => "list-why-bounced",
        Attention::ConsentWithdrawn(_) => "list-why-withdrawn",
        Attention::Declined(_) => "list-why-declined",
        Attention::ExtensionRequested(_) => "list-why-asks",
        Attention::LinkExpired(_) => "list-why-link-expired",
        Attention::Misdirected(_) => "list-why-misdirected",
        Attention::NotPrepared => "list-why-not-prepared",
        Attention::PaperRequested(_) => "list-why-paper",
        Attention::TooManyAttempts(_) => "list-why-auto-cancelled",
    }
}

fn href(summary: &Summary, mine: bool) -> String {
    match () {
        () if mine => format!("/agreements/{}/sign", summary.id),
        () if summary.state == "draft" => format!("/agreements/{}/edit", summary.id),
        () => format!("/agreements/{}", summary.id),
    }
}

fn action(user: &User, summary: &Summary) -> String {
    let email = user.caller.email.normalised();
    let own = summary
        .people
        .iter()
        .find(|person| person.email == email && person.waits());
    let approves = own.is_some_and(|person| person.role == role_word(Role::Approver));
    user.words
        .text(if approves { "list-approve" } else { "list-sign" })
}

/// Who asks, for agreements of others; the owner may be of another account.
async fn from(web: &Shared, user: &User, summary: &Summary) -> String {
    let owner = web.app.store.user(&summary.owner).await.ok().flatten();
    let name = owner.map(|owner| owner.name).unwrap_or_default();
    let line = user.words.with("list-from", &[("person", &name)]);
    match due(user, summary).filter(|_| summary.state == "in_progress") {
        Some(due) => format!("{line} · {due}"),
        None => line,
    }
}

fn due(user: &User, summary: &Summary) -> Option<String> {
    summary
        .ends_at
        .map(|at| user.words.with("list-due", &[("date", &user.day(at))]))
}

fn line(user: &User, summary: &Summary, now: Timestamp) -> String {
    let waiting: Vec<&str> = summary
        .people
        .iter()
        .filter(|person| person.waits())
        .map(|person| person.name.as_str())
        .collect();
    let everybody: Vec<&str> = summary
        .people
        .iter()
        .map(|person| person.name.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    let near = summary
        .ends_at
        .filter(|at| at.duration_since(now).as_hours() < SOON_DAYS * 24);
    let line = match () {
        () if !waiting.is_empty() && summary.state == "in_progress" => user
            .words
            .with("list-waits-for", &[("people", &names(user, &waiting))]),
        () if everybody.is_empty() => user.words.text("list-nobody"),
        () => user
            .words
            .with("list-to", &[("people", &names(user, &everybody))]),
    };
    match near
        .filter(|_| summary.state == "in_progress")
        .and_then(|_| due(user, summary))
    {
        Some(due) => format!("{line} · {due}"),
        None => line,
    }
}

/// The first three names, and how many more.
fn names(user: &User, all: &[&str]) -> String {
    let first = all.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(3) {
        0 => first,
        more => user
            .words
            .with("list-and-more", &[("names", &first), ("n", &more)]),
    }
}

/// Where it stands, in words.
pub(super) fn status_words(user: &User, summary: &Summary, now: Timestamp) -> String {
    status(user, summary, None, now).1
}

fn status(user: &User, summary: &Summary, group: Option<View>, now: Timestamp) -> (&'static str, String) {
    let dead_link = summary
        .people
        .iter()
        .any(|person| person.waits() && person.link_expires_at.is_some_and(|end| now >= end));
    let (tone, key) = match summary.state.as_str() {
        "draft" => ("", "status-draft"),
        "preparing" => ("accent", "status-preparing"),
        "in_progress" if dead_link => ("wait", "status-link-expired"),
        "in_progress" => ("accent", "status-in-progress"),
        "closing" => ("accent", "status-closing"),
        "completed" => ("good", "status-completed"),
        "cancelled" if summary.people.iter().any(|person| person.state == "declined") => {
            ("bad", "status-declined")
        }
        "cancelled" => ("", "status-cancelled"),
        BIN => ("", "status-binned"),
        _ => ("wait", "status-expired"),
    };
    // What the group's name says need not be said again on every line.
    let said = matches!(
        (group, key),
        (Some(View::Drafts), "status-draft")
            | (Some(View::Others), "status-in-progress")
            | (Some(View::Done), "status-completed")
    );
    if said {
        (tone, String::new())
    } else {
        (tone, user.words.text(key))
    }
}
