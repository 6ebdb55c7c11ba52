//! Settings of the account and of its groups, and the groups themselves.

use super::agreement::{Action, Question};
use super::methods::MethodLine;
use super::{Choice, Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/settings/account/{page}` and `/groups/{id}/settings/{page}`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/values.html")]
pub struct Values {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// Whose settings they are.
    pub title: String,
    /// What they hold for.
    pub lead: String,
    /// Where one came from, if not from the navigation.
    pub back: Option<(String, String)>,
    /// The pages of settings.
    pub tabs: Vec<Tab>,
    /// This page's name.
    pub head: String,
    /// Where the form is sent.
    pub action: String,
    /// Whether the group inherits.
    pub inheritance: Option<Inheritance>,
    /// Whether groups may settle this page, as the account's administrator sees it.
    pub openness: Option<Openness>,
    /// The settings.
    pub sections: Vec<Section>,
    /// Whether they are shown, but not to be changed here.
    pub read_only: bool,
    /// What went wrong.
    pub problems: Problems,
    /// Questions that actions ask first.
    pub questions: Vec<Question>,
}

/// An entry of a row of pages.
#[derive(Clone, Debug)]
pub struct Tab {
    /// What it is called.
    pub label: String,
    /// Where it is.
    pub href: String,
    /// Whether it is this one.
    pub here: bool,
}

/// How a group stands to what the account has settled.
#[derive(Clone, Debug)]
pub struct Inheritance {
    /// Whether its own values count.
    pub overridden: bool,
    /// The sentence that says so.
    pub text: String,
    /// How to change that; none, where the account has taken the right away.
    pub change: Option<Action>,
}

/// Whether groups may settle a page.
#[derive(Clone, Debug)]
pub struct Openness {
    /// Whether they may.
    pub open: bool,
    /// Where to change that.
    pub action: String,
    /// The groups that have values of their own: name and address.
    pub overriding: Vec<(String, String)>,
}

/// A part of a page.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name.
    pub title: String,
    /// What it is for.
    pub hint: String,
    /// The methods that it is about, if it is about methods.
    pub methods: Vec<MethodLine>,
    /// Its inputs.
    pub inputs: Vec<Input>,
    /// Those that say something only while the switch among `inputs` is on.
    pub switched: Vec<Input>,
}

/// One setting.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name in the form.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What it means.
    pub hint: String,
    /// What to think of before it is left so.
    pub warning: Option<String>,
    /// Where its value comes from, and who settled it when.
    pub origin: String,
    /// What may stand in it.
    pub control: Control,
}

/// What may stand in an input.
#[derive(Clone, Debug)]
pub enum Control {
    /// On or off.
    Switch(bool),
    /// A whole number: as typed, the least, the most.
    Number(String, u32, u32),
    /// One of several.
    Choice(Vec<Choice>),
    /// Any of several.
    Several(Vec<Choice>),
    /// A line of text.
    Line(String, usize),
}

/// `/groups`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/groups.html")]
pub struct Groups {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// Whether groups can be made here.
    pub admin: bool,
    /// The groups.
    pub groups: Vec<GroupRow>,
    /// What was typed as the name of a new one.
    pub name: String,
    /// What went wrong.
    pub problems: Problems,
}

/// A group in the list.
#[derive(Clone, Debug)]
pub struct GroupRow {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// Which pages of settings it has for itself.
    pub own: String,
    /// Whether everybody begins in it.
    pub first: bool,
}

/// `/groups/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/group.html")]
pub struct Group {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// Its identity.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Who is in it.
    pub members: Vec<MemberRow>,
    /// Who can be put into it.
    pub others: Vec<Choice>,
    /// What was typed as its name.
    pub name: String,
    /// What went wrong.
    pub problems: Problems,
}

/// Somebody in a group.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// One or two letters.
    pub initials: String,
    /// Whether they look after it.
    pub admin: bool,
    /// What can be done.
    pub actions: Vec<Action>,
}
