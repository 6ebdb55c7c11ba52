//! The cases: kinds of input, ways to sign, and the report.

use ades::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use ades::test_pki::TestPki;
use pdf::compose::{Attachment, Block, Entry, Report, compose};
use pdf::form::{NewFieldKind, Value};
use pdf::image::Picture;
use pdf::merge::{Part, merge};
use pdf::{Act, Document, FieldLock, Fonts, Limits, Rewrite};
use testkit::faces::fonts;
use testkit::paper::{self, CrossReference, Sheet, document};
use testkit::sealer::{CLOSING_SEAL, Sealer, Terms, open};

use crate::kinds;
use crate::people::{self, act, drawn, field, text, value};
use crate::{Desk, Expected};

/// Makes every case.
pub(crate) fn all(desk: &mut Desk, pki: &TestPki) -> anyhow::Result<()> {
    let fonts = fonts()?;
    let rsa = pki.rsa_seal(2048)?;
    let p384 = pki.p384_seal()?;
    let pss = SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256);
    let contract = document(&paper::contract(3, 12), CrossReference::Table);
    let p256 = || Sealer::new(pki, &pki.seal, &fonts);

    journey(desk, &p256(), "contract-p256.pdf", &contract)?;
    journey(
        desk,
        &Sealer::new(pki, &rsa, &fonts),
        "contract-rsa2048.pdf",
        &contract,
    )?;
    journey(
        desk,
        &Sealer::new(pki, &p384, &fonts),
        "contract-p384.pdf",
        &contract,
    )?;
    let mut padded = Sealer::new(pki, &rsa, &fonts);
    padded.algorithm = Some(pss);
    journey(desk, &padded, "contract-rsa2048-pss.pdf", &contract)?;
    let mut unstamped = p256();
    unstamped.stamps = false;
    journey(desk, &unstamped, "contract-without-timestamps.pdf", &contract)?;

    turned(desk, &p256())?;
    tagged(desk, &p256())?;
    many(desk, &p256(), &contract)?;
    locked(desk, &p256(), &contract)?;
    certified(desk, &p256(), &contract)?;
    rare_letters(desk, &p256(), &contract)?;
    form(desk, &p256())?;
    kinds::every_kind(desk, &p256())?;
    merged(desk, &p256())?;
    foreign(desk, &p256)?;
    report(desk, &p256(), &fonts)
}

/// The whole journey: prepared, two people, an approver, the closing seal.
fn journey(desk: &mut Desk, sealer: &Sealer<'_>, name: &str, paper: &[u8]) -> anyhow::Result<()> {
    let last = open(paper)?.pages()?.len() - 1;
    let mut file = sealer.prepare(paper, &people::fields(last))?;
    for (act, reason) in [people::first(), people::second(), people::approver(3)] {
        file = sealer.seal(&file, &act, reason)?;
    }
    file = sealer.close(&file, &["r002_text_02"])?;
    let expected = Expected {
        file: name.to_owned(),
        signatures: 4,
        timestamps: sealer.stamps,
        texts: people::texts(),
        absent: Vec::new(),
    };
    desk.keep(&file, expected)
}

/// Pages turned, cut and enlarged, each with a field and a signature.
fn turned(desk: &mut Desk, sealer: &Sealer<'_>) -> anyhow::Result<()> {
    let entries = [
        "/Rotate 0",
        "/Rotate 90",
        "/Rotate 180",
        "/Rotate 270",
        "/Rotate 90 /CropBox [50 100 500 700]",
        "/UserUnit 2 /CropBox [20 30 400 600]",
    ];
    let sheets = entries.map(|entries| Sheet::a4(vec![format!("Page with {entries}")]).with(entries));
    let name = |page: usize| {
        (
            format!("r{:03}_text_01", page + 1),
            format!("r{:03}_signature_01", page + 1),
        )
    };
    let mut fields = Vec::new();
    for page in 0..sheets.len() {
        let (text, signature) = name(page);
        fields.push(field(
            &text,
            NewFieldKind::Text { multiline: false },
            page,
            [60.0, 200.0, 180.0, 20.0],
        ));
        fields.push(field(
            &signature,
            NewFieldKind::Signature,
            page,
            [60.0, 240.0, 180.0, 60.0],
        ));
    }
    let mut file = sealer.prepare(&document(&sheets, CrossReference::Table), &fields)?;
    let mut texts = Vec::new();
    for page in 0..sheets.len() {
        let (field, signature) = name(page);
        let (words, line) = (
            format!("Stran {} čšž ŘŮ", page + 1),
            format!("Podpisala oseba {}", page + 1),
        );
        let act = Act {
            appearance: Some(drawn(&[&line])),
            ..act(&signature, &[&field], vec![text(&field, &words)])
        };
        file = sealer.seal(&file, &act, "Elektronsko podpisano.")?;
        texts.extend([words, line]);
    }
    let file = sealer.close(&file, &[])?;
    keep(desk, "turned-pages.pdf", (&file, sheets.len() + 1), texts)
}

