//! What of an agreement needs attention, most urgent first.

use super::{PageWriter, extend_id, job_name};
use crate::error::key_of;
use crate::pages::agreement::{Action, Alert};
use crate::routes::people::may_be_replaced;
use app::lists::DEADLINE_SOON;
use domain::agreement::{CancelReason, Event, Member, ParticipantState, SignedFile, Status};
use domain::seal::SealRefusal;
use jiff::Timestamp;

impl PageWriter<'_> {
    pub(super) fn alerts(&self) -> Vec<Alert> {
        let mut alerts = self.declined_words();
        alerts.extend(self.agreement().awaits_note().then(|| Alert {
            tone: "wait",
            text: self.words().text("agreement-alert-ended"),
            action: Some(self.post("agreement-do-note", "check", "/noted")),
        }));
        alerts.extend(
            self.agreement()
                .members()
                .filter_map(|member| self.link_alert(member)),
        );
        alerts.extend(
            self.agreement()
                .members()
                .filter_map(|member| self.refusal(member)),
        );
        alerts.extend(
            self.agreement()
                .members()
                .filter_map(|member| self.address_alert(member)),
        );
        alerts.extend(self.view.troubles.iter().map(|job| {
            let given_up = job.finished_at.is_some();
            self.trouble(
                &job.kind,
                &job.payload,
                job.last_error.as_deref().unwrap_or_default(),
                (!given_up).then_some(job.run_at),
            )
        }));
        alerts.extend(self.view.messages.iter().filter_map(|message| {
            // One that is tried again is a job that is late; here stand those that were given up.
            let error = message.error.as_ref().filter(|_| {
                message.state.as_str() == "failed" && !self.is_settled(message.participant_id.as_deref())
            })?;
            let reason: String = error.chars().take(200).collect();
            let text = self.words().with(
                "agreement-alert-mail",
                &[("email", &message.recipient_masked), ("reason", &reason)],
            );
            Some(Alert {
                tone: "bad",
                text,
                action: None,
            })
        }));
        alerts.extend(self.lasting());
        alerts.extend(self.preparation());
        alerts.extend(self.deadline());
        alerts
    }

    /// What makes a finished file last does not come by itself.
    fn lasting(&self) -> Option<Alert> {
        let files = [SignedFile::Document, SignedFile::Report];
        let known = files
            .into_iter()
            .filter_map(|file| self.agreement().lasting_of(file));
        let late = known.into_iter().find(|lasting| lasting.is_late(self.now))?;
        let key = match late.pending_since {
            Some(_) => "agreement-alert-pending",
            None => "agreement-alert-overdue",
        };
        let why = late
            .lacks
            .map(|lack| self.words().text(&format!("lasting-lack-{}", lack.name())));
        Some(Alert {
            tone: "bad",
            text: self.words().with(key, &[("why", &why.unwrap_or_default())]),
            action: None,
        })
    }

    fn declined_words(&self) -> Vec<Alert> {
        let comment = self
            .view
            .history
            .iter()
            .rev()
            .find_map(|recorded| match &recorded.event {
                Event::Cancelled { comment, .. } => comment.as_ref(),
                _ => None,
            });
        let own = matches!(
            &self.agreement().status,
            Status::Cancelled {
                reason: CancelReason::ByOwner
            }
        );
        let key = if own {
            "agreement-own-reason"
        } else {
            "agreement-reason"
        };
        let text = comment.map(|comment| self.words().with(key, &[("reason", &comment.value)]));
        text.map(|text| Alert {
            tone: "",
            text,
            action: None,
        })
        .into_iter()
        .collect()
    }

    /// A mail that did not arrive is said with its person, or concerns somebody who was replaced since.
    fn is_settled(&self, participant: Option<&str>) -> bool {
        let is = |member: &&Member| Some(member.id.to_string().as_str()) == participant;
        let current = self.agreement().members().find(is);
        let former = self.agreement().former.iter().any(|member| is(&member));
        former || current.is_some_and(|member| self.wrong_address(member))
    }

    fn wrong_address(&self, member: &Member) -> bool {
        let astray = member.state == ParticipantState::Misdirected || member.bounced_at.is_some();
        astray && may_be_replaced(self.agreement(), member)
    }

    /// Whom the link does not reach: the way out is another address, or another person.
    fn address_alert(&self, member: &Member) -> Option<Alert> {
        if !self.wrong_address(member) {
            return None;
        }
        let key = if member.state == ParticipantState::Misdirected {
            "agreement-alert-misdirected"
        } else {
            "agreement-alert-bounced"
        };
        let (person, said) = (&member.person.value, self.said_by(member));
        let mut text = self.words().with(
            key,
            &[("person", &person.name), ("email", &person.email.to_string())],
        );
        if let Some(said) = said {
            text = format!(
                "{text} {}",
                self.words().with("agreement-said", &[("text", &said)])
            );
        }
        // Behind a refused address stands the right person; behind a stranger's "not me" probably another one.
        let action = if member.state == ParticipantState::Misdirected {
            self.replace_action(member)
        } else {
            Action {
                label: self.words().text("agreement-do-correct"),
                ..self.replace_action(member)
            }
        };
        Some(Alert {
            tone: "bad",
            text,
            action: Some(action),
        })
    }

    fn said_by(&self, member: &Member) -> Option<String> {
        let comment = |event: &Event| match event {
            Event::Misdirected { participant, comment } if *participant == member.id => comment.clone(),
            _ => None,
        };
        let mut history = self.view.history.iter().rev();
        history
            .find_map(|recorded| comment(&recorded.event))
            .map(|said| said.value)
    }

    fn link_alert(&self, member: &Member) -> Option<Alert> {
        if self.agreement().status != Status::InProgress || member.state != ParticipantState::Waiting {
            return None;
        }
        let person = &member.person.value.name;
        let date = member
            .link_expires_at
            .map(|at| self.user.when(at))
            .unwrap_or_default();
        let key = match () {
            () if member.extension_requested => "agreement-alert-asks",
            () if member.link_is_expired(self.now) => "agreement-alert-link-expired",
            () => return None,
        };
        let text = self.words().with(key, &[("person", person), ("date", &date)]);
        let action = Some(self.ask("agreement-do-extend", "calendar-clock", &extend_id(member), false));
        Some(Alert {
            tone: "wait",
            text,
            action,
        })
    }

    /// Somebody does not want to sign electronically (C-41), in their own words.
    fn refusal(&self, member: &Member) -> Option<Alert> {
        let open = self.agreement().status == Status::InProgress && member.refuses_electronic();
        let withdrawal = member.withdrawal.as_ref().filter(|_| open)?;
        let key = match (withdrawal.paper, withdrawal.unproved) {
            (true, false) => "agreement-alert-paper",
            (true, true) => "agreement-alert-paper-unproved",
            (false, false) => "agreement-alert-withdrawn",
            (false, true) => "agreement-alert-withdrawn-unproved",
        };
        let (person, date) = (&member.person.value.name, self.user.when(withdrawal.at));
        let mut text = self.words().with(key, &[("person", person), ("date", &date)]);
        if let Some(message) = &withdrawal.message {
            let said = self.words().with("agreement-said", &[("text", &message.value)]);
            text = format!("{text} {said}");
        }
        Some(Alert {
            tone: "wait",
            text,
            action: Some(self.ask("agreement-do-cancel", "ban", "cancel", true)),
        })
    }

    /// A job that is late or was given up. The raw error is for the operator's page; here stands what it means.
    fn trouble(&self, kind: &str, payload: &str, error: &str, again: Option<Timestamp>) -> Alert {
        let payload: serde_json::Value = serde_json::from_str(payload).unwrap_or_default();
        let participant = payload
            .get("participant")
            .and_then(|id| id.as_str())
            .unwrap_or_default();
        let member = self
            .agreement()
            .members()
            .find(|member| member.id.to_string() == participant);
        let person = member
            .map(|member| member.person.value.name.clone())
            .unwrap_or_default();
        let key = match (kind, again) {
            ("close", Some(_)) => "agreement-alert-closing",
            ("seal", Some(_)) => "agreement-alert-seal",
            ("send_code", _) => "agreement-alert-sms",
            (_, Some(_)) => "agreement-alert-late",
            (_, None) => "agreement-alert-given-up",
        };
        let (what, reason) = (job_name(self.words(), kind), self.reason(error));
        let time = again.map(|at| self.user.when(at)).unwrap_or_default();
        let text = self.words().with(
            key,
            &[
                ("person", &person),
                ("reason", &reason),
                ("time", &time),
                ("what", &what),
            ],
        );
        let tone = if again.is_some() { "wait" } else { "bad" };
        Alert {
            tone,
            text,
            action: Some(self.post("agreement-do-retry", "refresh-cw", "/retry")),
        }
    }

    fn reason(&self, error: &str) -> String {
        let seal = SealRefusal::in_error(error);
        self.words().text(match seal {
            Some(SealRefusal::NoBinding) => "problem-person-without-binding",
            Some(SealRefusal::NoMandate) => "problem-no-mandate",
            Some(SealRefusal::RateExceeded) => "problem-rate-exceeded",
            Some(SealRefusal::UserInactive) => "problem-user-inactive",
            _ => "problem-outside",
        })
    }

    fn preparation(&self) -> Option<Alert> {
        let problem = self
            .agreement()
            .preparation_problem
            .as_ref()
            .filter(|_| self.agreement().status == Status::Draft)?;
        let key = key_of(problem);
        let reason = self.words().text(if self.words().has(&key) {
            &key
        } else {
            "problem-reader-failed"
        });
        Some(Alert {
            tone: "bad",
            text: self
                .words()
                .with("agreement-alert-preparation", &[("reason", &reason)]),
            action: None,
        })
    }

    fn deadline(&self) -> Option<Alert> {
        let agreement = self.agreement();
        let end = agreement
            .expires_at
            .filter(|_| agreement.status == Status::InProgress && agreement.details.deadline.is_some())?;
        let near = end.duration_since(self.now) <= DEADLINE_SOON;
        near.then(|| Alert {
            tone: "wait",
            text: self
                .words()
                .with("agreement-alert-soon", &[("date", &self.user.when(end))]),
            action: None,
        })
    }
}
