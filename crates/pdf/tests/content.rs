//! Fields, acts and pictures through the public interface, judged by what is drawn and what a reader finds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::io::Cursor;
use std::sync::OnceLock;

use pdf::form::{self, FieldKind};
use pdf::prepare::RemovedKind;
use pdf::render::Renderer;
use pdf::{
    Act, Document, Error, FieldValue, Fonts, Ink, InkPoint, Limits, ModificationLevel, NewField,
    NewFieldKind, PrepareOptions, Rect, SignatureAppearance, SignatureDictionary, SubFilter, Value, act,
    compare, prepare,
};

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let face = |name| {
            let path = format!("{}/../web/ui/dist/fonts/{name}.ttf", env!("CARGO_MANIFEST_DIR"));
            std::fs::read(&path)
                .unwrap_or_else(|error| panic!("{path}: {error}; `npm run build` in crates/web/ui makes it"))
        };
        Fonts::new(face("NotoSans-Regular"), face("Caveat-Regular")).unwrap()
    })
}

fn open(bytes: Vec<u8>) -> Document {
    Document::open(bytes, None, &Limits::default()).unwrap()
}

/// One page with these entries, and more objects and catalog entries.
fn document(page: &str, catalog: &str, objects: &str) -> Document {
    open(
        format!(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R{catalog}>>endobj \
             2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj \
             3 0 obj<</Type/Page/Parent 2 0 R/Resources<<>>{page}>>endobj {objects}\ntrailer<</Root 1 0 R/Size 40>>\n%%EOF"
        )
        .into_bytes(),
    )
}

fn field(name: &str, kind: NewFieldKind, rect: [f64; 4]) -> NewField {
    let [x, y, width, height] = rect;
    NewField {
        name: name.into(),
        kind,
        page: 0,
        rect: Rect { x, y, width, height },
        tooltip: format!("Polje {name}"),
        required: true,
        font_size: None,
        value: None,
    }
}

const TEXT: NewFieldKind = NewFieldKind::Text { multiline: false };

fn zigzag() -> Ink {
    let point = |step: u8| InkPoint {
        x: f64::from(step) * 10.0,
        y: 20.0 + f64::from(step % 2) * 60.0,
        width: 3.0,
    };
    Ink {
        strokes: vec![(0..20).map(point).collect()],
        width: 200.0,
        height: 100.0,
    }
}

fn text(name: &str, text: &str) -> FieldValue {
    FieldValue {
        name: name.into(),
        value: Value::Text(text.into()),
    }
}

/// Carries the act out with bytes that are no signature, which nothing here looks at.
fn carry_out(document: &Document, what: &Act) -> Result<Document, Error> {
    let dictionary = SignatureDictionary::new(SubFilter::CadesDetached, 64);
    let appended = act(document, what, &dictionary, fonts())?.embed(&[0x30, 0x00])?;
    Ok(open([document.bytes(), &appended].concat()))
}

/// Grey pixels of the first page, two per point.
struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

fn draw(document: &Document) -> Picture {
    let width = (document.page(0).unwrap().width * 2.0).round() as u32;
    let image = Renderer::open(document, None).unwrap().page(0, width).unwrap();
    let mut reader = png::Decoder::new(Cursor::new(image.png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let channels = info.line_size / info.width as usize;
    let grey =
        |pixel: &[u8]| (pixel.iter().map(|part| u32::from(*part)).sum::<u32>() / channels as u32) as u8;
    Picture {
        width: info.width as usize,
        pixels: bytes.chunks_exact(channels).map(grey).collect(),
    }
}

impl Picture {
    /// The pixels of a place on the page.
    fn part(&self, rect: Rect) -> Vec<u8> {
        let [x, y, width, height] =
            [rect.x, rect.y, rect.width, rect.height].map(|side| (side * 2.0).round() as usize);
        let row = |row: usize| self.pixels[row * self.width + x..row * self.width + x + width].to_vec();
        (y..y + height).flat_map(row).collect()
    }
}

fn darkness(pixels: &[u8]) -> f64 {
    pixels.iter().map(|pixel| f64::from(255 - pixel)).sum::<f64>() / 255.0
}

fn difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| f64::from(a.abs_diff(*b)))
        .sum::<f64>()
        / 255.0
}

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
    assert_eq!(refused(text("person.name", "漢")), Some("unsupported_characters"));
    assert_eq!(refused(text("fixed", "da")), Some("wrong_value"));
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

