CREATE TABLE known_desks (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  color text NOT NULL,
  language text NOT NULL,
  time_zone text NOT NULL,
  active boolean NOT NULL,
  member_ids uuid[] NOT NULL,
  group_ids uuid[] NOT NULL,
  version integer NOT NULL
);
CREATE TABLE mailboxes (
  desk_id uuid PRIMARY KEY,
  address text NOT NULL,
  name text NOT NULL,
  smtp_host text NOT NULL,
  smtp_port integer NOT NULL,
  smtp_tls text NOT NULL,
  smtp_username text NOT NULL,
  smtp_password bytea,
  imap jsonb,
  imap_password bytea,
  open_tickets boolean NOT NULL,
  version integer NOT NULL
);
COMMENT ON COLUMN mailboxes.smtp_password IS 'sealed';
COMMENT ON COLUMN mailboxes.imap IS 'host, port, tls, username, folder';
COMMENT ON COLUMN mailboxes.imap_password IS 'sealed';
CREATE TABLE templates (
  desk_id uuid NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (desk_id, kind)
);
CREATE TABLE known_tickets (
  ticket_id uuid PRIMARY KEY,
  desk_id uuid NOT NULL,
  number text NOT NULL,
  title text NOT NULL,
  status text NOT NULL,
  requester jsonb NOT NULL,
  sealed_token bytea,
  version integer NOT NULL
);
COMMENT ON COLUMN known_tickets.sealed_token IS 'of the public link; empty until ticket.created arrives';
CREATE TABLE greeted (
  desk_id uuid NOT NULL,
  address text NOT NULL,
  day date NOT NULL,
  PRIMARY KEY (desk_id, address, day)
);
COMMENT ON COLUMN greeted.day IS 'of the desk''s own calendar';

CREATE TABLE deliveries (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  comment_id uuid,
  kind text NOT NULL,
  desk_id uuid NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  html text NOT NULL,
  message_id text NOT NULL,
  in_reply_to text NOT NULL,
  "references" text NOT NULL,
  headers jsonb NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  lease uuid,
  leased_until timestamptz,
  reason text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  changed_at timestamptz,
  sent_at timestamptz,
  version integer NOT NULL DEFAULT 0
);
COMMENT ON COLUMN deliveries.headers IS 'trace and correlation of the cause';
CREATE UNIQUE INDEX deliveries_once ON deliveries (coalesce(comment_id, ticket_id), kind, recipient);
CREATE INDEX deliveries_due ON deliveries (desk_id, next_attempt_at) WHERE state = 'queued';
CREATE INDEX deliveries_under_way ON deliveries (leased_until) WHERE state = 'sending';
CREATE INDEX deliveries_of_ticket ON deliveries (ticket_id, id);
CREATE INDEX deliveries_of_comment ON deliveries (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX deliveries_by_state ON deliveries (state, id);
