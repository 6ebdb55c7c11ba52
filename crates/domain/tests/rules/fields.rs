//! M-59: every kind of field with what a sender can ask of it, before sending and at the click.

use crate::scenario::*;
use domain::Refusal;
use domain::agreement::draft_problems;
use domain::agreement::draft_warnings;
use domain::fields::{
    Choice, Condition, ConditionEffect, Field, FieldFault, FieldKind, FieldOptions, FieldProblem, FieldValue,
    FormulaFault, Operator, Pattern, Rect, Test,
};
use domain::ids::FieldId;
use domain::refusal::{DraftProblem, DraftWarning};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn id(number: u128) -> FieldId {
    FieldId(Uuid::from_u128(0xabcd_0000 + number))
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.into())
}

/// A field of the first signer.
fn field(number: u128, kind: FieldKind, options: FieldOptions) -> Field {
    let rect = Rect {
        x: 72.0,
        y: 20.0 + 14.0 * (number % 30) as f64,
        width: 180.0,
        height: 12.0,
    };
    Field {
        id: id(number),
        kind,
        page: 0,
        rect,
        assignee: set_id(1),
        required: false,
        label: String::new(),
        options,
        pdf_name: None,
    }
}

fn named(number: u128, name: &str) -> Field {
    let name = name.to_owned();
    field(
        number,
        FieldKind::Number,
        FieldOptions {
            name,
            ..FieldOptions::default()
        },
    )
}

fn formula(number: u128, formula: &str) -> Field {
    let formula = formula.to_owned();
    let decimals = Some(2);
    field(
        number,
        FieldKind::Number,
        FieldOptions {
            formula,
            decimals,
            ..FieldOptions::default()
        },
    )
}

fn button(number: u128, kind: FieldKind, group: &str, on_value: &str) -> Field {
    let (group, on_value) = (group.to_owned(), on_value.to_owned());
    field(
        number,
        kind,
        FieldOptions {
            group,
            on_value,
            ..FieldOptions::default()
        },
    )
}

fn when(effect: ConditionEffect, number: u128, operator: Operator, value: &str) -> Option<Condition> {
    let test = Test {
        field: id(number),
        operator,
        value: value.to_owned(),
    };
    Some(Condition {
        effect,
        any: false,
        tests: vec![test],
    })
}

fn draft(fields: Vec<Field>) -> Scenario {
    let mut scenario = Scenario::draft([signer(1), signer(2)]);
    scenario.changes_fields(|own| own.extend(fields));
    scenario
}

/// What the owner is told of these fields.
fn owner_is_told(fields: Vec<Field>) -> Vec<(FieldId, FieldFault)> {
    let scenario = draft(fields);
    let faults = draft_problems(scenario.state(), scenario.now)
        .into_iter()
        .filter_map(|problem| match problem {
            DraftProblem::FieldFault { field, fault } => Some((field, fault)),
            _ => None,
        });
    faults.collect()
}

fn inside(fields: Vec<Field>) -> Scenario {
    let mut scenario = draft(fields);
    assert_eq!(draft_problems(scenario.state(), scenario.now), []);
    scenario.sends();
    scenario.enters(person(1));
    scenario
}

/// What these fields keep of these values at the click, or what is wrong with them.
fn signed(
    fields: Vec<Field>,
    values: &[(u128, FieldValue)],
) -> Result<BTreeMap<FieldId, FieldValue>, Vec<(FieldId, FieldProblem)>> {
    let mut scenario = inside(fields);
    let own = values.iter().map(|(number, value)| (id(*number), value.clone()));
    let values = [(signature(1), typed("Ana"))].into_iter().chain(own).collect();
    match scenario.tries(&scenario.click_with(person(1), values)) {
        Ok(_) => {
            let mut kept = scenario.member(person(1)).act.clone().unwrap().values.value;
            kept.remove(&signature(1));
            Ok(kept)
        }
        Err(Refusal::FieldsIncomplete { problems }) => {
            Err(problems.iter().map(|one| (one.field, one.problem)).collect())
        }
        Err(other) => panic!("{other:?}"),
    }
}

fn only(
    number: u128,
    value: FieldValue,
) -> Result<BTreeMap<FieldId, FieldValue>, Vec<(FieldId, FieldProblem)>> {
    Ok(BTreeMap::from([(id(number), value)]))
}

