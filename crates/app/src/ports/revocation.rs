//! What authorities say about certificates, and the certificates of issuers.

use super::OutsideError;
use async_trait::async_trait;
use jiff::Timestamp;

/// Fetches what certificates name places for. It carries bytes: what they are worth is for `ades` to say.
#[async_trait]
pub trait RevocationSource: Send + Sync {
    /// Sends a DER `OCSPRequest` to a responder and returns its DER `OCSPResponse` (RFC 6960 Appendix A). What was fetched
    /// before may be returned while it is current, unless it is no younger than `issued_after`.
    async fn ocsp(
        &self,
        address: &str,
        request: &[u8],
        issued_after: Option<Timestamp>,
    ) -> Result<Vec<u8>, OutsideError>;

    /// Fetches a DER revocation list (RFC 5280 §4.2.1.13), kept like answers.
    async fn revocation_list(
        &self,
        address: &str,
        issued_after: Option<Timestamp>,
    ) -> Result<Vec<u8>, OutsideError>;

    /// Fetches the certificate of an issuer, DER or PEM (RFC 5280 §4.2.2.1).
    async fn certificate(&self, address: &str) -> Result<Vec<u8>, OutsideError>;
}
