//! Webhooks and what they were told. It decides neither who is told nor when to try again, and sees secrets only wrapped.

use jiff::Timestamp;

use crate::error::Result;
use crate::query::{FromRow, Row, query, words};
use crate::transaction::{Transaction, View};

words! {
    /// Whether a webhook is told.
    WebhookState {
        /// It is.
        Active = "active",
        /// It is not.
        Inactive = "inactive",
    }
}

words! {
    /// How far a delivery came.
    DeliveryState {
        /// It is tried, or will be.
        Waiting = "waiting",
        /// The program took it.
        Delivered = "delivered",
        /// Given up.
        Failed = "failed",
        /// The webhook was switched off before.
        Stopped = "stopped",
    }
}

/// A program's address and what it wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Identifier.
    pub id: String,
    /// Its account.
    pub account_id: String,
    /// Who made it.
    pub user_id: String,
    /// What people call it.
    pub name: String,
    /// The word of its scope.
    pub scope: String,
    /// The account, group, user or agreement that it is about.
    pub subject_id: String,
    /// Where it is told.
    pub url: String,
    /// Names of events, apart by spaces.
    pub events: String,
    /// JSON: what a message holds.
    pub include: String,
    /// What the program must echo.
    pub client_id: String,
    /// The secret of its signatures, wrapped.
    pub wrapped_secret: Vec<u8>,
    /// Whether it is told.
    pub state: WebhookState,
    /// Why the product switched it off.
    pub disabled_because: Option<String>,
    /// Failed tries since the last good one.
    pub failures: i64,
    /// While it fails: not before this time.
    pub quiet_until: Option<Timestamp>,
    /// Grows with each change by a person.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a person changed it last.
    pub updated_at: Timestamp,
}

/// What a person changes of a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookUpdate {
    /// What people call it.
    pub name: String,
    /// Names of events, apart by spaces.
    pub events: String,
    /// JSON: what a message holds.
    pub include: String,
    /// Whether it is told.
    pub state: WebhookState,
}

/// One message to a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// Identifier; the program sees it.
    pub id: String,
    /// To which webhook.
    pub webhook_id: String,
    /// About which agreement.
    pub agreement_id: String,
    /// About which event of its history.
    pub seq: i64,
    /// The name of the event, as the program knows it.
    pub event: String,
    /// How far it came.
    pub state: DeliveryState,
    /// Tries since it was begun.
    pub attempts: i64,
    /// How often a person asked for it again.
    pub replays: i64,
    /// When trying began.
    pub begun_at: Timestamp,
    /// The last try.
    pub tried_at: Option<Timestamp>,
    /// The status that the program answered.
    pub status: Option<i64>,
    /// What went wrong.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

impl FromRow for Webhook {
    fn from_row(row: &Row) -> Result<Webhook> {
        Ok(Webhook {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            user_id: row.text("user_id")?,
            name: row.text("name")?,
            scope: row.text("scope")?,
            subject_id: row.text("subject_id")?,
            url: row.text("url")?,
            events: row.text("events")?,
            include: row.text("include")?,
            client_id: row.text("client_id")?,
            wrapped_secret: row.get("wrapped_secret")?,
            state: row.word("state")?,
            disabled_because: row.get("disabled_because")?,
            failures: row.get("failures")?,
            quiet_until: row.maybe_time("quiet_until")?,
            version: row.get("version")?,
            created_at: row.time("created_at")?,
            updated_at: row.time("updated_at")?,
        })
    }
}

