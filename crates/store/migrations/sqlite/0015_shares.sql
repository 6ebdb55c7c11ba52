-- Podpis, SQLite, step 15. Never changed after landing; the twin in ../postgres has the same tables.

-- Who may read an agreement without taking part in it, as lists ask for it. It follows from the agreement's state and is rewritten with it.
CREATE TABLE agreement_share (
    id TEXT NOT NULL PRIMARY KEY,
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    email_norm TEXT NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX agreement_share_agreement ON agreement_share (agreement_id);
CREATE INDEX agreement_share_reader ON agreement_share (email_norm, ends_at, agreement_id);

-- Those that are in force already. Addresses are folded for ASCII alone here; the next change of the agreement folds the rest.
INSERT INTO agreement_share (id, agreement_id, email_norm, ends_at)
    SELECT share.value ->> '$.id', agreement.id, lower(trim(share.value ->> '$.email."$personal".value')),
        CAST(unixepoch(share.value ->> '$.until', 'subsec') * 1000000 AS INTEGER)
    FROM agreement, json_each(agreement.snapshot, '$.shares') AS share;

-- One word for one idea: a mark is what somebody draws or types to sign; what a user keeps for themselves about an agreement is a note.
DROP INDEX agreement_mark_hidden;
ALTER TABLE agreement_mark RENAME TO agreement_note;
CREATE INDEX agreement_note_hidden ON agreement_note (user_id, agreement_id) WHERE hidden = 1;
