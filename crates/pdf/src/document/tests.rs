//! Opening good, old, odd and hostile files.

use proptest::prelude::*;

use crate::fixture::{FORM, TRAILER, append, change, file, form, last_xref, open, signed_form};
use crate::{Document, Error, Limits, Object, ObjectId, Place, Rewrite, compare, inspect, signatures};

fn refuse(bytes: &[u8]) -> Error {
    inspect(bytes, None, &Limits::default()).unwrap_err()
}

/// The same file after its cross-reference was broken.
fn broken(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (before, _) = text.rsplit_once("startxref").unwrap();
    format!("{before}startxref\n7\n%%EOF\n").into_bytes()
}

#[test]
fn a_file_is_read_object_by_object() {
    let bytes = form();
    let document = open(&bytes);
    assert_eq!(document.revisions().len(), 1);
    assert_eq!(document.revisions()[0].end, bytes.len());
    assert!(!document.was_repaired() && document.encryption().is_none());
    let page = document.page(0).unwrap();
    assert_eq!(
        (page.width, page.height, page.id),
        (200.0, 300.0, ObjectId::new(3))
    );
    let Object::Stream(content) = document.get(ObjectId::new(4)).unwrap() else {
        panic!()
    };
    assert_eq!(document.decode(&content).unwrap(), b"(Pay 10 euro) Tj");
    let Some(Place::InFile(place)) = document.place(ObjectId::new(5)) else {
        panic!()
    };
    assert!(bytes[place.clone()].starts_with(b"5 0 obj") && bytes[place].ends_with(b"endobj"));
    assert_eq!(document.get(ObjectId::new(99)).unwrap(), Object::Null);
    assert_eq!((document.next_number(), document.object_numbers().len()), (9, 8));
}

#[test]
fn each_revision_can_be_read_as_it_was() {
    let first = form();
    let second = change(&first, &[(4, "<</Length 1>>stream\nx\nendstream"), (20, "(new)")]);
    let document = open(&second);
    assert_eq!(
        document
            .revisions()
            .iter()
            .map(|revision| revision.end)
            .collect::<Vec<_>>(),
        [first.len(), second.len()]
    );
    assert_eq!(document.changed_in(1), [0, 4, 20]);
    let old = document.at_revision(0).unwrap();
    assert_eq!(old.get(ObjectId::new(20)).unwrap(), Object::Null);
    assert_eq!(old.bytes(), first);
    assert_eq!(document.get(ObjectId::new(20)).unwrap(), Object::string("new"));
    assert!(document.has_orderly_revisions() && document.at_revision(2).is_none());
}

#[test]
fn junk_before_the_header_shifts_offsets_or_not() {
    let shifted = [b"junk\n".to_vec(), form()].concat();
    assert_eq!(open(&shifted).pages().unwrap().len(), 1);
    assert!(!open(&shifted).was_repaired());
    let comment = append(b"junk\n%PDF-1.7\n", &FORM, TRAILER);
    assert!(!open(&comment).was_repaired());
}

#[test]
fn a_broken_cross_reference_is_rebuilt() {
    let bytes = broken(&change(&form(), &[(20, "(newest)")]));
    let document = open(&bytes);
    assert!(document.was_repaired());
    assert_eq!(document.pages().unwrap().len(), 1);
    assert_eq!(document.get(ObjectId::new(20)).unwrap(), Object::string("newest"));
    let rewritten = Rewrite::new(&document).unwrap().finish().unwrap();
    assert!(!open(&rewritten).was_repaired());
}

#[test]
fn a_wrong_offset_is_noticed() {
    let text = String::from_utf8(form()).unwrap();
    let place = format!("{:010}", text.find("4 0 obj").unwrap());
    let document = open(text.replace(&place, "0000000011").as_bytes());
    assert!(document.was_repaired());
    assert!(matches!(
        document.get(ObjectId::new(4)).unwrap(),
        Object::Stream(_)
    ));
}

#[test]
fn an_entry_for_an_absent_object_is_harmless() {
    let text = String::from_utf8(form()).unwrap();
    let text = text.replace("trailer", "70 1\n0000000020 00000 n \ntrailer");
    let document = open(text.as_bytes());
    assert!(!document.was_repaired());
    assert_eq!(document.get(ObjectId::new(70)).unwrap(), Object::Null);
}

