//! A mutator over files that we signed ourselves: what somebody without a key may write into them or behind them, beyond what
//! `attack_tests` has. Nothing of it is ever "valid and unchanged".

use pdf::{Dictionary, Document, Edit, Limits, Object, ObjectId, Stream, Update};

use super::report::{ChangeLevel, Indication, Report, SignatureReport, SubIndication};
use super::tests::{only, report, sign};
use crate::pades::{Signer, prepare_revision};
use crate::test_pdf::{add_to_form, pdf, with_place};
use crate::test_pki::{TestPki, now};

/// The content stream of the one page of [`pdf`].
const CONTENT: u32 = 5;

const EVIL: &str = "<< /Length 38 >>\nstream\nBT /F1 24 Tf 72 700 Td (Page 666) Tj ET  \nendstream";

/// What stands for table and trailer of an update, given the places of its objects and its own.
type End = dyn Fn(&[(u32, usize)], usize) -> String;

/// A signed file and how it is changed without a key.
struct Mutator {
    pki: TestPki,
    file: Vec<u8>,
}

impl Mutator {
    fn new() -> Mutator {
        Mutator::over(&pdf(1))
    }

    fn over(original: &[u8]) -> Mutator {
        let pki = TestPki::new().unwrap();
        let file = sign(original, "Signature1", &pki.seal, Some(&pki));
        let mutator = Mutator { pki, file };
        assert!(
            mutator.is_trusted(&mutator.file),
            "before anybody touches it, it is good"
        );
        mutator
    }

    fn document(&self) -> Document {
        Document::open(self.file.clone(), None, &Limits::default()).unwrap()
    }

    /// Where the newest cross-reference begins.
    fn xref(&self) -> usize {
        self.document().revisions().last().unwrap().xref_offset
    }

