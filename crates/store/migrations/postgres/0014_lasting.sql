-- Podpis, PostgreSQL, step 14. Never changed after landing; the twin in ../sqlite has the same tables.

-- What was added to a document that is kept whole, such as a sealed audit report, so that it can be checked longer. Only the added bytes are kept.
CREATE TABLE document_revision (
    document_id TEXT NOT NULL REFERENCES document (id),
    number BIGINT NOT NULL CHECK (number > 0),
    blob_key TEXT NOT NULL,
    byte_offset BIGINT NOT NULL CHECK (byte_offset > 0),
    byte_length BIGINT NOT NULL CHECK (byte_length > 0),
    whole_sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (document_id, number)
);
CREATE TRIGGER document_revision_no_change BEFORE UPDATE OR DELETE ON document_revision
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER document_revision_no_truncate BEFORE TRUNCATE ON document_revision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How long the files of finished agreements can be checked by themselves, and when somebody last looked. It follows from the agreement's history, but for the last two.
CREATE TABLE lasting (
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    file TEXT NOT NULL CHECK (file IN ('document', 'report')),
    account_id TEXT NOT NULL REFERENCES account (id),
    reaches TEXT NOT NULL,
    lacks TEXT,
    pending_since BIGINT,
    due_at BIGINT,
    ends_at BIGINT,
    looked_at BIGINT NOT NULL,
    finding TEXT,
    PRIMARY KEY (agreement_id, file)
);
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
