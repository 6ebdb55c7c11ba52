//! Both schemas are the same schema, and statements that no other test runs are at least accepted.

use store::testing::{Cluster, TestStore};
use store::{Dialect, Error, PostgresSettings, Store, on_both_databases};

on_both_databases! {
    the_check_tells_how_it_is,
    opening_again_changes_nothing,
}

async fn the_check_tells_how_it_is(store: TestStore) {
    let health = store.check().await.unwrap();
    assert_eq!(health.schema, health.schema_known);
    assert!(health.writeable);
    assert!(health.size_bytes > 100_000, "{health:?}");
    assert!(!health.server_version.is_empty());
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
    store.ping().await.unwrap();
}

async fn opening_again_changes_nothing(store: TestStore) {
    let again = store.another_node().await;
    assert_eq!(
        again.check().await.unwrap().schema,
        store.check().await.unwrap().schema
    );
}

#[tokio::test]
async fn two_nodes_may_migrate_an_empty_database_at_once() {
    let url = Cluster::of_this_process().empty_database().await;
    let settings = PostgresSettings { url, connections: 2 };
    let (one, two) = tokio::join!(Store::open_postgres(&settings), Store::open_postgres(&settings));
    assert_eq!(one.unwrap().dialect(), Dialect::Postgres);
    assert!(two.unwrap().check().await.unwrap().writeable);
}

#[tokio::test]
async fn an_address_that_is_none_is_named() {
    let settings = PostgresSettings {
        url: "mysql://somewhere".into(),
        connections: 1,
    };
    assert!(matches!(
        Store::open_postgres(&settings).await,
        Err(Error::Setting(_))
    ));
}
