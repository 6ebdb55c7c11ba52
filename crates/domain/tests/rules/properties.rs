//! Random commands: whatever is asked, in whatever order, the rules keep what they promise.

use crate::chain::{STREAM, kept, read_back};
use crate::generator::{Step, commands, steps, world};
use crate::scenario::*;
use domain::agreement::{
    Agreement, CancelReason, Command, Decision, Effect, Event, Notice, ParticipantState, Recorded,
    RevisionKind, Status, replay,
};
use domain::audit;
use domain::fields::{FieldValue, InkPoint, Mark};
use domain::ids::ParticipantId;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn one_decision(was: &Agreement, command: &Command, decision: &Decision, after: &Scenario) {
    let is = after.state();
    assert_eq!(
        is.version,
        was.version + u64::try_from(decision.events.len()).unwrap()
    );
    assert_eq!(is.version, u64::try_from(after.history.len()).unwrap());
    assert!(
        decision.effects.is_empty() || !decision.events.is_empty(),
        "an effect without an event has no row to stand on"
    );
    if was.status.is_terminal() {
        assert_eq!(is.status, was.status, "an end is an end");
        assert_eq!((&is.revisions, is.ended_at), (&was.revisions, was.ended_at));
        let shelved = |event: &Event| matches!(event, Event::Binned | Event::EndNoted | Event::Restored);
        assert!(
            was.status == Status::Completed || decision.events.iter().all(shelved),
            "after any other end nothing is even recorded, but where it is kept"
        );
        assert_eq!(told(decision), []);
    }
    for (old, new) in was.members().zip(is.members()) {
        assert!(
            old.failed_attempts <= new.failed_attempts || old.method != new.method,
            "wrong answers are never forgotten, but with the password that they were about (A-28)"
        );
        assert!(old.pin_failures <= new.pin_failures, "A-52");
        let final_ = [
            ParticipantState::Completed,
            ParticipantState::CompletedByOther,
            ParticipantState::Declined,
        ];
        assert!(
            !final_.contains(&old.state) || old.state == new.state,
            "who is done stays done"
        );
    }
    if matches!(command, Command::Seal { .. }) {
        let number = u32::try_from(was.revisions.len()).unwrap();
        assert_eq!(
            is.revisions.last().unwrap().number,
            number,
            "a seal stands on the last revision"
        );
    }
    if let Some(Event::Cancelled {
        reason: CancelReason::TooManyAttempts { participant },
        ..
    }) = decision.events.last()
    {
        let alone = Effect::Notify {
            notice: Notice::AutoCancelled {
                participant: *participant,
            },
        };
        assert_eq!(decision.effects, [alone], "A-54: the owner, and nobody else");
    }
    told(decision).iter().for_each(|notice| asked_for(after, notice));
}

/// A notice goes out only after the event that it tells of.
fn asked_for(scenario: &Scenario, notice: &Notice) {
    let has = |wanted: &dyn Fn(&Event) -> bool| recorded(scenario, wanted);
    let about = |who: ParticipantId, event: &Event| match event {
        Event::TurnStarted { participant, .. }
        | Event::TokenExtended { participant, .. }
        | Event::ConsentWithdrawn { participant, .. }
        | Event::ExtensionRequested { participant } => *participant == who,
        _ => false,
    };
    let turn = |who| has(&|event| about(who, event) && event.kind() == "TURN_STARTED");
    let kind = |kind: &str| has(&|event| event.kind() == kind);
    let justified = match notice {
        Notice::NotPrepared => kind("PREPARATION_FAILED"),
        Notice::AutoCancelled { .. } => kind("AUTHENTICATION_FAILED") && kind("CANCELLED"),
        Notice::ConsentWithdrawn { participant } => {
            has(&|event| about(*participant, event) && event.kind() == "CONSENT_WITHDRAWN")
        }
        Notice::ExtensionRequested { participant } => {
            has(&|event| about(*participant, event) && event.kind() == "EXTENSION_REQUESTED")
        }
        Notice::Misdirected { participant } => {
            has(&|event| matches!(event, Event::Misdirected { participant: who, .. } if who == participant))
        }
        Notice::Delegated { participant } => {
            has(&|event| matches!(event, Event::Delegated { by, .. } if by.id == *participant))
        }
        Notice::Shared { share } => {
            has(&|event| matches!(event, Event::Shared { share: made } if made.id == *share))
        }
        Notice::ActedByOther { participant } => turn(*participant) && kind("SEALED"),
        Notice::OwnerCompleted | Notice::Completed { .. } => kind("COMPLETED"),
        Notice::OwnerDeclined { .. } => kind("CANCELLED"),
        Notice::OwnerExpired => kind("EXPIRED"),
        Notice::Invitation { participant } => turn(*participant),
        Notice::Reminder { participant } => turn(*participant) && kind("REMINDED"),
        Notice::LinkExtended { participant } => {
            has(&|event| about(*participant, event) && event.kind() == "TOKEN_EXTENDED")
        }
        Notice::Cancelled { participant } | Notice::Declined { participant } => {
            turn(*participant) && kind("CANCELLED")
        }
        Notice::Expired { participant } => turn(*participant) && kind("EXPIRED"),
    };
    assert!(justified, "{notice:?}");
}

