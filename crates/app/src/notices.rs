//! From notices to mails: who is written to, about what, with which link. The words themselves are templates.

use crate::App;
use crate::error::{Error, Result};
use crate::lasting::Alarm;
use crate::ports::{
    Argument, HandedOver, Mail, MailAttachment, MailContent, MailKind, Mailbox, RenderedMail,
};
use domain::agreement::{Agreement, CancelReason, Event, Member, Notice, Role, Status, Withdrawal};
use domain::contact::Email;
use domain::identity::MethodKind;
use domain::ids::{ParticipantId, UserId};
use domain::language::Language;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// A mail about an agreement, before it has its words.
pub(crate) struct Letter {
    pub(crate) to: Mailbox,
    pub(crate) member: Option<ParticipantId>,
    kind: MailKind,
    language: Language,
    content: MailContent,
    reply_to: Option<Mailbox>,
    attachments: Vec<MailAttachment>,
}

impl Letter {
    /// The mail with its words.
    pub(crate) fn mail(self, app: &App) -> Mail {
        let content: RenderedMail = app
            .ports
            .mail_templates
            .render(self.kind, self.language, &self.content);
        Mail {
            to: self.to,
            reply_to: self.reply_to,
            message_id: String::new(),
            language: self.language,
            content,
            attachments: self.attachments,
        }
    }
}

/// The letter of a notice; `None` when there is nobody to write to any more.
pub(crate) async fn letter(app: &App, agreement: &Agreement, notice: &Notice) -> Result<Option<Letter>> {
    match notice {
        Notice::AutoCancelled { .. }
        | Notice::ConsentWithdrawn { .. }
        | Notice::Delegated { .. }
        | Notice::ExtensionRequested { .. }
        | Notice::Misdirected { .. }
        | Notice::NotPrepared
        | Notice::OwnerCompleted
        | Notice::OwnerDeclined { .. }
        | Notice::OwnerExpired => to_owner(app, agreement, notice).await,
        Notice::ActedByOther { participant }
        | Notice::Invitation { participant }
        | Notice::Reminder { participant }
        | Notice::LinkExtended { participant }
        | Notice::Cancelled { participant }
        | Notice::Declined { participant }
        | Notice::Expired { participant }
        | Notice::Completed { participant } => to_member(app, agreement, notice, *participant).await,
        Notice::Shared { share } => to_reader(app, agreement, *share).await,
    }
}

async fn to_owner(app: &App, agreement: &Agreement, notice: &Notice) -> Result<Option<Letter>> {
    let Some(owner) = app.store.user(&agreement.owner.to_string()).await? else {
        return Ok(None);
    };
    let (kind, person) = match notice {
        Notice::AutoCancelled { participant } => (MailKind::AutoCancelled, Some(*participant)),
        Notice::ConsentWithdrawn { participant } => (refusal(agreement, *participant), Some(*participant)),
        Notice::Delegated { participant } => {
            let delegate = agreement.member_or_former(*participant);
            (
                MailKind::Delegated,
                delegate.and_then(|member| member.delegated_by),
            )
        }
        Notice::ExtensionRequested { participant } => (MailKind::ExtensionRequested, Some(*participant)),
        Notice::Misdirected { participant } => (MailKind::Misdirected, Some(*participant)),
        Notice::OwnerDeclined { participant } => (MailKind::OwnerDeclined, Some(*participant)),
        Notice::OwnerExpired => (MailKind::OwnerExpired, None),
        Notice::NotPrepared => (MailKind::NotPrepared, None),
        _ => (MailKind::OwnerCompleted, None),
    };
    let language = Language::parse(&owner.language).unwrap_or(agreement.details.language);
    let mut content = basics(app, agreement, owner.name.clone());
    content.link = format!("{}/agreements/{}", app.config.public_url, agreement.id);
    content.person = person
        .and_then(|id| agreement.member_or_former(id))
        .map(|member| member.person.value.name.clone())
        .unwrap_or_default();
    content.unproved = matches!(notice, Notice::ConsentWithdrawn { .. })
        && person
            .and_then(|id| withdrawal(agreement, id))
            .is_some_and(|wish| wish.unproved);
    content.reason = match notice {
        Notice::ConsentWithdrawn { participant } => refusal_message(agreement, *participant),
        Notice::Misdirected { participant } => misdirected_words(app, agreement, *participant).await?,
        _ => reason(app, agreement).await?,
    };
    let attachments = match kind {
        MailKind::OwnerCompleted => attachments(app, agreement).await?,
        _ => Vec::new(),
    };
    content.attached = !attachments.is_empty();
    let email = Email::parse(&owner.email).ok_or_else(|| Error::Damaged("owner's address".into()))?;
    Ok(Some(Letter {
        to: Mailbox {
            name: owner.name,
            email,
        },
        member: None,
        kind,
        language,
        content,
        reply_to: None,
        attachments,
    }))
}

