//! Accounts and their users, and what is recorded about them: one audit chain per account for users, keys and seals.

use crate::Personal;
use crate::agreement::{Actor, Client};
use crate::ids::UserId;
use crate::schedule::DEFAULT_LINK_DAYS;
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

/// What an account has settled for its agreements. What it has not settled is as it is for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountSettings {
    /// For how many days the links of a new draft work, unless its sender says otherwise (M-81).
    pub link_days: u16,
    /// Where no mail leaves, everybody who acts must be asked a question, and a program is handed no link of whom nothing else proves.
    pub second_factor_without_mail: bool,
}

impl Default for AccountSettings {
    fn default() -> AccountSettings {
        AccountSettings {
            link_days: DEFAULT_LINK_DAYS,
            second_factor_without_mail: false,
        }
    }
}

impl AccountSettings {
    /// What differs between two: the name of each, what it was and what it is.
    pub fn changes(&self, new: &AccountSettings) -> Vec<(&'static str, String, String)> {
        let days = ("link_days", self.link_days.to_string(), new.link_days.to_string());
        let factor = (
            "second_factor_without_mail",
            self.second_factor_without_mail.to_string(),
            new.second_factor_without_mail.to_string(),
        );
        [days, factor]
            .into_iter()
            .filter(|(_, old, new)| old != new)
            .collect()
    }
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
    /// A setting changed.
    SettingChanged {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What was kept before a setting was invented is read as what everybody has; what is there is kept.
    #[test]
    fn m_81_what_an_account_has_not_settled_is_as_for_everybody() {
        let read = |text: &str| serde_json::from_str::<AccountSettings>(text).unwrap();
        let usual = read("{}");
        assert_eq!((usual.link_days, usual.second_factor_without_mail), (7, false));
        let own = read("{\"link_days\":30}");
        assert_eq!(own.link_days, 30);
        assert_eq!(read(&serde_json::to_string(&own).unwrap()), own);
        let changes = usual.changes(&own);
        assert_eq!(changes, [("link_days", "7".to_owned(), "30".to_owned())]);
        assert_eq!(own.changes(&own), []);
    }
}
