//! The PIN beside a method (M-17, M-69): two questions, each with its own count, and nothing shown before both are answered.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Agreement, Command, Event, Member, Notice, Person, Status, settings_problems};
use domain::contact::Email;
use domain::identity::{Chooser, Method, MethodFault, MethodKind, PinSource};
use domain::language::Language;
use domain::level::Level;
use domain::refusal::DraftProblem;
use domain::settings::{AccountLevel, Standing};

fn everything(of: &Scenario) -> [Command; 4] {
    let (who, stay) = (person(1), visit(person(1), 1));
    [
        view(who, stay),
        consent(who, stay),
        of.click(who),
        decline(who, stay),
    ]
}

#[test]
fn m_17_with_three_levels_nothing_is_shown_before_both_are_answered() {
    let mut scenario = Scenario::sent([signer(1).by_phone().and_pin()]);
    let (who, stay) = (person(1), visit(person(1), 1));
    let asked = |scenario: &Scenario| scenario.member(who).asked_in(stay);
    assert_eq!(asked(&scenario), Some(MethodKind::Phone));
    assert_eq!(
        scenario.refuses(answer_pin(who, stay, false)),
        Refusal::NotNow,
        "whoever has the link alone cannot use the attempts up"
    );
    scenario.asks_for_code(who, stay);
    scenario.does(scenario.answer(who, stay, true));
    assert_eq!(asked(&scenario), Some(MethodKind::Pin));
    for command in everything(&scenario) {
        assert_eq!(scenario.refuses(command), Refusal::IdentityNotProved);
    }
    scenario.does(answer_pin(who, stay, true));
    assert!(scenario.member(who).may_see(stay));
    assert!(!scenario.member(who).may_see(visit(who, 2)), "A-63");
    scenario.does(view(who, stay));
    let kinds: Vec<_> = scenario
        .history
        .iter()
        .filter_map(|recorded| match &recorded.event {
            Event::IdentityVerified { proof, .. } => Some((proof.method(), proof.pin())),
            _ => None,
        })
        .collect();
    let pin = (MethodKind::Pin, Some(PinSource::Contact));
    assert_eq!(
        kinds,
        [(MethodKind::Phone, None), pin],
        "each factor has its own event"
    );
}

#[test]
fn m_17_a_pin_beside_the_mailbox_is_a_question_of_its_own() {
    let mut scenario = Scenario::sent([signer(1).and_pin()]);
    let member = scenario.member(person(1));
    assert!(member.asks_a_question() && !member.may_see(visit(person(1), 1)));
    for command in everything(&scenario) {
        assert_eq!(scenario.refuses(command), Refusal::IdentityNotProved);
    }
    scenario.completes();
    let level = scenario.member(person(1)).act.as_ref().unwrap().level;
    assert_eq!(level, Level::Simple, "decision 16");
    assert!(
        !scenario.member(person(1)).may_see(visit(person(1), 9)),
        "decision 23"
    );
}

#[test]
fn a_52_wrong_pins_have_their_own_count_and_the_fifth_cancels_for_good() {
    let mut scenario = Scenario::sent([signer(1).by_phone().and_pin(), signer(2)]);
    let (who, stay) = (person(1), visit(person(1), 1));
    scenario.asks_for_code(who, stay);
    (0..4).for_each(|_| drop(scenario.does(scenario.answer(who, stay, false))));
    scenario.does(scenario.answer(who, stay, true));
    for left in (1..5).rev() {
        scenario.does(answer_pin(who, stay, false));
        let (state, member) = (scenario.state(), scenario.member(who));
        assert_eq!(state.attempts_left(member, MethodKind::Pin), Some(left));
        assert_eq!(state.attempts_left(member, MethodKind::Phone), Some(1));
        assert_eq!(*scenario.status(), Status::InProgress);
    }
    let last = scenario.does(answer_pin(who, stay, false));
    assert_eq!(told(&last), [Notice::AutoCancelled { participant: who }], "A-54");
    let guessed = scenario.state().guessed_out(scenario.member(who));
    assert_eq!(
        guessed.and_then(MethodKind::cancel_event),
        Some("RECALLED_MAX_SIGNING_PIN_ATTEMPTS")
    );
    assert_eq!(
        scenario.refuses(answer_pin(who, stay, true)),
        Refusal::AgreementEnded
    );
}

#[test]
fn each_question_has_its_own_events() {
    let all = MethodKind::ALL.into_iter().chain([MethodKind::Pin]);
    let (success, cancel): (Vec<_>, Vec<_>) = all
        .filter_map(|kind| Some((kind.success_event()?, kind.cancel_event()?)))
        .unzip();
    let distinct = |names: &[&str]| names.iter().collect::<std::collections::BTreeSet<_>>().len();
    assert_eq!((distinct(&success), distinct(&cancel)), (4, 4));
    assert!(success.contains(&"PIN_AUTHENTICATED"));
}

#[test]
fn nobody_hands_over_to_somebody_who_is_asked_for_no_pin() {
    let mut scenario = Scenario::sent([signer(1).and_pin()]);
    scenario.enters(person(1));
    let to = Person {
        name: "Bor".into(),
        email: Email::parse("bor@example.si").unwrap(),
    };
    let by = |pin| Command::Delegate {
        participant: person(1),
        visit: visit(person(1), 1),
        by: Box::new(Member::new(member(1, 9), to.clone(), Method::Email, Language::English).with_pin(pin)),
        user: None,
    };
    assert_eq!(scenario.refuses(by(false)), Refusal::Malformed);
    scenario.does(by(true));
    let taken = scenario.member(member(1, 9));
    assert!(taken.pin && taken.proofs.is_empty());
}

#[test]
fn a_103_a_pin_is_asked_for_only_where_it_was_enabled() {
    let draft = Scenario::draft([signer(1).and_pin(), signer(2)]);
    let faults = |draft: &Agreement, json: &str| {
        let account: AccountLevel = serde_json::from_str(json).unwrap();
        let standing = Standing { account, group: None };
        settings_problems(draft, &standing, &Default::default(), Chooser::Program)
    };
    let missing = DraftProblem::MethodNotAllowed {
        participant: set_id(1),
        fault: MethodFault::PinNotEnabled,
    };
    assert_eq!(faults(draft.state(), "{}"), [missing]);
    assert_eq!(faults(draft.state(), r#"{"values":{"pin_enabled":true}}"#), []);
}

#[test]
fn agreements_from_before_there_were_pins_are_read() {
    let scenario = Scenario::sent([signer(1).by_phone()]);
    let mut json = serde_json::to_value(scenario.state()).unwrap();
    let member = json["sets"][0]["members"][0].as_object().unwrap();
    assert!(
        !member.contains_key("pin") && !member.contains_key("pin_failures"),
        "nothing is added where none is asked for"
    );
    assert!(
        json["policy"]
            .as_object_mut()
            .unwrap()
            .remove("pin_attempts")
            .is_some()
    );
    let read: Agreement = serde_json::from_value(json).unwrap();
    assert_eq!(&read, scenario.state());
}
