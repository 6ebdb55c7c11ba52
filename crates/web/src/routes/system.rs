//! `/system`: whether all is well, and jobs that want a person.

use super::agreement_page::job_name;
use super::{Answer, page};
use crate::Shared;
use crate::error::complaint;
use crate::pages::Section;
use crate::pages::agreement::{Action, Way};
use crate::pages::system::{Check, Count, Job, System};
use crate::visitor::{Admin, User, redirect_saying};
use app::lists::SystemView;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use jiff::Timestamp;
use std::collections::BTreeMap;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/system", get(show))
        .route("/system/jobs/{id}/retry", post(retry))
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    let view = web.app.system_view(&user.caller).await?;
    let writer = Writer { user: &user };
    page(&System {
        words: user.words,
        shell: user.shell(Section::System),
        checks: writer.checks(&view),
        dead: view
            .dead
            .iter()
            .map(|job| {
                writer.job(
                    &job.id,
                    &job.kind,
                    job.agreement_id.as_deref(),
                    job.last_error.as_deref(),
                    job.attempts,
                    job.finished_at.map(Err),
                )
            })
            .collect(),
        stuck: view
            .stuck
            .iter()
            .map(|job| {
                writer.job(
                    &job.id,
                    &job.kind,
                    job.agreement_id.as_deref(),
                    job.last_error.as_deref(),
                    job.attempts,
                    Some(Ok(job.run_at)),
                )
            })
            .collect(),
        counts: writer.counts(&view),
    })
}

async fn retry(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<String>) -> Answer {
    match web.app.retry_job(&user.caller, &id).await {
        Ok(()) => Ok(redirect_saying(&web, "/system", "system-retried", &[])),
        Err(error) => Ok(redirect_saying(&web, "/system", complaint(error)?.key(), &[])),
    }
}

struct Writer<'a> {
    user: &'a User,
}

impl Writer<'_> {
    fn text(&self, key: &str) -> String {
        self.user.words.text(key)
    }

    fn checks(&self, view: &SystemView) -> Vec<Check> {
        let simulated = |party: &str| view.simulated.contains(&party);
        vec![
            self.database(view),
            self.party(
                "system-timestamp",
                simulated("timestamp"),
                view.timestamp_service.clone(),
            ),
            self.party(
                "system-mail",
                simulated("mail"),
                self.text(if simulated("mail") {
                    "system-mail-simulated"
                } else {
                    "system-mail-real"
                }),
            ),
            self.party(
                "system-sms",
                simulated("sms"),
                self.text(if simulated("sms") {
                    "system-mail-simulated"
                } else {
                    "system-sms-real"
                }),
            ),
        ]
    }

    fn party(&self, key: &str, simulated: bool, detail: String) -> Check {
        let (tone, state) = if simulated {
            ("wait", "system-simulated")
        } else {
            ("good", "system-real")
        };
        Check {
            name: self.text(key),
            tone,
            state: self.text(state),
            detail,
        }
    }

    fn database(&self, view: &SystemView) -> Check {
        let health = &view.database;
        let current = health.schema == health.schema_known;
        let size = self
            .user
            .words
            .bytes(u64::try_from(health.size_bytes).unwrap_or(0));
        let detail = match () {
            () if !health.writeable => self.text("system-database-readonly"),
            () if !current => self.user.words.with(
                "system-database-old",
                &[("schema", &health.schema), ("known", &health.schema_known)],
            ),
            () => {
                let name = health.dialect.name();
                let arguments: [(&str, &dyn crate::language::Argument); 4] = [
                    ("name", &name),
                    ("version", &health.server_version),
                    ("size", &size),
                    ("schema", &health.schema),
                ];
                self.user.words.with("system-database-detail", &arguments)
            }
        };
        let good = health.writeable && current;
        Check {
            name: self.text("system-database"),
            tone: if good { "good" } else { "bad" },
            state: self.text(if good { "system-good" } else { "system-bad" }),
            detail,
        }
    }

    /// `when` is the next try, or the time at which it was given up.
    fn job(
        &self,
        id: &str,
        kind: &str,
        agreement: Option<&str>,
        error: Option<&str>,
        tries: i64,
        when: Option<Result<Timestamp, Timestamp>>,
    ) -> Job {
        let said = |key: &str, at: Timestamp| {
            self.user
                .words
                .with(key, &[("n", &tries), ("when", &self.user.when(at))])
        };
        Job {
            name: job_name(self.user.words, kind),
            agreement: agreement.map(|id| (format!("/agreements/{id}"), self.text("system-agreement"))),
            tries: match when {
                Some(Ok(at)) => said("system-tries", at),
                Some(Err(at)) => said("system-tried", at),
                None => String::new(),
            },
            error: error.unwrap_or_default().to_owned(),
            retry: Some(Action {
                label: self.text("agreement-do-retry"),
                icon: "refresh-cw",
                way: Way::Post(format!("/system/jobs/{id}/retry")),
                danger: false,
            }),
        }
    }

    fn counts(&self, view: &SystemView) -> Vec<Count> {
        let mut kinds: BTreeMap<String, Count> = BTreeMap::new();
        for found in &view.counts {
            let empty = || Count {
                name: job_name(self.user.words, &found.kind),
                ready: 0,
                running: 0,
                done: 0,
                dead: 0,
            };
            let count = kinds.entry(found.kind.clone()).or_insert_with(empty);
            match found.state.as_str() {
                "ready" => count.ready += found.count,
                "running" => count.running += found.count,
                "dead" => count.dead += found.count,
                _ => count.done += found.count,
            }
        }
        kinds.into_values().collect()
    }
}
