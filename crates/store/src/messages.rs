//! The log of mails and text messages: to whom (masked), which template, what became of it. It never holds a body or a code.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query, words};
use crate::transaction::{Transaction, View};

words! {
    /// The way a message takes.
    Channel {
        /// E-mail.
        Mail = "mail",
        /// Text message.
        Sms = "sms",
    }
}

words! {
    /// What became of a message.
    MessageState {
        /// Not handed over yet; `error` says what went wrong so far.
        Queued = "queued",
        /// Handed to the relay or gateway.
        Sent = "sent",
        /// Given up; `error` says why.
        Failed = "failed",
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Identifier; a mail's Message-ID is made from it.
    pub id: String,
    /// The account that sends.
    pub account_id: String,
    /// The agreement it is about.
    pub agreement_id: Option<String>,
    /// The participant it is for.
    pub participant_id: Option<String>,
    /// Name of the template.
    pub template: String,
    /// The way it takes.
    pub channel: Channel,
    /// Its language.
    pub language: String,
    /// `a…@example.org`, `+386 … 56`.
    pub recipient_masked: String,
    /// What became of it.
    pub state: MessageState,
    /// What the relay or gateway calls it.
    pub provider_id: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was handed over.
    pub sent_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
}

impl FromRow for Message {
    fn from_row(row: &Row) -> Result<Message> {
        Ok(Message {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            agreement_id: row.get("agreement_id")?,
            participant_id: row.get("participant_id")?,
            template: row.text("template")?,
            channel: row.word("channel")?,
            language: row.text("language")?,
            recipient_masked: row.text("recipient_masked")?,
            state: row.word("state")?,
            provider_id: row.get("provider_id")?,
            created_at: row.time("created_at")?,
            sent_at: row.maybe_time("sent_at")?,
            error: row.get("error")?,
        })
    }
}

impl View {
    /// One message.
    pub async fn message(&self, id: &str) -> Result<Option<Message>> {
        self.first(query("SELECT * FROM message WHERE id = $1").bind(id))
            .await
    }

    /// The messages about an agreement, oldest first.
    pub async fn messages(&self, agreement_id: &str) -> Result<Vec<Message>> {
        let statement = query("SELECT * FROM message WHERE agreement_id = $1 ORDER BY created_at, id");
        self.all(statement.bind(agreement_id)).await
    }

    /// The latest messages of an account.
    pub async fn latest_messages(&self, account_id: &str, limit: u32) -> Result<Vec<Message>> {
        let statement =
            query("SELECT * FROM message WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2");
        self.all(statement.bind(account_id).bind(limit)).await
    }
}

impl Transaction {
    /// Notes how far a message is: adds it, or overwrites what was known of its state, hand-over and error.
    pub async fn record_message(&mut self, message: &Message) -> Result<()> {
        let statement = query(
            "INSERT INTO message (id, account_id, agreement_id, participant_id, template, channel, language, \
             recipient_masked, state, provider_id, created_at, sent_at, error) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, provider_id = excluded.provider_id, \
             sent_at = excluded.sent_at, error = excluded.error",
        );
        let statement = statement
            .bind(&message.id)
            .bind(&message.account_id)
            .bind(message.agreement_id.as_ref());
        let statement = statement
            .bind(message.participant_id.as_ref())
            .bind(&message.template);
        let statement = statement
            .bind(message.channel)
            .bind(&message.language)
            .bind(&message.recipient_masked);
        let statement = statement
            .bind(message.state)
            .bind(message.provider_id.as_ref())
            .bind(message.created_at);
        self.execute_one(statement.bind(message.sent_at).bind(message.error.as_ref()))
            .await
    }
}