fn wrong(
    number: u128,
    problem: FieldProblem,
) -> Result<BTreeMap<FieldId, FieldValue>, Vec<(FieldId, FieldProblem)>> {
    Err(vec![(id(number), problem)])
}

#[test]
fn m_59_what_fills_itself_is_filled_whatever_the_page_says() {
    let fields = vec![
        field(1, FieldKind::SigningDate, FieldOptions::default()),
        field(2, FieldKind::Email, FieldOptions::default()),
        field(3, FieldKind::Name, FieldOptions::default()),
        {
            let mut sent = field(
                4,
                FieldKind::Text,
                FieldOptions {
                    read_only: true,
                    ..FieldOptions::default()
                },
            );
            sent.prefill(Some(text("4.200 EUR")));
            sent
        },
    ];
    let forged = [
        (1, text("1999-01-01")),
        (2, text("x@example.com")),
        (4, text("1 EUR")),
    ];
    let kept = signed(fields, &forged).unwrap();
    let scenario = Scenario::draft([signer(1)]);
    let person = scenario.state().sets[0].members[0].person.value.clone();
    assert_eq!(kept[&id(1)], text("2026-11-23"));
    assert_eq!(kept[&id(2)], text(person.email.as_str()));
    assert_eq!(kept[&id(3)], text(&person.name));
    assert_eq!(kept[&id(4)], text("4.200 EUR"));
}

#[test]
fn m_59_the_day_of_the_signature_is_the_accounts_day() {
    let mut scenario = inside(vec![field(1, FieldKind::SigningDate, FieldOptions::default())]);
    scenario.now = "2026-11-23T23:30:00Z".parse().unwrap();
    let zone = scenario.state().details.time_zone.clone();
    let (member, none) = (scenario.member(person(1)), BTreeMap::new());
    let filled = scenario.state().filled(member, &none, scenario.now);
    let expected = if zone == "UTC" { "2026-11-23" } else { "2026-11-24" };
    assert_eq!(filled.values[&id(1)], text(expected), "{zone}");
}

#[test]
fn m_59_numbers_are_kept_in_one_form_and_within_their_limits() {
    let limited = || {
        let number = |text| domain::fields::Decimal::parse(text);
        let (min, max, decimals) = (number("1"), number("1000"), Some(2));
        vec![field(
            1,
            FieldKind::Number,
            FieldOptions {
                min,
                max,
                decimals,
                ..FieldOptions::default()
            },
        )]
    };
    let click = |typed: &str| signed(limited(), &[(1, text(typed))]);
    assert_eq!(click("1 000,50").unwrap_err(), [(id(1), FieldProblem::TooHigh)]);
    assert_eq!(click("0,99"), wrong(1, FieldProblem::TooLow));
    assert_eq!(click("1,005"), wrong(1, FieldProblem::TooPrecise));
    assert_eq!(click("ten"), wrong(1, FieldProblem::NotANumber));
    assert_eq!(click("12,50"), only(1, text("12.5")));
}

#[test]
fn m_59_words_have_length_mask_and_pattern() {
    let options = || FieldOptions {
        min_length: Some(3),
        max_length: Some(5),
        ..FieldOptions::default()
    };
    let lengths = |typed| signed(vec![field(1, FieldKind::Company, options())], &[(1, text(typed))]);
    assert_eq!(lengths("ab"), wrong(1, FieldProblem::TooShort));
    assert_eq!(lengths("žšč"), only(1, text("žšč")));
    assert_eq!(lengths("abcdef"), wrong(1, FieldProblem::TooLong));
    let mask = || FieldOptions {
        mask: "AA-9999".into(),
        ..FieldOptions::default()
    };
    let masked = |typed| signed(vec![field(1, FieldKind::Text, mask())], &[(1, text(typed))]);
    assert_eq!(masked("LJ1234"), only(1, text("LJ-1234")));
    assert_eq!(masked("12-LJLJ"), wrong(1, FieldProblem::MaskMissed));
    let expression = r"SI56\d{15}".to_owned();
    let pattern = || {
        Some(Pattern {
            expression: expression.clone(),
            message: "IBAN".into(),
        })
    };
    let iban = |typed| {
        let options = FieldOptions {
            pattern: pattern(),
            ..FieldOptions::default()
        };
        signed(vec![field(1, FieldKind::Text, options)], &[(1, text(typed))])
    };
    assert!(iban("SI56123456789012345").is_ok());
    assert_eq!(iban("SI56"), wrong(1, FieldProblem::PatternMissed));
}

