//! Whole journeys as people read them: a line for each event with what it asks for, and the record of one in full.

use crate::scenario::*;
use domain::agreement::{Actor, Command, Effect, Recorded};
use domain::fields::FieldValue;
use domain::ids::ParticipantId;
use domain::schedule::ReminderFrequency;
use std::collections::BTreeMap;

/// A line for each event; under the last one of a decision, what must be done.
fn timeline(scenario: &Scenario) -> String {
    let mut lines = Vec::new();
    for recorded in &scenario.history {
        lines.push(format!(
            "{} {:<9} {}",
            recorded.at,
            by(recorded),
            recorded.event.kind()
        ));
        let asked = scenario
            .effects
            .iter()
            .filter(|(stood, _)| *stood == recorded.seq + 1);
        lines.extend(asked.map(|(_, effect)| format!("{:>24} {}", "→", short(effect))));
    }
    lines.join("\n")
}

fn by(recorded: &Recorded) -> String {
    match &recorded.actor {
        Actor::Operator => "operator".into(),
        Actor::Participant { id } => name(*id),
        Actor::System => "system".into(),
        Actor::User { .. } => "owner".into(),
    }
}

fn name(id: ParticipantId) -> String {
    format!("person {}", id.0.as_u128() / 0x1000)
}

/// The effect as the job row will hold it, without the signs of JSON, people by their number.
fn short(effect: &Effect) -> String {
    let text = serde_json::to_string(effect).unwrap();
    let text = ["effect", "notice", "participant", "challenge", "at"]
        .iter()
        .fold(text, |text, key| text.replace(&format!("\"{key}\":"), ""));
    let text = (1..=9).fold(text, |text, set| {
        text.replace(&person(set).to_string(), &name(person(set)))
    });
    text.replace(['{', '}', '"'], "").replace(',', " ")
}

/// D3: a wrong code, then the right one, fields filled, a reminder, a second signer, a copy at the end.
fn citizen_with_a_phone() -> Scenario {
    let mut scenario = Scenario::draft([signer(1).by_phone(), signer(2).at("bor@example.si"), copied()]);
    scenario.changes_details(|details| {
        details.message = "Prosim za podpis.".into();
        details.deadline = Some(jiff::civil::date(2026, 12, 31));
        details.reminder = ReminderFrequency::EveryOtherDayUntilSigned;
    });
    scenario.waits(minutes(2));
    scenario.sends();
    scenario.waits(minutes(30));
    let (who, visit) = (person(1), visit(person(1), 1));
    scenario.asks_for_code(who, visit);
    scenario.waits(seconds(40));
    scenario.does(scenario.answer(who, visit, false));
    scenario.waits(seconds(20));
    scenario.does(scenario.answer(who, visit, true));
    scenario.does(Command::View {
        participant: who,
        visit,
    });
    scenario.waits(minutes(1));
    scenario.does(consent(who, visit));
    scenario.waits(minutes(1));
    let note_of_hers = FieldValue::Text("Maribor".into());
    scenario.does(scenario.click_with(
        who,
        BTreeMap::from([(signature(1), typed("Ana")), (note(1), note_of_hers)]),
    ));
    scenario.waits(seconds(2));
    scenario.does(scenario.seal(who));
    scenario.waits(days(2));
    scenario.does(schedule_runs());
    scenario.waits(minutes(15));
    scenario.completes();
    scenario
}

#[test]
fn d_3_a_citizen_with_a_phone() {
    let scenario = citizen_with_a_phone();
    insta::assert_snapshot!("citizen_with_a_phone", timeline(&scenario));
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!("citizen_with_a_phone_record", scenario.history);
    });
}

#[test]
fn d_3_day_eight_the_owner_extends() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.waits(days(8));
    scenario.does(Command::RequestExtension {
        participant: person(1),
    });
    scenario.waits(minutes(90));
    scenario.does(extend(person(1), 3));
    scenario.waits(days(1));
    scenario.completes();
    insta::assert_snapshot!("day_eight", timeline(&scenario));
}

#[test]
fn d_3_five_wrong_codes() {
    let mut scenario = Scenario::sent([signer(1).at("bor@example.si"), signer(2).by_phone(), copied()]);
    scenario.signs(person(1));
    let visit = visit(person(2), 1);
    scenario.asks_for_code(person(2), visit);
    for _ in 0..5 {
        scenario.waits(seconds(15));
        scenario.does(scenario.answer(person(2), visit, false));
    }
    insta::assert_snapshot!("five_wrong_codes", timeline(&scenario));
}

#[test]
fn d_11_two_people_on_one_mailbox_and_one_declines() {
    let shared = "druzina@example.si";
    let mut scenario = Scenario::sent([signer(1).at(shared).by_phone(), signer(1).at(shared).by_phone()]);
    scenario.waits(minutes(10));
    scenario.signs(person(1));
    scenario.waits(minutes(10));
    scenario.enters(person(2));
    scenario.does(decline(person(2), visit(person(2), 1)));
    insta::assert_snapshot!("one_declines", timeline(&scenario));
}

#[test]
fn the_clock_runs_out_on_an_act_that_is_not_sealed() {
    let mut scenario = Scenario::draft([signer(1), signer(1).at("bor@example.si")]);
    scenario.changes_details(|details| details.deadline = Some(jiff::civil::date(2026, 11, 24)));
    scenario.sends();
    scenario.signs(person(2));
    scenario.waits(days(1));
    scenario.clicks(person(1));
    scenario.now = scenario.state().expires_at.unwrap();
    scenario.does(Command::Expire);
    insta::assert_snapshot!("clicked_not_sealed", timeline(&scenario));
}
