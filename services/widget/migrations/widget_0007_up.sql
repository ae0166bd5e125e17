CREATE TABLE status_wishes (
  ticket_id uuid PRIMARY KEY,
  wish text NOT NULL,
  version integer NOT NULL,
  asked_at timestamptz NOT NULL
);
COMMENT ON COLUMN status_wishes.wish IS 'solved or reopened: the last thing its customer said of it';
COMMENT ON COLUMN status_wishes.version IS 'of the ticket as it was known then: shown until a newer one is known';

-- A link that was renewed is never among the first ones: they stay as they were told.
CREATE TABLE renewed_links (
  ticket_id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  sealed_token bytea NOT NULL,
  version integer NOT NULL
);
COMMENT ON COLUMN renewed_links.token_hash IS 'of the link that took the place of the first one';
COMMENT ON COLUMN renewed_links.version IS 'of the ticket, when it got it';

-- May be empty: the triggers of widget_0005 make rows of what the version before knows.
ALTER TABLE desk_settings ADD COLUMN link_days integer;
COMMENT ON COLUMN desk_settings.link_days IS 'after which the link of a resolved ticket expires; 0 or none: never';
