//! What happened to an agreement, as sentences: events in, moments out. It changes nothing and hides nothing from the owner.

use crate::language::Words;
use crate::pages::agreement::Moment;
use crate::visitor::User;
use domain::agreement::{Actor, Agreement, CancelReason, Event, Recorded, Role};
use domain::identity::MethodKind;
use domain::ids::{ParticipantId, UserId};
use std::collections::BTreeMap;

/// Writes the sentences of one agreement for one reader.
pub(super) struct Timeline<'a> {
    pub(super) agreement: &'a Agreement,
    pub(super) user: &'a User,
    /// Names of the users who did something.
    pub(super) names: BTreeMap<UserId, String>,
}

/// A sentence with its icon and tone.
type Said = (&'static str, &'static str, String);

impl Timeline<'_> {
    /// The history, newest first.
    pub(super) fn moments(&self, history: &[Recorded]) -> Vec<Moment> {
        history
            .iter()
            .rev()
            .filter_map(|recorded| self.moment(recorded))
            .collect()
    }

    fn moment(&self, recorded: &Recorded) -> Option<Moment> {
        let (icon, tone, text) = self.sentence(recorded)?;
        Some(Moment {
            icon,
            tone,
            text,
            when: self.user.when(recorded.at),
            exact: self.user.exact(recorded.at),
            detail: self.detail(recorded),
        })
    }

    fn words(&self) -> Words {
        self.user.words
    }

    /// One sentence for each kind of event; `None` for steps that say nothing to a reader.
    fn sentence(&self, recorded: &Recorded) -> Option<Said> {
        let who = || self.actor(recorded);
        let by = |key: &str| self.words().with(key, &[("who", &who())]);
        Some(match &recorded.event {
            Event::DraftSaved { .. } => return None,
            Event::Created { copy_of, .. } => (
                "file-plus",
                "",
                by(if copy_of.is_some() {
                    "event-copied"
                } else {
                    "event-created"
                }),
            ),
            Event::Binned => ("trash-2", "", by("event-binned")),
            Event::Restored => ("undo-2", "", by("event-restored")),
            Event::DraftDeleted => ("trash-2", "", by("event-draft-deleted")),
            Event::Sent { .. } => ("send", "", by("event-sent")),
            Event::Prepared { .. } => ("file-check", "", self.words().text("event-prepared")),
            Event::PreparationFailed { .. } => (
                "triangle-alert",
                "bad",
                self.words().text("event-preparation-failed"),
            ),
            Event::TurnStarted { participant, .. } => {
                ("mail", "", self.about("event-turn-started", *participant))
            }
            Event::LinksFetched { participants } => {
                let people = participants.iter().map(|id| self.name(*id)).collect::<Vec<_>>();
                let arguments: [(&str, &dyn crate::language::Argument); 2] =
                    [("who", &who()), ("people", &people.join(", "))];
                let text = self.words().with("event-links-fetched", &arguments);
                ("link", "wait", text)
            }
            Event::Reminded {
                participants,
                scheduled,
            } => ("bell", "", self.reminded(participants, *scheduled, &who())),
            Event::CodeRequested { .. }
            | Event::CodeHandedOver { .. }
            | Event::AuthenticationFailed { .. }
            | Event::IdentityVerified { .. } => return self.proved(&recorded.event),
            Event::DocumentsViewed { .. }
            | Event::ConsentAccepted { .. }
            | Event::Signed { .. }
            | Event::Sealed { .. } => return self.done(&recorded.event),
            Event::ExtensionRequested { participant } => (
                "hourglass",
                "wait",
                self.about("event-extension-requested", *participant),
            ),
            Event::TokenExtended { participant, until } => {
                let arguments: [(&str, &dyn crate::language::Argument); 3] = [
                    ("who", &who()),
                    ("person", &self.name(*participant)),
                    ("until", &self.user.when(*until)),
                ];
                (
                    "calendar-clock",
                    "",
                    self.words().with("event-token-extended", &arguments),
                )
            }
            Event::Cancelled { reason, .. } => self.cancelled(reason, who),
            Event::Expired => ("timer", "wait", self.words().text("event-expired")),
            Event::Completed { .. } => {
                let organisation = &self.agreement.organisation;
                (
                    "circle-check",
                    "good",
                    self.words()
                        .with("event-completed", &[("organisation", organisation)]),
                )
            }
        })
    }

    /// How somebody was asked who they are.
    fn proved(&self, event: &Event) -> Option<Said> {
        Some(match event {
            Event::CodeRequested { participant, .. } => {
                ("smartphone", "", self.about("event-code-requested", *participant))
            }
            Event::CodeHandedOver { participant, .. } => (
                "smartphone",
                "",
                self.about("event-code-handed-over", *participant),
            ),
            Event::AuthenticationFailed {
                participant,
                failures,
                ..
            } => {
                let text = self.words().with(
                    "event-authentication-failed",
                    &[("person", &self.name(*participant)), ("failures", failures)],
                );
                ("triangle-alert", "wait", text)
            }
            Event::IdentityVerified {
                participant,
                proof,
                target,
            } => {
                let target = target
                    .as_ref()
                    .map(|target| unbroken(&target.value))
                    .unwrap_or_default();
                let key = match proof.method() {
                    MethodKind::Email => return None,
                    MethodKind::Phone => "event-identity-verified-phone",
                };
                (
                    "shield-check",
                    "good",
                    self.words()
                        .with(key, &[("person", &self.name(*participant)), ("target", &target)]),
                )
            }
            _ => return None,
        })
    }

    /// What somebody did with the document.
    fn done(&self, event: &Event) -> Option<Said> {
        Some(match event {
            Event::DocumentsViewed { participant, .. } => {
                ("eye", "", self.about("event-documents-viewed", *participant))
            }
            Event::ConsentAccepted { participant, .. } => {
                ("check", "", self.about("event-consent-accepted", *participant))
            }
            Event::Signed { participant, .. } => (
                "signature",
                "good",
                self.about(
                    self.by_role(*participant, "event-signed", "event-approved"),
                    *participant,
                ),
            ),
            Event::Sealed { participant, .. } => (
                "stamp",
                "good",
                self.about(
                    self.by_role(*participant, "event-sealed", "event-sealed-approval"),
                    *participant,
                ),
            ),
            _ => return None,
        })
    }

    fn about(&self, key: &str, id: ParticipantId) -> String {
        self.words().with(key, &[("person", &self.name(id))])
    }

    fn cancelled(&self, reason: &CancelReason, who: impl Fn() -> String) -> Said {
        match reason {
            CancelReason::ByOwner => (
                "ban",
                "",
                self.words().with("event-cancelled", &[("who", &who())]),
            ),
            CancelReason::Declined { participant } => (
                "circle-x",
                "bad",
                self.words()
                    .with("event-declined", &[("person", &self.name(*participant))]),
            ),
            CancelReason::TooManyAttempts { participant } => (
                "ban",
                "bad",
                self.words()
                    .with("event-auto-cancelled", &[("person", &self.name(*participant))]),
            ),
        }
    }

    fn reminded(&self, participants: &[ParticipantId], scheduled: bool, who: &str) -> String {
        let people = participants
            .iter()
            .map(|id| self.name(*id))
            .collect::<Vec<_>>()
            .join(", ");
        match scheduled {
            true => self
                .words()
                .with("event-reminded-scheduled", &[("people", &people)]),
            false => self
                .words()
                .with("event-reminded", &[("who", &who), ("people", &people)]),
        }
    }

    fn by_role(
        &self,
        participant: ParticipantId,
        signer: &'static str,
        approver: &'static str,
    ) -> &'static str {
        match self.agreement.set_of(participant).map(|set| set.role) {
            Some(Role::Approver) => approver,
            _ => signer,
        }
    }

    fn actor(&self, recorded: &Recorded) -> String {
        match &recorded.actor {
            Actor::Operator => self.words().text("settings-operator"),
            Actor::System => self.words().text("event-system"),
            Actor::Participant { id } => self.name(*id),
            Actor::User { id, key } => {
                let name = self
                    .names
                    .get(id)
                    .cloned()
                    .unwrap_or_else(|| self.agreement.sender.value.name.clone());
                match key {
                    Some(key) => self.words().with("event-by-key", &[("who", &name), ("key", key)]),
                    None => name,
                }
            }
        }
    }

    fn name(&self, participant: ParticipantId) -> String {
        self.agreement
            .member(participant)
            .map(|member| member.person.value.name.clone())
            .unwrap_or_default()
    }

    /// From where, or in whose words.
    fn detail(&self, recorded: &Recorded) -> String {
        if let Event::Cancelled {
            comment: Some(comment),
            ..
        } = &recorded.event
        {
            return self
                .words()
                .with("agreement-reason", &[("reason", &comment.value)]);
        }
        if let Event::TurnStarted { participant, .. } = &recorded.event {
            return self
                .agreement
                .member(*participant)
                .map(|member| member.person.value.email.to_string())
                .unwrap_or_default();
        }
        let client = recorded.client.as_ref().map(|client| &client.value);
        client
            .map(|client| match program(&client.user_agent) {
                program if program.is_empty() => client.ip.clone(),
                program => format!("{} · {program}", client.ip),
            })
            .unwrap_or_default()
    }
}

/// A number that lines do not break.
pub(super) fn unbroken(number: &str) -> String {
    number.replace(' ', "\u{a0}")
}

/// The program and the device of a user agent, as people call them: `Safari, iPhone`.
fn program(agent: &str) -> String {
    let first = |names: &[(&'static str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    // The order matters: Edge calls itself Chrome too, and Chrome calls itself Safari.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let device = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    let known = browser.into_iter().chain(device).collect::<Vec<_>>().join(", ");
    if known.is_empty() {
        agent
            .split(['/', ' '])
            .next()
            .unwrap_or_default()
            .chars()
            .take(40)
            .collect()
    } else {
        known
    }
}

#[cfg(test)]
mod tests {
    use super::program;

    #[test]
    fn programs_have_their_usual_names() {
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(program(phone), "Safari, iPhone");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0";
        assert_eq!(program(edge), "Edge, Windows");
        assert_eq!(program("curl/8.5.0"), "curl");
        assert_eq!(program(""), "");
    }
}
