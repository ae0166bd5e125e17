ALTER TABLE tickets DROP COLUMN link_renewed_in;
