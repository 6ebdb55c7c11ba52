//! Calls that say a code.

use super::{HandedOver, OutsideError};
use async_trait::async_trait;
use domain::contact::Phone;
use domain::language::Language;

/// Hands calls over to a gateway that speaks what it is given.
#[async_trait]
pub trait VoiceCaller: Send + Sync {
    /// Calls `to` and says `text`, which is in `language`. `reference` is stable for this call; a gateway that knows it must not
    /// call twice.
    async fn call(
        &self,
        to: &Phone,
        text: &str,
        language: Language,
        reference: &str,
    ) -> Result<HandedOver, OutsideError>;

    /// Whether the gateway can be reached, without calling anybody.
    async fn check(&self) -> Result<(), OutsideError>;

    /// Whether the party behind it is simulated; said wherever a person sees it.
    fn is_simulated(&self) -> bool;
}
