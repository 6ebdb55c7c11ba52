//! The settings there are. A new one is a line here, its words in the locales, and the place that reads it.

use super::{Kind, Needs, Setting, SettingsPage};
use crate::schedule::DEFAULT_LINK_DAYS;

/// How a method is named in settings that list methods; the same words as [`crate::identity::MethodKind::name`].
const METHODS: &[&str] = &["password", "account", "phone"];
const METHODS_AND_MAIL: &[&str] = &["email", "password", "account", "phone"];
/// What was there from the beginning; a method that came later is enabled by somebody, or it is nowhere.
const USUAL_METHODS: &[&str] = &["password", "phone"];

const IDENTITY: &str = "identity";
const INTERNAL: &str = "internal_identity";
const ATTEMPTS: &str = "attempts";
const LINKS: &str = "links";

const fn setting(name: &'static str, page: SettingsPage, section: &'static str, kind: Kind) -> Setting {
    Setting {
        name,
        page,
        section,
        kind,
        needs: None,
    }
}

const fn needing(setting: Setting, needs: Needs) -> Setting {
    Setting {
        needs: Some(needs),
        ..setting
    }
}

const fn attempts(name: &'static str, method: &'static str, usual: u32) -> Setting {
    let kind = Kind::Number {
        usual,
        least: 1,
        most: 20,
    };
    needing(
        setting(name, SettingsPage::Security, ATTEMPTS, kind),
        Needs::Method(method),
    )
}

const fn switch(usual: bool) -> Kind {
    Kind::Switch { usual }
}

/// Which methods senders may choose from.
pub static METHODS_ENABLED: Setting = setting(
    "methods",
    SettingsPage::Send,
    IDENTITY,
    Kind::Several {
        usual: USUAL_METHODS,
        among: METHODS,
    },
);
/// The method of a recipient who is added.
pub static METHOD_DEFAULT: Setting = setting(
    "method_default",
    SettingsPage::Send,
    IDENTITY,
    Kind::Choice {
        usual: "email",
        among: METHODS_AND_MAIL,
    },
);
/// Whether senders may choose another than the default.
pub static METHOD_MAY_CHANGE: Setting =
    setting("method_may_change", SettingsPage::Send, IDENTITY, switch(true));
/// Whether the link in the mailbox alone is no method.
pub static METHOD_REQUIRED: Setting = setting("method_required", SettingsPage::Send, IDENTITY, switch(false));
/// Whether senders may ask for a person's PIN beside their method (M-17); off until somebody enables it.
pub static PIN_ENABLED: Setting = setting("pin_enabled", SettingsPage::Send, IDENTITY, switch(false));
/// Whether the address stands there already where a recipient is asked to sign in.
pub static ACCOUNT_PREFILLED: Setting = needing(
    setting("account_prefilled", SettingsPage::Send, IDENTITY, switch(true)),
    Needs::Method("account"),
);
/// Whether a recipient who is signed in already is not asked again.
pub static ACCOUNT_SESSION_COUNTS: Setting = needing(
    setting(
        "account_session_counts",
        SettingsPage::Send,
        IDENTITY,
        switch(false),
    ),
    Needs::Method("account"),
);
/// Whether internal recipients have rules of their own.
pub static INTERNAL_DIFFERS: Setting =
    setting("internal_differs", SettingsPage::Send, INTERNAL, switch(false));
/// As [`METHODS_ENABLED`], for internal recipients.
pub static INTERNAL_METHODS: Setting = needing(
    setting(
        "internal_methods",
        SettingsPage::Send,
        INTERNAL,
        Kind::Several {
            usual: USUAL_METHODS,
            among: METHODS,
        },
    ),
    Needs::On(&INTERNAL_DIFFERS),
);
/// As [`METHOD_DEFAULT`], for internal recipients.
pub static INTERNAL_DEFAULT: Setting = needing(
    setting(
        "internal_default",
        SettingsPage::Send,
        INTERNAL,
        Kind::Choice {
            usual: "email",
            among: METHODS_AND_MAIL,
        },
    ),
    Needs::On(&INTERNAL_DIFFERS),
);
/// As [`METHOD_MAY_CHANGE`], for internal recipients.
pub static INTERNAL_MAY_CHANGE: Setting = needing(
    setting("internal_may_change", SettingsPage::Send, INTERNAL, switch(true)),
    Needs::On(&INTERNAL_DIFFERS),
);
/// After so many wrong signing passwords an agreement is cancelled.
pub static PASSWORD_ATTEMPTS: Setting = attempts("password_attempts", "password", 5);
/// After so many wrong passwords of a recipient's own account an agreement is cancelled.
pub static ACCOUNT_ATTEMPTS: Setting = attempts("account_attempts", "account", 5);
/// After so many wrong codes by telephone an agreement is cancelled.
pub static PHONE_ATTEMPTS: Setting = attempts("phone_attempts", "phone", 5);
/// After so many wrong PINs an agreement is cancelled.
pub static PIN_ATTEMPTS: Setting = needing(
    setting(
        "pin_attempts",
        SettingsPage::Security,
        ATTEMPTS,
        Kind::Number {
            usual: 5,
            least: 1,
            most: 20,
        },
    ),
    Needs::On(&PIN_ENABLED),
);
/// For how many days the links of a new draft work, unless its sender says otherwise (M-81).
pub static LINK_DAYS: Setting = setting(
    "link_days",
    SettingsPage::Global,
    LINKS,
    Kind::Number {
        usual: DEFAULT_LINK_DAYS as u32,
        least: 1,
        most: 365,
    },
);
/// Where no mail leaves, everybody who acts must be asked a question, and a program is handed no link of whom nothing else proves.
pub static SECOND_FACTOR_WITHOUT_MAIL: Setting = setting(
    "second_factor_without_mail",
    SettingsPage::Global,
    LINKS,
    switch(false),
);

/// Every setting, page by page, in the order in which pages show them.
pub static ALL: [&Setting; 17] = [
    &METHOD_REQUIRED,
    &METHODS_ENABLED,
    &METHOD_DEFAULT,
    &METHOD_MAY_CHANGE,
    &PIN_ENABLED,
    &ACCOUNT_PREFILLED,
    &ACCOUNT_SESSION_COUNTS,
    &INTERNAL_DIFFERS,
    &INTERNAL_METHODS,
    &INTERNAL_DEFAULT,
    &INTERNAL_MAY_CHANGE,
    &PASSWORD_ATTEMPTS,
    &ACCOUNT_ATTEMPTS,
    &PHONE_ATTEMPTS,
    &PIN_ATTEMPTS,
    &LINK_DAYS,
    &SECOND_FACTOR_WITHOUT_MAIL,
];
