//! What happened to an agreement, as sentences: events in, moments out. It changes nothing and hides nothing from the owner.

use crate::language::{Argument, Words};
use crate::pages::agreement::Moment;
use crate::visitor::User;
use app::events::Voice;
use domain::agreement::{Actor, Agreement, CancelReason, Event, Recorded};
use domain::ids::{ParticipantId, UserId};
use std::collections::BTreeMap;

/// Writes the sentences of one agreement for one reader.
pub(super) struct Timeline<'a> {
    pub(super) agreement: &'a Agreement,
    pub(super) user: &'a User,
    /// Names of the users who did something.
    pub(super) names: BTreeMap<UserId, String>,
}

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
        let text = self.sentence(recorded)?;
        let (icon, tone) = look(&recorded.event);
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

    fn sentence(&self, recorded: &Recorded) -> Option<String> {
        let voice = Voice {
            agreement: self.agreement,
            who: self.actor(recorded),
            when: &|at| self.user.when(at),
        };
        let mut sentence = voice.sentence(&recorded.event)?;
        for (_, number) in sentence.values.iter_mut().filter(|(name, _)| *name == "target") {
            *number = unbroken(number);
        }
        let values: Vec<(&str, &dyn Argument)> = sentence
            .values
            .iter()
            .map(|(name, text)| (*name, text as &dyn Argument))
            .collect();
        Some(self.words().with(sentence.key, &values))
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
            .member_or_former(participant)
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
        if let Event::ConsentWithdrawn {
            message: Some(comment),
            ..
        }
        | Event::Misdirected {
            comment: Some(comment),
            ..
        } = &recorded.event
        {
            return self.words().with("agreement-said", &[("text", &comment.value)]);
        }
        if let Event::Delegated { by, .. } | Event::ParticipantReplaced { by, .. } = &recorded.event {
            return by.person.value.email.to_string();
        }
        if let Event::TurnStarted { participant, .. } = &recorded.event {
            return self
                .agreement
                .member_or_former(*participant)
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

/// The icon and the tone of an event.
fn look(event: &Event) -> (&'static str, &'static str) {
    match event {
        Event::Created { .. } => ("file-plus", ""),
        Event::DraftSaved { .. } => ("pencil", ""),
        Event::Binned => ("trash-2", ""),
        Event::Restored => ("undo-2", ""),
        Event::EndNoted => ("check", ""),
        Event::EmailBounced { .. } => ("mail", "bad"),
        Event::Misdirected { .. } => ("circle-alert", "bad"),
        Event::Delegated { .. } | Event::ParticipantReplaced { .. } => ("users", "wait"),
        Event::Shared { .. } | Event::Unshared { .. } => ("users", ""),
        Event::TemplateShared { .. } => ("users", ""),
        Event::DraftDeleted => ("trash-2", ""),
        Event::Sent { .. } => ("send", ""),
        Event::Prepared { .. } => ("file-check", ""),
        Event::PreparationFailed { .. } => ("triangle-alert", "bad"),
        Event::TurnStarted { .. } => ("mail", ""),
        Event::LinksFetched { .. } => ("link", "wait"),
        Event::Reminded { .. } => ("bell", ""),
        Event::CodeRequested { .. } | Event::CodeHandedOver { .. } => ("smartphone", ""),
        Event::SigningPasswordReset { .. } => ("key-round", ""),
        Event::AuthenticationFailed { .. } => ("triangle-alert", "wait"),
        Event::IdentityVerified { .. } => ("shield-check", "good"),
        Event::DocumentsViewed { .. } => ("eye", ""),
        Event::ConsentAccepted { .. } => ("check", ""),
        Event::ConsentWithdrawn { .. } => ("file-text", "wait"),
        Event::Signed { .. } => ("signature", "good"),
        Event::Sealed { .. } => ("stamp", "good"),
        Event::Extended { lasting, .. } | Event::ReportExtended { lasting, .. } if lasting.proof_pending => {
            ("hourglass", "wait")
        }
        Event::Extended { .. } | Event::ReportExtended { .. } => ("shield-check", "good"),
        Event::ExtensionRequested { .. } => ("hourglass", "wait"),
        Event::TokenExtended { .. } => ("calendar-clock", ""),
        Event::Cancelled { reason, .. } => match reason {
            CancelReason::ByOwner => ("ban", ""),
            CancelReason::Declined { .. } => ("circle-x", "bad"),
            CancelReason::TooManyAttempts { .. } => ("ban", "bad"),
        },
        Event::Expired => ("timer", "wait"),
        Event::Completed { .. } => ("circle-check", "good"),
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
