-- Podpis, SQLite, step 32. Never changed after landing; the twin in ../postgres has the same tables.

-- An account's own tags: words in documents and what they mean.
CREATE TABLE tag_word (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    word TEXT NOT NULL,
    meaning TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (account_id, word)
) STRICT;
