ALTER TABLE tickets ADD COLUMN link_renewed_in integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN tickets.link_renewed_in IS
  'the version in which its public link was last replaced; 0: never';
