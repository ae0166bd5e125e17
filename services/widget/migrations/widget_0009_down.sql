ALTER TABLE renewed_links DROP COLUMN active;
