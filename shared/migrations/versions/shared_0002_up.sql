CREATE UNLOGGED TABLE limits (key text PRIMARY KEY, taken_until timestamptz NOT NULL)
-- Rows are changed all the time: room on each page lets that happen in place.
  WITH (fillfactor = 50);
COMMENT ON COLUMN limits.key IS 'what is limited, and for whom';
COMMENT ON COLUMN limits.taken_until IS 'all that was taken fills the time up to here';
CREATE INDEX limits_idle ON limits (taken_until);
ALTER TABLE parked ADD COLUMN begun integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN parked.begun IS 'tries that nobody saw the end of';
ALTER TABLE known_people ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';
ALTER TABLE known_people ADD COLUMN language text NOT NULL DEFAULT 'en';
