//! The pages before sign-in: sign-in itself, a forgotten password, choosing one, and the first visit.

use super::{Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/sign-in`.
#[derive(Clone, Debug, Template)]
#[template(path = "account/sign-in.html")]
pub struct SignIn {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// What was typed.
    pub email: String,
    /// Where to go afterwards.
    pub next: String,
    /// What went wrong.
    pub problems: Problems,
    /// The demo's users with their passwords; empty otherwise.
    pub demo_users: Vec<DemoUser>,
}

/// A user of the demonstration, offered on the sign-in page.
#[derive(Clone, Debug)]
pub struct DemoUser {
    /// Full name.
    pub name: String,
    /// What they are.
    pub role: String,
    /// Address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// `/forgot`.
#[derive(Clone, Debug, Template)]
#[template(path = "account/forgot.html")]
pub struct Forgot {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// What was typed.
    pub email: String,
    /// Whether the mail was asked for; says the same whether the address is known or not.
    pub sent: bool,
    /// What went wrong.
    pub problems: Problems,
}

/// `/reset/{token}` and `/welcome/{token}`: choosing a password.
#[derive(Clone, Debug, Template)]
#[template(path = "account/choose.html")]
pub struct Choose {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// Why the visitor is here.
    pub occasion: Occasion,
    /// The address of the form.
    pub action: String,
    /// The user's address; asked for when it is the first administrator.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The organisation's name, asked of the first administrator.
    pub organisation: String,
    /// The organisation's time zone, asked of the first administrator.
    pub time_zone: String,
    /// What went wrong.
    pub problems: Problems,
}

impl Choose {
    /// The script puts the browser's time zone in, once; what was typed stays.
    pub fn zone_attributes(&self) -> &'static str {
        if self.problems.is_empty() {
            "data-time-zone spellcheck=false required"
        } else {
            "spellcheck=false required"
        }
    }

    /// The heading, the lead or the button of this occasion.
    pub fn say(&self, part: &str) -> String {
        self.words
            .text(&format!("account-{}-{part}", self.occasion.key()))
    }
}

/// Why a password is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The installation is new: its first administrator.
    FirstAdmin,
    /// Invited by an administrator.
    Invited,
    /// The old one was forgotten.
    Reset,
}

impl Occasion {
    /// The part of the key that its words share.
    pub fn key(self) -> &'static str {
        match self {
            Occasion::FirstAdmin => "first",
            Occasion::Invited => "invited",
            Occasion::Reset => "reset",
        }
    }
}

/// A short page with one message and one way on: an unknown or used link, signed out, and the like.
#[derive(Clone, Debug, Template)]
#[template(path = "account/message.html")]
pub struct Message {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// An icon of the sprite.
    pub icon: &'static str,
    /// `good`, `wait`, `bad` or empty.
    pub tone: &'static str,
    /// The heading.
    pub title: String,
    /// What happened and what to do.
    pub text: String,
    /// A number to name when asking for help; empty where there is none.
    pub incident: String,
    /// Label and address of the way on.
    pub way: Option<(String, String)>,
}
