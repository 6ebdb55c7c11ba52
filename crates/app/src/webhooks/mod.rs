//! Webhooks: programs that are told of events. A message is a job row committed with the decision that it tells of; its content is
//! folded from the history when it leaves, so that every try says the same (decisions 24 and 33).

mod log;
mod manage;

pub use log::DeliveryView;
pub(crate) use manage::is_taken;
pub use manage::{NewWebhook, WebhookEdit};

use crate::App;
use crate::error::{Error, Result};
use crate::history::signed;
use crate::jobs::Job;
use domain::agreement::{Agreement, CancelReason, Event};
use domain::ids::{AgreementId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{DeliveryState, Transaction, WebhookState};
use uuid::Uuid;

/// The purpose under which a webhook's secret is wrapped.
pub(crate) const SECRET: &str = "webhook";

/// Every name that may be subscribed to: those of v6 for agreements. Not all of them happen here yet.
pub const EVENTS: [&str; 35] = [
    "AGREEMENT_ACTION_COMPLETED",
    "AGREEMENT_ACTION_DELEGATED",
    "AGREEMENT_ACTION_REPLACED_SIGNER",
    "AGREEMENT_ACTION_REQUESTED",
    "AGREEMENT_ALL",
    "AGREEMENT_AUTO_CANCELLED_CONVERSION_PROBLEM",
    "AGREEMENT_CREATED",
    "AGREEMENT_DELETED",
    "AGREEMENT_DOCUMENTS_DELETED",
    "AGREEMENT_DOCUMENTS_VIEWED",
    "AGREEMENT_EMAIL_BOUNCED",
    "AGREEMENT_EMAIL_OTP_AUTHENTICATED",
    "AGREEMENT_EMAIL_VIEWED",
    "AGREEMENT_EXPIRATION_UPDATED",
    "AGREEMENT_EXPIRED",
    "AGREEMENT_KBA_AUTHENTICATED",
    "AGREEMENT_MODIFIED",
    "AGREEMENT_OFFLINE_SYNC",
    "AGREEMENT_PARTICIPANT_COMPLETED",
    "AGREEMENT_PARTICIPANT_REPLACED",
    "AGREEMENT_READY_TO_NOTARIZE",
    "AGREEMENT_READY_TO_VAULT",
    "AGREEMENT_RECALLED",
    "AGREEMENT_REJECTED",
    "AGREEMENT_REMINDER_INITIATED",
    "AGREEMENT_REMINDER_SENT",
    "AGREEMENT_RESTARTED",
    "AGREEMENT_SHARED",
    "AGREEMENT_SIGNER_NAME_CHANGED_BY_SIGNER",
    "AGREEMENT_UNSHARED",
    "AGREEMENT_UPLOADED_BY_SENDER",
    "AGREEMENT_USER_ACK_AGREEMENT_MODIFIED",
    "AGREEMENT_VAULTED",
    "AGREEMENT_WEB_IDENTITY_AUTHENTICATED",
    "AGREEMENT_WORKFLOW_COMPLETED",
];

/// What a webhook is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every agreement of the account.
    Account,
    /// Those of a group.
    Group,
    /// One agreement.
    Resource,
    /// Those that a user sent, or takes part in.
    User,
}

impl Scope {
    /// All of them, the widest first.
    pub const ALL: [Scope; 4] = [Scope::Account, Scope::Group, Scope::User, Scope::Resource];

    /// v6's word.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Account => "ACCOUNT",
            Scope::Group => "GROUP",
            Scope::Resource => "RESOURCE",
            Scope::User => "USER",
        }
    }

    /// Of v6's word.
    pub fn parse(word: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

/// How much a message tells beside what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Include {
    /// The agreement's own facts.
    pub detailed: bool,
    /// Its files.
    pub documents: bool,
    /// Its people.
    pub participants: bool,
    /// The signed file, at the end.
    pub signed_document: bool,
}

/// A webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its identity.
    pub id: Uuid,
    /// Who made it.
    pub user: UserId,
    /// What people call it.
    pub name: String,
    /// What it is about.
    pub scope: Scope,
    /// The one agreement, for [`Scope::Resource`].
    pub resource: Option<AgreementId>,
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: Vec<String>,
    /// How much.
    pub include: Include,
    /// What its program must echo.
    pub client_id: String,
    /// Whether it is told.
    pub active: bool,
    /// Why the product switched it off.
    pub disabled_because: Option<String>,
    /// Whether the last try failed.
    pub failing: bool,
    /// Grows with each change.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// The names under which webhooks are told of an event; none for what stays among us.
