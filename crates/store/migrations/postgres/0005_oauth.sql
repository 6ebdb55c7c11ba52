-- Podpis, PostgreSQL, step 53. Never changed after landing; the twin in ../sqlite has the same tables.

-- Programs that people let act for them.
CREATE TABLE oauth_application (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    redirect_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX oauth_application_account ON oauth_application (account_id, created_at);

-- A person's yes. Everything that was issued on it dies with it.
CREATE TABLE oauth_grant (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES oauth_application (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX oauth_grant_application ON oauth_grant (application_id, created_at);
CREATE INDEX oauth_grant_user ON oauth_grant (user_id, created_at);

-- Codes, access tokens and refresh tokens: their hashes.
CREATE TABLE oauth_token (
    token_hash TEXT NOT NULL PRIMARY KEY,
    grant_id TEXT NOT NULL REFERENCES oauth_grant (id),
    kind TEXT NOT NULL CHECK (kind IN ('code', 'access', 'refresh')),
    redirect_uri TEXT,
    challenge TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX oauth_token_expiry ON oauth_token (expires_at);