/// To whoever may read it; they are known by their address alone.
async fn to_reader(app: &App, agreement: &Agreement, id: ParticipantId) -> Result<Option<Letter>> {
    let now = app.ports.clock.now();
    let mut shares = agreement.shares.iter();
    let Some(share) = shares.find(|share| share.id == id && now < share.until) else {
        return Ok(None);
    };
    let language = reader_language(app, agreement, &share.email.value).await?;
    let mut content = basics(app, agreement, String::new());
    content.message = share
        .message
        .as_ref()
        .map(|message| message.value.clone())
        .unwrap_or_default();
    content.link = app.share_link(agreement.id, share.id);
    content.link_expires = when(share.until, agreement, language);
    Ok(Some(Letter {
        to: Mailbox {
            name: String::new(),
            email: share.email.value.clone(),
        },
        member: None,
        kind: MailKind::Shared,
        language,
        content,
        reply_to: Some(Mailbox {
            name: agreement.sender.value.name.clone(),
            email: agreement.sender.value.email.clone(),
        }),
        attachments: Vec::new(),
    }))
}

/// A colleague has chosen a language of their own, and the owner's address book may know that of others; the agreement's is the last
/// guess.
async fn reader_language(app: &App, agreement: &Agreement, email: &Email) -> Result<Language> {
    let user = app.store.user_by_email(&email.normalised()).await?;
    let own = user.filter(|user| user.account_id == agreement.account.to_string());
    let tag = match own {
        Some(user) => user.language,
        None => {
            let owner = agreement.owner.to_string();
            let known = app.store.contact_by_email(&owner, &email.normalised()).await?;
            let known = known.filter(|contact| contact.removed_at.is_none());
            known.map(|contact| contact.language).unwrap_or_default()
        }
    };
    Ok(Language::parse(&tag).unwrap_or(agreement.details.language))
}

