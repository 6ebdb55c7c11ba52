//! Samples of the pages before sign-in.

use crate::samples::Sheet;
use web::pages::Problems;
use web::pages::account::{Choose, DemoUser, Forgot, Occasion, SignIn};

pub(crate) fn show(sheet: &mut Sheet) {
    let words = sheet.words;
    let sign_in = SignIn {
        words,
        shell: sheet.visitor("/sign-in"),
        email: String::new(),
        next: "/".into(),
        problems: Problems::default(),
        demo_users: Vec::new(),
    };
    sheet.add(
        "sign-in-demo",
        &SignIn {
            demo_users: demo_users(sheet),
            ..sign_in.clone()
        },
    );
    let wrong = Problems::one("password", words.text("account-wrong"));
    sheet.add(
        "sign-in-wrong",
        &SignIn {
            email: "maja.kovacic@banka.example".into(),
            problems: wrong,
            ..sign_in.clone()
        },
    );
    sheet.add("sign-in", &sign_in);

    let forgot = Forgot {
        words,
        shell: sheet.visitor("/forgot"),
        email: "maja.kovacic@banka.example".into(),
        sent: false,
        problems: Problems::default(),
    };
    sheet.add(
        "forgot-sent",
        &Forgot {
            sent: true,
            ..forgot.clone()
        },
    );
    sheet.add("forgot", &forgot);

    let choose = Choose {
        words,
        shell: sheet.visitor("/welcome/x"),
        occasion: Occasion::FirstAdmin,
        action: "/welcome/x".into(),
        email: String::new(),
        name: String::new(),
        organisation: String::new(),
        time_zone: "Europe/Ljubljana".into(),
        problems: Problems::default(),
    };
    let invited = Choose {
        occasion: Occasion::Invited,
        email: "jan.dvorak@banka.example".into(),
        name: "Jan Dvořák".into(),
        ..choose.clone()
    };
    sheet.add(
        "reset",
        &Choose {
            occasion: Occasion::Reset,
            problems: Problems::one("again", words.text("account-not-same")),
            ..invited.clone()
        },
    );
    sheet.add("welcome-invited", &invited);
    sheet.add("welcome-first", &choose);
}

fn demo_users(sheet: &Sheet) -> Vec<DemoUser> {
    let role = |key: &str| sheet.words.text(key);
    let user = |name: &str, role: String, email: &str| DemoUser {
        name: name.into(),
        role,
        email: email.into(),
        password: "demo".into(),
    };
    vec![
        user("Maja Kovačič", role("role-admin"), "maja.kovacic@banka.example"),
        user("Jan Dvořák", role("role-sender"), "jan.dvorak@banka.example"),
        user("Sara Zupan", role("role-sender"), "sara.zupan@banka.example"),
    ]
}
