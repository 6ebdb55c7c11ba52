//! New fields through the public interface, judged by what is drawn and what a reader finds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use pdf::form::{self, FieldKind};
use pdf::prepare::RemovedKind;
use pdf::{
    Act, Error, FieldValue, NewField, NewFieldKind, PrepareOptions, Rect, SignatureAppearance, Value, prepare,
};
use support::{
    Picture, TEXT, carry_out, darkness, difference, document, draw, field, fonts, open, text, zigzag,
};

/// One displayed page of 400 by 300 points, made in every way that a file knows.
const PAGES: [&str; 8] = [
    "/MediaBox[0 0 400 300]",
    "/MediaBox[0 0 300 400]/Rotate 90",
    "/MediaBox[0 0 400 300]/Rotate 180",
    "/MediaBox[0 0 300 400]/Rotate 270",
    "/MediaBox[-50 -50 600 600]/CropBox[20 30 420 330]",
    "/MediaBox[-50 -50 600 600]/CropBox[20 30 320 430]/Rotate -90",
    "/MediaBox[0 0 200 150]/UserUnit 2",
    "/MediaBox[0 0 150 200]/UserUnit 2/Rotate 90",
];

/// Places all kinds of fields on the page, checks the places, fills them and draws the page.
fn placed_filled_and_drawn(page: &str, fields: &[NewField]) -> Picture {
    let what = Act {
        values: vec![
            text("r001_text_01", "Čšž Řehoř"),
            FieldValue {
                name: "r001_check_01".into(),
                value: Value::Checked(true),
            },
            FieldValue {
                name: "r001_init_01".into(),
                value: Value::Handwritten("ŽČ".into()),
            },
        ],
        own_fields: ["r001_text_01", "r001_check_01", "r001_init_01"]
            .map(String::from)
            .to_vec(),
        lock: true,
        signature_field: "r001_sig_01".into(),
        appearance: Some(SignatureAppearance {
            ink: Some(zigzag()),
            typed: None,
            lines: vec!["Podpisala Živa".into()],
        }),
    };
    let prepared = prepare(
        &document(page, "", ""),
        fields,
        fonts(),
        &PrepareOptions::default(),
    );
    let prepared = open(prepared.unwrap().bytes);
    for (found, wanted) in form::fields(&prepared).unwrap().iter().zip(fields) {
        let sides = |rect: Rect| [rect.x, rect.y, rect.width, rect.height];
        let (found, wanted) = (sides(found.widgets[0].rect), sides(wanted.rect));
        assert!(
            found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.01),
            "{page}: {found:?}"
        );
    }
    draw(&carry_out(&prepared, &what).unwrap())
}

/// M-78: the same fields on the same displayed page look the same however the page is turned, cropped and scaled.
#[test]
fn fields_are_upright_and_in_place_on_every_kind_of_page() {
    let fields = [
        field("r001_text_01", TEXT, [30.0, 40.0, 150.0, 20.0]),
        field("r001_check_01", NewFieldKind::Checkbox, [200.0, 40.0, 20.0, 20.0]),
        field("r001_init_01", NewFieldKind::Initials, [250.0, 40.0, 60.0, 30.0]),
        field("r001_sig_01", NewFieldKind::Signature, [30.0, 150.0, 180.0, 70.0]),
    ];
    let upright = placed_filled_and_drawn(PAGES[0], &fields);
    let dark = |field: &NewField| darkness(&upright.part(field.rect));
    assert!(fields.iter().all(|field| dark(field) > 30.0));
    let inside: f64 = fields.iter().map(dark).sum();
    assert!(
        (darkness(&upright.pixels) - inside).abs() < 1.0,
        "something is drawn outside the fields"
    );
    for page in &PAGES[1..] {
        let picture = placed_filled_and_drawn(page, &fields);
        for field in &fields {
            let off = difference(&upright.part(field.rect), &picture.part(field.rect));
            assert!(off < 0.25 * dark(field), "{page}: {} looks different", field.name);
        }
    }
}