/// Tags on pages turned every way, read and taken out as uploads are, and a signature where each of them was (M-41).
fn tagged(desk: &mut Desk, sealer: &Sealer<'_>) -> anyhow::Result<()> {
    let entries = [
        "/Rotate 0",
        "/Rotate 90",
        "/UserUnit 2",
        "/CropBox [20 30 560 800]",
    ];
    let sheets = entries.map(|entries| {
        let lines = [
            "Contract about tags",
            "",
            "",
            "",
            "Buyer: [[S1]] signs here.",
            "",
            "",
            "",
            "Seller: {{Sig_es_:signer2:signature}} there.",
        ];
        Sheet::a4(lines.map(str::to_owned).to_vec()).with(entries)
    });
    let upload = open(&document(&sheets, CrossReference::Stream))?;
    let read = providers::documents::read_tags(&upload, &[]);
    anyhow::ensure!(
        read.tags.len() == 2 * sheets.len() && read.is_complete,
        "tags are missing"
    );
    let mut rewrite = Rewrite::new(&upload)?;
    read.removal.apply(&mut rewrite)?;
    let name = |number: usize| format!("r{:03}_signature_01", number + 1);
    let place = |tag: &pdf::Rect| [tag.x, tag.y, tag.width.max(120.0), 30.0];
    let mut fields = Vec::new();
    for (number, tag) in read.tags.iter().enumerate() {
        let rect = pdf::Rect {
            x: tag.rect.x,
            y: tag.rect.y,
            width: tag.rect.width,
            height: tag.rect.height,
        };
        fields.push(field(
            &name(number),
            NewFieldKind::Signature,
            tag.page,
            place(&rect),
        ));
    }
    let mut file = sealer.prepare(&rewrite.finish()?, &fields)?;
    let mut texts = ["Contract about tags", "signs here.", "there."]
        .map(str::to_owned)
        .to_vec();
    for number in 0..fields.len() {
        let line = format!("Podpisala oseba {}", number + 1);
        let act = Act {
            appearance: Some(drawn(&[&line])),
            ..act(&name(number), &[], Vec::new())
        };
        file = sealer.seal(&file, &act, "Elektronsko podpisano.")?;
        texts.push(line);
    }
    let expected = Expected {
        file: "tagged.pdf".to_owned(),
        signatures: fields.len() + 1,
        timestamps: true,
        texts,
        absent: ["[[S1]]", "_es_", "signer2"].map(str::to_owned).to_vec(),
    };
    desk.keep(&sealer.close(&file, &[])?, expected)
}

/// So many people that one's field name begins another's, were it not for the zeros.
fn many(desk: &mut Desk, sealer: &Sealer<'_>, paper: &[u8]) -> anyhow::Result<()> {
    let place = |number: u32| {
        [
            40.0 + f64::from(number % 3) * 180.0,
            290.0 + f64::from(number / 3) * 80.0,
            160.0,
            60.0,
        ]
    };
    let name = |number: u32| format!("r{number:03}_signature_01");
    let fields: Vec<_> = (1..=12)
        .map(|number| field(&name(number), NewFieldKind::Signature, 1, place(number)))
        .collect();
    let mut file = sealer.prepare(paper, &fields)?;
    let mut texts = Vec::new();
    for number in 1..=12 {
        let line = format!("Podpisnik številka {number}");
        let act = Act {
            appearance: Some(drawn(&[&line])),
            ..act(&name(number), &[], Vec::new())
        };
        file = sealer.seal(&file, &act, &line)?;
        texts.push(line);
    }
    let file = sealer.close(&file, &[])?;
    keep(desk, "twelve-people.pdf", (&file, 13), texts)
}

/// Each signature locks the fields of its own person (an option of the account).
fn locked(desk: &mut Desk, sealer: &Sealer<'_>, paper: &[u8]) -> anyhow::Result<()> {
    let mut file = sealer.prepare(paper, &people::fields(0))?;
    for (act, reason) in [people::first(), people::second()] {
        let mut names = act.own_fields.clone();
        names.push(act.signature_field.clone());
        let terms = Terms {
            lock: Some(FieldLock::Include(names)),
            ..Terms::default()
        };
        file = sealer.seal_with(&file, &act, reason, terms)?;
    }
    let file = sealer.close(&file, &["r002_text_02"])?;
    keep(desk, "locked-fields.pdf", (&file, 3), people::texts())
}

