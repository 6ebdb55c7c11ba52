//! From an agreement to its page: standing, alerts, actions, people, facts, files. It decides nothing; what an action may do is
//! judged again when it is asked for.

mod alerts;
mod files;
mod people;
mod readers;
mod reading;

pub(super) use people::role_key;
pub(super) use reading::reading;

use super::timeline::Timeline;
use crate::language::Words;
use crate::pages::agreement::{Action, AgreementPage, Fact, Question, QuestionField, Way};
use crate::pages::{Section, own_name};
use crate::visitor::User;
use app::agreements::AgreementView;
use domain::agreement::{Agreement, CancelReason, Member, ParticipantSet, ParticipantState, Role, Status};
use domain::identity::MethodKind;
use domain::ids::UserId;
use domain::schedule::{DEFAULT_LINK_DAYS, LINK_DAYS, ReminderFrequency};
use domain::seal::SealRefusal;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What the picture of the first page may take, in pixels; its place is kept free until it has come.
const PICTURE: (f64, f64) = (240.0, 304.0);

/// Writes the page of one agreement for one reader.
pub(super) struct PageWriter<'a> {
    pub(super) view: &'a AgreementView,
    pub(super) user: &'a User,
    pub(super) now: Timestamp,
    pub(super) names: BTreeMap<UserId, String>,
    /// The code under which anybody may look at what is not secret about it, once it is finished.
    pub(super) verify_code: Option<String>,
    /// Where people reach this installation.
    pub(super) public_url: &'a str,
    /// The reader's own note.
    pub(super) note: String,
    /// Whether the reader's lists leave it out.
    pub(super) hidden: bool,
    /// A reader whom it could not be shared with: their address and the words to them as typed, and why.
    pub(super) refused_reader: Option<(String, String, String)>,
}

