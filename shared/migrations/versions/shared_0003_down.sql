ALTER TABLE known_people DROP COLUMN permissions;