#[test]
fn m_59_choices_are_those_that_are_offered() {
    let choices: Vec<Choice> = ["a", "b", "c"]
        .map(|value| Choice {
            value: value.into(),
            label: value.to_uppercase(),
        })
        .into();
    let of = |kind| {
        let choices = choices.clone();
        vec![field(
            1,
            kind,
            FieldOptions {
                choices,
                ..FieldOptions::default()
            },
        )]
    };
    let chosen = |values: &[&str]| FieldValue::Chosen(values.iter().map(|value| (*value).into()).collect());
    assert_eq!(
        signed(of(FieldKind::Dropdown), &[(1, text("b"))]),
        only(1, text("b"))
    );
    assert_eq!(
        signed(of(FieldKind::Dropdown), &[(1, text("B"))]),
        wrong(1, FieldProblem::NotAChoice)
    );
    assert_eq!(
        signed(of(FieldKind::List), &[(1, chosen(&["c", "a"]))]),
        only(1, chosen(&["c", "a"]))
    );
    assert_eq!(
        signed(of(FieldKind::List), &[(1, chosen(&["a", "a"]))]),
        wrong(1, FieldProblem::NotAChoice)
    );
    assert_eq!(
        signed(of(FieldKind::List), &[(1, text("a"))]),
        wrong(1, FieldProblem::WrongKind)
    );
}

#[test]
fn m_59_of_a_radio_group_one_is_chosen() {
    let group = |required| {
        let mut first = button(1, FieldKind::Radio, "plačilo", "card");
        first.required = required;
        vec![first, button(2, FieldKind::Radio, "plačilo", "cash")]
    };
    let ticked = FieldValue::Checked(true);
    assert_eq!(signed(group(true), &[]), wrong(1, FieldProblem::Required));
    assert_eq!(signed(group(false), &[]), Ok(BTreeMap::new()));
    assert_eq!(
        signed(group(true), &[(2, ticked.clone())]),
        only(2, ticked.clone())
    );
    let both = [(1, ticked.clone()), (2, ticked)];
    assert_eq!(signed(group(true), &both), wrong(1, FieldProblem::TooManyTicks));
}

#[test]
fn m_59_of_a_group_of_checkboxes_a_number_is_ticked() {
    let group = || {
        let mut boxes = [1, 2, 3].map(|number| button(number, FieldKind::Checkbox, "izbira", ""));
        boxes[1].options.min_ticks = Some(1);
        boxes[1].options.max_ticks = Some(2);
        boxes.to_vec()
    };
    let tick = |numbers: &[u128]| {
        let values: Vec<_> = numbers
            .iter()
            .map(|number| (*number, FieldValue::Checked(true)))
            .collect();
        signed(group(), &values)
    };
    assert_eq!(tick(&[]), wrong(1, FieldProblem::TooFewTicks));
    assert!(tick(&[3]).is_ok() && tick(&[1, 3]).is_ok());
    assert_eq!(tick(&[1, 2, 3]), wrong(1, FieldProblem::TooManyTicks));
}

#[test]
fn m_59_what_is_hidden_need_not_be_filled_and_stays_empty() {
    let fields = || {
        let tick = field(1, FieldKind::Checkbox, FieldOptions::default());
        let mut shown = field(2, FieldKind::Text, FieldOptions::default());
        shown.required = true;
        shown.options.condition = when(ConditionEffect::Show, 1, Operator::Filled, "");
        let mut after = field(3, FieldKind::Text, FieldOptions::default());
        after.required = true;
        after.options.condition = when(ConditionEffect::Show, 2, Operator::Equals, "yes");
        vec![after, shown, tick]
    };
    let ticked = (1, FieldValue::Checked(true));
    assert_eq!(
        signed(fields(), &[(2, text("typed before it was hidden"))]),
        Ok(BTreeMap::new())
    );
    assert_eq!(
        signed(fields(), std::slice::from_ref(&ticked)),
        wrong(2, FieldProblem::Required)
    );
    assert_eq!(
        signed(fields(), &[ticked.clone(), (2, text("yes"))]),
        wrong(3, FieldProblem::Required)
    );
    assert!(
        !signed(fields(), &[ticked, (2, text("no")), (3, text("x"))])
            .unwrap()
            .contains_key(&id(3))
    );
}

