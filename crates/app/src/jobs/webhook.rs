//! Tells a webhook of an event. A second run sends the same message under the same identity, so that programs can tell; how a try
//! ended is kept together with the end of the run.
//!
//! While a webhook fails, only one of its messages is tried at a time: a target that hangs does not hold up the workers.

use super::{Ended, Failure, Job};
use crate::accounts::account_id;
use crate::error::{Error, Result};
use crate::history::unsigned;
use crate::ports::{OutsideError, WebhookAnswer, WebhookBody, WebhookCall, WebhookMessage};
use crate::webhooks::{Include, SECRET, Webhook, is_taken, of_row};
use crate::{App, By, failpoint};
use aws_lc_rs::hmac;
use domain::account::AccountEvent;
use domain::agreement::{Agreement, Event, Recorded, apply};
use jiff::{SignedDuration, Timestamp};
use store::{DeliveryState, WebhookDelivery};
use uuid::Uuid;

/// For how long a message is tried; then its webhook is switched off.
const PATIENCE: SignedDuration = SignedDuration::from_hours(72);
/// The longest pause between two tries.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(12);
/// The longest time in which a failing webhook is not tried with any of its messages.
const LONGEST_QUIET: SignedDuration = SignedDuration::from_mins(1);
/// How long one try may take before another message may have its turn.
const TURN: SignedDuration = SignedDuration::from_secs(30);
/// The largest message.
const MOST_BYTES: usize = 10_000_000;

pub(super) async fn run(app: &App, row: &store::Job, delivery: Uuid) -> Ended {
    match tell(app, row, delivery).await {
        Ok(kept) => Ended {
            kept,
            ..Ended::from(Ok(()))
        },
        Err(error) => Ended::from(Err(Failure::from(error))),
    }
}

/// Tries once. `true`: how it ended is kept, the job's end included.
async fn tell(app: &App, job: &store::Job, delivery: Uuid) -> Result<bool> {
    let Some(delivery) = app.store.webhook_delivery(&delivery.to_string()).await? else {
        // The webhook was removed meanwhile.
        return Ok(false);
    };
    let Some(row) = app.store.webhook(&delivery.webhook_id).await? else {
        return Ok(false);
    };
    let webhook = of_row(&row)?;
    if !webhook.active {
        return stop(app, job, delivery).await;
    }
    if webhook.failing && !has_turn(app, job, &row).await? {
        return Ok(true);
    }
    let call = call(app, &webhook, &row, &delivery).await?;
    let answer = app.ports.webhooks.call(&call).await;
    failpoint::hit(app.config.failpoint.as_deref(), failpoint::AFTER_WEBHOOK);
    let tried = tried(&delivery, &answer, &webhook, app.ports.clock.now());
    keep(app, job, &row, tried).await
}

async fn stop(app: &App, job: &store::Job, delivery: WebhookDelivery) -> Result<bool> {
    let now = app.ports.clock.now();
    let stopped = WebhookDelivery {
        state: DeliveryState::Stopped,
        ..delivery
    };
    let mut transaction = app.store.begin().await?;
    transaction.save_webhook_delivery(&stopped).await?;
    transaction.complete_job(&job.id, job.fence, now).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Whether this message may be the one that is tried; if not, its job waits.
async fn has_turn(app: &App, job: &store::Job, row: &store::Webhook) -> Result<bool> {
    let now = app.ports.clock.now();
    let until = later(now, TURN);
    let mut transaction = app.store.begin().await?;
    let mine = transaction.take_webhook_turn(&row.id, now, until).await?;
    if !mine {
        let again = row.quiet_until.filter(|quiet| *quiet > now).unwrap_or(until);
        transaction
            .fail_job(
                &job.id,
                job.fence,
                "the webhook fails; another message is tried first",
                again,
            )
            .await?;
    }
    transaction.commit().await?;
    Ok(mine)
}

/// The message, as it is told at every try.
async fn call(
    app: &App,
    webhook: &Webhook,
    row: &store::Webhook,
    delivery: &WebhookDelivery,
) -> Result<WebhookCall> {
    let notification: Uuid = delivery
        .id
        .parse()
        .map_err(|_| Error::Damaged("webhook delivery".into()))?;
    let json = message(app, webhook, notification, delivery).await?;
    let secret = app
        .keys
        .unwrap(SECRET, webhook.id.as_bytes(), &row.wrapped_secret)?;
    Ok(WebhookCall {
        url: webhook.url.clone(),
        client_id: webhook.client_id.clone(),
        message: Some(WebhookBody {
            notification,
            signature: signature(&secret, app.ports.clock.now(), &json),
            json: json.into(),
        }),
    })
}

/// `t=<seconds>,v1=<hex of HMAC-SHA-256 over "<seconds>.<body>">`: with the time inside, an old message cannot be played again.
fn signature(secret: &[u8], now: Timestamp, body: &[u8]) -> String {
    let time = now.as_second().to_string();
    let text = [time.as_bytes(), b".", body].concat();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), &text);
    format!("t={time},v1={}", hex::encode(tag))
}

async fn message(
    app: &App,
    webhook: &Webhook,
    notification: Uuid,
    delivery: &WebhookDelivery,
) -> Result<Vec<u8>> {
    let agreement = delivery
        .agreement_id
        .parse()
        .map_err(|_| Error::Damaged("agreement id".into()))?;
    let history = app.history(agreement).await?;
    let (agreement, recorded) = as_it_stood(&history, unsigned(delivery.seq))?;
    let signed = webhook.include.signed_document && matches!(recorded.event, Event::Completed { .. });
    let file = match signed {
        true => Some(app.signed_file(&agreement).await?.bytes),
        false => None,
    };
    let mut json = Vec::new();
    for include in trimmed(webhook.include) {
        json = app.ports.webhook_payloads.payload(&WebhookMessage {
            webhook,
            notification,
            event: &delivery.event,
            recorded,
            agreement: &agreement,
            include,
            signed_document: file.as_deref().filter(|_| include.signed_document),
        });
        if json.len() <= MOST_BYTES {
            break;
        }
    }
    Ok(json)
}

