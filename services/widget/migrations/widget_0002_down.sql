-- Keys stay fingerprints and fit nobody's.
ALTER TABLE comments DROP COLUMN fingerprint;
ALTER TABLE submissions DROP COLUMN refused_files;
ALTER TABLE desks ADD COLUMN sealed_old_secret bytea, ADD COLUMN old_secret_until timestamptz;
UPDATE desks SET sealed_old_secret = convert_to(old_secrets->-1->>'sealed', 'UTF8'),
                 old_secret_until = (old_secrets->-1->>'until')::timestamptz;
ALTER TABLE desks DROP COLUMN old_secrets, DROP COLUMN has_mailbox, DROP COLUMN mailbox_as_of;
COMMENT ON COLUMN submissions.idempotency_key IS NULL;
COMMENT ON COLUMN comments.idempotency_key IS NULL;
