//! Samples of the recipient's pages.

use crate::editor::PICTURE;
use crate::samples::Sheet;
use domain::fields::FieldKind;
use std::collections::BTreeMap;
use web::pages::sign::Frame;
use web::pages::sign::document::{Field, FieldState, Page, Person, Rect, Sign, Value};
use web::pages::sign::gate::{AccountChallenge, Challenge, PasswordChallenge, PinChallenge};
use web::pages::sign::outcome::{Done, Ended, Ending, Reason, Waiting};

const NAME: &str = "Pogodba o poslovnem sodelovanju 2026-114";

pub(crate) fn show(sheet: &mut Sheet) {
    challenges(sheet);
    documents(sheet);
    outcomes(sheet);
}

fn frame(sheet: &Sheet) -> Frame {
    Frame {
        words: sheet.words,
        shell: sheet.visitor("/s/sample"),
        base: "/s/sample".into(),
        organisation: "Banka d.d.".into(),
        sender: "Maja Kovačič".into(),
        back: None,
    }
}

fn challenges(sheet: &mut Sheet) {
    let words = sheet.words;
    let asked = Challenge {
        frame: frame(sheet),
        may_refuse: true,
        withdrawn: None,
        number: "•• 67".into(),
        sent: false,
        called: false,
        calls: true,
        error: None,
        attempts_left: None,
        wait: None,
    };
    let sent = Challenge {
        sent: true,
        wait: Some(words.count("sign-code-wait", 28)),
        ..asked.clone()
    };
    let wrong = Challenge {
        sent: true,
        error: Some(words.text("sign-code-wrong")),
        attempts_left: Some(1),
        ..asked.clone()
    };
    sheet.add("sign-challenge", &asked);
    sheet.add("sign-challenge-sent", &sent);
    sheet.add("sign-challenge-wrong", &wrong);
    let pin = PinChallenge {
        frame: frame(sheet),
        may_refuse: true,
        withdrawn: None,
        error: Some(words.text("sign-pin-wrong")),
        attempts_left: Some(1),
        sender_address: "maja.kovacic@banka.example".into(),
    };
    sheet.add("sign-pin-wrong", &pin);
    let account = AccountChallenge {
        frame: frame(sheet),
        may_refuse: true,
        withdrawn: None,
        address: Some("ana.novak@banka.example".into()),
        other: Some(words.with(
            "sign-account-other",
            &[("address", &"maja.kovacic@banka.example")],
        )),
        error: Some(words.text("sign-account-wrong")),
        attempts_left: Some(1),
        sender_address: "maja.kovacic@banka.example".into(),
    };
    sheet.add("sign-account-wrong", &account);
    let password = PasswordChallenge {
        frame: frame(sheet),
        may_refuse: true,
        withdrawn: None,
        error: None,
        attempts_left: None,
        sender_address: "maja.kovacic@banka.example".into(),
    };
    let wrong = PasswordChallenge {
        error: Some(words.text("sign-password-wrong")),
        attempts_left: Some(1),
        ..password.clone()
    };
    sheet.add("sign-password", &password);
    sheet.add("sign-password-wrong", &wrong);
}

fn documents(sheet: &mut Sheet) {
    let sign = Sign {
        frame: frame(sheet),
        name: NAME.into(),
        message: "Pozdravljeni, v prilogi je pogodba, o kateri sva govorila. Prosim za podpis do petka."
            .into(),
        private_message: "Prosim, preberite posebej 4. člen.".into(),
        person: Person {
            name: "Ana Novak".into(),
            initials: "AN".into(),
            has_letters: true,
            approver: false,
            insider: false,
        },
        consented: false,
        withdrawn: None,
        consent_version: "sample".into(),
        deadline: Some(sheet.words.date(jiff::civil::date(2026, 12, 31))),
        revision: "sample".into(),
        pdf: PICTURE.into(),
        pages: pages(sheet),
        values: BTreeMap::new(),
        state: FieldState::default(),
    };
    let half = BTreeMap::from([
        ("f1".into(), Value::Text("Ana Novak".into())),
        ("f3".into(), Value::Set(true)),
    ]);
    sheet.add("sign-consent", &sign);
    sheet.add(
        "sign-document",
        &Sign {
            consented: true,
            message: String::new(),
            values: half,
            state: FieldState::default(),
            ..sign.clone()
        },
    );
    let approver = Person {
        name: "Jan Dvořák".into(),
        initials: "JD".into(),
        has_letters: true,
        approver: true,
        insider: true,
    };
    let mut bare = pages(sheet);
    for page in &mut bare {
        page.fields.retain(|field| !field.own);
    }
    sheet.add(
        "sign-approve",
        &Sign {
            consented: true,
            person: approver,
            pages: bare,
            ..sign.clone()
        },
    );
    let many = (0..300).map(|index| Page {
        index,
        fields: Vec::new(),
        ..pages(sheet).swap_remove(1)
    });
    let mut many: Vec<Page> = many.collect();
    many[249].fields = vec![field(
        "last",
        FieldKind::Signature,
        249,
        rect(70.0, 700.0, 170.0, 46.0),
        sheet.words.text("sign-kind-signature"),
    )];
    sheet.add(
        "sign-many",
        &Sign {
            consented: true,
            pages: many,
            ..sign
        },
    );
}

