//! M-47, M-61 to M-64: whose field a tag becomes, and what is said of each.

use crate::scenario::*;
use domain::agreement::{Agreement, PageSize, Place};
use domain::fields::{ConditionEffect, Decimal, FieldKind, FieldValue, Operator, Rect};
use domain::tags::bind::{Bound, TagOutcome, bind};
use domain::tags::{Fault, ReadTag, Reading, Tag, TagKind, TagRole, TagWord, Target, TextLine, Vendor, scan};
use uuid::Uuid;

const PAGES: [PageSize; 2] = [PageSize {
    width: 595.0,
    height: 842.0,
}; 2];

/// The tags of one line each, at these places.
fn read(tags: &[(&str, usize, f64, f64)]) -> Vec<ReadTag> {
    let one = |(text, page, x, y): &(&str, usize, f64, f64)| {
        let line = TextLine {
            text: (*text).to_owned(),
            ..TextLine::default()
        };
        let dictionary = [TagWord {
            word: "#DIREKTOR#".into(),
            initials: false,
            target: Target::Person {
                name: "Vida Kos".into(),
                email: "vida@banka.si".into(),
            },
        }];
        let found = scan(&[line], &dictionary).remove(0);
        ReadTag {
            raw: found.raw,
            page: *page,
            rect: Rect {
                x: *x,
                y: *y,
                width: 40.0,
                height: 10.0,
            },
            font_size: 10.0,
            reading: found.reading,
        }
    };
    tags.iter().map(one).collect()
}

fn bound(draft: &Agreement, tags: &[ReadTag]) -> Bound {
    let mut next = 0xF000_u128;
    bind(draft, tags, (0, &PAGES), &mut || {
        next += 1;
        Uuid::from_u128(next)
    })
}

fn empty() -> Agreement {
    let mut scenario = Scenario::empty();
    scenario.does(create());
    scenario.state().clone()
}

/// The places, the kinds of their fields, and what was said, in the order of reading.
fn story(bound: &Bound) -> Vec<(Option<Place>, FieldKind)> {
    let place = |set| {
        bound
            .sets
            .iter()
            .find(|known| known.id == set)
            .and_then(|set| set.place.clone())
    };
    bound
        .fields
        .iter()
        .map(|field| (place(field.assignee), field.kind))
        .collect()
}

#[test]
fn m_61_to_m_64_first_owner_second_party_1_third_party_2_initials_and_the_form_party_1() {
    let tags = read(&[
        ("[[P]]", 1, 100.0, 100.0),
        ("[[S]]", 0, 300.0, 702.0),
        ("[[S]]", 0, 100.0, 705.0),
        ("[[T:address]]", 0, 100.0, 200.0),
    ]);
    let bound = bound(&empty(), &tags);
    assert_eq!(
        story(&bound),
        [
            (Some(Place::Party(1)), FieldKind::Text),
            (Some(Place::Owner), FieldKind::Signature),
            (Some(Place::Party(1)), FieldKind::Signature),
            (Some(Place::Party(2)), FieldKind::Initials),
        ]
    );
    let orders: Vec<_> = bound
        .sets
        .iter()
        .map(|set| (set.order, set.place.clone(), set.members.len()))
        .collect();
    assert_eq!(
        orders,
        [
            (1, Some(Place::Owner), 1),
            (2, Some(Place::Party(1)), 0),
            (3, Some(Place::Party(2)), 0)
        ]
    );
    assert!(
        bound
            .reports
            .iter()
            .all(|report| report.outcome == TagOutcome::Read)
    );
}

#[test]
fn m_61_a_number_in_the_tag_overrides_the_order_of_reading() {
    let tags = read(&[
        ("[[S2]]", 0, 10.0, 10.0),
        ("[[S0]]", 0, 10.0, 50.0),
        ("[[P1]]", 0, 10.0, 90.0),
    ]);
    assert_eq!(
        story(&bound(&empty(), &tags)),
        [
            (Some(Place::Party(2)), FieldKind::Signature),
            (Some(Place::Owner), FieldKind::Signature),
            (Some(Place::Party(1)), FieldKind::Initials),
        ]
    );
}

