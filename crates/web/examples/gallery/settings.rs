//! Samples of the pages of administrators, of the profile, the outbox, messages, and of every mail.

use crate::samples::Sheet;
use app::ports::{MailContent, MailKind, MailTemplates};
use web::language::Words;
use web::mail::Templates;
use web::pages::account::Message;
use web::pages::agreement::{Action, Fact, Way};
use web::pages::settings::{Certificate, FreshKey, Grant, Key, Keys, Seal, Use, User, Users};
use web::pages::system::{Check, Count, Job, OutboxMessage, OutboxPage, Profile, System};
use web::pages::{Choice, Problems, Section};

pub(crate) fn show(sheet: &mut Sheet) {
    let users = users(sheet);
    sheet.add(
        "users-problem",
        &Users {
            problems: Problems::one("email", sheet.words.text("problem-email-taken")),
            ..users.clone()
        },
    );
    sheet.add("users", &users);
    let seal = seal(sheet);
    sheet.add(
        "seal-none",
        &Seal {
            certificate: None,
            mandates: Vec::new(),
            bindings: Vec::new(),
            uses: Vec::new(),
            ..seal.clone()
        },
    );
    sheet.add("seal", &seal);
    let keys = keys(sheet);
    let fresh = FreshKey {
        name: "ERP".into(),
        text: "podpis_DIK0ijtvLU2gyz5wxedXzEskZn9KIsQiqDgSEvEYARU".into(),
    };
    sheet.add(
        "keys-fresh",
        &Keys {
            fresh: Some(fresh),
            ..keys.clone()
        },
    );
    sheet.add("keys", &keys);
    sheet.add("system", &system(sheet));
    sheet.add("profile", &profile(sheet));
    sheet.add("outbox", &outbox(sheet));
    messages(sheet);
    mails(sheet);
}

fn action(words: Words, key: &str, danger: bool) -> Action {
    Action {
        label: words.text(key),
        icon: "",
        way: Way::Post("/settings/seal".into()),
        danger,
    }
}

fn users(sheet: &Sheet) -> Users {
    let words = sheet.words;
    let user = |name: &str, email: &str, initials: &str, role: &str, tone, state: &str| User {
        name: name.into(),
        email: email.into(),
        initials: initials.into(),
        role: words.text(role),
        tone,
        state: words.text(state),
        since: words.with(
            "settings-since",
            &[("date", &words.date(jiff::civil::date(2026, 3, 2)))],
        ),
        actions: vec![action(words, "settings-deactivate", true)],
    };
    Users {
        words,
        shell: sheet.admin(Section::Users, "/users"),
        users: vec![
            user(
                "Maja Kovačič",
                "maja.kovacic@banka.example",
                "MK",
                "role-admin",
                "good",
                "settings-state-active",
            ),
            user(
                "Jan Dvořák",
                "jan.dvorak@banka.example",
                "JD",
                "role-sender",
                "wait",
                "settings-state-invited",
            ),
            user(
                "Sara Zupan",
                "sara.zupan@banka.example",
                "SZ",
                "role-sender",
                "",
                "settings-state-inactive",
            ),
        ],
        name: "Tina Hočevar".into(),
        email: "maja.kovacic@banka.example".into(),
        roles: Choice::list(
            &[
                ("sender", words.text("role-sender")),
                ("admin", words.text("role-admin")),
            ],
            "sender",
        ),
        languages: Choice::list(&[("sl", "Slovenščina".into())], "sl"),
        problems: Problems::default(),
        questions: Vec::new(),
    }
}

