//! What the child makes of tags: read, taken out of the content stream, left where they are not understood or where a signature stands.

use app::ports::DocumentReader;
use domain::tags::{Fault, Reading, TagKind, TagWord, Target, Vendor};
use pdf::text::text_of;
use pdf::{Document, Limits};

use super::{file, files, reader, wait};

fn dictionary() -> Option<Vec<TagWord>> {
    Some(vec![TagWord {
        word: "#DIREKTOR#".into(),
        initials: false,
        target: Target::Order { number: 0 },
    }])
}

fn text(bytes: bytes::Bytes) -> String {
    text_of(&Document::open(bytes, None, &Limits::default()).unwrap()).unwrap()
}

pub(crate) fn m_41_tags_are_read_and_taken_out() {
    let content = "BT /F 12 Tf 50 700 Td (Director: #DIREKTOR#) Tj 0 -50 Td (Buyer: [[S) Tj (1]] or {{Sig_es_:signer2:signature}}) Tj \
                   0 -50 Td (Unknown: {{customer}} and {{Pay;type=payment}}) Tj 0 -50 Td (The end [[S2) Tj ET";
    let opened = wait(reader().open(vec![file(files::lettered(content))], dictionary())).unwrap();
    let said = text(opened.bytes);
    for gone in ["DIREKTOR", "S1", "Sig_es_", "signer2"] {
        assert!(!said.contains(gone), "{gone} is still there: {said}");
    }
    for stays in [
        "Director:",
        "Buyer:",
        "or",
        "{{customer}}",
        "{{Pay;type=payment}}",
        "The end [[S2",
    ] {
        assert!(said.contains(stays), "{stays} is gone: {said}");
    }
    let mut tags = opened.tags;
    tags.sort_by(|a, b| a.rect.y.total_cmp(&b.rect.y).then(a.rect.x.total_cmp(&b.rect.x)));
    let read: Vec<_> = tags
        .iter()
        .map(|tag| match &tag.reading {
            Reading::Field(tag) => Ok((tag.vendor, tag.kind)),
            Reading::Fault(fault) => Err(*fault),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        read,
        [
            Ok((Vendor::Dictionary, TagKind::Signature)),
            Ok((Vendor::Podpis, TagKind::Signature)),
            Ok((Vendor::Acrobat, TagKind::Signature)),
            Err(Fault::NotUnderstood),
            Ok((Vendor::Docuseal, TagKind::Other)),
            Err(Fault::Unclosed),
        ]
    );
    // 700 points up on a page of 800: the baseline lies 100 points below the upper edge.
    let foot = tags[0].rect.y + tags[0].rect.height;
    assert!((foot - 102.64).abs() < 0.01, "{foot}");
    assert!(opened.remarks.is_empty(), "{:?}", opened.remarks);
}

pub(crate) fn a_signed_document_keeps_its_tags() {
    let bytes = files::signed_lettered("BT /F 12 Tf 20 50 Td ([[S1]]) Tj ET");
    let opened = wait(reader().open(vec![file(bytes.clone())], dictionary())).unwrap();
    assert_eq!(opened.bytes, bytes);
    assert_eq!((opened.signatures, opened.tags.len()), (1, 1));
}

pub(crate) fn five_thousand_tags_and_what_is_left_of_them() {
    let line = |number: u32| {
        format!(
            "1 0 0 1 {} {} Tm ([[T1]]) Tj ",
            10 + number % 20 * 29,
            790 - number / 20 * 3
        )
    };
    let content: String = (0..5_100).map(line).collect();
    let opened = wait(reader().open(
        vec![file(files::lettered(&format!("BT /F 2 Tf {content} ET")))],
        dictionary(),
    ));
    let opened = opened.unwrap();
    assert_eq!(opened.tags.len(), 5_000);
    assert_eq!(opened.remarks, ["TAGS_NOT_ALL_READ"]);
    assert_eq!(text(opened.bytes).matches("[[T1]]").count(), 100);
}