impl PageWriter<'_> {
    /// The whole page.
    pub(super) fn page(self) -> AgreementPage {
        let agreement = self.agreement();
        let (tone, status) = self.status();
        let timeline = Timeline {
            agreement,
            user: self.user,
            names: self.names.clone(),
        };
        AgreementPage {
            words: self.words(),
            shell: self.user.shell(Section::Agreements),
            href: self.href(),
            name: self.name(),
            tone,
            status: self.words().text(status),
            sentence: self.sentence(),
            alerts: self.alerts(),
            primary: self.primary(),
            secondary: self.secondary(),
            menu: self.menu(),
            progress: if agreement.status == Status::Draft {
                (0, 0)
            } else {
                self.progress()
            },
            turns: self.turns(),
            timeline: timeline.moments(&self.view.history),
            picture: self.picture(),
            pages: agreement.pages.len(),
            facts: self.facts(),
            readers: self.readers(),
            files: self.files(),
            questions: self.questions(),
            verify_picture: self.verify_picture(),
            pulse: self.view.pulse(),
            hurries: self.hurries(),
        }
    }

    /// Something is being made that is done in a moment.
    fn hurries(&self) -> bool {
        let sealing = |member: &Member| member.state == ParticipantState::Sealing;
        matches!(self.agreement().status, Status::Preparing | Status::Closing)
            || self.agreement().members().any(sealing)
    }

    fn agreement(&self) -> &Agreement {
        &self.view.agreement
    }

    fn words(&self) -> Words {
        self.user.words
    }

    fn href(&self) -> String {
        format!("/agreements/{}", self.agreement().id)
    }

    fn name(&self) -> String {
        named(self.words(), self.agreement())
    }

    fn status(&self) -> (&'static str, &'static str) {
        standing(self.agreement())
    }

    fn sentence(&self) -> String {
        let agreement = self.agreement();
        let date = agreement.ended_at.map(|at| self.user.day(at)).unwrap_or_default();
        let person = |id| {
            agreement
                .member(id)
                .map(|member: &Member| member.person.value.name.clone())
                .unwrap_or_default()
        };
        let say = |key: &str, name: String| {
            self.words().with(
                key,
                &[
                    ("person", &name),
                    ("date", &date),
                    ("organisation", &agreement.organisation),
                ],
            )
        };
        if agreement.binned_at.is_some() {
            let draft = agreement.status == Status::Draft;
            let key = if draft {
                "agreement-is-binned-draft"
            } else {
                "agreement-is-binned"
            };
            return self.words().text(key);
        }
        match &agreement.status {
            Status::Draft | Status::Deleted => self.words().text("agreement-is-draft"),
            Status::Preparing => self.words().text("agreement-is-preparing"),
            Status::InProgress => self.waiting(),
            Status::Closing => self.words().text("agreement-is-closing"),
            Status::Completed if agreement.lasting.is_some_and(|lasting| lasting.proof_pending) => {
                say("agreement-is-completed-pending", String::new())
            }
            Status::Completed => say("agreement-is-completed", String::new()),
            Status::Cancelled {
                reason: CancelReason::ByOwner,
            } => say("agreement-is-cancelled", String::new()),
            Status::Cancelled {
                reason: CancelReason::Declined { participant },
            } => say("agreement-is-declined", person(*participant)),
            Status::Cancelled {
                reason: CancelReason::TooManyAttempts { participant },
            } => say("agreement-is-auto-cancelled", person(*participant)),
            Status::Expired => say("agreement-is-expired", String::new()),
        }
    }

    fn waiting(&self) -> String {
        let (done, n) = self.progress();
        if self.my_turn().is_some() {
            return self
                .words()
                .with("agreement-waits-for-you", &[("done", &done), ("n", &n)]);
        }
        let named = |state: ParticipantState| {
            let members = self.agreement().members().filter(|member| member.state == state);
            let names = members.map(|member| member.person.value.name.clone());
            names.collect::<Vec<_>>().join(", ")
        };
        let (waiting, sealing) = (named(ParticipantState::Waiting), named(ParticipantState::Sealing));
        let say = |key: &str, people: &str| {
            self.words()
                .with(key, &[("people", &people), ("done", &done), ("n", &n)])
        };
        match (waiting.as_str(), sealing.as_str()) {
            ("", "") => say(
                "agreement-waits-for-address",
                &named(ParticipantState::Misdirected),
            ),
            (waiting, "") => say("agreement-waits-for", waiting),
            ("", sealing) => say(self.sealing_key(), sealing),
            (waiting, sealing) => format!(
                "{} {}",
                say("agreement-waits-for", waiting),
                say(self.sealing_key(), sealing)
            ),
        }
    }

    /// What is said of those who have clicked and are not sealed yet.
    fn sealing_key(&self) -> &'static str {
        let mut late = self.view.troubles.iter().filter(|job| job.kind == "seal");
        let error = late.find_map(|job| job.last_error.as_deref());
        match error.map(SealRefusal::in_error) {
            None => "agreement-is-sealing",
            Some(Some(SealRefusal::NoMandate)) => "agreement-seal-waits-for-mandate",
            Some(Some(SealRefusal::NoBinding)) => "agreement-seal-waits-for-binding",
            Some(_) => "agreement-seal-waits",
        }
    }

    fn progress(&self) -> (usize, usize) {
        let acting: Vec<&ParticipantSet> = self
            .agreement()
            .sets
            .iter()
            .filter(|set| set.role.acts())
            .collect();
        let is_done = |set: &&&ParticipantSet| {
            set.members
                .iter()
                .any(|member| member.state == ParticipantState::Completed)
        };
        (acting.iter().filter(is_done).count(), acting.len())
    }

    /// The reader's own place, when it is their turn.
    fn my_turn(&self) -> Option<&Member> {
        let mine = self.user.caller.email.normalised();
        let mut members = self.agreement().members();
        members.find(|member| {
            member.state == ParticipantState::Waiting && member.person.value.email.normalised() == mine
        })
    }

    fn primary(&self) -> Option<Action> {
        if self.agreement().binned_at.is_some() {
            return Some(self.post("agreement-do-restore", "undo-2", "/restore"));
        }
        match &self.agreement().status {
            Status::Draft => Some(self.go("agreement-do-edit", "pencil", "/edit")),
            Status::InProgress => Some(match self.my_turn() {
                Some(member) if self.role(member) == Role::Approver => {
                    self.go("agreement-do-approve", "check", "/sign")
                }
                Some(_) => self.go("agreement-do-sign", "pen-line", "/sign"),
                None if !self.can_remind() => return None,
                None => self.post("agreement-do-remind", "bell", "/remind"),
            }),
            Status::Completed => Some(self.go("agreement-do-download", "download", "/download")),
            Status::Cancelled { .. } | Status::Expired => {
                Some(self.post("agreement-do-copy", "copy", "/copy"))
            }
            Status::Preparing | Status::Closing | Status::Deleted => None,
        }
    }

    /// Somebody is waited for who can be written to, and has not said that they do not want to sign here.
    fn can_remind(&self) -> bool {
        let mut members = self.agreement().members();
        members.any(|member| member.state == ParticipantState::Waiting && !member.refuses_electronic())
    }

    fn secondary(&self) -> Vec<Action> {
        if self.agreement().pages.is_empty() {
            Vec::new()
        } else {
            vec![self.go("agreement-do-preview", "eye", "/document")]
        }
    }

    fn menu(&self) -> Vec<Action> {
        let status = &self.agreement().status;
        let mut menu = Vec::new();
        if *status == Status::InProgress && self.my_turn().is_some() {
            menu.push(self.post("agreement-do-remind", "bell", "/remind"));
        }
        if !matches!(status, Status::Cancelled { .. } | Status::Expired)
            && !self.agreement().documents.is_empty()
        {
            menu.push(self.post("agreement-do-copy", "copy", "/copy"));
        }
        if !self.agreement().documents.is_empty() && self.agreement().template.is_none() {
            menu.push(self.post("template-do-save", "file-text", "/template"));
        }
        if self.can_share() {
            menu.push(self.ask("agreement-do-share", "users", "share", false));
        }
        menu.push(self.ask("agreement-do-own-note", "message-square", "note", false));
        menu.push(match self.hidden {
            true => self.post("agreement-do-show", "eye", "/show"),
            false => self.post("agreement-do-hide", "eye-off", "/hide"),
        });
        if self.is_untouched() {
            menu.push(self.ask("agreement-do-withdraw", "pencil", "withdraw", false));
        }
        match status {
            Status::Draft if self.agreement().binned_at.is_some() => {
                menu.push(self.ask("agreement-do-delete", "trash-2", "delete", true))
            }
            Status::Preparing | Status::InProgress | Status::Closing => {
                menu.push(self.ask("agreement-do-cancel", "ban", "cancel", true))
            }
            Status::Deleted => {}
            _ if self.agreement().binned_at.is_none() => {
                menu.push(self.post("agreement-do-bin", "trash-2", "/bin"))
            }
            _ => {}
        }
        menu
    }

    /// With the people, and nobody has signed: it can still be withdrawn and mended.
    fn is_untouched(&self) -> bool {
        self.agreement().status == Status::InProgress
            && self.agreement().members().all(|member| member.act.is_none())
    }

    fn go(&self, key: &str, icon: &'static str, path: &str) -> Action {
        Action {
            label: self.words().text(key),
            icon,
            way: Way::Go(format!("{}{path}", self.href())),
            danger: false,
        }
    }

    fn post(&self, key: &str, icon: &'static str, path: &str) -> Action {
        Action {
            label: self.words().text(key),
            icon,
            way: Way::Post(format!("{}{path}", self.href())),
            danger: false,
        }
    }

    fn ask(&self, key: &str, icon: &'static str, id: &str, danger: bool) -> Action {
        Action {
            label: self.words().text(key),
            icon,
            way: Way::Ask(id.to_owned()),
            danger,
        }
    }

    fn role(&self, member: &Member) -> Role {
        self.agreement()
            .set_of(member.id)
            .map_or(Role::Signer, |set| set.role)
    }

    fn picture(&self) -> Option<(String, u32, u32)> {
        first_picture(self.agreement(), &self.href())
    }

    fn facts(&self) -> Vec<Fact> {
        let agreement = self.agreement();
        let fact = |key: &str, value: String| Fact {
            label: self.words().text(key),
            value,
            code: false,
        };
        let deadline = agreement.details.deadline.map(|day| self.words().date(day));
        let mut facts = vec![fact("agreement-owner", agreement.sender.value.name.clone())];
        facts.push(match agreement.sent_at {
            Some(at) => fact("agreement-sent", self.user.when(at)),
            None => fact("agreement-created", self.user.when(agreement.created_at)),
        });
        facts.push(fact(
            "agreement-deadline",
            deadline.unwrap_or_else(|| self.words().text("agreement-no-deadline")),
        ));
        facts.push(fact(
            "agreement-language",
            own_name(agreement.details.language).to_owned(),
        ));
        facts.push(fact(
            "agreement-reminders",
            self.words().text(reminder_key(agreement.details.reminder)),
        ));
        facts.push(fact(
            "agreement-link-days",
            self.words()
                .count("agreement-days", usize::from(agreement.details.link_days)),
        ));
        facts.push(Fact {
            code: true,
            ..fact("agreement-number", agreement.id.to_string())
        });
        if let Some(revision) = agreement
            .last_revision()
            .filter(|_| agreement.status == Status::Completed)
        {
            facts.push(Fact {
                code: true,
                ..fact("agreement-fingerprint", revision.sha256.clone())
            });
        }
        if let Some(code) = &self.verify_code {
            facts.push(Fact {
                code: true,
                ..fact("verify-code", code.clone())
            });
        }
        if !self.note.is_empty() {
            facts.push(fact("agreement-note-label", self.note.clone()));
        }
        facts
    }

    fn questions(&self) -> Vec<Question> {
        let words = self.words();
        let mut questions: Vec<Question> = match &self.agreement().status {
            Status::Draft => vec![self.question("delete", "agreement-delete-", None)],
            Status::Preparing | Status::InProgress | Status::Closing => {
                let field = QuestionField::Text {
                    label: words.text("agreement-cancel-reason"),
                    hint: words.text("agreement-cancel-reason-hint"),
                    value: String::new(),
                };
                let mut questions = Vec::new();
                if self.is_untouched() {
                    questions.push(self.question("withdraw", "agreement-withdraw-", Some(field.clone())));
                }
                questions.push(self.question("cancel", "agreement-cancel-", Some(field)));
                questions
            }
            _ => Vec::new(),
        };
        if self.agreement().status == Status::InProgress {
            let waiting = self
                .agreement()
                .members()
                .filter(|member| member.state == ParticipantState::Waiting);
            questions.extend(waiting.map(|member| self.extend(member)));
        }
        let lost = self
            .agreement()
            .members()
            .filter(|member| self.may_get_a_password(member));
        questions.extend(lost.map(|member| self.password(member)));
        questions.extend(self.own_questions());
        questions
    }

    /// What is asked of the reader for themselves, and for those whom they let read.
    fn own_questions(&self) -> Vec<Question> {
        let words = self.words();
        let note = QuestionField::Text {
            label: words.text("agreement-note-label"),
            hint: words.text("agreement-note-hint"),
            value: self.note.clone(),
        };
        let (email, text, error) = self.refused_reader.clone().unwrap_or_default();
        let reader = QuestionField::Reader {
            label: words.text("agreement-share-email"),
            message: words.text("agreement-share-message"),
            hint: words.text("agreement-share-hint"),
            typed: (email, text),
            error,
        };
        let mut asked = vec![("note", "agreement-note-", note)];
        if self.can_share() {
            asked.push(("share", "agreement-share-", reader));
        }
        let question = |(id, key, field)| Question {
            danger: false,
            ..self.question(id, key, Some(field))
        };
        let own = asked.into_iter().map(question);
        own.chain(self.reader_questions()).collect()
    }

    /// What has gone out can be read by others.
    fn can_share(&self) -> bool {
        !matches!(self.agreement().status, Status::Draft | Status::Deleted)
    }

    /// Lost is lost: the sender sets another one.
    fn may_get_a_password(&self, member: &Member) -> bool {
        let acts_still = matches!(member.state, ParticipantState::NotYet | ParticipantState::Waiting);
        let open = matches!(self.agreement().status, Status::Preparing | Status::InProgress);
        acts_still && open && member.method.value.kind() == MethodKind::Password
    }

    fn password(&self, member: &Member) -> Question {
        let person = &member.person.value.name;
        Question {
            id: password_id(member),
            title: self
                .words()
                .with("agreement-password-title", &[("person", person)]),
            text: self
                .words()
                .with("agreement-password-text", &[("person", person)]),
            action: format!("{}/people/{}/password", self.href(), member.id),
            field: Some(QuestionField::Password {
                label: self.words().text("editor-ui-signing-password-new"),
                hint: self.words().text("editor-ui-signing-password-hint"),
                again: self.words().text("editor-ui-signing-password-again"),
            }),
            go: self.words().text("agreement-password-go"),
            danger: false,
        }
    }

    fn question(&self, id: &str, key: &str, field: Option<QuestionField>) -> Question {
        let say = |part: &str| self.words().text(&format!("{key}{part}"));
        Question {
            id: id.to_owned(),
            title: say("title"),
            text: say("text"),
            action: format!("{}/{id}", self.href()),
            field,
            go: say("go"),
            danger: true,
        }
    }

    fn extend(&self, member: &Member) -> Question {
        let person = &member.person.value.name;
        Question {
            id: extend_id(member),
            title: self.words().with("agreement-extend-title", &[("person", person)]),
            text: self.words().with("agreement-extend-text", &[("person", person)]),
            action: format!("{}/people/{}/extend", self.href(), member.id),
            field: Some(QuestionField::Days {
                label: self.words().text("agreement-extend-days"),
                value: u32::from(DEFAULT_LINK_DAYS),
                most: u32::from(*LINK_DAYS.end()),
            }),
            go: self.words().text("agreement-extend-go"),
            danger: false,
        }
    }
}

