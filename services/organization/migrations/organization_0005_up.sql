-- The version before neither reads nor writes them.
ALTER TABLE people ADD COLUMN work_hours jsonb NOT NULL DEFAULT '{}';
ALTER TABLE people ADD COLUMN leave jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN people.work_hours IS 'by weekday; none: always';
COMMENT ON COLUMN people.leave IS 'first and last days off';
