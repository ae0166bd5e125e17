-- The version before holds no file and asks for no verdict.
CREATE TABLE file_verdicts (
  object_key text PRIMARY KEY,
  verdict text NOT NULL,
  reason text NOT NULL,
  checked_at timestamptz NOT NULL
);
COMMENT ON COLUMN file_verdicts.verdict IS 'clean, infected or unchecked';
COMMENT ON COLUMN file_verdicts.reason IS 'for the team';
