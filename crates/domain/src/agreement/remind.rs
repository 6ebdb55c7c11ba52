//! Reminders: by the owner at any time, by the schedule when they are due.

use super::decide::Decision;
use super::event::{Effect, Event, Notice};
use super::state::{Agreement, Member, ParticipantState, Status};
use crate::ids::ParticipantId;
use crate::refusal::Refusal;
use jiff::Timestamp;
use std::collections::BTreeSet;

pub(super) fn remind(
    agreement: &Agreement,
    only: &BTreeSet<ParticipantId>,
    scheduled: bool,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if agreement.status != Status::InProgress || !agreement.details.sends_mail {
        return Err(Refusal::NotNow);
    }
    let asked = |member: &&Member| only.is_empty() || only.contains(&member.id);
    // Who has said that they do not want to sign electronically is left alone (C-41); the owner may write to them by name.
    let wanted = |member: &&Member| member.withdrawal.is_none() || only.contains(&member.id);
    let due = |member: &&Member| !scheduled || next_for(agreement, member).is_some_and(|at| at <= now);
    let reachable = waiting(agreement).filter(|member| !member.link_is_expired(now));
    let participants: Vec<ParticipantId> = reachable
        .filter(asked)
        .filter(wanted)
        .filter(due)
        .map(|member| member.id)
        .collect();
    if participants.is_empty() && !scheduled {
        return Err(nobody_to_remind(agreement, asked));
    }
    let mut decision = Decision::default();
    for participant in &participants {
        decision = decision.notify(
            agreement,
            Notice::Reminder {
                participant: *participant,
            },
        );
    }
    if let Some(at) = scheduled
        .then(|| next_run(agreement, &participants, now))
        .flatten()
    {
        decision = decision.and(Effect::RemindAt { at });
    }
    decision.events.push(Event::Reminded {
        participants,
        scheduled,
    });
    Ok(decision)
}

fn waiting(agreement: &Agreement) -> impl Iterator<Item = &Member> {
    agreement
        .members()
        .filter(|member| member.state == ParticipantState::Waiting)
}

/// A dead link is not sent again: the owner extends it first (M-82).
fn nobody_to_remind(agreement: &Agreement, asked: impl Fn(&&Member) -> bool) -> Refusal {
    if waiting(agreement).any(|member| asked(&member)) {
        Refusal::LinkExpired
    } else {
        Refusal::NotNow
    }
}

/// When this member is due: an interval after they were last written to, not after the agreement was sent.
fn next_for(agreement: &Agreement, member: &Member) -> Option<Timestamp> {
    agreement
        .details
        .reminder
        .next(member.reminded_at.or(member.turn_started_at)?)
}

/// When the schedule runs next: as the first of the others is due, at the latest an interval from now.
fn next_run(agreement: &Agreement, reminded: &[ParticipantId], now: Timestamp) -> Option<Timestamp> {
    let latest = agreement.details.reminder.next(now)?;
    let others = waiting(agreement).filter(|member| {
        !reminded.contains(&member.id) && member.withdrawal.is_none() && !member.link_is_expired(now)
    });
    Some(
        others
            .filter_map(|member| next_for(agreement, member))
            .min()
            .map_or(latest, |first| first.min(latest)),
    )
}
