//! Folding events into state. Never refuses, never fails: what was recorded has happened.

use super::event::{Event, Recorded};
use super::state::{Agreement, Member, ParticipantState, Status, Withdrawal};
use crate::identity::{IdentityPolicy, Method, MethodKind};
use crate::ids::ParticipantId;
use crate::routing;
use jiff::{SignedDuration, Timestamp};

/// The state after all of these events; `None` when they do not begin with a creation.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Option<Agreement> {
    events.into_iter().fold(None, apply)
}

/// The state after one more event.
pub fn apply(state: Option<Agreement>, recorded: &Recorded) -> Option<Agreement> {
    let mut agreement = match (&recorded.event, state) {
        (Event::Created { .. }, _) => created(recorded)?,
        (_, Some(agreement)) => agreement,
        (_, None) => return None,
    };
    agreement.version = recorded.seq + 1;
    change(&mut agreement, &recorded.event, recorded.at);
    Some(agreement)
}

fn created(recorded: &Recorded) -> Option<Agreement> {
    let Event::Created {
        id,
        account,
        group,
        owner,
        sender,
        organisation,
        details,
        template,
        ..
    } = &recorded.event
    else {
        return None;
    };
    Some(Agreement {
        id: *id,
        account: *account,
        group: *group,
        owner: *owner,
        sender: sender.clone(),
        organisation: organisation.clone(),
        version: 0,
        status: Status::Draft,
        details: details.clone(),
        documents: Vec::new(),
        pages: Vec::new(),
        sets: Vec::new(),
        former: Vec::new(),
        shares: Vec::new(),
        fields: Vec::new(),
        policy: IdentityPolicy::default(),
        revisions: Vec::new(),
        created_at: recorded.at,
        sent_at: None,
        expires_at: None,
        ended_at: None,
        binned_at: None,
        end_noted: false,
        template: *template,
        preparation_problem: None,
        report_sha256: None,
        lasting: None,
        report_revisions: Vec::new(),
        report_lasting: None,
    })
}

fn change(agreement: &mut Agreement, event: &Event, at: Timestamp) {
    match event {
        Event::Created { .. } => {}
        Event::Binned => agreement.binned_at = Some(at),
        Event::EndNoted => agreement.end_noted = true,
        Event::Restored => agreement.binned_at = None,
        Event::TemplateShared { sharing } => agreement.template = Some(*sharing),
        Event::Shared { share } => agreement.shares.push(share.clone()),
        Event::Unshared { share } => {
            let ended = agreement.shares.iter_mut().filter(|known| known.id == *share);
            ended.for_each(|known| known.until = at);
        }
        Event::DraftDeleted => end(agreement, Status::Deleted, at),
        Event::DraftSaved { .. } => draft_saved(agreement, event),
        Event::Sent { .. } => sent(agreement, event, at),
        Event::PreparationFailed { problem } => {
            agreement.status = Status::Draft;
            agreement.sent_at = None;
            agreement.expires_at = None;
            agreement.preparation_problem = Some(problem.clone());
        }
        Event::Prepared { revision } => {
            agreement.status = Status::InProgress;
            agreement.revisions.push(revision.clone());
        }
        Event::Completed {
            revision,
            report_sha256,
        } => {
            agreement.revisions.push(revision.clone());
            agreement.report_sha256 = Some(report_sha256.clone());
            end(agreement, Status::Completed, at);
        }
        Event::Extended { revision, lasting } => {
            agreement.revisions.extend(revision.clone());
            agreement.lasting = Some(*lasting);
        }
        Event::ReportExtended { report, lasting } => {
            agreement.report_revisions.extend(report.clone());
            agreement.report_lasting = Some(*lasting);
        }
        Event::Cancelled { reason, .. } => {
            if let super::CancelReason::Declined { participant } = reason {
                set_state(agreement, *participant, ParticipantState::Declined);
            }
            end(
                agreement,
                Status::Cancelled {
                    reason: reason.clone(),
                },
                at,
            );
        }
        Event::Expired => end(agreement, Status::Expired, at),
        _ => change_member(agreement, event, at),
    }
}

fn draft_saved(agreement: &mut Agreement, event: &Event) {
    let Event::DraftSaved {
        group,
        details,
        documents,
        pages,
        sets,
        fields,
    } = event
    else {
        return;
    };
    replace(&mut agreement.group, group);
    replace(&mut agreement.details, details);
    replace(&mut agreement.documents, documents);
    replace(&mut agreement.pages, pages);
    replace(&mut agreement.sets, sets);
    replace(&mut agreement.fields, fields);
    agreement.preparation_problem = None;
}

fn replace<T: Clone>(target: &mut T, source: &Option<T>) {
    if let Some(value) = source {
        *target = value.clone();
    }
}

fn sent(agreement: &mut Agreement, event: &Event, at: Timestamp) {
    let Event::Sent {
        policy,
        fields,
        sets,
        time_zone,
        expires_at,
    } = event
    else {
        return;
    };
    agreement.status = Status::Preparing;
    agreement.policy = policy.clone();
    agreement.fields = fields.clone();
    agreement.sets = sets.clone();
    agreement.details.time_zone = time_zone.clone();
    agreement.sent_at = Some(at);
    agreement.expires_at = Some(*expires_at);
    agreement.preparation_problem = None;
}

