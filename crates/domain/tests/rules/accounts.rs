//! What is recorded about accounts: personal values stand apart there, too.

use crate::scenario::*;
use domain::Personal;
use domain::account::{AccountEvent, AccountRecord, UserRole};
use domain::agreement::Actor;
use domain::audit::{self, GENESIS};

#[test]
fn an_account_record_keeps_the_address_of_an_invited_user_apart() {
    let record = AccountRecord {
        seq: 0,
        at: "2026-11-23T08:00:00Z".parse().unwrap(),
        actor: Actor::Operator,
        client: None,
        event: AccountEvent::UserInvited {
            user: OWNER,
            email: Personal::new(OWNER, "boris@banka.example".into()),
            role: UserRole::Sender,
        },
    };
    let (link, withheld) = audit::link("account:1", 0, GENESIS, &record, &mut || [7; 16]).unwrap();
    assert!(link.text.contains("USER_INVITED"));
    assert!(!link.text.contains("banka.example"));
    assert_eq!(withheld.len(), 1);
    assert_eq!(audit::read::<AccountRecord>(&link, &withheld).unwrap(), record);
}
