//! The page on which the owner puts another person into a place, or corrects an address.

use super::{Choice, Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/agreements/{id}/people/{person}/replace`.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/replace.html")]
pub struct Replace {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The address of the agreement's page.
    pub href: String,
    /// The address of this form.
    pub action: String,
    /// The agreement's name.
    pub agreement: String,
    /// Who has the place now.
    pub before: String,
    /// The version of the agreement that the form was made of.
    pub version: String,
    /// Whether the new one is written to at once.
    pub invited: bool,
    /// Whether the person acts; a copy proves nothing.
    pub acts: bool,
    /// What is typed: the name.
    pub name: String,
    /// The address.
    pub email: String,
    /// How they prove who they are.
    pub methods: Vec<Choice>,
    /// The number for a code.
    pub phone: String,
    /// Whether their PIN is asked for as well; none: nobody was asked for one here.
    pub pin: Option<bool>,
    /// In which language they are written to.
    pub languages: Vec<Choice>,
    /// A message to them alone.
    pub message: String,
    /// What went wrong.
    pub problems: Problems,
}
