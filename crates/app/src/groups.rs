//! The groups of an account: who sends from which, and who looks after it.

use crate::error::{Error, Result};
use crate::{App, Caller};
use domain::account::{AccountEvent, UserRole};
use domain::ids::{GroupId, UserId};
use jiff::Timestamp;
use store::Transaction;
use uuid::Uuid;

const MAX_NAME: usize = 100;

/// A group of an account.
#[derive(Clone, Debug)]
pub struct GroupView {
    /// Its identity.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Whether users and agreements belong to it unless somebody says otherwise.
    pub is_default: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A group as one of its members has it.
#[derive(Clone, Debug)]
pub struct OwnGroup {
    /// Which.
    pub group: GroupView,
    /// Whether they look after it.
    pub is_admin: bool,
}

/// Somebody in a group.
#[derive(Clone, Debug)]
pub struct GroupMember {
    /// Who.
    pub user: UserId,
    /// How they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether they look after the group.
    pub is_admin: bool,
}

impl App {
    /// The groups of the caller's account.
    pub async fn groups(&self, caller: &Caller) -> Result<Vec<GroupView>> {
        let rows = self.store.groups(&caller.account.to_string()).await?;
        rows.into_iter().map(view).collect()
    }

    /// The groups that the caller sends from, the first one first.
    pub async fn own_groups(&self, caller: &Caller) -> Result<Vec<OwnGroup>> {
        let rows = self.store.groups_of(&caller.user.to_string()).await?;
        rows.into_iter().map(own).collect()
    }

    /// The groups that a user of the caller's account is in; whoever is no admin sees only their own.
    pub async fn groups_of(&self, caller: &Caller, user: UserId) -> Result<Vec<OwnGroup>> {
        self.user_view(caller, user).await?;
        let rows = self.store.groups_of(&user.to_string()).await?;
        rows.into_iter().map(own).collect()
    }

