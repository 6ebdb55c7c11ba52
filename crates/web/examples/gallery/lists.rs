//! Samples of the first page and of the lists.

use crate::samples::Sheet;
use web::pages::list::{Filters, Group, Home, List, Row, View};
use web::pages::{Choice, Section};

pub(crate) fn show(sheet: &mut Sheet) {
    show_home(sheet);
    show_list(sheet);
}

/// Home before the first agreement, on a quiet day, and on a full one.
fn show_home(sheet: &mut Sheet) {
    let empty = |view| Group {
        view,
        count: 0,
        rows: Vec::new(),
    };
    let first = [
        View::Mine,
        View::Others,
        View::Drafts,
        View::Done,
        View::Attention,
    ];
    let quiet = vec![
        empty(View::Mine),
        empty(View::Others),
        drafts(sheet),
        done(sheet),
        empty(View::Attention),
    ];
    for (name, groups) in [
        ("home-first", first.map(empty).to_vec()),
        ("home-quiet", quiet),
        ("home", full(sheet)),
    ] {
        let home = Home {
            words: sheet.words,
            shell: sheet.admin(Section::Home, "/"),
            groups,
        };
        sheet.add(name, &home);
    }
}

fn full(sheet: &Sheet) -> Vec<Group> {
    vec![
        mine(sheet),
        others(sheet),
        drafts(sheet),
        done(sheet),
        attention(sheet),
    ]
}

/// The list with everything, with a search that found nothing, and without anything.
fn show_list(sheet: &mut Sheet) {
    let list = list(sheet);
    let searched = Filters {
        search: "Novakova pogodba".into(),
        from: "2026-11-01".into(),
        ..Filters::default()
    };
    let nothing = List {
        filters: searched,
        query: "q=Novakova+pogodba&from=2026-11-01".into(),
        rows: Vec::new(),
        ..list.clone()
    };
    let empty = List {
        view: Some(View::Attention),
        rows: Vec::new(),
        ..list.clone()
    };
    sheet.add("list-nothing", &nothing);
    sheet.add("list-empty", &empty);
    sheet.add("list", &list);
}

fn list(sheet: &Sheet) -> List {
    let words = sheet.words;
    let scopes = [
        ("mine", words.text("list-scope-mine")),
        ("all", words.text("list-scope-all")),
    ];
    List {
        words,
        shell: sheet.admin(Section::Agreements, "/agreements"),
        view: None,
        tabs: std::iter::once(None).chain(View::ALL.map(Some)).collect(),
        filters: Filters::default(),
        kept: Vec::new(),
        query: String::new(),
        scopes: Choice::list(&scopes, "mine"),
        rows: full(sheet).into_iter().flat_map(|group| group.rows).collect(),
        start: Some("/agreements".into()),
        after: Some("/agreements?after=x".into()),
    }
}

fn mine(sheet: &Sheet) -> Group {
    let words = sheet.words;
    let row = |name: &str, from: &str, when: String, action: &str| Row {
        href: "/agreements/1".into(),
        name: name.into(),
        line: format!("{} · {when}", words.with("list-from", &[("person", &from)])),
        when,
        exact: "22. 11. 2026 14:05:09 (UTC+1)".into(),
        progress: (1, 2),
        action: Some((words.text(action), "/s/x".into())),
        ..Row::default()
    };
    let rows = vec![
        row(
            "Pogodba o zaposlitvi – Žiga Čeh",
            "Sara Zupan",
            words.count("date-hours-ago", 3),
            "list-sign",
        ),
        row(
            "Smlouva o poskytování služeb č. 2026/118",
            "Jan Dvořák",
            words.count("date-days-ago", 2),
            "list-approve",
        ),
    ];
    Group {
        view: View::Mine,
        count: 2,
        rows,
    }
}

fn others(sheet: &Sheet) -> Group {
    let words = sheet.words;
    let row = |name: &str, people: &str, progress, when: String| Row {
        href: "/agreements/2".into(),
        name: name.into(),
        line: words.with("list-waits-for", &[("people", &people)]),
        tone: "accent",
        status: words.text("status-in-progress"),
        when,
        exact: "22. 11. 2026 14:05:09 (UTC+1)".into(),
        progress,
        action: None,
        ..Row::default()
    };
    let rows = vec![
        row(
            "Loan agreement 44-2026, Hribar family",
            "Ana Novak",
            (1, 3),
            words.count("date-minutes-ago", 12),
        ),
        row(
            "Najemna pogodba, Slovenska cesta 12",
            "Peter Horvat, Tina Hočevar",
            (0, 2),
            words.count("date-hours-ago", 5),
        ),
        row(
            "NDA with Kovošrot s.r.o.",
            "Tomáš Říha",
            (2, 3),
            words.count("date-days-ago", 1),
        ),
        row(
            "Soglasje k obdelavi osebnih podatkov za potrebe kadrovske evidence in obračuna plač",
            "Žiga Čeh",
            (0, 1),
            words.count("date-days-ago", 4),
        ),
    ];
    Group {
        view: View::Others,
        count: 4,
        rows,
    }
}

fn drafts(sheet: &Sheet) -> Group {
    let words = sheet.words;
    let row = |name: String, line: String, when: String| Row {
        href: "/agreements/3/edit".into(),
        name,
        line,
        status: words.text("status-draft"),
        when,
        ..Row::default()
    };
    let rows = vec![
        row(
            "Aneks št. 3".into(),
            words.with("list-to", &[("people", &"Tina Hočevar")]),
            words.count("date-hours-ago", 20),
        ),
        row(
            words.text("list-untitled"),
            words.text("list-nobody"),
            words.count("date-days-ago", 6),
        ),
    ];
    Group {
        view: View::Drafts,
        count: 2,
        rows,
    }
}

fn done(sheet: &Sheet) -> Group {
    let words = sheet.words;
    let row = |name: &str, people: &str, status: &str, tone, day: i8| Row {
        href: "/agreements/4".into(),
        name: name.into(),
        line: words.with("list-to", &[("people", &people)]),
        tone,
        status: words.text(status),
        when: words.date(jiff::civil::date(2026, 11, day)),
        ..Row::default()
    };
    let rows = vec![
        row("Pogodba 12", "Ana Novak", "status-completed", "good", 20),
        row("Rámcová smlouva", "Tomáš Říha", "status-completed", "good", 18),
        row("Purchase order 881", "Peter Horvat", "status-declined", "bad", 14),
    ];
    Group {
        view: View::Done,
        count: 302,
        rows,
    }
}

fn attention(sheet: &Sheet) -> Group {
    let words = sheet.words;
    let row = |name: &str, (why, person): (&str, &str), status: &str, tone| Row {
        href: "/agreements/5".into(),
        name: name.into(),
        line: words.with(why, &[("person", &person)]),
        tone,
        status: words.text(status),
        when: words.count("date-days-ago", 8),
        progress: (1, 2),
        ..Row::default()
    };
    let rows = vec![
        row(
            "Pristopna izjava, Marko Žnidaršič",
            ("list-why-link-expired", "Marko Žnidaršič"),
            "status-link-expired",
            "wait",
        ),
        row(
            "Dodatek č. 2 ke smlouvě",
            ("list-why-bounced", "Tomáš Říha"),
            "status-in-progress",
            "bad",
        ),
    ];
    Group {
        view: View::Attention,
        count: 2,
        rows,
    }
}
