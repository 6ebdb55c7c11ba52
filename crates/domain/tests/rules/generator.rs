//! Random worlds and random steps in them, by people and visits that may or may not be there.

use crate::scenario::*;
use domain::agreement::{Command, Details, DraftChanges, Member, RevisionKind};
use domain::identity::{Code, CodeChannel, IdentityPolicy, MethodKind};
use domain::ids::{ChallengeId, ParticipantId, VisitId};
use domain::schedule::ReminderFrequency;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What somebody may try. People and visits are numbers; whether such a one is there is the rules' affair.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Answer {
        who: ParticipantId,
        visit: VisitId,
        right: bool,
    },
    AskForCode {
        who: ParticipantId,
        visit: VisitId,
    },
    Cancel,
    Close {
        ahead: u32,
    },
    Consent {
        who: ParticipantId,
        visit: VisitId,
    },
    Bin,
    Decline {
        who: ParticipantId,
        visit: VisitId,
    },
    DeleteDraft,
    Enter {
        who: ParticipantId,
    },
    Expire,
    Extend {
        who: ParticipantId,
        days: u16,
    },
    HandOver {
        who: ParticipantId,
    },
    NotPrepared,
    ResetPassword {
        who: ParticipantId,
        number: u128,
    },
    Restore,
    TakeNote,
    Prepared,
    Remind {
        scheduled: bool,
    },
    Rename {
        name: String,
    },
    Bounce {
        who: ParticipantId,
    },
    Misdirect {
        who: ParticipantId,
    },
    Replace {
        who: ParticipantId,
    },
    RequestExtension {
        who: ParticipantId,
    },
    Withdraw {
        who: ParticipantId,
        visit: VisitId,
        paper: bool,
    },
    Seal {
        who: ParticipantId,
        ahead: u32,
    },
    Send,
    Sign {
        who: ParticipantId,
        with: Values,
        fresh: bool,
    },
    SignThrough {
        who: ParticipantId,
    },
    View {
        who: ParticipantId,
        visit: VisitId,
    },
    Wait {
        minutes: i64,
    },
    WrongCodes {
        who: ParticipantId,
    },
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Values {
    Foreign,
    Missing,
    Own,
}

fn someone() -> impl Strategy<Value = Someone> {
    let role = prop_oneof![5 => Just(signer(1)), 1 => Just(signer(1).and_pin()), 1 => Just(approver(1)), 1 => Just(copied())];
    (role, 1_u32..4, 0..4, 0_usize..2).prop_map(|(one, order, method, mates)| {
        let one = Someone { order, ..one };
        let one = match method {
            0 => one,
            1 => one.by_password(),
            _ => one.by_phone(),
        };
        (0..mates).fold(one, |one, _| one.or("sodelavka@example.si"))
    })
}

fn anyone() -> impl Strategy<Value = ParticipantId> {
    (
        1_u32..5,
        prop_oneof![9 => Just(1_u32), 3 => Just(2), 1 => Just(0x11)],
    )
        .prop_map(|(set, number)| member(set, number))
}

fn at_a_visit() -> impl Strategy<Value = (ParticipantId, VisitId)> {
    (anyone(), prop_oneof![5 => Just(1_u128), 1 => Just(2)])
        .prop_map(|(who, number)| (who, visit(who, number)))
}

fn values() -> impl Strategy<Value = Values> {
    prop_oneof![8 => Just(Values::Own), 1 => Just(Values::Missing), 1 => Just(Values::Foreign)]
}

fn ceremony() -> impl Strategy<Value = Step> {
    let right = prop_oneof![2 => Just(true), 3 => Just(false)];
    prop_oneof![
        4 => (at_a_visit(), right).prop_map(|((who, visit), right)| Step::Answer { who, visit, right }),
        3 => at_a_visit().prop_map(|(who, visit)| Step::AskForCode { who, visit }),
        2 => at_a_visit().prop_map(|(who, visit)| Step::View { who, visit }),
        2 => at_a_visit().prop_map(|(who, visit)| Step::Consent { who, visit }),
        8 => anyone().prop_map(|who| Step::Enter { who }),
        8 => (anyone(), values(), any::<bool>()).prop_map(|(who, with, fresh)| Step::Sign { who, with, fresh }),
        8 => (anyone(), prop_oneof![8 => Just(0_u32), 1 => Just(1)]).prop_map(|(who, ahead)| Step::Seal { who, ahead }),
        12 => anyone().prop_map(|who| Step::SignThrough { who }),
        1 => anyone().prop_map(|who| Step::WrongCodes { who }),
        1 => anyone().prop_map(|who| Step::HandOver { who }),
        1 => anyone().prop_map(|who| Step::RequestExtension { who }),
        2 => (at_a_visit(), any::<bool>()).prop_map(|((who, visit), paper)| Step::Withdraw { who, visit, paper }),
        1 => anyone().prop_map(|who| Step::Bounce { who }),
        1 => anyone().prop_map(|who| Step::Misdirect { who }),
        2 => anyone().prop_map(|who| Step::Replace { who }),
    ]
}

