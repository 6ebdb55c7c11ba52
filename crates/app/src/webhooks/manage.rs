//! Webhooks are made, changed and removed by people and programs. An address is asked first whether it wants to be told.

use super::{EVENTS, Include, SECRET, Scope, Webhook, of_row};
use crate::error::{Error, Result};
use crate::history::signed;
use crate::keys::Token;
use crate::ports::{OutsideError, WebhookAnswer, WebhookCall};
use crate::{App, By, Caller};
use domain::Refusal;
use domain::account::{AccountEvent, UserRole};
use domain::ids::AgreementId;
use store::{WebhookState, WebhookUpdate};
use uuid::Uuid;

/// The most active webhooks of one subject.
const MOST: usize = 10;
/// The longest address.
const MOST_URL: usize = 2000;

/// A webhook to be made.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// What people call it.
    pub name: String,
    /// What it is about.
    pub scope: Scope,
    /// The one agreement, for [`Scope::Resource`].
    pub resource: Option<AgreementId>,
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: Vec<String>,
    /// How much.
    pub include: Include,
    /// What its program must echo.
    pub client_id: String,
}

/// What of a webhook can be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct WebhookEdit {
    /// The version that was read; `None` when whoever asks does not care who else writes.
    pub version: Option<u64>,
    /// What people call it.
    pub name: Option<String>,
    /// What it is told of.
    pub events: Option<Vec<String>>,
    /// How much.
    pub include: Option<Include>,
    /// Whether it is told.
    pub active: Option<bool>,
}

