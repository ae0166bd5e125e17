-- The version before makes no rows here, and passes all that it takes on to the tickets service.
CREATE TABLE quarantine (
  request_id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL UNIQUE,
  desk_id uuid NOT NULL,
  reason text NOT NULL,
  wish jsonb NOT NULL,
  headers jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  discarded_at timestamptz
);
COMMENT ON COLUMN quarantine.reason IS 'a doubt, by its name';
COMMENT ON COLUMN quarantine.wish IS 'body of widget.ticket_requested, as it is told once somebody accepts it';
COMMENT ON COLUMN quarantine.discarded_at IS 'its words stay behind its link until it is erased';
CREATE INDEX quarantine_to_decide ON quarantine (desk_id, request_id) WHERE discarded_at IS NULL;
