-- Podpis, PostgreSQL, step 8. Never changed after landing; the twin in ../sqlite has the same tables.

-- A user's own address book. One that was taken out is kept for a while, so that it can be put back.
CREATE TABLE contact (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_norm TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL,
    company TEXT NOT NULL,
    title TEXT NOT NULL,
    sort_text TEXT NOT NULL,
    search_text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    used_at BIGINT,
    removed_at BIGINT,
    UNIQUE (user_id, email_norm)
);
CREATE INDEX contact_user ON contact (user_id, sort_text, id);
