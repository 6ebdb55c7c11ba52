//! The rules: a state, a command and the time give events and effects, or a refusal. Pure.

use super::codes;
use super::command::{Command, DraftChanges, NewAgreement};
use super::draft;
use super::event::{Effect, Event, Notice};
use super::lasting::{Lasting, SignedFile};
use super::names;
use super::people;
use super::recipient;
use super::remind;
use super::saving;
use super::state::{
    Agreement, CancelReason, Member, ParticipantState, RevisionFacts, RevisionKind, Role, Sharing, Status,
};
use crate::ids::{ParticipantId, UserId};
use crate::refusal::{Refusal, TextKind};
use crate::routing;
use crate::schedule;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The shelf of what was put into the bin.
pub const BIN: &str = "binned";
/// The shelf of templates.
pub const TEMPLATE: &str = "template";

/// What a command leads to: events to be kept and effects to be done, in one transaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// What happened.
    pub events: Vec<Event>,
    /// What must be done outside.
    pub effects: Vec<Effect>,
}

impl Decision {
    pub(super) fn of(event: Event) -> Decision {
        Decision {
            events: vec![event],
            effects: Vec::new(),
        }
    }

    pub(super) fn and(mut self, effect: Effect) -> Decision {
        self.effects.push(effect);
        self
    }

    pub(super) fn notify(self, agreement: &Agreement, notice: Notice) -> Decision {
        if agreement.details.sends_mail {
            self.and(Effect::Notify { notice })
        } else {
            self
        }
    }
}

/// Decides `command` at `now`. `state` is `None` only for [`Command::Create`].
pub fn decide(state: Option<&Agreement>, command: &Command, now: Timestamp) -> Result<Decision, Refusal> {
    match (state, command) {
        (None, Command::Create(new)) => create(new),
        (Some(_), Command::Create(_)) => Err(Refusal::NotNow),
        (None, _) => Err(Refusal::Unknown),
        (Some(agreement), command) => decide_existing(agreement, command, now),
    }
}

fn decide_existing(agreement: &Agreement, command: &Command, now: Timestamp) -> Result<Decision, Refusal> {
    let about_its_place = matches!(
        command,
        Command::Bin
            | Command::Extend { .. }
            | Command::Restore
            | Command::Share { .. }
            | Command::TakeNote
            | Command::Unshare { .. }
    );
    if agreement.status.is_terminal() && !about_its_place {
        return recipient::decide_after_the_end(agreement, command, now);
    }
    match command {
        Command::Create(_) => Err(Refusal::NotNow),
        Command::Bin => bin(agreement),
        Command::Restore => restore(agreement),
        Command::TakeNote => take_note(agreement),
        Command::Share { with } => people::share(agreement, with, now),
        Command::Unshare { share } => people::unshare(agreement, *share, now),
        Command::ShareTemplate { sharing } => share(agreement, *sharing),
        Command::SaveDraft {
            expected_version,
            changes,
        } => save_draft(agreement, *expected_version, changes),
        Command::DeleteDraft => delete_draft(agreement),
        Command::Send { policy, time_zone } => send(agreement, policy, time_zone, now),
        Command::Prepared { revision, internal } => prepared(agreement, revision, internal, now),
        Command::PreparationFailed { problem } => preparation_failed(agreement, problem),
        Command::Seal {
            participant,
            revision,
            internal,
        } => seal(agreement, *participant, revision, internal, now),
        Command::Close {
            revision,
            report_sha256,
            extend_at,
        } => close(agreement, revision, report_sha256, *extend_at),
        Command::Extend {
            file,
            revision,
            lasting,
        } => extend(agreement, *file, revision.as_ref(), *lasting),
        Command::Cancel { reason } => cancel(agreement, reason),
        Command::Expire => expire(agreement, now),
        Command::ResetPassword { participant, secret } => {
            codes::reset_password(agreement, *participant, *secret)
        }
        Command::FetchLinks => fetch_links(agreement),
        Command::Bounce { participant } => people::bounce(agreement, *participant),
        Command::ReplaceParticipant {
            participant,
            by,
            user,
        } => people::replace(agreement, *participant, by, *user, now),
        Command::ExtendLink { participant, days } => extend_link(agreement, *participant, *days, now),
        Command::Remind {
            participants,
            scheduled,
        } => remind::remind(agreement, participants, *scheduled, now),
        command => recipient::decide(agreement, command, now),
    }
}

fn create(new: &NewAgreement) -> Result<Decision, Refusal> {
    saving::check_details(&new.details)?;
    let NewAgreement {
        id,
        account,
        group,
        owner,
        sender,
        organisation,
        details,
        copy_of,
        template,
    } = new.clone();
    Ok(Decision::of(Event::Created {
        id,
        account,
        group,
        owner,
        sender,
        organisation,
        details,
        copy_of,
        template,
    }))
}

