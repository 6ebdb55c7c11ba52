//! Templates: their list, and the form that makes an agreement of one.

use super::agreement::Action;
use super::{Problems, Shell};
use crate::language::Words;
use askama::Template as Page;

/// `/templates`.
#[derive(Clone, Debug, Page)]
#[template(path = "templates/list.html")]
pub struct Templates {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The one that changed last first.
    pub templates: Vec<Template>,
}

/// A template in the list.
#[derive(Clone, Debug)]
pub struct Template {
    /// The address of the form that uses it.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Whom it asks for, in a few words.
    pub roles: String,
    /// Who made it.
    pub by: String,
    /// When it last changed, for people.
    pub when: String,
    /// The same to the second.
    pub exact: String,
    /// Only its owner uses it.
    pub private: bool,
    /// The first page as a picture: address, width and height.
    pub picture: Option<(String, u32, u32)>,
    /// What its owner and administrators can do.
    pub actions: Vec<Action>,
}

/// `/templates/{id}/use`.
#[derive(Clone, Debug, Page)]
#[template(path = "templates/use.html")]
pub struct UseTemplate {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// Where the form goes.
    pub href: String,
    /// Where the template is changed, by those who may.
    pub edit: Option<String>,
    /// The template's name.
    pub template: String,
    /// The agreement's name.
    pub name: String,
    /// Who is asked for.
    pub roles: Vec<Role>,
    /// The first page as a picture: address, width and height.
    pub picture: Option<(String, u32, u32)>,
    /// How many pages there are.
    pub pages: usize,
    /// What is wrong.
    pub problems: Problems,
    /// What should be said before it is sent; sending again means that it was read.
    pub warnings: Vec<String>,
}

/// A place in the order of signing.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its identity, in the names of its fields.
    pub id: String,
    /// How the place is called.
    pub label: String,
    /// Signer, approver, copy.
    pub role: String,
    /// Its colour, 1 to 8, as in the editor.
    pub colour: u8,
    /// The name that was typed.
    pub name: String,
    /// The address that was typed.
    pub email: String,
    /// Name and address of whoever the template itself names.
    pub fixed: Option<(String, String)>,
}

impl UseTemplate {
    /// The name of an input of a place.
    pub fn field(&self, what: &str, id: &str) -> String {
        format!("{what}-{id}")
    }
}