#[test]
fn m_59_what_is_disabled_keeps_what_the_sender_put_in() {
    let fields = || {
        let tick = field(1, FieldKind::Checkbox, FieldOptions::default());
        let mut other = field(2, FieldKind::Text, FieldOptions::default());
        other.required = true;
        other.prefill(Some(text("as before")));
        other.options.condition = when(ConditionEffect::Enable, 1, Operator::Filled, "");
        vec![tick, other]
    };
    assert_eq!(signed(fields(), &[(2, text("mine"))]), only(2, text("as before")));
    let kept = signed(fields(), &[(1, FieldValue::Checked(true)), (2, text("mine"))]).unwrap();
    assert_eq!(kept[&id(2)], text("mine"));
}

#[test]
fn m_59_formulas_are_calculated_by_the_server() {
    let fields = || {
        vec![
            formula(3, "round(price * quantity * 1.22, 2)"),
            named(1, "price"),
            named(2, "quantity"),
        ]
    };
    let values = [(1, text("19,90")), (2, text("3")), (3, text("1"))];
    assert_eq!(signed(fields(), &values).unwrap()[&id(3)], text("72.83"));
    assert!(!signed(fields(), &[]).unwrap().contains_key(&id(3)));
    let divided = || vec![formula(3, "10 / quantity"), named(2, "quantity")];
    assert_eq!(
        signed(divided(), &[(2, text("0"))]),
        wrong(3, FieldProblem::NotCalculable)
    );
    // A calculated field may be reckoned with in turn, and a group is worth what is ticked in it.
    let mut total = formula(6, "net * 2 + extras");
    total.options.decimals = None;
    let mut net = formula(5, "price");
    net.options.name = "net".into();
    let extras = [
        button(7, FieldKind::Checkbox, "extras", "10"),
        button(8, FieldKind::Checkbox, "extras", "5.5"),
    ];
    let fields = [total, net, named(1, "price")]
        .into_iter()
        .chain(extras)
        .collect();
    let ticked = |number| (number, FieldValue::Checked(true));
    let kept = signed(fields, &[(1, text("4")), ticked(7), ticked(8)]).unwrap();
    assert_eq!(kept[&id(6)], text("23.5"));
}

#[test]
fn m_59_later_people_see_what_earlier_ones_filled() {
    let mut later = formula(2, "price * 2");
    later.assignee = set_id(2);
    let mut scenario = inside(vec![named(1, "price"), later]);
    let values = BTreeMap::from([(signature(1), typed("Ana")), (id(1), text("2,5"))]);
    scenario.does(scenario.click_with(person(1), values));
    scenario.does(scenario.seal(person(1)));
    let second = scenario.member(person(2));
    let filled = scenario.state().filled(second, &BTreeMap::new(), scenario.now);
    assert_eq!(filled.values[&id(2)], text("5"));
}

