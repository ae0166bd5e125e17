ALTER TABLE known_people DROP COLUMN language;
ALTER TABLE known_people DROP COLUMN time_zone;
ALTER TABLE parked DROP COLUMN begun;
DROP TABLE limits;
