//! Drafts: what they take in, what keeps them from being sent, and what sending makes of them.

use crate::scenario::*;
use domain::agreement::{
    Agreement, Command, Decision, DraftChanges, Member, ParticipantState, Status, draft_problems,
    draft_warnings, seal_problems, settings_problems,
};
use domain::fields::{Field, FieldKind, FieldValue, MAX_FIELDS, Origin, Rect};
use domain::identity::{Chooser, Method, MethodFault};
use domain::ids::{AccountId, FieldId, UserId};
use domain::refusal::{DraftProblem, DraftWarning, TextKind};
use domain::seal::{SealBinding, SealMandate};
use domain::settings::Standing;
use domain::{Personal, Refusal};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;
use uuid::Uuid;

/// The problems of a draft that is well but for one change.
fn problems(change: impl FnOnce(&mut Agreement)) -> Vec<DraftProblem> {
    let mut scenario = Scenario::draft([signer(1), copied()]);
    assert_eq!(draft_problems(scenario.state(), scenario.now), []);
    change(scenario.state.as_mut().unwrap());
    let found = draft_problems(scenario.state(), scenario.now);
    match scenario.decides(&send()) {
        Ok(_) => assert_eq!(found, []),
        Err(refusal) => assert_eq!(
            refusal,
            Refusal::NotReady {
                problems: found.clone()
            }
        ),
    }
    found
}

fn many(template: &Field, count: usize) -> Vec<Field> {
    let id = |number: usize| FieldId(Uuid::from_u128(u128::try_from(number).unwrap()));
    (0..count)
        .map(|number| Field {
            id: id(number),
            ..template.clone()
        })
        .collect()
}

type Change<'a> = &'a dyn Fn(&mut Agreement);

#[test]
fn every_draft_problem_is_found_and_named() {
    let cases: [(DraftProblem, Change); 17] = [
        (DraftProblem::NameMissing, &|draft| {
            draft.details.name = " ".into()
        }),
        (DraftProblem::NameMissing, &|draft| {
            draft.details.name = "x".repeat(256)
        }),
        (DraftProblem::NoDocument, &|draft| draft.documents.clear()),
        (DraftProblem::DeadlinePassed, &|draft| {
            draft.details.deadline = Some(date(2026, 11, 22))
        }),
        (DraftProblem::DeadlineTooFar, &|draft| {
            draft.details.deadline = Some(date(2027, 5, 24))
        }),
        (
            DraftProblem::PersonNameMissing {
                participant: set_id(1),
            },
            &|draft| {
                draft.sets[0].members[0].person.value.name = "\t".into();
            },
        ),
        (
            DraftProblem::PersonNameMissing {
                participant: set_id(2),
            },
            &|draft| draft.sets[1].members.clear(),
        ),
        (
            DraftProblem::SignerWithoutSignature {
                participant: set_id(1),
            },
            &|draft| {
                draft.fields[0].kind = FieldKind::Text;
            },
        ),
        (DraftProblem::FieldWithoutPerson { field: note(1) }, &|draft| {
            draft.fields[1].assignee = set_id(2)
        }),
        (DraftProblem::FieldWithoutPerson { field: note(1) }, &|draft| {
            draft.fields[1].assignee = set_id(9)
        }),
        (DraftProblem::FieldOffPage { field: note(1) }, &|draft| {
            draft.fields[1].page = 2
        }),
        (DraftProblem::FieldOffPage { field: note(1) }, &|draft| {
            draft.fields[1].rect.x = 500.0
        }),
        (DraftProblem::FieldOffPage { field: note(1) }, &|draft| {
            draft.fields[1].rect.height = 1.0
        }),
        (DraftProblem::FieldOffPage { field: note(1) }, &|draft| {
            draft.fields[1].rect.y = f64::NAN
        }),
        (DraftProblem::FieldInSignedFile { field: note(1) }, &|draft| {
            draft.documents[0].signed = true
        }),
        (
            DraftProblem::PersonWithoutPassword {
                participant: set_id(1),
            },
            &|draft| draft.sets[0].members[0].method.value = Method::Password { secret: None },
        ),
        (DraftProblem::TooManyFields, &|draft| {
            draft.fields = many(&draft.fields[0], MAX_FIELDS + 1)
        }),
    ];
    let mut reached = BTreeSet::from(["NO_SIGNER"]);
    for (expected, change) in cases {
        reached.insert(expected.code());
        assert_eq!(problems(change), [expected]);
    }
    let initials_alone = problems(|draft| draft.fields[0].kind = FieldKind::Initials);
    assert_eq!(initials_alone, [], "M-63: who initials need not sign as well");
    let only_copies = problems(|draft| {
        draft.sets.remove(0);
        draft.fields.clear();
    });
    assert_eq!(only_copies, [DraftProblem::NoSigner]);
    // What the seal and the account say, and what letters there are, stands outside the draft.
    reached.extend(["FIELD_NOT_WRITABLE", "NO_MANDATE", "PERSON_WITHOUT_BINDING"]);
    reached.extend(["PERSON_WITHOUT_PIN", "PERSON_WITHOUT_SECOND_FACTOR"]);
    reached.extend(
        [
            MethodFault::NotEnabled,
            MethodFault::Required,
            MethodFault::OnlyDefault,
            MethodFault::PinNotEnabled,
        ]
        .map(MethodFault::code),
    );
    assert_eq!(reached, BTreeSet::from(DraftProblem::CODES));
}

