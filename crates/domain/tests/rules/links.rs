//! Links: how long they live, who extends them, and how that differs from the deadline and from a cancellation (X1).

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Command, Event, Notice, Status};
use jiff::civil::date;

fn look(scenario: &Scenario) -> Result<(), Refusal> {
    let view = Command::View {
        participant: person(1),
        visit: visit(person(1), 1),
    };
    scenario.decides(&view).map(drop)
}

fn request() -> Command {
    Command::RequestExtension {
        participant: person(1),
    }
}

#[test]
fn m_80_a_link_is_good_for_seven_days_to_the_second() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.waits(days(7).checked_sub(seconds(60)).unwrap());
    assert_eq!(look(&scenario), Ok(()));
    scenario.waits(seconds(61));
    assert_eq!(look(&scenario), Err(Refusal::LinkExpired));
    assert_eq!(
        *scenario.status(),
        Status::InProgress,
        "X1: the agreement is still open"
    );
    assert!(scenario.state().needs_attention(scenario.now));
}

#[test]
fn m_80_the_days_count_from_the_persons_own_turn() {
    let mut scenario = Scenario::sent([signer(1), signer(2)]);
    scenario.waits(days(6));
    scenario.signs(person(1));
    scenario.waits(days(6));
    let view = Command::View {
        participant: person(2),
        visit: visit(person(2), 1),
    };
    assert!(scenario.decides(&view).is_ok());
}

#[test]
fn m_81_the_number_of_days_is_the_agreements_own() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_details(|details| details.link_days = 2);
    scenario.sends();
    scenario.waits(days(2).checked_sub(seconds(1)).unwrap());
    assert_eq!(look(&scenario), Ok(()));
    scenario.waits(seconds(1));
    assert_eq!(look(&scenario), Err(Refusal::LinkExpired));
}

#[test]
fn m_81_a_link_lives_from_one_to_365_days() {
    let scenario = Scenario::draft([signer(1)]);
    let save = |days| {
        let mut details = details();
        details.link_days = days;
        let changes = domain::agreement::DraftChanges {
            details: Some(details),
            ..Default::default()
        };
        scenario
            .decides(&Command::SaveDraft {
                expected_version: None,
                changes: Box::new(changes),
            })
            .map(drop)
    };
    assert_eq!(
        [save(0), save(1), save(365), save(366)],
        [Err(Refusal::Malformed), Ok(()), Ok(()), Err(Refusal::Malformed)]
    );
}

#[test]
fn m_82_the_owner_extends_a_dead_link_and_its_holder_hears_of_it() {
    let mut scenario = Scenario::sent([signer(1)]);
    let generation = scenario.member(person(1)).link_generation;
    scenario.waits(days(8));
    let decision = scenario.does(extend(person(1), 3));
    assert_eq!(
        told(&decision),
        [Notice::LinkExtended {
            participant: person(1)
        }]
    );
    assert_eq!(
        scenario.member(person(1)).link_generation,
        generation,
        "the same link works again"
    );
    assert_eq!(scenario.count("TOKEN_EXTENDED"), 1);
    scenario.waits(days(3).checked_sub(seconds(1)).unwrap());
    assert_eq!(look(&scenario), Ok(()));
    scenario.waits(seconds(1));
    assert_eq!(look(&scenario), Err(Refusal::LinkExpired));
}

#[test]
fn m_82_a_living_link_can_be_extended_and_never_becomes_shorter() {
    let mut scenario = Scenario::sent([signer(1)]);
    let end = scenario.member(person(1)).link_expires_at;
    scenario.does(extend(person(1), 1));
    assert_eq!(scenario.member(person(1)).link_expires_at, end);
    scenario.does(extend(person(1), 30));
    assert!(scenario.member(person(1)).link_expires_at > end);
    for days in [0, 366] {
        assert_eq!(scenario.refuses(extend(person(1), days)), Refusal::NotNow);
    }
}

#[test]
fn m_82_only_a_waiting_persons_link_can_be_extended() {
    let mut scenario = Scenario::sent([signer(1), signer(2), copied()]);
    assert_eq!(
        scenario.refuses(extend(person(2), 3)),
        Refusal::NotNow,
        "no link yet"
    );
    assert_eq!(
        scenario.refuses(extend(person(3), 3)),
        Refusal::NotNow,
        "a copy has none"
    );
    assert_eq!(scenario.refuses(extend(person(9), 3)), Refusal::Unknown);
    scenario.signs(person(1));
    assert_eq!(
        scenario.refuses(extend(person(1), 3)),
        Refusal::NotNow,
        "acted already"
    );
    scenario.does(cancel());
    assert_eq!(
        scenario.refuses(extend(person(2), 3)),
        Refusal::AgreementEnded,
        "X1"
    );
}

