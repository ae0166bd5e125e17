DROP TABLE bulk_changes;
ALTER TABLE comments DROP COLUMN through;
ALTER TABLE tickets
  DROP COLUMN merged_into,
  DROP COLUMN merged_first_into,
  DROP COLUMN merged_at,
  DROP COLUMN before_merge,
  DROP COLUMN merged_tickets,
  DROP COLUMN former_numbers;
