//! How an agreement stands, for somebody whom it is shared with: behind their link, `/shared/{agreement}/{token}`, and for a colleague who
//! is signed in, `/agreements/{id}`.

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

/// The page of an agreement for a colleague who may read it.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/reading.html")]
pub struct ReadingPage {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The address of the page.
    pub href: String,
    /// The agreement's name.
    pub name: String,
    /// The tone of its state.
    pub tone: &'static str,
    /// Its state in a word or two.
    pub status: String,
    /// Who shares it and for how long, in a sentence.
    pub sentence: String,
    /// What they say with it; may be empty.
    pub message: String,
    /// The first page as a picture: address, width and height in points.
    pub picture: Option<(String, u32, u32)>,
    /// How many pages it has.
    pub pages: usize,
    /// How it stands.
    pub facts: Vec<Fact>,
    /// Where the file is, once there is one.
    pub download: Option<String>,
}
