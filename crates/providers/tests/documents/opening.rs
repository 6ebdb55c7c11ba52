//! What the child makes of good and bad documents.

use std::time::{Duration, Instant};

use app::ports::{DocumentReader, UploadedFile};
use bytes::Bytes;
use domain::agreement::PageSize;
use providers::documents::child::{ChildReader, ChildSettings};

use crate::{code, file, files, reader, refused, settings, wait};

pub(crate) fn an_unsigned_document_stays_as_it_is() {
    let bytes = files::plain(200, 100);
    let opened = wait(reader().open(vec![file(bytes.clone())], None)).unwrap();
    assert_eq!(opened.bytes, bytes);
    assert_eq!(
        opened.pages,
        [PageSize {
            width: 200.0,
            height: 100.0
        }]
    );
    assert_eq!((opened.pages_of.as_slice(), opened.signatures), (&[1][..], 0));
    assert!(opened.remarks.is_empty(), "{:?}", opened.remarks);
}

pub(crate) fn m_60_several_files_become_one_document() {
    let uploads = vec![
        file(files::plain(200, 100)),
        file(files::PNG),
        file(files::plain(300, 400)),
    ];
    let opened = wait(reader().open(uploads, None)).unwrap();
    assert_eq!(opened.pages_of, [1, 1, 1]);
    assert_eq!(opened.pages.len(), 3);
    assert_eq!(
        opened.pages[2],
        PageSize {
            width: 300.0,
            height: 400.0
        }
    );
    let picture = wait(reader().open(vec![file(files::PNG)], None)).unwrap();
    assert_eq!(picture.pages.len(), 1);
    assert!(picture.bytes.starts_with(b"%PDF"));
    let signed = vec![file(files::plain(1, 1)), file(files::signed("", ""))];
    assert_eq!(code(wait(reader().open(signed, None))), "SIGNED_CANNOT_MERGE");
}

pub(crate) fn a_signed_document_stays_byte_for_byte() {
    let bytes = files::signed("", "");
    let opened = wait(reader().open(vec![file(bytes.clone())], None)).unwrap();
    assert_eq!((opened.bytes, opened.signatures), (bytes, 1));
}

/// What a signature covers with a value, or locks, is asked of nobody.
pub(crate) fn of_a_signed_form_what_is_open_is_asked_for() {
    let names = |lock: &str| {
        let opened = wait(reader().open(vec![file(files::signed_form(lock))], None)).unwrap();
        assert_eq!(opened.signatures, 1);
        let names = opened.fields.into_iter().map(|field| field.name);
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(""), "open locked also.locked");
    assert_eq!(names("/Include/Fields[(locked)(also)]"), "open");
}

pub(crate) fn signed_documents_that_cannot_be_used() {
    let certified = files::signed("/Perms<</DocMDP 6 0 R>>", files::NO_CHANGES);
    assert_eq!(refused(certified), "LOCKED_BY_CERTIFICATION");
    // What we add has a name that no such lock leaves open: judged by its letter, it would break the signature that is there.
    for lock in ["/All", "/Exclude/Fields[(open)]"] {
        assert_eq!(refused(files::signed_form(lock)), "LOCKED_BY_SIGNATURE", "{lock}");
    }
    assert_eq!(
        refused(without_table(&files::signed("", ""))),
        "SIGNED_AND_BROKEN"
    );
}

pub(crate) fn broken_files_have_a_code_each() {
    assert_eq!(refused(Bytes::new()), "EMPTY_FILE");
    assert_eq!(code(wait(reader().open(Vec::new(), None))), "EMPTY_FILE");
    assert_eq!(refused("MZ this is a program"), "NOT_A_PDF");
    let whole = files::plain(200, 100);
    assert_eq!(refused(whole.slice(..whole.len() / 2)), "TRUNCATED");
    assert_eq!(refused(files::endless_tree()), "BROKEN");
    assert_eq!(refused(&files::PNG[..40]), "TRUNCATED");
    let dynamic = "<</Type/Catalog/Pages 2 0 R/NeedsRendering true/AcroForm<</Fields[]/XFA 5 0 R>>>>";
    assert_eq!(
        refused(files::special(dynamic, &["<</Length 1>>stream\nx\nendstream"])),
        "DYNAMIC_XFA"
    );
    let mut small = settings(&["document-child"]);
    small.limits.file_bytes = 100;
    let reader = ChildReader::new(small);
    assert_eq!(code(wait(reader.open(vec![file(whole)], None))), "TOO_LARGE");
}

