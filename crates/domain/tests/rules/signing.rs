//! *Click to Sign*: consent, values, the revision that was shown, the fresh factor.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::{Command, Event, ParticipantState};
use domain::fields::{Field, FieldKind, FieldProblem, FieldValue, InkPoint, MAX_TEXT, Mark};
use domain::identity::{FactorKind, FreshFactor};
use domain::ids::FieldId;
use domain::language::Language;
use std::collections::BTreeMap;
use uuid::Uuid;

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.into())
}

fn entered() -> Scenario {
    let mut scenario = Scenario::sent([signer(1), signer(1)]);
    scenario.enters(person(1));
    scenario
}

/// One signer with one more field of this kind.
fn with_field(kind: FieldKind, required: bool) -> (Scenario, FieldId) {
    let id = FieldId(Uuid::from_u128(0xf1e1_9999));
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_fields(|fields| {
        let field = Field {
            id,
            kind,
            required,
            ..fields[0].clone()
        };
        fields.push(field);
    });
    scenario.sends();
    scenario.enters(person(1));
    (scenario, id)
}

/// What the rules say to a value in such a field; `None` is content.
fn complaint(kind: FieldKind, required: bool, value: Option<FieldValue>) -> Option<FieldProblem> {
    let (scenario, id) = with_field(kind, required);
    let values = [(signature(1), typed("Ana"))]
        .into_iter()
        .chain(value.map(|value| (id, value)));
    match scenario.decides(&scenario.click_with(person(1), values.collect())) {
        Ok(_) => None,
        Err(Refusal::FieldsIncomplete { problems }) => {
            assert_eq!(
                problems.iter().map(|problem| problem.field).collect::<Vec<_>>(),
                [id]
            );
            Some(problems[0].problem)
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn c_40_nobody_signs_without_consent() {
    let mut scenario = Scenario::sent([signer(1)]);
    let visit = visit(person(1), 1);
    scenario.does(Command::View {
        participant: person(1),
        visit,
    });
    assert_eq!(
        scenario.refuses(scenario.click(person(1))),
        Refusal::ConsentMissing
    );
    scenario.does(consent(person(1), visit));
    scenario.does(scenario.click(person(1)));
}

#[test]
fn c_40_the_record_names_the_text_and_its_language_and_a_second_press_adds_nothing() {
    let mut scenario = entered();
    let given = scenario.member(person(1)).consent.clone().unwrap();
    assert_eq!((given.text_sha256.as_str(), given.language.tag()), (TERMS, "sl"));
    scenario.waits(minutes(1));
    let again = scenario.does(consent(person(1), visit(person(1), 2)));
    assert_eq!(again, domain::agreement::Decision::default());
    for (text, language) in [(TERMS, Language::Czech), ("7e60", Language::Czech)] {
        scenario.does(Command::AcceptConsent {
            participant: person(1),
            visit: visit(person(1), 2),
            text_sha256: text.into(),
            language,
        });
    }
    assert_eq!(
        scenario.count("CONSENT_ACCEPTED"),
        3,
        "another language, another text"
    );
}

#[test]
fn decision_10_nobody_signs_what_was_not_shown() {
    let mut scenario = Scenario::sent([signer(1)]);
    scenario.does(consent(person(1), visit(person(1), 1)));
    assert_eq!(
        scenario.refuses(scenario.click(person(1))),
        Refusal::ShownRevisionStale
    );
    scenario.does(Command::View {
        participant: person(1),
        visit: visit(person(1), 1),
    });
    let Command::Sign {
        participant,
        visit,
        values,
        fresh_factor,
        ..
    } = scenario.click(person(1))
    else {
        unreachable!("a click is a Sign")
    };
    let shown_revision = "f".repeat(64);
    let stale = Command::Sign {
        participant,
        visit,
        values,
        shown_revision,
        fresh_factor,
    };
    assert_eq!(scenario.refuses(stale), Refusal::ShownRevisionStale);
}

#[test]
fn decision_10_what_was_shown_may_be_older_by_other_peoples_acts() {
    let mut scenario = entered();
    let shown_first = scenario.click(person(1));
    scenario.signs(person(2));
    scenario.does(shown_first);
    scenario.does(scenario.seal(person(1)));
    let act = scenario.member(person(1)).act.clone().unwrap();
    let base = &scenario.state().revisions[1];
    assert_eq!(act.shown_revision, scenario.state().revisions[0].sha256);
    assert_ne!(act.shown_revision, base.sha256, "the evidence tells both");
}

#[test]
fn decision_12_a_click_freezes_the_act_once() {
    let mut scenario = entered();
    let clicked_at = scenario.now;
    let values = BTreeMap::from([(signature(1), typed("Ana")), (note(1), text("prvič"))]);
    scenario.does(scenario.click_with(person(1), values.clone()));
    scenario.waits(minutes(5));
    let other = BTreeMap::from([(signature(1), typed("Ana")), (note(1), text("drugič"))]);
    assert_eq!(
        scenario.refuses(scenario.click_with(person(1), other)),
        Refusal::AlreadyActed
    );
    assert_eq!(
        scenario.refuses(decline(person(1), visit(person(1), 1))),
        Refusal::AlreadyActed
    );
    scenario.does(scenario.seal(person(1)));
    let act = scenario.member(person(1)).act.clone().unwrap();
    assert_eq!((act.at, act.values.value), (clicked_at, values));
    assert_eq!(scenario.stands(person(1)), ParticipantState::Completed);
}

#[test]
fn m_59_a_value_for_somebody_elses_field_refuses_the_whole_act() {
    let scenario = entered();
    let nowhere = FieldId(Uuid::from_u128(1));
    for foreign in [note(2), signature(2), nowhere] {
        let values = BTreeMap::from([(signature(1), typed("Ana")), (foreign, text("x"))]);
        assert_eq!(
            scenario.refuses(scenario.click_with(person(1), values)),
            Refusal::Unknown
        );
    }
}

#[test]
fn m_59_members_of_a_set_share_its_fields() {
    let mut scenario = Scenario::sent([signer(1).or("bor@example.si")]);
    scenario.enters(member(1, 2));
    scenario.does(scenario.click_with(member(1, 2), BTreeMap::from([(signature(1), typed("Bor"))])));
}

#[test]
fn m_59_each_kind_of_field_takes_its_own_kind_of_value() {
    use FieldKind::{Checkbox, Date, Initials, Signature, Text};
    let ticked = || FieldValue::Checked(true);
    let good = [
        (Checkbox, ticked()),
        (Date, text("2026-02-28")),
        (Initials, typed("AN")),
        (Signature, typed("Ana")),
        (Text, text("ČŠŽ ελ жщ")),
    ];
    for (place, (kind, value)) in good.iter().enumerate() {
        assert_eq!(complaint(*kind, true, Some(value.clone())), None, "{kind:?}");
        let (_, other) = &good[(place + 1) % good.len()];
        let fits_both = matches!((kind, other), (Initials | Signature, FieldValue::Mark(_)));
        let expected = (!fits_both).then_some(match (kind, other) {
            (Date, FieldValue::Text(_)) => FieldProblem::NotADate,
            _ => FieldProblem::WrongKind,
        });
        assert_eq!(
            complaint(*kind, true, Some(other.clone())),
            expected,
            "{kind:?} {other:?}"
        );
        assert_eq!(complaint(*kind, true, None), Some(FieldProblem::Required));
        assert_eq!(complaint(*kind, false, None), None);
    }
}

#[test]
fn m_59_values_that_do_not_fit_are_named() {
    assert_eq!(
        complaint(FieldKind::Date, false, Some(text("30. 2. 2026"))),
        Some(FieldProblem::NotADate)
    );
    assert_eq!(
        complaint(FieldKind::Date, false, Some(text("2026-02-30"))),
        Some(FieldProblem::NotADate)
    );
    assert_eq!(
        complaint(FieldKind::Text, false, Some(text(&"ž".repeat(MAX_TEXT)))),
        None
    );
    assert_eq!(
        complaint(FieldKind::Text, false, Some(text(&"ž".repeat(MAX_TEXT + 1)))),
        Some(FieldProblem::TooLong)
    );
    assert_eq!(
        complaint(FieldKind::Initials, false, Some(typed(&"x".repeat(121)))),
        Some(FieldProblem::TooLong)
    );
    assert_eq!(
        complaint(FieldKind::Text, true, Some(text("   "))),
        Some(FieldProblem::Required)
    );
    assert_eq!(
        complaint(FieldKind::Checkbox, true, Some(FieldValue::Checked(false))),
        Some(FieldProblem::Required)
    );
}

fn drawn(points: &[(f64, f64)], width: f64) -> FieldValue {
    let stroke = points
        .iter()
        .map(|(x, y)| InkPoint {
            x: *x,
            y: *y,
            width: 1.5,
        })
        .collect();
    FieldValue::Mark(Mark::Drawn {
        strokes: vec![stroke],
        width,
        height: 150.0,
    })
}

#[test]
fn a_drawing_has_a_surface_and_points_that_are_numbers() {
    let judge = |value| complaint(FieldKind::Initials, false, Some(value));
    assert_eq!(judge(drawn(&[(1.0, 2.0), (3.5, 4.25)], 400.0)), None);
    for bad in [f64::NAN, f64::INFINITY, 1e9] {
        assert_eq!(
            judge(drawn(&[(1.0, 1.0), (bad, 2.0)], 400.0)),
            Some(FieldProblem::WrongKind)
        );
    }
    for width in [0.0, -1.0, f64::NAN, 1e6] {
        assert_eq!(judge(drawn(&[(1.0, 2.0)], width)), Some(FieldProblem::WrongKind));
    }
    assert_eq!(judge(drawn(&[(1.0, 1.0); 20_000], 10_000.0)), None);
    assert_eq!(
        judge(drawn(&[(1.0, 1.0); 20_001], 400.0)),
        Some(FieldProblem::TooLong)
    );
}

#[test]
fn what_is_empty_is_kept_only_where_it_clears_a_field() {
    let (mut scenario, tick) = with_field(FieldKind::Checkbox, false);
    let nothing = FieldValue::Mark(Mark::Drawn {
        strokes: Vec::new(),
        width: f64::NAN,
        height: 0.0,
    });
    let values = BTreeMap::from([
        (signature(1), typed("Ana")),
        (note(1), nothing),
        (tick, FieldValue::Checked(false)),
    ]);
    scenario.does(scenario.click_with(person(1), values));
    let kept = scenario.member(person(1)).act.clone().unwrap().values.value;
    assert_eq!(
        kept,
        BTreeMap::from([(signature(1), typed("Ana")), (tick, FieldValue::Checked(false))])
    );
}

#[test]
fn every_missing_field_is_named_at_once() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.changes_fields(|fields| fields.iter_mut().for_each(|field| field.required = true));
    scenario.sends();
    scenario.enters(person(1));
    let Refusal::FieldsIncomplete { problems } =
        scenario.refuses(scenario.click_with(person(1), BTreeMap::new()))
    else {
        panic!("fields are missing")
    };
    assert_eq!(problems.len(), 2);
}

#[test]
fn a_signer_signs_somewhere_even_where_every_place_is_optional() {
    let mut scenario = Scenario::draft([signer(1), approver(1)]);
    scenario.changes_fields(|fields| fields.iter_mut().for_each(|field| field.required = false));
    scenario.sends();
    scenario.enters(person(1));
    let nothing = scenario.click_with(person(1), BTreeMap::from([(note(1), text("le opomba"))]));
    let Refusal::FieldsIncomplete { problems } = scenario.refuses(nothing) else {
        panic!("no signature")
    };
    assert_eq!(
        (problems[0].field, problems[0].problem),
        (signature(1), FieldProblem::Required)
    );
    scenario.does(scenario.click_with(person(1), BTreeMap::from([(signature(1), typed("Ana"))])));
    scenario.clicks(person(2));
}

#[test]
fn m_77_an_insider_gives_a_fresh_factor_of_their_own() {
    let mut scenario = Scenario::draft([signer(1)]);
    scenario.internal.insert(person(1), user(1));
    scenario.sends();
    scenario.enters(person(1));
    let click = |fresh_factor: Option<FreshFactor>| match scenario.click(person(1)) {
        Command::Sign {
            participant,
            visit,
            values,
            shown_revision,
            ..
        } => scenario
            .decides(&Command::Sign {
                participant,
                visit,
                values,
                shown_revision,
                fresh_factor,
            })
            .map(drop),
        _ => unreachable!("a click is a Sign"),
    };
    let factor = |user, seconds_ago: i64| {
        let at = scenario.now.checked_sub(seconds(seconds_ago)).unwrap();
        Some(FreshFactor {
            user,
            factor: FactorKind::Password,
            at,
        })
    };
    assert_eq!(click(None), Err(Refusal::FreshFactorMissing));
    assert_eq!(
        click(factor(user(2), 0)),
        Err(Refusal::FreshFactorMissing),
        "another user's"
    );
    assert_eq!(
        click(factor(OWNER, 0)),
        Err(Refusal::FreshFactorMissing),
        "not even the owner's"
    );
    assert_eq!(
        click(factor(user(1), 61)),
        Err(Refusal::FreshFactorMissing),
        "too old"
    );
    assert_eq!(
        click(factor(user(1), -61)),
        Err(Refusal::FreshFactorMissing),
        "from the future"
    );
    assert_eq!(click(factor(user(1), 60)), Ok(()));
}

#[test]
fn m_77_an_outsider_gives_none_and_one_that_is_given_counts_for_nothing() {
    let mut scenario = entered();
    let Command::Sign {
        participant,
        visit,
        values,
        shown_revision,
        ..
    } = scenario.click(person(1))
    else {
        unreachable!("a click is a Sign")
    };
    let fresh_factor = Some(scenario.password(user(1)));
    scenario.does(Command::Sign {
        participant,
        visit,
        values,
        shown_revision,
        fresh_factor,
    });
    assert_eq!(
        scenario.member(person(1)).act.as_ref().unwrap().fresh_factor,
        None
    );
}

#[test]
fn who_is_not_part_of_it_can_do_nothing() {
    let scenario = entered();
    let stranger = person(7);
    let view = Command::View {
        participant: stranger,
        visit: visit(stranger, 1),
    };
    assert_eq!(scenario.refuses(view), Refusal::Unknown);
    assert_eq!(scenario.refuses(scenario.seal(stranger)), Refusal::Unknown);
}

#[test]
fn each_visit_that_sees_the_document_is_recorded() {
    let mut scenario = entered();
    let first = scenario.member(person(1)).viewed_at;
    scenario.waits(minutes(9));
    scenario.does(Command::View {
        participant: person(1),
        visit: visit(person(1), 2),
    });
    assert_eq!(
        scenario.member(person(1)).viewed_at,
        first,
        "the first time stays"
    );
    scenario.does(view(person(1), visit(person(1), 2)));
    let views = scenario
        .history
        .iter()
        .filter(|one| matches!(one.event, Event::DocumentsViewed { .. }));
    assert_eq!(views.count(), 2);
}