    /// Puts a user into these groups and no others, and says in which they look after the group. All or nothing.
    pub async fn set_groups_of(
        &self,
        caller: &Caller,
        user: UserId,
        wanted: &[(GroupId, bool)],
    ) -> Result<()> {
        if wanted.is_empty() {
            return Err(bad("user", "LAST_GROUP"));
        }
        self.user_view(caller, user).await?;
        for (group, _) in wanted {
            self.group_of(caller, *group).await?;
        }
        let now = self.ports.clock.now();
        let mut transaction = self.store.begin().await?;
        transaction.hold_account(&caller.account.to_string()).await?;
        let before: Vec<OwnGroup> = transaction
            .groups_of(&user.to_string())
            .await?
            .into_iter()
            .map(own)
            .collect::<Result<_>>()?;
        let mut events = Vec::new();
        for known in before
            .iter()
            .filter(|own| wanted.iter().all(|(group, _)| *group != own.group.id))
        {
            let group = known.group.id;
            transaction
                .remove_group_member(&group.to_string(), &user.to_string())
                .await?;
            events.push(AccountEvent::GroupMemberRemoved { group, user });
        }
        let is = |group, admin| {
            before
                .iter()
                .any(|own| own.group.id == group && own.is_admin == admin)
        };
        for (group, admin) in wanted
            .iter()
            .copied()
            .filter(|(group, admin)| !is(*group, *admin))
        {
            transaction
                .set_group_member(&group.to_string(), &user.to_string(), admin)
                .await?;
            events.push(AccountEvent::GroupMemberSet { group, user, admin });
        }
        self.record_all(&mut transaction, caller, events, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Who is in a group, for its account's administrators.
    pub async fn group_members(&self, caller: &Caller, group: GroupId) -> Result<Vec<GroupMember>> {
        self.group_of(caller, group).await?;
        let rows = self.store.group_members(&group.to_string()).await?;
        let member = |row: store::GroupMember| {
            Ok(GroupMember {
                user: UserId(
                    row.user
                        .id
                        .parse()
                        .map_err(|_| Error::Damaged("user id".into()))?,
                ),
                name: row.user.name,
                email: row.user.email,
                is_admin: row.is_admin,
            })
        };
        rows.into_iter().map(member).collect()
    }

    /// Makes a group. It inherits all settings and nobody is in it yet.
    pub async fn create_group(&self, caller: &Caller, name: &str) -> Result<GroupId> {
        let name = self.free_name(caller, name, None).await?;
        let (group, now) = (GroupId(Uuid::now_v7()), self.ports.clock.now());
        let row = store::Group {
            id: group.to_string(),
            account_id: caller.account.to_string(),
            name: name.clone(),
            is_default: false,
            settings: "{}".to_owned(),
            created_at: now,
        };
        let mut transaction = self.store.begin().await?;
        transaction.insert_group(&row).await?;
        let event = AccountEvent::GroupCreated { group, name };
        self.record_all(&mut transaction, caller, vec![event], now)
            .await?;
        transaction.commit().await?;
        Ok(group)
    }

    /// Gives a group another name.
    pub async fn rename_group(&self, caller: &Caller, group: GroupId, name: &str) -> Result<()> {
        self.group_of(caller, group).await?;
        let name = self.free_name(caller, name, Some(group)).await?;
        self.change_group(caller, group, |mut row| {
            row.name.clone_from(&name);
            (row, AccountEvent::GroupRenamed { group, name })
        })
        .await
    }

    /// Puts a user of the account into a group, or changes whether they look after it.
    pub async fn set_group_member(
        &self,
        caller: &Caller,
        group: GroupId,
        user: UserId,
        admin: bool,
    ) -> Result<()> {
        self.group_of(caller, group).await?;
        // Nobody of another account, and nobody who is gone.
        let known = self.user_view(caller, user).await?;
        if known.state == domain::account::UserState::Inactive {
            return Err(Error::NotFound);
        }
        let mut transaction = self.store.begin().await?;
        transaction
            .set_group_member(&group.to_string(), &user.to_string(), admin)
            .await?;
        let event = AccountEvent::GroupMemberSet { group, user, admin };
        self.finish(transaction, caller, event).await
    }

    /// Takes a user out of a group. What they sent from it stays there. Everybody keeps one group to send from.
    pub async fn remove_group_member(&self, caller: &Caller, group: GroupId, user: UserId) -> Result<()> {
        self.group_of(caller, group).await?;
        self.user_view(caller, user).await?;
        let mut transaction = self.store.begin().await?;
        transaction.hold_account(&caller.account.to_string()).await?;
        if !transaction
            .remove_group_member(&group.to_string(), &user.to_string())
            .await?
        {
            return Err(Error::NotFound);
        }
        if transaction.groups_of(&user.to_string()).await?.is_empty() {
            return Err(bad("user", "LAST_GROUP"));
        }
        let event = AccountEvent::GroupMemberRemoved { group, user };
        self.finish(transaction, caller, event).await
    }

    /// The group that the caller sends from unless they say otherwise: the account's first, or the first that they are in.
    pub(crate) async fn usual_group(&self, caller: &Caller) -> Result<GroupId> {
        if let Some(own) = self.own_groups(caller).await?.into_iter().next() {
            return Ok(own.group.id);
        }
        let row = self.store.default_group(&caller.account.to_string()).await?;
        Ok(view(row.ok_or(Error::NotFound)?)?.id)
    }

    /// Whether there is a group that the caller looks after.
    pub async fn looks_after_groups(&self, caller: &Caller) -> Result<bool> {
        let own = self.store.groups_of(&caller.user.to_string()).await?;
        Ok(own.iter().any(|own| own.is_admin))
    }

    /// Whether a user may send from a group: its members, and administrators of the account.
    pub(crate) async fn may_send_from(&self, caller: &Caller, group: GroupId) -> Result<bool> {
        let own = self.own_groups(caller).await?;
        let known = |groups: &[GroupView]| groups.iter().any(|known| known.id == group);
        if own.iter().any(|own| own.group.id == group) {
            return Ok(true);
        }
        Ok(caller.role == UserRole::Admin && known(&self.groups(caller).await?))
    }

    async fn change_group(
        &self,
        caller: &Caller,
        group: GroupId,
        change: impl FnOnce(store::Group) -> (store::Group, AccountEvent),
    ) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        transaction.hold_account(&caller.account.to_string()).await?;
        let row = transaction
            .group(&group.to_string())
            .await?
            .ok_or(Error::NotFound)?;
        let (row, event) = change(row);
        transaction.update_group(&row).await?;
        self.finish(transaction, caller, event).await
    }

    async fn finish(&self, mut transaction: Transaction, caller: &Caller, event: AccountEvent) -> Result<()> {
        let now = self.ports.clock.now();
        self.record_all(&mut transaction, caller, vec![event], now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A group of the caller's own account, for its administrators; another account's is not there.
    async fn group_of(&self, caller: &Caller, group: GroupId) -> Result<store::Group> {
        caller.must_be_admin()?;
        let row = self.store.group(&group.to_string()).await?;
        row.filter(|row| row.account_id == caller.account.to_string())
            .ok_or(Error::NotFound)
    }

    async fn free_name(&self, caller: &Caller, name: &str, of: Option<GroupId>) -> Result<String> {
        caller.must_be_admin()?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME {
            return Err(bad("name", "BAD_NAME"));
        }
        let others = self.groups(caller).await?;
        let taken = others
            .iter()
            .any(|other| Some(other.id) != of && other.name.to_lowercase() == name.to_lowercase());
        if taken {
            return Err(bad("name", "NAME_TAKEN"));
        }
        Ok(name.to_owned())
    }
}

fn own(row: store::OwnGroup) -> Result<OwnGroup> {
    Ok(OwnGroup {
        group: view(row.group)?,
        is_admin: row.is_admin,
    })
}

fn bad(field: &'static str, code: &'static str) -> Error {
    Error::BadInput { field, code }
}

pub(crate) fn view(row: store::Group) -> Result<GroupView> {
    Ok(GroupView {
        id: GroupId(row.id.parse().map_err(|_| Error::Damaged("group id".into()))?),
        name: row.name,
        is_default: row.is_default,
        created_at: row.created_at,
    })
}
