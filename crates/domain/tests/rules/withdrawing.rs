//! Not signing electronically: withdrawing the consent, and asking for paper (C-41).

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Attention, Command, Decision, Notice, ParticipantState, Status};

fn withdraw(paper: bool, message: &str) -> Command {
    Command::WithdrawConsent {
        participant: person(1),
        visit: visit(person(1), 1),
        paper,
        message: message.into(),
    }
}

fn entered() -> Scenario {
    let mut scenario = Scenario::sent([signer(1), signer(1)]);
    scenario.enters(person(1));
    scenario
}

#[test]
fn c_41_whoever_withdraws_cannot_sign_until_they_agree_again() {
    let mut scenario = entered();
    let decision = scenario.does(withdraw(false, ""));
    assert_eq!(
        told(&decision),
        [Notice::ConsentWithdrawn {
            participant: person(1)
        }]
    );
    assert!(scenario.member(person(1)).consent.is_none());
    assert_eq!(
        scenario.refuses(scenario.click(person(1))),
        Refusal::ConsentMissing
    );
    assert!(
        scenario.state().needs_attention(scenario.now),
        "the owner has to look at it"
    );
    scenario.does(consent(person(1), visit(person(1), 1)));
    assert!(scenario.member(person(1)).withdrawal.is_none());
    assert!(!scenario.state().needs_attention(scenario.now));
    scenario.does(scenario.click(person(1)));
    assert_eq!(scenario.count("CONSENT_ACCEPTED"), 2);
}

#[test]
fn c_41_the_agreement_stays_open_for_the_others() {
    let mut scenario = entered();
    scenario.does(withdraw(true, "Na Glavno 1, prosim."));
    assert_eq!(*scenario.status(), Status::InProgress);
    assert_eq!(scenario.stands(person(1)), ParticipantState::Waiting);
    scenario.signs(person(2));
    assert!(scenario.state().has_signatures());
    let kept = scenario.member(person(1)).withdrawal.clone().unwrap();
    assert!(kept.paper);
    assert_eq!(kept.message.unwrap().value, "Na Glavno 1, prosim.");
    assert_eq!(
        kept.at,
        scenario
            .history
            .iter()
            .find(|one| one.event.kind() == "CONSENT_WITHDRAWN")
            .unwrap()
            .at
    );
}

#[test]
fn c_41_paper_may_be_asked_for_before_anything_was_agreed_to() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.does(withdraw(true, ""));
    assert!(scenario.member(person(1)).withdrawal.is_some());
}

#[test]
fn c_41_the_same_wish_twice_tells_the_owner_once_and_another_wish_again() {
    let mut scenario = entered();
    scenario.does(withdraw(true, "A"));
    assert_eq!(scenario.does(withdraw(true, " A ")), Decision::default());
    assert_eq!(told(&scenario.does(withdraw(true, "B"))).len(), 1);
    assert_eq!(told(&scenario.does(withdraw(false, "B"))).len(), 1);
    assert_eq!(scenario.count("CONSENT_WITHDRAWN"), 3);
}

#[test]
fn c_41_nobody_withdraws_in_anothers_place_or_after_the_click() {
    let mut scenario = Scenario::sent([signer(1).by_phone(), signer(2)]);
    scenario.enters(person(1));
    let early = Command::WithdrawConsent {
        participant: person(2),
        visit: visit(person(2), 1),
        paper: true,
        message: String::new(),
    };
    assert_eq!(scenario.refuses(early), Refusal::NotYourTurn);
    scenario.does(scenario.click(person(1)));
    assert_eq!(scenario.refuses(withdraw(true, "")), Refusal::AlreadyActed);
}

/// Before the code: paper is there for those, too, who cannot prove who they are in this way. What was proved is no stranger's to undo.
#[test]
fn c_41_paper_is_asked_for_at_the_door_and_said_to_be_unproved() {
    let mut scenario = Scenario::sent([signer(1).by_phone()]);
    let decision = scenario.does(withdraw(true, ""));
    assert_eq!(told(&decision).len(), 1);
    assert!(scenario.member(person(1)).withdrawal.as_ref().unwrap().unproved);
    scenario.enters(person(1));
    assert!(
        scenario.member(person(1)).withdrawal.is_none(),
        "they agreed after all"
    );
    let stranger = Command::WithdrawConsent {
        participant: person(1),
        visit: visit(person(1), 2),
        paper: true,
        message: String::new(),
    };
    assert_eq!(scenario.refuses(stranger), Refusal::IdentityNotProved);
    scenario.does(withdraw(true, ""));
    let kept = scenario.member(person(1)).withdrawal.clone().unwrap();
    assert!(!kept.unproved, "said by whom it concerns");
}

#[test]
fn what_needs_attention_says_why_and_of_whom() {
    let mut scenario = entered();
    assert_eq!(scenario.state().attention(scenario.now), []);
    scenario.does(withdraw(true, ""));
    let why = |scenario: &Scenario| scenario.state().attention(scenario.now);
    assert_eq!(why(&scenario), [Attention::PaperRequested(person(1))]);
    scenario.does(withdraw(false, ""));
    assert_eq!(why(&scenario), [Attention::ConsentWithdrawn(person(1))]);
    scenario.does(Command::Bounce {
        participant: person(2),
    });
    assert_eq!(
        why(&scenario),
        [
            Attention::ConsentWithdrawn(person(1)),
            Attention::Bounced(person(2))
        ]
    );
    scenario.does(Command::ReportMisdirected {
        participant: person(1),
        comment: String::new(),
    });
    assert_eq!(why(&scenario)[0], Attention::Misdirected(person(1)));
    scenario.does(Command::Decline {
        participant: person(2),
        visit: visit(person(2), 1),
        reason: "Ne.".into(),
    });
    assert_eq!(why(&scenario), [Attention::Declined(person(2))]);
    scenario.does(Command::TakeNote);
    assert_eq!(why(&scenario), []);
}

#[test]
fn c_41_a_message_of_bearable_length() {
    let scenario = entered();
    assert_eq!(
        scenario.refuses(withdraw(true, &"x".repeat(2_001))).code(),
        "BAD_TEXT"
    );
    assert!(scenario.decides(&withdraw(true, &"x".repeat(2_000))).is_ok());
}

#[test]
fn c_41_the_schedule_leaves_them_alone_and_the_owner_may_write() {
    let mut scenario = Scenario::draft([signer(1), signer(1)]);
    scenario.changes_details(|details| {
        details.reminder = domain::schedule::ReminderFrequency::DailyUntilSigned;
    });
    scenario.sends();
    scenario.enters(person(1));
    scenario.does(withdraw(true, ""));
    scenario.waits(days(2));
    let reminded = |decision: &Decision| {
        told(decision)
            .iter()
            .filter(|notice| matches!(notice, Notice::Reminder { .. }))
            .count()
    };
    assert_eq!(reminded(&scenario.does(schedule_runs())), 1, "only the other one");
    assert_eq!(
        reminded(&scenario.does(remind([]))),
        1,
        "nor by a reminder to everybody"
    );
    assert_eq!(reminded(&scenario.does(remind([person(1)]))), 1);
}