#[test]
fn m_47_the_same_tag_twice_is_one_signer_with_two_fields() {
    let tags = read(&[
        ("#DIREKTOR#", 0, 10.0, 10.0),
        ("{{Sig;type=signature;role=Kupec}}", 0, 10.0, 50.0),
        ("[[S3]]", 0, 10.0, 90.0),
        ("#DIREKTOR#", 1, 10.0, 10.0),
        ("{{Sig;type=signature;role=kupec}}", 1, 10.0, 50.0),
        ("[[S3]]", 1, 10.0, 90.0),
    ]);
    let bound = bound(&empty(), &tags);
    assert_eq!((bound.sets.len(), bound.fields.len()), (3, 6));
    for (first, second) in bound.fields[..3].iter().zip(&bound.fields[3..]) {
        assert_eq!(first.assignee, second.assignee);
    }
    let director = bound.sets.iter().find(|set| !set.members.is_empty()).unwrap();
    assert_eq!(director.members[0].person.value.email.as_str(), "vida@banka.si");
    let outcomes: Vec<TagOutcome> = bound.reports.iter().map(|report| report.outcome).collect();
    assert_eq!(outcomes[4], TagOutcome::Double);
    assert!(outcomes[5].is_good() && outcomes[3].is_good());
}

#[test]
fn people_who_are_there_are_the_parties_and_one_too_many_is_nobodys() {
    let draft = Scenario::draft([signer(1), signer(2).at("bo@example.si")])
        .state()
        .clone();
    let tags = read(&[
        ("[[S1]]", 0, 10.0, 10.0),
        ("[[S2]]", 0, 10.0, 50.0),
        ("[[S3]]", 0, 10.0, 90.0),
    ]);
    let bound = bound(&draft, &tags);
    assert_eq!(bound.sets, draft.sets);
    assert_eq!(bound.fields[0].assignee, set_id(1));
    assert_eq!(bound.fields[1].assignee, set_id(2));
    assert!(bound.fields[2].assignee.0.is_nil());
    assert_eq!(bound.reports[2].outcome, TagOutcome::NoSuchParty);
}

#[test]
fn a_sender_who_named_only_others_does_not_sign() {
    let draft = Scenario::draft([signer(1), signer(2).at("bo@example.si")])
        .state()
        .clone();
    let bound = bound(
        &draft,
        &read(&[("[[S]]", 0, 10.0, 10.0), ("[[S]]", 0, 10.0, 50.0)]),
    );
    assert_eq!(
        (bound.fields[0].assignee, bound.fields[1].assignee),
        (set_id(1), set_id(2))
    );
}

#[test]
fn every_tag_is_said_something_of() {
    let mut tags = read(&[
        ("{{what}}", 0, 10.0, 10.0),
        ("[[S1", 0, 10.0, 50.0),
        ("{{Pay;type=payment}}", 0, 10.0, 90.0),
        ("[[S1]]", 0, 580.0, 130.0),
    ]);
    tags.push(ReadTag {
        reading: Reading::Fault(Fault::NotDefined),
        ..tags[0].clone()
    });
    let bound = bound(&empty(), &tags);
    let mut outcomes: Vec<TagOutcome> = bound.reports.iter().map(|report| report.outcome).collect();
    outcomes.sort();
    assert_eq!(
        outcomes,
        [
            TagOutcome::Cut,
            TagOutcome::NotDefined,
            TagOutcome::NotUnderstood,
            TagOutcome::Unclosed,
            TagOutcome::Unsupported,
        ]
    );
    assert!(bound.fields.len() == 1 && bound.fields[0].rect.lies_on(595.0, 842.0));
}

/// The bound of an agreement holds whatever stands in a file.
#[test]
fn five_thousand_tags_and_one_more() {
    let tag = Tag::new(Vendor::Podpis, TagKind::Text, TagRole::Party(1));
    let one = |number: u32| ReadTag {
        raw: "[[T1]]".into(),
        page: 0,
        rect: Rect {
            x: f64::from(number % 50) * 10.0,
            y: f64::from(number / 50) * 8.0,
            width: 8.0,
            height: 7.0,
        },
        font_size: 6.0,
        reading: Reading::Field(Box::new(tag.clone())),
    };
    let bound = bound(&empty(), &(0..5_001).map(one).collect::<Vec<_>>());
    assert_eq!((bound.fields.len(), bound.reports.len()), (5_000, 5_001));
    assert_eq!(bound.reports.last().unwrap().outcome, TagOutcome::TooMany);
}

