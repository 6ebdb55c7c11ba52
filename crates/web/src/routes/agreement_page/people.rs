//! The people of an agreement, turn by turn: where each stands and what can be done for them.

use super::{PageWriter, extend_id, password_id};
use crate::pages::agreement::{Action, Participant, Turn, Way};
use crate::routes::people::{may_be_replaced, replace_href};
use crate::routes::timeline::unbroken;
use crate::visitor::{colour, initials};
use domain::agreement::{Member, ParticipantSet, ParticipantState, Role, Status};
use domain::identity::Method;
use std::collections::BTreeMap;

impl PageWriter<'_> {
    pub(super) fn turns(&self) -> Vec<Turn> {
        let mut turns: BTreeMap<u32, Vec<Participant>> = BTreeMap::new();
        let mut copies = Vec::new();
        for (place, set) in self.agreement().sets.iter().enumerate() {
            let people = set
                .members
                .iter()
                .map(|member| self.person(set, member, colour(place)));
            if set.role.acts() {
                turns.entry(set.order).or_default().extend(people)
            } else {
                copies.extend(people)
            }
        }
        let mut turns: Vec<Turn> = turns
            .into_values()
            .zip(1_u32..)
            .map(|(people, number)| Turn {
                number: Some(number),
                people,
            })
            .collect();
        if !copies.is_empty() {
            turns.push(Turn {
                number: None,
                people: copies,
            });
        }
        turns
    }

    fn person(&self, set: &ParticipantSet, member: &Member, colour: u8) -> Participant {
        let role = set.role;
        let person = &member.person.value;
        let (tone, state) = if role.acts() && self.agreement().status != Status::Draft {
            self.state(role, member)
        } else {
            ("", String::new())
        };
        Participant {
            initials: initials(&person.name),
            name: person.name.clone(),
            email: person.email.to_string(),
            colour: if role.acts() { colour } else { 8 },
            role: self.role_of(set),
            method: if role.acts() {
                self.method(member)
            } else {
                String::new()
            },
            tone,
            state,
            detail: self.detail(member),
            actions: self.actions_for(member),
        }
    }

    /// What somebody does here, and whether others may do it instead.
    fn role_of(&self, set: &ParticipantSet) -> String {
        let role = self.words().text(role_key(set.role));
        match set.members.len() {
            0 | 1 => role,
            n if set.role.acts() => {
                format!("{role} · {}", self.words().with("agreement-any-of", &[("n", &n)]))
            }
            _ => role,
        }
    }

    fn method(&self, member: &Member) -> String {
        let method = match &member.method.value {
            Method::Email => self.words().text("agreement-method-email"),
            Method::Password { .. } => self.words().text("agreement-method-password"),
            Method::Account => self.words().text("agreement-method-account"),
            Method::Phone { phone } => self
                .words()
                .with("agreement-method-phone", &[("phone", &unbroken(&phone.masked()))]),
        };
        if member.pin {
            return self
                .words()
                .with("agreement-method-and-pin", &[("method", &method)]);
        }
        method
    }

    fn state(&self, role: Role, member: &Member) -> (&'static str, String) {
        let (tone, key) = match member.state {
            // Of an agreement that ended nobody is waited for any more.
            ParticipantState::NotYet | ParticipantState::Waiting if self.agreement().status.is_terminal() => {
                return ("", String::new());
            }
            ParticipantState::NotYet => ("", "agreement-state-not-yet"),
            ParticipantState::Waiting if self.agreement().status != Status::InProgress => {
                ("", "agreement-state-not-yet")
            }
            ParticipantState::Waiting if member.bounced_at.is_some() => ("bad", "agreement-state-bounced"),
            ParticipantState::Waiting if member.link_is_expired(self.now) => {
                ("wait", "agreement-state-link-expired")
            }
            ParticipantState::Waiting if member.refuses_electronic() => {
                ("wait", "agreement-state-not-electronic")
            }
            ParticipantState::Waiting if member.viewed_at.is_some() => ("accent", "agreement-state-viewed"),
            ParticipantState::Waiting => ("accent", "agreement-state-waiting"),
            ParticipantState::Sealing => ("accent", "agreement-state-sealing"),
            ParticipantState::Completed if role == Role::Approver => ("good", "agreement-state-approved"),
            ParticipantState::Completed => ("good", "agreement-state-signed"),
            ParticipantState::CompletedByOther => ("", "agreement-state-by-other"),
            ParticipantState::Declined => ("bad", "agreement-state-declined"),
            ParticipantState::Misdirected => ("bad", "agreement-state-misdirected"),
        };
        (tone, self.words().text(key))
    }

    fn detail(&self, member: &Member) -> String {
        if let Some(act) = &member.act {
            return self.user.when(act.at);
        }
        let open = self.agreement().status == Status::InProgress && member.state == ParticipantState::Waiting;
        let until = member
            .link_expires_at
            .filter(|_| open && !member.link_is_expired(self.now));
        until
            .map(|at| {
                self.words()
                    .with("agreement-until", &[("date", &self.user.when(at))])
            })
            .unwrap_or_default()
    }

    fn actions_for(&self, member: &Member) -> Vec<Action> {
        let password = self
            .may_get_a_password(member)
            .then(|| self.ask("agreement-do-password", "key-round", &password_id(member), false));
        let replace = may_be_replaced(self.agreement(), member).then(|| self.replace_action(member));
        if self.agreement().status != Status::InProgress || member.state != ParticipantState::Waiting {
            return password.into_iter().chain(replace).collect();
        }
        let resend = if member.link_is_expired(self.now) {
            None
        } else {
            Some(self.post(
                "agreement-do-resend",
                "send",
                &format!("/people/{}/remind", member.id),
            ))
        };
        resend
            .into_iter()
            .chain([self.ask("agreement-do-extend", "calendar-clock", &extend_id(member), false)])
            .chain(password)
            .chain(replace)
            .collect()
    }

    /// To the form for another person, or another address.
    pub(super) fn replace_action(&self, member: &Member) -> Action {
        Action {
            label: self.words().text("agreement-do-replace"),
            icon: "users",
            way: Way::Go(replace_href(self.agreement(), member)),
            danger: false,
        }
    }
}

/// The key of what somebody is asked to do.
pub(in super::super) fn role_key(role: Role) -> &'static str {
    match role {
        Role::Approver => "agreement-role-approver",
        Role::Cc => "agreement-role-cc",
        Role::Signer => "agreement-role-signer",
    }
}
