//! Whose turn it is.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Command, Effect, Event, Notice, ParticipantState, RevisionKind, Role, Status};
use domain::routing;

fn invited(scenario: &Scenario) -> Vec<domain::ids::ParticipantId> {
    let invited = scenario.notices().into_iter().filter_map(|notice| match notice {
        Notice::Invitation { participant } => Some(participant),
        _ => None,
    });
    invited.collect()
}

#[test]
fn m_24_in_a_chain_the_next_gets_no_link_before_the_one_before_is_sealed() {
    let mut scenario = Scenario::sent([signer(1), signer(2), signer(3)]);
    assert_eq!(scenario.waiting(), [person(1)]);
    assert_eq!(invited(&scenario), [person(1)]);
    assert_eq!(
        scenario.refuses(Command::View {
            participant: person(2),
            visit: visit(person(2), 1)
        }),
        Refusal::NotYourTurn
    );

    scenario.clicks(person(1));
    assert_eq!(
        scenario.waiting(),
        [],
        "decision 12: the click alone starts no turn"
    );
    scenario.does(scenario.seal(person(1)));
    assert_eq!(scenario.waiting(), [person(2)]);
    assert_eq!(invited(&scenario), [person(1), person(2)]);
    scenario.signs(person(2));
    scenario.signs(person(3));
    assert_eq!(*scenario.status(), Status::Closing);
}

#[test]
fn m_24_the_same_person_signs_twice_in_one_chain() {
    let mut scenario = Scenario::sent([
        signer(1).at("eva@example.si"),
        signer(2),
        signer(3).at("EVA@example.si"),
    ]);
    scenario.completes();
    let acts = scenario
        .state()
        .revisions
        .iter()
        .filter_map(|revision| match revision.kind {
            RevisionKind::Act { participant } => Some(participant),
            _ => None,
        });
    assert_eq!(acts.collect::<Vec<_>>(), [person(1), person(2), person(3)]);
}

#[test]
fn equal_orders_act_at_once_and_the_next_order_waits_for_all_of_them() {
    let mut scenario = Scenario::sent([signer(1), signer(1), signer(1), signer(2)]);
    assert_eq!(scenario.waiting(), [person(1), person(2), person(3)]);
    scenario.signs(person(3));
    scenario.signs(person(1));
    assert_eq!(scenario.waiting(), [person(2)]);
    scenario.signs(person(2));
    assert_eq!(scenario.waiting(), [person(4)]);
}

#[test]
fn orders_with_gaps_and_in_any_sequence_are_renumbered_when_sent() {
    let scenario = Scenario::sent([signer(40), signer(7), copied(), signer(7), approver(900)]);
    let acting = scenario.state().sets.iter().filter(|set| set.role.acts());
    assert_eq!(acting.map(|set| set.order).collect::<Vec<_>>(), [2, 1, 1, 3]);
    assert!(routing::orders_are_consecutive(&scenario.state().sets));
    assert_eq!(scenario.waiting(), [person(2), person(4)]);
}

#[test]
fn consecutive_orders_begin_at_one_and_leave_nothing_out() {
    let sets = |people: Vec<Someone>| {
        (1..)
            .zip(people)
            .map(|(number, one)| one.into_set(number))
            .collect::<Vec<_>>()
    };
    let consecutive = |people| routing::orders_are_consecutive(&sets(people));
    assert!(consecutive(vec![signer(2), approver(1), signer(2)]));
    assert!(
        consecutive(vec![signer(1), Someone { order: 9, ..copied() }]),
        "a copy has no turn"
    );
    assert!(!consecutive(vec![signer(1), signer(3)]));
    assert!(!consecutive(vec![signer(2)]));
}

#[test]
fn a_mixed_order_with_an_approver_runs_to_its_end() {
    let mut scenario = Scenario::sent([approver(1), signer(2), signer(2), signer(3)]);
    assert!(scenario.state().waits_for_approval());
    scenario.signs(person(1));
    assert!(!scenario.state().waits_for_approval());
    scenario.completes();
    assert_eq!(*scenario.status(), Status::Completed);
    assert_eq!(
        scenario.state().revisions.len(),
        6,
        "decision 13: an approver makes a revision, too"
    );
}