fn any_time(agreement: &Agreement) {
    for set in &agreement.sets {
        let count = |state| set.members.iter().filter(|member| member.state == state).count();
        assert!(count(ParticipantState::Completed) <= 1, "one of a set acts");
        assert!(
            count(ParticipantState::Completed) + count(ParticipantState::Sealing) <= 1,
            "and one is promised a seal"
        );
        assert!(
            set.role.acts() || count(ParticipantState::NotYet) == set.members.len(),
            "a copy never acts"
        );
    }
    let numbers = agreement
        .revisions
        .iter()
        .map(|revision| usize::try_from(revision.number).unwrap());
    assert!(numbers.eq(0..agreement.revisions.len()));
    let started = agreement
        .members()
        .filter(|member| member.turn_started_at.is_some());
    let orders: BTreeSet<u32> = started
        .filter_map(|member| agreement.set_of(member.id))
        .map(|set| set.order)
        .collect();
    let earlier = orders.last().map_or(0, |last| *last);
    let before = agreement
        .sets
        .iter()
        .filter(|set| set.role.acts() && set.order < earlier);
    assert!(
        before.clone().all(domain::routing::set_is_complete),
        "M-24: nobody's turn comes early"
    );
}

/// What must be true of every act that was accepted (A-02, C-40, decision 10).
fn acts_were_earned(history: &[Recorded], agreement: &Agreement) {
    for (place, recorded) in history.iter().enumerate() {
        let Event::Signed { participant, act } = &recorded.event else {
            continue;
        };
        let earlier = &history[..place];
        let had = |wanted: &dyn Fn(&Event) -> bool| earlier.iter().any(|one| wanted(&one.event));
        let member = agreement.member(*participant).unwrap();
        // What was proved by a password that was replaced counts no more.
        let replaced = earlier.iter().rposition(
            |one| matches!(&one.event, Event::SigningPasswordReset { participant: who, .. } if who == participant),
        );
        let since = &earlier[replaced.unwrap_or(0)..];
        let proved = since.iter().map(|one| &one.event).any(
            |event| matches!(event, Event::IdentityVerified { participant: who, proof, .. } if who == participant && proof.visit() == act.visit),
        );
        assert!(proved || !member.method.value.asks_a_question(), "A-02");
        let pin_proved = since.iter().map(|one| &one.event).any(
            |event| matches!(event, Event::IdentityVerified { participant: who, proof, .. } if who == participant && proof.visit() == act.visit && proof.pin().is_some()),
        );
        assert!(pin_proved || !member.pin, "M-17");
        let last = earlier.iter().rev().find_map(|one| match &one.event {
            Event::ConsentAccepted { participant: who, .. } if who == participant => Some(true),
            Event::ConsentWithdrawn { participant: who, .. } if who == participant => Some(false),
            _ => None,
        });
        assert_eq!(last, Some(true), "C-40, C-41");
        assert!(
            had(
                &|event| matches!(event, Event::DocumentsViewed { participant: who, .. } if who == participant)
            ),
            "decision 10"
        );
        assert_eq!(
            act.fresh_factor.as_ref().map(|factor| factor.user),
            member.user,
            "M-77"
        );
        let own: BTreeSet<_> = agreement.fields_of(*participant).map(|field| field.id).collect();
        assert!(act.values.value.keys().all(|field| own.contains(field)), "M-59");
    }
}

fn completed(agreement: &Agreement) {
    let acting: Vec<_> = agreement.sets.iter().filter(|set| set.role.acts()).collect();
    assert!(acting.iter().all(|set| domain::routing::set_is_complete(set)));
    assert_eq!(agreement.revisions.len(), 1 + acting.len() + 1);
    assert_eq!(agreement.revisions[0].kind, RevisionKind::Prepared);
    assert_eq!(agreement.revisions.last().unwrap().kind, RevisionKind::Closing);
    assert!(agreement.report_sha256.is_some());
}