/// What others still wait for cannot be put away.
fn bin(agreement: &Agreement) -> Result<Decision, Refusal> {
    let at_rest = agreement.status == Status::Draft || agreement.status.is_terminal();
    if at_rest && agreement.status != Status::Deleted && agreement.binned_at.is_none() {
        Ok(Decision::of(Event::Binned))
    } else {
        Err(Refusal::NotNow)
    }
}

fn restore(agreement: &Agreement) -> Result<Decision, Refusal> {
    if agreement.status != Status::Deleted && agreement.binned_at.is_some() {
        Ok(Decision::of(Event::Restored))
    } else {
        Err(Refusal::NotNow)
    }
}

fn share(agreement: &Agreement, sharing: Sharing) -> Result<Decision, Refusal> {
    in_draft(agreement)?;
    match agreement.template {
        Some(before) if before == sharing => Ok(Decision::default()),
        Some(_) => Ok(Decision::of(Event::TemplateShared { sharing })),
        None => Err(Refusal::NotNow),
    }
}

fn take_note(agreement: &Agreement) -> Result<Decision, Refusal> {
    if agreement.awaits_note() {
        Ok(Decision::of(Event::EndNoted))
    } else {
        Err(Refusal::NotNow)
    }
}

fn delete_draft(agreement: &Agreement) -> Result<Decision, Refusal> {
    if agreement.status == Status::Draft {
        Ok(Decision::of(Event::DraftDeleted))
    } else {
        Err(Refusal::NotNow)
    }
}

/// A draft that is at hand, not in the bin.
pub(super) fn in_draft(agreement: &Agreement) -> Result<(), Refusal> {
    if agreement.status == Status::Draft && agreement.binned_at.is_none() {
        Ok(())
    } else {
        Err(Refusal::NotNow)
    }
}

pub(super) fn in_progress(agreement: &Agreement) -> Result<(), Refusal> {
    if agreement.status == Status::InProgress {
        Ok(())
    } else {
        Err(Refusal::NotNow)
    }
}

/// No link is good after the deadline, and none can be made to be.
pub(super) fn before_deadline(agreement: &Agreement, now: Timestamp) -> Result<(), Refusal> {
    if agreement.expires_at.is_some_and(|end| now >= end) {
        Err(Refusal::DeadlinePassed)
    } else {
        Ok(())
    }
}

fn save_draft(
    agreement: &Agreement,
    expected: Option<u64>,
    changes: &DraftChanges,
) -> Result<Decision, Refusal> {
    let event = saving::save(agreement, expected, changes)?;
    Ok(event.map_or_else(Decision::default, Decision::of))
}

fn send(
    draft: &Agreement,
    policy: &crate::identity::IdentityPolicy,
    time_zone: &str,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    in_draft(draft)?;
    if draft.template.is_some() {
        return Err(Refusal::NotNow);
    }
    // The deadline is judged in the zone that is frozen now, whatever the draft was written in (decision 28).
    let mut draft = draft.clone();
    time_zone.clone_into(&mut draft.details.time_zone);
    let draft = &draft;
    let problems = draft::draft_problems(draft, now);
    if !problems.is_empty() {
        return Err(Refusal::NotReady { problems });
    }
    let backstop = schedule::in_days(now, schedule::BACKSTOP_DAYS);
    let deadline = draft
        .details
        .deadline
        .map(|day| schedule::end_of_day(day, time_zone));
    let expires_at = deadline.unwrap_or(backstop).min(backstop);
    let event = Event::Sent {
        policy: policy.clone(),
        fields: names::frozen_fields(draft),
        sets: draft::frozen_sets(draft),
        time_zone: time_zone.to_owned(),
        expires_at,
    };
    Ok(Decision::of(event)
        .and(Effect::Prepare)
        .and(Effect::ExpireAt { at: expires_at }))
}

fn prepared(
    agreement: &Agreement,
    revision: &RevisionFacts,
    internal: &BTreeMap<ParticipantId, UserId>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if agreement.status != Status::Preparing {
        return Err(Refusal::NotNow);
    }
    fits(agreement, revision, &RevisionKind::Prepared)?;
    let decision = Decision::of(Event::Prepared {
        revision: revision.clone(),
    });
    let decision = start_turns(
        agreement,
        decision,
        routing::next_order(&agreement.sets, None),
        internal,
        now,
    );
    Ok(match agreement.details.reminder.next(now) {
        Some(at) if agreement.details.sends_mail => decision.and(Effect::RemindAt { at }),
        _ => decision,
    })
}

