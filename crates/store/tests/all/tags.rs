//! An account's own tags.

use store::testing::TestStore;
use store::{TagWord, on_both_databases};

use crate::fixture::{account, at};

on_both_databases! {
    a_word_is_once_in_an_account_and_belongs_to_it,
}

fn word(account: &str, id: &str, word: &str, meaning: &str) -> TagWord {
    TagWord {
        id: id.into(),
        account_id: account.into(),
        word: word.into(),
        meaning: meaning.into(),
        created_at: at(0),
    }
}

async fn a_word_is_once_in_an_account_and_belongs_to_it(store: TestStore) {
    account(&store, "a1").await;
    account(&store, "a2").await;
    let mut tx = store.begin().await.unwrap();
    for one in [
        word("a1", "1", "#B#", "one"),
        word("a1", "2", "#A#", "two"),
        word("a1", "3", "#B#", "three"),
        word("a2", "4", "#B#", "four"),
    ] {
        tx.save_tag_word(&one).await.unwrap();
    }
    assert!(
        !tx.delete_tag_word("a2", "1").await.unwrap(),
        "not another account's"
    );
    tx.commit().await.unwrap();
    let kept = store.tag_words("a1").await.unwrap();
    assert_eq!(
        kept,
        [word("a1", "2", "#A#", "two"), word("a1", "1", "#B#", "three")]
    );
    let mut tx = store.begin().await.unwrap();
    assert!(tx.delete_tag_word("a1", "1").await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.tag_words("a1").await.unwrap().len(), 1);
    assert_eq!(store.tag_words("a2").await.unwrap().len(), 1);
}
