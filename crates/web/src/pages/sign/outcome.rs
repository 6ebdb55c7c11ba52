//! The pages of a visit on which nothing is to be filled: waiting, done, and the ends that an agreement can come to.

use super::Frame;
use askama::Template;

/// `/s/{token}` while the act is being sealed, or somebody else is at it.
#[derive(Clone, Debug, Template)]
#[template(path = "sign/waiting.html")]
pub struct Waiting {
    /// What all pages of the visit show.
    pub frame: Frame,
    /// The agreement's name.
    pub name: String,
    /// Why one waits.
    pub reason: Reason,
}

/// Why a visitor waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The click was taken; the seal follows.
    Sealing,
    /// The click was taken; the seal waits for a party outside, and is tried again.
    SealLate,
    /// The click was taken; the seal waits until the organisation allows it.
    SealNotAllowed,
    /// Somebody else comes first.
    Turn,
}

impl Reason {
    /// The word that `/s/{token}/state` answers while this lasts.
    pub fn state(self) -> &'static str {
        match self {
            Reason::Sealing => "sealing",
            Reason::SealLate => "sealing-late",
            Reason::SealNotAllowed => "sealing-not-allowed",
            Reason::Turn => "turn",
        }
    }
}

/// The word for a part that is done, while the end is being sealed in time or late.
pub fn done_state(late: bool) -> &'static str {
    if late { "done-late" } else { "done" }
}

/// `/s/{token}` after this person has done their part.
#[derive(Clone, Debug, Template)]
#[template(path = "sign/done.html")]
pub struct Done {
    /// What all pages of the visit show.
    pub frame: Frame,
    /// The agreement's name.
    pub name: String,
    /// Whether this person approved instead of signing.
    pub approver: bool,
    /// Whether this person receives a copy only.
    pub copy_only: bool,
    /// How many people are still to act; none: all is done.
    pub others_left: usize,
    /// Everybody has acted, and the closing seal is late.
    pub late: bool,
    /// The signed document, once all have signed.
    pub download: Option<String>,
    /// The audit report, once there is one.
    pub report: Option<String>,
}

impl Done {
    /// Whether everybody has done their part.
    pub fn completed(&self) -> bool {
        self.download.is_some()
    }

    /// Whether the file is being completed: the page then goes on by itself.
    pub fn goes_on(&self) -> bool {
        !self.completed() && self.others_left == 0
    }

    /// Whether the end is late, and not the other people.
    pub fn waits_for_seal(&self) -> bool {
        self.late && self.others_left == 0
    }

    /// The word that `/s/{token}/state` answers while this page holds.
    pub fn state(&self) -> &'static str {
        done_state(self.late)
    }
}

/// `/s/{token}` when there is nothing to do any more, or not yet.
#[derive(Clone, Debug, Template)]
#[template(path = "sign/ended.html")]
pub struct Ended {
    /// What all pages of the visit show.
    pub frame: Frame,
    /// What has happened.
    pub ending: Ending,
    /// The agreement's name; empty where it must not be said.
    pub name: String,
}

/// How a visit can end without a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Another one of the visitor's group acted.
    ActedByOther,
    /// Cancelled by the sender, by too many wrong codes, or by somebody else's decline: the visitor is told only that it is over.
    Cancelled,
    /// This visitor declined.
    Declined,
    /// The link's time is over; the owner can extend it (M-82).
    Expired {
        /// Whether the owner was asked.
        asked: bool,
    },
    /// The agreement's own deadline is over.
    Late,
    /// The visitor said that the link is not meant for them.
    Misdirected,
    /// There is no such link.
    NotFound,
}

impl Ending {
    /// The icon above the title.
    pub fn icon(self) -> &'static str {
        match self {
            Ending::ActedByOther | Ending::Misdirected => "circle-check",
            Ending::Cancelled => "ban",
            Ending::Declined => "circle-x",
            Ending::Expired { .. } | Ending::Late => "timer",
            Ending::NotFound => "search",
        }
    }

    /// The middle of its keys, `sign-{…}-title`.
    pub fn word(self) -> &'static str {
        match self {
            Ending::ActedByOther => "by-other",
            Ending::Cancelled => "cancelled",
            Ending::Declined => "declined",
            Ending::Expired { asked: true } => "asked",
            Ending::Expired { asked: false } => "expired",
            Ending::Late => "late",
            Ending::Misdirected => "misdirected",
            Ending::NotFound => "not-found",
        }
    }
}

impl Ended {
    /// The title.
    pub fn title(&self) -> String {
        self.frame
            .words
            .text(&format!("sign-{}-title", self.ending.word()))
    }

    /// What has happened and what to do.
    pub fn text(&self) -> String {
        self.frame
            .words
            .text(&format!("sign-{}-text", self.ending.word()))
    }

    /// Whether the owner can be asked for more time here.
    pub fn can_ask(&self) -> bool {
        self.ending == Ending::Expired { asked: false }
    }
}
