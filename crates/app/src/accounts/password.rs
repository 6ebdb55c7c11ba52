//! Passwords: argon2id over an HMAC with a key outside the database (decision 24), off the asynchronous threads.

use super::{MAX_PASSWORD, MIN_PASSWORD};
use crate::App;
use crate::error::{Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// No more hashes at once than this: each takes 19 MiB, and a flood of sign-ins must not take the machine.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

fn argon2() -> Argon2<'static> {
    // OWASP's second recommended setting: 19 MiB, two passes, one lane.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// What is wrong with a new password (input and stable code): its length or nothing, since rules of composition make passwords worse.
pub fn fault_of(password: &str) -> Option<(&'static str, &'static str)> {
    match password.chars().count() {
        0..MIN_PASSWORD => Some(("password", "PASSWORD_TOO_SHORT")),
        length if length > MAX_PASSWORD => Some(("password", "PASSWORD_TOO_LONG")),
        _ => None,
    }
}

/// Whether a new password is long enough.
pub(super) fn check_new(password: &str) -> Result<()> {
    fault_of(password).map_or(Ok(()), |(field, code)| Err(Error::BadInput { field, code }))
}

impl App {
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String> {
        let peppered = self.keys.peppered(password);
        let hash = off_thread(move || argon2().hash_password(&peppered).map(|hash| hash.to_string())).await?;
        hash.map_err(|error| Error::Damaged(error.to_string()))
    }

    /// Compares, taking the same time whether a hash is there or not.
    pub(crate) async fn password_is(&self, password: &str, hash: Option<String>) -> Result<bool> {
        let peppered = self.keys.peppered(password);
        off_thread(move || match hash {
            Some(hash) => {
                PasswordHash::new(&hash).is_ok_and(|hash| argon2().verify_password(&peppered, &hash).is_ok())
            }
            None => {
                let _ = argon2().hash_password(&peppered);
                false
            }
        })
        .await
    }
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _permit = AT_ONCE
        .acquire()
        .await
        .map_err(|error| Error::Damaged(error.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Damaged(error.to_string()))
}
