-- Links that were taken back work again: the version before knows the first ones alone.
ALTER TABLE desk_settings DROP COLUMN link_days;
DROP TABLE renewed_links;
DROP TABLE status_wishes;