pub(crate) fn names(event: &Event) -> &'static [&'static str] {
    match event {
        Event::Sent { .. } => &["AGREEMENT_CREATED"],
        Event::TurnStarted { .. } => &["AGREEMENT_ACTION_REQUESTED"],
        Event::DocumentsViewed { .. } => &["AGREEMENT_EMAIL_VIEWED", "AGREEMENT_DOCUMENTS_VIEWED"],
        // Only the sealed revision completes an act (decision 12).
        Event::Sealed { .. } => &["AGREEMENT_ACTION_COMPLETED", "AGREEMENT_PARTICIPANT_COMPLETED"],
        Event::Delegated { .. } => &["AGREEMENT_ACTION_DELEGATED"],
        Event::Shared { .. } => &["AGREEMENT_SHARED"],
        Event::Unshared { .. } => &["AGREEMENT_UNSHARED"],
        Event::EmailBounced { .. } => &["AGREEMENT_EMAIL_BOUNCED"],
        Event::ParticipantReplaced { .. } => &[
            "AGREEMENT_ACTION_REPLACED_SIGNER",
            "AGREEMENT_PARTICIPANT_REPLACED",
        ],
        Event::Reminded { .. } => &["AGREEMENT_REMINDER_SENT"],
        Event::Completed { .. } => &["AGREEMENT_WORKFLOW_COMPLETED"],
        Event::Cancelled {
            reason: CancelReason::Declined { .. },
            ..
        } => &["AGREEMENT_REJECTED"],
        Event::Cancelled { .. } => &["AGREEMENT_RECALLED"],
        Event::Expired => &["AGREEMENT_EXPIRED"],
        Event::PreparationFailed { .. } => &["AGREEMENT_AUTO_CANCELLED_CONVERSION_PROBLEM"],
        _ => &[],
    }
}

fn wants(events: &str, name: &str) -> bool {
    events
        .split(' ')
        .any(|wanted| [name, "AGREEMENT_ALL"].contains(&wanted))
}

fn concerns(webhook: &store::Webhook, agreement: &Agreement) -> bool {
    let subject = webhook.subject_id.as_str();
    match Scope::parse(&webhook.scope.to_uppercase()) {
        Some(Scope::Account) => true,
        Some(Scope::Group) => agreement.group.to_string() == subject,
        Some(Scope::Resource) => agreement.id.to_string() == subject,
        Some(Scope::User) => {
            let mut people = agreement.members().filter_map(|member| member.user);
            agreement.owner.to_string() == subject || people.any(|user| user.to_string() == subject)
        }
        None => false,
    }
}

impl App {
    /// Adds one message for each webhook that wants to know of these events, to the transaction that keeps them.
    pub(crate) async fn enqueue_webhooks(
        &self,
        transaction: &mut Transaction,
        agreement: &Agreement,
        told: &[(u64, &'static str)],
        now: Timestamp,
    ) -> Result<()> {
        if told.is_empty() {
            return Ok(());
        }
        let account = agreement.account.to_string();
        let webhooks = transaction.active_webhooks(&account).await?;
        for webhook in webhooks.iter().filter(|webhook| concerns(webhook, agreement)) {
            for (seq, name) in told.iter().filter(|(_, name)| wants(&webhook.events, name)) {
                let delivery = Uuid::now_v7();
                let row = store::WebhookDelivery {
                    id: delivery.to_string(),
                    webhook_id: webhook.id.clone(),
                    agreement_id: agreement.id.to_string(),
                    seq: signed(*seq),
                    event: (*name).to_owned(),
                    state: DeliveryState::Waiting,
                    attempts: 0,
                    replays: 0,
                    begun_at: now,
                    tried_at: None,
                    status: None,
                    error: None,
                    created_at: now,
                };
                transaction.insert_webhook_delivery(&row).await?;
                let key = format!("webhook:{delivery}:0");
                self.enqueue(transaction, account.clone(), Job::Webhook { delivery }, key, now)
                    .await?;
            }
        }
        Ok(())
    }
}

/// A webhook out of its row.
pub(crate) fn of_row(row: &store::Webhook) -> Result<Webhook> {
    let damaged = |what: &str| Error::Damaged(what.to_owned());
    let scope = Scope::parse(&row.scope.to_uppercase()).ok_or_else(|| damaged("webhook scope"))?;
    let resource = (scope == Scope::Resource)
        .then(|| row.subject_id.parse())
        .transpose()
        .map_err(|_| damaged("webhook subject"))?;
    Ok(Webhook {
        id: row.id.parse().map_err(|_| damaged("webhook id"))?,
        user: crate::accounts::user_id(&row.user_id)?,
        name: row.name.clone(),
        scope,
        resource,
        url: row.url.clone(),
        events: row.events.split(' ').map(str::to_owned).collect(),
        include: serde_json::from_str(&row.include)?,
        client_id: row.client_id.clone(),
        active: row.state == WebhookState::Active,
        disabled_because: row.disabled_because.clone(),
        failing: row.failures > 0,
        version: crate::history::unsigned(row.version),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_wants_what_it_named_or_all() {
        assert!(wants("AGREEMENT_CREATED AGREEMENT_EXPIRED", "AGREEMENT_EXPIRED"));
        assert!(wants("AGREEMENT_ALL", "AGREEMENT_EXPIRED"));
        assert!(!wants("AGREEMENT_CREATED", "AGREEMENT_EXPIRED"));
        assert!(!wants("", "AGREEMENT_EXPIRED"));
    }

    #[test]
    fn every_name_that_is_told_can_be_subscribed_to() {
        let told = [
            names(&Event::Expired),
            names(&Event::Unshared {
                share: domain::ids::ParticipantId(Uuid::nil()),
            }),
            names(&Event::PreparationFailed {
                problem: String::new(),
            }),
            names(&Event::Reminded {
                participants: Vec::new(),
                scheduled: false,
            }),
        ];
        assert!(told.concat().iter().all(|name| EVENTS.contains(name)));
        assert!(names(&Event::DraftDeleted).is_empty());
    }
}
