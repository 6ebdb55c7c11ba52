//! Codes, proofs and the end by too many wrong answers.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{CancelReason, Command, Effect, Event, Notice, Status};
use domain::identity::{CODE_DIGITS, Code, CodeChannel, IdentityPolicy, Method, MethodKind};
use domain::ids::VisitId;
use domain::level::Level;
use domain::refusal::DraftProblem;

fn one_by_phone() -> (Scenario, VisitId) {
    (
        Scenario::sent([signer(1).by_phone(), signer(2)]),
        visit(person(1), 1),
    )
}

fn everything_inside(scenario: &Scenario, visit: VisitId) -> [Command; 4] {
    let who = person(1);
    let click = match scenario.click(who) {
        Command::Sign {
            participant,
            values,
            shown_revision,
            fresh_factor,
            ..
        } => Command::Sign {
            participant,
            visit,
            values,
            shown_revision,
            fresh_factor,
        },
        _ => unreachable!("a click is a Sign"),
    };
    [
        Command::View {
            participant: who,
            visit,
        },
        consent(who, visit),
        click,
        decline(who, visit),
    ]
}

#[test]
fn a_02_nothing_is_shown_or_done_before_the_identity_is_proved() {
    let (mut scenario, visit) = one_by_phone();
    for command in everything_inside(&scenario, visit) {
        assert_eq!(scenario.refuses(command), Refusal::IdentityNotProved);
    }
    scenario.asks_for_code(person(1), visit);
    for command in everything_inside(&scenario, visit) {
        assert_eq!(scenario.refuses(command), Refusal::IdentityNotProved);
    }
    scenario.does(scenario.answer(person(1), visit, true));
    scenario.does(Command::View {
        participant: person(1),
        visit,
    });
}

#[test]
fn a_63_a_proof_is_good_for_its_own_visit_alone() {
    let (mut scenario, first) = one_by_phone();
    scenario.enters(person(1));
    let second = visit(person(1), 2);
    for command in everything_inside(&scenario, second) {
        assert_eq!(scenario.refuses(command), Refusal::IdentityNotProved);
    }
    assert!(scenario.member(person(1)).may_see(first));
    assert!(!scenario.member(person(1)).may_see(second));
    scenario.waits(minutes(1));
    scenario.asks_for_code(person(1), second);
    scenario.does(scenario.answer(person(1), second, true));
    scenario.does(Command::View {
        participant: person(1),
        visit: second,
    });
}

#[test]
fn x_3_a_code_has_six_digits_and_spaces_that_people_add_are_forgiven() {
    assert_eq!(CODE_DIGITS, 6);
    assert!(Code::new(" 123 456\n").matches(&Code::new("123456")));
    for other in ["12345", "1234567", "123457", "", "１２３４５６"] {
        assert!(!Code::new(other).matches(&Code::new("123456")), "{other}");
    }
    assert!(!Code::new("").matches(&Code::new(" ")), "nothing is no code");
}

#[test]
fn what_cannot_be_a_code_is_told_from_a_wrong_one() {
    let right = Code::new("123456");
    for typed in ["123456", " 123 456\n", "123-456", "123\u{a0}456"] {
        assert!(
            Code::typed(typed).is_some_and(|code| code.matches(&right)),
            "{typed:?}"
        );
    }
    for typed in [
        "",
        " ",
        "12345",
        "1234567",
        "12345a",
        "a123456",
        "123.456",
        "１２３４５６",
    ] {
        assert!(Code::typed(typed).is_none(), "{typed:?}");
    }
}

#[test]
fn a_42_no_code_leaves_before_it_is_asked_for_and_each_asking_sends_one() {
    let (mut scenario, visit) = one_by_phone();
    let sends = |scenario: &Scenario| {
        scenario
            .effects
            .iter()
            .filter(|(_, effect)| matches!(effect, Effect::SendCode { .. }))
            .count()
    };
    assert_eq!(sends(&scenario), 0);
    assert_eq!(
        scenario.refuses(scenario.answer(person(1), visit, true)),
        Refusal::CodeNotRequested
    );
    scenario.asks_for_code(person(1), visit);
    assert_eq!(sends(&scenario), 1);
}

