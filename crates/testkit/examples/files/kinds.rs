//! A case with a field of every kind, filled by two people one after the other.

use pdf::Act;
use pdf::form::{Alignment, ChoiceOption, NewField, NewFieldKind, Value};
use testkit::paper::{self, CrossReference, document};
use testkit::sealer::Sealer;

use crate::people::{act, drawn, field, text, value};
use crate::{Desk, Expected};

/// Every kind, filled with the second of each choice; and a second person with a list and buttons of their own on the same page.
pub(crate) fn every_kind(desk: &mut Desk, sealer: &Sealer<'_>) -> anyhow::Result<()> {
    let paper = document(&paper::contract(2, 4), CrossReference::Table);
    let fields: Vec<NewField> = ["r001", "r002"]
        .into_iter()
        .zip([300.0, 560.0])
        .flat_map(|(who, top)| kinds(who, top))
        .collect();
    let mut file = sealer.prepare(&paper, &fields)?;
    for (who, choice, words) in [("r001", 2, "Žiga Čeh"), ("r002", 3, "Šárka Dvořáková")] {
        file = sealer.seal(&file, &filled(who, choice, words), "Elektronsko podpisano.")?;
    }
    file = sealer.close(&file, &[])?;
    let texts = ["Žiga Čeh", "Šárka Dvořáková", "Česko", "1.234,50", "22. 11. 2026"].map(str::to_owned);
    desk.keep(
        &file,
        Expected {
            file: "every-kind.pdf".to_owned(),
            signatures: 3,
            timestamps: sealer.stamps,
            texts: texts.into(),
            absent: Vec::new(),
        },
    )
}

fn kinds(who: &str, top: f64) -> Vec<NewField> {
    let name = |kind: &str| format!("{who}_{kind}_01");
    let place =
        |kind: &str, new, x, y, width, height| field(&name(kind), new, 0, [x, top + y, width, height]);
    let options = || {
        let option = |value: &str, label: &str| ChoiceOption {
            value: value.to_owned(),
            label: label.to_owned(),
        };
        vec![
            option("si", "Slovenija"),
            option("cz", "Česko"),
            option("at", "Avstrija"),
        ]
    };
    let button = |number: u8| {
        let new = NewFieldKind::Radio {
            state: format!("izbira{number}"),
        };
        let x = 40.0 + 30.0 * f64::from(number);
        field(
            &format!("{who}_radio_{number}"),
            new,
            0,
            [x, top + 60.0, 12.0, 12.0],
        )
    };
    let mut number = place("number", NewFieldKind::default(), 300.0, 0.0, 100.0, 18.0);
    number.alignment = Alignment::Right;
    let mut cells = place("comb", NewFieldKind::Comb, 300.0, 30.0, 160.0, 18.0);
    cells.max_length = Some(8);
    let mut sent = place("sent", NewFieldKind::default(), 420.0, 0.0, 120.0, 18.0);
    sent.read_only = true;
    sent.value = Some(Value::Text("izpolnil pošiljatelj".to_owned()));
    vec![
        place("text", NewFieldKind::default(), 40.0, 0.0, 240.0, 18.0),
        place(
            "multiline",
            NewFieldKind::Text { multiline: true },
            40.0,
            90.0,
            240.0,
            50.0,
        ),
        place("date", NewFieldKind::Date, 300.0, 60.0, 100.0, 18.0),
        place("checkbox", NewFieldKind::Checkbox, 40.0, 60.0, 14.0, 14.0),
        place(
            "dropdown",
            NewFieldKind::Dropdown { options: options() },
            40.0,
            30.0,
            120.0,
            18.0,
        ),
        place(
            "list",
            NewFieldKind::List { options: options() },
            170.0,
            30.0,
            110.0,
            40.0,
        ),
        button(1),
        button(2),
        button(3),
        number,
        cells,
        sent,
        place("initials", NewFieldKind::Initials, 420.0, 60.0, 50.0, 24.0),
        place("signature", NewFieldKind::Signature, 300.0, 90.0, 200.0, 50.0),
    ]
}

fn filled(who: &str, choice: u8, words: &str) -> Act {
    let name = |kind: &str| format!("{who}_{kind}_01");
    let values = vec![
        text(&name("text"), words),
        text(&name("multiline"), "prva vrsta\ndruga vrsta"),
        text(&name("date"), "22. 11. 2026"),
        value(&name("checkbox"), Value::Checked(true)),
        text(&name("dropdown"), "cz"),
        text(&name("list"), "si\nat"),
        value(&format!("{who}_radio_{choice}"), Value::Checked(true)),
        text(&name("number"), "1.234,50"),
        text(&name("comb"), "12345678"),
        value(&name("initials"), Value::Handwritten("ŽČ".to_owned())),
    ];
    let own: Vec<String> = values
        .iter()
        .map(|value| value.name.clone())
        .chain([name("sent")])
        .collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    Act {
        appearance: Some(drawn(&[words])),
        ..act(&name("signature"), &own, values)
    }
}
