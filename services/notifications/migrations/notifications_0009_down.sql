ALTER TABLE known_tickets DROP COLUMN former_numbers;