impl App {
    /// Makes a webhook, after its address has said that it wants to be told. The secret of its signatures is returned once and
    /// never again.
    pub async fn create_webhook(&self, caller: &Caller, new: NewWebhook) -> Result<(Webhook, Token)> {
        check_name(&new.name)?;
        check_events(&new.events)?;
        let host = self.check_url(&new.url)?;
        let subject = self.subject(caller, &new).await?;
        let known = self.store.active_webhooks(&caller.account.to_string()).await?;
        check_others(&known, &new, &subject)?;
        self.ask(&new.url, &new.client_id).await?;
        let (id, now, secret) = (Uuid::now_v7(), self.ports.clock.now(), Token::random());
        let row = store::Webhook {
            id: id.to_string(),
            account_id: caller.account.to_string(),
            user_id: caller.user.to_string(),
            name: new.name.trim().to_owned(),
            scope: new.scope.word().to_lowercase(),
            subject_id: subject,
            url: new.url,
            events: new.events.join(" "),
            include: serde_json::to_string(&new.include)?,
            client_id: new.client_id,
            wrapped_secret: self
                .keys
                .wrap(SECRET, id.as_bytes(), secret.reveal().as_bytes())?,
            state: WebhookState::Active,
            disabled_because: None,
            failures: 0,
            quiet_until: None,
            version: 0,
            created_at: now,
            updated_at: now,
        };
        let event = AccountEvent::WebhookCreated {
            webhook: id,
            scope: new.scope.word().to_owned(),
            host,
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_webhook(&row).await?;
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok((of_row(&row)?, secret))
    }

    /// The webhooks that the caller may look after: an admin's are all of the account.
    pub async fn webhooks(&self, caller: &Caller) -> Result<Vec<Webhook>> {
        let rows = self.store.webhooks(&caller.account.to_string()).await?;
        rows.iter().filter(|row| may(caller, row)).map(of_row).collect()
    }

    /// One of them.
    pub async fn webhook(&self, caller: &Caller, id: Uuid) -> Result<Webhook> {
        of_row(&self.webhook_row(caller, id).await?)
    }

    pub(super) async fn webhook_row(&self, caller: &Caller, id: Uuid) -> Result<store::Webhook> {
        let row = self.store.webhook(&id.to_string()).await?;
        row.filter(|row| may(caller, row)).ok_or(Error::NotFound)
    }

    /// Changes a webhook. One that is switched on again is asked again.
    pub async fn edit_webhook(&self, caller: &Caller, id: Uuid, edit: WebhookEdit) -> Result<Webhook> {
        let row = self.webhook_row(caller, id).await?;
        as_read(&row, edit.version)?;
        if let Some(name) = &edit.name {
            check_name(name)?;
        }
        if let Some(events) = &edit.events {
            check_events(events)?;
        }
        let was_active = row.state == WebhookState::Active;
        let active = edit.active.unwrap_or(was_active);
        if active && !was_active {
            self.ask(&row.url, &row.client_id).await?;
        }
        let update = WebhookUpdate {
            name: edit.name.map_or(row.name, |name| name.trim().to_owned()),
            events: edit.events.map_or(row.events, |events| events.join(" ")),
            include: edit
                .include
                .map_or(Ok(row.include), |include| serde_json::to_string(&include))?,
            state: if active {
                WebhookState::Active
            } else {
                WebhookState::Inactive
            },
        };
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        if !transaction
            .update_webhook(&row.id, row.version, &update, now)
            .await?
        {
            return Err(Refusal::DraftChanged.into());
        }
        let event = AccountEvent::WebhookChanged { webhook: id, active };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        self.webhook(caller, id).await
    }

    /// Removes a webhook; what it was told is forgotten with it.
    pub async fn delete_webhook(&self, caller: &Caller, id: Uuid, version: Option<u64>) -> Result<()> {
        let row = self.webhook_row(caller, id).await?;
        as_read(&row, version)?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        if !transaction.delete_webhook(&row.id, row.version).await? {
            return Err(Refusal::DraftChanged.into());
        }
        let event = AccountEvent::WebhookDeleted { webhook: id };
        self.record(&mut transaction, caller.account, &By::from(caller), event, now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whose events: only admins see beyond their own.
    async fn subject(&self, caller: &Caller, new: &NewWebhook) -> Result<String> {
        match (new.scope, new.resource) {
            (Scope::Resource, Some(agreement)) => match self.owned(caller, agreement).await {
                Ok(agreement) => Ok(agreement.id.to_string()),
                Err(Error::NotFound) => Err(bad("resource", "INVALID_WEBHOOK_RESOURCE_ID")),
                Err(error) => Err(error),
            },
            (Scope::Resource, None) => Err(bad("resource", "INVALID_WEBHOOK_RESOURCE_ID")),
            (Scope::User, _) => Ok(caller.user.to_string()),
            (Scope::Account, _) => {
                caller.must_be_admin()?;
                Ok(caller.account.to_string())
            }
            (Scope::Group, _) => {
                caller.must_be_admin()?;
                let group = self.store.default_group(&caller.account.to_string()).await?;
                group.map(|group| group.id).ok_or(Error::NotFound)
            }
        }
    }

    /// The host of an address that can be one.
    fn check_url(&self, url: &str) -> Result<String> {
        let (scheme, rest) = url
            .split_once("://")
            .ok_or_else(|| bad("url", "INVALID_WEBHOOK_URL"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let plain = scheme == "http" && self.config.plain_webhooks;
        let shaped = !host.is_empty() && !host.contains('@') && url.len() <= MOST_URL;
        if (scheme == "https" || plain) && shaped && !url.contains(char::is_whitespace) {
            Ok(host.to_owned())
        } else {
            Err(bad("url", "INVALID_WEBHOOK_URL"))
        }
    }

    /// Asks the address whether it wants to be told: it must echo whose program it is.
    async fn ask(&self, url: &str, client_id: &str) -> Result<()> {
        let call = WebhookCall {
            url: url.to_owned(),
            client_id: client_id.to_owned(),
            message: None,
        };
        match self.ports.webhooks.call(&call).await {
            Ok(answer) if is_taken(&answer, client_id) => Ok(()),
            Ok(_) => Err(bad("url", "WEBHOOK_NOT_VERIFIED")),
            Err(OutsideError::Refused(_)) => Err(bad("url", "WEBHOOK_URL_FORBIDDEN")),
            Err(_) => Err(bad("url", "WEBHOOK_NOT_REACHED")),
        }
    }
}

/// Whether a program took what it was sent: a good status, and the echo in the header or in its JSON.
pub(crate) fn is_taken(answer: &WebhookAnswer, client_id: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Echo {
        #[serde(rename = "xAdobeSignClientId")]
        client_id: String,
    }
    let in_body = || {
        serde_json::from_slice::<Echo>(&answer.body)
            .ok()
            .map(|echo| echo.client_id)
    };
    let echoed = answer.client_id.clone().or_else(in_body);
    (200..300).contains(&answer.status) && echoed.as_deref() == Some(client_id)
}

fn may(caller: &Caller, row: &store::Webhook) -> bool {
    let own = row.user_id == caller.user.to_string();
    row.account_id == caller.account.to_string() && (own || caller.role == UserRole::Admin)
}

fn as_read(row: &store::Webhook, version: Option<u64>) -> Result<()> {
    if version.is_some_and(|version| signed(version) != row.version) {
        return Err(Refusal::DraftChanged.into());
    }
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    if name.trim().is_empty() || name.chars().count() > 255 {
        return Err(bad("name", "REQUIRED"));
    }
    Ok(())
}

fn check_events(events: &[String]) -> Result<()> {
    if events.is_empty() || events.iter().any(|event| !EVENTS.contains(&event.as_str())) {
        return Err(bad("events", "INVALID_WEBHOOK_SUBSCRIPTION_EVENTS"));
    }
    Ok(())
}

fn check_others(known: &[store::Webhook], new: &NewWebhook, subject: &str) -> Result<()> {
    let same =
        |row: &&store::Webhook| row.subject_id == subject && row.scope.eq_ignore_ascii_case(new.scope.word());
    let rows: Vec<_> = known.iter().filter(same).collect();
    let events = new.events.join(" ");
    if rows
        .iter()
        .any(|row| row.url == new.url && row.events == events && row.client_id == new.client_id)
    {
        return Err(bad("url", "DUPLICATE_WEBHOOK_CONFIGURATION"));
    }
    if rows.len() >= MOST {
        return Err(bad("scope", "WEBHOOK_LIMIT_EXCEEDED"));
    }
    Ok(())
}

fn bad(field: &'static str, code: &'static str) -> Error {
    Error::BadInput { field, code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_takes_a_message_by_echoing_whose_it_is() {
        let answer = |status, client_id: Option<&str>, body: &str| WebhookAnswer {
            status,
            client_id: client_id.map(str::to_owned),
            body: body.to_owned().into(),
        };
        assert!(is_taken(&answer(200, Some("app"), ""), "app"));
        assert!(is_taken(
            &answer(204, None, r#"{"xAdobeSignClientId":"app"}"#),
            "app"
        ));
        for refusal in [
            answer(200, None, ""),
            answer(200, Some("other"), ""),
            answer(200, None, r#"{"xAdobeSignClientId":"other"}"#),
            answer(302, Some("app"), ""),
            answer(500, Some("app"), ""),
        ] {
            assert!(!is_taken(&refusal, "app"), "{refusal:?}");
        }
    }
}
