ALTER TABLE known_people DROP COLUMN leave;
ALTER TABLE known_people DROP COLUMN work_hours;
