//! Which methods a recipient may have, as an account or a group has settled it (A-67 to A-83).

use super::MethodKind;
use crate::settings::{
    INTERNAL_DEFAULT, INTERNAL_DIFFERS, INTERNAL_MAY_CHANGE, INTERNAL_METHODS, METHOD_DEFAULT,
    METHOD_MAY_CHANGE, METHOD_REQUIRED, METHODS_ENABLED, PIN_ENABLED, Setting, Standing,
};
use serde::{Deserialize, Serialize};

/// What may be chosen for one kind of recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRules {
    /// What may be chosen, in the order in which it is shown: the default first (A-59).
    pub offered: Vec<MethodKind>,
    /// What a recipient who is added has (A-76).
    pub default: MethodKind,
    /// Whether a sender may choose another than the default (A-77).
    pub may_change: bool,
}

/// The rules for both kinds of recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRules {
    /// For whoever is no active user of the account (A-10).
    pub external: MethodRules,
    /// For its active users (A-07): the same, unless they have rules of their own (A-79).
    pub internal: MethodRules,
    /// Whether a PIN may be asked for beside the method; the same for both.
    pub pin_enabled: bool,
}

/// Who chooses a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chooser {
    /// A person who sends, on a page or by a program that acts in their name.
    Sender,
    /// The organisation's own program, by an integration key: it sets methods for whole processes, within what is enabled (A-68, A-107).
    Program,
}

/// Why a method may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MethodFault {
    /// It is not enabled where the agreement is sent from (A-103).
    NotEnabled,
    /// A question must be asked, and none was chosen (A-72).
    Required,
    /// Only the default may be used (A-78).
    OnlyDefault,
    /// PINs are not enabled where the agreement is sent from (A-103).
    PinNotEnabled,
}

impl MethodFault {
    /// The stable code that interfaces translate and the API returns.
    pub fn code(self) -> &'static str {
        match self {
            MethodFault::NotEnabled => "AUTHENTICATION_METHOD_NOT_ENABLED",
            MethodFault::Required => "AUTHENTICATION_METHOD_REQUIRED",
            MethodFault::OnlyDefault => "AUTHENTICATION_METHOD_FIXED",
            MethodFault::PinNotEnabled => "PIN_NOT_ENABLED",
        }
    }
}

impl IdentityRules {
    /// As an account or group has settled it.
    pub fn of(standing: &Standing) -> IdentityRules {
        let required = standing.is_on(&METHOD_REQUIRED);
        let external = rules(
            standing,
            (&METHODS_ENABLED, &METHOD_DEFAULT, &METHOD_MAY_CHANGE),
            required,
        );
        let usual = external.clone();
        let internal = if standing.is_on(&INTERNAL_DIFFERS) {
            // They are exempt from the demand, too (A-79).
            rules(
                standing,
                (&INTERNAL_METHODS, &INTERNAL_DEFAULT, &INTERNAL_MAY_CHANGE),
                false,
            )
        } else {
            usual
        };
        IdentityRules {
            external: without_account_login(external, required),
            internal,
            pin_enabled: standing.is_on(&PIN_ENABLED),
        }
    }

    /// Those for one recipient.
    pub fn for_recipient(&self, internal: bool) -> &MethodRules {
        if internal { &self.internal } else { &self.external }
    }
}

/// Whoever is no user of the account has nothing here to sign in to.
fn without_account_login(rules: MethodRules, required: bool) -> MethodRules {
    let mut offered = rules.offered;
    offered.retain(|kind| *kind != MethodKind::Account);
    let fallback = if required { offered.first().copied() } else { None };
    let default = match rules.default {
        MethodKind::Account => fallback.unwrap_or(MethodKind::Email),
        other => other,
    };
    MethodRules {
        offered,
        default,
        ..rules
    }
}

fn rules(
    standing: &Standing,
    (enabled, default, may_change): (&Setting, &Setting, &Setting),
    required: bool,
) -> MethodRules {
    let enabled = standing.several(enabled);
    let default = MethodKind::from_name(&standing.text(default)).unwrap_or(MethodKind::Email);
    let may_be = |kind: &MethodKind| match kind {
        MethodKind::Email => !required,
        kind => enabled.contains(kind.name()),
    };
    let others = MethodKind::ALL.into_iter().filter(|kind| *kind != default);
    let offered = std::iter::once(default).chain(others).filter(may_be).collect();
    MethodRules {
        offered,
        default,
        may_change: standing.is_on(may_change),
    }
}