#[test]
fn a_42_one_code_in_thirty_seconds_and_five_in_an_hour() {
    let (mut scenario, visit) = one_by_phone();
    let ask = |scenario: &mut Scenario| {
        let challenge = scenario.next_challenge();
        scenario
            .tries(&Command::RequestCode {
                participant: person(1),
                visit,
                challenge,
                channel: CodeChannel::Text,
            })
            .map(drop)
    };
    assert_eq!(ask(&mut scenario), Ok(()));
    assert_eq!(ask(&mut scenario), Err(Refusal::TooManyCodes { wait: 30 }));
    scenario.waits(seconds(29));
    assert_eq!(ask(&mut scenario), Err(Refusal::TooManyCodes { wait: 1 }));
    for _ in 0..4 {
        scenario.waits(seconds(30));
        assert_eq!(ask(&mut scenario), Ok(()));
    }
    scenario.waits(seconds(30));
    let since_the_first = 29 + 5 * 30;
    assert_eq!(
        ask(&mut scenario),
        Err(Refusal::TooManyCodes {
            wait: 3600 - since_the_first
        })
    );
    scenario.waits(seconds(i64::from(3600 - since_the_first)));
    assert_eq!(ask(&mut scenario), Ok(()), "an hour after the first one");
    scenario.waits(seconds(30));
    assert!(
        matches!(ask(&mut scenario), Err(Refusal::TooManyCodes { .. })),
        "the second of the five still counts"
    );
}

#[test]
fn a_42_a_new_code_kills_the_old_one() {
    let (mut scenario, visit) = one_by_phone();
    let old = scenario.asks_for_code(person(1), visit);
    scenario.waits(seconds(31));
    let new = scenario.asks_for_code(person(1), visit);
    let late = Command::CodeHandedOver {
        participant: person(1),
        challenge: old,
    };
    assert_eq!(
        scenario.refuses(late),
        Refusal::NotNow,
        "a late hand-over of the old one starts nothing"
    );
    let again = Command::CodeHandedOver {
        participant: person(1),
        challenge: new,
    };
    assert_eq!(
        scenario.refuses(again),
        Refusal::NotNow,
        "the ten minutes start once"
    );
    let answer = |code: Code| Command::AnswerCode {
        participant: person(1),
        visit,
        expected: code_of(new),
        answered: code,
    };
    scenario.does(answer(code_of(old)));
    assert_eq!(scenario.member(person(1)).failed_attempts, 1);
    scenario.does(answer(code_of(new)));
    assert!(scenario.member(person(1)).may_see(visit));
}

#[test]
fn a_41_ten_minutes_from_the_hand_over_and_not_a_second_more() {
    let (mut scenario, visit) = one_by_phone();
    let challenge = scenario.next_challenge();
    scenario.does(Command::RequestCode {
        participant: person(1),
        visit,
        challenge,
        channel: CodeChannel::Text,
    });
    scenario.waits(minutes(3));
    scenario.does(Command::CodeHandedOver {
        participant: person(1),
        challenge,
    });
    scenario.waits(seconds(599));
    assert!(scenario.decides(&scenario.answer(person(1), visit, true)).is_ok());
    scenario.waits(seconds(2));
    assert_eq!(
        scenario.refuses(scenario.answer(person(1), visit, true)),
        Refusal::CodeExpired
    );
    assert_eq!(
        scenario.member(person(1)).failed_attempts,
        0,
        "a right code that came late is no guess"
    );
    scenario.does(scenario.answer(person(1), visit, false));
    assert_eq!(
        scenario.member(person(1)).failed_attempts,
        1,
        "a wrong one is, at any time"
    );
}

#[test]
fn a_code_is_good_only_in_the_visit_that_asked_for_it_and_only_once() {
    let (mut scenario, first) = one_by_phone();
    scenario.asks_for_code(person(1), first);
    let elsewhere = visit(person(1), 2);
    assert_eq!(
        scenario.refuses(scenario.answer(person(1), elsewhere, true)),
        Refusal::CodeNotRequested
    );
    assert_eq!(
        scenario.refuses(scenario.answer(person(1), elsewhere, false)),
        Refusal::CodeNotRequested
    );
    let answer = scenario.answer(person(1), first, true);
    scenario.does(answer.clone());
    assert_eq!(scenario.refuses(answer), Refusal::CodeNotRequested);
}