/// An opening seal that allows nothing but filling and signing (decision 5).
fn certified(desk: &mut Desk, sealer: &Sealer<'_>, paper: &[u8]) -> anyhow::Result<()> {
    let mut fields = people::fields(0);
    fields.push(field(
        "opening_seal",
        NewFieldKind::Signature,
        0,
        [0.0, 0.0, 1.0, 1.0],
    ));
    fields.push(field(
        "act003_approval",
        NewFieldKind::Signature,
        0,
        [2.0, 0.0, 1.0, 1.0],
    ));
    let terms = Terms {
        certification: Some(2),
        ..Terms::default()
    };
    let opening = act("opening_seal", &[], Vec::new());
    let mut file = sealer.prepare(paper, &fields)?;
    file = sealer.seal_with(&file, &opening, "Elektronski žig ob odpošiljanju.", terms)?;
    for (act, reason) in [people::first(), people::second(), people::approver(3)] {
        file = sealer.seal(&file, &act, reason)?;
    }
    let file = sealer.close(&file, &["r002_text_02"])?;
    keep(desk, "certified.pdf", (&file, 5), people::texts())
}

/// Letters beyond what a prepared file carries, and letters in two parts.
fn rare_letters(desk: &mut Desk, sealer: &Sealer<'_>, paper: &[u8]) -> anyhow::Result<()> {
    let fields = [
        field(
            "r001_text_01",
            NewFieldKind::Text { multiline: true },
            0,
            [40.0, 290.0, 300.0, 80.0],
        ),
        field(
            "r001_signature_01",
            NewFieldKind::Signature,
            0,
            [40.0, 390.0, 220.0, 80.0],
        ),
    ];
    let written = "Ѫ ѣ ӏ · Nguyễn Văn Tỵ · c\u{30C}s\u{30C}z\u{30C} · Ἀθῆναι · ǅ ß ẞ ı İ ő ű ł ħ";
    let read = "Ѫ ѣ ӏ · Nguyễn Văn Tỵ · čšž · Ἀθῆναι · ǅ ß ẞ ı İ ő ű ł ħ";
    let act = Act {
        appearance: Some(drawn(&["Nguyễn Văn Tỵ, Ἀθῆναι, Ѣ"])),
        ..act(
            "r001_signature_01",
            &["r001_text_01"],
            vec![text("r001_text_01", written)],
        )
    };
    let file = sealer.prepare(paper, &fields)?;
    let file = sealer.seal(&file, &act, "Elektronsko podpisano: Ἀθῆναι, Nguyễn, 🖊.")?;
    let file = sealer.close(&file, &[])?;
    keep(
        desk,
        "rare-letters.pdf",
        (&file, 2),
        vec![read.to_owned(), "Nguyễn Văn Tỵ, Ἀθῆναι, Ѣ".to_owned()],
    )
}

/// Fields that another program made, filled by people.
fn form(desk: &mut Desk, sealer: &Sealer<'_>) -> anyhow::Result<()> {
    let signature = field(
        "r001_signature_01",
        NewFieldKind::Signature,
        0,
        [60.0, 300.0, 220.0, 60.0],
    );
    let own = ["Name", "Agree", "Period", "Place"];
    let values = vec![
        text("Name", people::NAME),
        value("Agree", Value::Checked(true)),
        text("Period", "Yearly"),
        text("Place", "Praha"),
    ];
    let act = Act {
        appearance: Some(drawn(&["Elektronsko podpisala Živa"])),
        ..act("r001_signature_01", &own, values)
    };
    let file = sealer.prepare(&paper::form(), &[signature])?;
    let file = sealer.seal(&file, &act, "Elektronsko podpisano.")?;
    let file = sealer.close(&file, &[])?;
    let texts = [people::NAME, "Praha", "Elektronsko podpisala Živa"];
    keep(
        desk,
        "form-of-another.pdf",
        (&file, 2),
        texts.map(str::to_owned).to_vec(),
    )
}

/// Several files and pictures become one.
fn merged(desk: &mut Desk, sealer: &Sealer<'_>) -> anyhow::Result<()> {
    let (form, contract) = (
        open(&paper::form())?,
        open(&document(&paper::contract(2, 12), CrossReference::Stream))?,
    );
    let pictures = [desk.foreign("picture.png")?, desk.foreign("picture.jpg")?];
    let [png, jpeg] = [Picture::read(&pictures[0])?, Picture::read(&pictures[1])?];
    let parts = [
        Part::Document(&contract),
        Part::Document(&form),
        Part::Picture(&png),
        Part::Document(&form),
        Part::Picture(&jpeg),
    ];
    journey(desk, sealer, "merged.pdf", &merge(&parts)?.bytes)?;
    for (name, picture) in ["picture-png.pdf", "picture-jpeg.pdf"].iter().zip(&pictures) {
        journey(desk, sealer, name, &pdf::merge::image_to_pdf(picture)?)?;
    }
    Ok(())
}

