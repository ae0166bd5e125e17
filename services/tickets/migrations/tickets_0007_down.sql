ALTER TABLE tickets DROP COLUMN assigned_in;