impl FromRow for WebhookDelivery {
    fn from_row(row: &Row) -> Result<WebhookDelivery> {
        Ok(WebhookDelivery {
            id: row.text("id")?,
            webhook_id: row.text("webhook_id")?,
            agreement_id: row.text("agreement_id")?,
            seq: row.get("seq")?,
            event: row.text("event")?,
            state: row.word("state")?,
            attempts: row.get("attempts")?,
            replays: row.get("replays")?,
            begun_at: row.time("begun_at")?,
            tried_at: row.maybe_time("tried_at")?,
            status: row.get("status")?,
            error: row.get("error")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl View {
    /// One webhook.
    pub async fn webhook(&self, id: &str) -> Result<Option<Webhook>> {
        self.first(query("SELECT * FROM webhook WHERE id = $1").bind(id))
            .await
    }

    /// The webhooks of an account, the oldest first.
    pub async fn webhooks(&self, account_id: &str) -> Result<Vec<Webhook>> {
        let statement = query("SELECT * FROM webhook WHERE account_id = $1 ORDER BY created_at, id");
        self.all(statement.bind(account_id)).await
    }

    /// The webhooks of an account that are told.
    pub async fn active_webhooks(&self, account_id: &str) -> Result<Vec<Webhook>> {
        let statement =
            query("SELECT * FROM webhook WHERE account_id = $1 AND state = 'active' ORDER BY created_at, id");
        self.all(statement.bind(account_id)).await
    }

    /// One message.
    pub async fn webhook_delivery(&self, id: &str) -> Result<Option<WebhookDelivery>> {
        self.first(query("SELECT * FROM webhook_delivery WHERE id = $1").bind(id))
            .await
    }

    /// The messages to a webhook, the latest first.
    pub async fn webhook_deliveries(&self, webhook_id: &str, limit: u32) -> Result<Vec<WebhookDelivery>> {
        let statement = query(
            "SELECT * FROM webhook_delivery WHERE webhook_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
        );
        self.all(statement.bind(webhook_id).bind(limit)).await
    }
}

impl Transaction {
    /// Adds a webhook.
    pub async fn insert_webhook(&mut self, webhook: &Webhook) -> Result<()> {
        let statement = query(
            "INSERT INTO webhook (id, account_id, user_id, name, scope, subject_id, url, events, include, client_id, \
             wrapped_secret, state, disabled_because, failures, quiet_until, version, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        );
        let statement = statement
            .bind(&webhook.id)
            .bind(&webhook.account_id)
            .bind(&webhook.user_id)
            .bind(&webhook.name)
            .bind(&webhook.scope)
            .bind(&webhook.subject_id)
            .bind(&webhook.url)
            .bind(&webhook.events)
            .bind(&webhook.include)
            .bind(&webhook.client_id)
            .bind(webhook.wrapped_secret.as_slice())
            .bind(webhook.state)
            .bind(webhook.disabled_because.as_ref());
        let statement = statement
            .bind(webhook.failures)
            .bind(webhook.quiet_until)
            .bind(webhook.version)
            .bind(webhook.created_at)
            .bind(webhook.updated_at);
        self.execute_one(statement).await
    }

    /// Changes a webhook that has this version; `false` when somebody else was faster. It begins anew: failures are forgotten.
    pub async fn update_webhook(
        &mut self,
        id: &str,
        version: i64,
        update: &WebhookUpdate,
        now: Timestamp,
    ) -> Result<bool> {
        let statement = query(
            "UPDATE webhook SET name = $3, events = $4, include = $5, state = $6, disabled_because = NULL, failures = 0, \
             quiet_until = NULL, version = version + 1, updated_at = $7 WHERE id = $1 AND version = $2",
        );
        let statement = statement.bind(id).bind(version).bind(&update.name);
        let statement = statement
            .bind(&update.events)
            .bind(&update.include)
            .bind(update.state);
        Ok(self.execute(statement.bind(now)).await? > 0)
    }

    /// Removes a webhook that has this version, with its messages; `false` when somebody else was faster.
    pub async fn delete_webhook(&mut self, id: &str, version: i64) -> Result<bool> {
        let held = query("UPDATE webhook SET version = version WHERE id = $1 AND version = $2");
        if self.execute(held.bind(id).bind(version)).await? == 0 {
            return Ok(false);
        }
        self.execute(query("DELETE FROM webhook_delivery WHERE webhook_id = $1").bind(id))
            .await?;
        self.execute_one(query("DELETE FROM webhook WHERE id = $1").bind(id))
            .await?;
        Ok(true)
    }

    /// Switches a webhook off because it fails, and says why.
    pub async fn disable_webhook(&mut self, id: &str, because: &str, now: Timestamp) -> Result<()> {
        let statement = query(
            "UPDATE webhook SET state = 'inactive', disabled_because = $2, version = version + 1, updated_at = $3 WHERE id = $1",
        );
        self.execute_one(statement.bind(id).bind(because).bind(now)).await
    }

    /// Takes the one turn that a failing webhook has until a time; `false` when somebody else has it.
    pub async fn take_webhook_turn(&mut self, id: &str, now: Timestamp, until: Timestamp) -> Result<bool> {
        let statement = query(
            "UPDATE webhook SET quiet_until = $3 WHERE id = $1 AND (quiet_until IS NULL OR quiet_until <= $2)",
        );
        Ok(self.execute(statement.bind(id).bind(now).bind(until)).await? > 0)
    }

    /// Notes how a try ended for the webhook as a whole.
    pub async fn note_webhook_try(
        &mut self,
        id: &str,
        failed: bool,
        quiet_until: Option<Timestamp>,
    ) -> Result<()> {
        let statement = query(
            "UPDATE webhook SET failures = CASE WHEN $2 = 1 THEN failures + 1 ELSE 0 END, quiet_until = $3 WHERE id = $1",
        );
        self.execute_one(statement.bind(id).bind(i64::from(failed)).bind(quiet_until))
            .await
    }

    /// Adds a message.
    pub async fn insert_webhook_delivery(&mut self, delivery: &WebhookDelivery) -> Result<()> {
        let statement = query(
            "INSERT INTO webhook_delivery (id, webhook_id, agreement_id, seq, event, state, attempts, replays, begun_at, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        );
        let statement = statement
            .bind(&delivery.id)
            .bind(&delivery.webhook_id)
            .bind(&delivery.agreement_id)
            .bind(delivery.seq)
            .bind(&delivery.event)
            .bind(delivery.state);
        let statement = statement.bind(delivery.attempts).bind(delivery.replays);
        self.execute_one(statement.bind(delivery.begun_at).bind(delivery.created_at))
            .await
    }

    /// Keeps how far a message came.
    pub async fn save_webhook_delivery(&mut self, delivery: &WebhookDelivery) -> Result<()> {
        let statement = query(
            "UPDATE webhook_delivery SET state = $2, attempts = $3, replays = $4, begun_at = $5, tried_at = $6, status = $7, \
             error = $8 WHERE id = $1",
        );
        let statement = statement
            .bind(&delivery.id)
            .bind(delivery.state)
            .bind(delivery.attempts);
        let statement = statement
            .bind(delivery.replays)
            .bind(delivery.begun_at)
            .bind(delivery.tried_at);
        self.execute_one(statement.bind(delivery.status).bind(delivery.error.as_ref()))
            .await
    }

    /// Forgets messages that were asked for before this time and are over.
    pub async fn sweep_webhook_deliveries(&mut self, before: Timestamp) -> Result<u64> {
        let statement = query("DELETE FROM webhook_delivery WHERE created_at < $1 AND state <> 'waiting'");
        self.sweep(statement.bind(before)).await
    }
}
