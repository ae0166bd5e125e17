-- Rows of before, and those an older process writes, are of the four roles, which say it by themselves.
ALTER TABLE known_people ADD COLUMN permissions jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN known_people.permissions IS 'as told beside the role';