#[test]
fn a_42_a_late_hand_over_of_the_old_code_is_not_that_of_the_new_one() {
    let (mut scenario, visit) = one_by_phone();
    let old = scenario.next_challenge();
    scenario.does(Command::RequestCode {
        participant: person(1),
        visit,
        challenge: old,
        channel: CodeChannel::Text,
    });
    scenario.waits(seconds(31));
    let new = scenario.next_challenge();
    scenario.does(Command::RequestCode {
        participant: person(1),
        visit,
        challenge: new,
        channel: CodeChannel::Text,
    });
    let handed = |challenge| Command::CodeHandedOver {
        participant: person(1),
        challenge,
    };
    assert_eq!(scenario.refuses(handed(old)), Refusal::NotNow);
    scenario.does(handed(new));
}

#[test]
fn a_14_who_has_no_second_factor_gets_no_code() {
    let mut scenario = Scenario::sent([signer(1)]);
    let challenge = scenario.next_challenge();
    let ask = Command::RequestCode {
        participant: person(1),
        visit: visit(person(1), 1),
        challenge,
        channel: CodeChannel::Text,
    };
    assert_eq!(scenario.refuses(ask), Refusal::NotNow);
}

#[test]
fn a_52_to_a_55_the_fifth_wrong_code_ends_it_for_good_and_only_the_owner_hears_of_it() {
    let mut scenario = Scenario::sent([
        signer(1),
        copied(),
        signer(2).by_phone().or("bor@example.si"),
        signer(3),
    ]);
    scenario.signs(person(1));
    let (who, visit) = (person(3), visit(person(3), 1));
    scenario.asks_for_code(who, visit);
    for left in (1..5).rev() {
        let decision = scenario.does(scenario.answer(who, visit, false));
        assert_eq!(told(&decision), []);
        assert_eq!(
            scenario
                .state()
                .attempts_left(scenario.member(who), MethodKind::Phone),
            Some(left)
        );
    }
    let last = scenario.does(scenario.answer(who, visit, false));
    assert_eq!(
        last.effects,
        [Effect::Notify {
            notice: Notice::AutoCancelled { participant: who }
        }]
    );
    assert!(scenario.state().needs_attention(scenario.now), "{who}");
    let reason = CancelReason::TooManyAttempts { participant: who };
    assert_eq!(*scenario.status(), Status::Cancelled { reason });
    assert_eq!(
        scenario
            .state()
            .attempts_left(scenario.member(who), MethodKind::Phone),
        Some(0)
    );
    assert_eq!(
        scenario.refuses(scenario.answer(who, visit, true)),
        Refusal::AgreementEnded
    );
    assert_eq!(scenario.refuses(extend(who, 7)), Refusal::AgreementEnded);
    assert_eq!(
        MethodKind::Phone.cancel_event(),
        Some("RECALLED_MAX_SIGNING_PHONE_ATTEMPTS")
    );
}

#[test]
fn a_52_wrong_answers_are_counted_over_visits_codes_and_successes() {
    let (mut scenario, first) = one_by_phone();
    scenario.asks_for_code(person(1), first);
    scenario.does(scenario.answer(person(1), first, false));
    scenario.does(scenario.answer(person(1), first, false));
    scenario.does(scenario.answer(person(1), first, true));
    scenario.waits(minutes(1));
    let second = visit(person(1), 2);
    scenario.asks_for_code(person(1), second);
    for _ in 0..3 {
        assert_eq!(*scenario.status(), Status::InProgress);
        scenario.does(scenario.answer(person(1), second, false));
    }
    assert!(matches!(scenario.status(), Status::Cancelled { .. }));
}

#[test]
fn a_52_the_threshold_is_frozen_when_the_agreement_is_sent() {
    let mut scenario = Scenario::draft([signer(1).by_phone()]);
    scenario.does(Command::Send {
        policy: IdentityPolicy {
            phone_attempts: 3,
            password_attempts: 3,
            pin_attempts: 3,
            account_attempts: 3,
            ..IdentityPolicy::default()
        },
        time_zone: "Europe/Prague".into(),
    });
    scenario.does(scenario.prepared());
    let visit = visit(person(1), 1);
    scenario.asks_for_code(person(1), visit);
    scenario.does(scenario.answer(person(1), visit, false));
    scenario.does(scenario.answer(person(1), visit, false));
    assert_eq!(*scenario.status(), Status::InProgress);
    scenario.does(scenario.answer(person(1), visit, false));
    assert!(matches!(scenario.status(), Status::Cancelled { .. }));
}

