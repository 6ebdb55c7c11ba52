//! A user's address book.

use store::testing::TestStore;
use store::{Contact, Pin, PinHolder, on_both_databases};

use crate::fixture::{account, at};

on_both_databases! {
    contacts_are_found_by_any_of_their_words_in_the_order_of_the_alphabet,
    a_contact_is_its_users_alone_and_its_address_is_there_once,
    what_was_taken_out_is_found_by_its_name_no_more_and_is_swept_in_time,
    a_pin_is_of_one_person_and_goes_with_its_contact,
}

fn contact(id: &str, name: &str, email: &str) -> Contact {
    Contact {
        id: id.into(),
        account_id: "a1".into(),
        user_id: "user-a1".into(),
        name: name.into(),
        email: email.into(),
        phone: String::new(),
        language: String::new(),
        company: "Čebelar d.o.o.".into(),
        title: String::new(),
        created_at: at(0),
        updated_at: at(0),
        used_at: None,
        removed_at: None,
    }
}

async fn save(store: &TestStore, contacts: &[Contact]) {
    let mut tx = store.begin().await.unwrap();
    for one in contacts {
        tx.save_contact(one).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn names(found: &[Contact]) -> Vec<&str> {
    found.iter().map(|one| one.name.as_str()).collect()
}

async fn contacts_are_found_by_any_of_their_words_in_the_order_of_the_alphabet(store: TestStore) {
    account(&store, "a1").await;
    let used = Contact {
        used_at: Some(at(9)),
        ..contact("3", "Žiga 100%", "ziga@x.example")
    };
    let all = [
        contact("1", "Šefka", "s@x.example"),
        contact("2", "Ana", "Ana@X.example"),
        used,
    ];
    save(&store, &all).await;
    let found = async |text: &str| store.contacts("user-a1", text, 0, 10).await.unwrap();
    assert_eq!(names(&found("").await), ["Ana", "Šefka", "Žiga 100%"]);
    assert_eq!(names(&found("sefka").await), ["Šefka"]);
    assert_eq!(names(&found("ANA@x").await), ["Ana"]);
    assert_eq!(names(&found("cebelar").await).len(), 3);
    assert_eq!(names(&found("100%").await), ["Žiga 100%"], "signs are signs");
    assert_eq!(names(&found("%").await), ["Žiga 100%"]);
    assert_eq!(
        names(&store.contacts("user-a1", "", 1, 1).await.unwrap()),
        ["Šefka"]
    );
    let likely = store.likely_contacts("user-a1", "", 2).await.unwrap();
    assert_eq!(
        names(&likely),
        ["Žiga 100%", "Ana"],
        "whom one writes to comes first"
    );
    assert_eq!(store.count_contacts("user-a1", "x.example").await.unwrap(), 3);
}

async fn a_contact_is_its_users_alone_and_its_address_is_there_once(store: TestStore) {
    account(&store, "a1").await;
    account(&store, "a2").await;
    save(&store, &[contact("1", "Ana", "Ana@x.example")]).await;
    assert!(store.contact("user-a2", "1").await.unwrap().is_none());
    assert!(store.contacts("user-a2", "", 0, 10).await.unwrap().is_empty());
    let stolen = Contact {
        account_id: "a2".into(),
        user_id: "user-a2".into(),
        ..contact("1", "Tuja", "t@x.example")
    };
    let mut tx = store.begin().await.unwrap();
    assert!(
        tx.save_contact(&stolen).await.is_err(),
        "another user's row is not overwritten"
    );
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    assert!(
        tx.save_contact(&contact("2", "Ana 2", "ANA@x.example"))
            .await
            .is_err()
    );
    drop(tx);
    let kept = store
        .contact_by_email("user-a1", "ana@x.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept, contact("1", "Ana", "Ana@x.example"));
}

async fn what_was_taken_out_is_found_by_its_name_no_more_and_is_swept_in_time(store: TestStore) {
    account(&store, "a1").await;
    let removed = Contact {
        removed_at: Some(at(5)),
        ..contact("1", "Ana", "ana@x.example")
    };
    save(&store, &[removed.clone(), contact("2", "Bor", "bor@x.example")]).await;
    assert_eq!(
        names(&store.contacts("user-a1", "", 0, 10).await.unwrap()),
        ["Bor"]
    );
    assert_eq!(store.count_contacts("user-a1", "").await.unwrap(), 1);
    assert_eq!(
        store.contact("user-a1", "1").await.unwrap(),
        Some(removed),
        "it can be put back"
    );
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.sweep_contacts(at(5)).await.unwrap(), 0);
    assert_eq!(tx.sweep_contacts(at(6)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(store.contact("user-a1", "1").await.unwrap().is_none());
}

async fn a_pin_is_of_one_person_and_goes_with_its_contact(store: TestStore) {
    account(&store, "a1").await;
    let gone = Contact {
        removed_at: Some(at(1)),
        ..contact("1", "Ana", "ana@x.example")
    };
    save(&store, &[gone, contact("2", "Bor", "bor@x.example")]).await;
    let pin = |hash: &str| Pin {
        hash: hash.into(),
        set_at: at(3),
    };
    let (ana, bor) = (PinHolder::Contact("1".into()), PinHolder::Contact("2".into()));
    let user = PinHolder::User("user-a1".into());
    let mut tx = store.begin().await.unwrap();
    tx.set_pin(&ana, &pin("one")).await.unwrap();
    tx.set_pin(&ana, &pin("two")).await.unwrap();
    tx.set_pin(&user, &pin("own")).await.unwrap();
    assert!(!tx.remove_pin(&bor).await.unwrap());
    tx.commit().await.unwrap();
    assert!(
        store.pin(&ana).await.unwrap() == Some(pin("two")),
        "the one before is gone"
    );
    assert!(store.pin(&user).await.unwrap() == Some(pin("own")));
    assert!(store.pin(&bor).await.unwrap().is_none());
    let mut tx = store.begin().await.unwrap();
    assert!(tx.remove_pin(&user).await.unwrap());
    assert_eq!(tx.sweep_contacts(at(2)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(store.pin(&ana).await.unwrap().is_none() && store.pin(&user).await.unwrap().is_none());
}
