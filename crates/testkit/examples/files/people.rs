//! Who signs in the cases, where, and what they write; values in the languages that the product promises.

use pdf::form::{NewField, NewFieldKind, Value};
use pdf::{Act, FieldValue, Rect, SignatureAppearance};
use testkit::hand;

/// What the first person writes.
pub(crate) const NAME: &str = "Živa Čebašek-Đurić";
/// More lines than one.
pub(crate) const REMARK: &str = "Plačilo v 30 dneh: 1.234,50 €.\nPříliš žluťoučký kůň úpěl ďábelské ódy";
/// The day, as the product writes it.
pub(crate) const DAY: &str = "22. november 2026";
/// What the second person writes.
pub(crate) const PLACE: &str = "Πάτρα, ул. Щедрина, Řež";

const TEXT: NewFieldKind = NewFieldKind::Text { multiline: false };

/// A field on the page as displayed.
pub(crate) fn field(name: &str, kind: NewFieldKind, page: usize, rect: [f64; 4]) -> NewField {
    let [x, y, width, height] = rect;
    NewField {
        name: name.to_owned(),
        kind,
        page,
        rect: Rect { x, y, width, height },
        tooltip: format!("Polje {name}"),
        required: true,
        ..NewField::default()
    }
}

/// Fields of two people: everything on the first page, the second signature on the page `last`.
pub(crate) fn fields(last: usize) -> Vec<NewField> {
    vec![
        field("r001_text_01", TEXT, 0, [40.0, 270.0, 200.0, 20.0]),
        field(
            "r001_text_02",
            NewFieldKind::Text { multiline: true },
            0,
            [40.0, 300.0, 240.0, 60.0],
        ),
        field(
            "r001_check_01",
            NewFieldKind::Checkbox,
            0,
            [40.0, 370.0, 14.0, 14.0],
        ),
        field(
            "r001_check_02",
            NewFieldKind::Checkbox,
            0,
            [70.0, 370.0, 14.0, 14.0],
        ),
        field("r001_date_01", NewFieldKind::Date, 0, [100.0, 370.0, 110.0, 18.0]),
        field(
            "r001_initials_01",
            NewFieldKind::Initials,
            0,
            [220.0, 370.0, 50.0, 30.0],
        ),
        field(
            "r001_signature_01",
            NewFieldKind::Signature,
            0,
            [40.0, 410.0, 220.0, 70.0],
        ),
        field("r002_text_01", TEXT, last, [40.0, 500.0, 220.0, 20.0]),
        field("r002_text_02", TEXT, last, [40.0, 530.0, 120.0, 20.0]),
        field(
            "r002_initials_01",
            NewFieldKind::Initials,
            last,
            [180.0, 530.0, 60.0, 24.0],
        ),
        field(
            "r002_signature_01",
            NewFieldKind::Signature,
            last,
            [40.0, 560.0, 220.0, 60.0],
        ),
    ]
}

/// A value for a field.
pub(crate) fn value(name: &str, value: Value) -> FieldValue {
    FieldValue {
        name: name.to_owned(),
        value,
    }
}

/// Text for a field.
pub(crate) fn text(name: &str, words: &str) -> FieldValue {
    value(name, Value::Text(words.to_owned()))
}

/// An act whose fields become read-only.
pub(crate) fn act(signature_field: &str, own: &[&str], values: Vec<FieldValue>) -> Act {
    Act {
        values,
        own_fields: own.iter().map(|name| (*name).to_owned()).collect(),
        lock: true,
        signature_field: signature_field.to_owned(),
        appearance: None,
    }
}

/// The first person: every kind of field, one of them left empty, and a drawn signature.
pub(crate) fn first() -> (Act, &'static str) {
    let own = [
        "r001_text_01",
        "r001_text_02",
        "r001_check_01",
        "r001_check_02",
        "r001_date_01",
        "r001_initials_01",
    ];
    let values = vec![
        text("r001_text_01", NAME),
        text("r001_text_02", REMARK),
        value("r001_check_01", Value::Checked(true)),
        text("r001_date_01", DAY),
        value("r001_initials_01", Value::Ink(hand::initials())),
    ];
    let appearance = drawn(&[
        "Elektronsko podpisala Živa Čebašek-Đurić",
        "22. 11. 2026 11:20:30 +01:00",
    ]);
    let act = Act {
        appearance: Some(appearance),
        ..act("r001_signature_01", &own, values)
    };
    (
        act,
        "Elektronsko podpisala Živa Čebašek-Đurić; istovetnost preverjena: povezava po e-pošti, koda SMS.",
    )
}

/// The second person: typed, in Czech, Greek and Cyrillic.
pub(crate) fn second() -> (Act, &'static str) {
    let own = ["r002_text_01", "r002_initials_01"];
    let values = vec![
        text("r002_text_01", PLACE),
        value("r002_initials_01", Value::Handwritten("ŘŽ".into())),
    ];
    let appearance = SignatureAppearance {
        ink: None,
        typed: Some("Řehoř Žižka".into()),
        lines: vec![
            "Elektronicky podepsal Řehoř Žižka".into(),
            "totožnost ověřena: e-mail".into(),
        ],
    };
    let act = Act {
        appearance: Some(appearance),
        ..act("r002_signature_01", &own, values)
    };
    (
        act,
        "Elektronicky podepsal(a) Řehoř Žižka; totožnost ověřena: odkaz v e-mailu.",
    )
}

/// Somebody who approves and is not seen in the file.
pub(crate) fn approver(place: usize) -> (Act, &'static str) {
    let name = format!("act{place:03}_approval");
    (
        act(&name, &[], Vec::new()),
        "Odobrila Đurđa Ćosić; istovetnost preverjena: povezava po e-pošti.",
    )
}

/// A drawn signature with these lines.
pub(crate) fn drawn(lines: &[&str]) -> SignatureAppearance {
    SignatureAppearance {
        ink: Some(hand::signature()),
        typed: None,
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    }
}

/// All that can be read in a file after both people.
pub(crate) fn texts() -> Vec<String> {
    [
        NAME,
        REMARK,
        DAY,
        PLACE,
        "Elektronsko podpisala Živa Čebašek-Đurić",
        "Elektronicky podepsal Řehoř Žižka",
    ]
    .map(str::to_owned)
    .to_vec()
}
