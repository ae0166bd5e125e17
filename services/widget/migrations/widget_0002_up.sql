-- Keys of before are kept as fingerprints, so that a retry across the change is one.
ALTER TABLE desks
  ADD COLUMN old_secrets jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN has_mailbox boolean NOT NULL DEFAULT false,
  ADD COLUMN mailbox_as_of timestamptz;
COMMENT ON COLUMN desks.old_secrets IS 'replaced ones within their grace: sealed, until';
COMMENT ON COLUMN desks.has_mailbox IS 'as notifications last told';
UPDATE desks SET old_secrets = jsonb_build_array(jsonb_build_object(
    'sealed', convert_from(sealed_old_secret, 'UTF8'), 'until', old_secret_until))
 WHERE sealed_old_secret IS NOT NULL;
ALTER TABLE desks DROP COLUMN sealed_old_secret, DROP COLUMN old_secret_until;
ALTER TABLE submissions ADD COLUMN refused_files jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN submissions.refused_files IS 'name, size, reason';
COMMENT ON COLUMN submissions.idempotency_key IS 'fingerprint of the caller''s key and of whose it is';
UPDATE submissions SET idempotency_key = encode(sha256(convert_to(idempotency_key, 'UTF8')), 'hex')
 WHERE idempotency_key IS NOT NULL;
ALTER TABLE comments ADD COLUMN fingerprint bytea;
COMMENT ON COLUMN comments.fingerprint IS 'of the words, where there is a key';
COMMENT ON COLUMN comments.idempotency_key IS 'fingerprint of the caller''s key';
UPDATE comments SET idempotency_key = encode(sha256(convert_to(idempotency_key, 'UTF8')), 'hex')
 WHERE idempotency_key IS NOT NULL;