/// Decision 3: real fields, flat names, appearances there from the start, one font for all of them.
#[test]
fn prepared_fields_are_real_fields() {
    let fields = [
        field("r001_text_01", TEXT, [10.0, 10.0, 100.0, 20.0]),
        field(
            "r001_text_02",
            NewFieldKind::Text { multiline: true },
            [10.0, 40.0, 100.0, 40.0],
        ),
        field("r002_sig_01", NewFieldKind::Signature, [10.0, 90.0, 100.0, 40.0]),
    ];
    let options = PrepareOptions {
        closing_seal: Some("closing_seal".into()),
        flatten: vec![],
        ..PrepareOptions::default()
    };
    let prepared = prepare(
        &document("/MediaBox[0 0 300 300]", "", ""),
        &fields,
        fonts(),
        &options,
    )
    .unwrap();
    let text = String::from_utf8_lossy(&prepared.bytes).into_owned();
    assert_eq!(text.matches("/FontFile2").count(), 1);
    assert!(text.contains("/SigFlags 3") && text.contains("/ESIC") && !text.contains("NeedAppearances"));
    assert_eq!(text.matches("/AP<<").count(), 3);
    let found = form::fields(&open(prepared.bytes)).unwrap();
    let kinds: Vec<_> = found
        .iter()
        .map(|field| (field.name.as_str(), &field.kind))
        .collect();
    assert!(matches!(
        kinds[1],
        ("r001_text_02", FieldKind::Text { multiline: true, .. })
    ));
    assert!(matches!(
        kinds[3],
        ("closing_seal", FieldKind::Signature { signed: false })
    ));
    assert_eq!(found[0].tooltip.as_deref(), Some("Polje r001_text_01"));
}

#[test]
fn what_the_sender_put_in_is_stored_and_seen() {
    let mut filled = field("r001_text_01", TEXT, [10.0, 10.0, 100.0, 20.0]);
    filled.value = Some(Value::Text("Žalec".into()));
    let prepared = prepare(
        &document("/MediaBox[0 0 300 300]", "", ""),
        std::slice::from_ref(&filled),
        fonts(),
        &PrepareOptions::default(),
    );
    let document = open(prepared.unwrap().bytes);
    assert_eq!(
        form::fields(&document).unwrap()[0].value.as_deref(),
        Some("Žalec")
    );
    assert!(darkness(&draw(&document).part(filled.rect)) > 20.0);
}

/// Names above nothing but buttons go with them, whatever stands beside; a name that has something left stays.
#[test]
fn names_above_removed_fields_alone_go_with_them() {
    let button = |number: u32, parent: u32, name: &str| {
        format!(
            "{number} 0 obj<</Type/Annot/Subtype/Widget/Parent {parent} 0 R/FT/Btn/Ff 65536/T({name})/Rect[10 40 90 60]>>endobj "
        )
    };
    let text = |number: u32, parent: &str, name: &str| {
        format!(
            "{number} 0 obj<</Type/Annot/Subtype/Widget{parent}/FT/Tx/T({name})/DA(/Helv 9 Tf)/Rect[10 10 90 30]>>endobj "
        )
    };
    let objects = [
        text(5, "", "total"),
        button(6, 11, "left"),
        button(7, 11, "right"),
        button(8, 12, "lone"),
        button(9, 13, "send"),
        text(14, "/Parent 13 0 R", "kept"),
        "10 0 obj<</T(outer)/Kids[11 0 R]>>endobj 11 0 obj<</T(inner)/Parent 10 0 R/Kids[6 0 R 7 0 R]>>endobj "
            .to_owned(),
        "12 0 obj<</T(alone)/Kids[8 0 R]>>endobj 13 0 obj<</T(mixed)/Kids[9 0 R 14 0 R]>>endobj".to_owned(),
    ];
    let input = document(
        "/MediaBox[0 0 300 300]/Annots[5 0 R 6 0 R 7 0 R 8 0 R 9 0 R 14 0 R]",
        "/AcroForm<</Fields[10 0 R 12 0 R 13 0 R 5 0 R]>>",
        &objects.concat(),
    );
    let prepared = prepare(&input, &[], fonts(), &PrepareOptions::default()).unwrap();
    let text = String::from_utf8_lossy(&prepared.bytes);
    for gone in ["(outer)", "(inner)", "(alone)", "(left)", "(send)"] {
        assert!(!text.contains(gone), "{gone} is still there");
    }
    for stays in ["(mixed)", "(kept)", "(total)"] {
        assert!(text.contains(stays), "{stays} is gone");
    }
}