/// What ends things comes seldom, so that journeys have time to become long.
fn rest() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Send),
        9 => Just(Step::Prepared),
        1 => Just(Step::NotPrepared),
        9 => prop_oneof![8 => Just(0_u32), 1 => Just(1)].prop_map(|ahead| Step::Close { ahead }),
        4 => any::<bool>().prop_map(|scheduled| Step::Remind { scheduled }),
        3 => (anyone(), 0_u16..20).prop_map(|(who, days)| Step::Extend { who, days }),
        6 => (0_i64..300).prop_map(|minutes| Step::Wait { minutes }),
        2 => (1_i64..9).prop_map(|days| Step::Wait { minutes: days * 24 * 60 }),
        2 => "[a-zž]{0,3}".prop_map(|name| Step::Rename { name }),
        4 => Just(Step::Expire),
        1 => at_a_visit().prop_map(|(who, visit)| Step::Decline { who, visit }),
        1 => prop_oneof![3 => Just(Step::Wait { minutes: 1 }), 1 => Just(Step::Cancel), 1 => Just(Step::DeleteDraft)],
        1 => prop_oneof![2 => Just(Step::TakeNote), 1 => Just(Step::Bin), 1 => Just(Step::Restore)],
        2 => (anyone(), 1_u128..4).prop_map(|(who, number)| Step::ResetPassword { who, number }),
    ]
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = || prop_oneof![5 => ceremony(), 2 => rest()];
    let sent = prop_oneof![6 => Just(vec![Step::Send, Step::Prepared]), 1 => Just(Vec::new())];
    (sent, prop::collection::vec(step(), 0..120)).prop_map(|(first, more)| [first, more].concat())
}

pub(crate) fn world() -> impl Strategy<Value = Scenario> {
    let people = prop::collection::vec(someone(), 1..5);
    (
        people,
        any::<bool>(),
        prop_oneof![4 => Just(true), 1 => Just(false)],
        prop::collection::vec(any::<bool>(), 4),
    )
        .prop_map(|(people, daily, sends_mail, internal)| {
            let mut scenario = Scenario::draft(people);
            scenario.changes_details(|details| {
                details.sends_mail = sends_mail;
                details.link_days = 3;
                details.deadline = Some(jiff::civil::date(2026, 11, 30));
                details.reminder = if daily {
                    ReminderFrequency::DailyUntilSigned
                } else {
                    ReminderFrequency::None
                };
            });
            let insiders = (1_u32..).zip(internal).filter(|(_, internal)| *internal);
            scenario.internal = insiders
                .map(|(set, _)| (person(set), user(u128::from(set))))
                .collect();
            scenario
        })
}

/// The commands that a step stands for.
pub(crate) fn commands(scenario: &mut Scenario, step: &Step) -> Vec<Command> {
    match step.clone() {
        Step::Answer { who, visit, right } => known(scenario, who, |s| vec![s.answer(who, visit, right)]),
        Step::AskForCode { who, visit } => asking(scenario, who, visit),
        Step::Bin => vec![Command::Bin],
        Step::ResetPassword { who, number } => vec![reset_password(who, number)],
        Step::Bounce { who } => vec![Command::Bounce { participant: who }],
        Step::Misdirect { who } => vec![misdirected(who)],
        Step::Replace { who } => vec![replace(who, another(who), "nova@example.si")],
        Step::Cancel => vec![cancel()],
        Step::Close { ahead } => vec![closing(scenario, ahead)],
        Step::Consent { who, visit } => vec![consent(who, visit)],
        Step::Decline { who, visit } => vec![decline(who, visit)],
        Step::DeleteDraft => vec![Command::DeleteDraft],
        Step::Enter { who } => entering(scenario, who),
        Step::Expire => vec![Command::Expire],
        Step::Extend { who, days } => vec![extend(who, days)],
        Step::HandOver { who } => known(scenario, who, |s| {
            s.member(who)
                .challenge
                .iter()
                .map(|one| handing(who, one.id))
                .collect()
        }),
        Step::NotPrepared => vec![not_prepared()],
        Step::TakeNote => vec![Command::TakeNote],
        Step::Restore => vec![Command::Bin, Command::Restore],
        Step::Prepared => vec![scenario.prepared()],
        Step::Remind { scheduled: true } => vec![schedule_runs()],
        Step::Remind { scheduled: false } => vec![remind([])],
        Step::Rename { name } => vec![renaming(scenario, name)],
        Step::RequestExtension { who } => vec![Command::RequestExtension { participant: who }],
        Step::Seal { who, ahead } => vec![sealing(scenario, who, ahead)],
        Step::Send => vec![sending()],
        Step::Sign { who, with, fresh } => known(scenario, who, |s| vec![signing(s, who, with, fresh)]),
        Step::SignThrough { who } => {
            let through = |s: &Scenario| vec![signing(s, who, Values::Own, true), sealing(s, who, 0)];
            [entering(scenario, who), known(scenario, who, through)].concat()
        }
        Step::View { who, visit } => vec![view(who, visit)],
        Step::Wait { minutes: count } => {
            scenario.waits(minutes(count));
            Vec::new()
        }
        Step::Withdraw { who, visit, paper } => vec![Command::WithdrawConsent {
            participant: who,
            visit,
            paper,
            message: String::new(),
        }],
        Step::WrongCodes { who } => guessing(scenario, who),
    }
}