/// Decisions 3, 4 and 6: everything that follows a signature is form filling to the last, on our own and on foreign fields.
#[test]
fn acts_after_an_act_are_form_filling() {
    let init = NewFieldKind::Initials;
    let fields = [
        field("r001_text_01", TEXT, [10.0, 150.0, 100.0, 20.0]),
        field(
            "r001_check_01",
            NewFieldKind::Checkbox,
            [120.0, 150.0, 20.0, 20.0],
        ),
        field("r001_sig_01", NewFieldKind::Signature, [10.0, 180.0, 100.0, 40.0]),
        field("r002_init_01", init, [150.0, 150.0, 60.0, 20.0]),
        field("r002_init_02", init, [220.0, 150.0, 60.0, 20.0]),
        field(
            "r002_sig_01",
            NewFieldKind::Signature,
            [150.0, 180.0, 100.0, 40.0],
        ),
        field("r003_text_01", TEXT, [10.0, 250.0, 100.0, 20.0]),
    ];
    let options = PrepareOptions {
        closing_seal: Some("closing_seal".into()),
        flatten: vec![],
    };
    let prepared = open(
        prepare(&foreign_form(), &fields, fonts(), &options)
            .unwrap()
            .bytes,
    );
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let ticked = FieldValue {
        name: "r001_check_01".into(),
        value: Value::Checked(true),
    };
    let drawn = FieldValue {
        name: "r002_init_01".into(),
        value: Value::Ink(zigzag()),
    };
    let typed = FieldValue {
        name: "r002_init_02".into(),
        value: Value::Handwritten("JŽ".into()),
    };
    let seen = SignatureAppearance {
        ink: None,
        typed: Some("Živa".into()),
        lines: vec!["Ѫ Živa Čebašek".into()],
    };
    let acts = [
        Act {
            values: vec![
                text("r001_text_01", "Ѫ Žalec"),
                ticked,
                text("person.name", "Žiga"),
                text("choice", "b"),
            ],
            own_fields: own(&["r001_text_01", "r001_check_01", "person.name", "choice", "land"]),
            lock: true,
            signature_field: "r001_sig_01".into(),
            appearance: Some(seen.clone()),
        },
        Act {
            values: vec![drawn, typed, text("code", "12")],
            own_fields: own(&["r002_init_01", "r002_init_02", "code"]),
            lock: true,
            signature_field: "r002_sig_01".into(),
            appearance: Some(SignatureAppearance {
                ink: Some(zigzag()),
                ..seen
            }),
        },
        // An approver: no field, not seen, a field of their own made now.
        Act {
            signature_field: "r004_approval".into(),
            ..Act::default()
        },
        Act {
            own_fields: own(&["r003_text_01"]),
            lock: true,
            signature_field: "closing_seal".into(),
            ..Act::default()
        },
    ];
    let done = acts
        .iter()
        .fold(prepared, |document, what| carry_out(&document, what).unwrap());
    assert_eq!(done.revisions().len(), 5);
    for base in 1..4 {
        let comparison = compare(&done, base).unwrap();
        assert_eq!(
            comparison.level,
            ModificationLevel::FormFilling,
            "after {base}: {comparison:#?}"
        );
    }
    assert!(
        form::fields(&done)
            .unwrap()
            .iter()
            .filter(|field| field.name.starts_with("r003"))
            .all(|field| field.read_only)
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
