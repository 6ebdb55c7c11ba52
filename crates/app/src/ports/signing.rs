//! The organisation's key. It signs only what a single-use authorisation names (decision 19, 31).

use ades::cms::ToBeSigned;
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

/// Permission to sign these digests, once. Made only by the seal guard after mandate or binding were checked and the use was recorded.
#[derive(Clone, Debug)]
pub struct Authorisation {
    id: Uuid,
    key: String,
    digests: Vec<Vec<u8>>,
    expires_at: Timestamp,
}

impl Authorisation {
    /// Only the seal guard calls this.
    pub(crate) fn new(id: Uuid, key: String, digests: Vec<Vec<u8>>, expires_at: Timestamp) -> Authorisation {
        Authorisation {
            id,
            key,
            digests,
            expires_at,
        }
    }

    /// For tests of signers in other crates; not compiled into the product.
    #[cfg(feature = "test-authorisations")]
    pub fn for_tests(id: Uuid, key: String, digests: Vec<Vec<u8>>, expires_at: Timestamp) -> Authorisation {
        Authorisation::new(id, key, digests, expires_at)
    }

    /// Its identity; a signer refuses to see it twice.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The key it names.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// When it ends.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Whether it names exactly these digests, in this order.
    pub fn names(&self, to_be_signed: &[ToBeSigned]) -> bool {
        self.digests.len() == to_be_signed.len()
            && self
                .digests
                .iter()
                .zip(to_be_signed)
                .all(|(named, given)| *named == given.digest)
    }
}

/// Whose key it is.
#[derive(Clone, Debug)]
pub struct SignerIdentity {
    /// The identity of the key.
    pub key: String,
    /// The certificate chain, the signer's own first.
    pub chain: Vec<ades::x509::Certificate>,
    /// The signature algorithm.
    pub algorithm: ades::algorithm::SignatureAlgorithm,
    /// Whether the certificate comes from a test CA; said wherever a person sees it.
    pub is_test: bool,
}

/// Why a signer does not sign.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The account has no seal certificate.
    #[error("no seal certificate is installed")]
    NoKey,
    /// The authorisation is not for this, has ended, or was used.
    #[error("the authorisation does not fit")]
    NotAuthorised,
    /// The certificate is outside its validity.
    #[error("the seal certificate is not valid now")]
    CertificateNotValid,
    /// The key could not be used.
    #[error("the key cannot be used: {0}")]
    Failed(String),
}

/// Uses a key that nobody else touches.
#[async_trait]
pub trait Signer: Send + Sync {
    /// Whose key would sign for this account.
    async fn identity(&self, account: domain::ids::AccountId) -> Result<SignerIdentity, SignerError>;

    /// Signs each of `to_be_signed`, all named by `authorisation`, once.
    async fn sign(
        &self,
        authorisation: &Authorisation,
        to_be_signed: &[ToBeSigned],
        now: Timestamp,
    ) -> Result<Vec<Vec<u8>>, SignerError>;
}
