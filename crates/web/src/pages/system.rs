//! What an administrator sees of the machinery, one's own profile, and the demo's simulated outbox.

use super::agreement::Action;
use super::{Choice, Problems, Shell};
use crate::language::Words;
use askama::Template;

/// `/system`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/system.html")]
pub struct System {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The version of this program.
    pub version: &'static str,
    /// Database, timestamps, mail and so on.
    pub checks: Vec<Check>,
    /// What `podpis doctor` found the last time.
    pub looks: Vec<Check>,
    /// When that was.
    pub looked: String,
    /// How long completed documents can be checked by themselves.
    pub lasting: Vec<Check>,
    /// The address of each file that wants attention, and why it does.
    pub files: Vec<(String, String)>,
    /// Jobs that were given up.
    pub dead: Vec<Job>,
    /// Jobs that are late and tried again.
    pub stuck: Vec<Job>,
    /// Jobs by kind.
    pub counts: Vec<Count>,
    /// By which the page knows whether it still shows what is.
    pub pulse: String,
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The tone of its state.
    pub tone: &'static str,
    /// Its state in a word.
    pub state: String,
    /// What was found.
    pub detail: String,
}

/// A job that a person should look at.
#[derive(Clone, Debug)]
pub struct Job {
    /// What it does.
    pub name: String,
    /// The address and the name of its agreement.
    pub agreement: Option<(String, String)>,
    /// How often it was tried, and when again.
    pub tries: String,
    /// What went wrong the last time.
    pub error: String,
    /// What can be done.
    pub retry: Option<Action>,
    /// What else can be done with a message that nobody needs any more.
    pub discard: Option<Action>,
}

/// How many jobs of a kind are where.
#[derive(Clone, Debug)]
pub struct Count {
    /// The kind.
    pub name: String,
    /// Waiting for their time, which may be years away.
    pub planned: i64,
    /// Due, and waiting for a worker.
    pub ready: i64,
    /// Being done.
    pub running: i64,
    /// Done.
    pub done: i64,
    /// Given up.
    pub dead: i64,
}

/// `/profile`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/profile.html")]
pub struct Profile {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// How the user is called.
    pub name: String,
    /// Their address, which only an administrator changes.
    pub email: String,
    /// In which language they are written to.
    pub languages: Vec<Choice>,
    /// Whether anybody may ask them for a PIN, or they have one that can be removed.
    pub pins: bool,
    /// Since when they have a PIN, in words; none: they have none.
    pub pin_since: Option<String>,
    /// The programs that they let act for them.
    pub applications: Vec<AllowedProgram>,
    /// What went wrong.
    pub problems: Problems,
}

/// A program that a user lets act for them.
#[derive(Clone, Debug, Default)]
pub struct AllowedProgram {
    /// Its name.
    pub name: String,
    /// What it may do, in words.
    pub scopes: String,
    /// Since when.
    pub since: String,
    /// Where to post to take it back.
    pub action: String,
}

/// `/simulated/outbox`: what the simulated parties of the demo received.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/outbox.html")]
pub struct OutboxPage {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The messages, newest first.
    pub messages: Vec<OutboxMessage>,
}

/// A message that a simulated party received.
#[derive(Clone, Debug, Default)]
pub struct OutboxMessage {
    /// Its number.
    pub id: u64,
    /// It came to a telephone: a text message or a call.
    pub telephone: bool,
    /// It was said in a call.
    pub call: bool,
    /// To whom.
    pub to: String,
    /// From whom.
    pub from: String,
    /// Subject of a mail.
    pub subject: String,
    /// The text.
    pub text: String,
    /// When, for people.
    pub when: String,
    /// When, to the second.
    pub exact: String,
    /// Whether it also came as HTML.
    pub html: bool,
    /// The first address of this installation in it.
    pub link: String,
    /// The first code in it.
    pub code: String,
    /// Names of attached files.
    pub files: Vec<String>,
}
