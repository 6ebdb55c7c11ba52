//! `/verify`: a file or a code, and what is to be said of it; for anybody.

use super::agreement::Fact;
use super::{Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/verify`.
#[derive(Clone, Debug, Template)]
#[template(path = "verify/ask.html")]
pub struct Ask {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The largest file, in bytes.
    pub limit: u64,
    /// The code that was typed.
    pub code: String,
    /// Whether the file wants a password.
    pub asks_password: bool,
    /// What went wrong.
    pub problems: Problems,
}

/// What a code says.
#[derive(Clone, Debug, Template)]
#[template(path = "verify/record.html")]
pub struct RecordPage {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The code, as it is printed.
    pub code: String,
    /// Who finished it when, in a sentence.
    pub sentence: String,
    /// What is known without the file.
    pub facts: Vec<Fact>,
    /// Who signed.
    pub people: Vec<Vec<Fact>>,
    /// The largest file, in bytes.
    pub limit: u64,
}

/// What is said of a file.
#[derive(Clone, Debug, Template)]
#[template(path = "verify/result.html")]
pub struct ResultPage {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// `good`, `wait` or `bad`.
    pub tone: &'static str,
    /// An icon of the sprite.
    pub icon: &'static str,
    /// The verdict in a sentence.
    pub verdict: String,
    /// What else there is to know at once.
    pub notes: Vec<String>,
    /// About the file.
    pub facts: Vec<Fact>,
    /// About the agreement of ours that it comes from.
    pub record: Vec<Fact>,
    /// Its signatures, in order.
    pub signatures: Vec<Signature>,
    /// Its timestamps of the document, in order.
    pub timestamps: Vec<Signature>,
    /// What was asked of authorities, and what came of it.
    pub asked: Vec<String>,
}

/// A signature, or a timestamp of the document.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Who, or what.
    pub title: String,
    /// The tone of its worth.
    pub tone: &'static str,
    /// Its worth in a word or two.
    pub badge: String,
    /// Why not more; empty where all is well.
    pub why: String,
    /// All about it.
    pub facts: Vec<Fact>,
    /// What came after it, up to the next one.
    pub after: Option<After>,
}

/// What came after a signature.
#[derive(Clone, Debug)]
pub struct After {
    /// `bad` where something is not allowed.
    pub tone: &'static str,
    /// In a sentence.
    pub sentence: String,
    /// Each change, and how often.
    pub changes: Vec<String>,
    /// The pages that look different.
    pub pages: Vec<Pair>,
    /// That more pages differ than are shown; empty where all are.
    pub more: String,
}

/// A page before and after.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Which page.
    pub title: String,
    /// Before; empty where there was none.
    pub before: Option<Shot>,
    /// After; empty where there is none.
    pub after: Option<Shot>,
    /// Where they differ: left, top, width, height in pixels.
    pub places: Vec<[u32; 4]>,
}

/// A picture that travels within the page: the server keeps nothing of it.
#[derive(Clone, Debug)]
pub struct Shot {
    /// PNG in base64.
    pub png: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Ask {
    fn limit_text(&self) -> String {
        self.words.bytes(self.limit)
    }
}

impl RecordPage {
    fn limit_text(&self) -> String {
        self.words.bytes(self.limit)
    }
}