#[test]
fn what_is_no_pdf_is_refused_with_a_reason() {
    assert_eq!(refuse(b""), Error::Empty);
    assert_eq!(refuse(b"PK\x03\x04 a zip"), Error::NotPdf);
    assert_eq!(refuse(&vec![b'x'; 5000]), Error::NotPdf);
    assert!(matches!(
        refuse(b"%PDF-1.7\nnothing"),
        Error::Malformed { .. } | Error::Truncated
    ));
    let limits = Limits {
        file_bytes: 100,
        ..Limits::default()
    };
    assert!(matches!(
        inspect(form(), None, &limits),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn a_file_cut_anywhere_is_never_taken_for_whole() {
    let whole = change(
        &form(),
        &[(4, "<</Length 1>>stream\nx\nendstream"), (20, "(new)")],
    );
    let first = form().len();
    for length in (0..whole.len() - 8).filter(|length| !(first - 8..=first + 12).contains(length)) {
        // With only the last lines missing the objects are all there, and the file counts as repaired.
        let taken_for_whole =
            inspect(&whole[..length], None, &Limits::default()).is_ok_and(|found| !found.repaired);
        assert!(
            !taken_for_whole,
            "cut at {length} of {}, the first saving ends at {first}",
            whole.len()
        );
    }
    assert_eq!(refuse(&whole[..whole.len() / 2]), Error::Truncated);
    assert_eq!(refuse(&form()[..400]), Error::Truncated);
}

#[test]
fn endless_page_trees_are_refused() {
    let circle = file(
        &[
            (1, "<</Type/Catalog/Pages 2 0 R>>"),
            (2, "<</Type/Pages/Kids[2 0 R]>>"),
        ],
        "/Root 1 0 R",
    );
    assert!(matches!(refuse(&circle), Error::Malformed { .. }));
    let twice = file(
        &[
            (1, "<</Type/Catalog/Pages 2 0 R>>"),
            (2, "<</Type/Pages/Kids[3 0 R 3 0 R]>>"),
            (3, "<</Type/Page>>"),
        ],
        "/Root 1 0 R",
    );
    assert!(matches!(refuse(&twice), Error::Malformed { .. }));
    let kids: String = (10..60).map(|number| format!("{number} 0 R ")).collect();
    let pages: Vec<(u32, &str)> = (10..60).map(|number| (number, "<</Type/Page>>")).collect();
    let root = format!("<</Type/Pages/Kids[{kids}]>>");
    let many = file(
        &[
            vec![(1, "<</Type/Catalog/Pages 2 0 R>>"), (2, root.as_str())],
            pages,
        ]
        .concat(),
        "/Root 1 0 R",
    );
    let limits = Limits {
        pages: 49,
        ..Limits::default()
    };
    assert!(matches!(
        inspect(many.as_slice(), None, &limits),
        Err(Error::TooLarge { .. })
    ));
    assert_eq!(inspect(many, None, &Limits::default()).unwrap().pages.len(), 50);
}

#[test]
fn a_chain_of_cross_references_that_never_ends_is_rebuilt_or_refused() {
    let bytes = form();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let circle = text.replace("/Size 9", &format!("/Prev {:06}", last_xref(&bytes)));
    assert!(open(circle.as_bytes()).was_repaired());
}

#[test]
fn a_bomb_is_found_before_anybody_inflates_it() {
    let bomb = crate::filter::deflate(&vec![b' '; 40 << 20]);
    let mut objects = FORM;
    let stream = format!("<</Filter/FlateDecode/Length {}>>stream\n", bomb.len());
    objects[3].1 = "HERE";
    let text = file(&objects, TRAILER);
    let at = memchr::memmem::find(&text, b"HERE").unwrap();
    let bytes = [
        &text[..at],
        stream.as_bytes(),
        &bomb,
        b"\nendstream",
        &text[at + 4..],
    ]
    .concat();
    let limits = Limits {
        stream_bytes: 30 << 20,
        ..Limits::default()
    };
    assert!(matches!(
        inspect(bytes.as_slice(), None, &limits),
        Err(Error::TooLarge { .. })
    ));
    assert!(inspect(bytes, None, &Limits::default()).is_ok());
}

#[test]
fn objects_in_object_streams_are_found_in_a_rebuilt_file_too() {
    let inner = "3 0 7 60 <</Type/Page/Parent 2 0 R>>                                   (packed)  ";
    let stream = format!(
        "<</Type/ObjStm/N 2/First 9/Length {}>>stream\n{inner}\nendstream",
        inner.len()
    );
    let objects = [
        (1, "<</Type/Catalog/Pages 2 0 R>>"),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (6, stream.as_str()),
    ];
    let document = open(&broken(&file(&objects, "/Root 1 0 R/Size 8")));
    assert!(document.was_repaired());
    assert_eq!(document.pages().unwrap().len(), 1);
    assert_eq!(document.get(ObjectId::new(7)).unwrap(), Object::string("packed"));
    assert_eq!(document.place(ObjectId::new(7)), Some(Place::InStream(6)));
}

/// Everything that reads, one after another: nothing may panic, whatever the bytes.
fn read_everything(bytes: &[u8]) {
    let limits = Limits {
        stream_bytes: 1 << 20,
        total_stream_bytes: 4 << 20,
        ..Limits::default()
    };
    let Ok(document) = Document::open(bytes, Some(b"password"), &limits) else {
        return;
    };
    let _ = inspect::inspect_document(&document);
    let _ = signatures::signatures(&document);
    let _ = compare(&document, 0);
    let _ = Rewrite::new(&document).map(Rewrite::finish);
    for number in document.object_numbers() {
        if let Ok(Object::Stream(stream)) = document.resolve(&ObjectId::new(number).into()) {
            let _ = document.decode(&stream);
        }
    }
}

proptest! {
    #[test]
    fn damaged_files_never_panic(places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = signed_form();
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        read_everything(&bytes);
    }

    #[test]
    fn spliced_files_never_panic(from in any::<prop::sample::Index>(), length in 0usize..200, to in any::<prop::sample::Index>()) {
        let mut bytes = signed_form();
        let from = from.index(bytes.len());
        let piece = bytes[from..(from + length).min(bytes.len())].to_vec();
        let to = to.index(bytes.len());
        bytes.splice(to..to, piece);
        read_everything(&bytes);
        let cut = &bytes[..to];
        read_everything(cut);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_everything(&[b"%PDF-1.7\n", bytes.as_slice()].concat());
    }
}