fn start_turns(
    agreement: &Agreement,
    mut decision: Decision,
    order: Option<u32>,
    internal: &BTreeMap<ParticipantId, UserId>,
    now: Timestamp,
) -> Decision {
    let link_expires_at = schedule::in_days(now, i64::from(agreement.details.link_days));
    let of_order = agreement
        .sets
        .iter()
        .filter(|set| set.role.acts() && Some(set.order) == order);
    for member in of_order.flat_map(|set| &set.members) {
        let (participant, user) = (member.id, internal.get(&member.id).copied());
        decision.events.push(Event::TurnStarted {
            participant,
            user,
            link_expires_at,
        });
        decision = decision.notify(agreement, Notice::Invitation { participant });
    }
    decision
}

fn preparation_failed(agreement: &Agreement, problem: &str) -> Result<Decision, Refusal> {
    if agreement.status != Status::Preparing {
        return Err(Refusal::NotNow);
    }
    let decision = Decision::of(Event::PreparationFailed {
        problem: problem.to_owned(),
    });
    Ok(decision.notify(agreement, Notice::NotPrepared))
}

/// A seal was made. It counts only while the agreement is open: cancel, decline and expiry win over it (decision 12).
fn seal(
    agreement: &Agreement,
    participant: ParticipantId,
    revision: &RevisionFacts,
    internal: &BTreeMap<ParticipantId, UserId>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    in_progress(agreement)?;
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    if member.state != ParticipantState::Sealing {
        return Err(Refusal::NotNow);
    }
    fits(agreement, revision, &RevisionKind::Act { participant })?;
    let decision = Decision::of(Event::Sealed {
        participant,
        revision: revision.clone(),
    });
    let set = agreement.set_of(participant).ok_or(Refusal::Unknown)?;
    let decision = people::tell_mates(agreement, set, participant, decision);
    if !routing::is_last_of_its_order(set, &agreement.sets) {
        return Ok(decision);
    }
    Ok(match routing::next_order(&agreement.sets, Some(set.order)) {
        Some(next) => start_turns(agreement, decision, Some(next), internal, now),
        None => decision.and(Effect::Close),
    })
}

/// A revision is of the kind that is expected and stands on the last one. One that was made on an older base is made anew:
/// the refusal is another one than that of a command which the state has overtaken for good.
fn fits(agreement: &Agreement, revision: &RevisionFacts, kind: &RevisionKind) -> Result<(), Refusal> {
    let next = agreement.last_revision().map_or(0, |last| last.number + 1);
    if revision.number == next && revision.kind == *kind {
        Ok(())
    } else {
        Err(Refusal::ShownRevisionStale)
    }
}

fn close(
    agreement: &Agreement,
    revision: &RevisionFacts,
    report_sha256: &str,
    extend_at: Option<Timestamp>,
) -> Result<Decision, Refusal> {
    if agreement.status != Status::Closing {
        return Err(Refusal::NotNow);
    }
    fits(agreement, revision, &RevisionKind::Closing)?;
    let event = Event::Completed {
        revision: revision.clone(),
        report_sha256: report_sha256.to_owned(),
    };
    let decision = Decision::of(event).notify(agreement, Notice::OwnerCompleted);
    let files = [SignedFile::Document, SignedFile::Report];
    let decision = files.into_iter().fold(decision, |decision, file| {
        and_extend_at(decision, file, extend_at)
    });
    let told = |member: &&Member| !has_no_part(member) && !agreement.is_owner(member);
    let told = agreement.members().filter(told);
    Ok(told.fold(decision, |decision, member| {
        decision.notify(
            agreement,
            Notice::Completed {
                participant: member.id,
            },
        )
    }))
}

/// What is added to a finished file changes nothing that was decided: the agreement's state stays.
fn extend(
    agreement: &Agreement,
    file: SignedFile,
    revision: Option<&RevisionFacts>,
    lasting: Lasting,
) -> Result<Decision, Refusal> {
    if agreement.status != Status::Completed {
        return Err(Refusal::NotNow);
    }
    let event = match file {
        SignedFile::Document => {
            if let Some(revision) = revision {
                fits(agreement, revision, &RevisionKind::Extended)?;
            }
            Event::Extended {
                revision: revision.cloned(),
                lasting,
            }
        }
        SignedFile::Report => {
            // The report itself is the first state of it.
            let next = agreement
                .report_revisions
                .last()
                .map_or(1, |last| last.number + 1);
            let fits = |added: &RevisionFacts| added.number == next && added.kind == RevisionKind::Extended;
            if !revision.is_none_or(fits) {
                return Err(Refusal::ShownRevisionStale);
            }
            Event::ReportExtended {
                report: revision.cloned(),
                lasting,
            }
        }
    };
    // A try that brought nothing new is no event of its own.
    let known = agreement.lasting_of(file);
    let decision = match revision.is_none() && known.is_some_and(|known| known.says_the_same(&lasting)) {
        true => Decision::default(),
        false => Decision::of(event),
    };
    Ok(and_extend_at(decision, file, lasting.extend_at))
}

