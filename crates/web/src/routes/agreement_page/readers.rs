//! Those whom the owner lets read without taking part, and the question before that is taken back.

use super::PageWriter;
use crate::pages::agreement::{Question, Reader};
use domain::agreement::Share;

impl PageWriter<'_> {
    pub(super) fn readers(&self) -> Vec<Reader> {
        let reader = |share: &Share| Reader {
            email: share.email.value.to_string(),
            until: self.words().with(
                "agreement-reader-until",
                &[("date", &self.user.when(share.until))],
            ),
            remove: self.ask("agreement-do-unshare", "", &question_id(share), false),
        };
        self.open_shares().map(reader).collect()
    }

    /// One question for each of them.
    pub(super) fn reader_questions(&self) -> impl Iterator<Item = Question> {
        self.open_shares().map(|share| {
            let email = share.email.value.to_string();
            Question {
                id: question_id(share),
                title: self.words().with("agreement-unshare-title", &[("email", &email)]),
                text: self.words().text("agreement-unshare-text"),
                action: format!("{}/readers/{}/remove", self.href(), share.id),
                field: None,
                go: self.words().text("agreement-do-unshare"),
                danger: true,
            }
        })
    }

    fn open_shares(&self) -> impl Iterator<Item = &Share> {
        let shares = self.agreement().shares.iter();
        shares.filter(|share| self.now < share.until)
    }
}

fn question_id(share: &Share) -> String {
    format!("reader-{}", share.id)
}
