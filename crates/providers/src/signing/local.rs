//! Keys that this process can use: in its memory, or on a token that it has logged in to. They sign digests that a single-use authorisation names, and nothing else.
//!
//! What is checked before a key is touched: the key is the one named; the digests are exactly those named, and the digests of what
//! is signed; the authorisation has not ended and was not used here; the certificate is valid now. What is checked after: the
//! signature verifies under the certificate.
//!
//! It has no settings: keys come from the store, unwrapped by whoever wires it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ades::algorithm::SignatureAlgorithm;
use ades::cms::ToBeSigned;
use ades::key::{Identity, SigningKey};
use ades::x509::Certificate;
use app::ports::{Authorisation, Signer, SignerError, SignerIdentity};
use async_trait::async_trait;
use domain::ids::AccountId;
use jiff::Timestamp;
use uuid::Uuid;

/// Authorisations that may be alive at once. Those that have ended are forgotten: they are refused for having ended.
const REMEMBERED: usize = 100_000;

/// A key and whom it serves.
#[derive(Clone)]
pub struct LocalKey {
    /// Its identity, as authorisations name it.
    pub name: String,
    /// The one account that it serves; `None`: every account without a key of its own.
    pub account: Option<AccountId>,
    /// What signs.
    pub key: Arc<dyn SigningKey>,
    /// Its certificate, then its issuers.
    pub chain: Vec<Certificate>,
    /// Whether the certificate comes from a test authority.
    pub is_test: bool,
    /// The key is in a device that takes its time: it is asked on a thread of its own.
    pub waits: bool,
}

impl LocalKey {
    /// A key in memory.
    pub fn new(name: String, account: Option<AccountId>, identity: Identity, is_test: bool) -> LocalKey {
        LocalKey {
            name,
            account,
            key: Arc::new(identity.key),
            chain: identity.chain,
            is_test,
            waits: false,
        }
    }

    /// The algorithm that it signs with.
    pub fn algorithm(&self) -> Result<SignatureAlgorithm, SignerError> {
        let kind = self.certificate()?.public_key().kind();
        SignatureAlgorithm::default_for(kind).map_err(failed)
    }

    fn certificate(&self) -> Result<&Certificate, SignerError> {
        self.chain.first().ok_or(SignerError::NoKey)
    }
}

impl std::fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LocalKey({})", self.name)
    }
}

/// Signs with keys in memory.
#[derive(Debug)]
pub struct LocalSigner {
    keys: Vec<LocalKey>,
    remembered: usize,
    used: Mutex<HashMap<Uuid, Timestamp>>,
}

impl LocalSigner {
    /// A signer with these keys.
    pub fn new(keys: Vec<LocalKey>) -> LocalSigner {
        LocalSigner {
            keys,
            remembered: REMEMBERED,
            used: Mutex::default(),
        }
    }

    /// All keys.
    pub fn keys(&self) -> &[LocalKey] {
        &self.keys
    }

    fn key_of(&self, account: AccountId) -> Option<&LocalKey> {
        let own = self.keys.iter().find(|key| key.account == Some(account));
        own.or_else(|| self.keys.iter().find(|key| key.account.is_none()))
    }

    /// Marks an authorisation as used; a second time is refused.
    fn use_up(&self, authorisation: &Authorisation, now: Timestamp) -> Result<(), SignerError> {
        if now >= authorisation.expires_at() {
            return Err(SignerError::NotAuthorised);
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.contains_key(&authorisation.id()) {
            return Err(SignerError::NotAuthorised);
        }
        if used.len() >= self.remembered {
            used.retain(|_, expires_at| *expires_at > now);
        }
        if used.len() >= self.remembered {
            return Err(SignerError::Failed("too many authorisations at once".into()));
        }
        used.insert(authorisation.id(), authorisation.expires_at());
        Ok(())
    }
}

#[async_trait]
impl Signer for LocalSigner {
    async fn identity(&self, account: AccountId) -> Result<SignerIdentity, SignerError> {
        let key = self.key_of(account).ok_or(SignerError::NoKey)?;
        Ok(SignerIdentity {
            key: key.name.clone(),
            chain: key.chain.clone(),
            algorithm: key.algorithm()?,
            is_test: key.is_test,
        })
    }

