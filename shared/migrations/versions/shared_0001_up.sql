CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL,
  name text NOT NULL,
  body bytea NOT NULL,
  headers jsonb NOT NULL,
  queue text,
  occurred_at timestamptz NOT NULL,
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  reason text
);
COMMENT ON COLUMN outbox.event_id IS 'another than id only when replayed';
COMMENT ON COLUMN outbox.queue IS 'only this queue; empty = everyone who reads the event';
-- Rows live here for milliseconds: without these the dead ones pile up before autovacuum wakes.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
                        autovacuum_vacuum_cost_delay = 0, fillfactor = 50);
CREATE TABLE events (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  body bytea NOT NULL,
  headers jsonb NOT NULL,
  occurred_at timestamptz NOT NULL
) PARTITION BY RANGE (id);
CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE TABLE inbox (
  queue text NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (queue, event_id)
) PARTITION BY RANGE (event_id);
CREATE TABLE inbox_default PARTITION OF inbox DEFAULT;
CREATE TABLE parked (
  id uuid PRIMARY KEY,
  queue text NOT NULL,
  event_id uuid NOT NULL,
  name text NOT NULL,
  body bytea NOT NULL,
  headers jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  reason text NOT NULL,
  next_attempt_at timestamptz NOT NULL
);
CREATE INDEX parked_due ON parked (next_attempt_at);
CREATE UNIQUE INDEX parked_once ON parked (queue, event_id);
CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  queue text NOT NULL,
  event_id uuid NOT NULL,
  name text NOT NULL,
  body bytea NOT NULL,
  headers jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  replayed_at timestamptz
);
COMMENT ON COLUMN dead_letters.reason IS 'stable code';
CREATE INDEX dead_letters_waiting ON dead_letters (id) WHERE replayed_at IS NULL;
CREATE TABLE idempotency_keys (
  scope text NOT NULL,
  key text NOT NULL,
  fingerprint bytea NOT NULL,
  status smallint,
  answer bytea,
  headers jsonb,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (scope, key)
);
COMMENT ON COLUMN idempotency_keys.scope IS 'who asked, and for which path';
COMMENT ON COLUMN idempotency_keys.fingerprint IS 'of the request''s body';
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
CREATE TABLE files (
  id uuid PRIMARY KEY,
  object_key text NOT NULL,
  name text NOT NULL,
  size bigint NOT NULL,
  content_type text NOT NULL,
  uploader text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claimed_at timestamptz
);
CREATE INDEX files_drafts ON files (created_at) WHERE claimed_at IS NULL;
CREATE TABLE known_people (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  active boolean NOT NULL,
  tokens_valid_from timestamptz,
  revoked_tokens jsonb NOT NULL,
  version integer NOT NULL
);
CREATE TABLE known_groups (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  member_ids jsonb NOT NULL,
  active boolean NOT NULL,
  version integer NOT NULL
);
CREATE TABLE declared_queues (
  queue text PRIMARY KEY,
  events jsonb NOT NULL
);
COMMENT ON COLUMN declared_queues.events IS 'names of the events it is bound to';
