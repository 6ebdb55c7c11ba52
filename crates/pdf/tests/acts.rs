//! Acts on own and foreign fields, one revision each, judged by what a reader finds and what a validator calls the change.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use pdf::form;
use pdf::form::FieldKind;
use pdf::{
    Act, Alignment, ChoiceOption, Document, Error, FieldValue, ModificationLevel, NewField, NewFieldKind,
    PrepareOptions, Rect, SignatureAppearance, Value, compare, prepare,
};
use support::{TEXT, carry_out, darkness, document, draw, field, fonts, open, text, zigzag};

/// A foreign form: its own names, choices, radio buttons and limits.
fn foreign_form() -> Document {
    let states = "/AP<</N<</a 20 0 R/Off 21 0 R>>>>";
    document(
        "/MediaBox[0 0 300 300]/Annots[5 0 R 6 0 R 7 0 R 8 0 R 10 0 R 11 0 R]",
        "/AcroForm<</Fields[4 0 R 6 0 R 9 0 R 10 0 R 11 0 R]/DA(0 0 1 rg /Helv 0 Tf)>>",
        &format!(
            "4 0 obj<</T(person)/Kids[5 0 R]>>endobj \
             5 0 obj<</Parent 4 0 R/Type/Annot/Subtype/Widget/FT/Tx/T(name)/MaxLen 5/Rect[10 10 90 30]>>endobj \
             6 0 obj<</Type/Annot/Subtype/Widget/FT/Ch/Ff 131072/T(land)/Opt[[(SI)(Slovenija)][(CZ)(Cesko)]]/Rect[10 40 90 60]>>endobj \
             9 0 obj<</FT/Btn/Ff 32768/T(choice)/Kids[7 0 R 8 0 R]>>endobj \
             7 0 obj<</Parent 9 0 R/Type/Annot/Subtype/Widget/AS/Off{states}/Rect[10 70 20 80]>>endobj \
             8 0 obj<</Parent 9 0 R/Type/Annot/Subtype/Widget/AS/Off{}/Rect[30 70 40 80]>>endobj \
             10 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(fixed)/Ff 1/V(ne)/Rect[10 90 90 110]>>endobj \
             11 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/Ff 16777216/MaxLen 4/T(code)/Rect[10 120 90 140]>>endobj \
             20 0 obj<</Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream endobj \
             21 0 obj<</Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream endobj",
            states.replace("/a ", "/b ")
        ),
    )
}

#[test]
fn a_foreign_form_keeps_names_and_is_filled_by_its_rules() {
    let options = PrepareOptions {
        closing_seal: Some("closing_seal".into()),
        flatten: vec![],
        ..PrepareOptions::default()
    };
    let prepared = open(prepare(&foreign_form(), &[], fonts(), &options).unwrap().bytes);
    let own = ["person.name", "land", "choice", "code"]
        .map(String::from)
        .to_vec();
    let fill = |values| Act {
        values,
        own_fields: own.clone(),
        lock: true,
        signature_field: "closing_seal".into(),
        appearance: None,
    };
    let values = vec![
        text("person.name", "Žiga"),
        text("land", "SI"),
        text("choice", "b"),
        text("code", "1234"),
    ];
    let filled = carry_out(&prepared, &fill(values)).unwrap();
    let found = form::fields(&filled).unwrap();
    let stored: Vec<_> = found
        .iter()
        .map(|field| (field.name.as_str(), field.value.as_deref(), field.read_only))
        .collect();
    assert_eq!(stored[0], ("person.name", Some("Žiga"), true));
    assert_eq!(stored[1], ("land", Some("SI"), true));
    assert_eq!(stored[2], ("choice", Some("b"), true));
    assert_eq!(stored[4], ("code", Some("1234"), true));
    let refused = |value| {
        carry_out(&prepared, &fill(vec![value]))
            .err()
            .map(|error| error.code())
    };
    assert_eq!(refused(text("person.name", "predolgo")), Some("wrong_value"));
    assert_eq!(refused(text("land", "XX")), Some("wrong_value"));
    assert_eq!(refused(text("choice", "c")), Some("wrong_value"));
    assert_eq!(
        refused(text("person.name", "漢")),
        None,
        "whoever types it is told before"
    );
    assert_eq!(refused(text("fixed", "da")), Some("wrong_value"));
}

