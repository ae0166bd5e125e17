-- The version before writes neither column: its desks have no fields and its tickets hold none. It reads desks and tickets
-- without them, and its desk.changed says none, until this version tells the desk again.
ALTER TABLE desks ADD COLUMN fields jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN desks.fields IS 'the desk''s own fields, in order';
ALTER TABLE tickets ADD COLUMN field_values jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN tickets.field_values IS 'what the desk''s own fields hold, by their ids';
-- Empty at first, as no ticket holds anything yet.
CREATE INDEX tickets_by_fields ON tickets USING gin (field_values jsonb_path_ops) WHERE field_values <> '{}'::jsonb;
