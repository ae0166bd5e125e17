-- Nobody is told of what happened before.
CREATE TABLE notices (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL,
  person_id uuid NOT NULL,
  desk_id uuid NOT NULL,
  kind text NOT NULL,
  ticket_id uuid,
  comment_id uuid,
  by_name text NOT NULL,
  why text NOT NULL,
  group_name text NOT NULL DEFAULT '',
  not_told text NOT NULL DEFAULT '',
  not_mailed text NOT NULL DEFAULT '',
  sealed_words text NOT NULL,
  detail text NOT NULL DEFAULT '',
  delivery_id uuid,
  at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  read_at timestamptz);
COMMENT ON COLUMN notices.event_id IS 'what happened; of a silent mailbox no event tells';
COMMENT ON COLUMN notices.comment_id IS 'of the comment, the note or the failed mail''s comment';
COMMENT ON COLUMN notices.why IS 'assignee, member or manages';
COMMENT ON COLUMN notices.not_told IS 'why this person is not told, if so';
COMMENT ON COLUMN notices.not_mailed IS 'why it is in the panel alone, if so';
COMMENT ON COLUMN notices.sealed_words IS 'the beginning of what was written, or a reason';
COMMENT ON COLUMN notices.detail IS 'of a mail its recipient, of a wake its reason';
COMMENT ON COLUMN notices.at IS 'when it happened';
CREATE UNIQUE INDEX notices_once ON notices (event_id, person_id);
CREATE INDEX notices_of_person ON notices (person_id, id) WHERE not_told = '';
CREATE INDEX notices_unread ON notices (person_id, id) WHERE not_told = '' AND read_at IS NULL;
CREATE INDEX notices_of_ticket ON notices (ticket_id, id);
CREATE TABLE notice_choices (
  person_id uuid NOT NULL,
  kind text NOT NULL,
  mail boolean NOT NULL,
  PRIMARY KEY (person_id, kind));
CREATE TABLE known_assignments (
  ticket_id uuid NOT NULL,
  version integer NOT NULL,
  assignee_kind text,
  assignee_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, version));
COMMENT ON COLUMN known_assignments.version IS 'of the ticket, from which on this is so';
COMMENT ON COLUMN known_assignments.assignee_kind IS 'agent or group; empty while nobody is responsible';
ALTER TABLE deliveries ADD COLUMN notice_id uuid;
COMMENT ON COLUMN deliveries.notice_id IS 'of a mail to a colleague: what it tells';
ALTER TABLE deliveries ALTER COLUMN ticket_id DROP NOT NULL;
COMMENT ON COLUMN deliveries.ticket_id IS 'empty where a notice is about a mailbox';
CREATE UNIQUE INDEX deliveries_of_notice ON deliveries (notice_id) WHERE notice_id IS NOT NULL;
ALTER INDEX deliveries_once RENAME TO deliveries_once_before;
CREATE UNIQUE INDEX deliveries_once ON deliveries (coalesce(comment_id, ticket_id), kind, recipient)
  WHERE notice_id IS NULL;
DROP INDEX deliveries_once_before;
