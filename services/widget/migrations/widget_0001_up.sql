CREATE TABLE desks (
  desk_id uuid PRIMARY KEY,
  state jsonb NOT NULL,
  state_version integer NOT NULL,
  desk_token text NOT NULL UNIQUE,
  sealed_secret bytea NOT NULL,
  sealed_old_secret bytea,
  old_secret_until timestamptz,
  verification boolean NOT NULL,
  allowed_origins jsonb NOT NULL,
  attachments boolean NOT NULL,
  max_file_bytes bigint NOT NULL,
  help_content text NOT NULL,
  max_age_of_signature integer NOT NULL,
  version integer NOT NULL
);
COMMENT ON COLUMN desks.state IS 'the desk as tickets last told it';
COMMENT ON COLUMN desks.max_age_of_signature IS 'seconds';
CREATE TABLE submissions (
  request_id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL UNIQUE,
  desk_id uuid NOT NULL,
  idempotency_key text,
  fingerprint bytea NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  attachments jsonb NOT NULL,
  refused text,
  created_at timestamptz NOT NULL
);
COMMENT ON COLUMN submissions.refused IS 'reason code';
CREATE UNIQUE INDEX submissions_key ON submissions (desk_id, idempotency_key);
CREATE TABLE public_links (
  token_hash bytea PRIMARY KEY,
  ticket_id uuid NOT NULL UNIQUE,
  sealed_token bytea NOT NULL
);
CREATE TABLE tickets (
  ticket_id uuid PRIMARY KEY,
  desk_id uuid NOT NULL,
  state jsonb NOT NULL,
  version integer NOT NULL,
  body text,
  body_html text,
  attachments jsonb
);
COMMENT ON COLUMN tickets.state IS 'the public state as tickets last told it';
COMMENT ON COLUMN tickets.body IS 'empty until ticket.created has come';
CREATE TABLE comments (
  comment_id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  idempotency_key text,
  author text NOT NULL,
  from_team boolean NOT NULL,
  body text NOT NULL,
  body_html text NOT NULL,
  attachments jsonb NOT NULL,
  confirmed boolean NOT NULL,
  created_at timestamptz NOT NULL
);
COMMENT ON COLUMN comments.confirmed IS 'comment.added has come';
CREATE INDEX comments_of_ticket ON comments (ticket_id, created_at, comment_id);
CREATE UNIQUE INDEX comments_key ON comments (ticket_id, idempotency_key);