/// A value in letters that our face lacks, with an appearance that the file brings: both stay as they are, and nothing is stuck.
#[test]
fn what_the_file_shows_in_letters_of_its_own_stays() {
    let form = document(
        "/MediaBox[0 0 300 300]/Annots[4 0 R]",
        "/AcroForm<</Fields[4 0 R]/DA(0 0 1 rg /Helv 0 Tf)>>",
        "4 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V<FEFF5B576587>/AP<</N 20 0 R>>/Rect[10 10 90 30]>>endobj \
         20 0 obj<</Subtype/Form/BBox[0 0 80 20]/Length 17>>stream\n0 0 80 20 re f   \nendstream endobj",
    );
    let black = Rect {
        x: 20.0,
        y: 275.0,
        width: 60.0,
        height: 10.0,
    };
    let dark = |document: &Document| darkness(&draw(document).part(black));
    let before = dark(&form);
    assert!(before > 1_000.0, "{before}");
    let fill = |value: &str| {
        let options = PrepareOptions {
            fill: vec![text("name", value)],
            ..PrepareOptions::default()
        };
        open(prepare(&form, &[], fonts(), &options).unwrap().bytes)
    };
    let kept = fill("字文");
    assert_eq!(form::fields(&kept).unwrap()[0].value.as_deref(), Some("字文"));
    assert!((dark(&kept) - before).abs() < 1.0);
    let locking = Act {
        own_fields: vec!["name".into()],
        lock: true,
        signature_field: "closing_seal".into(),
        ..Act::default()
    };
    let locked = carry_out(&kept, &locking).unwrap();
    assert!(form::fields(&locked).unwrap()[0].read_only);
    assert!((dark(&locked) - before).abs() < 1.0);
    assert!(dark(&fill("Ana")) < before / 2.0, "another value is drawn");
}

/// A comb with a border is seen in cells when it is drawn anew; one with more cells than can be told apart is not one black box.
#[test]
fn the_cells_of_a_comb_stay_parted() {
    let comb = |cells: u32| {
        let form = document(
            "/MediaBox[0 0 300 300]/Annots[4 0 R]",
            "/AcroForm<</Fields[4 0 R]/DA(0 g /Helv 0 Tf)>>",
            &format!(
                "4 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/Ff 16777216/MaxLen {cells}/T(code)/MK<</BC[0]>>/Rect[10 10 90 30]>>endobj"
            ),
        );
        let drawn = open(
            prepare(&form, &[], fonts(), &PrepareOptions::default())
                .unwrap()
                .bytes,
        );
        let inside = Rect {
            x: 12.0,
            y: 274.0,
            width: 76.0,
            height: 12.0,
        };
        darkness(&draw(&drawn).part(inside))
    };
    let (one, eight, many) = (comb(1), comb(8), comb(2_000_000_000));
    assert!(one < 1.0 && many < 1.0, "{one} {many}");
    assert!(eight > 7.0 * 12.0, "{eight}: seven lines of twelve points");
}

/// ISO 32000-2 Table 29 speaks of XFA forms: where there is none, there is nothing that another program would have to draw.
#[test]
fn a_document_without_a_form_needs_no_rendering() {
    let bare = document("/MediaBox[0 0 300 300]", "/NeedsRendering true", "");
    assert!(prepare(&bare, &[], fonts(), &PrepareOptions::default()).is_ok());
    let dynamic = document(
        "/MediaBox[0 0 300 300]",
        "/NeedsRendering true/AcroForm<</Fields[]/XFA(x)>>",
        "",
    );
    assert!(matches!(
        prepare(&dynamic, &[], fonts(), &PrepareOptions::default()),
        Err(Error::DynamicXfa)
    ));
}

