ALTER TABLE threads DROP COLUMN link_version;
