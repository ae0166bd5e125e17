ALTER TABLE submissions DROP COLUMN fields;
