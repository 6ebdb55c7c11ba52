//! Makes new documents, audit reports above all: tagged, PDF/A-3a and PDF/UA-1, with files attached. It never reads a PDF.
//!
//! The input is neutral: headings, paragraphs, rows. Whoever knows what an agreement is chooses the words.

mod emit;
mod layout;

use jiff::Timestamp;

use crate::{Fonts, Result};

/// A document to be made.
#[derive(Clone, Debug)]
pub struct Report {
    /// Title, on the first page and in the properties.
    pub title: String,
    /// A line under the title.
    pub subtitle: Option<String>,
    /// Language tag, as `sl` or `cs`.
    pub language: String,
    /// When it was made.
    pub created: Timestamp,
    /// The program that made it.
    pub producer: String,
    /// At the head of every page.
    pub header: String,
    /// At the foot of every page.
    pub footer: String,
    /// At the foot on the right; `{page}` and `{pages}` are replaced.
    pub page_label: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// What goes with it.
    pub attachments: Vec<Attachment>,
}

/// A piece of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading; level 1 is right under the title.
    Heading {
        /// 1 to 3.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// A paragraph in small grey letters.
    Note(String),
    /// Rows of a name and a value.
    Table(Vec<(String, String)>),
    /// What happened, in order.
    Timeline(Vec<Entry>),
    /// A square of dark and light modules, row by row, such as a QR code; whoever does not see it reads the same in letters beside it.
    Modules(Vec<Vec<bool>>),
}

/// One row of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, as the reader shall see it.
    pub time: String,
    /// What happened.
    pub text: String,
    /// Smaller lines below.
    pub details: Vec<String>,
}

/// A file that is attached to the whole document (ISO 32000-2 §14.13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// Media type, as `application/json`.
    pub media_type: String,
    /// What it is, in words.
    pub description: String,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// Makes the document.
pub fn compose(report: &Report, fonts: &Fonts) -> Result<Vec<u8>> {
    emit::emit(report, &layout::layout(report, fonts), fonts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::tests::fonts;

    pub(super) fn report(entries: usize) -> Report {
        let entry = |number: usize| {
            Entry {
            time: format!("22. 11. 2026 10:{number:02}:00 +01:00"),
            text: "Živa Čebašek je odprla dokument; istovetnost preverjena s kodo SMS na številko +386 •• ••• 123.".into(),
            details: vec!["IP 192.0.2.7 · Firefox 145 · Řehoř Žižka".into(), "dogodek 0193f7".into()],
        }
        };
        Report {
            title: "Revizijsko poročilo".into(),
            subtitle: Some("Pogodba o najemu, Ελληνικά, Договор".into()),
            language: "sl".into(),
            created: "2026-11-22T09:00:00Z".parse().unwrap(),
            producer: "Podpis".into(),
            header: "Podpis · revizijsko poročilo".into(),
            footer: "Sporazum 0193f7c2".into(),
            page_label: "Stran {page} od {pages}".into(),
            blocks: vec![
                Block::Heading {
                    level: 1,
                    text: "Povzetek".into(),
                },
                Block::Paragraph("Vse osebe so podpisale. ".repeat(9)),
                Block::Table(vec![
                    (
                        "Zgoščena vrednost (SHA-256)".into(),
                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
                    ),
                    ("Lastnik".into(), "Jan Žižka <jan@example.test>".into()),
                ]),
                Block::Heading {
                    level: 2,
                    text: "Potek".into(),
                },
                Block::Timeline((0..entries).map(entry).collect()),
                Block::Note("Časi so po času prejemnika.".into()),
                Block::Modules(vec![vec![true, false], vec![false, true]]),
            ],
            attachments: vec![Attachment {
                name: "evidence.json".into(),
                media_type: "application/json".into(),
                description: "Dokazi".into(),
                data: br#"{"events":[]}"#.to_vec(),
            }],
        }
    }

    #[test]
    fn a_report_is_an_archivable_and_accessible_file() {
        let bytes = compose(&report(40), fonts()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            text.contains("<pdfaid:part>3</pdfaid:part>")
                && text.contains("<pdfaid:conformance>A</pdfaid:conformance>")
        );
        assert!(text.contains("<pdfuaid:part>1</pdfuaid:part>") && text.contains("/AFRelationship"));
    }

    #[test]
    fn what_was_attached_is_found_again() {
        let bytes = compose(&report(1), fonts()).unwrap();
        let document = crate::Document::open(bytes, None, &crate::Limits::default()).unwrap();
        let found = crate::attachments(&document).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].name.as_str(), found[0].data.as_slice()),
            ("evidence.json", br#"{"events":[]}"#.as_slice())
        );
    }

    #[test]
    fn an_unusable_attachment_is_an_error() {
        let mut wrong = report(1);
        wrong.attachments[0].media_type = "not a type".into();
        assert_eq!(compose(&wrong, fonts()).unwrap_err().code(), "compose");
    }

    #[test]
    fn characters_beyond_the_face_do_not_stop_a_report() {
        let mut foreign = report(1);
        foreign.blocks.push(Block::Paragraph("李明 signed".into()));
        assert!(compose(&foreign, fonts()).is_ok());
    }
}