async fn to_member(
    app: &App,
    agreement: &Agreement,
    notice: &Notice,
    id: ParticipantId,
) -> Result<Option<Letter>> {
    let Some(member) = agreement.member(id) else {
        return Ok(None);
    };
    let kind = match notice {
        Notice::ActedByOther { .. } => MailKind::ActedByOther,
        Notice::Invitation { .. } => MailKind::Invitation,
        Notice::Reminder { .. } => MailKind::Reminder,
        Notice::LinkExtended { .. } => MailKind::LinkExtended,
        Notice::Cancelled { .. } => MailKind::Cancelled,
        Notice::Declined { .. } => MailKind::Declined,
        Notice::Expired { .. } => MailKind::Expired,
        _ => MailKind::Completed,
    };
    let asks = matches!(
        kind,
        MailKind::Invitation | MailKind::Reminder | MailKind::LinkExtended
    );
    if asks && (agreement.status != Status::InProgress || !member.state.is_untouched()) {
        return Ok(None);
    }
    let mut content = basics(app, agreement, member.person.value.name.clone());
    content.link = signing_link(app, member);
    content.link_expires = member
        .link_expires_at
        .map(|at| when(at, agreement, member.language))
        .unwrap_or_default();
    let private_message = member.private_message.as_ref().filter(|_| asks);
    content.private_message = private_message
        .map(|message| message.value.clone())
        .unwrap_or_default();
    content.asks_password = asks && member.method.value.kind() == MethodKind::Password;
    content.asks_pin = asks && member.pin;
    content.approves = agreement.set_of(id).is_some_and(|set| set.role == Role::Approver);
    content.person = match kind {
        MailKind::ActedByOther => acted_for(agreement, id),
        _ => declined_by(agreement),
    };
    content.reason = if asks {
        String::new()
    } else {
        reason(app, agreement).await?
    };
    let attachments = match kind {
        // Where a second factor was asked, a link behind the same factor, never an attachment (decision 23).
        MailKind::Completed if !member.asks_a_question() => attachments(app, agreement).await?,
        _ => Vec::new(),
    };
    content.attached = !attachments.is_empty();
    let person = &member.person.value;
    Ok(Some(Letter {
        to: Mailbox {
            name: person.name.clone(),
            email: person.email.clone(),
        },
        member: Some(id),
        kind,
        language: member.language,
        content,
        reply_to: Some(Mailbox {
            name: agreement.sender.value.name.clone(),
            email: agreement.sender.value.email.clone(),
        }),
        attachments,
    }))
}

/// The one address of a recipient's mail.
pub(crate) fn signing_link(app: &App, member: &Member) -> String {
    format!(
        "{}/s/{}",
        app.config.public_url,
        app.keys.link_token(member.id, member.link_generation).reveal()
    )
}

fn basics(app: &App, agreement: &Agreement, reader: String) -> MailContent {
    let details = &agreement.details;
    MailContent {
        reader,
        sender: agreement.sender.value.name.clone(),
        organisation: agreement.organisation.clone(),
        agreement: details.name.clone(),
        subject: details.subject.clone(),
        message: details.message.clone(),
        deadline: details
            .deadline
            .map(|day| long_date(day, details.language))
            .unwrap_or_default(),
        sha256: agreement
            .last_revision()
            .map(|revision| revision.sha256.clone())
            .unwrap_or_default(),
        simulated: app.ports.mail.is_simulated(),
        ..MailContent::default()
    }
}

/// Who of the same group acted.
fn acted_for(agreement: &Agreement, id: ParticipantId) -> String {
    let mates = agreement.set_of(id).map_or(&[][..], |set| &set.members);
    let acted = mates.iter().find(|mate| mate.act.is_some());
    acted
        .map(|mate| mate.person.value.name.clone())
        .unwrap_or_default()
}

/// The words of whoever said that a link was not meant for them.
async fn misdirected_words(app: &App, agreement: &Agreement, id: ParticipantId) -> Result<String> {
    let history = app.history(agreement.id).await?;
    let comment = history
        .into_iter()
        .rev()
        .find_map(|recorded| match recorded.event {
            Event::Misdirected { participant, comment } if participant == id => Some(comment),
            _ => None,
        });
    Ok(comment.flatten().map(|comment| comment.value).unwrap_or_default())
}

fn declined_by(agreement: &Agreement) -> String {
    let Status::Cancelled {
        reason: CancelReason::Declined { participant },
    } = &agreement.status
    else {
        return String::new();
    };
    agreement
        .member(*participant)
        .map(|member| member.person.value.name.clone())
        .unwrap_or_default()
}

fn withdrawal(agreement: &Agreement, participant: ParticipantId) -> Option<&Withdrawal> {
    agreement.member(participant)?.withdrawal.as_ref()
}

/// What the owner is told of somebody who does not want to sign electronically.
fn refusal(agreement: &Agreement, participant: ParticipantId) -> MailKind {
    if withdrawal(agreement, participant).is_some_and(|wish| wish.paper) {
        MailKind::PaperRequested
    } else {
        MailKind::ConsentWithdrawn
    }
}