    /// An update by our own writer.
    fn update(&self, change: impl FnOnce(&Document, &mut Update<'_>)) -> Vec<u8> {
        let document = self.document();
        let mut update = Update::new(&document).unwrap();
        change(&document, &mut update);
        [&self.file[..], &update.finish().unwrap()].concat()
    }

    /// An update by hand: these objects, then whatever stands for table and trailer, given the objects' places and its own.
    fn by_hand(
        &self,
        objects: &[(u32, &str)],
        end: impl FnOnce(&[(u32, usize)], usize) -> String,
    ) -> Vec<u8> {
        let mut out = self.file.clone();
        let mut places = Vec::new();
        for (number, body) in objects {
            places.push((*number, out.len()));
            out.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
        }
        let start = out.len();
        out.extend(end(&places, start).bytes());
        out
    }

    /// Whether a report is what somebody relies on: passed, the whole file covered, nothing forbidden afterwards.
    fn is_trusted(&self, file: &[u8]) -> bool {
        let Ok(document) = Document::open(file.to_vec(), None, &Limits::default()) else {
            return false;
        };
        match super::gather(&document) {
            Ok(_) => trusts(&report(&self.pki, file)),
            Err(_) => false,
        }
    }

    fn refused(&self, what: &str, file: &[u8]) {
        assert!(file != self.file, "{what}: nothing was changed");
        assert!(!self.is_trusted(file), "{what}");
    }

    /// Still a signature of what was signed, and beside it that something else came later.
    fn is_said(&self, what: &str, file: &[u8]) -> Report {
        self.refused(what, file);
        let report = report(&self.pki, file);
        assert!(report.document.modified_after_signing, "{what}");
        report
    }
}

fn trusts(report: &Report) -> bool {
    let passed = report.signatures.iter().any(|one| one.conclusion.is_passed());
    passed && !report.document.modified_after_signing
}

/// A table of these places, and a trailer that goes on with the file.
fn table(places: &[(u32, usize)], start: usize, trailer: &str) -> String {
    let rows: String = places
        .iter()
        .map(|(number, place)| format!("{number} 1\n{place:010} 00000 n \n"))
        .collect();
    format!("xref\n{rows}trailer\n<< /Size 90 {trailer} >>\nstartxref\n{start}\n%%EOF\n")
}

fn find(file: &[u8], word: &str) -> usize {
    let found = file
        .windows(word.len())
        .position(|window| window == word.as_bytes());
    found.unwrap()
}

#[test]
fn signature_wrapping_with_the_signed_bytes_moved() {
    // The second signed part goes to the end of the file as it is, and the dictionary that counts names it there; what stood behind
    // the signature is the attacker's: another cross-reference at the old place, another page.
    let mutator = Mutator::new();
    let (file, xref) = (&mutator.file, mutator.xref());
    let all = pdf::signatures::signatures(&mutator.document()).unwrap();
    let [_, length, second, rest] = all[0].byte_range.unwrap().map(|one| one as usize);
    let value = all[0].value_id.unwrap().number;
    let mut out = file[..second].to_vec();
    out.extend(b">>\nendobj\n");
    out.resize(xref, b' ');
    // Twice the same length: the first pass finds the places, the second writes them. All else that was signed last stays.
    let document = mutator.document();
    let kept = document
        .changed_in(1)
        .into_iter()
        .filter(|number| *number != value);
    let kept = kept.filter_map(|number| match document.place(ObjectId::new(number)) {
        Some(pdf::Place::InFile(place)) => Some((number, place.start)),
        _ => None,
    });
    let mut places: Vec<(u32, usize)> = [(CONTENT, 0), (value, 0)].into_iter().chain(kept).collect();
    let mut moved = 0;
    let mut written = Vec::new();
    for _ in 0..2 {
        let trailer = format!("/Root 1 0 R /Prev {}", previous(&mutator));
        written = table(&places, xref, &trailer).into_bytes();
        let contents = String::from_utf8_lossy(&file[length..second]).into_owned();
        let dictionary = format!(
            "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 {length} {moved:09} {rest}] /Contents {contents} >>"
        );
        for (place, body) in places.iter_mut().zip([EVIL, &dictionary]) {
            place.1 = xref + written.len();
            written.extend(format!("{} 0 obj\n{body}\nendobj\n", place.0).bytes());
        }
        moved = xref + written.len();
    }
    let out = [&out[..], &written, &file[second..]].concat();
    // It is what it pretends to be: the moved parts are the signed bytes.
    assert_eq!(out[moved..moved + rest], file[second..]);
    let document = Document::open(out.clone(), None, &Limits::default()).unwrap();
    assert!(!document.was_repaired(), "the attack holds together");
    mutator.refused("wrapping", &out);
    let signature = only(report(&mutator.pki, &out));
    assert_eq!(signature.conclusion.indication, Indication::TotalFailed);
    assert_eq!(
        signature.conclusion.sub_indication,
        Some(SubIndication::FormatFailure)
    );
}

/// The cross-reference before the newest.
fn previous(mutator: &Mutator) -> usize {
    mutator.document().revisions()[0].xref_offset
}

#[test]
fn incremental_saving_with_parts_of_the_update_left_out() {
    let mutator = Mutator::new();
    let evil = [(CONTENT, EVIL)];
    let (old, size) = (mutator.xref(), "/Root 1 0 R");
    let ends: [(&str, Box<End>); 6] = [
        ("no table, no trailer", Box::new(|_, _| String::new())),
        ("an end of file alone", Box::new(|_, _| "%%EOF\n".to_owned())),
        (
            "the old cross-reference named again",
            Box::new(move |_, _| format!("startxref\n{old}\n%%EOF\n")),
        ),
        (
            "a trailer without a table",
            Box::new(move |_, start| {
                format!("trailer\n<< /Size 90 {size} /Prev {old} >>\nstartxref\n{start}\n%%EOF\n")
            }),
        ),
        (
            "a table without a trailer",
            Box::new(|places, start| {
                let place = places[0].1;
                format!("xref\n{CONTENT} 1\n{place:010} 00000 n \nstartxref\n{start}\n%%EOF\n")
            }),
        ),
        (
            "a chain that forgets what was signed",
            Box::new(move |places, start| table(places, start, size)),
        ),
    ];
    for (what, end) in ends {
        mutator.refused(what, &mutator.by_hand(&evil, end));
    }
}

#[test]
fn incremental_saving_with_an_object_twice_in_one_update() {
    // The first one is as it was signed; which of the two a reader takes depends on the reader.
    let mutator = Mutator::new();
    let document = mutator.document();
    let mut same = Vec::new();
    document.get(ObjectId::new(CONTENT)).unwrap().write(&mut same);
    let same = String::from_utf8(same).unwrap();
    let old = mutator.xref();
    let trailer = format!("/Root 1 0 R /Prev {old}");
    for (what, objects) in [
        ("the second counts", [(CONTENT, same.as_str()), (CONTENT, EVIL)]),
        ("the first counts", [(CONTENT, EVIL), (CONTENT, same.as_str())]),
    ] {
        // Both rows, and each row alone.
        let both = mutator.by_hand(&objects, |places, start| table(places, start, &trailer));
        mutator.refused(what, &both);
        let evil = usize::from(objects[1].1 == EVIL);
        let one = mutator.by_hand(&objects, |places, start| {
            table(&places[evil..=evil], start, &trailer)
        });
        mutator.is_said(what, &one);
    }
}

/// A page whose text is covered by what stands in `cover` (object 7), and a spare content stream (object 8) that nobody names.
fn prepared_by_the_attacker() -> Vec<u8> {
    let bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [5 0 R 6 0 R] /Resources << /Font << /F1 3 0 R >> /XObject << /X 7 0 R >> >> >>",
        "<< /Length 38 >>\nstream\nBT /F1 24 Tf 72 700 Td (Pay 9999) Tj ET  \nendstream",
        "<< /Length 6 >>\nstream\n/X Do \nendstream",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length 26 >>\nstream\n1 1 1 rg 0 600 595 200 re f\nendstream",
        EVIL,
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, body) in (1u32..).zip(bodies) {
        places.push((number, file.len()));
        file.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    // Object 5 a second time, with nothing that leads there: for a later table.
    file.extend(format!("5 0 obj\n{EVIL}\nendobj\n").bytes());
    let start = file.len();
    file.extend(table(&places, start, "/Root 1 0 R").bytes());
    file
}

#[test]
fn shadow_hide_replace_and_both() {
    let mutator = Mutator::over(&prepared_by_the_attacker());
    // Hide: the cover goes, by an empty one or by taking it off the page.
    let empty = Stream::new(
        Dictionary::from_entries([
            ("Type", Object::name("XObject")),
            ("Subtype", Object::name("Form")),
            ("BBox", Object::rectangle([0.0; 4])),
        ]),
        Vec::new(),
    );
    let hidden = mutator.update(|_, update| update.set(ObjectId::new(7), empty.into()));
    let freed = mutator.update(|_, update| update.remove(ObjectId::new(7)));
    // Replace: the font that the text is drawn with becomes another, whose letters look different.
    let replaced = mutator.update(|document, update| {
        let mut font = document.get(ObjectId::new(3)).unwrap();
        let font_words = font.as_dictionary_mut().unwrap();
        font_words.set("BaseFont", Object::name("Symbol"));
        update.set(ObjectId::new(3), font);
    });
    // Hide and replace: the other object lies in the signed bytes; the update is a table alone.
    let second = mutator.file.len() - {
        let reversed: Vec<u8> = mutator.file.iter().rev().copied().collect();
        let word: String = "\n5 0 obj".chars().rev().collect();
        find(&reversed, &word) + word.len() - 1
    };
    assert!(mutator.file[second..].starts_with(b"5 0 obj"));
    let trailer = format!("/Root 1 0 R /Prev {}", mutator.xref());
    let both = mutator.by_hand(&[], |_, start| table(&[(5, second)], start, &trailer));
    for (what, file) in [
        ("hide", hidden),
        ("hide by freeing", freed),
        ("replace", replaced),
        ("hide and replace", both),
    ] {
        let report = mutator.is_said(what, &file);
        assert_eq!(only(report).change_level, ChangeLevel::Other, "{what}");
    }
}

/// Certified: what may come later is 2 (fields and signatures) or 3 (comments, too).
fn certified(level: u8) -> Mutator {
    let pki = TestPki::new().unwrap();
    let original = pdf(1);
    let signer = Signer::of(&pki.seal, now()).unwrap();
    let mut dictionary = signer.dictionary(false);
    dictionary.certification = Some(level);
    let revision = with_place(&original, "Certification", dictionary).unwrap();
    let prepared = prepare_revision(revision, &original, &signer).unwrap();
    let signature = pki.seal.key.sign(prepared.to_be_signed()).unwrap();
    let appended = crate::pades::finish(prepared, &signature, None).unwrap();
    let file = [original, appended].concat();
    let mutator = Mutator { pki, file };
    assert!(mutator.is_trusted(&mutator.file));
    mutator
}

/// An annotation that covers the page's text with its own.
fn covering(document: &Document, update: &mut Update<'_>, entries: &[(&str, Object)]) -> ObjectId {
    let page = document.page(0).unwrap().id;
    let form = Dictionary::from_entries([
        ("Type", Object::name("XObject")),
        ("Subtype", Object::name("Form")),
        ("BBox", Object::rectangle([0.0, 0.0, 595.0, 842.0])),
    ]);
    let look = update.add(Stream::new(form, b"1 1 1 rg 0 0 595 842 re f".to_vec()).into());
    let mut annotation = Dictionary::from_entries([
        ("Type", Object::name("Annot")),
        ("Rect", Object::rectangle([0.0, 0.0, 595.0, 842.0])),
        ("F", Object::Integer(4)),
        ("P", Object::Reference(page)),
        (
            "AP",
            Dictionary::from_entries([("N", Object::Reference(look))]).into(),
        ),
    ]);
    for (key, value) in entries {
        annotation.set(key, value.clone());
    }
    let id = update.add(annotation.into());
    let mut dictionary = document.get(page).unwrap();
    let words = dictionary.as_dictionary_mut().unwrap();
    let mut all = words.get_array("Annots").unwrap_or_default().to_vec();
    all.push(Object::Reference(id));
    words.set("Annots", all);
    update.set(page, dictionary);
    id
}

#[test]
fn evil_annotations() {
    for kind in ["FreeText", "Redact", "Stamp", "Widget", "Screen", "RichMedia"] {
        let cover = |mutator: &Mutator| {
            mutator.update(|document, update| {
                covering(document, update, &[("Subtype", Object::name(kind))]);
            })
        };
        // After a signature, and where fields alone may follow, none is allowed.
        for mutator in [Mutator::new(), certified(2)] {
            mutator.is_said(kind, &cover(&mutator));
        }
        // Where the author allows comments they come, and each is named: nobody who reads the report takes it for theirs.
        let mutator = certified(3);
        let signature = only(report(&mutator.pki, &cover(&mutator)));
        assert!(!signature.changes_after.is_empty(), "{kind}");
        assert!(signature.change_level >= ChangeLevel::Annotations, "{kind}");
    }
}

#[test]
fn sneaky_signatures() {
    // The cover comes as the look of one more signature, which is even signed, by whoever likes.
    for mutator in [certified(2), certified(3)] {
        let file = mutator.update(|document, update| {
            let words = [
                ("Subtype", Object::name("Widget")),
                ("FT", Object::name("Sig")),
                ("T", Object::text("Sneaky")),
            ];
            let field = covering(document, update, &words);
            add_to_form(document, update, field);
        });
        let mallory = TestPki::second().unwrap().seal;
        let signed = sign(&file, "Another", &mallory, None);
        for file in [file, signed] {
            mutator.refused("sneaky", &file);
            let report = report(&mutator.pki, &file);
            assert!(report.document.modified_after_signing);
            assert_eq!(report.signatures[0].change_level, ChangeLevel::Other);
        }
    }
}

#[test]
fn syntax_confusion_by_what_stands_before_the_header() {
    let mutator = Mutator::new();
    for junk in ["\n", "GIF89a", "%PDF-1.4\n%%EOF\n", "\0\0\0\0\0\0\0\0"] {
        let file = [junk.as_bytes(), &mutator.file].concat();
        mutator.refused(junk, &file);
    }
}

#[test]
fn syntax_confusion_by_a_hybrid_cross_reference() {
    // Programs that know cross-reference streams see another page than those that do not: the table says one thing, or nothing.
    let mutator = Mutator::new();
    let old = mutator.xref();
    for row in ["free", "as signed", "absent"] {
        let kept = mutator.document();
        let Some(pdf::Place::InFile(place)) = kept.place(ObjectId::new(CONTENT)) else {
            panic!("the content is an object of the file")
        };
        let mut out = mutator.file.clone();
        let evil = out.len();
        out.extend(format!("{CONTENT} 0 obj\n{EVIL}\nendobj\n").bytes());
        let stream = out.len();
        let [high, middle, low] = [evil >> 16, evil >> 8, evil].map(|part| (part & 0xff) as u8);
        let head = format!(
            "80 0 obj\n<< /Type /XRef /W [1 3 1] /Index [{CONTENT} 1] /Size 90 /Root 1 0 R /Length 5 >>\nstream\n"
        );
        out.extend(head.bytes());
        out.extend([1, high, middle, low, 0]);
        out.extend(b"\nendstream\nendobj\n");
        let start = out.len();
        let table = match row {
            "free" => format!("{CONTENT} 1\n0000000000 00001 f \n"),
            "as signed" => format!("{CONTENT} 1\n{:010} 00000 n \n", place.start),
            _ => "0 1\n0000000000 65535 f \n".to_owned(),
        };
        let trailer = format!("<< /Size 90 /Root 1 0 R /Prev {old} /XRefStm {stream} >>");
        out.extend(format!("xref\n{table}trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n").bytes());
        mutator.refused(row, &out);
    }
}

#[test]
fn syntax_confusion_by_keys_given_twice() {
    let mutator = Mutator::new();
    let old = mutator.xref();
    let mut catalog = Vec::new();
    Object::from(mutator.document().catalog().unwrap()).write(&mut catalog);
    let catalog = String::from_utf8(catalog).unwrap();
    // In the catalog: two page trees.
    let twice = catalog.replacen("/Pages 2 0 R", "/Pages 2 0 R /Pages 81 0 R", 1);
    assert_ne!(twice, catalog);
    let evil_tree = "<< /Type /Pages /Count 1 /Kids [82 0 R] >>";
    let evil_page = "<< /Type /Page /Parent 81 0 R /MediaBox [0 0 595 842] /Contents 83 0 R /Resources << /Font << /F1 3 0 R >> >> >>";
    let evil = [(81, evil_tree), (82, evil_page), (83, EVIL)];
    let trailer = format!("/Root 1 0 R /Prev {old}");
    let objects = [&[(1, twice.as_str())][..], &evil].concat();
    let in_catalog = mutator.by_hand(&objects, |places, start| table(places, start, &trailer));
    mutator.is_said("two page trees", &in_catalog);
    // In the trailer: two catalogs.
    let other = catalog.replacen("/Pages 2 0 R", "/Pages 81 0 R", 1);
    for roots in ["/Root 1 0 R /Root 84 0 R", "/Root 84 0 R /Root 1 0 R"] {
        let trailer = format!("{roots} /Prev {old}");
        let objects = [&[(84, other.as_str())][..], &evil].concat();
        let file = mutator.by_hand(&objects, |places, start| table(places, start, &trailer));
        mutator.refused(roots, &file);
    }
}

/// The file of [`pdf`] with a cross-reference stream and an object stream that holds the font.
fn modern() -> Vec<u8> {
    let classic = pdf(1);
    let document = Document::open(classic.clone(), None, &Limits::default()).unwrap();
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut rows = vec![[0, 0, 0, 0, 0]];
    let row = |kind: u8, place: usize, last: u8| {
        let [high, middle, low] = [place >> 16, place >> 8, place].map(|part| (part & 0xff) as u8);
        [kind, high, middle, low, last]
    };
    for number in 1..=5 {
        if number == 3 {
            rows.push(row(2, 6, 0));
            continue;
        }
        rows.push(row(1, out.len(), 0));
        out.extend(format!("{number} 0 obj\n").bytes());
        document.get(ObjectId::new(number)).unwrap().write(&mut out);
        out.extend(b"\nendobj\n");
    }
    rows.push(row(1, out.len(), 0));
    let font = "3 0 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    out.extend(
        format!(
            "6 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length {} >>\nstream\n{font}\nendstream\nendobj\n",
            font.len()
        )
        .bytes(),
    );
    let start = out.len();
    rows.push(row(1, start, 0));
    let head = "7 0 obj\n<< /Type /XRef /W [1 3 1] /Size 8 /Root 1 0 R /Length 40 >>\nstream\n";
    out.extend(head.bytes());
    rows.iter().for_each(|row| out.extend(row));
    out.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

#[test]
fn syntax_confusion_by_object_streams() {
    let mutator = Mutator::over(&modern());
    assert!(mutator.document().revisions()[1].is_stream);
    // A later object stream of the same number, or an object beside it, overrides what was signed in the old one.
    let other = Stream::new(
        Dictionary::from_entries([
            ("Type", Object::name("ObjStm")),
            ("N", Object::Integer(1)),
            ("First", Object::Integer(4)),
        ]),
        b"3 0 << /Type /Font /Subtype /Type1 /BaseFont /Symbol >>".to_vec(),
    );
    let stream = mutator.update(|_, update| update.set(ObjectId::new(6), other.into()));
    let beside = mutator.update(|document, update| {
        let mut font = document.get(ObjectId::new(3)).unwrap();
        font.as_dictionary_mut()
            .unwrap()
            .set("BaseFont", Object::name("Symbol"));
        update.set(ObjectId::new(3), font);
    });
    for (what, file) in [("the stream", stream), ("beside it", beside)] {
        let report = mutator.is_said(what, &file);
        assert_eq!(only(report).change_level, ChangeLevel::Other, "{what}");
    }
}

#[test]
fn a_spoofed_signature_dictionary() {
    // A dictionary with everything that a viewer shows, and the signature of somebody else's file in it.
    let (mutator, target) = (Mutator::new(), pdf(2));
    let stolen = pdf::signatures::signatures(&mutator.document())
        .unwrap()
        .remove(0);
    let mut dictionary = pdf::SignatureDictionary::new(pdf::SubFilter::CadesDetached, 8000);
    dictionary.name = Some("Podpis test seal".to_owned());
    dictionary.reason = Some("Agreed".to_owned());
    let revision = with_place(&target, "Signature1", dictionary).unwrap();
    let trimmed = stolen.contents.iter().rposition(|byte| *byte != 0).unwrap();
    let fresh = [
        &target[..],
        &revision.embed(&stolen.contents[..=trimmed]).unwrap(),
    ]
    .concat();
    mutator.refused("in another file", &fresh);
    let signature = only(report(&mutator.pki, &fresh));
    assert_eq!(
        signature.conclusion.sub_indication,
        Some(SubIndication::HashFailure)
    );
    // The same in the signed file itself, under a field of its own: neither of them covers anything then.
    let beside = mutator.update(|document, update| {
        let value = document.get(stolen.value_id.unwrap()).unwrap();
        let copy = update.add(value);
        let mut field = document.get(stolen.field_id).unwrap();
        let words = field.as_dictionary_mut().unwrap();
        words.set("T", Object::text("Director"));
        words.set("V", copy);
        let field = update.add(field);
        add_to_form(document, update, field);
    });
    let report = report(&mutator.pki, &beside);
    assert_eq!(report.signatures.len(), 2);
    let failed = |one: &SignatureReport| one.conclusion.indication == Indication::TotalFailed;
    assert!(report.signatures.iter().all(failed));
}

#[test]
fn timestamps_out_of_order() {
    // The whole was stamped before the signature's own timestamp says that there was a signature.
    let pki = TestPki::new().unwrap();
    let file = sign(&pdf(1), "Signature1", &pki.seal, Some(&pki));
    let stamped = |time: jiff::Timestamp| {
        let dictionary = pdf::SignatureDictionary::new(pdf::SubFilter::Rfc3161, 8000);
        let revision = with_place(&file, "Timestamp1", dictionary).unwrap();
        let token = pki
            .timestamp(&revision.signed_parts(&file).unwrap().concat(), time)
            .unwrap();
        [&file[..], &revision.embed(token.as_der()).unwrap()].concat()
    };
    let early = "2026-10-01T00:00:00Z".parse().unwrap();
    let signature = only(report(&pki, &stamped(early)));
    assert_eq!(
        signature.timestamps[0].conclusion.sub_indication,
        Some(SubIndication::TimestampOrderFailure)
    );
    assert_eq!(signature.best_signature_time, Some(early), "the proof that holds");
    let good = only(report(&pki, &stamped(now())));
    assert!(good.timestamps[0].conclusion.is_passed(), "in order it holds");
}

#[test]
fn encryption_added_later() {
    // A trailer that says that everything was encrypted all along: what was signed then reads as something else.
    let mutator = Mutator::new();
    let old = mutator.xref();
    let digits = "00".repeat(32);
    let encrypt = format!("<< /Filter /Standard /V 1 /R 2 /O <{digits}> /U <{digits}> /P -4 >>");
    for how in ["/Encrypt 81 0 R /ID [<00> <00>]", "/Encrypt 81 0 R"] {
        let trailer = format!("/Root 1 0 R /Prev {old} {how}");
        let file = mutator.by_hand(&[(81, &encrypt)], |places, start| table(places, start, &trailer));
        mutator.refused(how, &file);
    }
    // With a key that everybody has: the empty password.
    let open = pdf_encryption_for_everybody();
    let trailer = format!("/Root 1 0 R /Prev {old} /Encrypt 81 0 R /ID [<00> <00>]");
    let file = mutator.by_hand(&[(81, &open)], |places, start| table(places, start, &trailer));
    mutator.refused("the empty password", &file);
}

/// An encryption dictionary without a method: `Identity` for everything, which needs no password to be right.
fn pdf_encryption_for_everybody() -> String {
    let digits = "00".repeat(32);
    format!(
        "<< /Filter /Standard /V 4 /R 4 /Length 128 /CF << >> /StmF /Identity /StrF /Identity /O <{digits}> /U <{digits}> /P -4 >>"
    )
}
