-- The version before does not write them: whoever it hears of keeps what is known.
ALTER TABLE known_people ADD COLUMN work_hours jsonb NOT NULL DEFAULT '{}';
ALTER TABLE known_people ADD COLUMN leave jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN known_people.work_hours IS 'by weekday; none: nothing is said of when';
COMMENT ON COLUMN known_people.leave IS 'first and last days off';
