//! Samples of the editor.

use crate::samples::Sheet;
use domain::fields::FieldOptions;
use web::assets;
use web::pages::Section;
use web::pages::editor::{
    Blocker, Choice, Document, Draft, Edit, Field, Me, Page, Participant, Rect, Setup, Warning, reminders,
};

/// Where the sample pages' pictures stand.
pub(crate) const PICTURE: &str = "/sample/page.svg";

pub(crate) fn show(sheet: &mut Sheet) {
    let edit = Edit {
        words: sheet.words,
        shell: sheet.admin(Section::Agreements, "/agreements/1/edit"),
        draft: draft(sheet),
        setup: setup(sheet),
    };
    let empty = Draft {
        version: 1,
        language: sheet.words.tag().into(),
        reminder: "NONE".into(),
        link_days: 7,
        ..Draft::default()
    };
    sheet.add(
        "editor-empty",
        &Edit {
            draft: empty,
            ..edit.clone()
        },
    );
    sheet.add("editor", &edit);
}

fn setup(sheet: &Sheet) -> Setup {
    let language = |code: &str, name: &str| Choice {
        code: code.into(),
        name: name.into(),
    };
    Setup {
        premium_methods: vec!["phone"],
        url: "/ui/drafts/1".into(),
        max_bytes: 50_000_000,
        me: Me {
            name: "Maja Kovačič".into(),
            email: "maja.kovacic@banka.example".into(),
        },
        languages: vec![
            language("en", "English"),
            language("sl", "Slovenščina"),
            language("cs", "Čeština"),
        ],
        reminders: reminders(sheet.words),
        today: "2026-11-22".into(),
        sprite: assets::url("sprite.svg"),
        template: None,
        groups: Vec::new(),
        link_days: (1, 365),
    }
}

fn draft(sheet: &Sheet) -> Draft {
    let page = |index| Page {
        index,
        width: 595.3,
        height: 841.9,
        image: PICTURE.into(),
    };
    Draft {
        version: 7,
        group: String::new(),
        name: "Pogodba o poslovnem sodelovanju 2026-114".into(),
        subject: String::new(),
        message: String::new(),
        language: sheet.words.tag().into(),
        deadline: Some("2026-12-31".into()),
        reminder: "WEEKLY_UNTIL_SIGNED".into(),
        link_days: 7,
        warnings: vec![Warning {
            code: "SHARED_ADDRESS",
            message: sheet.words.text("problem-shared-address"),
            participants: Vec::new(),
            fields: Vec::new(),
        }],
        problems: vec![Blocker {
            code: "NO_MANDATE",
            message: sheet.words.text("problem-no-mandate"),
            href: Some("/settings/seal"),
        }],
        pages: (0..3).map(page).collect(),
        documents: vec![
            document("d1", "Pogodba 2026-114.pdf", 2),
            document("d2", "Priloga – cenik storitev.pdf", 1),
        ],
        participants: people(),
        fields: fields(),
    }
}

fn document(id: &str, name: &str, pages: usize) -> Document {
    Document {
        id: id.into(),
        name: name.into(),
        pages,
        signed: false,
        notices: Vec::new(),
        tags: Vec::new(),
    }
}

fn people() -> Vec<Participant> {
    let (ana, jiri) = ("ana.novak@partner.example", "jiri.svoboda@dodavatel.example");
    let maja = "maja.kovacic@banka.example";
    vec![
        person("ana", "Ana Novak", ana, "signer", 1, "phone", "+38640123456"),
        person("jiri", "Jiří Svoboda", jiri, "signer", 2, "email", ""),
        person("maja", "Maja Kovačič", maja, "approver", 3, "email", ""),
    ]
}

fn fields() -> Vec<Field> {
    let rect = |x, y, width, height| Rect { x, y, width, height };
    let field = |id: &str, kind, page, rect, participant: &str, label: &str| Field {
        id: id.into(),
        kind,
        page,
        rect,
        participant: Some(participant.into()),
        required: true,
        label: label.into(),
        options: FieldOptions::default(),
        value: None,
    };
    vec![
        field("f1", "signature", 0, rect(70.0, 640.0, 170.0, 48.0), "ana", ""),
        field("f2", "signature", 0, rect(340.0, 640.0, 170.0, 48.0), "jiri", ""),
        field("f3", "text", 0, rect(70.0, 580.0, 190.0, 20.0), "ana", "EMŠO"),
        field("f4", "date", 0, rect(340.0, 580.0, 96.0, 20.0), "jiri", ""),
        field("f5", "checkbox", 0, rect(70.0, 540.0, 14.0, 14.0), "ana", ""),
        field("f6", "initials", 1, rect(500.0, 780.0, 60.0, 32.0), "ana", ""),
        field("f7", "initials", 1, rect(430.0, 780.0, 60.0, 32.0), "maja", ""),
    ]
}

fn person(
    id: &str,
    name: &str,
    email: &str,
    role: &'static str,
    order: u32,
    method: &'static str,
    phone: &str,
) -> Participant {
    Participant {
        id: id.into(),
        name: name.into(),
        email: email.into(),
        role,
        order,
        method,
        password_set: method == "password",
        pin: false,
        phone: phone.into(),
        language: None,
        place: String::new(),
        message: String::new(),
        others: Vec::new(),
    }
}

/// A page as a picture: lines of grey where text would be.
pub(crate) fn picture() -> String {
    let line = |number: usize| {
        let (y, width) = (
            120 + number * 16,
            if number % 7 == 6 {
                210
            } else {
                420 + (number * 37) % 40
            },
        );
        format!("<rect x=\"70\" y=\"{y}\" width=\"{width}\" height=\"5\" rx=\"2\" fill=\"#c3c8d1\"/>")
    };
    let lines: String = (0..24).map(line).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 595 842\"><rect width=\"595\" height=\"842\" fill=\"#fff\"/><rect x=\"70\" y=\"72\" width=\"250\" height=\"14\" rx=\"2\" fill=\"#5d6675\"/>{lines}</svg>"
    )
}