fn pages(sheet: &Sheet) -> Vec<Page> {
    let label = |key: &str| sheet.words.text(key);
    let theirs = Field {
        own: false,
        owner: "Jiří Svoboda".into(),
        ..field(
            "o1",
            FieldKind::Signature,
            0,
            rect(340.0, 700.0, 170.0, 46.0),
            label("sign-kind-signature"),
        )
    };
    let optional = Field {
        required: false,
        ..field(
            "f4",
            FieldKind::Text,
            0,
            rect(70.0, 600.0, 440.0, 44.0),
            "Opomba".into(),
        )
    };
    let first = vec![
        field(
            "f1",
            FieldKind::Text,
            0,
            rect(70.0, 525.0, 180.0, 20.0),
            "Ime in priimek".into(),
        ),
        field(
            "f2",
            FieldKind::Date,
            0,
            rect(340.0, 525.0, 100.0, 20.0),
            label("sign-kind-date"),
        ),
        field(
            "f3",
            FieldKind::Checkbox,
            0,
            rect(70.0, 562.0, 14.0, 14.0),
            "Strinjam se s splošnimi pogoji".into(),
        ),
        optional,
        field(
            "f5",
            FieldKind::Signature,
            0,
            rect(70.0, 700.0, 170.0, 46.0),
            label("sign-kind-signature"),
        ),
        theirs,
    ];
    let second = vec![
        field(
            "f6",
            FieldKind::Initials,
            1,
            rect(500.0, 780.0, 60.0, 32.0),
            label("sign-kind-initials"),
        ),
        field(
            "f7",
            FieldKind::Signature,
            1,
            rect(70.0, 640.0, 170.0, 46.0),
            label("sign-kind-signature"),
        ),
    ];
    let page = |index, fields| Page {
        index,
        width: 595.3,
        height: 841.9,
        fields,
    };
    vec![page(0, first), page(1, second)]
}

fn field(id: &str, kind: FieldKind, page: usize, rect: Rect, label: String) -> Field {
    Field {
        id: id.into(),
        kind,
        page,
        rect,
        label,
        required: true,
        own: true,
        font_size: None,
        group: None,
        automatic: false,
        watched: false,
        mask: String::new(),
        choices: Vec::new(),
        max_length: 500,
        printed: false,
        owner: String::new(),
        settled: false,
    }
}

fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

fn outcomes(sheet: &mut Sheet) {
    let frame = frame(sheet);
    let done = Done {
        frame: frame.clone(),
        name: NAME.into(),
        approver: false,
        copy_only: false,
        others_left: 2,
        late: false,
        download: None,
        report: None,
    };
    sheet.add("sign-done", &done);
    sheet.add(
        "sign-completed",
        &Done {
            others_left: 0,
            download: Some(PICTURE.into()),
            report: Some(PICTURE.into()),
            ..done.clone()
        },
    );
    for (name, reason) in [
        ("sign-sealing", Reason::Sealing),
        ("sign-sealing-late", Reason::SealLate),
        ("sign-sealing-not-allowed", Reason::SealNotAllowed),
        ("sign-turn", Reason::Turn),
    ] {
        sheet.add(
            name,
            &Waiting {
                frame: frame.clone(),
                name: NAME.into(),
                reason,
            },
        );
    }
    let ended = |ending, name: &str| Ended {
        frame: frame.clone(),
        ending,
        name: name.into(),
    };
    sheet.add("sign-declined", &ended(Ending::Declined, NAME));
    sheet.add("sign-cancelled", &ended(Ending::Cancelled, ""));
    sheet.add("sign-expired", &ended(Ending::Expired { asked: false }, ""));
    sheet.add("sign-expired-asked", &ended(Ending::Expired { asked: true }, ""));
    sheet.add("sign-late", &ended(Ending::Late, ""));
    sheet.add("sign-not-found", &ended(Ending::NotFound, ""));
}
