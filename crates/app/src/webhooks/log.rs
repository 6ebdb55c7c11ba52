//! What webhooks were told, for those who look after them; and the button that tells it again.

use crate::error::{Error, Result};
use crate::jobs::Job;
use crate::{App, Caller};
use domain::ids::AgreementId;
use jiff::Timestamp;
use store::DeliveryState;
use uuid::Uuid;

/// A message in the log of a webhook.
#[derive(Clone, Debug)]
pub struct DeliveryView {
    /// Its identity, as the program sees it.
    pub id: Uuid,
    /// About which agreement.
    pub agreement: AgreementId,
    /// The name of the event.
    pub event: String,
    /// `waiting`, `delivered`, `failed`, `stopped`.
    pub state: &'static str,
    /// Tries since it was begun.
    pub attempts: u32,
    /// How often a person asked for it again.
    pub replays: u32,
    /// The status that the program answered last.
    pub status: Option<i64>,
    /// What went wrong last.
    pub error: Option<String>,
    /// The last try.
    pub tried_at: Option<Timestamp>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

impl App {
    /// The last messages to a webhook, the latest first.
    pub async fn webhook_log(&self, caller: &Caller, webhook: Uuid) -> Result<Vec<DeliveryView>> {
        let row = self.webhook_row(caller, webhook).await?;
        let rows = self.store.webhook_deliveries(&row.id, 100).await?;
        rows.into_iter().map(view).collect()
    }

    /// Tells a webhook once more what it was told, under the same identity.
    pub async fn replay_delivery(&self, caller: &Caller, webhook: Uuid, delivery: Uuid) -> Result<()> {
        let webhook = self.webhook_row(caller, webhook).await?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        let row = transaction.webhook_delivery(&delivery.to_string()).await?;
        let row = row.filter(|row| row.webhook_id == webhook.id);
        let row = row.ok_or(Error::NotFound)?;
        if row.state == DeliveryState::Waiting {
            // It is on its way already.
            return Ok(());
        }
        let again = store::WebhookDelivery {
            state: DeliveryState::Waiting,
            attempts: 0,
            replays: row.replays + 1,
            begun_at: now,
            ..row
        };
        transaction.save_webhook_delivery(&again).await?;
        let key = format!("webhook:{delivery}:{}", again.replays);
        self.enqueue(
            &mut transaction,
            webhook.account_id,
            Job::Webhook { delivery },
            key,
            now,
        )
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn view(row: store::WebhookDelivery) -> Result<DeliveryView> {
    let damaged = || Error::Damaged("webhook delivery".to_owned());
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(DeliveryView {
        id: row.id.parse().map_err(|_| damaged())?,
        agreement: row.agreement_id.parse().map_err(|_| damaged())?,
        event: row.event,
        state: row.state.as_str(),
        attempts: count(row.attempts),
        replays: count(row.replays),
        status: row.status,
        error: row.error,
        tried_at: row.tried_at,
        created_at: row.created_at,
    })
}
