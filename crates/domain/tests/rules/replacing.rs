//! Another person in a place, links that went astray, addresses that do not exist, and groups of whom any one acts.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{
    CancelReason, Command, DraftChanges, Event, Notice, ParticipantState, RevisionKind, Status,
    draft_problems, replay, seal_problems,
};
use domain::identity::CodeChannel;
use domain::refusal::{DraftProblem, TextKind};
use domain::seal::SealBinding;
use std::collections::BTreeMap;

fn replaced(scenario: &mut Scenario, who: u32) -> Vec<Notice> {
    let decision = scenario.does(replace(person(who), another(person(who)), "nova@example.si"));
    told(&decision)
}

#[test]
fn whoever_takes_a_place_brings_nothing_and_gets_nothing_of_the_other_one() {
    let mut scenario = Scenario::sent([signer(1).by_phone(), signer(2)]);
    scenario.enters(person(1));
    assert!(
        scenario.member(person(1)).consent.is_some(),
        "the other one was inside"
    );
    let told = replaced(&mut scenario, 1);
    let new = another(person(1));
    assert_eq!(
        told,
        [Notice::Invitation { participant: new }],
        "the new one, and nobody else"
    );
    let member = scenario.member(new);
    assert_eq!(member.state, ParticipantState::Waiting);
    assert!(member.proofs.is_empty() && member.consent.is_none() && member.viewed_at.is_none());
    assert!(member.challenge.is_none() && member.code_requests.is_empty() && member.failed_attempts == 0);
    let later = visit(person(1), 1);
    for command in [
        Command::View {
            participant: person(1),
            visit: later,
        },
        consent(person(1), later),
        decline(person(1), later),
        misdirected(person(1)),
    ] {
        assert_eq!(
            scenario.refuses(command),
            Refusal::Unknown,
            "the old link is dead at once"
        );
    }
    scenario.signs(new);
    scenario.signs(person(2));
    scenario.does(scenario.closing());
    assert_eq!(
        scenario.state().fields_of(new).count(),
        2,
        "the place keeps its fields"
    );
    assert_eq!(replay(&scenario.history).as_ref(), Some(scenario.state()));
    assert!(
        scenario.state().member_or_former(person(1)).is_some(),
        "the report can still name them"
    );
}

#[test]
fn whose_turn_has_not_come_is_replaced_in_silence_and_invited_in_turn() {
    let mut scenario = Scenario::sent([signer(1), signer(2)]);
    assert_eq!(replaced(&mut scenario, 2), []);
    assert_eq!(scenario.stands(another(person(2))), ParticipantState::NotYet);
    scenario.signs(person(1));
    assert_eq!(scenario.waiting(), [another(person(2))]);
    assert!(scenario.notices().contains(&Notice::Invitation {
        participant: another(person(2))
    }));
}

#[test]
fn a_turn_that_starts_anew_is_judged_and_has_a_link_of_full_length() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.waits(days(6));
    let Command::ReplaceParticipant { participant, by, .. } =
        replace(person(1), another(person(1)), "nova@example.si")
    else {
        unreachable!()
    };
    scenario.does(Command::ReplaceParticipant {
        participant,
        by,
        user: Some(user(4)),
    });
    scenario.waits(days(5));
    let member = scenario.member(another(person(1)));
    assert_eq!(member.user, Some(user(4)), "A-07 at the start of the turn");
    assert!(!member.link_is_expired(scenario.now));
}

#[test]
fn who_has_acted_is_not_replaced_nor_anybody_of_their_set() {
    let mut scenario = Scenario::sent([signer(1).or("bor@example.si"), signer(2)]);
    scenario.clicks(member(1, 1));
    for who in [member(1, 1), member(1, 2)] {
        let command = replace(who, another(who), "nova@example.si");
        assert_eq!(scenario.refuses(command), Refusal::AlreadyActed, "clicked");
    }
    scenario.does(scenario.seal(member(1, 1)));
    for who in [member(1, 1), member(1, 2)] {
        let command = replace(who, another(who), "nova@example.si");
        assert_eq!(scenario.refuses(command), Refusal::AlreadyActed, "sealed");
    }
    assert!(
        scenario
            .decides(&replace(person(2), another(person(2)), "nova@example.si"))
            .is_ok()
    );
}

#[test]
fn nobody_is_replaced_in_a_draft_after_the_deadline_or_after_the_end() {
    let command = || replace(person(1), another(person(1)), "nova@example.si");
    assert_eq!(Scenario::draft([signer(1)]).refuses(command()), Refusal::NotNow);
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_details(|details| details.deadline = Some(jiff::civil::date(2026, 11, 24)));
    scenario.sends();
    scenario.waits(days(3));
    assert_eq!(scenario.refuses(command()), Refusal::DeadlinePassed);
    scenario.does(cancel());
    assert_eq!(scenario.refuses(command()), Refusal::AgreementEnded);
}

