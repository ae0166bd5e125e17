ALTER TABLE threads ADD COLUMN link_version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN threads.link_version IS
  'the ticket''s version in which the link was made; 0: with the ticket';
COMMENT ON COLUMN threads.sealed_token IS
  'of the public link, which every mail of the thread shows; empty: switched off';
