//! scratch (never committed)
use pdf::compose::*;
fn main() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/ui/dist/fonts/");
    let t = std::time::Instant::now();
    let fonts = pdf::Fonts::new(
        std::fs::read(format!("{dir}NotoSans-Regular.ttf")).unwrap(),
        std::fs::read(format!("{dir}Caveat-Regular.ttf")).unwrap(),
    )
    .unwrap();
    eprintln!("fonts {:?}", t.elapsed());
    let entry = |number: usize| Entry {
        time: format!("22. 11. 2026 10:{number:02}:00 +01:00"),
        text:
            "Živa Čebašek je odprla dokument; istovetnost preverjena s kodo SMS na številko +386 •• ••• 123."
                .into(),
        details: vec![
            "IP 192.0.2.7 · Firefox 145 · Řehoř Žižka".into(),
            "dogodek 0193f7".into(),
        ],
    };
    let r = Report {
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
            Block::Timeline((0..30).map(entry).collect()),
            Block::Note("Časi so po času prejemnika.".into()),
        ],
        attachments: vec![Attachment {
            name: "evidence.json".into(),
            media_type: "application/json".into(),
            description: "Dokazi".into(),
            data: br#"{"events":[]}"#.to_vec(),
        }],
    };
    let t = std::time::Instant::now();
    let b = compose(&r, &fonts).unwrap();
    eprintln!("compose {:?} {}", t.elapsed(), b.len());
    std::fs::write("/tmp/report.pdf", b).unwrap();
}
