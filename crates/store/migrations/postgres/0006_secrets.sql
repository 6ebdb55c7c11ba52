-- Podpis, PostgreSQL, step 6. Never changed after landing; the twin in ../sqlite has the same tables.

-- Signing passwords as slow hashes (A-27). Agreements name them; they are in no event and no snapshot.
CREATE TABLE secret (
    id TEXT NOT NULL PRIMARY KEY,
    agreement_id TEXT NOT NULL REFERENCES agreement (id),
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
