//! Values at the two levels, and whose count.

use super::{
    INTERNAL_DEFAULT, INTERNAL_DIFFERS, INTERNAL_METHODS, METHOD_DEFAULT, METHOD_MAY_CHANGE, METHOD_REQUIRED,
    METHODS_ENABLED, Needs, Setting, SettingFault, SettingsPage, Value,
};
use crate::ids::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who settled something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// What was settled at one level. What is not there was never settled there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    #[serde(default, rename = "values")]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    changed: BTreeMap<String, Changed>,
}

/// What an account has settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLevel {
    /// Its values.
    #[serde(flatten)]
    pub values: Values,
    /// The pages that groups may not settle for themselves (A-89). What they had settled before stays in force.
    #[serde(default)]
    pub closed: BTreeSet<SettingsPage>,
}

/// What a group has settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLevel {
    /// Its values, of the pages that it overrides.
    #[serde(flatten)]
    pub values: Values,
    /// The pages that it does not inherit (A-87).
    #[serde(default)]
    pub overrides: BTreeSet<SettingsPage>,
}

/// One change of a setting, for the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// Which.
    pub setting: &'static Setting,
    /// What counted before.
    pub old: Value,
    /// What counts now.
    pub new: Value,
}

/// At which level a value was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nowhere: it is as usual.
    Usual,
    /// By the account.
    Account,
    /// By the group, which overrides the page.
    Group,
}

/// What counts for a group, or for the account where none is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What the account has settled.
    pub account: AccountLevel,
    /// What the group has.
    pub group: Option<GroupLevel>,
}

impl Values {
    fn put(&mut self, setting: &Setting, value: Value, changed: Changed) {
        self.set.insert(setting.name.to_owned(), value);
        self.changed.insert(setting.name.to_owned(), changed);
    }

    /// What was settled and fits; what an older or newer version settled and nobody understands is as if it were not there.
    fn get(&self, setting: &Setting) -> Option<&Value> {
        self.set
            .get(setting.name)
            .filter(|value| setting.check(value).is_ok())
    }
}

impl Standing {
    /// What counts, and where it was settled.
    pub fn value(&self, setting: &Setting) -> (Value, Level) {
        let (values, level) = self.settled(setting.page);
        match values.get(setting) {
            Some(value) => (value.clone(), level),
            None => (setting.usual(), Level::Usual),
        }
    }

    /// Whether a group's own values count on a page.
    pub fn is_overridden(&self, page: SettingsPage) -> bool {
        self.group
            .as_ref()
            .is_some_and(|group| group.overrides.contains(&page))
    }

    fn settled(&self, page: SettingsPage) -> (&Values, Level) {
        match &self.group {
            Some(group) if group.overrides.contains(&page) => (&group.values, Level::Group),
            _ => (&self.account.values, Level::Account),
        }
    }

    /// Who settled what counts; `None` where it is as usual, or was settled before this was kept.
    pub fn changed(&self, setting: &Setting) -> Option<Changed> {
        let (values, _) = self.settled(setting.page);
        values.get(setting)?;
        values.changed.get(setting.name).copied()
    }

    /// Everybody who settled something that counts.
    pub fn authors(&self) -> BTreeSet<UserId> {
        let settings = SettingsPage::ALL.into_iter().flat_map(SettingsPage::settings);
        settings
            .filter_map(|setting| self.changed(setting))
            .map(|changed| changed.by)
            .collect()
    }

    /// Whether a switch is on.
    pub fn is_on(&self, setting: &Setting) -> bool {
        matches!(self.value(setting).0, Value::Switch(true))
    }

    /// The number in a setting.
    pub fn number(&self, setting: &Setting) -> u32 {
        match self.value(setting).0 {
            Value::Number(number) => number,
            _ => 0,
        }
    }

    /// The words in a setting.
    pub fn text(&self, setting: &Setting) -> String {
        match self.value(setting).0 {
            Value::Text(text) => text,
            _ => String::new(),
        }
    }

    /// The words that are ticked.
    pub fn several(&self, setting: &Setting) -> BTreeSet<String> {
        match self.value(setting).0 {
            Value::Several(words) => words,
            _ => BTreeSet::new(),
        }
    }

    /// Whether a setting says anything as things stand: pages show no other (A-70, A-104).
    pub fn is_shown(&self, setting: &Setting) -> bool {
        match &setting.needs {
            None => true,
            Some(Needs::On(switch)) => self.is_on(switch),
            Some(Needs::Method(method)) => {
                self.several(&METHODS_ENABLED).contains(*method)
                    || (self.is_on(&INTERNAL_DIFFERS) && self.several(&INTERNAL_METHODS).contains(*method))
            }
        }
    }