#[test]
fn an_act_touches_nobody_elses_fields() {
    let prepared = open(
        prepare(&foreign_form(), &[], fonts(), &PrepareOptions::default())
            .unwrap()
            .bytes,
    );
    let act_on = |own: &str, signature: &str| Act {
        values: vec![text(own, "x")],
        own_fields: vec![own.into()],
        lock: true,
        signature_field: signature.into(),
        appearance: None,
    };
    let error = |what: Act| carry_out(&prepared, &what).err().map(|error| error.code());
    assert_eq!(error(act_on("fixed", "new_seal")), Some("field_locked"));
    assert_eq!(error(act_on("nobody", "new_seal")), Some("no_such_field"));
    assert_eq!(error(act_on("code", "land")), Some("wrong_value"));
    let mut seen = act_on("code", "no_such_place");
    seen.appearance = Some(SignatureAppearance::default());
    assert_eq!(error(seen), Some("no_such_field"));
    let once = carry_out(&prepared, &act_on("code", "new_seal")).unwrap();
    assert_eq!(
        carry_out(&once, &act_on("code", "new_seal"))
            .err()
            .map(|error| error.code()),
        Some("field_locked")
    );
}

/// A foreign form with the fields of three people in it.
fn prepared_for_three() -> Document {
    let (sign, init) = (|| NewFieldKind::Signature, || NewFieldKind::Initials);
    let fields = [
        field("r001_text_01", TEXT, [10.0, 150.0, 100.0, 20.0]),
        field(
            "r001_check_01",
            NewFieldKind::Checkbox,
            [120.0, 150.0, 20.0, 20.0],
        ),
        field("r001_sig_01", sign(), [10.0, 180.0, 100.0, 40.0]),
        field("r002_init_01", init(), [150.0, 150.0, 60.0, 20.0]),
        field("r002_init_02", init(), [220.0, 150.0, 60.0, 20.0]),
        field("r002_sig_01", sign(), [150.0, 180.0, 100.0, 40.0]),
        field("r003_text_01", TEXT, [10.0, 250.0, 100.0, 20.0]),
    ];
    let options = PrepareOptions {
        closing_seal: Some("closing_seal".into()),
        flatten: vec![],
        ..PrepareOptions::default()
    };
    open(
        prepare(&foreign_form(), &fields, fonts(), &options)
            .unwrap()
            .bytes,
    )
}

fn named(name: &str, value: Value) -> FieldValue {
    FieldValue {
        name: name.into(),
        value,
    }
}

/// What a person does who fills and sees all of this.
fn act_of(
    values: Vec<FieldValue>,
    more: &[&str],
    place: &str,
    appearance: Option<SignatureAppearance>,
) -> Act {
    let filled = values.iter().map(|field| field.name.clone());
    let own_fields = filled.chain(more.iter().map(|name| (*name).to_owned())).collect();
    Act {
        values,
        own_fields,
        lock: true,
        signature_field: place.into(),
        appearance,
    }
}

/// Two people who sign, an approver without a field of their own, and the closing seal.
fn four_acts() -> [Act; 4] {
    let seen = SignatureAppearance {
        ink: None,
        typed: Some("Živa".into()),
        lines: vec!["Ѫ Živa Čebašek".into()],
    };
    let drawn = SignatureAppearance {
        ink: Some(zigzag()),
        ..seen.clone()
    };
    let first = vec![
        text("r001_text_01", "Ѫ Žalec"),
        named("r001_check_01", Value::Checked(true)),
        text("person.name", "Žiga"),
        text("choice", "b"),
    ];
    let second = vec![
        named("r002_init_01", Value::Ink(zigzag())),
        named("r002_init_02", Value::Handwritten("JŽ".into())),
        text("code", "12"),
    ];
    [
        act_of(first, &["land"], "r001_sig_01", Some(seen)),
        act_of(second, &[], "r002_sig_01", Some(drawn)),
        act_of(vec![], &[], "r004_approval", None),
        act_of(vec![], &["r003_text_01"], "closing_seal", None),
    ]
}