#[test]
fn one_dead_link_among_living_ones_needs_the_owners_attention() {
    let mut scenario = Scenario::sent([signer(1), signer(1), copied()]);
    scenario.waits(days(8));
    scenario.does(extend(person(1), 3));
    assert!(scenario.state().needs_attention(scenario.now));
    scenario.does(extend(person(2), 3));
    assert!(!scenario.state().needs_attention(scenario.now));
}

#[test]
fn m_82_the_holder_of_a_dead_link_asks_once_and_the_owner_hears_of_it() {
    let mut scenario = Scenario::sent([signer(1)]);
    assert_eq!(
        scenario.refuses(request()),
        Refusal::NotNow,
        "the link still lives"
    );
    scenario.waits(days(8));
    let decision = scenario.does(request());
    assert_eq!(
        told(&decision),
        [Notice::ExtensionRequested {
            participant: person(1)
        }]
    );
    assert_eq!(scenario.refuses(request()), Refusal::NotNow, "asked already");
    assert!(scenario.state().needs_attention(scenario.now));
    scenario.does(extend(person(1), 2));
    assert!(!scenario.state().needs_attention(scenario.now));
    scenario.waits(days(3));
    scenario.does(request());
}

#[test]
fn x_1_after_the_deadline_no_link_can_be_extended() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_details(|details| details.deadline = Some(date(2026, 12, 4)));
    scenario.sends();
    scenario.waits(days(8));
    assert_eq!(look(&scenario), Err(Refusal::LinkExpired));
    scenario.waits(days(4));
    assert_eq!(look(&scenario), Err(Refusal::DeadlinePassed));
    assert_eq!(scenario.refuses(extend(person(1), 3)), Refusal::DeadlinePassed);
    assert_eq!(scenario.refuses(request()), Refusal::DeadlinePassed);
    scenario.does(Command::Expire);
    assert_eq!(scenario.refuses(extend(person(1), 3)), Refusal::AgreementEnded);
}

#[test]
fn decision_28_the_deadline_ends_with_the_day_in_the_zone_frozen_at_sending() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_details(|details| {
        details.deadline = Some(date(2026, 11, 23));
        details.time_zone = "Pacific/Auckland".into();
    });
    scenario.sends();
    assert_eq!(scenario.state().details.time_zone, "Europe/Ljubljana");
    assert_eq!(
        scenario.state().expires_at.unwrap().to_string(),
        "2026-11-23T22:59:59Z"
    );
    scenario.now = "2026-11-23T22:59:58Z".parse().unwrap();
    assert_eq!(look(&scenario), Ok(()));
    assert_eq!(scenario.refuses(Command::Expire), Refusal::NotNow);
    scenario.waits(seconds(1));
    assert_eq!(look(&scenario), Err(Refusal::DeadlinePassed));
    scenario.does(Command::Expire);
}

#[test]
fn without_a_deadline_it_ends_after_365_days() {
    let scenario = Scenario::sent([signer(1)]);
    assert_eq!(
        scenario.state().expires_at,
        Some(scenario.now.checked_add(days(365)).unwrap())
    );
}

#[test]
fn fetched_links_are_those_of_the_people_whose_turn_it_is_and_change_nothing_else() {
    let mut scenario = Scenario::sent([signer(1), signer(2), copied()]);
    let before = scenario.state().clone();
    let decision = scenario.does(Command::FetchLinks);
    let participants = vec![person(1)];
    assert_eq!(decision.events, [Event::LinksFetched { participants }]);
    assert_eq!(decision.effects, []);
    let after = scenario.state();
    assert_eq!((&after.sets, &after.status), (&before.sets, &before.status));
    scenario.does(cancel());
    assert_eq!(scenario.refuses(Command::FetchLinks), Refusal::AgreementEnded);
}

#[test]
fn a_draft_has_no_links_to_fetch() {
    assert_eq!(
        Scenario::draft([signer(1)]).refuses(Command::FetchLinks),
        Refusal::NotNow
    );
}
