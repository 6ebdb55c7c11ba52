//! The users of an account: invited, listed and deactivated by an admin.

use super::{password, role_of, stored_role};
use crate::error::{Error, Result};
use crate::jobs::Job;
use crate::{App, By, Caller};
use domain::Personal;
use domain::account::{AccountEvent, UserRole};
use domain::contact::Email;
use domain::ids::UserId;
use domain::language::Language;
use jiff::Timestamp;
use store::UserState;
use uuid::Uuid;

/// Somebody to be invited.
#[derive(Clone, Debug)]
pub struct InviteUser {
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: UserRole,
    /// The language in which they are written to.
    pub language: Language,
}

/// A user as the list shows them.
#[derive(Clone, Debug)]
pub struct UserView {
    /// Who.
    pub id: UserId,
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: UserRole,
    /// Whether they may sign in.
    pub state: domain::account::UserState,
    /// Since when they are known.
    pub created_at: Timestamp,
}

/// What became of a user who is to sign in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reactivated {
    /// They were asked to choose a new password.
    Invited,
    /// They could sign in all the time.
    WasActive,
}

impl Caller {
    /// Refuses callers who are not admins.
    pub fn must_be_admin(&self) -> Result<()> {
        if self.role == UserRole::Admin {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }
}

impl App {
    /// Everybody in the caller's account; only admins see the list.
    pub async fn users(&self, caller: &Caller) -> Result<Vec<UserView>> {
        caller.must_be_admin()?;
        self.store
            .users(&caller.account.to_string())
            .await?
            .into_iter()
            .map(view)
            .collect()
    }

    /// One user of the caller's account; whoever is no admin sees only themselves.
    pub async fn user_view(&self, caller: &Caller, id: UserId) -> Result<UserView> {
        let user = self.store.user(&id.to_string()).await?;
        let user = user.filter(|user| user.account_id == caller.account.to_string());
        let user = user.ok_or(Error::NotFound)?;
        if id != caller.user {
            caller.must_be_admin()?;
        }
        view(user)
    }