#[test]
fn owners_are_told_what_cannot_work_before_they_send() {
    use FieldFault::{
        Choices, Circle, Condition as NoSuchField, Default, Empty, Group, Limits, Name, Pattern as BadPattern,
    };
    let options = FieldOptions::default;
    let with = |kind, options: FieldOptions| vec![field(1, kind, options)];
    let mut wrong_default = field(1, FieldKind::Number, options());
    wrong_default.prefill(Some(text("many")));
    let mut empty = field(
        1,
        FieldKind::Text,
        FieldOptions {
            read_only: true,
            ..options()
        },
    );
    empty.required = true;
    let mut of_later = field(1, FieldKind::Text, options());
    of_later.options.condition = when(ConditionEffect::Show, 2, Operator::Filled, "");
    let mut later = field(2, FieldKind::Text, options());
    later.assignee = set_id(2);
    let hostile = Pattern {
        expression: r"(\w{1000}){1000}".into(),
        message: String::new(),
    };
    let double = Choice {
        value: "a".into(),
        label: String::new(),
    };
    let cases = [
        (with(FieldKind::Dropdown, options()), Choices),
        (
            with(
                FieldKind::List,
                FieldOptions {
                    choices: vec![double.clone(), double],
                    ..options()
                },
            ),
            Choices,
        ),
        (vec![wrong_default], Default),
        (vec![empty], Empty),
        (vec![button(1, FieldKind::Radio, "", "a")], Group),
        (
            vec![
                button(1, FieldKind::Radio, "g", "a"),
                button(2, FieldKind::Radio, "g", "a"),
            ],
            Group,
        ),
        (
            with(
                FieldKind::Checkbox,
                FieldOptions {
                    group: "g".into(),
                    min_ticks: Some(2),
                    ..options()
                },
            ),
            Group,
        ),
        (
            with(
                FieldKind::Text,
                FieldOptions {
                    min_length: Some(9),
                    max_length: Some(3),
                    ..options()
                },
            ),
            Limits,
        ),
        (
            with(
                FieldKind::Text,
                FieldOptions {
                    comb: true,
                    ..options()
                },
            ),
            Limits,
        ),
        (
            with(
                FieldKind::Text,
                FieldOptions {
                    mask: "--".into(),
                    ..options()
                },
            ),
            Limits,
        ),
        (
            with(
                FieldKind::Text,
                FieldOptions {
                    pattern: Some(hostile),
                    ..options()
                },
            ),
            BadPattern,
        ),
        (vec![of_later, later], NoSuchField),
    ];
    for (fields, fault) in cases {
        assert_eq!(owner_is_told(fields), [(id(1), fault)]);
    }
    assert_eq!(owner_is_told(vec![named(1, "a"), named(2, "a")]), [(id(2), Name)]);
    let mut one = formula(1, "b");
    one.options.name = "a".into();
    let mut other = formula(2, "a + 1");
    other.options.name = "b".into();
    assert_eq!(
        owner_is_told(vec![one, other]),
        [(id(1), Circle), (id(2), Circle)]
    );
}

#[test]
fn owners_are_told_what_is_wrong_with_a_formula() {
    let fault = |formula_text: &str, others: Vec<Field>| {
        let fields = [formula(1, formula_text)].into_iter().chain(others).collect();
        match owner_is_told(fields).as_slice() {
            [(field, FieldFault::Formula { fault })] if *field == id(1) => fault.clone(),
            other => panic!("{other:?}"),
        }
    };
    let name = || "x".to_owned();
    assert_eq!(fault("x + 1", vec![]), FormulaFault::UnknownName { name: name() });
    let words = FieldOptions {
        name: name(),
        ..FieldOptions::default()
    };
    assert_eq!(
        fault("x + 1", vec![field(2, FieldKind::Text, words)]),
        FormulaFault::NotANumber { name: name() }
    );
    let mut later = named(2, "x");
    later.assignee = set_id(2);
    assert_eq!(
        fault("x + 1", vec![later]),
        FormulaFault::FilledLater { name: name() }
    );
    assert_eq!(fault("1 / 0", vec![]), FormulaFault::DivisionByZero);
    assert_eq!(fault("((1)", vec![]), FormulaFault::EndsEarly);
}

#[test]
fn fields_over_one_another_are_said_and_do_not_stop_anybody() {
    let below = || field(1, FieldKind::Text, FieldOptions::default());
    let over = |change: &dyn Fn(&mut Field)| {
        let mut over = Field { id: id(2), ..below() };
        change(&mut over);
        let scenario = draft(vec![below(), over]);
        draft_warnings(scenario.state())
            .into_iter()
            .find_map(|warning| match warning {
                DraftWarning::FieldsOverlap { fields } => Some(fields),
                _ => None,
            })
    };
    assert_eq!(over(&|_| {}), Some(vec![id(1), id(2)]));
    assert_eq!(over(&|field| field.rect.x += field.rect.width), None);
    assert_eq!(over(&|field| field.rect.y += field.rect.height), None);
    assert_eq!(over(&|field| field.page = 1), None);
    let conditional = when(ConditionEffect::Show, 1, Operator::Empty, "");
    assert_eq!(over(&|field| field.options.condition = conditional.clone()), None);
}