/// Its name, or a word for having none.
fn named(words: Words, agreement: &Agreement) -> String {
    match agreement.details.name.trim() {
        "" => words.text("list-untitled"),
        name => name.to_owned(),
    }
}

/// The tone of its state, and the key of the word for it.
fn standing(agreement: &Agreement) -> (&'static str, &'static str) {
    if agreement.binned_at.is_some() {
        return ("", "status-binned");
    }
    match &agreement.status {
        Status::Draft | Status::Deleted => ("", "status-draft"),
        Status::Preparing => ("accent", "status-preparing"),
        Status::InProgress => ("accent", "status-in-progress"),
        Status::Closing => ("accent", "status-closing"),
        Status::Completed => ("good", "status-completed"),
        Status::Cancelled {
            reason: CancelReason::ByOwner,
        } => ("", "status-cancelled"),
        Status::Cancelled {
            reason: CancelReason::Declined { .. },
        } => ("bad", "status-declined"),
        Status::Cancelled {
            reason: CancelReason::TooManyAttempts { .. },
        } => ("bad", "status-auto-cancelled"),
        Status::Expired => ("wait", "status-expired"),
    }
}

/// The picture of its first page, with the room that is kept free for it.
fn first_picture(agreement: &Agreement, href: &str) -> Option<(String, u32, u32)> {
    let page = agreement.pages.first()?;
    let scale = (PICTURE.0 / page.width.max(1.0)).min(PICTURE.1 / page.height.max(1.0));
    Some((
        format!("{href}/pages/0.png?w=480&v={}", agreement.version),
        whole(page.width * scale),
        whole(page.height * scale),
    ))
}

