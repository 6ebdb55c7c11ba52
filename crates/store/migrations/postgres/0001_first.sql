-- Podpis, PostgreSQL, step 1. Never changed after landing; the twin in ../sqlite has the same tables.

-- Accounts, groups, people.
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE account_group (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    is_default BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX account_group_account ON account_group (account_id);
CREATE UNIQUE INDEX account_group_default ON account_group (account_id) WHERE is_default = 1;

CREATE TABLE account_user (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    email_norm TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'sender')),
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'inactive')),
    password_hash TEXT,
    language TEXT NOT NULL,
    failed_sign_ins BIGINT NOT NULL,
    locked_until BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX account_user_account ON account_user (account_id, created_at);

CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES account_user (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE one_time_link (
    token_hash TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('first_admin', 'reset', 'invitation')),
    user_id TEXT REFERENCES account_user (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX one_time_link_user ON one_time_link (user_id);

-- The programming interface.
CREATE TABLE integration_key (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX integration_key_account ON integration_key (account_id, created_at);

CREATE TABLE transient_document (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    blob_key TEXT NOT NULL,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX transient_document_expiry ON transient_document (expires_at);

CREATE TABLE idempotency (
    account_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    response TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, idempotency_key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Agreements. The snapshot is the folded state of the event stream; the other columns and the
-- participants are an index over it, rewritten together with it.
CREATE TABLE agreement (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    group_id TEXT NOT NULL REFERENCES account_group (id),
    owner_id TEXT NOT NULL REFERENCES account_user (id),
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    snapshot TEXT NOT NULL,
    search_text TEXT NOT NULL,
    attention BIGINT NOT NULL CHECK (attention IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT,
    sent_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX agreement_account ON agreement (account_id, updated_at, id);
CREATE INDEX agreement_account_state ON agreement (account_id, state, updated_at, id);
CREATE INDEX agreement_owner ON agreement (owner_id, updated_at, id);
CREATE INDEX agreement_owner_state ON agreement (owner_id, state, updated_at, id);

CREATE TABLE participant (
    id TEXT NOT NULL PRIMARY KEY,
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    position BIGINT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    email_norm TEXT NOT NULL,
    user_id TEXT,
    state TEXT NOT NULL,
    turn_started_at BIGINT,
    link_hash TEXT UNIQUE,
    link_expires_at BIGINT
);
CREATE INDEX participant_agreement ON participant (agreement_id, position);
CREATE INDEX participant_email ON participant (email_norm, state, agreement_id);

CREATE TABLE document (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    agreement_id TEXT,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    blob_key TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX document_agreement ON document (agreement_id, created_at);

CREATE TABLE revision (
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    blob_key TEXT NOT NULL,
    byte_offset BIGINT NOT NULL CHECK (byte_offset >= 0),
    byte_length BIGINT NOT NULL CHECK (byte_length > 0),
    whole_sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (agreement_id, number)
);

-- A recipient's ceremony.
CREATE TABLE visit (
    token_hash TEXT NOT NULL PRIMARY KEY,
    participant_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    passed TEXT NOT NULL,
    shown_revision BIGINT,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX visit_participant ON visit (participant_id);
CREATE INDEX visit_expiry ON visit (expires_at);

-- What a recipient has typed so far, encrypted; gone with the click.
CREATE TABLE kept_values (
    participant_id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    agreement_id TEXT,
    participant_id TEXT,
    template TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('mail', 'sms')),
    language TEXT NOT NULL,
    recipient_masked TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    provider_id TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    error TEXT
);
CREATE INDEX message_agreement ON message (agreement_id, created_at);
CREATE INDEX message_account ON message (account_id, created_at);

-- Evidence. A stream is an agreement's id or `account:<id>`.
CREATE TABLE event (
    stream TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (stream, seq)
);

CREATE TABLE personal_value (
    stream TEXT NOT NULL,
    seq BIGINT NOT NULL,
    path TEXT NOT NULL,
    subject TEXT NOT NULL,
    salt BYTEA NOT NULL,
    ciphertext BYTEA NOT NULL,
    PRIMARY KEY (stream, seq, path)
);
CREATE INDEX personal_value_subject ON personal_value (subject);

CREATE TABLE person_key (
    subject TEXT NOT NULL PRIMARY KEY,
    wrapped_key BYTEA,
    created_at BIGINT NOT NULL,
    destroyed_at BIGINT
);

CREATE TABLE audit_root (
    day TEXT NOT NULL PRIMARY KEY,
    root TEXT NOT NULL,
    timestamp_token BYTEA,
    heads_blob TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Work to do. `seq` is the order within a queue.
CREATE TABLE job (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL,
    agreement_id TEXT,
    payload TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    queue_key TEXT,
    run_at BIGINT NOT NULL,
    lease_until BIGINT,
    leased_by TEXT,
    fence BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'running', 'done', 'dead', 'cancelled')),
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX job_open ON job (run_at, seq) WHERE state IN ('ready', 'running');
CREATE INDEX job_dead ON job (finished_at) WHERE state = 'dead';
CREATE INDEX job_queue ON job (queue_key, seq) WHERE state IN ('ready', 'running', 'dead');
CREATE INDEX job_agreement ON job (agreement_id, seq);

-- Keys and who may use them.
CREATE TABLE signing_key (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT REFERENCES account (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('seal', 'tsa', 'ca')),
    certificate_chain_pem TEXT NOT NULL,
    wrapped_private_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);
CREATE INDEX signing_key_purpose ON signing_key (purpose, account_id, created_at);

CREATE TABLE seal_mandate (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    purpose TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    approved_by TEXT REFERENCES account_user (id),
    valid_from BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    per_hour BIGINT NOT NULL,
    revoked_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX seal_mandate_account ON seal_mandate (account_id, created_at);

CREATE TABLE seal_binding (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    key_id TEXT NOT NULL REFERENCES signing_key (id),
    granted_by TEXT NOT NULL,
    approved_by TEXT REFERENCES account_user (id),
    valid_from BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    revoked_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX seal_binding_account ON seal_binding (account_id, created_at);
CREATE INDEX seal_binding_user ON seal_binding (user_id, key_id);

CREATE TABLE seal_use (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    key_id TEXT NOT NULL REFERENCES signing_key (id),
    mandate_id TEXT REFERENCES seal_mandate (id),
    binding_id TEXT REFERENCES seal_binding (id),
    user_id TEXT,
    agreement_id TEXT,
    authorisation_id TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX seal_use_mandate ON seal_use (mandate_id, at);
CREATE INDEX seal_use_account ON seal_use (account_id, at);

-- Limits that hold across nodes.
CREATE TABLE counter (
    counter_key TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL,
    window_start BIGINT NOT NULL
);
CREATE INDEX counter_age ON counter (window_start);

-- What is written once stays.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER personal_value_no_change BEFORE UPDATE OR DELETE ON personal_value
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER personal_value_no_truncate BEFORE TRUNCATE ON personal_value
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revision_no_change BEFORE UPDATE OR DELETE ON revision
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revision_no_truncate BEFORE TRUNCATE ON revision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_use_no_change BEFORE UPDATE OR DELETE ON seal_use
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_use_no_truncate BEFORE TRUNCATE ON seal_use
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_root_no_delete BEFORE DELETE ON audit_root
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_root_no_truncate BEFORE TRUNCATE ON audit_root
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A daily root is final; only its timestamp may come later, once.
CREATE TRIGGER audit_root_stamped_once BEFORE UPDATE ON audit_root
    FOR EACH ROW
    WHEN (OLD.timestamp_token IS NOT NULL OR NEW.day <> OLD.day OR NEW.root <> OLD.root
        OR NEW.heads_blob <> OLD.heads_blob OR NEW.created_at <> OLD.created_at)
    EXECUTE FUNCTION refuse_change();
