//! What a person with database access, or a bug of ours, would try: plain SQL past the store's methods.

use std::collections::BTreeSet;
use std::path::Path;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};
use store::testing::{Cluster, TestStore, postgres_before, sqlite_before};
use store::{
    AgreementFilter, AuditRoot, Event, KeyPurpose, PersonalValue, PostgresSettings, Reader, Revision,
    SealUse, SigningKey, Store,
};

use crate::fixture::{account, agreement, at};

/// One row in each append-only table.
async fn fill(store: &TestStore) {
    account(store, "a1").await;
    let event = Event {
        seq: 1,
        at: at(0),
        kind: "k".into(),
        record: "{}".into(),
        hash: "h".into(),
    };
    let value = PersonalValue {
        seq: 1,
        path: "p".into(),
        subject: "s".into(),
        salt: vec![1],
        ciphertext: vec![2],
    };
    let root = AuditRoot {
        day: "d".into(),
        root: "r".into(),
        timestamp_token: None,
        heads_blob: "b".into(),
        created_at: at(0),
    };
    let revision = Revision {
        agreement_id: "g1".into(),
        number: 1,
        kind: "k".into(),
        blob_key: "b".into(),
        offset: 0,
        length: 1,
        whole_sha256: "h".into(),
        created_at: at(0),
    };
    let key = SigningKey {
        id: "k1".into(),
        account_id: None,
        purpose: KeyPurpose::Seal,
        certificate_chain_pem: String::new(),
        wrapped_private_key: vec![1],
        created_at: at(0),
        retired_at: None,
    };
    let used = SealUse {
        id: "u1".into(),
        account_id: "a1".into(),
        key_id: "k1".into(),
        mandate_id: None,
        binding_id: None,
        user_id: None,
        agreement_id: None,
        authorisation_id: "x".into(),
        digest: "d".into(),
        at: at(0),
    };
    let mut tx = store.begin().await.unwrap();
    tx.insert_agreement(&agreement("a1", "g1", "P", "S", 0), &[])
        .await
        .unwrap();
    tx.append_events("g1", &[event]).await.unwrap();
    tx.insert_personal_values("g1", &[value]).await.unwrap();
    tx.insert_audit_root(&root).await.unwrap();
    tx.append_revision(&revision).await.unwrap();
    tx.insert_signing_key(&key).await.unwrap();
    tx.insert_seal_use(&used).await.unwrap();
    tx.commit().await.unwrap();
}

const FORBIDDEN: [&str; 11] = [
    "UPDATE event SET record = '[]'",
    "DELETE FROM event",
    "UPDATE personal_value SET path = 'q'",
    "DELETE FROM personal_value",
    "UPDATE revision SET blob_key = 'other'",
    "DELETE FROM revision",
    "UPDATE seal_use SET digest = 'other'",
    "DELETE FROM seal_use",
    "DELETE FROM audit_root",
    "UPDATE audit_root SET root = 'other'",
    "UPDATE audit_root SET heads_blob = 'other', timestamp_token = NULL",
];

fn sqlite(store: &TestStore) -> rusqlite::Connection {
    let db = rusqlite::Connection::open(store.address()).unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    db
}

#[tokio::test]
async fn sqlite_refuses_changes_of_evidence() {
    let store = TestStore::sqlite().await;
    fill(&store).await;
    let db = sqlite(&store);
    for statement in FORBIDDEN {
        let error = db.execute(statement, []).expect_err(statement).to_string();
        assert!(error.contains("append-only"), "{statement}: {error}");
    }
}

#[tokio::test]
async fn postgres_refuses_changes_of_evidence() {
    let store = TestStore::postgres().await;
    fill(&store).await;
    let mut connection = PgConnection::connect(&store.address()).await.unwrap();
    let truncates = ["event", "personal_value", "revision", "seal_use", "audit_root"]
        .map(|table| format!("TRUNCATE {table}"));
    for statement in FORBIDDEN.map(str::to_owned).into_iter().chain(truncates) {
        let done = sqlx::query(AssertSqlSafe(statement.clone()))
            .execute(&mut connection)
            .await;
        let error = done.expect_err(&statement).to_string();
        assert!(error.contains("append-only"), "{statement}: {error}");
    }
}

