//! Sign-in and sessions. A wrong address and a wrong password get the same answer after the same time.

use super::{account_id, role_of, user_id};
use crate::error::{Error, Result};
use crate::keys::Token;
use crate::{App, By, Caller};
use domain::account::AccountEvent;
use domain::agreement::{Actor, Client};
use domain::contact::Email;
use domain::identity::Chooser;
use domain::language::Language;
use jiff::{SignedDuration, Timestamp};
use store::{SignInAttempt, UserState};

/// A session ends after so long, whatever happens in it.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// How often the time of the last request is written; a minute is exact enough for an idle timeout.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// Somebody who has just signed in.
pub struct SignedIn {
    /// The cookie's value.
    pub token: Token,
    /// Who they are.
    pub caller: Caller,
}

impl App {
    /// Signs somebody in. Failures wait longer and longer.
    pub async fn sign_in(&self, email: &str, password: &str, client: Client) -> Result<SignedIn> {
        let now = self.ports.clock.now();
        let user = self
            .store
            .user_by_email(email)
            .await?
            .filter(|user| user.state == UserState::Active);
        let Some(user) = user else {
            self.password_is(password, None).await?;
            return Err(Error::Unauthenticated);
        };
        let failed = self.begin_attempt(&user.id, now).await?;
        let right = self.password_is(password, user.password_hash.clone()).await?;
        let caller = caller_of(&user, client.clone())?;
        if !right {
            let mut transaction = self.store.begin().await?;
            let failures = u32::try_from(failed).unwrap_or(u32::MAX);
            let event = AccountEvent::SignInFailed {
                user: caller.user,
                failures,
            };
            let by = By {
                actor: Actor::System,
                client: None,
            };
            self.record(&mut transaction, caller.account, &by, event, now)
                .await?;
            transaction.commit().await?;
            return Err(Error::Unauthenticated);
        }
        let token = self.begin_session(&user, &client, now).await?;
        Ok(SignedIn { token, caller })
    }

    /// Counts the attempt before the password is looked at, so that parallel guesses do not pass.
    async fn begin_attempt(&self, user: &str, now: Timestamp) -> Result<i64> {
        let mut transaction = self.store.begin().await?;
        let attempt = transaction.begin_sign_in(user, now, delay_after).await?;
        transaction.commit().await?;
        match attempt {
            SignInAttempt::Allowed { failed } => Ok(failed),
            SignInAttempt::Locked { until } => {
                let wait = until.duration_since(now).as_secs().max(1);
                Err(Error::TooManyTries {
                    wait: u32::try_from(wait).unwrap_or(u32::MAX),
                })
            }
        }
    }

    pub(super) async fn begin_session(
        &self,
        user: &store::User,
        client: &Client,
        now: Timestamp,
    ) -> Result<Token> {
        let token = Token::random();
        let session = store::Session {
            token_hash: token.hash(),
            user_id: user.id.clone(),
            created_at: now,
            last_seen_at: now,
            expires_at: now.saturating_add(LONGEST).unwrap_or(now),
            ip: client.ip.clone(),
            user_agent: client.user_agent.clone(),
        };
        let mut transaction = self.store.begin().await?;
        transaction.end_sign_in(&user.id).await?;
        transaction.insert_session(&session).await?;
        let by = By {
            actor: Actor::User {
                id: user_id(&user.id)?,
                key: None,
            },
            client: Some(client.clone()),
        };
        let event = AccountEvent::SignedIn {
            user: user_id(&user.id)?,
        };
        self.record(&mut transaction, account_id(&user.account_id)?, &by, event, now)
            .await?;
        transaction.commit().await?;
        Ok(token)
    }

    /// Who a session cookie speaks for; `None` when it is over, idle for too long, or its user was deactivated.
    pub async fn session(&self, token: &Token, client: Client) -> Result<Option<Caller>> {
        let now = self.ports.clock.now();
        let Some(session) = self.store.session(&token.hash()).await? else {
            return Ok(None);
        };
        let idle = now.duration_since(session.last_seen_at);
        let allowed = SignedDuration::from_mins(i64::from(self.config.idle_minutes));
        if now >= session.expires_at || idle > allowed {
            return Ok(None);
        }
        let user = self
            .store
            .user(&session.user_id)
            .await?
            .filter(|user| user.state == UserState::Active);
        let Some(user) = user else { return Ok(None) };
        if idle > TOUCH_EVERY {
            let mut transaction = self.store.begin().await?;
            transaction.touch_session(&token.hash(), now).await?;
            transaction.commit().await?;
        }
        caller_of(&user, client).map(Some)
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &Token) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        transaction.delete_session(&token.hash()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Checks a signed-in user's password once more, with the same counting as at sign-in (M-77).
    pub async fn confirm_password(&self, user: domain::ids::UserId, password: &str) -> Result<()> {
        let now = self.ports.clock.now();
        let row = self
            .store
            .user(&user.to_string())
            .await?
            .filter(|user| user.state == UserState::Active);
        let row = row.ok_or(Error::Unauthenticated)?;
        self.begin_attempt(&row.id, now).await?;
        if !self.password_is(password, row.password_hash.clone()).await? {
            return Err(Error::Unauthenticated);
        }
        let mut transaction = self.store.begin().await?;
        transaction.end_sign_in(&row.id).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Three tries are free; then the pause doubles from one second to a quarter of an hour.
fn delay_after(failures: i64) -> SignedDuration {
    if failures < 3 {
        return SignedDuration::ZERO;
    }
    let exponent = u32::try_from((failures - 3).min(10)).unwrap_or(0);
    SignedDuration::from_secs(2_i64.pow(exponent).min(900))
}

pub(crate) fn caller_of(user: &store::User, client: Client) -> Result<Caller> {
    Ok(Caller {
        account: account_id(&user.account_id)?,
        user: user_id(&user.id)?,
        role: role_of(user.role),
        name: user.name.clone(),
        email: Email::parse(&user.email).ok_or_else(|| Error::Damaged("user's address".into()))?,
        language: Language::parse(&user.language).unwrap_or_default(),
        key: None,
        chooser: Chooser::Sender,
        client,
    })
}

#[cfg(test)]
mod tests {
    use super::delay_after;

    #[test]
    fn the_pause_grows_and_stays_bearable() {
        let seconds: Vec<i64> = [1, 2, 3, 4, 5, 8, 20]
            .into_iter()
            .map(|n| delay_after(n).as_secs())
            .collect();
        assert_eq!(seconds, [0, 0, 1, 2, 4, 32, 900]);
    }
}