#[test]
fn a_person_without_a_name_an_id_that_is_known_and_no_change_at_all() {
    let scenario = Scenario::sent([signer(1)]);
    let with = |name: &str, id| {
        let Command::ReplaceParticipant {
            participant,
            mut by,
            user,
        } = replace(person(1), id, "nova@example.si")
        else {
            unreachable!()
        };
        by.person.value.name = name.into();
        Command::ReplaceParticipant {
            participant,
            by,
            user,
        }
    };
    let bad = Refusal::BadText {
        what: TextKind::PersonName,
    };
    assert_eq!(scenario.refuses(with(" ", another(person(1)))), bad);
    assert_eq!(scenario.refuses(with(&"x".repeat(256), another(person(1)))), bad);
    assert_eq!(scenario.refuses(with("Nova", person(1))), Refusal::Malformed);
    let same = Box::new(domain::agreement::Member {
        id: another(person(1)),
        ..scenario.member(person(1)).without_a_past()
    });
    let same = Command::ReplaceParticipant {
        participant: person(1),
        by: same,
        user: None,
    };
    assert_eq!(
        scenario.decides(&same).unwrap().events,
        [],
        "the link that works is left alone"
    );
}

/// Proofs that are slipped in with the new person do not arrive.
#[test]
fn a_past_that_is_brought_along_is_left_outside() {
    let mut scenario = Scenario::sent([signer(1).by_phone()]);
    scenario.enters(person(1));
    let by = Box::new(domain::agreement::Member {
        id: another(person(1)),
        ..scenario.member(person(1)).clone()
    });
    let mut by = by;
    by.person.value.name = "Nova".into();
    assert!(!by.proofs.is_empty(), "there is something to bring");
    scenario.does(Command::ReplaceParticipant {
        participant: person(1),
        by,
        user: None,
    });
    let new = scenario.member(another(person(1)));
    assert!(new.proofs.is_empty() && new.consent.is_none() && new.act.is_none());
}

#[test]
fn m_77_the_seal_is_asked_about_the_new_person_too() {
    let mut scenario = Scenario::sent([signer(1)]);
    replaced(&mut scenario, 1);
    let internal = BTreeMap::from([(another(person(1)), user(4))]);
    let none: [SealBinding; 0] = [];
    let problems = seal_problems(scenario.state(), &internal, &[], &none, scenario.now);
    assert!(problems.contains(&DraftProblem::NoMandate));
    assert!(problems.contains(&DraftProblem::PersonWithoutBinding {
        participant: set_id(1)
    }));
}

#[test]
fn not_me_stops_the_link_before_any_challenge_and_waits_for_another_person() {
    let mut scenario = Scenario::sent([signer(1).by_phone(), signer(1)]);
    let said = scenario.does(misdirected(person(1)));
    assert_eq!(
        told(&said),
        [Notice::Misdirected {
            participant: person(1)
        }]
    );
    assert!(scenario.state().needs_attention(scenario.now));
    let nosy = visit(person(1), 1);
    for command in [
        Command::RequestCode {
            participant: person(1),
            channel: CodeChannel::Text,
            visit: nosy,
            challenge: scenario.next_challenge(),
        },
        Command::View {
            participant: person(1),
            visit: nosy,
        },
        decline(person(1), nosy),
        misdirected(person(1)),
    ] {
        assert_eq!(scenario.refuses(command), Refusal::AlreadyActed);
    }
    scenario.signs(person(2));
    assert_eq!(
        *scenario.status(),
        Status::InProgress,
        "it does not close without them"
    );
    let told = replaced(&mut scenario, 1);
    assert_eq!(
        told,
        [Notice::Invitation {
            participant: another(person(1))
        }]
    );
    assert!(!scenario.state().needs_attention(scenario.now));
    scenario.signs(another(person(1)));
    assert_eq!(*scenario.status(), Status::Closing);
}

