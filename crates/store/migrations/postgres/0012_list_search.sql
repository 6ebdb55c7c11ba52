-- Podpis, PostgreSQL, step 12. Never changed after landing; the twin in ../sqlite does the same by its own means.

-- A search by any part of a word. The extension is part of PostgreSQL, and trusted; where a server does not have it, or does not let us, every row is
-- looked at, which is slower and finds the same.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX agreement_search ON agreement USING gin (search_text gin_trgm_ops);
EXCEPTION
    WHEN OTHERS THEN
        RAISE NOTICE 'no trigrams: %', SQLERRM;
END
$$;

-- Of whom something is asked: few among many.
CREATE INDEX agreement_attention ON agreement (id) WHERE attention = 1;
CREATE INDEX participant_waiting ON participant (link_expires_at, agreement_id) WHERE state = 'waiting';
CREATE INDEX agreement_open_deadline ON agreement (expires_at, id) WHERE state = 'in_progress';

-- Counts read no row.
CREATE INDEX agreement_owner_count ON agreement (owner_id, state, updated_at, id, account_id);
DROP INDEX agreement_owner_state;