    /// Settles values of one page: at the group's level where there is one and it overrides the page, else at the account's. All or none.
    /// Gives what counts otherwise than before.
    pub fn change(
        &mut self,
        page: SettingsPage,
        new: &BTreeMap<String, Value>,
        changed: Changed,
    ) -> Result<Vec<SettingChange>, SettingFault> {
        let mut after = self.clone();
        let mut changes = Vec::new();
        for (name, value) in new {
            let setting = page
                .settings()
                .find(|setting| setting.name == name)
                .ok_or_else(|| SettingFault {
                    setting: name.clone(),
                    code: "UNKNOWN_SETTING",
                })?;
            setting.check(value)?;
            let (old, _) = self.value(setting);
            if old != *value {
                after.level(page).put(setting, value.clone(), changed);
                let new = value.clone();
                changes.push(SettingChange { setting, old, new });
            }
        }
        after.check(page)?;
        *self = after;
        Ok(changes)
    }

    fn level(&mut self, page: SettingsPage) -> &mut Values {
        match &mut self.group {
            Some(group) if group.overrides.contains(&page) => &mut group.values,
            _ => &mut self.account.values,
        }
    }

    /// Stops inheriting a page: what counts now becomes the group's own, and what the account changes later does not reach it (A-88).
    pub fn override_page(&mut self, page: SettingsPage, changed: Changed) {
        let counting: Vec<_> = page
            .settings()
            .map(|setting| (setting, self.value(setting).0))
            .collect();
        let Some(group) = &mut self.group else { return };
        if group.overrides.insert(page) {
            for (setting, value) in counting {
                group.values.put(setting, value, changed);
            }
        }
    }

    /// Inherits a page again; gives what counts otherwise than before. The group's own values are gone, and stay in the audit alone (A-88).
    pub fn inherit_page(&mut self, page: SettingsPage) -> Vec<SettingChange> {
        let before = self.clone();
        if let Some(group) = &mut self.group
            && group.overrides.remove(&page)
        {
            for setting in page.settings() {
                group.values.set.remove(setting.name);
                group.values.changed.remove(setting.name);
            }
        }
        page.settings()
            .filter_map(|setting| {
                let (old, new) = (before.value(setting).0, self.value(setting).0);
                (old != new).then_some(SettingChange { setting, old, new })
            })
            .collect()
    }

    /// What several settings of a page say together.
    fn check(&self, page: SettingsPage) -> Result<(), SettingFault> {
        if page != SettingsPage::Send {
            return Ok(());
        }
        let required = self.is_on(&METHOD_REQUIRED);
        let enabled = self.several(&METHODS_ENABLED);
        if required && enabled.is_empty() {
            return Err(METHODS_ENABLED.fault("NO_METHOD_ENABLED"));
        }
        // Where a method is demanded and senders may not choose one, the default must be one.
        let mail_will_do = !required || self.is_on(&METHOD_MAY_CHANGE);
        self.check_default(&METHOD_DEFAULT, &enabled, mail_will_do)?;
        if self.is_on(&INTERNAL_DIFFERS) {
            self.check_default(&INTERNAL_DEFAULT, &self.several(&INTERNAL_METHODS), true)?;
        }
        Ok(())
    }

