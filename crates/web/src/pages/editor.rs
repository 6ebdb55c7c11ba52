//! The editor of a draft: `/agreements/{id}/edit`, and `/agreements/new` before there is one.
//!
//! The page brings the draft, the setting and the words as JSON; the script `ui/src/editor.ts` does the rest.

use super::{Shell, island};
use crate::language::Words;
use askama::Template;
use askama::filters::Safe;
use domain::fields::{FieldOptions, FieldValue};
use serde::Serialize;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "editor.html")]
pub struct Edit {
    /// Words of the page.
    pub words: Words,
    /// Frame of the page.
    pub shell: Shell,
    /// The draft as it stands.
    pub draft: Draft,
    /// What the script must know beside the draft.
    pub setup: Setup,
}

/// What the script must know beside the draft.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// The draft's JSON.
    pub url: String,
    /// The largest file that the server takes.
    pub max_bytes: u64,
    /// The owner, for "I sign too" (M-46).
    pub me: Me,
    /// Languages to choose from.
    pub languages: Vec<Choice>,
    /// Rhythms of reminders to choose from.
    pub reminders: Vec<Choice>,
    /// Today in the account's zone, `2026-11-22`.
    pub today: String,
    /// The address of the icons.
    pub sprite: String,
    /// What is different in a template; none: it is an agreement's draft.
    pub template: Option<TemplateSetup>,
    /// The methods that cost something with each use.
    pub premium_methods: Vec<&'static str>,
    /// The groups that one sends from, with what may be chosen in each.
    pub groups: Vec<SendingGroup>,
    /// The fewest and the most days that a link may work (M-81).
    pub link_days: (u16, u16),
}

/// A group that one sends from.
#[derive(Clone, Debug, Serialize)]
pub struct SendingGroup {
    /// Its identity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What may be chosen for people from outside.
    pub external: SendingRules,
    /// What may be chosen for internal people.
    pub internal: SendingRules,
    /// Whether a PIN may be asked for beside the method.
    pub pin: bool,
}

/// Which methods may be chosen.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SendingRules {
    /// The methods, the default first.
    pub methods: Vec<&'static str>,
    /// What somebody who is added has.
    pub default: &'static str,
    /// Whether a sender may choose another.
    pub may_change: bool,
}

/// What the editor of a template knows beside.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateSetup {
    /// The form that makes an agreement of it.
    pub href: String,
    /// What the sender's place is called.
    pub owner: String,
}

/// The owner of the draft.
#[derive(Clone, Debug, Serialize)]
pub struct Me {
    /// Full name.
    pub name: String,
    /// Address.
    pub email: String,
}

/// One entry of a list to choose from.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub code: String,
    /// What is read.
    pub name: String,
}

/// A draft, as `/ui/drafts/{id}` speaks of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Draft {
    /// Grows with every change.
    pub version: u64,
    /// The group that it is sent from.
    pub group: String,
    /// The agreement's name.
    pub name: String,
    /// Subject of the invitation; empty: made from the name.
    pub subject: String,
    /// Message in the invitation.
    pub message: String,
    /// Language of the agreement.
    pub language: String,
    /// Last day, `2026-12-31`.
    pub deadline: Option<String>,
    /// Rhythm of reminders.
    pub reminder: String,
    /// All pages, over all documents.
    pub pages: Vec<Page>,
    /// The files in their order.
    pub documents: Vec<Document>,
    /// The people in their order.
    pub participants: Vec<Participant>,
    /// The fields.
    pub fields: Vec<Field>,
    /// For how many days a link works.
    #[serde(rename = "linkDays")]
    pub link_days: u16,
    /// What should be said before it is sent.
    pub warnings: Vec<Warning>,
    /// What keeps it from being sent and no script can see: the organisation's seal would wait.
    pub problems: Vec<Blocker>,
}

/// Something that keeps the draft from being sent, and that only the server knows.
#[derive(Clone, Debug, Serialize)]
pub struct Blocker {
    /// Stable.
    pub code: &'static str,
    /// In words.
    pub message: String,
    /// Where it is mended; none: not by this user.
    pub href: Option<&'static str>,
}

/// Something that does not keep the draft back, but should be said before.
#[derive(Clone, Debug, Serialize)]
pub struct Warning {
    /// Stable.
    pub code: &'static str,
    /// In words.
    pub message: String,
    /// Whom it is about.
    pub participants: Vec<String>,
    /// Which fields it is about.
    pub fields: Vec<String>,
}

/// One page of the whole.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// Counted from 0 over all documents.
    pub index: usize,
    /// Width as shown, in points.
    pub width: f64,
    /// Height as shown, in points.
    pub height: f64,
    /// The address of its picture; the script adds `w=` in pixels.
    pub image: String,
}

