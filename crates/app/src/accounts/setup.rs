//! Accounts and their first admins, and the links by which people choose a password: first admin, invitation, forgotten password.

use super::{account_id, password, user_id};
use crate::accounts::sessions::SignedIn;
use crate::error::{Error, Result};
use crate::jobs::Job;
use crate::keys::Token;
use crate::{App, By};
use domain::account::AccountEvent;
use domain::agreement::{Actor, Client};
use domain::contact::Email;
use domain::ids::{AccountId, UserId};
use domain::language::Language;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::{LinkPurpose, UserState};
use uuid::Uuid;

const RESET_HOURS: i64 = 2;
const INVITATION_HOURS: i64 = 24 * 7;
const FIRST_ADMIN_HOURS: i64 = 24;

/// A new tenant with its first admin.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The organisation, as recipients see it.
    pub organisation: String,
    /// The language of its agreements unless they say otherwise.
    pub language: Language,
    /// An IANA time zone (`Europe/Ljubljana`).
    pub time_zone: String,
    /// How the admin is called.
    pub admin_name: String,
    /// The admin's address.
    pub admin_email: String,
    /// The admin's password; `None` where they choose one by a link.
    pub password: Option<String>,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OneTimePurpose {
    /// To set up the installation.
    FirstAdmin,
    /// To accept an invitation.
    Invitation,
    /// To choose a new password.
    Reset,
}

/// What the page behind a one-time link shows.
#[derive(Clone, Debug)]
pub struct OneTimeVisit {
    /// What it is for.
    pub purpose: OneTimePurpose,
    /// How the user is called; empty for the first admin.
    pub name: String,
    /// The user's address; empty for the first admin.
    pub email: String,
}

impl App {
    /// The link by which the first admin of an installation without accounts sets it up; `None` when there is an account.
    pub async fn first_admin_link(&self) -> Result<Option<String>> {
        if !self.store.accounts().await?.is_empty() {
            return Ok(None);
        }
        let token = Token::random();
        self.keep_link(&token, LinkPurpose::FirstAdmin, None, FIRST_ADMIN_HOURS)
            .await?;
        Ok(Some(format!(
            "{}/welcome/{}",
            self.config.public_url,
            token.reveal()
        )))
    }

    /// A fresh link for a user to choose a password; earlier ones of its kind die.
    pub(crate) async fn one_time_link(&self, user: &store::User, invitation: bool) -> Result<String> {
        let token = Token::random();
        let (purpose, hours, path) = match invitation {
            true => (LinkPurpose::Invitation, INVITATION_HOURS, "welcome"),
            false => (LinkPurpose::Reset, RESET_HOURS, "reset"),
        };
        self.keep_link(&token, purpose, Some(&user.id), hours).await?;
        Ok(format!("{}/{path}/{}", self.config.public_url, token.reveal()))
    }

    /// At the console, for somebody who cannot sign in any more: a link to choose a password, and an end to the pause after wrong ones.
    pub async fn rescue_link(&self, email: &str) -> Result<String> {
        let user = self.store.user_by_email(email).await?.ok_or(Error::NotFound)?;
        if user.state == UserState::Inactive {
            return Err(Error::BadInput {
                field: "user",
                code: "USER_INACTIVE",
            });
        }
        let link = self
            .one_time_link(&user, user.state == UserState::Invited)
            .await?;
        let now = self.ports.clock.now();
        let event = AccountEvent::RescueLinkMade {
            user: user_id(&user.id)?,
        };
        let mut transaction = self.store.begin().await?;
        transaction.end_sign_in(&user.id).await?;
        self.record(
            &mut transaction,
            account_id(&user.account_id)?,
            &By::operator(),
            event,
            now,
        )
        .await?;
        transaction.commit().await?;
        Ok(link)
    }

