//! `/shared/{agreement}/{token}`: how an agreement stands, for somebody whom it is shared with.

use super::Shell;
use super::agreement::Fact;
use crate::language::Words;
use askama::Template;

/// The page behind the link of a share.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/shared.html")]
pub struct SharedPage {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The agreement's name.
    pub name: String,
    /// Who shares it, in a sentence.
    pub sentence: String,
    /// What they say with it; may be empty.
    pub message: String,
    /// How it stands.
    pub facts: Vec<Fact>,
    /// Where the file is, once there is one.
    pub download: Option<String>,
}