fn seal(sheet: &Sheet) -> Seal {
    let words = sheet.words;
    let fact = |key: &str, value: &str, code| Fact {
        label: words.text(key),
        value: value.into(),
        code,
    };
    let day = |year, month| words.date(jiff::civil::date(year, month, 2));
    let between = words.with(
        "settings-valid-between",
        &[("from", &day(2026, 3)), ("until", &day(2029, 3))],
    );
    let grant = |name: &str, tone, state: &str, key: &str| Grant {
        name: name.into(),
        tone,
        state: words.text(state),
        terms: between.clone(),
        people: words.with("settings-people-granted", &[("granted", &"Maja Kovačič")]),
        actions: vec![action(words, key, key == "settings-revoke")],
    };
    Seal {
        words,
        shell: sheet.admin(Section::Seal, "/settings/seal"),
        certificate: Some(Certificate {
            name: "Banka d.d.".into(),
            is_test: true,
            tone: "good",
            state: words.text("settings-state-valid"),
            facts: vec![
                fact("settings-seal-subject", "CN=Banka d.d.,O=Banka,C=SI", false),
                fact("settings-seal-valid", &between, false),
                fact(
                    "settings-seal-fingerprint",
                    "1fc07bae1f6c3dfd73df04d668be161bd4c8a892b86ee0dadb958268536f0034",
                    true,
                ),
            ],
        }),
        mandates: vec![
            grant(
                "Kreditne pogodbe s strankami",
                "good",
                "settings-state-in-force",
                "settings-revoke",
            ),
            grant(
                "Smlouvy se zákazníky",
                "wait",
                "settings-state-waits",
                "settings-approve",
            ),
        ],
        bindings: vec![grant(
            "Jan Dvořák",
            "good",
            "settings-state-in-force",
            "settings-revoke",
        )],
        uses: vec![Use {
            when: words.with("date-moment", &[("date", &day(2026, 11)), ("time", &"14:05")]),
            by: words.text("settings-use-mandate"),
            agreement: Some(("/agreements/1".into(), "Pogodba 2026-114".into())),
            digest: "ced9e81d39ecfc30ced9e81d39ecfc30".into(),
        }],
        open: "",
        purpose: String::new(),
        days: "365".into(),
        rate: "100".into(),
        users: Choice::list(&[("1", "Jan Dvořák".into())], "1"),
        binding_days: "365".into(),
        problems: Problems::default(),
    }
}

fn keys(sheet: &Sheet) -> Keys {
    let words = sheet.words;
    let date = words.date(jiff::civil::date(2026, 11, 2));
    let key = |name: &str, revoked| Key {
        name: name.into(),
        scopes: "agreement_read, agreement_send".into(),
        user: "Maja Kovačič".into(),
        created: words.with("settings-key-created", &[("date", &date)]),
        used: words.text("settings-key-unused"),
        revoked,
        actions: if revoked {
            Vec::new()
        } else {
            vec![action(words, "settings-revoke", true)]
        },
    };
    Keys {
        words,
        shell: sheet.admin(Section::Keys, "/settings/keys"),
        fresh: None,
        keys: vec![key("ERP", false), key("Stari CRM", true)],
        name: String::new(),
        scopes: Choice::list(
            &[("agreement_read", words.text("settings-scope-agreement-read"))],
            "agreement_read",
        ),
        problems: Problems::default(),
        questions: Vec::new(),
    }
}

fn system(sheet: &Sheet) -> System {
    let words = sheet.words;
    let check = |key: &str, tone, state: &str, detail: &str| Check {
        name: words.text(key),
        tone,
        state: words.text(state),
        detail: detail.into(),
    };
    let job = |key: &str, error: &str| Job {
        name: words.text(key),
        agreement: Some(("/agreements/1".into(), "Pogodba 12".into())),
        tries: words.with(
            "system-tries",
            &[("n", &3), ("when", &words.date(jiff::civil::date(2026, 11, 22)))],
        ),
        error: error.into(),
        retry: Some(action(words, "agreement-do-retry", false)),
        discard: (key == "system-job-notify").then(|| action(words, "system-discard", false)),
    };
    let count = |key: &str, ready, dead| Count {
        name: words.text(key),
        planned: 2,
        ready,
        running: 1,
        done: 812,
        dead,
    };
    System {
        words,
        shell: sheet.admin(Section::System, "/system"),
        version: "0.1.0",
        looks: vec![check("system-mail", "good", "system-good", "the relay answers")],
        looked: words.text("system-doctor-never"),
        checks: vec![
            check("system-database", "good", "system-good", "SQLite 3.51.3, 480 kB"),
            check(
                "system-timestamp",
                "wait",
                "system-simulated",
                "http://127.0.0.1:43763/",
            ),
        ],
        lasting: vec![check("system-timestamp", "good", "system-good", "B-LTA")],
        files: Vec::new(),
        dead: vec![job("system-job-notify", "refused: 550 5.1.1 no such user")],
        stuck: vec![job(
            "system-job-seal",
            "unavailable: the timestamp service does not answer",
        )],
        counts: vec![count("system-job-seal", 1, 0), count("system-job-notify", 0, 1)],
        pulse: "0".into(),
    }
}

