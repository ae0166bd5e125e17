ALTER TABLE threads ADD COLUMN link_version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN threads.link_version IS
  'the ticket''s version in which the link was made; 0: with the ticket';
