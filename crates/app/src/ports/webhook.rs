//! Programs that are told of events: how they are called, and what they read.

use super::OutsideError;
use crate::webhooks::{Include, Webhook};
use async_trait::async_trait;
use bytes::Bytes;
use domain::agreement::{Agreement, Recorded};
use uuid::Uuid;

/// One call to a webhook's address.
#[derive(Clone, Debug)]
pub struct WebhookCall {
    /// Where.
    pub url: String,
    /// What the program must echo.
    pub client_id: String,
    /// The message; `None` only asks whether the address wants any.
    pub message: Option<WebhookBody>,
}

/// A message with what proves that it is ours.
#[derive(Clone, Debug)]
pub struct WebhookBody {
    /// Stable over all tries.
    pub notification: Uuid,
    /// Over the time and the JSON.
    pub signature: String,
    /// JSON.
    pub json: Bytes,
}

/// What the program answered, whatever its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookAnswer {
    /// Of HTTP.
    pub status: u16,
    /// What its header echoed.
    pub client_id: Option<String>,
    /// Its body.
    pub body: Bytes,
}

/// Calls webhooks. It follows no redirect, waits and reads within limits, and calls only addresses that it may.
#[async_trait]
pub trait WebhookTarget: Send + Sync {
    /// One exchange. [`OutsideError::Refused`] means that the address may not be called.
    async fn call(&self, call: &WebhookCall) -> Result<WebhookAnswer, OutsideError>;
}

/// What a message is made of: an event, and the agreement as it stood right after it.
pub struct WebhookMessage<'a> {
    /// To whom.
    pub webhook: &'a Webhook,
    /// Stable over all tries.
    pub notification: Uuid,
    /// The name of the event, as v6 has it.
    pub event: &'a str,
    /// The event.
    pub recorded: &'a Recorded,
    /// The agreement right after it.
    pub agreement: &'a Agreement,
    /// How much is told.
    pub include: Include,
    /// The signed document, where it is told.
    pub signed_document: Option<&'a [u8]>,
}

/// Writes messages in the shape that programs expect.
pub trait WebhookPayloads: Send + Sync {
    /// The message as JSON.
    fn payload(&self, message: &WebhookMessage<'_>) -> Vec<u8>;
}
