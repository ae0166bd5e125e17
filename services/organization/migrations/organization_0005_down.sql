ALTER TABLE people DROP COLUMN leave;
ALTER TABLE people DROP COLUMN work_hours;
