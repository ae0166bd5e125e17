ALTER TABLE tickets DROP COLUMN field_values;
ALTER TABLE desks DROP COLUMN fields;
