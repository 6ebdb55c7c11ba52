//! Samples of an agreement's page and of the page for a new one.

use crate::samples::Sheet;
use web::language::Words;
use web::pages::agreement::{
    Action, AgreementPage, Alert, Fact, FileLink, Moment, New, Participant, Question, QuestionField, Turn,
    Way,
};
use web::pages::{Problems, Section};

pub(crate) fn show(sheet: &mut Sheet) {
    let words = sheet.words;
    let new = New {
        words,
        shell: sheet.admin(Section::Agreements, "/agreements/new"),
        limit: 50_000_000,
        template: false,
        problems: Problems::default(),
        asks_password: false,
    };
    sheet.add(
        "new-password",
        &New {
            asks_password: true,
            problems: Problems::one("password", words.text("new-password-hint")),
            ..new.clone()
        },
    );
    sheet.add("new", &new);
    sheet.add(
        "template-new",
        &New {
            template: true,
            ..new
        },
    );
    let waiting = waiting(sheet);
    sheet.add("agreement-completed", &completed(words, waiting.clone()));
    sheet.add("agreement-draft", &draft(words, waiting.clone()));
    sheet.add("agreement-declined", &declined(words, waiting.clone()));
    sheet.add("agreement", &waiting);
}

fn go(label: String, icon: &'static str) -> Action {
    Action {
        label,
        icon,
        way: Way::Go("/s/x".into()),
        danger: false,
    }
}

fn post(label: String, icon: &'static str) -> Action {
    Action {
        label,
        icon,
        way: Way::Post("/agreements/1/remind".into()),
        danger: false,
    }
}

fn ask(label: String, icon: &'static str, id: &str) -> Action {
    Action {
        label,
        icon,
        way: Way::Ask(id.into()),
        danger: id == "cancel",
    }
}

fn waiting(sheet: &Sheet) -> AgreementPage {
    let words = sheet.words;
    let extend = ask(words.text("agreement-do-extend"), "calendar-clock", "extend-1");
    AgreementPage {
        words,
        shell: sheet.admin(Section::Agreements, "/agreements/1"),
        href: "/agreements/1".into(),
        name: "Loan agreement 44-2026, Hribar family".into(),
        tone: "accent",
        status: words.text("status-in-progress"),
        sentence: words.with(
            "agreement-waits-for",
            &[("people", &"Marko Žnidaršič"), ("done", &1), ("n", &3)],
        ),
        alerts: vec![Alert {
            tone: "wait",
            text: words.with(
                "agreement-alert-link-expired",
                &[
                    ("person", &"Marko Žnidaršič"),
                    ("date", &words.date(jiff::civil::date(2026, 11, 21))),
                ],
            ),
            action: Some(extend.clone()),
        }],
        primary: Some(post(words.text("agreement-do-remind"), "bell")),
        secondary: vec![go(words.text("agreement-do-preview"), "eye")],
        menu: vec![
            go(words.text("agreement-do-download"), "download"),
            post(words.text("agreement-do-copy"), "copy"),
            ask(words.text("agreement-do-cancel"), "ban", "cancel"),
        ],
        progress: (1, 3),
        turns: turns(words, &extend),
        timeline: timeline(words),
        picture: Some(("/assets/sample-page.svg".into(), 210, 297)),
        pages: 12,
        facts: facts(words),
        readers: Vec::new(),
        files: files(words, false),
        questions: questions(words),
        verify_picture: None,
        pulse: "0".into(),
        hurries: false,
    }
}