fn refusal_message(agreement: &Agreement, participant: ParticipantId) -> String {
    withdrawal(agreement, participant)
        .and_then(|wish| wish.message.as_ref())
        .map(|message| message.value.clone())
        .unwrap_or_default()
}

/// The words given when the agreement was cancelled or declined.
async fn reason(app: &App, agreement: &Agreement) -> Result<String> {
    if !matches!(agreement.status, Status::Cancelled { .. }) {
        return Ok(String::new());
    }
    let history = app.history(agreement.id).await?;
    let comment = history
        .into_iter()
        .rev()
        .find_map(|recorded| match recorded.event {
            Event::Cancelled { comment, .. } => Some(comment),
            _ => None,
        });
    Ok(comment.flatten().map(|comment| comment.value).unwrap_or_default())
}

async fn attachments(app: &App, agreement: &Agreement) -> Result<Vec<MailAttachment>> {
    let size = agreement.last_revision().map_or(0, |revision| revision.length);
    if size > app.config.max_attachment {
        return Ok(Vec::new());
    }
    let signed = app.signed_file(agreement).await?;
    Ok(vec![MailAttachment {
        name: signed.name,
        mime: "application/pdf".into(),
        bytes: signed.bytes,
    }])
}

/// A letter with a one-time link for a user: made now, stored only as its hash.
pub(crate) async fn user_letter(
    app: &App,
    row: &store::Job,
    user: UserId,
    invitation: bool,
) -> Result<Option<Mail>> {
    let Some(user) = app.store.user(&user.to_string()).await? else {
        return Ok(None);
    };
    let Some(account) = app.store.account(&user.account_id).await? else {
        return Ok(None);
    };
    let link = app.one_time_link(&user, invitation).await?;
    let content = MailContent {
        organisation: account.name,
        link,
        ..MailContent::default()
    };
    let kind = if invitation {
        MailKind::UserInvited
    } else {
        MailKind::PasswordReset
    };
    to_user(app, row, user, kind, content).map(Some)
}

/// Tells an administrator that files may not last; `None` when it is over, or they are none any more.
pub(crate) async fn alarm_letter(
    app: &App,
    row: &store::Job,
    user: UserId,
    alarm: Alarm,
) -> Result<Option<Mail>> {
    let Some(user) = app.store.user(&user.to_string()).await? else {
        return Ok(None);
    };
    let Some(account) = app.store.account(&user.account_id).await? else {
        return Ok(None);
    };
    let count = app.alarm_count(&account.id, alarm).await?;
    if count == 0 || user.role != store::Role::Admin {
        return Ok(None);
    }
    let language = Language::parse(&user.language).unwrap_or_default();
    let content = MailContent {
        organisation: account.name,
        reason: app.ports.words.say(
            language,
            &format!("lasting-alarm-{}", alarm.name()),
            &[("n", Argument::Number(count))],
        ),
        link: format!("{}/system", app.config.public_url),
        ..MailContent::default()
    };
    to_user(app, row, user, MailKind::LastingAlarm, content).map(Some)
}

/// Tells whoever made a webhook that it is switched off; `None` when it is gone, or on again.
pub(crate) async fn webhook_letter(app: &App, row: &store::Job, webhook: Uuid) -> Result<Option<Mail>> {
    let webhook = app.store.webhook(&webhook.to_string()).await?;
    let Some(webhook) = webhook.filter(|webhook| webhook.disabled_because.is_some()) else {
        return Ok(None);
    };
    let user = app.store.user(&webhook.user_id).await?;
    let account = app.store.account(&webhook.account_id).await?;
    let Some((user, account)) = user.zip(account) else {
        return Ok(None);
    };
    // Its page is for administrators.
    let link = match user.role {
        store::Role::Admin => format!("{}/settings/webhooks/{}", app.config.public_url, webhook.id),
        store::Role::Sender => String::new(),
    };
    let content = MailContent {
        organisation: account.name,
        person: webhook.name,
        link,
        ..MailContent::default()
    };
    to_user(app, row, user, MailKind::WebhookDisabled, content).map(Some)
}

