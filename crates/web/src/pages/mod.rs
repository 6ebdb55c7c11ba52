//! The pages: for each a view model of plain values and the template that renders it.
//!
//! View models know no domain types, so every page can be rendered from samples (`examples/gallery`).

pub mod account;
pub mod agreement;
pub mod contacts;
pub mod editor;
pub mod form;
pub mod island;
pub mod list;
pub mod methods;
pub mod people;
pub mod settings;
pub mod shared;
pub mod sign;
pub mod system;
pub mod tags;
pub mod template;
pub mod values;
pub mod verify;

pub use form::{Choice, Problem, Problems};

use crate::assets;
use crate::language::Words;
use askama::filters::Safe;
use domain::language::Language;

/// What every page shows around its content: who is here, where, and in which look.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The words of the page.
    pub words: Words,
    /// The look that the visitor chose.
    pub theme: Theme,
    /// Where this page is, so that the language and theme switches come back to it.
    pub path: String,
    /// Who is signed in.
    pub user: Option<SignedIn>,
    /// The part of the product that the navigation marks.
    pub here: Section,
    /// What the last request did, said once.
    pub notice: Option<Notice>,
    /// Whether this is a demonstration with simulated parties.
    pub demo: bool,
}

/// The person who is signed in, as the shell shows them.
#[derive(Clone, Debug, Default)]
pub struct SignedIn {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// One or two letters for the round avatar.
    pub initials: String,
    /// The account's name.
    pub account: String,
    /// Whether the pages of an administrator are offered.
    pub admin: bool,
    /// Whether groups are theirs to look after.
    pub group_admin: bool,
    /// How many agreements wait for this person.
    pub waiting: usize,
}

/// A message about what was just done.
#[derive(Clone, Debug)]
pub struct Notice {
    /// `good`, `wait`, `bad` or empty.
    pub tone: &'static str,
    /// The sentence.
    pub text: String,
    /// Takes back what was done: label, and the address to post to.
    pub undo: Option<(String, String)>,
}

/// The look that a visitor chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device wishes.
    #[default]
    Auto,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// The parts of the product that the navigation names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// What happened lately.
    Activity,
    /// Lists of agreements and their pages.
    Agreements,
    /// Programs that act for users.
    Applications,
    /// The user's address book.
    Contacts,
    /// The groups of the account.
    Groups,
    /// The first page.
    Home,
    /// Integration keys.
    Keys,
    /// None of them.
    #[default]
    None,
    /// What the account settles for all of it.
    Organisation,
    /// The simulated outbox of the demo.
    Outbox,
    /// The visitor's own settings.
    Profile,
    /// The seal and its mandates.
    Seal,
    /// Jobs and health.
    System,
    /// The account's own tags.
    Tags,
    /// Templates.
    Templates,
    /// The people of the account.
    Users,
    /// Files and codes that somebody wants to know about.
    Verify,
    /// Programs that are told of events.
    Webhooks,
}

impl Notice {
    /// Something went well.
    pub fn good(text: String) -> Notice {
        Notice {
            tone: "good",
            text,
            undo: None,
        }
    }

    /// Something went wrong.
    pub fn bad(text: String) -> Notice {
        Notice {
            tone: "bad",
            text,
            undo: None,
        }
    }

    /// The icon of its tone.
    pub fn icon(&self) -> &'static str {
        match self.tone {
            "good" => "circle-check",
            "bad" => "circle-alert",
            "wait" => "triangle-alert",
            _ => "info",
        }
    }
}

impl Theme {
    /// The word in the cookie and in `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Dark => "dark",
            Theme::Light => "light",
        }
    }

    /// Reads the cookie; anything unknown is the device's wish.
    pub fn parse(text: &str) -> Theme {
        [Theme::Dark, Theme::Light]
            .into_iter()
            .find(|theme| theme.name() == text)
            .unwrap_or_default()
    }
}

impl Shell {
    /// The shell of a visitor who is not signed in.
    pub fn visitor(words: Words, theme: Theme, path: &str) -> Shell {
        Shell {
            words,
            theme,
            path: path.to_owned(),
            user: None,
            here: Section::None,
            notice: None,
            demo: false,
        }
    }

    /// The address of an asset, with the hash of its bytes.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// An icon of the sprite, invisible to screen readers: words stand beside it, or the control is labelled.
    pub fn icon(&self, name: &str) -> Safe<String> {
        icon(name)
    }

    /// The value of `aria-current` for a navigation entry.
    pub fn current(&self, section: Section) -> &'static str {
        if self.here == section { "page" } else { "false" }
    }

    /// Every language with its tag, its own name, and whether it is the page's.
    pub fn languages(&self) -> [(&'static str, &'static str, bool); 3] {
        Language::ALL.map(|language| {
            (
                language.tag(),
                own_name(language),
                language == self.words.language,
            )
        })
    }
}

/// The name of a language in that language.
pub fn own_name(language: Language) -> &'static str {
    match language {
        Language::Czech => "Čeština",
        Language::English => "English",
        Language::Slovenian => "Slovenščina",
    }
}

/// An icon of the sprite as markup; `name` is a constant of ours, never input.
pub fn icon(name: &str) -> Safe<String> {
    Safe(format!(
        "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"{}#{name}\"></use></svg>",
        assets::url("sprite.svg")
    ))
}