#[test]
fn a_53_the_owner_is_told_even_where_no_other_mail_leaves() {
    let mut scenario = Scenario::draft([signer(1).by_phone()]);
    scenario.changes_details(|details| details.sends_mail = false);
    scenario.sends();
    let visit = visit(person(1), 1);
    scenario.asks_for_code(person(1), visit);
    (0..5).for_each(|_| drop(scenario.does(scenario.answer(person(1), visit, false))));
    assert_eq!(
        scenario.notices(),
        [Notice::AutoCancelled {
            participant: person(1)
        }]
    );
}

#[test]
fn a_64_a_telephone_leaves_its_own_event_with_a_masked_number() {
    let (mut scenario, _) = one_by_phone();
    scenario.enters(person(1));
    let target = scenario
        .history
        .iter()
        .find_map(|recorded| match &recorded.event {
            Event::IdentityVerified { target, proof, .. } => {
                Some((target.clone().unwrap().value, proof.method()))
            }
            _ => None,
        });
    assert_eq!(target, Some(("+386 *** **00".into(), MethodKind::Phone)));
    let kinds = MethodKind::ALL.map(MethodKind::success_event);
    assert_eq!(
        kinds,
        [
            None,
            Some("PASSWORD_AUTHENTICATED"),
            Some("ACCOUNT_AUTHENTICATED"),
            Some("PHONE_AUTHENTICATED")
        ],
        "each method its own event, e-mail none"
    );
}

#[test]
fn a_65_for_e_mail_there_is_no_identity_event_and_the_level_says_so() {
    let mut scenario = Scenario::sent([signer(1), signer(2).by_phone()]);
    scenario.completes();
    assert_eq!(scenario.count("IDENTITY_VERIFIED"), 1);
    let level = |set| scenario.member(person(set)).act.as_ref().unwrap().level;
    assert_eq!(
        [level(1), level(2)],
        [Level::Simple, Level::SimpleStronglyAuthenticated]
    );
}

fn one_by_password() -> (Scenario, VisitId) {
    (
        Scenario::sent([signer(1).by_password(), signer(2)]),
        visit(person(1), 1),
    )
}

#[test]
fn a_29_a_password_is_asked_before_anything_is_shown_and_leaves_its_own_event() {
    let (mut scenario, visit) = one_by_password();
    for command in everything_inside(&scenario, visit) {
        assert_eq!(scenario.refuses(command), Refusal::IdentityNotProved);
    }
    let challenge = scenario.next_challenge();
    let code = Command::RequestCode {
        participant: person(1),
        visit,
        challenge,
        channel: CodeChannel::Text,
    };
    assert_eq!(
        scenario.refuses(code),
        Refusal::NotNow,
        "there is no code to be sent"
    );
    scenario.does(scenario.answer(person(1), visit, true));
    scenario.does(Command::View {
        participant: person(1),
        visit,
    });
    assert!(recorded(&scenario, |event| matches!(
        event,
        Event::IdentityVerified { proof, target: None, .. } if proof.method() == MethodKind::Password
    )));
}

#[test]
fn a_52_the_fifth_wrong_password_cancels_for_good() {
    let (mut scenario, visit) = one_by_password();
    for left in (1..5).rev() {
        scenario.does(scenario.answer(person(1), visit, false));
        assert_eq!(
            scenario
                .state()
                .attempts_left(scenario.member(person(1)), MethodKind::Password),
            Some(left)
        );
    }
    let last = scenario.does(scenario.answer(person(1), visit, false));
    assert_eq!(
        told(&last),
        [Notice::AutoCancelled {
            participant: person(1)
        }]
    );
    let member = scenario.member(person(1));
    assert_eq!(
        member.method.value.kind().cancel_event(),
        Some("RECALLED_MAX_SIGNING_PASSWORD_ATTEMPTS")
    );
    assert_eq!(
        scenario.refuses(scenario.answer(person(1), visit, true)),
        Refusal::AgreementEnded
    );
}

