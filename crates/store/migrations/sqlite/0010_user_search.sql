-- Podpis, SQLite, step 10. Never changed after landing; the twin in ../postgres has the same tables.

-- What colleagues are searched by while somebody types: folded as the program does it (`store/fold.rs`). For rows that are here already
-- the letters of the product's languages are enough; the next change of a user folds the rest.
ALTER TABLE account_user ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
UPDATE account_user SET search_text =
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(name), 'á', 'a'), 'Á', 'a'), 'č', 'c'), 'Č', 'c'), 'ć', 'c'), 'Ć', 'c'), 'ď', 'd'), 'Ď', 'd'), 'đ', 'd'), 'Đ', 'd'), 'é', 'e'), 'É', 'e'), 'ě', 'e'), 'Ě', 'e'), 'í', 'i'), 'Í', 'i'), 'ň', 'n'), 'Ň', 'n'), 'ó', 'o'), 'Ó', 'o'), 'ř', 'r'), 'Ř', 'r'), 'š', 's'), 'Š', 's'), 'ť', 't'), 'Ť', 't'), 'ú', 'u'), 'Ú', 'u'), 'ů', 'u'), 'Ů', 'u'), 'ý', 'y'), 'Ý', 'y'), 'ž', 'z'), 'Ž', 'z'), 'ä', 'a'), 'Ä', 'a'), 'ö', 'o'), 'Ö', 'o'), 'ü', 'u'), 'Ü', 'u')
    || char(10) || email_norm;