/// Decisions 3, 4 and 6: everything that follows a signature is form filling to the last, on our own and on foreign fields.
#[test]
fn acts_after_an_act_are_form_filling() {
    let acts = four_acts();
    let done = acts.iter().fold(prepared_for_three(), |document, what| {
        carry_out(&document, what).unwrap()
    });
    assert_eq!(done.revisions().len(), 5);
    for base in 1..4 {
        let comparison = compare(&done, base).unwrap();
        assert_eq!(
            comparison.level,
            ModificationLevel::FormFilling,
            "after {base}: {comparison:#?}"
        );
    }
    let found = form::fields(&done).unwrap();
    let left_empty = found.iter().find(|field| field.name == "r003_text_01").unwrap();
    assert!(left_empty.read_only && left_empty.value.is_none());
}

/// One field of every kind, and what the sender put into the last of them.
fn every_kind() -> Vec<NewField> {
    let option = |value: &str, label: &str| ChoiceOption {
        value: value.into(),
        label: label.into(),
    };
    let options = vec![
        option("si", "Slovenija"),
        option("cz", "Česko"),
        option("at", "Avstrija"),
    ];
    let button = |state: &str, x: f64| {
        let kind = NewFieldKind::Radio {
            state: state.to_owned(),
        };
        field(&format!("r001_radio_{state}"), kind, [x, 40.0, 12.0, 12.0])
    };
    let mut limited = field("r001_text_01", TEXT, [10.0, 10.0, 100.0, 16.0]);
    limited.max_length = Some(6);
    limited.alignment = Alignment::Right;
    let mut cells = field("r001_text_02", NewFieldKind::Comb, [120.0, 10.0, 100.0, 16.0]);
    cells.max_length = Some(8);
    let mut sent = field("r001_text_03", TEXT, [230.0, 10.0, 60.0, 16.0]);
    sent.read_only = true;
    sent.value = Some(Value::Text("4.200 €".into()));
    let multiline = NewFieldKind::Text { multiline: true };
    vec![
        limited,
        cells,
        sent,
        button("c1", 10.0),
        button("c2", 40.0),
        button("c3", 70.0),
        field(
            "r001_dropdown_01",
            NewFieldKind::Dropdown {
                options: options.clone(),
            },
            [10.0, 60.0, 100.0, 16.0],
        ),
        field(
            "r001_list_01",
            NewFieldKind::List { options },
            [120.0, 60.0, 100.0, 40.0],
        ),
        field("r001_multiline_01", multiline, [10.0, 110.0, 100.0, 50.0]),
        field("r001_date_01", NewFieldKind::Date, [120.0, 110.0, 80.0, 16.0]),
        field(
            "r001_checkbox_01",
            NewFieldKind::Checkbox,
            [210.0, 110.0, 14.0, 14.0],
        ),
        field(
            "r001_initials_01",
            NewFieldKind::Initials,
            [120.0, 140.0, 40.0, 20.0],
        ),
        field(
            "r001_signature_01",
            NewFieldKind::Signature,
            [10.0, 170.0, 120.0, 40.0],
        ),
        field(
            "r002_signature_01",
            NewFieldKind::Signature,
            [150.0, 170.0, 120.0, 40.0],
        ),
    ]
}

fn kinds_filled() -> Act {
    let values = vec![
        text("r001_text_01", "Žalec"),
        text("r001_text_02", "12345678"),
        named("r001_radio_c1", Value::Checked(false)),
        named("r001_radio_c2", Value::Checked(true)),
        text("r001_dropdown_01", "cz"),
        text("r001_list_01", "si\nat"),
        text("r001_multiline_01", "prva\ndruga"),
        text("r001_date_01", "22. 11. 2026"),
        named("r001_checkbox_01", Value::Checked(true)),
        named("r001_initials_01", Value::Handwritten("JŽ".into())),
    ];
    act_of(
        values,
        &["r001_text_03", "r001_radio_c3"],
        "r001_signature_01",
        Some(SignatureAppearance::default()),
    )
}

