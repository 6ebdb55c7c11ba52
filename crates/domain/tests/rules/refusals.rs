//! Every refusal has a stable code, and the rules reach it.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Command, DraftChanges};
use domain::refusal::{DraftProblem, DraftWarning, TextKind};
use std::collections::BTreeSet;

/// One refusal of each kind that the rules give.
fn reached() -> Vec<Refusal> {
    let view = |set| Command::View {
        participant: person(set),
        visit: visit(person(set), 1),
    };
    let draft = Scenario::draft([signer(1)]);
    let save = |expected_version, changes| Command::SaveDraft {
        expected_version,
        changes: Box::new(changes),
    };
    let mut twins = draft.state().fields.clone();
    twins[1].id = twins[0].id;

    let open = Scenario::sent([signer(1), signer(2), signer(1).by_phone()]);
    let mut entered = open.clone();
    entered.enters(person(1));
    let mut clicked = entered.clone();
    clicked.does(clicked.click(person(1)));
    let mut cancelled = open.clone();
    cancelled.does(cancel());
    let mut seen = open.clone();
    seen.does(view(1));
    let mut coded = open.clone();
    coded.asks_for_code(person(3), visit(person(3), 1));
    let again = coded.next_challenge();
    let mut late_code = coded.clone();
    late_code.waits(minutes(11));
    let [mut late, mut ended] = [open.clone(), open.clone()];
    late.waits(days(8));
    ended.waits(days(365));
    let mut inside = Scenario::draft([signer(1)]);
    inside.internal.insert(person(1), user(1));
    inside.sends();
    inside.enters(person(1));
    let Command::Sign {
        participant,
        visit: stay,
        values,
        shown_revision,
        ..
    } = inside.click(person(1))
    else {
        unreachable!("a click is a Sign")
    };
    let without_factor = Command::Sign {
        participant,
        visit: stay,
        values,
        shown_revision,
        fresh_factor: None,
    };
    let mut unseen = open.clone();
    unseen.does(consent(person(1), visit(person(1), 1)));

    vec![
        cancelled.refuses(view(1)),
        clicked.refuses(view(1)),
        draft.refuses(save(
            None,
            DraftChanges {
                details: Some(long_name()),
                ..DraftChanges::default()
            },
        )),
        late_code.refuses(late_code.answer(person(3), visit(person(3), 1), true)),
        open.refuses(open.answer(person(3), visit(person(3), 1), true)),
        seen.refuses(seen.click(person(1))),
        ended.refuses(view(1)),
        draft.refuses(save(Some(0), DraftChanges::default())),
        entered.refuses(entered.click_with(person(1), Default::default())),
        inside.refuses(without_factor),
        open.refuses(view(3)),
        late.refuses(view(1)),
        draft.refuses(save(
            None,
            DraftChanges {
                fields: Some(twins),
                ..DraftChanges::default()
            },
        )),
        open.refuses(send()),
        Scenario::draft([]).refuses(send()),
        open.refuses(view(2)),
        unseen.refuses(unseen.click(person(1))),
        coded.refuses(Command::RequestCode {
            participant: person(3),
            visit: visit(person(3), 1),
            challenge: again,
        }),
        open.refuses(view(9)),
    ]
}

fn long_name() -> domain::agreement::Details {
    domain::agreement::Details {
        name: "x".repeat(300),
        ..details()
    }
}

#[test]
fn every_refusal_is_reached() {
    let mut codes: BTreeSet<&str> = reached().iter().map(Refusal::code).collect();
    // A wrong code is kept as an event, so the rules allow it; whoever asked makes the refusal from the attempts left.
    let mut scenario = Scenario::sent([signer(1).by_phone()]);
    scenario.asks_for_code(person(1), visit(person(1), 1));
    scenario.does(scenario.answer(person(1), visit(person(1), 1), false));
    let left = scenario
        .state()
        .attempts_left(scenario.member(person(1)))
        .unwrap();
    assert_eq!(left, 4);
    assert!(codes.insert(Refusal::CodeWrong { left }.code()));
    assert_eq!(codes, BTreeSet::from(Refusal::CODES));
}

#[test]
fn a_refusal_names_its_code_in_json_and_says_something_in_english() {
    for refusal in reached() {
        let json = serde_json::to_value(&refusal).unwrap();
        assert_eq!(json["code"], refusal.code());
        assert_eq!(serde_json::from_value::<Refusal>(json).unwrap(), refusal);
        assert!(refusal.to_string().len() > 10);
    }
}

#[test]
fn codes_are_sorted_and_occur_once() {
    for codes in [&Refusal::CODES[..], &DraftProblem::CODES, &DraftWarning::CODES] {
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
    }
}

#[test]
fn texts_are_named() {
    let kinds = [
        TextKind::Message,
        TextKind::Name,
        TextKind::PersonName,
        TextKind::Reason,
        TextKind::Subject,
    ];
    for kind in kinds {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.to_string());
    }
}