/// What is wanted, and then ever less of it, in v6's order.
fn trimmed(include: Include) -> [Include; 5] {
    let without_file = Include {
        signed_document: false,
        ..include
    };
    let without_people = Include {
        participants: false,
        ..without_file
    };
    let without_documents = Include {
        documents: false,
        ..without_people
    };
    let bare = Include::default();
    [include, without_file, without_people, without_documents, bare]
}

/// The agreement right after an event of its history.
fn as_it_stood(history: &[Recorded], seq: u64) -> Result<(Agreement, &Recorded)> {
    let recorded = history.iter().find(|recorded| recorded.seq == seq);
    let until = history.iter().take_while(|recorded| recorded.seq <= seq);
    let agreement = until.fold(None, apply);
    agreement
        .zip(recorded)
        .ok_or_else(|| Error::Damaged("a webhook tells of an event that is not there".into()))
}

/// The delivery after a try.
fn tried(
    delivery: &WebhookDelivery,
    answer: &Result<WebhookAnswer, OutsideError>,
    webhook: &Webhook,
    now: Timestamp,
) -> WebhookDelivery {
    let error = match answer {
        Ok(answer) if is_taken(answer, &webhook.client_id) => None,
        Ok(answer) if (200..300).contains(&answer.status) => Some("the client id was not echoed".to_owned()),
        Ok(answer) => Some(format!("answered {}", answer.status)),
        Err(error) => Some(error.to_string()),
    };
    let over = now.duration_since(delivery.begun_at) >= PATIENCE;
    let state = match (&error, over) {
        (None, _) => DeliveryState::Delivered,
        (Some(_), true) => DeliveryState::Failed,
        (Some(_), false) => DeliveryState::Waiting,
    };
    WebhookDelivery {
        state,
        attempts: delivery.attempts + 1,
        tried_at: Some(now),
        status: answer.as_ref().ok().map(|answer| i64::from(answer.status)),
        error,
        ..delivery.clone()
    }
}

async fn keep(app: &App, job: &store::Job, row: &store::Webhook, tried: WebhookDelivery) -> Result<bool> {
    let now = app.ports.clock.now();
    let pause = pause(app.config.webhook_pause, tried.attempts);
    let mut transaction = app.store.begin().await?;
    transaction.save_webhook_delivery(&tried).await?;
    let failed = tried.state != DeliveryState::Delivered;
    let quiet = failed.then(|| later(now, pause.min(LONGEST_QUIET)));
    transaction.note_webhook_try(&row.id, failed, quiet).await?;
    match tried.state {
        DeliveryState::Waiting => {
            let reason = tried.error.as_deref().unwrap_or_default();
            tracing::warn!(
                webhook = row.id,
                attempts = tried.attempts,
                reason,
                "a webhook will be tried again"
            );
            transaction
                .fail_job(&job.id, job.fence, reason, later(now, pause))
                .await?;
        }
        DeliveryState::Failed => {
            tracing::error!(
                webhook = row.id,
                "a webhook failed for too long and is switched off"
            );
            metrics::counter!("podpis_webhooks_disabled_total").increment(1);
            let reason = tried.error.as_deref().unwrap_or_default();
            transaction.disable_webhook(&row.id, reason, now).await?;
            let webhook = row.id.parse().map_err(|_| Error::Damaged("webhook id".into()))?;
            let event = AccountEvent::WebhookDisabled { webhook };
            app.record(
                &mut transaction,
                account_id(&row.account_id)?,
                &By::system(),
                event,
                now,
            )
            .await?;
            let mail = Job::MailWebhook { webhook };
            let key = format!("webhook-disabled:{webhook}:{}", row.version);
            app.enqueue(&mut transaction, row.account_id.clone(), mail, key, now)
                .await?;
            transaction.complete_job(&job.id, job.fence, now).await?;
        }
        DeliveryState::Delivered | DeliveryState::Stopped => {
            transaction.complete_job(&job.id, job.fence, now).await?;
        }
    }
    transaction.commit().await?;
    Ok(true)
}

/// The pause after so many tries: each is twice the one before, up to half a day.
fn pause(first: SignedDuration, attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    let pause = first.checked_mul(2_i32.pow(doublings));
    pause.map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE))
}

fn later(now: Timestamp, pause: SignedDuration) -> Timestamp {
    now.saturating_add(pause).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_fifteen_of_them_last_for_three_days() {
        let first = SignedDuration::from_mins(1);
        assert_eq!(pause(first, 1), first);
        assert_eq!(pause(first, 4), SignedDuration::from_mins(8));
        assert_eq!(pause(first, 99), LONGEST_PAUSE);
        let before =
            |tries: i64| (1..tries).fold(SignedDuration::ZERO, |sum, attempt| sum + pause(first, attempt));
        assert!(before(15) < PATIENCE, "{:?}", before(15));
        assert!(before(16) >= PATIENCE, "{:?}", before(16));
    }

    /// The value was computed with another program: `printf '1700000000.{}' | openssl dgst -sha256 -hmac key`.
    #[test]
    fn a_signature_covers_the_time_and_the_message() {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let signed = signature(b"key", now, b"{}");
        let wanted = "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae";
        assert_eq!(signed, format!("t=1700000000,v1={wanted}"));
        assert_ne!(signature(b"key", now, b"{ }"), signed);
    }
}
