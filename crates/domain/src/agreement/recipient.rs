//! What recipients may do: prove who they are, read, agree, sign, decline.

use super::command::Command;
use super::decide::{Decision, before_deadline, tell_involved};
use super::event::{Effect, Event, Notice};
use super::state::{Agreement, CancelReason, Consent, Member, ParticipantState, Role, SignedAct, Status};
use crate::Personal;
use crate::fields::{Field, FieldKind, FieldProblem, FieldValue};
use crate::identity::{
    Challenge, Code, CodeOutcome, FreshFactor, IdentityProof, MAX_SENDS_PER_HOUR, Method, RESEND_DELAY,
};
use crate::ids::{FieldId, ParticipantId, VisitId};
use crate::level::Level;
use crate::refusal::{FieldComplaint, Refusal, TextKind};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

const MAX_REASON: usize = 2_000;
/// How old a factor "given just now" may be.
const FRESHNESS: SignedDuration = SignedDuration::from_secs(60);

pub(super) fn decide(agreement: &Agreement, command: &Command, now: Timestamp) -> Result<Decision, Refusal> {
    match command {
        Command::RequestCode {
            participant,
            visit,
            challenge,
        } => {
            let challenge = Challenge {
                id: *challenge,
                visit: *visit,
                requested_at: now,
                handed_over_at: None,
            };
            request_code(at_the_door(agreement, *participant, now)?, challenge, now)
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
        } => {
            let member = at_the_door(agreement, *participant, now)?;
            answer_code(agreement, member, *visit, (expected, answered), now)
        }
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
    match command {
        Command::RequestCode {
            participant,
            visit,
            challenge,
        } => {
            let challenge = Challenge {
                id: *challenge,
                visit: *visit,
                requested_at: now,
                handed_over_at: None,
            };
            request_code(who_may_fetch(agreement, *participant)?, challenge, now)
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
        } => {
            let member = who_may_fetch(agreement, *participant)?;
            answer_code(agreement, member, *visit, (expected, answered), now)
        }
        _ => Err(Refusal::AgreementEnded),
    }
}

fn who_may_fetch(agreement: &Agreement, participant: ParticipantId) -> Result<&Member, Refusal> {
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    let exhausted = agreement
        .policy
        .threshold(member.method.value.kind())
        .is_some_and(|limit| member.failed_attempts >= limit);
    if exhausted {
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

fn request_code(member: &Member, challenge: Challenge, now: Timestamp) -> Result<Decision, Refusal> {
    if !member.method.value.asks_a_question() {
        return Err(Refusal::NotNow);
    }
    let wait_after = |from: Timestamp, pause: SignedDuration| {
        let left = from
            .saturating_add(pause)
            .unwrap_or(Timestamp::MAX)
            .duration_since(now)
            .as_secs();
        u32::try_from(left).unwrap_or(0)
    };
    let hour = SignedDuration::from_hours(1);
    let recent: Vec<Timestamp> = member
        .code_requests
        .iter()
        .copied()
        .filter(|at| wait_after(*at, hour) > 0)
        .collect();
    let too_soon = recent.last().map_or(0, |last| wait_after(*last, RESEND_DELAY));
    let too_many = if recent.len() >= MAX_SENDS_PER_HOUR {
        wait_after(recent[recent.len() - MAX_SENDS_PER_HOUR], hour)
    } else {
        0
    };
    let wait = too_soon.max(too_many);
    if wait > 0 {
        return Err(Refusal::TooManyCodes { wait });
    }
    let effect = Effect::SendCode {
        participant: member.id,
        challenge: challenge.id,
    };
    Ok(Decision::of(Event::CodeRequested {
        participant: member.id,
        challenge,
    })
    .and(effect))
}

fn code_handed_over(
    agreement: &Agreement,
    participant: ParticipantId,
    challenge: crate::ids::ChallengeId,
) -> Result<Decision, Refusal> {
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    let current = member
        .challenge
        .as_ref()
        .filter(|current| current.id == challenge && current.handed_over_at.is_none());
    current.ok_or(Refusal::NotNow)?;
    Ok(Decision::of(Event::CodeHandedOver {
        participant,
        challenge,
    }))
}

fn answer_code(
    agreement: &Agreement,
    member: &Member,
    visit: VisitId,
    (expected, answered): (&Code, &Code),
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let challenge = member
        .challenge
        .as_ref()
        .filter(|challenge| challenge.visit == visit)
        .ok_or(Refusal::CodeNotRequested)?;
    match challenge.judge(expected, answered, now) {
        CodeOutcome::Right => Ok(Decision::of(identity_verified(member, visit, now))),
        CodeOutcome::Expired => Err(Refusal::CodeExpired),
        CodeOutcome::Wrong => Ok(wrong_code(agreement, member)),
    }
}

fn identity_verified(member: &Member, visit: VisitId, now: Timestamp) -> Event {
    let proof = IdentityProof {
        method: member.method.value.kind(),
        visit,
        at: now,
    };
    let target = match &member.method.value {
        Method::Email => None,
        Method::Phone { phone } => Some(Personal::new(member.id, phone.masked())),
    };
    Event::IdentityVerified {
        participant: member.id,
        proof,
        target,
    }
}

/// A wrong answer is kept; the one that reaches the threshold cancels for ever and tells only the owner.
fn wrong_code(agreement: &Agreement, member: &Member) -> Decision {
    let (participant, method) = (member.id, member.method.value.kind());
    let failures = member.failed_attempts + 1;
    let decision = Decision::of(Event::AuthenticationFailed {
        participant,
        method,
        failures,
    });
    let below = agreement
        .policy
        .threshold(method)
        .is_none_or(|threshold| failures < threshold);
    if below || agreement.status.is_terminal() {
        return decision;
    }
    let reason = CancelReason::TooManyAttempts { participant };
    let mut decision = decision;
    decision.events.push(Event::Cancelled {
        reason,
        comment: None,
    });
    decision.and(Effect::Notify {
        notice: Notice::AutoCancelled { participant },
    })
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

fn sign(
    agreement: &Agreement,
    member: &Member,
    visit: VisitId,
    values: &BTreeMap<FieldId, FieldValue>,
    shown_revision: &str,
    fresh_factor: Option<&FreshFactor>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    // Of a set any one acts: while the seal of one is being made, a second click would promise what cannot be kept.
    let mates = agreement.set_of(member.id).map_or(&[][..], |set| &set.members);
    if mates.iter().any(|mate| mate.state == ParticipantState::Sealing) {
        return Err(Refusal::AlreadyActed);
    }
    if member.consent.is_none() {
        return Err(Refusal::ConsentMissing);
    }
    // Nobody signs what no page of theirs has shown (decision 10).
    if member.viewed_at.is_none()
        || !agreement
            .revisions
            .iter()
            .any(|revision| revision.sha256 == shown_revision)
    {
        return Err(Refusal::ShownRevisionStale);
    }
    let own: BTreeMap<FieldId, FieldValue> = own_values(agreement, member, values)?;
    let fresh_factor = fresh_factor_of(member, fresh_factor, now)?;
    let act = SignedAct {
        at: now,
        visit,
        values: Personal::new(member.id, own),
        shown_revision: shown_revision.to_owned(),
        level: Level::of_sealed_act(member.method.value.asks_a_question()),
        fresh_factor: fresh_factor.cloned(),
    };
    let event = Event::Signed {
        participant: member.id,
        act: Box::new(act),
    };
    Ok(Decision::of(event).and(Effect::Seal {
        participant: member.id,
    }))
}

/// The values of this member's fields; a value for somebody else's field refuses the whole act (M-59).
/// What is empty is kept only where emptiness says something: a tick taken away, a text deleted.
fn own_values(
    agreement: &Agreement,
    member: &Member,
    values: &BTreeMap<FieldId, FieldValue>,
) -> Result<BTreeMap<FieldId, FieldValue>, Refusal> {
    let fields: Vec<&Field> = agreement.fields_of(member.id).collect();
    if values
        .keys()
        .any(|id| !fields.iter().any(|field| field.id == *id))
    {
        return Err(Refusal::Unknown);
    }
    let complaint = |field: &Field| {
        let problem = field.check(values.get(&field.id)).err()?;
        Some(FieldComplaint {
            field: field.id,
            problem,
        })
    };
    let mut problems: Vec<FieldComplaint> = fields.iter().copied().filter_map(complaint).collect();
    if problems.is_empty() {
        problems.extend(unsigned(agreement, member, &fields, values));
    }
    if !problems.is_empty() {
        return Err(Refusal::FieldsIncomplete { problems });
    }
    let says_something = |field: &&Field, value: &FieldValue| !value.is_empty() || field.is_cleared_by(value);
    let kept = fields.iter().filter_map(|field| {
        let value = values
            .get(&field.id)
            .filter(|value| says_something(field, value))?;
        Some((field.id, value.clone()))
    });
    Ok(kept.collect())
}

/// A signer signs in at least one place, even where every place is optional.
fn unsigned(
    agreement: &Agreement,
    member: &Member,
    fields: &[&Field],
    values: &BTreeMap<FieldId, FieldValue>,
) -> Option<FieldComplaint> {
    let signs = agreement
        .set_of(member.id)
        .is_some_and(|set| set.role == Role::Signer);
    let mut places = fields
        .iter()
        .filter(|field| field.kind == FieldKind::Signature)
        .peekable();
    let first = places.peek().filter(|_| signs)?.id;
    let signed = places.any(|place| values.get(&place.id).is_some_and(|value| !value.is_empty()));
    (!signed).then_some(FieldComplaint {
        field: first,
        problem: FieldProblem::Required,
    })
}

/// An internal user gives a factor of their own at the click (M-77); an outsider gives none.
fn fresh_factor_of<'a>(
    member: &Member,
    factor: Option<&'a FreshFactor>,
    now: Timestamp,
) -> Result<Option<&'a FreshFactor>, Refusal> {
    let Some(user) = member.user else { return Ok(None) };
    let fresh =
        |factor: &&FreshFactor| factor.user == user && now.duration_since(factor.at).abs() <= FRESHNESS;
    factor.filter(fresh).map(Some).ok_or(Refusal::FreshFactorMissing)
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
