DROP TABLE known_tickets;
ALTER TABLE tasks DROP COLUMN created_by, DROP COLUMN responsible_id;
ALTER TABLE api_tokens DROP COLUMN parent_id;
