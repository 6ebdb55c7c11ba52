-- Podpis, SQLite, step 16. Never changed after landing; the twin in ../postgres has the same tables.

-- What an account has settled stands beside who settled it, and beside the pages that its groups may not settle.
UPDATE account SET settings = '{"values":' || settings || '}';

-- Who sends from which group, and who looks after it. Everybody has been in the first one.
CREATE TABLE group_member (
    group_id TEXT NOT NULL REFERENCES account_group (id),
    user_id TEXT NOT NULL REFERENCES account_user (id),
    is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_user ON group_member (user_id);
INSERT INTO group_member (group_id, user_id, is_admin)
    SELECT account_group.id, account_user.id, 0
    FROM account_group JOIN account_user ON account_user.account_id = account_group.account_id
    WHERE account_group.is_default = 1;