#[test]
fn a_28_another_password_kills_the_old_one_at_once_and_begins_to_count_anew() {
    let (mut scenario, first) = one_by_password();
    let old = scenario.answer(person(1), first, true);
    scenario.does(scenario.answer(person(1), visit(person(1), 2), false));
    scenario.does(old.clone());
    assert!(scenario.member(person(1)).may_see(first));
    let reset = |set| Command::ResetPassword {
        participant: person(set),
        secret: a_secret(2),
    };
    scenario.does(reset(1));
    assert!(
        !scenario.member(person(1)).may_see(first),
        "they prove themself anew"
    );
    assert_eq!(scenario.member(person(1)).failed_attempts, 0);
    assert_eq!(scenario.refuses(old), Refusal::NotNow);
    scenario.does(scenario.answer(person(1), first, true));
    assert_eq!(
        scenario.refuses(reset(2)),
        Refusal::NotNow,
        "not a person's method"
    );
    scenario.signs(person(1));
    assert_eq!(scenario.refuses(reset(1)), Refusal::NotNow, "they have acted");
}

#[test]
fn decision_16_a_password_that_the_sender_knows_raises_no_level() {
    let (mut scenario, _) = one_by_password();
    scenario.completes();
    let level = scenario.member(person(1)).act.as_ref().unwrap().level;
    assert_eq!(level, Level::Simple);
}

#[test]
fn a_24_without_a_password_nothing_is_sent_and_one_can_be_set_in_the_draft() {
    let mut unset = signer(1).by_password();
    unset.members[0].1 = Method::Password { secret: None };
    let mut draft = Scenario::draft([unset, signer(2)]);
    let missing = DraftProblem::PersonWithoutPassword {
        participant: set_id(1),
    };
    assert!(matches!(draft.refuses(send()), Refusal::NotReady { problems } if problems == [missing]));
    draft.does(Command::ResetPassword {
        participant: person(1),
        secret: a_secret(7),
    });
    draft.sends();
    let method = Method::Password {
        secret: Some(a_secret(7)),
    };
    assert_eq!(draft.member(person(1)).method.value, method);
    assert_eq!(method.without_secret(), Method::Password { secret: None });
}

#[test]
fn a_40_how_the_code_was_brought_stays_with_the_proof() {
    let (mut scenario, visit) = one_by_phone();
    let challenge = scenario.next_challenge();
    scenario.does(Command::RequestCode {
        participant: person(1),
        visit,
        challenge,
        channel: CodeChannel::Voice,
    });
    scenario.does(scenario.answer(person(1), visit, true));
    let proof = scenario.member(person(1)).proof_in(visit).unwrap();
    assert_eq!(proof.channel(), Some(CodeChannel::Voice));
}

#[test]
fn decision_23_after_completion_the_factor_opens_the_document_again() {
    let (mut scenario, _) = one_by_phone();
    scenario.completes();
    scenario.waits(days(30));
    let later = visit(person(1), 9);
    assert!(!scenario.member(person(1)).may_see(later));
    scenario.asks_for_code(person(1), later);
    scenario.does(scenario.answer(person(1), later, true));
    assert!(scenario.member(person(1)).may_see(later));
    assert_eq!(*scenario.status(), Status::Completed);
}

#[test]
fn decision_23_after_completion_wrong_codes_end_the_asking_and_nothing_else() {
    let (mut scenario, _) = one_by_phone();
    scenario.completes();
    scenario.waits(minutes(5));
    let before = scenario.state().clone();
    let later = visit(person(1), 9);
    scenario.asks_for_code(person(1), later);
    for _ in 0..5 {
        let decision = scenario.does(scenario.answer(person(1), later, false));
        assert_eq!(decision.effects, []);
    }
    assert_eq!(
        scenario.refuses(scenario.answer(person(1), later, true)),
        Refusal::AgreementEnded
    );
    assert_eq!(*scenario.status(), Status::Completed);
    assert_eq!(scenario.state().revisions, before.revisions);
    assert_eq!(
        scenario.refuses(Command::View {
            participant: person(1),
            visit: later
        }),
        Refusal::AgreementEnded
    );
}

#[test]
fn no_code_stands_in_the_record() {
    let (mut scenario, visit) = one_by_phone();
    let challenge = scenario.asks_for_code(person(1), visit);
    scenario.does(scenario.answer(person(1), visit, false));
    scenario.does(scenario.answer(person(1), visit, true));
    let text = serde_json::to_string(&scenario.history).unwrap();
    assert!(text.contains("AUTHENTICATION_FAILED"));
    assert!(!text.contains(code_of(challenge).reveal()));
    assert!(!text.contains("\"000000\""));
}
