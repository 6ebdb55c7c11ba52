//! Templates of three trades to begin with (M-26): a bank, an insurance company, a surgery. They are words of the locales, and what is asked
//! stands in them as tags; nothing of any trade is known anywhere else in the product.

use crate::agreements::DraftEdit;
use crate::error::Result;
use crate::ports::UploadedFile;
use crate::{App, Caller};
use domain::agreement::{Agreement, Place, Sharing};
use pdf::compose::{Block, Report};

/// Names of the trades, as the words are called.
const TRADES: [&str; 3] = ["bank", "insurance", "health"];

impl App {
    /// Makes the sample templates, in the caller's language, for everybody of the account.
    pub async fn create_sample_templates(&self, caller: &Caller) -> Result<Vec<Agreement>> {
        let mut made = Vec::new();
        for trade in TRADES {
            let say = |part: &str| {
                self.ports
                    .words
                    .say(caller.language, &format!("sample-{trade}-{part}"), &[])
            };
            let name = say("name");
            let form = say("form");
            let blocks = std::iter::once(say("text"))
                .chain(form.lines().flat_map(with_room))
                .map(Block::Paragraph)
                .collect();
            let file = UploadedFile {
                name: format!("{name}.pdf"),
                bytes: self.sample_paper(caller, &name, blocks).await?.into(),
                password: None,
            };
            let template = self
                .create_template(caller, &name, vec![file], Sharing::Account)
                .await?;
            made.push(self.sender_last(caller, &template).await?);
        }
        Ok(made)
    }

    /// Whoever comes to the desk signs first, and the organisation after them.
    async fn sender_last(&self, caller: &Caller, template: &Agreement) -> Result<Agreement> {
        let mut sets = template.sets.clone();
        sets.sort_by_key(|set| set.place == Some(Place::Owner));
        for (set, order) in sets.iter_mut().zip(1..) {
            set.order = order;
        }
        let edit = DraftEdit {
            sets: Some(sets),
            ..DraftEdit::default()
        };
        self.edit_draft(caller, template.id, edit).await
    }

    async fn sample_paper(&self, caller: &Caller, title: &str, blocks: Vec<Block>) -> Result<Vec<u8>> {
        let report = Report {
            title: title.to_owned(),
            subtitle: None,
            language: caller.language.tag().to_owned(),
            created: self.ports.clock.now(),
            producer: "Podpis".to_owned(),
            header: String::new(),
            footer: self.ports.words.say(caller.language, "sample-note", &[]),
            page_label: "{page} / {pages}".to_owned(),
            blocks,
            attachments: Vec::new(),
        };
        let fonts = self.fonts.clone();
        let composed = crate::sealing::off_thread(move || pdf::compose::compose(&report, &fonts)).await?;
        Ok(composed?)
    }
}

/// A line of the form with room above it for the field that its tag becomes.
fn with_room(line: &str) -> Vec<String> {
    let room = if line.contains("[[S") { 3 } else { 1 };
    let mut lines = vec!["\u{a0}".to_owned(); room];
    lines.push(line.to_owned());
    lines
}
