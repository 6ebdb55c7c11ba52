//! Integration keys: what programs show instead of a password. Shown once, stored as a hash, limited by scopes.

use crate::accounts::user_id;
use crate::error::{Error, Result};
use crate::keys::Token;
use crate::{App, By, Caller};
use domain::account::{AccountEvent, UserRole};
use domain::agreement::Client;
use domain::contact::Email;
use domain::identity::Chooser;
use domain::ids::UserId;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Every scope that a key may carry, as Acrobat Sign v6 names them.
pub const SCOPES: [&str; 10] = [
    "agreement_read",
    "agreement_send",
    "agreement_write",
    "library_read",
    "library_write",
    "user_read",
    "user_write",
    "webhook_read",
    "webhook_retention",
    "webhook_write",
];
const PREFIX: &str = "podpis_";

/// A key as the list shows it.
#[derive(Clone, Debug)]
pub struct KeyView {
    /// Its identity.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Who made it; it acts for them.
    pub user: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// Who a key or an access token speaks for, and what it may do.
#[derive(Clone, Debug)]
pub struct KeyHolder {
    /// Who.
    pub caller: Caller,
    /// The program, as webhooks of its making must echo it (`X-AdobeSign-ClientId`).
    pub client_id: String,
    /// The same user without an administrator's reach.
    own: Caller,
    scopes: Vec<String>,
    /// Whether an administrator's program uses it for somebody else.
    is_lent: bool,
}

impl KeyHolder {
    pub(crate) fn new(caller: Caller, client_id: String, scopes: Vec<String>) -> KeyHolder {
        let own = Caller {
            role: UserRole::Sender,
            ..caller.clone()
        };
        KeyHolder {
            caller,
            client_id,
            own,
            scopes,
            is_lent: false,
        }
    }

    /// Whether somebody else than the caller holds it: what people do in their own place of an agreement nobody does for them.
    pub fn is_lent(&self) -> bool {
        self.is_lent
    }

    /// As whom this scope may be used, if it is held: with `:self` only as the user alone, else with all that the user may.
    pub fn acting(&self, scope: &str) -> Option<&Caller> {
        let modifier = |held: &str| match held.split_once(':') {
            None if held == scope => Some("account".to_owned()),
            Some((name, modifier)) if name == scope => Some(modifier.to_owned()),
            _ => None,
        };
        let held: Vec<String> = self.scopes.iter().filter_map(|held| modifier(held)).collect();
        let widely = held.iter().any(|modifier| modifier != "self");
        match (held.is_empty(), widely) {
            (true, _) => None,
            (false, true) => Some(&self.caller),
            (false, false) => Some(&self.own),
        }
    }
}

/// Whom a program with an administrator's key names as the one that it acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActsFor {
    /// By identity.
    Id(UserId),
    /// By address.
    Email(Email),
}

impl ActsFor {
    /// Whether it names the caller.
    pub fn is(&self, caller: &Caller) -> bool {
        match self {
            ActsFor::Id(id) => *id == caller.user,
            ActsFor::Email(email) => email.normalised() == caller.email.normalised(),
        }
    }
}

impl App {
    /// The same key, acting for another active user of its account: for administrators' keys alone, with that user's own reach, and
    /// without scopes that are for the administrator alone (`:self`).
    pub async fn acting_for(&self, holder: KeyHolder, wanted: &ActsFor) -> Result<KeyHolder> {
        if wanted.is(&holder.caller) {
            return Ok(holder);
        }
        holder.caller.must_be_admin()?;
        let user = match wanted {
            ActsFor::Id(id) => self.store.user(&id.to_string()).await?,
            ActsFor::Email(email) => self.store.user_by_email(&email.normalised()).await?,
        };
        let account = holder.caller.account.to_string();
        let user = user
            .filter(|user| user.account_id == account && user.state == store::UserState::Active)
            .ok_or(Error::NotFound)?;
        let caller = Caller {
            key: holder.caller.key.clone(),
            chooser: holder.caller.chooser,
            ..crate::accounts::caller_of(&user, holder.caller.client.clone())?
        };
        let mut scopes = holder.scopes;
        scopes.retain(|scope| !scope.ends_with(":self"));
        Ok(KeyHolder {
            is_lent: true,
            ..KeyHolder::new(caller, holder.client_id, scopes)
        })
    }

