//! What recipients may do: prove who they are, read, agree, sign, decline.

use super::codes::{
    answer_account, answer_code, answer_password, answer_pin, code_handed_over, request_code,
};
use super::command::Command;
use super::decide::{Decision, before_deadline, tell_involved};
use super::event::{Event, Notice};
use super::people;
use super::signing::sign;
use super::state::{Agreement, CancelReason, Consent, Member, ParticipantState, Status, Withdrawal};
use crate::Personal;
use crate::identity::Challenge;
use crate::ids::{ParticipantId, VisitId};
use crate::refusal::{Refusal, TextKind};
use jiff::Timestamp;

const MAX_REASON: usize = 2_000;

pub(super) fn decide(agreement: &Agreement, command: &Command, now: Timestamp) -> Result<Decision, Refusal> {
    let door = |participant| at_the_door(agreement, participant, now);
    if let Some(proved) = proving(agreement, command, door, now) {
        return proved;
    }
    match command {
        Command::View { participant, visit } => {
            let member = inside(agreement, *participant, *visit, now)?;
            Ok(view(member, *visit))
        }
        Command::AcceptConsent {
            participant,
            visit,
            text_sha256,
            language,
        } => {
            let member = inside(agreement, *participant, *visit, now)?;
            Ok(accept_consent(
                member,
                Consent {
                    text_sha256: text_sha256.clone(),
                    language: *language,
                    at: now,
                },
            ))
        }
        Command::Sign {
            participant,
            visit,
            values,
            shown_revision,
            fresh_factor,
        } => {
            let member = inside(agreement, *participant, *visit, now)?;
            sign(
                agreement,
                member,
                *visit,
                values,
                shown_revision,
                fresh_factor.as_ref(),
                now,
            )
        }
        Command::Decline {
            participant,
            visit,
            reason,
        } => {
            inside(agreement, *participant, *visit, now)?;
            decline(agreement, *participant, reason)
        }
        Command::WithdrawConsent {
            participant,
            visit,
            paper,
            message,
        } => {
            // Paper is there for those, too, who cannot or will not prove who they are in this way; it shows nothing of the document.
            let member = at_the_door(agreement, *participant, now)?;
            withdraw_consent(agreement, member, (*paper, !member.may_see(*visit)), message)
        }
        Command::Delegate {
            participant,
            visit,
            by,
            user,
        } => {
            let member = inside(agreement, *participant, *visit, now)?;
            people::delegate(agreement, member, by, *user, now)
        }
        Command::ReportMisdirected { participant, comment } => {
            let member = at_the_door(agreement, *participant, now)?;
            report_misdirected(agreement, member, comment)
        }
        Command::RequestExtension { participant } => request_extension(agreement, *participant, now),
        _ => Err(Refusal::NotNow),
    }
}

/// After completion a recipient may still prove who they are, to fetch the signed document again behind the same factor
/// (decision 23). Wrong answers change nothing then, but they are counted, and the threshold ends the asking.
pub(super) fn decide_after_the_end(
    agreement: &Agreement,
    command: &Command,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if agreement.status != Status::Completed {
        return Err(Refusal::AgreementEnded);
    }
    let door = |participant| who_may_fetch(agreement, participant);
    proving(agreement, command, door, now).unwrap_or(Err(Refusal::AgreementEnded))
}

/// How recipients prove who they are; `door` says who is asked at all. `None` where the command is about something else.
fn proving<'a>(
    agreement: &Agreement,
    command: &Command,
    door: impl Fn(ParticipantId) -> Result<&'a Member, Refusal>,
    now: Timestamp,
) -> Option<Result<Decision, Refusal>> {
    Some(match command {
        Command::RequestCode {
            participant,
            visit,
            challenge,
            channel,
        } => {
            let challenge = Challenge {
                id: *challenge,
                visit: *visit,
                requested_at: now,
                handed_over_at: None,
                channel: *channel,
            };
            door(*participant).and_then(|member| request_code(member, challenge, now))
        }
        Command::CodeHandedOver {
            participant,
            challenge,
        } => code_handed_over(agreement, *participant, *challenge),
        Command::AnswerCode {
            participant,
            visit,
            expected,
            answered,
        } => door(*participant)
            .and_then(|member| answer_code(agreement, member, *visit, (expected, answered), now)),
        Command::AnswerPassword {
            participant,
            visit,
            secret,
            is_right,
        } => door(*participant)
            .and_then(|member| answer_password(agreement, member, *visit, (*secret, *is_right), now)),
        Command::AnswerAccount {
            participant,
            visit,
            login,
        } => door(*participant).and_then(|member| answer_account(agreement, member, *visit, *login, now)),
        Command::AnswerPin {
            participant,
            visit,
            source,
            is_right,
        } => door(*participant)
            .and_then(|member| answer_pin(agreement, member, *visit, (*source, *is_right), now)),
        _ => return None,
    })
}

fn who_may_fetch(agreement: &Agreement, participant: ParticipantId) -> Result<&Member, Refusal> {
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    if agreement.guessed_out(member).is_some() || member.state == ParticipantState::Misdirected {
        Err(Refusal::AgreementEnded)
    } else {
        Ok(member)
    }
}

