//! Account login: asked before anything is shown, counted, and enough by a session only where that is settled.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Command, Event, Status};
use domain::identity::{AccountLogin, IdentityPolicy, MethodKind};
use domain::ids::{ParticipantId, VisitId};
use domain::level::Level;
use jiff::Timestamp;

fn answer(participant: ParticipantId, visit: VisitId, login: AccountLogin) -> Command {
    Command::AnswerAccount {
        participant,
        visit,
        login,
    }
}

fn since() -> AccountLogin {
    AccountLogin::SignedInSince(Timestamp::UNIX_EPOCH)
}

fn sent_with(session_counts: bool) -> Scenario {
    let mut scenario = Scenario::draft([signer(1).by_account()]);
    let policy = IdentityPolicy {
        account_attempts: 3,
        account_session_counts: session_counts,
        ..IdentityPolicy::default()
    };
    let time_zone = "Europe/Prague".into();
    scenario.does(Command::Send { policy, time_zone });
    scenario.does(scenario.prepared());
    scenario
}

#[test]
fn a_32_a_36_signing_in_comes_before_the_document_and_holds_for_one_visit() {
    let mut scenario = sent_with(false);
    let (who, stay) = (person(1), visit(person(1), 1));
    assert_eq!(scenario.member(who).asked_in(stay), Some(MethodKind::Account));
    assert_eq!(scenario.refuses(view(who, stay)), Refusal::IdentityNotProved);
    scenario.does(answer(who, stay, AccountLogin::Right));
    assert!(scenario.member(who).may_see(stay) && !scenario.member(who).may_see(visit(who, 2)));
    assert_eq!(scenario.count("IDENTITY_VERIFIED"), 1);
    assert_eq!(
        scenario.refuses(answer(who, stay, AccountLogin::Wrong)),
        Refusal::NotNow,
        "whoever is in is asked nothing, and nothing is counted"
    );
}

#[test]
fn a_52_the_third_wrong_password_of_an_account_cancels_for_good() {
    let mut scenario = sent_with(false);
    for number in 1..=3 {
        assert_eq!(*scenario.status(), Status::InProgress);
        scenario.does(answer(person(1), visit(person(1), number), AccountLogin::Wrong));
    }
    assert!(matches!(scenario.status(), Status::Cancelled { .. }));
    scenario.refuses(answer(person(1), visit(person(1), 4), AccountLogin::Right));
}

#[test]
fn a_74_a_session_is_enough_only_where_it_was_settled_so() {
    let (who, stay) = (person(1), visit(person(1), 1));
    assert_eq!(
        sent_with(false).refuses(answer(who, stay, since())),
        Refusal::NotNow
    );
    let mut scenario = sent_with(true);
    scenario.does(answer(who, stay, since()));
    let said = scenario
        .history
        .iter()
        .find_map(|recorded| match &recorded.event {
            Event::IdentityVerified { proof, .. } => proof.session_since(),
            _ => None,
        });
    assert_eq!(said, Some(Timestamp::UNIX_EPOCH), "the trail says since when");
}

#[test]
fn signing_in_is_asked_for_only_of_those_whose_method_it_is() {
    let scenario = Scenario::sent([signer(1).by_phone(), signer(2)]);
    for login in [AccountLogin::Right, AccountLogin::Wrong] {
        let command = answer(person(1), visit(person(1), 1), login);
        assert_eq!(scenario.refuses(command), Refusal::NotNow);
    }
}

#[test]
fn c_02_an_account_of_ones_own_raises_no_level() {
    assert!(!MethodKind::Account.is_bound_to_the_person());
    assert_eq!(
        Level::of_sealed_act(MethodKind::Account.is_bound_to_the_person()),
        Level::Simple
    );
}
