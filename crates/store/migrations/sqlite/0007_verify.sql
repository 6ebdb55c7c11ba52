-- The verify page finds the agreement of a file by the hash of its revisions.
CREATE INDEX revision_sha256 ON revision (whole_sha256);

-- What the operator did last with the installation, such as a backup.
CREATE TABLE upkeep (
    name TEXT NOT NULL PRIMARY KEY,
    detail TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
