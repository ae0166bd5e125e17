-- Mails queued before keep their unsealed text until they are sent.
CREATE TABLE neutral_mails (mailbox text PRIMARY KEY, sent_at timestamptz NOT NULL);
COMMENT ON COLUMN neutral_mails.mailbox IS 'an address that nobody proved, without its tag';
COMMENT ON COLUMN neutral_mails.sent_at IS 'when it was last written to, by any desk';
DROP TABLE greeted;
ALTER TABLE deliveries ADD COLUMN attachments jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN deliveries.attachments IS 'files sent with it';
COMMENT ON COLUMN deliveries.text IS 'sealed: it has the public link in it';
COMMENT ON COLUMN deliveries.html IS 'sealed';
ALTER TABLE mailboxes ADD COLUMN announced boolean NOT NULL DEFAULT false;
