//! What accounts and groups settle: read when a draft is begun or sent, changed by their administrators, recorded in the account's chain.
//! What was sent before stays as it is.

use crate::error::{Error, Result};
use crate::{App, By, Caller};
use domain::account::{AccountEvent, UserRole};
use domain::identity::IdentityRules;
use domain::ids::{AccountId, GroupId, UserId};
use domain::settings::{
    AccountLevel, Changed, GroupLevel, SettingChange, SettingFault, SettingsPage, Standing, Value,
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::Transaction;

/// Settings as somebody who looks after them sees them.
#[derive(Clone, Debug)]
pub struct SettingsView {
    /// What counts.
    pub standing: Standing,
    /// Whose they are; the account's where no group is named.
    pub group: Option<crate::groups::GroupView>,
    /// Whether the caller looks after the whole account.
    pub of_account_admin: bool,
    /// How those are called who settled something.
    pub names: BTreeMap<UserId, String>,
}

impl SettingsView {
    /// Whether the caller may change values of a page as it stands.
    pub fn may_change(&self, page: SettingsPage) -> bool {
        match self.group {
            None => true,
            Some(_) => self.standing.is_overridden(page) && self.is_open(page),
        }
    }

    /// Whether the caller may make a group stop or begin inheriting a page.
    pub fn may_override(&self, page: SettingsPage) -> bool {
        self.group.is_some() && self.is_open(page)
    }

    /// A closed page is the account's administrators' alone (A-89, X9).
    fn is_open(&self, page: SettingsPage) -> bool {
        self.of_account_admin || !self.standing.account.closed.contains(&page)
    }
}

/// The rows whose settings count, held against other changes.
struct Held {
    account: store::Account,
    group: Option<store::Group>,
    standing: Standing,
}

impl App {
    /// What counts for what is begun or sent from a group.
    pub async fn standing(&self, account: AccountId, group: GroupId) -> Result<Standing> {
        let account = self.store.account(&account.to_string()).await?;
        let group = self.store.group(&group.to_string()).await?;
        let group =
            group.filter(|group| Some(&group.account_id) == account.as_ref().map(|account| &account.id));
        standing(&account.ok_or(Error::NotFound)?, group.as_ref())
    }

    /// The settings of the account, or of a group, for whoever looks after them.
    pub async fn settings(&self, caller: &Caller, group: Option<GroupId>) -> Result<SettingsView> {
        let of_account_admin = self.must_look_after(caller, group).await?;
        let account = self.store.account(&caller.account.to_string()).await?;
        let row = match group {
            Some(group) => self.store.group(&group.to_string()).await?,
            None => None,
        };
        let standing = standing(&account.ok_or(Error::NotFound)?, row.as_ref())?;
        let mut names = BTreeMap::new();
        for user in standing.authors() {
            let known = self.store.user(&user.to_string()).await?;
            names.extend(known.map(|known| (user, known.name)));
        }
        Ok(SettingsView {
            standing,
            names,
            group: row.map(crate::groups::view).transpose()?,
            of_account_admin,
        })
    }

    /// Settles values of a page anew, all or none, for what is begun or sent from now on.
    pub async fn change_settings(
        &self,
        caller: &Caller,
        group: Option<GroupId>,
        page: SettingsPage,
        new: &BTreeMap<String, Value>,
    ) -> Result<()> {
        self.settle(caller, group, |view, changed| {
            if !view.may_change(page) {
                return Err(closed_or_inherited(view, page));
            }
            let changes = view.standing.change(page, new, changed).map_err(Error::Setting)?;
            Ok(changed_events(group, changes))
        })
        .await
    }

    /// Makes a group stop inheriting a page: what counts now becomes its own.
    pub async fn override_settings(&self, caller: &Caller, group: GroupId, page: SettingsPage) -> Result<()> {
        self.settle(caller, Some(group), |view, changed| {
            if !view.may_override(page) {
                return Err(closed_or_inherited(view, page));
            }
            if view.standing.is_overridden(page) {
                return Ok(Vec::new());
            }
            view.standing.override_page(page, changed);
            Ok(vec![AccountEvent::SettingsOverridden { group, page }])
        })
        .await
    }

    /// Makes a group inherit a page again; its own values are gone, but for the audit.
    pub async fn inherit_settings(&self, caller: &Caller, group: GroupId, page: SettingsPage) -> Result<()> {
        self.settle(caller, Some(group), |view, _| {
            if !view.may_override(page) {
                return Err(closed_or_inherited(view, page));
            }
            if !view.standing.is_overridden(page) {
                return Ok(Vec::new());
            }
            let changes = view.standing.inherit_page(page);
            let given_back = AccountEvent::SettingsInherited { group, page };
            Ok(std::iter::once(given_back)
                .chain(changed_events(Some(group), changes))
                .collect())
        })
        .await
    }

    /// Settles whether groups may settle a page for themselves. What they had settled stays in force (X9).
    pub async fn open_settings(&self, caller: &Caller, page: SettingsPage, open: bool) -> Result<()> {
        self.settle(caller, None, |view, _| {
            let closed = &mut view.standing.account.closed;
            let changes = if open {
                closed.remove(&page)
            } else {
                closed.insert(page)
            };
            Ok(changes
                .then_some(AccountEvent::SettingsOpened { page, open })
                .into_iter()
                .collect())
        })
        .await
    }

    /// Which methods may be chosen for recipients of what the caller sends from a group; from their usual one, where none is named.
    pub async fn identity_rules(&self, caller: &Caller, group: Option<GroupId>) -> Result<IdentityRules> {
        let group = match group {
            Some(group) if self.may_send_from(caller, group).await? => group,
            Some(_) => return Err(Error::NotFound),
            None => self.usual_group(caller).await?,
        };
        Ok(IdentityRules::of(&self.standing(caller.account, group).await?))
    }

    /// Which groups of the account override which pages, for its administrators.
    pub async fn settings_matrix(
        &self,
        caller: &Caller,
    ) -> Result<Vec<(crate::groups::GroupView, Vec<SettingsPage>)>> {
        caller.must_be_admin()?;
        let rows = self.store.groups(&caller.account.to_string()).await?;
        rows.into_iter()
            .map(|row| {
                let level: GroupLevel = read(&row.settings)?;
                Ok((crate::groups::view(row)?, level.overrides.into_iter().collect()))
            })
            .collect()
    }

    /// Changes what is settled and records it, in one transaction that no other change of the account's settings comes between.
    async fn settle(
        &self,
        caller: &Caller,
        group: Option<GroupId>,
        change: impl FnOnce(&mut SettingsView, Changed) -> Result<Vec<AccountEvent>>,
    ) -> Result<()> {
        let of_account_admin = self.must_look_after(caller, group).await?;
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        let mut held = hold(&mut transaction, caller.account, group).await?;
        let mut view = SettingsView {
            standing: held.standing,
            group: held.group.clone().map(crate::groups::view).transpose()?,
            of_account_admin,
            names: BTreeMap::new(),
        };
        let changed = Changed {
            by: caller.user,
            at: now,
        };
        let events = change(&mut view, changed)?;
        if events.is_empty() {
            return Ok(());
        }
        held.standing = view.standing;
        keep(&mut transaction, held).await?;
        self.record_all(&mut transaction, caller, events, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(crate) async fn record_all(
        &self,
        transaction: &mut Transaction,
        caller: &Caller,
        events: Vec<AccountEvent>,
        now: Timestamp,
    ) -> Result<()> {
        for event in events {
            self.record(transaction, caller.account, &By::from(caller), event, now)
                .await?;
        }
        Ok(())
    }

    /// Refuses whoever looks after neither the account nor the group; says whether they look after the account. Another account's group is
    /// not there.
    async fn must_look_after(&self, caller: &Caller, group: Option<GroupId>) -> Result<bool> {
        let Some(group) = group else {
            caller.must_be_admin()?;
            return Ok(true);
        };
        let row = self.store.group(&group.to_string()).await?;
        row.filter(|row| row.account_id == caller.account.to_string())
            .ok_or(Error::NotFound)?;
        if caller.role == UserRole::Admin {
            return Ok(true);
        }
        let own = self.store.groups_of(&caller.user.to_string()).await?;
        let looks_after = own
            .iter()
            .any(|own| own.is_admin && own.group.id == group.to_string());
        if looks_after {
            Ok(false)
        } else {
            Err(Error::Forbidden)
        }
    }
}

async fn hold(transaction: &mut Transaction, account: AccountId, group: Option<GroupId>) -> Result<Held> {
    transaction.hold_account(&account.to_string()).await?;
    let account = transaction
        .account(&account.to_string())
        .await?
        .ok_or(Error::NotFound)?;
    let group = match group {
        Some(group) => transaction.group(&group.to_string()).await?,
        None => None,
    };
    let standing = standing(&account, group.as_ref())?;
    Ok(Held {
        account,
        group,
        standing,
    })
}

async fn keep(transaction: &mut Transaction, held: Held) -> Result<()> {
    let Held {
        mut account,
        group,
        standing,
    } = held;
    match (group, standing.group) {
        (Some(mut row), Some(level)) => {
            row.settings = serde_json::to_string(&level)?;
            transaction.update_group(&row).await?;
        }
        _ => {
            account.settings = serde_json::to_string(&standing.account)?;
            transaction.update_account(&account).await?;
        }
    }
    Ok(())
}

fn changed_events(group: Option<GroupId>, changes: Vec<SettingChange>) -> Vec<AccountEvent> {
    let event = |change: SettingChange| AccountEvent::SettingChanged {
        group,
        name: change.setting.name.to_owned(),
        old: change.old.to_string(),
        new: change.new.to_string(),
    };
    changes.into_iter().map(event).collect()
}

fn closed_or_inherited(view: &SettingsView, page: SettingsPage) -> Error {
    if view.may_override(page) {
        let setting = page.name().to_owned();
        Error::Setting(SettingFault {
            setting,
            code: "SETTINGS_INHERITED",
        })
    } else {
        Error::Forbidden
    }
}

fn standing(account: &store::Account, group: Option<&store::Group>) -> Result<Standing> {
    let account: AccountLevel = read(&account.settings)?;
    let group = group.map(|row| read(&row.settings)).transpose()?;
    Ok(Standing { account, group })
}

fn read<T: serde::de::DeserializeOwned>(settings: &str) -> Result<T> {
    serde_json::from_str(settings).map_err(|_| Error::Damaged("settings".into()))
}
