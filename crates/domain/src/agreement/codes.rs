//! Codes, signing passwords and PINs in an agreement: asking for them, answering, and what too many wrong answers lead to.

use super::decide::Decision;
use super::event::{Effect, Event, Notice};
use super::state::{Agreement, CancelReason, Member, ParticipantState, Status};
use crate::Personal;
use crate::identity::{
    AccountLogin, Challenge, Code, CodeChannel, CodeOutcome, IdentityProof, MAX_SENDS_PER_HOUR, Method,
    MethodKind, PinSource, RESEND_DELAY,
};
use crate::ids::{ChallengeId, ParticipantId, SecretId, VisitId};
use crate::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};

pub(super) fn request_code(
    member: &Member,
    challenge: Challenge,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if member.method.value.kind() != MethodKind::Phone {
        return Err(Refusal::NotNow);
    }
    let wait = seconds_to_wait(&member.code_requests, now);
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

/// Half a minute after the last request, and an hour after the fifth last.
fn seconds_to_wait(requests: &[Timestamp], now: Timestamp) -> u32 {
    let wait = |from: Option<&Timestamp>, pause: SignedDuration| {
        let end = from?.saturating_add(pause).unwrap_or(Timestamp::MAX);
        u32::try_from(end.duration_since(now).as_secs()).ok()
    };
    let too_soon = wait(requests.last(), RESEND_DELAY);
    let too_many = wait(
        requests.iter().nth_back(MAX_SENDS_PER_HOUR - 1),
        SignedDuration::from_hours(1),
    );
    too_soon.max(too_many).unwrap_or(0)
}

pub(super) fn code_handed_over(
    agreement: &Agreement,
    participant: ParticipantId,
    challenge: ChallengeId,
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

pub(super) fn answer_code(
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
        CodeOutcome::Right => Ok(Decision::of(identity_verified(
            member,
            visit,
            Some(challenge.channel),
            now,
        ))),
        CodeOutcome::Expired => Err(Refusal::CodeExpired),
        CodeOutcome::Wrong => Ok(wrong_answer(agreement, member, member.method.value.kind())),
    }
}

/// An answer that was compared with another password than the current one says nothing: it was set anew in that moment.
pub(super) fn answer_password(
    agreement: &Agreement,
    member: &Member,
    visit: VisitId,
    (secret, is_right): (SecretId, bool),
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let current = Method::Password { secret: Some(secret) };
    match member.method.value == current {
        false => Err(Refusal::NotNow),
        true if is_right => Ok(Decision::of(identity_verified(member, visit, None, now))),
        true => Ok(wrong_answer(agreement, member, MethodKind::Password)),
    }
}

/// The PIN is asked for when everything else has been answered in this visit: a link alone cannot use its attempts up.
pub(super) fn answer_pin(
    agreement: &Agreement,
    member: &Member,
    visit: VisitId,
    (source, is_right): (PinSource, bool),
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if member.asked_in(visit) != Some(MethodKind::Pin) {
        return Err(Refusal::NotNow);
    }
    if !is_right {
        return Ok(wrong_answer(agreement, member, MethodKind::Pin));
    }
    Ok(Decision::of(Event::IdentityVerified {
        participant: member.id,
        proof: IdentityProof {
            method: MethodKind::Pin,
            visit,
            at: now,
            channel: None,
            pin: Some(source),
            session_since: None,
        },
        target: None,
    }))
}

/// The recipient signed in, or was signed in already where the agreement lets that be enough.
pub(super) fn answer_account(
    agreement: &Agreement,
    member: &Member,
    visit: VisitId,
    login: AccountLogin,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if member.asked_in(visit) != Some(MethodKind::Account) {
        return Err(Refusal::NotNow);
    }
    let session_since = match login {
        AccountLogin::Wrong => return Ok(wrong_answer(agreement, member, MethodKind::Account)),
        AccountLogin::Right => None,
        AccountLogin::SignedInSince(_) if !agreement.policy.account_session_counts => {
            return Err(Refusal::NotNow);
        }
        AccountLogin::SignedInSince(since) => Some(since),
    };
    let proof = IdentityProof {
        method: MethodKind::Account,
        visit,
        at: now,
        channel: None,
        pin: None,
        session_since,
    };
    Ok(Decision::of(Event::IdentityVerified {
        participant: member.id,
        proof,
        target: None,
    }))
}

/// In a draft, and on an open agreement for somebody who still has to act; their earlier wrong answers count no more.
pub(super) fn reset_password(
    agreement: &Agreement,
    participant: ParticipantId,
    secret: SecretId,
) -> Result<Decision, Refusal> {
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    let acts_still = matches!(member.state, ParticipantState::NotYet | ParticipantState::Waiting);
    let open = matches!(
        agreement.status,
        Status::Draft | Status::Preparing | Status::InProgress
    );
    if member.method.value.kind() != MethodKind::Password || !acts_still || !open {
        return Err(Refusal::NotNow);
    }
    let fresh = Method::Password { secret: Some(secret) };
    if member.method.value == fresh {
        return Err(Refusal::Malformed);
    }
    Ok(Decision::of(Event::SigningPasswordReset { participant, secret }))
}

fn identity_verified(member: &Member, visit: VisitId, channel: Option<CodeChannel>, now: Timestamp) -> Event {
    let proof = IdentityProof {
        method: member.method.value.kind(),
        visit,
        at: now,
        channel,
        pin: None,
        session_since: None,
    };
    let target = match &member.method.value {
        Method::Email | Method::Password { .. } | Method::Account => None,
        Method::Phone { phone } => Some(Personal::new(member.id, phone.masked())),
    };
    Event::IdentityVerified {
        participant: member.id,
        proof,
        target,
    }
}

/// A wrong answer is kept; the one that reaches the threshold cancels for ever and tells only the owner.
fn wrong_answer(agreement: &Agreement, member: &Member, method: MethodKind) -> Decision {
    let participant = member.id;
    let failures = member.failures(method).saturating_add(1);
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
