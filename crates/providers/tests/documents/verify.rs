//! Files of people who are not signed in: what the child says of signatures, and what it draws.

use std::path::Path;
use std::time::{Duration, Instant};

use ades::pades::{self, Signer};
use ades::test_pki::{self, TestPki};
use ades::validate::Verdict;
use app::ports::{DocumentReader, Verified, VerifyTerms};
use pdf::form::{NewField, NewFieldKind};
use pdf::{Act, Alignment, Document, Fonts, Limits, PrepareOptions, Rect, SignatureAppearance};
use providers::documents::child::{ChildReader, ChildSettings};

use crate::{code, file, files, reader, settings, wait};

fn fonts() -> Fonts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/ui/dist/fonts");
    let font = |name: &str| std::fs::read(folder.join(name)).unwrap();
    Fonts::new(font("NotoSans-Regular.ttf"), font("Caveat-Regular.ttf")).unwrap()
}

fn open(bytes: &[u8]) -> Document {
    Document::open(bytes.to_vec(), None, &Limits::default()).unwrap()
}

/// A page on which so many people have signed, one after the other, each in a place of their own.
fn signed_by(pki: &TestPki, fonts: &Fonts, people: usize) -> Vec<u8> {
    let place = |number: usize| NewField {
        rect: Rect {
            x: 10.0 + 40.0 * (number % 14) as f64,
            y: 10.0 + 30.0 * (number / 14) as f64,
            width: 38.0,
            height: 28.0,
        },
        name: format!("s{number:03}"),
        kind: NewFieldKind::Signature,
        page: 0,
        tooltip: String::new(),
        required: false,
        read_only: false,
        font_size: None,
        alignment: Alignment::default(),
        max_length: None,
        value: None,
    };
    let fields: Vec<NewField> = (0..people).map(place).collect();
    let options = PrepareOptions::default();
    let mut bytes = pdf::prepare(&open(&files::plain(600, 800)), &fields, fonts, &options)
        .unwrap()
        .bytes;
    for number in 0..people {
        let signer = Signer::of(&pki.seal, test_pki::now()).unwrap();
        let act = Act {
            signature_field: format!("s{number:03}"),
            appearance: Some(SignatureAppearance {
                typed: Some(format!("Oseba {number}")),
                ..SignatureAppearance::default()
            }),
            ..Act::default()
        };
        let dictionary = signer.dictionary(false);
        let prepared = pades::prepare(&open(&bytes), &act, &dictionary, fonts, &signer).unwrap();
        let signature = pki.seal.key.sign(prepared.to_be_signed()).unwrap();
        let revision = prepared.accept(&signature).unwrap().finish(None).unwrap();
        bytes.extend_from_slice(&revision);
    }
    bytes
}

fn judged(pki: &TestPki, bytes: Vec<u8>) -> Verified {
    let terms = VerifyTerms::new(pki.root.to_pem(), test_pki::now());
    wait(reader().verify(file(bytes), terms)).unwrap()
}

pub(crate) fn signatures_are_judged_and_changes_are_drawn() {
    let (pki, fonts) = (TestPki::new().unwrap(), fonts());
    let verified = judged(&pki, signed_by(&pki, &fonts, 3));
    assert_eq!(verified.report.verdict(), Verdict::Valid);
    assert_eq!(
        verified.revision_ends.len(),
        verified.covers.last().unwrap().unwrap() + 1
    );
    assert_eq!(
        verified.steps.len(),
        2,
        "from the first to the second, from there to the third"
    );
    for (number, step) in (1..).zip(&verified.steps) {
        let [page] = step.pages.as_slice() else {
            panic!("one page differs, not {}", step.pages.len());
        };
        let (before, after) = (page.before.as_ref().unwrap(), page.after.as_ref().unwrap());
        assert!(before.png.starts_with(b"\x89PNG") && after.png.starts_with(b"\x89PNG"));
        assert_ne!(before.png, after.png);
        // Pictures are 720 pixels wide, the page 600 points.
        let [left, .., width, _] = page.places[0];
        let expected = 1.2 * (10.0 + 40.0 * f64::from(number));
        assert!((f64::from(left) - expected).abs() < 20.0, "{left} and {expected}");
        assert!(width <= 60, "{width}: only what this person wrote");
    }
}

/// As many people as rarely sign one document, each signature judged with all that came after it.
pub(crate) fn many_signatures_are_judged_in_time() {
    let (pki, fonts) = (TestPki::new().unwrap(), fonts());
    let bytes = signed_by(&pki, &fonts, 30);
    let begun = Instant::now();
    let verified = judged(&pki, bytes);
    assert_eq!(verified.report.verdict(), Verdict::Valid);
    assert_eq!(verified.report.signatures.len(), 30);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// While a stranger's file takes its time, an upload is read.
pub(crate) fn strangers_do_not_take_all_children() {
    let settings = ChildSettings {
        children: 2,
        waiting_limit: Duration::from_millis(300),
        time_limit: Duration::from_secs(2),
        ..settings(&["bad-child", "hang"])
    };
    let reader = ChildReader::new(settings);
    let terms = || VerifyTerms::new(String::new(), test_pki::now());
    let stranger = || reader.verify(file(files::plain(1, 1)), terms());
    let (one, two, upload) = wait(async {
        tokio::join!(
            stranger(),
            stranger(),
            reader.open(vec![file(files::plain(1, 1))], None)
        )
    });
    let mut codes = [code(one), code(two)];
    codes.sort();
    assert_eq!(
        codes,
        ["READER_FAILED", "TOO_COMPLEX"],
        "the second one waits, and is sent away"
    );
    assert_eq!(code(upload), "TOO_COMPLEX", "it had its turn: its child hung too");
}