fn lines(
    store: &TestStore,
    text: &str,
    line: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<String>,
) -> BTreeSet<String> {
    let db = sqlite(store);
    let mut statement = db.prepare(text).unwrap();
    statement
        .query_map([], line)
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// table.column type nullability key, in words that both databases share.
fn sqlite_columns(store: &TestStore) -> BTreeSet<String> {
    // The numbers of agreements are part of SQLite's own index of trigrams (step 13).
    let text = "SELECT t.name AS tab, c.name AS col, c.type AS kind, c.\"notnull\" AS required \
         FROM pragma_table_list() t, pragma_table_info(t.name) c \
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' \
         AND t.name NOT IN ('_sqlx_migrations', 'agreement_number')";
    let line = |row: &rusqlite::Row<'_>| {
        let kind = row.get::<_, String>("kind")?;
        let kind = kind
            .replace("INTEGER", "bigint")
            .replace("TEXT", "text")
            .replace("BLOB", "bytea");
        let (tab, col) = (row.get::<_, String>("tab")?, row.get::<_, String>("col")?);
        Ok(format!("{tab}.{col} {kind} {}", row.get::<_, bool>("required")?))
    };
    lines(store, text, line)
}

async fn postgres_columns(store: &TestStore) -> BTreeSet<String> {
    let text = "SELECT table_name::text AS tab, column_name::text AS col, data_type::text AS kind, is_nullable = 'NO' AS required \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";
    let mut connection = PgConnection::connect(&store.address()).await.unwrap();
    let rows = sqlx::query(text).fetch_all(&mut connection).await.unwrap();
    let line = |row: &sqlx::postgres::PgRow| {
        format!(
            "{}.{} {} {}",
            row.get::<String, _>("tab"),
            row.get::<String, _>("col"),
            row.get::<String, _>("kind"),
            row.get::<bool, _>("required")
        )
    };
    rows.iter().map(line).collect()
}

