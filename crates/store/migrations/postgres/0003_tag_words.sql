-- Podpis, PostgreSQL, step 32. Never changed after landing; the twin in ../sqlite has the same tables.

-- An account's own tags: words in documents and what they mean.
CREATE TABLE tag_word (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    word TEXT NOT NULL,
    meaning TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, word)
);
