//! Text messages.

use super::{HandedOver, OutsideError};
use async_trait::async_trait;
use domain::contact::Phone;

/// Hands text messages over to a gateway.
#[async_trait]
pub trait SmsSender: Send + Sync {
    /// Sends `text` to `to`. `reference` is stable for this message; a gateway that knows it must not send twice.
    async fn send(&self, to: &Phone, text: &str, reference: &str) -> Result<HandedOver, OutsideError>;

    /// Whether the gateway can be reached, without sending anything.
    async fn check(&self) -> Result<(), OutsideError>;

    /// Whether the party behind it is simulated; said wherever a person sees it.
    fn is_simulated(&self) -> bool;
}
