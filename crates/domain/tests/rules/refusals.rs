//! Every refusal has a stable code, and the rules reach it.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Command, DraftChanges};
use domain::identity::{CodeChannel, MethodKind};
use domain::refusal::{DraftProblem, DraftWarning, TextKind};
use std::collections::BTreeSet;

/// Two signers one after the other, and one by telephone beside the first.
fn open() -> Scenario {
    Scenario::sent([signer(1), signer(2), signer(1).by_phone()])
}

fn looks(scenario: &Scenario, set: u32) -> Refusal {
    scenario.refuses(view(person(set), visit(person(set), 1)))
}

/// The world a little later, or after something was done in it.
fn after(mut scenario: Scenario, change: impl FnOnce(&mut Scenario)) -> Scenario {
    change(&mut scenario);
    scenario
}

fn of_drafts() -> Vec<Refusal> {
    let draft = Scenario::draft([signer(1)]);
    let mut twins = draft.state().fields.clone();
    twins[1].id = twins[0].id;
    vec![
        draft.refuses(saving(DraftChanges {
            details: Some(long_name()),
            ..DraftChanges::default()
        })),
        draft.refuses(saving(DraftChanges {
            fields: Some(twins),
            ..DraftChanges::default()
        })),
        draft.refuses(Command::SaveDraft {
            expected_version: Some(0),
            changes: Box::default(),
        }),
        open().refuses(send()),
        Scenario::draft([]).refuses(send()),
    ]
}

fn of_doors() -> Vec<Refusal> {
    vec![
        looks(&open(), 2),
        looks(&open(), 3),
        looks(&open(), 9),
        looks(&after(open(), |world| world.clicks(person(1))), 1),
        looks(&after(open(), |world| drop(world.does(cancel()))), 1),
        looks(&after(open(), |world| world.waits(days(8))), 1),
        looks(&after(open(), |world| world.waits(days(365))), 1),
    ]
}

fn of_codes() -> Vec<Refusal> {
    let (who, stay) = (person(3), visit(person(3), 1));
    let mut asked = after(open(), |world| {
        world.asks_for_code(who, stay);
    });
    let challenge = asked.next_challenge();
    let late = after(asked.clone(), |world| world.waits(minutes(11)));
    vec![
        open().refuses(open().answer(who, stay, true)),
        late.refuses(late.answer(who, stay, true)),
        asked.refuses(Command::RequestCode {
            participant: who,
            visit: stay,
            challenge,
            channel: CodeChannel::Text,
        }),
    ]
}

fn of_clicks() -> Vec<Refusal> {
    let (who, stay) = (person(1), visit(person(1), 1));
    let seen = after(open(), |world| drop(world.does(view(who, stay))));
    let unseen = after(open(), |world| drop(world.does(consent(who, stay))));
    let entered = after(open(), |world| world.enters(who));
    let mut inside = Scenario::draft([signer(1)]);
    inside.internal.insert(who, user(1));
    inside.sends();
    inside.enters(who);
    let outsiders_click = entered.click(who);
    vec![
        seen.refuses(seen.click(who)),
        unseen.refuses(unseen.click(who)),
        entered.refuses(entered.click_with(who, Default::default())),
        inside.refuses(outsiders_click),
    ]
}

/// One refusal of each kind that the rules give.
fn reached() -> Vec<Refusal> {
    [of_drafts(), of_doors(), of_codes(), of_clicks()].concat()
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
        .attempts_left(scenario.member(person(1)), MethodKind::Phone)
        .unwrap();
    assert_eq!(left, 4);
    assert!(codes.insert(Refusal::CodeWrong { left }.code()));
    assert!(codes.insert(Refusal::PasswordWrong { left }.code()));
    assert!(codes.insert(Refusal::PinWrong { left }.code()));
    assert!(codes.insert(crate::handing_over::handed_on().code()));
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