    fn check_default(
        &self,
        default: &'static Setting,
        enabled: &BTreeSet<String>,
        mail_will_do: bool,
    ) -> Result<(), SettingFault> {
        let method = self.text(default);
        let fits = enabled.contains(&method) || (mail_will_do && method == "email");
        if fits {
            Ok(())
        } else {
            Err(default.fault("DEFAULT_NOT_ENABLED"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ALL, LINK_DAYS, PASSWORD_ATTEMPTS, PHONE_ATTEMPTS};
    use super::*;
    use uuid::Uuid;

    fn changed() -> Changed {
        Changed {
            by: UserId(Uuid::nil()),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    fn new(values: &[(&Setting, Value)]) -> BTreeMap<String, Value> {
        let named = values
            .iter()
            .map(|(setting, value)| (setting.name.to_owned(), value.clone()));
        named.collect()
    }

    fn several(words: &[&str]) -> Value {
        Value::Several(words.iter().map(|&word| word.to_owned()).collect())
    }

    fn group() -> Standing {
        Standing {
            group: Some(GroupLevel::default()),
            ..Standing::default()
        }
    }

    #[test]
    fn every_setting_has_a_name_of_its_own_and_its_usual_value_fits() {
        let names: BTreeSet<_> = ALL.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), ALL.len());
        for setting in ALL {
            assert_eq!(setting.check(&setting.usual()), Ok(()), "{}", setting.name);
        }
        for page in SettingsPage::ALL {
            assert_eq!(Standing::default().check(page), Ok(()));
            assert_eq!(SettingsPage::from_name(page.name()), Some(page));
        }
    }

    #[test]
    fn a_84_a_group_has_what_the_account_settles_and_says_where_it_is_from() {
        let mut standing = group();
        assert_eq!(standing.value(&LINK_DAYS), (Value::Number(7), Level::Usual));
        let changes = standing
            .change(
                SettingsPage::Global,
                &new(&[(&LINK_DAYS, Value::Number(30))]),
                changed(),
            )
            .unwrap();
        assert_eq!((changes.len(), &changes[0].old), (1, &Value::Number(7)));
        assert_eq!(standing.value(&LINK_DAYS), (Value::Number(30), Level::Account));
        assert_eq!(standing.changed(&LINK_DAYS), Some(changed()));
        assert_eq!(standing.group, Some(GroupLevel::default()));
    }

    #[test]
    fn a_87_a_88_a_page_is_overridden_whole_and_given_back_whole() {
        let mut standing = group();
        standing.override_page(SettingsPage::Security, changed());
        let three = new(&[(&PHONE_ATTEMPTS, Value::Number(3))]);
        standing
            .change(SettingsPage::Security, &three, changed())
            .unwrap();
        let mut account = Standing {
            group: None,
            ..standing.clone()
        };
        let both = new(&[
            (&PHONE_ATTEMPTS, Value::Number(9)),
            (&PASSWORD_ATTEMPTS, Value::Number(9)),
        ]);
        account.change(SettingsPage::Security, &both, changed()).unwrap();
        standing.account = account.account;
        assert_eq!(standing.value(&PHONE_ATTEMPTS), (Value::Number(3), Level::Group));
        assert_eq!(
            standing.value(&PASSWORD_ATTEMPTS),
            (Value::Number(5), Level::Group),
            "explicitly set"
        );
        let changes = standing.inherit_page(SettingsPage::Security);
        assert_eq!(changes.len(), 2);
        assert_eq!(
            standing.value(&PHONE_ATTEMPTS),
            (Value::Number(9), Level::Account)
        );
        assert_eq!(
            standing.group,
            Some(GroupLevel::default()),
            "nothing of it is left"
        );
    }

    #[test]
    fn a_75_a_default_must_be_enabled_and_nothing_is_kept_of_a_change_that_is_refused() {
        let mut standing = Standing::default();
        let wrong = new(&[
            (&METHODS_ENABLED, several(&["password"])),
            (&METHOD_DEFAULT, Value::Text("phone".into())),
        ]);
        let fault = standing
            .change(SettingsPage::Send, &wrong, changed())
            .unwrap_err();
        assert_eq!(
            (fault.setting.as_str(), fault.code),
            ("method_default", "DEFAULT_NOT_ENABLED")
        );
        assert_eq!(standing, Standing::default());
        let required = new(&[
            (&METHOD_REQUIRED, Value::Switch(true)),
            (&METHODS_ENABLED, several(&[])),
        ]);
        let fault = standing
            .change(SettingsPage::Send, &required, changed())
            .unwrap_err();
        assert_eq!(fault.code, "NO_METHOD_ENABLED");
        let fixed = new(&[
            (&METHOD_REQUIRED, Value::Switch(true)),
            (&METHOD_MAY_CHANGE, Value::Switch(false)),
        ]);
        let fault = standing
            .change(SettingsPage::Send, &fixed, changed())
            .unwrap_err();
        assert_eq!(fault.code, "DEFAULT_NOT_ENABLED", "nobody could send");
    }

    #[test]
    fn what_does_not_fit_is_refused_and_what_is_kept_but_not_understood_is_as_usual() {
        let mut standing = Standing::default();
        let mut code = |setting: &str, value| {
            let new = BTreeMap::from([(setting.to_owned(), value)]);
            let fault = standing.change(SettingsPage::Security, &new, changed());
            fault.map_or_else(|fault| fault.code, |_| "")
        };
        assert_eq!(code("phone_attempts", Value::Number(0)), "OUT_OF_RANGE");
        assert_eq!(code("phone_attempts", Value::Number(21)), "OUT_OF_RANGE");
        assert_eq!(code("phone_attempts", Value::Switch(true)), "WRONG_TYPE");
        assert_eq!(
            code("link_days", Value::Number(3)),
            "UNKNOWN_SETTING",
            "of another page"
        );
        let kept: AccountLevel =
            serde_json::from_str(r#"{"values":{"link_days":"soon","gone":1,"method_default":"iris"}}"#)
                .unwrap();
        let standing = Standing {
            account: kept,
            group: None,
        };
        assert_eq!(standing.number(&LINK_DAYS), 7);
        assert_eq!(standing.text(&METHOD_DEFAULT), "email");
    }

    #[test]
    fn a_104_the_attempts_of_a_method_are_shown_where_it_is_enabled() {
        let mut standing = Standing::default();
        let only = new(&[(&METHODS_ENABLED, several(&["password"]))]);
        standing.change(SettingsPage::Send, &only, changed()).unwrap();
        assert!(standing.is_shown(&PASSWORD_ATTEMPTS) && !standing.is_shown(&PHONE_ATTEMPTS));
        assert!(!standing.is_shown(&INTERNAL_METHODS));
        let differ = new(&[
            (&INTERNAL_DIFFERS, Value::Switch(true)),
            (&INTERNAL_METHODS, several(&["phone"])),
        ]);
        standing.change(SettingsPage::Send, &differ, changed()).unwrap();
        assert!(standing.is_shown(&INTERNAL_METHODS) && standing.is_shown(&PHONE_ATTEMPTS));
    }
}
