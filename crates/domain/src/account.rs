//! Accounts and their users, and what is recorded about them: one audit chain per account for users, keys and seals.

use crate::Personal;
use crate::agreement::{Actor, Client};
use crate::ids::{GroupId, UserId};
use crate::settings::SettingsPage;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserRole {
    /// Everything in the account.
    Admin,
    /// Sends and signs.
    Sender,
}

/// Whether a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// Invited, has not chosen a password.
    Invited,
    /// May sign in. Only active users are internal.
    Active,
    /// Was deactivated.
    Inactive,
}

/// Something that happened in an account outside its agreements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountEvent {
    /// The account was set up.
    AccountCreated {
        /// Its name.
        name: String,
    },
    /// A user may not sign in any more.
    UserDeactivated {
        /// Who.
        user: UserId,
    },
    /// A user was invited.
    UserInvited {
        /// Who.
        user: UserId,
        /// Their address.
        email: Personal<String>,
        /// What they may do.
        role: UserRole,
    },
    /// A user chose a password.
    PasswordSet {
        /// Who.
        user: UserId,
    },
    /// A user chose a PIN, or took it away.
    PinSet {
        /// Who.
        user: UserId,
        /// Whether there is one now.
        there: bool,
    },
    /// A user set a PIN for a contact in their book, or took it away.
    ContactPinSet {
        /// Which contact.
        contact: Uuid,
        /// Whether there is one now.
        there: bool,
    },
    /// The operator made a link at the console by which a user chooses a new password.
    RescueLinkMade {
        /// For whom.
        user: UserId,
    },
    /// Somebody signed in.
    SignedIn {
        /// Who.
        user: UserId,
    },
    /// Somebody tried to sign in and failed.
    SignInFailed {
        /// Who.
        user: UserId,
        /// How many failures in a row.
        failures: u32,
    },
    /// An integration key was made.
    KeyCreated {
        /// Which.
        key: Uuid,
        /// Its name.
        name: String,
        /// What it may do.
        scopes: Vec<String>,
    },
    /// An integration key was taken back.
    KeyRevoked {
        /// Which.
        key: Uuid,
    },
    /// A seal mandate was asked for.
    MandateGranted {
        /// Which.
        mandate: Uuid,
        /// What for.
        purpose: String,
        /// Until when.
        until: Timestamp,
        /// How many seals in an hour.
        per_hour: u32,
    },
    /// A seal mandate was approved by a second person.
    MandateApproved {
        /// Which.
        mandate: Uuid,
    },
    /// A seal mandate was taken back.
    MandateRevoked {
        /// Which.
        mandate: Uuid,
    },
    /// A user was bound to the organisation's certificate.
    BindingGranted {
        /// Which.
        binding: Uuid,
        /// Who may seal.
        user: UserId,
        /// Until when.
        until: Timestamp,
    },
    /// A binding was approved by a second person.
    BindingApproved {
        /// Which.
        binding: Uuid,
    },
    /// A binding was taken back.
    BindingRevoked {
        /// Which.
        binding: Uuid,
    },
    /// A message that could not be handed over was thrown away, so that nobody tries it again.
    JobDiscarded {
        /// Which job.
        job: String,
        /// Of which kind.
        kind: String,
        /// About which agreement.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreement: Option<String>,
    },
    /// A group was made.
    GroupCreated {
        /// Which.
        group: GroupId,
        /// Its name.
        name: String,
    },
    /// A group was given another name.
    GroupRenamed {
        /// Which.
        group: GroupId,
        /// Its name from now on.
        name: String,
    },
    /// A user came into a group, or may do more or less in it.
    GroupMemberSet {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
        /// Whether they look after it.
        admin: bool,
    },
    /// A user left a group.
    GroupMemberRemoved {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
    },
    /// A group stopped inheriting a page of settings.
    SettingsOverridden {
        /// Which group.
        group: GroupId,
        /// Which page.
        page: SettingsPage,
    },
    /// A group inherits a page of settings again.
    SettingsInherited {
        /// Which group.
        group: GroupId,
        /// Which page.
        page: SettingsPage,
    },
    /// Whether groups may settle a page for themselves was changed.
    SettingsOpened {
        /// Which page.
        page: SettingsPage,
        /// Whether they may.
        open: bool,
    },
    /// A setting changed.
    SettingChanged {
        /// Of which group; of the account, where none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
        /// Its name.
        name: String,
        /// What it was.
        old: String,
        /// What it is.
        new: String,
    },
    /// A program was registered that users may let act for them.
    ApplicationRegistered {
        /// Which.
        application: Uuid,
        /// Its name.
        name: String,
        /// What it may ask for.
        scopes: Vec<String>,
    },
    /// A program was taken back.
    ApplicationRevoked {
        /// Which.
        application: Uuid,
    },
    /// A user let a program act for them.
    ApplicationAllowed {
        /// Which.
        application: Uuid,
        /// Who.
        user: UserId,
        /// In what.
        scopes: Vec<String>,
    },
    /// A program may not act for a user any more.
    ApplicationStopped {
        /// Which.
        application: Uuid,
        /// For whom.
        user: UserId,
        /// `returned` by the program, or `replayed`: a code or token was shown twice.
        reason: String,
    },
    /// A webhook was made.
    WebhookCreated {
        /// Which.
        webhook: Uuid,
        /// What it is about: `ACCOUNT`, `GROUP`, `USER`, `RESOURCE`.
        scope: String,
        /// The host that is told; the rest of an address may hold secrets.
        host: String,
    },
    /// A webhook was changed, switched on or off by a person.
    WebhookChanged {
        /// Which.
        webhook: Uuid,
        /// Whether it is told.
        active: bool,
    },
    /// A webhook was removed.
    WebhookDeleted {
        /// Which.
        webhook: Uuid,
    },
    /// A webhook was switched off because it failed for too long.
    WebhookDisabled {
        /// Which.
        webhook: Uuid,
    },
    /// The organisation's certificate came in or changed.
    SealCertificateInstalled {
        /// SHA-256 of the certificate, in hexadecimal.
        fingerprint: String,
        /// Its subject.
        subject: String,
    },
}

/// An account event with its place in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// Its number in the stream, from 0.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// From where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Personal<Client>>,
    /// What happened.
    pub event: AccountEvent,
}
