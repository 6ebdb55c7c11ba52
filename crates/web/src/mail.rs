//! The words of every mail: one style, three languages, each with a text that is complete without the HTML.
//!
//! It only writes; it neither sends nor decides who may read what: the content it gets holds nothing that the reader must not see.

use crate::language::{Argument, Words};
use app::ports::{MailContent, MailKind, MailTemplates, RenderedMail};
use askama::Template;
use domain::language::Language;

/// The words of mails, as the port of `app` wants them.
#[derive(Clone, Debug)]
pub struct Templates {
    public_url: String,
}

impl Templates {
    /// For the installation that people reach under `public_url`; each mail says where it comes from.
    pub fn new(public_url: String) -> Templates {
        Templates { public_url }
    }
}

impl MailTemplates for Templates {
    fn render(&self, kind: MailKind, language: Language, content: &MailContent) -> RenderedMail {
        let letter = Letter::write(kind, Words::of(language), content, &self.public_url);
        let problem = |error: askama::Error| {
            tracing::error!(%error, kind = kind.name(), "a mail could not be written");
            String::new()
        };
        RenderedMail {
            subject: letter.subject.clone(),
            text: tidy(&Text { letter: &letter }.render().unwrap_or_else(problem)),
            html: Html { letter: &letter }.render().unwrap_or_else(problem),
        }
    }
}

/// A mail before it is text or HTML.
struct Letter {
    words: Words,
    subject: String,
    hello: String,
    heading: String,
    paragraphs: Vec<String>,
    /// Somebody's own words, each under a title.
    quotes: Vec<(String, String)>,
    facts: Vec<(String, String)>,
    /// Label and address of the one button.
    button: Option<(String, String)>,
    notes: Vec<String>,
    simulated: bool,
    /// Whose mail it is: the organisation's, where one is known to the reader.
    brand: String,
    /// The installation that sends it.
    home: String,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

/// Who reads a kind of mail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Owner,
    Recipient,
    User,
}

impl Letter {
    fn write(kind: MailKind, words: Words, content: &MailContent, public_url: &str) -> Letter {
        let author = Author { kind, words, content };
        Letter {
            words,
            subject: author.subject(),
            hello: author.hello(),
            heading: author.say("heading"),
            paragraphs: author.paragraphs(),
            quotes: author.quotes(),
            facts: author.facts(),
            button: author.button(),
            notes: author.notes(),
            simulated: content.simulated,
            brand: if content.organisation.is_empty() {
                "Podpis".to_owned()
            } else {
                content.organisation.clone()
            },
            home: public_url.to_owned(),
        }
    }
}

/// Chooses the words of one mail.
struct Author<'a> {
    kind: MailKind,
    words: Words,
    content: &'a MailContent,
}