/// A file that came signed takes a place to sign for each person, and answers in its own fields; all else is said before.
#[test]
fn a_file_that_came_signed_takes_little() {
    let of_the_file = |draft: &mut Agreement| {
        draft.documents[0].signed = true;
        draft.fields[1].options.origin = Some(Origin {
            name: "Opomba".into(),
            state: None,
        });
    };
    assert_eq!(problems(of_the_file), []);
    let second = problems(|draft| {
        of_the_file(draft);
        draft.fields.push(Field {
            id: FieldId(Uuid::from_u128(77)),
            ..draft.fields[0].clone()
        });
    });
    let field = FieldId(Uuid::from_u128(77));
    assert_eq!(second, [DraftProblem::FieldInSignedFile { field }]);
    let filled = problems(|draft| {
        of_the_file(draft);
        draft.fields[1].prefill(Some(FieldValue::Text("od pošiljatelja".into())));
    });
    assert_eq!(filled, [DraftProblem::FieldInSignedFile { field: note(1) }]);
    let initials = problems(|draft| {
        of_the_file(draft);
        draft.fields[0].kind = FieldKind::Initials;
    });
    let field = signature(1);
    assert_eq!(initials, [DraftProblem::FieldInSignedFile { field }]);
}

/// A file that an agreement of ours made before holds names of ours already.
#[test]
fn names_in_the_pdf_are_new_where_the_file_may_hold_ours() {
    let names = |change: &dyn Fn(&mut Agreement)| {
        let mut scenario = Scenario::draft([signer(1)]);
        let state = scenario.state.as_mut().unwrap();
        state.id.0 = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_1234_abcd);
        state.fields.truncate(1);
        change(state);
        scenario.does(send());
        let state = scenario.state();
        let field = state.fields[0].pdf_name.clone().unwrap();
        let approval = state.approval_field(&state.sets[0].members[0]);
        [field, state.closing_seal_field(), approval]
    };
    let plain = ["r001_signature_0001", "closing_seal", "act001_approval"];
    assert_eq!(names(&|_| ()), plain);
    let fresh = plain.map(|name| format!("p1234abcd_{name}"));
    assert_eq!(names(&|draft| draft.documents[0].signed = true), fresh);
    let with_origin = |name: &str| {
        let name = name.to_owned();
        names(&move |draft| {
            let mut own = Field {
                id: FieldId(Uuid::from_u128(78)),
                kind: FieldKind::Text,
                ..draft.fields[0].clone()
            };
            let (name, state) = (name.clone(), None);
            own.options.origin = Some(Origin { name, state });
            draft.fields.push(own);
        })
    };
    for ours in ["r001_text_0001", "closing_seal", "act002_approval"] {
        assert_eq!(with_origin(ours), fresh, "{ours}");
    }
    for other in ["rok_placila", "r1_text", "actor", "Closing_seal2"] {
        assert_eq!(with_origin(other), plain, "{other}");
    }
}

