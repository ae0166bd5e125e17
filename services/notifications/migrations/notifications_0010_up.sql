-- The version before is told of no file.
CREATE TABLE files_to_check (
  object_key text PRIMARY KEY,
  size bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  leased_until timestamptz,
  reason text NOT NULL DEFAULT '',
  found boolean NOT NULL DEFAULT false
);
CREATE INDEX files_to_check_due ON files_to_check (next_attempt_at);
COMMENT ON COLUMN files_to_check.reason IS 'why the last try came to nothing';
COMMENT ON COLUMN files_to_check.found IS 'its verdict is told, its bytes are to be removed';
