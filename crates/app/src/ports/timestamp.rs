//! Timestamps (RFC 3161).

use super::OutsideError;
use async_trait::async_trait;

/// A timestamping authority.
#[async_trait]
pub trait TimestampService: Send + Sync {
    /// Sends a DER `TimeStampReq` and returns the DER `TimeStampResp` (RFC 3161 §3.4, over HTTP).
    async fn timestamp(&self, request: &[u8]) -> Result<Vec<u8>, OutsideError>;

    /// Whether there is anybody to ask at all.
    fn is_configured(&self) -> bool {
        true
    }

    /// Its address, as people know it.
    fn name(&self) -> &str;

    /// Whether the party behind it is simulated.
    fn is_simulated(&self) -> bool;
}