#[test]
fn what_just_fits_is_no_problem() {
    let rect = |x, y, width, height| Rect { x, y, width, height };
    let page = rect(-1.0, -1.0, 597.0, 844.0);
    let small = rect(592.0, 839.0, 4.0, 4.0);
    assert_eq!(problems(|draft| draft.details.name = "x".repeat(255)), []);
    assert_eq!(
        problems(|draft| (draft.fields[0].rect, draft.fields[1].rect) = (page, small)),
        []
    );
    assert_eq!(
        problems(|draft| draft.fields = many(&draft.fields[0], MAX_FIELDS)),
        []
    );
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_details(|details| {
        details.name = "ž".repeat(255);
        details.message = "ž".repeat(10_000);
    });
}

#[test]
fn every_member_of_a_set_has_a_name() {
    let mut scenario = Scenario::draft([signer(1).or("bor@example.si")]);
    scenario.state.as_mut().unwrap().sets[0].members[1]
        .person
        .value
        .name
        .clear();
    let missing = DraftProblem::PersonNameMissing {
        participant: set_id(1),
    };
    assert_eq!(draft_problems(scenario.state(), scenario.now), [missing]);
}

#[test]
fn the_last_second_of_the_deadline_is_too_late_to_send() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_details(|details| details.deadline = Some(date(2026, 11, 23)));
    scenario.now = "2026-11-23T22:59:59Z".parse().unwrap();
    assert_eq!(
        draft_problems(scenario.state(), scenario.now),
        [DraftProblem::DeadlinePassed]
    );
    scenario.waits(seconds(-1));
    assert_eq!(draft_problems(scenario.state(), scenario.now), []);
}

#[test]
fn an_empty_draft_is_told_everything_that_is_missing_at_once() {
    let mut scenario = Scenario::empty();
    scenario.does(create());
    scenario.changes_details(|details| details.name = String::new());
    let missing = [
        DraftProblem::NameMissing,
        DraftProblem::NoDocument,
        DraftProblem::NoSigner,
    ];
    assert_eq!(draft_problems(scenario.state(), scenario.now), missing);
}

#[test]
fn a_deadline_is_today_at_the_earliest_and_in_180_days_at_the_latest() {
    for (deadline, fits) in [
        (date(2026, 11, 23), true),
        (date(2027, 5, 22), true),
        (date(2027, 5, 24), false),
    ] {
        let found = problems(|draft| draft.details.deadline = Some(deadline));
        assert_eq!(found.is_empty(), fits, "{deadline}");
    }
}

#[test]
fn decision_28_the_deadline_is_judged_in_the_zone_that_is_frozen() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.now = "2026-11-23T23:30:00Z".parse().unwrap();
    scenario.changes_details(|details| {
        details.deadline = Some(date(2026, 11, 23));
        details.time_zone = "America/New_York".into();
    });
    assert_eq!(
        draft_problems(scenario.state(), scenario.now),
        [],
        "in New York the day is young"
    );
    let refusal = Refusal::NotReady {
        problems: vec![DraftProblem::DeadlinePassed],
    };
    assert_eq!(scenario.refuses(send()), refusal, "the account sits in Ljubljana");
}

#[test]
fn two_tabs_on_one_draft_the_second_hears_of_the_first() {
    let mut scenario = Scenario::draft([signer(1)]);
    let read = scenario.state().version;
    let mut renamed = details();
    renamed.name = "Pogodba o najemu".into();
    let save = |details| Command::SaveDraft {
        expected_version: Some(read),
        changes: Box::new(DraftChanges {
            details: Some(details),
            ..DraftChanges::default()
        }),
    };
    scenario.does(save(renamed));
    assert_eq!(scenario.refuses(save(details())), Refusal::DraftChanged);
    assert_eq!(scenario.state().details.name, "Pogodba o najemu");
}

#[test]
fn saving_what_is_there_already_is_no_event() {
    let mut scenario = Scenario::draft([signer(1)]);
    let state = scenario.state().clone();
    let same = DraftChanges {
        group: Some(state.group),
        details: Some(state.details),
        sets: Some(state.sets),
        fields: Some(state.fields),
        documents: None,
    };
    assert_eq!(scenario.saves(same), Decision::default());
    assert_eq!(scenario.saves(DraftChanges::default()), Decision::default());
}