/// The member may knock: the agreement is open, it is their turn, and the link is alive.
fn at_the_door(
    agreement: &Agreement,
    participant: ParticipantId,
    now: Timestamp,
) -> Result<&Member, Refusal> {
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    match (&agreement.status, member.state) {
        (Status::InProgress, ParticipantState::Waiting) => {}
        (Status::Closing, ParticipantState::NotYet) => return Err(Refusal::NotYourTurn),
        (Status::InProgress, ParticipantState::NotYet) => return Err(Refusal::NotYourTurn),
        (Status::InProgress | Status::Closing, _) => return Err(Refusal::AlreadyActed),
        _ => return Err(Refusal::NotNow),
    }
    before_deadline(agreement, now)?;
    if member.link_is_expired(now) {
        return Err(Refusal::LinkExpired);
    }
    Ok(member)
}

/// The member has also proved who they are, in this visit.
fn inside(
    agreement: &Agreement,
    participant: ParticipantId,
    visit: VisitId,
    now: Timestamp,
) -> Result<&Member, Refusal> {
    let member = at_the_door(agreement, participant, now)?;
    if member.may_see(visit) {
        Ok(member)
    } else {
        Err(Refusal::IdentityNotProved)
    }
}

/// A page that is loaded again within a visit has shown the document once.
fn view(member: &Member, visit: VisitId) -> Decision {
    if member.seen_in == Some(visit) {
        return Decision::default();
    }
    Decision::of(Event::DocumentsViewed {
        participant: member.id,
        visit,
    })
}

/// The same text accepted again (a second tab, a second press) is no second event.
fn accept_consent(member: &Member, consent: Consent) -> Decision {
    let same =
        |given: &Consent| given.text_sha256 == consent.text_sha256 && given.language == consent.language;
    if member.consent.as_ref().is_some_and(same) {
        return Decision::default();
    }
    Decision::of(Event::ConsentAccepted {
        participant: member.id,
        consent,
    })
}

/// The owner is told once of each wish; the same one again (a second press) changes nothing.
fn withdraw_consent(
    agreement: &Agreement,
    member: &Member,
    (paper, unproved): (bool, bool),
    message: &str,
) -> Result<Decision, Refusal> {
    let participant = member.id;
    let message = bounded_text(message, TextKind::Message, true)?;
    // What was proved once is not taken back by a stranger with the link.
    if unproved && member.consent.is_some() {
        return Err(Refusal::IdentityNotProved);
    }
    let said = |text: &Personal<String>| Some(text.value.as_str()) == message.as_deref();
    let same = |known: &Withdrawal| {
        known.paper == paper
            && known.unproved == unproved
            && known.message.as_ref().map_or(message.is_none(), said)
    };
    if member.withdrawal.as_ref().is_some_and(same) {
        return Ok(Decision::default());
    }
    let event = Event::ConsentWithdrawn {
        participant,
        paper,
        unproved,
        message: message.map(|text| Personal::new(participant, text)),
    };
    Ok(Decision::of(event).notify(agreement, Notice::ConsentWithdrawn { participant }))
}

fn decline(agreement: &Agreement, participant: ParticipantId, reason: &str) -> Result<Decision, Refusal> {
    let comment = bounded_text(reason, TextKind::Reason, false)?;
    let event = Event::Cancelled {
        reason: CancelReason::Declined { participant },
        comment: comment.map(|text| Personal::new(participant, text)),
    };
    let decision = Decision::of(event).notify(agreement, Notice::OwnerDeclined { participant });
    let notice = |member: &Member| Notice::Declined {
        participant: member.id,
    };
    let others = |member: &Member| member.id != participant && !agreement.is_owner(member);
    Ok(tell_involved(agreement, decision, others, notice))
}

/// It needs no proof: whom it is not meant for has none to give. The place stays open for whomever the owner names.
fn report_misdirected(agreement: &Agreement, member: &Member, comment: &str) -> Result<Decision, Refusal> {
    let set = agreement.set_of(member.id).ok_or(Refusal::Unknown)?;
    let sealing = |mate: &Member| mate.state == ParticipantState::Sealing;
    if set.members.iter().any(sealing) {
        return Err(Refusal::AlreadyActed);
    }
    let participant = member.id;
    let comment = bounded_text(comment, TextKind::Reason, true)?;
    let event = Event::Misdirected {
        participant,
        comment: comment.map(|text| Personal::new(participant, text)),
    };
    Ok(Decision::of(event).notify(agreement, Notice::Misdirected { participant }))
}

fn request_extension(
    agreement: &Agreement,
    participant: ParticipantId,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    let expired = member.state == ParticipantState::Waiting && member.link_is_expired(now);
    if agreement.status != Status::InProgress || !expired || member.extension_requested {
        return Err(Refusal::NotNow);
    }
    before_deadline(agreement, now)?;
    let decision = Decision::of(Event::ExtensionRequested { participant });
    Ok(decision.notify(agreement, Notice::ExtensionRequested { participant }))
}

/// A text that is not too long; `None` where it is empty and may be.
pub(super) fn bounded_text(
    text: &str,
    what: TextKind,
    may_be_empty: bool,
) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.chars().count() > MAX_REASON || (text.is_empty() && !may_be_empty) {
        return Err(Refusal::BadText { what });
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}
