ALTER TABLE tickets DROP COLUMN undelivered;