/// Decision 2: what runs is taken out and the owner is told.
#[test]
fn active_content_is_taken_out_and_reported() {
    let input = document(
        "/MediaBox[0 0 300 300]/Annots[5 0 R 6 0 R 9 0 R]/AA<</O 8 0 R>>",
        "/OpenAction 8 0 R/AcroForm<</Fields[5 0 R 6 0 R]/NeedAppearances true/XFA[(a)(b)]/CO[5 0 R]>>/Names<</JavaScript<<>>>>",
        "5 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(total)/V(7)/DA(/Helv 9 Tf)/Rect[10 10 90 30]/AA<</C 8 0 R>>>>endobj \
         6 0 obj<</Type/Annot/Subtype/Widget/FT/Btn/Ff 65536/T(send)/Rect[10 40 90 60]/A<</S/SubmitForm>>>>endobj \
         8 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj \
         9 0 obj<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.test)/Next 8 0 R>>>>endobj",
    );
    let prepared = prepare(&input, &[], fonts(), &PrepareOptions::default()).unwrap();
    let text = String::from_utf8_lossy(&prepared.bytes);
    for word in [
        "JavaScript",
        "app.alert",
        "/AA",
        "/XFA",
        "/CO",
        "NeedAppearances",
        "SubmitForm",
        "OpenAction",
        "(send)",
    ] {
        assert!(!text.contains(word), "{word} is still there");
    }
    let found: Vec<_> = prepared
        .removed
        .iter()
        .map(|removed| (removed.what, removed.place.as_str()))
        .collect();
    for expected in [
        (RemovedKind::JavaScript, ""),
        (RemovedKind::JavaScript, "page 1"),
        (RemovedKind::AdditionalActions, "total"),
        (RemovedKind::AdditionalActions, "page 1"),
        (RemovedKind::PushButton, "send"),
        (RemovedKind::NeedAppearances, ""),
        (RemovedKind::Xfa, ""),
    ] {
        assert!(found.contains(&expected), "{expected:?} is missing in {found:?}");
    }
    // The viewer was to draw the value; now it is drawn.
    let document = open(prepared.bytes.clone());
    assert!(
        darkness(&draw(&document).part(Rect {
            x: 10.0,
            y: 270.0,
            width: 80.0,
            height: 20.0
        })) > 3.0
    );
}

#[test]
fn a_flattened_field_is_page_content() {
    let input = document(
        "/MediaBox[0 0 300 300]/Rotate 90/Annots[5 0 R 6 0 R]",
        "/AcroForm<</Fields[5 0 R 6 0 R]/DA(/Helv 12 Tf)>>",
        "5 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ana)/Rect[10 10 90 30]>>endobj \
         6 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(other)/V(x)/Rect[110 10 190 30]>>endobj",
    );
    let options = PrepareOptions {
        closing_seal: None,
        flatten: vec!["name".into()],
        ..PrepareOptions::default()
    };
    let flat = open(prepare(&input, &[], fonts(), &options).unwrap().bytes);
    let names: Vec<_> = form::fields(&flat)
        .unwrap()
        .into_iter()
        .map(|field| field.name)
        .collect();
    assert_eq!(names, ["other"]);
    let kept = open(
        prepare(&input, &[], fonts(), &PrepareOptions::default())
            .unwrap()
            .bytes,
    );
    assert!(difference(&draw(&flat).pixels, &draw(&kept).pixels) < 2.0);
    let missing = PrepareOptions {
        closing_seal: None,
        flatten: vec!["no".into()],
        ..PrepareOptions::default()
    };
    assert_eq!(
        prepare(&input, &[], fonts(), &missing).unwrap_err(),
        Error::NoSuchField("no".into())
    );
}

#[test]
fn a_tagged_document_says_where_its_new_fields_are() {
    for tree in ["<</Nums[0 31 0 R]>>", "<</Kids[32 0 R]>>"] {
        let input = document(
            "/MediaBox[0 0 300 300]",
            "/MarkInfo<</Marked true>>/StructTreeRoot 30 0 R",
            &format!(
                "30 0 obj<</Type/StructTreeRoot/K 31 0 R/ParentTree 33 0 R>>endobj \
                 31 0 obj<</S/Document/P 30 0 R/K 7>>endobj \
                 32 0 obj<</Limits[0 4]/Nums[0 31 0 R 4 31 0 R]>>endobj 33 0 obj{tree}endobj"
            ),
        );
        let fields = [field("r001_text_01", TEXT, [10.0, 10.0, 100.0, 20.0])];
        let prepared = prepare(&input, &fields, fonts(), &PrepareOptions::default()).unwrap();
        let text = String::from_utf8_lossy(&prepared.bytes);
        let key = if tree.contains("Kids") { 5 } else { 1 };
        assert!(text.contains(&format!("/StructParent {key}")), "{text}");
        assert!(text.contains(&format!("/ParentTreeNextKey {}", key + 1)));
        assert!(text.contains("/S/Form") && text.contains("/OBJR") && text.contains("/K[7 "));
    }
}