#[test]
fn what_is_not_changed_stays() {
    let mut scenario = Scenario::draft([signer(1)]);
    let before = scenario.state().clone();
    scenario.changes_details(|details| details.message = "Prosim, podpišite.".into());
    let after = scenario.state();
    assert_eq!(
        (&after.sets, &after.fields, &after.documents),
        (&before.sets, &before.fields, &before.documents)
    );
}

#[test]
fn only_a_draft_can_be_saved_deleted_or_sent() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.does(send());
    for _ in 0..2 {
        let save = Command::SaveDraft {
            expected_version: None,
            changes: Box::default(),
        };
        for command in [save, Command::DeleteDraft, send()] {
            assert_eq!(scenario.refuses(command), Refusal::NotNow);
        }
        scenario.tries(&scenario.prepared()).ok();
    }
    assert_eq!(*scenario.status(), Status::InProgress);
}

fn refused(changes: DraftChanges) -> Refusal {
    let command = Command::SaveDraft {
        expected_version: None,
        changes: Box::new(changes),
    };
    Scenario::draft([signer(1)]).refuses(command)
}

#[test]
fn texts_of_a_draft_have_bounds() {
    let long = |change: fn(&mut domain::agreement::Details, String), length| {
        let mut details = details();
        change(&mut details, "ž".repeat(length));
        refused(DraftChanges {
            details: Some(details),
            ..DraftChanges::default()
        })
    };
    let bad = |what| Refusal::BadText { what };
    assert_eq!(
        long(|details, text| details.name = text, 256),
        bad(TextKind::Name)
    );
    assert_eq!(
        long(|details, text| details.subject = text, 256),
        bad(TextKind::Subject)
    );
    assert_eq!(
        long(|details, text| details.message = text, 10_001),
        bad(TextKind::Message)
    );
    let mut sets = Scenario::draft([signer(1)]).state().sets.clone();
    sets[0].members[0].person.value.name = "x".repeat(256);
    assert_eq!(
        refused(DraftChanges {
            sets: Some(sets),
            ..DraftChanges::default()
        }),
        bad(TextKind::PersonName)
    );
    let mut new = new_agreement();
    new.details.name = "x".repeat(256);
    assert_eq!(
        Scenario::empty().refuses(Command::Create(Box::new(new))),
        bad(TextKind::Name)
    );
}

#[test]
fn identities_occur_once_and_coordinates_are_numbers() {
    let state = Scenario::draft([signer(1), signer(2)]).state().clone();
    let mut twin_sets = state.sets.clone();
    twin_sets[1].id = twin_sets[0].id;
    let mut twin_people = state.sets.clone();
    twin_people[1].members[0].id = twin_people[0].members[0].id;
    let mut twin_fields = state.fields.clone();
    twin_fields[1].id = twin_fields[0].id;
    let mut nowhere = state.fields.clone();
    nowhere[0].rect.width = f64::INFINITY;
    let (twin_documents, mut endless) = documents();
    let twin_documents = ([twin_documents.clone(), twin_documents].concat(), endless.clone());
    endless[0].height = f64::NAN;
    let changes = [
        DraftChanges {
            sets: Some(twin_sets),
            ..DraftChanges::default()
        },
        DraftChanges {
            sets: Some(twin_people),
            ..DraftChanges::default()
        },
        DraftChanges {
            fields: Some(twin_fields),
            ..DraftChanges::default()
        },
        DraftChanges {
            fields: Some(nowhere),
            ..DraftChanges::default()
        },
        DraftChanges {
            documents: Some(twin_documents),
            ..DraftChanges::default()
        },
        DraftChanges {
            documents: Some((documents().0, endless)),
            ..DraftChanges::default()
        },
    ];
    for change in changes {
        assert_eq!(refused(change), Refusal::Malformed);
    }
}