/// One file.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Identifier within the draft.
    pub id: String,
    /// File name.
    pub name: String,
    /// How many pages.
    pub pages: usize,
    /// What its owner ought to know: things removed, signatures found.
    pub notices: Vec<String>,
    /// It carried signatures when it came.
    pub signed: bool,
    /// What became of the tags in it.
    pub tags: Vec<Tag>,
}

/// What became of a tag (M-41).
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    /// Page of the whole, from 0.
    pub page: usize,
    /// As it stood in the document.
    pub raw: String,
    /// Nothing is to be done about it.
    pub good: bool,
    /// What became of it, in words.
    pub message: String,
    /// The field that was made of it.
    pub field: Option<String>,
}

/// One person.
#[derive(Clone, Debug, Serialize)]
pub struct Participant {
    /// Identifier within the draft.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Address.
    pub email: String,
    /// `signer`, `approver` or `cc`.
    pub role: &'static str,
    /// Turn, from 1; equal turns are at once.
    pub order: u32,
    /// `email`, `password` or `phone`.
    pub method: &'static str,
    /// Whether a signing password was set; what it is, nobody is told.
    #[serde(rename = "passwordSet")]
    pub password_set: bool,
    /// Whether their PIN is asked for as well, and that of whoever may act instead.
    pub pin: bool,
    /// Mobile number, or empty.
    pub phone: String,
    /// Language; none: the agreement's.
    pub language: Option<String>,
    /// What tags call the place, in words; empty for somebody who was put there by hand.
    pub place: String,
    /// A message to them alone.
    pub message: String,
    /// Who may act instead of them.
    pub others: Vec<Other>,
}

/// Somebody who may act instead of a person.
#[derive(Clone, Debug, Serialize)]
pub struct Other {
    /// Full name.
    pub name: String,
    /// Address.
    pub email: String,
    /// `email` or `phone`.
    pub method: &'static str,
    /// Mobile number, or empty.
    pub phone: String,
    /// Language; none: the agreement's.
    pub language: Option<String>,
}

/// One field. Rectangles: points, origin at the top left of the page as shown.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Identifier within the draft.
    pub id: String,
    /// The name of its kind, as `signature`.
    pub kind: &'static str,
    /// Page, from 0.
    pub page: usize,
    /// Place.
    pub rect: Rect,
    /// Whose; none: nobody's yet.
    pub participant: Option<String>,
    /// Whether it must be filled.
    pub required: bool,
    /// What it is for.
    pub label: String,
    /// What else is asked of it.
    pub options: FieldOptions,
    /// What stands in it from the start.
    pub value: Option<FieldValue>,
}

/// A rectangle in points.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rect {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Edit {
    /// The title of the page.
    pub fn title(&self) -> String {
        match self.draft.name.trim() {
            "" => self.words.text("editor-title"),
            name => name.to_owned(),
        }
    }

    /// Where one comes from: the templates, or the drafts.
    pub fn back(&self) -> (&'static str, &'static str) {
        if self.setup.template.is_some() {
            ("/templates", "template-back")
        } else {
            ("/agreements?view=drafts", "editor-back")
        }
    }

    /// The heading for those who do not see the page.
    pub fn heading(&self) -> &'static str {
        if self.setup.template.is_some() {
            "template-heading"
        } else {
            "editor-heading"
        }
    }

    /// The draft for the script.
    pub fn draft_json(&self) -> Safe<String> {
        island::json(&self.draft)
    }

    /// The setting for the script.
    pub fn setup_json(&self) -> Safe<String> {
        island::json(&self.setup)
    }

    /// The words for the script.
    pub fn words_json(&self) -> Safe<String> {
        island::json(&island::words(self.words, &["editor-ui-"]))
    }
}

/// The rhythms of reminders, in words; the codes are those of Acrobat Sign v6.
pub fn reminders(words: Words) -> Vec<Choice> {
    let rhythms = [
        ("NONE", "editor-reminder-none"),
        ("DAILY_UNTIL_SIGNED", "editor-reminder-daily"),
        ("EVERY_OTHER_DAY_UNTIL_SIGNED", "editor-reminder-second-day"),
        ("EVERY_THIRD_DAY_UNTIL_SIGNED", "editor-reminder-third-day"),
        ("EVERY_FIFTH_DAY_UNTIL_SIGNED", "editor-reminder-fifth-day"),
        ("WEEKLY_UNTIL_SIGNED", "editor-reminder-weekly"),
    ];
    rhythms
        .map(|(code, key)| Choice {
            code: code.to_owned(),
            name: words.text(key),
        })
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::schedule::ReminderFrequency;

    #[test]
    fn every_rhythm_of_the_domain_can_be_chosen() {
        let offered: Vec<String> = reminders(Words::of(domain::language::Language::English))
            .into_iter()
            .map(|choice| choice.code)
            .collect();
        let known = ReminderFrequency::ALL
            .map(|rhythm| serde_json::to_value(rhythm).unwrap().as_str().unwrap().to_owned());
        assert_eq!(offered, known);
    }
}
