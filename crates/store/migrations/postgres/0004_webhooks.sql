-- Podpis, PostgreSQL, step 52. Never changed after landing; the twin in ../sqlite has the same tables.

-- Addresses of programs that are told of events.
CREATE TABLE webhook (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('account', 'group', 'user', 'resource')),
    subject_id TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    include TEXT NOT NULL,
    client_id TEXT NOT NULL,
    wrapped_secret BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'inactive')),
    disabled_because TEXT,
    failures BIGINT NOT NULL,
    quiet_until BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX webhook_account ON webhook (account_id, state, created_at, id);

-- What was to be told, and how far that came. The id is the one that the program sees.
CREATE TABLE webhook_delivery (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhook (id),
    agreement_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'stopped')),
    attempts BIGINT NOT NULL,
    replays BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    tried_at BIGINT,
    status BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook_id, created_at, id);
CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at);