    /// Invites somebody by mail.
    pub async fn invite_user(&self, caller: &Caller, invite: InviteUser) -> Result<UserId> {
        caller.must_be_admin()?;
        let email = Email::parse(&invite.email).ok_or(Error::BadInput {
            field: "email",
            code: "BAD_EMAIL",
        })?;
        if invite.name.trim().is_empty() || invite.name.chars().count() > 200 {
            return Err(Error::BadInput {
                field: "name",
                code: "REQUIRED",
            });
        }
        let (id, now) = (UserId(Uuid::now_v7()), self.ports.clock.now());
        let user = invited(caller, id, &invite, &email, now);
        let mut transaction = self.store.begin().await?;
        transaction.insert_user(&user).await.map_err(taken)?;
        let event = AccountEvent::UserInvited {
            user: id,
            email: Personal::new(id, email.as_str().to_owned()),
            role: invite.role,
        };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        let job = Job::MailUser {
            user: id,
            invitation: true,
        };
        self.enqueue(
            &mut transaction,
            caller.account.to_string(),
            job,
            format!("invite:{id}"),
            now,
        )
        .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Sends an invitation once more.
    pub async fn invite_again(&self, caller: &Caller, id: UserId) -> Result<()> {
        let user = self.user_of(caller, id).await?;
        if user.state != UserState::Invited {
            return Err(Error::BadInput {
                field: "user",
                code: "NOT_INVITED",
            });
        }
        self.mail_user(&user, true, self.ports.clock.now()).await
    }

    /// Takes the right to sign in away, at once and everywhere: sessions, links and seal bindings stop (M-77).
    pub async fn deactivate_user(&self, caller: &Caller, id: UserId) -> Result<()> {
        let mut user = self.user_of(caller, id).await?;
        if caller.user == id {
            return Err(Error::BadInput {
                field: "user",
                code: "NOT_YOURSELF",
            });
        }
        let now = self.ports.clock.now();
        user.state = UserState::Inactive;
        let mut transaction = self.store.begin().await?;
        transaction.update_user(&user).await?;
        transaction.delete_sessions(&user.id, None).await?;
        transaction
            .revoke_one_time_links(&user.id, store::LinkPurpose::Invitation)
            .await?;
        transaction
            .revoke_one_time_links(&user.id, store::LinkPurpose::Reset)
            .await?;
        let event = AccountEvent::UserDeactivated { user: id };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Gives the right to sign in back: the user is invited anew and chooses a new password.
    pub async fn reactivate_user(&self, caller: &Caller, id: UserId) -> Result<Reactivated> {
        let mut user = self.user_of(caller, id).await?;
        let now = self.ports.clock.now();
        match user.state {
            UserState::Active => return Ok(Reactivated::WasActive),
            UserState::Invited => {}
            UserState::Inactive => {
                user.state = UserState::Invited;
                let email =
                    Email::parse(&user.email).ok_or_else(|| Error::Damaged("user's address".into()))?;
                let event = AccountEvent::UserInvited {
                    user: id,
                    email: Personal::new(id, email.as_str().to_owned()),
                    role: role_of(user.role),
                };
                let mut transaction = self.store.begin().await?;
                transaction.update_user(&user).await?;
                self.record(&mut transaction, caller.account, &By::from(caller), event, now)
                    .await?;
                transaction.commit().await?;
            }
        }
        self.mail_user(&user, true, now).await?;
        Ok(Reactivated::Invited)
    }

    /// Changes the name and, where one is said, the language of a user; whoever is no administrator changes their own.
    pub async fn update_user(
        &self,
        caller: &Caller,
        id: UserId,
        name: &str,
        language: Option<Language>,
    ) -> Result<()> {
        let mut user = match id == caller.user {
            true => self.store.user(&id.to_string()).await?.ok_or(Error::NotFound)?,
            false => self.user_of(caller, id).await?,
        };
        if name.trim().is_empty() || name.chars().count() > 200 {
            return Err(Error::BadInput {
                field: "name",
                code: "REQUIRED",
            });
        }
        name.trim().clone_into(&mut user.name);
        if let Some(language) = language {
            user.language = language.to_string();
        }
        let mut transaction = self.store.begin().await?;
        transaction.update_user(&user).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Changes the caller's own name and language.
    pub async fn update_profile(&self, caller: &Caller, name: &str, language: Language) -> Result<()> {
        self.update_user(caller, caller.user, name, Some(language)).await
    }

    /// Changes the caller's own password; every session ends.
    pub async fn change_password(&self, caller: &Caller, old: &str, new: &str) -> Result<()> {
        password::check_new(new)?;
        self.confirm_password(caller.user, old)
            .await
            .map_err(|error| match error {
                Error::Unauthenticated => Error::BadInput {
                    field: "old_password",
                    code: "WRONG_PASSWORD",
                },
                other => other,
            })?;
        let hash = self.hash_password(new).await?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        transaction.set_password(&caller.user.to_string(), &hash).await?;
        transaction
            .delete_sessions(&caller.user.to_string(), None)
            .await?;
        let event = AccountEvent::PasswordSet { user: caller.user };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn user_of(&self, caller: &Caller, id: UserId) -> Result<store::User> {
        caller.must_be_admin()?;
        let user = self.store.user(&id.to_string()).await?;
        user.filter(|user| user.account_id == caller.account.to_string())
            .ok_or(Error::NotFound)
    }
}

fn invited(caller: &Caller, id: UserId, invite: &InviteUser, email: &Email, now: Timestamp) -> store::User {
    store::User {
        id: id.to_string(),
        account_id: caller.account.to_string(),
        email_norm: email.normalised(),
        email: email.as_str().to_owned(),
        name: invite.name.trim().to_owned(),
        role: stored_role(invite.role),
        state: UserState::Invited,
        password_hash: None,
        language: invite.language.to_string(),
        failed_sign_ins: 0,
        locked_until: None,
        created_at: now,
    }
}

/// An address is one user, of one account (decision 27).
pub(super) fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Duplicate => Error::BadInput {
            field: "email",
            code: "EMAIL_TAKEN",
        },
        other => other.into(),
    }
}

fn view(user: store::User) -> Result<UserView> {
    let state = match user.state {
        UserState::Invited => domain::account::UserState::Invited,
        UserState::Active => domain::account::UserState::Active,
        UserState::Inactive => domain::account::UserState::Inactive,
    };
    let id = super::user_id(&user.id)?;
    Ok(UserView {
        id,
        name: user.name,
        email: user.email,
        role: role_of(user.role),
        state,
        created_at: user.created_at,
    })
}
