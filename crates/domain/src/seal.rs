//! Who may use the organisation's certificate (M-77, decision 19).
//!
//! For outsiders' acts the key signs only under a mandate; for insiders' acts only under a binding to that user and with their own
//! fresh factor. A deactivated user, an ended or unapproved grant, or too many uses within the hour: no seal.

use crate::ids::{AccountId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A standing permission to seal what outsiders sign and to close agreements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealMandate {
    /// Its identity.
    pub id: Uuid,
    /// Whose agreements it covers.
    pub account: AccountId,
    /// What it is for, in the words of who granted it.
    pub purpose: String,
    /// Who granted it.
    pub granted_by: UserId,
    /// Who approved it; nobody approves their own grant.
    pub approved_by: Option<UserId>,
    /// From when.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Timestamp,
    /// How many seals within one hour.
    pub per_hour: u32,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// The binding of an internal user to the organisation's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealBinding {
    /// Its identity.
    pub id: Uuid,
    /// Who may seal.
    pub user: UserId,
    /// Who granted it.
    pub granted_by: UserId,
    /// Who approved it; nobody approves their own grant.
    pub approved_by: Option<UserId>,
    /// From when.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// One use of the organisation's key, as the history and the evidence name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealUse {
    /// The single-use authorisation that named the digest.
    pub authorisation: Uuid,
    /// What gave the right to it.
    pub right: SealRight,
}

/// What gave the right to use the organisation's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SealRight {
    /// The account's mandate.
    Mandate {
        /// Which.
        id: Uuid,
    },
    /// A user's own binding.
    Binding {
        /// Which.
        id: Uuid,
        /// Whose.
        user: UserId,
    },
}

/// Why the organisation's key does not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SealRefusal {
    /// No binding of this user is in force.
    #[error("no seal binding of this user is in force")]
    NoBinding,
    /// No mandate of the account is in force.
    #[error("no seal mandate of the account is in force")]
    NoMandate,
    /// The user did not prove themself anew for this act.
    #[error("the user gave no fresh factor for this act")]
    NoFreshFactor,
    /// The mandate's rate is used up for this hour.
    #[error("the seal mandate's rate is used up for this hour")]
    RateExceeded,
    /// The user is not active any more.
    #[error("the user is not active")]
    UserInactive,
}

/// Whether a grant with these dates and approvals is in force at `now`.
fn in_force(
    granted_by: UserId,
    approved_by: Option<UserId>,
    (from, until): (Timestamp, Timestamp),
    revoked_at: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let approved = approved_by.is_some_and(|approver| approver != granted_by);
    approved && from <= now && now < until && revoked_at.is_none_or(|at| now < at)
}

impl SealRefusal {
    /// All of them.
    pub const ALL: [SealRefusal; 5] = [
        SealRefusal::NoBinding,
        SealRefusal::NoMandate,
        SealRefusal::NoFreshFactor,
        SealRefusal::RateExceeded,
        SealRefusal::UserInactive,
    ];

    /// The refusal that a job's kept error speaks of.
    pub fn in_error(error: &str) -> Option<SealRefusal> {
        SealRefusal::ALL
            .into_iter()
            .find(|refusal| error.contains(&refusal.to_string()))
    }
}

impl SealMandate {
    /// Whether it is in force at `now`.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        in_force(
            self.granted_by,
            self.approved_by,
            (self.valid_from, self.valid_until),
            self.revoked_at,
            now,
        )
    }
}

impl SealBinding {
    /// Whether it is in force at `now`.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        in_force(
            self.granted_by,
            self.approved_by,
            (self.valid_from, self.valid_until),
            self.revoked_at,
            now,
        )
    }
}

/// Picks the mandate under which an outsider's act, or a closing seal, is sealed. `used` counts a mandate's seals in the last hour.
pub fn mandate_for(
    mandates: &[SealMandate],
    used: impl Fn(Uuid) -> u32,
    now: Timestamp,
) -> Result<&SealMandate, SealRefusal> {
    let mut in_force = mandates
        .iter()
        .filter(|mandate| mandate.is_in_force(now))
        .peekable();
    in_force.peek().ok_or(SealRefusal::NoMandate)?;
    in_force
        .find(|mandate| used(mandate.id) < mandate.per_hour)
        .ok_or(SealRefusal::RateExceeded)
}

/// Picks the binding under which an internal user's act is sealed.
pub fn binding_for(
    bindings: &[SealBinding],
    user: UserId,
    user_is_active: bool,
    gave_fresh_factor: bool,
    now: Timestamp,
) -> Result<&SealBinding, SealRefusal> {
    if !user_is_active {
        return Err(SealRefusal::UserInactive);
    }
    if !gave_fresh_factor {
        return Err(SealRefusal::NoFreshFactor);
    }
    bindings
        .iter()
        .find(|binding| binding.user == user && binding.is_in_force(now))
        .ok_or(SealRefusal::NoBinding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn mandate() -> SealMandate {
        SealMandate {
            id: Uuid::from_u128(9),
            account: AccountId(Uuid::nil()),
            purpose: "agreements".into(),
            granted_by: user(1),
            approved_by: Some(user(2)),
            valid_from: at(100),
            valid_until: at(200),
            per_hour: 2,
            revoked_at: None,
        }
    }

    fn binding() -> SealBinding {
        SealBinding {
            id: Uuid::from_u128(8),
            user: user(3),
            granted_by: user(1),
            approved_by: Some(user(2)),
            valid_from: at(100),
            valid_until: at(200),
            revoked_at: None,
        }
    }

    #[test]
    fn m_77_without_a_mandate_in_force_there_is_no_seal() {
        let seal = |mandate: SealMandate, used: u32, now: i64| {
            mandate_for(&[mandate], |_| used, at(now)).map(|m| m.id)
        };
        assert!(seal(mandate(), 0, 150).is_ok());
        assert_eq!(mandate_for(&[], |_| 0, at(150)), Err(SealRefusal::NoMandate));
        assert_eq!(seal(mandate(), 0, 99), Err(SealRefusal::NoMandate));
        assert_eq!(seal(mandate(), 0, 200), Err(SealRefusal::NoMandate));
        assert_eq!(
            seal(
                SealMandate {
                    revoked_at: Some(at(120)),
                    ..mandate()
                },
                0,
                150
            ),
            Err(SealRefusal::NoMandate)
        );
        assert_eq!(
            seal(
                SealMandate {
                    approved_by: None,
                    ..mandate()
                },
                0,
                150
            ),
            Err(SealRefusal::NoMandate)
        );
        assert_eq!(
            seal(
                SealMandate {
                    approved_by: Some(user(1)),
                    ..mandate()
                },
                0,
                150
            ),
            Err(SealRefusal::NoMandate)
        );
        assert_eq!(seal(mandate(), 2, 150), Err(SealRefusal::RateExceeded));
    }

    #[test]
    fn m_77_an_insider_needs_a_binding_a_fresh_factor_and_an_active_account() {
        let seal =
            |who, active, fresh, now| binding_for(&[binding()], who, active, fresh, at(now)).map(|b| b.id);
        assert!(seal(user(3), true, true, 150).is_ok());
        assert_eq!(seal(user(4), true, true, 150), Err(SealRefusal::NoBinding));
        assert_eq!(seal(user(3), false, true, 150), Err(SealRefusal::UserInactive));
        assert_eq!(seal(user(3), true, false, 150), Err(SealRefusal::NoFreshFactor));
        assert_eq!(seal(user(3), true, true, 200), Err(SealRefusal::NoBinding));
    }
}
