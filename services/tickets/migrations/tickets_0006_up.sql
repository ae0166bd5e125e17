-- Mails that failed before are in the history of their tickets only.
ALTER TABLE tickets ADD COLUMN undelivered boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN tickets.undelivered IS 'a mail to the requester did not arrive, and no agent has answered since';