impl MethodRules {
    /// Whether somebody may choose a method for a recipient.
    pub fn check(&self, kind: MethodKind, chooser: Chooser) -> Result<(), MethodFault> {
        if !self.offered.contains(&kind) {
            return Err(match kind {
                MethodKind::Email => MethodFault::Required,
                _ => MethodFault::NotEnabled,
            });
        }
        if chooser == Chooser::Sender && !self.may_change && kind != self.default {
            return Err(MethodFault::OnlyDefault);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{AccountLevel, SettingsPage, Value};
    use std::collections::BTreeMap;

    fn settled(json: &str) -> IdentityRules {
        let account: AccountLevel = serde_json::from_str(&format!("{{\"values\":{json}}}")).unwrap();
        IdentityRules::of(&Standing { account, group: None })
    }

    #[test]
    fn a_14_where_nothing_is_settled_the_mailbox_does() {
        let rules = settled("{}");
        assert_eq!(rules.external.default, MethodKind::Email);
        assert_eq!(rules.external.check(MethodKind::Email, Chooser::Sender), Ok(()));
        assert_eq!(rules.internal, rules.external);
    }

    #[test]
    fn a_72_where_a_method_is_demanded_the_mailbox_is_none_for_anybody_outside() {
        let rules = settled(r#"{"method_required":true,"internal_differs":true,"internal_methods":[]}"#);
        let choose = |rules: &MethodRules| rules.check(MethodKind::Email, Chooser::Program);
        assert_eq!(choose(&rules.external), Err(MethodFault::Required));
        assert_eq!(rules.external.offered, [MethodKind::Password, MethodKind::Phone]);
        assert_eq!(choose(rules.for_recipient(true)), Ok(()), "A-79");
        assert_eq!(rules.internal.offered, [MethodKind::Email]);
    }

    #[test]
    fn a_78_a_sender_has_the_default_alone_and_a_program_what_is_enabled() {
        let rules =
            settled(r#"{"methods":["phone"],"method_default":"phone","method_may_change":false}"#).external;
        assert_eq!(
            rules.offered,
            [MethodKind::Phone, MethodKind::Email],
            "A-59: the default first"
        );
        assert_eq!(rules.check(MethodKind::Phone, Chooser::Sender), Ok(()));
        assert_eq!(
            rules.check(MethodKind::Email, Chooser::Sender),
            Err(MethodFault::OnlyDefault)
        );
        assert_eq!(rules.check(MethodKind::Email, Chooser::Program), Ok(()), "A-68");
        assert_eq!(
            rules.check(MethodKind::Password, Chooser::Program),
            Err(MethodFault::NotEnabled),
            "A-107"
        );
    }

    #[test]
    fn a_31_a_34_account_login_is_for_those_who_have_an_account() {
        let rules = settled(r#"{"methods":["account","phone"],"method_default":"account"}"#);
        assert_eq!(
            rules.internal.offered,
            [MethodKind::Account, MethodKind::Email, MethodKind::Phone]
        );
        assert_eq!(rules.internal.default, MethodKind::Account);
        assert_eq!(rules.external.offered, [MethodKind::Email, MethodKind::Phone]);
        assert_eq!(rules.external.default, MethodKind::Email);
        for chooser in [Chooser::Sender, Chooser::Program] {
            assert_eq!(
                rules.external.check(MethodKind::Account, chooser),
                Err(MethodFault::NotEnabled)
            );
        }
        let demanded =
            settled(r#"{"methods":["account","phone"],"method_default":"account","method_required":true}"#);
        assert_eq!(demanded.external.default, MethodKind::Phone, "A-72");
    }

    /// What settings call a method and what the rules call it are the same words, and every method can be enabled.
    #[test]
    fn every_method_can_be_enabled_by_its_name() {
        for kind in MethodKind::ALL
            .into_iter()
            .filter(|kind| *kind != MethodKind::Email)
        {
            assert_eq!(MethodKind::from_name(kind.name()), Some(kind));
            let mut standing = Standing::default();
            let all = BTreeMap::from([(
                "methods".to_owned(),
                Value::Several([kind.name().to_owned()].into()),
            )]);
            let changed = crate::settings::Changed {
                by: crate::ids::UserId(uuid::Uuid::nil()),
                at: jiff::Timestamp::UNIX_EPOCH,
            };
            standing.change(SettingsPage::Send, &all, changed).unwrap();
            assert!(IdentityRules::of(&standing).internal.offered.contains(&kind));
        }
    }
}
