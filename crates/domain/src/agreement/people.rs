//! Who takes part once an agreement is out: another person in a place, an address that does not exist, and the others of a set of
//! whom one has acted.

use super::command::NewShare;
use super::decide::{Decision, before_deadline, in_progress};
use super::event::{Event, Notice};
use super::recipient::bounded_text;
use super::saving::check_person;
use super::state::{Agreement, Member, ParticipantSet, ParticipantState, Share, Status};
use crate::Personal;
use crate::ids::{ParticipantId, UserId};
use crate::refusal::{Refusal, TextKind};
use crate::schedule;
use jiff::Timestamp;

/// Another person takes a place in which nobody has acted. They are somebody new to the agreement, even where only a letter of the
/// address was wrong: link, proofs, consent and what was typed were the other one's, and nobody knows whose hands they went through.
pub(super) fn replace(
    agreement: &Agreement,
    participant: ParticipantId,
    by: &Member,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    in_progress(agreement)?;
    before_deadline(agreement, now)?;
    let before = agreement.member(participant).ok_or(Refusal::Unknown)?;
    may_take(agreement, participant, by)?;
    if is_reached(before) && is_the_same(before, by) {
        return Ok(Decision::default());
    }
    let replaced = Decision::of(Event::ParticipantReplaced {
        participant,
        by: Box::new(by.without_a_past()),
    });
    Ok(if before.state == ParticipantState::NotYet {
        replaced
    } else {
        invite(agreement, by.id, user, replaced, now)
    })
}

/// A recipient who is inside hands the place over, once: whoever gets it hands it to nobody. They prove themselves at least as the one
/// before was asked to, and the owner hears of it.
pub(super) fn delegate(
    agreement: &Agreement,
    before: &Member,
    by: &Member,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if before.delegated_by.is_some() {
        return Err(Refusal::DelegatedAlready);
    }
    may_take(agreement, before.id, by)?;
    let (asked, asks) = (&before.method.value, &by.method.value);
    let weaker = (asked.asks_a_question() && asks.kind() != asked.kind()) || (before.pin && !by.pin);
    let same = by.person.value.email.normalised() == before.person.value.email.normalised();
    if weaker || same {
        return Err(Refusal::Malformed);
    }
    let delegated = Decision::of(Event::Delegated {
        participant: before.id,
        by: Box::new(Member {
            delegated_by: Some(before.id),
            ..by.without_a_past()
        }),
    });
    let invited = invite(agreement, by.id, user, delegated, now);
    Ok(invited.notify(agreement, Notice::Delegated { participant: by.id }))
}

/// Nobody of the set has acted, and whoever comes is somebody new with a name and an address.
fn may_take(agreement: &Agreement, participant: ParticipantId, by: &Member) -> Result<(), Refusal> {
    let set = agreement.set_of(participant).ok_or(Refusal::Unknown)?;
    if !set.members.iter().all(|member| member.state.is_untouched()) {
        return Err(Refusal::AlreadyActed);
    }
    if by.person.value.name.trim().is_empty() {
        return Err(Refusal::BadText {
            what: TextKind::PersonName,
        });
    }
    check_person(by)?;
    if agreement.member_or_former(by.id).is_some() {
        return Err(Refusal::Malformed);
    }
    Ok(())
}

/// The most people who may read one agreement beside those who take part.
const MAX_SHARES: usize = 100;

/// What has gone out can be read by others, also when it has ended. Whom it is shared with already is not told twice.
pub(super) fn share(agreement: &Agreement, with: &[NewShare], now: Timestamp) -> Result<Decision, Refusal> {
    if matches!(agreement.status, Status::Draft | Status::Deleted) {
        return Err(Refusal::NotNow);
    }
    if with.is_empty() || agreement.shares.len().saturating_add(with.len()) > MAX_SHARES {
        return Err(Refusal::Malformed);
    }
    let until = schedule::in_days(now, i64::from(agreement.details.link_days));
    let mut decision = Decision::default();
    let mut known = std::collections::BTreeSet::new();
    for one in with {
        let message = bounded_text(&one.message, TextKind::Message, true)?;
        let fresh = known.insert(one.email.normalised());
        if !fresh || agreement.share_for(&one.email, now).is_some() {
            continue;
        }
        let share = Share {
            id: one.id,
            email: Personal::new(one.id, one.email.clone()),
            message: message.map(|text| Personal::new(one.id, text)),
            until,
        };
        decision.events.push(Event::Shared { share });
        decision = decision.notify(agreement, Notice::Shared { share: one.id });
    }
    Ok(decision)
}

/// Ends a share before its time. One that has ended is left alone.
pub(super) fn unshare(agreement: &Agreement, id: ParticipantId, now: Timestamp) -> Result<Decision, Refusal> {
    let share = agreement.shares.iter().find(|share| share.id == id);
    match share.ok_or(Refusal::Unknown)? {
        share if now < share.until => Ok(Decision::of(Event::Unshared { share: id })),
        _ => Ok(Decision::default()),
    }
}

/// Their turn has come already: the new one is invited at once, with a link of full length.
fn invite(
    agreement: &Agreement,
    participant: ParticipantId,
    user: Option<UserId>,
    mut decision: Decision,
    now: Timestamp,
) -> Decision {
    decision.events.push(Event::TurnStarted {
        participant,
        user,
        link_expires_at: schedule::in_days(now, i64::from(agreement.details.link_days)),
    });
    decision.notify(agreement, Notice::Invitation { participant })
}

/// Nothing is known to be wrong with the way to them.
fn is_reached(member: &Member) -> bool {
    member.state != ParticipantState::Misdirected && member.bounced_at.is_none()
}

fn is_the_same(before: &Member, by: &Member) -> bool {
    let words = |member: &Member| {
        member
            .private_message
            .as_ref()
            .map(|message| message.value.clone())
    };
    before.person.value == by.person.value
        && before.method.value == by.method.value
        && before.pin == by.pin
        && before.language == by.language
        && words(before) == words(by)
}

/// An address that a mail server refuses is the owner's affair as long as somebody is waited for behind it.
pub(super) fn bounce(agreement: &Agreement, participant: ParticipantId) -> Result<Decision, Refusal> {
    in_progress(agreement)?;
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    if member.state != ParticipantState::Waiting {
        return Err(Refusal::NotNow);
    }
    Ok(Decision::of(Event::EmailBounced { participant }))
}

/// Of a set one acts; the others, who were asked too, hear that nothing is left to do.
pub(super) fn tell_mates(
    agreement: &Agreement,
    set: &ParticipantSet,
    acted: ParticipantId,
    decision: Decision,
) -> Decision {
    let asked = |mate: &&Member| mate.id != acted && mate.state == ParticipantState::Waiting;
    set.members.iter().filter(asked).fold(decision, |decision, mate| {
        decision.notify(agreement, Notice::ActedByOther { participant: mate.id })
    })
}
