//! The page of somebody whom an agreement is shared with: how it stands, and its file. Nothing can be done there.

use super::{first_picture, named, standing};
use crate::pages::Section;
use crate::pages::agreement::Fact;
use crate::pages::shared::ReadingPage;
use crate::visitor::User;
use domain::agreement::Agreement;
use jiff::Timestamp;

/// The page, for a reader whose share is open.
pub(in super::super) fn reading(user: &User, agreement: &Agreement, now: Timestamp) -> ReadingPage {
    let words = user.words;
    let href = format!("/agreements/{}", agreement.id);
    let share = agreement.share_for(&user.caller.email, now);
    let until = share.map(|share| user.when(share.until)).unwrap_or_default();
    let message = share.and_then(|share| share.message.as_ref());
    let sender = &agreement.sender.value.name;
    let (tone, status) = standing(agreement);
    let acting = agreement.sets.iter().filter(|set| set.role.acts());
    let names = acting
        .flat_map(|set| &set.members)
        .map(|member| member.person.value.name.as_str());
    let fact = |key: &str, value: String| Fact {
        label: words.text(key),
        value,
        code: false,
    };
    let sent = agreement.sent_at.map(|at| fact("agreement-sent", user.when(at)));
    let ended = agreement
        .ended_at
        .map(|at| fact("list-column-ended", user.when(at)));
    let facts = [
        fact("agreement-owner", sender.clone()),
        fact("shared-people", names.collect::<Vec<_>>().join(", ")),
    ];
    ReadingPage {
        words,
        shell: user.shell(Section::Agreements),
        name: named(words, agreement),
        tone,
        status: words.text(status),
        sentence: words.with("agreement-read-lead", &[("sender", sender), ("date", &until)]),
        message: message.map(|message| message.value.clone()).unwrap_or_default(),
        picture: first_picture(agreement, &href),
        pages: agreement.pages.len(),
        facts: facts.into_iter().chain(sent).chain(ended).collect(),
        download: agreement.last_revision().map(|_| format!("{href}/download")),
        href,
    }
}