#[test]
fn whom_it_was_not_meant_for_is_told_nothing_more_and_fetches_nothing() {
    let mut scenario = Scenario::sent([signer(1).or("bor@example.si")]);
    scenario.does(misdirected(member(1, 1)));
    scenario.signs(member(1, 2));
    let end = scenario.does(scenario.closing());
    let about =
        |notice: &Notice| matches!(notice, Notice::Completed { participant } if *participant == member(1, 1));
    assert!(!told(&end).iter().any(about));
    assert_eq!(scenario.stands(member(1, 1)), ParticipantState::Misdirected);
    let ask = Command::RequestCode {
        participant: member(1, 1),
        channel: CodeChannel::Text,
        visit: visit(member(1, 1), 1),
        challenge: scenario.next_challenge(),
    };
    assert_eq!(scenario.refuses(ask), Refusal::AgreementEnded);
    let mut cancelled = Scenario::sent([signer(1)]);
    cancelled.does(misdirected(person(1)));
    assert_eq!(told(&cancelled.does(cancel())), []);
    assert!(matches!(
        cancelled.status(),
        Status::Cancelled {
            reason: CancelReason::ByOwner
        }
    ));
}

#[test]
fn not_me_is_for_those_whose_turn_it_is_and_whose_link_lives() {
    let mut scenario = Scenario::sent([signer(1), signer(2)]);
    assert_eq!(scenario.refuses(misdirected(person(2))), Refusal::NotYourTurn);
    scenario.waits(days(8));
    assert_eq!(scenario.refuses(misdirected(person(1))), Refusal::LinkExpired);
    let mut group = Scenario::sent([signer(1).or("bor@example.si")]);
    group.clicks(member(1, 1));
    assert_eq!(group.refuses(misdirected(member(1, 2))), Refusal::AlreadyActed);
}

#[test]
fn an_address_that_is_refused_needs_attention_until_it_is_corrected_or_tried_again() {
    let mut scenario = Scenario::sent([signer(1)]);
    let bounce = |who| Command::Bounce { participant: who };
    scenario.does(bounce(person(1)));
    assert!(scenario.state().needs_attention(scenario.now));
    let mut again = scenario.clone();
    again.does(Command::Remind {
        participants: [person(1)].into(),
        scheduled: false,
    });
    assert!(!again.state().needs_attention(again.now), "tried again");
    // The same person once more is a new link: the first mail was never read.
    let told = replaced(&mut scenario, 1);
    assert_eq!(told.len(), 1);
    assert!(!scenario.state().needs_attention(scenario.now));
    assert_eq!(
        scenario.refuses(bounce(person(1))),
        Refusal::Unknown,
        "late news of the old address"
    );
    scenario.clicks(another(person(1)));
    assert_eq!(scenario.refuses(bounce(another(person(1)))), Refusal::NotNow);
}

#[test]
fn the_others_of_a_group_hear_that_one_has_acted() {
    let mut scenario = Scenario::sent([signer(1).or("bor@example.si").or("cene@example.si"), signer(2)]);
    scenario.does(misdirected(member(1, 3)));
    scenario.clicks(member(1, 2));
    let sealed = scenario.does(scenario.seal(member(1, 2)));
    assert_eq!(
        told(&sealed),
        [
            Notice::ActedByOther {
                participant: member(1, 1)
            },
            Notice::Invitation {
                participant: person(2)
            }
        ]
    );
    assert!(recorded(&scenario, |event| matches!(event, Event::Sealed { .. })));
    assert_eq!(
        scenario.state().last_revision().unwrap().kind,
        RevisionKind::Act {
            participant: member(1, 2)
        }
    );
}

#[test]
fn a_private_message_is_kept_through_sending_and_is_no_past() {
    let mut scenario = Scenario::draft([signer(1), signer(2)]);
    let mut sets = scenario.state().sets.clone();
    sets[0].members[0] = sets[0].members[0].clone().with_private_message(" Samo zate. ");
    scenario.saves(DraftChanges {
        sets: Some(sets.clone()),
        ..DraftChanges::default()
    });
    assert!(draft_problems(scenario.state(), scenario.now).is_empty());
    scenario.sends();
    let message = |scenario: &Scenario, who| {
        let message = scenario.member(who).private_message.as_ref();
        message.map(|message| message.value.clone())
    };
    assert_eq!(message(&scenario, person(1)).as_deref(), Some("Samo zate."));
    assert_eq!(message(&scenario, person(2)), None);
    replaced(&mut scenario, 1);
    assert_eq!(
        message(&scenario, another(person(1))),
        None,
        "it was for the other one"
    );
    let long = sets[0].members[0]
        .clone()
        .with_private_message(&"x".repeat(10_001));
    sets[0].members[0] = long;
    let draft = Scenario::draft([signer(1), signer(2)]);
    let save = Command::SaveDraft {
        expected_version: None,
        changes: Box::new(DraftChanges {
            sets: Some(sets),
            ..DraftChanges::default()
        }),
    };
    assert_eq!(
        draft.refuses(save),
        Refusal::BadText {
            what: TextKind::Message
        }
    );
}
