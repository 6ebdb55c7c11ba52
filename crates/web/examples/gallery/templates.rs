//! Samples of the pages of templates.

use crate::samples::Sheet;
use web::pages::agreement::{Action, Way};
use web::pages::template::{Role, Template, Templates, UseTemplate};
use web::pages::{Problems, Section};

const PICTURE: &str = "/assets/sample-page.svg";

pub(crate) fn show(sheet: &mut Sheet) {
    let words = sheet.words;
    let list = Templates {
        words,
        shell: sheet.admin(Section::Templates, "/templates"),
        templates: vec![
            template(sheet, "Pogodba o najemu", "Pošiljatelj, Najemnik", false),
            template(
                sheet,
                "Services agreement for customers with a very long name that does not fit",
                "Sender, Customer, Witness, Accounting",
                true,
            ),
            template(sheet, "Smlouva o dílo", "Odesílatel, Zhotovitel", false),
        ],
    };
    sheet.add("templates", &list);
    sheet.add(
        "templates-none",
        &Templates {
            templates: Vec::new(),
            ..list
        },
    );
    let form = UseTemplate {
        words,
        shell: sheet.admin(Section::Templates, "/templates/1/use"),
        href: "/templates/1/use".into(),
        edit: Some("/agreements/1/edit".into()),
        template: "Pogodba o najemu".into(),
        name: "Pogodba o najemu".into(),
        roles: roles(sheet),
        picture: Some((PICTURE.into(), 200, 150)),
        pages: 3,
        problems: Problems::default(),
        warnings: Vec::new(),
    };
    let mut problems = Problems::default();
    problems.add(
        "name-2",
        format!("Najemnik: {}", words.text("problem-person-name-missing")),
    );
    problems.add(
        "email-2",
        format!("Najemnik: {}", words.text("problem-bad-email")),
    );
    sheet.add(
        "template-use-problem",
        &UseTemplate {
            problems,
            ..form.clone()
        },
    );
    sheet.add(
        "template-use-warned",
        &UseTemplate {
            warnings: vec![words.text("problem-shared-address")],
            ..form.clone()
        },
    );
    sheet.add("template-use", &form);
}

fn template(sheet: &Sheet, name: &str, roles: &str, private: bool) -> Template {
    let words = sheet.words;
    let action = |key: &str, icon| Action {
        label: words.text(key),
        icon,
        way: Way::Post("/templates".into()),
        danger: false,
    };
    Template {
        href: "/templates/1/use".into(),
        name: name.into(),
        roles: roles.into(),
        by: words.with("template-by", &[("person", &"Maja Kovačič")]),
        when: "2 h".into(),
        exact: "2026-11-22 14:03:11 +01:00".into(),
        private,
        picture: Some((PICTURE.into(), 106, 150)),
        actions: vec![
            action("template-do-edit", "pencil"),
            action("template-do-keep", "lock"),
            action("agreement-do-bin", "trash-2"),
        ],
    }
}

fn roles(sheet: &Sheet) -> Vec<Role> {
    let words = sheet.words;
    let role = |id: &str, label: &str, colour, name: &str, email: &str, fixed: bool| Role {
        id: id.into(),
        label: label.into(),
        role: words.text("agreement-role-signer"),
        colour,
        name: name.into(),
        email: email.into(),
        fixed: fixed.then(|| (name.to_owned(), email.to_owned())),
    };
    vec![
        role(
            "1",
            &words.text("tags-place-owner"),
            1,
            "Maja Kovačič",
            "maja.kovacic@banka.example",
            false,
        ),
        role("2", "Najemnik", 2, "", "tina@", false),
        role("3", "Priča", 3, "Ana Novak", "ana.novak@banka.example", true),
    ]
}