pub(crate) fn a_broken_cross_reference_is_mended() {
    let opened = wait(reader().open(vec![file(without_table(&files::plain(200, 100)))], None)).unwrap();
    assert_eq!(opened.remarks, ["REPAIRED"]);
    let again = wait(reader().open(vec![file(opened.bytes)], None)).unwrap();
    assert!(again.remarks.is_empty() && again.pages == opened.pages);
}

pub(crate) fn passwords_open_and_are_not_needed_again() {
    let open = |bytes: &'static [u8], password: Option<&str>| {
        let upload = UploadedFile {
            password: password.map(str::to_owned),
            ..file(bytes)
        };
        wait(reader().open(vec![upload], None))
    };
    assert_eq!(code(open(files::WITH_PASSWORD, None)), "NEEDS_PASSWORD");
    assert_eq!(code(open(files::WITH_PASSWORD, Some("wrong"))), "WRONG_PASSWORD");
    let opened = open(files::WITH_PASSWORD, Some("geslo")).unwrap();
    assert_eq!(opened.remarks, ["ENCRYPTION_REMOVED"]);
    let again = wait(reader().open(vec![file(opened.bytes)], None)).unwrap();
    assert_eq!((again.pages, again.remarks), (opened.pages, Vec::new()));
    let signed = open(files::SIGNED_WITH_PASSWORD, Some("geslo"));
    assert_eq!(code(signed), "SIGNED_NEEDS_PASSWORD");
    let restricted = open(files::RESTRICTED, None).unwrap();
    assert_eq!(restricted.remarks, ["OWNER_RESTRICTIONS", "ENCRYPTION_REMOVED"]);
}

pub(crate) fn what_runs_by_itself_is_remarked_upon() {
    let catalog = "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AcroForm<</Fields[]/XFA 5 0 R>>>>";
    let opened = wait(reader().open(
        vec![file(files::special(
            catalog,
            &["<</Length 1>>stream\nx\nendstream"],
        ))],
        None,
    ))
    .unwrap();
    for remark in [
        "XFA_REMOVED",
        "ACTIVE_CONTENT:javascript",
        "ACTIVE_CONTENT:open_action",
    ] {
        assert!(
            opened.remarks.iter().any(|known| known == remark),
            "{remark} in {:?}",
            opened.remarks
        );
    }
    let script = "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>";
    let kept = wait(reader().open(vec![file(files::signed(script, ""))], None))
        .unwrap()
        .remarks;
    assert!(
        kept.contains(&"ACTIVE_CONTENT_KEPT:javascript".to_owned()),
        "{kept:?}"
    );
    assert!(
        kept.iter().all(|remark| !remark.starts_with("ACTIVE_CONTENT:")),
        "{kept:?}"
    );
}

pub(crate) fn bombs_are_refused_in_time() {
    let start = Instant::now();
    let mut narrow = settings(&["document-child"]);
    narrow.limits.stream_bytes = 20 << 20;
    let reader = ChildReader::new(narrow);
    assert_eq!(
        code(wait(reader.open(vec![file(files::inflating())], None))),
        "TOO_COMPLEX"
    );
    assert_eq!(refused(files::deep()), "TOO_COMPLEX");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

pub(crate) fn pages_are_drawn() {
    let document = files::plain(200, 100);
    let page = wait(reader().render(document.clone(), 0, 400)).unwrap();
    assert!(page.png.starts_with(b"\x89PNG"));
    // IHDR: width and height (ISO/IEC 15948 §11.2.2).
    assert_eq!(&page.png[16..24], &[0, 0, 1, 144, 0, 0, 0, 200]);
    assert_eq!(code(wait(reader().render(document, 1, 400))), "NO_SUCH_PAGE");
    let signed = wait(reader().render(files::signed("", ""), 0, 100)).unwrap();
    assert!(signed.png.starts_with(b"\x89PNG"));
}

pub(crate) fn a_page_that_takes_for_ever_is_given_up() {
    let limit = Duration::from_secs(2);
    let settings = ChildSettings {
        time_limit: limit,
        ..settings(&["document-child"])
    };
    let reader = ChildReader::new(settings);
    let start = Instant::now();
    assert_eq!(
        code(wait(reader.render(files::endless_drawing(), 0, 200))),
        "TOO_COMPLEX"
    );
    assert!(
        start.elapsed() < limit + Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
}

/// The same file with nonsense where the table was said to be.
fn without_table(bytes: &[u8]) -> Bytes {
    let text = String::from_utf8_lossy(bytes);
    let table = text.rfind("startxref").unwrap();
    let end = bytes.len() - (text.len() - table);
    [&bytes[..end], b"startxref\n7\n%%EOF\n"].concat().into()
}
