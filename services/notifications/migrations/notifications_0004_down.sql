-- Mailboxes that sign in by OAuth 2 must be set up again.
DROP TABLE known_messages;
ALTER TABLE mailboxes DROP COLUMN history;
ALTER TABLE folders DROP COLUMN warned_at;
ALTER TABLE mailboxes DROP COLUMN imap_secrets;
ALTER TABLE mailboxes DROP COLUMN imap_oauth;
ALTER TABLE mailboxes DROP COLUMN smtp_secrets;
ALTER TABLE mailboxes DROP COLUMN smtp_oauth;
