-- Podpis, PostgreSQL, step 11. Never changed after landing; the twin in ../sqlite has the same tables.

-- Who has a draft open in an editor, tab by tab. Who is not heard of for a minute has gone.
CREATE TABLE presence (
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    tab TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES account_user (id),
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (agreement_id, tab)
);
CREATE INDEX presence_by_time ON presence (seen_at);