/// M-59: every kind of field is a real one, is filled in the act's revision, and another person's later act sees form filling.
#[test]
fn m_59_every_kind_of_field_is_made_and_filled() {
    let options = PrepareOptions {
        closing_seal: Some("closing_seal".into()),
        ..PrepareOptions::default()
    };
    let input = document("/MediaBox[0 0 300 300]", "", "");
    let prepared = open(prepare(&input, &every_kind(), fonts(), &options).unwrap().bytes);
    let made = form::fields(&prepared).unwrap();
    let kind = |name: &str| made.iter().find(|field| field.name == name).unwrap().kind.clone();
    let comb = FieldKind::Text {
        multiline: false,
        max_length: Some(8),
        comb: true,
    };
    assert_eq!(kind("r001_text_02"), comb);
    assert_eq!(kind("r001_radio_c1"), FieldKind::Radio);
    assert!(matches!(
        kind("r001_list_01"),
        FieldKind::Choice {
            multiple: true,
            editable: false,
            ..
        }
    ));
    let radio = made.iter().find(|field| field.name == "r001_radio_c2").unwrap();
    assert_eq!(radio.widgets[0].state.as_deref(), Some("c2"));
    let sent = made.iter().find(|field| field.name == "r001_text_03").unwrap();
    assert_eq!((sent.value.as_deref(), sent.read_only), (Some("4.200 €"), true));

    let second = act_of(
        vec![],
        &[],
        "r002_signature_01",
        Some(SignatureAppearance::default()),
    );
    let closing = act_of(vec![], &[], "closing_seal", None);
    let first = carry_out(&prepared, &kinds_filled()).unwrap();
    let done = [second, closing]
        .iter()
        .fold(first, |document, what| carry_out(&document, what).unwrap());
    for base in 1..=2 {
        let comparison = compare(&done, base).unwrap();
        assert_eq!(
            comparison.level,
            ModificationLevel::FormFilling,
            "after {base}: {comparison:#?}"
        );
    }
    let found = form::fields(&done).unwrap();
    let value = |name: &str| {
        found
            .iter()
            .find(|field| field.name == name)
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(value("r001_radio_c2").as_deref(), Some("c2"));
    assert_eq!((value("r001_radio_c1"), value("r001_radio_c3")), (None, None));
    assert_eq!(value("r001_dropdown_01").as_deref(), Some("cz"));
    assert_eq!(value("r001_list_01").as_deref(), Some("si\nat"));
    assert!(
        found
            .iter()
            .filter(|field| field.name.starts_with("r001_") && field.name != "r001_signature_01")
            .all(|field| field.read_only)
    );
    let page = draw(&done);
    let dark = |x, y, width, height| darkness(&page.part(Rect { x, y, width, height }));
    assert!(
        dark(40.0, 40.0, 12.0, 12.0) > 2.0 * dark(10.0, 40.0, 12.0, 12.0),
        "the chosen button has a dot"
    );
    for [x, y, width, height] in [
        [10.0, 60.0, 100.0, 16.0],
        [120.0, 60.0, 100.0, 40.0],
        [10.0, 110.0, 100.0, 50.0],
        [230.0, 10.0, 60.0, 16.0],
    ] {
        assert!(dark(x, y, width, height) > 20.0, "{x} {y}");
    }
}

/// The same fields filled by somebody before, or against their own rules, are refused.
#[test]
fn m_59_a_value_that_is_not_offered_is_refused() {
    let input = document("/MediaBox[0 0 300 300]", "", "");
    let prepared = open(
        prepare(&input, &every_kind(), fonts(), &PrepareOptions::default())
            .unwrap()
            .bytes,
    );
    let refused = |name: &str, value: &str| {
        let what = act_of(vec![text(name, value)], &[], "r001_signature_01", None);
        carry_out(&prepared, &what).err().map(|error| error.code())
    };
    assert_eq!(refused("r001_radio_c1", "c4"), Some("wrong_value"));
    assert_eq!(refused("r001_dropdown_01", "hu"), Some("wrong_value"));
    assert_eq!(refused("r001_list_01", "si\nhu"), Some("wrong_value"));
    assert_eq!(refused("r001_text_01", "predolgo"), Some("wrong_value"));
    assert_eq!(refused("r001_text_03", "1 €"), Some("field_locked"));
}

/// Decision 2: what the sender puts into fields of the file stands there from the start, and what was deleted is page content.
#[test]
fn fields_of_the_file_are_filled_and_locked_before_anybody_signs() {
    let options = PrepareOptions {
        fill: vec![text("person.name", "Žiga"), text("choice", "b")],
        lock: vec!["person.name".into()],
        ..PrepareOptions::default()
    };
    let prepared = open(prepare(&foreign_form(), &[], fonts(), &options).unwrap().bytes);
    let found = form::fields(&prepared).unwrap();
    let field = |name: &str| found.iter().find(|field| field.name == name).unwrap();
    assert_eq!(
        (
            field("person.name").value.as_deref(),
            field("person.name").read_only
        ),
        (Some("Žiga"), true)
    );
    assert_eq!(
        (field("choice").value.as_deref(), field("choice").read_only),
        (Some("b"), false)
    );
    let missing = PrepareOptions {
        lock: vec!["nobody".into()],
        ..PrepareOptions::default()
    };
    assert_eq!(
        prepare(&foreign_form(), &[], fonts(), &missing)
            .unwrap_err()
            .code(),
        "no_such_field"
    );
}

/// Decision 8: a signed document takes new signature fields and nothing else.
#[test]
fn a_signed_document_is_only_appended_to() {
    let prepared = open(
        prepare(&foreign_form(), &[], fonts(), &PrepareOptions::default())
            .unwrap()
            .bytes,
    );
    let seal = Act {
        signature_field: "first_seal".into(),
        ..Act::default()
    };
    let signed = carry_out(&prepared, &seal).unwrap();
    let place = field(
        "r001_sig_01",
        NewFieldKind::Signature,
        [100.0, 100.0, 120.0, 40.0],
    );
    let more = prepare(
        &signed,
        std::slice::from_ref(&place),
        fonts(),
        &PrepareOptions::default(),
    )
    .unwrap();
    assert!(more.bytes.starts_with(signed.bytes()) && more.removed.is_empty());
    let appearance = SignatureAppearance {
        ink: None,
        typed: Some("Řehoř".into()),
        lines: vec!["Řehoř Žižka".into()],
    };
    let what = Act {
        signature_field: "r001_sig_01".into(),
        appearance: Some(appearance),
        ..Act::default()
    };
    let done = carry_out(&open(more.bytes), &what).unwrap();
    assert!(darkness(&draw(&done).part(place.rect)) > 30.0);
    let wrong = field("r001_text_01", TEXT, [10.0, 10.0, 50.0, 20.0]);
    assert_eq!(
        prepare(&signed, &[wrong], fonts(), &PrepareOptions::default()).unwrap_err(),
        Error::Signed
    );
}

/// A font that the file does not hold, or another edition of it, is never trusted.
#[test]
fn without_the_repertoire_an_act_brings_its_own_font() {
    let fields = [field("r001_text_01", TEXT, [10.0, 10.0, 100.0, 20.0])];
    let input = document("/MediaBox[0 0 300 300]", "", "");
    let bytes = prepare(&input, &fields, fonts(), &PrepareOptions::default())
        .unwrap()
        .bytes;
    let what = Act {
        values: vec![text("r001_text_01", "Čšž")],
        own_fields: vec!["r001_text_01".into()],
        signature_field: "seal".into(),
        ..Act::default()
    };
    let grown = |bytes: Vec<u8>| {
        let document = open(bytes);
        let done = carry_out(&document, &what).unwrap();
        assert!(darkness(&draw(&done).part(fields[0].rect)) > 10.0);
        done.bytes()[document.bytes().len()..]
            .windows(10)
            .any(|part| part == b"/FontFile2")
    };
    assert!(!grown(bytes.clone()));
    let tag = bytes
        .windows(15)
        .position(|part| part == b"+NotoSans-Regul")
        .unwrap();
    let mut other = bytes;
    let name = String::from_utf8(other[tag - 6..tag].to_vec()).unwrap();
    let changed = String::from_utf8_lossy(&other).contains(&name);
    assert!(changed);
    while let Some(at) = other.windows(6).position(|part| part == name.as_bytes()) {
        other[at] = if other[at] == b'A' { b'B' } else { b'A' };
    }
    assert!(grown(other));
}