/// Acrobat's conditions, formulas and limits become those of the fields, whatever order they stand in.
#[test]
fn conditions_formulas_choices_and_limits_are_those_of_fields() {
    let tags = read(&[
        ("{{Total_es_:signer1:calc(Price*Pieces)}}", 0, 10.0, 10.0),
        ("{{Price_es_:signer1}}", 0, 10.0, 50.0),
        ("{{Pieces_es_:signer1:isnumber(min=1,max=9)}}", 0, 10.0, 90.0),
        ("{{[]Agree_es_:signer1}}", 0, 10.0, 130.0),
        (
            "{{Why_es_:signer1:hideif(Agree=Yes):maxlen(20):default(\"-\")}}",
            0,
            10.0,
            170.0,
        ),
        (
            "{{Size_es_:signer1:dropdown(options=\"Small,Large\",values=\"s,l\")}}",
            0,
            10.0,
            210.0,
        ),
        ("{{(Red)Colour_es_:signer1}}", 0, 10.0, 250.0),
        ("{{(Blue)Colour_es_:signer1}}", 0, 10.0, 290.0),
        ("{{Broken_es_:signer1:calc(Nothing+1)}}", 0, 10.0, 330.0),
    ]);
    let bound = bound(&empty(), &tags);
    let [total, price, pieces, agree, why, size, red, blue, broken] = bound.fields.as_slice() else {
        panic!("{:?}", bound.fields)
    };
    assert_eq!(total.options.formula, "Price*Pieces");
    assert_eq!(
        [total, price, pieces].map(|field| field.kind),
        [FieldKind::Number; 3],
        "what is multiplied is a number"
    );
    assert_eq!(pieces.options.max, Decimal::parse("9"));
    let condition = why.options.condition.as_ref().unwrap();
    assert_eq!(condition.effect, ConditionEffect::Show);
    assert_eq!(
        (condition.tests[0].field, condition.tests[0].operator),
        (agree.id, Operator::Empty)
    );
    assert_eq!(why.options.max_length, Some(20));
    assert_eq!(why.default_value(), Some(&FieldValue::Text("-".into())));
    let choices: Vec<&str> = size.options.choices.iter().map(|choice| choice.shown()).collect();
    assert_eq!(choices, ["Small", "Large"]);
    assert_eq!(
        (red.options.group.as_str(), red.options.on_value.as_str()),
        ("Colour", "Red")
    );
    assert_eq!(
        (blue.options.group.as_str(), blue.options.on_value.as_str()),
        ("Colour", "Blue")
    );
    assert_eq!(
        (broken.kind, broken.options.formula.as_str()),
        (FieldKind::Number, "")
    );
    assert_eq!(
        bound.reports[8].ignored,
        ["Nothing+1"],
        "what is not used is said"
    );
    assert!(bound.reports.iter().all(|report| report.outcome.is_good()));
}

/// Decision 3: what tags make can be sent once everybody has an address.
#[test]
fn a_draft_of_tags_has_no_fault_in_its_fields() {
    let letters = [
        "S1", "I1", "N1", "E1", "F1", "J1", "SD1", "T1:a", "M1:b", "Q1:c", "D1:d", "C1:e", "R1:f|x",
        "R1:f|y", "L1:g|1|2", "A1:h",
    ];
    let texts: Vec<String> = letters.iter().map(|inner| format!("[[{inner}]]")).collect();
    let tags: Vec<(&str, usize, f64, f64)> = texts
        .iter()
        .enumerate()
        .map(|(row, text)| (text.as_str(), 0, 50.0, 40.0 + row as f64 * 50.0))
        .collect();
    let mut draft = Scenario::draft([signer(1)]).state().clone();
    let bound = bound(&draft, &read(&tags));
    assert_eq!(bound.fields.len(), letters.len());
    draft.fields = bound.fields;
    let problems = domain::agreement::draft_problems(&draft, "2026-11-23T08:00:00Z".parse().unwrap());
    assert_eq!(problems, []);
}
