-- The verify page finds the agreement of a file by the hash of its revisions.
CREATE INDEX revision_sha256 ON revision (whole_sha256);
