-- Podpis, SQLite, step 12. Never changed after landing; the twin in ../postgres does the same by its own means.

-- A search reads an index in the order of the list and stops when the page is full. Rows hold snapshots: reading them costs fifty times as much.
CREATE INDEX agreement_owner_search ON agreement (owner_id, updated_at, id, state, account_id, search_text);
CREATE INDEX agreement_account_search ON agreement (account_id, updated_at, id, state, owner_id, search_text);
DROP INDEX agreement_owner;
DROP INDEX agreement_account;

-- Of whom something is asked: few among many.
CREATE INDEX agreement_attention ON agreement (id) WHERE attention = 1;
CREATE INDEX participant_waiting ON participant (link_expires_at, agreement_id) WHERE state = 'waiting';
CREATE INDEX agreement_open_deadline ON agreement (expires_at, id) WHERE state = 'in_progress';

-- Counts read no row.
CREATE INDEX agreement_owner_count ON agreement (owner_id, state, updated_at, id, account_id);
DROP INDEX agreement_owner_state;
