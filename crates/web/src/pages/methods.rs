//! What to know of a method of identity: as a line among the settings, and as a page of its own.

use super::Shell;
use crate::language::Words;
use askama::Template;

/// A method in a line.
#[derive(Clone, Debug)]
pub struct MethodLine {
    /// What it is called.
    pub label: String,
    /// Its page.
    pub href: String,
    /// How much it asks of the recipient, from 1 to 3.
    pub steps: usize,
    /// The same in words.
    pub friction: String,
    /// What it proves, in a word or two.
    pub assurance: String,
    /// Whether each use costs something.
    pub premium: bool,
}

/// `/help/methods`.
#[derive(Clone, Debug, Template)]
#[template(path = "help/methods.html")]
pub struct Methods {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The methods.
    pub lines: Vec<MethodLine>,
}

/// `/help/methods/{name}`.
#[derive(Clone, Debug, Template)]
#[template(path = "help/method.html")]
pub struct Method {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The method.
    pub line: MethodLine,
    /// Questions, and what is to be said to each.
    pub parts: Vec<(String, String)>,
}
