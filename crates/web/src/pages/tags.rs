//! The catalogue of tags to copy from (M-41), and an account's own tags (M-47).

use super::agreement::{Action, Question};
use super::{Choice, Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/help/tags`.
#[derive(Clone, Debug, Template)]
#[template(path = "help/tags.html")]
pub struct Catalogue {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The tags, by language.
    pub groups: Vec<Group>,
}

/// Tags of one language.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Whose.
    pub title: String,
    /// What to know.
    pub hint: String,
    /// The tags.
    pub rows: Vec<Row>,
    /// What is said where there are none.
    pub none: String,
    /// Where to change them, and how that is called.
    pub link: Option<(&'static str, String)>,
}

/// A tag to copy.
#[derive(Clone, Debug)]
pub struct Row {
    /// Of the element that holds it.
    pub id: String,
    /// As it is written.
    pub tag: String,
    /// What it becomes.
    pub meaning: String,
    /// Whether such a field can be filled here.
    pub served: bool,
}

/// `/settings/tags`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/tags.html")]
pub struct OwnTags {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// What there is.
    pub known: Vec<Word>,
    /// What was typed: the tag.
    pub word: String,
    /// Signature or initials.
    pub whats: Vec<Choice>,
    /// Person, role or place.
    pub whos: Vec<Choice>,
    /// What was typed: the name of person or role.
    pub name: String,
    /// What was typed: the person's address.
    pub email: String,
    /// What was typed: the place.
    pub number: String,
    /// What went wrong.
    pub problems: Problems,
    /// Questions that actions ask first.
    pub questions: Vec<Question>,
}

/// A tag of the account's own.
#[derive(Clone, Debug)]
pub struct Word {
    /// As it stands in documents.
    pub word: String,
    /// What it becomes, and whose.
    pub meaning: String,
    /// What can be done.
    pub actions: Vec<Action>,
}
