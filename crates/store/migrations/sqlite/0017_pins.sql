-- Podpis, SQLite, step 17. Never changed after landing; the twin in ../postgres has the same tables.

-- PINs as slow hashes (M-17): of a user, and of a contact. They belong to people; no agreement, event or snapshot has them.
CREATE TABLE user_pin (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES account_user (id),
    hash TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE contact_pin (
    contact_id TEXT NOT NULL PRIMARY KEY REFERENCES contact (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
