-- The version before writes neither column: its desks hold nothing, and reopen for ever. What it writes is sent at once.
ALTER TABLE desks ADD COLUMN hold_seconds integer NOT NULL DEFAULT 0;
ALTER TABLE desks ADD COLUMN reopen_days integer;
COMMENT ON COLUMN desks.hold_seconds IS 'how long replies wait to be sent; 0: not at all';
COMMENT ON COLUMN desks.reopen_days IS 'after which an answer to a resolved ticket opens another one; none: never';
-- None of its tickets follows another one. It shows and tells tickets without both columns.
ALTER TABLE tickets
  ADD COLUMN follows jsonb,
  ADD COLUMN followed_by jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN tickets.follows IS 'the ticket that was over when its requester answered: this one began with that answer';
COMMENT ON COLUMN tickets.followed_by IS 'those that began so, in order';
-- It marks no comment.
ALTER TABLE comments ADD COLUMN looks_like_thanks boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN comments.looks_like_thanks IS 'it opened a resolved ticket, and says nothing but thanks';
CREATE TABLE held_comments (
  id uuid NOT NULL PRIMARY KEY,
  ticket_id uuid NOT NULL,
  author_kind text NOT NULL,
  author_id uuid,
  author_name text NOT NULL,
  body text NOT NULL,
  body_html text NOT NULL,
  markup_version smallint NOT NULL DEFAULT 3,
  attachments jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  send_at timestamptz NOT NULL,
  "then" text
);
COMMENT ON COLUMN held_comments."then" IS 'what the ticket is to do when it is sent';
CREATE INDEX held_comments_of_ticket ON held_comments (ticket_id, created_at, id);
CREATE INDEX held_comments_old_markup ON held_comments (id) WHERE markup_version < 3;
