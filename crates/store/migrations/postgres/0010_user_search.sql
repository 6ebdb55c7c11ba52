-- Podpis, PostgreSQL, step 10. Never changed after landing; the twin in ../sqlite has the same tables.

-- What colleagues are searched by while somebody types: folded as the program does it (`store/fold.rs`). For rows that are here already
-- the letters of the product's languages are enough; the next change of a user folds the rest.
ALTER TABLE account_user ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
UPDATE account_user SET search_text =
    translate(lower(name), 'áčćďđéěíňóřšťúůýžäöü', 'accddeeinorstuuyzaou')
    || chr(10) || email_norm;