    async fn sign(
        &self,
        authorisation: &Authorisation,
        to_be_signed: &[ToBeSigned],
        now: Timestamp,
    ) -> Result<Vec<Vec<u8>>, SignerError> {
        let key = self
            .keys
            .iter()
            .find(|key| key.name == authorisation.key())
            .ok_or(SignerError::NoKey)?;
        let honest = to_be_signed.iter().all(digest_is_of_bytes);
        if to_be_signed.is_empty() || !honest || !authorisation.names(to_be_signed) {
            return Err(SignerError::NotAuthorised);
        }
        if !key.certificate()?.is_valid_at(now) {
            return Err(SignerError::CertificateNotValid);
        }
        self.use_up(authorisation, now)?;
        if !key.waits {
            return to_be_signed.iter().map(|one| sign_and_verify(key, one)).collect();
        }
        let (key, all) = (key.clone(), to_be_signed.to_vec());
        let signing =
            tokio::task::spawn_blocking(move || all.iter().map(|one| sign_and_verify(&key, one)).collect());
        signing
            .await
            .map_err(|error| SignerError::Failed(error.to_string()))?
    }
}

/// The key signs the bytes, the authorisation names the digest: they must be one.
fn digest_is_of_bytes(to_be_signed: &ToBeSigned) -> bool {
    to_be_signed.algorithm.digest().digest(&[&to_be_signed.bytes]) == to_be_signed.digest
}

/// A signature made with a fault in the computation could give the key away; it does not leave.
fn sign_and_verify(key: &LocalKey, to_be_signed: &ToBeSigned) -> Result<Vec<u8>, SignerError> {
    let signature = key.key.sign(to_be_signed).map_err(failed)?;
    key.certificate()?
        .public_key()
        .verify(to_be_signed.algorithm, &to_be_signed.bytes, &signature)
        .map_err(|_| SignerError::Failed("the signature does not verify".into()))?;
    Ok(signature)
}

/// What a token says is a reason by itself, and names what to do.
fn failed(error: ades::Error) -> SignerError {
    match error {
        ades::Error::KeyUnavailable { reason } => SignerError::Failed(reason),
        error => SignerError::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ades::algorithm::DigestAlgorithm;
    use ades::test_pki::{TestPki, now};
    use jiff::ToSpan;

    const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);

    fn account(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn key(name: &str, account: Option<AccountId>, identity: Identity) -> LocalKey {
        LocalKey::new(name.into(), account, identity, true)
    }

    fn signer() -> LocalSigner {
        LocalSigner::new(vec![key("seal", None, TestPki::new().unwrap().seal)])
    }

    fn content(bytes: &[u8]) -> ToBeSigned {
        let digest = DigestAlgorithm::Sha256.digest(&[bytes]);
        ToBeSigned {
            bytes: bytes.to_vec(),
            digest,
            algorithm: ECDSA,
        }
    }

    fn permit(id: u128, to_be_signed: &[ToBeSigned]) -> Authorisation {
        permit_until(id, to_be_signed, now() + 1.minute())
    }

    fn permit_until(id: u128, to_be_signed: &[ToBeSigned], expires_at: Timestamp) -> Authorisation {
        let digests = to_be_signed.iter().map(|one| one.digest.clone()).collect();
        Authorisation::for_tests(Uuid::from_u128(id), "seal".into(), digests, expires_at)
    }

    #[tokio::test]
    async fn m_77_what_is_authorised_is_signed_once() {
        let signer = signer();
        let all = [content(b"one"), content(b"two")];
        let permit = permit(1, &all);
        let signatures = signer.sign(&permit, &all, now()).await.unwrap();
        let identity = signer.identity(account(1)).await.unwrap();
        for (one, signature) in all.iter().zip(&signatures) {
            identity.chain[0]
                .public_key()
                .verify(ECDSA, &one.bytes, signature)
                .unwrap();
        }
        let again = signer.sign(&permit, &all, now()).await;
        assert!(matches!(again, Err(SignerError::NotAuthorised)));
    }

    #[tokio::test]
    async fn m_77_other_digests_than_the_named_ones_are_refused() {
        let signer = signer();
        let (one, two) = (content(b"one"), content(b"two"));
        let named = permit(1, &[one.clone(), two.clone()]);
        let mut forged = one.clone();
        forged.bytes = b"forged".to_vec();
        let attempts: [&[ToBeSigned]; 5] = [
            &[],
            std::slice::from_ref(&one),
            &[two.clone(), one.clone()],
            &[one.clone(), two.clone(), one.clone()],
            &[forged, two],
        ];
        for attempt in attempts {
            let answer = signer.sign(&named, attempt, now()).await;
            assert!(matches!(answer, Err(SignerError::NotAuthorised)), "{attempt:?}");
        }
        let empty = permit(2, &[]);
        assert!(matches!(
            signer.sign(&empty, &[], now()).await,
            Err(SignerError::NotAuthorised)
        ));
    }

    #[tokio::test]
    async fn m_77_an_authorisation_that_has_ended_is_refused() {
        let all = [content(b"one")];
        let answer = signer().sign(&permit_until(1, &all, now()), &all, now()).await;
        assert!(matches!(answer, Err(SignerError::NotAuthorised)));
    }

    #[tokio::test]
    async fn a_certificate_outside_its_validity_does_not_sign() {
        let pki = TestPki::new().unwrap();
        for identity in [pki.expired_seal().unwrap(), pki.future_seal().unwrap()] {
            let signer = LocalSigner::new(vec![key("seal", None, identity)]);
            let all = [content(b"one")];
            let answer = signer.sign(&permit(1, &all), &all, now()).await;
            assert!(matches!(answer, Err(SignerError::CertificateNotValid)));
        }
    }

    #[tokio::test]
    async fn a_signature_that_does_not_verify_does_not_leave() {
        let pki = TestPki::new().unwrap();
        let mut identity = pki.seal;
        identity.chain = pki.authority.chain().to_vec();
        let signer = LocalSigner::new(vec![key("seal", None, identity)]);
        let all = [content(b"one")];
        assert!(matches!(
            signer.sign(&permit(1, &all), &all, now()).await,
            Err(SignerError::Failed(_))
        ));
    }

    #[tokio::test]
    async fn each_account_has_its_own_key_or_the_common_one_or_none() {
        let pki = TestPki::new().unwrap();
        let own = key("own", Some(account(7)), pki.p384_seal().unwrap());
        let signer = LocalSigner::new(vec![key("common", None, pki.seal), own]);
        assert_eq!(signer.identity(account(7)).await.unwrap().key, "own");
        assert_eq!(signer.identity(account(8)).await.unwrap().key, "common");
        let none = LocalSigner::new(Vec::new());
        assert!(matches!(none.identity(account(7)).await, Err(SignerError::NoKey)));
        let all = [content(b"one")];
        assert!(matches!(
            signer.sign(&permit(1, &all), &all, now()).await,
            Err(SignerError::NoKey)
        ));
    }

    #[tokio::test]
    async fn memory_is_bounded_and_forgets_only_what_has_ended() {
        let mut signer = signer();
        signer.remembered = 2;
        let all = [content(b"one")];
        for id in 1..=2 {
            signer.sign(&permit(id, &all), &all, now()).await.unwrap();
        }
        assert!(matches!(
            signer.sign(&permit(3, &all), &all, now()).await,
            Err(SignerError::Failed(_))
        ));
        let later = now() + 2.minutes();
        let permit = permit_until(4, &all, later + 1.minute());
        signer.sign(&permit, &all, later).await.unwrap();
        assert!(matches!(
            signer.sign(&permit, &all, later).await,
            Err(SignerError::NotAuthorised)
        ));
    }
}