fn run(scenario: &mut Scenario, steps: &[Step]) {
    for step in steps {
        for command in commands(scenario, step) {
            let before = scenario.state().clone();
            if let Ok(decision) = scenario.tries(&command) {
                one_decision(&before, &command, &decision, scenario);
                any_time(scenario.state());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_the_rules_hold(mut scenario in world(), steps in steps()) {
        run(&mut scenario, &steps);
        acts_were_earned(&scenario.history, scenario.state());
        if *scenario.status() == Status::Completed {
            completed(scenario.state());
        }
        prop_assert_eq!(replay(&scenario.history), scenario.state);
    }

    #[test]
    fn what_is_kept_gives_the_same_history_and_state_back(mut scenario in world(), steps in steps()) {
        run(&mut scenario, &steps);
        let (links, personal) = kept(&scenario.history);
        prop_assert_eq!(audit::verify(STREAM, &links).unwrap(), links.last().unwrap().hash.clone());
        let read = read_back(&links, &personal);
        prop_assert_eq!(&read, &scenario.history);
        let snapshot = serde_json::to_string(scenario.state()).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Agreement>(&snapshot).unwrap(), scenario.state());
        prop_assert_eq!(replay(&read), scenario.state);
    }

    #[test]
    fn a_drawing_comes_back_to_the_last_bit(points in prop::collection::vec((-2e4..2e4_f64, -2e4..2e4_f64, 1e-3..1e2_f64), 1..40)) {
        let mut scenario = Scenario::sent([signer(1)]);
        scenario.enters(person(1));
        let stroke = points.into_iter().map(|(x, y, width)| InkPoint { x, y, width }).collect();
        let mark = FieldValue::Mark(Mark::Drawn { strokes: vec![stroke], width: 640.0, height: 200.0 });
        scenario.does(scenario.click_with(person(1), BTreeMap::from([(signature(1), mark)])));
        let (links, personal) = kept(&scenario.history);
        // As the store keeps them: as text.
        let stored = |value: &mut serde_json::Value| *value = serde_json::from_str(&value.to_string()).unwrap();
        let mut personal = personal;
        personal.iter_mut().flatten().for_each(|one| stored(&mut one.value));
        prop_assert_eq!(read_back(&links, &personal), scenario.history);
    }

    #[test]
    fn any_edit_of_a_kept_history_is_found(place in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(), with in 1_u8..128) {
        let mut scenario = Scenario::sent([signer(1), signer(2)]);
        scenario.completes();
        let (mut links, _) = kept(&scenario.history);
        let link = place.get(&links).seq;
        let link = &mut links[usize::try_from(link).unwrap()];
        let mut text = link.text.clone().into_bytes();
        let position = byte.index(text.len());
        prop_assume!(text[position] != with);
        text[position] = with;
        link.text = String::from_utf8_lossy(&text).into_owned();
        let seq = link.seq;
        prop_assert_eq!(audit::verify(STREAM, &links), Err(audit::ChainFault::Edited { seq }));
    }
}

/// The generator is worth nothing if its journeys do not get anywhere.
#[test]
fn random_journeys_reach_every_end_and_every_event() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut ends, mut events) = (BTreeMap::new(), BTreeSet::new());
    for _ in 0..400 {
        let mut scenario = world().new_tree(&mut runner).unwrap().current();
        let steps = steps().new_tree(&mut runner).unwrap().current();
        run(&mut scenario, &steps);
        events.extend(scenario.kinds());
        let end = match scenario.status() {
            Status::Cancelled {
                reason: CancelReason::ByOwner,
            } => "cancelled by the owner",
            Status::Cancelled {
                reason: CancelReason::Declined { .. },
            } => "declined",
            Status::Cancelled {
                reason: CancelReason::TooManyAttempts { .. },
            } => "too many attempts",
            other => other.name(),
        };
        *ends.entry(end).or_insert(0) += 1;
    }
    let all = [
        "cancelled by the owner",
        "completed",
        "declined",
        "deleted",
        "draft",
        "expired",
        "in_progress",
        "too many attempts",
    ];
    assert!(
        all.iter()
            .all(|end| ends.get(end).is_some_and(|count| *count >= 3)),
        "{ends:?}"
    );
    assert!(ends["completed"] >= 40, "{ends:?}");
    assert_eq!(events.len(), 29, "{events:?}");
}
