-- New tables; the version before reads none of them. What it sends leaves the sender's draft where it is.
CREATE TABLE canned_replies (
  id uuid NOT NULL PRIMARY KEY,
  desk_id uuid NOT NULL,
  name text NOT NULL,
  folded text NOT NULL,
  body text NOT NULL,
  "then" text,
  status text,
  priority text,
  add_tags text[] NOT NULL,
  remove_tags text[] NOT NULL,
  assignee_kind text,
  assignee_id uuid,
  version integer NOT NULL,
  CONSTRAINT canned_replies_name UNIQUE (desk_id, folded)
);
COMMENT ON COLUMN canned_replies.folded IS 'the name as two names are compared';
CREATE TABLE drafts (
  person_id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  kind text NOT NULL,
  body text NOT NULL,
  attachment_ids uuid[] NOT NULL,
  version integer NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, ticket_id, kind)
);
COMMENT ON COLUMN drafts.kind IS 'reply or note';
-- Not logged: the figures of half a minute are worth no write-ahead, and after a crash everybody says so again.
CREATE UNLOGGED TABLE presence (
  ticket_id uuid NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  state text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, person_id)
);
COMMENT ON COLUMN presence.state IS 'reading or writing';
COMMENT ON COLUMN presence.since IS 'of this state';
COMMENT ON COLUMN presence.until IS 'who says nothing until then has left';
