-- Queued mails with sealed texts must have been sent before.
ALTER TABLE mailboxes DROP COLUMN announced;
ALTER TABLE deliveries DROP COLUMN attachments;
COMMENT ON COLUMN deliveries.text IS NULL;
COMMENT ON COLUMN deliveries.html IS NULL;
CREATE TABLE greeted (
  desk_id uuid NOT NULL, address text NOT NULL, day date NOT NULL, PRIMARY KEY (desk_id, address, day));
COMMENT ON COLUMN greeted.day IS 'of the desk''s own calendar';
DROP TABLE neutral_mails;