#[tokio::test]
async fn both_schemas_have_the_same_columns() {
    let (lite, post) = (TestStore::sqlite().await, TestStore::postgres().await);
    let (lite, post) = (sqlite_columns(&lite), postgres_columns(&post).await);
    assert!(lite.len() > 150, "{}", lite.len());
    assert_eq!(
        lite.symmetric_difference(&post).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

#[tokio::test]
async fn both_schemas_have_the_same_indexes() {
    let (lite, post) = (TestStore::sqlite().await, TestStore::postgres().await);
    let text = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'";
    let lite = lines(&lite, text, |row| row.get("name"));
    let text = "SELECT indexname::text AS name FROM pg_indexes WHERE schemaname = 'public' \
         AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_key'";
    let mut connection = PgConnection::connect(&post.address()).await.unwrap();
    let rows = sqlx::query(text).fetch_all(&mut connection).await.unwrap();
    let post: BTreeSet<String> = rows.iter().map(|row| row.get("name")).collect();
    // Searches of lists: one walks an index in the order of the list, the other looks words up by their parts (step 12).
    let by_own_means = [
        "agreement_account",
        "agreement_account_search",
        "agreement_owner",
        "agreement_owner_search",
        "agreement_search",
    ];
    assert_eq!(lite.symmetric_difference(&post).collect::<Vec<_>>(), by_own_means);
}

/// What was there before step 13 is found after it, also in a copy; and what goes away is forgotten.
#[tokio::test]
async fn an_index_made_later_knows_what_was_there() {
    let store = TestStore::sqlite().await;
    account(&store, "a1").await;
    let mut tx = store.begin().await.unwrap();
    for (id, name) in [
        ("g1", "Čarobna pogodba"),
        ("g2", "Najemna pogodba"),
        ("g3", "Aneks"),
    ] {
        let row = agreement("a1", id, name, "draft", 0);
        tx.insert_agreement(&row, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let db = sqlite(&store);
    let undone = "DROP TABLE agreement_number; DROP TABLE agreement_trigram_term; DROP TABLE agreement_trigram; \
                  DROP TRIGGER agreement_trigram_insert; DROP TRIGGER agreement_trigram_update; \
                  DROP TRIGGER agreement_trigram_delete; DELETE FROM _sqlx_migrations WHERE version = 13";
    db.execute_batch(undone).unwrap();
    let done_again = store.another_node().await;
    assert_eq!(named(&done_again, "pogodba").await, ["g2", "g1"]);
    db.execute("DELETE FROM agreement WHERE id = 'g2'", []).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.sqlite");
    done_again.backup(&copy).await.unwrap();
    let copy = Store::open_sqlite(&copy).await.unwrap();
    assert_eq!(named(&copy, "ČAROBNA").await, ["g1"]);
    assert_eq!(named(&copy, "aneks").await, ["g3"]);
    assert_eq!(named(&copy, "ks").await, ["g3"], "the very end of a text");
    assert_eq!(copy.integrity().await.unwrap(), Vec::<String>::new());
    let left = "SELECT (SELECT COUNT(*) FROM agreement_number) * 10 \
                + (SELECT COUNT(*) FROM agreement_trigram WHERE agreement_trigram MATCH 'pog') AS left_over";
    let left: i64 = db.query_row(left, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 21, "two numbers, one of the word");
}

async fn named(store: &Store, text: &str) -> Vec<String> {
    let filter = AgreementFilter {
        text: Some(text.into()),
        ..AgreementFilter::default()
    };
    let page = store.agreements(&filter, None, 10).await.unwrap();
    page.items.into_iter().map(|item| item.id).collect()
}

#[tokio::test]
async fn every_table_of_sqlite_is_strict() {
    let store = TestStore::sqlite().await;
    let text = "SELECT name FROM pragma_table_list() WHERE schema = 'main' AND type = 'table' AND strict = 0 \
         AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'";
    assert_eq!(lines(&store, text, |row| row.get("name")), BTreeSet::new());
}

#[tokio::test]
async fn both_folders_have_the_same_steps() {
    let names = |folder: &str| -> BTreeSet<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(folder);
        std::fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    let known = TestStore::sqlite().await.check().await.unwrap().schema_known;
    assert_eq!(
        names("sqlite").len() as i64,
        known,
        "a step that no program applies"
    );
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_refused() {
    let store = TestStore::sqlite().await;
    let text = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (99, 'later', 1, x'00', 0)";
    sqlite(&store).execute(text, []).unwrap();
    let opened = Store::open_sqlite(Path::new(&store.address())).await;
    assert!(matches!(opened.err(), Some(store::Error::Schema(text)) if text.contains("newer program")));
}

#[tokio::test]
async fn a_backup_is_whole_while_work_goes_on() {
    let store = TestStore::sqlite().await;
    fill(&store).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let open = store.begin().await.unwrap();
    store.backup(&copy).await.unwrap();
    open.rollback().await.unwrap();
    let restored = Store::open_sqlite(&copy).await.unwrap();
    assert_eq!(restored.integrity().await.unwrap(), Vec::<String>::new());
    assert_eq!(
        restored.events("g1", 0).await.unwrap(),
        store.events("g1", 0).await.unwrap()
    );
    assert!(restored.check().await.unwrap().writeable);
    for file in [copy.as_path(), Path::new(&store.address())] {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    assert!(
        store.backup(&copy).await.is_err(),
        "a copy that is there is not written over"
    );
}

#[tokio::test]
async fn a_postgres_is_backed_up_with_its_own_tools() {
    let store = TestStore::postgres().await;
    assert!(matches!(
        store.backup(Path::new("/nowhere")).await,
        Err(store::Error::Setting(_))
    ));
}

#[tokio::test]
async fn a_full_database_says_so_and_loses_nothing() {
    let store = TestStore::sqlite().await;
    let mut tx = store.begin().await.unwrap();
    tx.append_events(
        "g1",
        &[Event {
            seq: 1,
            at: at(0),
            kind: "k".into(),
            record: "{}".into(),
            hash: "h".into(),
        }],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    // SQLite's own limit stands in for the disk's: the same error code.
    store.fill_up().await;
    let big = Event {
        seq: 2,
        at: at(0),
        kind: "k".into(),
        record: "x".repeat(3_000_000),
        hash: "h".into(),
    };
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.append_events("g1", &[big]).await,
        Err(store::Error::StorageFull)
    ));
    drop(tx);
    assert_eq!(store.events("g1", 0).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_database_that_is_gone_is_unavailable() {
    let url = Cluster::of_this_process()
        .new_database()
        .await
        .replace("test_", "gone_");
    let opened = Store::open_postgres(&PostgresSettings { url, connections: 1 }).await;
    assert!(opened.is_err());
    let settings = PostgresSettings {
        url: "postgres://postgres@127.0.0.1:9/x".into(),
        connections: 1,
    };
    assert!(matches!(
        Store::open_postgres(&settings).await.err(),
        Some(store::Error::Unavailable(_))
    ));
}

/// An agreement as a program before step 15 left it: with one share in force and one that was taken back.
const SHARED_BEFORE: [&str; 4] = [
    "INSERT INTO account VALUES ('a1', 'A', 'en', 'UTC', '{}', 0)",
    "INSERT INTO account_group VALUES ('g', 'a1', 'A', 1, '{}', 0)",
    "INSERT INTO account_user (id, account_id, email_norm, email, name, role, state, language, failed_sign_ins, created_at) \
     VALUES ('u1', 'a1', 'ana@a.example', 'ana@a.example', 'Ana', 'admin', 'active', 'en', 0, 0)",
    "INSERT INTO agreement (id, account_id, group_id, owner_id, name, state, version, snapshot, search_text, attention, created_at, updated_at) \
     VALUES ('x1', 'a1', 'g', 'u1', 'X', 'completed', 1, '{\"shares\":[\
     {\"id\":\"s1\",\"email\":{\"$personal\":{\"of\":\"s1\",\"value\":\"Borut@A.example\"}},\"until\":\"2026-11-30T00:00:00.25Z\"},\
     {\"id\":\"s2\",\"email\":{\"$personal\":{\"of\":\"s2\",\"value\":\"eva@a.example\"}},\"until\":\"2026-11-01T00:00:00Z\"}]}', '', 0, 0, 0)",
];

async fn finds_what_was_shared_before(store: &Store) {
    let found = async |email: &str, moment: &str| {
        let filter = AgreementFilter {
            shared_with: Some(Reader {
                email_norm: email.into(),
                at: moment.parse().unwrap(),
            }),
            ..AgreementFilter::default()
        };
        store.agreements(&filter, None, 10).await.unwrap().items.len()
    };
    assert_eq!(found("borut@a.example", "2026-11-30T00:00:00.2Z").await, 1);
    assert_eq!(found("borut@a.example", "2026-11-30T00:00:00.3Z").await, 0);
    assert_eq!(found("eva@a.example", "2026-11-23T00:00:00Z").await, 0);
}

/// Both databases as a program before a step left them, opened by this one; and the folder in which one of them lies.
async fn opened_after(step: i64, left: &[&str]) -> (tempfile::TempDir, [Store; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.sqlite");
    sqlite_before(&file, step);
    let connection = rusqlite::Connection::open(&file).unwrap();
    for statement in left {
        connection.execute_batch(statement).unwrap();
    }
    connection.close().unwrap();
    let sqlite = Store::open_sqlite(&file).await.unwrap();

    let url = Cluster::of_this_process().empty_database().await;
    postgres_before(&url, step).await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    for statement in left {
        sqlx::query(AssertSqlSafe(*statement))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
    let settings = PostgresSettings { url, connections: 2 };
    (folder, [sqlite, Store::open_postgres(&settings).await.unwrap()])
}

#[tokio::test]
async fn what_was_shared_before_step_15_is_listed_after_it() {
    let (_folder, stores) = opened_after(15, &SHARED_BEFORE).await;
    for store in &stores {
        finds_what_was_shared_before(store).await;
    }
}

/// What an account had settled stands where settings are looked for now, and everybody is in the first group.
#[tokio::test]
async fn what_was_settled_before_step_16_is_settled_after_it() {
    let mut left = SHARED_BEFORE;
    left[0] = "INSERT INTO account VALUES ('a1', 'A', 'en', 'UTC', '{\"link_days\":30}', 0)";
    let (_folder, stores) = opened_after(16, &left[..3]).await;
    for store in &stores {
        let account = store.account("a1").await.unwrap().unwrap();
        assert_eq!(account.settings, "{\"values\":{\"link_days\":30}}");
        let groups = store.groups_of("u1").await.unwrap();
        assert_eq!(
            (groups.len(), groups[0].group.id.as_str(), groups[0].is_admin),
            (1, "g", false)
        );
    }
}