impl Author<'_> {
    /// The message `mail-<kind>-<part>`, in its variant for this reader.
    fn say(&self, part: &str) -> String {
        let name = self.kind.name();
        let approving = format!("mail-{name}-{part}-approve");
        let delivered = format!(
            "mail-{name}-{part}-{}",
            if self.content.attached { "attached" } else { "link" }
        );
        let plain = format!("mail-{name}-{part}");
        let key = match () {
            () if self.content.approves && self.words.has(&approving) => approving,
            () if self.words.has(&delivered) => delivered,
            () => plain,
        };
        self.fill(&key)
    }

    fn fill(&self, key: &str) -> String {
        let content = self.content;
        let unnamed = self.words.text("mail-a-document");
        let agreement = if content.agreement.is_empty() {
            &unnamed
        } else {
            &content.agreement
        };
        let all: [(&str, &dyn Argument); 6] = [
            ("sender", &content.sender),
            ("organisation", &content.organisation),
            ("agreement", agreement),
            ("person", &content.person),
            ("date", &content.link_expires),
            ("reader", &content.reader),
        ];
        self.words.with(key, &all)
    }

    /// One line, whatever was typed: a line break in it would be another header.
    fn subject(&self) -> String {
        let own = self.kind == MailKind::Invitation && !self.content.subject.trim().is_empty();
        let subject = if own {
            self.content.subject.clone()
        } else {
            self.say("subject")
        };
        subject
            .split(char::is_control)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn hello(&self) -> String {
        if self.content.reader.is_empty() {
            self.words.text("mail-hello-nobody")
        } else {
            self.fill("mail-hello")
        }
    }

    fn paragraphs(&self) -> Vec<String> {
        let password = self
            .content
            .asks_password
            .then(|| self.fill("mail-asks-password"));
        let pin = self.content.asks_pin.then(|| self.fill("mail-asks-pin"));
        let unproved = self.content.unproved.then(|| self.fill("mail-unproved"));
        [self.say("text")]
            .into_iter()
            .chain(password)
            .chain(pin)
            .chain(unproved)
            .collect()
    }

    fn quotes(&self) -> Vec<(String, String)> {
        let content = self.content;
        let said = match self.kind {
            MailKind::Invitation | MailKind::Reminder | MailKind::Shared => vec![
                (self.fill("mail-message-from"), &content.message),
                (self.fill("mail-private-message-from"), &content.private_message),
            ],
            _ if content.person.is_empty() => vec![(self.words.text("mail-reason"), &content.reason)],
            _ => vec![(self.fill("mail-reason-of"), &content.reason)],
        };
        let spoken = said.into_iter().filter(|(_, quoted)| !quoted.trim().is_empty());
        spoken
            .map(|(title, quoted)| (title, quoted.trim().to_owned()))
            .collect()
    }

    fn facts(&self) -> Vec<(String, String)> {
        let content = self.content;
        let asks = self.asks();
        let opens = asks || self.kind == MailKind::Shared;
        let finished = self.is_finished();
        let from = if self.reader() == Reader::Recipient {
            self.fill("mail-from-value")
        } else {
            String::new()
        };
        let rows = [
            ("mail-fact-document", content.agreement.clone(), true),
            ("mail-fact-from", from, true),
            ("mail-fact-deadline", content.deadline.clone(), asks),
            ("mail-fact-link", content.link_expires.clone(), opens),
            ("mail-fact-hash", content.sha256.clone(), finished),
        ];
        let shown = rows
            .into_iter()
            .filter(|(_, value, wanted)| *wanted && !value.is_empty());
        shown
            .map(|(key, value, _)| (self.words.text(key), value))
            .collect()
    }

    fn button(&self) -> Option<(String, String)> {
        let key = match self.kind {
            MailKind::Invitation | MailKind::Reminder | MailKind::LinkExtended if self.content.approves => {
                "mail-button-approve"
            }
            MailKind::Invitation | MailKind::Reminder | MailKind::LinkExtended => "mail-button-sign",
            MailKind::Completed | MailKind::Shared => "mail-button-document",
            MailKind::PasswordReset => "mail-button-password",
            MailKind::UserInvited => "mail-button-welcome",
            MailKind::WebhookDisabled => "mail-button-webhook",
            MailKind::LastingAlarm => "mail-button-system",
            // These links are dead: a button would lead nowhere.
            MailKind::ActedByOther | MailKind::Cancelled | MailKind::Declined | MailKind::Expired => {
                return None;
            }
            _ => "mail-button-agreement",
        };
        (!self.content.link.is_empty()).then(|| (self.words.text(key), self.content.link.clone()))
    }

    fn notes(&self) -> Vec<String> {
        let footer = match self.reader() {
            Reader::Owner => "mail-footer-owner",
            Reader::Recipient => "mail-footer-recipient",
            Reader::User => "mail-footer-user",
        };
        let personal = self.asks() || matches!(self.kind, MailKind::Completed | MailKind::Shared);
        let note = personal.then(|| self.words.text("mail-link-personal"));
        let hashed = self.is_finished() && !self.content.sha256.is_empty();
        let hash = hashed.then(|| self.words.text("mail-hash-note"));
        hash.into_iter().chain(note).chain([self.fill(footer)]).collect()
    }

    fn is_finished(&self) -> bool {
        matches!(self.kind, MailKind::Completed | MailKind::OwnerCompleted)
    }

    fn asks(&self) -> bool {
        matches!(
            self.kind,
            MailKind::Invitation | MailKind::Reminder | MailKind::LinkExtended
        )
    }

    fn reader(&self) -> Reader {
        match self.kind {
            MailKind::LastingAlarm
            | MailKind::PasswordReset
            | MailKind::UserInvited
            | MailKind::WebhookDisabled => Reader::User,
            MailKind::AutoCancelled
            | MailKind::ConsentWithdrawn
            | MailKind::Delegated
            | MailKind::ExtensionRequested
            | MailKind::Misdirected
            | MailKind::NotPrepared
            | MailKind::OwnerCompleted
            | MailKind::OwnerDeclined
            | MailKind::OwnerExpired
            | MailKind::PaperRequested => Reader::Owner,
            _ => Reader::Recipient,
        }
    }
}

