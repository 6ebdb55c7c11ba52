-- Podpis, SQLite, step 14. Never changed after landing; the twin in ../postgres has the same tables.

-- What was added to a document that is kept whole, such as a sealed audit report, so that it can be checked longer. Only the added bytes are kept.
CREATE TABLE document_revision (
    document_id TEXT NOT NULL REFERENCES document (id),
    number INTEGER NOT NULL CHECK (number > 0),
    blob_key TEXT NOT NULL,
    byte_offset INTEGER NOT NULL CHECK (byte_offset > 0),
    byte_length INTEGER NOT NULL CHECK (byte_length > 0),
    whole_sha256 TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (document_id, number)
) STRICT;
CREATE TRIGGER document_revision_no_update BEFORE UPDATE ON document_revision
BEGIN
    SELECT RAISE(ABORT, 'append-only: document_revision');
END;
CREATE TRIGGER document_revision_no_delete BEFORE DELETE ON document_revision
BEGIN
    SELECT RAISE(ABORT, 'append-only: document_revision');
END;

-- How long the files of finished agreements can be checked by themselves, and when somebody last looked. It follows from the agreement's history, but for the last two.
CREATE TABLE lasting (
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    file TEXT NOT NULL CHECK (file IN ('document', 'report')),
    account_id TEXT NOT NULL REFERENCES account (id),
    reaches TEXT NOT NULL,
    lacks TEXT,
    pending_since INTEGER,
    due_at INTEGER,
    ends_at INTEGER,
    looked_at INTEGER NOT NULL,
    finding TEXT,
    PRIMARY KEY (agreement_id, file)
) STRICT;
-- Each is read for one account, from its beginning, and no further than it matters.
CREATE INDEX lasting_pending ON lasting (account_id, pending_since) WHERE pending_since IS NOT NULL;
CREATE INDEX lasting_due ON lasting (account_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX lasting_end ON lasting (account_id, ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX lasting_looked ON lasting (looked_at, agreement_id, file);
CREATE INDEX lasting_finding ON lasting (account_id, finding) WHERE finding IS NOT NULL;

-- What was finished before is looked at first, and then made to last like the rest.
INSERT INTO lasting (agreement_id, file, account_id, reaches, looked_at)
    SELECT agreement_id, 'document', account_id, 'b-t', 0 FROM document
    WHERE mime = 'application/pdf; stage=report' AND agreement_id IS NOT NULL;
INSERT INTO lasting (agreement_id, file, account_id, reaches, looked_at)
    SELECT agreement_id, 'report', account_id, 'b-t', 0 FROM document
    WHERE mime = 'application/pdf; stage=report' AND agreement_id IS NOT NULL;
