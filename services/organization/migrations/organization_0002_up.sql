-- What is known of linked tickets is the beginning.
CREATE TABLE known_tickets (
  id uuid PRIMARY KEY,
  desk_id uuid NOT NULL,
  number text NOT NULL,
  status text NOT NULL,
  version integer NOT NULL
);
INSERT INTO known_tickets (id, desk_id, number, status, version)
SELECT ticket_id, desk_id, number, status, version FROM linked_tickets;
ALTER TABLE tasks ADD COLUMN created_by uuid, ADD COLUMN responsible_id uuid;
COMMENT ON COLUMN tasks.responsible_id IS 'the one person or group of that name, if there is just one';
ALTER TABLE api_tokens ADD COLUMN parent_id uuid;
COMMENT ON COLUMN api_tokens.parent_id IS 'the API token it was made with, which it never outlives';
CREATE INDEX api_tokens_of_parent ON api_tokens (parent_id) WHERE parent_id IS NOT NULL;