fn turns(words: Words, extend: &Action) -> Vec<Turn> {
    let person = |name: &str, email: &str, initials: &str, colour, role: &str, method: String| Participant {
        name: name.into(),
        email: email.into(),
        initials: initials.into(),
        colour,
        role: words.text(role),
        method,
        ..Participant::default()
    };
    let email = words.text("agreement-method-email");
    let phone = words.with("agreement-method-phone", &[("phone", &"+386 *** **67")]);
    let day = words.date(jiff::civil::date(2026, 11, 20));
    let resend = post(words.text("agreement-do-resend"), "send");
    let remind = post(words.text("agreement-do-remind-person"), "bell");
    let first = Participant {
        tone: "good",
        state: words.text("agreement-state-signed"),
        detail: day.clone(),
        ..person(
            "Ana Novak",
            "ana.novak@example.com",
            "AN",
            1,
            "agreement-role-signer",
            phone,
        )
    };
    let second = Participant {
        tone: "wait",
        state: words.text("agreement-state-link-expired"),
        detail: words.date(jiff::civil::date(2026, 11, 21)),
        actions: vec![remind.clone(), resend.clone(), extend.clone()],
        ..person(
            "Marko Žnidaršič",
            "marko.znidarsic@example.si",
            "MŽ",
            2,
            "agreement-role-signer",
            email.clone(),
        )
    };
    let third = Participant {
        tone: "",
        state: words.text("agreement-state-viewed"),
        detail: words.with("agreement-until", &[("date", &day)]),
        actions: vec![remind, resend],
        ..person(
            "Tina Hočevar",
            "tina.hocevar@banka.example",
            "TH",
            3,
            "agreement-role-approver",
            email,
        )
    };
    let copy = person(
        "Arhiv",
        "arhiv@banka.example",
        "A",
        8,
        "agreement-role-cc",
        String::new(),
    );
    vec![
        Turn {
            number: Some(1),
            people: vec![first],
        },
        Turn {
            number: Some(2),
            people: vec![second, third],
        },
        Turn {
            number: None,
            people: vec![copy],
        },
    ]
}

fn moment(words: Words, look: (&'static str, &'static str), text: String, detail: &str) -> Moment {
    let date = words.date(jiff::civil::date(2026, 11, 20));
    Moment {
        icon: look.0,
        tone: look.1,
        text,
        when: words.with("date-moment", &[("date", &date), ("time", &"14:05")]),
        exact: "2026-11-20 14:05:09 (UTC+1)".into(),
        detail: detail.into(),
    }
}

/// Newest first.
fn timeline(words: Words) -> Vec<Moment> {
    let mut all = of_the_others(words);
    all.extend(of_the_first(words));
    let by = [("who", &"Maja Kovačič" as &dyn web::language::Argument)];
    all.push(moment(
        words,
        ("file-check", ""),
        words.text("event-prepared"),
        "",
    ));
    all.push(moment(words, ("send", ""), words.with("event-sent", &by), ""));
    all.push(moment(
        words,
        ("file-plus", ""),
        words.with("event-created", &by),
        "",
    ));
    all
}

fn of_the_others(words: Words) -> Vec<Moment> {
    let say = |key: &str, name: &str| words.with(key, &[("person", &name)]);
    let (tina, marko) = ("Tina Hočevar", "Marko Žnidaršič");
    [
        (
            ("eye", ""),
            say("event-documents-viewed", tina),
            "193.2.1.66 · Firefox, Linux",
        ),
        (
            ("send", ""),
            say("event-turn-started", tina),
            "tina.hocevar@banka.example",
        ),
        (
            ("send", ""),
            say("event-turn-started", marko),
            "marko.znidarsic@example.si",
        ),
    ]
    .map(|(look, text, detail)| moment(words, look, text, detail))
    .into()
}

/// One person from the invitation to the seal, the last first.
fn of_the_first(words: Words) -> Vec<Moment> {
    const PHONE: &str = "89.142.10.4 · Safari, iPhone";
    let ana = "Ana Novak";
    let say = |key: &str| words.with(key, &[("person", &ana)]);
    let verified = words.with(
        "event-identity-verified-phone",
        &[("person", &ana), ("target", &"+386 *** **67")],
    );
    let failed = words.with(
        "event-authentication-failed",
        &[("person", &ana), ("failures", &1)],
    );
    [
        (("stamp", "good"), say("event-sealed"), ""),
        (("signature", "good"), say("event-signed"), PHONE),
        (("check", ""), say("event-consent-accepted"), ""),
        (("eye", ""), say("event-documents-viewed"), PHONE),
        (("shield-check", "good"), verified, ""),
        (("triangle-alert", "wait"), failed, ""),
        (("smartphone", ""), say("event-code-requested"), ""),
        (("send", ""), say("event-turn-started"), "ana.novak@example.com"),
    ]
    .map(|(look, text, detail)| moment(words, look, text, detail))
    .into()
}

