//! The user's address book: the list, one contact, and what an import would do.

use super::agreement::Action;
use super::{Choice, Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/contacts`.
#[derive(Clone, Debug, Template)]
#[template(path = "contacts/list.html")]
pub struct Contacts {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// What is searched for.
    pub search: String,
    /// How many were found.
    pub count: usize,
    /// Those of this page.
    pub rows: Vec<Row>,
    /// The address of the page before.
    pub before: Option<String>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The most rows that an import takes, for people.
    pub most: String,
    /// What went wrong with an import.
    pub problems: Problems,
}

/// A contact in the list.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The address of its page.
    pub href: String,
    /// How they are called; the address where nobody knows.
    pub name: String,
    /// Their address.
    pub email: String,
    /// One or two letters.
    pub initials: String,
    /// Number, company and title, as far as known.
    pub more: String,
    /// When something was last sent to them.
    pub used: String,
    /// What can be done.
    pub actions: Vec<Action>,
}

/// `/contacts/new` and `/contacts/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "contacts/edit.html")]
pub struct Edit {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The title.
    pub title: String,
    /// Where the form goes.
    pub action: String,
    /// What takes the contact out; a new one has nothing to be taken out of.
    pub remove: Option<Action>,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The number.
    pub phone: String,
    /// The languages.
    pub languages: Vec<Choice>,
    /// Where they work.
    pub company: String,
    /// What they are there.
    pub job: String,
    /// The PIN of a contact; one that is not kept yet has none, nor has anybody where nobody may ask for one.
    pub pin: Option<ContactPin>,
    /// What went wrong.
    pub problems: Problems,
}

/// The PIN that the owner of the book has set for somebody; what it is, nobody is told.
#[derive(Clone, Debug)]
pub struct ContactPin {
    /// Since when there is one, in words; none: there is none.
    pub since: Option<String>,
    /// Where to post another.
    pub action: String,
}

/// What an import would do, before anything is kept.
#[derive(Clone, Debug, Template)]
#[template(path = "contacts/import.html")]
pub struct Import {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// How many can be taken.
    pub good: usize,
    /// How many cannot.
    pub bad: usize,
    /// Rows with something wrong first, then the others; not all of a long list.
    pub rows: Vec<ImportRow>,
    /// How many more there are.
    pub more: usize,
    /// The list as it was understood, to be sent back.
    pub list: String,
}

/// A row of a list, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Its number in the list.
    pub number: u64,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The number.
    pub phone: String,
    /// What is wrong, in words; empty: nothing.
    pub fault: String,
    /// Whether it is left out.
    pub left_out: bool,
}