#[test]
fn nobody_brings_a_past_into_a_draft() {
    let mut done = Scenario::sent([signer(1).by_phone()]);
    done.signs(person(1));
    let mut sets = done.state().sets.clone();
    sets[0].members[0].person = Personal::new(OWNER, sets[0].members[0].person.value.clone());
    let mut draft = Scenario::draft([signer(1)]);
    draft.saves(DraftChanges {
        sets: Some(sets),
        ..DraftChanges::default()
    });
    let person_now = draft.member(person(1));
    let method = person_now.method.value.clone();
    let fresh = Member::new(
        person(1),
        person_now.person.value.clone(),
        method,
        person_now.language,
    );
    assert_eq!(*person_now, fresh);
    assert_eq!(person_now.state, ParticipantState::NotYet);
    draft.sends();
    let look = Command::View {
        participant: person(1),
        visit: visit(person(1), 1),
    };
    assert_eq!(
        draft.refuses(look),
        Refusal::IdentityNotProved,
        "A-02: a proof cannot be brought along"
    );
}

#[test]
fn decision_3_names_in_the_pdf_are_flat_unique_and_none_begins_another() {
    let mut scenario = Scenario::draft((1..=12).map(signer));
    scenario.changes_fields(|fields| {
        let more = (0..120).map(|number| Field {
            id: FieldId(Uuid::from_u128(number)),
            ..fields[1].clone()
        });
        fields.extend(more.collect::<Vec<_>>());
    });
    scenario.does(send());
    let names: Vec<&str> = scenario
        .state()
        .fields
        .iter()
        .map(|field| field.pdf_name.as_deref().unwrap())
        .collect();
    assert_eq!(
        names[..3],
        ["r001_signature_0001", "r001_text_0001", "r002_signature_0001"]
    );
    assert!(names.iter().all(|name| !name.contains('.')));
    for (place, name) in names.iter().enumerate() {
        let others = names.iter().enumerate().filter(|(other, _)| *other != place);
        assert!(
            others.clone().all(|(_, other)| !other.starts_with(name)),
            "{name}"
        );
    }
}

#[test]
fn names_in_the_pdf_come_from_sending_not_from_the_draft() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_fields(|fields| fields[0].pdf_name = Some("evil.name".into()));
    scenario.does(send());
    assert_eq!(
        scenario.state().fields[0].pdf_name.as_deref(),
        Some("r001_signature_0001")
    );
}

#[test]
fn a_100_a_shared_address_without_a_second_factor_is_worth_a_warning() {
    let warnings = |people: Vec<Someone>| draft_warnings(Scenario::draft(people).state());
    let shared = |one: Someone| one.at("druzina@example.si");
    assert_eq!(warnings(vec![signer(1), signer(1).at("bor@example.si")]), []);
    assert_eq!(
        warnings(vec![shared(signer(1)).by_phone(), shared(signer(2)).by_phone()]),
        []
    );
    let one_alone = vec![shared(signer(1)), signer(1).at("Druzina@Example.si").by_phone()];
    assert_eq!(
        warnings(one_alone),
        [DraftWarning::SharedAddress {
            participants: vec![person(1)]
        }]
    );
    assert_eq!(
        warnings(vec![shared(signer(1)), shared(copied())]),
        [],
        "a copy signs nothing"
    );
}

#[test]
fn a_20_without_mail_and_second_factor_the_link_stands_alone() {
    let mut scenario = Scenario::draft([signer(1), signer(1).at("bor@example.si").by_phone(), copied()]);
    scenario.changes_details(|details| details.sends_mail = false);
    let warnings = draft_warnings(scenario.state());
    assert_eq!(
        warnings,
        [DraftWarning::LinkAlone {
            participants: vec![person(1)]
        }]
    );
    assert_eq!(warnings[0].code(), "LINK_ALONE");
    assert!(scenario.decides(&send()).is_ok(), "a warning keeps nothing back");
}

