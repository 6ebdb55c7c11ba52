-- Searches over the list of agreements that users keep under a name. `query` is the address's query text.
CREATE TABLE saved_view (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES account_user (id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_view_user ON saved_view (user_id, created_at);