/// Inputs that other programs made: packed, encrypted, signed.
fn foreign<'a>(desk: &mut Desk, sealer: &dyn Fn() -> Sealer<'a>) -> anyhow::Result<()> {
    for name in ["packed.pdf", "linear.pdf"] {
        journey(desk, &sealer(), name, &desk.foreign(name)?)?;
    }
    for (name, password) in [("restricted.pdf", None), ("locked.pdf", Some("geslo"))] {
        let document = Document::open(
            desk.foreign(name)?,
            password.map(str::as_bytes),
            &Limits::default(),
        )?;
        journey(desk, &sealer(), name, &Rewrite::new(&document)?.finish()?)?;
    }
    for name in ["signed.pdf", "signed-streams.pdf", "signed-encrypted.pdf"] {
        let fields = [
            field(
                "r001_signature_01",
                NewFieldKind::Signature,
                0,
                [60.0, 500.0, 220.0, 60.0],
            ),
            field(
                "r002_signature_01",
                NewFieldKind::Signature,
                2,
                [300.0, 500.0, 220.0, 60.0],
            ),
        ];
        let file = sealer().prepare(&desk.foreign(name)?, &fields)?;
        on_top(
            desk,
            &sealer(),
            name,
            file,
            ["r001_signature_01", "r002_signature_01"],
        )?;
    }
    // No new field after a certification: the file's own empty places are used (decision 8).
    let file = desk.foreign("certified.pdf")?;
    on_top(
        desk,
        &sealer(),
        "certified-by-another.pdf",
        file,
        ["Stranger2", "Stranger3"],
    )
}

/// Two visible signatures and the closing seal over a stranger's signature.
fn on_top(
    desk: &mut Desk,
    sealer: &Sealer<'_>,
    name: &str,
    mut file: Vec<u8>,
    places: [&str; 2],
) -> anyhow::Result<()> {
    let mut texts = Vec::new();
    for place in places {
        let line = format!("Sopodpisala Živa Žagar ({place})");
        let act = Act {
            appearance: Some(drawn(&[&line])),
            ..act(place, &[], Vec::new())
        };
        file = sealer.seal(&file, &act, &line)?;
        texts.push(line);
    }
    keep(desk, name, (&sealer.close(&file, &[])?, 4), texts)
}

/// The audit report, sealed.
fn report(desk: &mut Desk, sealer: &Sealer<'_>, fonts: &Fonts) -> anyhow::Result<()> {
    let entry = |number: usize| Entry {
        time: format!("22. 11. 2026 11:{number:02}:00 +01:00"),
        text: format!("Živa Čebašek je odprla dokument, {number}. dogodek."),
        details: vec!["192.0.2.7 · Firefox 145".to_owned()],
    };
    let report = Report {
        title: "Revizijsko poročilo".into(),
        subtitle: Some("Najemna pogodba".into()),
        language: "sl".into(),
        created: ades::test_pki::now(),
        producer: "Podpis".into(),
        header: "Podpis".into(),
        footer: "0193f7c2".into(),
        page_label: "Stran {page} od {pages}".into(),
        blocks: vec![
            Block::Table(vec![("Pošiljateljica".into(), "Živa Čebašek".into())]),
            Block::Heading {
                level: 1,
                text: "Potek".into(),
            },
            Block::Timeline((1..40).map(entry).collect()),
        ],
        attachments: vec![Attachment {
            name: "evidence.json".into(),
            media_type: "application/json".into(),
            description: "Dokazi".into(),
            data: br#"{"format":"podpis-evidence/1"}"#.to_vec(),
        }],
    };
    let seal = act(CLOSING_SEAL, &[], Vec::new());
    let file = sealer.seal(&compose(&report, fonts)?, &seal, "Elektronski žig poročila.")?;
    let texts = [
        "Revizijsko poročilo",
        "Živa Čebašek je odprla dokument, 39. dogodek.",
    ];
    keep(desk, "report.pdf", (&file, 1), texts.map(str::to_owned).to_vec())
}

fn keep(
    desk: &mut Desk,
    name: &str,
    (file, signatures): (&[u8], usize),
    texts: Vec<String>,
) -> anyhow::Result<()> {
    let expected = Expected {
        file: name.to_owned(),
        signatures,
        timestamps: true,
        texts,
        absent: Vec::new(),
    };
    desk.keep(file, expected)
}
