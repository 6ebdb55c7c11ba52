//! What an account settles for all its agreements: read when a draft is begun or sent, changed by its administrators, recorded in its
//! chain. What was begun or sent before stays as it is.

use crate::error::{Error, Result};
use crate::{App, By, Caller};
use domain::account::{AccountEvent, AccountSettings};
use domain::ids::AccountId;
use domain::schedule::LINK_DAYS;

impl App {
    /// What an account has settled.
    pub async fn account_settings(&self, account: AccountId) -> Result<AccountSettings> {
        let row = self.store.account(&account.to_string()).await?;
        settings_of(&row.ok_or(Error::NotFound)?)
    }

    /// Settles it anew, for what is begun or sent from now on.
    pub async fn change_account_settings(&self, caller: &Caller, new: &AccountSettings) -> Result<()> {
        caller.must_be_admin()?;
        if !LINK_DAYS.contains(&new.link_days) {
            return Err(Error::BadInput {
                field: "link_days",
                code: "OUT_OF_RANGE",
            });
        }
        let (id, now) = (caller.account.to_string(), self.ports.clock.now());
        let mut transaction = self.store.begin().await?;
        transaction.hold_account(&id).await?;
        let mut row = transaction.account(&id).await?.ok_or(Error::NotFound)?;
        let old = settings_of(&row)?;
        row.settings = serde_json::to_string(new)?;
        transaction.update_account(&row).await?;
        for (name, old, new) in old.changes(new) {
            let event = AccountEvent::SettingChanged {
                name: name.to_owned(),
                old,
                new,
            };
            self.record(&mut transaction, caller.account, &By::from(caller), event, now)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// What a row has settled.
pub(crate) fn settings_of(account: &store::Account) -> Result<AccountSettings> {
    serde_json::from_str(&account.settings).map_err(|_| Error::Damaged("account settings".into()))
}
