//! The groups of an account, and who is in them.

use jiff::Timestamp;

use crate::accounts::User;
use crate::error::Result;
use crate::query::{FromRow, Row, query};
use crate::transaction::{Transaction, View};

/// A part of an account, with settings of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Identifier.
    pub id: String,
    /// The account it belongs to.
    pub account_id: String,
    /// What people call it.
    pub name: String,
    /// Whether new users belong to it; one per account.
    pub is_default: bool,
    /// JSON of the settings that it does not inherit.
    pub settings: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A user's place in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// Who.
    pub user: User,
    /// Whether they look after the group.
    pub is_admin: bool,
}

/// A group as one of its members has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnGroup {
    /// Which.
    pub group: Group,
    /// Whether they look after it.
    pub is_admin: bool,
}

impl FromRow for Group {
    fn from_row(row: &Row) -> Result<Group> {
        Ok(Group {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            name: row.text("name")?,
            is_default: row.get::<i64>("is_default")? == 1,
            settings: row.text("settings")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl FromRow for GroupMember {
    fn from_row(row: &Row) -> Result<GroupMember> {
        Ok(GroupMember {
            user: User::from_row(row)?,
            is_admin: row.get::<i64>("is_admin")? == 1,
        })
    }
}

impl FromRow for OwnGroup {
    fn from_row(row: &Row) -> Result<OwnGroup> {
        Ok(OwnGroup {
            group: Group::from_row(row)?,
            is_admin: row.get::<i64>("is_admin")? == 1,
        })
    }
}

impl View {
    /// One group.
    pub async fn group(&self, id: &str) -> Result<Option<Group>> {
        self.first(query("SELECT * FROM account_group WHERE id = $1").bind(id))
            .await
    }

    /// The groups of an account, oldest first.
    pub async fn groups(&self, account_id: &str) -> Result<Vec<Group>> {
        self.all(
            query("SELECT * FROM account_group WHERE account_id = $1 ORDER BY created_at, id")
                .bind(account_id),
        )
        .await
    }

    /// The group that new users and agreements belong to.
    pub async fn default_group(&self, account_id: &str) -> Result<Option<Group>> {
        self.first(
            query("SELECT * FROM account_group WHERE account_id = $1 AND is_default = 1").bind(account_id),
        )
        .await
    }

    /// The groups that a user is in, the account's first one first, then by name.
    pub async fn groups_of(&self, user_id: &str) -> Result<Vec<OwnGroup>> {
        let statement = query(
            "SELECT account_group.*, group_member.is_admin FROM account_group \
             JOIN group_member ON group_member.group_id = account_group.id \
             WHERE group_member.user_id = $1 ORDER BY account_group.is_default DESC, account_group.name, account_group.id",
        );
        self.all(statement.bind(user_id)).await
    }

    /// Who is in a group, by name.
    pub async fn group_members(&self, group_id: &str) -> Result<Vec<GroupMember>> {
        let statement = query(
            "SELECT account_user.*, group_member.is_admin FROM account_user \
             JOIN group_member ON group_member.user_id = account_user.id \
             WHERE group_member.group_id = $1 ORDER BY account_user.search_text, account_user.id",
        );
        self.all(statement.bind(group_id)).await
    }
}

impl Transaction {
    /// Adds a group; a second default one is a [`Error::Duplicate`].
    pub async fn insert_group(&mut self, group: &Group) -> Result<()> {
        let statement = query(
            "INSERT INTO account_group (id, account_id, name, is_default, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let statement = statement
            .bind(&group.id)
            .bind(&group.account_id)
            .bind(&group.name);
        self.execute_one(
            statement
                .bind(i64::from(group.is_default))
                .bind(&group.settings)
                .bind(group.created_at),
        )
        .await
    }

    /// Changes a group's name and settings.
    pub async fn update_group(&mut self, group: &Group) -> Result<()> {
        let statement = query("UPDATE account_group SET name = $2, settings = $3 WHERE id = $1");
        let statement = statement.bind(&group.id).bind(&group.name);
        self.execute_one(statement.bind(&group.settings)).await
    }

    /// Puts a user into a group, or changes what they are in it.
    pub async fn set_group_member(&mut self, group_id: &str, user_id: &str, is_admin: bool) -> Result<()> {
        let statement = query(
            "INSERT INTO group_member (group_id, user_id, is_admin) VALUES ($1, $2, $3) \
             ON CONFLICT (group_id, user_id) DO UPDATE SET is_admin = excluded.is_admin",
        );
        let statement = statement.bind(group_id).bind(user_id);
        self.execute_one(statement.bind(i64::from(is_admin))).await
    }

    /// Takes a user out of a group; `false` when they were not in it.
    pub async fn remove_group_member(&mut self, group_id: &str, user_id: &str) -> Result<bool> {
        let statement = query("DELETE FROM group_member WHERE group_id = $1 AND user_id = $2");
        let removed = self.execute(statement.bind(group_id).bind(user_id)).await?;
        Ok(removed == 1)
    }
}