fn to_user(
    app: &App,
    row: &store::Job,
    user: store::User,
    kind: MailKind,
    content: MailContent,
) -> Result<Mail> {
    let language = Language::parse(&user.language).unwrap_or_default();
    let content = MailContent {
        reader: user.name.clone(),
        simulated: app.ports.mail.is_simulated(),
        ..content
    };
    let email = Email::parse(&user.email).ok_or_else(|| Error::Damaged("user's address".into()))?;
    Ok(Mail {
        to: Mailbox {
            name: user.name,
            email,
        },
        reply_to: None,
        message_id: message_id(app, row),
        language,
        content: app.ports.mail_templates.render(kind, language, &content),
        attachments: Vec::new(),
    })
}

/// The log's line about a message that a job is to hand over.
pub(crate) fn message(
    row: &store::Job,
    agreement: &Agreement,
    member: Option<&Member>,
    template: &str,
    (channel, recipient): (store::Channel, String),
) -> store::Message {
    store::Message {
        id: row.id.clone(),
        account_id: agreement.account.to_string(),
        agreement_id: Some(agreement.id.to_string()),
        participant_id: member.map(|member| member.id.to_string()),
        template: template.to_owned(),
        channel,
        language: member
            .map_or(agreement.details.language, |member| member.language)
            .to_string(),
        recipient_masked: recipient,
        state: store::MessageState::Queued,
        provider_id: None,
        created_at: row.created_at,
        sent_at: None,
        error: None,
    }
}

/// The same line with what the relay or gateway said.
pub(crate) fn after_hand_over(
    message: store::Message,
    sent: &Result<HandedOver>,
    now: Timestamp,
) -> store::Message {
    match sent {
        Ok(handed) => store::Message {
            state: store::MessageState::Sent,
            provider_id: Some(handed.reference.clone()),
            sent_at: Some(now),
            ..message
        },
        Err(error) => store::Message {
            // Whether it is tried again, the worker knows.
            state: store::MessageState::Queued,
            error: Some(error.to_string()),
            ..message
        },
    }
}

/// Stable for a job, so that a second copy is told from a second mail.
pub(crate) fn message_id(app: &App, row: &store::Job) -> String {
    let host = app
        .config
        .public_url
        .split("//")
        .nth(1)
        .unwrap_or("podpis")
        .split(['/', ':'])
        .next()
        .unwrap_or("podpis");
    format!("{}@{host}", row.id)
}

/// An address as the message log shows it (`a…@banka.si`).
pub(crate) fn masked(email: &Email) -> String {
    let (local, domain) = email.as_str().rsplit_once('@').unwrap_or(("", ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

/// A moment in the agreement's zone, as people write it in `language`, with its offset.
pub(crate) fn when(at: Timestamp, agreement: &Agreement, language: Language) -> String {
    let zone = TimeZone::get(&agreement.details.time_zone).unwrap_or(TimeZone::UTC);
    let local = at.to_zoned(zone);
    let (date, offset) = (
        long_date(local.date(), language),
        offset(local.offset().seconds()),
    );
    format!("{date} {:02}:{:02} ({offset})", local.hour(), local.minute())
}

fn offset(seconds: i32) -> String {
    let duration = SignedDuration::from_secs(i64::from(seconds.abs()));
    let sign = if seconds < 0 { '-' } else { '+' };
    format!(
        "UTC{sign}{:02}:{:02}",
        duration.as_hours(),
        duration.as_mins() % 60
    )
}

/// A day as people write it in `language` (`31 December 2026`, `31. 12. 2026`).
pub(crate) fn long_date(day: jiff::civil::Date, language: Language) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match language {
        Language::English => {
            let month = usize::try_from(day.month() - 1)
                .ok()
                .and_then(|index| MONTHS.get(index))
                .unwrap_or(&"");
            format!("{} {month} {}", day.day(), day.year())
        }
        Language::Czech | Language::Slovenian => format!("{}. {}. {}", day.day(), day.month(), day.year()),
    }
}