fn profile(sheet: &Sheet) -> Profile {
    Profile {
        words: sheet.words,
        shell: sheet.admin(Section::Profile, "/profile"),
        name: "Maja Kovačič".into(),
        email: "maja.kovacic@banka.example".into(),
        languages: Choice::list(&[("sl", "Slovenščina".into())], "sl"),
        pins: true,
        pin_since: Some(sheet.words.with("pin-since", &[("date", &"23. 11. 2026")])),
        applications: Vec::new(),
        problems: Problems::default(),
    }
}

fn outbox(sheet: &Sheet) -> OutboxPage {
    let words = sheet.words;
    let message = |id, telephone, to: &str, subject: &str, text: &str| OutboxMessage {
        id,
        telephone,
        to: to.into(),
        subject: subject.into(),
        text: text.into(),
        when: words.count("date-minutes-ago", 2),
        html: !telephone,
        link: if telephone { String::new() } else { "/s/x".into() },
        code: if telephone { "482913".into() } else { String::new() },
        ..OutboxMessage::default()
    };
    OutboxPage {
        words,
        shell: sheet.admin(Section::Outbox, "/simulated/outbox"),
        messages: vec![
            message(2, true, "+386 41 234 567", "", "482913"),
            message(
                1,
                false,
                "ziva@stranka.example",
                "Maja Kovačič vas prosi za podpis: Pogodba 12",
                "Pozdravljeni, Živa,",
            ),
        ],
    }
}

fn messages(sheet: &mut Sheet) {
    let words = sheet.words;
    let message = |name: &str, icon, tone, incident: &str| Message {
        words,
        shell: sheet.visitor("/"),
        icon,
        tone,
        title: words.text(&format!("error-{name}-title")),
        text: words.with(&format!("error-{name}"), &[("limit", &words.bytes(50_000_000))]),
        incident: incident.into(),
        way: Some((words.text("error-home"), "/".into())),
    };
    let all = [
        (
            "error-not-found",
            message("not-found", "circle-alert", "wait", ""),
        ),
        (
            "error-forbidden",
            message("forbidden", "circle-alert", "wait", ""),
        ),
        (
            "error-internal",
            message(
                "internal",
                "triangle-alert",
                "bad",
                "019a202ad7d5e705ba2e8fe322e2a4b26",
            ),
        ),
        (
            "error-too-large",
            message("too-large", "circle-alert", "wait", ""),
        ),
    ];
    for (name, page) in all {
        sheet.add(name, &page);
    }
}

fn mails(sheet: &mut Sheet) {
    let content = MailContent {
        reader: "Žiga Čeh".into(),
        sender: "Maja Kovačič".into(),
        organisation: "Banka d.d.".into(),
        agreement: "Pogodba 12".into(),
        message: "Prosim za podpis do petka.\n\nHvala, Maja".into(),
        link: "https://podpis.example/s/DIK0ijtvLU2gyz5wxedXzEskZn9KIsQiqDgSEvEYARU".into(),
        link_expires: sheet.words.date(jiff::civil::date(2026, 11, 29)),
        deadline: sheet.words.date(jiff::civil::date(2026, 12, 31)),
        person: "Tomáš Říha".into(),
        reason: "Obrestna mera ni takšna, kot smo se dogovorili.".into(),
        sha256: "9f2c1d0c5f0a4c1e8a7b3d2e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a".into(),
        simulated: true,
        ..MailContent::default()
    };
    let templates = Templates::new("https://podpis.example".into());
    for kind in [
        MailKind::Invitation,
        MailKind::Completed,
        MailKind::OwnerDeclined,
        MailKind::AutoCancelled,
        MailKind::PasswordReset,
    ] {
        let mail = templates.render(kind, sheet.words.language, &content);
        sheet.pages.push((format!("mail-{}", kind.name()), mail.html));
    }
}
