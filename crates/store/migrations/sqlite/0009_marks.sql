-- Podpis, SQLite, step 9. Never changed after landing; the twin in ../postgres has the same tables.

-- What a user keeps for themselves about an agreement or a template: a note, and that their lists leave it out.
CREATE TABLE agreement_mark (
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    note TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, agreement_id)
) STRICT;
CREATE INDEX agreement_mark_hidden ON agreement_mark (user_id, agreement_id) WHERE hidden = 1;

-- What a program calls an agreement in its own books.
ALTER TABLE agreement ADD COLUMN external_id TEXT;
CREATE INDEX agreement_external ON agreement (account_id, external_id) WHERE external_id IS NOT NULL;