fn and_extend_at(decision: Decision, file: SignedFile, at: Option<Timestamp>) -> Decision {
    match at {
        Some(at) => decision.and(Effect::ExtendAt { file, at }),
        None => decision,
    }
}

fn cancel(agreement: &Agreement, reason: &str) -> Result<Decision, Refusal> {
    match agreement.status {
        Status::Preparing | Status::InProgress => {}
        _ => return Err(Refusal::NotNow),
    }
    let comment = recipient::bounded_text(reason, TextKind::Reason, true)?;
    let event = Event::Cancelled {
        reason: CancelReason::ByOwner,
        comment: comment.map(|text| crate::Personal::new(agreement.owner, text)),
    };
    let notice = |member: &Member| Notice::Cancelled {
        participant: member.id,
    };
    Ok(tell_involved(agreement, Decision::of(event), |_| true, notice))
}

fn expire(agreement: &Agreement, now: Timestamp) -> Result<Decision, Refusal> {
    let open = matches!(agreement.status, Status::Preparing | Status::InProgress);
    if !open || agreement.expires_at.is_none_or(|end| now < end) {
        return Err(Refusal::NotNow);
    }
    let decision = Decision::of(Event::Expired).notify(agreement, Notice::OwnerExpired);
    let others = |member: &Member| !agreement.is_owner(member);
    Ok(tell_involved(agreement, decision, others, |member| {
        Notice::Expired {
            participant: member.id,
        }
    }))
}

/// Another one of their set acted, or the link had gone astray.
fn has_no_part(member: &Member) -> bool {
    matches!(
        member.state,
        ParticipantState::CompletedByOther | ParticipantState::Misdirected
    )
}

/// Tells those who have been written to before: earlier signers and those whose turn had come (decision 14).
pub(super) fn tell_involved(
    agreement: &Agreement,
    decision: Decision,
    told: impl Fn(&Member) -> bool,
    notice: impl Fn(&Member) -> Notice,
) -> Decision {
    let written_to =
        |member: &Member| member.turn_started_at.is_some() && member.state != ParticipantState::Misdirected;
    let involved = |member: &&Member| written_to(member) && told(member);
    agreement
        .members()
        .filter(involved)
        .fold(decision, |decision, member| {
            decision.notify(agreement, notice(member))
        })
}

/// Links are never handed out without a trace: the report tells that somebody beside the recipient had them.
fn fetch_links(agreement: &Agreement) -> Result<Decision, Refusal> {
    in_progress(agreement)?;
    let waiting = agreement
        .members()
        .filter(|member| member.state == ParticipantState::Waiting);
    let participants: Vec<ParticipantId> = waiting.map(|member| member.id).collect();
    if participants.is_empty() {
        return Err(Refusal::NotNow);
    }
    Ok(Decision::of(Event::LinksFetched { participants }))
}

fn extend_link(
    agreement: &Agreement,
    participant: ParticipantId,
    days: u16,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    in_progress(agreement)?;
    before_deadline(agreement, now)?;
    let member = agreement.member(participant).ok_or(Refusal::Unknown)?;
    if member.state != ParticipantState::Waiting || !schedule::LINK_DAYS.contains(&days) {
        return Err(Refusal::NotNow);
    }
    let until = schedule::in_days(now, i64::from(days)).max(member.link_expires_at.unwrap_or(now));
    let decision = Decision::of(Event::TokenExtended { participant, until });
    Ok(decision.notify(agreement, Notice::LinkExtended { participant }))
}

impl Agreement {
    /// Somebody else ended it, and its owner has not taken note of that.
    pub fn awaits_note(&self) -> bool {
        let by_others = matches!(
            self.status,
            Status::Cancelled {
                reason: CancelReason::Declined { .. } | CancelReason::TooManyAttempts { .. }
            }
        );
        by_others && !self.end_noted
    }

    /// The word under which lists keep it: its status, the templates, or the bin.
    pub fn shelf(&self) -> &'static str {
        match self.binned_at {
            Some(_) if self.status != Status::Deleted => BIN,
            None if self.template.is_some() && self.status == Status::Draft => TEMPLATE,
            _ => self.status.name(),
        }
    }

    /// What the agreement waits for, in the words of Acrobat Sign v6 (`OUT_FOR_SIGNATURE`).
    pub fn waits_for_approval(&self) -> bool {
        let waiting = |member: &Member| member.state == ParticipantState::Waiting;
        let mut sets = self
            .sets
            .iter()
            .filter(|set| set.members.iter().any(waiting))
            .peekable();
        sets.peek().is_some() && sets.all(|set| set.role == Role::Approver)
    }
}
