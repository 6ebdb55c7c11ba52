-- Podpis, SQLite, step 52. Never changed after landing; the twin in ../postgres has the same tables.

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
    wrapped_secret BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'inactive')),
    disabled_because TEXT,
    failures INTEGER NOT NULL,
    quiet_until INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_account ON webhook (account_id, state, created_at, id);

-- What was to be told, and how far that came. The id is the one that the program sees.
CREATE TABLE webhook_delivery (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhook (id),
    agreement_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'stopped')),
    attempts INTEGER NOT NULL,
    replays INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    tried_at INTEGER,
    status INTEGER,
    error TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook_id, created_at, id);
CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at);