    async fn keep_link(
        &self,
        token: &Token,
        purpose: LinkPurpose,
        user: Option<&str>,
        hours: i64,
    ) -> Result<()> {
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        if let Some(user) = user {
            transaction.revoke_one_time_links(user, purpose).await?;
        }
        let link = store::OneTimeLink {
            token_hash: token.hash(),
            purpose,
            user_id: user.map(str::to_owned),
            created_at: now,
            expires_at: now
                .saturating_add(SignedDuration::from_hours(hours))
                .unwrap_or(now),
            used_at: None,
        };
        transaction.insert_one_time_link(&link).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Asks for a new password by mail. The answer is the same whether the address is known or not.
    pub async fn forgot_password(&self, email: &str) -> Result<()> {
        let now = self.ports.clock.now();
        let user = self
            .store
            .user_by_email(email)
            .await?
            .filter(|user| user.state == UserState::Active);
        let Some(user) = user else { return Ok(()) };
        let allowed = self
            .store
            .take_attempt(
                &format!("forgot:{}", user.id),
                5,
                SignedDuration::from_hours(1),
                now,
            )
            .await?;
        if !allowed.allowed {
            return Ok(());
        }
        self.mail_user(&user, false, now).await
    }

    pub(super) async fn mail_user(&self, user: &store::User, invitation: bool, now: Timestamp) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        let job = Job::MailUser {
            user: user_id(&user.id)?,
            invitation,
        };
        self.enqueue(
            &mut transaction,
            user.account_id.clone(),
            job,
            format!("user-mail:{}", Uuid::now_v7()),
            now,
        )
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What a one-time link is for, while it is good.
    pub async fn open_one_time_link(&self, token: &Token) -> Result<OneTimeVisit> {
        let link = self.live_link(token).await?;
        let user = match &link.user_id {
            Some(id) => self.store.user(id).await?,
            None => None,
        };
        let purpose = match link.purpose {
            LinkPurpose::FirstAdmin => OneTimePurpose::FirstAdmin,
            LinkPurpose::Invitation => OneTimePurpose::Invitation,
            LinkPurpose::Reset => OneTimePurpose::Reset,
        };
        let (name, email) = user.map(|user| (user.name, user.email)).unwrap_or_default();
        Ok(OneTimeVisit { purpose, name, email })
    }

    async fn live_link(&self, token: &Token) -> Result<store::OneTimeLink> {
        let now = self.ports.clock.now();
        let link = self.store.one_time_link(&token.hash()).await?;
        link.filter(|link| link.used_at.is_none() && now < link.expires_at)
            .ok_or(Error::NotFound)
    }

    /// Chooses a password by an invitation or reset link, ends every other session, and signs in.
    pub async fn choose_password(&self, token: &Token, new: &str, client: Client) -> Result<SignedIn> {
        password::check_new(new)?;
        let link = self.live_link(token).await?;
        let id = link.user_id.ok_or(Error::NotFound)?;
        let mut user = self
            .store
            .user(&id)
            .await?
            .filter(|user| user.state != UserState::Inactive)
            .ok_or(Error::NotFound)?;
        let hash = self.hash_password(new).await?;
        let now = self.ports.clock.now();
        let by = By {
            actor: Actor::User {
                id: user_id(&id)?,
                key: None,
            },
            client: Some(client.clone()),
        };
        let mut transaction = self.store.begin().await?;
        if !transaction.use_one_time_link(&token.hash(), now).await? {
            return Err(Error::NotFound);
        }
        user.state = UserState::Active;
        transaction.update_user(&user).await?;
        transaction.set_password(&id, &hash).await?;
        transaction.delete_sessions(&id, None).await?;
        let event = AccountEvent::PasswordSet { user: user_id(&id)? };
        self.record(&mut transaction, account_id(&user.account_id)?, &by, event, now)
            .await?;
        transaction.commit().await?;
        let token = self.begin_session(&user, &client, now).await?;
        Ok(SignedIn {
            token,
            caller: super::sessions::caller_of(&user, client)?,
        })
    }

    /// Sets up the installation by the link on the console: the first account and its admin.
    pub async fn set_up(&self, token: &Token, new: NewAccount, client: Client) -> Result<SignedIn> {
        let link = self.live_link(token).await?;
        if link.purpose != LinkPurpose::FirstAdmin || !self.store.accounts().await?.is_empty() {
            return Err(Error::NotFound);
        }
        let user = self.create_account(new, Some(token)).await?;
        let session = self.begin_session(&user, &client, self.ports.clock.now()).await?;
        Ok(SignedIn {
            token: session,
            caller: super::sessions::caller_of(&user, client)?,
        })
    }

    /// At the console: makes an account beside those that are here (M-07). The answer is the link by which its admin chooses a password.
    pub async fn add_account(&self, new: NewAccount) -> Result<String> {
        let user = self
            .create_account(
                NewAccount {
                    password: None,
                    ..new
                },
                None,
            )
            .await?;
        self.one_time_link(&user, true).await
    }

    /// Makes an account with its first admin. `link` is used up in the same transaction.
    pub async fn create_account(&self, new: NewAccount, link: Option<&Token>) -> Result<store::User> {
        let email = check(&new)?;
        let hash = match &new.password {
            Some(password) => Some(self.hash_password(password).await?),
            None => None,
        };
        let now = self.ports.clock.now();
        let (account, admin) = (AccountId(Uuid::now_v7()), UserId(Uuid::now_v7()));
        let user = store::User {
            id: admin.to_string(),
            account_id: account.to_string(),
            email_norm: email.normalised(),
            email: email.as_str().to_owned(),
            name: new.admin_name.trim().to_owned(),
            role: store::Role::Admin,
            state: match hash {
                Some(_) => UserState::Active,
                None => UserState::Invited,
            },
            password_hash: hash,
            language: new.language.to_string(),
            failed_sign_ins: 0,
            locked_until: None,
            created_at: now,
        };
        let mut transaction = self.store.begin().await?;
        if let Some(link) = link
            && !transaction.use_one_time_link(&link.hash(), now).await?
        {
            return Err(Error::NotFound);
        }
        transaction
            .insert_account(&account_row(account, &new, now))
            .await?;
        transaction.insert_group(&group_row(account, &new, now)).await?;
        transaction
            .insert_user(&user)
            .await
            .map_err(super::users::taken)?;
        let event = AccountEvent::AccountCreated {
            name: new.organisation.trim().to_owned(),
        };
        self.record(&mut transaction, account, &By::operator(), event, now)
            .await?;
        transaction.commit().await?;
        Ok(user)
    }
}

/// Everything that is wrong with what was typed, field by field in the order of the form: input and stable code.
pub fn problems_of(new: &NewAccount) -> Vec<(&'static str, &'static str)> {
    let named = |text: &str| !text.trim().is_empty() && text.chars().count() <= 200;
    let checks = [
        ("organisation", "REQUIRED", named(&new.organisation)),
        (
            "time_zone",
            "UNKNOWN_TIME_ZONE",
            TimeZone::get(&new.time_zone).is_ok(),
        ),
        ("name", "REQUIRED", named(&new.admin_name)),
        ("email", "BAD_EMAIL", Email::parse(&new.admin_email).is_some()),
    ];
    let wrong = checks.into_iter().filter(|(_, _, right)| !right);
    let wrong = wrong.map(|(field, code, _)| (field, code));
    wrong
        .chain(new.password.as_deref().and_then(password::fault_of))
        .collect()
}

fn check(new: &NewAccount) -> Result<Email> {
    if let Some((field, code)) = problems_of(new).first().copied() {
        return Err(Error::BadInput { field, code });
    }
    Email::parse(&new.admin_email).ok_or(Error::BadInput {
        field: "email",
        code: "BAD_EMAIL",
    })
}

fn account_row(id: AccountId, new: &NewAccount, now: Timestamp) -> store::Account {
    store::Account {
        id: id.to_string(),
        name: new.organisation.trim().to_owned(),
        language: new.language.to_string(),
        time_zone: new.time_zone.clone(),
        settings: "{}".to_owned(),
        created_at: now,
    }
}

fn group_row(account: AccountId, new: &NewAccount, now: Timestamp) -> store::Group {
    store::Group {
        id: Uuid::now_v7().to_string(),
        account_id: account.to_string(),
        name: new.organisation.trim().to_owned(),
        is_default: true,
        settings: "{}".to_owned(),
        created_at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_of_the_first_form_is_said_at_once() {
        let empty = NewAccount {
            organisation: " ".into(),
            language: Language::English,
            time_zone: "Nowhere".into(),
            admin_name: String::new(),
            admin_email: "ana@".into(),
            password: Some("short".into()),
        };
        let fields: Vec<&str> = problems_of(&empty).iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["organisation", "time_zone", "name", "email", "password"]);
        let good = NewAccount {
            organisation: "Banka d.d.".into(),
            time_zone: "Europe/Ljubljana".into(),
            admin_name: "Ana".into(),
            admin_email: "ana@example.com".into(),
            password: Some("correct horse battery".into()),
            ..empty
        };
        assert_eq!(problems_of(&good), []);
    }
}