fn end(agreement: &mut Agreement, status: Status, at: Timestamp) {
    agreement.status = status;
    agreement.ended_at = Some(at);
}

fn change_member(agreement: &mut Agreement, event: &Event, at: Timestamp) {
    match event {
        Event::Sealed {
            participant,
            revision,
        } => {
            agreement.revisions.push(revision.clone());
            sealed(agreement, *participant);
        }
        Event::Signed { participant, act } => {
            with(agreement, *participant, |member| {
                member.act = Some((**act).clone());
                member.state = ParticipantState::Sealing;
            });
        }
        Event::TurnStarted {
            participant,
            user,
            link_expires_at,
        } => with(agreement, *participant, |member| {
            member.state = ParticipantState::Waiting;
            member.user = *user;
            member.link_expires_at = Some(*link_expires_at);
            member.turn_started_at = Some(at);
            member.reminded_at = Some(at);
        }),
        Event::Reminded { participants, .. } => participants.iter().for_each(|participant| {
            with(agreement, *participant, |member| {
                member.reminded_at = Some(at);
                member.bounced_at = None;
            });
        }),
        Event::Delegated { participant, by } | Event::ParticipantReplaced { participant, by } => {
            replaced(agreement, *participant, by);
        }
        Event::EmailBounced { participant } => {
            with(agreement, *participant, |member| member.bounced_at = Some(at));
        }
        Event::Misdirected { participant, .. } => {
            set_state(agreement, *participant, ParticipantState::Misdirected);
        }
        Event::TokenExtended { participant, until } => with(agreement, *participant, |member| {
            member.link_expires_at = Some(*until);
            member.extension_requested = false;
        }),
        Event::ExtensionRequested { participant } => {
            with(agreement, *participant, |member| {
                member.extension_requested = true
            });
        }
        _ => change_ceremony(agreement, event, at),
    }
}

/// What happens while a recipient is on the signing page.
fn change_ceremony(agreement: &mut Agreement, event: &Event, at: Timestamp) {
    match event {
        Event::AuthenticationFailed {
            participant,
            failures,
            method,
        } => {
            with(agreement, *participant, |member| match method {
                MethodKind::Pin => member.pin_failures = *failures,
                _ => member.failed_attempts = *failures,
            });
        }
        Event::CodeRequested {
            participant,
            challenge,
        } => with(agreement, *participant, |member| {
            let hour_ago = at
                .saturating_sub(SignedDuration::from_hours(1))
                .unwrap_or(Timestamp::MIN);
            member.code_requests.retain(|request| *request > hour_ago);
            member.code_requests.push(at);
            member.challenge = Some(challenge.clone());
        }),
        Event::CodeHandedOver {
            participant,
            challenge,
        } => with(agreement, *participant, |member| {
            if let Some(current) = member
                .challenge
                .as_mut()
                .filter(|current| current.id == *challenge)
            {
                current.handed_over_at = Some(at);
            }
        }),
        Event::IdentityVerified {
            participant, proof, ..
        } => with(agreement, *participant, |member| {
            member.proofs.push(proof.clone());
            member.challenge = None;
        }),
        Event::SigningPasswordReset { participant, secret } => with(agreement, *participant, |member| {
            member.method.value = Method::Password {
                secret: Some(*secret),
            };
            member.failed_attempts = 0;
            member.proofs.clear();
        }),
        Event::DocumentsViewed { participant, visit } => with(agreement, *participant, |member| {
            member.viewed_at.get_or_insert(at);
            member.seen_in = Some(*visit);
        }),
        Event::ConsentAccepted { participant, consent } => {
            with(agreement, *participant, |member| {
                member.consent = Some(consent.clone());
                member.withdrawal = None;
            });
        }
        Event::ConsentWithdrawn {
            participant,
            paper,
            unproved,
            message,
        } => with(agreement, *participant, |member| {
            member.consent = None;
            member.withdrawal = Some(Withdrawal {
                at,
                paper: *paper,
                unproved: *unproved,
                message: message.clone(),
            });
        }),
        _ => {}
    }
}

fn sealed(agreement: &mut Agreement, participant: ParticipantId) {
    set_state(agreement, participant, ParticipantState::Completed);
    let members = agreement
        .sets
        .iter_mut()
        .find(|set| set.members.iter().any(|member| member.id == participant));
    for other in members
        .into_iter()
        .flat_map(|set| &mut set.members)
        .filter(|member| member.id != participant && member.state != ParticipantState::Misdirected)
    {
        other.state = ParticipantState::CompletedByOther;
    }
    let mut acting = agreement.sets.iter().filter(|set| set.role.acts());
    if acting.all(routing::set_is_complete) {
        agreement.status = Status::Closing;
    }
}

/// The place stays, with its fields; of the person who had it nothing passes on.
fn replaced(agreement: &mut Agreement, participant: ParticipantId, by: &Member) {
    let found = agreement
        .member_mut(participant)
        .map(|member| std::mem::replace(member, by.clone()));
    agreement.former.extend(found);
}

fn set_state(agreement: &mut Agreement, participant: ParticipantId, state: ParticipantState) {
    with(agreement, participant, |member| member.state = state);
}

fn with(agreement: &mut Agreement, participant: ParticipantId, change: impl FnOnce(&mut Member)) {
    if let Some(member) = agreement.member_mut(participant) {
        change(member);
    }
}
