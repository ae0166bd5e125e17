CREATE TABLE one_time_links (
  person_id uuid NOT NULL,
  kind text NOT NULL,
  token_hash bytea NOT NULL,
  good_until timestamptz NOT NULL,
  PRIMARY KEY (person_id, kind));
COMMENT ON COLUMN one_time_links.kind IS 'password_reset or invitation; a newer link takes the place of the older';
COMMENT ON COLUMN one_time_links.token_hash IS 'of the token, which only the mail has';
CREATE UNIQUE INDEX one_time_links_by_token ON one_time_links (token_hash);
