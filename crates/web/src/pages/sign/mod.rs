//! The recipient's pages at `/s/{token}`: challenge, document, waiting, and what is said when there is nothing to do.
//!
//! They show only what the visit has earned: before the challenge is passed, nothing of the document, not even its name.

pub mod document;
pub mod gate;
pub mod outcome;

use super::Shell;
use crate::language::Words;

/// What all of them show: the words, who asks, and the address of the visit.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The address of the visit, `/s/{token}`.
    pub base: String,
    /// The organisation that sends.
    pub organisation: String,
    /// The person who sends; empty where that must not be said.
    pub sender: String,
    /// Where somebody who is signed in goes on: label and address.
    pub back: Option<(String, String)>,
}
