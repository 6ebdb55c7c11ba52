//! The organisation's key. It signs only what a single-use authorisation names (decision 19, 31).

use ades::cms::ToBeSigned;
use async_trait::async_trait;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Permission to sign these digests, once. Made only by the seal guard after mandate or binding were checked and the use was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authorisation {
    id: Uuid,
    key: String,
    digests: Vec<Vec<u8>>,
    expires_at: Timestamp,
    grounds: Grounds,
}

/// On what an authorisation rests: what a signer in a process of its own writes into its log and holds against its own limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// Whose agreement it is.
    pub account: String,
    /// Which.
    pub agreement: String,
    /// The mandate or binding, by its identity.
    pub right: String,
    /// Whose binding it is.
    pub user: Option<String>,
    /// When the mandate or binding ends.
    pub until: Option<Timestamp>,
}

/// The key under which authorisations travel to a signer in another process. It is used for nothing else, and cannot be printed.
pub struct AuthorisationKey(hmac::Key);

impl AuthorisationKey {
    /// From the 32 bytes of its key file.
    pub fn new(key: &[u8; 32]) -> AuthorisationKey {
        AuthorisationKey(hmac::Key::new(hmac::HMAC_SHA256, key))
    }
}

/// So that nothing else that might be signed with such a key is ever taken for an authorisation.
const CONTEXT: &[u8] = b"podpis authorisation 1\n";

impl Authorisation {
    /// Only the seal guard calls this.
    pub(crate) fn new(
        id: Uuid,
        key: String,
        digests: Vec<Vec<u8>>,
        expires_at: Timestamp,
        grounds: Grounds,
    ) -> Authorisation {
        Authorisation {
            id,
            key,
            digests,
            expires_at,
            grounds,
        }
    }

    /// As it travels to another process: a body, and the proof that the guard made it.
    pub fn to_wire(&self, key: &AuthorisationKey) -> Result<String, serde_json::Error> {
        let body = serde_json::to_vec(self)?;
        let tag = hmac::sign(&key.0, &[CONTEXT, &body].concat());
        Ok(format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(&body),
            URL_SAFE_NO_PAD.encode(tag)
        ))
    }

    /// Takes what came from another process; `None` unless the holder of the key made it, every bit of it.
    pub fn from_wire(text: &str, key: &AuthorisationKey) -> Option<Authorisation> {
        let (body, tag) = text.split_once('.')?;
        let (body, tag) = (
            URL_SAFE_NO_PAD.decode(body).ok()?,
            URL_SAFE_NO_PAD.decode(tag).ok()?,
        );
        hmac::verify(&key.0, &[CONTEXT, &body].concat(), &tag).ok()?;
        serde_json::from_slice(&body).ok()
    }

    /// On what it rests.
    pub fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    /// The digests that it names.
    pub fn digests(&self) -> &[Vec<u8>] {
        &self.digests
    }

    /// For tests of signers in other crates; not compiled into the product.
    #[cfg(feature = "test-authorisations")]
    pub fn for_tests(id: Uuid, key: String, digests: Vec<Vec<u8>>, expires_at: Timestamp) -> Authorisation {
        Authorisation::new(id, key, digests, expires_at, Grounds::default())
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
    /// The signer cannot be reached or does not answer: ask again later.
    #[error("the signer cannot be reached: {0}")]
    Unavailable(String),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorisation_travels_whole_or_not_at_all() {
        let (key, other) = (AuthorisationKey::new(&[1; 32]), AuthorisationKey::new(&[2; 32]));
        let digests = vec![vec![7; 32], vec![8; 32]];
        let made = Authorisation::new(
            Uuid::from_u128(1),
            "seal".into(),
            digests,
            Timestamp::UNIX_EPOCH,
            Grounds::default(),
        );
        let wire = made.to_wire(&key).unwrap();
        assert_eq!(Authorisation::from_wire(&wire, &key), Some(made));
        assert_eq!(Authorisation::from_wire(&wire, &other), None);
        for at in 0..wire.len() {
            let mut changed = wire.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last letter of each part has bits that count for nothing.
            let same = Authorisation::from_wire(&changed, &key);
            assert!(
                same.is_none() || same == Authorisation::from_wire(&wire, &key),
                "{at}"
            );
        }
    }
}