fn asking(scenario: &mut Scenario, who: ParticipantId, visit: VisitId) -> Vec<Command> {
    let challenge = scenario.next_challenge();
    vec![
        Command::RequestCode {
            participant: who,
            visit,
            challenge,
            channel: CodeChannel::Text,
        },
        handing(who, challenge),
    ]
}

fn handing(who: ParticipantId, challenge: ChallengeId) -> Command {
    Command::CodeHandedOver {
        participant: who,
        challenge,
    }
}

fn closing(scenario: &Scenario, ahead: u32) -> Command {
    let mut revision = scenario.revision(RevisionKind::Closing);
    revision.number += ahead;
    Command::Close {
        revision,
        report_sha256: "4e904".into(),
        extend_at: None,
    }
}

fn not_prepared() -> Command {
    Command::PreparationFailed {
        problem: "BROKEN".into(),
    }
}

fn renaming(scenario: &Scenario, name: String) -> Command {
    let details = Details {
        name,
        ..scenario.state().details.clone()
    };
    saving(DraftChanges {
        details: Some(details),
        ..DraftChanges::default()
    })
}

fn reset_password(who: ParticipantId, number: u128) -> Command {
    Command::ResetPassword {
        participant: who,
        secret: a_secret(number),
    }
}

/// With few attempts, so that random guesses come to an end.
fn sending() -> Command {
    Command::Send {
        policy: IdentityPolicy {
            phone_attempts: 3,
            password_attempts: 3,
            pin_attempts: 3,
            account_attempts: 3,
            ..IdentityPolicy::default()
        },
        time_zone: "Europe/Ljubljana".into(),
    }
}

fn guessing(scenario: &mut Scenario, who: ParticipantId) -> Vec<Command> {
    let by_password = |member: &Member| member.method.value.kind() == MethodKind::Password;
    if scenario.state().member(who).is_some_and(by_password) {
        return vec![scenario.answer(who, visit(who, 1), false); 3];
    }
    let (visit, expected, answered) = (visit(who, 1), Code::new("123456"), Code::new("000000"));
    let guess = Command::AnswerCode {
        participant: who,
        visit,
        expected,
        answered,
    };
    let pins = vec![answer_pin(who, visit, false); 3];
    [asking(scenario, who, visit), vec![guess; 3], pins].concat()
}

fn known(scenario: &Scenario, who: ParticipantId, build: impl Fn(&Scenario) -> Vec<Command>) -> Vec<Command> {
    if scenario.state().member(who).is_some() {
        build(scenario)
    } else {
        Vec::new()
    }
}

fn entering(scenario: &mut Scenario, who: ParticipantId) -> Vec<Command> {
    let visit = visit(who, 1);
    let by_password = |member: &Member| member.method.value.kind() == MethodKind::Password;
    if scenario.state().member(who).is_some_and(by_password) {
        return vec![
            scenario.answer(who, visit, true),
            answer_pin(who, visit, true),
            view(who, visit),
            consent(who, visit),
        ];
    }
    let asked = asking(scenario, who, visit);
    let code = scenario.last_code();
    let answer = Command::AnswerCode {
        participant: who,
        visit,
        expected: code.clone(),
        answered: code,
    };
    let pin = answer_pin(who, visit, true);
    [asked, vec![answer, pin, view(who, visit), consent(who, visit)]].concat()
}

fn sealing(scenario: &Scenario, who: ParticipantId, ahead: u32) -> Command {
    let mut revision = scenario.revision(RevisionKind::Act { participant: who });
    revision.number += ahead;
    Command::Seal {
        participant: who,
        revision,
        internal: scenario.internal.clone(),
    }
}

fn signing(scenario: &Scenario, who: ParticipantId, with: Values, fresh: bool) -> Command {
    let Some(shown) = scenario.state().last_revision() else {
        return not_prepared();
    };
    let own = scenario
        .state()
        .fields_of(who)
        .filter(|field| field.required)
        .map(|field| (field.id, typed("Ana")));
    let foreign = scenario
        .state()
        .fields
        .iter()
        .find(|field| scenario.state().set_of(who).unwrap().id != field.assignee);
    let values: BTreeMap<_, _> = match with {
        Values::Own => own.collect(),
        Values::Missing => BTreeMap::new(),
        Values::Foreign => own.chain(foreign.map(|field| (field.id, typed("Ana")))).collect(),
    };
    let user = scenario.member(who).user.filter(|_| fresh);
    Command::Sign {
        participant: who,
        visit: visit(who, 1),
        values,
        shown_revision: shown.sha256.clone(),
        fresh_factor: user.map(|user| scenario.password(user)),
    }
}
