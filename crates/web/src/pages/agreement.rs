//! An agreement's page: how it stands in a sentence, who takes part, what happened, what can be done; and the page for a new one.

use super::{Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/agreements/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/agreement.html")]
pub struct AgreementPage {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The address of the page; those of its forms begin with it.
    pub href: String,
    /// Its name.
    pub name: String,
    /// The tone of its state.
    pub tone: &'static str,
    /// Its state in a word or two.
    pub status: String,
    /// Its state in a sentence.
    pub sentence: String,
    /// What needs attention, most urgent first.
    pub alerts: Vec<Alert>,
    /// The one thing most probably wanted.
    pub primary: Option<Action>,
    /// What else is wanted often.
    pub secondary: Vec<Action>,
    /// Everything else.
    pub menu: Vec<Action>,
    /// How many have acted, and how many are to act.
    pub progress: (usize, usize),
    /// The people, in order of their turns.
    pub turns: Vec<Turn>,
    /// What happened, newest first.
    pub timeline: Vec<Moment>,
    /// The first page as a picture: address, width and height in points.
    pub picture: Option<(String, u32, u32)>,
    /// How many pages the document has.
    pub pages: usize,
    /// What else is known.
    pub facts: Vec<Fact>,
    /// Who may read it without taking part.
    pub readers: Vec<Reader>,
    /// What can be downloaded.
    pub files: Vec<FileLink>,
    /// The questions that actions ask first.
    pub questions: Vec<Question>,
    /// The address of the public verify page as a code for cameras: the side in modules, and the dark ones as a path.
    pub verify_picture: Option<(usize, String)>,
    /// By which the page knows whether it still shows what is.
    pub pulse: String,
    /// What it shows will be something else in a moment.
    pub hurries: bool,
}

/// Something that needs attention.
#[derive(Clone, Debug)]
pub struct Alert {
    /// `wait`, `bad` or empty.
    pub tone: &'static str,
    /// What happened and what it means.
    pub text: String,
    /// What can be done about it.
    pub action: Option<Action>,
}

/// Something that can be done.
#[derive(Clone, Debug, Default)]
pub struct Action {
    /// What it says.
    pub label: String,
    /// An icon of the sprite.
    pub icon: &'static str,
    /// How it is done.
    pub way: Way,
    /// Whether it cannot be undone.
    pub danger: bool,
}

/// How an action is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A question is asked first: the id of its dialog.
    Ask(String),
    /// Another page or a file: its address.
    Go(String),
    /// A request that changes something: its address.
    Post(String),
}

impl Default for Way {
    fn default() -> Way {
        Way::Go(String::new())
    }
}

/// Those who act at the same time.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Its number; people with a copy only have none.
    pub number: Option<u32>,
    /// Who.
    pub people: Vec<Participant>,
}

/// A person in the agreement.
#[derive(Clone, Debug, Default)]
pub struct Participant {
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// One or two letters.
    pub initials: String,
    /// Their colour, 1 to 8, as in the editor.
    pub colour: u8,
    /// Signer, approver, copy.
    pub role: String,
    /// How they prove who they are.
    pub method: String,
    /// The tone of where they stand.
    pub tone: &'static str,
    /// Where they stand.
    pub state: String,
    /// Since when, or until when.
    pub detail: String,
    /// What can be done for them.
    pub actions: Vec<Action>,
}

/// Something that happened.
#[derive(Clone, Debug, Default)]
pub struct Moment {
    /// An icon of the sprite.
    pub icon: &'static str,
    /// `good`, `wait`, `bad` or empty.
    pub tone: &'static str,
    /// What happened, in a sentence.
    pub text: String,
    /// When, for people.
    pub when: String,
    /// When, to the second with offset.
    pub exact: String,
    /// From where, or in whose words.
    pub detail: String,
}

/// A fact with its name.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its name.
    pub label: String,
    /// What it is.
    pub value: String,
    /// Whether it is a hash or another machine word.
    pub code: bool,
}