/// At most one empty line in a row, none at the ends.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [MailKind; 23] = [
        MailKind::ActedByOther,
        MailKind::AutoCancelled,
        MailKind::Cancelled,
        MailKind::Completed,
        MailKind::ConsentWithdrawn,
        MailKind::Declined,
        MailKind::Delegated,
        MailKind::Expired,
        MailKind::ExtensionRequested,
        MailKind::Invitation,
        MailKind::LastingAlarm,
        MailKind::LinkExtended,
        MailKind::Misdirected,
        MailKind::NotPrepared,
        MailKind::OwnerCompleted,
        MailKind::OwnerDeclined,
        MailKind::OwnerExpired,
        MailKind::PaperRequested,
        MailKind::PasswordReset,
        MailKind::Reminder,
        MailKind::Shared,
        MailKind::UserInvited,
        MailKind::WebhookDisabled,
    ];

    fn content() -> MailContent {
        MailContent {
            reader: "Žiga Čeh".into(),
            sender: "Maja Kovačič".into(),
            organisation: "Banka <d.d.>".into(),
            agreement: "Pogodba 12".into(),
            message: "Prosim za podpis do petka.\n\nHvala!".into(),
            link: "https://podpis.example/s/abc".into(),
            link_expires: "29. 11. 2026".into(),
            deadline: "31. 12. 2026".into(),
            person: "Tomáš Říha".into(),
            sha256: "9f2c".into(),
            ..MailContent::default()
        }
    }

    fn mails() -> Templates {
        Templates::new("https://podpis.example".into())
    }

    fn invitation(content: &MailContent) -> RenderedMail {
        mails().render(MailKind::Invitation, Language::Slovenian, content)
    }

    #[test]
    fn every_kind_has_words_in_every_language() {
        for kind in KINDS {
            for language in Language::ALL {
                for (approves, attached) in [(false, false), (true, true)] {
                    let mail = mails().render(
                        kind,
                        language,
                        &MailContent {
                            approves,
                            attached,
                            ..content()
                        },
                    );
                    let all = format!("{}{}{}", mail.subject, mail.text, mail.html);
                    assert!(!all.contains("mail-"), "{kind:?} {language:?}: {}", mail.text);
                    assert!(
                        !mail.subject.is_empty() && mail.html.contains("</html>"),
                        "{kind:?} {language:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_text_holds_what_the_html_holds() {
        let mail = invitation(&content());
        for part in [
            "Žiga Čeh",
            "Prosim za podpis do petka.",
            "https://podpis.example/s/abc",
            "29. 11. 2026",
            "Pogodba 12",
        ] {
            assert!(
                mail.text.contains(part) && mail.html.contains(part),
                "{part} is missing in\n{}",
                mail.text
            );
        }
    }

    #[test]
    fn a_private_message_stands_beside_the_one_to_all() {
        let mail = invitation(&MailContent {
            private_message: "Samo za Žigo.".into(),
            ..content()
        });
        for part in ["Prosim za podpis do petka.", "Samo za Žigo."] {
            assert!(mail.text.contains(part) && mail.html.contains(part), "{part}");
        }
        assert!(!invitation(&content()).text.contains("Samo"));
    }

    #[test]
    fn what_people_typed_is_escaped_in_html_and_plain_in_text() {
        let mail = invitation(&content());
        assert!(!mail.html.contains("<d.d.>"));
        assert!(mail.text.contains("Banka <d.d.>"));
    }

    #[test]
    fn the_senders_own_subject_is_one_line() {
        let typed = MailContent {
            subject: "Prosim\r\nBcc: x@example.com".into(),
            ..content()
        };
        assert_eq!(invitation(&typed).subject, "Prosim Bcc: x@example.com");
    }

    #[test]
    fn an_approver_is_asked_to_approve() {
        let mail = invitation(&MailContent {
            approves: true,
            ..content()
        });
        assert!(mail.text.contains("Preglejte in odobrite"), "{}", mail.text);
    }

    /// The file grows after the mail: whoever compares the two must not think that it was tampered with.
    #[test]
    fn the_sum_of_a_file_is_told_with_what_becomes_of_the_file() {
        let said = ["is then longer", "je potem daljša", "je pak delší"];
        for (language, words) in [Language::English, Language::Slovenian, Language::Czech]
            .into_iter()
            .zip(said)
        {
            for kind in [MailKind::Completed, MailKind::OwnerCompleted] {
                let mail = mails().render(kind, language, &content());
                assert!(
                    mail.text.contains("9f2c") && mail.text.contains(words),
                    "{}",
                    mail.text
                );
                assert!(mail.html.contains(words), "{}", mail.html);
            }
            let mail = mails().render(MailKind::Invitation, language, &content());
            assert!(!mail.text.contains(words), "{}", mail.text);
        }
    }

    #[test]
    fn a_dead_link_gets_no_button() {
        for kind in [MailKind::Cancelled, MailKind::Declined, MailKind::Expired] {
            let mail = mails().render(kind, Language::English, &content());
            assert!(!mail.text.contains("/s/abc"), "{kind:?}");
        }
    }

    #[test]
    fn a_simulated_mail_says_so() {
        let mail = invitation(&MailContent {
            simulated: true,
            ..content()
        });
        assert!(mail.text.contains("Simulirano") && mail.html.contains("Simulirano"));
    }
}
