CREATE TABLE requesters (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  words text NOT NULL,
  person_id uuid NOT NULL,
  joined uuid,
  how text,
  name text,
  phones text[],
  version integer NOT NULL
);
COMMENT ON COLUMN requesters.id IS 'made of the address';
COMMENT ON COLUMN requesters.words IS 'the address, folded';
COMMENT ON COLUMN requesters.person_id IS 'the requester that all who ask for this one are led to';
COMMENT ON COLUMN requesters.joined IS 'the one it was joined to itself, which may lead on since';
COMMENT ON COLUMN requesters.how IS 'merged, same_client, added or apart; empty: nobody has joined it';
COMMENT ON COLUMN requesters.name IS 'empty = what their tickets say';
COMMENT ON COLUMN requesters.phones IS 'empty = what their tickets say';
CREATE INDEX requesters_of_person ON requesters (person_id);
CREATE TABLE requester_clients (
  external_id text PRIMARY KEY,
  requester_id uuid NOT NULL
);
COMMENT ON COLUMN requester_clients.requester_id IS 'the first one whose proven ticket carried it';
CREATE TABLE requester_changes (
  id uuid PRIMARY KEY,
  requester_id uuid NOT NULL,
  kind text NOT NULL,
  old jsonb,
  new jsonb,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX requester_changes_of_requester ON requester_changes (requester_id, created_at, id);
INSERT INTO requester_clients
  SELECT DISTINCT ON (requester_external_id) requester_external_id, requester_id FROM tickets
   WHERE requester_verified AND requester_external_id IS NOT NULL AND requester_id IS NOT NULL
   ORDER BY requester_external_id, created_at, id;
-- Who was the first of another client stays apart here: they are joined when they write again, one after the other.
CREATE TEMPORARY TABLE joining ON COMMIT DROP AS
  SELECT DISTINCT ON (t.requester_id) t.requester_id AS id, t.requester_email AS email, c.requester_id AS person_id
    FROM tickets t JOIN requester_clients c ON c.external_id = t.requester_external_id
   WHERE t.requester_verified AND t.requester_id <> c.requester_id AND t.requester_email IS NOT NULL
     AND NOT EXISTS (SELECT FROM requester_clients first WHERE first.requester_id = t.requester_id)
   ORDER BY t.requester_id, t.created_at, t.id;
INSERT INTO requesters (id, email, words, person_id, joined, how, version)
  SELECT id, email, lower(email), person_id, person_id, 'same_client', 1 FROM joining;
INSERT INTO requesters (id, email, words, person_id, version)
  SELECT DISTINCT ON (t.requester_id) t.requester_id, t.requester_email, lower(t.requester_email), t.requester_id, 1
    FROM tickets t WHERE t.requester_id IN (SELECT person_id FROM joining) AND t.requester_email IS NOT NULL
   ORDER BY t.requester_id, t.created_at, t.id;
-- One index for a person's tickets, newest first, in place of one by the id and one by the address.
DROP INDEX tickets_of_requester;
DROP INDEX tickets_of_requester_id;
CREATE INDEX tickets_of_requester ON tickets (requester_id, created_at, id);