#[test]
fn a_20_an_account_may_demand_a_second_factor_where_no_mail_leaves() {
    let mut scenario = Scenario::draft([signer(1), signer(1).at("bor@example.si").by_phone(), copied()]);
    let demanding = settled(r#"{"second_factor_without_mail":true}"#);
    let problems = |draft: &Agreement, settled: &Standing| {
        settings_problems(draft, settled, &BTreeMap::new(), Chooser::Sender)
    };
    assert_eq!(problems(scenario.state(), &demanding), [], "mail leaves");
    scenario.changes_details(|details| details.sends_mail = false);
    let found = problems(scenario.state(), &demanding);
    let participant = scenario.state().sets[0].id;
    assert_eq!(found, [DraftProblem::PersonWithoutSecondFactor { participant }]);
    assert_eq!(found[0].code(), "PERSON_WITHOUT_SECOND_FACTOR");
    assert_eq!(problems(scenario.state(), &Standing::default()), []);
}

/// What an account has settled, as it is kept.
fn settled(values: &str) -> Standing {
    Standing {
        account: serde_json::from_str(&format!("{{\"values\":{values}}}")).unwrap(),
        group: None,
    }
}

#[test]
fn a_67_a_69_the_methods_of_a_group_bind_whoever_acts_and_internal_ones_by_their_own_rules() {
    let scenario = Scenario::draft([signer(1), signer(1).at("bor@example.si").by_phone(), copied()]);
    let draft = scenario.state();
    let (mail, phone) = (draft.sets[0].id, draft.sets[1].id);
    let without_phone = settled(r#"{"methods":["password"],"method_required":true}"#);
    let nobody = BTreeMap::new();
    let found = settings_problems(draft, &without_phone, &nobody, Chooser::Program);
    let expected = |participant, fault| DraftProblem::MethodNotAllowed { participant, fault };
    let both = [
        expected(mail, MethodFault::Required),
        expected(phone, MethodFault::NotEnabled),
    ];
    assert_eq!(found, both, "who gets a copy is not asked");
    assert_eq!(found[1].code(), "AUTHENTICATION_METHOD_NOT_ENABLED");
    let own = r#"{"methods":["password"],"method_required":true,"internal_differs":true,"internal_methods":["phone"]}"#;
    let internal = draft.sets.iter().flat_map(|set| &set.members);
    let internal = internal.map(|member| (member.id, UserId(Uuid::nil()))).collect();
    assert_eq!(
        settings_problems(draft, &settled(own), &internal, Chooser::Sender),
        [],
        "A-79"
    );
}

#[test]
fn a_draft_is_begun_once() {
    let mut scenario = Scenario::empty();
    let save = Command::SaveDraft {
        expected_version: None,
        changes: Box::default(),
    };
    assert_eq!(scenario.refuses(save), Refusal::Unknown);
    scenario.does(create());
    assert_eq!(scenario.refuses(create()), Refusal::NotNow);
}

/// M-77 said before sending: outsiders' acts need a mandate, each insider's act a binding of their own.
#[test]
fn m_77_what_the_seal_would_wait_for_is_a_problem_of_the_draft() {
    let scenario = Scenario::draft([signer(1), signer(2), copied()]);
    let (admin, other, insider) = (
        UserId(Uuid::from_u128(71)),
        UserId(Uuid::from_u128(72)),
        UserId(Uuid::from_u128(73)),
    );
    let day = jiff::SignedDuration::from_hours(24);
    let mandate = SealMandate {
        id: Uuid::from_u128(9),
        account: AccountId(Uuid::nil()),
        purpose: "agreements".into(),
        granted_by: admin,
        approved_by: Some(other),
        valid_from: scenario.now,
        valid_until: scenario.now.checked_add(day).unwrap(),
        per_hour: 2,
        revoked_at: None,
    };
    let binding = SealBinding {
        id: Uuid::from_u128(8),
        user: insider,
        granted_by: admin,
        approved_by: Some(other),
        valid_from: scenario.now,
        valid_until: mandate.valid_until,
        revoked_at: None,
    };
    let internal = BTreeMap::from([(person(2), insider), (person(3), other)]);
    let found = |mandates: &[SealMandate], bindings: &[SealBinding], now| {
        seal_problems(scenario.state(), &internal, mandates, bindings, now)
    };
    let unbound = DraftProblem::PersonWithoutBinding {
        participant: set_id(2),
    };
    let now = scenario.now;
    // Who gets a copy only never uses the seal.
    assert_eq!(found(from_ref(&mandate), from_ref(&binding), now), []);
    assert_eq!(found(&[], &[], now), [DraftProblem::NoMandate, unbound.clone()]);
    assert_eq!(
        found(from_ref(&mandate), from_ref(&binding), mandate.valid_until),
        [DraftProblem::NoMandate, unbound.clone()]
    );
    let unapproved = SealBinding {
        approved_by: None,
        ..binding
    };
    assert_eq!(found(&[mandate], &[unapproved], now), [unbound]);
}