fn extend_id(member: &Member) -> String {
    format!("extend-{}", member.id)
}

fn password_id(member: &Member) -> String {
    format!("password-{}", member.id)
}

fn reminder_key(reminder: ReminderFrequency) -> &'static str {
    match reminder {
        ReminderFrequency::None => "agreement-reminder-none",
        ReminderFrequency::DailyUntilSigned => "agreement-reminder-daily",
        ReminderFrequency::EveryOtherDayUntilSigned => "agreement-reminder-every-other-day",
        ReminderFrequency::EveryThirdDayUntilSigned => "agreement-reminder-every-third-day",
        ReminderFrequency::EveryFifthDayUntilSigned => "agreement-reminder-every-fifth-day",
        ReminderFrequency::WeeklyUntilSigned => "agreement-reminder-weekly",
    }
}

/// What a kind of job does, in words.
pub(super) fn job_name(words: Words, kind: &str) -> String {
    let key = format!("system-job-{}", kind.replace('_', "-"));
    words.text(if words.has(&key) { &key } else { "system-job-other" })
}

/// A length on a screen; pages are never as large as the limit.
pub(super) fn whole(length: f64) -> u32 {
    let mut pixels = 1;
    while f64::from(pixels) < length && pixels < 10_000 {
        pixels += 1;
    }
    pixels
}