#[test]
fn nobody_waits_for_approval_while_a_seal_is_being_made() {
    let mut scenario = Scenario::sent([approver(1), signer(2)]);
    scenario.clicks(person(1));
    assert!(!scenario.state().waits_for_approval());
}

#[test]
fn an_agreement_waits_for_approval_while_only_approvers_are_asked() {
    let both = Scenario::sent([approver(1), signer(1)]);
    assert!(!both.state().waits_for_approval());
    let mut two_of_a_set = Scenario::sent([approver(1).or("bor@example.si"), signer(2)]);
    two_of_a_set.clicks(person(1));
    assert!(
        two_of_a_set.state().waits_for_approval(),
        "the other one of the set is still asked"
    );
}

#[test]
fn of_a_set_any_one_acts_and_the_others_are_done_by_it() {
    let mut scenario = Scenario::sent([signer(1).or("bor@example.si").or("cene@example.si"), signer(2)]);
    let (first, second, third) = (member(1, 1), member(1, 2), member(1, 3));
    assert_eq!(scenario.waiting(), [first, second, third]);
    scenario.signs(second);
    assert_eq!(scenario.stands(second), ParticipantState::Completed);
    assert_eq!(
        [scenario.stands(first), scenario.stands(third)],
        [ParticipantState::CompletedByOther; 2]
    );
    assert_eq!(scenario.waiting(), [person(2)]);
    assert_eq!(scenario.refuses(scenario.click(first)), Refusal::AlreadyActed);
}

#[test]
fn of_a_set_a_second_click_is_refused_while_the_first_is_being_sealed() {
    let mut scenario = Scenario::sent([signer(1).or("bor@example.si")]);
    scenario.enters(member(1, 1));
    scenario.enters(member(1, 2));
    scenario.does(scenario.click(member(1, 1)));
    assert_eq!(
        scenario.refuses(scenario.click(member(1, 2))),
        Refusal::AlreadyActed
    );
    scenario.does(scenario.seal(member(1, 1)));
    assert_eq!(scenario.stands(member(1, 2)), ParticipantState::CompletedByOther);
}

#[test]
fn a_copied_person_never_acts_and_is_told_at_the_end() {
    let mut scenario = Scenario::sent([signer(1), copied()]);
    let nosy = visit(person(2), 1);
    let commands = [
        Command::View {
            participant: person(2),
            visit: nosy,
        },
        consent(person(2), nosy),
        scenario.click_with(person(2), Default::default()),
        decline(person(2), nosy),
    ];
    for command in commands {
        assert_eq!(scenario.refuses(command), Refusal::NotYourTurn);
    }
    scenario.signs(person(1));
    assert_eq!(*scenario.status(), Status::Closing, "nobody waits for a copy");
    assert_eq!(
        scenario.refuses(Command::View {
            participant: person(2),
            visit: nosy
        }),
        Refusal::NotYourTurn
    );
    let end = scenario.does(scenario.closing());
    assert!(told(&end).contains(&Notice::Completed {
        participant: person(2)
    }));
    assert!(!invited(&scenario).contains(&person(2)));
    assert!(!recorded(
        &scenario,
        |event| matches!(event, Event::TurnStarted { participant, .. } if *participant == person(2))
    ));
}

#[test]
fn m_50_sixty_people_in_twenty_steps_of_three() {
    let people = (0..60).map(|place| {
        if place % 2 == 0 {
            signer(place / 3 + 1)
        } else {
            signer(place / 3 + 1).by_phone()
        }
    });
    let mut scenario = Scenario::sent(people);
    let mut steps = 0;
    while *scenario.status() == Status::InProgress {
        let step = scenario.waiting();
        assert_eq!(step.len(), 3);
        step.iter().rev().for_each(|who| scenario.clicks(*who));
        step.iter()
            .rev()
            .for_each(|who| drop(scenario.does(scenario.seal(*who))));
        steps += 1;
    }
    assert_eq!(steps, 20);
    scenario.does(scenario.closing());
    assert_eq!(*scenario.status(), Status::Completed);
    assert_eq!(scenario.state().revisions.len(), 62);
    assert_eq!(invited(&scenario).len(), 60, "everybody is written to, and once");
    let completed = scenario
        .notices()
        .into_iter()
        .filter(|notice| matches!(notice, Notice::Completed { .. }));
    assert_eq!(completed.count(), 60);
}