/// Somebody who may read it without taking part.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Their address.
    pub email: String,
    /// Until when.
    pub until: String,
    /// Takes it back.
    pub remove: Action,
}

/// A file that can be downloaded.
#[derive(Clone, Debug)]
pub struct FileLink {
    /// An icon of the sprite.
    pub icon: &'static str,
    /// What it is.
    pub label: String,
    /// What is in it, or why one wants it.
    pub hint: String,
    /// Its address.
    pub href: String,
}

/// A question asked before something is done.
#[derive(Clone, Debug)]
pub struct Question {
    /// The id of the dialog.
    pub id: String,
    /// The question.
    pub title: String,
    /// What will happen.
    pub text: String,
    /// Where the answer goes.
    pub action: String,
    /// A field of the question: its name, label, hint and kind.
    pub field: Option<QuestionField>,
    /// The label of the button that does it.
    pub go: String,
    /// Whether it cannot be undone.
    pub danger: bool,
}

/// What a question asks for.
#[derive(Clone, Debug)]
pub enum QuestionField {
    /// A number of days.
    Days {
        /// The label.
        label: String,
        /// What stands in it first.
        value: u32,
        /// The highest.
        most: u32,
    },
    /// A new signing password, twice.
    Password {
        /// The label of the first input.
        label: String,
        /// What it may be made of.
        hint: String,
        /// The label of the second.
        again: String,
    },
    /// Some words.
    Text {
        /// The label.
        label: String,
        /// What they are for.
        hint: String,
        /// What stands there already.
        value: String,
    },
    /// Somebody's address, and words to them.
    Reader {
        /// The label of the address.
        label: String,
        /// That of the words.
        message: String,
        /// What they are for.
        hint: String,
        /// What was typed before it was refused.
        typed: (String, String),
        /// Why it was refused; empty where nothing was.
        error: String,
    },
}

impl Question {
    /// Whether it was answered, and the answer did not do: it is asked again at once.
    pub fn is_asked_again(&self) -> bool {
        matches!(&self.field, Some(QuestionField::Reader { error, .. }) if !error.is_empty())
    }
}

/// `/agreements/new`.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/new.html")]
pub struct New {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The most bytes that all files may have together.
    pub limit: u64,
    /// Whether a template is made of them.
    pub template: bool,
    /// What went wrong.
    pub problems: Problems,
    /// Whether the document wants a password.
    pub asks_password: bool,
}

impl AgreementPage {
    /// The newest events, shown at once.
    pub fn recent(&self) -> &[Moment] {
        self.timeline
            .get(..self.timeline.len().min(8))
            .unwrap_or_default()
    }

    /// The rest, shown on demand.
    pub fn older(&self) -> &[Moment] {
        self.timeline.get(8..).unwrap_or_default()
    }

    /// Whether the order of the turns matters.
    pub fn is_ordered(&self) -> bool {
        self.turns.iter().filter(|turn| turn.number.is_some()).count() > 1
    }
}

impl Alert {
    /// The icon of its tone.
    pub fn icon(&self) -> &'static str {
        if self.tone.is_empty() {
            "message-square"
        } else {
            "triangle-alert"
        }
    }
}

impl New {
    /// A new agreement, or a new template, in words.
    pub fn title(&self) -> String {
        self.words.text(if self.template {
            "template-new"
        } else {
            "new-title"
        })
    }

    /// What becomes of the document.
    pub fn lead(&self) -> String {
        self.words.text(if self.template {
            "template-new-lead"
        } else {
            "new-lead"
        })
    }

    /// The limit for people.
    pub fn limit_text(&self) -> String {
        self.words.bytes(self.limit)
    }
}

/// `/agreements/{id}/document`: the document as people see it, page by page.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/document.html")]
pub struct DocumentPage {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The address of the agreement's page.
    pub href: String,
    /// The agreement's name.
    pub name: String,
    /// The address of each page's picture, and its height where the width is 1000.
    pub pages: Vec<(String, String)>,
    /// The address of the file.
    pub download: Option<String>,
}