    /// Makes a key that acts for the caller. Its text is returned once and never again.
    pub async fn create_key(&self, caller: &Caller, name: &str, scopes: &[String]) -> Result<(Uuid, Token)> {
        caller.must_be_admin()?;
        if name.trim().is_empty() || name.chars().count() > 100 {
            return Err(Error::BadInput {
                field: "name",
                code: "REQUIRED",
            });
        }
        if scopes.is_empty() || scopes.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
            return Err(Error::BadInput {
                field: "scopes",
                code: "UNKNOWN_SCOPE",
            });
        }
        let (id, now) = (Uuid::now_v7(), self.ports.clock.now());
        let token = Token::from_text(&format!("{PREFIX}{}", Token::random().reveal()));
        let row = store::IntegrationKey {
            id: id.to_string(),
            account_id: caller.account.to_string(),
            user_id: caller.user.to_string(),
            name: name.trim().to_owned(),
            scopes: scopes.join(" "),
            key_hash: token.hash(),
            created_at: now,
            last_used_at: None,
            revoked_at: None,
        };
        let event = AccountEvent::KeyCreated {
            key: id,
            name: row.name.clone(),
            scopes: scopes.to_vec(),
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_integration_key(&row).await?;
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok((id, token))
    }

    /// The keys of the account.
    pub async fn keys(&self, caller: &Caller) -> Result<Vec<KeyView>> {
        caller.must_be_admin()?;
        let rows = self.store.integration_keys(&caller.account.to_string()).await?;
        rows.into_iter().map(view).collect()
    }

    /// Takes a key back, at once.
    pub async fn revoke_key(&self, caller: &Caller, id: Uuid) -> Result<()> {
        caller.must_be_admin()?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        if !transaction
            .revoke_integration_key(&caller.account.to_string(), &id.to_string(), now)
            .await?
        {
            return Err(Error::NotFound);
        }
        let event = AccountEvent::KeyRevoked { key: id };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Who a bearer key speaks for.
    pub async fn key_holder(&self, token: &Token, client: Client) -> Result<KeyHolder> {
        if token.reveal().starts_with(crate::oauth::ACCESS_PREFIX) {
            return self.token_holder(token, client).await;
        }
        let row = self.store.integration_key_by_hash(&token.hash()).await?;
        let row = row
            .filter(|row| row.revoked_at.is_none())
            .ok_or(Error::Unauthenticated)?;
        let user = self
            .store
            .user(&row.user_id)
            .await?
            .filter(|user| user.state == store::UserState::Active);
        let user = user.ok_or(Error::Unauthenticated)?;
        let now = self.ports.clock.now();
        let stale = row
            .last_used_at
            .is_none_or(|used| now.duration_since(used) > SignedDuration::from_mins(1));
        if stale {
            let mut transaction = self.store.begin().await?;
            transaction.touch_integration_key(&row.id, now).await?;
            transaction.commit().await?;
        }
        let caller = Caller {
            key: Some(row.name),
            chooser: Chooser::Program,
            ..crate::accounts::caller_of(&user, client)?
        };
        let scopes = row.scopes.split_whitespace().map(str::to_owned).collect();
        Ok(KeyHolder::new(caller, row.id, scopes))
    }
}

fn view(row: store::IntegrationKey) -> Result<KeyView> {
    Ok(KeyView {
        id: row.id.parse().map_err(|_| Error::Damaged("key id".into()))?,
        name: row.name,
        scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
        user: user_id(&row.user_id)?,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
    })
}
