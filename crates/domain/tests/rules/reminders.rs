//! Reminders by the owner and by the schedule.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Decision, Effect, Notice};
use domain::ids::ParticipantId;
use domain::schedule::ReminderFrequency;
use jiff::Timestamp;

fn daily(people: impl IntoIterator<Item = Someone>) -> Scenario {
    let mut scenario = Scenario::draft(people);
    scenario.changes_details(|details| details.reminder = ReminderFrequency::DailyUntilSigned);
    scenario.sends();
    scenario
}

fn reminded(decision: &Decision) -> Vec<ParticipantId> {
    let reminded = told(decision).into_iter().map(|notice| match notice {
        Notice::Reminder { participant } => participant,
        other => panic!("{other:?}"),
    });
    reminded.collect()
}

fn next_run(scenario: &Scenario) -> Option<Timestamp> {
    scenario
        .effects
        .iter()
        .rev()
        .find_map(|(_, effect)| match effect {
            Effect::RemindAt { at } => Some(*at),
            _ => None,
        })
}

/// Lets the clock go on to the next run of the schedule.
fn run(scenario: &mut Scenario) -> Vec<ParticipantId> {
    scenario.now = next_run(scenario).unwrap();
    reminded(&scenario.does(schedule_runs()))
}

#[test]
fn the_schedule_reminds_those_whose_turn_it_is_once_in_each_interval() {
    let mut scenario = daily([signer(1), signer(1), signer(2)]);
    assert_eq!(run(&mut scenario), [person(1), person(2)]);
    scenario.signs(person(1));
    assert_eq!(run(&mut scenario), [person(2)]);
    assert_eq!(run(&mut scenario), [person(2)]);
    assert_eq!(scenario.now, "2026-11-26T08:00:00Z".parse().unwrap());
}

#[test]
fn nobody_is_reminded_before_a_whole_interval_of_their_own_has_passed() {
    let mut scenario = daily([signer(1), signer(2)]);
    scenario.waits(minutes(23 * 60));
    scenario.signs(person(1));
    let second_turn = scenario.now;
    assert_eq!(run(&mut scenario), [], "invited an hour ago");
    assert_eq!(run(&mut scenario), [person(2)]);
    assert_eq!(scenario.now, second_turn.checked_add(days(1)).unwrap());
}

#[test]
fn the_owner_reminds_at_any_time_and_that_puts_off_the_schedule() {
    let mut scenario = daily([signer(1), signer(1)]);
    scenario.waits(minutes(60));
    assert_eq!(reminded(&scenario.does(remind([person(2)]))), [person(2)]);
    assert_eq!(
        reminded(&scenario.does(remind([]))),
        [person(1), person(2)],
        "nobody named: everybody"
    );
    assert_eq!(run(&mut scenario), []);
    assert_eq!(run(&mut scenario), [person(1), person(2)]);
}

#[test]
fn the_schedule_runs_again_as_the_first_of_the_others_is_due() {
    let mut scenario = daily([signer(1), signer(1), signer(1)]);
    let sent = scenario.now;
    for who in [person(2), person(3)] {
        scenario.waits(minutes(6 * 60));
        scenario.does(remind([who]));
    }
    let after = |hours: i64| sent.checked_add(minutes(hours * 60)).unwrap();
    assert_eq!((run(&mut scenario), scenario.now), (vec![person(1)], after(24)));
    assert_eq!((run(&mut scenario), scenario.now), (vec![person(2)], after(30)));
    assert_eq!((run(&mut scenario), scenario.now), (vec![person(3)], after(36)));
    assert_eq!((run(&mut scenario), scenario.now), (vec![person(1)], after(48)));
}

#[test]
fn a_dead_link_is_not_sent_again() {
    let mut scenario = daily([signer(1)]);
    scenario.waits(days(8));
    assert_eq!(scenario.refuses(remind([])), Refusal::LinkExpired);
    let decision = scenario.does(schedule_runs());
    assert_eq!(reminded(&decision), []);
    assert!(
        next_run(&scenario).unwrap() > scenario.now,
        "the schedule goes on, it does not spin"
    );
    scenario.does(extend(person(1), 7));
    assert_eq!(run(&mut scenario), [person(1)]);
}

#[test]
fn who_cannot_be_reminded() {
    let mut scenario = daily([signer(1), signer(2), copied()]);
    for who in [person(2), person(3), person(9)] {
        assert_eq!(scenario.refuses(remind([who])), Refusal::NotNow);
    }
    scenario.clicks(person(1));
    assert_eq!(scenario.refuses(remind([])), Refusal::NotNow, "clicked already");
    assert_eq!(reminded(&scenario.does(schedule_runs())), []);
    scenario.does(cancel());
    assert_eq!(scenario.refuses(schedule_runs()), Refusal::AgreementEnded);
}

#[test]
fn a_99_where_no_mail_leaves_nobody_is_reminded() {
    let mut scenario = Scenario::draft([signer(1).by_phone()]);
    scenario.changes_details(|details| {
        details.sends_mail = false;
        details.reminder = ReminderFrequency::WeeklyUntilSigned;
    });
    scenario.sends();
    assert_eq!(next_run(&scenario), None);
    assert_eq!(scenario.refuses(remind([])), Refusal::NotNow);
    scenario.completes();
    assert_eq!(scenario.notices(), [], "A-99: no mail at all");
}

#[test]
fn without_a_frequency_there_is_no_schedule() {
    let scenario = Scenario::sent([signer(1)]);
    assert_eq!(next_run(&scenario), None);
    let days = ReminderFrequency::ALL.map(|frequency| {
        frequency
            .next(scenario.now)
            .map(|at| at.duration_since(scenario.now).as_hours() / 24)
    });
    assert_eq!(days, [None, Some(1), Some(2), Some(3), Some(5), Some(7)]);
}