fn facts(words: Words) -> Vec<Fact> {
    let fact = |key: &str, value: String| Fact {
        label: words.text(key),
        value,
        code: false,
    };
    vec![
        fact("agreement-owner", "Maja Kovačič".into()),
        fact("agreement-sent", words.date(jiff::civil::date(2026, 11, 18))),
        fact("agreement-deadline", words.date(jiff::civil::date(2026, 12, 31))),
        fact("agreement-language", "Slovenščina".into()),
        fact("agreement-reminders", words.text("agreement-reminder-weekly")),
        fact(
            "agreement-documents",
            "Kreditna pogodba.pdf, Splošni pogoji.pdf".into(),
        ),
        Fact {
            label: words.text("agreement-number"),
            value: "0193…a41f".into(),
            code: true,
        },
    ]
}

fn files(words: Words, done: bool) -> Vec<FileLink> {
    let file = |icon, label: &str, hint: String| FileLink {
        icon,
        label: words.text(label),
        hint,
        href: "/agreements/1/download".into(),
    };
    let size = words.with("agreement-file-signed-hint", &[("size", &words.bytes(482_113))]);
    if !done {
        return vec![file("file-text", "agreement-file-so-far", size)];
    }
    vec![
        file("file-check", "agreement-file-signed", size),
        file(
            "list-checks",
            "agreement-file-report",
            words.text("agreement-file-report-hint"),
        ),
        file(
            "fingerprint",
            "agreement-file-evidence",
            words.text("agreement-file-evidence-hint"),
        ),
    ]
}

fn questions(words: Words) -> Vec<Question> {
    let person = "Marko Žnidaršič";
    let extend = Question {
        id: "extend-1".into(),
        title: words.with("agreement-extend-title", &[("person", &person)]),
        text: words.with("agreement-extend-text", &[("person", &person)]),
        action: "/agreements/1/people/2/extend".into(),
        field: Some(QuestionField::Days {
            label: words.text("agreement-extend-days"),
            value: 7,
            most: 365,
        }),
        go: words.text("agreement-extend-go"),
        danger: false,
    };
    let cancel = Question {
        id: "cancel".into(),
        title: words.text("agreement-cancel-title"),
        text: words.text("agreement-cancel-text"),
        action: "/agreements/1/cancel".into(),
        field: Some(QuestionField::Text {
            value: String::new(),
            label: words.text("agreement-cancel-reason"),
            hint: words.text("agreement-cancel-reason-hint"),
        }),
        go: words.text("agreement-cancel-go"),
        danger: true,
    };
    vec![extend, cancel]
}

fn completed(words: Words, mut page: AgreementPage) -> AgreementPage {
    page.tone = "good";
    page.status = words.text("status-completed");
    page.sentence = words.with(
        "agreement-is-completed",
        &[
            ("organisation", &"Banka d.d."),
            ("date", &words.date(jiff::civil::date(2026, 11, 22))),
        ],
    );
    page.alerts.clear();
    page.primary = Some(go(words.text("agreement-do-download"), "download"));
    page.menu = vec![post(words.text("agreement-do-copy"), "copy")];
    page.progress = (3, 3);
    for person in page
        .turns
        .iter_mut()
        .flat_map(|turn| &mut turn.people)
        .filter(|person| person.colour < 8)
    {
        person.tone = "good";
        person.state = words.text("agreement-state-signed");
        person.detail = words.date(jiff::civil::date(2026, 11, 22));
        person.actions.clear();
    }
    page.files = files(words, true);
    page.facts.push(Fact {
        label: words.text("agreement-fingerprint"),
        value: "9f2c1d0c5f0a4c1e8a7b3d2e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a".into(),
        code: true,
    });
    page
}

fn draft(words: Words, mut page: AgreementPage) -> AgreementPage {
    page.tone = "";
    page.status = words.text("status-draft");
    page.sentence = words.text("agreement-is-draft");
    page.alerts.clear();
    page.primary = Some(go(words.text("agreement-do-edit"), "pencil"));
    page.progress = (0, 0);
    page.turns.clear();
    page.timeline.drain(..13);
    page.files.clear();
    page
}

fn declined(words: Words, mut page: AgreementPage) -> AgreementPage {
    page.tone = "bad";
    page.status = words.text("status-declined");
    let date = words.date(jiff::civil::date(2026, 11, 22));
    page.sentence = words.with(
        "agreement-is-declined",
        &[("person", &"Marko Žnidaršič"), ("date", &date)],
    );
    page.alerts = vec![Alert {
        tone: "",
        text: words.with(
            "agreement-reason",
            &[("reason", &"Obrestna mera ni takšna, kot smo se dogovorili.")],
        ),
        action: None,
    }];
    page.primary = Some(post(words.text("agreement-do-copy"), "copy"));
    page
}
