-- Every mailbox goes on with its password.
ALTER TABLE mailboxes ADD COLUMN smtp_oauth jsonb;
ALTER TABLE mailboxes ADD COLUMN smtp_secrets bytea;
ALTER TABLE mailboxes ADD COLUMN imap_oauth jsonb;
ALTER TABLE mailboxes ADD COLUMN imap_secrets bytea;
COMMENT ON COLUMN mailboxes.smtp_oauth IS 'token_url, client_id, scope';
COMMENT ON COLUMN mailboxes.smtp_secrets IS 'sealed: client_secret, refresh_token';
COMMENT ON COLUMN mailboxes.imap_oauth IS 'token_url, client_id, scope';
COMMENT ON COLUMN mailboxes.imap_secrets IS 'sealed: client_secret, refresh_token';
ALTER TABLE folders ADD COLUMN warned_at timestamptz;
COMMENT ON COLUMN folders.warned_at IS 'when it was last said that nobody could read it for long';
ALTER TABLE mailboxes ADD COLUMN history text NOT NULL DEFAULT 'none';
COMMENT ON COLUMN mailboxes.history IS 'what a comment''s mail quotes';
CREATE TABLE known_messages (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  at timestamptz NOT NULL,
  author text NOT NULL,
  from_team boolean NOT NULL,
  sealed_body text NOT NULL);
COMMENT ON COLUMN known_messages.id IS 'of the comment, or of the ticket that begins with it';
COMMENT ON COLUMN known_messages.sealed_body IS 'its beginning; public messages only';
CREATE INDEX known_messages_of_ticket ON known_messages (ticket_id, at, id);
