CREATE TABLE emails (
  id uuid PRIMARY KEY,
  desk_id uuid NOT NULL,
  source text NOT NULL,
  folder text NOT NULL,
  uid_validity bigint,
  uid bigint,
  fingerprint bytea NOT NULL,
  object_key text NOT NULL,
  size integer NOT NULL,
  recipient text NOT NULL,
  is_old boolean NOT NULL DEFAULT false,
  received_at timestamptz NOT NULL,
  state text NOT NULL,
  reason text NOT NULL DEFAULT '',
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  lease uuid,
  leased_until timestamptz,
  message_id text NOT NULL DEFAULT '',
  sender text NOT NULL DEFAULT '',
  subject text NOT NULL DEFAULT '',
  parsed jsonb,
  acknowledge boolean NOT NULL DEFAULT false,
  ticket_id uuid,
  comment_id uuid,
  version integer NOT NULL DEFAULT 0);
COMMENT ON COLUMN emails.folder IS 'host, user and folder of the mailbox; empty for LMTP';
COMMENT ON COLUMN emails.fingerprint IS 'of what its writer sent, whatever servers on the way added';
COMMENT ON COLUMN emails.recipient IS 'the address it was delivered to, with its tag, where that is known';
COMMENT ON COLUMN emails.is_old IS 'it lay in the mailbox before the desk read it';
COMMENT ON COLUMN emails.sender IS 'in the form in which people are compared';
COMMENT ON COLUMN emails.parsed IS 'what the reader found; files with their object keys';
COMMENT ON COLUMN emails.acknowledge IS 'whether its sender may get the mail about the new ticket';
CREATE UNIQUE INDEX emails_once ON emails (desk_id, fingerprint);
CREATE UNIQUE INDEX emails_by_uid ON emails (desk_id, folder, uid_validity, uid) WHERE uid IS NOT NULL;
CREATE INDEX emails_due ON emails (next_attempt_at) WHERE state = 'received';
CREATE INDEX emails_of_desk ON emails (desk_id, state, id);
CREATE INDEX emails_by_state ON emails (state, id);
CREATE INDEX emails_of_sender ON emails (desk_id, sender, received_at);
CREATE INDEX emails_of_ticket ON emails (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX emails_of_comment ON emails (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX emails_by_message_id ON emails (message_id) WHERE message_id <> '';
CREATE TABLE folders (
  desk_id uuid PRIMARY KEY,
  folder text NOT NULL,
  uid_validity bigint,
  last_uid bigint NOT NULL DEFAULT 0,
  old_below bigint NOT NULL DEFAULT 0,
  behind integer NOT NULL DEFAULT 0,
  since timestamptz NOT NULL,
  looked_at timestamptz,
  failing_since timestamptz,
  problem text NOT NULL DEFAULT '',
  next_look_at timestamptz NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  lease uuid,
  leased_until timestamptz);
COMMENT ON COLUMN folders.last_uid IS 'all mails up to here are kept';
COMMENT ON COLUMN folders.old_below IS 'mails with smaller uids lay there when these uids began to count';
COMMENT ON COLUMN folders.behind IS 'mails not fetched yet when it was last looked at';
COMMENT ON COLUMN folders.since IS 'from when on mails are new to this desk';
CREATE TABLE acknowledgements (
  desk_id uuid NOT NULL, mailbox text NOT NULL, sent_at timestamptz NOT NULL, PRIMARY KEY (desk_id, mailbox));
COMMENT ON COLUMN acknowledgements.mailbox IS 'whose mail opened a ticket, without a tag';
ALTER TABLE deliveries ADD COLUMN reply_token bytea;
ALTER TABLE deliveries ADD COLUMN reply_hash bytea;
COMMENT ON COLUMN deliveries.reply_token IS 'sealed; part of the address that answers come to';
CREATE UNIQUE INDEX deliveries_by_reply ON deliveries (reply_hash) WHERE reply_hash IS NOT NULL;
CREATE INDEX deliveries_by_message_id ON deliveries (message_id);
CREATE INDEX known_tickets_numbered ON known_tickets (desk_id, number);
ALTER TABLE mailboxes ADD COLUMN reply_tokens boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN mailboxes.reply_tokens IS 'whether mail to address+tag arrives, too';
