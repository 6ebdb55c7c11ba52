//! `/system`: whether all is well, and jobs that want a person.

use super::agreement_page::job_name;
use super::{Answer, page};
use crate::Shared;
use crate::error::complaint;
use crate::pages::Section;
use crate::pages::agreement::{Action, Way};
use crate::pages::system::{Check, Count, Job, System};
use crate::visitor::{Admin, User, redirect_saying};
use app::jobs::MESSAGES;
use app::lasting::{Alarm, Outlook, TroubledFile};
use app::system::SystemView;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::agreement::Lack;
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/system", get(show))
        .route("/system/pulse", get(pulse))
        .route("/system/jobs/{id}/discard", post(discard))
        .route("/system/jobs/{id}/retry", post(retry))
}

async fn show(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    let view = web.app.system_view(&user.caller).await?;
    let outlook = web.app.outlook(&user.caller).await?;
    let writer = Writer { user: &user };
    page(&System {
        words: user.words,
        shell: user.shell(Section::System),
        version: env!("CARGO_PKG_VERSION"),
        checks: writer.checks(&view),
        looks: writer.looks(&view),
        looked: writer.looked(&view),
        lasting: writer.lasting(&outlook),
        files: writer.files(&outlook),
        dead: view
            .dead
            .iter()
            .map(|job| {
                let trouble = Trouble {
                    id: &job.id,
                    kind: &job.kind,
                    agreement: job.agreement_id.as_deref(),
                    error: job.last_error.as_deref(),
                    tries: job.attempts,
                };
                let is_message = MESSAGES.contains(&job.kind.as_str());
                writer.job(&trouble, job.finished_at.map(Err), is_message)
            })
            .collect(),
        stuck: view
            .stuck
            .iter()
            .map(|job| {
                let trouble = Trouble {
                    id: &job.id,
                    kind: &job.kind,
                    agreement: job.agreement_id.as_deref(),
                    error: job.last_error.as_deref(),
                    tries: job.attempts,
                };
                writer.job(&trouble, Some(Ok(job.run_at)), false)
            })
            .collect(),
        counts: writer.counts(&view),
        pulse: pulse_of(&view),
    })
}

/// For the page that goes on by itself.
async fn pulse(State(web): State<Shared>, Admin(user): Admin) -> Answer {
    let view = web.app.system_view(&user.caller).await?;
    Ok(Json(json!({ "pulse": pulse_of(&view) })).into_response())
}

