//! Requests that may be sent twice and are done once: a program names its request with a key of its own, and asks again under the same
//! key when no answer came. Answers are kept for a day, encrypted: some hold what is shown only once.

use crate::error::Result;
use crate::keys::sha256_hex;
use crate::{App, Caller};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use store::Idempotency;

const PURPOSE: &str = "idempotency";

/// What is known of a request under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is new: do it, then keep its answer.
    New,
    /// It was begun and has no answer: somebody does it now, or the process died meanwhile.
    Begun,
    /// It was done; this was its answer.
    Done(Vec<u8>),
    /// Another request had this key.
    Other,
}

impl App {
    /// Claims a key for a request; of two at once one is new.
    pub async fn claim_request(&self, caller: &Caller, key: &str, request: &[u8]) -> Result<Claim> {
        let (account, now) = (caller.account.to_string(), self.ports.clock.now());
        let mut transaction = self.store.begin().await?;
        let known = transaction
            .begin_idempotent(&account, key, &sha256_hex(request), now)
            .await?;
        transaction.commit().await?;
        Ok(match known {
            Idempotency::New => Claim::New,
            Idempotency::Begun => Claim::Begun,
            Idempotency::Mismatch => Claim::Other,
            Idempotency::Replay { response } => {
                let sealed = STANDARD.decode(response).map_err(|_| crate::keys::KeyFault)?;
                Claim::Done(
                    self.keys
                        .unwrap(PURPOSE, &context(&account, key), &sealed)?
                        .to_vec(),
                )
            }
        })
    }

    /// Keeps the answer to a request that was new.
    pub async fn keep_answer(&self, caller: &Caller, key: &str, answer: &[u8]) -> Result<()> {
        let account = caller.account.to_string();
        let sealed = self.keys.wrap(PURPOSE, &context(&account, key), answer)?;
        let mut transaction = self.store.begin().await?;
        transaction
            .end_idempotent(&account, key, &STANDARD.encode(sealed))
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Gives a key back: the request came to nothing and may be tried again.
    pub async fn forget_request(&self, caller: &Caller, key: &str) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        transaction
            .forget_idempotent(&caller.account.to_string(), key)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn context(account: &str, key: &str) -> Vec<u8> {
    format!("{account}\n{key}").into_bytes()
}
