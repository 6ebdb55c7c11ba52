//! PDF/A and tagged documents stay what they are when they are filled, signed and made to last: what makes them so is not touched,
//! and what is added keeps to the same rules (ISO 19005-2 and -3, ISO 14289-1).

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use ades::test_pki::TestPki;
use pdf::form::{NewField, NewFieldKind, Value};
use pdf::{
    Act, Dictionary, Document, FieldValue, Inspection, Limits, Object, ObjectId, Rect, Resolve,
    SignatureAppearance,
};
use std::collections::BTreeSet;
use testkit::faces::fonts;
use testkit::paper;
use testkit::sealer::{Sealer, open};

fn field(name: &str, kind: NewFieldKind, y: f64) -> NewField {
    NewField {
        name: name.to_owned(),
        kind,
        page: 0,
        rect: Rect {
            x: 60.0,
            y,
            width: 200.0,
            height: 40.0,
        },
        tooltip: "Kraj".to_owned(),
        ..NewField::default()
    }
}

/// Prepared, filled, signed with a look, closed by a seal that is not seen, stamped as a whole.
fn signed(original: &[u8]) -> Vec<u8> {
    let (pki, fonts) = (TestPki::new().unwrap(), fonts().unwrap());
    let sealer = Sealer::new(&pki, &pki.seal, &fonts);
    let fields = [
        field("place", NewFieldKind::default(), 500.0),
        field("sign", NewFieldKind::Signature, 600.0),
    ];
    let file = sealer.prepare(original, &fields).unwrap();
    let act = Act {
        values: vec![FieldValue {
            name: "place".to_owned(),
            value: Value::Text("Žužemberk".to_owned()),
        }],
        own_fields: vec!["place".to_owned()],
        lock: true,
        signature_field: "sign".to_owned(),
        appearance: Some(SignatureAppearance {
            ink: Some(testkit::hand::signature()),
            typed: None,
            lines: vec!["Živa Čebašek".to_owned()],
        }),
    };
    let file = sealer.seal(&file, &act, "Elektronsko podpisano.").unwrap();
    let file = sealer.close(&file, &[]).unwrap();
    let stamp = ades::pades::DocumentTimestamp::prepare(&open(&file).unwrap()).unwrap();
    let now = ades::test_pki::now();
    let request = stamp.request(&[3; 8]);
    let answer = pki
        .authority
        .answer(&request.to_der().unwrap(), &[9; 8], now)
        .unwrap();
    let token = request.accept(&answer, now).unwrap();
    [&file[..], &stamp.finish(&token).unwrap()].concat()
}

fn text_of(document: &Document, object: &Object) -> String {
    let resolved = document.resolve(object).unwrap();
    match &resolved {
        Object::Stream(stream) => String::from_utf8_lossy(&document.decode(stream).unwrap()).into_owned(),
        other => {
            let mut out = Vec::new();
            other.write(&mut out);
            String::from_utf8_lossy(&out).into_owned()
        }
    }
}

fn inspected(file: &[u8]) -> Inspection {
    pdf::inspect(file, None, &Limits::default()).unwrap()
}

fn entry(document: &Document, key: &str) -> String {
    whole(
        document,
        document.catalog().unwrap().get(key).unwrap_or(&Object::Null),
    )
}

/// An object with all that it leads to, but upwards; preparing an unsigned file gives its objects other numbers.
fn whole(document: &Document, object: &Object) -> String {
    match document.resolve(object).unwrap() {
        Object::Array(items) => items.iter().map(|item| whole(document, item)).collect(),
        Object::Dictionary(dictionary) => entries(document, &dictionary),
        Object::Stream(stream) => {
            let data = document.decode(&stream).unwrap();
            format!("{} {data:?}", entries(document, &stream.dictionary))
        }
        other => text_of(document, &other),
    }
}

/// But for how long a stream is and how it is packed.
fn entries(document: &Document, dictionary: &Dictionary) -> String {
    let packing = ["Length", "Filter", "DecodeParms"];
    let kept = dictionary
        .iter()
        .filter(|(key, _)| !packing.iter().any(|one| one.as_bytes() == key.as_bytes()));
    kept.map(|(key, value)| format!("{key:?} {}", whole(document, value)))
        .collect()
}

/// What ISO 19005-3 §6 has against one object of a file.
fn against(document: &Document, id: ObjectId) -> Vec<String> {
    let object = document.get(id).unwrap();
    let mut found = Vec::new();
    if let Some(dictionary) = object.as_dictionary() {
        found.extend(against_dictionary(document, dictionary));
    }
    found.iter().map(|words| format!("{id}: {words}")).collect()
}