/// What of the page changes with the work: jobs that were given up, that are late, and how many stand where.
fn pulse_of(view: &SystemView) -> String {
    let mut hasher = std::hash::DefaultHasher::new();
    for job in view.dead.iter().chain(&view.stuck) {
        (&job.id, job.attempts, job.run_at.as_microsecond()).hash(&mut hasher);
    }
    for count in &view.counts {
        (&count.kind, count.state.as_str(), count.count).hash(&mut hasher);
    }
    let simulated = &view.simulated;
    let looks = [
        view.backup.as_ref().map(|done| done.at),
        view.doctor.as_ref().map(|done| done.0),
    ];
    (
        simulated,
        view.database.writeable,
        looks.map(|at| at.map(Timestamp::as_microsecond)),
    )
        .hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

async fn retry(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<String>) -> Answer {
    match web.app.retry_job(&user.caller, &id).await {
        Ok(()) => Ok(redirect_saying(&web, "/system", "system-retried", &[])),
        Err(error) => Ok(redirect_saying(&web, "/system", complaint(error)?.key(), &[])),
    }
}

async fn discard(State(web): State<Shared>, Admin(user): Admin, Path(id): Path<String>) -> Answer {
    match web.app.discard_job(&user.caller, &id).await {
        Ok(()) => Ok(redirect_saying(&web, "/system", "system-discarded", &[])),
        Err(error) => Ok(redirect_saying(&web, "/system", complaint(error)?.key(), &[])),
    }
}

/// A job that did not end well, as far as it is shown.
struct Trouble<'a> {
    id: &'a str,
    kind: &'a str,
    agreement: Option<&'a str>,
    error: Option<&'a str>,
    tries: i64,
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
            self.storage(view),
            self.seals(view),
            self.backup(view),
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

    /// What documents take before they are encrypted; of a signed file each step counts for what it added.
    fn storage(&self, view: &SystemView) -> Check {
        let usage = view.usage.as_ref();
        let size = |bytes: i64| self.user.words.bytes(u64::try_from(bytes).unwrap_or(0));
        let uploads = size(usage.map_or(0, |usage| usage.document_bytes));
        let steps = size(usage.map_or(0, |usage| usage.revision_bytes));
        let detail = self.user.words.with(
            "system-storage-detail",
            &[("uploads", &uploads), ("steps", &steps)],
        );
        self.check("system-storage", "good", "system-good", detail)
    }

    fn seals(&self, view: &SystemView) -> Check {
        match view.waiting_seals {
            0 => self.check(
                "system-seals",
                "good",
                "system-good",
                self.text("system-seals-none"),
            ),
            waiting => self.check(
                "system-seals",
                "bad",
                "system-bad",
                self.user.words.count("system-seals-waiting", waiting),
            ),
        }
    }

    /// What completed documents reach, and what of them wants attention.
    fn lasting(&self, outlook: &Outlook) -> Vec<Check> {
        let words = self.user.words;
        let why = |lack: Lack| self.text(&format!("lasting-lack-{}", lack.name()));
        let why = outlook.lacks.map(why).unwrap_or_default();
        let level = words.with("lasting-level", &[("level", &outlook.level.to_string())]);
        let counts = &outlook.counts;
        let waiting = match counts.pending {
            0 => self.text("lasting-pending-none"),
            some => words.count("lasting-pending-some", usize::try_from(some).unwrap_or(0)),
        };
        let looked = match &outlook.looked {
            None => self.text("lasting-looked-never"),
            Some(look) => words.with(
                "lasting-looked",
                &[("when", &self.user.when(look.at)), ("n", &look.detail)],
            ),
        };
        let (tone, state) = match outlook.lacks {
            None => ("good", "system-good"),
            Some(_) => ("wait", "lasting-less"),
        };
        let mut checks = vec![
            self.check(
                "lasting-reached",
                tone,
                state,
                format!("{level} {why}").trim().to_owned(),
            ),
            self.check("lasting-pending", "good", "system-good", waiting),
            self.check("lasting-look", "good", "system-good", looked),
        ];
        for alarm in Alarm::ALL {
            let count = usize::try_from(alarm.of(counts)).unwrap_or(0);
            if count > 0 {
                let text = words.count(&format!("lasting-alarm-{}", alarm.name()), count);
                checks.push(self.check("lasting-alarm", "bad", "system-bad", text));
            }
        }
        checks
    }

    /// The files that want attention: which, and since when or until when.
    fn files(&self, outlook: &Outlook) -> Vec<(String, String)> {
        let file = |row: &TroubledFile| {
            let words = self.user.words;
            let (when, key) = match (row.pending_since, row.ends_at, &row.finding) {
                (_, _, Some(_)) => (Some(row.looked_at), "lasting-file-found"),
                (Some(since), _, _) => (Some(since), "lasting-file-pending"),
                (None, end, None) => (end, "lasting-file-ends"),
            };
            let when = when.map(|at| self.user.when(at)).unwrap_or_default();
            let what = self.text(&format!("lasting-file-{}", row.file));
            let finding = row.finding.clone().unwrap_or_default();
            let text = words.with(key, &[("file", &what), ("when", &when), ("finding", &finding)]);
            (format!("/agreements/{}", row.agreement_id), text)
        };
        outlook.troubled.iter().map(file).collect()
    }

    /// A backup by other means leaves no trace here; that is said, and is no fault.
    fn backup(&self, view: &SystemView) -> Check {
        match &view.backup {
            Some(backup) => {
                let arguments: [(&str, &dyn crate::language::Argument); 2] =
                    [("when", &self.user.when(backup.at)), ("where", &backup.detail)];
                let detail = self.user.words.with("system-backup-made", &arguments);
                self.check("system-backup", "good", "system-good", detail)
            }
            None => self.check(
                "system-backup",
                "wait",
                "system-unknown",
                self.text("system-backup-none"),
            ),
        }
    }

    fn check(&self, key: &str, tone: &'static str, state: &str, detail: String) -> Check {
        Check {
            name: self.text(key),
            tone,
            state: self.text(state),
            detail,
        }
    }

    /// What `podpis doctor` found the last time, in its own words.
    fn looks(&self, view: &SystemView) -> Vec<Check> {
        let Some((_, findings)) = &view.doctor else {
            return Vec::new();
        };
        let look = |finding: &app::system::Finding| Check {
            name: finding.what.clone(),
            tone: if finding.good { "good" } else { "bad" },
            state: self.text(if finding.good { "system-good" } else { "system-bad" }),
            detail: if finding.good {
                finding.says.clone()
            } else {
                format!("{} → {}", finding.says, finding.mend)
            },
        };
        findings.iter().map(look).collect()
    }

    fn looked(&self, view: &SystemView) -> String {
        match &view.doctor {
            Some((at, _)) => self
                .user
                .words
                .with("system-doctor-when", &[("when", &self.user.when(*at))]),
            None => self.text("system-doctor-never"),
        }
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
        trouble: &Trouble<'_>,
        when: Option<Result<Timestamp, Timestamp>>,
        is_message: bool,
    ) -> Job {
        let Trouble {
            id,
            kind,
            agreement,
            error,
            tries,
        } = *trouble;
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
            discard: is_message.then(|| Action {
                label: self.text("system-discard"),
                icon: "trash-2",
                way: Way::Post(format!("/system/jobs/{id}/discard")),
                danger: false,
            }),
        }
    }

    fn counts(&self, view: &SystemView) -> Vec<Count> {
        let mut kinds: BTreeMap<String, Count> = BTreeMap::new();
        for found in &view.counts {
            let empty = || Count {
                name: job_name(self.user.words, &found.kind),
                planned: 0,
                ready: 0,
                running: 0,
                done: 0,
                dead: 0,
            };
            let count = kinds.entry(found.kind.clone()).or_insert_with(empty);
            match found.state.as_str() {
                "ready" => {
                    count.ready += found.count - found.planned;
                    count.planned += found.planned;
                }
                "running" => count.running += found.count,
                "dead" => count.dead += found.count,
                _ => count.done += found.count,
            }
        }
        kinds.into_values().collect()
    }
}
