//! Groups and who is in them.

use store::on_both_databases;
use store::testing::TestStore;

use crate::fixture::{account, group, user};

on_both_databases! {
    who_is_added_is_in_the_first_group,
    a_user_is_in_several_groups_and_leaves_one,
    a_group_changes_its_name_and_settings,
}

async fn who_is_added_is_in_the_first_group(store: TestStore) {
    let first = account(&store, "a1").await;
    let neighbour = account(&store, "a2").await;
    let members = store.group_members("group-a1").await.unwrap();
    assert_eq!(
        (members.len(), &members[0].user, members[0].is_admin),
        (1, &first, false)
    );
    let groups = store.groups_of(&neighbour.id).await.unwrap();
    assert_eq!(groups[0].group.id, "group-a2", "of their own account");
}

async fn a_user_is_in_several_groups_and_leaves_one(store: TestStore) {
    let ana = account(&store, "a1").await;
    let mut sales = group("a1");
    (sales.id, sales.name, sales.is_default) = ("sales".into(), "Sales".into(), false);
    let mut tx = store.begin().await.unwrap();
    tx.insert_user(&user("a1", "borut", "borut@a.example"))
        .await
        .unwrap();
    tx.insert_group(&sales).await.unwrap();
    for admin in [false, true] {
        tx.set_group_member("sales", &ana.id, admin).await.unwrap();
    }
    tx.commit().await.unwrap();
    let own = store.groups_of(&ana.id).await.unwrap();
    let shown: Vec<_> = own
        .iter()
        .map(|own| (own.group.id.as_str(), own.is_admin))
        .collect();
    assert_eq!(
        shown,
        [("group-a1", false), ("sales", true)],
        "the first one first"
    );
    assert_eq!(store.groups_of("borut").await.unwrap().len(), 1);
    let mut tx = store.begin().await.unwrap();
    assert!(tx.remove_group_member("sales", &ana.id).await.unwrap());
    assert!(!tx.remove_group_member("sales", &ana.id).await.unwrap());
    assert!(tx.set_group_member("nowhere", &ana.id, false).await.is_err());
}

async fn a_group_changes_its_name_and_settings(store: TestStore) {
    account(&store, "a1").await;
    let mut changed = store.group("group-a1").await.unwrap().unwrap();
    (changed.name, changed.settings) = ("Office".into(), "{\"overrides\":[\"send\"]}".into());
    let mut tx = store.begin().await.unwrap();
    tx.update_group(&changed).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.group("group-a1").await.unwrap(), Some(changed.clone()));
    changed.id = "nobody".into();
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.update_group(&changed).await,
        Err(store::Error::NotFound)
    ));
}