fn against_dictionary(document: &Document, dictionary: &Dictionary) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |wrong: bool, words: &str| {
        if wrong {
            found.push(words.to_owned());
        }
    };
    let name = |key: &str| {
        document
            .lookup(dictionary, key)
            .unwrap()
            .as_name()
            .map(<[u8]>::to_vec)
    };
    // §6.1.7, §6.1.8: no LZW, nothing outside the file.
    note(name("Filter").as_deref() == Some(b"LZWDecode"), "LZW");
    note(
        dictionary.contains("FFilter") || dictionary.contains("FDecodeParms"),
        "a stream outside",
    );
    // §6.2.9: no PostScript, no reference to another file.
    note(
        name("Subtype").as_deref() == Some(b"PS") || dictionary.contains("Ref"),
        "a forbidden XObject",
    );
    // §6.5, §6.6: nothing that acts.
    for key in ["A", "AA", "OpenAction", "JS", "JavaScript"] {
        note(dictionary.contains(key), "an action");
    }
    if name("Type").as_deref() == Some(b"Annot") {
        let flags = document
            .lookup(dictionary, "F")
            .unwrap()
            .as_integer()
            .unwrap_or(0);
        // §6.3.2: printed; not hidden, not invisible, not without view.
        note(
            flags & 0b100 == 0 || flags & 0b10_0011 != 0,
            "the annotation's flags",
        );
        // §6.3.3: a look, unless there is no room for one.
        let rectangle = document
            .lookup(dictionary, "Rect")
            .unwrap()
            .as_rectangle()
            .unwrap();
        let [left, bottom, right, top] = rectangle;
        let empty = left == right && bottom == top;
        let look = document.lookup_dictionary(dictionary, "AP").unwrap();
        note(!empty && look.is_none(), "no appearance");
        note(
            look.is_some_and(|look| look.iter().any(|(key, _)| key.as_bytes() != b"N")),
            "more looks than one",
        );
    }
    // §6.2.11.4: fonts lie inside the file.
    if name("Type").as_deref() == Some(b"FontDescriptor") {
        let embedded = ["FontFile", "FontFile2", "FontFile3"]
            .iter()
            .any(|key| dictionary.contains(key));
        note(!embedded, "a font that is not embedded");
    }
    if name("Type").as_deref() == Some(b"Font") && name("Subtype").as_deref() != Some(b"Type0") {
        note(
            !dictionary.contains("FontDescriptor"),
            "a font without a descriptor",
        );
    }
    found
}

#[test]
fn an_archivable_document_stays_one() {
    let original = paper::archive(&fonts().unwrap()).unwrap();
    let file = signed(&original);
    assert!(file.len() > original.len());
    let (before, after) = (open(&original).unwrap(), open(&file).unwrap());
    let (found, kept) = (inspected(&original).pdfa, inspected(&file).pdfa);
    assert!(found.is_some() && found == kept, "{found:?}, {kept:?}");
    for key in [
        "Metadata",
        "OutputIntents",
        "MarkInfo",
        "Lang",
        "ViewerPreferences",
    ] {
        assert_eq!(entry(&after, key), entry(&before, key), "{key}");
    }
    // §6.1.3: no encryption, an identifier whose first part stays.
    assert!(after.encryption().is_none());
    let identifier = |document: &Document| document.trailer().get_array("ID").unwrap()[0].clone();
    assert_eq!(identifier(&after), identifier(&before));
    // §6.4.1: nobody is asked to draw the fields anew, and there is no XFA.
    let form = after
        .lookup_dictionary(&after.catalog().unwrap(), "AcroForm")
        .unwrap()
        .unwrap();
    assert!(!form.contains("XFA") && form.get_bool("NeedAppearances") != Some(true));
    let numbers = after.object_numbers().into_iter().map(ObjectId::new);
    let complaints: Vec<String> = numbers.flat_map(|id| against(&after, id)).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    // The same look through a file that keeps no rule, lest it be blind: its font is not embedded.
    let plain = open(&signed(&paper::structured())).unwrap();
    let numbers = plain.object_numbers().into_iter().map(ObjectId::new);
    let complaints: Vec<String> = numbers.flat_map(|id| against(&plain, id)).collect();
    assert!(
        complaints.iter().any(|words| words.contains("descriptor")),
        "{complaints:#?}"
    );
}

/// The elements of a structure tree, and the annotations that it names.
fn tagged(document: &Document) -> (usize, BTreeSet<ObjectId>) {
    fn walk(document: &Document, object: &Object, seen: &mut (BTreeSet<ObjectId>, BTreeSet<ObjectId>)) {
        if let Some(id) = object.as_reference()
            && !seen.0.insert(id)
        {
            return;
        }
        match document.resolve(object).unwrap() {
            Object::Array(items) => items.iter().for_each(|item| walk(document, item, seen)),
            Object::Dictionary(dictionary) => {
                seen.1.extend(dictionary.get_reference("Obj"));
                if let Some(kids) = dictionary.get("K") {
                    walk(document, kids, seen);
                }
            }
            _ => {}
        }
    }
    let mut seen = Default::default();
    walk(
        document,
        document.catalog().unwrap().get("StructTreeRoot").unwrap(),
        &mut seen,
    );
    (seen.0.len(), seen.1)
}

#[test]
fn a_tagged_document_stays_tagged_and_names_its_fields() {
    for original in [paper::structured(), paper::archive(&fonts().unwrap()).unwrap()] {
        let file = signed(&original);
        let (before, after) = (open(&original).unwrap(), open(&file).unwrap());
        assert!(inspected(&original).tagged && inspected(&file).tagged);
        let ((old, _), (new, named)) = (tagged(&before), tagged(&after));
        assert!(new > old, "what was there is there, and more: {old}, {new}");
        // ISO 14289-1 §7.18.1: every annotation that is seen is in the tree.
        let page = after.page(0).unwrap();
        let annotations = after.lookup_array(&page.dictionary, "Annots").unwrap().unwrap();
        let mut seen = 0;
        for annotation in annotations {
            let id = annotation.as_reference().unwrap();
            let dictionary = after.dictionary(id).unwrap();
            let [left, _, right, _] = after.lookup(&dictionary, "Rect").unwrap().as_rectangle().unwrap();
            if left < right {
                seen += 1;
                assert!(named.contains(&id) && dictionary.contains("StructParent"), "{id}");
                // §7.18.4: and says in words what it is.
                assert!(dictionary.contains("TU"), "{id}");
            }
        }
        assert_eq!(seen, 2);
    }
}
