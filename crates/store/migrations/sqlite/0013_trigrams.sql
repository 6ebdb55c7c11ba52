-- Podpis, SQLite, step 13. Never changed after landing; the twin in ../postgres does the same by its own means.

-- A search by any part of a word, as PostgreSQL's trigrams do it. The index holds no text, only which agreements hold three letters in a row: whoever
-- asks compares the text of those that it names. Two ends of lines stand behind each text, so that every letter of it begins a group. An agreement gets a number of its own: row numbers of a table without one may change in a copy (VACUUM).
CREATE TABLE agreement_number (
    number INTEGER NOT NULL PRIMARY KEY,
    agreement_id TEXT NOT NULL UNIQUE REFERENCES agreement (id) ON DELETE CASCADE
) STRICT;

CREATE VIRTUAL TABLE agreement_trigram USING fts5(
    folded, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);

-- The groups themselves: one or two letters are looked up by how a group begins.
CREATE VIRTUAL TABLE agreement_trigram_term USING fts5vocab(agreement_trigram, instance);

INSERT INTO agreement_number (agreement_id) SELECT id FROM agreement ORDER BY created_at, id;
INSERT INTO agreement_trigram (rowid, folded)
SELECT number, search_text || char(10, 10) FROM agreement_number JOIN agreement ON id = agreement_id ORDER BY number;

CREATE TRIGGER agreement_trigram_insert AFTER INSERT ON agreement
BEGIN
    INSERT INTO agreement_number (agreement_id) VALUES (NEW.id);
    INSERT INTO agreement_trigram (rowid, folded)
    SELECT number, NEW.search_text || char(10, 10) FROM agreement_number WHERE agreement_id = NEW.id;
END;
CREATE TRIGGER agreement_trigram_update AFTER UPDATE OF search_text ON agreement WHEN NEW.search_text <> OLD.search_text
BEGIN
    DELETE FROM agreement_trigram WHERE rowid = (SELECT number FROM agreement_number WHERE agreement_id = NEW.id);
    INSERT INTO agreement_trigram (rowid, folded)
    SELECT number, NEW.search_text || char(10, 10) FROM agreement_number WHERE agreement_id = NEW.id;
END;
CREATE TRIGGER agreement_trigram_delete BEFORE DELETE ON agreement
BEGIN
    DELETE FROM agreement_trigram WHERE rowid = (SELECT number FROM agreement_number WHERE agreement_id = OLD.id);
END;
