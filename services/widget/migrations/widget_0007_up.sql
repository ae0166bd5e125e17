CREATE TABLE status_wishes (
  ticket_id uuid PRIMARY KEY,
  wish text NOT NULL,
  version integer NOT NULL,
  asked_at timestamptz NOT NULL
);

-- A link that was renewed is never among the first ones: they stay as they were told.
CREATE TABLE renewed_links (
  ticket_id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  sealed_token bytea NOT NULL,
  version integer NOT NULL
);

-- May be empty: the triggers of widget_0005 make rows of what the version before knows.
ALTER TABLE desk_settings ADD COLUMN link_days integer;
