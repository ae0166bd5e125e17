CREATE TABLE people (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  active boolean NOT NULL,
  time_zone text NOT NULL,
  language text NOT NULL,
  password_hash text NOT NULL,
  tokens_valid_from timestamptz,
  revoked_tokens uuid[] NOT NULL,
  version integer NOT NULL
);
COMMENT ON COLUMN people.password_hash IS 'empty = cannot sign in by password';
CREATE UNIQUE INDEX people_email ON people (lower(email));
CREATE INDEX people_by_name ON people (lower(name), id);
CREATE TABLE groups (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  member_ids uuid[] NOT NULL,
  active boolean NOT NULL,
  version integer NOT NULL
);
CREATE UNIQUE INDEX groups_name ON groups (lower(name));
CREATE TABLE tasks (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  description text NOT NULL,
  status text NOT NULL,
  responsible text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL
);
CREATE INDEX tasks_by_status ON tasks (status, id);
CREATE TABLE api_tokens (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz
);
COMMENT ON COLUMN api_tokens.id IS 'the token''s jti; the token itself is nowhere';
CREATE INDEX api_tokens_of_person ON api_tokens (person_id, id);
CREATE TABLE sign_in_attempts (
  subject text PRIMARY KEY,
  attempts integer NOT NULL,
  since timestamptz NOT NULL
);
COMMENT ON COLUMN sign_in_attempts.subject IS 'an address, or the hash of an e-mail';
CREATE INDEX sign_in_attempts_since ON sign_in_attempts (since);
CREATE TABLE linked_tickets (
  ticket_id uuid PRIMARY KEY,
  number text NOT NULL,
  desk_id uuid NOT NULL,
  title text NOT NULL,
  status text NOT NULL,
  version integer NOT NULL
);
CREATE TABLE task_links (
  ticket_id uuid NOT NULL,
  task_id uuid NOT NULL,
  linked boolean NOT NULL,
  version integer NOT NULL,
  asked_at timestamptz,
  PRIMARY KEY (ticket_id, task_id)
);
COMMENT ON COLUMN task_links.linked IS 'false remembers an untying that may overtake its tying';
COMMENT ON COLUMN task_links.version IS 'of the ticket that said so; 0 = asked for, not heard of';
CREATE INDEX task_links_of_task ON task_links (task_id, ticket_id);
CREATE TABLE known_desks (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  color text NOT NULL,
  member_ids uuid[] NOT NULL,
  group_ids uuid[] NOT NULL,
  version integer NOT NULL
);