#[test]
fn m_46_the_owner_signs_alone_and_gets_one_message_at_the_end() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.internal.insert(person(1), OWNER);
    scenario.sends();
    scenario.signs(person(1));
    let end = scenario.does(scenario.closing());
    assert_eq!(told(&end), [Notice::OwnerCompleted]);
}

#[test]
fn m_46_the_owner_signs_with_others() {
    let mut scenario = Scenario::draft([signer(1), signer(2).at("gost@example.cz")]);
    scenario.internal.insert(person(1), OWNER);
    scenario.sends();
    scenario.signs(person(1));
    scenario.enters(person(2));
    let end = scenario.does(decline(person(2), visit(person(2), 1)));
    assert_eq!(
        told(&end),
        [Notice::OwnerDeclined {
            participant: person(2)
        }],
        "the owner hears it once"
    );
}

#[test]
fn a_100_two_people_share_an_address_and_have_each_their_own_turn_code_and_record() {
    let shared = "druzina@example.si";
    let mut scenario = Scenario::sent([signer(1).at(shared).by_phone(), signer(1).at(shared).by_phone()]);
    assert_eq!(scenario.waiting(), [person(1), person(2)]);
    let challenge = scenario.asks_for_code(person(1), visit(person(1), 1));
    scenario.asks_for_code(person(2), visit(person(2), 1));
    let borrowed = Command::AnswerCode {
        participant: person(2),
        visit: visit(person(2), 1),
        expected: code_of(scenario.member(person(2)).challenge.as_ref().unwrap().id),
        answered: code_of(challenge),
    };
    scenario.does(borrowed);
    assert_eq!(
        scenario.member(person(2)).failed_attempts,
        1,
        "the other's code is a wrong code"
    );
    assert_eq!(scenario.member(person(1)).failed_attempts, 0);
    scenario.waits(minutes(1));
    scenario.signs(person(1));
    scenario.signs(person(2));
    assert_eq!(scenario.count("SIGNED"), 2);
    assert_eq!(*scenario.status(), Status::Closing);
}

#[test]
fn a_07_who_is_internal_is_judged_when_the_turn_starts() {
    let mut scenario = Scenario::draft([signer(1), signer(2), signer(3)]);
    scenario.internal.insert(person(1), user(1));
    scenario.internal.insert(person(2), user(2));
    scenario.sends();
    assert_eq!(scenario.member(person(1)).user, Some(user(1)));
    assert_eq!(scenario.member(person(2)).user, None, "not before their turn");
    // Person 2 is deactivated before their turn, person 3 becomes a user.
    scenario.internal.remove(&person(2));
    scenario.internal.insert(person(3), user(3));
    scenario.signs(person(1));
    assert_eq!(scenario.member(person(2)).user, None);
    scenario.signs(person(2));
    assert_eq!(scenario.member(person(3)).user, Some(user(3)));
}

#[test]
fn the_order_of_effects_is_prepare_then_seals_then_close() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.completes();
    let work = scenario
        .effects
        .iter()
        .filter(|(_, effect)| !matches!(effect, Effect::Notify { .. }));
    let work: Vec<&Effect> = work.map(|(_, effect)| effect).collect();
    let expires = scenario.state().expires_at.unwrap();
    assert_eq!(
        work,
        [
            &Effect::Prepare,
            &Effect::ExpireAt { at: expires },
            &Effect::Seal {
                participant: person(1)
            },
            &Effect::Close
        ]
    );
    assert!(scenario.state().sets.iter().all(|set| set.role == Role::Signer));
}