#[test]
fn every_field_has_a_name_of_its_own_in_the_file_and_fields_of_the_file_keep_theirs() {
    let mut brought = field(4, FieldKind::Text, FieldOptions::default());
    brought.options.origin = Some(domain::fields::Origin {
        name: "Obrazec.Ime".into(),
        state: None,
    });
    let mut scenario = draft(vec![
        button(1, FieldKind::Radio, "a", "1"),
        button(2, FieldKind::Radio, "a", "2"),
        field(3, FieldKind::SigningDate, FieldOptions::default()),
        brought,
    ]);
    scenario.does(send());
    let name = |number| {
        let fields = &scenario.state().fields;
        let field = fields.iter().find(|field| field.id == id(number)).unwrap();
        field.pdf_name.clone().unwrap()
    };
    assert_eq!(
        (name(1), name(2)),
        ("r001_radio_0001".into(), "r001_radio_0002".into())
    );
    assert_eq!(name(3), "r001_signing_date_0001");
    assert_eq!(name(4), "Obrazec.Ime");
}

#[test]
fn a_record_of_a_field_without_options_is_as_it_was() {
    let plain = field(1, FieldKind::Text, FieldOptions::default());
    let json = serde_json::to_value(&plain).unwrap();
    assert!(json.get("options").is_none(), "{json}");
    assert_eq!(serde_json::from_value::<Field>(json).unwrap(), plain);
    let mut full = formula(1, "a");
    full.prefill(Some(text("x")));
    full.options.condition = when(ConditionEffect::Show, 2, Operator::Less, "3");
    let json = serde_json::to_string(&full).unwrap();
    assert_eq!(serde_json::from_str::<Field>(&json).unwrap(), full);
}

#[test]
fn five_thousand_fields_that_look_at_one_another_are_judged_at_once() {
    let fields: Vec<Field> = (1..=4_990)
        .map(|number| {
            let mut field = named(number, &format!("n{number}"));
            if number > 1 {
                field.options.formula = format!("n{} + 1", number - 1);
            }
            field.page = 1;
            field
        })
        .collect();
    let scenario = draft(fields);
    let started = std::time::Instant::now();
    assert_eq!(draft_problems(scenario.state(), scenario.now), []);
    assert!(!draft_warnings(scenario.state()).is_empty());
    let member = &scenario.state().sets[0].members[0];
    let filled = scenario
        .state()
        .filled(member, &BTreeMap::from([(id(1), text("1"))]), scenario.now);
    assert_eq!(filled.values[&id(4_990)], text("4990"));
    let took = started.elapsed();
    assert!(took < std::time::Duration::from_secs(20), "{took:?}");
    println!("5,000 fields, a chain of formulas: judged and filled in {took:?}");
}

proptest! {
    #[test]
    fn whatever_a_page_sends_an_act_holds_only_what_fits(
        ticks in proptest::collection::vec(any::<bool>(), 3),
        typed in proptest::collection::vec(".{0,8}|[0-9,.]{0,6}", 4),
    ) {
        let mut required = named(4, "n");
        required.required = true;
        let mut shown = field(5, FieldKind::Date, FieldOptions::default());
        shown.options.condition = when(ConditionEffect::Show, 1, Operator::Filled, "");
        let fields = vec![
            button(1, FieldKind::Radio, "g", "1"),
            button(2, FieldKind::Radio, "g", "2"),
            field(3, FieldKind::Checkbox, FieldOptions::default()),
            required,
            shown,
            formula(6, "n * 2 + g"),
        ];
        let scenario = draft(fields.clone());
        let ticks = (1..).zip(&ticks).map(|(number, tick)| (id(number), FieldValue::Checked(*tick)));
        let given: BTreeMap<_, _> = ticks.chain((4..).zip(&typed).map(|(number, typed)| (id(number), text(typed)))).collect();
        let member = &scenario.state().sets[0].members[0];
        let filled = scenario.state().filled(member, &given, scenario.now);
        let complained: BTreeSet<FieldId> = filled.problems.iter().map(|(field, _)| *field).collect();
        for field in &fields {
            let value = filled.values.get(&field.id);
            if filled.hidden.contains(&field.id) {
                prop_assert!(value.is_none() && !complained.contains(&field.id));
            } else if !complained.contains(&field.id) && field.kind != FieldKind::Radio {
                prop_assert_eq!(field.check(value), Ok(()));
            }
        }
        // What was filled once is filled the same when it comes back.
        if filled.problems.is_empty() {
            let again = scenario.state().filled(member, &filled.values, scenario.now);
            prop_assert_eq!(again, filled);
        }
    }
}
