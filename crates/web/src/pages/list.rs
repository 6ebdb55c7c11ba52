//! Agreements in lists: the first page with its five groups, and the list with search and filters.

use super::agreement::Moment;
use super::{Choice, Shell};
use crate::language::Words;
use askama::Template;

/// `/`: what waits for whom.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/home.html")]
pub struct Home {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The five groups, with their first rows.
    pub groups: Vec<Group>,
}

/// `/agreements`: one view, searched and filtered.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/list.html")]
pub struct List {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// Which group; `None` is all of them.
    pub view: Option<View>,
    /// The views, all of them first.
    pub tabs: Vec<Option<View>>,
    /// What narrows the list.
    pub filters: Filters,
    /// Whose agreements are listed, offered to administrators; empty for everybody else.
    pub scopes: Vec<Choice>,
    /// Searches that were kept under a name.
    pub kept: Vec<Kept>,
    /// The query of the address, without the place in the list.
    pub query: String,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// The address of the first page, when this is a later one.
    pub start: Option<String>,
    /// The address of the page after.
    pub after: Option<String>,
}

/// What narrows a list, as its form shows it.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// What was searched for.
    pub search: String,
    /// The first day of the last change (`2026-11-22`), or nothing.
    pub from: String,
    /// The last day.
    pub to: String,
}

/// A search that was kept under a name.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its identity.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Its address.
    pub href: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

impl Filters {
    /// Whether nothing narrows the list.
    pub fn is_empty(&self) -> bool {
        self.search.trim().is_empty() && self.from.is_empty() && self.to.is_empty()
    }

    /// Whether days narrow it.
    pub fn has_days(&self) -> bool {
        !(self.from.is_empty() && self.to.is_empty())
    }
}

/// A view over the agreements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Something went wrong or ends soon.
    Attention,
    /// Put away.
    Bin,
    /// Completed.
    Done,
    /// Not sent.
    Drafts,
    /// Cancelled, declined or expired.
    Ended,
    /// Left out of the other lists.
    Hidden,
    /// I am to act.
    Mine,
    /// Others are to act.
    Others,
    /// Of others, who let me read it.
    Shared,
}

impl View {
    /// In the order of the list's tabs.
    pub const ALL: [View; 9] = [
        View::Mine,
        View::Others,
        View::Drafts,
        View::Done,
        View::Ended,
        View::Shared,
        View::Attention,
        View::Hidden,
        View::Bin,
    ];
    /// The word in addresses and keys.
    pub fn name(self) -> &'static str {
        match self {
            View::Attention => "attention",
            View::Bin => "bin",
            View::Done => "done",
            View::Drafts => "drafts",
            View::Ended => "ended",
            View::Hidden => "hidden",
            View::Mine => "mine",
            View::Others => "others",
            View::Shared => "shared",
        }
    }

    /// Reads the address.
    pub fn parse(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.name() == name)
    }

    /// Its icon.
    pub fn icon(self) -> &'static str {
        match self {
            View::Attention => "triangle-alert",
            View::Bin => "trash-2",
            View::Done => "circle-check",
            View::Drafts => "file-pen",
            View::Ended => "circle-x",
            View::Hidden => "eye-off",
            View::Mine => "pen-line",
            View::Others => "hourglass",
            View::Shared => "eye",
        }
    }
}

/// A group of the first page.
#[derive(Clone, Debug)]
pub struct Group {
    /// Which.
    pub view: View,
    /// How many agreements are in it.
    pub count: usize,
    /// The first of them.
    pub rows: Vec<Row>,
}

/// One agreement in a list.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its identity.
    pub id: String,
    /// Whether there is a file to take home.
    pub has_file: bool,
    /// The address of its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Who or what, in a few words.
    pub line: String,
    /// The badge's tone.
    pub tone: &'static str,
    /// The badge's words.
    pub status: String,
    /// When it last changed, for people.
    pub when: String,
    /// The same to the second.
    pub exact: String,
    /// How many have acted, and how many are to act.
    pub progress: (usize, usize),
    /// A button: label and address.
    pub action: Option<(String, String)>,
    /// Where to post to take it out of the bin; empty where it is not in it.
    pub restore: String,
}

impl Home {
    /// Whether there is no agreement at all: the page then teaches.
    pub fn is_new(&self) -> bool {
        self.groups.iter().all(|group| group.count == 0)
    }

    /// The groups of the wide column.
    pub fn main(&self) -> Vec<&Group> {
        self.pick(&[View::Mine, View::Attention, View::Others])
    }

    /// The groups of the narrow column.
    pub fn aside(&self) -> Vec<&Group> {
        self.pick(&[View::Drafts, View::Done])
    }

    fn pick(&self, views: &[View]) -> Vec<&Group> {
        views
            .iter()
            .filter_map(|view| self.groups.iter().find(|group| group.view == *view))
            .collect()
    }
}

impl Group {
    /// The key of its name.
    pub fn key(&self) -> String {
        format!("list-view-{}", self.view.name())
    }

    /// The key of what it says when it is empty.
    pub fn empty_key(&self) -> String {
        format!("list-empty-{}", self.view.name())
    }
}

impl List {
    /// The name of a view, or of all.
    pub fn title(&self, view: &Option<View>) -> String {
        self.words
            .text(&format!("list-view-{}", view.map_or("all", View::name)))
    }

    /// The value of `aria-current` for a tab.
    pub fn current(&self, tab: &Option<View>) -> &'static str {
        if *tab == self.view { "page" } else { "false" }
    }

    /// Whether this search can be kept under a name: it says something, and it is not kept yet.
    pub fn can_be_kept(&self) -> bool {
        !self.query.is_empty() && !self.kept.iter().any(|kept| kept.current)
    }

    /// Whether rows can be ticked: only for what of one's own goes into an archive.
    pub fn picks(&self) -> bool {
        self.view != Some(View::Shared)
    }

    /// Whether there is a file to take home.
    pub fn has_files(&self) -> bool {
        self.rows.iter().any(|row| row.has_file)
    }

    /// What an empty view says.
    pub fn nothing(&self) -> String {
        self.words
            .text(&format!("list-empty-{}", self.view.map_or("all", View::name)))
    }

    /// The icon of an empty view.
    pub fn icon(&self) -> &'static str {
        self.view.map_or("files", View::icon)
    }
}

impl Row {
    /// `full`, or empty, for every person who is to act.
    pub fn steps(&self) -> Vec<&'static str> {
        let (done, all) = self.progress;
        (0..all.min(8))
            .map(|step| if step < done { "full" } else { "" })
            .collect()
    }
}

/// `/activity`: what happened lately.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/activity.html")]
pub struct Activity {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The agreements, the one that changed last first.
    pub agreements: Vec<Lately>,
    /// Whether this is the first page.
    pub is_first: bool,
    /// The address of older ones.
    pub next: Option<String>,
}

/// What happened lately on one agreement.
#[derive(Clone, Debug)]
pub struct Lately {
    /// The address of its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// What happened, newest first.
    pub moments: Vec<Moment>,
}
